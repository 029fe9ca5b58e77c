"""Regions, the people in them, the cells they live in, and how far they are from care."""

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, text

from gis.errors import InputError
from gis.queries.frames import read_frame, read_geo_frame
from gis.queries.inputs import check_point

Level = Literal["sido", "sigungu", "emd"]

LEVELS: tuple[Level, ...] = ("sido", "sigungu", "emd")
"""Levels of administrative units, from the largest."""

_CODE_LENGTH = {"sido": 2, "sigungu": 5, "emd": 10}

_WITHIN = {
    "sido": "left(region_code, 2) = ANY(:codes)",
    "sigungu": "left(region_code, 5) = ANY(:codes)",
    "emd": "region_code = ANY(:codes)",
}
"""Conditions that hold for units inside an extent, by the extent's level."""


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


_REGION_COLUMNS = (
    "region_code, level, name, full_name, parent_code, municipality_code, municipality_name, label_lat, label_lon"
)

_REGION_AT = text(
    " ".join(
        (
            "SELECT",
            _REGION_COLUMNS,
            "FROM serve.region WHERE level = 'emd'",
            "AND ST_Intersects(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)) ORDER BY region_code LIMIT 1",
        )
    )
)

# The condition of an extent is put between the two halves; both are this module's own.
_REGIONS = (
    " ".join(("SELECT", _REGION_COLUMNS, ", geom, area_km2, people, valid_from FROM serve.region")),
    "ORDER BY region_code",
)

_POPULATION = (
    "SELECT region_code, sex, age_from, people, reference_date FROM serve.population",
    "ORDER BY region_code, sex, age_from",
)

_CELL_REGIONS = (
    "SELECT h3_index, region_code, people, lat, lon FROM serve.cell_region",
    "ORDER BY h3_index, region_code",
)

_REACH = (
    """
    SELECT region_code, kind, people, centers, centers_by_rule, people_per_center, mean_km, p90_km,
           share_beyond_5km, share_beyond_10km, share_beyond_20km
    FROM serve.region_reach
    """,
    "ORDER BY region_code, kind",
)

_CELLS = (
    """
    WITH share AS (
        SELECT region_code, sum(people) FILTER (
            WHERE sex = ANY(:sexes) AND age_from >= :age_from AND age_from < :age_below
        ) / nullif(sum(people), 0)::float8 AS share
        FROM serve.population WHERE level = 'emd' GROUP BY region_code
    ), people AS (
        SELECT h3_index, sum(people * coalesce(share, 0)) AS people
        FROM serve.cell_region LEFT JOIN share USING (region_code)
    """,
    """
        GROUP BY h3_index
    )
    SELECT c.h3, c.h3_index, p.people, c.area_km2, c.region_code, c.lat, c.lon, c.geom
    FROM people p JOIN serve.cell c USING (h3_index) ORDER BY c.h3_index
    """,
)


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
    """Give the units of a level with outline and people.

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
    condition, values = _inside(conn, level, parent_code)
    frame = read_geo_frame(conn, *_where(_REGIONS, condition, values))
    frame["people"] = frame["people"].fillna(0).astype("int64")
    return frame


def population_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> pd.DataFrame:
    """Give registered people by unit, sex and age.

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
    condition, values = _inside(conn, level, parent_code)
    frame = read_frame(conn, *_where(_POPULATION, condition, values))
    return frame.astype({"age_from": "int16", "people": "int64"})


def cell_frame(
    conn: Connection,
    *,
    region_code: str | None = None,
    sex: Literal["F", "M"] | None = None,
    age_from: int = 0,
    age_below: int | None = None,
) -> gpd.GeoDataFrame:
    """Give the cells where people live, with all people or those of a sex and age.

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
    condition, values = _within(conn, region_code)
    values |= _group(sex, age_from, age_below)
    return read_geo_frame(conn, *_where(_CELLS, condition, values))


def cell_regions(conn: Connection, *, region_code: str | None = None) -> pd.DataFrame:
    """Give the people of each emd in each cell: what figures by region are computed from.

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
    condition, values = _within(conn, region_code)
    return read_frame(conn, *_where(_CELL_REGIONS, condition, values))


def reach_frame(conn: Connection, *, level: Level, parent_code: str | None = None) -> pd.DataFrame:
    """Give supply and distance to the nearest center, by unit and kind.

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
    condition, values = _inside(conn, level, parent_code)
    return read_frame(conn, *_where(_REACH, condition, values))


def _inside(conn: Connection, level: str, parent_code: str | None) -> tuple[str, dict[str, Any]]:
    """Write the condition for the units of a level inside a parent."""
    if level not in LEVELS:
        raise InputError(f"{str(level)[:20]!r} is no level: give one of {', '.join(LEVELS)}")
    condition, values = _within(conn, parent_code)
    if parent_code is not None and _CODE_LENGTH[level] < len(next(iter(values["codes"]))):
        raise InputError(f"{parent_code} is smaller than a {level}: give a parent above the level")
    return f"level = :level AND {condition}", values | {"level": level}


def _within(conn: Connection, region_code: str | None) -> tuple[str, dict[str, Any]]:
    if region_code is None:
        return "true", {}
    where = extent(conn, region_code)
    return _WITHIN[where.level], {"codes": list(where.codes)}


def _where(halves: tuple[str, str], condition: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Put a condition of :data:`_WITHIN` between the halves of a statement."""
    return " ".join((halves[0], "WHERE", condition, halves[1])), values


def _group(sex: str | None, age_from: int, age_below: int | None) -> dict[str, Any]:
    if sex not in (None, "F", "M"):
        raise InputError(f"{str(sex)[:20]!r} is no sex of the register: give F, M or nothing")
    below = 105 if age_below is None else age_below
    if age_from not in range(0, 105, 5) or below not in range(5, 110, 5) or below <= age_from:
        raise InputError(
            f"ages from {age_from} to below {age_below} cannot be read from bands of five years: give multiples of 5, "
            "the first one the smaller"
        )
    return {"sexes": ["F", "M"] if sex is None else [sex], "age_from": age_from, "age_below": below}


def _plain(code: object) -> str:
    """Write a code that cannot exist as one the database can be asked for (PostgreSQL's text holds no NUL)."""
    return str(code).replace("\x00", "�")
