"""Hours or bricks: what to buy with a budget so that most people gain care they can reach, on a board of the nation.

Three things can be bought: longer hours of a standing center (open throughout the reading's hours), a new center among
candidate places (open throughout them too), and an outreach day (one day of the week at a candidate place). A demand is
the people of a cell on a day of the reading, as far as they reach none open at its hours; what is bought reaches it or
does not. The problem itself: :func:`gis.analysis.siting.cover_within_budget`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from gis import vocabulary
from gis.access import AccessBoard
from gis.analysis.readings import DAYS, HOLIDAY, HOURS_PER_DAY, Reading
from gis.analysis.siting import Breakage, Siting, alternatives, breaks_first, cover_within_budget
from gis.analysis.tally import unpack
from gis.errors import InputError
from gis.terms import Mode

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Option = Literal["longer", "site", "outreach"]
OPTIONS: tuple[Option, ...] = get_args(Option)
"""What can be bought: longer hours of a standing center, a new center, an outreach day."""

SITE_COST = 40.0
"""What a new center costs beside its hours, in opening hours a week: an assumption, to be replaced by one's own."""

MOST_PLACES, MOST_LOSSES = 1500, 200
MOST_ENTRIES = 1_500_000
"""Cells and days that all offers reach, each counted by itself: what the solver bears."""

USUAL_SECONDS = 20.0
_SECONDS, _MARK = (1 << 15) - 1, 1 << 15

BOUGHT_COLUMNS = (
    "option", "id", "name", "kind", "region_code", "region_name", "lat", "lon", "day", "cost",
    "people_gained", "people_gained_if_open", "people_alone", "is_estimate_share",
)  # fmt: skip
"""Columns of :attr:`BudgetPlan.bought`; people as a mean over the reading's hours, counted in this order."""


class ManyTimes(Protocol):
    """Times of many places: :meth:`gis.streets.travel_matrix.search.PlaceTimes.many`."""

    def __call__(self, lat: Floats, lon: Floats, mode: Mode) -> tuple[Ints, Ints, npt.NDArray[np.uint16]]:
        """Give cell, place and value of each pair."""
        ...


@dataclass(frozen=True, eq=False)
class CandidatePlaces:
    """Places where a center could open, or a team come.

    Attributes
    ----------
    table : pandas.DataFrame
        ``id``, ``name``, ``kind`` (what stands there; empty where nothing does), ``region_code``, ``lat``, ``lon``.
    cell, place : ndarray of int64
        Pairs within an hour: cell of the board, row of the table.
    value : ndarray
        Their whole seconds; the highest of 16 bits marks an estimate.
    """

    table: pd.DataFrame
    cell: Ints
    place: Ints
    value: npt.NDArray[np.int64]


def buildings(board: AccessBoard, kind: str, reading: Reading, region_code: str | None = None) -> CandidatePlaces:
    """Take the centers of a kind as candidate places; their travel times are those of the board.

    Raises
    ------
    InputError
        When kind or region is unknown, or none stands there.
    """
    vocabulary.check_kinds([kind])
    is_it = (board.centers["kind"] == kind).to_numpy() & board.units.holds(board.centers["region_code"], region_code)
    if not is_it.any():
        raise InputError(f"no {kind} stands in {region_code or 'the nation'}: choose other places", code="no_places")
    cell, center, value = board.pairs(reading.mode).of_centers(is_it)
    at = np.full(len(is_it), -1)
    at[is_it] = np.arange(int(is_it.sum()))
    table = board.centers.loc[is_it, ["center_id", "name", "kind", "region_code", "lat", "lon"]]
    return CandidatePlaces(table.rename(columns={"center_id": "id"}).reset_index(drop=True), cell, at[center], value)


