"""Centers by place, region, kind, service and keyword; one center with its sources and staff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypedDict, Unpack

import geopandas as gpd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Integer,
    Select,
    Text,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy import text as text_of
from sqlalchemy.dialects.postgresql import ARRAY

from gis import vocabulary
from gis.crs import GEOGRAPHIC
from gis.db.views import center as view
from gis.db.views import center_serves, center_source, geography
from gis.errors import InputError, NotFoundError
from gis.queries.frames import read_geo_frame
from gis.queries.inputs import check_box, check_limit, check_point, check_radius_m, keywords
from gis.queries.regions import Extent, among, extent, within
from gis.terms import CARE_SCOPES, CareLevel, CareScope

SPHERE_SLACK = 0.004
"""How far, relatively, a distance on PostGIS's sphere may be off the ellipsoid's between Korea's latitudes (0.0026)."""


@dataclass(frozen=True)
class Center:
    """A center of the register; see ``serve.center`` for the meaning and the source of each field.

    ``distance_m`` is the geodesic distance (WGS84) from the point searched from, metres; None without a point.
    """

    center_id: str
    kind: str
    sub_kind: str | None
    is_public: bool
    name: str
    operator_name: str | None
    road_address: str | None
    lot_address: str | None
    address_detail: str | None
    lat: float
    lon: float
    region_code: str
    sigungu_code: str
    sido_code: str
    region_name: str
    serves: tuple[str, ...]
    phone: str | None
    homepage: str | None
    services: tuple[str, ...]
    building_area_m2: float | None
    opens_raw: str | None
    closes_raw: str | None
    closed_days_raw: str | None
    position_trust: str
    position_radius_m: float
    is_approximate: bool
    address_agreement: str
    reference_date: date
    source_count: int
    instead_name: str | None
    instead_phone: str | None
    care_level: CareLevel
    care_rule: str
    is_open_to_public: bool
    public_rule: str
    psychiatrists: int | None = None
    psychiatrists_on: date | None = None
    has_er_at_night: bool | None = None
    is_in_hira_list: bool | None = None
    hira_list_on: date | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class CenterPoint:
    """What orders a center among others and tells whether it is open: found first, before all else is read of it.

    ``distance_m`` is None without a point searched from.
    """

    center_id: str
    kind: str
    care_level: CareLevel
    name: str
    lat: float
    lon: float
    distance_m: float | None = None


Box = tuple[float, float, float, float]
"""West, south, east and north, WGS84 degrees; the border belongs to it."""


@dataclass(frozen=True)
class CenterSource:
    """A row of a list that a center comes from; see ``serve.center_source``."""

    source: str
    title: str
    publisher: str
    licence: str
    line: int
    match_rule: str | None
    kind: str
    name: str
    name_rule: str
    position_method: str | None
    position_trust: str | None
    reference_date: date


@dataclass(frozen=True)
class CenterDetail:
    """A center with where it comes from.

    Attributes
    ----------
    center : Center
        The center, without a distance.
    sources : tuple of CenterSource
        Every source row, the one that made it first.
    staff : dict of str to int
        Profession -> people; a missing profession is unknown, not zero.
    field_sources : dict of str to str
        Field -> source whose value won.
    position_source, position_method : str
        Who gave the point, and how it was found.
    """

    center: Center
    sources: tuple[CenterSource, ...]
    staff: dict[str, int]
    field_sources: dict[str, str]
    position_source: str
    position_method: str


_COLUMNS = [view.c[field.name] for field in fields(Center) if field.name != "distance_m"]
_SERVES, _SERVICES = ([column.name for column in _COLUMNS].index(name) for name in ("serves", "services"))
_SOURCE_COLUMNS = [center_source.c[field.name] for field in fields(CenterSource)]

_CENTER_ID = re.compile(r"[a-z2-7]{10}")

_SRID = literal_column(str(GEOGRAPHIC), Integer)
_GEOGRAPHY = geography(view.c.geom)
_POINT = geography(
    func.ST_SetSRID(func.ST_MakePoint(bindparam("lon", type_=Double), bindparam("lat", type_=Double)), _SRID)
)
_SPHERE_M: ColumnElement[float] = _GEOGRAPHY.op("<->", return_type=Double())(_POINT)
"""What the index on geography answers in the order of: metres on a sphere, from the point bound as lat and lon."""

