"""Regions, the people in them, the cells they live in, and how far they are from care."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

import geopandas as gpd
import pandas as pd
from sqlalchemy import CTE, ColumnElement, Connection, Double, Table, Text, any_, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from gis.db.views import cell, cell_region, population, population_history, region, region_reach
from gis.errors import InputError
from gis.queries.frames import read_frame, read_geo_frame
from gis.queries.inputs import check_point

Level = Literal["sido", "sigungu", "emd"]

LEVELS: tuple[Level, ...] = ("sido", "sigungu", "emd")
"""Levels of administrative units, from the largest."""

_CODE_LENGTH = {"sido": 2, "sigungu": 5, "emd": 10}


@dataclass(frozen=True)
class Extent:
    """An area as units of one level: a municipality is its sigungu (수원시 is four gu).

    Attributes
    ----------
    level : {"sido", "sigungu", "emd"}
        Level of the codes.
    codes : tuple of str
        MOIS codes.
    """

    level: Level
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """One administrative unit; see ``serve.region`` for the meaning of each field."""

    region_code: str
    level: Level
    name: str
    full_name: str
    parent_code: str | None
    municipality_code: str | None
    municipality_name: str | None
    label_lat: float
    label_lon: float


_REGION_AT = text("""
    SELECT region_code, level, name, full_name, parent_code, municipality_code, municipality_name, label_lat, label_lon
    FROM serve.region
    WHERE level = 'emd' AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
    ORDER BY region_code LIMIT 1
""")

_REGION_COLUMNS = [
    *(region.c[field.name] for field in fields(Region)),
    func.ST_AsBinary(region.c.geom).label("geom"),
    *(region.c[name] for name in ("area_km2", "people", "valid_from")),
]
_REACH_COLUMNS = [column for column in region_reach.c if column.name != "level"]


def among(expression: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Say that a text is one of some values, bound as one array: the statement is the same for any number of them."""
    return expression == any_(literal(list(values), ARRAY(Text)))


def within(region_code: ColumnElement[str], extent: Extent) -> ColumnElement[bool]:
    """Say that a unit lies inside an extent: its code begins with one of the extent's."""
    if extent.level == "emd":
        return among(region_code, extent.codes)
    return among(func.left(region_code, _CODE_LENGTH[extent.level]), extent.codes)


def extent(conn: Connection, region_code: str) -> Extent:
    """Look up what a code stands for.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    region_code : str
        MOIS code of a sido, sigungu, municipality (41110 for 수원시) or emd.

    Raises
    ------
    InputError
        When no unit has the code.
    """
    rows = conn.execute(
        text(
            "SELECT level, region_code FROM serve.region WHERE region_code = :code "
            "OR (level = 'sigungu' AND municipality_code = :code) ORDER BY region_code"
        ),
        {"code": _plain(region_code)},
    ).all()
    if not rows:
        raise InputError(
            f"{str(region_code)[:20]!r} is the code of no region: give a MOIS code of 2, 5 or 10 digits, as listed by "
            "`mindconnect regions`"
        )
    return Extent(rows[0].level, tuple(row.region_code for row in rows))


def region_at(conn: Connection, *, lat: float, lon: float) -> Region | None:
    """Find the emd that a point lies in.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    lat, lon : float
        WGS84 degrees, in Korea.

    Returns
    -------
    Region or None
        None at sea; on a shared border the smaller code. Outlines are generalised, so near a border (within some
        hundred metres) the neighbour may be named.

    Raises
    ------
    InputError
        When the point is not in Korea.
    """
    y, x = check_point(lat, lon)
    row = conn.execute(_REGION_AT, {"lat": y, "lon": x}).mappings().one_or_none()
    return None if row is None else Region(**row)


