"""Draws of what is not known of reach: travel times, hours and positions at once, for every cell of a nation.

A draw gives every estimated time an error, every center of unknown hours hours or none, and every center a place
within the radius in which its position is trusted. Half of the variance of a time's error is shared by the region of
its cell: a region whose streets are slow is slow for all who live there, which no number of pairs averages out. The
other half is alike for centers that stand near each other: the ways from one cell to two doors of a town are the same
way but for its end, and errors drawn apart would let the nearer of many doors look nearer than any of them is. How
far that goes was measured (:func:`gis.streets.calibration.alikeness`); here two nested grids of squares stand for it,
laid anew in each draw. Errors come from a counter and not from a stream (splitmix64), so a draw of a pair is the same
whatever else is asked, and a draw of a number is the same however many are made.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.stats import norm

from gis.analysis.mixing import GOLDEN, mix
from gis.analysis.pairs import KEY_OF_SECOND, LONGEST_S, Pairs
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Errors = tuple[
    Floats, Floats, Floats, npt.NDArray[np.int8], npt.NDArray[np.int8], Floats, Floats, Ints, Ints, np.uint64, Floats
]

MOST_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class TravelSpread:
    """How far estimated times may be off.

    Parameters
    ----------
    cell, center : ndarray of int8, shape (cells,) and (centers,)
        Setting of each; that of a pair is the larger number.
    log_sd : ndarray of float64, shape (settings, 61)
        Standard deviation of the logarithm of true / estimated time, by whole minutes of the estimate.
    alike_m : (float, float)
        Sides of the two grids of squares, metres: ways from a cell to centers of one square have that part of their
        error in common.
    """

    cell: npt.NDArray[np.int8]
    center: npt.NDArray[np.int8]
    log_sd: Floats
    alike_m: tuple[float, float] = (1.0, 1.0)


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


@dataclass(frozen=True, eq=False)
class Doubts:
    """What chance decides in one draw, before any way is looked at.

    Parameters
    ----------
    seed, number : int
        Which draw; the same two give the same.
    shared : ndarray of float64, shape (regions,)
        Standard normal numbers, the half of the error that a region shares.
    shift_m : ndarray of float64, shape (centers, 2)
        Metres east and north by which each center stands elsewhere.
    luck : ndarray of float64, shape (centers,)
        Evenly from 0 to 1: a center of unknown hours is open when it is below its chance.
    offset : ndarray of float64, shape (2, 2)
        Where the two grids of squares begin, 0 to 1 of their sides.
    """

    seed: int
    number: int
    shared: Floats
    shift_m: Floats
    luck: Floats
    offset: Floats

    @property
    def key(self) -> np.uint64:
        """Number from which the errors of ways in this draw are mixed."""
        return np.uint64((self.seed * int(GOLDEN) + self.number + 1) % (1 << 64))

    def squares(self, places: Places, spread: "TravelSpread | None") -> npt.NDArray[np.int64]:
        """Return the number of each center's square in both grids, shape (2, centers)."""
        if spread is None:
            return np.zeros((2, len(places.center_xy)), dtype=np.int64)
        sides = np.asarray(spread.alike_m)[:, None, None]
        at = np.floor(places.center_xy[None] / sides + self.offset[:, None, :]).astype(np.int64)
        numbers: npt.NDArray[np.int64] = at[..., 0] * 1_000_003 + at[..., 1] + np.array([[0], [1 << 40]])
        return numbers


