"""Underserved areas of the nation by service: readings vote on cells, units are told by the people in those cells.

The headline is the number of people who live in underserved cells; it is the same whatever units are listed after it.
A unit carries how many of its people that is, what share, how far the share lies from the line at which a unit is
named, what would take it off the list, its ranks over the readings, and, where draws were made (:func:`draw_cells`),
intervals over travel times, unknown hours and positions together.
"""

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis.access import AccessBoard, board_of
from gis.analysis import underserved
from gis.analysis.readings import LONGEST_MIN, STANDARD
from gis.analysis.underserved import Votes
from gis.errors import InputError
from gis.intervals import SEED, FigureInterval, Progress, drawn_boards, holds_of, inner_interval
from gis.underserved_grid import GridReading, ServiceGrid, UnderservedGrid

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ConsensusLevel = Literal["sido", "sigungu", "emd", "cell"]

CONSENSUS_LEVELS: tuple[ConsensusLevel, ...] = ("sido", "sigungu", "emd", "cell")
"""Units that can be asked for; ``cell`` is the H3 cell of resolution 8."""

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


@dataclass(frozen=True, slots=True)
class NeedByAge:
    """The group that a service is for: it is told beside the headline, and takes no part in the votes.

    Attributes
    ----------
    group : str
        As readings name it, such as ``60+``.
    people, people_underserved : float
        Of the group: all, and those who live in underserved cells.
    interval : FigureInterval, optional
        Of the latter, where draws were made.
    """

    group: str
    people: float
    people_underserved: float
    interval: FigureInterval | None = None


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
    interval : FigureInterval, optional
        Of the people in underserved cells, where draws were made.
    need : NeedByAge, optional
        Those of the ages that the service is for, where it is for some.
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
    interval: FigureInterval | None = None
    need: NeedByAge | None = None


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
    of_group: AccessBoard | None = None,
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
    of_group : AccessBoard, optional
        The same board with the people of one group (:func:`need_board`), told beside the headline.

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
        readings=_tell_readings(own, judged).assign(kept_without=kept),
        effective=underserved.effective_number(judged, people),
        need=None if of_group is None else _count_need(of_group, is_in, in_cells),
    )


def _tell_readings(service: ServiceGrid, judged: Votes) -> pd.DataFrame:
    """Tell of each reading of a service what it finds and what its vote weighs."""
    return pd.DataFrame(
        {
            "id": _reading_ids(service),
            "family": [one.family for one in service.readings],
            "reading": [str(one) for one in service.readings],
            "people_share": judged.people_share,
            "has_vote": judged.has_vote,
            "weight": judged.weight,
        }
    )


def _count_need(of_group: AccessBoard, is_in: Bools, in_cells: Bools) -> NeedByAge:
    """Count the people of a group inside, and those of them in underserved cells."""
    people = of_group.rows["people"].to_numpy(dtype=np.float64)[is_in]
    return NeedByAge(of_group.group, float(people.sum()), float((people * in_cells[is_in]).sum()))


def need_board(conn: Connection, board: AccessBoard, service: ServiceGrid) -> AccessBoard | None:
    """Return the board of the group that a service is for; None where it is for all ages.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
    service : ServiceGrid
    """
    return None if service.need is None else board_of(conn, board, STANDARD.changed(people=service.need))


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
    is_worst = underserved.is_worst(ranks, int((units.whole > 0).sum()))
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


def draw_cells(
    board: AccessBoard,
    grid: UnderservedGrid,
    service: str,
    *,
    draws: int,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Bools:
    """Draw which cells are underserved: travel times, unknown hours and positions at once, the votes counted anew.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    service : str
        Name of one of the grid's services.
    draws : int
        1 to 1000; some seconds each on the nation.
    seed : int
        The same gives the same draws, however many.
    progress : callable, optional
        Told draws done and in all.

    Returns
    -------
    ndarray of bool, shape (draws, cells)

    Raises
    ------
    InputError
        When the service is unknown or draws lie outside their range.
    """
    own = grid.service(service)
    found = []
    for other in drawn_boards(board, [one.reading for one in own.readings], draws=draws, seed=seed):
        found.append(count_votes(other, grid, own).cells(grid.least_share))
        if progress is not None:
            progress(len(found), draws)
    return np.array(found)


DRAWN_COLUMNS = (
    "people_underserved_low",
    "people_underserved_high",
    "people_share_low",
    "people_share_high",
    "named_share",
    "is_decided",
)
"""Columns that :func:`with_intervals` adds to :attr:`Consensus.units`."""


def with_intervals(
    found: Consensus,
    board: AccessBoard,
    grid: UnderservedGrid,
    drawn: Bools,
    *,
    level: ConsensusLevel = "sigungu",
    parent_code: str | None = None,
    of_group: AccessBoard | None = None,
) -> Consensus:
    """Put the intervals of draws beside a consensus.

    Parameters
    ----------
    found : Consensus
        Of the same board, grid, level and parent.
    board, grid, level, parent_code, of_group
        As of :func:`consensus`.
    drawn : ndarray of bool, shape (draws, cells)
        Of :func:`draw_cells`.

    Returns
    -------
    Consensus
        With :attr:`Consensus.interval`, and :data:`DRAWN_COLUMNS` of each unit: ends between which the middle nine
        tenths of the draws lie, the share (0..1) of the draws in which the unit would be named, and whether the
        interval of its share keeps to one side of the line of naming. Cells carry no decision.
    """
    units = _Units(board, level)
    part = np.array([units.sums(one[units.cell]) for one in drawn])
    share = np.array([units.share(one) for one in part])
    line = grid.people_share - 1e-12
    (low, high), (share_low, share_high) = inner_interval(part), inner_interval(share)
    table = pd.DataFrame(
        {
            "people_underserved_low": low,
            "people_underserved_high": high,
            "people_share_low": share_low,
            "people_share_high": share_high,
            "named_share": np.where(units.whole > 0, (np.nan_to_num(share) >= line).mean(axis=0), np.nan),
            "is_decided": ~((share_low < line) & (share_high >= line)),
        }
    )
    key = "h3_index" if level == "cell" else "region_code"
    listed = found.units.merge(table.assign(**{key: units.codes}), on=key, how="left", validate="one_to_one")
    holds = holds_of(board, [one.reading for one in grid.service(found.service).readings])

    def interval(of: AccessBoard) -> FigureInterval:
        least, most = inner_interval(drawn.astype(np.float64) @ of.people_of(parent_code))
        return FigureInterval(float(least), float(most), holds, len(drawn))

    need = found.need
    if need is not None and of_group is not None:
        need = replace(need, interval=interval(of_group))
    return replace(found, units=listed, interval=interval(board), need=need)


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
        How many draws were made of what is not known, and their seed.
    output : str
        ``--json``, ``--csv`` or nothing for a table.
    """
    words = ["mindconnect", "underserved", "--service", service, "--level", level]
    words += ["--least", f"{least_share:.12g}", "--on", on.isoformat()]
    words += ["--parent", parent_code] if parent_code else []
    words += ["--draws", str(draws), "--seed", str(seed)] if draws else []
    return shlex.join(words) + (f" {output}" if output else "")


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
