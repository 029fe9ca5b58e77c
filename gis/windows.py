"""What lies in a window of the map: people by both bounds, centers by whether they are known to be open, ages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.analysis.tally import sums
from gis.errors import InputError
from gis.queries.regions import Level

Bounds = tuple[float, float, float, float]
"""West, south, east, north, degrees WGS84."""

CenterState = Literal["open", "partly", "unknown", "closed", "any"]
CENTER_STATES: tuple[CenterState, ...] = get_args(CenterState)
"""Known open at all of the reading's hours, at some of them, not known, known closed, and hours left aside."""


@dataclass(frozen=True, eq=False)
class MapWindow:
    """People, centers and ages in a window.

    Attributes
    ----------
    people, least, most : float
        People, and at least and at most how many of them reach no open center by the reading.
    cells : pandas.DataFrame
        A row a cell of resolution 8: ``h3_index``, ``people`` (of the region and window), ``least_share`` and
        ``most_share`` (0..1), ``lat``, ``lon`` and ``region_code`` (the emd of most of its people).
    units : pandas.DataFrame
        ``region_code``, ``name``, ``full_name``, ``people``, ``least``, ``most`` by unit, most people first; people
        outside the window are left out of a unit that it cuts.
    centers : pandas.DataFrame
        Centers of the reading's kind: ``center_id``, ``name``, ``kind``, ``lat``, ``lon``, ``state``.
    ages : pandas.DataFrame
        ``group`` (:data:`gis.stories.AGE_GROUPS`) and ``people``: ages live in an emd's cells as all its people do.
    """

    people: float
    least: float
    most: float
    cells: pd.DataFrame
    units: pd.DataFrame
    centers: pd.DataFrame
    ages: pd.DataFrame


def check_bounds(bounds: Bounds) -> Bounds:
    """Return a window's bounds.

    Raises
    ------
    InputError
        When an edge is no place on earth, or west is not west of east, or south not south of north.
    """
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(f"a window from {south:g}, {west:g} to {north:g}, {east:g}: give its south-west corner first")
    return bounds


def window(
    board: AccessBoard,
    reading: Reading,
    *,
    ages: pd.DataFrame,
    level: Level,
    region_code: str | None = None,
    bounds: Bounds | None = None,
) -> MapWindow:
    """Sum what lies in a window of the map.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
    ages : pandas.DataFrame
        As :func:`gis.stories.age_shares`.
    level : {"sido", "sigungu", "emd"}
        Of the units listed.
    region_code : str, optional
        Only people and centers of this region; all when not given.
    bounds : tuple of float, optional
        Only cells whose centre, and centers that, lie inside.

    Raises
    ------
    InputError
        When the region or the kind is unknown, or the bounds are none.
    """
    cells = board.cells
    is_seen = _is_inside(cells, bounds)
    place = board.rows["cell_place"].to_numpy()
    keep = board.is_in(region_code) & is_seen[place]
    rows = board.rows[keep].reset_index(drop=True)
    cell, people = rows["cell_place"].to_numpy(), rows["people"].to_numpy()
    least, most = shares_between(board, reading)
    in_cell = sums(cell, people, len(cells))
    shown = cells[["h3_index", "lat", "lon", "region_code"]].assign(people=in_cell, least_share=least, most_share=most)
    by_row = rows.assign(least=people * least[cell], most=people * most[cell])
    return MapWindow(
        people=float(people.sum()),
        least=float(by_row["least"].sum()),
        most=float(by_row["most"].sum()),
        cells=shown[in_cell > 0].reset_index(drop=True),
        units=_units(board, by_row, level),
        centers=_centers(board, reading, region_code, bounds),
        ages=_ages(rows, ages),
    )


def shares_between(board: AccessBoard, reading: Reading) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return least and most share (0..1) of the reading's hours at which each cell reaches no open center.

    Both are alike where hours do not count, and where those of unknown centers are assumed.
    """
    found = board.answer(reading)
    if reading.unknown_hours == "office":
        return found.without, found.without
    return found.without_if_open, found.without_if_closed


def center_states(board: AccessBoard, reading: Reading) -> list[CenterState]:
    """Tell of each center of the board whether somebody at its door finds it open at the reading's hours."""
    if reading.hours is None:
        return ["any"] * len(board.centers)
    tables = board.arrivals(reading.margin_min)
    hours = np.array(reading.hours)

    def is_open(table: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        at_door = table[:, 0][tables.schedule]
        bits: npt.NDArray[np.bool_] = (at_door[:, hours // 64] >> (hours % 64).astype(np.uint64) & np.uint64(1)) > 0
        return bits

    known, possible = is_open(tables.table("closed")), is_open(tables.table("open"))
    told = np.full(len(known), "unknown", dtype=object)
    told[(known == possible).all(axis=1) & known.any(axis=1)] = "partly"
    told[known.all(axis=1)] = "open"
    told[~possible.any(axis=1)] = "closed"
    return list(told)


def _is_inside(places: pd.DataFrame, bounds: Bounds | None) -> npt.NDArray[np.bool_]:
    if bounds is None:
        return np.ones(len(places), dtype=bool)
    west, south, east, north = check_bounds(bounds)
    inside = places["lon"].between(west, east) & places["lat"].between(south, north)
    return inside.to_numpy(dtype=bool)


def _units(board: AccessBoard, rows: pd.DataFrame, level: Level) -> pd.DataFrame:
    codes, place = board.region_index(level)
    of_emd: Mapping[str, str] = dict(
        zip(board.rows["region_code"].astype(str), np.asarray(codes)[place].astype(str), strict=True)
    )
    summed = rows.assign(region_code=rows["region_code"].astype(str).map(of_emd))
    table = summed.groupby("region_code", as_index=False)[["people", "least", "most"]].sum()
    names = board.region_names.set_index("region_code")[["name", "full_name"]]
    return table.join(names, on="region_code").sort_values(
        ["people", "region_code"], ascending=[False, True], ignore_index=True
    )


def _centers(board: AccessBoard, reading: Reading, region_code: str | None, bounds: Bounds | None) -> pd.DataFrame:
    is_kept = board.is_of_kind(reading.kind) & _is_inside(board.centers, bounds)
    is_kept &= board.units.holds(board.centers["region_code"], region_code)
    told = board.centers[["center_id", "name", "kind", "lat", "lon"]].assign(state=center_states(board, reading))
    return told[is_kept].reset_index(drop=True)


def _ages(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    by_emd = rows.groupby(rows["region_code"].astype(str))["people"].sum()
    counted = shares.reindex(by_emd.index).fillna(0.0).mul(by_emd, axis=0).sum()
    return counted.rename_axis("group").reset_index(name="people")
