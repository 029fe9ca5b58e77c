"""Published coordinates as they are met: swapped, outside Korea, metres labelled degrees, in an unnamed system.

A pair of metres fits several Korean systems at once (5181 and 5186 differ by 100 km of false northing, 5174 from 5181
by the ellipsoid). Which one is meant is decided by the address: the system that puts the point into the district the
address names.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pyproj import Transformer

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
class Unreadable:
    """Why a published pair gives no point: ``missing``, ``outside_korea`` or ``ambiguous_system``."""

    reason: str


def read_point(lat: object, lon: object, *, agrees: Agrees | None = None) -> Point | Unreadable:
    """Turn a published pair into a point, or say why that is impossible.

    Parameters
    ----------
    lat, lon : object
        As published in the columns that call themselves latitude and longitude: numbers or text.
    agrees : Agrees, optional
        The district of the address. Without it only degrees are read, as published or swapped.

    Returns
    -------
    Point or Unreadable
        A pair of degrees inside Korea is taken as published even when the address disagrees (that is stated with the
        row, not repaired here), unless swapping it is what makes it Korean. Metres are read only when exactly one
        system, or the first of several that give the same place, agrees with the address.
    """
    first, second = _number(lat), _number(lon)
    if first is None or second is None or (first == 0 and second == 0):
        return Unreadable("missing")
    if crs.is_in_korea(first, second):
        return Point(first, second, "as_published")
    if crs.is_in_korea(second, first):
        return Point(second, first, "swapped")
    candidates = list(_projected(first, second))
    if not candidates:
        return Unreadable("outside_korea")
    fitting = [point for point in candidates if agrees is not None and agrees(point.lat, point.lon)]
    if not fitting or any(_distance_deg(fitting[0], other) > 0.01 for other in fitting[1:]):
        return Unreadable("ambiguous_system")
    return fitting[0]


def _projected(first: float, second: float) -> Iterator[Point]:
    """Give every place in Korea that the pair means in one of the Korean systems, x as lon first, then swapped."""
    if max(abs(first), abs(second)) < 1_000:  # degrees of somewhere else, not metres
        return
    for suffix, x, y in (("", second, first), ("_swapped", first, second)):
        for system in (5186, 5181, 5174, 5179):
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


def _distance_deg(one: Point, other: Point) -> float:
    return math.hypot(one.lat - other.lat, one.lon - other.lon)
