"""The quickest way from one point to another on a network."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from gis.crs import LAT_RANGE, LON_RANGE, is_in_korea
from gis.errors import InputError
from gis.streets.kernel import clean, lent
from gis.streets.landmarks import LANDMARK_NODES, choose_landmarks, seek
from gis.streets.meeting import Side, make_side, meet, trace
from gis.streets.metric import distance_m
from gis.streets.network import CLOSED, FLAGS, UNREACHABLE, Floats, StreetNetwork
from gis.streets.snap import SNAP_M, Snapped, snap
from gis.terms import MODES, Mode

LANDMARK_DISTANCE_M = 6000.0
"""Straight distance from which landmarks pay off on a large network."""


@dataclass(frozen=True)
class Position:
    """A point on the ground.

    Parameters
    ----------
    lat, lon : float
        WGS84 degrees within Korea.

    Raises
    ------
    InputError
        When a coordinate is not a number or lies outside Korea.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not is_in_korea(self.lat, self.lon):
            raise InputError(
                f"lat {self.lat}, lon {self.lon} is not in Korea: lat {LAT_RANGE[0]}..{LAT_RANGE[1]}, "
                f"lon {LON_RANGE[0]}..{LON_RANGE[1]}"
            )


def read_mode(text: str) -> Mode:
    """Read a mode from what a person typed.

    Raises
    ------
    InputError
        Naming the modes there are.
    """
    for mode in MODES:
        if text == mode:
            return mode
    raise InputError(f"mode {text!r}: give one of {', '.join(MODES)}")


@dataclass(frozen=True, eq=False)
class Leg:
    """One street of a path, or the part of it that is used.

    Parameters
    ----------
    street : int
        Index of the street.
    backward : bool
        True when it is used against the way it was drawn.
    line : ndarray of float, shape (points, 2)
        Longitude and latitude in the direction of travel.
    length_m, duration_s : float
        Length and time of the part.
    """

    street: int
    backward: bool
    line: Floats
    length_m: float
    duration_s: float


@dataclass(frozen=True, eq=False)
class Route:
    """What a search found.

    Parameters
    ----------
    mode : {"walk", "bicycle", "car"}
        How one travels.
    ms : int
        Milliseconds from point to point, the way to and from the street on foot included.
    legs : tuple of Leg
        The streets in order.
    from_street_m, to_street_m : float
        Metres between the points and the streets.
    origin, destination : Position
        The points asked about.
    warnings : tuple of str
        Codes: approximate, stairs, ferry, toll.
    """

    mode: Mode
    ms: int
    legs: tuple[Leg, ...]
    from_street_m: float
    to_street_m: float
    origin: Position
    destination: Position
    warnings: tuple[str, ...]

    @property
    def length_m(self) -> float:
        """Length in metres, the way to and from the street included."""
        return sum(leg.length_m for leg in self.legs) + self.from_street_m + self.to_street_m

    @property
    def line(self) -> Floats:
        """Longitude and latitude of the path on streets, shape (points, 2), no point twice in a row."""
        points = np.concatenate([leg.line for leg in self.legs])
        moved = np.ones(len(points), dtype=bool)
        moved[1:] = (points[1:] != points[:-1]).any(axis=1)
        return points[moved]


@dataclass(frozen=True)
class Way:
    """One way by which a place on a street is left or entered.

    Parameters
    ----------
    node : int
        Node at the end of the street.
    ms : int
        Milliseconds between the node and the place.
    backward : bool
        True when the street is used against the way it was drawn.
    """

    node: int
    ms: int
    backward: bool


def ways_of(network: StreetNetwork, street: int, share: float, mode: Mode, *, arriving: bool) -> list[Way]:
    """Return the ways by which a place on a street is left, or entered.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    street, share : int, float
        The place (:class:`~gis.streets.snap.Snapped`).
    mode : {"walk", "bicycle", "car"}
        How one travels.
    arriving : bool
        False for the nodes one leaves by, True for those one comes from.
    """
    ways = []
    for backward, ms in enumerate(network.street_ms[street, MODES.index(mode)]):
        if ms != CLOSED:
            is_at_end = arriving == bool(backward)
            node = network.street_to[street] if is_at_end else network.street_from[street]
            part = 1 - share if is_at_end else share
            ways.append(Way(int(node), round(int(ms) * part), bool(backward)))
    return ways