_POINT_COLUMNS = [view.c[field.name] for field in fields(CenterPoint) if field.name != "distance_m"]
_NEAREST = select(
    *_POINT_COLUMNS, func.ST_Distance(_GEOGRAPHY, _POINT).label("distance_m"), _SPHERE_M.label("sphere_m")
).order_by(_SPHERE_M)
_WITHIN = _NEAREST.where(func.ST_DWithin(_GEOGRAPHY, _POINT, bindparam("radius_m", type_=Double)))
# A join with a list, not ANY: its plan is the same for every list, so that PostgreSQL keeps it and does not plan again.
_WANTED = func.unnest(bindparam("ids", type_=ARRAY(Text))).table_valued("center_id", name="wanted").render_derived()
_OF_IDS = select(*_COLUMNS).join(_WANTED, view.c.center_id == _WANTED.c.center_id)
_DETAIL = select(*_COLUMNS, view.c.field_sources, view.c.position_source, view.c.position_method).where(
    view.c.center_id == bindparam("center_id")
)
_SOURCES = (
    select(*_SOURCE_COLUMNS)
    .where(center_source.c.center_id == bindparam("center_id"))
    .order_by(
        (center_source.c.match_rule == "first").desc(),
        center_source.c.reference_date.desc(),
        center_source.c.source,
        center_source.c.line,
    )
)
_STAFF = text_of("SELECT profession, people FROM serve.center_staff WHERE center_id = :center_id ORDER BY profession")


class CenterFilters(TypedDict, total=False):
    """What centers may be chosen by, beside where they are.

    Attributes
    ----------
    kinds : sequence of str or None
        Kinds of center (``data/reference/kinds.csv``), any of which may hold; None or empty for all.
    region_code : str or None
        MOIS code of a sido, sigungu, municipality or emd: only centers that stand in it, or serve it by rule.
    services : sequence of str or None
        Services (``data/reference/services.csv``), all of which must be offered.
    text : str or None
        Words that must all occur in name, operator, kind, address or services; parts of words will do.
    has_psychiatrist : bool
        Only centers where a psychiatrist is counted.
    has_er_at_night : bool
        Only centers that keep an emergency room at night.
    scope : CareScope or None
        How far mental-health care is meant; by default what gives it, or where kinds are named all of theirs that are
        open to the public.
    box : tuple of float or None
        Only centers whose point lies in it.
    """

    kinds: Sequence[str] | None
    region_code: str | None
    services: Sequence[str] | None
    text: str | None
    has_psychiatrist: bool
    has_er_at_night: bool
    scope: CareScope | None
    box: Box | None


def points_within(
    conn: Connection,
    *,
    lat: float,
    lon: float,
    radius_m: float,
    limit: int | None = None,
    **filters: Unpack[CenterFilters],
) -> list[CenterPoint]:
    """Find the centers within a radius, nearest first, and of each only what orders it.

    The index on geography answers in the order of distance on a sphere; the rows are then ordered by the exact
    geodesic distance, and more are read when that could change who is among the first (:func:`_nearest`).

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    lat, lon : float
        WGS84 degrees, in Korea.
    radius_m : float
        Geodesic metres, above 0 and at most 100,000; the border belongs to the circle.
    limit : int, optional
        Most rows to give; None for all.
    **filters
        See :class:`CenterFilters`.

    Returns
    -------
    list of CenterPoint
        By ``distance_m``, then ``center_id``.

    Raises
    ------
    InputError
        When an argument cannot be used; the message names it and the range.
    """
    values = _point(lat, lon) | {"radius_m": check_radius_m(radius_m)}
    return _nearest(conn, _with(_WITHIN, _filters(conn, **filters)), values, limit)


def points_nearest(
    conn: Connection, *, lat: float, lon: float, limit: int | None = None, **filters: Unpack[CenterFilters]
) -> list[CenterPoint]:
    """Find the nearest centers however far; otherwise as :func:`points_within`."""
    return _nearest(conn, _with(_NEAREST, _filters(conn, **filters)), _point(lat, lon), limit)


