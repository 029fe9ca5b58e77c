"""Draws of what is not known of reach: travel times, hours and positions at once, for every cell of a nation.

A draw gives every estimated time an error, every center of unknown hours hours or none, and every center a place
within the radius in which its position is trusted. Half of the variance of a time's error is shared by the region of
its cell: a region whose streets are slow is slow for all who live there, which no number of pairs averages out. Errors
come from a counter and not from a stream (splitmix64), so a draw of a pair is the same whatever else is asked.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.analysis.mixing import GOLDEN, mix
from gis.analysis.pairs import KEY_OF_SECOND, LONGEST_S, Pairs
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class TravelSpread:
    """How far estimated times may be off.

    Parameters
    ----------
    cell, center : ndarray of int8, shape (cells,) and (centers,)
        Setting of each; that of a pair is the larger number.
    log_sd : ndarray of float64, shape (settings, 61)
        Standard deviation of the logarithm of true / estimated time, by whole minutes of the estimate.
    """

    cell: npt.NDArray[np.int8]
    center: npt.NDArray[np.int8]
    log_sd: Floats


@dataclass(frozen=True, eq=False)
class Places:
    """Where cells and centers stand, and how far a center may stand elsewhere.

    Parameters
    ----------
    cell_xy, center_xy : ndarray of float64, shape (n, 2)
        Metres in one metric system.
    radius_m : ndarray of float64, shape (centers,)
        Radius in which each position is trusted.
    seconds_per_m : float
        Pace of the mode over straight metres.
    """

    cell_xy: Floats
    center_xy: Floats
    radius_m: Floats
    seconds_per_m: float


@dataclass(frozen=True, eq=False)
class Care:
    """Which centers count, and when.

    Parameters
    ----------
    is_wanted : ndarray of bool, shape (centers,)
    limit_s : int
        Longest way, inclusive.
    schedule : ndarray of int16, shape (centers,)
        Row of the tables.
    known, possible : ndarray of uint64, shape (schedules, 121, words)
        A bit a departure: known to be open on arrival, and open unless known to be closed.
    hours : ndarray of uint64, shape (words,)
        Departures that count.
    chance : ndarray of float64, shape (centers,)
        Chance (0..1) that a center of unknown hours is open.
    """

    is_wanted: npt.NDArray[np.bool_]
    limit_s: int
    schedule: npt.NDArray[np.int16]
    known: Bits
    possible: Bits
    hours: Bits
    chance: Floats


def draw_without(
    pairs: Pairs,
    care: Care,
    places: Places,
    spread: TravelSpread | None,
    *,
    region: npt.NDArray[np.int64],
    draws: int,
    seed: int,
) -> npt.NDArray[np.float32]:
    """Draw the share of the hours at which each cell reaches no open center.

    Parameters
    ----------
    pairs : Pairs
        Those that may count.
    care, places : Care, Places
    spread : TravelSpread, optional
        Times are taken as known without it.
    region : ndarray of int64, shape (cells,)
        Region with which a cell shares half of its error.
    draws : int
        1 to 1000.
    seed : int
        The same gives the same draws.

    Returns
    -------
    ndarray of float32, shape (draws, cells)

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    if not 1 <= draws <= 1000:
        raise InputError(f"{draws} draws: give 1 to 1000")
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((draws, int(region.max()) + 1 if len(region) else 0))
    is_open = rng.random((draws, len(care.is_wanted))) < care.chance
    # Evenly over the disk.
    away = places.radius_m * np.sqrt(rng.random((draws, len(care.is_wanted))))
    angle = rng.random((draws, len(care.is_wanted))) * 2 * np.pi
    shift = np.stack([away * np.cos(angle), away * np.sin(angle)], axis=-1) * places.seconds_per_m
    cell = np.zeros(len(pairs.start) - 1, np.int8) if spread is None else spread.cell
    center = np.zeros(len(care.is_wanted), np.int8) if spread is None else spread.center
    sds = np.zeros((1, LONGEST_S // 60 + 1)) if spread is None else spread.log_sd
    found = np.zeros((draws, len(pairs.start) - 1), dtype=np.float32)
    _draw(
        pairs.start, pairs.center, pairs.value, care.is_wanted, care.limit_s, care.schedule,
        np.ascontiguousarray(care.known), np.ascontiguousarray(care.possible), care.hours, KEY_OF_SECOND,
        is_open, shift, places.cell_xy, places.center_xy, cell, center, sds, shared, region,
        np.uint64(seed), found,
    )  # fmt: skip
    return found


@njit(cache=True, nogil=True)
def _normal(seed, draw, cell, center):
    """Give a normal number that belongs to a draw of a pair (Box and Muller 1958)."""
    key = mix(seed * GOLDEN + np.uint64(draw) + np.uint64(1))
    key = mix(key ^ ((np.uint64(cell) << np.uint64(20)) | np.uint64(center)))
    one = (float(key >> np.uint64(11)) + 1.0) / 9007199254740993.0
    two = float(mix(key + GOLDEN) >> np.uint64(11)) / 9007199254740992.0
    return np.sqrt(-2.0 * np.log(one)) * np.cos(2.0 * np.pi * two)


@njit(cache=True, nogil=True)
def _count_bits(words):
    total = 0
    for word in words:
        rest = word
        while rest:
            rest &= rest - np.uint64(1)
            total += 1
    return total


@njit(cache=True, nogil=True)
def _draw(
    start, center, value, is_wanted, limit_s, schedule, known, possible, hours, key_of,
    is_open, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, region, seed, found,
):  # fmt: skip
    half, every = np.sqrt(0.5), _count_bits(hours)
    reached = np.zeros_like(hours)
    for d in range(found.shape[0]):
        for i in range(len(start) - 1):
            reached[:] = 0
            count = 0
            for e in range(start[i], start[i + 1]):
                j = center[e]
                if not is_wanted[j]:
                    continue
                seconds = float(value[e] & 0x7FFF)
                if seconds > 3.0 * limit_s:
                    break
                if value[e] > 0x7FFF:
                    setting = max(cell_setting[i], center_setting[j])
                    sd = sds[setting, min(int(seconds) // 60, sds.shape[1] - 1)]
                    if sd > 0:
                        seconds *= np.exp(sd * half * (shared[d, region[i]] + _normal(seed, d, i, j)))
                dx, dy = center_xy[j, 0] - cell_xy[i, 0], center_xy[j, 1] - cell_xy[i, 1]
                way = np.sqrt(dx * dx + dy * dy)
                if way > 0:
                    seconds = max(seconds + (dx * shift[d, j, 0] + dy * shift[d, j, 1]) / way, 0.0)
                if seconds > limit_s:
                    continue
                table = possible if is_open[d, j] else known
                key = key_of[int(np.ceil(seconds))]
                for word in range(len(hours)):
                    reached[word] |= table[schedule[j], key, word] & hours[word]
                count = _count_bits(reached)
                if count == every:
                    break
            found[d, i] = 1.0 - count / every
