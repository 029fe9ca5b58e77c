"""Cached reads: the pages' only door to gis, and the only place where the app talks to the database.

Answers are kept by the version of the data, so a load shows at once and nothing ages by a timer. What is kept is
shared between sessions: never change an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from sqlalchemy import Connection, Engine

from app.center.openings import Openings
from app.data.routing import open_atlas, open_router
from app.data.search import Origin, Search
from app.regions import choropleth, overview
from app.travel import journeys
from app.travel.reaches import Reach, minutes_until
from app.ui.maps import Area, OnlineTiles
from gis import reports, vocabulary
from gis.answer_cache import AnswerCache
from gis.care import crisis
from gis.care.holidays import HolidayCalendar
from gis.care.live import LiveSource
from gis.db.engine import make_engine
from gis.errors import InputError, NotFoundError
from gis.holiday_calendar import load_calendar
from gis.opening import OpeningBoard, OpeningRules, claims_around, live_source, load_rules
from gis.queries import centers, datasets, hours, places, regions, tiles
from gis.queries.centers import Center, CenterDetail
from gis.queries.places import Place
from gis.reference import reference_file
from gis.settings import Settings
from gis.streets.network_catalog import NetworkCatalog, Router, TravelTime, Trip
from gis.streets.route import Position
from gis.terms import MODES, SEOUL, Mode

MOST_CENTERS = 1000
"""Most centers that one search shows; nearer ones come first."""

MOST_NEAR = 5000
"""Most centers whose times are looked at for a reachable area."""

NEAREST = 3
"""Centers offered when nothing lies within the radius."""

WIDEST_M = 100_000.0
"""Radius within which a whole region's centers are looked for, metres (no sido reaches farther from its label)."""

_GEOD = Geod(ellps="WGS84")

P = ParamSpec("P")
T = TypeVar("T")


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


@lru_cache
def settings() -> Settings:
    """Give the settings of this process."""
    return Settings()


@lru_cache
def engine() -> Engine:
    """Give the app's connections; they read ``serve`` and nothing else."""
    return make_engine(settings(), "app")


def version() -> str:
    """Give the version of the data; the one question that is always asked.

    Raises
    ------
    DatabaseError, sqlalchemy.exc.SQLAlchemyError
        When there is no database, or it does not answer.
    """
    with engine().connect() as conn:
        return datasets.data_version(conn)


def kept(
    most: int, *, unless: Callable[P, bool] | None = None
) -> Callable[[Callable[Concatenate[Connection, P], T]], Callable[P, T]]:
    """Keep the latest answers of a read by data version and arguments.

    Parameters
    ----------
    most : int
        Answers to keep; the one not asked for longest goes first.
    unless : callable, optional
        Tells, of the arguments, what is never kept: what holds where a person is outlasts no page.

    Returns
    -------
    callable
        Decorator of ``read(conn, ...)``, which gives ``read(...)``; its ``cache_clear`` forgets all answers.
    """

    def decorate(read: Callable[Concatenate[Connection, P], T]) -> Callable[P, T]:
        answers = AnswerCache(most)

        @wraps(read)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            with engine().connect() as conn:
                if unless is not None and unless(*args, **kwargs):
                    return read(conn, *args, **kwargs)
                version = datasets.data_version(conn)

            def answer() -> T:
                with engine().connect() as conn:
                    return read(conn, *args, **kwargs)

            # No connection is held while somebody else's answer is waited for.
            return answers.ask((version, args, tuple(sorted(kwargs.items()))), answer)

        ask.cache_clear = answers.forget  # type: ignore[attr-defined]
        return ask

    return decorate


def online_tiles() -> OnlineTiles | None:
    """Give the tiles of another host that the operator chose; by default none, and no other host is asked."""
    url = settings().map_tiles_url
    return OnlineTiles(url, settings().map_tiles_attribution) if url else None


def today() -> date:
    """Give the day in Korea."""
    return datetime.now(SEOUL).date()


def crisis_numbers() -> tuple[crisis.CrisisNumber, ...]:
    """Give the crisis numbers in force today. Reads a file, not the database."""
    return _crisis_register(today())


@lru_cache(maxsize=2)
def _crisis_register(on: date) -> tuple[crisis.CrisisNumber, ...]:
    path = reference_file("crisis_numbers.csv", data_dir=settings().data_dir)
    return tuple(crisis.in_force(crisis.parse(path.read_text(encoding="utf-8")), on))


@kept(most=2000)
def map_tile(conn: Connection, z: int, x: int, y: int) -> bytes:
    """Give a tile of the base map; see :func:`gis.queries.tiles.base_map`."""
    return tiles.base_map(conn, z=z, x=x, y=y)


@kept(most=500)
def find_places(conn: Connection, typed: str) -> tuple[Place, ...]:
    """Give the places that a typed text may mean."""
    return tuple(places.find_places(conn, typed, limit=8))


def _is_exact(search: Search) -> bool:
    return search.origin.source == "device"


