"""The one search of centers: the page, the command line and the API all ask here, and so get the same centers."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypedDict, TypeVar, get_args

from sqlalchemy import Connection

from gis import vocabulary
from gis.care.status import Arrival, State
from gis.care_order import care_rules, in_care_order
from gis.errors import InputError
from gis.opening import OpeningBoard
from gis.queries.centers import (
    Box,
    Center,
    CenterFilters,
    CenterPoint,
    centers_of,
    points_in,
    points_nearest,
    points_within,
)
from gis.queries.inputs import check_limit
from gis.terms import CareScope

if TYPE_CHECKING:  # compiled searches take a second to import, and most searches need no times
    from gis.streets.network_catalog import TravelTime

TravelTimes: TypeAlias = "Callable[[Sequence[Center | CenterPoint]], Mapping[str, TravelTime]]"
"""Tells how long it takes from where a person is to centers, by center_id."""

Boards: TypeAlias = Callable[[Sequence[str]], OpeningBoard]
"""Gives a board that has the centers of these ids."""


Sort: TypeAlias = Literal["care", "distance", "name"]
"""Order of an answer: what gives care first and front doors that are near, by distance alone, or by name."""

SORTS: tuple[Sort, ...] = get_args(Sort)


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
    box : tuple of float, optional
        West, south, east and north, WGS84 degrees: only centers in it.
    sort : {"care", "distance", "name"}
        Order where there is a point; without one it is kind and name, or name alone.
    limit : int
        Most centers to give.
    offset : int
        So many are passed over, for paging: the order does not depend on the limit.
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
    box: Box | None = None
    sort: Sort = "care"
    limit: int = 100
    offset: int = 0

    def filters(self) -> CenterFilters:
        """Return what centers are chosen by beside where they are."""
        return {
            "kinds": self.kinds,
            "services": self.services,
            "region_code": self.region_code,
            "text": self.text,
            "has_psychiatrist": self.has_psychiatrist,
            "scope": self.scope,
            "box": self.box,
        }


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
    """Find centers around a point where there is one, else by region, box, kind, service or keyword.

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
        kind and name; or in the order of ``sort``.

    Raises
    ------
    InputError
        When an argument cannot be used, or nothing is asked for.
    """
    last = search.offset + check_limit(search.limit)
    return centers_of(conn, _found(conn, search, last)[search.offset : last])


def _found(conn: Connection, search: CenterSearch, most: int | None) -> list[CenterPoint]:
    """Find what a search asks for, in its order: at least the first ``most`` where there are so many; None for all."""
    lat, lon, filters = search.lat, search.lon, search.filters()
    if (lat is None) != (lon is None):
        raise InputError("a point needs both lat and lon: give the other one too")
    if search.sort not in SORTS:
        raise InputError(f"sort {search.sort!r}: give one of {', '.join(SORTS)}")
    if lat is None or lon is None:
        if not any(filters.values()):
            raise InputError(
                "nothing was asked for: give a point (lat and lon), a box, a region, a kind, a service or a text"
            )
        if search.sort == "distance":
            raise InputError("an order by distance needs a point: give lat and lon")
        found = points_in(conn, limit=None if search.sort == "name" else most, **filters)
        return sorted(found, key=_by_name) if search.sort == "name" else found
    if search.radius_m is None:
        if search.sort == "name":
            raise InputError("the nearest centers come by distance: give a radius_m for an order by name")
        return points_nearest(conn, lat=lat, lon=lon, limit=most, **filters)
    around: _Circle = {"lat": lat, "lon": lon, "radius_m": search.radius_m}
    if search.sort == "distance":
        return points_within(conn, **around, limit=most, **filters)
    if search.sort == "name":
        return sorted(points_within(conn, **around, **filters), key=_by_name)
    if most is not None and (search.scope or ("open" if search.kinds else "care")) == "care":
        return in_care_order(_with_front_doors(conn, search, around, most))
    # What may give care can lie nearer than what does: only all of them tell which come first.
    return in_care_order(points_within(conn, **around, **filters))


class _Circle(TypedDict):
    lat: float
    lon: float
    radius_m: float


def _by_name(point: CenterPoint) -> tuple[str, str]:
    return point.name, point.center_id


def _with_front_doors(conn: Connection, search: CenterSearch, around: _Circle, most: int) -> list[CenterPoint]:
    """Find the nearest, and the front doors that may stand behind those that fill the answer."""
    centers = points_within(conn, **around, limit=most, **search.filters())
    doors = care_rules().front_doors
    kinds = [kind for kind in doors.kinds if kind in search.kinds or not search.kinds]
    if not kinds or len(centers) < most:
        return centers
    near_by: _Circle = {**around, "radius_m": min(doors.within_m, around["radius_m"])}
    chosen: CenterFilters = {**search.filters(), "kinds": kinds, "scope": "care"}
    near = points_within(conn, **near_by, **chosen)
    have = {center.center_id for center in near}
    return near + [center for center in centers if center.center_id not in have]


_FIRST_LOOK = 1_000
"""Centers whose doors are looked at first where the order is that of distance or of names."""


def find_open(
    conn: Connection,
    search: CenterSearch,
    *,
    at: dt.datetime,
    board_of: Boards,
    travel_times: "TravelTimes | None" = None,
) -> list[FoundCenter]:
    """Find the centers that are open at an instant, or on arrival of a person who sets out then.

    Every center that the search means is looked at, however many there are, until the limit is reached.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    search : CenterSearch
        Its limit and offset count open centers.
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
    last = search.offset + check_limit(search.limit)
    is_whole = search.lat is not None and search.radius_m is not None
    look: int | None = None if is_whole else max(_FIRST_LOOK, 4 * last)
    while True:
        points = _found(conn, search, look)
        board = board_of([point.center_id for point in points])
        times = None if travel_times is None else travel_times(points)
        opened = list(_opened(points, board, at, times))
        if look is None or len(opened) >= last or len(points) < look:
            break
        look *= 8
    page = opened[search.offset : last]
    centers = {center.center_id: center for center in centers_of(conn, [point for point, *_ in page])}
    return [
        FoundCenter(centers[point.center_id], state, arrival, time)
        for point, state, arrival, time in page
        if point.center_id in centers
    ]


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
    return [
        FoundCenter(center, state, arrival, time) for center, state, arrival, time in _opened(centers, board, at, times)
    ]


class _Door(Protocol):
    @property
    def center_id(self) -> str: ...
    @property
    def kind(self) -> str: ...


D = TypeVar("D", bound=_Door)


def _opened(
    centers: Iterable[D], board: OpeningBoard, at: dt.datetime, times: "Mapping[str, TravelTime] | None"
) -> "Iterator[tuple[D, State, Arrival | None, TravelTime | None]]":
    homes = vocabulary.residential_kinds()
    states = board.states_at(at)
    for center in centers:
        if center.kind in homes or center.center_id not in board.facts:
            continue
        state = states[center.center_id]
        if times is None:
            if state == "open":
                yield center, state, None, None
            continue
        time = times.get(center.center_id)
        arrival = arrival_at_center(board, center.center_id, at, time)
        if arrival is not None and arrival.state == "open":
            yield center, state, arrival, time


def arrival_at_center(
    board: OpeningBoard, center_id: str, at: dt.datetime, time: "TravelTime | None"
) -> Arrival | None:
    """Return what a person finds at a center who sets out at an instant, or None where nobody gets there."""
    if time is None or time.status == "unreachable" or center_id not in board.facts:
        return None
    return board.arrival(center_id, at, travel_min=time.duration_s / 60)