def direct_ms(network: StreetNetwork, street: int, share_from: float, share_to: float, mode: Mode) -> int:
    """Milliseconds between two places on one street without leaving it; ``UNREACHABLE`` against a one-way.

    A place is a share of the street's length from its first node, 0..1; ``mode`` is that of :func:`ways_of`.
    """
    forward, backward = (int(ms) for ms in network.street_ms[street, MODES.index(mode)])
    ms = forward if share_to >= share_from else backward
    return UNREACHABLE if ms == CLOSED else round(ms * abs(share_to - share_from))


def find_route(
    network: StreetNetwork, origin: Position, destination: Position, *, mode: Mode, within_m: float = SNAP_M
) -> Route | None:
    """Find the quickest path.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origin, destination : Position
        From where to where.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    within_m : float
        Largest distance between a point and its street.

    Returns
    -------
    Route or None
        None where a point has no usable street near it, or no street leads there.
    """
    places = snap(network, [origin.lon, destination.lon], [origin.lat, destination.lat], mode=mode, within_m=within_m)
    if (places.street < 0).any():
        return None
    street, share = places.street.tolist(), places.share.tolist()
    leaving = ways_of(network, street[0], share[0], mode, arriving=False)
    arriving = ways_of(network, street[1], share[1], mode, arriving=True)
    is_far = float(distance_m(origin.lon, origin.lat, destination.lon, destination.lat)) > LANDMARK_DISTANCE_M
    path = search(network, leaving, arriving, mode, is_far=is_far)
    direct = direct_ms(network, street[0], share[0], share[1], mode) if street[0] == street[1] else UNREACHABLE
    if direct != UNREACHABLE and (path is None or direct <= path.ms):
        ms, legs = direct, [_part(network, street[0], share[0], share[1], mode)]
    elif path is not None:
        ms, legs = path.ms, _legs(network, places, path, leaving, arriving, mode)
    else:
        return None
    return Route(
        mode=mode,
        ms=ms + int(places.off_street_ms.sum()),
        legs=tuple(legs),
        from_street_m=float(places.distance_m[0]),
        to_street_m=float(places.distance_m[1]),
        origin=origin,
        destination=destination,
        warnings=_warnings(network, legs, mode),
    )


@dataclass(frozen=True)
class ShortestPath:
    """What a search between nodes found.

    Parameters
    ----------
    ms : int
        Milliseconds.
    first, last : int
        Nodes where the whole streets begin and end.
    steps : list of int
        ``street * 2 + direction`` of each whole street in order.
    """

    ms: int
    first: int
    last: int
    steps: list[int]


