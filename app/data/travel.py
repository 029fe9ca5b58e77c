"""Ways and times from where a person is: on the networks at hand, or from the router that an operator runs."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from app.data import database
from app.data.routing import open_atlas, open_router, times_from
from app.data.search import Origin
from gis.queries.centers import Center
from gis.streets.land_context import Crossing
from gis.streets.network_catalog import NetworkCatalog, Router, TravelTime, Trip
from gis.streets.route import Position
from gis.terms import MODES, Mode


@lru_cache
def atlas() -> NetworkCatalog:
    """Return the street networks; each is loaded when it is first needed and shared by all sessions."""
    return open_atlas(database.settings())


@lru_cache
def _router() -> Router:
    return open_router(database.settings(), atlas())


def trips(origin: Origin, center: Center) -> dict[Mode, Trip]:
    """Find the ways to a center. Nothing is kept: the start may be where a person is."""
    start, end = Position(origin.lat, origin.lon), Position(center.lat, center.lon)
    return _router().trips(start, end, modes=MODES)


def trips_between(start: Position, end: Position, modes: Sequence[Mode]) -> dict[Mode, Trip]:
    """Find the ways between two places. Nothing is kept."""
    return _router().trips(start, end, modes=modes)


def crossing(origin: Origin | None, center: Center) -> Crossing | None:
    """Tell how one crosses the sea to a center; None where one need not.

    Nothing is told from a region, whose people may live on either side.
    """
    if origin is None or origin.source == "region":
        return None
    return atlas().crossing(Position(origin.lat, origin.lon), Position(center.lat, center.lon))


def travel_times(origin: Origin, to: Sequence[Center], mode: Mode) -> dict[str, TravelTime]:
    """Return how long it takes to centers, by center_id, on the networks at hand."""
    return dict(times_from(atlas(), origin.lat, origin.lon, mode=mode)(to))


def arrival_times(origin: Origin, to: Sequence[Center], chosen: str) -> dict[str, TravelTime]:
    """Tell the same for those who want to know what is open on arrival; nothing where no way of travel is chosen."""
    return travel_times(origin, to, chosen) if chosen in MODES else {}


def by_time(centers: Iterable[Center], times_found: Mapping[str, TravelTime]) -> list[Center]:
    """Sort centers by time; those that cannot be reached come last, the nearest of them first."""

    def rank(center: Center) -> tuple[bool, float, float]:
        time = times_found[center.center_id]
        is_out = time.status == "unreachable"
        return is_out, 0.0 if is_out else time.duration_s, center.distance_m or 0.0

    return sorted(centers, key=rank)
