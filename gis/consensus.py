"""Underserved areas of the nation over the grid of readings, on the board of access.

No unit is called underserved by one reading. It has k of n readings, an interval of ranks, and, where asked, an
interval of k / n and of its median rank over positions moved within the radius in which they are trusted.
"""

import datetime as dt
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from gis import crs
from gis.access import AccessBoard
from gis.analysis import underserved
from gis.analysis.readings import LONGEST_MIN
from gis.analysis.underserved import Judged
from gis.errors import InputError
from gis.terms import Mode
from gis.underserved_grid import GridReading, UnderservedGrid

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
ConsensusLevel = Literal["sido", "sigungu", "emd", "cell"]

CONSENSUS_LEVELS: tuple[ConsensusLevel, ...] = ("sido", "sigungu", "emd", "cell")
"""Units that can be asked for; ``cell`` is the H3 cell of resolution 8."""

SEED = 20261126
"""Seed of the draws of positions unless another is given."""

_CODE_LENGTH: Mapping[ConsensusLevel, int] = {"sido": 2, "sigungu": 5, "emd": 10, "cell": 10}


def consensus(
    board: AccessBoard, grid: UnderservedGrid, *, level: ConsensusLevel = "sigungu", parent_code: str | None = None
) -> pd.DataFrame:
    """Count under how many readings each unit is underserved, and over which ranks it moves.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    level : {"sido", "sigungu", "emd", "cell"}
        Units; ranks are among all units of the level.
    parent_code : str, optional
        Only units inside this sido, sigungu or municipality, or cells with people in it; ranks stay the nation's.

    Returns
    -------
    pandas.DataFrame
        ``region_code``, ``name``, ``full_name`` (of cells ``h3_index``, ``region_code``), ``people`` and
        :data:`~gis.analysis.underserved.CONSENSUS_COLUMNS`; most readings first, then most people.

    Raises
    ------
    InputError
        When the level or the parent is unknown.
    """
    units = _UnitRanks(board, level)
    table = underserved.consensus(judge_all(board, grid, units))
    return _named(board, units, table, parent_code)


