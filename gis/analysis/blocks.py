"""Rows of a sparse matrix in blocks, worked on by several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

THREADS = 2

BLOCKS = 8
"""Parts into which the rows are cut, whatever the number of threads: sums are the same on every machine."""

SMALL = 100_000
"""Entries below which threads would cost more than they bring."""


T = TypeVar("T")


def in_blocks(start: npt.NDArray[np.int64], run: Callable[[int, int, int], T]) -> list[T]:
    """Call ``run(block, first row, row after the last)`` for :data:`BLOCKS` blocks of about as many entries each.

    Parameters
    ----------
    start : numpy.ndarray of int64, shape (rows + 1,)
        Where the entries of each row begin.
    run : callable
        Releases the GIL while it works, and writes to memory of its own rows or block only.

    Returns
    -------
    list
        What each block gave, in order.
    """
    rows, entries = len(start) - 1, int(start[-1])
    edges = np.searchsorted(start, np.linspace(0, entries, BLOCKS + 1)).tolist()
    edges[0], edges[-1] = 0, rows
    return _run(entries, edges, run)


def in_slices(count: int, run: Callable[[int, int, int], T]) -> list[T]:
    """Do as :func:`in_blocks` for entries that stand in no rows: ``run(block, first entry, entry after the last)``."""
    return _run(count, np.linspace(0, count, BLOCKS + 1).astype(int).tolist(), run)


def _run(entries: int, edges: list[int], run: Callable[[int, int, int], T]) -> list[T]:
    blocks = [(block, edges[block], edges[block + 1]) for block in range(BLOCKS)]
    if entries < SMALL:
        return [run(*block) for block in blocks]
    with ThreadPoolExecutor(THREADS) as pool:
        return [done.result() for done in [pool.submit(run, *block) for block in blocks]]