def region_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> gpd.GeoDataFrame:
    """Return the units of a level with outline and people.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    level : {"sido", "sigungu", "emd"}
        Level of the units.
    parent_code : str, optional
        Only units inside this sido, sigungu or municipality.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of ``serve.region`` (``people`` registered people, ``area_km2``), geometry ``geom``
        (EPSG:4326), by ``region_code``; empty when the parent has no units of the level.

    Raises
    ------
    InputError
        When level or parent is unknown.
    """
    statement = select(*_REGION_COLUMNS).where(*_inside(conn, region, level, parent_code))
    frame = read_geo_frame(conn, statement.order_by(region.c.region_code))
    frame["people"] = frame["people"].fillna(0).astype("int64")
    return frame


def population_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> pd.DataFrame:
    """Return registered people by unit, sex and age.

    Parameters
    ----------
    conn, level, parent_code
        As in :func:`region_frame`.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code``, ``sex`` (F, M), ``age_from`` (years; bands of five, 100 is 100 and over), ``people``,
        ``reference_date``; by unit, sex and age.

    Raises
    ------
    InputError
        When level or parent is unknown.
    """
    count = population.c
    statement = (
        select(count.region_code, count.sex, count.age_from, count.people, count.reference_date)
        .where(*_inside(conn, population, level, parent_code))
        .order_by(count.region_code, count.sex, count.age_from)
    )
    frame = read_frame(conn, statement)
    return frame.astype({"age_from": "int16", "people": "int64"})


def group_share_frame(
    conn: Connection, *, sex: Literal["F", "M"] | None = None, age_from: int = 0, age_below: int | None = None
) -> pd.DataFrame:
    """Return which part of each emd's registered people is of a sex and age.

    Parameters
    ----------
    conn, sex, age_from, age_below
        As in :func:`cell_frame`.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code`` and ``share`` (0..1; missing where nobody lives), by code.

    Raises
    ------
    InputError
        When the ages cannot be read from bands of five years.
    """
    share = _group_shares(sex, age_from, age_below)
    frame = read_frame(conn, select(share.c.region_code, share.c.share).order_by(share.c.region_code))
    return frame.astype({"share": "float64"})


def population_dates_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> pd.DataFrame:
    """Return registered people by unit at every date of count.

    Parameters
    ----------
    conn, level, parent_code
        As in :func:`region_frame`.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code``, ``name``, ``reference_date``, ``people``, ``unit_group`` (emd of one group are
        known together only, so the change of one says nothing); by unit and date.

    Raises
    ------
    InputError
        When level or parent is unknown.
    """
    history = population_history.c
    statement = (
        select(history.region_code, region.c.name, history.reference_date, history.people, history.unit_group)
        .join_from(population_history, region, region.c.region_code == history.region_code)
        .where(*_inside(conn, population_history, level, parent_code))
        .order_by(history.region_code, history.reference_date)
    )
    return read_frame(conn, statement).astype({"people": "int64"})


def cell_frame(
    conn: Connection,
    *,
    region_code: str | None = None,
    sex: Literal["F", "M"] | None = None,
    age_from: int = 0,
    age_below: int | None = None,
) -> gpd.GeoDataFrame:
    """Return the cells where people live, with all people or those of a sex and age.

    People of a group are spread within an emd as all its people are: cell people x (group / all) of the emd. So the
    cells of a region sum to its registered count of the group.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    region_code : str, optional
        Only people of this sido, sigungu, municipality or emd; a cell on its border carries its share only.
    sex : {"F", "M"}, optional
        Only this sex.
    age_from : int
        First year of age, a multiple of 5 from 0 to 100.
    age_below : int, optional
        First year of age no longer counted, a multiple of 5; None for no end.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``h3`` (hexadecimal), ``h3_index`` (int64), ``people`` (float), ``area_km2`` (of the whole cell),
        ``region_code`` (the emd with most people in it), ``lat``, ``lon`` (its centre) and ``geom`` (outline,
        EPSG:4326), by ``h3_index``.

    Raises
    ------
    InputError
        When the region is unknown or the sex or an age cannot be used.
    """
    inside = _within(conn, cell_region, region_code)
    share = _group_shares(sex, age_from, age_below)
    people = (
        select(
            cell_region.c.h3_index,
            func.sum(cell_region.c.people * func.coalesce(share.c.share, 0)).label("people"),
        )
        .select_from(cell_region.outerjoin(share, share.c.region_code == cell_region.c.region_code))
        .where(*inside)
        .group_by(cell_region.c.h3_index)
        .cte("people")
    )
    about = cell.c
    statement = (
        select(
            about.h3,
            about.h3_index,
            people.c.people,
            about.area_km2,
            about.region_code,
            about.lat,
            about.lon,
            func.ST_AsBinary(about.geom).label("geom"),
        )
        .select_from(people.join(cell, about.h3_index == people.c.h3_index))
        .order_by(about.h3_index)
    )
    return read_geo_frame(conn, statement)


