"""Underserved areas: where many readings agree that care is out of reach.

One catchment gives one map, and another catchment another. So a unit is called underserved not under a single reading
but with the number of readings, of a stated grid, under which it is; its rank is an interval over the readings, and
positions that are only roughly known are moved about to see whether the answer holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Criterion = Literal["out_of_reach", "below_mean"]
"""When a reading finds a cell underserved: no open center within the limit, or far less access than the mean person."""

CONSENSUS_COLUMNS = (
    "underserved_readings",
    "readings",
    "underserved_share",
    "people_share",
    "rank_min",
    "rank_median",
    "rank_max",
)
"""Columns of :func:`consensus`, in order."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Units under one reading.

    Attributes
    ----------
    is_underserved : numpy.ndarray of bool, shape (units,)
        Whether the unit is underserved.
    people_share : numpy.ndarray of float, shape (units,)
        Share (0..1) of its people who live in underserved cells; NaN without people.
    rank : numpy.ndarray of float, shape (units,)
        1 for the worst; equal units share the least rank; NaN without people.
    """

    is_underserved: Bools
    people_share: Floats
    rank: Floats


def out_of_reach(without: Floats, *, most_hours: float) -> Bools:
    """Return which cells are underserved because no open center is within reach.

    Parameters
    ----------
    without : numpy.ndarray of float, shape (cells,)
        Share (0..1) of the reading's hours at which none is; 0 or 1 where hours do not count.
    most_hours : float
        Underserved from this share on, included; above 0.

    Returns
    -------
    numpy.ndarray of bool, shape (cells,)
    """
    return np.asarray(without) >= most_hours - 1e-12


def below_mean(values: Floats, people: Floats, *, factor: float) -> Bools:
    """Return which cells are underserved because they have far less access than people have on average.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (cells,)
        Access, more is better.
    people : numpy.ndarray of float, shape (cells,)
        Weights of the mean.
    factor : float
        Share of the mean; a cell at exactly factor x mean is not underserved.

    Returns
    -------
    numpy.ndarray of bool, shape (cells,)
        All True when nobody has access.
    """
    total = float(people.sum())
    mean = float((values * people).sum()) / total if total > 0 else 0.0
    if mean <= 0:
        return np.ones(len(values), dtype=bool)
    return np.asarray(values) < factor * mean * (1 - 1e-12)


def judge(
    is_underserved_cell: Bools,
    badness: Floats,
    *,
    cell: npt.NDArray[np.int64],
    unit: npt.NDArray[np.int64],
    people: Floats,
    units: int,
    people_share: float,
) -> Judged:
    """Judge units by the cells their people live in.

    Parameters
    ----------
    is_underserved_cell : numpy.ndarray of bool, shape (cells,)
        Of :func:`out_of_reach` or :func:`below_mean`.
    badness : numpy.ndarray of float, shape (cells,)
        What units are ranked by, as a mean over their people; more is worse, finite.
    cell, unit : numpy.ndarray of int64, shape (rows,)
        Cell and unit of each row.
    people : numpy.ndarray of float, shape (rows,)
        People of each row.
    units : int
        Number of units.
    people_share : float
        A unit is underserved when at least this share of its people live in underserved cells.

    Returns
    -------
    Judged
    """
    whole = np.bincount(unit, weights=people, minlength=units)
    in_underserved = np.bincount(unit, weights=people * is_underserved_cell[cell], minlength=units)
    worst = np.bincount(unit, weights=people * badness[cell], minlength=units)
    share = np.divide(in_underserved, whole, out=np.full(units, np.nan), where=whole > 0)
    mean = np.divide(worst, whole, out=np.full(units, np.nan), where=whole > 0)
    return Judged(np.nan_to_num(share) >= people_share - 1e-12, share, worst_first(mean))


def worst_first(badness: Floats) -> Floats:
    """Rank units, the worst first.

    Parameters
    ----------
    badness : numpy.ndarray of float, shape (units,)
        More is worse; values that agree to twelve digits are equal; NaN for a unit that is not ranked.

    Returns
    -------
    numpy.ndarray of float, shape (units,)
        1 + the number of units that are worse; NaN where not ranked.
    """
    known = ~np.isnan(badness)
    ranks = np.full(len(badness), np.nan)
    if not known.any():
        return ranks
    scale = max(float(np.abs(badness[known]).max()), 1e-300)
    value = np.round(badness[known] / scale, 12)
    ordered = np.sort(value)
    ranks[known] = len(ordered) - np.searchsorted(ordered, value, side="right") + 1.0
    return ranks


def consensus(judged: Sequence[Judged]) -> pd.DataFrame:
    """Count under how many readings each unit is underserved, and over which ranks it moves.

    Parameters
    ----------
    judged : sequence of Judged, at least one
        The units under each reading of the grid.

    Returns
    -------
    pandas.DataFrame
        One row a unit, in their order: ``underserved_readings`` (k) of ``readings`` (n), ``underserved_share`` (k / n),
        ``people_share`` (mean over readings of the share of people in underserved cells), ``rank_min``,
        ``rank_median``, ``rank_max``.

    Raises
    ------
    ValueError
        Without a reading.
    """
    if not judged:
        raise ValueError("a consensus needs at least one reading")
    underserved = np.array([judgement.is_underserved for judgement in judged])
    rank = np.array([judgement.rank for judgement in judged])
    share = np.array([judgement.people_share for judgement in judged])
    return pd.DataFrame(
        {
            "underserved_readings": underserved.sum(axis=0),
            "readings": len(judged),
            "underserved_share": underserved.mean(axis=0),
            "people_share": share.mean(axis=0),
            "rank_min": rank.min(axis=0),
            "rank_median": np.median(rank, axis=0),
            "rank_max": rank.max(axis=0),
        }
    )


def shifts_m(radius_m: Floats, rng: np.random.Generator) -> Floats:
    """Draw where centers may stand instead: evenly over the disc within which each is believed to lie.

    The same generator draws the same directions and shares of the radius whatever the radii are, so that a larger
    radius moves every center farther the same way.

    Parameters
    ----------
    radius_m : numpy.ndarray of float, shape (centers,)
        Metres, at least 0.
    rng : numpy.random.Generator
        Seeded by the caller.

    Returns
    -------
    numpy.ndarray of float, shape (centers, 2)
        Metres east and north.
    """
    turn = rng.uniform(0, 2 * np.pi, len(radius_m))
    reach = np.sqrt(rng.uniform(0, 1, len(radius_m))) * radius_m
    return np.column_stack((reach * np.cos(turn), reach * np.sin(turn)))


def moved_minutes(
    minutes: Floats,
    *,
    cell: npt.NDArray[np.int64],
    center: npt.NDArray[np.integer],
    cell_xy: Floats,
    center_xy: Floats,
    shift: Floats,
    min_per_m: float,
) -> Floats:
    """Return travel times to centers that stand elsewhere.

    The way is not searched anew: a pair's time changes by the change of its straight distance, at the pace of the mode
    (detour included). It is right to first order for moves that are short against the way, and cannot fall below 0.

    Parameters
    ----------
    minutes : numpy.ndarray of float, shape (pairs,)
        Times to where the centers stand in the register.
    cell, center : numpy.ndarray of int, shape (pairs,)
        Places in the next two arrays.
    cell_xy, center_xy : numpy.ndarray of float, shape (cells, 2) and (centers, 2)
        Metres in one metric system.
    shift : numpy.ndarray of float, shape (centers, 2)
        Of :func:`shifts_m`.
    min_per_m : float
        Minutes for each metre of straight distance.

    Returns
    -------
    numpy.ndarray of float, shape (pairs,)
        Minutes.
    """
    way = center_xy[center] - cell_xy[cell]
    before = np.hypot(way[:, 0], way[:, 1])
    way += shift[center]
    moved: Floats = np.maximum(minutes + (np.hypot(way[:, 0], way[:, 1]) - before) * min_per_m, 0.0)
    return moved


def inner_interval(draws: Sequence[Floats], *, inner: float = 0.9) -> tuple[Floats, Floats]:
    """Return the interval in which a figure of the units lies over draws of positions.

    Parameters
    ----------
    draws : sequence of numpy.ndarray of float, shape (units,)
        The figure in each draw; NaN where a unit has none.
    inner : float
        Share (0..1) of the draws between both ends.

    Returns
    -------
    low, high : numpy.ndarray of float, shape (units,)
        Values of draws, none between two of them.
    """
    stacked = np.array(draws)
    outer = round((1 - inner) / 2, 9)
    return (
        np.quantile(stacked, outer, axis=0, method="lower"),
        np.quantile(stacked, round(1 - outer, 9), axis=0, method="higher"),
    )
