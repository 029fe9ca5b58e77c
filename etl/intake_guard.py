"""What a new file loses against the one in force: the signs of a list that was cut or changed its form.

Publishers replace whole files. A list of 20 rows where 291 stood, a column that became empty, points that moved by
kilometres are loaded only when somebody accepts them by name. The limits are data (data/rules/intake.yaml).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
import yaml
from pyproj import Geod
from sqlalchemy.engine import Connection

from etl import datasets
from etl.contract import Cleaned, Source
from etl.lookup import read_table
from etl.sources.center_rows import TABLE
from gis.errors import SourceError
from gis.reference import rule_file

COLUMNS = ("phone", "homepage", "road_address", "opens_raw", "closes_raw", "closed_days_raw", "usage_note_raw")
"""Columns of a list of centers whose values are counted."""

Code = Literal["rows_lost", "values_lost", "points_moved"]

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Limits:
    """How much may be lost.

    Attributes
    ----------
    rows_lost_share, values_lost_share, points_moved_share : float
        Shares (0..1) of the rows, of a column's values and of the points in force.
    points_moved_m : float
        Metres from which a point has moved.
    least_rows : int
        Rows in force below which nothing is compared.
    """

    rows_lost_share: float
    values_lost_share: float
    points_moved_share: float
    points_moved_m: float
    least_rows: int


@dataclass(frozen=True)
class Loss:
    """One sign: what, in which column, and how many before and after (for points: all and moved ones)."""

    code: Code
    column: str | None
    before: int
    after: int

    def __str__(self) -> str:
        """Say it for an operator."""
        if self.code == "rows_lost":
            return f"{self.after:,} rows where {self.before:,} are in force"
        if self.code == "values_lost":
            return f"{self.column}: {self.after:,} values where {self.before:,} are in force"
        return f"{self.after:,} of {self.before:,} points moved"


def read_limits() -> Limits:
    """Read data/rules/intake.yaml.

    Raises
    ------
    SourceError
        When a limit is missing or is no number.
    """
    limits: Mapping[str, Any] = yaml.safe_load(rule_file("intake.yaml").read_text(encoding="utf-8"))
    try:
        return Limits(**{name: type_(limits[name]) for name, type_ in Limits.__annotations__.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"data/rules/intake.yaml: a limit is missing or is no number ({error})") from error


def losses(conn: Connection, source: Source, cleaned: Cleaned) -> tuple[Loss, ...]:
    """Compare a cleaned file with the load of its source that is in force; nothing where there is none."""
    before = _rows_in_force(conn, source)
    if before is None:
        return ()
    tables = [table for name, table in cleaned.tables.items() if name == TABLE]
    return compare(before, tables[0] if tables else None, cleaned.rows_read, read_limits())


@dataclass(frozen=True)
class InForce:
    """The load in force: how many rows its file had, and its rows when it is a list of centers."""

    rows_read: int
    centers: pd.DataFrame | None


def compare(before: InForce, after: pd.DataFrame | None, rows_read: int, limits: Limits) -> tuple[Loss, ...]:
    """Return the losses beyond the limits; pure.

    Parameters
    ----------
    before : InForce
        What is in force.
    after : pandas.DataFrame or None
        New rows of core.center_source, geometry in ``geom``; None for other sources.
    rows_read : int
        Rows of the new file.
    limits : Limits
        What may be lost.
    """
    if before.rows_read < limits.least_rows:
        return ()
    found: list[Loss] = []
    if rows_read < before.rows_read * (1 - limits.rows_lost_share):
        found.append(Loss("rows_lost", None, before.rows_read, rows_read))
    if before.centers is None or after is None or before.centers.empty:
        return tuple(found)
    expected = min(1.0, rows_read / before.rows_read)  # a shorter list has fewer values of everything
    for column in COLUMNS:
        had, has = int(before.centers[column].notna().sum()), int(after[column].notna().sum())
        if had >= limits.least_rows and has < had * expected * (1 - limits.values_lost_share):
            found.append(Loss("values_lost", column, had, has))
    both, moved = _moved(before.centers, after, limits.points_moved_m)
    if both >= limits.least_rows and moved > both * limits.points_moved_share:
        found.append(Loss("points_moved", None, both, moved))
    return tuple(found)


def _rows_in_force(conn: Connection, source: Source) -> InForce | None:
    sizes = datasets.accounts(conn)
    if source.name not in sizes:
        return None
    if TABLE not in source.tables:
        return InForce(sizes[source.name]["rows_read"], None)
    rows = read_table(conn, TABLE)
    return InForce(sizes[source.name]["rows_read"], rows[rows["source"] == source.name])


def _moved(before: pd.DataFrame, after: pd.DataFrame, least_m: float) -> tuple[int, int]:
    """Count the rows that stand in both with a point, and those whose point moved."""
    points = after["geom"].to_numpy()
    new = pd.DataFrame(
        {"source_key": after["source_key"].to_numpy(), "lat": shapely.get_y(points), "lon": shapely.get_x(points)}
    )
    both = before[["source_key", "lat", "lon"]].merge(new, on="source_key", suffixes=("", "_new")).dropna()
    if both.empty:
        return 0, 0
    lon, lat, lon_new, lat_new = (both[name].to_numpy(dtype=float) for name in ("lon", "lat", "lon_new", "lat_new"))
    return len(both), int((np.asarray(_GEOD.inv(lon, lat, lon_new, lat_new)[2]) >= least_m).sum())
