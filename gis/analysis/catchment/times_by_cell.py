"""Travel times between cells and centers as rows of a sparse matrix: the arrays alone, on which measures are built."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class TimesByCell:
    """Pairs of cells and centers with their travel times, the pairs of a cell side by side.

    Parameters
    ----------
    start : numpy.ndarray of int64, shape (cells + 1,)
        Pairs of cell ``i`` are ``start[i]:start[i + 1]``.
    center : numpy.ndarray of uint16 or int32, shape (pairs,)
        Positions of centers; none twice in a cell.
    time : numpy.ndarray of uint16 or float64, shape (pairs,)
        Whole seconds (uint16), else minutes (float64).
    center_count : int
        Centers, with those that stand in no pair.
    """

    start: npt.NDArray[np.int64]
    center: Array
    time: Array
    center_count: int

    @property
    def cell_count(self) -> int:
        """Number of cells, with those that reach nothing."""
        return len(self.start) - 1

    @property
    def is_coded(self) -> bool:
        """Whether times are whole seconds, so that a reading weighs by table."""
        return self.time.dtype == np.uint16

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the pairs take."""
        return int(self.start.nbytes + self.center.nbytes + self.time.nbytes)
