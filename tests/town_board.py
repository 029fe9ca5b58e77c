"""The town of tests/towns.py with travel times: one minute a kilometre by car, as the crow flies, up to an hour."""

import json
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from gis.access import AccessBoard, open_board
from gis.settings import Settings
from gis.streets.table import FORMAT, VERSION
from tests import oracles

PER_KM = {"car": 60, "bicycle": 240, "walk": 900}
"""Seconds a kilometre."""


def write_times(conn: Connection, folder: Path, *, stretch: float = 1.0) -> None:
    """Write the town's table of travel times below a folder, as `mindconnect etl build travel_times` would.

    The car takes exactly a minute a kilometre of the town's own geometry (rounded to 10 m), so that limits are met
    to the second.
    """
    from gis.queries.access import center_supply
    from gis.queries.regions import cell_regions

    rows = cell_regions(conn)
    cells = rows[rows["people"] > 0].drop_duplicates("h3_index").sort_values("h3_index")
    centers = center_supply(conn)
    target = folder / "travel_times" / "town"
    target.mkdir(parents=True)
    np.save(target / "cells.npy", cells["h3_index"].to_numpy(dtype=np.int64))
    np.save(target / "centers.npy", centers["center_id"].to_numpy(dtype=str))
    np.save(target / "positions.npy", centers[["lat", "lon"]].to_numpy(dtype=np.float64))
    km = np.array(
        [
            [round(oracles.distance_m(a.lat, a.lon, b.lat, b.lon) / 10) / 100 for b in centers.itertuples()]
            for a in cells.itertuples()
        ]
    )
    for mode, pace in PER_KM.items():
        seconds = np.round(km * pace * stretch).astype(int)
        order = np.argsort(seconds, axis=1, kind="stable")
        sorted_seconds = np.take_along_axis(seconds, order, axis=1)
        is_near = sorted_seconds <= 3600
        np.save(target / f"{mode}_start.npy", np.concatenate([[0], np.cumsum(is_near.sum(axis=1))]).astype(np.int64))
        np.save(target / f"{mode}_center.npy", order[is_near].astype(np.uint16))
        np.save(target / f"{mode}_value.npy", sorted_seconds[is_near].astype(np.uint16))
    header = {"format": FORMAT, "version": VERSION, "of": "town", "limit_s": 3600.0}
    (target / "header.json").write_text(json.dumps(header), encoding="utf-8")


def open_town(conn: Connection, folder: Path, *, stretch: float = 1.0) -> AccessBoard:
    """Write the times and open the board of the town."""
    write_times(conn, folder, stretch=stretch)
    return open_board(conn, Settings(MINDCONNECT_VAR_DIR=folder))
