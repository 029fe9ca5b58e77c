"""The figures that shortage rules compare: shares of people, centers missing, people per professional.

Each gives a :class:`~gis.analysis.verdicts.Measured`: bounds, the numbers that went in, and what is missing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.analysis.verdicts import Amount, Bounds, Measured, exactly

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BAND_YEARS = 5
"""Width of the register's age bands, years; the last one, from 100 on, is open."""


@dataclass(frozen=True, eq=False)
class Shares:
    """People of each unit, and how many of them certainly and possibly are beyond something; shape (units,).

    ``interval`` holds the ends between which that number lies when times, hours and positions are drawn.
    """

    people: Floats
    beyond_least: Floats
    beyond_most: Floats
    interval: tuple[Floats, Floats] | None = None

    def measured(self, unit: int, *amounts: Amount, missing: tuple[str, ...] = ()) -> Measured:
        """Return one unit's share; nothing is known of a unit without people.

        ``missing`` says what would close the bounds; it is dropped where they are closed.
        """
        people = float(self.people[unit])
        if people <= 0:
            return Measured(None, (Amount("people", people, "people"), *amounts), ("people",))
        bounds = Bounds(float(self.beyond_least[unit]) / people, float(self.beyond_most[unit]) / people)
        counts = (
            Amount("people", people, "people"),
            Amount("people_beyond_least", float(self.beyond_least[unit]), "people"),
            Amount("people_beyond_most", float(self.beyond_most[unit]), "people"),
        )
        drawn = None if self.interval is None else Bounds(*(float(end[unit]) / people for end in self.interval))
        return Measured(bounds, (*counts, *amounts), () if bounds.is_exact else missing, drawn)


def beyond_limit(times: Floats, limit_min: float, *, known_to_min: float) -> tuple[Bools, Bools]:
    """Return which cells lie beyond a limit: certainly, and possibly.

    The time of a cell is the mean of its columns. An infinite time is longer than ``known_to_min``; so the mean of a
    cell with such times has a floor only, and the cell is possibly beyond when the floor is not.

    Parameters
    ----------
    times : numpy.ndarray of float, shape (cells, nearest)
        Minutes to the nearest centers; infinite where the table holds none.
    limit_min : float
        A cell at exactly the limit is not beyond it.
    known_to_min : float
        Longest time in the table; at least the limit.

    Returns
    -------
    certainly, possibly : numpy.ndarray of bool, shape (cells,)

    Raises
    ------
    ValueError
        When times beyond the table would be needed.
    """
    if limit_min > known_to_min:
        raise ValueError(f"travel times are known up to {known_to_min:g} min: {limit_min:g} min cannot be judged")
    is_unknown = np.isinf(times)
    floor = np.where(is_unknown, known_to_min, times).mean(axis=1)
    has_unknown = is_unknown.any(axis=1)
    # An unknown time is strictly longer than the table, so a floor at the limit is beyond it already.
    certainly = (floor > limit_min) | (has_unknown & (floor >= limit_min))
    return certainly, certainly | has_unknown


def shares(
    unit: npt.NDArray[np.int64],
    people: Floats,
    certainly: npt.NDArray[Any],
    possibly: npt.NDArray[Any],
    *,
    units: int,
) -> Shares:
    """Sum people over units.

    Parameters
    ----------
    unit : numpy.ndarray of int64, shape (rows,)
        Unit of each row; rows below 0 belong to none.
    people : numpy.ndarray of float, shape (rows,)
        People of each row.
    certainly, possibly : numpy.ndarray of bool or float, shape (rows,)
        Whether they are beyond, or at what share (0..1) of some hours; possibly is never less than certainly.
    units : int
        Number of units.

    Returns
    -------
    Shares
    """
    inside = unit >= 0
    unit_of_cell, count = unit[inside], people[inside]
    return Shares(
        people=_summed(unit_of_cell, count, units),
        beyond_least=_summed(unit_of_cell, count * certainly[inside], units),
        beyond_most=_summed(unit_of_cell, count * possibly[inside], units),
    )


