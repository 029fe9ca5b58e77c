"""Intervals of the figures of a reading: what travel time, unknown hours and positions leave open, drawn together.

Every figure of reach rests on times of which most are estimates, on hours of which most are unknown, and on positions
trusted within a radius. The three are drawn at once (:mod:`gis.analysis.draws`); the interval holds the middle nine
tenths of the draws. What was searched on a network counts as known here: how far such times are from those of a
stopwatch is not measured yet, and no height model is used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from gis import crs
from gis.access import AccessBoard
from gis.analysis.draws import Care, Places, draw_doubts, draw_without, drawn_pairs
from gis.analysis.readings import DEPARTURES, Reading
from gis.analysis.tally import share_of, sums
from gis.calls import chances
from gis.queries.regions import Level
from gis.terms import Mode

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told draws done and in all."""

DRAWS, SEED = 100, 20_261_129
"""Draws unless told otherwise, and the seed of them."""

INNER = 0.9
"""Part of the draws that an interval holds."""

HOLDS = ("travel_time", "unknown_hours", "position")
"""What an interval holds."""


@dataclass(frozen=True, slots=True)
class FigureInterval:
    """Where a figure lies, and what is in it.

    Attributes
    ----------
    low, high : float
        The middle nine tenths of the draws lie between them.
    holds : tuple of str
        Which doubts it holds, of :data:`HOLDS`.
    draws : int
        How many were made.
    """

    low: float
    high: float
    holds: tuple[str, ...]
    draws: int

    def decides(self, threshold: float) -> bool | None:
        """Tell whether the figure reaches a threshold; None where the interval straddles it."""
        if self.low >= threshold:
            return True
        return False if self.high < threshold else None


@dataclass(frozen=True, eq=False)
class Intervals:
    """The draws of a reading by cell; sums by region follow from them.

    Attributes
    ----------
    board : AccessBoard
    reading : Reading
    without : ndarray of float32, shape (draws, cells)
        Share (0..1) of the hours at which a cell reaches no open center.
    holds : tuple of str
        Which doubts were drawn.
    """

    board: AccessBoard
    reading: Reading
    without: npt.NDArray[np.float32]
    holds: tuple[str, ...]

    def total(self, region_code: str | None = None) -> FigureInterval:
        """Give the interval of the people without reachable open care in a region, or in the nation.

        Raises
        ------
        InputError
            When the region is unknown.
        """
        low, high = inner_interval(self.without.astype(np.float64) @ self.board.people_of(region_code))
        return FigureInterval(float(low), float(high), self.holds, len(self.without))

    def regions(self, level: Level = "sigungu", parent_code: str | None = None) -> pd.DataFrame:
        """Give the intervals of the units of a level.

        Returns
        -------
        pandas.DataFrame
            ``region_code``, ``people_without_low`` and ``_high``, ``share_without_low`` and ``_high`` (0..1, missing
            where nobody lives), ``rank_low`` and ``rank_high`` (1 has the most people without; among the units of the
            whole level); by code.

        Raises
        ------
        InputError
            When level or parent is unknown.
        """
        codes, place = self.board.region_index(level)
        cell, people = self.board.rows["cell_place"].to_numpy(), self.board.rows["people"].to_numpy()
        drawn = np.array([sums(place, people * one[cell], len(codes)) for one in self.without])
        ranks = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1, kind="stable") + 1.0
        whole = sums(place, people, len(codes))
        (low, high), (first, last) = inner_interval(drawn), inner_interval(ranks)
        table = pd.DataFrame(
            {
                "region_code": codes,
                "people_without_low": low,
                "people_without_high": high,
                "share_without_low": share_of(low, whole),
                "share_without_high": share_of(high, whole),
                "rank_low": np.floor(first).astype(np.int64),
                "rank_high": np.ceil(last).astype(np.int64),
            }
        )
        return table[self.board.units.inside(level, parent_code)].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class MeanIntervals:
    """The draws of what a measure says of each cell; means by region follow from them.

    Attributes
    ----------
    board : AccessBoard
    reading : Reading
    values : ndarray of float32, shape (draws, cells)
        In the measure's unit; infinite where less is better and nothing is within reach.
    holds : tuple of str
        Which doubts were drawn.
    """

    board: AccessBoard
    reading: Reading
    values: npt.NDArray[np.float32]
    holds: tuple[str, ...]

    def total(self, region_code: str | None = None) -> FigureInterval:
        """Give the interval of the mean over the people of a region, or of the nation.

        Raises
        ------
        InputError
            When the region is unknown.
        """
        people = self.board.people_of(region_code)
        zero = np.zeros(len(people), dtype=np.int64)
        low, high = inner_interval([_means(zero, people, one, 1)[0] for one in self.values])
        return FigureInterval(float(low), float(high), self.holds, len(self.values))

    def regions(self, level: Level = "sigungu", parent_code: str | None = None) -> pd.DataFrame:
        """Give the intervals of the means of the units of a level.

        Returns
        -------
        pandas.DataFrame
            ``region_code``, ``mean_value_low`` and ``_high``, missing where nobody reaches anything in some draw; by
            code.

        Raises
        ------
        InputError
            When level or parent is unknown.
        """
        codes, place = self.board.region_index(level)
        cell, people = self.board.rows["cell_place"].to_numpy(), self.board.rows["people"].to_numpy()
        low, high = inner_interval([_means(place, people, one[cell], len(codes)) for one in self.values])
        table = pd.DataFrame({"region_code": codes, "mean_value_low": low, "mean_value_high": high})
        return table[self.board.units.inside(level, parent_code)].reset_index(drop=True)


