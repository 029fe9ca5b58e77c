"""The moments that make the gap between the bounds (:mod:`gis.analysis.calls`), gathered from the pairs of a nation.

A cell's hours at which the same centers may be open are one moment, and so are those of all cells that share these
centers: they are told by a sum of well mixed 64-bit numbers, one a center. Two lists of the nation share such a sum
with a chance of some 1 in 10 000 million; the gap itself would not change by it.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.analysis.calls import Floats, Moments
from gis.analysis.mixing import GOLDEN, mix
from gis.analysis.pairs import KEY_OF_SECOND, Pairs
from gis.analysis.tally import sums
from gis.errors import InputError

Bits = npt.NDArray[np.uint64]

MOST_ENTRIES = 30_000_000
"""Pairs of moment and center that are looked at; some 0.5 GB."""


@dataclass(frozen=True, eq=False)
class OpenOrMaybe:
    """When centers are reached open.

    Parameters
    ----------
    is_wanted : ndarray of bool, shape (centers,)
        Centers of the reading's kind.
    limit_s : int
        Longest way, inclusive.
    schedule : ndarray of int16, shape (centers,)
        Row of the tables.
    known, possible : ndarray of uint64, shape (schedules, 121, words)
        A bit a departure: known to be open on arrival, and open unless known to be closed.
    """

    is_wanted: npt.NDArray[np.bool_]
    limit_s: int
    schedule: npt.NDArray[np.int16]
    known: Bits
    possible: Bits


def gather(pairs: Pairs, people: Floats, when: OpenOrMaybe, hours: Sequence[int], chance: Floats) -> Moments:
    """Gather the moments of some people at some departures.

    Parameters
    ----------
    pairs : Pairs
    people : ndarray of float64, shape (cells,)
        Cells of nobody are left out.
    when : OpenOrMaybe
    hours : sequence of int
        Departures that count.
    chance : ndarray of float64, shape (centers,)
        Chance that a center of unknown hours is open at such an hour.

    Returns
    -------
    Moments
        Their weights sum to the gap: people who reach none known to be open, less those who could reach none.

    Raises
    ------
    InputError
        When there are more than :data:`MOST_ENTRIES`.
    """
    cells = np.flatnonzero(people > 0)
    hour_of = np.asarray(hours, dtype=np.int64)
    tables = (when.is_wanted, when.limit_s, when.schedule, KEY_OF_SECOND)
    known, possible = np.ascontiguousarray(when.known), np.ascontiguousarray(when.possible)
    marks = np.zeros((len(cells), len(hour_of)), dtype=np.uint64)
    _mark(pairs.start, pairs.center, pairs.value, *tables, known, possible, cells, hour_of, marks)
    at, hour = np.nonzero(marks)
    mark = marks[at, hour]
    _, first, place = np.unique(mark, return_index=True, return_inverse=True)
    weight = sums(place.reshape(-1), people[cells[at]] / len(hour_of), len(first))
    counts = np.zeros(len(first), dtype=np.int64)
    moments_of = (cells[at[first]], hour_of[hour[first]])
    _count(pairs.start, pairs.center, pairs.value, *tables, possible, *moments_of, counts)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    if start[-1] > MOST_ENTRIES:
        raise InputError(f"{start[-1]:,} ways lead to centers of unknown hours: ask for a region, or for fewer kinds")
    center = np.empty(start[-1], dtype=np.int64)
    _list(pairs.start, pairs.center, pairs.value, *tables, possible, *moments_of, start, center)
    return Moments(weight, start, center, chance)


@njit(cache=True, nogil=True)
def _bit(table, row, key, hour):
    return (table[row, key, hour // 64] >> np.uint64(hour % 64)) & np.uint64(1)


@njit(cache=True, nogil=True)
def _mark(start, center, value, is_wanted, limit_s, schedule, key_of, known, possible, cells, hours, marks):
    for n in range(len(cells)):
        i = cells[n]
        for h in range(len(hours)):
            hour, mark = hours[h], np.uint64(0)
            for e in range(start[i], start[i + 1]):
                seconds = value[e] & 0x7FFF
                if seconds > limit_s:
                    break
                j = center[e]
                if not is_wanted[j]:
                    continue
                row, key = schedule[j], key_of[seconds]
                if _bit(known, row, key, hour):
                    mark = np.uint64(0)
                    break
                if _bit(possible, row, key, hour):
                    # A sum of well mixed numbers does not depend on the order of equal times.
                    mark += mix((np.uint64(j) + np.uint64(1)) * GOLDEN)
            marks[n, h] = mark


@njit(cache=True, nogil=True)
def _count(start, center, value, is_wanted, limit_s, schedule, key_of, possible, cells, hours, counts):
    for n in range(len(cells)):
        i, hour = cells[n], hours[n]
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & 0x7FFF
            if seconds > limit_s:
                break
            j = center[e]
            if is_wanted[j] and _bit(possible, schedule[j], key_of[seconds], hour):
                counts[n] += 1


@njit(cache=True, nogil=True)
def _list(start, center, value, is_wanted, limit_s, schedule, key_of, possible, cells, hours, begins, out):
    for n in range(len(cells)):
        i, hour, place = cells[n], hours[n], begins[n]
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & 0x7FFF
            if seconds > limit_s:
                break
            j = center[e]
            if is_wanted[j] and _bit(possible, schedule[j], key_of[seconds], hour):
                out[place] = j
                place += 1