def points_in(
    conn: Connection, *, limit: int | None = None, offset: int = 0, **filters: Unpack[CenterFilters]
) -> list[CenterPoint]:
    """Find centers without a point, by kind (in the vocabulary's order), name and ``center_id``.

    Parameters and errors are those of :func:`points_within`; ``offset`` rows are passed over, for paging.
    """
    order = func.array_position(literal([kind.code for kind in vocabulary.kinds()], ARRAY(Text)), view.c.kind)
    statement = (
        select(*_POINT_COLUMNS)
        .where(*_filters(conn, **filters))
        .order_by(order, view.c.name, view.c.center_id)
        .limit(limit)
        .offset(max(int(offset), 0))
    )
    return [CenterPoint(*row) for row in conn.execute(statement)]


def centers_of(conn: Connection, points: Sequence[CenterPoint]) -> list[Center]:
    """Read all that is known of centers that were found, in their order, with their distances."""
    if not points:
        return []
    rows = conn.execute(_OF_IDS, {"ids": [point.center_id for point in points]})
    by_id = {row[0]: row for row in rows}
    return [_center([*by_id[point.center_id], point.distance_m]) for point in points if point.center_id in by_id]


def centers_within(
    conn: Connection,
    *,
    lat: float,
    lon: float,
    radius_m: float,
    limit: int = 100,
    **filters: Unpack[CenterFilters],
) -> list[Center]:
    """Find the centers within a radius, nearest first, with all that is known of them.

    Parameters, order and errors are those of :func:`points_within`; ``limit`` is 1 to 10,000.
    """
    found = points_within(conn, lat=lat, lon=lon, radius_m=radius_m, limit=check_limit(limit), **filters)
    return centers_of(conn, found)


def centers_nearest(
    conn: Connection, *, lat: float, lon: float, limit: int = 5, **filters: Unpack[CenterFilters]
) -> list[Center]:
    """Find the nearest centers however far: what to offer when nothing is within the radius.

    Parameters, result and errors are those of :func:`centers_within`, without the radius.
    """
    return centers_of(conn, points_nearest(conn, lat=lat, lon=lon, limit=check_limit(limit), **filters))


def centers_in(
    conn: Connection, *, limit: int = 100, offset: int = 0, **filters: Unpack[CenterFilters]
) -> list[Center]:
    """Find centers without a point: by region, kind, service and keyword.

    Parameters, order and errors are those of :func:`points_in`; ``limit`` is 1 to 10,000.
    """
    return centers_of(conn, points_in(conn, limit=check_limit(limit), offset=offset, **filters))


def center(conn: Connection, center_id: str) -> CenterDetail:
    """Return one center with its source rows and staff.

    Raises
    ------
    NotFoundError
        When there is no such center (any more).
    """
    key = {"center_id": center_id}
    # An id comes from a URL: what cannot be one is not even asked for (PostgreSQL's text holds no NUL).
    row = conn.execute(_DETAIL, key).one_or_none() if _CENTER_ID.fullmatch(center_id) else None
    if row is None:
        raise NotFoundError(f"there is no center {center_id[:20]!r} in the register: search for it by name")
    sources = conn.execute(_SOURCES, key).mappings()
    staff = conn.execute(_STAFF, key)
    field_sources, position_source, position_method = row[-3:]
    return CenterDetail(
        center=_center(list(row[:-3])),
        sources=tuple(CenterSource(**source) for source in sources),
        staff={str(profession): int(people) for profession, people in staff},
        field_sources=field_sources,
        position_source=position_source,
        position_method=position_method,
    )


def center_frame(
    conn: Connection,
    *,
    kinds: Sequence[str] | None = None,
    region_code: str | None = None,
    scope: CareScope = "register",
) -> gpd.GeoDataFrame:
    """Return the register, or part of it, as a frame.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    kinds, region_code, scope
        As in :func:`centers_within`; without a scope the whole register.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of :class:`Center` without the distance, and ``geom`` (points, EPSG:4326), by ``center_id``.

    Raises
    ------
    InputError
        When a kind or the region is unknown.
    """
    conditions = _filters(conn, kinds=kinds, region_code=region_code, scope=scope)
    point = func.ST_AsBinary(view.c.geom).label("geom")
    return read_geo_frame(conn, select(*_COLUMNS, point).where(*conditions).order_by(view.c.center_id))


