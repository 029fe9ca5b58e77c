"""The one problem beneath p-median and maximal covering, solved to proof.

Choose ``p`` candidates so that the sum over the demands of the cost of the nearest chosen one is least; ``far`` is
what a demand costs when none of its listed candidates is chosen. In maximal covering those listed cost nothing.

**Method.** (1) A greedy choice, then the best exchange of one for one while it saves anything (Teitz and Bart 1968; the
gains of all exchanges in one pass as by Resende and Werneck 2007). (2) Prices of the demands, raised by subgradients,
give a lower bound: the Lagrangian of "each demand is served once" (Narula, Ogbu and Samuelsson 1977). A candidate
whose presence, or absence, would lift the bound to the cost in hand is out, or in, for good (Christofides and Beasley
1982). (3) Branch and bound on what is left: the candidate of most worth is taken in, then left out, each branch going
on from the prices of its parent. A branch ends when its bound shows that nothing in it is cheaper than the choice in
hand. Whoever stops the search gets the least bound of the branches left open.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.analysis.siting import kernel
from gis.deadline import Deadline
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ROOT_STEPS, BRANCH_STEPS = 1000, 60
"""Steps of the subgradient before the first branch, and in each branch."""

TOLERANCE = 1e-9
"""Relative difference below which two sums are one."""


@dataclass(frozen=True, eq=False)
class Demands:
    """Demands and the candidates that may serve each, nearest first.

    Parameters
    ----------
    start : ndarray of int64, shape (demands + 1,)
    site : ndarray of int64, shape (entries,)
    cost : ndarray of float64, shape (entries,)
        Times the weight; within a demand from low to high.
    far : ndarray of float64, shape (demands,)
        Cost when none of those listed is chosen; infinite where one has to be.
    candidates : int
    """

    start: Ints
    site: Ints
    cost: Floats
    far: Floats
    candidates: int


@dataclass(frozen=True)
class Choice:
    """The best choice found, and what is proven of it: no choice costs less than ``bound``."""

    chosen: tuple[int, ...]
    cost: float
    bound: float
    is_proven: bool


def solve(demands: Demands, p: int, *, required: tuple[int, ...] = (), time_limit_s: float | None = None) -> Choice:
    """Find the cheapest choice of ``p`` candidates, all required ones among them.

    Raises
    ------
    InputError
        Where each demand has to be served and no choice of ``p`` serves them all.
    """
    search = _Search(demands, p, required, Deadline(time_limit_s))
    bound = search.run()
    if np.isinf(demands.far).any() and search.cost >= search.beyond:
        if bound < search.beyond:
            return Choice((), np.inf, bound, is_proven=False)
        raise InputError(f"no {p} candidates serve every demand; choose more, or allow longer ways")
    is_proven = bound >= search.goal
    return Choice(
        tuple(np.flatnonzero(search.chosen).tolist()),
        search.cost,
        search.cost if is_proven else bound,
        is_proven=is_proven,
    )


@dataclass(frozen=True, eq=False)
class _Branch:
    """What is decided in a branch, the prices to go on from, and the bound proven of it so far."""

    is_in: Flags
    is_out: Flags
    price: Floats
    bound: float


class _Search:
    """A search for the cheapest choice, and the best one in hand."""

    def __init__(self, demands: Demands, p: int, required: tuple[int, ...], deadline: Deadline) -> None:
        dearest = _dearest(demands)
        # More than serving everybody can cost: a choice that leaves somebody out is never the cheaper one.
        self.beyond = 2.0 * dearest + 1.0
        far = np.where(np.isinf(demands.far), self.beyond, demands.far)
        self.demands = Demands(demands.start, demands.site, demands.cost, far, demands.candidates)
        self.p, self.deadline = p, deadline
        finite = demands.far[np.isfinite(demands.far)]
        is_whole = all((part == np.rint(part)).all() for part in (demands.cost, finite)) and self.beyond < 2**50
        # Two sums of whole costs that differ, differ by one.
        self.grain = 1.0 if is_whole else 0.0
        self.required = np.zeros(demands.candidates, dtype=bool)
        self.required[list(required)] = True
        size = len(far)
        self.near, self.first, self.second = np.empty(size, np.int64), np.empty(size), np.empty(size)
        self.improved: set[bytes] = set()
        self.chosen, self.cost = self.improve(self.greedy())

    @property
    def goal(self) -> float:
        """Bound from which on nothing is cheaper than the choice in hand."""
        return self.cost - max(self.grain * (1 - 1e-6), TOLERANCE * max(1.0, abs(self.cost)))

    def run(self) -> float:
        """Search until all is proven or the time is over; gives the bound."""
        p, candidates = self.p, self.demands.candidates
        if p in (int(self.required.sum()), candidates):
            return self.cost
        self.serve(self.chosen)
        root = _Branch(self.required, np.zeros(candidates, dtype=bool), self.second.copy(), 0.0)
        open_branches = self.explore(root, ROOT_STEPS)
        if open_branches:
            self.shrink(open_branches)
        while open_branches:
            if self.deadline.is_over():
                return min(self.cost, min(branch.bound for branch in open_branches))
            branch = open_branches.pop()
            if branch.bound < self.goal:
                open_branches += self.explore(branch, BRANCH_STEPS)
        return self.cost

    def serve(self, chosen: Flags) -> float:
        """Fill the nearest chosen candidate of each demand and the costs of the first and second; gives the sum."""
        demands = self.demands
        return float(
            kernel.assign(
                demands.start, demands.site, demands.cost, demands.far, chosen, self.near, self.first, self.second
            )
        )

    def greedy(self) -> Flags:
        """Take in the candidate that saves most, again and again; the first of equals."""
        demands, chosen = self.demands, self.required.copy()
        saved = np.empty(demands.candidates)
        self.serve(chosen)
        for _ in range(self.p - int(chosen.sum())):
            kernel.worth(demands.start, demands.site, demands.cost, self.first, saved)
            saved[chosen] = np.inf
            chosen[int(saved.argmin())] = True
            self.serve(chosen)
        return chosen

    def improve(self, chosen: Flags) -> tuple[Flags, float]:
        """Exchange one for one while that saves something; gives the choice and its cost."""
        demands, chosen, p = self.demands, chosen.copy(), self.p
        gain, loss, extra = np.empty(demands.candidates), np.empty(p), np.empty((p, demands.candidates))
        rank = np.zeros(demands.candidates, dtype=np.int64)
        while True:
            total = self.serve(chosen)
            members = np.flatnonzero(chosen)
            rank[members] = np.arange(p)
            kernel.swap_gains(
                demands.start, demands.site, demands.cost, rank, self.near, self.first, self.second, gain, loss, extra
            )
            profit = gain[None, :] + extra - loss[:, None]
            profit[:, chosen] = -np.inf
            profit[self.required[members], :] = -np.inf
            leaves, enters = np.unravel_index(int(profit.argmax()), profit.shape)
            if not profit[leaves, enters] > TOLERANCE * max(1.0, total):
                return chosen, total
            chosen[members[leaves]] = False
            chosen[enters] = True

    def keep(self, chosen: Flags) -> None:
        """Improve a choice not met before, and keep it if it is cheaper than the one in hand."""
        key = np.packbits(chosen).tobytes()
        if key in self.improved:
            return
        self.improved.add(key)
        better, cost = self.improve(chosen)
        self.improved.add(np.packbits(better).tobytes())
        if cost < self.cost:
            self.chosen, self.cost = better, cost

    def explore(self, branch: _Branch, steps: int) -> list[_Branch]:
        """Raise the bound of a branch; gives its two branches, or none where nothing in it is cheaper."""
        demands, p = self.demands, self.p
        is_in, is_out, price = branch.is_in.copy(), branch.is_out.copy(), branch.price
        best_price, bound, best_worth, best_pick = price, branch.bound, None, is_in
        worth, times = np.empty(demands.candidates), np.empty(len(demands.far), dtype=np.int64)
        pace, idle = 2.0 if steps == ROOT_STEPS else 1.0, 0
        patience = 25 if steps == ROOT_STEPS else 5
        for step in range(steps):
            kernel.worth(demands.start, demands.site, demands.cost, price, worth)
            free, left = np.flatnonzero(~is_in & ~is_out), p - int(is_in.sum())
            if left < 0 or len(free) < left:
                return []
            order = free[np.argsort(worth[free], kind="stable")]
            pick = is_in.copy()
            pick[order[:left]] = True
            here = float(price.sum() + worth[pick].sum())
            if here > bound or best_worth is None:
                idle = 0 if here - bound > 1e-6 * max(1.0, abs(here)) else idle + 1
                bound, best_price, best_worth, best_pick = max(here, bound), price, worth.copy(), pick
                if step % 10 == 0:
                    self.keep(pick)
            else:
                idle += 1
            if bound >= self.goal:
                return []
            if 0 < left < len(order):
                inner, outer = worth[order[left - 1]], worth[order[left]]
                is_out[order[left:][here + worth[order[left:]] - inner > self.goal]] = True
                is_in[order[:left][here - worth[order[:left]] + outer > self.goal]] = True
                if p in (int(is_in.sum()), int((~is_out).sum())):
                    break
            if idle >= patience:
                pace, idle = pace / 2, 0
                price = best_price
                if pace < (1e-3 if steps == ROOT_STEPS else 0.05):
                    break
            kernel.served(demands.start, demands.site, demands.cost, price, pick, times)
            slope = 1.0 - times
            # A price at its ceiling may not rise: that demand is left out.
            slope[(slope > 0) & (price >= demands.far)] = 0.0
            norm = float(slope @ slope)
            if norm == 0.0 or self.deadline.is_over():
                break
            price = np.clip(price + pace * (1.01 * self.cost - here) / norm * slope, 0.0, demands.far)
        return self.split(_Branch(is_in, is_out, best_price, bound), best_worth, best_pick)

    def split(self, branch: _Branch, worth: Floats | None, pick: Flags) -> list[_Branch]:
        """Part a branch by a candidate that is neither in nor out; the branch that takes it in comes last."""
        may_stay = ~branch.is_out
        for whole in (branch.is_in, may_stay):
            if int(whole.sum()) == self.p:
                self.keep(whole)
                return []
        free = np.flatnonzero(may_stay & ~branch.is_in)
        if worth is None or int(may_stay.sum()) < self.p or int(branch.is_in.sum()) > self.p:
            return []
        asked = free[np.lexsort((worth[free], ~pick[free]))[0]]
        taken, left_out = branch.is_in.copy(), branch.is_out.copy()
        taken[asked] = True
        left_out[asked] = True
        return [
            _Branch(branch.is_in, left_out, branch.price, branch.bound),
            _Branch(taken, branch.is_out, branch.price, branch.bound),
        ]

    def shrink(self, branches: list[_Branch]) -> None:
        """Drop the entries of candidates that are out in all branches: later steps then cost less."""
        demands = self.demands
        stays = ~np.logical_and.reduce([branch.is_out for branch in branches]) | self.chosen
        kept = stays[demands.site]
        before = np.concatenate([[0], np.cumsum(kept)])
        self.demands = Demands(
            before[demands.start], demands.site[kept], demands.cost[kept], demands.far, demands.candidates
        )


def _dearest(demands: Demands) -> float:
    """Give what serving every demand by its farthest candidate would cost."""
    ends = demands.start[1:][np.diff(demands.start) > 0] - 1
    return float(demands.cost[ends].sum() + demands.far[np.isfinite(demands.far)].sum())
