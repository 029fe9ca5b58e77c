"""Rows of a sparse matrix in blocks, worked on by several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

THREADS = 2

BLOCKS = 8
"""Parts into which the rows are cut, whatever the number of threads: sums are the same on every machine."""

SMALL = 100_000
"""Entries below which threads would cost more than they bring."""


def in_blocks(start: npt.NDArray[np.int64], run: Callable[[int, int, int], object]) -> None:
    """Call ``run(block, first row, row after the last)`` for :data:`BLOCKS` blocks of about as many entries each.

    Parameters
    ----------
    start : numpy.ndarray of int64, shape (rows + 1,)
        Where the entries of each row begin.
    run : callable
        Releases the GIL while it works, and writes to memory of its own rows or block only.
    """
    rows, entries = len(start) - 1, int(start[-1])
    edges = np.searchsorted(start, np.linspace(0, entries, BLOCKS + 1)).tolist()
    edges[0], edges[-1] = 0, rows
    blocks = [(block, edges[block], edges[block + 1]) for block in range(BLOCKS)]
    if entries < SMALL:
        for block in blocks:
            run(*block)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(run, *block) for block in blocks]:
            done.result()
