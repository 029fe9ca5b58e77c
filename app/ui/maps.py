"""What a map shows: composed here from centers, drawn in the browser by app/ui/components/map.js.

Colours are safe for colour-blind eyes, and centers differ in shape as well.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import shapely
from pyproj import Geod
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.data.maps import KOREA, Bounds, OnlineTiles
from app.data.regions import Area
from app.data.search import Origin
from app.text import Text
from app.ui import assets
from gis import hexgrid, vocabulary
from gis.queries.centers import Center
from gis.queries.tiles import MAX_ZOOM, STREET_ZOOMS
from gis.streets.network import Floats

_LEAST_OF_WAY = 0.003
"""Height that a way's picture has at least, degrees: a short way fills its picture, too."""


PALETTE = {
    "sea": "#dbe6ea",
    "land": "#fbf8f2",
    "neighbours": "#e9e6df",
    "sido": "#7f8d8c",
    "sigungu": "#b4beba",
    "emd": "#d5d9d3",
    "area": "#0b5f63",
    "origin": "#1d2527",
    "route": "#1f4fa3",
    "reach": "#0b5f63",
    "group": "#33474b",
    "text": "#3f4b4d",
    "station": "#4d6378",
    "street": "#ffffff",
    "streetEdge": "#bfc2b8",
    "streetMajor": "#f3dfa8",
    "streetName": "#5a5f58",
    "path": "#b9b3a2",
}

STREETS = {"tiles": "/tiles/streets", "zooms": STREET_ZOOMS}
"""Where a map finds the streets, and from which zoom to which."""

MARKS = {
    "public": {"fill": "#0b6e72", "shape": "round"},
    "medical": {"fill": "#9a5800", "shape": "square"},
}

SLOTS, FEW = 16, 4
"""Directions in which centers of one point stand around it, in an inner ring up to so many, else in an outer one."""

GROUP_FROM = 30
"""Number of centers from which near ones are drawn as one mark with their number."""

_GEOD = Geod(ellps="WGS84")


def group_of(kind: str) -> str:
    """Return the group of a kind of center: ``public`` or ``medical``."""
    return next((known.group for known in vocabulary.kinds() if known.code == kind), "medical")


def find(
    say: Text,
    origin: Origin | None,
    centers: Sequence[Center],
    *,
    version: str,
    radius_km: float | None,
    area: Area | None = None,
    chosen: Center | None = None,
    online: OnlineTiles | None = None,
) -> dict[str, Any]:
    """Compose the map of a search.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    origin : Origin or None
        Where the search starts from; drawn as a point, or as the cell it is known by.
    centers : sequence of Center
        What was found.
    version : str
        Version of the data; stands in the address of the tiles.
    radius_km : float or None
        Circle to draw, kilometres; None for none.
    area : Area, optional
        Region to outline.
    chosen : Center, optional
        Drawn larger, above the others.
    online : OnlineTiles, optional
        Drawn below everything else.

    Returns
    -------
    dict
        What components/map.js draws: bounds, grouped points, circle, region, origin.
    """
    shown = list(centers)
    if chosen and all(center.center_id != chosen.center_id for center in shown):
        shown.append(chosen)
    ring = circle(origin.lat, origin.lon, radius_km * 1000) if origin and radius_km else None
    spots = [(center.lon, center.lat) for center in shown] + ([(origin.lon, origin.lat)] if origin else [])
    # With a circle, what is shown lies in it or is the nearest beyond it; both must be in the picture.
    bounds = area.bounds if area else bounds_of([*spots, *(ring or [])]) if spots else KOREA
    return ground(say, version) | {
        "online": asdict(online) if online else None,
        "marks": MARKS,
        "slots": SLOTS,
        "bounds": _widened(bounds),
        "boundsKey": _key(bounds),
        "points": _points(shown),
        "grouped": len(shown) >= GROUP_FROM,
        "chosen": chosen.center_id if chosen else None,
        "area": _feature("Polygon", [ring]) if ring else None,
        "region": {"level": area.level, "codes": list(area.codes)} if area else None,
        "origin": _origin(origin),
        "label": say("map.label_centers", n=len(shown)),
        "size": "beside",
    }


