"""Travel times between cells and centers as a sparse matrix, prepared once and read in many ways.

:class:`CatchmentMatrix` holds the pairs by cell. :meth:`CatchmentMatrix.weigh` lays a limit and a decay over them;
where all times are whole seconds (those of :mod:`gis.streets.travel_matrix.matrix` are) that is a table of weights by
second and costs nothing, so that any number of readings share the same pairs: other limits and decays, other people,
other supply, only the centers that are open, all hours of a week at once as columns.

The transpose is not kept: demand is summed into the centers while the pairs pass by cell, which was measured as quick
as reading a second copy of them and needs half the memory.

Symbols, as in the literature: P_i people of cell i, S_j capacity of center j, t_ij minutes, W_ij the weight of the
pair (0 beyond the limit). Limits are inclusive, and 0/0 counts as 0.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.analysis.blocks import in_blocks, in_slices
from gis.analysis.catchment import kernel
from gis.analysis.catchment.times_by_cell import Array, TimesByCell
from gis.analysis.catchment.weighted_matrix import WeightedMatrix
from gis.analysis.conservation import Floats, require_limit
from gis.analysis.decay import BINARY, Decay
from gis.errors import InputError


@dataclass(frozen=True, eq=False)
class CatchmentMatrix(TimesByCell):
    """Pairs of cells and centers with their travel times, checked, and read under any limit and decay.

    Parameters are those of :class:`~gis.analysis.catchment.times_by_cell.TimesByCell`.
    """

    @classmethod
    def from_pairs(
        cls,
        cell_pos: npt.ArrayLike,
        center_pos: npt.ArrayLike,
        minutes: npt.ArrayLike,
        *,
        cell_count: int,
        center_count: int,
    ) -> "CatchmentMatrix":
        """Prepare a long table of positions.

        Parameters
        ----------
        cell_pos, center_pos : array_like of int, shape (pairs,)
            Positions in the lists of cells and centers, in any order; pairs that stand by cell need no sorting.
        minutes : array_like of float, shape (pairs,)
            Travel times, 0 or more, finite; a pair out of reach is left out of the table.
        cell_count, center_count : int
            Lengths of the lists.

        Returns
        -------
        CatchmentMatrix

        Raises
        ------
        InputError
            When lengths differ, a position is out of range, a time is negative, NaN or infinite, or a pair stands
            twice.
        """
        cell, center = np.ascontiguousarray(cell_pos), np.ascontiguousarray(center_pos)
        time = np.ascontiguousarray(minutes, dtype=np.float64)
        if not cell.shape == center.shape == time.shape == (len(time),):
            raise InputError(f"{cell.shape} cells, {center.shape} centers and {time.shape} minutes: give one of each")
        counts, is_sorted, wrong = kernel.count_pairs(_ints(cell), _ints(center), cell_count, center_count)
        if wrong >= 0:
            raise InputError(
                f"pair {wrong}: cell {cell[wrong]} of {cell_count} or center {center[wrong]} of {center_count} does "
                "not exist"
            )
        seconds = np.empty(len(time), dtype=np.uint16)
        coded = in_slices(len(time), lambda _, a, b: kernel.code_seconds(time, seconds, a, b))
        wrong = next((place for _, place in coded if place >= 0), -1)
        if wrong >= 0:
            raise InputError(f"pair {wrong}: {time[wrong]} minutes is not a travel time; give 0 or more, finite")
        start = np.cumsum(counts)
        column_type = _column_type(center_count)
        own_time: Array = seconds if all(is_whole for is_whole, _ in coded) else time
        if is_sorted:
            matrix = cls(start, center.astype(column_type), own_time, center_count)
        else:
            matrix = cls(start, np.empty(len(center), dtype=column_type), np.empty_like(own_time), center_count)
            kernel.order_by_cell(start, _ints(cell), _ints(center), own_time, matrix.center, matrix.time)
        return _require_single(matrix)

    def weigh(self, *, limit_min: float, decay: Decay | None = None) -> WeightedMatrix:
        """Lay a limit and a decay over the times.

        Parameters
        ----------
        limit_min : float
            Minutes, inclusive, 0 or more; infinity takes every pair of the table.
        decay : Decay, optional
            By default every pair within the limit weighs 1.

        Returns
        -------
        WeightedMatrix
        """
        limit = require_limit(limit_min)
        pull = BINARY if decay is None else decay
        if self.is_coded:
            minutes = np.arange(65536) / 60.0
            return WeightedMatrix(self, np.where(minutes <= limit, pull(minutes), 0.0))
        weight = pull(self.time)
        weight[self.time > limit] = 0.0
        return WeightedMatrix(self, weight)

    def nearest(self, *, is_available: npt.ArrayLike | None = None, rank: int = 1, limit_min: float = np.inf) -> Floats:
        """Return the minutes to the n-th nearest center of each cell.

        Parameters
        ----------
        is_available : array_like of bool, shape (centers,) or (centers, columns), optional
            Which centers count; by default all. Columns (hours, say) are answered side by side.
        rank : int
            1 is the nearest; equal times count one by one.
        limit_min : float
            Minutes, inclusive, beyond which a center does not count.

        Returns
        -------
        numpy.ndarray of float, shape (cells,) or (cells, columns)
            Minutes; infinity where fewer centers than ``rank`` are within the limit, so that it compares as beyond
            any threshold.
        """
        limit = require_limit(limit_min)
        if rank < 1:
            raise InputError(f"rank {rank}: 1 is the nearest center")
        available = np.ones(self.center_count, dtype=bool) if is_available is None else np.array(is_available, bool)
        if available.shape[:1] != (self.center_count,) or available.ndim > 2:
            raise InputError(f"availability of shape {available.shape} for {self.center_count} centers")
        out = np.full((self.cell_count, *available.shape[1:]), np.inf)
        if available.ndim == 2 and rank > 1:
            for column in range(available.shape[1]):
                out[:, column] = self.nearest(is_available=available[:, column], rank=rank, limit_min=limit_min)
            return out
        if available.ndim == 2:
            in_blocks(self.start, lambda _, a, b: kernel.nearest_columns(*self._pairs, available, a, b, out))
        else:
            in_blocks(self.start, lambda _, a, b: kernel.nth_nearest(*self._pairs, available, rank, a, b, out))
        if self.is_coded:
            out /= 60.0
        out[out > limit] = np.inf
        return out

    @property
    def _pairs(self) -> tuple[Array, Array, Array]:
        return self.start, self.center, self.time


def _require_single(matrix: CatchmentMatrix) -> CatchmentMatrix:
    """Return the matrix back; refuse a pair that stands twice."""
    start, center, count = matrix.start, matrix.center, matrix.center_count
    for cell, other in in_blocks(start, lambda _, a, b: kernel.first_duplicate(start, center, count, a, b)):
        if cell >= 0:
            raise InputError(f"the pair of cell {cell} and center {other} stands twice: keep one time for it")
    return matrix


def _ints(values: Array) -> Array:
    """Return positions as integers of one of two widths, so that few versions are compiled."""
    if values.dtype.kind not in "iu" and len(values):
        raise InputError(f"positions of type {values.dtype}: give whole numbers")
    return values if values.dtype in (np.int32, np.int64) else values.astype(np.int64)


def _column_type(center_count: int) -> type[np.uint16] | type[np.int32]:
    return np.uint16 if center_count <= 65536 else np.int32
