"""The street network: arrays of nodes and streets, and the compressed adjacency of each mode."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import MultiPolygon, Polygon

from gis.terms import MODES, Mode

Int32 = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

T = TypeVar("T")


CLOSED = -1
"""Milliseconds of a street that a mode may not use in a direction."""

UNREACHABLE = int(np.iinfo(np.int32).max)
"""Milliseconds of a node that no path reaches."""

FLAGS = {
    "steps": 1,
    "bridge": 2,
    "tunnel": 4,
    "ferry": 8,
    "roundabout": 16,
    "crossing": 32,
    "toll": 64,
    "footway": 128,
}
"""Bits of ``street_flags``."""

MIN_COMPONENT_NODES = 100
"""A strongly connected part below this is a courtyard or a mapping error, not somewhere to start from."""


@dataclass(frozen=True)
class Header:
    """What a network says of itself.

    Parameters
    ----------
    name : str
        Key of the network, such as ``seoul``.
    title : str
        Name for people.
    source, licence : str
        Where the streets come from and under which terms.
    reference_date : str
        ISO date (or month) at which the streets were as mapped here.
    classes : tuple of str
        Highway classes; ``street_class`` is an index into it.
    complete : tuple of str
        Modes for which the extract holds the streets that matter; a network without footways
        answers for walking and bicycles too, but its answers are approximate.
    """

    name: str
    title: str
    source: str
    licence: str
    reference_date: str
    classes: tuple[str, ...]
    complete: tuple[Mode, ...]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Outgoing (or incoming) arcs of every node for one mode, compressed row by row.

    Parameters
    ----------
    start : ndarray of int32, shape (nodes + 1,)
        Arcs of node ``n`` are ``start[n]:start[n + 1]``.
    arcs : ndarray of int32, shape (arcs, 2)
        Node at the other end, and milliseconds; side by side, so that one cache line serves both.
    streets : ndarray of int32, shape (arcs,)
        ``street * 2 + direction`` (1 is against the way the street was drawn).
    """

    start: Int32
    arcs: Int32
    streets: Int32

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1

    def matrix(self) -> csr_array:
        """Return the arcs as a sparse matrix of milliseconds; of parallel arcs the quickest stays."""
        tail = np.repeat(np.arange(self.node_count), np.diff(self.start))
        order = np.lexsort((self.arcs[:, 1], self.arcs[:, 0], tail))
        tail, head, ms = tail[order], self.arcs[order, 0], self.arcs[order, 1]
        first = np.ones(len(tail), dtype=bool)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        shape = (self.node_count, self.node_count)
        return csr_array((ms[first].astype(float), (tail[first], head[first])), shape=shape)


def compress(tail: Int32, head: Int32, ms: Int32, streets: Int32, *, node_count: int) -> Adjacency:
    """Sort arcs by the node they leave.

    Parameters
    ----------
    tail, head, ms, streets : ndarray of int32, shape (arcs,)
        Arcs in any order.
    node_count : int
        Number of nodes.

    Returns
    -------
    Adjacency
        The same arcs; within a node in the order given.
    """
    order = np.argsort(tail, kind="stable")
    start = np.zeros(node_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=node_count), out=start[1:])
    arcs = np.empty((len(tail), 2), dtype=np.int32)
    arcs[:, 0] = head[order]
    arcs[:, 1] = ms[order]
    return Adjacency(start=start, arcs=arcs, streets=streets[order].astype(np.int32))