@kept(most=300, unless=_is_exact)
def find_centers(conn: Connection, search: Search) -> Found:
    """Answer a search."""
    radius_m = WIDEST_M if search.origin.region_code else search.radius_km * 1000.0
    found = centers.centers_within(conn, radius_m=radius_m, limit=MOST_CENTERS + 1, **_wanted(search))
    return Found(tuple(found[:MOST_CENTERS]), len(found) > MOST_CENTERS)


@kept(most=300, unless=_is_exact)
def nearest_centers(conn: Connection, search: Search) -> tuple[Center, ...]:
    """Give the nearest centers that agree with everything of a search but its radius or region."""
    return tuple(centers.centers_nearest(conn, limit=NEAREST, **_wanted(search) | {"region_code": None}))


def _wanted(search: Search) -> dict[str, Any]:
    return {
        "lat": search.origin.lat,
        "lon": search.origin.lon,
        "kinds": search.kinds,
        "services": search.services,
        "text": search.text,
        "region_code": search.origin.region_code,
    }


@kept(most=300)
def area(conn: Connection, region_code: str) -> Area:
    """Give a region as its units and bounds.

    Raises
    ------
    InputError
        When no unit has the code.
    """
    where = regions.extent(conn, region_code)
    frame = regions.region_frame(conn, level=where.level, parent_code=region_code)
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return Area(where.level, where.codes, (west, south, east, north))


@kept(most=500)
def center(conn: Connection, center_id: str) -> CenterDetail | None:
    """Give one center with its sources and staff, or None when it is not in the register."""
    try:
        return centers.center(conn, center_id)
    except NotFoundError:
        return None


@kept(most=1)
def opening_board(conn: Connection, calendar: HolidayCalendar, rules: OpeningRules) -> OpeningBoard:
    """Compile the published hours of every center; kept until the data, the holiday table or the rules change."""
    return OpeningBoard(hours.center_weeks(conn), calendar=calendar, rules=rules)


def openings(at: datetime, *, is_set: bool = False) -> Openings:
    """Give the state of every center at an instant; notices and overrides are read anew each time."""
    board = opening_board(load_calendar(settings().data_dir), load_rules(settings().data_dir))
    with engine().connect() as conn:
        heard = board.hearing(claims_around(conn, at))
    return Openings(heard, at, is_set, heard.states_at(at))


def openings_with_live(center_id: str, at: datetime, *, is_set: bool = False) -> Openings:
    """Give the same, and ask the live service, where one is set, about one center; not for another time than now."""
    found = openings(at, is_set=is_set)
    if is_set:
        return found
    board = found.board.asking(center_id, _live_source())
    return replace(found, board=board, states=board.states_at(at))


@lru_cache
def _live_source() -> LiveSource | None:
    return live_source(settings(), load_rules(settings().data_dir))


def now() -> datetime:
    """Give the present in Korea."""
    return datetime.now(SEOUL)


def file_correction(*, center_id: str, topic: str, message: str, client_key: str) -> int:
    """File what a person reports as wrong; gives the number it was filed under.

    Raises
    ------
    BusyError
        When too many were filed.
    NotFoundError
        When there is no such center.
    """
    with engine().begin() as conn:
        return hours.file_correction(conn, center_id=center_id, topic=topic, message=message, client_key=client_key)


def with_distance(center: Center, origin: Origin | None) -> Center:
    """Measure how far a center is from where the search starts, geodesic metres on WGS84."""
    if origin is None:
        return center
    _, _, distance_m = _GEOD.inv(origin.lon, origin.lat, center.lon, center.lat)
    return replace(center, distance_m=distance_m)


@kept(most=1)
def region_names(conn: Connection) -> dict[str, str]:
    """Give the full names of sido and sigungu by code."""
    names: dict[str, str] = {}
    for level in ("sido", "sigungu"):
        frame = regions.region_frame(conn, level=level)
        names |= dict(zip(frame["region_code"], frame["full_name"], strict=True))
    return names


@kept(most=1)
def dataset_frame(conn: Connection) -> pd.DataFrame:
    """Give the sources in force."""
    return datasets.dataset_frame(conn)


@kept(most=1)
def quarantine_frame(conn: Connection) -> pd.DataFrame:
    """Give the rows set aside by source and reason."""
    return datasets.quarantine_frame(conn)


@kept(most=1)
def trust_frame(conn: Connection) -> pd.DataFrame:
    """Count the centers by kind and by how far their position may be trusted."""
    return datasets.trust_frame(conn)


@kept(most=200)
def region_layer(conn: Connection, level: regions.Level, parent_code: str | None, kind: str) -> gpd.GeoDataFrame:
    """Give the figures and outlines of the units of a level for one kind of center, or a group of kinds."""
    return reports.region_layer(conn, level=level, parent_code=parent_code, kind=kind)


@kept(most=60)
def region_outlines(conn: Connection, level: regions.Level, parent_code: str | None) -> choropleth.Outlines | None:
    """Give the units of a level drawn on the grid of a picture, or None when there are none."""
    units = regions.region_frame(conn, level=level, parent_code=parent_code)
    if units.empty:
        return None
    land = regions.region_frame(conn, level="sido")
    is_crowded = level == "sigungu" and parent_code is None
    inset = choropleth.outlines(units, land, window=choropleth.CAPITAL) if is_crowded else None
    return choropleth.outlines(units, land, inset=inset)


