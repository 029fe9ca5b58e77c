"""Location problems with budgets, floors, capacities and copies: integer programs, solved by HiGHS to proof.

Set covering (Toregas et al. 1971), p-center (Minieka 1970: a set covering for each radius), maximal covering under a
budget with a floor for each group, capacities (Pirkul and Schilling 1991) and backup coverage (Hogan and ReVelle 1986).
Demands that the same candidates reach are one where nothing tells them apart. What a run that was ended by its limit
gives is called so, with the bound of HiGHS.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse import eye_array as identity

from gis.analysis.siting.inputs import check_choice, check_places, read_cost, read_reach, read_weights
from gis.analysis.siting.problems import Siting, merge_demands
from gis.deadline import Deadline
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TIE = 1e-9


def set_cover(
    reaches: npt.ArrayLike | csr_array,
    *,
    costs: npt.ArrayLike | None = None,
    required: Sequence[int] = (),
    forbidden: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> Siting:
    """Choose the fewest (or cheapest) candidates that reach every demand: the location set covering problem.

    Parameters
    ----------
    reaches : array_like of bool or sparse array, shape (demands, candidates)
        Whether a candidate reaches a demand.
    costs : array_like, shape (candidates,), optional
        At least 0; 1 each by default.
    required, forbidden : sequence of int
        Candidates that are chosen, or not, in any case.
    time_limit_s : float, optional
        Seconds after which the best choice so far is given.

    Returns
    -------
    Siting
        ``objective`` is the cost of the chosen.

    Raises
    ------
    InputError
        A shape, value or candidate that cannot be, or a demand that no candidate reaches.
    """
    table = read_reach(reaches)
    cost, needed, barred = _candidates(table.shape[1], costs, required, forbidden, time_limit_s)
    open_to = table[:, np.flatnonzero(~barred)]
    lonely = np.flatnonzero(np.diff(open_to.tocsr().indptr) == 0)
    if len(lonely):
        raise InputError(f"demand {lonely[0]} is reached by no candidate; leave it out, or allow longer ways")
    least = np.ones(table.shape[0])
    found = _solve(cost, table.astype(float), least, np.full(len(least), np.inf), needed, barred, time_limit_s)
    if found is None:
        return Siting((), float("inf"), float(cost[needed].sum()), "time_limit")
    return Siting(found.chosen, found.value, found.bound, "optimal" if found.is_proven else "time_limit")


def p_center(
    cost: npt.ArrayLike,
    *,
    p: int,
    required: Sequence[int] = (),
    forbidden: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> Siting:
    """Choose ``p`` candidates so that the dearest way of any demand to its cheapest chosen one is least.

    Parameters
    ----------
    cost : array_like, shape (demands, candidates)
        At least 0; infinite where a candidate cannot serve a demand.
    p : int
        From 1 (and the number required) to the number of candidates.
    required, forbidden, time_limit_s
        As for :func:`set_cover`.

    Returns
    -------
    Siting
        ``objective`` is that dearest way.

    Raises
    ------
    InputError
        A shape, value or candidate that cannot be, or no ``p`` candidates that serve everybody.
    """
    table = read_cost(cost)
    candidates = table.shape[1]
    needed = check_choice(p, required, candidates, time_limit_s)
    _, _, barred = _candidates(candidates, None, needed, forbidden, time_limit_s)
    if candidates - int(barred.sum()) < p:
        raise InputError(f"p is {p}; only {candidates - int(barred.sum())} candidates are not forbidden")
    deadline = Deadline(time_limit_s)
    steps = np.unique(table[np.isfinite(table)])
    low, high, best = 0, len(steps) - 1, None
    if not len(table):
        chosen = [*needed, *(one for one in np.flatnonzero(~barred).tolist() if one not in needed)][:p]
        return Siting(tuple(sorted(chosen)), 0.0, 0.0, "optimal")
    proven = 0
    while low <= high:
        middle = (low + high) // 2
        answer = _within(table <= steps[middle], p, needed, barred, deadline)
        if answer is None:
            break
        if answer:
            best, high = (answer, steps[middle]), middle - 1
        else:
            low = proven = middle + 1
    if best is None:
        if low > high or proven >= len(steps):
            raise InputError(f"no {p} candidates serve every demand; choose more, or allow longer ways")
        return Siting((), float("inf"), float(steps[proven]), "time_limit")
    chosen = list(best[0])
    spare = (one for one in np.flatnonzero(~barred).tolist() if one not in best[0])
    chosen += [one for one, _ in zip(spare, range(p - len(chosen)), strict=False)]
    objective = float(table[:, chosen].min(axis=1).max())
    is_proven = low > high
    return Siting(
        tuple(sorted(chosen)),
        objective,
        objective if is_proven else float(steps[proven]),
        "optimal" if is_proven else "time_limit",
    )


def cover_within_budget(
    reaches: npt.ArrayLike | csr_array,
    *,
    weights: npt.ArrayLike,
    costs: npt.ArrayLike,
    budget: float,
    required: Sequence[int] = (),
    forbidden: Sequence[int] = (),
    capacity: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
    floor: float = 0.0,
    copies: int = 1,
    time_limit_s: float | None = None,
) -> Siting:
    """Choose candidates of a budget that reach most weight; sites, hours and days may be candidates side by side.

    A candidate is whatever can be bought once: a new site, one more evening of a standing center, an outreach day. A
    demand is then the people of a place at an hour, reached by all that is open to them then. Standing centers are
    required candidates that cost nothing.

    Parameters
    ----------
    reaches : array_like of bool or sparse array, shape (demands, candidates)
    weights : array_like, shape (demands,)
        At least 0.
    costs : array_like, shape (candidates,)
        At least 0.
    budget : float
        What the chosen may cost together.
    required, forbidden
        As for :func:`set_cover`.
    capacity : array_like, shape (candidates,), optional
        Weight that each candidate can serve; a demand may be split over several.
    groups : array_like of int, shape (demands,), optional
        Group (say sido) of each demand, 0 and up.
    floor : float
        Least share (0..1) of the weight of each group that is reached.
    copies : int
        How many chosen candidates must reach a demand before it counts: 2 is backup coverage.
    time_limit_s : float, optional
        As for :func:`set_cover`.

    Returns
    -------
    Siting
        ``objective`` is the weight reached.

    Raises
    ------
    InputError
        A shape, value or candidate that cannot be, or no choice of the budget that keeps the floor.
    """
    program = _Program.of(
        reaches, weights=weights, costs=costs, budget=budget, required=required, forbidden=forbidden,
        capacity=capacity, groups=groups, floor=floor, copies=copies, time_limit_s=time_limit_s,
    )  # fmt: skip
    return program.siting(program.best(Deadline(time_limit_s)))


def alternatives(
    reaches: npt.ArrayLike | csr_array,
    *,
    weights: npt.ArrayLike,
    costs: npt.ArrayLike,
    budget: float,
    within: float = 0.01,
    most: int = 10,
    required: Sequence[int] = (),
    forbidden: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> list[Siting]:
    """List the best choice and those within a share of it, ties among them, since a committee chooses among several.

    Choices that reach the same for the same candidates plus others that add nothing are told by their candidates: each
    stands once. Parameters as of :func:`cover_within_budget`.

    Parameters
    ----------
    reaches, weights, costs, budget, required, forbidden, time_limit_s
        As of :func:`cover_within_budget`.
    within : float
        Largest share (0..1) of the best objective that is given up.
    most : int
        Most choices that are listed.

    Returns
    -------
    list of Siting
        The best first; the last may be of status ``time_limit``, and then more there may be.

    Raises
    ------
    InputError
        As :func:`cover_within_budget`, or a share or number that cannot be.
    """
    if not 0 <= within < 1:
        raise InputError(f"within is {within}; a share from 0 to below 1 is expected")
    if not 1 <= most <= 1000:
        raise InputError(f"most is {most}; 1 to 1000 choices can be listed")
    program = _Program.of(
        reaches, weights=weights, costs=costs, budget=budget, required=required, forbidden=forbidden,
        time_limit_s=time_limit_s,
    )  # fmt: skip
    deadline, listed = Deadline(time_limit_s), list[Siting]()
    while len(listed) < most:
        refused = [siting.chosen for siting in listed]
        found = program.solve(refused, deadline) if refused else program.best(deadline)
        if found is None:
            break
        siting = program.siting(found)
        if listed and siting.objective < (1 - within) * listed[0].objective - _TIE:
            break
        listed.append(siting)
        if siting.status != "optimal":
            break
    return listed


@dataclass(frozen=True)
class Breakage:
    """Candidates whose loss cuts most weight off: ``lost`` of it, exactly; and how much hangs on each alone."""

    closed: tuple[int, ...]
    lost: float
    alone: tuple[float, ...]


def breaks_first(
    reaches: npt.ArrayLike | csr_array, *, weights: npt.ArrayLike, k: int = 1, most: int = 10
) -> list[Breakage]:
    """List the losses of one or two candidates that cut most weight off, by counting all of them.

    Weight is cut off when all candidates that reach it are lost; demands of more than ``k`` candidates never are.

    Parameters
    ----------
    reaches : array_like of bool or sparse array, shape (demands, candidates)
    weights : array_like, shape (demands,)
    k : int
        1 or 2 are lost together.
    most : int
        How many are listed.

    Returns
    -------
    list of Breakage
        The worst first, ties by place; fewer where nothing is cut off.

    Raises
    ------
    InputError
        A shape or value that cannot be.
    """
    table = read_reach(reaches)
    weight = read_weights(weights, table.shape[0])
    if k not in (1, 2):
        raise InputError(f"k is {k}; one or two losses together are counted")
    if not 1 <= most <= 1000:
        raise InputError(f"most is {most}; 1 to 1000 can be listed")
    degree = np.diff(table.indptr)
    single = np.zeros(table.shape[1])
    np.add.at(single, table.indices[table.indptr[:-1][degree == 1]], weight[degree == 1])
    order = np.lexsort((np.arange(len(single)), -single))
    if k == 1:
        worst = [Breakage((int(one),), float(single[one]), (float(single[one]),)) for one in order[:most]]
        return [one for one in worst if one.lost > 0]
    both: dict[tuple[int, int], float] = {}
    for row in np.flatnonzero((degree == 2) & (weight > 0)).tolist():
        first, second = sorted(table.indices[table.indptr[row] : table.indptr[row + 1]].tolist())
        both[first, second] = both.get((first, second), 0.0) + float(weight[row])
    # A pair that shares no demand loses what both lose alone: of these only the worst can be among the worst.
    heads = order[: most + 1].tolist()
    tried = set(both) | {(min(a, b), max(a, b)) for a in heads for b in order[: most + 2].tolist() if a != b}
    losses = [
        Breakage((a, b), float(single[a] + single[b]) + both.get((a, b), 0.0), (float(single[a]), float(single[b])))
        for a, b in tried
    ]
    losses = sorted((one for one in losses if one.lost > 0), key=lambda one: (-one.lost, one.closed))
    return losses[:most]


@dataclass(frozen=True)
class _Found:
    chosen: tuple[int, ...]
    value: float
    bound: float
    is_proven: bool


@dataclass(frozen=True, eq=False)
class _Program:
    """Maximal covering with a budget as rows of an integer program: candidates, then demands, then flows."""

    table: csr_array
    weight: Floats
    cost: Floats
    budget: float
    needed: npt.NDArray[np.bool_]
    barred: npt.NDArray[np.bool_]
    capacity: Floats | None
    group: Ints | None
    floor: float
    copies: int

    @classmethod
    def of(
        cls,
        reaches: npt.ArrayLike | csr_array,
        *,
        weights: npt.ArrayLike,
        costs: npt.ArrayLike,
        budget: float,
        required: Sequence[int],
        forbidden: Sequence[int],
        capacity: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
        floor: float = 0.0,
        copies: int = 1,
        time_limit_s: float | None = None,
    ) -> "_Program":
        table = read_reach(reaches)
        demands, candidates = table.shape
        weight = read_weights(weights, demands)
        cost, needed, barred = _candidates(candidates, costs, required, forbidden, time_limit_s)
        if not (np.isfinite(budget) and budget >= 0):
            raise InputError(f"budget is {budget}; a number of at least 0 is expected")
        if cost[needed].sum() > budget + _TIE:
            raise InputError(f"the required candidates cost {cost[needed].sum():g}, more than the budget of {budget:g}")
        if isinstance(copies, bool) or not isinstance(copies, int) or not 1 <= copies <= candidates:
            raise InputError(f"copies is {copies}; from 1 to {candidates} candidates can reach a demand")
        if copies > 1 and capacity is not None:
            raise InputError("capacity and copies are other problems: give one of them")
        if not 0 <= floor <= 1:
            raise InputError(f"floor is {floor}; a share from 0 to 1 is expected")
        room = None
        if capacity is not None:
            room = read_weights(capacity, candidates, name="capacity")
        group = None
        if groups is not None:
            group = np.asarray(groups)
            if group.shape != (demands,) or group.dtype.kind not in "iu" or (group < 0).any():
                raise InputError(f"groups: whole numbers from 0, one for each of {demands} demands, are expected")
            group = group.astype(np.int64)
        elif floor:
            group = np.zeros(demands, dtype=np.int64)
        if room is None and group is None:
            table, weight = merge_demands(table, weight)
        return cls(table, weight, cost, float(budget), needed, barred, room, group, float(floor), copies)

    def best(self, deadline: Deadline) -> _Found:
        """Find the best choice; one ended by its limit is never worse than a choice one by one, where that is one."""
        found = self.solve([], deadline)
        if found is not None and found.is_proven:
            return found
        bound = float(self.weight.sum()) if found is None else found.bound
        known = _Found((), 0.0, bound, is_proven=False) if found is None else found
        if self.capacity is not None or self.floor > 0 or self.copies > 1:
            return known
        one_by_one = self.one_by_one()
        value = self.reached(one_by_one)
        bound = min(bound, self.bound_by((), 0.0), self.bound_by(one_by_one, value))
        known = _Found(known.chosen, known.value, max(bound, known.value), is_proven=False)
        return known if known.value >= value else _Found(one_by_one, value, max(bound, value), is_proven=False)

    def one_by_one(self) -> tuple[int, ...]:
        """Choose the candidate that adds most for its cost, again and again while the budget lasts."""
        chosen = np.flatnonzero(self.needed).tolist()
        left = self.weight.copy()
        left[np.asarray(self.table[:, chosen].sum(axis=1)).reshape(-1) > 0] = 0.0
        spare = self.budget - float(self.cost[chosen].sum())
        columns = self.table.astype(float).T.tocsr()
        while True:
            gain = columns @ left
            gain[(self.cost > spare + _TIE) | self.barred] = 0.0
            worth = gain / np.maximum(self.cost, _TIE)
            best = int(np.argmax(worth))
            if gain[best] <= 0:
                return tuple(sorted(chosen))
            chosen.append(best)
            spare -= float(self.cost[best])
            left[columns.indices[columns.indptr[best] : columns.indptr[best + 1]]] = 0.0

    def bound_by(self, chosen: Sequence[int], value: float) -> float:
        """Bound any choice by what single candidates would add to one: what covers adds less the more is chosen."""
        left = self.weight.copy()
        left[np.asarray(self.table[:, list(chosen)].sum(axis=1)).reshape(-1) > 0] = 0.0
        gain = self.table.astype(float).T @ left
        order = np.argsort(-gain / np.maximum(self.cost, _TIE), kind="stable")
        room = np.clip(self.budget - (np.cumsum(self.cost[order]) - self.cost[order]), 0.0, None)
        part = np.where(self.cost[order] > 0, np.minimum(room / np.maximum(self.cost[order], _TIE), 1.0), 1.0)
        return value + float((gain[order] * part).sum())

    def reached(self, chosen: Sequence[int]) -> float:
        """Sum the weight that enough of the chosen reach."""
        times = np.asarray(self.table[:, list(chosen)].sum(axis=1)).reshape(-1)
        return float(self.weight[times >= self.copies].sum())

    def solve(self, refused: Sequence[tuple[int, ...]], deadline: Deadline) -> _Found | None:
        """Find the best choice but those refused; None when there is none (or none was found in time)."""
        demands, candidates = self.table.shape
        rows, flows = self.table.tocoo(), self.table.nnz if self.capacity is not None else 0
        columns = candidates + demands + flows
        parts, most = [], list[Floats]()
        empty = csr_array((demands, flows))
        if self.capacity is None:
            # copies * reached <= chosen that reach it
            parts.append(hstack([-self.table.astype(float), self.copies * identity(demands), empty]))
            most.append(np.zeros(demands))
        else:
            each = np.arange(flows)
            of_demand = csr_array((np.ones(flows), (rows.row, each)), shape=(demands, flows))
            parts.append(hstack([csr_array((demands, candidates)), identity(demands), -of_demand]))
            most.append(np.zeros(demands))
            load = csr_array((self.weight[rows.row], (rows.col, each)), shape=(candidates, flows))
            room = csr_array((-self.capacity, (np.arange(candidates),) * 2), shape=(candidates, candidates))
            parts.append(hstack([room, csr_array((candidates, demands)), load]))
            most.append(np.zeros(candidates))
            used = csr_array((-np.ones(flows), (each, rows.col)), shape=(flows, candidates))
            parts.append(hstack([used, csr_array((flows, demands)), identity(flows)]))
            most.append(np.zeros(flows))
        wide = csr_array(self.cost[None, :])
        parts.append(hstack([wide, csr_array((1, columns - candidates))]))
        most.append(np.array([self.budget]))
        if self.group is not None and self.floor > 0:
            groups = int(self.group.max(initial=-1)) + 1
            of_group = csr_array((-self.weight, (self.group, np.arange(demands))), shape=(groups, demands))
            parts.append(hstack([csr_array((groups, candidates)), of_group, csr_array((groups, flows))]))
            least = self.floor * np.bincount(self.group, weights=self.weight, minlength=groups)
            most.append(np.asarray(_TIE - least, dtype=np.float64))
        for chosen in refused:
            sign = np.full(candidates, -1.0)
            sign[list(chosen)] = 1.0
            parts.append(hstack([csr_array(sign[None, :]), csr_array((1, columns - candidates))]))
            most.append(np.array([len(chosen) - 1.0]))
        # Backup counts whole copies only; without copies a demand is reached as far as a chosen one reaches it.
        whole = np.concatenate([np.ones(candidates), np.full(demands, float(self.copies > 1)), np.zeros(flows)])
        gain = np.concatenate([np.zeros(candidates), -self.weight, np.zeros(flows)])
        low = np.concatenate([self.needed.astype(float), np.zeros(demands + flows)])
        high = np.concatenate([1.0 - self.barred, np.ones(demands + flows)])
        answer = milp(
            gain,
            integrality=whole,
            bounds=Bounds(low, high),
            constraints=LinearConstraint(csr_array(vstack(parts)), -np.inf, np.concatenate(most)),
            options=_options(deadline),
        )
        if answer.status == 2 and not refused:
            raise InputError("no choice of the budget reaches the floor of every group; raise the budget, or lower it")
        if answer.x is None:
            return None
        chosen = tuple(np.flatnonzero(answer.x[:candidates] > 0.5).tolist())
        value, bound = -float(answer.fun), -float(answer.mip_dual_bound)
        return _Found(chosen, value, max(bound, value), _is_proven(answer.status, value, bound))

    def siting(self, found: _Found) -> Siting:
        """Give a choice with its weight counted anew from the candidates where that is plain."""
        value = found.value
        if self.capacity is None:
            value = self.reached(found.chosen)
        return Siting(
            found.chosen, value, value if found.is_proven else max(found.bound, value),
            "optimal" if found.is_proven else "time_limit",
        )  # fmt: skip


def _candidates(
    candidates: int,
    costs: npt.ArrayLike | None,
    required: Sequence[int],
    forbidden: Sequence[int],
    time_limit_s: float | None,
) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    if time_limit_s is not None and not time_limit_s > 0:
        raise InputError(f"time_limit_s is {time_limit_s}; more than 0 seconds are expected")
    cost = np.ones(candidates) if costs is None else read_weights(costs, candidates, name="costs")
    needed, barred = np.zeros(candidates, dtype=bool), np.zeros(candidates, dtype=bool)
    needed[list(check_places("required", required, candidates))] = True
    barred[list(check_places("forbidden", forbidden, candidates))] = True
    if (needed & barred).any():
        raise InputError(f"candidate {int(np.flatnonzero(needed & barred)[0])} is required and forbidden")
    return cost, needed, barred


def _within(
    reaches: npt.NDArray[np.bool_],
    p: int,
    needed: tuple[int, ...],
    barred: npt.NDArray[np.bool_],
    deadline: Deadline,
) -> tuple[int, ...] | None:
    """Find ``p`` candidates that reach everybody; empty when there are none, None when the time was over."""
    if not reaches[:, ~barred].any(axis=1).all():
        return ()
    if deadline.is_over():
        return None
    must = np.zeros(reaches.shape[1], dtype=bool)
    must[list(needed)] = True
    ones = np.ones(reaches.shape[1])
    rows = vstack([csr_array(reaches.astype(float)), csr_array(-ones[None, :])])
    low = np.concatenate([np.ones(len(reaches)), [-float(p)]])
    answer = milp(
        np.zeros(reaches.shape[1]), integrality=ones, bounds=Bounds(must.astype(float), 1.0 - barred),
        constraints=LinearConstraint(csr_array(rows), low, np.inf), options=_options(deadline),
    )  # fmt: skip
    if answer.status == 2:
        return ()
    return None if answer.x is None else tuple(np.flatnonzero(answer.x > 0.5).tolist())


def _solve(
    cost: Floats,
    rows: csr_array,
    low: Floats,
    high: Floats,
    needed: npt.NDArray[np.bool_],
    barred: npt.NDArray[np.bool_],
    time_limit_s: float | None,
) -> _Found | None:
    answer = milp(
        cost, integrality=np.ones(len(cost)), bounds=Bounds(needed.astype(float), 1.0 - barred),
        constraints=LinearConstraint(rows, low, high), options=_options(Deadline(time_limit_s)),
    )  # fmt: skip
    if answer.x is None:
        return None
    chosen = np.flatnonzero(answer.x > 0.5)
    value, bound = float(cost[chosen].sum()), float(answer.mip_dual_bound)
    is_proven = _is_proven(answer.status, value, bound)
    return _Found(tuple(chosen.tolist()), value, value if is_proven else min(bound, value), is_proven)


def _options(deadline: Deadline) -> dict[str, float]:
    left = deadline.left_s
    return {"mip_rel_gap": 0.0} if left is None else {"mip_rel_gap": 0.0, "time_limit": max(left, 1e-3)}


def _is_proven(status: int, value: float, bound: float) -> bool:
    return status == 0 and abs(value - bound) <= 1e-6 * max(1.0, abs(value))
