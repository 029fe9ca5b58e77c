"""The work of offices in words: what was put right, notices, reports, acts, as HTML."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from app.text import Text
from app.ui import words
from app.ui.markup import Blocks
from gis.queries.audit import AuditRow
from gis.queries.offices import Correction, CorrectionInForce, OfficeClaim
from gis.terms import SEOUL

_BLOCKS = Blocks("office/office")


def put_right(say: Text, corrections: Sequence[CorrectionInForce]) -> Markup:
    """Say, on the details of a center, which values an office put right, when, and what the lists say."""
    rows = []
    for correction in corrections:
        # Hours stand there in a syntax for machines: only that and when they were asked for is said.
        prefix = "hours_" if correction.field == "hours" else ""
        key = f"admin.put_right.{prefix}{'value' if correction.value else 'empty'}"
        sentence = say(
            key,
            field=say(f"admin.field.{correction.field}"),
            office=correction.made_by,
            day=words.day(say, correction.made_on),
            was=correction.was or say("admin.nothing"),
        )
        rows.append(sentence)
    return _BLOCKS.put_right(rows)


def claim(say: Text, one: OfficeClaim, now: dt.datetime) -> Markup:
    """Write a notice or an override with who said it and whether it counts."""
    hours = ", ".join(f"{_clock(start)}~{_clock(end)}" for start, end in one.intervals)
    state = say(f"admin.claim_state.{one.state}") + (f" {hours}" if hours else "")
    span = say("admin.span", start=instant(say, one.valid_from), end=instant(say, one.valid_until))
    said = say("admin.said_by", office=one.issued_by, when=instant(say, one.issued_at))
    reason = f" {say('admin.because', reason=one.reason)}" if one.reason else ""
    return _BLOCKS.claim(
        said=f"{say(f'opening.source.{one.source}')}: {state}",
        standing=say(f"admin.standing.{standing(one, now)}"),
        span=span,
        issued=said + reason,
    )


def standing(claim_made: OfficeClaim, now: dt.datetime) -> str:
    """Return whether a claim counts: withdrawn, past, ahead or now."""
    if claim_made.withdrawn_at is not None:
        return "withdrawn"
    if claim_made.valid_until <= now:
        return "past"
    return "ahead" if claim_made.valid_from > now else "now"


def correction(say: Text, one: Correction) -> Markup:
    """Write what a person reported; their words are text."""
    place = f"{one.center_name} ({one.region_name})" if one.region_name else one.center_name
    head = say("admin.correction_head", topic=say(f"correction.topics.{one.topic}"), n=one.correction_id)
    filed = say("admin.filed", when=instant(say, one.filed_at))
    settled = ""
    if one.settled_at is not None and one.settled_how is not None:
        settled = say(
            f"admin.settled.{one.settled_how}", office=one.settled_by or "", when=instant(say, one.settled_at)
        )
        settled += f" {say('admin.because', reason=one.settled_reason)}" if one.settled_reason else ""
    return _BLOCKS.correction(head, place, one.message, filed, settled)


def instant(say: Text, value: dt.datetime) -> str:
    """Write an instant in Korea to the minute."""
    local = value.astimezone(SEOUL)
    return say("opening.when.full", date=words.day(say, local.date()), time=f"{local:%H:%M}")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, label: str) -> Markup:
    """Write a table that scrolls by itself on a narrow screen."""
    return _BLOCKS.table(headers, rows, label)


def act(say: Text, row: AuditRow) -> list[str]:
    """Write an act of the audit log as the cells of a row."""
    who = row.actor_name or say("admin.log.nobody" if row.actor_id else "admin.log.operator")
    facts = "; ".join(f"{key}: {_fact(value)}" for key, value in row.detail.items() if value not in (None, "", []))
    role = say(f"admin.role.{row.actor_role}")
    what = say.get(f"admin.act.{row.action.replace('.', '_')}", row.action)
    return [instant(say, row.at), f"{who} ({role})", what, f"{row.object_kind} {row.object_id}", facts]


def changes(say: Text, found: Mapping[str, Any], kind: str, *, most: int) -> Markup:
    """Write the centers that a file adds, changes or takes away, up to a number."""
    rows: list[list[object]] = []
    for center in found[kind]:
        if kind != "changed":
            rows.append([center["name"], center["kind"], center["address"]])
            continue
        rows += [
            [
                center["name"] if place == 0 else "",
                say(f"admin.field.{field['field']}"),
                _shown(say, field["before"]),
                _shown(say, field["after"]),
            ]
            for place, field in enumerate(center["fields"])
        ]
    names = ("name", "field", "before", "after") if kind == "changed" else ("name", "kind", "address")
    headers = [say(f"admin.column.{name}") for name in names]
    label = say(f"admin.difference.{kind}", n=len(found[kind]))
    left = say("admin.difference.cut", n=most) if len(rows) > most else ""
    return difference(label, table(headers, rows[:most], label=label), cut=left)


def difference(label: str, rows: Markup, *, cut: str = "") -> Markup:
    """Fold a table of a difference away, with a word about what was cut off."""
    return _BLOCKS.difference(label, rows, cut)


def _shown(say: Text, value: object) -> str:
    return say("admin.nothing") if value in (None, "") else str(value)


def _fact(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