@kept(most=300)
def region_total(conn: Connection, region_code: str, kind: str) -> pd.Series | None:
    """Give names and figures of one sido or sigungu, or None when no unit has the code."""
    level: regions.Level = "sido" if len(region_code) == 2 else "sigungu"
    try:
        layer = reports.region_layer(conn, level=level, parent_code=region_code, kind=kind)
    except InputError:
        return None
    return layer.iloc[0] if list(layer["region_code"]) == [region_code] else None


@kept(most=60)
def centers_of_kind(conn: Connection, kind: str, region_code: str | None) -> gpd.GeoDataFrame:
    """Give the centers of a kind or of a group of kinds that stand in a region."""
    group = vocabulary.GROUPS.get(kind)
    kinds = [kind] if group is None else [one.code for one in vocabulary.kinds() if one.group == group]
    found = centers.center_frame(conn, kinds=kinds, region_code=region_code)
    return found if region_code is None else found[found["region_code"].str.startswith(region_code)]


def region_path(region_code: str) -> tuple[tuple[str, str], ...]:
    """Give code and name of a sido or sigungu and of what it lies in, the largest first."""
    names = region_names()
    sido = names[region_code[:2]]
    own = ((region_code, names[region_code].removeprefix(f"{sido} ")),) if len(region_code) > 2 else ()
    return ((region_code[:2], sido), *own)


def reach_kinds() -> tuple[str, ...]:
    """Give the kinds of center, and groups of them, whose reach is known. Reads a file, not the database."""
    return reports.reach_kinds()


def levels_within(region_code: str | None) -> tuple[overview.Level, ...]:
    """Give the levels that can be shown within a region; a sido of one sigungu (세종) goes straight to its emd."""
    levels = overview.levels_within(region_code)
    units = [code for code in region_names() if region_code and len(code) == 5 and code.startswith(region_code)]
    return levels[1:] if levels[0] == "sigungu" and len(units) == 1 else levels


@kept(most=1)
def center_dates(conn: Connection) -> tuple[date, date] | None:
    """Give the first and the last day of which centers' facts are stated, or None without centers."""
    return datasets.center_dates(conn)


@lru_cache
def atlas() -> NetworkCatalog:
    """Give the street networks; each is loaded when it is first needed and shared by all sessions."""
    return open_atlas(settings())


@lru_cache
def _router() -> Router:
    return open_router(settings(), atlas())


def trips(origin: Origin, center: Center) -> dict[Mode, Trip]:
    """Find the ways to a center. Nothing is kept: the start may be where a person is."""
    start, end = Position(origin.lat, origin.lon), Position(center.lat, center.lon)
    return _router().trips(start, end, modes=MODES)


def travel_times(origin: Origin, to: Sequence[Center], mode: Mode) -> dict[str, TravelTime]:
    """Tell how long it takes to centers, by center_id, on the networks at hand."""
    places = [Position(one.lat, one.lon) for one in to]
    found = atlas().times(Position(origin.lat, origin.lon), places, mode=mode)
    return {one.center_id: time for one, time in zip(to, found, strict=True)}


def arrival_times(origin: Origin, to: Sequence[Center], chosen: str) -> dict[str, TravelTime]:
    """Tell the same for those who want to know what is open on arrival; nothing where no way of travel is chosen."""
    return travel_times(origin, to, cast("Mode", chosen)) if chosen in MODES else {}


def find_reached(search: Search, mode: Mode, minutes: int) -> Found | None:
    """Answer a search by time: what is reached on a network within minutes, or None where no network speaks.

    The areas of the shorter times of :data:`app.travel.reaches.MINUTES` are drawn as well.
    """
    start = Position(search.origin.lat, search.origin.lon)
    isochrone = atlas().isochrone(start, mode=mode, minutes=minutes_until(minutes))
    if isochrone is None or isochrone.areas[-1].is_empty:
        return None
    west, south, east, north = isochrone.areas[-1].bounds
    corners = [(lon, lat) for lat in (south, north) for lon in (west, east)]
    radius_m = max(_GEOD.inv(start.lon, start.lat, *corner)[2] for corner in corners)
    with engine().connect() as conn:
        near = centers.centers_within(conn, radius_m=radius_m, limit=MOST_NEAR, **_wanted(search))
    times = {
        key: time
        for key, time in travel_times(search.origin, near, mode).items()
        if time.status == "route" and time.duration_s <= minutes * 60
    }
    found = journeys.by_time([one for one in near if one.center_id in times], times)
    reach = Reach(isochrone, tuple(reports.people_within(_cells(), isochrone.areas)))
    return Found(tuple(found[:MOST_CENTERS]), len(found) > MOST_CENTERS, reach, times)


@kept(most=1)
def _cells(conn: Connection) -> pd.DataFrame:
    return regions.cell_regions(conn)[["h3_index", "people", "lat", "lon"]]