@dataclass(frozen=True, eq=False)
class StreetNetwork:
    """Streets between junctions, with their geometry, names and times.

    Parameters
    ----------
    header : Header
        Name, source, licence and classes.
    node_lon_e6, node_lat_e6 : ndarray of int32, shape (nodes,)
        WGS84 millionths of a degree; nodes stand in the order of a Hilbert curve, so that what is
        near on the ground is near in memory.
    street_from, street_to : ndarray of int32, shape (streets,)
        Nodes at the ends.
    street_length_dm : ndarray of int32, shape (streets,)
        Length in decimetres along the geometry.
    street_ms : ndarray of int32, shape (streets, 3, 2)
        Milliseconds by mode (walk, bicycle, car) and direction (as drawn, against); ``CLOSED`` where barred.
    street_class : ndarray of uint8, shape (streets,)
        Index into ``header.classes``.
    street_flags : ndarray of uint8, shape (streets,)
        Bits of ``FLAGS``.
    street_name : ndarray of int32, shape (streets,)
        Index into ``names``; 0 is no name.
    point_start : ndarray of int32, shape (streets + 1,)
        Points between the ends of street ``s`` are ``point_start[s]:point_start[s + 1]``.
    point_lon_e6, point_lat_e6 : ndarray of int32, shape (points,)
        WGS84 millionths of a degree.
    node_is_cut : ndarray of bool, shape (nodes,)
        Nodes where the extract was cut: a street goes on from there in reality.
    names : tuple of (str, str)
        Korean and English name; the English one may be empty.
    coverage : Polygon or MultiPolygon
        Ground that the network speaks for, EPSG:4326.
    """

    header: Header
    node_lon_e6: Int32
    node_lat_e6: Int32
    street_from: Int32
    street_to: Int32
    street_length_dm: Int32
    street_ms: Int32
    street_class: npt.NDArray[np.uint8]
    street_flags: npt.NDArray[np.uint8]
    street_name: Int32
    point_start: Int32
    point_lon_e6: Int32
    point_lat_e6: Int32
    node_is_cut: npt.NDArray[np.bool_]
    names: tuple[tuple[str, str], ...]
    coverage: Polygon | MultiPolygon
    _kept: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_lon_e6)

    @property
    def street_count(self) -> int:
        """Number of streets between nodes."""
        return len(self.street_from)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was derived from this network before, or derive it now and keep it.

        Parameters
        ----------
        key : hashable
            Name of the derived thing.
        make : callable
            Makes it; two threads that ask at once may both make it, and one result stays.
        """
        if key not in self._kept:
            self._kept.setdefault(key, make())
        return cast("T", self._kept[key])

    def adjacency(self, mode: Mode, *, reverse: bool = False) -> Adjacency:
        """Return the arcs of a mode, built at the first call and kept.

        Parameters
        ----------
        mode : {"walk", "bicycle", "car"}
            How one travels.
        reverse : bool
            True for the arcs that enter a node instead of those that leave it.
        """
        return self.keep(("adjacency", mode, reverse), lambda: self._compress(mode, reverse=reverse))

    def _compress(self, mode: Mode, *, reverse: bool) -> Adjacency:
        times = self.street_ms[:, MODES.index(mode), :]
        ends = (self.street_from, self.street_to)
        parts = []
        for direction in (0, 1):
            open_ = np.flatnonzero(times[:, direction] != CLOSED)
            tail, head = ends[direction][open_], ends[1 - direction][open_]
            if reverse:
                tail, head = head, tail
            parts.append((tail, head, times[open_, direction], (open_ * 2 + direction).astype(np.int32)))
        tail, head, ms, streets = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return compress(tail, head, ms, streets, node_count=self.node_count)

    def components(self, mode: Mode) -> tuple[Int32, Int32]:
        """Find the strongly connected parts of a mode: within one, every node reaches every other.

        Returns
        -------
        labels : ndarray of int32, shape (nodes,)
            Part of each node.
        sizes : ndarray of int32, shape (parts,)
            Nodes in each part.
        """

        def find() -> tuple[Int32, Int32]:
            _, labels = connected_components(self.adjacency(mode).matrix(), directed=True, connection="strong")
            return labels.astype(np.int32), np.bincount(labels).astype(np.int32)

        return self.keep(("components", mode), find)

    def is_usable(self, mode: Mode) -> npt.NDArray[np.bool_]:
        """Return which streets somebody may start from or arrive at.

        A street counts when the mode may use it and both its ends belong to one strongly connected
        part that is the largest, or has at least ``MIN_COMPONENT_NODES`` nodes (an island).

        Returns
        -------
        ndarray of bool, shape (streets,)
            One value a street.
        """
        labels, sizes = self.components(mode)
        large = sizes >= min(MIN_COMPONENT_NODES, int(sizes.max(initial=0)))
        label_from, label_to = labels[self.street_from], labels[self.street_to]
        is_open = (self.street_ms[:, MODES.index(mode), :] != CLOSED).any(axis=1)
        usable: npt.NDArray[np.bool_] = is_open & (label_from == label_to) & large[label_from]
        return usable

    def line(self, street: int, *, backward: bool = False) -> Floats:
        """Return the geometry of one street.

        Parameters
        ----------
        street : int
            Index of the street.
        backward : bool
            True for the direction against the way it was drawn.

        Returns
        -------
        ndarray of float, shape (points, 2)
            Longitude and latitude, WGS84 degrees, both ends included.
        """
        first, last = self.point_start[street], self.point_start[street + 1]
        line: Floats = np.empty((last - first + 2, 2))
        for axis, (nodes, points) in enumerate(
            ((self.node_lon_e6, self.point_lon_e6), (self.node_lat_e6, self.point_lat_e6))
        ):
            line[0, axis], line[-1, axis] = nodes[self.street_from[street]], nodes[self.street_to[street]]
            line[1:-1, axis] = points[first:last]
        line /= 1e6
        return line[::-1] if backward else line

    def lines(self) -> tuple[Int32, Int32, Int32]:
        """Return every street's points one after the other, both ends included.

        Returns
        -------
        start : ndarray of int32, shape (streets + 1,)
            Points of street ``s`` are ``start[s]:start[s + 1]``.
        lon_e6, lat_e6 : ndarray of int32, shape (points + 2 * streets,)
            WGS84 millionths of a degree.
        """
        count = np.diff(self.point_start) + 2
        start = np.zeros(self.street_count + 1, dtype=np.int32)
        np.cumsum(count, out=start[1:])
        inner = np.ones(int(start[-1]), dtype=bool)
        inner[start[:-1]] = False
        inner[start[1:] - 1] = False
        result = []
        for points, nodes in ((self.point_lon_e6, self.node_lon_e6), (self.point_lat_e6, self.node_lat_e6)):
            values = np.empty(int(start[-1]), dtype=np.int32)
            values[inner] = points
            values[start[:-1]] = nodes[self.street_from]
            values[start[1:] - 1] = nodes[self.street_to]
            result.append(values)
        return start, result[0], result[1]