def moved_consensus(
    board: AccessBoard,
    grid: UnderservedGrid,
    *,
    level: ConsensusLevel = "sigungu",
    parent_code: str | None = None,
    draws: int = 20,
    seed: int = SEED,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return :func:`consensus` with the intervals of share and rank over positions moved within their trust radius.

    Each draw moves every center at once; times change as :func:`~gis.analysis.underserved.moved_minutes` says. Pairs
    beyond the table's hour cannot come within it.

    Parameters
    ----------
    board, grid, level, parent_code
        As of :func:`consensus`.
    draws : int
        How many times, 1 to 1000.
    seed : int
        Of the first draw; the next ones follow from it.
    progress : callable, optional
        Told draws done and in all.

    Returns
    -------
    pandas.DataFrame
        As :func:`consensus`, and ``underserved_share_low``, ``underserved_share_high``, ``rank_median_low`` and
        ``rank_median_high``: between them lie the middle nine tenths of the draws.

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    if not 1 <= draws <= 1000:
        raise InputError(f"{draws} draws: give 1 to 1000")
    units = _UnitRanks(board, level)
    table = underserved.consensus(judge_all(board, grid, units))
    rng = np.random.default_rng(seed)
    drawn: list[pd.DataFrame] = []
    for done in range(draws):
        other = moved_board(board, grid, rng)
        drawn.append(underserved.consensus(judge_all(other, grid, units)))
        if progress is not None:
            progress(done + 1, draws)
    for column in ("underserved_share", "rank_median"):
        low, high = underserved.inner_interval([table[column].to_numpy(dtype=np.float64) for table in drawn])
        table = table.assign(**{f"{column}_low": low, f"{column}_high": high})
    return _named(board, units, table, parent_code)


def command(
    *,
    level: str,
    parent_code: str | None = None,
    least_share: float = 0.0,
    on: dt.date,
    draws: int = 0,
    seed: int = SEED,
    output: str = "--json",
) -> str:
    """Write the command that repeats a consensus exactly.

    Parameters
    ----------
    level : {"sido", "sigungu", "emd", "cell"}
        Units of the answer.
    parent_code : str, optional
        MOIS code of the unit above.
    least_share : float
        Share of the readings (0..1) from which a unit is listed.
    on : datetime.date
        Day whose grid was asked for: another day may have another.
    draws, seed : int
        How often positions were moved, and the seed of it.
    output : str
        ``--json``, ``--csv`` or nothing for a table.
    """
    words = ["mindconnect", "underserved", "--level", level, "--least", f"{least_share:.12g}", "--on", on.isoformat()]
    words += ["--parent", parent_code] if parent_code else []
    words += ["--draws", str(draws), "--seed", str(seed)] if draws else []
    return shlex.join(words) + (f" {output}" if output else "")


def moved_board(board: AccessBoard, grid: UnderservedGrid, rng: np.random.Generator) -> AccessBoard:
    """Return a board whose centers stand somewhere within the radius in which their positions are trusted."""
    to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    cell_xy, center_xy = (
        np.column_stack(to_metric.transform(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
        for frame in (board.cells, board.centers)
    )
    shift = underserved.shifts_m(board.centers["position_radius_m"].to_numpy(dtype=np.float64), rng)
    times: dict[Mode, Floats] = {}
    for mode in dict.fromkeys(reading.reading.mode for reading in grid.readings):
        own = board.pairs(mode)
        times[mode] = underserved.moved_minutes(
            own.minutes,
            cell=own.cell,
            center=own.center,
            cell_xy=cell_xy,
            center_xy=center_xy,
            shift=shift,
            min_per_m=grid.pace_min_per_km[mode] / 1000,
        )
    return board.retimed(times)


class _UnitRanks:
    """Units of a level: which cell and unit each row of people belongs to."""

    def __init__(self, board: AccessBoard, level: ConsensusLevel) -> None:
        if level not in CONSENSUS_LEVELS:
            raise InputError(f"{str(level)[:20]!r} is no level: give one of {', '.join(CONSENSUS_LEVELS)}")
        self.level = level
        self.cell: npt.NDArray[np.int64] = board.rows["cell_place"].to_numpy(dtype=np.int64)
        self.people: Floats = board.rows["people"].to_numpy(dtype=np.float64)
        self.codes: Sequence[Any]
        if level == "cell":
            self.place, self.codes = self.cell, board.cells["h3_index"].tolist()
        else:
            codes, self.place = board.region_index(level)
            self.codes = [str(code) for code in codes]


def judge_all(board: AccessBoard, grid: UnderservedGrid, units: _UnitRanks) -> list[Judged]:
    """Judge the units under every reading of the grid."""
    return [_judge(board, grid, reading, units) for reading in grid.readings]


def _judge(board: AccessBoard, grid: UnderservedGrid, grid_reading: GridReading, units: _UnitRanks) -> Judged:
    answer = board.answer(grid_reading.reading)
    if grid_reading.criterion == "out_of_reach":
        is_underserved = underserved.out_of_reach(answer.without, most_hours=grid.most_hours)
        # Whoever reaches nothing counts as an hour away: the table of travel times ends there.
        badness = np.minimum(answer.nearest_min, LONGEST_MIN) + LONGEST_MIN * answer.without
    else:
        people = board.cells["people"].to_numpy(dtype=np.float64)
        is_underserved = underserved.below_mean(answer.value, people, factor=grid_reading.factor or 0.0)
        badness = -answer.value
    return underserved.judge(
        is_underserved,
        badness,
        cell=units.cell,
        unit=units.place,
        people=units.people,
        units=len(units.codes),
        people_share=grid.people_share,
    )


def _named(board: AccessBoard, units: _UnitRanks, table: pd.DataFrame, parent_code: str | None) -> pd.DataFrame:
    if parent_code is not None and len(parent_code) > _CODE_LENGTH[units.level]:
        raise InputError(f"{parent_code[:20]} is smaller than a {units.level}: give a parent above the level")
    people = np.bincount(units.place, weights=units.people, minlength=len(units.codes))
    if units.level == "cell":
        cells = board.cells[["h3_index", "region_code"]].reset_index(drop=True)
        inside = np.isin(np.arange(len(cells)), units.cell[board.is_in(parent_code)])
    else:
        names = board.region_names.set_index("region_code").reindex(list(units.codes))
        cells = names[["name", "full_name"]].reset_index(names="region_code")
        inside = np.isin(np.arange(len(cells)), units.place[board.is_in(parent_code)])
        if parent_code is None:
            inside = np.ones(len(cells), dtype=bool)
    named = pd.concat([cells, pd.Series(people, name="people"), table], axis=1)[inside]
    return named.sort_values(
        ["underserved_readings", "people", named.columns[0]], ascending=[False, False, True], ignore_index=True
    )
