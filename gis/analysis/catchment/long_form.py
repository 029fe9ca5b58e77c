"""People, capacities and travel times in long form: checked, and brought into positions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.analysis.blocks import in_slices
from gis.analysis.catchment import kernel
from gis.analysis.catchment.matrix import CatchmentMatrix
from gis.analysis.conservation import require_amounts
from gis.errors import InputError

COLUMNS = ("origin", "destination", "minutes")
"""Columns of travel times in long form."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """Inputs brought into positions.

    Parameters
    ----------
    cells, centers : pandas.Index
        Ids of demand and supply, in their order.
    people, capacity : numpy.ndarray of float, shape (cells,) and (centers,)
        P and S.
    matrix : CatchmentMatrix
        The travel times.
    """

    cells: "pd.Index[str]"
    centers: "pd.Index[str]"
    people: npt.NDArray[np.float64]
    capacity: npt.NDArray[np.float64]
    matrix: CatchmentMatrix


def prepare(demand: pd.Series | pd.DataFrame, supply: pd.Series | pd.DataFrame, times: pd.DataFrame) -> Prepared:
    """Check inputs in long form and bring them into positions.

    Parameters
    ----------
    demand, supply : pandas.Series or pandas.DataFrame
        Amounts by id, or two columns, id and amount; at least 0, each id once.
    times : pandas.DataFrame
        ``origin`` (ids of the demand), ``destination`` (ids of the supply), ``minutes`` (0 or more); each pair once.
        Sorted by origin it is read without sorting; categorical columns are quickest.

    Returns
    -------
    Prepared

    Raises
    ------
    InputError
        When a column is missing; an id stands twice or is unknown; a pair stands twice; an amount or a time is
        negative, NaN or infinite.
    """
    cells, people = _amounts("demand", demand)
    centers, capacity = _amounts("supply", supply)
    missing = [name for name in COLUMNS if name not in times.columns]
    if missing:
        raise InputError(f"times have no column {', '.join(missing)}; give {', '.join(COLUMNS)}")
    cell, center = _positions(cells, times["origin"], "demand"), _positions(centers, times["destination"], "supply")
    minutes = _floats(times["minutes"])
    try:
        matrix = CatchmentMatrix.from_pairs(cell, center, minutes, cell_count=len(cells), center_count=len(centers))
    except InputError as error:
        raise _by_id(error, times, minutes) from error
    return Prepared(cells, centers, people, capacity, matrix)


def _amounts(what: str, given: pd.Series | pd.DataFrame) -> tuple["pd.Index[str]", npt.NDArray[np.float64]]:
    """Return ids and amounts of demand or supply."""
    if isinstance(given, pd.DataFrame):
        if given.shape[1] != 2:
            raise InputError(f"{what} has the columns {', '.join(map(str, given.columns))}; give an id and an amount")
        given = given.set_index(given.columns[0]).iloc[:, 0]
    if not given.index.is_unique:
        raise InputError(
            f"{what}: {_name(given.index[given.index.duplicated()][0])} stands twice; each id may stand once"
        )
    amounts = _floats(given)
    is_sound = (amounts >= 0) & (amounts < np.inf)
    if not is_sound.all():
        row = int(np.argmin(is_sound))
        raise InputError(f"{what} of {_name(given.index[row])} is {amounts[row]}: give a finite number of at least 0")
    return given.index, require_amounts(what, amounts, len(amounts))


def _name(key: object) -> str:
    """Write an id for a message: 'x', 8."""
    return repr(key.item() if isinstance(key, np.generic) else key)


def _floats(values: pd.Series) -> npt.NDArray[np.float64]:
    """Return the numbers of a column; where one is missing NaN."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iuf":
        return values.to_numpy(dtype=float)
    return values.to_numpy(dtype=float, na_value=np.nan)


def _positions(ids: "pd.Index[str]", values: pd.Series, what: str) -> npt.NDArray[np.integer]:
    """Find the position of each value among ids."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        of_category = np.append(ids.get_indexer(values.cat.categories), -1)
        found = of_category[values.cat.codes.to_numpy()]
    elif (dense := _dense(ids)) is not None and values.dtype == np.int64:
        low, table = dense
        keys, found = values.to_numpy(), np.empty(len(values), dtype=np.int32)
        places = in_slices(len(keys), lambda _, a, b: kernel.look_up(keys[a:b], low, table, found[a:b]))
        if max(places) >= 0:  # the plain way names what is unknown
            found = ids.get_indexer(pd.Index(values))
    else:
        found = ids.get_indexer(pd.Index(values))
    if len(found) and found.min() < 0:
        unknown = pd.unique(values[found < 0])
        raise InputError(f"times name {len(unknown)} ids that are not in the {what}, {_name(unknown[0])} first")
    return found


def _dense(ids: "pd.Index[str]") -> tuple[int, npt.NDArray[np.int32]] | None:
    """Give the lowest of whole numbers that stand close together, and the position of each from there on; else None."""
    if ids.dtype != np.int64 or not len(ids):
        return None
    numbers = ids.to_numpy()
    low, width = int(numbers.min()), int(numbers.max()) - int(numbers.min()) + 1
    if width > 4 * len(numbers) + 65536:
        return None
    table = np.full(width, -1, dtype=np.int32)
    table[numbers - low] = np.arange(len(numbers), dtype=np.int32)
    return low, table


def _by_id(error: InputError, times: pd.DataFrame, minutes: npt.NDArray[np.float64]) -> InputError:
    """Say by id what was said by position, where a pair or its time is at fault."""
    is_sound = (minutes >= 0) & (minutes < np.inf)
    if not is_sound.all():
        pair = times.iloc[int(np.argmin(is_sound))]
        return InputError(
            f"{_name(pair['origin'])} to {_name(pair['destination'])}: {pair['minutes']} minutes is not a travel time; "
            "give 0 or more, finite, and leave out pairs out of reach"
        )
    is_double = times.duplicated(["origin", "destination"])
    if is_double.any():
        pair = times.iloc[int(is_double.argmax())]
        return InputError(
            f"{_name(pair['origin'])} to {_name(pair['destination'])} stands twice; keep one time for each pair "
            f"({int(is_double.sum())} rows too many in all)"
        )
    return error
