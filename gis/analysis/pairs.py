"""The pairs of a nation, and which of them count: centers of a kind, within a limit, open on arrival.

The pairs stand by cell and by time, four bytes each, and are read in one pass where they lie. What counts is taken out
as a :class:`~gis.analysis.catchment.matrix.CatchmentMatrix`, on which every measure is defined. Which centers are open
on arrival is told by tables of :mod:`gis.care.arrival`, handed in as arrays.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.analysis.catchment.matrix import CatchmentMatrix
from gis.errors import InputError

LONGEST_S = 3600
_SECONDS = (1 << 15) - 1
"""Bits of a value that are seconds; the one above marks an estimate."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of one mode: cells and centers within an hour of each other.

    Parameters
    ----------
    start : ndarray of int64, shape (cells + 1,)
        Entries of cell ``i`` are ``start[i]:start[i + 1]``, the nearest center first.
    center : ndarray of uint16, shape (pairs,)
        Place of the center.
    value : ndarray of uint16, shape (pairs,)
        Seconds in the lower 15 bits; the highest bit marks an estimate.
    """

    start: npt.NDArray[np.int64]
    center: npt.NDArray[np.uint16]
    value: npt.NDArray[np.uint16]

    @property
    def cell(self) -> npt.NDArray[np.int64]:
        """Place of each pair's cell, shape (pairs,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @property
    def minutes(self) -> npt.NDArray[np.float64]:
        """Travel times, shape (pairs,)."""
        return (self.value & np.uint16(_SECONDS)) / 60.0

    @property
    def is_estimate(self) -> npt.NDArray[np.bool_]:
        """True where no network spoke for the pair, shape (pairs,)."""
        return self.value > _SECONDS

    def nearest(self, is_wanted: npt.NDArray[np.bool_]) -> "tuple[npt.NDArray[np.bool_], Pairs]":
        """Find each cell's nearest center among some.

        Parameters
        ----------
        is_wanted : ndarray of bool, shape (centers,)
            Centers that count.

        Returns
        -------
        ndarray of bool, shape (cells,)
            Which cells have one.
        Pairs
            Of these cells, one each.
        """
        wanted = np.flatnonzero(is_wanted[self.center])
        place = np.append(wanted, len(self.center))[np.searchsorted(wanted, self.start[:-1])]
        has_one = place < self.start[1:]
        nearest_pair = place[has_one]
        return has_one, Pairs(np.arange(len(nearest_pair) + 1), self.center[nearest_pair], self.value[nearest_pair])

    def only(self, unit: npt.NDArray[np.int64], may_use: npt.NDArray[np.bool_]) -> "Pairs":
        """Return the pairs that people of a cell's unit may use.

        Parameters
        ----------
        unit : ndarray of int64, shape (cells,)
            Row of ``may_use`` for each cell.
        may_use : ndarray of bool, shape (units, centers)
            Whether a center counts for people of the unit.
        """
        return Pairs(*_only(np.asarray(self.start), self.center, self.value, unit, np.ascontiguousarray(may_use)))

    def retimed(self, minutes: npt.ArrayLike) -> "Pairs":
        """Return the same pairs with other times, rounded to seconds, each cell's sorted anew.

        Parameters
        ----------
        minutes : array_like of float, shape (pairs,)
            0 or more; beyond some nine hours all are alike.

        Raises
        ------
        InputError
            When there is not one time a pair, or one is negative or NaN.
        """
        times = np.asarray(minutes, dtype=np.float64)
        if times.shape != self.value.shape or not (times >= 0).all():
            raise InputError(f"{times.shape} minutes for {self.value.shape} pairs: give one of 0 or more for each")
        seconds = np.minimum(np.round(times * 60), _SECONDS).astype(np.uint32)
        mark = self.is_estimate.astype(np.uint32)
        packed = (seconds << np.uint32(17)) | (mark << np.uint32(16)) | self.center
        _sort_cells(np.asarray(self.start), packed)
        return self.repacked(packed)

    def repacked(self, packed: npt.NDArray[np.uint32]) -> "Pairs":
        """Return the same number of pairs a cell from packed ones, each cell's in order.

        Parameters
        ----------
        packed : ndarray of uint32, shape (pairs,)
            Seconds in the upper 15 bits, then the bit of estimates, then the center.
        """
        return Pairs(self.start, (packed & np.uint32(0xFFFF)).astype(np.uint16), _value_of(packed))

    def of_centers(self, is_wanted: npt.NDArray[np.bool_]) -> "tuple[npt.NDArray[np.int64], ...]":
        """Return cell, center and value of each pair with some centers, by cell; arrays of int64, shape (pairs,)."""
        at = np.flatnonzero(is_wanted[self.center])
        cell = np.searchsorted(self.start, at, side="right") - 1
        return cell.astype(np.int64), self.center[at].astype(np.int64), self.value[at].astype(np.int64)

    def rearranged(
        self,
        place: npt.NDArray[np.int64],
        added: "tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]",
    ) -> "Pairs":
        """Return the pairs with centers at other places, some gone and some new, each cell's sorted anew.

        Parameters
        ----------
        place : ndarray of int64, shape (centers,)
            New place of each center; -1 for one that is gone.
        added : tuple of ndarray of int64
            Cell, center (its new place) and value of pairs that come to them.
        """
        cell, center, value = added
        stays = place >= 0
        kept = np.concatenate([[0], np.cumsum(stays[self.center])])
        count = np.diff(kept[self.start]) + np.bincount(cell, minlength=len(self.start) - 1)
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        packed = np.empty(int(start[-1]), dtype=np.uint32)
        _rearrange(np.asarray(self.start), self.center, self.value, place, cell, center, value, start, packed)
        return Pairs(start, (packed & np.uint32(0xFFFF)).astype(np.uint16), _value_of(packed))


