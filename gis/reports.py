"""What pages, the command line and the notebooks share: figures of regions as one table, people within areas."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection

from gis import vocabulary
from gis.hexgrid import split_people
from gis.queries.regions import Level, reach_frame, region_frame
from gis.streets.isochrone import people_inside

DEFAULT_KIND = "공공 전체"
"""Kind whose figures a region table shows unless another is asked for: every public institution."""

REGION_COLUMNS = (
    "region_code",
    "name",
    "full_name",
    "parent_code",
    "people",
    "area_km2",
    "people_per_km2",
    "centers",
    "centers_by_rule",
    "people_per_center",
    "mean_km",
    "p90_km",
    "share_beyond_5km",
    "share_beyond_10km",
    "share_beyond_20km",
)
"""Columns of :func:`region_table`, in order; the unit stands in the name."""

_RIM_DEG = 0.01
"""More than the radius of a cell: a cell whose centre is farther from an area than this has no part in it."""

_FEW_CELLS = 500
"""Up to so many cells each is cut into 49, since one is larger than a short walk; of more cells each into 7."""


def reach_kinds() -> tuple[str, ...]:
    """Return the kinds a region table can be asked for: the groups, then the kinds in the vocabulary's order."""
    return (*vocabulary.GROUPS, *(kind.code for kind in vocabulary.kinds()))


def region_table(
    conn: Connection, *, level: Level, parent_code: str | None = None, kind: str = DEFAULT_KIND
) -> pd.DataFrame:
    """Return the figures of every unit of a level for one kind of center.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    level : {"sido", "sigungu", "emd"}
        Level of the units.
    parent_code : str, optional
        Only units inside this sido, sigungu or municipality (MOIS code).
    kind : str
        A kind of center or a group of kinds; see :func:`reach_kinds`.

    Returns
    -------
    pandas.DataFrame
        :data:`REGION_COLUMNS` by ``region_code``. ``people`` are registered people; ``centers`` those that stand in
        the unit; ``centers_by_rule`` those that serve it, shared (:func:`gis.analysis.reach.centers_by_rule`);
        distances are to the nearest center, in or outside the unit. Missing where there is nobody, or no center.

    Raises
    ------
    InputError
        When level, parent or kind is unknown.
    """
    return pd.DataFrame(region_layer(conn, level=level, parent_code=parent_code, kind=kind).drop(columns="geom"))


def region_layer(
    conn: Connection, *, level: Level, parent_code: str | None = None, kind: str = DEFAULT_KIND
) -> gpd.GeoDataFrame:
    """Return :func:`region_table` with the outlines, ``geom`` in EPSG:4326, for a map or a GeoPackage."""
    if kind not in vocabulary.GROUPS:
        vocabulary.check_kinds([kind])
    regions = region_frame(conn, level=level, parent_code=parent_code)
    reach = reach_frame(conn, level=level, parent_code=parent_code)
    of_kind = reach[reach["kind"] == kind].drop(columns=["kind", "people"])
    table = regions.merge(of_kind, on="region_code", how="left", validate="one_to_one")
    table["people_per_km2"] = table["people"] / table["area_km2"]
    table["centers"] = table["centers"].fillna(0).astype("int64")
    return gpd.GeoDataFrame(table[[*REGION_COLUMNS, "geom"]], geometry="geom", crs=regions.crs)


def people_within(cells: pd.DataFrame, areas: Sequence[MultiPolygon]) -> list[float]:
    """Count the people who live within nested areas; those of a cell are spread evenly over it.

    Parameters
    ----------
    cells : DataFrame
        ``h3_index``, ``lat``, ``lon`` (centre, WGS84 degrees) and ``people``, as of
        :func:`gis.queries.regions.cell_regions`; a cell may have several rows.
    areas : sequence of MultiPolygon
        EPSG:4326, the largest last.

    Returns
    -------
    list of float
        People within each area.
    """
    if areas[-1].is_empty:
        return [0.0] * len(areas)
    west, south, east, north = areas[-1].bounds
    is_near = cells["lon"].between(west - _RIM_DEG, east + _RIM_DEG)
    is_near &= cells["lat"].between(south - _RIM_DEG, north + _RIM_DEG)
    near = cells[is_near].groupby("h3_index")["people"].sum()
    resolution = 10 if len(near) <= _FEW_CELLS else 9
    lat, lon, people = split_people(near.index.to_numpy(), near.to_numpy(dtype=np.float64), resolution=resolution)
    return [float(count) for count in people_inside(areas, lon, lat, people)]