def _summed(unit: npt.NDArray[np.int64], count: Floats, units: int) -> Floats:
    return np.bincount(unit, weights=count, minlength=units).astype(np.float64)


def centers_provided(people: float, *, per_people: float, more_from: float) -> int:
    """Count the centers a guideline provides for a municipality.

    One for each; from ``more_from`` people at least two; and one for every ``per_people`` begun.

    Parameters
    ----------
    people : float
        Registered people.
    per_people, more_from : float
        People a center; people from which there are at least two (included).

    Returns
    -------
    int
    """
    least = 2 if people >= more_from else 1
    return max(least, math.ceil(round(people / per_people, 9)))


def centers_missing(people: float, serving: int, *, per_people: float, more_from: float) -> Measured:
    """Measure how many centers a municipality lacks; below 0 where it has more than provided.

    Parameters
    ----------
    people : float
        Registered people of the municipality.
    serving : int
        Centers that serve it or a part of it, wherever they stand.
    per_people, more_from : float
        As of :func:`centers_provided`.

    Returns
    -------
    Measured
    """
    provided = centers_provided(people, per_people=per_people, more_from=more_from)
    amounts = (
        Amount("people", people, "people"),
        Amount("provided", provided, "centers"),
        Amount("serving", serving, "centers"),
    )
    return Measured(exactly(provided - serving), amounts)


def people_per(people: float, count: float | None, *, name: str) -> Measured:
    """Measure people per professional; endless where there are people and no professional, not known without a count.

    Parameters
    ----------
    people : float
        Registered people.
    count : float or None
        Professionals, as full-time equivalents.
    name : str
        Name of the count; what is missing when there is none.

    Returns
    -------
    Measured
    """
    amounts = (Amount("people", people, "people"), Amount(name, count, "professionals"))
    if count is None:
        return Measured(None, amounts, (name,))
    if count < 0:
        raise ValueError(f"{name} cannot be fewer than none: {count:g}")
    if people <= 0:
        return Measured(None, amounts, ("people",))
    return Measured(exactly(people / count if count > 0 else math.inf), amounts)


def given_figure(value: float | None, *, name: str, unit: str) -> Measured:
    """Take a figure that somebody gives; without it nothing is known."""
    if value is None:
        return Measured(None, (Amount(name, None, unit),), (name,))
    return Measured(exactly(value), (Amount(name, value, unit),))


def people_of_age(bands: Mapping[int, float], age_from: int, age_below: int | None) -> Bounds:
    """Count people of an age from bands of five years.

    A band that lies only partly in the age may hold all its people there, or none.

    Parameters
    ----------
    bands : mapping of int to float
        People by first year of the band.
    age_from : int
        First year, years.
    age_below : int or None
        First year no longer counted; None for no end.

    Returns
    -------
    Bounds
        People.
    """
    end = math.inf if age_below is None else age_below
    least = most = 0.0
    for first, people in bands.items():
        last = math.inf if first >= 100 else first + BAND_YEARS
        if first >= age_from and last <= end:
            least += people
        if first < end and last > age_from:
            most += people
    return Bounds(least, most)


def age_ratio(
    bands: Mapping[int, float],
    *,
    age_from: int,
    age_below: int | None,
    base_from: int,
    base_below: int | None,
) -> Measured:
    """Measure the people of one age for each person of another, between bounds where ages cut a band.

    Ages must not overlap.

    Parameters
    ----------
    bands : mapping of int to float
        People by first year of the band of five years.
    age_from, age_below, base_from, base_below : int or None
        Both ages, as of :func:`people_of_age`.

    Returns
    -------
    Measured
    """
    group, base = people_of_age(bands, age_from, age_below), people_of_age(bands, base_from, base_below)
    amounts = (
        Amount("own_least", group.least, "people"),
        Amount("own_most", group.most, "people"),
        Amount("base_least", base.least, "people"),
        Amount("base_most", base.most, "people"),
    )
    if base.most <= 0:
        return Measured(None, amounts, ("people",))
    most = group.most / base.least if base.least > 0 else math.inf
    bounds = Bounds(group.least / base.most, most)
    return Measured(bounds, amounts, () if bounds.is_exact else ("single_years_of_age",))
