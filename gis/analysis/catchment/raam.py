"""The rational agent access model: people weigh the way against the crowd (Saxon and Snow 2020).

A person of cell i who goes to center j pays t_ij / tau for the way and D_j / (rho S_j) for the crowd, where D_j counts
all who go there and rho is the mean number of people per capacity; both parts are about 1 where the way takes tau and
the center is as crowded as the average. In the end nobody can do better elsewhere (Wardrop's first principle), and the
cost of a cell is what each of its people then pays. Less is better.

The published method moves whole persons in shrinking steps and stops after a number of rounds. Here the same end is
found as the least of a convex function (Beckmann, McGuire and Winsten 1956): cell after cell sends its people where
they would go given all others, exactly (a projection on a simplex, Michelot 1986), until nobody would gain more than a
stated share of their cost. Most centers within reach of a cell are never worth the way: between rounds over all pairs,
only the cells that waver between centers are moved, and only between centers that cost them about the least (column
generation, Dantzig and Wolfe 1960). A round over all pairs alone decides whether the search has ended.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.analysis.catchment.matrix import CatchmentMatrix
from gis.analysis.conservation import Access, Conservation, require_amounts, require_limit
from gis.errors import InputError

TAU_MIN = 60.0
"""Minutes of travel that weigh as much as a crowd of average size (Saxon and Snow's value)."""

GAP = 1e-6
"""Share of all cost that people could still save by going elsewhere, at which the search ends. Measured on the nation
by car against a share of 1e-8: within 60 minutes 99 of 100 cells are then within 0.11 %, the farthest within 0.6 %."""

SWEEPS = 20_000
"""Rounds over all pairs after which the search gives up."""

NEAR = 0.002
"""Share above a cell's least cost up to which a center is tried between two rounds over all pairs."""

PART_SWEEPS = 400
"""Rounds over the tried pairs after which all pairs are looked at again."""


def raam(
    matrix: CatchmentMatrix,
    people: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    limit_min: float,
    tau_min: float = TAU_MIN,
    rho: float | None = None,
    gap: float = GAP,
) -> Access:
    """Find the cost that each cell's people pay when nobody can do better elsewhere.

    Parameters
    ----------
    matrix : CatchmentMatrix
        Travel times.
    people : array_like of float, shape (cells,)
        P, at least 0.
    supply : array_like of float, shape (centers,)
        S, at least 0; a center without any is no choice.
    limit_min : float
        Minutes, inclusive, beyond which a center is no choice; infinity takes every pair.
    tau_min : float
        Minutes that weigh as much as an average crowd; above 0.
    rho : float, optional
        People per capacity of an average crowd; by default all people by all supply.
    gap : float
        When to end: the share of all cost that could still be saved. Above 0.

    Returns
    -------
    Access
        Cost, shape (cells,): 2 is, say, tau minutes to a center as crowded as the average; infinity where no center is
        within the limit. Where nobody lives, what the first person would pay. The check: everybody who reaches a
        center went to one (law ``people``); supply is not conserved, since the cost is no share of it.

    Raises
    ------
    InputError
        When an input is out of its range, or the search did not end.
    """
    limit = require_limit(limit_min)
    if not 0 < tau_min < np.inf or not gap > 0:
        raise InputError(f"tau {tau_min} min and gap {gap}: both must be above 0")
    weight = require_amounts("people", people, matrix.cell_count)
    capacity = require_amounts("supply", supply, matrix.center_count)
    crowd = _average_crowd(weight, capacity) if rho is None else rho
    if not 0 < crowd < np.inf:
        raise InputError(f"rho {crowd}: people per capacity must be above 0")
    start, center, minutes = _choices(matrix, capacity, limit)
    pairs = _Pairs(start, center, minutes / tau_min)
    per_room = np.divide(1.0, capacity * crowd, out=np.zeros_like(capacity), where=capacity > 0)
    going, demand = np.zeros(len(center)), np.zeros(matrix.center_count)
    for _ in range(SWEEPS):
        saved, paid = _sweep(*pairs, weight, per_room, going, demand)
        if saved <= gap * paid:
            break
        _settle_wavering(pairs, weight, per_room, going, demand, max(0.3 * gap * paid, 0.02 * saved))
    else:
        raise InputError(f"RAAM did not settle in {SWEEPS} rounds: a share of {saved / paid:.2g} could still be saved")
    demand[:] = np.bincount(center, weights=going, minlength=matrix.center_count)
    cost: npt.NDArray[np.float64] = np.full(matrix.cell_count, np.inf)
    _pay(*pairs, per_room, going, demand, cost)
    reached = float(weight[np.diff(start) > 0].sum())
    return Access(cost, (Conservation("people", reached, float(demand.sum())),))


class _Pairs(NamedTuple):
    """Where each cell's pairs begin, their centers, and the way in units of tau."""

    start: npt.NDArray[np.int64]
    center: npt.NDArray[np.int32]
    way: npt.NDArray[np.float64]


def _settle_wavering(
    pairs: _Pairs,
    people: npt.NDArray[np.float64],
    per_room: npt.NDArray[np.float64],
    going: npt.NDArray[np.float64],
    demand: npt.NDArray[np.float64],
    end: float,
) -> None:
    """Move the people of cells with several centers at about the least cost, until less than ``end`` can be saved.

    ``going`` and ``demand`` are changed in place.
    """
    is_tried = _tried(*pairs, per_room, going, demand)
    tried_before = np.concatenate(([0], np.cumsum(is_tried)))
    count = np.diff(tried_before[pairs.start])
    wavers = (count > 1) & (people > 0)
    chosen = np.flatnonzero(is_tried & np.repeat(wavers, np.diff(pairs.start)))
    part = _Pairs(np.concatenate(([0], np.cumsum(count[wavers]))), pairs.center[chosen], pairs.way[chosen])
    wavering, moved = people[wavers], going[chosen]
    for _ in range(PART_SWEEPS):
        saved, _ = _sweep(*part, wavering, per_room, moved, demand)
        if saved <= end:
            break
    going[chosen] = moved
    demand[:] = np.bincount(pairs.center, weights=going, minlength=len(demand))


def _average_crowd(people: npt.NDArray[np.float64], capacity: npt.NDArray[np.float64]) -> float:
    """Return people per capacity; 1 where there are no people or no capacity, and so no crowd."""
    total = float(capacity.sum())
    return float(people.sum()) / total if total > 0 and people.sum() > 0 else 1.0


def _choices(
    matrix: CatchmentMatrix, capacity: npt.NDArray[np.float64], limit_min: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Keep the pairs within the limit whose center has room: where each cell's begin, centers, minutes."""
    minutes = matrix.time / (60.0 if matrix.is_coded else 1.0)
    is_choice = (minutes <= limit_min) & (capacity[matrix.center] > 0)
    kept_before = np.concatenate(([0], np.cumsum(is_choice)))
    return kept_before[matrix.start], matrix.center[is_choice].astype(np.int32), minutes[is_choice]


@njit(cache=True, nogil=True)
def _sweep(start, center, way, people, per_room, going, demand):
    """Send the people of one cell after another where they would go given all others.

    Returns what they could have saved and what they paid just before they went.
    """
    saved = 0.0
    paid = 0.0
    for cell in range(len(start) - 1):
        first, end = start[cell], start[cell + 1]
        if first == end or people[cell] == 0.0:
            continue
        least = np.inf
        for pair in range(first, end):
            cost = demand[center[pair]] * per_room[center[pair]] + way[pair]
            least = min(least, cost)
            paid += going[pair] * cost
            saved += going[pair] * cost
        settled = 0.0
        for pair in range(first, end):
            settled += going[pair]
            demand[center[pair]] = max(demand[center[pair]] - going[pair], 0.0)
        # Nobody has gone yet in the first round: all that they will pay can be saved.
        saved -= settled * least
        if settled == 0.0:
            saved += people[cell] * least
            paid += people[cell] * least
        # The cost at which the centers worth going to hold them all: centers that cost more fall out until none does.
        level = np.inf
        while True:
            rooms = 0.0
            base = 0.0
            for pair in range(first, end):
                per = per_room[center[pair]]
                cost = demand[center[pair]] * per + way[pair]
                if cost < level:
                    rooms += 1.0 / per
                    base += cost / per
            lower = (people[cell] + base) / rooms
            if lower >= level:
                break
            level = lower
        for pair in range(first, end):
            going[pair] = max((level - way[pair]) / per_room[center[pair]] - demand[center[pair]], 0.0)
        for pair in range(first, end):
            demand[center[pair]] += going[pair]
    return saved, paid


@njit(cache=True, nogil=True)
def _tried(start, center, way, per_room, going, demand):
    """Return which pairs are in use, or cost about the least of their cell."""
    is_tried = going > 0.0
    for cell in range(len(start) - 1):
        least = np.inf
        for pair in range(start[cell], start[cell + 1]):
            least = min(least, demand[center[pair]] * per_room[center[pair]] + way[pair])
        for pair in range(start[cell], start[cell + 1]):
            if demand[center[pair]] * per_room[center[pair]] + way[pair] <= least * (1.0 + NEAR):
                is_tried[pair] = True
    return is_tried


@njit(cache=True, nogil=True)
def _pay(start, center, way, per_room, going, demand, out):
    """Write what each cell's people pay on average; where nobody lives, what the first one would pay."""
    for cell in range(len(start) - 1):
        paid = 0.0
        settled = 0.0
        least = np.inf
        for pair in range(start[cell], start[cell + 1]):
            cost = demand[center[pair]] * per_room[center[pair]] + way[pair]
            least = min(least, cost)
            paid += going[pair] * cost
            settled += going[pair]
        out[cell] = paid / settled if settled > 0.0 else least
