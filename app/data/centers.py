"""Centers: those that a search finds, near or within a time, and one in full."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from pyproj import Geod
from sqlalchemy import Connection

from app.data import database, travel
from app.data.opening import openings
from app.data.routing import times_from
from app.data.search import Origin, Search
from gis import reports
from gis import search as gis_search
from gis.errors import NotFoundError
from gis.queries import centers, hours, places, regions
from gis.queries.centers import Center, CenterDetail
from gis.queries.places import Place
from gis.search import CenterSearch, FoundCenter
from gis.streets.isochrone import Isochrone
from gis.streets.network_catalog import TravelTime
from gis.streets.route import Position
from gis.terms import Mode

FEW_PLACES, MANY_PLACES = 8, 80
"""Candidates for a typed place that are shown at first, and to a person who asks for more."""

MOST_CENTERS = 1000
"""Most centers that one search shows; nearer ones come first."""

MOST_NEAR = 5000
"""Most centers whose times are looked at for a reachable area."""

NEAREST = 3
"""Centers offered when nothing lies within the radius."""

WIDEST_M = 100_000.0
"""Radius within which a whole region's centers are looked for, metres (no sido reaches farther from its label)."""

MINUTES = (15, 30, 45, 60)
"""Times offered, minutes."""

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, eq=False)
class Reach:
    """What is reached from a place, and by whom it is lived in.

    Parameters
    ----------
    isochrone : Isochrone
        The areas of the times asked for.
    people : tuple of float
        People who live within each area.
    """

    isochrone: Isochrone
    people: tuple[float, ...]


@dataclass(frozen=True)
class Found:
    """The answer to a search.

    Parameters
    ----------
    centers : tuple of Center
        Nearest first.
    is_cut : bool
        Whether there are more than :data:`MOST_CENTERS`.
    reach : Reach, optional
        The ground looked through when near meant a time; the soonest centers then come first.
    times : mapping of str to TravelTime
        How long it takes to each center, by center_id; empty when near meant a distance.
    """

    centers: tuple[Center, ...]
    is_cut: bool
    reach: Reach | None = None
    times: Mapping[str, TravelTime] = field(default_factory=dict)


def minutes_until(longest: int) -> tuple[int, ...]:
    """Return the times whose areas are drawn when the longest is asked for."""
    return tuple(minutes for minutes in MINUTES if minutes <= longest)


@database.cached(most=500)
def find_places(conn: Connection, typed: str, limit: int = FEW_PLACES) -> tuple[Place, ...]:
    """Return the places that a typed text may mean."""
    return tuple(places.find_places(conn, typed, limit=limit))


def _is_exact(search: Search) -> bool:
    return search.origin.source == "device"


@database.cached(most=300, unless=_is_exact)
def find_centers(conn: Connection, search: Search) -> Found:
    """Answer a search."""
    radius_m = WIDEST_M if search.origin.region_code else search.radius_km * 1000.0
    centers_found = gis_search.find_centers(conn, _asked(search, radius_m=radius_m, limit=MOST_CENTERS + 1))
    return Found(tuple(centers_found[:MOST_CENTERS]), len(centers_found) > MOST_CENTERS)


@database.cached(most=50)
def centers_of_region(conn: Connection, region_code: str) -> tuple[Center, ...]:
    """Return all centers open to the public that stand in a region or serve it, by kind and name."""
    return tuple(centers.centers_in(conn, region_code=region_code, scope="open", limit=MOST_NEAR))


OWN_KIND = "기초정신건강복지센터"
"""Kind of which every district has one of its own."""


@database.cached(most=300, unless=lambda origin: origin.source == "device")
def own_centers(conn: Connection, origin: Origin) -> tuple[Center, ...]:
    """Give the community centers that serve the district in which a search begins, nearest first; none at sea."""
    if origin.region_code and len(origin.region_code) < _DISTRICT:
        return ()
    region = regions.region_at(conn, lat=origin.lat, lon=origin.lon)
    if region is None:
        return ()
    district = region.region_code[:_DISTRICT]
    asked = replace(_asked(Search(origin, kinds=(OWN_KIND,)), radius_m=None, limit=MOST_CENTERS), region_code=district)
    return tuple(one for one in gis_search.find_centers(conn, asked) if district in one.serves)[:NEAREST]


@database.cached(most=300, unless=lambda origin: origin.source == "device")
def emergency_rooms(conn: Connection, origin: Origin) -> tuple[Center, ...]:
    """Give the nearest hospitals with a psychiatrist that keep an emergency room at night, as far as they may be."""
    return tuple(
        centers.centers_nearest(
            conn, lat=origin.lat, lon=origin.lon, limit=EMERGENCY_ROOMS, has_psychiatrist=True, has_er_at_night=True
        )
    )


EMERGENCY_ROOMS = 3
"""Emergency rooms that are named at night."""

