"""Streets as a map draws them: those of a box, by rank, and each name of a rank as few lines.

They are the streets that routes and times follow, so that a map shows nothing else than what was reckoned with.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.streets.network import Floats, Int32, StreetNetwork

Box = tuple[float, float, float, float]
"""West, south, east and north, degrees."""

RANKS = {
    "major": ("motorway", "trunk"),
    "main": ("primary", "secondary"),
    "side": ("tertiary",),
    "small": ("unclassified", "residential", "living_street", "service", "road", "track", "pedestrian"),
    "path": ("footway", "path", "cycleway", "bridleway", "steps", "corridor"),
}
"""Rank -> highway classes, their links included; ferries and lifts are not drawn."""

FROM_ZOOM = {"major": 10, "main": 11, "side": 12, "small": 14, "path": 14}
"""First zoom of each rank: what is finer would be a grey haze, and heavy on a telephone."""

_PIXELS = 512
"""Of the side of a tile on a screen."""

_NAMES = tuple(RANKS)
_RANK_OF = {name: rank for rank, classes in RANKS.items() for name in classes}


@dataclass(frozen=True)
class DrawnStreets:
    """Lines of a map.

    Parameters
    ----------
    lines : list of bytes
        WKB, EPSG:4326: LineString, or MultiLineString where streets of one name do not meet.
    ranks : list of str
        Key of :data:`RANKS` of each line.
    names, names_en : list of str
        Korean and English name of each; empty where none is mapped.
    """

    lines: list[bytes]
    ranks: list[str]
    names: list[str]
    names_en: list[str]


def draw(networks: Sequence[StreetNetwork], box: Box, *, zoom: int) -> DrawnStreets:
    """Return the streets of a box.

    Parameters
    ----------
    networks : sequence of StreetNetwork
        Where two cover the same ground, a class that the earlier one has is drawn from it alone: the later one adds
        what was not mapped there, such as footways.
    box : tuple of float
        West, south, east and north, degrees. Streets that reach into it are drawn whole.
    zoom : int
        Decides by :data:`FROM_ZOOM` which ranks are drawn.
    """
    finest = (box[2] - box[0]) / _PIXELS / 2
    wanted = {rank for rank, first in FROM_ZOOM.items() if zoom >= first}
    parts = [
        _merged(network, _not_yet_drawn(network, _reaching_into(network, box, wanted), networks[:number]), finest)
        for number, network in enumerate(networks)
    ]
    return DrawnStreets(
        [line for part in parts for line in part.lines],
        [rank for part in parts for rank in part.ranks],
        [name for part in parts for name in part.names],
        [name for part in parts for name in part.names_en],
    )


def rank_of(highway: str) -> str:
    """Return the rank of a highway class; empty where it is not drawn."""
    return _RANK_OF.get(highway.removesuffix("_link"), "")


def _ranks(network: StreetNetwork) -> Int32:
    """Return each street's place in :data:`RANKS`, -1 where it is not drawn; shape (streets,)."""
    places = {rank: place for place, rank in enumerate(_NAMES)}
    of_class = np.array([places.get(rank_of(name), -1) for name in network.header.classes], dtype=np.int32)
    return of_class[network.street_class]


def _reaching_into(network: StreetNetwork, box: Box, ranks: Collection[str]) -> Int32:
    west, south, east, north = (round(edge * 1e6) for edge in box)
    left, bottom, right, top = network.keep("extents", lambda: _extents(network))
    is_inside = (left <= east) & (right >= west) & (bottom <= north) & (top >= south)
    is_wanted = np.isin(_ranks(network), [place for place, rank in enumerate(_NAMES) if rank in ranks])
    return np.flatnonzero(is_inside & is_wanted).astype(np.int32)


def _extents(network: StreetNetwork) -> tuple[Int32, Int32, Int32, Int32]:
    start, lon, lat = network.lines()
    first = start[:-1]
    return (
        np.minimum.reduceat(lon, first),
        np.minimum.reduceat(lat, first),
        np.maximum.reduceat(lon, first),
        np.maximum.reduceat(lat, first),
    )


def _not_yet_drawn(network: StreetNetwork, streets: Int32, earlier: Sequence[StreetNetwork]) -> Int32:
    for other in earlier:
        mapped = {other.header.classes[number] for number in np.unique(other.street_class)}
        is_known = np.array([name in mapped for name in network.header.classes])[network.street_class[streets]]
        ends = network.street_from[streets]
        is_there = shapely.intersects_xy(
            other.coverage, network.node_lon_e6[ends] / 1e6, network.node_lat_e6[ends] / 1e6
        )
        streets = streets[~(is_known & is_there)]
    return streets


def _merged(network: StreetNetwork, streets: Int32, finest: float) -> DrawnStreets:
    """Join what has one rank and one name, so that a name can be written along it; ``finest`` degrees are seen."""
    if not len(streets):
        return DrawnStreets([], [], [], [])
    keys = np.column_stack([_ranks(network)[streets], network.street_name[streets]])
    groups, group_of = np.unique(keys, axis=0, return_inverse=True)
    runs = np.split(streets[np.argsort(group_of, kind="stable")], np.cumsum(np.bincount(group_of))[:-1])
    names = [network.names[name] for _rank, name in groups]
    return DrawnStreets(
        [_joined([network.line(int(one)) for one in run], finest).wkb for run in runs],
        [_NAMES[rank] for rank, _name in groups],
        [name for name, _name_en in names],
        [name_en for _name, name_en in names],
    )


def _joined(lines: list[Floats], finest: float) -> BaseGeometry:
    return shapely.simplify(shapely.line_merge(shapely.MultiLineString(lines)), finest)
