"""People summed over cells and regions: by hour, by share, by percentile."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]


def sums(place: npt.NDArray[np.int64], amount: npt.NDArray[Any], units: int) -> Floats:
    """Sum amounts by the unit they belong to, shape (units,)."""
    total: Floats = np.bincount(place, weights=amount, minlength=units).astype(np.float64)
    return total


def people_by_hour(people: Floats, bits: Bits) -> Floats:
    """Sum the people of the cells whose bit is set, by departure.

    Parameters
    ----------
    people : ndarray of float64, shape (cells,)
    bits : ndarray of uint64, shape (cells, 3)

    Returns
    -------
    ndarray of float64, shape (192,)
    """
    # Cells of the same week are many: sum by distinct week first.
    weeks, place = distinct(bits)
    by_hour: Floats = sums(place, people, len(weeks)) @ unpack(weeks)
    return by_hour


def distinct(bits: Bits) -> tuple[Bits, npt.NDArray[np.int64]]:
    """Return the distinct rows of words, and the place of each row's own among them.

    Rows are told apart by a hash, which sorts thirty times as fast as rows; a collision is noticed and mended.
    """
    words = np.asarray(bits)
    key = np.zeros(len(words), dtype=np.uint64)
    for word in range(words.shape[1]):
        key = (key ^ words[:, word]) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    if (words[first][place] == words).all():
        return words[first], place
    rows, place = np.unique(words, axis=0, return_inverse=True)
    return rows, place.reshape(-1)


def unpack(bits: Bits) -> npt.NDArray[np.uint8]:
    """Spread bits over columns, shape (n, 192)."""
    octets = np.ascontiguousarray(bits).astype("<u8").view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little")


def people_percentiles(
    minutes: Floats, people: Floats, place: npt.NDArray[np.int64], units: int, shares: Sequence[float]
) -> list[Floats]:
    """Give, for each unit, the least time within which at least a share of its people lives.

    Parameters
    ----------
    minutes, people, place : ndarray, shape (rows,)
        Time, people and unit of each row.
    units : int
        Number of units.
    shares : sequence of float
        0..1.

    Returns
    -------
    list of ndarray of float64, shape (units,)
        One a share; missing where the time is infinite or nobody lives.
    """
    order = np.lexsort((minutes, place))
    sorted_place, sorted_minutes = place[order], minutes[order]
    running = np.cumsum(people[order])
    ends = np.searchsorted(sorted_place, np.arange(units), side="right")
    starts = np.searchsorted(sorted_place, np.arange(units), side="left")
    before = np.where(starts > 0, running[np.maximum(starts - 1, 0)], 0.0)
    whole = np.where(ends > starts, running[np.maximum(ends - 1, 0)] - before, 0.0)
    percentiles = []
    for share in shares:
        wanted = before + share * whole * (1 - 1e-12)
        at = np.minimum(np.maximum(np.searchsorted(running, wanted, side="left"), starts), np.maximum(ends - 1, 0))
        value = sorted_minutes[at]
        percentiles.append(np.where((whole > 0) & np.isfinite(value), value, np.nan))
    return percentiles


def share_without(bits: Bits, hours: Sequence[int]) -> Floats:
    """Return the share of some departures whose bit is not set.

    Parameters
    ----------
    bits : ndarray of uint64, shape (n, words)
        A bit a departure.
    hours : sequence of int
        Departures that count.

    Returns
    -------
    ndarray of float64, shape (n,)
        0..1.
    """
    mask = np.zeros(bits.shape[1], dtype=np.uint64)
    for hour in hours:
        mask[hour // 64] |= np.uint64(1) << np.uint64(hour % 64)
    with_care = np.bitwise_count(bits & mask).sum(axis=1)
    share: Floats = 1.0 - with_care / len(hours)
    return share


def share_of(amount: Floats, whole: Floats) -> Floats:
    """Divide an amount by its whole; missing where the whole is 0."""
    share: Floats = np.divide(amount, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
