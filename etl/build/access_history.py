"""How access was: the figures of a few readings by region, kept for every reference date (core.access_history).

What a load brings is a new state of the same country. The tables of access hold the state in force; here the figures
stay when the next load comes. Recorded again for the same reference date they are replaced: files of the same month
that were corrected, or a better method, tell of the same day.
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
        return date, copy_frame(conn, "core.access_history", dated)


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
