"""Opening hours: the published words of each center read into its week, and the week laid out as open spans.

Two tables. core.center_week is read from core.center, usage notes included, or from the hours that a list gives day by
day, and is shipped in the snapshot, where the notes are not; core.center_hours follows from it wherever it came from.
Where several lists give a center's hours one is believed, and the others stand in core.center_other_week with the days
on which they disagree.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.build.merging import read_precedence
from etl.contract import Build
from etl.load import copy_frame
from gis.care.holidays import HolidayCalendar
from gis.care.hours import Hours, read_hours
from gis.care.hours.codec import from_data, to_data
from gis.care.hours.daily import read_daily_hours
from gis.care.hours.osm import to_osm
from gis.care.hours.spans import open_spans
from gis.holiday_calendar import load_calendar
from gis.reference import CENTER_LISTS, DIRECTORIES
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
    return _written(published, _words_of, calendar)


def daily_weeks_of(published: pd.DataFrame, calendar: HolidayCalendar) -> pd.DataFrame:
    """Read the hours that lists give day by day.

    Parameters
    ----------
    published : pandas.DataFrame
        ``center_id``, ``hours_by_day`` (see :func:`gis.care.hours.daily.read_daily_hours`), ``source`` and
        ``reference_date``; a row for each list that gives a center's.
    calendar : HolidayCalendar
        As for :func:`weeks_of`.

    Returns
    -------
    pandas.DataFrame
        :data:`WEEK_COLUMNS`, a row for each of these.
    """
    return _written(published, lambda row: read_daily_hours(row["hours_by_day"]), calendar)


def in_order(weeks: pd.DataFrame, order: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Choose of each center the week to believe, and compare the others with it.

    Parameters
    ----------
    weeks : pandas.DataFrame
        :data:`WEEK_COLUMNS`, one row a center and source.
    order : Sequence[str]
        Sources, the one to be believed first in front. One whose hours could be read goes before one whose could not.

    Returns
    -------
    believed : pandas.DataFrame
        :data:`WEEK_COLUMNS`, one row a center.
    others : pandas.DataFrame
        Columns of core.center_other_week: the rest, and the days on which it says something else.
    """
    place = {source: number for number, source in enumerate(order)}
    ranked = weeks.assign(is_unknown=weeks["outcome"].eq("unknown"), place=weeks["source"].map(place))
    ranked = ranked.sort_values(["center_id", "is_unknown", "place", "source"], ignore_index=True)
    is_first = ~ranked["center_id"].duplicated()
    believed, others = ranked.loc[is_first, WEEK_COLUMNS], ranked.loc[~is_first, WEEK_COLUMNS]
    first = believed.set_index("center_id")["week"]
    compared = [
        compare(from_data(json.loads(first[center_id])), from_data(json.loads(week)))
        for center_id, week in zip(others["center_id"], others["week"], strict=True)
    ]
    differences = pd.DataFrame(compared, columns=["days_compared", "days_apart", "apart_min"], index=others.index)
    return believed, others.drop(columns="osm").join(differences).astype({"apart_min": "Int16"})


def compare(one: Hours, other: Hours) -> tuple[list[int], list[int], int | None]:
    """Compare two weeks, breaks left aside.

    Returns
    -------
    compared : list of int
        Days that both know: 0 Monday to 6 Sunday, 7 a public holiday.
    apart : list of int
        Those on which one is open and the other closed, or their opening or closing differs.
    apart_min : int or None
        Most minutes by which opening or closing differ where both are open.
    """
    pairs = list(zip((*one.ordinary_week(), one.public_holiday()), (*other.ordinary_week(), other.public_holiday()),
                     strict=True))  # fmt: skip
    compared, apart, gaps = [], [], []
    for day, (left, right) in enumerate(pairs):
        if left is None or right is None or "unknown" in (left.state, right.state):
            continue
        compared.append(day)
        if left.state == right.state == "open":
            gaps.append(
                max(
                    abs(left.intervals[0].start_min - right.intervals[0].start_min),
                    abs(left.intervals[-1].end_min - right.intervals[-1].end_min),
                )
            )
        if left.state != right.state or left.intervals != right.intervals:
            apart.append(day)
    return compared, apart, max(gaps, default=None)


def _words_of(row: Mapping[Any, Any]) -> Hours:
    return read_hours(
        opens=row["opens_raw"], closes=row["closes_raw"], closed_days=row["closed_days_raw"], note=row["usage_note_raw"]
    )


def _written(
    published: pd.DataFrame, read: Callable[[Mapping[Any, Any]], Hours], calendar: HolidayCalendar
) -> pd.DataFrame:
    years = {"first_year": calendar.announced_until.year - 1, "last_year": calendar.announced_until.year}
    rows = []
    for row in published.astype(object).where(published.notna(), None).to_dict("records"):
        hours = read(row)
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
            SELECT source, opens_raw, closes_raw, closed_days_raw, usage_note_raw, hours_by_day
            FROM core.center_source
            WHERE center_id IS NOT NULL AND (coalesce(opens_raw, closes_raw, closed_days_raw) IS NOT NULL
                                             OR hours_by_day IS NOT NULL)
        """)
    ).mappings()
    read = [
        (row["source"], _words_of(row) if row["hours_by_day"] is None else read_daily_hours(row["hours_by_day"]))
        for row in rows
    ]
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
    """Write core.center_week and core.center_other_week anew from the register in force.

    A center that the list of all medical institutions no longer knows has no week: it may have closed.
    """
    worded = pd.read_sql_query(
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
              AND c.is_in_hira_list IS NOT FALSE
            ORDER BY c.center_id
        """),
        conn,
    )
    daily = pd.read_sql_query(
        text("""
            SELECT s.center_id, s.hours_by_day, s.source, s.reference_date
            FROM core.center_source s JOIN core.center c USING (center_id)
            WHERE s.hours_by_day IS NOT NULL AND c.is_in_hira_list IS NOT FALSE
            ORDER BY s.center_id, s.source, s.source_key
        """),
        conn,
    )
    calendar = load_calendar(Settings().data_dir)
    weeks = pd.concat([weeks_of(worded, calendar), daily_weeks_of(daily, calendar)], ignore_index=True)
    believed, others = in_order(weeks, read_precedence()["hours"])
    conn.execute(text("DELETE FROM core.center_week"))
    conn.execute(text("DELETE FROM core.center_other_week"))
    copy_frame(conn, "core.center_other_week", others)
    return copy_frame(conn, "core.center_week", believed)


def build_hours(conn: Connection) -> int:
    """Write core.center_hours anew from core.center_week."""
    weeks = pd.read_sql_query(text("SELECT center_id, week, source FROM core.center_week ORDER BY center_id"), conn)
    conn.execute(text("DELETE FROM core.center_hours"))
    return copy_frame(conn, "core.center_hours", spans_of(weeks))


WEEK = Build(
    name="center_week",
    version=3,
    sources=(*CENTER_LISTS, *DIRECTORIES),
    builds=("register",),
    run=build_weeks,
    tables=("core.center_week", "core.center_other_week"),
)
HOURS = Build(
    name="center_hours",
    version=1,
    sources=(),
    builds=("center_week",),
    run=build_hours,
    tables=("core.center_hours",),
)
