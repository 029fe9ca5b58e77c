"""Compiled loops over the pairs of a catchment matrix.

Pairs stand by cell: those of cell ``i`` are ``start[i]:start[i + 1]``. A pair's weight comes from a table by its code
(whole seconds; the table of an hour fits the processor's first cache) or stands beside it. The functions release the
GIL and write only to the memory they are given, so that blocks of cells run on several threads. Sums run in the order
of the pairs: the same answer each time.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def scatter_coded(start, center, code, table, per_cell, first, last, out):
    """Add ``table[code] * per_cell`` of each pair to its center.

    Parameters
    ----------
    start, center, code : ndarray
        Of a :class:`~gis.analysis.catchment.matrix.CatchmentMatrix`; codes are whole seconds.
    table : ndarray of float, shape (65536,)
        Weight by code.
    per_cell : ndarray of float, shape (cells,)
    first, last : int
        Cells of the block, the last one excluded.
    out : ndarray of float, shape (centers,)
        Is added to.
    """
    for cell in range(first, last):
        value = per_cell[cell]
        if value != 0.0:
            for pair in range(start[cell], start[cell + 1]):
                out[center[pair]] += table[code[pair]] * value


@njit(cache=True, nogil=True)
def scatter_plain(start, center, weight, per_cell, first, last, out):
    """Do as :func:`scatter_coded` with the weight beside each pair."""
    for cell in range(first, last):
        value = per_cell[cell]
        if value != 0.0:
            for pair in range(start[cell], start[cell + 1]):
                out[center[pair]] += weight[pair] * value


@njit(cache=True, nogil=True)
def gather_coded(start, center, code, table, per_center, first, last, out):
    """Sum ``table[code] * per_center`` over the pairs of each cell; the rest as :func:`scatter_coded`."""
    for cell in range(first, last):
        total = 0.0
        for pair in range(start[cell], start[cell + 1]):
            total += table[code[pair]] * per_center[center[pair]]
        out[cell] = total


@njit(cache=True, nogil=True)
def gather_plain(start, center, weight, per_center, first, last, out):
    """Do as :func:`gather_coded` with the weight beside each pair."""
    for cell in range(first, last):
        total = 0.0
        for pair in range(start[cell], start[cell + 1]):
            total += weight[pair] * per_center[center[pair]]
        out[cell] = total


@njit(cache=True, nogil=True)
def gather_columns_coded(start, center, code, table, per_center, first, last, out):
    """Do as :func:`gather_coded` for each column of ``per_center``, shape (centers, columns); ``out`` holds zeros."""
    columns = per_center.shape[1]
    for cell in range(first, last):
        for pair in range(start[cell], start[cell + 1]):
            weight = table[code[pair]]
            if weight != 0.0:
                row = center[pair]
                for column in range(columns):
                    out[cell, column] += weight * per_center[row, column]


@njit(cache=True, nogil=True)
def gather_columns_plain(start, center, weight, per_center, first, last, out):
    """Do as :func:`gather_plain` for each column of ``per_center``, shape (centers, columns); ``out`` holds zeros."""
    columns = per_center.shape[1]
    for cell in range(first, last):
        for pair in range(start[cell], start[cell + 1]):
            if weight[pair] != 0.0:
                row = center[pair]
                for column in range(columns):
                    out[cell, column] += weight[pair] * per_center[row, column]


@njit(cache=True, nogil=True)
def nth_nearest(start, center, time, available, rank, first, last, out):
    """Find the time to the n-th nearest available center of each cell.

    Parameters
    ----------
    start, center, time : ndarray
        Of a :class:`~gis.analysis.catchment.matrix.CatchmentMatrix`.
    available : ndarray of bool, shape (centers,)
    rank : int
        1 is the nearest.
    first, last : int
        Cells of the block, the last one excluded.
    out : ndarray of float, shape (cells,)
        Holds infinity, and keeps it where there are fewer than ``rank``; in the unit of ``time``.
    """
    best = np.empty(rank, dtype=np.float64)
    for cell in range(first, last):
        count = 0
        for pair in range(start[cell], start[cell + 1]):
            if not available[center[pair]]:
                continue
            minutes = time[pair]
            if count == rank and minutes >= best[rank - 1]:
                continue
            place = min(count, rank - 1)
            while place > 0 and best[place - 1] > minutes:
                best[place] = best[place - 1]
                place -= 1
            best[place] = minutes
            count = min(count + 1, rank)
        if count == rank:
            out[cell] = best[rank - 1]


@njit(cache=True, nogil=True)
def nearest_columns(start, center, time, available, first, last, out):
    """Do as :func:`nth_nearest` with rank 1 for each column of ``available``, shape (centers, columns)."""
    columns = available.shape[1]
    for cell in range(first, last):
        for pair in range(start[cell], start[cell + 1]):
            row = center[pair]
            minutes = time[pair]
            for column in range(columns):
                if available[row, column] and minutes < out[cell, column]:
                    out[cell, column] = minutes


@njit(cache=True, nogil=True)
def count_pairs(cell, center, cells, centers):
    """Count the pairs of each cell; give also whether they stand by cell, and the first pair out of range or -1."""
    counts = np.zeros(cells + 1, dtype=np.int64)
    is_sorted = True
    before = 0
    for pair in range(len(cell)):
        row = cell[pair]
        column = center[pair]
        if row < 0 or row >= cells or column < 0 or column >= centers:
            return counts, is_sorted, pair
        counts[row + 1] += 1
        is_sorted = is_sorted and row >= before
        before = row
    return counts, is_sorted, -1


@njit(cache=True, nogil=True)
def look_up(values, low, table, out):
    """Write ``table[value - low]`` of each value; give the place of the first that has none, or -1."""
    for place in range(len(values)):
        key = values[place] - low
        if key < 0 or key >= len(table) or table[key] < 0:
            return place
        out[place] = table[key]
    return -1


@njit(cache=True, nogil=True)
def code_seconds(minutes, code, first, last):
    """Write minutes as whole seconds, if all are such below 65,536; give that, and the first unsound time or -1."""
    is_whole = True
    for pair in range(first, last):
        value = minutes[pair]
        if not (value >= 0.0 and value < np.inf):
            return False, pair
        if is_whole:
            seconds = np.rint(value * 60.0)
            if seconds < 65536.0 and seconds / 60.0 == value:
                code[pair] = np.uint16(seconds)
            else:
                is_whole = False
    return is_whole, -1


@njit(cache=True, nogil=True)
def order_by_cell(start, cell, center, time, center_out, time_out):
    """Bring pairs into the order of their cells, those of a cell in the order given.

    Parameters
    ----------
    start : ndarray of int64, shape (cells + 1,)
        Where the pairs of each cell shall stand.
    cell, center, time : ndarray, shape (pairs,)
        As given.
    center_out, time_out : ndarray, shape (pairs,)
        Are filled.
    """
    place = start[:-1].copy()
    for pair in range(len(cell)):
        target = place[cell[pair]]
        place[cell[pair]] += 1
        center_out[target] = center[pair]
        time_out[target] = time[pair]


@njit(cache=True, nogil=True)
def first_duplicate(start, center, centers, first, last):
    """Return the cell and center of the first pair that stands twice in a block of cells, or (-1, -1).

    Parameters
    ----------
    start, center : ndarray
        Of a :class:`~gis.analysis.catchment.matrix.CatchmentMatrix`.
    centers : int
        Number of centers.
    first, last : int
        Cells of the block, the last one excluded.
    """
    seen = np.full(centers, -1, dtype=np.int64)
    for cell in range(first, last):
        for pair in range(start[cell], start[cell + 1]):
            if seen[center[pair]] == cell:
                return cell, np.int64(center[pair])
            seen[center[pair]] = cell
    return np.int64(-1), np.int64(-1)
