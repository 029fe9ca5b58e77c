"""A reading answered for every cell: which pairs count at which hours, and the measure over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.analysis.catchment.raam import raam
from gis.analysis.catchment.weighted_matrix import WeightedMatrix
from gis.analysis.conservation import Access, Conservation
from gis.analysis.pairs import Chosen, OpenSupply, Pairs, choose
from gis.analysis.readings import LOWER_IS_BETTER, Reading
from gis.analysis.tally import share_without

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]
Tables = tuple[npt.NDArray[np.int16], Bits, Bits]
"""Schedule of each center; by schedule and time key a bit a departure: by published hours, and with assumed ones."""

_PER = 100_000.0
_KEYS = 121

_ACCESS: Mapping[str, tuple[float, Callable[[WeightedMatrix, Floats, Floats], Access]]] = {
    "cumulative": (1.0, lambda weighed, _, supply: weighed.cumulative(supply)),
    "gravity": (_PER, WeightedMatrix.e2sfca),
    "two_step": (_PER, WeightedMatrix.e2sfca),
    "e2sfca": (_PER, WeightedMatrix.e2sfca),
    "three_step": (_PER, WeightedMatrix.three_step),
    "crowding": (1.0, WeightedMatrix.crowding),
}
"""Measure -> what its values are multiplied by for its unit, and how they are computed."""


@dataclass(frozen=True, eq=False)
class CellAnswer:
    """A reading's answer for every cell of the board, in its order.

    Attributes
    ----------
    value : ndarray of float64
        In the measure's unit (:data:`gis.analysis.readings.UNITS`); over several hours their mean, of times the
        least; infinite where a time is beyond the limit.
    nearest_min : ndarray of float64
        Minutes to the nearest center that is open on arrival, at the best of the hours; infinite beyond the limit.
    without : ndarray of float64
        Share (0..1) of the reading's hours at which no open center is within reach.
    without_if_closed : ndarray of float64
        The upper bound of that share: no center that is known to be open is within reach.
    without_if_open : ndarray of float64
        The lower bound: none would be even if every center of unknown hours were open. One that is known to be closed
        at an hour stays closed at it.
    without_if_office : ndarray of float64
        Between them, by assumption: centers of unknown hours keep those that law or a guide gives their kind.
    out_of_reach : ndarray of float64
        1 where no center at all is within reach, open or not: what no opening hours could mend. Else 0. Never more
        than ``without_if_open``.
    pairs, estimates : ndarray of int64
        Centers within reach summed over hours, and how many of their travel times are estimates (추정).
    checks : tuple of Conservation
        What the measure must conserve, for each of the hours with another open supply.
    """

    value: Floats
    nearest_min: Floats
    without: Floats
    without_if_closed: Floats
    without_if_office: Floats
    without_if_open: Floats
    out_of_reach: Floats
    pairs: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.int64]
    checks: tuple[Conservation, ...] = ()


@dataclass(frozen=True, eq=False)
class DemandAndSupply:
    """Who needs and what is offered.

    Parameters
    ----------
    people : ndarray of float64, shape (cells,)
    supply : ndarray of float64, shape (centers,)
    is_wanted : ndarray of bool, shape (centers,)
        Centers of the reading's kind.
    """

    people: Floats
    supply: Floats
    is_wanted: npt.NDArray[np.bool_]


def answer(
    reading: Reading,
    pairs: Pairs,
    sides: DemandAndSupply,
    tables: Tables | None,
    *,
    open_hours: tuple[Bits, Bits, Bits] | None = None,
    out_of_reach: Floats | None = None,
) -> CellAnswer:
    """Answer a reading for every cell.

    Parameters
    ----------
    reading : Reading
    pairs : Pairs
        Of its mode.
    sides : DemandAndSupply
    tables : tuple, optional
        When centers are open on arrival; not needed where hours do not count.
    open_hours : tuple, optional
        Departures at which each cell reaches an open center; those of unknown hours closed, office-like and open.
    out_of_reach : ndarray of float64, shape (cells,), optional
        1 where no center at all is reached; these two are needed where hours count.

    Returns
    -------
    CellAnswer
    """
    cells = len(sides.people)
    is_time = reading.measure in LOWER_IS_BETTER
    value = np.full(cells, np.inf if is_time else 0.0)
    nearest = np.full(cells, np.inf)
    reached, estimates = np.zeros(cells, dtype=np.int64), np.zeros(cells, dtype=np.int64)
    checks: tuple[Conservation, ...] = ()
    for hours, open_supply in open_supplies(reading, sides.is_wanted, tables):
        chosen = choose(pairs, open_supply)
        at_hour, laws = _measure(reading, chosen, sides)
        checks += laws
        value = np.minimum(value, at_hour) if is_time else value + hours * at_hour
        nearest = np.minimum(nearest, chosen.matrix.nearest())
        reached += hours * chosen.pairs
        estimates += hours * chosen.estimates
    if reading.hours is None or open_hours is None or out_of_reach is None:
        without = np.isinf(nearest).astype(np.float64)
        return CellAnswer(value, nearest, without, without, without, without, without, reached, estimates, checks)
    value = value if is_time else value / len(reading.hours)
    closed, office, opened = (share_without(bits, reading.hours) for bits in open_hours)
    without = office if reading.unknown_hours == "office" else closed
    return CellAnswer(value, nearest, without, closed, office, opened, out_of_reach, reached, estimates, checks)


def open_supplies(
    reading: Reading, is_wanted: npt.NDArray[np.bool_], tables: Tables | None
) -> list[tuple[int, OpenSupply]]:
    """Return the open supply of each of the hours of a reading; hours of the same supply stand once, with their number.

    Parameters
    ----------
    reading : Reading
    is_wanted : ndarray of bool, shape (centers,)
        Centers of its kind.
    tables : tuple, optional
        As in :func:`answer`.

    Returns
    -------
    list of (int, OpenSupply)
        How many hours have the same supply, and the supply.
    """
    limit_s = reading.limit_min * 60
    if reading.hours is None or tables is None:
        always = np.ones((1, _KEYS), dtype=bool)
        return [(1, OpenSupply(is_wanted, limit_s, np.zeros(len(is_wanted), dtype=np.int16), always))]
    schedule, published, assumed = tables
    bits = assumed if reading.unknown_hours == "office" else published
    in_use = np.unique(schedule[is_wanted])
    supplies: dict[bytes, tuple[int, npt.NDArray[np.bool_]]] = {}
    for hour in reading.hours:
        is_open = (bits[:, :, hour // 64] >> np.uint64(hour % 64) & np.uint64(1)).astype(bool)
        mark = is_open[in_use, : 2 * reading.limit_min + 1].tobytes()
        supplies[mark] = (supplies[mark][0] + 1 if mark in supplies else 1, is_open)
    return [
        (count, OpenSupply(is_wanted & np.asarray(is_open.any(axis=1))[schedule], limit_s, schedule, is_open))
        for count, is_open in supplies.values()
    ]


def _measure(reading: Reading, chosen: Chosen, sides: DemandAndSupply) -> tuple[Floats, tuple[Conservation, ...]]:
    if reading.measure == "nearest":
        return chosen.matrix.nearest(), ()
    if reading.measure == "raam":
        factor, result = 1.0, raam(chosen.matrix, sides.people, sides.supply, limit_min=reading.limit_min)
    else:
        factor, measure = _ACCESS[reading.measure]
        weighed = chosen.matrix.weigh(limit_min=reading.limit_min, decay=reading.weight)
        result = measure(weighed, sides.people, sides.supply)
    return factor * result.values, result.checks
