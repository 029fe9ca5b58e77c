"""Compiled searches on a compressed adjacency within a limit; :mod:`gis.streets.meeting` goes from place to place.

All labels are int32 milliseconds, so results are exact and two engines can be compared by equality. The
functions release the GIL and keep no state of their own: the caller brings the memory, one a thread.

Dijkstra's search with a queue of buckets (Dial 1969; Denardo and Fox 1979). Bucket ``b``
holds the nodes whose label lies in ``[b * width, (b + 1) * width)``. Inside a bucket the order is free: a
node is expanded again when its label falls while its bucket is open, so the labels at the end are exact
for any width. The buckets stand in a ring, since no label in the queue exceeds the current one by more
than the longest arc; each is one run of memory, written and read in order, which the processor's cache
likes. On street graphs this is several times as fast as a heap.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.streets.network import UNREACHABLE, Adjacency, Int32

_INF = np.int32(UNREACHABLE)


@dataclass(frozen=True, eq=False)
class Workspace:
    """Memory of one thread's searches on one adjacency; every search leaves it clean.

    Parameters
    ----------
    labels : ndarray of int32, shape (nodes,)
        All ``UNREACHABLE`` between searches.
    touched : ndarray of int32, shape (nodes + 1,)
        Nodes that the running search has labelled.
    queue : ndarray of int64, shape (a power of two, entries)
        Buckets: a label and a node in each entry (:func:`pack`). A search that needs longer buckets makes its own.
    sizes : ndarray of int64, shape (a power of two,)
        Entries in each bucket; all 0 between searches.
    shift : int
        A bucket is ``2 ** shift`` milliseconds wide.
    """

    labels: Int32
    touched: Int32
    queue: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    shift: int


def make_workspace(adjacency: Adjacency, *, shift: int | None = None, entries: int | None = None) -> Workspace:
    """Make the memory for searches within a limit.

    Parameters
    ----------
    adjacency : Adjacency
        The arcs that will be searched.
    shift : int, optional
        Bucket width as a power of two; by default near half the mean arc, which measured best.
    entries : int, optional
        Entries that a bucket holds before it must grow; by default what a front as long as the network is wide
        needs. More would cost memory even unused: the kernel hands out huge pages.
    """
    ms = adjacency.arcs[:, 1]
    if shift is None:
        mean = float(ms.mean()) if len(ms) else 1.0
        shift = max(0, int(np.log2(max(mean / 2, 1.0))))
    if entries is None:
        entries = 1 << int(np.ceil(np.log2(8 * np.sqrt(max(adjacency.node_count, 1)))))
    longest = int(ms.max(initial=1))
    ring = 1 << int(np.ceil(np.log2((longest >> shift) + 2)))
    return Workspace(
        labels=np.full(adjacency.node_count, UNREACHABLE, dtype=np.int32),
        touched=np.empty(adjacency.node_count + 1, dtype=np.int32),
        queue=np.empty((ring, entries), dtype=np.int64),
        sizes=np.zeros(ring, dtype=np.int64),
        shift=shift,
    )


@njit(cache=True, nogil=True)
def pack(label, node):
    """Write a label and a node as one int64 that sorts by label."""
    return (np.int64(label) << 32) | np.int64(node)


@njit(cache=True, nogil=True)
def spread(start, arcs, seed_nodes, seed_ms, limit, labels, touched, queue, sizes, shift):
    """Label every node that the seeds reach within a limit.

    Parameters
    ----------
    start, arcs : ndarray of int32
        Of an :class:`~gis.streets.network.Adjacency`.
    seed_nodes, seed_ms : ndarray of int32, shape (seeds,)
        Where the search starts and at which label. Labels may differ by one longest arc at most
        (places on a street do), or the ring of buckets would be too short.
    limit : int
        Largest label, inclusive; below ``UNREACHABLE``.
    labels, touched, queue, sizes, shift
        Of a :class:`Workspace`.

    Returns
    -------
    int
        Number of nodes labelled: they are ``touched[:n]``. Read ``labels``, then call :func:`clean`.
    """
    room = max(queue.shape[1], len(seed_nodes))
    count = -1 if room > queue.shape[1] else _spread(
        start, arcs, seed_nodes, seed_ms, limit, labels, touched, queue, sizes, shift
    )  # fmt: skip
    while count < 0:  # a bucket was full: once more from the start with twice the room
        clean(labels, touched, -count - 1)
        sizes[:] = 0
        room *= 2
        longer = np.empty((queue.shape[0], room), dtype=np.int64)
        count = _spread(start, arcs, seed_nodes, seed_ms, limit, labels, touched, longer, sizes, shift)
    return count


@njit(cache=True, nogil=True)
def _spread(start, arcs, seed_nodes, seed_ms, limit, labels, touched, queue, sizes, shift):
    """Search with buckets of fixed length; one that is full ends the search with ``-1 - touched``."""
    mask = len(sizes) - 1
    room = queue.shape[1]
    count = 0
    waiting = 0
    current = limit >> shift
    for i in range(len(seed_nodes)):
        node, label = seed_nodes[i], seed_ms[i]
        if label <= limit and label < labels[node]:
            touched[count] = node
            count += labels[node] == _INF
            labels[node] = label
            bucket = (label >> shift) & mask
            queue[bucket, sizes[bucket]] = pack(label, node)
            sizes[bucket] += 1
            waiting += 1
            current = min(current, label >> shift)
    while waiting > 0:
        place = current & mask
        i = 0
        while i < sizes[place]:
            entry = queue[place, i]
            i += 1
            node, label = np.int32(entry & 0xFFFFFFFF), np.int32(entry >> 32)
            if labels[node] != label:
                continue  # a better label came after this entry
            for arc in range(start[node], start[node + 1]):
                head, reached = arcs[arc, 0], label + arcs[arc, 1]
                old = labels[head]
                if reached < old and reached <= limit:
                    touched[count] = head  # counted only when it is new: cheaper than a branch that guesses wrong
                    count += old == _INF
                    labels[head] = reached
                    bucket = (reached >> shift) & mask
                    size = sizes[bucket]
                    if size == room:
                        return -1 - count
                    queue[bucket, size] = (reached << 32) | head
                    sizes[bucket] = size + 1
                    waiting += 1
        waiting -= sizes[place]
        sizes[place] = 0
        current += 1
    return count


@njit(cache=True, nogil=True)
def clean(labels, touched, count):
    """Forget the labels of a search, so that the memory serves the next one."""
    for i in range(count):
        labels[touched[i]] = _INF


@njit(cache=True, nogil=True)
def collect(labels, touched, count):
    """Take the nodes of a search and their labels out of the memory, which is clean afterwards.

    Returns
    -------
    nodes, ms : ndarray of int32, shape (count,)
        In the order in which they were first reached.
    """
    nodes = touched[:count].copy()
    ms = np.empty(count, dtype=np.int32)
    for i in range(count):
        ms[i] = labels[nodes[i]]
        labels[nodes[i]] = _INF
    return nodes, ms


@njit(cache=True, nogil=True)
def spread_rows(
    start, arcs, seed_start, seed_nodes, seed_ms, limit, labels, touched, queue, sizes, shift,
    end_start, end_nodes, end_ms, rows,
):  # fmt: skip
    """Fill a table of times: one search a row, one column an end.

    Parameters
    ----------
    seed_start, seed_nodes, seed_ms : ndarray of int32, shapes (rows + 1,), (seeds,) and (seeds,)
        Seeds of row ``r`` are ``seed_start[r]:seed_start[r + 1]`` of ``seed_nodes`` and ``seed_ms``.
    end_start, end_nodes, end_ms : ndarray of int32, shapes (columns + 1,), (entries,) and (entries,)
        Nodes by which the end ``c`` is entered are ``end_start[c]:end_start[c + 1]`` of ``end_nodes``, each
        with the milliseconds from the node to the end in ``end_ms``.
    rows : ndarray of int32, shape (rows, columns)
        Written: milliseconds, or ``UNREACHABLE`` beyond the limit.
    start, arcs, limit, labels, touched, queue, sizes, shift
        As in :func:`spread`.
    """
    for row in range(len(rows)):
        a, b = seed_start[row], seed_start[row + 1]
        count = spread(
            start, arcs, seed_nodes[a:b], seed_ms[a:b], limit, labels, touched, queue, sizes, shift
        )  # fmt: skip
        for column in range(rows.shape[1]):
            best = np.int64(_INF)
            for i in range(end_start[column], end_start[column + 1]):
                label = np.int64(labels[end_nodes[i]]) + end_ms[i]
                best = min(best, label)
            rows[row, column] = best if best <= limit else _INF
        clean(labels, touched, count)


M = TypeVar("M")


@contextmanager
def lent(pool: deque[M], make: Callable[[], M]) -> Iterator[M]:
    """Lend the memory of a search, so that a short one on millions of nodes need not blank megabytes first.

    Parameters
    ----------
    pool : deque
        Memory not in use; safe between threads.
    make : callable
        Makes memory when the pool is empty.

    Yields
    ------
    object
        Taken back only after a search that cleaned up: one broken off by an error is thrown away.
    """
    try:
        memory = pool.pop()
    except IndexError:
        memory = make()
    yield memory
    pool.append(memory)
