"""Underserved areas of the nation by service: readings vote on cells, units are told by the people in those cells.

The headline is the number of people who live in underserved cells; it is the same whatever units are listed after it.
A unit carries how many of its people that is, what share, how far the share lies from the line at which a unit is
named, what would take it off the list, its ranks over the readings, and, where asked, intervals over positions moved
within the radius in which they are trusted.
"""

import datetime as dt
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from gis import crs
from gis.access import AccessBoard
from gis.analysis import underserved
from gis.analysis.readings import LONGEST_MIN
from gis.analysis.underserved import Votes
from gis.errors import InputError
from gis.terms import Mode
from gis.underserved_grid import GridReading, ServiceGrid, UnderservedGrid

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]
ConsensusLevel = Literal["sido", "sigungu", "emd", "cell"]

CONSENSUS_LEVELS: tuple[ConsensusLevel, ...] = ("sido", "sigungu", "emd", "cell")
"""Units that can be asked for; ``cell`` is the H3 cell of resolution 8."""

SEED = 20261126
"""Seed of the draws of positions unless another is given."""

WORST_PART = 0.1
"""Part of the units that counts as the worst served under a reading."""

CONSENSUS_COLUMNS = (
    "people",
    "people_underserved",
    "people_share",
    "agreement",
    "is_underserved",
    "margin",
    "removed_by",
    "rank_median",
    "worst_tenth_share",
    "worst_tenth_by",
)
"""Columns of :attr:`Consensus.units` after its names, in order."""

_CODE_LENGTH: Mapping[ConsensusLevel, int] = {"sido": 2, "sigungu": 5, "emd": 10, "cell": 10}


@dataclass(frozen=True, eq=False)
class Consensus:
    """Where the readings of a service agree.

    Attributes
    ----------
    service : str
        Its name in the grid.
    people, people_underserved : float
        All people of the nation (or of the region asked for), and those who live in underserved cells.
    named, named_people, named_underserved : float
        How many units of the level are named, how many people live in them, and how many of those in underserved cells.
    units : pandas.DataFrame
        A row a unit: ``region_code``, ``name``, ``full_name`` (of cells ``h3_index``, ``region_code``) and
        :data:`CONSENSUS_COLUMNS`, most people in underserved cells first. ``margin`` is the share of people in
        underserved cells less the line of naming, with the one reading taken out that lowers it most;
        ``removed_by`` lists the readings (``R1`` ...) and families without which a named unit would not be;
        ``worst_tenth_share`` is the part (0..1) of the voting readings under which it is among the worst tenth of the
        level's units with people, and ``worst_tenth_by`` lists those.
    readings : pandas.DataFrame
        A row a reading: ``id``, ``family``, ``reading``, ``people_share`` (of the nation it finds underserved),
        ``has_vote``, ``weight``, ``kept_without`` (share of the named units that stay named when it is taken out).
    effective : float
        How many independent readings those that vote are worth.
    """

    service: str
    people: float
    people_underserved: float
    named: int
    named_people: float
    named_underserved: float
    units: pd.DataFrame
    readings: pd.DataFrame
    effective: float


def count_votes(board: AccessBoard, grid: UnderservedGrid, service: ServiceGrid) -> Votes:
    """Let the readings of a service vote on every cell of a board.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    service : ServiceGrid
        One of the grid's.

    Returns
    -------
    Votes
        Cells in the board's order.
    """
    people = board.cells["people"].to_numpy(dtype=np.float64)
    found = [_judge(board, grid, one, people) for one in service.readings]
    names = [family.name for family in service.families]
    return underserved.votes(
        np.array([is_underserved for is_underserved, _ in found]),
        np.array([badness for _, badness in found]),
        people=people,
        family=np.array([names.index(one.family) for one in service.readings], dtype=np.int64),
        family_weight=np.array([family.weight for family in service.families], dtype=np.float64),
        least=grid.has_vote.least,
        most=grid.has_vote.most,
    )


def _judge(board: AccessBoard, grid: UnderservedGrid, one: GridReading, people: Floats) -> tuple[Bools, Floats]:
    """Tell which cells a reading finds underserved, and how badly."""
    answer = board.answer(one.reading)
    factor = 1.0 if one.factor is None else one.factor
    if one.criterion == "out_of_reach":
        # Whoever reaches nothing counts as an hour away: the table of travel times ends there.
        badness = np.minimum(answer.nearest_min, LONGEST_MIN) + LONGEST_MIN * answer.without
        return underserved.out_of_reach(answer.without, most_hours=grid.most_hours), badness
    if one.criterion == "below_mean":
        return underserved.below_mean(answer.value, people, factor=factor), -answer.value
    worst = float(np.max(answer.value, where=np.isfinite(answer.value), initial=0.0))
    is_underserved = underserved.above_mean(answer.value, people, factor=factor)
    return is_underserved, np.where(np.isfinite(answer.value), answer.value, 2 * worst + 1.0)


