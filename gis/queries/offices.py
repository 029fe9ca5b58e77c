"""The work of offices on centers: notices and overrides, what people reported, corrections over the register."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.acts import act

FIELDS = ("phone", "homepage", "road_address", "address_detail", "gone")
"""What an office may correct of a center; ``gone`` takes it out of every answer."""


@dataclass(frozen=True)
class OfficeCenter:
    """A center that the session may act for."""

    center_id: str
    name: str
    kind: str
    region_name: str


@dataclass(frozen=True)
class OfficeClaim:
    """A notice or an override with its number; ``withdrawn_at`` is set once it was taken back."""

    source: str
    number: int
    state: str
    intervals: tuple[tuple[int, int], ...]
    valid_from: dt.datetime
    valid_until: dt.datetime
    issued_at: dt.datetime
    issued_by: str
    reason: str
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class Correction:
    """What a person reported as wrong of a center; ``message`` is text, never markup."""

    correction_id: int
    center_id: str
    center_name: str
    region_name: str | None
    topic: str
    message: str
    filed_at: dt.datetime
    settled_at: dt.datetime | None
    settled_how: str | None
    settled_by: str | None
    settled_reason: str | None


@dataclass(frozen=True)
class CenterCorrection:
    """A value that an office laid over the register's; None takes an earlier one back, empty says nothing is known."""

    center_correction_id: int
    field: str
    value: str | None
    was: str | None
    made_at: dt.datetime
    made_by: str
    is_in_force: bool


@dataclass(frozen=True)
class CorrectionInForce:
    """A correction that counts now; see ``serve.center_correction``."""

    field: str
    value: str
    was: str | None
    made_on: dt.date
    made_by: str


def municipality_names(conn: Connection) -> dict[str, str]:
    """Return the names of the basic municipalities, sido first, by code; a city with gu stands there once."""
    rows = conn.execute(
        text("""
            SELECT DISTINCT r.municipality_code, sido.name AS sido, r.municipality_name
            FROM serve.region r JOIN serve.region sido ON sido.region_code = left(r.region_code, 2)
            WHERE r.level = 'sigungu' AND r.municipality_code IS NOT NULL ORDER BY r.municipality_code
        """)
    )
    return {
        row.municipality_code: " ".join(dict.fromkeys([row.sido, row.municipality_name or row.sido])) for row in rows
    }


def office_centers(conn: Connection, token: str, typed: str = "", *, limit: int = 50) -> list[OfficeCenter]:
    """Return the centers that a session may act for, public ones first, by name.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app.
    token : str
        Of a session of staff (own municipality) or of an administrator (all).
    typed : str
        A part of the name; blanks and case do not count.
    limit : int
    """
    statement = "SELECT * FROM moderation.centers(:token, :typed, :most)"
    rows = act(conn, statement, {"token": token, "typed": typed, "most": limit})
    return [OfficeCenter(**row) for row in rows.mappings()]


def claims(conn: Connection, token: str, center_id: str) -> list[OfficeClaim]:
    """Return the notices and overrides of a center, those taken back included, the newest first."""
    rows = act(conn, "SELECT * FROM moderation.claims(:token, :center_id)", {"token": token, "center_id": center_id})
    return [
        OfficeClaim(**{**row, "intervals": tuple((int(start), int(end)) for start, end in row["intervals"])})
        for row in rows.mappings()
    ]


def add_claim(
    conn: Connection,
    token: str,
    source: str,
    *,
    center_id: str,
    state: str,
    intervals: Sequence[tuple[int, int]],
    valid_from: dt.datetime,
    valid_until: dt.datetime,
    reason: str = "",
) -> int:
    """Add a notice or an override in the name of the session's office.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
    source : str
        notice or override.
    center_id : str
    state : str
        open, closed, break, unknown or hours.
    intervals : sequence of (int, int)
        With state hours: minutes of the day, Asia/Seoul.
    valid_from, valid_until : datetime.datetime
        Aware; it ends within 400 days.
    reason : str
        Of an override, for the record.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ForbiddenError, NotFoundError, InputError
        See :func:`gis.queries.acts.act`.
    """
    statement = """
        SELECT moderation.add_claim(:token, :source, :center_id, :state, CAST(:intervals AS jsonb),
                                    :valid_from, :valid_until, :reason)
    """
    values = {
        "token": token,
        "source": source,
        "center_id": center_id,
        "state": state,
        "intervals": json.dumps([list(pair) for pair in intervals]),
        "valid_from": valid_from,
        "valid_until": valid_until,
        "reason": reason,
    }
    return int(act(conn, statement, values).scalar_one())


def withdraw_claim(conn: Connection, token: str, source: str, number: int) -> None:
    """Take a notice or an override back from now on, by a further row."""
    statement = "SELECT moderation.withdraw_claim(:token, :source, :number)"
    act(conn, statement, {"token": token, "source": source, "number": number})


def corrections(conn: Connection, token: str, *, is_open: bool, limit: int = 50) -> list[Correction]:
    """Return what people reported of the session's centers: open ones oldest first, or settled ones newest first."""
    statement = "SELECT * FROM moderation.corrections(:token, :is_open, :most)"
    rows = act(conn, statement, {"token": token, "is_open": is_open, "most": limit})
    return [Correction(**row) for row in rows.mappings()]


