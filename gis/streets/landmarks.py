"""Landmarks: lower bounds that pull a search towards its destination on large networks.

ALT (Goldberg and Harrelson 2005): by the triangle inequality, times to and from a few far places bound the
time between any two nodes from below; A* with that bound is exact. Worth its memory where a network
has hundreds of thousands of nodes and the ends lie far apart.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from dataclasses import dataclass

import numpy as np
from numba import njit

from gis.streets.kernel import clean, make_workspace, pack, spread
from gis.streets.meeting import pop, push, seed
from gis.streets.network import UNREACHABLE, Int32, StreetNetwork
from gis.terms import Mode

LANDMARK_COUNT = 12
"""Landmarks a mode; 8 bytes a node each."""

LANDMARK_NODES = 50_000
"""Networks from this size on are searched with landmarks where the ends lie far apart: on Seoul's 78,000 nodes that
halves the time of a way across the city, for 0.1 s at the first one and 7 MB a mode."""

_INF = np.int32(UNREACHABLE)


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Times between every node and a few far ones.

    Parameters
    ----------
    nodes : ndarray of int32, shape (landmarks,)
        The nodes chosen.
    ms : ndarray of int32, shape (nodes, landmarks, 2)
        Milliseconds from the landmark to the node, and from the node to the landmark;
        ``UNREACHABLE`` where there is no path.
    """

    nodes: Int32
    ms: Int32


def choose_landmarks(network: StreetNetwork, mode: Mode, *, count: int = LANDMARK_COUNT) -> Landmarks:
    """Choose landmarks, each as far as possible from those before it, in the largest component.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    count : int
        Number of landmarks.

    Returns
    -------
    Landmarks
        Fewer than asked where the component has fewer nodes.
    """
    labels, sizes = network.components(mode)
    inside = np.flatnonzero(labels == sizes.argmax())
    count = min(count, len(inside))
    forward, backward = network.adjacency(mode), network.adjacency(mode, reverse=True)
    ms = np.empty((network.node_count, count, 2), dtype=np.int32)
    far = inside[0]
    nearest = np.full(network.node_count, np.iinfo(np.int64).max, dtype=np.int64)
    nodes = np.empty(count, dtype=np.int32)
    work = make_workspace(forward), make_workspace(backward)
    for i in range(-1, count):  # the first search only finds a rim to start from
        for direction, (adjacency, memory) in enumerate(zip((forward, backward), work, strict=True)):
            reached = spread(
                adjacency.start, adjacency.arcs, np.array([far], dtype=np.int32), np.zeros(1, dtype=np.int32),
                UNREACHABLE - 1, memory.labels, memory.touched, memory.queue, memory.sizes, memory.shift,
            )  # fmt: skip
            if i >= 0:
                ms[:, i, direction] = memory.labels
            if direction == 0:
                distance = memory.labels.astype(np.int64)
            clean(memory.labels, memory.touched, reached)
        if i >= 0:
            nodes[i] = far
            nearest = np.minimum(nearest, distance)
            far = inside[nearest[inside].argmax()]
        else:
            far = inside[distance[inside].argmax()]
    return Landmarks(nodes=nodes, ms=ms)


@njit(cache=True, nogil=True)
def _bound(ms, node, to_nodes, to_ms):
    """Bound the milliseconds from a node to the nearest way into the destination from below."""
    least = np.int64(_INF)
    for t in range(len(to_nodes)):
        target = to_nodes[t]
        bound = np.int64(0)
        for i in range(ms.shape[1]):
            if ms[target, i, 0] != _INF and ms[node, i, 0] != _INF:
                bound = max(bound, np.int64(ms[target, i, 0]) - ms[node, i, 0])
            if ms[node, i, 1] != _INF and ms[target, i, 1] != _INF:
                bound = max(bound, np.int64(ms[node, i, 1]) - ms[target, i, 1])
        least = min(least, bound + to_ms[t])
    return least


@njit(cache=True, nogil=True)
def seek(start, arcs, ms, from_nodes, from_ms, to_nodes, to_ms, side):
    """Search from one place to another with landmarks.

    Parameters
    ----------
    start, arcs : ndarray of int32
        Arcs that leave nodes.
    ms : ndarray of int32, shape (nodes, landmarks, 2)
        Of :class:`Landmarks`.
    from_nodes, from_ms, to_nodes, to_ms : ndarray of int32
        As in :func:`gis.streets.meeting.meet`.
    side : tuple
        Memory of one side (:func:`gis.streets.meeting.make_side`).

    Returns
    -------
    best : int
        Milliseconds, or ``UNREACHABLE``.
    last : int
        The node by which the destination is entered; -1 when there is no path.
    count : int
        Nodes labelled. The caller traces the path and then cleans.
    """
    labels, parents, heap, touched = side
    count, _ = seed(from_nodes, from_ms, labels, parents, heap, touched)
    size = 0
    for i in range(count):  # the same seeds again, ordered by label plus bound
        node = touched[i]
        size = push(heap, size, pack(labels[node] + _bound(ms, node, to_nodes, to_ms), node))
    best = np.int64(_INF)
    last = -1
    while size > 0 and heap[0] >> 32 < best:
        node = heap[0] & 0xFFFFFFFF
        key = heap[0] >> 32
        size = pop(heap, size)
        label = np.int64(labels[node])
        if key > label + _bound(ms, node, to_nodes, to_ms):
            continue  # a better label came after this entry
        for t in range(len(to_nodes)):
            if to_nodes[t] == node and label + to_ms[t] < best:
                best = label + to_ms[t]
                last = node
        for arc in range(start[node], start[node + 1]):
            head, reached = arcs[arc, 0], label + arcs[arc, 1]
            if reached < labels[head]:
                if labels[head] == _INF:
                    touched[count] = head
                    count += 1
                labels[head] = reached
                parents[head, 0] = arc
                parents[head, 1] = node
                size = push(heap, size, pack(reached + _bound(ms, head, to_nodes, to_ms), head))
    return best, last, count
