"""The calls worth making in words: what they do to the bounds, whom to call and what to ask, how far one has come."""

import datetime as dt
from typing import Any

import pandas as pd
from markupsafe import Markup

from app.center.cards import kind_name
from app.policy import reading_words
from app.regions import figures
from app.sitemap import href
from app.text import Text
from app.ui import downloads, words
from app.ui.markup import Blocks, html
from gis.calls import WorthCalling

COUNTS = ("10", "20", "40")
"""Numbers of calls that the page offers."""

MOST_ROWS = 30
"""Rows of the table of progress on the page; a file holds all."""

_BLOCKS = Blocks("policy/call_list")
_STATES = ("published", "answered", "unanswered", "unknown")


def finding(say: Text, worth: WorthCalling, *, area: str) -> Markup:
    """Write how much the calls narrow the bounds, or that there is nothing to narrow."""
    return html("<p><strong>{{ text }}</strong></p>", text=_finding(say, worth, area))


def _finding(say: Text, worth: WorthCalling, area: str) -> str:
    plan, fields = worth.plan, reading_words.terms(say, worth.reading)
    if not plan.calls:
        return say("calls.none", area=area, **fields)
    return say(
        "calls.finding",
        area=area,
        n=len(plan.calls),
        gap=figures.about(say, plan.gap),
        expected=figures.about(say, plan.expected),
        percent=f"{100 * plan.expected / plan.gap:.1f}",
        **fields,
    )


def notes(say: Text, worth: WorthCalling) -> Markup:
    """Say what to ask, between what the calls may lead to, and whether others could do more."""
    plan, fields = worth.plan, reading_words.terms(say, worth.reading)
    between = {"least": figures.about(say, plan.least), "most": figures.about(say, plan.most)}
    key = "calls.between" if plan.least >= 1 else "calls.between_none"
    lines = [say("calls.ask", **fields), say(key, **between)]
    lines.append(say("calls.exact") if plan.is_exact else say("calls.bound", people=figures.about(say, plan.at_most)))
    lines += [say("calls.without_number", n=worth.without_number)] if worth.without_number else []
    return _BLOCKS.notes([*lines, say("calls.chance")])


def listed(say: Text, worth: WorthCalling, *, area: str, is_office: bool) -> Markup:
    """Write whom to call, in order.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    worth : WorthCalling
    area : str
        Name of the region.
    is_office : bool
        Whether the reader may enter answers: then each center leads to its form.
    """
    headers = [say(f"calls.column.{name}") for name in ("center", "phone", "hanging", "expected", "asked")]
    rows = [_row(say, row, is_office) for row in worth.calls.to_dict("records")]
    return _BLOCKS.listed(say("calls.caption", area=area, n=len(rows)), headers, rows)


def _row(say: Text, row: dict[Any, Any], is_office: bool) -> dict[str, object]:
    return {
        "rank": row["rank"],
        "name": row["name"],
        "place": f"{kind_name(say, str(row['kind']))} · {words.place(say, row['region_name'] or '')}",
        "phone": row["phone"],
        "tel": str(row["phone"]).replace("-", ""),
        "hanging": figures.about(say, float(row["people_hanging"])),
        "expected": figures.about(say, float(row["people_expected"])),
        "asked": "" if pd.isna(row["asked_on"]) else words.day(say, _date(row["asked_on"])),
        "office": href("admin", say.language, center=row["center_id"]) if is_office else "",
        "enter": say("calls.enter"),
    }


def _date(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def progress(say: Text, worth: WorthCalling, *, area: str) -> Markup:
    """Write for each sigungu how many centers of the kind publish their hours, told them, or were not reached."""
    headers = [say("regions.name"), *(say(f"calls.state.{name}") for name in ("centers", *_STATES))]
    rows = [
        (words.place(say, row["region_name"]), [f"{row[name]:,}" for name in ("centers", *_STATES)])
        for row in worth.progress.head(MOST_ROWS).to_dict("records")
    ]
    kind = reading_words.kind_of(say, worth.reading.kind)
    return _BLOCKS.progress(say("calls.progress", area=area, kind=kind), headers, rows)


def file(say: Text, worth: WorthCalling) -> bytes:
    """Write the list as CSV, with a column for the answer."""
    columns = [
        downloads.FileColumn("rank", say("calls.column.rank"), 0),
        *(downloads.FileColumn(name, name) for name in ("center_id", "name", "kind", "phone", "region_name")),
        downloads.FileColumn("people_hanging", say("calls.column.hanging"), 0),
        downloads.FileColumn("people_expected", say("calls.column.expected"), 0),
        *(downloads.FileColumn(name, name) for name in ("asked_on", "ask", "answer")),
    ]
    ask = say("calls.ask", **reading_words.terms(say, worth.reading))
    return downloads.to_csv(worth.calls.assign(ask=ask, answer=""), columns)