def consensus(
    board: AccessBoard,
    grid: UnderservedGrid,
    service: str,
    *,
    level: ConsensusLevel = "sigungu",
    parent_code: str | None = None,
    found: Votes | None = None,
) -> Consensus:
    """Count who lives where the readings of a service agree that care is out of reach.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    service : str
        Name of one of the grid's services.
    level : {"sido", "sigungu", "emd", "cell"}
        Units that are listed; ranks are among all units of the level.
    parent_code : str, optional
        Only units inside this sido, sigungu or municipality, or cells with people in it, and the people there; ranks,
        means and votes stay the nation's.
    found : Votes, optional
        Of :func:`count_votes` on the same board, grid and service, where they were counted before.

    Returns
    -------
    Consensus

    Raises
    ------
    InputError
        When the service, the level or the parent is unknown.
    """
    own = grid.service(service)
    units = _Units(board, level)
    inside = units.inside(parent_code)
    judged = count_votes(board, grid, own) if found is None else found
    people = board.cells["people"].to_numpy(dtype=np.float64)
    in_cells = judged.cells(grid.least_share)[units.cell]
    table, share_without = _tell_units(judged, own, grid, units, in_cells)
    named = table["is_underserved"].to_numpy(dtype=bool)
    line = grid.people_share - 1e-12
    kept = [float((shares[named] >= line).mean()) if named.any() else 1.0 for shares in share_without]
    listed = units.named(table)[inside].sort_values(
        ["people_underserved", "people", "region_code"], ascending=[False, False, True], ignore_index=True
    )
    of_named = listed[listed["is_underserved"]]
    is_in = board.is_in(parent_code)
    return Consensus(
        service=service,
        people=float(units.people[is_in].sum()),
        people_underserved=float((units.people * in_cells)[is_in].sum()),
        named=len(of_named),
        named_people=float(of_named["people"].sum()),
        named_underserved=float(of_named["people_underserved"].sum()),
        units=listed,
        readings=pd.DataFrame(
            {
                "id": _reading_ids(own),
                "family": [one.family for one in own.readings],
                "reading": [str(one) for one in own.readings],
                "people_share": judged.people_share,
                "has_vote": judged.has_vote,
                "weight": judged.weight,
                "kept_without": kept,
            }
        ),
        effective=underserved.effective_number(judged, people),
    )


def _reading_ids(service: ServiceGrid) -> list[str]:
    return [f"R{number}" for number in range(1, len(service.readings) + 1)]


def _tell_units(
    judged: Votes, service: ServiceGrid, grid: UnderservedGrid, units: "_Units", in_cells: Bools
) -> tuple[pd.DataFrame, list[Floats]]:
    """Sum the cells into units; beside the table, the units' shares with each reading taken out."""

    def share_of(is_cell: npt.NDArray[Any]) -> Floats:
        return units.share(units.sums(is_cell[units.cell]))

    underserved_people = units.sums(in_cells)
    share = units.share(underserved_people)
    each = [np.arange(len(judged.family)) == number for number in range(len(judged.family))]
    by_family = [judged.family == number for number in range(len(service.families))]
    without = [share_of(judged.cells(grid.least_share, without=out)) for out in each]
    without_family = [share_of(judged.cells(grid.least_share, without=out)) for out in by_family]
    line = grid.people_share - 1e-12
    named = np.nan_to_num(share) >= line
    causes = [*_reading_ids(service), *(family.name for family in service.families)]
    falls = np.array([named & (one < line) for one in (*without, *without_family)])
    ranks = np.array([underserved.worst_first(share_of(one)) for one in judged.badness[judged.has_vote]])
    if not len(ranks):
        ranks = np.full((1, len(share)), np.nan)
    is_worst = ranks <= np.ceil(WORST_PART * (units.whole > 0).sum())
    voting = np.array(_reading_ids(service))[judged.has_vote]
    table = pd.DataFrame(
        {
            "people": units.whole,
            "people_underserved": underserved_people,
            "people_share": share,
            "agreement": share_of(judged.agreement()),
            "is_underserved": named,
            "margin": np.min([share, *without], axis=0) - grid.people_share,
            "removed_by": [" ".join(np.array(causes)[column]) for column in falls.T],
            "rank_median": np.median(ranks, axis=0),
            "worst_tenth_share": np.where(np.isnan(ranks).any(axis=0), np.nan, is_worst.mean(axis=0)),
            "worst_tenth_by": [" ".join(voting[column]) if len(voting) else "" for column in is_worst.T],
        }
    )
    return table, without


MOVED = ("people_underserved", "people_share")
"""Figures of a unit whose intervals :func:`moved_consensus` gives."""