def _means(place: npt.NDArray[np.int64], people: Floats, value: npt.NDArray[np.float32], units: int) -> Floats:
    """Give the mean of each unit over the people who have a value."""
    has_value = np.isfinite(value)
    held = people * np.where(has_value, value, 0.0).astype(np.float64)
    return share_of(sums(place, held, units), sums(place, people * has_value, units))


def mean_intervals(
    board: AccessBoard,
    reading: Reading,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> MeanIntervals:
    """Draw what a measure says of each cell: every draw is answered as the board itself.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
    draws : int
        1 to 1000; of the nation half a second each where hours do not count, some seconds where they do.
    seed : int
        The same gives the same draws, those of :func:`intervals`.
    progress : callable, optional
        Told draws done and in all.

    Raises
    ------
    InputError
        When the kind is unknown or draws lie outside their range.
    """
    found = []
    for other in drawn_boards(board, [reading], draws=draws, seed=seed):
        found.append(other.access_values(reading).astype(np.float32))
        if progress is not None:
            progress(len(found), draws)
    return MeanIntervals(board, reading, np.array(found), holds_of(board, [reading]))


def intervals(board: AccessBoard, reading: Reading, *, draws: int = DRAWS, seed: int = SEED) -> Intervals:
    """Draw a reading.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        Its measure does not matter.
    draws : int
        1 to 1000; a hundred of the nation take seconds.
    seed : int
        The same gives the same draws.

    Raises
    ------
    InputError
        When the kind is unknown or draws lie outside their range.
    """
    found = draw_without(
        board.drawable_pairs(reading), _care(board, reading), places_of(board, reading.mode),
        board.travel_spread(reading.mode), region=board.sigungu_of_cells, draws=draws, seed=seed,
    )  # fmt: skip
    return Intervals(board, reading, found, holds_of(board, [reading]))


def holds_of(board: AccessBoard, readings: Sequence[Reading]) -> tuple[str, ...]:
    """Tell which doubts the draws of some readings hold, of :data:`HOLDS`."""
    has_spread = any(board.travel_spread(one.mode) is not None for one in readings)
    has_hours = any(one.hours is not None for one in readings)
    return tuple(name for name, is_in in zip(HOLDS, (has_spread, has_hours, True), strict=True) if is_in)


def drawn_boards(
    board: AccessBoard, readings: Sequence[Reading], *, draws: int, seed: int = SEED
) -> Iterator[AccessBoard]:
    """Draw everything that some readings rest on: one board a draw, on which they are answered as on the board itself.

    The draws are those of :func:`intervals`: of the time of a pair, the place of a center and its hours the two say the
    same, draw by draw.

    Parameters
    ----------
    board : AccessBoard
    readings : sequence of Reading
        Nothing but these can be asked of the boards.
    draws : int
        1 to 1000.
    seed : int
        The same gives the same draws.

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    wanted = np.logical_or.reduce([board.is_of_kind(one.kind) for one in readings])
    modes = {one.mode: board.pairs_beyond(one.mode, wanted) for one in readings}
    places = {mode: places_of(board, mode) for mode in modes}
    chance = {one: chances(board, one) for one in readings if one.hours is not None}
    region = board.sigungu_of_cells
    for doubts in draw_doubts(_radius_m(board), region, draws=draws, seed=seed):
        pairs = {
            mode: drawn_pairs(own, places[mode], board.travel_spread(mode), doubts, region=region)
            for mode, own in modes.items()
        }
        yield board.drawn(pairs, partial(_opened, chance, doubts.luck))


def _opened(chance: Mapping[Reading, Floats], luck: Floats, reading: Reading) -> npt.NDArray[np.bool_]:
    is_open: npt.NDArray[np.bool_] = luck < chance[reading]
    return is_open


def places_of(board: AccessBoard, mode: Mode) -> Places:
    """Say where the cells and centers of a board stand, and how far a center may stand elsewhere."""
    to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    cell_xy, center_xy = (
        np.column_stack(to_metric.transform(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
        for frame in (board.cells, board.centers)
    )
    return Places(cell_xy, center_xy, _radius_m(board), _SECONDS_PER_M[mode])


def _radius_m(board: AccessBoard) -> Floats:
    return board.centers["position_radius_m"].fillna(0.0).to_numpy(dtype=np.float64)


_SECONDS_PER_M = {"walk": 1.17, "bicycle": 0.36, "car": 0.2016}
"""Pace over straight metres, detour included, by which a time changes when a center stands elsewhere."""


def _care(board: AccessBoard, reading: Reading) -> Care:
    wanted, limit_s = board.is_of_kind(reading.kind), reading.limit_min * 60
    if reading.hours is None:
        always = np.ones((1, 121, 1), dtype=np.uint64)
        nothing = np.zeros(len(wanted))
        return Care(wanted, limit_s, nothing.astype(np.int16), always, always, np.ones(1, dtype=np.uint64), nothing)
    tables = board.arrivals(reading.margin_min)
    hours = np.zeros(DEPARTURES // 64, dtype=np.uint64)
    for hour in reading.hours:
        hours[hour // 64] |= np.uint64(1) << np.uint64(hour % 64)
    chance = chances(board, reading)
    return Care(wanted, limit_s, tables.schedule, tables.published, tables.possible, hours, chance)


def inner_interval(drawn: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the ends of the middle nine tenths of draws, which are the first axis."""
    low, high = np.quantile(np.asarray(drawn, dtype=np.float64), [(1 - INNER) / 2, (1 + INNER) / 2], axis=0)
    return low, high
