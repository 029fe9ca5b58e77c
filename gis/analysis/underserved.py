"""Underserved areas: where stated readings of access agree that care is out of reach.

One catchment gives one map, and another catchment another. So the readings of a stated grid vote on each cell, those of
a family sharing its weight; a cell is underserved when readings of at least half of the weight find it so. People live
in cells: units (town, district, province) are told by how many of their people live in underserved cells, so that the
figure of the nation does not depend on the unit. Readings that find nearly everybody, or nearly nobody, tell cells
apart as little as a coin with two heads: they have no vote, and are shown as silent.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Criterion = Literal["out_of_reach", "below_mean", "above_mean"]
"""When a reading finds a cell underserved: no open center within the limit, far less access than the mean person, or
far more of what is worse (a crowd) than the mean person meets."""

WORST_PART = 0.1
"""Part of the units that counts as the worst served under a reading."""

_SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class Votes:
    """What the readings of a grid say of every cell.

    Parameters
    ----------
    is_underserved : numpy.ndarray of bool, shape (readings, cells)
    badness : numpy.ndarray of float, shape (readings, cells)
        What units are ranked by under a reading; more is worse, finite.
    family : numpy.ndarray of int64, shape (readings,)
        Family of each reading.
    family_weight : numpy.ndarray of float, shape (families,)
        Weight of each family, above 0; readings of one family share it.
    people_share : numpy.ndarray of float, shape (readings,)
        Share (0..1) of all people who live in cells that a reading finds underserved.
    has_vote : numpy.ndarray of bool, shape (readings,)
        Whether that share lies within the stated bounds.
    """

    is_underserved: Bools
    badness: Floats
    family: npt.NDArray[np.int64]
    family_weight: Floats
    people_share: Floats
    has_vote: Bools

    @property
    def weight(self) -> Floats:
        """Weight of each reading, shape (readings,): 0 for a silent one, together 1."""
        return self.weight_without(np.zeros(len(self.family), dtype=bool))

    def weight_without(self, is_out: Bools) -> Floats:
        """Return the weights when some readings are taken out; all 0 when none is left.

        Parameters
        ----------
        is_out : numpy.ndarray of bool, shape (readings,)
        """
        counts = self.has_vote & ~is_out
        members = np.bincount(self.family[counts], minlength=len(self.family_weight))
        own = np.where(counts, self.family_weight[self.family] / np.maximum(members[self.family], 1), 0.0)
        total = float(own.sum())
        return own / total if total > 0 else own

    def agreement(self, weight: Floats | None = None) -> Floats:
        """Return the share (0..1) of the weight that finds each cell underserved, shape (cells,)."""
        found: Floats = (self.weight if weight is None else weight) @ self.is_underserved
        return found

    def cells(self, least_share: float, *, without: Bools | None = None) -> Bools:
        """Tell which cells are underserved: at least ``least_share`` of the weight says so.

        Parameters
        ----------
        least_share : float
            Above 0, at most 1.
        without : numpy.ndarray of bool, shape (readings,), optional
            Readings that are taken out.
        """
        weight = self.weight if without is None else self.weight_without(without)
        return self.agreement(weight) >= least_share - _SLACK


def votes(
    is_underserved: Bools,
    badness: Floats,
    *,
    people: Floats,
    family: npt.NDArray[np.int64],
    family_weight: Floats,
    least: float,
    most: float,
) -> Votes:
    """Count what readings say, and take the vote from those that tell too little apart.

    Parameters
    ----------
    is_underserved : numpy.ndarray of bool, shape (readings, cells)
    badness : numpy.ndarray of float, shape (readings, cells)
    people : numpy.ndarray of float, shape (cells,)
    family : numpy.ndarray of int64, shape (readings,)
    family_weight : numpy.ndarray of float, shape (families,)
    least, most : float
        A reading votes when it finds from ``least`` to ``most`` (0..1, both included) of the people underserved.

    Returns
    -------
    Votes
    """
    whole = float(people.sum())
    share = is_underserved @ people / whole if whole > 0 else np.zeros(len(is_underserved))
    return Votes(is_underserved, badness, family, family_weight, share, (share >= least) & (share <= most))


def effective_number(found: Votes, people: Floats) -> float:
    """Say how many independent readings those that vote are worth.

    (sum of eigenvalues)^2 / sum of their squares of the matrix of correlations between the votes over people: n when no
    two go together, 1 when all say the same (the participation ratio).

    Parameters
    ----------
    found : Votes
    people : numpy.ndarray of float, shape (cells,)
        Weights of the cells.

    Returns
    -------
    float
        0 when no reading votes.
    """
    own = found.is_underserved[found.has_vote].astype(np.float64)
    weight = people / max(float(people.sum()), 1e-300)
    centred = own - (own @ weight)[:, None]
    cross = (centred * weight) @ centred.T
    spread = np.sqrt(np.diag(cross))
    kept = spread > 0
    if not kept.any():
        return 0.0
    alike = cross[np.ix_(kept, kept)] / np.outer(spread[kept], spread[kept])
    return float(kept.sum() ** 2 / np.square(alike).sum())


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
    return np.asarray(without) >= most_hours - _SLACK


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
    return np.asarray(values) < factor * mean * (1 - _SLACK)


def above_mean(values: Floats, people: Floats, *, factor: float) -> Bools:
    """Tell which cells are underserved because they meet far more of what is worse than people do on average.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (cells,)
        A crowd or a cost, less is better; infinite where nothing is within reach.
    people : numpy.ndarray of float, shape (cells,)
        Weights of the mean, which is over those who reach something.
    factor : float
        Times the mean, above 1; a cell at exactly factor x mean is not underserved.

    Returns
    -------
    numpy.ndarray of bool, shape (cells,)
        True also where nothing is within reach.
    """
    has_some = np.isfinite(values)
    total = float(people[has_some].sum())
    mean = float((values[has_some] * people[has_some]).sum()) / total if total > 0 else 0.0
    return ~has_some | (np.asarray(values) > factor * mean * (1 + _SLACK))


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


def is_worst(ranks: Floats, units: int) -> Bools:
    """Tell which units are among the worst tenth.

    Parameters
    ----------
    ranks : numpy.ndarray of float
        Of :func:`worst_first`, of any shape; NaN where not ranked.
    units : int
        How many units have people; a tenth of them, rounded up, are the worst.

    Returns
    -------
    numpy.ndarray of bool
        Of the same shape; units of equal rank are all in, or all out.
    """
    return np.asarray(ranks <= np.ceil(WORST_PART * units))
