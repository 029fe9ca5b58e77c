"""What the map explorer is asked, as its address: a reading, a region, layers, a window; read with mistrust."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.data.access import USUAL
from app.data.regions import Level
from app.policy import gap_view
from gis.analysis.readings import DEPARTURES, Reading, hour_text
from gis.errors import InputError
from gis.windows import Bounds, check_bounds

SURFACES = ("cells", "regions", "none")
"""What is filled on the map, the usual first."""

OVERLAYS = ("centers", "ways", "height")
"""What can be laid over it."""

OPACITIES = ("100", "80", "60", "40")
"""How strongly the surface is drawn, per cent."""

CORNERS = ("sw", "ne")
"""Parameters of a window's corners: latitude and longitude."""

AROUND_KM = 5
"""Half of the side of the window that is drawn around a cell."""

_CORNER = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*")
_KM_PER_DEGREE = 111.0
_FIRST_HOUR = 9


@dataclass(frozen=True)
class ExploreView:
    """Everything that decides what the explorer shows.

    Attributes
    ----------
    reading : Reading
    region_code : str or None
        MOIS code of a sido (2 digits) or sigungu (5); None is the nation.
    surface : str
        Out of :data:`SURFACES`.
    overlays : tuple of str
        Out of :data:`OVERLAYS`; centers and ways stand within a region only.
    opacity : str
        Out of :data:`OPACITIES`.
    bounds : Bounds or None
        The window, if one is given.
    """

    reading: Reading = USUAL
    region_code: str | None = None
    surface: str = "cells"
    overlays: tuple[str, ...] = ()
    opacity: str = "80"
    bounds: Bounds | None = None

    @property
    def level(self) -> Level:
        """Level of the units that are listed: sigungu, and emd within one or within a window."""
        return "emd" if self.bounds or len(self.region_code or "") > 2 else "sigungu"


def read(query: Mapping[str, object], kinds: Sequence[str]) -> ExploreView:
    """Read what is asked; a part that cannot be used is taken as not said."""
    base = gap_view.read(query, kinds)
    given = query.get("layer", [])
    wanted = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    overlays = tuple(name for name in OVERLAYS if name in wanted and (base.region_code or name == "height"))
    surface, opacity = str(query.get("map", "")), str(query.get("opacity", ""))
    try:
        bounds = window(query)
    except InputError:
        bounds = None
    return ExploreView(
        base.reading,
        base.region_code,
        surface if surface in SURFACES else SURFACES[0],
        overlays,
        opacity if opacity in OPACITIES else "80",
        bounds,
    )


def hour_beside(reading: Reading, by: int) -> str:
    """Return the hour that follows (1) or precedes (-1) the reading's, as it stands in an address.

    The 168 hours of the week and the 24 of a public holiday make one round; a set of hours counts by its first, and
    where hours are left aside the round begins on Monday at 9.
    """
    hours = reading.hours
    return hour_text(_FIRST_HOUR if hours is None else (hours[0] + by) % DEPARTURES)


def window(query: Mapping[str, object]) -> Bounds | None:
    """Read a window from its two corners; None where neither is given.

    Raises
    ------
    InputError
        When a corner is missing or cannot be read, or they lie the wrong way round.
    """
    texts = [str(query.get(name, "")).strip() for name in CORNERS]
    if not any(texts):
        return None
    read_corners = [_CORNER.fullmatch(text) for text in texts]
    if not all(read_corners):
        raise InputError(f"corners {texts[0][:40]!r} and {texts[1][:40]!r}: give latitude, longitude of each")
    (south, west), (north, east) = ((float(one[1]), float(one[2])) for one in read_corners if one)
    return check_bounds((west, south, east, north))


def around(lat: float, lon: float, km: float = AROUND_KM) -> dict[str, str]:
    """Write the corners of a square window around a point, as they stand in an address."""
    up, right = km / _KM_PER_DEGREE, km / (_KM_PER_DEGREE * math.cos(math.radians(lat)))
    return {"sw": f"{lat - up:.4f},{lon - right:.4f}", "ne": f"{lat + up:.4f},{lon + right:.4f}"}
