"""How access was: the figures of a few readings by region, kept for every reference date (core.access_history).

What a load brings is a new state of the same country. The tables of access hold the state in force; here the figures
stay when the next load comes, and with them what they rested on: the centers with the hours they published, and the
people as they were counted (core.kept_state). So the change of any figure since then can be parted into its causes
(:mod:`gis.causes`). Recorded again for the same reference date both are replaced: files of the same month that were
corrected, or a better method, tell of the same day.
"""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, Engine, text

from etl.load import copy_frame, take_lock
from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.errors import DatabaseError, NotFoundError
from gis.queries.datasets import center_dates, data_version
from gis.queries.regions import Level
from gis.series import NATION_CODE

_LEVELS: tuple[Level, ...] = ("sido", "sigungu")


def record(engine: Engine, board: AccessBoard, readings: Sequence[Reading]) -> tuple[dt.date, int]:
    """Record the figures of the data in force; rows of the same reference date go.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    board : AccessBoard
        Of the data in force.
    readings : sequence of Reading
        What is followed (:func:`gis.series.load_series`).

    Returns
    -------
    tuple of datetime.date and int
        The reference date, and the rows written.

    Raises
    ------
    NotFoundError
        When the register holds no center, so that there is no date.
    DatabaseError
        When something was loaded since the board was opened.
    """
    rows = pd.concat([figures(board, reading) for reading in readings], ignore_index=True)
    with engine.begin() as conn:
        take_lock(conn)
        if data_version(conn) != board.data_version:
            raise DatabaseError("data were loaded while access was built: run `mindconnect etl build access` again")
        date = reference_date(conn)
        conn.execute(text("DELETE FROM core.access_history WHERE reference_date = :date"), {"date": date})
        dated = rows.assign(reference_date=date, data_version=board.data_version)
        keep_state(conn, date, board.data_version)
        return date, copy_frame(conn, "core.access_history", dated)


def keep_state(conn: Connection, date: dt.date, data_version: str) -> None:
    """Keep centers, hours and people of the data in force under a reference date; what was kept for it goes.

    Where nobody was counted yet there is nothing to keep: no figure can be parted since then.
    """
    values = {"date": date, "data_version": data_version}
    conn.execute(text("DELETE FROM core.kept_state WHERE reference_date = :date"), values)
    for statement in _KEEP:
        conn.execute(text(statement), values)


_KEEP = (
    """
    INSERT INTO core.kept_state (reference_date, people_date, lists, data_version)
    SELECT :date, counted.people_date,
           ARRAY(SELECT DISTINCT source FROM core.center_source WHERE center_id IS NOT NULL ORDER BY 1), :data_version
    FROM (SELECT max(reference_date) AS people_date FROM core.population) AS counted
    WHERE counted.people_date IS NOT NULL
    """,
    """
    INSERT INTO core.kept_center (reference_date, center_id, name, kind, region_code, lat, lon, road_address,
        is_mental_health_care, is_open_to_public, serves, sources, week)
    SELECT k.reference_date, c.center_id, c.name, c.kind, c.region_code, c.lat, c.lon, c.road_address,
           c.is_mental_health_care, c.is_open_to_public, c.serves,
           ARRAY(SELECT DISTINCT s.source FROM core.center_source s WHERE s.center_id = c.center_id ORDER BY 1), w.week
    FROM serve.center AS c
    JOIN core.kept_state AS k ON k.reference_date = :date
    LEFT JOIN serve.center_week AS w USING (center_id)
    """,
    """
    DELETE FROM core.kept_people
    WHERE reference_date NOT IN (SELECT people_date FROM core.kept_state)
       OR reference_date = (SELECT max(reference_date) FROM core.population)
    """,
    """
    INSERT INTO core.kept_people (reference_date, region_code, women, men, unit_group)
    SELECT p.reference_date, p.region_code,
           array_agg(coalesce(p.women, 0) ORDER BY p.age_from), array_agg(coalesce(p.men, 0) ORDER BY p.age_from),
           max(p.unit_group)
    FROM (
        SELECT emd.reference_date, emd.region_code, band.age_from,
               sum(counted.people) FILTER (WHERE counted.sex = 'F')::integer AS women,
               sum(counted.people) FILTER (WHERE counted.sex = 'M')::integer AS men,
               max(counted.unit_group) AS unit_group
        FROM (SELECT DISTINCT reference_date, region_code FROM core.population) AS emd
        JOIN core.kept_state AS k ON k.reference_date = :date AND k.people_date = emd.reference_date
        CROSS JOIN generate_series(0, 100, 5) AS band (age_from)
        LEFT JOIN core.population AS counted
          ON counted.reference_date = emd.reference_date AND counted.region_code = emd.region_code
             AND counted.age_from = band.age_from
        GROUP BY emd.reference_date, emd.region_code, band.age_from
    ) AS p
    GROUP BY p.reference_date, p.region_code
    """,
)
"""Statements that keep the state in force, in order."""


def figures(board: AccessBoard, reading: Reading) -> pd.DataFrame:
    """Return the figures of a reading for the nation, each sido and each sigungu.

    Parameters
    ----------
    board : AccessBoard
        What answers.
    reading : Reading
        What is counted.

    Returns
    -------
    pandas.DataFrame
        Columns ``reading`` (text form), ``region_code``, ``people`` and ``people_without``.
    """
    nation = board.total(reading)
    parts = [
        pd.DataFrame(
            {
                "region_code": [NATION_CODE],
                "people": [float(nation["people"])],
                "people_without": [float(nation["people_without"])],
            }
        ),
        *(board.regions(reading, level)[["region_code", "people", "people_without"]] for level in _LEVELS),
    ]
    return pd.concat(parts, ignore_index=True).assign(reading=str(reading))


def reference_date(conn: Connection) -> dt.date:
    """Return the newest reference date of the centers in force.

    Raises
    ------
    NotFoundError
        When there is no center.
    """
    dates = center_dates(conn)
    if dates is None:
        raise NotFoundError("the register holds no center: load the lists first (`mindconnect etl run`)")
    return dates[1]
