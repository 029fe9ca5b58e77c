"""Opening hours as read, what notices and overrides say, and the filing of corrections."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from psycopg import errors
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from gis.errors import BusyError, NotFoundError


@dataclass(frozen=True)
class CenterWeek:
    """The published hours of a center as stored; see ``serve.center_week``.

    ``week`` is the plain data of :mod:`gis.care.hours.codec`; None when the center publishes no hours. Then
    ``reference_date`` is the center's own and ``source`` and ``osm`` are None. ``other_source`` is the source that says
    something else of most days, ``days_apart``; see ``serve.center_other_week``.
    """

    center_id: str
    name: str
    kind: str
    region_code: str
    is_public: bool
    week: dict[str, Any] | None
    osm: str | None
    source: str | None
    reference_date: dt.date
    other_source: str | None = None
    other_date: dt.date | None = None
    days_apart: tuple[int, ...] = ()


@dataclass(frozen=True)
class CenterClaim:
    """What a notice or an override says of a center; see ``serve.center_claim``."""

    center_id: str
    source: str
    state: str
    intervals: tuple[tuple[int, int], ...]
    valid_from: dt.datetime
    valid_until: dt.datetime
    issued_at: dt.datetime
    issued_by: str


def center_weeks(conn: Connection, *, center_ids: Sequence[str] | None = None) -> list[CenterWeek]:
    """Return the published hours of centers, those without any included.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    center_ids : sequence of str, optional
        Which centers; None for the whole register.

    Returns
    -------
    list of CenterWeek
        By ``center_id``.
    """
    rows = conn.execute(
        text("""
            SELECT c.center_id, c.name, c.kind, c.region_code, c.is_public, w.week, w.osm, w.source,
                   coalesce(w.reference_date, c.reference_date) AS reference_date,
                   other.source AS other_source, other.reference_date AS other_date,
                   coalesce(other.days_apart, '{}') AS days_apart
            FROM serve.center c LEFT JOIN serve.center_week w USING (center_id)
            LEFT JOIN LATERAL (
                SELECT o.source, o.reference_date, o.days_apart FROM serve.center_other_week o
                WHERE o.center_id = c.center_id AND o.days_apart <> '{}'
                ORDER BY cardinality(o.days_apart) DESC, o.source LIMIT 1
            ) AS other ON true
            WHERE CAST(:center_ids AS text[]) IS NULL OR c.center_id = ANY(:center_ids)
            ORDER BY c.center_id
        """),
        {"center_ids": None if center_ids is None else list(center_ids)},
    )
    return [CenterWeek(**{**row, "days_apart": tuple(row["days_apart"])}) for row in rows.mappings()]


def center_claims(
    conn: Connection, *, since: dt.datetime, until: dt.datetime, center_ids: Sequence[str] | None = None
) -> list[CenterClaim]:
    """Return the notices and overrides that count at some time of a span.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    since, until : datetime.datetime
        The span, aware.
    center_ids : sequence of str, optional
        Which centers; None for all.

    Returns
    -------
    list of CenterClaim
        By ``center_id`` and ``issued_at``.
    """
    rows = conn.execute(
        text("""
            SELECT center_id, source, state, intervals, valid_from, valid_until, issued_at, issued_by
            FROM serve.center_claim
            WHERE valid_from < :until AND valid_until > :since
              AND (CAST(:center_ids AS text[]) IS NULL OR center_id = ANY(:center_ids))
            ORDER BY center_id, issued_at
        """),
        {"since": since, "until": until, "center_ids": None if center_ids is None else list(center_ids)},
    )
    return [
        CenterClaim(**{**row, "intervals": tuple((int(start), int(end)) for start, end in row["intervals"])})
        for row in rows.mappings()
    ]


def reading_frame(conn: Connection) -> pd.DataFrame:
    """Count how the published hours could be read.

    Returns
    -------
    pandas.DataFrame
        Columns ``outcome`` (read, repaired, unknown), ``reason`` (of the unknown ones) and ``centers``.
    """
    return pd.read_sql(
        text("""
            SELECT outcome, reason, count(*) AS centers FROM serve.center_week
            GROUP BY outcome, reason ORDER BY outcome, centers DESC, reason
        """),
        conn,
    )


def file_correction(conn: Connection, *, center_id: str, topic: str, message: str, client_key: str) -> int:
    """File what a person reports as wrong of a center; the only thing the app writes.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, at the start of a transaction, which the caller commits.
    center_id : str
    topic : str
        hours, phone, address, gone or other.
    message : str
        1 to 500 characters.
    client_key : str
        32 hexadecimal digits that stand for the sender for a day.

    Returns
    -------
    int
        Number of the correction.

    Raises
    ------
    BusyError
        When too many were filed: by this sender, for this center, or in all.
    NotFoundError
        When there is no such center.
    """
    conn.execute(text("SET TRANSACTION READ WRITE"))
    try:
        filed = conn.scalar(
            text("SELECT serve.file_correction(:center_id, :topic, :message, :client_key)"),
            {"center_id": center_id, "topic": topic, "message": message, "client_key": client_key},
        )
    except DBAPIError as error:
        if isinstance(error.orig, errors.ProgramLimitExceeded):
            raise BusyError("too many corrections were filed just now; try again in an hour") from error
        if isinstance(error.orig, errors.NoDataFound):
            raise NotFoundError(f"there is no center {center_id[:20]!r} in the register") from error
        raise
    return int(filed or 0)


def add_claim(conn: Connection, claim: CenterClaim, *, reason: str = "") -> int:
    """Add a notice or an override; neither is ever changed or removed afterwards.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the etl role; the caller commits.
    claim : CenterClaim
        Of source ``notice`` or ``override``.
    reason : str
        Why, for the record; of an override only.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    NotFoundError
        When there is no such center.
    """
    values = {
        **vars(claim),
        "intervals": json.dumps([list(pair) for pair in claim.intervals]),
        "reason": reason,
    }
    statements = {
        "notice": """
            INSERT INTO core.notice (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by)
            SELECT center_id, :state, :intervals, :valid_from, :valid_until, :issued_at, :issued_by
            FROM serve.center WHERE center_id = :center_id RETURNING notice_id
        """,
        "override": """
            INSERT INTO core.status_override
                (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by, reason)
            SELECT center_id, :state, :intervals, :valid_from, :valid_until, :issued_at, :issued_by, :reason
            FROM serve.center WHERE center_id = :center_id RETURNING override_id
        """,
    }
    number = conn.scalar(text(statements[claim.source]), values)
    if number is None:
        raise NotFoundError(f"there is no center {claim.center_id[:20]!r} in the register")
    return int(number)


def withdraw_claim(conn: Connection, source: str, number: int, *, issued_at: dt.datetime, issued_by: str) -> int:
    """Take a notice or an override back from an instant on, by a further row.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the etl role; the caller commits.
    source : str
        notice or override.
    number : int
        Which one.
    issued_at : datetime.datetime
        Aware; from then on it counts no more.
    issued_by : str
        Who takes it back.

    Returns
    -------
    int
        Number of the new row.

    Raises
    ------
    NotFoundError
        When there is no such row that could be taken back.
    """
    statements = {
        "notice": """
            INSERT INTO core.notice
                (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by, withdraws)
            SELECT center_id, state, intervals, valid_from, valid_until, :issued_at, :issued_by, notice_id
            FROM core.notice WHERE notice_id = :number AND withdraws IS NULL RETURNING notice_id
        """,
        "override": """
            INSERT INTO core.status_override
                (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by, reason, withdraws)
            SELECT center_id, state, intervals, valid_from, valid_until, :issued_at, :issued_by, 'taken back',
                   override_id
            FROM core.status_override WHERE override_id = :number AND withdraws IS NULL RETURNING override_id
        """,
    }
    values = {"number": number, "issued_at": issued_at, "issued_by": issued_by}
    made = conn.scalar(text(statements[source]), values)
    if made is None:
        raise NotFoundError(f"there is no {source} {number} that could be taken back")
    return int(made)
