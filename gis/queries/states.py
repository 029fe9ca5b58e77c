"""States of the data that were kept: centers, hours and people as they were (serve.kept_state, serve.kept_center)."""

import datetime as dt
from typing import Literal

import pandas as pd
from sqlalchemy import Connection

from gis.queries.frames import read_frame

Sex = Literal["F", "M"]


def kept_states(conn: Connection) -> pd.DataFrame:
    """Return the states of the data that were kept, the newest first.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``reference_date`` (of the centers), ``people_date``, ``lists`` (keys of the lists that centers came
        from) and ``data_version``.
    """
    return read_frame(
        conn,
        """
        SELECT reference_date, people_date, lists, data_version FROM serve.kept_state ORDER BY reference_date DESC
        """,
    )


def kept_centers(conn: Connection, date: dt.date) -> pd.DataFrame:
    """Return the register as it was at the reference date of a kept state.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``name``, ``kind``, ``region_code``, ``lat``, ``lon``, ``road_address``,
        ``is_mental_health_care``, ``is_open_to_public``, ``serves``, ``sources`` (lists of str) and ``week`` (plain
        data of :mod:`gis.care.hours.codec`, None where none was published), by ``center_id``.
    """
    return read_frame(
        conn,
        """
        SELECT center_id, name, kind, region_code, lat, lon, road_address, is_mental_health_care, is_open_to_public,
               serves, sources, week
        FROM serve.kept_center
        WHERE reference_date = :date ORDER BY center_id COLLATE "C"
        """,
        {"date": date},
    )


def present_centers(conn: Connection) -> pd.DataFrame:
    """Return what tells of the present centers whether they moved, and which lists they come from.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``road_address``, ``sources`` and ``serves``, by ``center_id``.
    """
    return read_frame(
        conn,
        """
        SELECT c.center_id, c.road_address, c.serves,
               ARRAY(SELECT DISTINCT s.source FROM serve.center_source AS s WHERE s.center_id = c.center_id ORDER BY 1)
                   AS sources
        FROM serve.center AS c ORDER BY c.center_id COLLATE "C"
        """,
    )


def people_dates(conn: Connection) -> list[dt.date]:
    """Return the dates of count, ascending."""
    frame = read_frame(conn, "SELECT DISTINCT reference_date FROM serve.population_dates ORDER BY 1")
    return list(frame["reference_date"])


def people_at(
    conn: Connection, date: dt.date, *, sex: Sex | None = None, age_from: int = 0, age_below: int | None = None
) -> pd.Series:
    """Return the registered people of each emd at a date of count, of all or of a sex and age.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    date : datetime.date
    sex : {"F", "M"}, optional
        Both when not given.
    age_from, age_below : int, optional
        Ages in multiples of five, years; all when not given.

    Returns
    -------
    pandas.Series of float
        By ``region_code``.
    """
    frame = read_frame(
        conn,
        """
        SELECT region_code,
               coalesce(sum(people) FILTER (
                   WHERE sex = ANY(:sexes) AND age_from >= :age_from AND age_from < :age_below
               ), 0)::float8 AS people
        FROM serve.population_dates WHERE reference_date = :date GROUP BY region_code ORDER BY region_code
        """,
        {
            "date": date, "sexes": ["F", "M"] if sex is None else [sex], "age_from": age_from,
            "age_below": 1000 if age_below is None else age_below,
        },
    )  # fmt: skip
    return frame.set_index("region_code")["people"]