def _value_of(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    """Take seconds and mark out of seconds, mark and center in one number."""
    value = (packed >> np.uint32(17)) | ((packed >> np.uint32(16) & np.uint32(1)) << np.uint32(15))
    return value.astype(np.uint16)


@dataclass(frozen=True, eq=False)
class OpenSupply:
    """Which pairs count.

    Parameters
    ----------
    is_wanted : ndarray of bool, shape (centers,)
        Centers that count at all.
    limit_s : int
        Longest way, inclusive.
    schedule : ndarray of int16, shape (centers,)
        Row of ``is_open`` for each center.
    is_open : ndarray of bool, shape (schedules, 121)
        Open on arrival by time key: twice the whole minutes, and one more for a begun minute.
    """

    is_wanted: npt.NDArray[np.bool_]
    limit_s: int
    schedule: npt.NDArray[np.int16]
    is_open: npt.NDArray[np.bool_]


KEY_OF_SECOND = (np.arange(LONGEST_S + 1) // 60 * 2 + (np.arange(LONGEST_S + 1) % 60 > 0)).astype(np.uint8)
"""Column of a table by arrival for each second: two a minute, the whole minute and what follows it."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """The pairs that count.

    Parameters
    ----------
    matrix : CatchmentMatrix
        Cells, centers and whole seconds.
    estimates : ndarray of int64, shape (cells,)
        How many of each cell's pairs are estimates.
    """

    matrix: CatchmentMatrix
    estimates: npt.NDArray[np.int64]

    @property
    def pairs(self) -> npt.NDArray[np.int64]:
        """Pairs of each cell."""
        return np.diff(self.matrix.start)


def choose(pairs: Pairs, open_supply: OpenSupply) -> Chosen:
    """Take out the pairs that count."""
    wanted = (open_supply.is_wanted, open_supply.limit_s, open_supply.schedule, open_supply.is_open, KEY_OF_SECOND)
    start, center, seconds, estimates = _choose(pairs.start, pairs.center, pairs.value, *wanted)
    return Chosen(CatchmentMatrix(start, center, seconds, len(open_supply.is_wanted)), estimates)


def open_hours(
    pairs: Pairs,
    *,
    is_wanted: npt.NDArray[np.bool_],
    limit_s: int,
    schedule: npt.NDArray[np.int16],
    bits: npt.NDArray[np.uint64],
    cells: npt.NDArray[np.int64] | None = None,
) -> npt.NDArray[np.uint64]:
    """Return for each cell at which departures some open door is within reach, all departures at once.

    Parameters
    ----------
    pairs : Pairs
    is_wanted, limit_s, schedule
        As in :class:`OpenSupply`.
    bits : ndarray of uint64, shape (schedules, 121, words)
        By schedule and time key, a bit a departure.
    cells : ndarray of int64, optional
        Places of the cells to answer for; all when not given.

    Returns
    -------
    ndarray of uint64, shape (cells, words)
    """
    chosen = np.arange(len(pairs.start) - 1) if cells is None else np.asarray(cells, dtype=np.int64)
    open_bits = np.zeros((len(chosen), bits.shape[2]), dtype=np.uint64)
    wanted = (is_wanted, limit_s, schedule, KEY_OF_SECOND)
    _collect(pairs.start, pairs.center, pairs.value, *wanted, np.ascontiguousarray(bits), chosen, open_bits)
    return open_bits


@njit(cache=True, nogil=True)
def _choose(start, center, value, is_wanted, limit_s, schedule, is_open, key_of):
    cells = len(start) - 1
    begin = np.zeros(cells + 1, dtype=np.int64)
    estimates = np.zeros(cells, dtype=np.int64)
    for i in range(cells):
        count = 0
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & _SECONDS
            if seconds > limit_s:
                break
            j = center[e]
            if is_wanted[j] and is_open[schedule[j], key_of[seconds]]:
                count += 1
                estimates[i] += value[e] > _SECONDS
        begin[i + 1] = begin[i] + count
    centers = np.empty(begin[cells], dtype=np.uint16)
    times = np.empty(begin[cells], dtype=np.uint16)
    place = 0
    for i in range(cells):
        for e in range(start[i], start[i + 1]):
            if place == begin[i + 1]:
                break
            seconds = value[e] & _SECONDS
            j = center[e]
            if is_wanted[j] and is_open[schedule[j], key_of[seconds]]:
                centers[place], times[place] = j, seconds
                place += 1
    return begin, centers, times, estimates


@njit(cache=True, nogil=True)
def _only(start, center, value, unit, may_use):
    cells = len(start) - 1
    begin = np.zeros(cells + 1, dtype=np.int64)
    for i in range(cells):
        count = 0
        for e in range(start[i], start[i + 1]):
            count += may_use[unit[i], center[e]]
        begin[i + 1] = begin[i] + count
    centers = np.empty(begin[cells], dtype=np.uint16)
    values = np.empty(begin[cells], dtype=np.uint16)
    place = 0
    for i in range(cells):
        for e in range(start[i], start[i + 1]):
            if may_use[unit[i], center[e]]:
                centers[place], values[place] = center[e], value[e]
                place += 1
    return begin, centers, values


@njit(cache=True, nogil=True)
def _collect(start, center, value, is_wanted, limit_s, schedule, key_of, bits, cells, found):
    for n in range(len(cells)):
        i = cells[n]
        for e in range(start[i], start[i + 1]):
            seconds = value[e] & _SECONDS
            if seconds > limit_s:
                break
            j = center[e]
            if is_wanted[j]:
                for word in range(bits.shape[2]):
                    found[n, word] |= bits[schedule[j], key_of[seconds], word]


@njit(cache=True, nogil=True)
def _sort_cells(start, packed):
    for i in range(len(start) - 1):
        packed[start[i] : start[i + 1]].sort()


@njit(cache=True, nogil=True)
def _pack(value, center):
    return (np.uint32(value & _SECONDS) << 17) | (np.uint32(value > _SECONDS) << 16) | np.uint32(center)


@njit(cache=True, nogil=True)
def _rearrange(old_start, old_center, old_value, place, cell, center, value, start, packed):
    free = start[:-1].copy()
    for i in range(len(old_start) - 1):
        for e in range(old_start[i], old_start[i + 1]):
            j = place[old_center[e]]
            if j >= 0:
                packed[free[i]] = _pack(old_value[e], j)
                free[i] += 1
    for e in range(len(cell)):
        packed[free[cell[e]]] = _pack(value[e], center[e])
        free[cell[e]] += 1
    for i in range(len(start) - 1):
        packed[start[i] : start[i + 1]].sort()