_DISTRICT = 5
"""Digits of a sigungu's code."""


def count_listed(search: Search) -> int:
    """Count what a search leaves out because it only lists psychiatry; the rest of the search holds."""
    wider = find_centers(replace(search, scope="listed"))
    return sum(center.care_level == "may" for center in wider.centers)


@database.cached(most=300, unless=_is_exact)
def nearest_centers(conn: Connection, search: Search) -> tuple[Center, ...]:
    """Return the nearest centers that agree with everything of a search but its radius or region."""
    anywhere = replace(_asked(search, radius_m=None, limit=NEAREST), region_code=None)
    return tuple(gis_search.find_centers(conn, anywhere))


def find_reached(search: Search, mode: Mode, minutes: int) -> Found | None:
    """Answer a search by time: what is reached on a network within minutes, or None where no network speaks.

    The areas of the shorter times of :data:`MINUTES` are drawn as well.
    """
    start = Position(search.origin.lat, search.origin.lon)
    reach = reach_from(start, mode, minutes_until(minutes))
    if reach is None:
        return None
    isochrone = reach.isochrone
    west, south, east, north = isochrone.areas[-1].bounds
    corners = [(lon, lat) for lat in (south, north) for lon in (west, east)]
    radius_m = max(_GEOD.inv(start.lon, start.lat, *corner)[2] for corner in corners)
    with database.engine().connect() as conn:
        near = gis_search.find_centers(conn, _asked(search, radius_m=radius_m, limit=MOST_NEAR))
    times = {
        key: time
        for key, time in travel.travel_times(search.origin, near, mode).items()
        if time.status == "route" and time.duration_s <= minutes * 60
    }
    reached = travel.by_time([center for center in near if center.center_id in times], times)
    return Found(tuple(reached[:MOST_CENTERS]), len(reached) > MOST_CENTERS, reach, times)


def reach_from(start: Position, mode: Mode, minutes: Sequence[float]) -> Reach | None:
    """Draw what is reached from a place within times, and count who lives there; None where no network speaks."""
    isochrone = travel.atlas().isochrone(start, mode=mode, minutes=minutes)
    if isochrone is None or isochrone.areas[-1].is_empty:
        return None
    return Reach(isochrone, tuple(reports.people_within(_cells(), isochrone.areas)))


@database.cached(most=1)
def _cells(conn: Connection) -> pd.DataFrame:
    return regions.cell_regions(conn)[["h3_index", "people", "lat", "lon"]]


def _asked(search: Search, *, radius_m: float | None, limit: int) -> CenterSearch:
    """Ask as the command line and the API do."""
    return CenterSearch(
        lat=search.origin.lat,
        lon=search.origin.lon,
        radius_m=radius_m,
        kinds=search.kinds,
        services=search.services,
        region_code=search.origin.region_code,
        text=search.text,
        scope=search.scope,
        limit=limit,
    )


def search_centers(
    search: CenterSearch, *, at: dt.datetime | None = None, mode: Mode | None = None
) -> list[FoundCenter]:
    """Answer a search as programs ask it: all centers, or those open at an instant, or open on arrival by a mode.

    Nothing is kept: the point may be where a person is.

    Raises
    ------
    InputError
        When an argument cannot be used.
    """
    with database.engine().connect() as conn:
        if at is None:
            return [FoundCenter(center) for center in gis_search.find_centers(conn, search)]
        times = times_from(travel.atlas(), search.lat, search.lon, mode=mode) if mode else None
        return gis_search.find_open(conn, search, at=at, board_of=lambda _ids: openings(at).board, travel_times=times)


@database.cached(most=500)
def center(conn: Connection, center_id: str) -> CenterDetail | None:
    """Return one center with its sources and staff, or None when it is not in the register."""
    try:
        return centers.center(conn, center_id)
    except NotFoundError:
        return None


@database.cached(most=1)
def every_center_id(conn: Connection) -> tuple[str, ...]:
    """Give the ids of all centers of the register."""
    return tuple(sorted(point.center_id for point in centers.points_in(conn, scope="register")))


def with_distance(center: Center, origin: Origin | None) -> Center:
    """Measure how far a center is from where the search starts, geodesic metres on WGS84."""
    if origin is None:
        return center
    _, _, distance_m = _GEOD.inv(origin.lon, origin.lat, center.lon, center.lat)
    return replace(center, distance_m=distance_m)


def file_correction(*, center_id: str, topic: str, message: str, client_key: str) -> int:
    """File what a person reports as wrong; gives the number it was filed under.

    Raises
    ------
    BusyError
        When too many were filed.
    NotFoundError
        When there is no such center.
    """
    with database.engine().begin() as conn:
        return hours.file_correction(conn, center_id=center_id, topic=topic, message=message, client_key=client_key)
