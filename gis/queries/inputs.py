"""What a person typed, checked before it is bound to a query."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from gis.crs import LAT_RANGE, LON_RANGE, is_in_korea
from gis.errors import InputError

MAX_RADIUS_M = 100_000.0
"""Farther than this a circle is no longer "near" anybody, metres."""

MAX_ROWS = 10_000
"""Most rows that one search gives."""

MAX_TEXT = 60
"""Longest keyword or place, characters."""

_WILDCARDS = re.compile(r"[%_*?\\|]")


def check_point(lat: float, lon: float) -> tuple[float, float]:
    """Return a point of Korea.

    Parameters
    ----------
    lat, lon : float
        WGS84 degrees.

    Returns
    -------
    tuple of float
        Latitude and longitude.

    Raises
    ------
    InputError
        When a value is no number or the point lies outside Korea's envelope.
    """
    y, x = _number(lat, "lat"), _number(lon, "lon")
    if not is_in_korea(y, x):
        hint = "they look swapped" if is_in_korea(x, y) else "give WGS84 degrees"
        raise InputError(
            f"lat {y:g}, lon {x:g} lies outside Korea (lat {LAT_RANGE[0]}..{LAT_RANGE[1]}, "
            f"lon {LON_RANGE[0]}..{LON_RANGE[1]}): {hint}"
        )
    return y, x


def check_radius_m(radius_m: float) -> float:
    """Return a radius of search in metres.

    Raises
    ------
    InputError
        Unless it is above 0 and at most :data:`MAX_RADIUS_M`.
    """
    radius = _number(radius_m, "radius_m")
    if not 0 < radius <= MAX_RADIUS_M:
        raise InputError(f"the radius {radius:g} m cannot be searched: give more than 0 and at most {MAX_RADIUS_M:g} m")
    return radius


def check_box(box: Sequence[float]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a box in WGS84 degrees.

    Raises
    ------
    InputError
        Unless they are four numbers of degrees, the west before the east and the south below the north.
    """
    if len(box) != 4:
        raise InputError(f"a box of {len(box)} numbers: give west,south,east,north in WGS84 degrees")
    west, south, east, north = (_number(value, name) for value, name in zip(box, _EDGES, strict=True))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(
            f"the box {west:g},{south:g},{east:g},{north:g} cannot be used: give west,south,east,north in WGS84 degrees"
        )
    return west, south, east, north


_EDGES = ("west", "south", "east", "north")


def check_limit(limit: int) -> int:
    """Return a number of rows.

    Raises
    ------
    InputError
        Unless it is a whole number from 1 to :data:`MAX_ROWS`.
    """
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MAX_ROWS:
        raise InputError(f"the limit {limit!r} cannot be used: give a whole number from 1 to {MAX_ROWS}")
    return limit


def check_text(text: str) -> str:
    """Return typed text in one form of Unicode (NFC), single blanks, lower case.

    Raises
    ------
    InputError
        When it is too long, or holds wildcard or control characters.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if len(plain) > MAX_TEXT:
        raise InputError(f"the text is {len(plain)} characters long: give at most {MAX_TEXT}")
    if match := _WILDCARDS.search(plain):
        raise InputError(
            f"{match.group()!r} in the text is a wildcard, which is not supported: type a part of the name"
        )
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in plain):
        raise InputError("the text holds a control character: type letters and digits")
    return plain


def keywords(text: str | None) -> list[str]:
    """Split a search text into the words that must all occur; a blank text gives none.

    Raises
    ------
    InputError
        As :func:`check_text`.
    """
    return [] if text is None else check_text(text).split()


def _number(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} {str(value)[:40]!r} is not a number: give degrees or metres as a number") from None
    if not math.isfinite(number):
        raise InputError(f"{name} is {number}: give a finite number")
    return number
