"""Travel times for tests: a straight distance times a pace, all of it estimated, for the nation in seconds."""

from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree
from sqlalchemy import Connection

from gis import crs
from gis.queries import access
from gis.queries.regions import cell_regions
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, folder_of, write_header

PACES = {"walk": (0.0, 15.0, 3.5), "bicycle": (1.0, 5.0, 8.0), "car": (3.0, 2.0, 15.0)}
"""Minutes to set out, minutes a kilometre, and the farthest that is in the table, kilometres; by mode."""


def write(conn: Connection, var_dir: Path) -> Path:
    """Write a table where `gis.access.open_board` looks for it, and give the folder of all tables."""
    rows = cell_regions(conn)
    rows = rows[rows["people"] > 0].drop_duplicates("h3_index").sort_values("h3_index")
    centers = access.center_supply(conn)
    folder = folder_of(var_dir, "rough")
    folder.mkdir(parents=True)
    np.save(folder / "cells.npy", rows["h3_index"].to_numpy(dtype=np.int64))
    np.save(folder / "centers.npy", centers["center_id"].to_numpy(dtype=str))
    np.save(folder / "positions.npy", centers[["lat", "lon"]].to_numpy(dtype=np.float64))
    tree, places = cKDTree(_metric(centers)), _metric(rows)
    for mode, (start_min, per_km_min, most_km) in PACES.items():
        start, center, value = _entries(tree, places, start_min, per_km_min, most_km * 1000)
        for name, array in (("start", start), ("center", center), ("value", value)):
            np.save(folder / f"{mode}_{name}.npy", array)
    write_header(folder, version="rough", limit_s=3600.0, detail={})
    return folder


def _metric(points: pd.DataFrame) -> np.ndarray:
    project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    return np.column_stack(project.transform(points["lon"].to_numpy(), points["lat"].to_numpy()))


def _entries(tree: cKDTree, places: np.ndarray, start_min: float, per_km_min: float, most_m: float) -> tuple:
    near = cKDTree(places).sparse_distance_matrix(tree, most_m, output_type="coo_matrix")
    seconds = np.rint(60 * (start_min + per_km_min * near.data / 1000)).astype(np.uint16)
    order = np.lexsort((near.col, seconds, near.row))
    start = np.concatenate(([0], np.cumsum(np.bincount(near.row, minlength=len(places)))))
    return start, near.col[order].astype(np.uint16), seconds[order] | ESTIMATE_BIT
