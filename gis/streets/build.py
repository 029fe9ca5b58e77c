"""From OpenStreetMap's ways to streets between junctions.

The simplification follows osmnx (Boeing 2017): a node where exactly two pieces of one and the same street
meet is part of its geometry, every other node is a junction. Unlike osmnx's default, pieces that differ
in name, class, speed or direction are different streets, since directions and times need them apart.
A barrier inside a street that stops a mode becomes two nodes with a short connection for the others.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from numba import njit
from shapely.geometry import MultiPolygon, Polygon

from gis.errors import SourceError
from gis.streets.metric import distance_m, metres_per_degree
from gis.streets.network import CLOSED, FLAGS, Floats, Header, Int32, StreetNetwork
from gis.streets.tags import Feature, WayProfile
from gis.terms import MODES, Mode

Int64 = npt.NDArray[np.int64]
Holds = Literal["all", "drive", "walk"]
"""Which ways an extract was cut to: all, those of cars, or those of walkers."""

COMPLETE_FOOTWAY_SHARE = 0.05
"""From this share of footways in the length on, an extract is taken to hold all ways when nobody says."""

BUILT_UP_JUNCTIONS_PER_KM2 = 40.0
"""From this density of junctions on, cars have the speeds of built-up areas."""

_SQUARE_DEG = 0.005
_HULL_RATIO = 0.2
_HULL_MARGIN_DEG = 0.002


@dataclass(frozen=True, eq=False)
class RawStreets:
    """Ways as they were read.

    Parameters
    ----------
    way_start : ndarray of int64, shape (ways + 1,)
        Nodes of way ``w`` are ``way_start[w]:way_start[w + 1]`` of ``way_nodes``.
    way_nodes : ndarray of int64
        Indices into the node arrays.
    way_profile : ndarray of int32, shape (ways,)
        Index into ``profiles``.
    profiles : sequence of WayProfile
        Distinct profiles.
    lon, lat : ndarray of float, shape (nodes,)
        WGS84 degrees.
    node_feature : ndarray of int32, shape (nodes,)
        Index into ``features``; -1 where nothing stands.
    features : sequence of Feature
        Distinct features.
    suspicious_speeds : int
        Ways whose speed limit was not believed.
    missing_nodes : int
        References to nodes that the file does not hold.
    turn_restrictions : int
        Restrictions of turns that the file holds; they are counted and not applied.
    """

    way_start: Int64
    way_nodes: Int64
    way_profile: Int32
    profiles: Sequence[WayProfile]
    lon: Floats
    lat: Floats
    node_feature: Int32
    features: Sequence[Feature]
    suspicious_speeds: int = 0
    missing_nodes: int = 0
    turn_restrictions: int = 0


def build_network(
    raw: RawStreets,
    *,
    header: Header,
    coverage: Polygon | MultiPolygon | None = None,
    holds: Holds | None = None,
) -> StreetNetwork:
    """Simplify ways to streets between junctions.

    Parameters
    ----------
    raw : RawStreets
        Ways, profiles and features.
    header : Header
        Name, source and licence; ``complete`` is overwritten by what the extract holds.
    coverage : Polygon or MultiPolygon, optional
        Ground the extract speaks for; by default the hull of its nodes.
    holds : {"all", "drive", "walk"}, optional
        Which ways the extract was cut to; by default told by its share of footways. A network answers for every mode,
        and calls its answers approximate for those whose ways were cut away.

    Returns
    -------
    StreetNetwork
        Nodes in Hilbert order, streets by their first node.

    Raises
    ------
    SourceError
        When no street is left.
    """
    pieces = _pieces(raw)
    if not len(pieces.tail):
        raise SourceError(f"{header.name}: the file holds no street that anybody may use; check the extract")
    chains = _chains(pieces, raw.profiles)
    return _assemble(pieces, raw, chains, header, coverage, holds)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Straight pieces between consecutive nodes; ``barrier`` is the feature of a connection, -1 elsewhere."""

    tail: Int64
    head: Int64
    profile: Int32
    lon: Floats
    lat: Floats
    feature: Int32
    barrier: Int32


