"""Opening hours: the published words of each center read into its week, and the week laid out as open spans.

Two tables. core.center_week is read from core.center, usage notes included, and is shipped in the snapshot, where the
notes are not; core.center_hours follows from it wherever it came from.
"""

import json
from collections import Counter

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.contract import Build
from etl.load import copy_frame
from gis.care.holidays import HolidayCalendar
from gis.care.hours import read_hours
from gis.care.hours.codec import from_data, to_data
from gis.care.hours.osm import to_osm
from gis.care.hours.spans import open_spans
from gis.holiday_calendar import load_calendar
from gis.reference import CENTER_LISTS
from gis.settings import Settings

WEEK_COLUMNS = ["center_id", "week", "outcome", "reason", "osm", "source", "reference_date"]
HOURS_COLUMNS = ["center_id", "day", "from_min", "to_min", "source"]


def weeks_of(published: pd.DataFrame, calendar: HolidayCalendar) -> pd.DataFrame:
    """Read the words of centers.

    Parameters
    ----------
    published : pandas.DataFrame
        ``center_id``, ``opens_raw``, ``closes_raw``, ``closed_days_raw``, ``usage_note_raw`` (text or null),
        ``source`` and ``reference_date`` of the row that gave them; a row a center that publishes any hours.
    calendar : HolidayCalendar
        Gives the dates of Seollal and Chuseok for the OpenStreetMap syntax, which has no word for them.

    Returns
    -------
    pandas.DataFrame
        :data:`WEEK_COLUMNS`, one row a center; ``week`` is JSON text without words of usage notes.
    """
    years = {"first_year": calendar.announced_until.year - 1, "last_year": calendar.announced_until.year}
    rows = []
    for row in published.astype(object).where(published.notna(), None).to_dict("records"):
        hours = read_hours(
            opens=row["opens_raw"],
            closes=row["closes_raw"],
            closed_days=row["closed_days_raw"],
            note=row["usage_note_raw"],
        )
        week = json.dumps(to_data(hours), ensure_ascii=False, sort_keys=True)
        osm = to_osm(hours, calendar, **years)
        rows.append((row["center_id"], week, hours.outcome, hours.reason, osm, row["source"], row["reference_date"]))
    return pd.DataFrame(rows, columns=WEEK_COLUMNS)


def spans_of(weeks: pd.DataFrame) -> pd.DataFrame:
    """Lay out weeks as open spans.

    Parameters
    ----------
    weeks : pandas.DataFrame
        ``center_id``, ``week`` (plain data) and ``source``.

    Returns
    -------
    pandas.DataFrame
        :data:`HOURS_COLUMNS`; minutes of the day, day 7 is a public holiday.
    """
    rows = [
        (row["center_id"], span.day, span.from_min, span.to_min, row["source"])
        for row in weeks.to_dict("records")
        for span in open_spans(from_data(row["week"]))
    ]
    return pd.DataFrame(rows, columns=HOURS_COLUMNS)


def reading_account(conn: Connection) -> pd.DataFrame:
    """Account for the source rows that publish hours: how each was read.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core. After a load from the snapshot, which has no usage notes, the account is the same: notes can
        change hours and add remarks, but make no row readable or unreadable that has none of the other words.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``outcome`` (read, repaired, unknown), ``reason`` (of the unknown, else empty), ``rows`` and
        ``share`` of the source's rows (0..1).
    """
    rows = conn.execute(
        text("""
            SELECT source, opens_raw, closes_raw, closed_days_raw, usage_note_raw FROM core.center_source
            WHERE coalesce(opens_raw, closes_raw, closed_days_raw) IS NOT NULL
        """)
    )
    read = [
        (row.source, read_hours(opens=row.opens_raw, closes=row.closes_raw, closed_days=row.closed_days_raw,
                                note=row.usage_note_raw))
        for row in rows
    ]  # fmt: skip
    counted = Counter((source, hours.outcome, hours.reason or "") for source, hours in read)
    in_source = Counter(source for source, _ in read)
    order = {outcome: place for place, outcome in enumerate(("read", "repaired", "unknown"))}
    return pd.DataFrame(
        [
            (*key, count, count / in_source[key[0]])
            for key, count in sorted(counted.items(), key=lambda item: (item[0][0], order[item[0][1]], item[0][2]))
        ],
        columns=["source", "outcome", "reason", "rows", "share"],
    )


def build_weeks(conn: Connection) -> int:
    """Write core.center_week anew from the register in force."""
    published = pd.read_sql_query(
        text("""
            SELECT c.center_id, c.opens_raw, c.closes_raw, c.closed_days_raw, c.usage_note_raw,
                   given.source, given.reference_date
            FROM core.center c
            JOIN LATERAL (
                SELECT s.source, s.reference_date FROM core.center_source s
                WHERE s.center_id = c.center_id
                  AND (s.opens_raw, s.closes_raw, s.closed_days_raw)
                      IS NOT DISTINCT FROM (c.opens_raw, c.closes_raw, c.closed_days_raw)
                ORDER BY s.reference_date DESC, s.source LIMIT 1
            ) AS given ON true
            WHERE coalesce(c.opens_raw, c.closes_raw, c.closed_days_raw) IS NOT NULL
            ORDER BY c.center_id
        """),
        conn,
    )
    weeks = weeks_of(published, load_calendar(Settings().data_dir))
    conn.execute(text("DELETE FROM core.center_week"))
    return copy_frame(conn, "core.center_week", weeks)


def build_hours(conn: Connection) -> int:
    """Write core.center_hours anew from core.center_week."""
    weeks = pd.read_sql_query(text("SELECT center_id, week, source FROM core.center_week ORDER BY center_id"), conn)
    conn.execute(text("DELETE FROM core.center_hours"))
    return copy_frame(conn, "core.center_hours", spans_of(weeks))


WEEK = Build(
    name="center_week",
    version=2,
    sources=CENTER_LISTS,
    builds=("register",),
    run=build_weeks,
    tables=("core.center_week",),
)
HOURS = Build(
    name="center_hours",
    version=1,
    sources=(),
    builds=("center_week",),
    run=build_hours,
    tables=("core.center_hours",),
)