def cell_regions(conn: Connection, *, region_code: str | None = None) -> pd.DataFrame:
    """Return the people of each emd in each cell: what figures by region are computed from.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    region_code : str, optional
        Only this sido, sigungu, municipality or emd.

    Returns
    -------
    pandas.DataFrame
        Columns ``h3_index`` (int64), ``region_code`` (emd), ``people`` (float), ``lat``, ``lon`` (the cell's centre).

    Raises
    ------
    InputError
        When the region is unknown.
    """
    part = cell_region.c
    statement = (
        select(part.h3_index, part.region_code, part.people, part.lat, part.lon)
        .where(*_within(conn, cell_region, region_code))
        .order_by(part.h3_index, part.region_code)
    )
    return read_frame(conn, statement)


def reach_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> pd.DataFrame:
    """Return supply and distance to the nearest center, by unit and kind.

    Parameters
    ----------
    conn, level, parent_code
        As in :func:`region_frame`.

    Returns
    -------
    pandas.DataFrame
        The columns of ``serve.region_reach`` but the level, by unit and kind. Kinds include the groups
        ``공공 전체`` and ``의료 전체``.

    Raises
    ------
    InputError
        When level or parent is unknown.
    """
    statement = (
        select(*_REACH_COLUMNS)
        .where(*_inside(conn, region_reach, level, parent_code))
        .order_by(region_reach.c.region_code, region_reach.c.kind)
    )
    return read_frame(conn, statement)


def _inside(conn: Connection, view: Table, level: str, parent_code: str | None) -> list[ColumnElement[bool]]:
    """Choose the conditions for the units of a level inside a parent."""
    if level not in LEVELS:
        raise InputError(f"{str(level)[:20]!r} is no level: give one of {', '.join(LEVELS)}")
    of_level: list[ColumnElement[bool]] = [view.c.level == level]
    if parent_code is None:
        return of_level
    parent = extent(conn, parent_code)
    if _CODE_LENGTH[level] < _CODE_LENGTH[parent.level]:
        raise InputError(f"{parent_code} is smaller than a {level}: give a parent above the level")
    return [*of_level, within(view.c.region_code, parent)]


def _within(conn: Connection, view: Table, region_code: str | None) -> list[ColumnElement[bool]]:
    return [] if region_code is None else [within(view.c.region_code, extent(conn, region_code))]


def _group_shares(sex: str | None, age_from: int, age_below: int | None) -> CTE:
    """Compose the share that a group has of all people of each emd."""
    if sex not in (None, "F", "M"):
        raise InputError(f"{str(sex)[:20]!r} is no sex of the register: give F, M or nothing")
    below = 105 if age_below is None else age_below
    if age_from not in range(0, 105, 5) or below not in range(5, 110, 5) or below <= age_from:
        raise InputError(
            f"ages from {age_from} to below {age_below} cannot be read from bands of five years: give multiples of 5, "
            "the first one the smaller"
        )
    count = population.c
    group = func.sum(count.people).filter(
        among(count.sex, ["F", "M"] if sex is None else [sex]), count.age_from >= age_from, count.age_from < below
    )
    everybody = cast(func.nullif(func.sum(count.people), 0), Double)
    return (
        select(count.region_code, (group / everybody).label("share"))
        .where(count.level == "emd")
        .group_by(count.region_code)
        .cte("share")
    )


def _plain(code: object) -> str:
    """Write a code that cannot exist as one the database can be asked for (PostgreSQL's text holds no NUL)."""
    return str(code).replace("\x00", "�")