def _pieces(raw: RawStreets) -> _Pieces:
    """Cut ways at every node, and nodes in two where a barrier inside a street stops a mode."""
    inside = np.ones(max(len(raw.way_nodes) - 1, 0), dtype=bool)
    inside[raw.way_start[1:-1] - 1] = False
    profile = np.repeat(raw.way_profile, np.diff(raw.way_start))[:-1][inside]
    tail, head = raw.way_nodes[:-1][inside].copy(), raw.way_nodes[1:][inside].copy()
    kept = tail != head
    tail, head, profile = tail[kept], head[kept], profile[kept]
    tail, head, doubled, of_piece, is_tail = _cut_at_barriers(tail, head, raw)
    fresh = len(raw.lon) + np.arange(len(doubled))
    return _Pieces(
        tail=np.concatenate([tail, np.where(is_tail, doubled, fresh)]),
        head=np.concatenate([head, np.where(is_tail, fresh, doubled)]),
        profile=np.concatenate([profile, profile[of_piece]]),
        lon=np.concatenate([raw.lon, raw.lon[doubled]]),
        lat=np.concatenate([raw.lat, raw.lat[doubled]]),
        feature=np.concatenate([raw.node_feature, np.full(len(doubled), -1, dtype=np.int32)]),
        barrier=np.concatenate([np.full(len(tail), -1, dtype=np.int32), raw.node_feature[doubled]]),
    )


def _cut_at_barriers(
    tail: Int64, head: Int64, raw: RawStreets
) -> tuple[Int64, Int64, Int64, Int64, npt.NDArray[np.bool_]]:
    """Return one of the two pieces at each barrier a node of its own.

    Returns
    -------
    tail, head : ndarray of int64
        Ends of the pieces, with the new nodes numbered after the old ones.
    doubled, of_piece : ndarray of int64, shape (barriers,)
        The node that was doubled, and the piece that now ends at its double.
    is_tail : ndarray of bool, shape (barriers,)
        Whether it is that piece's first node.
    """
    stops = np.array([any(feature.stops) for feature in raw.features] + [False])
    degree = np.bincount(np.concatenate([tail, head]), minlength=len(raw.lon))
    is_barrier = stops[raw.node_feature] & (degree == 2)
    ends = np.concatenate([tail, head])
    at_barrier = np.flatnonzero(is_barrier[ends])  # ends that leave a barrier come first
    doubled, first = np.unique(ends[at_barrier], return_index=True)
    chosen = at_barrier[first]
    ends[chosen] = len(raw.lon) + np.arange(len(doubled))
    return ends[: len(tail)], ends[len(tail) :], doubled, chosen % len(tail), chosen < len(tail)


@dataclass(frozen=True, eq=False)
class _Chains:
    """Nodes of each street one after the other, and the piece that each began with."""

    start: Int64
    nodes: Int64
    piece: Int64


def _chains(pieces: _Pieces, profiles: Sequence[WayProfile]) -> _Chains:
    """Join pieces over nodes that are no junction."""
    both_ways = np.array([all(a == b for a, b in profile.kmh) for profile in profiles])
    count = len(pieces.lon)
    ends = np.concatenate([pieces.tail, pieces.head])
    order = np.argsort(ends, kind="stable")
    degree = np.bincount(ends, minlength=count)
    first = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(degree, out=first[1:])
    ends_of_node = order  # an end is piece (tail) or piece + pieces (head)
    pairs = np.flatnonzero(degree == 2)
    first_end, other = ends_of_node[first[pairs]], ends_of_node[first[pairs] + 1]
    total = len(pieces.tail)
    piece_one, piece_other = first_end % total, other % total
    profile = pieces.profile[piece_one]
    runs_through = (first_end < total) != (other < total)
    passes = (
        (profile == pieces.profile[piece_other])
        & (both_ways[profile] | runs_through)
        & (piece_one != piece_other)
        & (pieces.barrier[piece_one] < 0)
        & (pieces.barrier[piece_other] < 0)
    )
    is_inner = np.zeros(count, dtype=bool)
    is_inner[pairs[passes]] = True
    return _Chains(*_walk(pieces.tail, pieces.head, first, ends_of_node, is_inner))