def search(
    network: StreetNetwork, leaving: list[Way], arriving: list[Way], mode: Mode, *, is_far: bool = False
) -> ShortestPath | None:
    """Search between nodes.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    leaving, arriving : list of Way
        How the origin is left and the destination entered.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    is_far : bool
        True to use landmarks where the network is large enough for them.

    Returns
    -------
    ShortestPath or None
        None when no path leads there.
    """
    nodes = [np.array([way.node for way in ways], dtype=np.int32) for ways in (leaving, arriving)]
    ms = [np.array([way.ms for way in ways], dtype=np.int32) for ways in (leaving, arriving)]
    forward = network.adjacency(mode)
    pool: deque[Side] = network.keep(("sides", mode), deque)
    if is_far and network.node_count >= LANDMARK_NODES:
        landmarks = network.keep(("landmarks", mode), lambda: choose_landmarks(network, mode))
        with lent(pool, lambda: make_side(forward)) as side:
            best, middle, count = seek(
                forward.start, forward.arcs, landmarks.ms, nodes[0], ms[0], nodes[1], ms[1], side
            )
            steps = forward.streets[trace(side[1], middle)][::-1].tolist() if middle >= 0 else []
            clean(side[0], side[3], count)
    else:
        backward = network.adjacency(mode, reverse=True)
        with lent(pool, lambda: make_side(forward)) as ahead, lent(pool, lambda: make_side(backward)) as behind:
            sides = ahead, behind
            best, middle, *counts = meet(
                forward.start, forward.arcs, backward.start, backward.arcs, nodes[0], ms[0], nodes[1], ms[1], *sides
            )
            steps = []
            if middle >= 0:
                steps = forward.streets[trace(sides[0][1], middle)][::-1].tolist()
                steps += backward.streets[trace(sides[1][1], middle)].tolist()
            for side, count in zip(sides, counts, strict=True):
                clean(side[0], side[3], count)
    if best == UNREACHABLE:
        return None
    ends = network.street_from, network.street_to
    first = int(ends[steps[0] & 1][steps[0] >> 1]) if steps else int(middle)
    last = int(ends[1 - (steps[-1] & 1)][steps[-1] >> 1]) if steps else int(middle)
    return ShortestPath(int(best), first, last, steps)


def _legs(
    network: StreetNetwork, places: Snapped, path: ShortestPath, leaving: list[Way], arriving: list[Way], mode: Mode
) -> list[Leg]:
    """Put together the rest of the first street, the whole ones, and the beginning of the last."""
    first = min((way for way in leaving if way.node == path.first), key=lambda way: way.ms)
    last = min((way for way in arriving if way.node == path.last), key=lambda way: way.ms)
    parts = [
        (int(places.street[0]), float(places.share[0]), 0.0 if first.backward else 1.0),
        *((step >> 1, float(step & 1), float(1 - (step & 1))) for step in path.steps),
        (int(places.street[1]), 1.0 if last.backward else 0.0, float(places.share[1])),
    ]
    legs = [_part(network, street, a, b, mode) for street, a, b in parts if a != b]
    return legs or [_part(network, *parts[0], mode)]


def _part(network: StreetNetwork, street: int, share_from: float, share_to: float, mode: Mode) -> Leg:
    """Cut the used part out of a street, in the direction of travel."""
    backward = share_to < share_from
    part = abs(share_to - share_from)
    line = network.line(street, backward=backward)
    if part < 1:
        ends = (1 - share_from, 1 - share_to) if backward else (share_from, share_to)
        line = cut_line(line, *ends)
    return Leg(
        street=street,
        backward=backward,
        line=line,
        length_m=float(network.street_length_dm[street]) / 10 * part,
        duration_s=float(network.street_ms[street, MODES.index(mode), int(backward)]) / 1000 * part,
    )


def cut_line(line: Floats, share_from: float, share_to: float) -> Floats:
    """Cut a line at two shares of its length.

    Parameters
    ----------
    line : ndarray of float, shape (points, 2)
        Longitude and latitude.
    share_from, share_to : float
        0 to 1, in this order.

    Returns
    -------
    ndarray of float, shape (points, 2)
        The part between, both cuts included.
    """
    steps = distance_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    along = np.concatenate([[0.0], np.cumsum(steps)])
    cuts = np.array([share_from, share_to]) * along[-1]
    ends = np.column_stack([np.interp(cuts, along, line[:, axis]) for axis in (0, 1)])
    inner = line[(along > cuts[0]) & (along < cuts[1])]
    return np.concatenate([ends[:1], inner, ends[1:]])


def _warnings(network: StreetNetwork, legs: list[Leg], mode: Mode) -> tuple[str, ...]:
    """Codes of what a traveller should know; their sentences stand in app/text."""
    flags = np.bitwise_or.reduce([int(network.street_flags[leg.street]) for leg in legs])
    codes = [] if mode in network.header.complete else ["approximate"]
    flags_told = [("stairs", "steps"), ("ferry", "ferry"), *([("toll", "toll")] if mode == "car" else [])]
    codes += [code for code, flag in flags_told if flags & FLAGS[flag]]
    return tuple(codes)
