"""Cached reads of the map explorer: what lies in a window, its cells and regions, first ways."""

import geopandas as gpd
import pandas as pd

from app.data import database
from app.data.access import figures, remembered, units
from app.data.regions import Level
from gis import hexgrid, maps, stories, windows
from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.queries import tiles
from gis.queries.regions import population_frame
from gis.windows import Bounds, MapWindow


@remembered(most=1)
def _age_shares(_opened: AccessBoard) -> pd.DataFrame:
    with database.engine().connect() as conn:
        return stories.age_shares(population_frame(conn, level="emd"))


@remembered(most=60)
def window(
    opened: AccessBoard, reading: Reading, level: Level, region_code: str | None, bounds: Bounds | None
) -> MapWindow:
    """Sum what lies in a window of the map; see :func:`gis.windows.window`."""
    return windows.window(opened, reading, ages=_age_shares(), level=level, region_code=region_code, bounds=bounds)


@remembered(most=30)
def cells(opened: AccessBoard, reading: Reading, region_code: str | None) -> pd.DataFrame:
    """Return the cells of a region as large as a deck can hold, with the full name of where most people live."""
    inside = window(reading, "emd", region_code, None).cells
    if inside.empty:
        return inside.assign(full_name="")
    told = maps.coarser(inside, maps.resolution_for(inside["h3_index"]))
    return told.assign(full_name=_full_names(opened).reindex(told["region_code"].astype(str)).fillna("").to_numpy())


def _full_names(opened: AccessBoard) -> pd.Series:
    return opened.region_names.set_index("region_code")["full_name"]


@remembered(most=24)
def _tiled(opened: AccessBoard, reading: Reading, resolution: int) -> pd.DataFrame:
    """Return the cells of the nation at a resolution, with their places and names."""
    least, most = windows.shares_between(opened, reading)
    own = opened.cells[["h3_index", "people", "region_code"]].assign(least_share=least, most_share=most)
    told = maps.coarser(own, resolution)
    at = hexgrid.centers_of(told["h3_index"])
    names = _full_names(opened).reindex(told["region_code"].astype(str)).fillna("").to_numpy()
    return told.assign(lat=at[:, 0], lon=at[:, 1], full_name=names)


def cells_in_tile(reading: Reading, z: int, x: int, y: int) -> pd.DataFrame:
    """Return the cells that a tile shows; the measure is left aside, since it moves nobody in or out of reach.

    Raises
    ------
    InputError
        When there is no such tile, or the kind is unknown.
    """
    tiles.check(z, x, y)
    told = _tiled(reading.changed(measure="nearest", decay=""), maps.tile_resolution(z))
    west, south, east, north = tiles.bounds(z, x, y, margin=0.1)
    return told[told["lon"].between(west, east) & told["lat"].between(south, north)]


def cut(z: int, x: int, y: int, cells_shown: pd.DataFrame, tips: list[str]) -> bytes:
    """Cut a tile of cells with what is said of each.

    Parameters
    ----------
    z, x, y : int
        Zoom, column and row.
    cells_shown : pandas.DataFrame
        As :func:`cells_in_tile`.
    tips : list of str
        What is said of each when it is pointed at.
    """
    with database.engine().connect() as conn:
        return tiles.cell_tile(
            conn, z, x, y,
            outlines=[hexgrid.outline(int(cell)).wkb for cell in cells_shown["h3_index"]],
            colours=maps.share_colours(cells_shown["least_share"], cells_shown["most_share"]),
            cells=[hexgrid.to_text(cell) for cell in cells_shown["h3_index"]],
            tips=tips,
        )  # fmt: skip


def regions(reading: Reading, level: Level, parent_code: str | None, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Return the units of a level as a map shows them, with the shares of least and most people without care."""
    told = figures(reading, level, parent_code)[
        ["region_code", "name", "full_name", "people", "people_without", "people_without_if_open",
         "people_without_if_closed"]
    ]  # fmt: skip
    named = outlines(level, parent_code, bounds).merge(told, on="region_code", how="left", validate="one_to_one")
    ends = ("people_without_if_open", "people_without_if_closed")
    if reading.unknown_hours == "office":
        ends = ("people_without", "people_without")
    shares = {f"{name}_share": named[end] / named["people"] for name, end in zip(("least", "most"), ends, strict=True)}
    return gpd.GeoDataFrame(named.assign(**shares), geometry="geom", crs=named.crs)


@remembered(most=60)
def outlines(_opened: AccessBoard, level: Level, parent_code: str | None, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Return code and outline of the units of a level as a map shows them; see :func:`gis.maps.simpler`."""
    return maps.simpler(units(level, parent_code), bounds)


@remembered(most=30)
def first_ways(opened: AccessBoard, reading: Reading, region_code: str) -> pd.DataFrame:
    """Return which center the cells of a region reach first; see :func:`gis.maps.first_ways`."""
    return maps.first_ways(opened, reading, window(reading, "emd", region_code, None).cells["h3_index"])
