"""The land context for estimates of travel: how densely people live around a cell, and what land it is part of."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from h3.api import numpy_int as h3int
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis import crs
from gis.errors import SourceError
from gis.hexgrid import areas_km2, centers_of
from gis.streets.estimate import SETTINGS, setting_of
from gis.streets.land_context import LandContext

GAP_M = 1_000.0
"""Land this near to other land is taken to be bridged to it: outlines are generalised, and so are straits."""

BRIDGE_END_M = 3_000.0
"""A bridge's end must lie this near to land, or its row is wrong."""

SMALL_ISLAND_KM2 = 1_000.0
"""Land below this area that no bridge joins to more is an island in its streets too; Jeju is not."""


def make_land_context(
    cells: npt.NDArray[np.int64], people: npt.NDArray[np.float64], land: gpd.GeoSeries, bridges: pd.DataFrame
) -> LandContext:
    """Find setting and landmass of every populated cell.

    Parameters
    ----------
    cells : ndarray of int64, shape (n,)
        Distinct H3 cells of resolution 8.
    people : ndarray of float, shape (n,)
        People in each.
    land : geopandas.GeoSeries
        Outlines that cover the land, any CRS.
    bridges : pandas.DataFrame
        ``name``, ``lat_a``, ``lon_a``, ``lat_b``, ``lon_b``: bridges and tunnels longer than ``GAP_M``.

    Returns
    -------
    LandContext
        Ascending by cell.

    Raises
    ------
    SourceError
        When a bridge ends in the sea, or where it begins.
    """
    order = np.argsort(cells)
    cells, people = cells[order], people[order]
    parts = land.to_crs(crs.METRIC).explode(ignore_index=True)
    number = _join(parts, bridges)
    points = _project(*centers_of(cells).T)
    landmass = number[shapely.STRtree(parts.to_numpy()).query_nearest(points, all_matches=False)[1]]
    area_km2 = np.bincount(number, weights=parts.area.to_numpy()) / 1e6
    mainland = int(area_km2.argmax())
    is_island = (area_km2[landmass] < SMALL_ISLAND_KM2) & (landmass != mainland)
    setting = setting_of(_density(cells, people), is_island=is_island)
    codes = np.array([SETTINGS.index(name) for name in setting], dtype=np.int8)
    return LandContext(cells, codes, landmass.astype(np.int32))


def _join(parts: gpd.GeoSeries, bridges: pd.DataFrame) -> npt.NDArray[np.int32]:
    """Return parts that nearly touch, or that a bridge joins, the number of their landmass."""
    shapes = parts.to_numpy()
    tree = shapely.STRtree(shapes)
    left, other = tree.query(shapes, predicate="dwithin", distance=GAP_M)
    ends = []
    for side in ("a", "b"):
        points = _project(bridges[f"lat_{side}"].to_numpy(float), bridges[f"lon_{side}"].to_numpy(float))
        near = tree.nearest(points)
        away = shapely.distance(points, shapes[near])
        if (away > BRIDGE_END_M).any():
            name = bridges["name"].iloc[int(away.argmax())]
            raise SourceError(f"bridges.csv: {name} ends {away.max():,.0f} m from land; mend its coordinates")
        ends.append(near)
    if (is_loose := ends[0] == ends[1]).any():
        name = bridges["name"].iloc[int(is_loose.argmax())]
        raise SourceError(f"bridges.csv: both ends of {name} lie on the same land; mend its coordinates")
    left, other = np.concatenate([left, ends[0]]), np.concatenate([other, ends[1]])
    links = coo_array((np.ones(len(left), dtype=np.int8), (left, other)), shape=(len(shapes), len(shapes)))
    labels: npt.NDArray[np.int32] = connected_components(links, directed=False)[1]
    return labels


def _project(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    points: npt.NDArray[np.object_] = gpd.GeoSeries.from_xy(lon, lat, crs=crs.GEOGRAPHIC).to_crs(crs.METRIC).to_numpy()
    return points


def _density(cells: npt.NDArray[np.int64], people: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """People per square kilometre over a cell and the six around it: a park in a city is still urban."""
    around = np.array([h3int.grid_disk(int(cell), 1) for cell in cells], dtype=np.int64)
    place = np.searchsorted(cells, around).clip(max=len(cells) - 1)
    people_around = np.where(cells[place] == around, people[place], 0.0)
    density: npt.NDArray[np.float64] = people_around.sum(axis=1) / (7 * areas_km2(cells))
    return density