def moved_consensus(
    board: AccessBoard,
    grid: UnderservedGrid,
    service: str,
    *,
    level: ConsensusLevel = "sigungu",
    parent_code: str | None = None,
    draws: int = 20,
    seed: int = SEED,
    progress: Progress | None = None,
) -> tuple[Consensus, tuple[float, float]]:
    """Return :func:`consensus` with intervals over positions moved within their trust radius.

    Each draw moves every center at once; times change as :func:`~gis.analysis.underserved.moved_minutes` says. Pairs
    beyond the table's hour cannot come within it.

    Parameters
    ----------
    board, grid, service, level, parent_code
        As of :func:`consensus`.
    draws : int
        How many times, 1 to 1000.
    seed : int
        Of the first draw; the next ones follow from it.
    progress : callable, optional
        Told draws done and in all.

    Returns
    -------
    tuple of (Consensus, (float, float))
        The consensus whose units have the columns of :data:`MOVED` with ``_low`` and ``_high`` beside them, and the
        interval of the people in underserved cells; between them lie the middle nine tenths of the draws.

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    if not 1 <= draws <= 1000:
        raise InputError(f"{draws} draws: give 1 to 1000")
    found = consensus(board, grid, service, level=level, parent_code=parent_code)
    key = "h3_index" if level == "cell" else "region_code"
    rng = np.random.default_rng(seed)
    drawn, people = [], []
    for done in range(draws):
        other = moved_board(board, grid, grid.service(service), rng)
        one = consensus(other, grid, service, level=level, parent_code=parent_code)
        drawn.append(one.units.set_index(key).reindex(found.units[key]))
        people.append(np.array([one.people_underserved]))
        if progress is not None:
            progress(done + 1, draws)
    units = found.units
    for column in MOVED:
        low, high = underserved.inner_interval([one[column].to_numpy(dtype=np.float64) for one in drawn])
        units = units.assign(**{f"{column}_low": low, f"{column}_high": high})
    low, high = underserved.inner_interval(people)
    return replace(found, units=units), (float(low[0]), float(high[0]))


def command(
    *,
    service: str,
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
    service : str
        Name of the service in the grid.
    level : {"sido", "sigungu", "emd", "cell"}
        Units of the answer.
    parent_code : str, optional
        MOIS code of the unit above.
    least_share : float
        Share (0..1) of its people in underserved cells from which a unit is listed.
    on : datetime.date
        Day whose grid was asked for: another day may have another.
    draws, seed : int
        How often positions were moved, and the seed of it.
    output : str
        ``--json``, ``--csv`` or nothing for a table.
    """
    words = ["mindconnect", "underserved", "--service", service, "--level", level]
    words += ["--least", f"{least_share:.12g}", "--on", on.isoformat()]
    words += ["--parent", parent_code] if parent_code else []
    words += ["--draws", str(draws), "--seed", str(seed)] if draws else []
    return shlex.join(words) + (f" {output}" if output else "")


def moved_board(
    board: AccessBoard, grid: UnderservedGrid, service: ServiceGrid, rng: np.random.Generator
) -> AccessBoard:
    """Return a board whose centers stand somewhere within the radius in which their positions are trusted."""
    to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    cell_xy, center_xy = (
        np.column_stack(to_metric.transform(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
        for frame in (board.cells, board.centers)
    )
    shift = underserved.shifts_m(board.centers["position_radius_m"].to_numpy(dtype=np.float64), rng)
    times: dict[Mode, Floats] = {}
    for mode in dict.fromkeys(one.reading.mode for one in service.readings):
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


class _Units:
    """Units of a level: which cell and unit each row of people belongs to, and sums into units."""

    def __init__(self, board: AccessBoard, level: ConsensusLevel) -> None:
        if level not in CONSENSUS_LEVELS:
            raise InputError(f"{str(level)[:20]!r} is no level: give one of {', '.join(CONSENSUS_LEVELS)}")
        self._board, self.level = board, level
        self.cell: npt.NDArray[np.int64] = board.rows["cell_place"].to_numpy(dtype=np.int64)
        self.people: Floats = board.rows["people"].to_numpy(dtype=np.float64)
        self.codes: Sequence[Any]
        if level == "cell":
            self.place, self.codes = self.cell, board.cells["h3_index"].tolist()
        else:
            codes, self.place = board.region_index(level)
            self.codes = [str(code) for code in codes]
        self.whole: Floats = self.sums(np.ones(len(self.people)))

    def sums(self, of_row: npt.NDArray[Any]) -> Floats:
        """Sum people times a value of each row into the units."""
        total = np.bincount(self.place, weights=self.people * of_row, minlength=len(self.codes))
        return total.astype(np.float64)

    def share(self, part: Floats) -> Floats:
        """Divide by the people of each unit; NaN where nobody lives."""
        share: Floats = np.divide(part, self.whole, out=np.full(len(part), np.nan), where=self.whole > 0)
        return share

    def inside(self, parent_code: str | None) -> Bools:
        """Tell which units lie in a region, or hold people of it."""
        if parent_code is None:
            return np.ones(len(self.codes), dtype=bool)
        if len(parent_code) > _CODE_LENGTH[self.level]:
            raise InputError(f"{parent_code[:20]} is smaller than a {self.level}: give a parent above the level")
        return np.isin(np.arange(len(self.codes)), self.place[self._board.is_in(parent_code)])

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put the units' names before their figures."""
        if self.level == "cell":
            own = self._board.cells[["h3_index", "region_code"]].reset_index(drop=True)
        else:
            names = self._board.region_names.set_index("region_code").reindex(list(self.codes))
            own = names[["name", "full_name"]].reset_index(names="region_code")
        return pd.concat([own, table], axis=1)