def draw_doubts(radius_m: Floats, region: Ints, *, draws: int, seed: int) -> Iterator[Doubts]:
    """Draw what does not depend on any way, one draw after the other.

    Parameters
    ----------
    radius_m : ndarray of float64, shape (centers,)
        Radius in which each position is trusted; a center stands evenly over the disc of it.
    region : ndarray of int64, shape (cells,)
        Region with which a cell shares half of its error.
    draws : int
        1 to :data:`MOST_DRAWS`.
    seed : int
        0 or more; the same gives the same draws, however many.

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError(f"{draws} draws: give 1 to {MOST_DRAWS}")
    regions = int(region.max()) + 1 if len(region) else 0
    for number in range(draws):
        rng = np.random.default_rng((seed, number))
        luck, angle, part = rng.random((3, len(radius_m)))
        away, turn = radius_m * np.sqrt(part), angle * 2 * np.pi
        shift = np.column_stack((away * np.cos(turn), away * np.sin(turn)))
        yield Doubts(seed, number, rng.standard_normal(regions), shift, luck, rng.random((2, 2)))


def drawn_pairs(
    pairs: Pairs, places: Places, spread: TravelSpread | None, doubts: Doubts, *, region: npt.NDArray[np.int64]
) -> Pairs:
    """Return the pairs with the times of one draw, to the second.

    Parameters
    ----------
    pairs : Pairs
    places : Places
    spread : TravelSpread, optional
        Times are taken as known without it.
    doubts : Doubts
    region : ndarray of int64, shape (cells,)
        Region with which a cell shares half of its error.

    Returns
    -------
    Pairs
    """
    packed = np.empty(len(pairs.value), dtype=np.uint32)
    errors = _errors(pairs, places, spread, doubts, region)
    _draw_times(np.asarray(pairs.start), pairs.center, pairs.value, *errors, packed)
    return pairs.repacked(packed)


def _errors(pairs: Pairs, places: Places, spread: TravelSpread | None, doubts: Doubts, region: Ints) -> Errors:
    """Give what :func:`_drawn_seconds` takes of a draw."""
    settings = (
        (spread.cell, spread.center, spread.log_sd)
        if spread is not None
        else (
            np.zeros(len(pairs.start) - 1, np.int8),
            np.zeros(len(places.center_xy), np.int8),
            np.zeros((1, LONGEST_S // 60 + 1)),
        )
    )
    shift_s, squares = doubts.shift_m * places.seconds_per_m, doubts.squares(places, spread)
    where = (shift_s, places.cell_xy, places.center_xy)
    return (*where, *settings, doubts.shared, squares, region, doubts.key, QUANTILES)


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
    found = np.zeros((draws, len(pairs.start) - 1), dtype=np.float32)
    tables = np.ascontiguousarray(care.known), np.ascontiguousarray(care.possible), care.hours, KEY_OF_SECOND
    for doubts in draw_doubts(places.radius_m, region, draws=draws, seed=seed):
        _draw_without(
            np.asarray(pairs.start), pairs.center, pairs.value, care.is_wanted, care.limit_s, care.schedule, *tables,
            doubts.luck < care.chance, *_errors(pairs, places, spread, doubts, region), found[doubts.number],
        )  # fmt: skip
    return found


QUANTILES = norm.ppf((np.arange(4096) + 0.5) / 4096)
"""Normal numbers of equal chance; twelve bits choose one."""
QUANTILES /= QUANTILES.std()


@njit(cache=True, nogil=True)
def _normal(key, cell, square, quantiles):
    """Give a normal number that belongs to a draw of a cell and a square."""
    mixed = mix(key ^ mix(np.uint64(cell) * GOLDEN + np.uint64(square)))
    return quantiles[mixed >> np.uint64(52)]


@njit(cache=True, nogil=True)
def _drawn_seconds(
    value, i, j, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region, key, quantiles
):  # fmt: skip
    """Give the seconds of a pair in a draw: its estimate's error, then the way to where the center stands."""
    seconds = float(value & 0x7FFF)
    if value > 0x7FFF:
        setting = max(cell_setting[i], center_setting[j])
        sd = sds[setting, min(int(seconds) // 60, sds.shape[1] - 1)]
        if sd > 0:
            own = _normal(key, i, squares[0, j], quantiles) + _normal(key, i, squares[1, j], quantiles)
            seconds *= np.exp(sd * (np.sqrt(0.5) * shared[region[i]] + 0.5 * own))
    dx, dy = center_xy[j, 0] - cell_xy[i, 0], center_xy[j, 1] - cell_xy[i, 1]
    way = np.sqrt(dx * dx + dy * dy)
    if way > 0:
        seconds = max(seconds + (dx * shift[j, 0] + dy * shift[j, 1]) / way, 0.0)
    return seconds


@njit(cache=True, nogil=True)
def _draw_times(
    start, center, value, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region, key,
    quantiles, packed,
):  # fmt: skip
    for i in range(len(start) - 1):
        for e in range(start[i], start[i + 1]):
            j = center[e]
            seconds = _drawn_seconds(
                value[e], i, j, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region,
                key, quantiles,
            )  # fmt: skip
            whole = np.uint32(min(seconds + 0.5, 32767.0))
            packed[e] = (whole << np.uint32(17)) | (np.uint32(value[e] > 0x7FFF) << np.uint32(16)) | np.uint32(j)
        packed[start[i] : start[i + 1]].sort()


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
def _draw_without(
    start, center, value, is_wanted, limit_s, schedule, known, possible, hours, key_of, is_open,
    shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region, key, quantiles, found,
):  # fmt: skip
    every = _count_bits(hours)
    reached = np.zeros_like(hours)
    for i in range(len(start) - 1):
        reached[:] = 0
        count = 0
        for e in range(start[i], start[i + 1]):
            j = center[e]
            if not is_wanted[j]:
                continue
            if value[e] & 0x7FFF > 3 * limit_s:
                break
            seconds = _drawn_seconds(
                value[e], i, j, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region,
                key, quantiles,
            )  # fmt: skip
            if seconds > limit_s:
                continue
            table = possible if is_open[j] else known
            column = key_of[int(np.ceil(seconds))]
            for word in range(len(hours)):
                reached[word] |= table[schedule[j], column, word] & hours[word]
            count = _count_bits(reached)
            if count == every:
                break
        found[i] = 1.0 - count / every


def draw_beyond(
    pairs: Pairs,
    is_wanted: npt.NDArray[np.bool_],
    places: Places,
    spread: TravelSpread | None,
    *,
    limit_s: float,
    nearest: int,
    region: npt.NDArray[np.int64],
    draws: int,
    seed: int,
) -> npt.NDArray[np.bool_]:
    """Draw which cells have their nearest centers beyond a limit, open or not.

    Parameters
    ----------
    pairs : Pairs
        Those that may count, what lies beyond an hour among them.
    is_wanted : ndarray of bool, shape (centers,)
    places : Places
    spread : TravelSpread, optional
        Times are taken as known without it.
    limit_s : float
        A cell at exactly the limit is not beyond it.
    nearest : int
        How many centers' times are averaged.
    region : ndarray of int64, shape (cells,)
        Region with which a cell shares half of its error.
    draws, seed : int
        As of :func:`draw_without`.

    Returns
    -------
    ndarray of bool, shape (draws, cells)
        A cell with fewer centers than are averaged is beyond.

    Raises
    ------
    InputError
        When draws lie outside their range.
    """
    found = np.zeros((draws, len(pairs.start) - 1), dtype=np.bool_)
    for doubts in draw_doubts(places.radius_m, region, draws=draws, seed=seed):
        _draw_beyond(
            np.asarray(pairs.start), pairs.center, pairs.value, is_wanted, float(limit_s), np.empty(nearest),
            *_errors(pairs, places, spread, doubts, region), found[doubts.number],
        )  # fmt: skip
    return found


@njit(cache=True, nogil=True)
def _draw_beyond(
    start, center, value, is_wanted, limit_s, best, shift, cell_xy, center_xy, cell_setting, center_setting, sds,
    shared, squares, region, key, quantiles, found,
):  # fmt: skip
    for i in range(len(start) - 1):
        best[:] = np.inf
        found[i] = True
        for e in range(start[i], start[i + 1]):
            j = center[e]
            if not is_wanted[j]:
                continue
            seconds = _drawn_seconds(
                value[e], i, j, shift, cell_xy, center_xy, cell_setting, center_setting, sds, shared, squares, region,
                key, quantiles,
            )  # fmt: skip
            k = np.argmax(best)
            best[k] = min(best[k], seconds)
            # Times only get shorter: once the mean is within, it stays so.
            if best.mean() <= limit_s:
                found[i] = False
                break