def towns(board: AccessBoard, reading: Reading, times: ManyTimes, region_code: str | None = None) -> CandidatePlaces:
    """Take a place in each town (emd) of a region: the cell in which most of its people live.

    Raises
    ------
    InputError
        When the region is unknown or has more than :data:`MOST_PLACES` towns.
    """
    rows = board.rows[board.is_in(region_code)]
    most = rows.sort_values(["people", "cell_place"], ascending=[False, True]).drop_duplicates("region_code")
    most = most.sort_values("region_code")
    cells = board.cells.iloc[most["cell_place"]]
    names = board.region_names.set_index("region_code")["full_name"]
    code = most["region_code"].astype(str).to_numpy()
    table = pd.DataFrame(
        {
            "id": code, "name": [str(names.get(one, one)) for one in code], "kind": "", "region_code": code,
            "lat": cells["lat"].to_numpy(), "lon": cells["lon"].to_numpy(),
        }
    )  # fmt: skip
    return points(table, reading, times)


def points(table: pd.DataFrame, reading: Reading, times: ManyTimes) -> CandidatePlaces:
    """Take given points as candidate places; columns as of :attr:`CandidatePlaces.table`.

    Raises
    ------
    InputError
        When there are none or more than :data:`MOST_PLACES`.
    """
    if not 0 < len(table) <= MOST_PLACES:
        raise InputError(
            f"{len(table)} places: give 1 to {MOST_PLACES}, or choose a smaller region", code="too_many_places"
        )
    lat, lon = (table[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    cell, place, value = times(lat, lon, reading.mode)
    return CandidatePlaces(table.reset_index(drop=True), cell, place, value.astype(np.int64))


@dataclass(frozen=True, eq=False)
class BudgetPlan:
    """What to buy with a budget under a reading.

    Attributes
    ----------
    reading : Reading
    region_code : str or None
        Whose people count.
    budget, site_cost : float
        In opening hours a week.
    siting : gis.analysis.siting.Siting
        Objective and bound are people gained, as a mean over the reading's hours; places are rows of ``offered``.
    offered : pandas.DataFrame
        Everything that could be bought: ``option``, ``id``, ``name``, ``kind``, ``region_code``, ``lat``, ``lon``,
        ``day``, ``cost``.
    bought : pandas.DataFrame
        :data:`BOUGHT_COLUMNS`, in the order in which each adds most for its cost.
    others : list of Siting
        Other choices within one per cent of the best, ties among them.
    people_without, people_without_if_open : float
        People who reach none open at such an hour, when unknown hours count as closed and as open.
    """

    reading: Reading
    region_code: str | None
    budget: float
    site_cost: float
    siting: Siting
    offered: pd.DataFrame
    bought: pd.DataFrame
    others: list[Siting]
    people_without: float
    people_without_if_open: float


def plan_budget(
    board: AccessBoard,
    reading: Reading,
    region_code: str | None = None,
    *,
    places: CandidatePlaces | None = None,
    options: Sequence[Option] = OPTIONS,
    budget: float,
    site_cost: float = SITE_COST,
    unknown: Literal["closed", "open"] = "closed",
    others: int = 0,
    time_limit_s: float | None = USUAL_SECONDS,
) -> BudgetPlan:
    """Choose among longer hours, new centers and outreach days under one budget.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        With hours; its measure does not matter. What is bought serves everybody who reaches it.
    region_code : str, optional
        Whose people count; the nation when not given.
    places : CandidatePlaces, optional
        Where centers could open and teams come; needed unless only longer hours are offered.
    options : sequence of {"longer", "site", "outreach"}
    budget : float
        In opening hours a week.
    site_cost : float
        What a new center costs beside its hours, in the same unit.
    unknown : {"closed", "open"}
        What centers of unknown hours count as when those without are counted.
    others : int
        How many other choices within one per cent of the best are listed, 0 to 20.
    time_limit_s : float, optional
        Seconds after which the best choice so far is given with its bound.

    Raises
    ------
    InputError
        When hours do not count, nothing can be bought, or region, kind, option or a number cannot be used.
    """
    _check_question(reading, places, options, site_cost)
    demand = _Demand.of(board, reading, region_code, is_by_day="outreach" in options)
    offered, reaches, guessed = _offers(board, reading, demand, places, options, site_cost)
    _check_offers(offered, reaches, budget)
    weights = demand.without if unknown == "closed" else demand.without_if_open
    costs = offered["cost"].to_numpy(dtype=np.float64)
    near: list[Siting] = []
    if others:
        best, *near = alternatives(
            reaches, weights=weights, costs=costs, budget=budget, most=others + 1, time_limit_s=time_limit_s
        )
    else:
        best = cover_within_budget(reaches, weights=weights, costs=costs, budget=budget, time_limit_s=time_limit_s)
    bought = _bought(board, offered, reaches, guessed, best, demand, is_open=unknown == "open")
    return BudgetPlan(
        reading, region_code, float(budget), float(site_cost), best, offered, bought, near,
        float(demand.without.sum()), float(demand.without_if_open.sum()),
    )  # fmt: skip


def _check_question(
    reading: Reading, places: CandidatePlaces | None, options: Sequence[Option], site_cost: float
) -> None:
    """Refuse what cannot be asked, before anything is computed."""
    if reading.hours is None:
        raise InputError(
            "what is bought are hours: give a reading with hours, such as weekday_evening or 'Tue 19'", code="no_hours"
        )
    if not options or set(options) - set(OPTIONS):
        raise InputError(f"options {', '.join(map(str, options))[:60]!r}: give some of {', '.join(OPTIONS)}")
    if not (np.isfinite(site_cost) and site_cost >= 0):
        raise InputError(f"site cost {site_cost}: give hours a week of at least 0")
    if places is None and set(options) != {"longer"}:
        raise InputError("new centers and outreach days need places: give buildings, towns or points")


def _check_offers(offered: pd.DataFrame, reaches: csr_array, budget: float) -> None:
    """Refuse what is too much to choose from, and what buys nothing."""
    if reaches.nnz > MOST_ENTRIES:
        raise InputError(
            f"{len(offered):,} offers reach {reaches.nnz:,} cells and days: choose a smaller region, or fewer options",
            code="too_many_places",
        )
    if not len(offered):
        raise InputError("nothing that can be bought is within reach of these people", code="no_places")
    least = offered["cost"].min()
    if budget < least:
        raise InputError(
            f"a budget of {budget:g} hours a week buys nothing: the least costs {least:g}", code="too_little"
        )


@dataclass(frozen=True, eq=False)
class _Demand:
    """People without, by cell and day: rows are cells times days, or cells where days are one."""

    cells: Ints
    days: tuple[int, ...]
    hours: tuple[int, ...]
    without: Floats
    without_if_open: Floats

    @classmethod
    def of(cls, board: AccessBoard, reading: Reading, region_code: str | None, *, is_by_day: bool) -> "_Demand":
        people = board.people_of(region_code)
        cells = np.flatnonzero(people > 0)
        hours = reading.hours or ()
        days = tuple(sorted({hour // HOURS_PER_DAY for hour in hours})) if is_by_day else (0,)
        of_day = [[hour for hour in hours if not is_by_day or hour // HOURS_PER_DAY == day] for day in days]
        sides = []
        for unknown in ("closed", "open"):
            closed = 1.0 - unpack(board.open_hours(reading, "open" if unknown == "open" else "closed")[cells])
            by_day = np.column_stack([closed[:, own].sum(axis=1) for own in of_day])
            sides.append((people[cells][:, None] * by_day / len(hours)).reshape(-1))
        return cls(cells, days, tuple(len(own) for own in of_day), *sides)


def _offers(
    board: AccessBoard,
    reading: Reading,
    demand: _Demand,
    places: CandidatePlaces | None,
    options: Sequence[Option],
    site_cost: float,
) -> tuple[pd.DataFrame, csr_array, csr_array]:
    """List what can be bought, and which demands each reaches, surely and by estimated ways."""
    row = np.full(len(board.cells), -1)
    row[demand.cells] = np.arange(len(demand.cells))
    every, days = sum(demand.hours), len(demand.days)
    tables: list[pd.DataFrame] = []
    rows, columns, marks = [], [], []
    width = 0

    def offer(option: Option, table: pd.DataFrame, cell: Ints, column: Ints, guess: npt.NDArray[np.bool_]) -> None:
        nonlocal width
        whole = option != "outreach"
        for at, day in enumerate(demand.days if not whole else (None,)):
            hours = every if day is None else demand.hours[at]
            name = "" if day is None else (*DAYS, HOLIDAY)[day]
            cost = float(hours) + (site_cost if option == "site" else 0.0)
            tables.append(table.assign(option=option, day=name, cost=cost))
            reached = range(days) if day is None else (at,)
            for one in reached:
                rows.append(row[cell] * days + one)
                columns.append(column + width)
                marks.append(guess)
            width += len(table)

    if "longer" in options:
        is_wanted, pairs = board.is_of_kind(reading.kind), board.pairs_of(reading)
        cell, center, value = pairs.of_centers(is_wanted)
        near = (row[cell] >= 0) & ((value & _SECONDS) <= reading.limit_min * 60)
        standing, column = np.unique(center[near], return_inverse=True)
        table = board.centers.iloc[standing][["center_id", "name", "kind", "region_code", "lat", "lon"]]
        table = table.rename(columns={"center_id": "id"}).reset_index(drop=True)
        offer("longer", table, cell[near], column.reshape(-1).astype(np.int64), (value[near] & _MARK) > 0)
    sited: tuple[Option, ...] = ("site", "outreach")
    if places is not None:
        near = (row[places.cell] >= 0) & ((places.value & _SECONDS) <= reading.limit_min * 60)
        guess = (places.value[near] & _MARK) > 0
        for option in sited:
            if option in options:
                offer(option, places.table, places.cell[near], places.place[near], guess)
    shape = (len(demand.cells) * days, width)
    nothing = np.zeros(0, dtype=np.int64)
    at = np.concatenate([nothing, *rows]), np.concatenate([nothing, *columns])
    ones = np.ones(len(at[0]), dtype=bool)
    guessed = np.concatenate([np.zeros(0, dtype=bool), *marks])
    offered = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["option"])
    return offered, csr_array((ones, at), shape=shape), csr_array((guessed, at), shape=shape)


def _bought(
    board: AccessBoard,
    offered: pd.DataFrame,
    reaches: csr_array,
    guessed: csr_array,
    siting: Siting,
    demand: _Demand,
    *,
    is_open: bool,
) -> pd.DataFrame:
    """Put what is bought in the order in which each adds most for its cost, with what each adds."""
    left = {"people_gained": demand.without.copy(), "people_gained_if_open": demand.without_if_open.copy()}
    counted = "people_gained_if_open" if is_open else "people_gained"
    alone = left[counted].copy()
    own = {one: reaches[:, [one]].nonzero()[0] for one in siting.chosen}
    names = board.region_names.set_index("region_code")["full_name"]
    waiting, rows = list(siting.chosen), []
    while waiting:
        best = max(waiting, key=lambda one: (left[counted][own[one]].sum() / max(offered["cost"][one], 1e-9), -one))
        waiting.remove(best)
        reached = own[best]
        gained = {name: float(weight[reached].sum()) for name, weight in left.items()}
        guess = float(alone[guessed[:, [best]].nonzero()[0]].sum())
        whole = float(alone[reached].sum())
        row = offered.iloc[best].to_dict()
        rows.append(
            row
            | gained
            | {
                "region_name": names.get(str(row["region_code"])),
                "people_alone": whole,
                "is_estimate_share": guess / whole if whole > 0 else float("nan"),
            }
        )
        for weight in left.values():
            weight[reached] = 0.0
    return pd.DataFrame(rows, columns=list(BOUGHT_COLUMNS))


@dataclass(frozen=True, eq=False)
class FirstToBreak:
    """Which centers' closing cuts most people off, and which districts hang on one.

    Attributes
    ----------
    reading : Reading
    region_code : str or None
    losses : list of Breakage
        The worst first; places are rows of the board's centers. Of two, each adds to the loss.
    hanging : pandas.DataFrame
        A row a sigungu of the region: ``region_code``, ``full_name``, ``people``, ``people_on_one`` (who reach exactly
        one center), ``center_id`` and ``name`` of the one on which most hang, and ``people_on_it``.
    """

    reading: Reading
    region_code: str | None
    losses: list[Breakage]
    hanging: pd.DataFrame


def first_to_break(
    board: AccessBoard, reading: Reading, region_code: str | None = None, *, k: int = 1, most: int = 10
) -> FirstToBreak:
    """Find the one or two centers whose closing cuts most people off; hours are left aside.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        Way, limit, kind and whom centers serve count; with supply ``psychiatrists`` only centers with some do.
    region_code : str, optional
        Whose people count.
    k : int
        1 or 2 centers close together.
    most : int
        How many losses are listed.

    Raises
    ------
    InputError
        When region, kind or a number cannot be used.
    """
    people = board.people_of(region_code)
    cells = np.flatnonzero(people > 0)
    counts = board.is_of_kind(reading.kind)
    if reading.supply != "center":
        counts = counts & (board.supply_of(reading) > 0)
    cell, center, value = board.pairs_of(reading).of_centers(counts)
    row = np.full(len(board.cells), -1)
    row[cells] = np.arange(len(cells))
    near = (row[cell] >= 0) & ((value & _SECONDS) <= reading.limit_min * 60)
    at = row[cell[near]], center[near]
    reaches = csr_array((np.ones(len(at[0]), dtype=bool), at), shape=(len(cells), len(board.centers)))
    if not 1 <= most <= MOST_LOSSES:
        raise InputError(f"{most} losses: 1 to {MOST_LOSSES} can be listed")
    losses = breaks_first(reaches, weights=people[cells], k=k, most=most if k == 1 else MOST_LOSSES)
    if k > 1:  # a second center whose closing adds nothing is no part of a loss
        losses = [one for one in losses if one.lost > max(one.alone)][:most]
    return FirstToBreak(reading, region_code, losses, _hanging(board, reaches, cells, region_code))


def _hanging(board: AccessBoard, reaches: csr_array, cells: Ints, region_code: str | None) -> pd.DataFrame:
    """Count, for each sigungu, the people who reach one center only, and the one on which most of them hang."""
    degree = np.diff(reaches.indptr)
    only = np.full(len(board.cells), -1)
    one = degree == 1
    only[cells[one]] = reaches.indices[reaches.indptr[:-1][one]]
    rows = board.rows[board.is_in(region_code)]
    table = pd.DataFrame(
        {
            "region_code": rows["region_code"].str[:5].to_numpy(),
            "people": rows["people"].to_numpy(),
            "only": only[rows["cell_place"].to_numpy()],
        }
    )
    whole = table.groupby("region_code")["people"].sum()
    hanging = table[table["only"] >= 0].groupby(["region_code", "only"])["people"].sum().reset_index()
    first = hanging.sort_values(["people", "only"], ascending=[False, True]).drop_duplicates("region_code")
    first = first.set_index("region_code")
    names = board.region_names.set_index("region_code")["full_name"]
    centers = board.centers
    held = first["only"].reindex(whole.index)
    found = pd.DataFrame(
        {
            "region_code": whole.index,
            "full_name": [names.get(str(code)) for code in whole.index],
            "people": whole.to_numpy(),
            "people_on_one": hanging.groupby("region_code")["people"].sum().reindex(whole.index).fillna(0.0).to_numpy(),
            "center_id": [None if pd.isna(at) else centers["center_id"].iloc[int(at)] for at in held],
            "name": [None if pd.isna(at) else centers["name"].iloc[int(at)] for at in held],
            "people_on_it": first["people"].reindex(whole.index).fillna(0.0).to_numpy(),
        }
    )
    return found.sort_values(["people_on_one", "region_code"], ascending=[False, True], ignore_index=True)
