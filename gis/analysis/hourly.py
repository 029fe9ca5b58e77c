"""Access hour by hour for a whole nation at once: one pass over the pairs for all hours and kinds, between both bounds.

Two facts make it cheap and exact. Whether some open door is within reach is a bit a departure, so a cell's whole week
is a few words, joined by OR over its pairs. And E2SFCA is a sum over centers: what a center gives to a region depends
on its pairs only through the time keys of :mod:`gis.care.arrival`, so people are summed by center, region and key
once, and every hour is then a product of small matrices: R_j = S_j / D_j, and the access of a region's people sums to
R_j times the weighted people of the region who find j open, over all j.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.analysis.mixing import GOLDEN, mix
from gis.analysis.pairs import KEY_OF_SECOND, Pairs
from gis.analysis.tally import unpack

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

NOTHING = np.uint16(np.iinfo(np.uint16).max)
"""``nearest_s`` of a cell that reaches no center of a kind."""

_CENTERS_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class CellWeeks:
    """What each cell reaches within the limit, by kind of center.

    Attributes
    ----------
    published, assumed, possible : ndarray of uint64, shape (cells, kinds, words)
        A bit a departure: an open center is reached, by published hours, with assumed ones, and with those of unknown
        hours all open.
    nearest_s : ndarray of uint16, shape (cells, kinds)
        Seconds to the nearest center whatever the hour; :data:`NOTHING` where none is reached.
    centers : ndarray of uint16, shape (cells, kinds)
        Centers within the limit.
    access : ndarray of float64, shape (cells, kinds)
        E2SFCA per person whatever the hour; sums over kinds, since a center serves all alike.
    """

    published: Bits
    assumed: Bits
    possible: Bits
    nearest_s: npt.NDArray[np.uint16]
    centers: npt.NDArray[np.uint16]
    access: Floats


@dataclass(frozen=True, eq=False)
class Offer:
    """What the centers of the nation are to a sweep.

    Parameters
    ----------
    kind : ndarray of int16, shape (centers,)
        Number of each center's kind.
    kinds : int
        How many there are.
    supply : ndarray of float64, shape (centers,)
    schedule : ndarray of int16, shape (centers,)
        Row of the tables.
    published, assumed, possible : ndarray of uint64, shape (schedules, 121, words)
        See :class:`gis.care.arrival.Arrivals`.
    """

    kind: npt.NDArray[np.int16]
    kinds: int
    supply: Floats
    schedule: npt.NDArray[np.int16]
    published: Bits
    assumed: Bits
    possible: Bits


def sweep(
    pairs: Pairs, offer: Offer, *, limit_s: int, weights: Floats, ratio: Floats, cells: npt.NDArray[np.int64]
) -> CellWeeks:
    """Look through the pairs of some cells once.

    Parameters
    ----------
    pairs : Pairs
    offer : Offer
    limit_s : int
        Longest way, inclusive.
    weights : ndarray of float64, shape (3601,)
        Decay by second.
    ratio : ndarray of float64, shape (centers,)
        Supply per weighted person: :func:`demand_by_center`.
    cells : ndarray of int64
        Places of the cells.

    Returns
    -------
    CellWeeks
        Of those cells, in their order.
    """
    count, words = len(cells), offer.published.shape[2]
    weeks = CellWeeks(
        np.zeros((count, offer.kinds, words), dtype=np.uint64),
        np.zeros((count, offer.kinds, words), dtype=np.uint64),
        np.zeros((count, offer.kinds, words), dtype=np.uint64),
        np.full((count, offer.kinds), NOTHING, dtype=np.uint16),
        np.zeros((count, offer.kinds), dtype=np.uint16),
        np.zeros((count, offer.kinds)),
    )
    published, assumed, possible = map(np.ascontiguousarray, (offer.published, offer.assumed, offer.possible))
    _sweep(
        pairs.start, pairs.center, pairs.value, np.asarray(cells, dtype=np.int64), limit_s, KEY_OF_SECOND, weights,
        ratio, offer.kind, offer.schedule, published, assumed, possible,
        weeks.published, weeks.assumed, weeks.possible, weeks.nearest_s, weeks.centers, weeks.access,
    )  # fmt: skip
    return weeks


def demand_by_center(pairs: Pairs, *, limit_s: int, weights: Floats, people: Floats, centers: int) -> Floats:
    """Sum the weighted people within reach of each center, whatever the hour; people by cell.

    Parameters
    ----------
    pairs : Pairs
    limit_s : int
        Longest way, seconds, inclusive.
    weights : ndarray of float, shape (limit_s + 1,)
        Weight of each second.
    people : ndarray of float, shape (cells,)
    centers : int
        Number of centers.
    """
    demand: Floats = _demand(pairs.start, pairs.center, pairs.value, limit_s, weights, people, centers)
    return demand


def reach_marks(pairs: Pairs, *, limit_s: int, signature: Bits) -> Bits:
    """Mark each cell by what it reaches: another mark when a center within its limit came, went, moved or changed.

    Parameters
    ----------
    pairs : Pairs
    limit_s : int
        Longest way, inclusive.
    signature : ndarray of uint64, shape (centers,)
        Hash of all that counts of a center.

    Returns
    -------
    ndarray of uint64, shape (cells,)
    """
    marks: Bits = _marks(pairs.start, pairs.center, pairs.value, limit_s, signature)
    return marks


def hourly_access(
    pairs: Pairs,
    offer: Offer,
    *,
    limit_s: int,
    weights: Floats,
    rows: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats],
    regions: int,
    progress: Callable[[int, int], None],
) -> tuple[Floats, Floats]:
    """Sum E2SFCA over the people of each region at every departure, supply counting while it is open on arrival.

    Parameters
    ----------
    pairs, offer, limit_s, weights
        As in :func:`sweep`.
    rows : tuple of ndarray, shape (rows,)
        Place of the cell, place of the region and people, ascending by cell.
    regions : int
        Number of regions.
    progress : callable
        Called with the centers done and all centers.

    Returns
    -------
    published, assumed : ndarray of float64, shape (kinds, regions, departures)
        Sum over the region's people of their access per person, by kind, by published hours and with assumed ones.
    """
    departures = offer.published.shape[2] * 64
    access = np.zeros((2, offer.kinds, regions, departures))
    begins = np.searchsorted(rows[0], np.arange(len(pairs.start)))
    keys = 2 * limit_s // 60 + 1
    open_at = [unpack(table[:, :keys].reshape(-1, table.shape[2])) for table in (offer.published, offer.assumed)]
    by_schedule = [table.reshape(len(offer.published), keys, departures).astype(np.float64) for table in open_at]
    centers = len(offer.kind)
    for first in range(0, centers, _CENTERS_AT_ONCE):
        last = min(first + _CENTERS_AT_ONCE, centers)
        people = np.zeros((last - first, regions, keys))
        _people_by_key(
            pairs.start, pairs.center, pairs.value, limit_s, KEY_OF_SECOND, weights,
            begins, rows[1], rows[2], first, last, people,
        )  # fmt: skip
        for j in range(first, last):
            reaching = people[j - first]
            reached = np.flatnonzero(reaching.any(axis=1))
            if not len(reached):
                continue
            for bound, tables in enumerate(by_schedule):
                weighed = reaching[reached] @ tables[offer.schedule[j]]
                demand = weighed.sum(axis=0)
                ratio = np.divide(offer.supply[j], demand, out=np.zeros_like(demand), where=demand > 0)
                access[bound, offer.kind[j], reached] += weighed * ratio
        progress(last, centers)
    return access[0], access[1]


@njit(cache=True, nogil=True)
def _sweep(
    start, center, value, cells, limit_s, key_of, weights, ratio, kind, schedule, published, assumed, possible,
    out_published, out_assumed, out_possible, nearest_s, counts, access,
):  # fmt: skip
    for n in range(len(cells)):
        i = cells[n]
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & 0x7FFF
            if seconds > limit_s:
                break
            j = center[e]
            k, row, key = kind[j], schedule[j], key_of[seconds]
            for word in range(published.shape[2]):
                out_published[n, k, word] |= published[row, key, word]
                out_assumed[n, k, word] |= assumed[row, key, word]
                out_possible[n, k, word] |= possible[row, key, word]
            if seconds < nearest_s[n, k]:
                nearest_s[n, k] = seconds
            counts[n, k] += 1
            access[n, k] += ratio[j] * weights[seconds]


@njit(cache=True, nogil=True)
def _demand(start, center, value, limit_s, weights, people, centers):
    demand = np.zeros(centers)
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & 0x7FFF
            if seconds > limit_s:
                break
            demand[center[e]] += people[i] * weights[seconds]
    return demand


@njit(cache=True, nogil=True)
def _marks(start, center, value, limit_s, signature):
    marks = np.zeros(len(start) - 1, dtype=np.uint64)
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            if (value[e] & 0x7FFF) > limit_s:
                break
            # A sum of well mixed numbers does not depend on the order of equal times.
            marks[i] += mix(signature[center[e]] + np.uint64(value[e]) * GOLDEN)
    return marks


@njit(cache=True, nogil=True)
def _people_by_key(start, center, value, limit_s, key_of, weights, begins, region, people, first, last, out):
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & 0x7FFF
            if seconds > limit_s:
                break
            j = center[e]
            if first <= j < last:
                for row in range(begins[i], begins[i + 1]):
                    out[j - first, region[row], key_of[seconds]] += people[row] * weights[seconds]
