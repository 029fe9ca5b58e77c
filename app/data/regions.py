"""Regions: names, figures and outlines of units, and which levels lie within one."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from app.data import database
from app.data.maps import Bounds
from app.data.outlines import CAPITAL, Outlines, outlines
from gis import reports, vocabulary
from gis.errors import InputError
from gis.queries import centers, regions

Level = Literal["sido", "sigungu", "emd"]


LEVELS: tuple[Level, ...] = ("sido", "sigungu", "emd")
"""Levels from the largest; the overview of a unit shows the units one or two levels below."""


def levels_below(region_code: str | None) -> tuple[Level, ...]:
    """Return the levels shown within a region: two below the nation and a sido, one below a sigungu."""
    above = {None: 0, 2: 1, 5: 2}[None if region_code is None else len(region_code)]
    return LEVELS[above : above + 2]


@dataclass(frozen=True)
class Area:
    """A region to outline: level and codes of its units, and its bounds (west, south, east, north, degrees)."""

    level: str
    codes: tuple[str, ...]
    bounds: Bounds


@database.cached(most=300)
def area(conn: Connection, region_code: str) -> Area:
    """Return a region as its units and bounds.

    Raises
    ------
    InputError
        When no unit has the code.
    """
    where = regions.extent(conn, region_code)
    frame = regions.region_frame(conn, level=where.level, parent_code=region_code)
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return Area(where.level, where.codes, (west, south, east, north))


@database.cached(most=1)
def region_names(conn: Connection) -> dict[str, str]:
    """Return the full names of sido and sigungu by code."""
    names: dict[str, str] = {}
    for level in ("sido", "sigungu"):
        frame = regions.region_frame(conn, level=level)
        names |= dict(zip(frame["region_code"], frame["full_name"], strict=True))
    return names


@database.cached(most=1)
def districts(conn: Connection) -> tuple[tuple[str, str, float, float], ...]:
    """Give code, full name and a point (lat, lon) of every sido and sigungu."""
    rows: list[tuple[str, str, float, float]] = []
    for level in ("sido", "sigungu"):
        frame = regions.region_frame(conn, level=level)
        points = frame.geometry.representative_point()
        rows += zip(frame["region_code"], frame["full_name"], points.y, points.x, strict=True)
    return tuple(rows)


def region_path(region_code: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of a sido or sigungu and of what it lies in, the largest first."""
    names = region_names()
    sido = names[region_code[:2]]
    below = ((region_code, names[region_code].removeprefix(f"{sido} ")),) if len(region_code) > 2 else ()
    return ((region_code[:2], sido), *below)


def levels_within(region_code: str | None) -> tuple[Level, ...]:
    """Return the levels that can be shown within a region; a sido of one sigungu (세종) goes straight to its emd."""
    levels = levels_below(region_code)
    units = [code for code in region_names() if region_code and len(code) == 5 and code.startswith(region_code)]
    return levels[1:] if levels[0] == "sigungu" and len(units) == 1 else levels


@database.cached(most=200)
def region_layer(conn: Connection, level: Level, parent_code: str | None, kind: str) -> gpd.GeoDataFrame:
    """Return the figures and outlines of the units of a level for one kind of center, or a group of kinds."""
    return reports.region_layer(conn, level=level, parent_code=parent_code, kind=kind)


@database.cached(most=300)
def region_total(conn: Connection, region_code: str, kind: str) -> pd.Series | None:
    """Return names and figures of one sido or sigungu, or None when no unit has the code."""
    level: Level = "sido" if len(region_code) == 2 else "sigungu"
    try:
        layer = reports.region_layer(conn, level=level, parent_code=region_code, kind=kind)
    except InputError:
        return None
    return layer.iloc[0] if list(layer["region_code"]) == [region_code] else None


@database.cached(most=60)
def region_outlines(conn: Connection, level: Level, parent_code: str | None) -> Outlines | None:
    """Return the units of a level drawn on the grid of a picture, or None when there are none."""
    units = regions.region_frame(conn, level=level, parent_code=parent_code)
    if units.empty:
        return None
    land = regions.region_frame(conn, level="sido")
    is_crowded = level == "sigungu" and parent_code is None
    inset = outlines(units, land, window=CAPITAL) if is_crowded else None
    return outlines(units, land, inset=inset)


@database.cached(most=60)
def population_dates(conn: Connection, level: Level, parent_code: str | None) -> pd.DataFrame:
    """Return the people of the units within a region at every date of count; see :mod:`gis.queries.regions`."""
    return regions.population_dates_frame(conn, level=level, parent_code=parent_code)


def reach_kinds() -> tuple[str, ...]:
    """Return the kinds of center, and groups of them, whose reach is known. Reads a file, not the database."""
    return reports.reach_kinds()


@database.cached(most=60)
def centers_of_kind(conn: Connection, kind: str, region_code: str | None) -> gpd.GeoDataFrame:
    """Return the centers of a kind or of a group of kinds that stand in a region."""
    frame = centers.center_frame(conn, region_code=region_code)
    frame = frame[
        vocabulary.members(
            kind,
            frame["kind"],
            is_mental_health_care=(frame["care_level"] == "gives") & frame["is_open_to_public"],
            is_open_to_public=frame["is_open_to_public"],
        )
    ]
    return frame if region_code is None else frame[frame["region_code"].str.startswith(region_code)]
