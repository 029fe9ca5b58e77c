"""What access is computed from, as the app may read it: cells by emd, centers with their staff, names of regions."""

import datetime as dt

import pandas as pd
from sqlalchemy import Connection

from gis.queries.frames import read_frame


def center_supply(conn: Connection) -> pd.DataFrame:
    """Return the centers that care is counted by.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``name``, ``kind``, ``region_code`` (emd), ``lat``, ``lon``, ``position_trust``,
        ``position_radius_m``, ``is_mental_health_care``, ``is_open_to_public``, ``staff`` (people, missing where none
        are published) and ``psychiatrists`` (missing where not known), by ``center_id``.
    """
    return read_frame(
        conn,
        """
        SELECT c.center_id, c.name, c.kind, c.region_code, c.lat, c.lon, c.position_trust, c.position_radius_m,
               c.is_mental_health_care, c.is_open_to_public,
               s.staff::float8 AS staff, c.psychiatrists::float8 AS psychiatrists
        FROM serve.center AS c
        LEFT JOIN (SELECT center_id, sum(people) AS staff FROM serve.center_staff GROUP BY center_id) AS s
        USING (center_id)
        ORDER BY c.center_id COLLATE "C"
        """,
    )


def center_serves(conn: Connection) -> pd.DataFrame:
    """Return whom centers serve by rule.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id`` and ``region_code`` (MOIS code of a sigungu or sido), one row a unit.
    """
    return read_frame(conn, "SELECT center_id, region_code FROM serve.center_serves ORDER BY 1, 2")


def region_names(conn: Connection) -> pd.DataFrame:
    """Return the names of all units, without outlines.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code``, ``level``, ``name``, ``full_name``, ``parent_code``, ``municipality_code``, by code.
    """
    return read_frame(
        conn,
        """
        SELECT region_code, level, name, full_name, parent_code, municipality_code
        FROM serve.region ORDER BY region_code
        """,
    )


def households(conn: Connection, *, region_codes: list[str]) -> pd.DataFrame:
    """Return households, and those of one person, of the emd that lie in some units.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    region_codes : list of str
        MOIS codes of any level.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code`` (emd), ``households``, ``one_person`` (counts) and ``reference_date``.
    """
    return read_frame(
        conn,
        """
        SELECT region_code, sum(households) FILTER (WHERE size = 'total')::float8 AS households,
               coalesce(sum(households) FILTER (WHERE size = '1'), 0)::float8 AS one_person,
               max(reference_date) AS reference_date
        FROM serve.household
        WHERE left(region_code, 2) = ANY(:codes) OR left(region_code, 5) = ANY(:codes) OR region_code = ANY(:codes)
        GROUP BY region_code ORDER BY region_code
        """,
        {"codes": region_codes},
    )


def indicator(conn: Connection, *, name: str) -> pd.DataFrame:
    """Return the latest published values of a figure.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    name : str
        Such as ``suicide_rate_per_100k``.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code``, ``level``, ``value``, ``reference_date``; a unit once.
    """
    return read_frame(
        conn,
        """
        SELECT DISTINCT ON (level, region_code) region_code, level, value::float8 AS value, reference_date
        FROM serve.indicator WHERE name = :name
        ORDER BY level, region_code, reference_date DESC
        """,
        {"name": name},
    )


def history(conn: Connection, *, readings: list[str], region_code: str) -> pd.DataFrame:
    """Return what was recorded of a region, one reference date after the other.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    readings : list of str
        Text forms of the readings, as :func:`gis.series.reach` gives them.
    region_code : str
        MOIS code of a sido or sigungu; 00 is the nation.

    Returns
    -------
    pandas.DataFrame
        Columns ``reading``, ``reference_date``, ``people``, ``people_without``, ``share_without`` (0..1, missing where
        nobody lives), ``data_version`` and ``recorded_at``, by reading and date.
    """
    return read_frame(
        conn,
        """
        SELECT reading, reference_date, people, people_without, share_without, data_version, recorded_at
        FROM serve.access_history WHERE region_code = :region_code AND reading = ANY(:readings)
        ORDER BY reading, reference_date
        """,
        {"readings": readings, "region_code": region_code},
    )


def recorded(conn: Connection, *, reading: str, date: dt.date) -> pd.DataFrame:
    """Return what was recorded of a reading at a reference date.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    reading : str
        Text form, as :func:`gis.series.reach` gives it.
    date : datetime.date

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code`` (of a sido or sigungu; 00 is the nation), ``people`` and ``people_without``.
    """
    return read_frame(
        conn,
        """
        SELECT region_code, people, people_without FROM serve.access_history
        WHERE reading = :reading AND reference_date = :date ORDER BY region_code
        """,
        {"reading": reading, "date": date},
    )
