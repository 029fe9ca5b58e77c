"""The siting problems on plain arrays: what is asked, checked and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from gis.analysis.siting.inputs import check_choice, read_cost, read_reach, read_weights
from gis.analysis.siting.solver import Choice, Demands, solve
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Status = Literal["optimal", "time_limit"]


@dataclass(frozen=True)
class Siting:
    """A choice of sites, and what is proven of it.

    Parameters
    ----------
    chosen : tuple of int
        Places of the chosen candidates in the order of the columns; empty when the time was over before any choice
        that serves everybody was found.
    objective : float
        What the choice gives: weighted cost (p-median), weight covered (maximal covering).
    bound : float
        No choice gives less (p-median) or more (maximal covering); the objective itself when optimal.
    status : {"optimal", "time_limit"}
        Optimal only when proven.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    status: Status

    @property
    def gap(self) -> float:
        """Difference between bound and objective as a share of the objective."""
        if self.objective == self.bound:
            return 0.0
        return abs(self.bound - self.objective) / abs(self.objective) if self.objective else float("inf")


def p_median(
    cost: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    p: int,
    required: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> Siting:
    """Choose ``p`` candidates so that the weighted cost of each demand's cheapest chosen one is least in sum.

    Parameters
    ----------
    cost : array_like, shape (demands, candidates)
        At least 0; infinite where a candidate cannot serve a demand. Each demand with weight is served.
    weights : array_like, shape (demands,), optional
        At least 0; 1 each by default. Demands of weight 0 ask for nothing.
    p : int
        From 1 (and the number required) to the number of candidates.
    required : sequence of int
        Candidates that are chosen in any case.
    time_limit_s : float, optional
        Seconds after which the best choice so far is given.

    Returns
    -------
    Siting

    Raises
    ------
    InputError
        An array of another shape, a value below 0 or none at all, a ``p`` or a required candidate that does not
        exist, or no ``p`` candidates that serve everybody.
    """
    table = read_cost(cost)
    demands, candidates = table.shape
    weight = read_weights(weights, demands)
    required = check_choice(p, required, candidates, time_limit_s)
    counts = weight > 0
    weighted = table[counts] * weight[counts, None]
    order = np.argsort(weighted, axis=1, kind="stable")
    in_order = np.take_along_axis(weighted, order, axis=1)
    can = np.isfinite(in_order)
    if not can.any(axis=1).all():
        where = int(np.flatnonzero(counts)[~can.any(axis=1)][0])
        raise InputError(f"demand {where} has no candidate with a finite cost; leave it out, or give it weight 0")
    start = np.concatenate([[0], np.cumsum(can.sum(axis=1))]).astype(np.int64)
    problem = Demands(start, order[can].astype(np.int64), in_order[can], np.full(len(weighted), np.inf), candidates)
    choice = solve(problem, p, required=required, time_limit_s=time_limit_s)
    return Siting(choice.chosen, choice.cost, choice.bound, _status(choice))


def max_cover(
    reaches: npt.ArrayLike | csr_array,
    *,
    weights: npt.ArrayLike,
    p: int,
    required: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> Siting:
    """Choose ``p`` candidates that reach most weight: the maximal covering location problem (Church, ReVelle 1974).

    Demands that the same candidates reach are one. A candidate that reaches nothing beyond another's is not asked for.

    Parameters
    ----------
    reaches : array_like of bool or sparse array, shape (demands, candidates)
        Whether a candidate reaches a demand.
    weights : array_like, shape (demands,)
        At least 0.
    p, required, time_limit_s
        As for :func:`p_median`.

    Returns
    -------
    Siting

    Raises
    ------
    InputError
        As for :func:`p_median`.
    """
    table = read_reach(reaches)
    demands, candidates = table.shape
    weight = read_weights(weights, demands)
    required = check_choice(p, required, candidates, time_limit_s)
    merged, weight = merge_demands(table, weight)
    wanted = _undominated(merged, required)
    kept = np.flatnonzero(wanted)
    total = float(weight.sum())
    asked = min(p, len(kept))
    place = np.full(candidates, -1)
    place[kept] = np.arange(len(kept))
    inner = merged[:, kept].tocsr()
    problem = Demands(
        inner.indptr.astype(np.int64), inner.indices.astype(np.int64), np.zeros(inner.nnz), weight, len(kept)
    )
    choice = solve(problem, asked, required=tuple(place[list(required)].tolist()), time_limit_s=time_limit_s)
    chosen = kept[list(choice.chosen)]
    # More sites than there is anything to reach by: the rest stand anywhere.
    rest = np.setdiff1d(np.arange(candidates), chosen)[: p - len(chosen)]
    return Siting(
        tuple(sorted([*chosen.tolist(), *rest.tolist()])), total - choice.cost, total - choice.bound, _status(choice)
    )


def _status(choice: Choice) -> Status:
    return "optimal" if choice.is_proven else "time_limit"


def merge_demands(reaches: csr_array, weight: Floats) -> tuple[csr_array, Floats]:
    """Add the weights of demands that the same candidates reach; those that nobody reaches or wants are dropped."""
    reaches.sort_indices()
    rows: dict[bytes, int] = {}
    place = np.full(reaches.shape[0], -1)
    first: list[int] = []
    for row in np.flatnonzero((np.diff(reaches.indptr) > 0) & (weight > 0)).tolist():
        key = reaches.indices[reaches.indptr[row] : reaches.indptr[row + 1]].tobytes()
        if key not in rows:
            rows[key] = len(first)
            first.append(row)
        place[row] = rows[key]
    merged = np.bincount(place[place >= 0], weights=weight[place >= 0], minlength=len(first)).astype(np.float64)
    return reaches[np.array(first, dtype=np.int64)], merged


def _undominated(reaches: csr_array, required: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Say which candidates reach something that no other one reaches besides all the rest; the first of equals."""
    table = reaches.astype(np.int64)
    shared = csr_array(table.T @ table).tocoo()
    size = np.asarray(table.sum(axis=0)).reshape(-1)
    own, other, both = shared.row, shared.col, shared.data
    within = (own != other) & (both == size[own])
    within &= (size[other] > size[own]) | (other < own)
    wanted = size > 0
    wanted[own[within]] = False
    wanted[list(required)] = True
    if not wanted.any():
        wanted[0] = True
    return wanted