@njit(cache=True)
def _walk(tail, head, first, ends_of_node, is_inner):
    """Walk from junction to junction; rings without a junction start at their first node.

    Each chain keeps the direction in which its first piece was drawn, so that one-way streets stay as drawn.
    """
    total = len(tail)
    done = np.zeros(total, dtype=np.bool_)
    nodes = np.empty(2 * total + 1, dtype=np.int64)
    start = np.empty(total + 1, dtype=np.int64)
    begun_with = np.empty(total, dtype=np.int64)
    chains = 0
    size = 0
    start[0] = 0
    for ring in (False, True):
        for piece in range(total):
            if done[piece]:
                continue
            begins = not is_inner[tail[piece]]
            ends = not is_inner[head[piece]]
            if not (begins or ends or ring):
                continue
            backward = ends and not begins
            at = head[piece] if backward else tail[piece]
            origin = at
            nodes[size] = at
            size += 1
            low = size - 1
            current = piece
            while True:
                done[current] = True
                at = head[current] if at == tail[current] else tail[current]
                nodes[size] = at
                size += 1
                if not is_inner[at] or at == origin:
                    break
                first_end, other = ends_of_node[first[at]] % total, ends_of_node[first[at] + 1] % total
                current = other if first_end == current else first_end
            if backward:
                nodes[low:size] = nodes[low:size][::-1].copy()
            begun_with[chains] = piece
            chains += 1
            start[chains] = size
    return start[: chains + 1].copy(), nodes[:size].copy(), begun_with[:chains].copy()