def with_popups(say: Text, content: dict[str, Any], popups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Let each mark say in short what the list says of its center.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    content : dict
        What :func:`find` composed.
    popups : mapping of str to mapping
        By id of the center: ``name``, ``spelled``, ``state`` (a badge or None), ``far`` and ``href``.

    Returns
    -------
    dict
        The content with the popups and their words.
    """
    return content | {"popups": dict(popups), "words": say.group("map.popup")}


def with_route(content: dict[str, Any], line: Floats, ends: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Draw a route on a map, which then shows all of it.

    Parameters
    ----------
    content : dict
        What :func:`find` composed.
    line : ndarray of float, shape (points, 2)
        Longitude and latitude along the streets.
    ends : sequence of tuple of float
        Start and destination (lon, lat); where they lie beside the street, a thin line leads there.

    Returns
    -------
    dict
        The content with the way and its ends, and the bounds of what is to be seen.
    """
    points = [(round(x, 6), round(y, 6)) for x, y in line.tolist()]
    way = _feature("LineString", points) | {"properties": {"part": "street"}}
    beside = [
        _feature("LineString", [end, point]) | {"properties": {"part": "beside"}}
        for end, point in zip(ends, (points[0], points[-1]), strict=True)
    ]
    bounds = bounds_of([*points, *ends])
    route = {"type": "FeatureCollection", "features": [way, *beside]}
    return content | {"route": route, "bounds": _widened(bounds, least=_LEAST_OF_WAY), "boundsKey": _key(bounds)}


def with_reach(content: dict[str, Any], areas: Sequence[MultiPolygon], minutes: Sequence[str]) -> dict[str, Any]:
    """Draw nested areas on a map instead of a circle; the map then shows the largest of them.

    Parameters
    ----------
    content : dict
        What :func:`find` composed.
    areas : sequence of MultiPolygon
        EPSG:4326, the smallest first.
    minutes : sequence of str
        What each is called on its edge.

    Returns
    -------
    dict
        The content with the areas, the largest first, and the bounds of what is to be seen.
    """
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(_plainer(area))}
        for area, name in zip(areas, minutes, strict=True)
    ]
    bounds = areas[-1].bounds
    reach = {"type": "FeatureCollection", "features": features[::-1]}
    return content | {"reach": reach, "area": None, "bounds": _widened(bounds), "boundsKey": _key(bounds)}


def circle(lat: float, lon: float, radius_m: float, corners: int = 72) -> list[tuple[float, float]]:
    """Draw a circle of a geodesic radius as a closed ring of (lon, lat)."""
    turns = [360 / corners * corner for corner in range(corners)] + [0.0]
    lons, lats, _ = _GEOD.fwd([lon] * len(turns), [lat] * len(turns), turns, [radius_m] * len(turns))
    return list(zip(lons, lats, strict=True))


def bounds_of(points: Iterable[tuple[float, float]]) -> Bounds:
    """Return west, south, east and north of points (lon, lat)."""
    lons, lats = zip(*points, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def ground(say: Text, version: str) -> dict[str, Any]:
    """Compose what every map of ours lies on.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    version : str
        Version of the data; stands in the address of the tiles.

    Returns
    -------
    dict
        What static/ground.js reads: addresses of files, outlines and streets, colours and words.
    """
    return {
        "assets": assets.base(),
        "tiles": f"/tiles/{version}",
        "streets": STREETS | {"name": "name_en" if say.language == "en" else "name"},
        "maxZoom": MAX_ZOOM,
        "palette": PALETTE,
        "attribution": say("map.attribution"),
        "unavailable": say("map.unavailable"),
        "controls": {key.replace("-", "."): words for key, words in say.group("map.controls").items()},
    }


def _points(centers: Sequence[Center]) -> list[list[Any]]:
    """Write each center with its slot: 0 where it stands alone, else which of :data:`SLOTS` around a shared point."""
    spots = [(round(center.lon, 5), round(center.lat, 5)) for center in centers]
    shared = Counter(spots)
    seen: Counter[tuple[float, float]] = Counter()
    points = []
    for center, spot in zip(centers, spots, strict=True):
        place = [center.center_id, round(center.lon, 6), round(center.lat, 6)]
        points.append([*place, group_of(center.kind), center.name, _slot(seen[spot], shared[spot])])
        seen[spot] += 1
    return points


def _slot(number: int, of: int) -> int:
    if of == 1:
        return 0
    return 1 + number * SLOTS // of + (0 if of <= FEW else SLOTS)


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    if origin is None or origin.source == "region":
        return None
    if origin.source == "cell" and origin.cell:
        return _feature("Polygon", [list(hexgrid.outline(hexgrid.from_text(origin.cell)).exterior.coords)])
    return _feature("Point", [origin.lon, origin.lat])


def _feature(kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def _key(bounds: Bounds) -> str:
    return ",".join(f"{edge:.4f}" for edge in bounds)


def _plainer(area: MultiPolygon) -> BaseGeometry:
    """Leave out what no screen shows: bends below ten metres, and digits."""
    return shapely.transform(shapely.simplify(area, 0.0001), lambda points: points.round(5))


def _widened(bounds: Bounds, *, least: float = 0.012) -> list[list[float]]:
    """Write bounds as the map wants them; a single point gets land around it, ``least`` degrees from end to end."""
    west, south, east, north = bounds
    margin = max(0.0, (least - (north - south)) / 2)
    return [[west - margin, south - margin], [east + margin, north + margin]]
