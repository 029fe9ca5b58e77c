"""The one search of centers: the page, the command line and the API all ask here, and so get the same centers."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from sqlalchemy import Connection

from gis import vocabulary
from gis.care.status import Arrival, State
from gis.care_order import care_rules, in_care_order
from gis.errors import InputError
from gis.opening import OpeningBoard
from gis.queries.centers import Center, centers_in, centers_nearest, centers_within
from gis.queries.inputs import MAX_ROWS, check_limit
from gis.terms import CareScope

if TYPE_CHECKING:  # compiled searches take a second to import, and most searches need no times
    from gis.streets.network_catalog import TravelTime

TravelTimes: TypeAlias = "Callable[[Sequence[Center]], Mapping[str, TravelTime]]"
"""Tells how long it takes from where a person is to centers, by center_id."""

Boards: TypeAlias = Callable[[Sequence[str]], OpeningBoard]
"""Gives a board that has the centers of these ids."""


class _Filters(TypedDict):
    kinds: Sequence[str]
    services: Sequence[str]
    region_code: str | None
    text: str | None
    has_psychiatrist: bool


@dataclass(frozen=True, kw_only=True)
class CenterSearch:
    """What is searched for; see :func:`gis.queries.centers.centers_within` for the meaning of each filter.

    Parameters
    ----------
    lat, lon : float, optional
        WGS84 degrees; both or neither.
    radius_m : float, optional
        Metres around the point; None for the nearest, however far.
    kinds, services : sequence of str
        Empty for all; of several kinds any may hold, of several services all must.
    region_code : str, optional
    text : str, optional
    has_psychiatrist : bool
        Only centers where a psychiatrist is counted.
    scope : CareScope, optional
    limit : int
        Most centers to give.
    """

    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    kinds: Sequence[str] = ()
    services: Sequence[str] = ()
    region_code: str | None = None
    text: str | None = None
    has_psychiatrist: bool = False
    scope: CareScope | None = None
    limit: int = 100


@dataclass(frozen=True)
class FoundCenter:
    """A center that was found.

    Parameters
    ----------
    center : Center
    state : str, optional
        Its state at the instant in question; None where none was asked for.
    arrival : Arrival, optional
        What a person finds who sets out at that instant; None unless that was asked for.
    time : TravelTime, optional
        How long the way takes, where the arrival was asked for.
    """

    center: Center
    state: State | None = None
    arrival: Arrival | None = None
    time: "TravelTime | None" = None


def find_centers(conn: Connection, search: CenterSearch) -> list[Center]:
    """Find centers around a point where there is one, else by region, kind, service or keyword.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    search : CenterSearch

    Returns
    -------
    list of Center
        Within a radius what gives care before what may, public front doors that are near first
        (:func:`gis.care_order.in_care_order`), then by distance; without a radius by distance alone; without a point by
        kind and name.

    Raises
    ------
    InputError
        When an argument cannot be used, or nothing is asked for.
    """
    lat, lon, limit = search.lat, search.lon, search.limit
    filters: _Filters = {
        "kinds": search.kinds,
        "services": search.services,
        "region_code": search.region_code,
        "text": search.text,
        "has_psychiatrist": search.has_psychiatrist,
    }
    if (lat is None) != (lon is None):
        raise InputError("a point needs both lat and lon: give the other one too")
    if lat is None or lon is None:
        if not any(filters.values()):
            raise InputError("nothing was asked for: give a point (lat and lon), a region, a kind, a service or a text")
        return centers_in(conn, scope=search.scope, limit=limit, **filters)
    if search.radius_m is None:
        return centers_nearest(conn, lat=lat, lon=lon, scope=search.scope, limit=limit, **filters)
    centers = centers_within(
        conn, lat=lat, lon=lon, radius_m=search.radius_m, scope=search.scope, limit=limit, **filters
    )
    doors = care_rules().front_doors
    kinds = [kind for kind in doors.kinds if kind in search.kinds or not search.kinds]
    if kinds and len(centers) == limit:  # a front door may stand behind those that fill the answer
        within_m = min(doors.within_m, search.radius_m)
        filters["kinds"] = kinds
        near = centers_within(
            conn, lat=lat, lon=lon, radius_m=within_m, scope=search.scope or "care", limit=limit, **filters
        )
        have = {center.center_id for center in near}
        centers = near + [center for center in centers if center.center_id not in have]
    return in_care_order(centers)[:limit]


def find_open(
    conn: Connection,
    search: CenterSearch,
    *,
    at: dt.datetime,
    board_of: Boards,
    travel_times: "TravelTimes | None" = None,
) -> list[FoundCenter]:
    """Find the centers that are open at an instant, or on arrival of a person who sets out then.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    search : CenterSearch
        Its limit counts open centers.
    at : datetime.datetime
        Aware.
    board_of : callable
        Gives a board that has the centers of these ids, such as :func:`gis.opening.load_board`.
    travel_times : callable, optional
        Where the arrival counts: gives the times from the search's point.

    Returns
    -------
    list of FoundCenter
        In the order of :func:`find_centers`.

    Raises
    ------
    InputError
        When an argument cannot be used.
    """
    limit = check_limit(search.limit)
    centers = find_centers(conn, replace(search, limit=MAX_ROWS))
    board = board_of([center.center_id for center in centers])
    times = None if travel_times is None else travel_times(centers)
    return keep_open(centers, board, at, times=times)[:limit]


def keep_open(
    centers: Iterable[Center], board: OpeningBoard, at: dt.datetime, *, times: "Mapping[str, TravelTime] | None" = None
) -> list[FoundCenter]:
    """Keep the centers that are open at an instant, or on arrival of a person who sets out then.

    An unknown state is not "open". Neither is a home where people live: somebody is always there, but nobody is
    received who comes for help now.

    Parameters
    ----------
    centers : iterable of Center
        In the order to keep.
    board : OpeningBoard
    at : datetime.datetime
        Aware.
    times : mapping of str to TravelTime, optional
        How long it takes to each center, by center_id; a center that is not in it cannot be reached.

    Returns
    -------
    list of FoundCenter
    """
    homes = vocabulary.residential_kinds()
    states = board.states_at(at)
    kept: list[FoundCenter] = []
    for center in centers:
        if center.kind in homes or center.center_id not in board.facts:
            continue
        state = states[center.center_id]
        if times is None:
            kept += [FoundCenter(center, state)] if state == "open" else []
            continue
        time = times.get(center.center_id)
        arrival = arrival_at_center(board, center.center_id, at, time)
        if arrival is not None and arrival.state == "open":
            kept.append(FoundCenter(center, state, arrival, time))
    return kept


def arrival_at_center(
    board: OpeningBoard, center_id: str, at: dt.datetime, time: "TravelTime | None"
) -> Arrival | None:
    """Return what a person finds at a center who sets out at an instant, or None where nobody gets there."""
    if time is None or time.status == "unreachable" or center_id not in board.facts:
        return None
    return board.arrival(center_id, at, travel_min=time.duration_s / 60)
