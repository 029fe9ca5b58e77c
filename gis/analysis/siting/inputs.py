"""What the siting problems are given, checked: an error says what, where, and what is expected."""

from collections.abc import Sequence
from operator import index

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, issparse

from gis.errors import InputError

Floats = npt.NDArray[np.float64]


def read_cost(cost: npt.ArrayLike) -> Floats:
    """Read the cost of serving each demand by each candidate, infinite where it cannot.

    Raises
    ------
    InputError
        When it is no table of numbers of at least 0.
    """
    table = _table(cost, "cost")
    _check_values(table, "cost", may_be_infinite=True)
    return table


def _table(values: npt.ArrayLike, name: str) -> Floats:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: numbers are expected, demands by candidates") from error
    if table.ndim != 2 or not table.shape[1]:
        raise InputError(f"{name}: the shape is {table.shape}; demands by candidates are expected")
    return table


def _check_values(values: Floats, name: str, *, may_be_infinite: bool) -> None:
    bad = np.isnan(values) | (values < 0) | (False if may_be_infinite else np.isinf(values))
    if bad.any():
        where = tuple(int(axis[0]) for axis in np.nonzero(bad))
        raise InputError(f"{name}: {values[where]} at {where}; numbers of at least 0 are expected")


def read_weights(weights: npt.ArrayLike | None, number: int, *, name: str = "weights") -> Floats:
    """Read a number of at least 0 for each demand (or, by another name, each candidate); 1 each when None.

    Raises
    ------
    InputError
        When it is none.
    """
    if weights is None:
        return np.ones(number)
    try:
        weight = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: a number for each is expected") from error
    if weight.shape != (number,):
        raise InputError(f"{name}: the shape is {weight.shape}; one for each of {number} is expected")
    _check_values(weight, name, may_be_infinite=False)
    return weight


def check_places(name: str, places: Sequence[int], candidates: int) -> tuple[int, ...]:
    """Give the places of candidates, ascending.

    Raises
    ------
    InputError
        When one is no whole number, does not exist or stands twice.
    """
    try:
        numbers = tuple(index(place) for place in places)
    except TypeError as error:
        raise InputError(f"{name}: {list(places)}; whole numbers are expected") from error
    if any(not 0 <= place < candidates for place in numbers):
        raise InputError(f"{name}: {list(places)}; candidates are numbered from 0 to {candidates - 1}")
    if len(set(numbers)) < len(numbers):
        raise InputError(f"{name}: {list(places)}; a candidate stands twice, name each once")
    return tuple(sorted(numbers))


def check_choice(p: int, required: Sequence[int], candidates: int, time_limit_s: float | None) -> tuple[int, ...]:
    """Check a number of candidates and those required among them; give these, ascending.

    Raises
    ------
    InputError
        When the number, a place or the limit of time cannot be.
    """
    try:
        number = index(p)
    except TypeError as error:
        raise InputError("p and the required candidates are whole numbers") from error
    if isinstance(p, bool) or not 1 <= number <= candidates:
        raise InputError(f"p is {p}; from 1 to {candidates} candidates can be chosen")
    places = check_places("required", required, candidates)
    if len(places) > number:
        raise InputError(f"required: {len(places)} candidates, more than p = {number}")
    if time_limit_s is not None and not time_limit_s > 0:
        raise InputError(f"time_limit_s is {time_limit_s}; more than 0 seconds are expected")
    return places


def read_reach(reaches: npt.ArrayLike | csr_array) -> csr_array:
    """Read whether each candidate reaches each demand, as a sparse table of True.

    Raises
    ------
    InputError
        When it holds anything else than yes and no, or no candidate.
    """
    if issparse(reaches):
        table = csr_array(reaches).astype(bool)
        table.eliminate_zeros()
        table.sum_duplicates()
    else:
        values = np.asarray(reaches)
        if values.ndim != 2 or values.dtype.kind not in "biuf" or not np.isin(values, (0, 1)).all():
            raise InputError("reaches: True or False is expected, demands by candidates")
        table = csr_array(values.astype(bool))
    if not table.shape[1]:
        raise InputError("reaches: there are no candidates")
    return table
