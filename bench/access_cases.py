"""Generated tables of travel times for the measurement of access: the same each time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

LONGEST_MIN = 60


@dataclass(frozen=True, eq=False)
class Case:
    """One size.

    Parameters
    ----------
    name : str
        Cells x centers.
    people, supply : pandas.Series
        By id, which is the position.
    times : pandas.DataFrame
        ``origin``, ``destination``, ``minutes``: up to an hour, rows by origin.
    """

    name: str
    people: pd.Series
    supply: pd.Series
    times: pd.DataFrame

    @property
    def pairs(self) -> int:
        """Rows of the table."""
        return len(self.times)

    def arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the three columns as arrays."""
        return self.times["origin"].to_numpy(), self.times["destination"].to_numpy(), self.times["minutes"].to_numpy()


def draw(cells: int, centers: int, pairs_a_cell: int, *, is_whole_seconds: bool = True, seed: int = 5) -> Case:
    """Draw a case: each cell reaches centers that stand together in their list, as if listed by where they are.

    Parameters
    ----------
    cells, centers : int
        Places.
    pairs_a_cell : int
        Centers within the hour of each cell.
    is_whole_seconds : bool
        As travel times are kept; else any fraction of a minute.
    seed : int
        Of the drawing.
    """
    rng = np.random.default_rng(seed)
    first = rng.integers(0, max(centers - pairs_a_cell, 0) + 1, cells)
    destination = (first[:, None] + np.arange(pairs_a_cell)[None, :]).ravel()
    count = cells * pairs_a_cell
    minutes = (
        rng.integers(0, LONGEST_MIN * 60 + 1, count) / 60 if is_whole_seconds else rng.uniform(0, LONGEST_MIN, count)
    )
    times = pd.DataFrame(
        {"origin": np.repeat(np.arange(cells), pairs_a_cell), "destination": destination, "minutes": minutes}
    )
    people = pd.Series(rng.integers(1, 2000, cells).astype(float), name="people")
    supply = pd.Series(rng.integers(1, 30, centers).astype(float), name="capacity")
    size = f"{cells / 1000:g} k x {centers / 1000:g} k" if centers >= 1000 else f"{cells / 1000:g} k x {centers}"
    return Case(size, people, supply, times)