def settle_correction(conn: Connection, token: str, correction_id: int, *, how: str, reason: str) -> None:
    """Accept or reject what a person reported; a rejection needs its reason.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write; what follows from accepting belongs into the same one.
    token : str
    correction_id : int
    how : str
        accepted or rejected.
    reason : str
        For the record.
    """
    statement = "SELECT moderation.settle_correction(:token, :correction_id, :how, :reason)"
    act(conn, statement, {"token": token, "correction_id": correction_id, "how": how, "reason": reason})


def correct_center(
    conn: Connection, token: str, center_id: str, field: str, value: str | None, *, correction_id: int | None = None
) -> None:
    """Lay a value over the register's, or take it back (None).

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
    center_id : str
    field : str
        Out of :data:`FIELDS`.
    value : str or None
        Empty: the listed value is wrong and no right one is known.
    correction_id : int, optional
        The citizen's report that led to it.
    """
    statement = "SELECT moderation.correct_center(:token, :center_id, :field, :value, CAST(:correction_id AS bigint))"
    values = {"token": token, "center_id": center_id, "field": field, "value": value, "correction_id": correction_id}
    act(conn, statement, values)


def answer_call(conn: Connection, token: str, center_id: str, *, osm: str, week: Mapping[str, Any] | None) -> int:
    """Keep what a center said of its hours on the telephone, over the register's; it is taken back as a correction.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
        Of a session that may act for the center.
    center_id : str
    osm : str
        The hours in OpenStreetMap's syntax; empty when it was called and did not say.
    week : mapping of str to Any, optional
        The same as plain data of :mod:`gis.care.hours.codec`; None with an empty ``osm``.

    Returns
    -------
    int
        Its number.
    """
    statement = "SELECT moderation.answer_call(:token, :center_id, :osm, CAST(:week AS jsonb))"
    week_json = None if week is None else json.dumps(week, ensure_ascii=False, sort_keys=True)
    result = act(conn, statement, {"token": token, "center_id": center_id, "osm": osm, "week": week_json})
    return int(result.scalar_one())


def center_corrections(conn: Connection, token: str, center_id: str) -> list[CenterCorrection]:
    """Return every correction of a center, the newest first."""
    statement = "SELECT * FROM moderation.center_corrections(:token, :center_id)"
    rows = act(conn, statement, {"token": token, "center_id": center_id})
    return [CenterCorrection(**row) for row in rows.mappings()]


def corrections_in_force(conn: Connection, center_id: str) -> list[CorrectionInForce]:
    """Return the corrections that count now, for whoever looks at a center."""
    rows = conn.execute(
        text("""
            SELECT field, value, was, made_on, made_by FROM serve.center_correction
            WHERE center_id = :center_id ORDER BY field
        """),
        {"center_id": center_id},
    )
    return [CorrectionInForce(**row) for row in rows.mappings()]


def purge(
    conn: Connection, token: str, *, correction_days: int, review_days: int, recommendation_days: int
) -> dict[str, int]:
    """Delete settled corrections, refused reviews, settled reports and recommendations older than so many days.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
        Of an administrator's session.
    correction_days, review_days, recommendation_days : int
        Age from which rows of each kind go, days.

    Returns
    -------
    dict of str to int
        Kind of row -> rows deleted.
    """
    statement = """
        SELECT what, rows_removed FROM moderation.purge_as(:token, :correction_days, :review_days, :recommendation_days)
    """
    values = {
        "correction_days": correction_days,
        "review_days": review_days,
        "recommendation_days": recommendation_days,
    }
    rows = act(conn, statement, {"token": token, **values})
    return {str(row.what): int(row.rows_removed) for row in rows}


def purge_as_operator(
    conn: Connection, *, correction_days: int, review_days: int, recommendation_days: int
) -> dict[str, int]:
    """Do the same from the command line, as the owner, who needs no session."""
    rows = conn.execute(
        text("SELECT what, rows_removed FROM moderation.purge(:correction_days, :review_days, :recommendation_days)"),
        {"correction_days": correction_days, "review_days": review_days, "recommendation_days": recommendation_days},
    )
    return {str(row.what): int(row.rows_removed) for row in rows}


def note_load(conn: Connection, token: str, act_name: str, source: str, detail: Mapping[str, Any]) -> None:
    """Let an administrator load a file, and write it down; nobody else passes.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
        Of an administrator's session.
    act_name : str
        preview, apply, applied or failed.
    source : str
        Name of the source.
    detail : mapping
        Facts for the log: fingerprint, counts.
    """
    statement = "SELECT moderation.note_load(:token, :act, :source, CAST(:detail AS jsonb))"
    act(conn, statement, {"token": token, "act": act_name, "source": source, "detail": json.dumps(dict(detail))})


def end_sessions(conn: Connection, token: str, target: UUID) -> int:
    """Sign an account out everywhere, for an administrator; gives the sessions ended."""
    values = {"token": token, "target": target}
    return int(act(conn, "SELECT moderation.end_sessions(:token, :target)", values).scalar_one())
