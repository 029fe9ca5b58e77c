"""The town of tests/towns.py with travel times: one minute a kilometre by car, as the crow flies, up to an hour."""

from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from gis.access import AccessBoard, open_board
from gis.queries.access import center_supply
from gis.queries.regions import cell_regions
from gis.settings import Settings
from gis.streets.travel_matrix.assembly import read_matrix_inputs, save_travel_matrix
from gis.streets.travel_matrix.matrix import ModeMatrix, folder_of
from tests import oracles

SECONDS_PER_KM = {"car": 60, "bicycle": 240, "walk": 900}


def write_times(conn: Connection, folder: Path, *, stretch: float = 1.0) -> None:
    """Write the town's table of travel times below a folder, as `mindconnect etl build travel_times` would.

    The car takes exactly a minute a kilometre of the town's own geometry (rounded to 10 m), so that limits are met
    to the second.
    """
    rows = cell_regions(conn)
    cells = rows[rows["people"] > 0].drop_duplicates("h3_index").sort_values("h3_index")
    centers = center_supply(conn)
    km = np.array(
        [
            [round(oracles.distance_m(a.lat, a.lon, b.lat, b.lon) / 10) / 100 for b in centers.itertuples()]
            for a in cells.itertuples()
        ]
    )
    inputs = read_matrix_inputs(
        folder,
        Settings().data_dir,
        cells=cells["h3_index"].to_numpy(dtype=np.int64),
        center_id=centers["center_id"].to_numpy(dtype=str),
        kind=centers["kind"].to_numpy(dtype=str),
        lat=centers["lat"].to_numpy(dtype=np.float64),
        lon=centers["lon"].to_numpy(dtype=np.float64),
    )
    modes = [(mode, _entries(np.round(km * pace * stretch).astype(int))) for mode, pace in SECONDS_PER_KM.items()]
    save_travel_matrix(inputs, folder_of(folder, inputs.version), modes)


def times_of_places(board: AccessBoard, *, stretch: float = 1.0):
    """Give the times of places where no center stands, as the town's table has them; see gis.causes.ManyTimes."""

    def times(lat, lon, mode):
        km = [
            [round(oracles.distance_m(cell.lat, cell.lon, *place) / 10) / 100 for place in zip(lat, lon, strict=True)]
            for cell in board.cells.itertuples()
        ]
        seconds = np.round(np.array(km) * SECONDS_PER_KM[mode] * stretch).astype(np.int64)
        cell, number = np.nonzero(seconds <= 3600)
        return cell, number, seconds[cell, number].astype(np.uint16)

    return times


def _entries(seconds: np.ndarray) -> ModeMatrix:
    order = np.argsort(seconds, axis=1, kind="stable")
    ordered = np.take_along_axis(seconds, order, axis=1)
    is_near = ordered <= 3600
    start = np.concatenate([[0], np.cumsum(is_near.sum(axis=1))]).astype(np.int64)
    return ModeMatrix(start, order[is_near].astype(np.uint16), ordered[is_near].astype(np.uint16))


def open_town(conn: Connection, folder: Path, *, stretch: float = 1.0) -> AccessBoard:
    """Write the times and open the board of the town."""
    write_times(conn, folder, stretch=stretch)
    board = open_board(conn, Settings(MINDCONNECT_VAR_DIR=folder))
    assert board.travel == "table"
    return board