def _with(statement: Select[Any], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Add conditions; without any the statement itself, which SQLAlchemy need not look through again."""
    return statement.where(*conditions) if conditions else statement


def _nearest(
    conn: Connection, statement: Select[Any], values: dict[str, float], limit: int | None
) -> list[CenterPoint]:
    """Order by exact distance what the index gives in the order of the sphere's.

    A row not read lies, on the sphere, no nearer than the last row read. So the first ``limit`` rows are certain
    once the last of them lies, on the ellipsoid, nearer than that by :data:`SPHERE_SLACK`; else twice as many are read.
    """
    if limit is None:
        return _exact(conn.execute(statement, values).all())
    statement = statement.limit(bindparam("fetch", type_=Integer))
    fetch = limit + limit // 50 + 8
    while True:
        rows = conn.execute(statement, values | {"fetch": fetch}).all()
        reached_m = max((row.sphere_m for row in rows), default=0.0)
        found = _exact(rows)
        if len(found) < fetch or (found[limit - 1].distance_m or 0.0) < reached_m * (1 - SPHERE_SLACK):
            return found[:limit]
        fetch *= 2


def _exact(rows: Sequence[Any]) -> list[CenterPoint]:
    return sorted((CenterPoint(*row[:-1]) for row in rows), key=lambda point: (point.distance_m, point.center_id))


def _point(lat: float, lon: float) -> dict[str, float]:
    y, x = check_point(lat, lon)
    return {"lat": y, "lon": x}


def _filters(conn: Connection, **filters: Unpack[CenterFilters]) -> list[ColumnElement[bool]]:
    """Choose the conditions that hold."""
    kinds, services, region_code = filters.get("kinds"), filters.get("services"), filters.get("region_code")
    conditions = in_scope(filters.get("scope") or ("open" if kinds else "care"))
    if filters.get("has_psychiatrist"):
        conditions.append(view.c.psychiatrists > 0)
    if filters.get("has_er_at_night"):
        conditions.append(view.c.has_er_at_night)
    if kinds:
        conditions.append(among(view.c.kind, vocabulary.check_kinds(list(kinds))))
    if services:
        conditions.append(view.c.services.contains(vocabulary.check_services(list(services))))
    if region_code is not None:
        conditions.append(_in_or_for(extent(conn, region_code)))
    if box := filters.get("box"):
        conditions.append(view.c.geom.op("&&")(func.ST_MakeEnvelope(*check_box(box), _SRID)))
    return conditions + [view.c.search_text.like(f"%{word}%") for word in keywords(filters.get("text"))]


def in_scope(scope: CareScope) -> list[ColumnElement[bool]]:
    """Say which centers a scope means.

    Raises
    ------
    InputError
        When there is no such scope.
    """
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "care": [view.c.is_mental_health_care],
        "listed": [view.c.is_open_to_public, view.c.care_level != "none"],
        "open": [view.c.is_open_to_public],
        "register": [],
    }
    if scope not in conditions:
        raise InputError(f"{scope!r} is no scope of care: give one of {', '.join(CARE_SCOPES)}")
    return conditions[scope]


def _in_or_for(extent: Extent) -> ColumnElement[bool]:
    """Say that a center stands in an extent, or serves one of its units by rule."""
    if extent.level == "emd":
        return among(view.c.region_code, extent.codes)
    stands = among(view.c[f"{extent.level}_code"], extent.codes)
    serves = select(center_serves.c.center_id).where(within(center_serves.c.region_code, extent))
    return or_(stands, view.c.center_id.in_(serves))


def _center(row: list[Any]) -> Center:
    """Make a center of a row that begins with :data:`_COLUMNS`; by position, as a search makes hundreds."""
    row[_SERVES], row[_SERVICES] = tuple(row[_SERVES]), tuple(row[_SERVICES])
    return Center(*row)
