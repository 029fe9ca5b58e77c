"""Compiled searches from one place to another: from both ends, with 4-ary heaps of (label, node) packed in an int64.

Labels and memory are as in :mod:`gis.streets.kernel`.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.streets.kernel import pack
from gis.streets.network import UNREACHABLE, Adjacency, Int32

_INF = np.int32(UNREACHABLE)


@njit(cache=True, nogil=True)
def push(heap, size, key):
    """Put a key into a 4-ary heap of int64 and return the new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 2
        if heap[parent] <= key:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = key
    return size + 1


@njit(cache=True, nogil=True)
def pop(heap, size):
    """Drop the least key, ``heap[0]``, and return the new size."""
    size -= 1
    last = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + 4, size)):
            if heap[other] < heap[least]:
                least = other
        if heap[least] >= last:
            break
        heap[i] = heap[least]
        i = least
    heap[i] = last
    return size


@njit(cache=True, nogil=True)
def seed(nodes, ms, labels, parents, heap, touched):
    """Start one side of a two-sided search; return the sizes of ``touched`` and of the heap.

    ``nodes`` and ``ms`` are the seeds; the memory is that of a side, as in :func:`meet`.
    """
    count = 0
    size = 0
    for i in range(len(nodes)):
        node = nodes[i]
        if ms[i] < labels[node]:
            if labels[node] == _INF:
                touched[count] = node
                count += 1
            labels[node] = ms[i]
            parents[node, 0] = -1
            parents[node, 1] = -1
            size = push(heap, size, pack(ms[i], node))
    return count, size


@njit(cache=True, nogil=True)
def meet(start_f, arcs_f, start_b, arcs_b, from_nodes, from_ms, to_nodes, to_ms, side_f, side_b):
    """Search from both ends until the best meeting point is proven (Pohl 1971).

    Parameters
    ----------
    start_f, arcs_f : ndarray of int32
        Arcs that leave nodes.
    start_b, arcs_b : ndarray of int32
        Arcs that enter nodes.
    from_nodes, from_ms, to_nodes, to_ms : ndarray of int32
        Nodes by which the origin is left and the destination entered, with the milliseconds to them.
    side_f, side_b : tuple
        Labels (nodes,), parents (nodes, 2), heap (arcs + nodes + 2,) and touched (nodes,) of each side.

    Returns
    -------
    best : int
        Milliseconds, or ``UNREACHABLE``.
    middle : int
        Node where the two halves meet; -1 when they do not.
    count_f, count_b : int
        Nodes labelled on each side. The caller traces the path and then cleans.
    """
    labels_f, parents_f, heap_f, touched_f = side_f
    labels_b, parents_b, heap_b, touched_b = side_b
    count_f, size_f = seed(from_nodes, from_ms, labels_f, parents_f, heap_f, touched_f)
    count_b, size_b = seed(to_nodes, to_ms, labels_b, parents_b, heap_b, touched_b)
    best = np.int64(_INF)
    middle = -1
    for i in range(count_f):
        node = touched_f[i]
        if labels_b[node] != _INF and np.int64(labels_f[node]) + labels_b[node] < best:
            best = np.int64(labels_f[node]) + labels_b[node]
            middle = node
    while size_f > 0 and size_b > 0 and (heap_f[0] >> 32) + (heap_b[0] >> 32) < best:
        if heap_f[0] <= heap_b[0]:
            best, middle, count_f, size_f = _advance(
                start_f, arcs_f, labels_f, parents_f, heap_f, touched_f, count_f, size_f, labels_b, best, middle
            )
        else:
            best, middle, count_b, size_b = _advance(
                start_b, arcs_b, labels_b, parents_b, heap_b, touched_b, count_b, size_b, labels_f, best, middle
            )
    return best, middle, count_f, count_b


@njit(cache=True, nogil=True)
def _advance(start, arcs, labels, parents, heap, touched, count, size, others, best, middle):
    """Settle one node of one side, and look whether the other side has been where its arcs lead."""
    label = heap[0] >> 32
    node = heap[0] & 0xFFFFFFFF
    size = pop(heap, size)
    if labels[node] == label:
        for arc in range(start[node], start[node + 1]):
            head, reached = arcs[arc, 0], label + arcs[arc, 1]
            if reached < labels[head]:
                if labels[head] == _INF:
                    touched[count] = head
                    count += 1
                labels[head] = reached
                parents[head, 0] = arc
                parents[head, 1] = node
                size = push(heap, size, pack(reached, head))
                if others[head] != _INF and reached + others[head] < best:
                    best = reached + others[head]
                    middle = head
    return best, middle, count, size


@njit(cache=True, nogil=True)
def trace(parents, node):
    """List the arcs by which a node was reached, the last one first."""
    length = 0
    at = node
    while parents[at, 0] >= 0:
        length += 1
        at = parents[at, 1]
    arcs = np.empty(length, dtype=np.int32)
    at = node
    for i in range(length):
        arcs[i] = parents[at, 0]
        at = parents[at, 1]
    return arcs


Side = tuple[Int32, Int32, npt.NDArray[np.int64], Int32]
"""Labels, parents, heap and touched nodes of one side of a search."""


def make_side(adjacency: Adjacency) -> Side:
    """Make the memory for one side of a search from one place to another."""
    nodes = adjacency.node_count
    return (
        np.full(nodes, UNREACHABLE, dtype=np.int32),
        np.empty((nodes, 2), dtype=np.int32),
        np.empty(len(adjacency.arcs) + nodes + 2, dtype=np.int64),
        np.empty(nodes, dtype=np.int32),
    )