def _assemble(
    pieces: _Pieces,
    raw: RawStreets,
    chains: _Chains,
    header: Header,
    coverage: Polygon | MultiPolygon | None,
    holds: Holds | None,
) -> StreetNetwork:
    """Put nodes and streets into their final order and write the arrays."""
    first, last = chains.nodes[chains.start[:-1]], chains.nodes[chains.start[1:] - 1]
    kept = np.unique(np.concatenate([first, last]))
    # What is near on the ground becomes near in memory and in the file.
    place = gpd.GeoSeries.from_xy(pieces.lon[kept], pieces.lat[kept]).hilbert_distance(level=16)
    kept = kept[np.argsort(place, kind="stable")]
    number = np.full(len(pieces.lon), -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    order = np.lexsort((number[last], number[first]))
    chains = _reorder(chains, order)
    first, last = first[order], last[order]
    profile = pieces.profile[chains.piece]
    middle = chains.nodes[(chains.start[:-1] + chains.start[1:]) // 2]
    is_built_up = _is_built_up(pieces, kept, middle)
    length_m = _lengths(pieces, chains)
    inner = np.ones(len(chains.nodes), dtype=bool)
    inner[chains.start[:-1]] = False
    inner[chains.start[1:] - 1] = False
    points = chains.nodes[inner]
    lon_e6, lat_e6 = (np.round(values * 1e6).astype(np.int32) for values in (pieces.lon, pieces.lat))
    names, name_of_profile = _names(raw.profiles)
    flags = np.array([item.flags for item in raw.profiles], dtype=np.uint8)[profile]
    classes = [header.classes.index(item.street_class) for item in raw.profiles]
    return StreetNetwork(
        header=replace(header, complete=_complete(length_m, flags, holds)),
        node_lon_e6=lon_e6[kept],
        node_lat_e6=lat_e6[kept],
        street_from=number[first],
        street_to=number[last],
        street_length_dm=np.maximum(np.round(length_m * 10), 1).astype(np.int32),
        street_ms=_times(pieces, raw, chains, length_m, is_built_up),
        street_class=np.array(classes, dtype=np.uint8)[profile],
        street_flags=flags,
        street_name=name_of_profile[profile],
        point_start=(chains.start - 2 * np.arange(len(chains.start))).astype(np.int32),
        point_lon_e6=lon_e6[points],
        point_lat_e6=lat_e6[points],
        node_is_cut=np.zeros(len(kept), dtype=bool),
        names=names,
        coverage=coverage or _hull(pieces.lon[kept], pieces.lat[kept]),
    )


def _hull(lon: Floats, lat: Floats) -> Polygon | MultiPolygon:
    """Draw a hull around points that follows inlets, widened by some 200 m."""
    hull = shapely.concave_hull(shapely.multipoints(np.column_stack([lon, lat])), ratio=_HULL_RATIO)
    return cast("Polygon | MultiPolygon", shapely.simplify(shapely.buffer(hull, _HULL_MARGIN_DEG), 1e-4))


def _reorder(chains: _Chains, order: Int64) -> _Chains:
    """Put the streets into another order."""
    count = np.diff(chains.start)[order]
    start = np.concatenate([[0], np.cumsum(count)])
    within = np.arange(start[-1]) - np.repeat(start[:-1], count)
    return _Chains(start, chains.nodes[np.repeat(chains.start[:-1][order], count) + within], chains.piece[order])


def _lengths(pieces: _Pieces, chains: _Chains) -> Floats:
    """Metres along each street."""
    lon, lat = pieces.lon[chains.nodes], pieces.lat[chains.nodes]
    steps = distance_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    steps[chains.start[1:-1] - 1] = 0.0  # from the end of a street to the start of the next
    sums = np.concatenate([[0.0], np.cumsum(steps)])
    result: Floats = sums[chains.start[1:] - 1] - sums[chains.start[:-1]]
    return result


def _is_built_up(pieces: _Pieces, junctions: Int64, places: Int64) -> npt.NDArray[np.bool_]:
    """Return which places lie in a square of the ground with many junctions."""
    row = np.floor(pieces.lat / _SQUARE_DEG).astype(np.int64)
    column = np.floor(pieces.lon / _SQUARE_DEG).astype(np.int64)
    square = row * 1_000_000 + column
    ends = np.concatenate([pieces.tail, pieces.head])
    crossings = junctions[np.bincount(ends, minlength=len(pieces.lon))[junctions] > 2]
    squares, count = np.unique(square[crossings], return_counts=True)
    lon_m, lat_m = metres_per_degree(pieces.lat[places])
    area_km2 = _SQUARE_DEG**2 * lon_m * lat_m / 1e6
    place = np.searchsorted(squares, square[places]).clip(max=max(len(squares) - 1, 0))
    count_around = (
        np.where(squares[place] == square[places], count[place], 0) if len(squares) else np.zeros(len(places))
    )
    is_dense: npt.NDArray[np.bool_] = count_around / area_km2 >= BUILT_UP_JUNCTIONS_PER_KM2
    return is_dense


def _times(
    pieces: _Pieces, raw: RawStreets, chains: _Chains, length_m: Floats, is_built_up: npt.NDArray[np.bool_]
) -> Int32:
    """Milliseconds by mode and direction: length at the profile's speed, and what holds one up on the way.

    A node's delay belongs to whoever passes or reaches it, so the node at a street's start is left out.
    """
    features = [*raw.features, Feature((0.0,) * 3, (0.0,) * 3, (False,) * 3)]
    delays = np.array([[item.road_s, item.path_s] for item in features]).transpose(1, 0, 2)
    profile = pieces.profile[chains.piece]
    by_profile = np.array([[item.kmh, _slowed(item)] for item in raw.profiles], dtype=float)
    kmh = by_profile[profile, is_built_up.astype(int)]
    is_path = np.array([bool(item.flags & FLAGS["footway"]) for item in raw.profiles])[profile]
    count = np.diff(chains.start)
    along = delays[np.repeat(is_path, count).astype(int), pieces.feature[chains.nodes]]
    sums = np.concatenate([np.zeros((1, len(MODES))), np.cumsum(along, axis=0)])
    low, high = chains.start[:-1], chains.start[1:]
    delay_s = np.stack([sums[high] - sums[low + 1], sums[high - 1] - sums[low]], axis=2)
    seconds = length_m[:, None, None] * 3.6 / np.where(kmh > 0, kmh, 1.0) + delay_s
    stops = np.array([item.stops for item in features])[pieces.barrier[chains.piece]]
    is_open = (kmh > 0) & ~stops[:, :, None]
    return np.where(is_open, np.maximum(np.round(seconds * 1000), 1), CLOSED).astype(np.int32)


def _slowed(profile: WayProfile) -> list[list[float]]:
    """Speeds of a profile in built-up areas."""
    return [[kmh * share for kmh in pair] for pair, share in zip(profile.kmh, profile.built_up, strict=True)]


def _names(profiles: Sequence[WayProfile]) -> tuple[tuple[tuple[str, str], ...], Int32]:
    """List the distinct names (0 is no name) and each profile's place among them."""
    pairs = [(item.name, item.name_en) for item in profiles]
    names = (("", ""), *sorted(set(pairs) - {("", "")}))
    index = {pair: i for i, pair in enumerate(names)}
    return names, np.array([index[pair] for pair in pairs], dtype=np.int32)


def _complete(length_m: Floats, flags: npt.NDArray[np.uint8], holds: Holds | None) -> tuple[Mode, ...]:
    """Tell for which modes the extract holds what matters: walking needs the footways, bicycles every street."""
    if holds is None:
        share = float(length_m[(flags & FLAGS["footway"]) > 0].sum() / max(length_m.sum(), 1e-9))
        holds = "all" if share >= COMPLETE_FOOTWAY_SHARE else "drive"
    complete: dict[Holds, tuple[Mode, ...]] = {"all": MODES, "drive": ("car",), "walk": ("walk",)}
    return complete[holds]
