"""Published coordinates as they are met: swapped, outside Korea, metres labelled degrees, in an unnamed system.

A pair of metres fits several Korean systems at once: 5181 and 5186 differ by 100 km of false northing, and each modern
system has a twin on the old datum (Bessel: 5174 and 2097 beside 5181, 5178 beside 5179) whose places lie some 300 m
away. Which one is meant is decided by the address: the system that puts the point into the district the address names.
No district tells twins apart: such a pair is no point by itself, and the places it may mean are handed on.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pyproj import Geod, Transformer

from gis import crs

Agrees = Callable[[float, float], bool]
"""Tells whether a point (lat, lon in degrees) lies in the district that the address names."""


@dataclass(frozen=True)
class Point:
    """A point in WGS84 degrees and what was done to the published pair.

    Attributes
    ----------
    lat, lon : float
        WGS84 degrees inside Korea's envelope.
    rule : str
        ``as_published``, ``swapped``, ``from_epsg_5174`` ... or ``from_epsg_5174_swapped`` ...
    """

    lat: float
    lon: float
    rule: str


@dataclass(frozen=True)
class UnreadablePoint:
    """Why a published pair gives no point.

    Attributes
    ----------
    reason : str
        ``missing``, ``outside_korea``, ``ambiguous_system`` (places kilometres apart) or ``ambiguous_datum`` (places
        a few hundred metres apart).
    candidates : tuple of Point
        With ``ambiguous_datum`` the places it may mean, the modern datum first.
    """

    reason: str
    candidates: tuple[Point, ...] = ()


KOREAN_SYSTEMS = (5186, 5181, 5179, 5174, 2097, 5178)
"""Projected systems met in public files (EPSG), the modern ones first; the last three stand on the old datum."""

SAME_PLACE_M = 100.0
"""Places closer than this are one: what a published point of a road address is trusted to."""

TWINS_WITHIN_M = 1_000.0
"""Systems that differ by their datum alone give places closer than this; others, places many kilometres apart."""

_GEOD = Geod(ellps="WGS84")


def read_point(lat: object, lon: object, *, agrees: Agrees | None = None) -> Point | UnreadablePoint:
    """Turn a published pair into a point, or say why that is impossible.

    Parameters
    ----------
    lat, lon : object
        As published in the columns that call themselves latitude and longitude: numbers or text.
    agrees : Agrees, optional
        The district of the address. Without it only degrees are read, as published or swapped.

    Returns
    -------
    Point or UnreadablePoint
        A pair of degrees inside Korea is taken as published even when the address disagrees (that is stated with the
        row, not repaired here), unless swapping it is what makes it Korean. Metres are read only when all systems that
        agree with the address give one place, within :data:`SAME_PLACE_M`.
    """
    first, second = _number(lat), _number(lon)
    if first is None or second is None or (first == 0 and second == 0):
        return UnreadablePoint("missing")
    if crs.is_in_korea(first, second):
        return Point(first, second, "as_published")
    if crs.is_in_korea(second, first):
        return Point(second, first, "swapped")
    candidates = list(_projected(first, second))
    if not candidates:
        return UnreadablePoint("outside_korea")
    fitting = [point for point in candidates if agrees is not None and agrees(point.lat, point.lon)]
    if not fitting or (apart_m := spread_m(fitting)) > TWINS_WITHIN_M:
        return UnreadablePoint("ambiguous_system")
    return fitting[0] if apart_m <= SAME_PLACE_M else UnreadablePoint("ambiguous_datum", tuple(fitting))


def _projected(first: float, second: float) -> Iterator[Point]:
    """Return every place in Korea that the pair means in one of the Korean systems, x as lon first, then swapped."""
    if max(abs(first), abs(second)) < 1_000:  # degrees of somewhere else, not metres
        return
    for suffix, x, y in (("", second, first), ("_swapped", first, second)):
        for system in KOREAN_SYSTEMS:
            lon, lat = _to_degrees(system).transform(x, y)
            if math.isfinite(lat) and crs.is_in_korea(lat, lon):
                yield Point(lat, lon, f"from_epsg_{system}{suffix}")


@cache
def _to_degrees(system: int) -> Transformer:
    return Transformer.from_crs(system, crs.GEOGRAPHIC, always_xy=True)


def _number(value: object) -> float | None:
    try:
        number = float(str(value).strip().replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Measure the geodesic distance of two points on WGS84, metres."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2])


def spread_m(points: Sequence[Point]) -> float:
    """Measure how far the farthest of some places lies from the first, metres."""
    first, *others = points
    return max((distance_m(first.lat, first.lon, other.lat, other.lon) for other in others), default=0.0)
