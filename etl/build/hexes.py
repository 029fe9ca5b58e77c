"""People by H3 cell: each emd's registered people spread over its cells (dasymetric split)."""

import geopandas as gpd
import h3.api.numpy_int as h3int
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.clean.codes import RegionIndex
from etl.contract import Build
from etl.load import copy_frame
from etl.lookup import read_region_index
from etl.sources.kontur import NEAREST_EMD_MAX_M
from gis import hexgrid


def assign_cells(weights: pd.DataFrame, regions: RegionIndex, label_points: pd.DataFrame) -> pd.DataFrame:
    """Say of which emd each cell is, so that every emd has at least one cell.

    Parameters
    ----------
    weights : pandas.DataFrame
        ``h3`` (int64) and ``weight`` (estimated people, >= 0), one row a cell.
    regions : RegionIndex
        The outlines.
    label_points : pandas.DataFrame
        ``lat`` and ``lon`` in degrees of a point inside each emd, indexed by region_code.

    Returns
    -------
    pandas.DataFrame
        ``h3``, ``region_code``, ``weight`` and ``method``: ``centre_inside``; ``nearest_emd`` when the centre lies in
        no emd but within :data:`etl.sources.kontur.NEAREST_EMD_MAX_M` of one (cells farther out are left out);
        ``label_point`` for emd that no centre lies in: the cell at their label point, which then has a row for each
        emd that shares it.
    """
    lat, lon = hexgrid.centers_of(weights["h3"].to_numpy()).T
    codes = regions.locate(lat, lon)
    lost = np.flatnonzero([code is None for code in codes])
    method = np.full(len(weights), "centre_inside", dtype=object)
    method[lost] = "nearest_emd"
    codes[lost] = regions.nearest_emd(lat[lost], lon[lost], max_m=NEAREST_EMD_MAX_M)[0]
    placed = weights[["h3", "weight"]].assign(region_code=codes, method=method).dropna(subset=["region_code"])
    empty = label_points[~label_points.index.isin(placed["region_code"])]
    cells = hexgrid.cells_of(empty["lat"], empty["lon"], hexgrid.CELL_RESOLUTION)
    added = pd.DataFrame({"h3": cells, "weight": 0.0, "region_code": empty.index, "method": "label_point"})
    return pd.concat([placed, added], ignore_index=True).astype({"region_code": "string", "method": "string"})


def split_people(cells: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Spread each emd's people over its cells in proportion to their weights.

    Dasymetric mapping (Wright 1936; Eicher & Brewer 2001): the weight says where within the emd, the register says
    how many. Where the weights of an emd sum to nothing, its people are spread evenly.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``region_code`` and ``weight`` (>= 0), a row for each cell of an emd.
    people : pandas.Series
        Registered people by region_code; an emd that is missing has none.

    Returns
    -------
    pandas.Series of float
        People by row of ``cells``; they sum to ``people`` in every emd.

    Raises
    ------
    ValueError
        When an emd with people has no row in ``cells``: they would be lost.
    """
    homeless = people.index[(people > 0) & ~people.index.isin(cells["region_code"])]
    if len(homeless):
        raise ValueError(f"{len(homeless)} emd with people have no cell, the first is {homeless[0]}")
    groups = cells.groupby("region_code")["weight"]
    total, count = groups.transform("sum"), groups.transform("size")
    share = (cells["weight"] / total.where(total > 0)).fillna(1 / count)
    return (cells["region_code"].map(people).fillna(0).astype(float) * share).rename("people")


def describe_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Add the geometry of cells: real area in square kilometres, centre point and outline (EPSG:4326).

    Parameters
    ----------
    cells : pandas.DataFrame
        With ``h3``; a cell may stand in several rows.

    Returns
    -------
    pandas.DataFrame
        With ``area_km2``, ``center_point`` and ``geom`` added.
    """
    unique, of_cell = np.unique(cells["h3"].to_numpy(dtype=np.int64), return_inverse=True)
    lat, lon = hexgrid.centers_of(unique).T
    outlines = _outlines(unique)
    return cells.assign(
        area_km2=hexgrid.areas_km2(unique)[of_cell],
        center_point=gpd.GeoSeries(shapely.points(lon, lat)[of_cell], cells.index),
        geom=gpd.GeoSeries(outlines[of_cell], cells.index),
    )


def _outlines(cells: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Draw many cells at once, in half the time of :func:`gis.hexgrid.outline` cell by cell."""
    if not len(cells):
        return np.empty(0, dtype=object)
    rings = [h3int.cell_to_boundary(int(cell)) for cell in cells]
    corners = np.array([corner for ring in rings for corner in ring])
    of_ring = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    return np.asarray(shapely.polygons(shapely.linearrings(corners[:, ::-1], indices=of_ring)), dtype=object)


def build(conn: Connection) -> int:
    """Write core.cell anew from the outlines, the newest people and the weights in force."""
    weights = pd.read_sql_query(text("SELECT h3, weight FROM core.cell_weight ORDER BY h3"), conn)
    people = pd.read_sql_query(
        text("""
            SELECT region_code, sum(people)::float8 AS people FROM core.population
            WHERE reference_date = (SELECT max(reference_date) FROM core.population) GROUP BY region_code
        """),
        conn,
    ).set_index("region_code")["people"]
    label_points = pd.read_sql_query(
        text("""
            SELECT region_code, ST_Y(label_point) AS lat, ST_X(label_point) AS lon
            FROM core.region WHERE level = 'emd' ORDER BY region_code
        """),
        conn,
        index_col="region_code",
    )
    cells = assign_cells(weights, read_region_index(conn), label_points)
    rows = cells.assign(people=split_people(cells, people)).drop(columns="weight").sort_values(["h3", "region_code"])
    conn.execute(text("DELETE FROM core.cell"))
    return copy_frame(conn, "core.cell", describe_cells(rows))


BUILD = Build(
    name="cell",
    version=2,
    sources=("region_emd", "population", "population_month", "kontur"),
    run=build,
    tables=("core.cell",),
)
