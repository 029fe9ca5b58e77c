"""What a measure gives back, what it must conserve, and the checks of its inputs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.errors import InputError

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-9
"""Relative difference below which a conservation check holds; the rounding of long sums is far smaller."""


@dataclass(frozen=True)
class Conservation:
    """What a measure must keep, and whether it did.

    Parameters
    ----------
    law : {"supply", "people"}
        ``supply``: sum_i P_i A_i is the supply that anybody can reach. ``people``: everybody who reaches a center
        is counted once, sum_j D_j = sum_i P_i.
    expected, found : float
        Both sides of it; with several columns of supply those of the column that is farthest off.
    """

    law: str
    expected: float
    found: float

    @property
    def relative_error(self) -> float:
        """Difference of the two sides by the expected one; 0 when both are 0."""
        gap = abs(self.found - self.expected)
        return gap / abs(self.expected) if self.expected else gap

    @property
    def holds(self) -> bool:
        """Whether both sides agree within :data:`TOLERANCE`."""
        return self.relative_error <= TOLERANCE


@dataclass(frozen=True, eq=False)
class Access:
    """The values of a measure and the checks that came with them.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (cells,) or (cells, columns)
        Capacity per person where the measure is a ratio.
    checks : tuple of Conservation
        Empty for measures that conserve nothing (cumulative opportunities, time to the nearest).
    """

    values: Floats
    checks: tuple[Conservation, ...] = ()


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide by a whole per row; where the whole is 0 the answer is 0: nobody is there to share, or nothing to give.

    Parameters
    ----------
    part : numpy.ndarray of float, shape (n,) or (n, columns)
    whole : numpy.ndarray of float, shape (n,)

    Returns
    -------
    numpy.ndarray of float, the shape of ``part``
    """
    divisor = whole[:, None] if part.ndim == 2 else whole
    return np.divide(part, divisor, out=np.zeros_like(part), where=divisor > 0)


def require_limit(limit_min: float) -> float:
    """Return the limit back; raise InputError unless it is 0 minutes or more."""
    if not limit_min >= 0:
        raise InputError(f"limit {limit_min} min: give 0 minutes or more")
    return float(limit_min)


def require_amounts(name: str, values: npt.ArrayLike, count: int, *, columns: bool = False) -> Floats:
    """Return amounts as floats; raise InputError unless there is one a row, finite and at least 0.

    Parameters
    ----------
    name : str
        What they are, for the message.
    values : array_like of float, shape (count,) or, with ``columns``, (count, n)
    count : int
        Rows expected.
    columns : bool
        Whether several columns may be given.

    Returns
    -------
    numpy.ndarray of float
    """
    amounts = np.ascontiguousarray(values, dtype=np.float64)
    if amounts.shape[:1] != (count,) or amounts.ndim > 1 + columns:
        raise InputError(f"{name} of shape {amounts.shape}: give {count} numbers")
    is_sound = (amounts >= 0) & (amounts < np.inf)
    if not is_sound.all():
        row = int(np.argwhere(~is_sound)[0, 0])
        raise InputError(f"{name} in row {row} is {amounts[row]}: give finite numbers of at least 0")
    return amounts


def supply_check(people: Floats, values: Floats, capacity: Floats, is_reached: npt.NDArray[np.bool_]) -> Conservation:
    """Check that what people get is the supply of the centers that anybody reaches.

    Parameters
    ----------
    people : numpy.ndarray of float, shape (cells,)
    values : numpy.ndarray of float, shape (cells,) or (cells, columns)
        Access per person.
    capacity : numpy.ndarray of float, shape (centers,) or (centers, columns)
    is_reached : numpy.ndarray of bool, shape (centers,)
    """
    received = (people * values).sum() if values.ndim == 1 else people @ values
    return worst_check("supply", capacity[is_reached].sum(axis=0), received)


def worst_check(law: str, expected: npt.ArrayLike, found: npt.ArrayLike) -> Conservation:
    """Check every column and report the one that is farthest off.

    Parameters
    ----------
    law : str
        Of :class:`Conservation`.
    expected, found : array_like of float, shape () or (columns,)
        Both sides.
    """
    pairs = zip(np.atleast_1d(np.asarray(expected)), np.atleast_1d(np.asarray(found)), strict=True)
    checks = [Conservation(law, float(expected), float(other)) for expected, other in pairs]
    return max(checks, key=lambda check: check.relative_error, default=Conservation(law, 0.0, 0.0))
