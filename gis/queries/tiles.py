"""Vector tiles, cut by PostGIS: outlines and names of regions, stations, streets; cells and what is said of each."""

import math
from collections.abc import Sequence

from sqlalchemy import Connection, text

from gis.errors import InputError

MAX_ZOOM = 12
"""Finest zoom that is cut; closer in, a map enlarges these tiles (the outlines have no more detail)."""

STREET_ZOOMS = (10, 14)
"""Coarsest and finest zoom at which streets are cut; closer in, a map enlarges the finest."""

SIGUNGU_FROM_ZOOM, EMD_FROM_ZOOM, STATION_FROM_ZOOM = 5, 8, 11
"""First zoom at which a layer is in the tiles; sido are in all of them."""

_TILE = text("""
WITH tile AS (
    SELECT ST_TileEnvelope(:z, :x, :y) AS bounds,
           ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => 0.02), 4326) AS around
), region AS (
    SELECT r.region_code AS code, r.level, ST_AsMVTGeom(ST_Transform(r.geom, 3857), t.bounds) AS geom
    FROM serve.region r, tile t WHERE r.level = ANY(:levels) AND r.geom && t.around
), label AS (
    SELECT r.region_code AS code, r.level, r.name,
           ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(r.label_lon, r.label_lat), 4326), 3857), t.bounds) AS geom
    FROM serve.region r, tile t WHERE r.level = ANY(:levels) AND r.geom && t.around
), station AS (
    SELECT s.name, ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.bounds) AS geom
    FROM serve.station s, tile t WHERE :with_stations AND s.geom && t.around
)
SELECT (SELECT ST_AsMVT(region, 'region') FROM region WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(label, 'label') FROM label WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(station, 'station') FROM station WHERE geom IS NOT NULL)
""")


_CELLS = text("""
WITH drawn AS (
    SELECT c.red, c.green, c.blue, c.cell, c.tip,
           ST_AsMVTGeom(ST_Transform(ST_GeomFromWKB(c.outline, 4326), 3857), ST_TileEnvelope(:z, :x, :y)) AS geom
    FROM unnest(CAST(:outline AS bytea[]), CAST(:red AS integer[]), CAST(:green AS integer[]),
                CAST(:blue AS integer[]), CAST(:cell AS text[]), CAST(:tip AS text[]))
         AS c (outline, red, green, blue, cell, tip)
)
SELECT ST_AsMVT(drawn, 'cells') FROM drawn WHERE geom IS NOT NULL
""")


_STREETS = text("""
WITH drawn AS (
    SELECT s.rank, s.name, s.name_en,
           ST_AsMVTGeom(ST_Transform(ST_GeomFromWKB(s.line, 4326), 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64) AS geom
    FROM unnest(CAST(:line AS bytea[]), CAST(:rank AS text[]), CAST(:name AS text[]), CAST(:name_en AS text[]))
         AS s (line, rank, name, name_en)
)
SELECT ST_AsMVT(drawn, 'street') FROM drawn WHERE geom IS NOT NULL
""")


def check(z: int, x: int, y: int, *, zooms: tuple[int, int] = (0, MAX_ZOOM)) -> None:
    """Refuse a tile that does not exist.

    Parameters
    ----------
    z, x, y : int
        Zoom, column and row.
    zooms : tuple of int
        First and last zoom that is cut.

    Raises
    ------
    InputError
        When zoom, column or row lies outside of the scheme.
    """
    first, last = zooms
    if not (first <= z <= last and 0 <= x < 2**z and 0 <= y < 2**z):
        raise InputError(f"there is no tile {z}/{x}/{y}: zoom is {first} to {last}, column and row 0 to 2**zoom - 1")


def bounds(z: int, x: int, y: int, *, margin: float = 0.0) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a tile in degrees, wider on each side by a share of it."""
    north, south = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z)))) for row in (y, y + 1))
    west, east = (column / 2**z * 360 - 180 for column in (x, x + 1))
    dx, dy = margin * (east - west), margin * (north - south)
    return west - dx, south - dy, east + dx, north + dy


def cell_tile(
    conn: Connection,
    z: int,
    x: int,
    y: int,
    *,
    outlines: Sequence[bytes],
    colours: Sequence[Sequence[int]],
    cells: Sequence[str],
    tips: Sequence[str],
) -> bytes:
    """Cut one tile of cells.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role.
    z, x, y : int
        As in :func:`base_map`.
    outlines : sequence of bytes
        WKB of each cell, EPSG:4326.
    colours : sequence of (int, int, int)
        Red, green and blue, 0 to 255.
    cells, tips : sequence of str
        Hexadecimal index of each, and what is said of it when it is pointed at.

    Returns
    -------
    bytes
        A Mapbox vector tile with the layer ``cells`` (polygons: red, green, blue, cell, tip).

    Raises
    ------
    InputError
        When there is no such tile.
    """
    check(z, x, y)
    red, green, blue = ([int(one[part]) for one in colours] for part in range(3))
    where = {"z": z, "x": x, "y": y, "outline": list(outlines), "cell": list(cells), "tip": list(tips)}
    return bytes(conn.execute(_CELLS, where | {"red": red, "green": green, "blue": blue}).scalar_one())


def base_map(conn: Connection, *, z: int, x: int, y: int) -> bytes:
    """Cut one tile of the base map.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    z, x, y : int
        Zoom 0 to :data:`MAX_ZOOM`, column from the west and row from the north, in the web-Mercator scheme.

    Returns
    -------
    bytes
        A Mapbox vector tile with the layers ``region`` (polygons: code, level), ``label`` (points: code, level, name)
        and ``station`` (points: name); empty where Korea is not.

    Raises
    ------
    InputError
        When there is no such tile.
    """
    check(z, x, y)
    levels = ["sido"] + ["sigungu"] * (z >= SIGUNGU_FROM_ZOOM) + ["emd"] * (z >= EMD_FROM_ZOOM)
    where = {"z": z, "x": x, "y": y, "levels": levels, "with_stations": z >= STATION_FROM_ZOOM}
    return bytes(conn.execute(_TILE, where).scalar_one())


def street_tile(
    conn: Connection,
    z: int,
    x: int,
    y: int,
    *,
    lines: Sequence[bytes],
    ranks: Sequence[str],
    names: Sequence[str],
    names_en: Sequence[str],
) -> bytes:
    """Cut one tile of streets.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role.
    z, x, y : int
        Zoom within :data:`STREET_ZOOMS`, column from the west and row from the north.
    lines : sequence of bytes
        WKB of each, EPSG:4326.
    ranks, names, names_en : sequence of str
        Rank, Korean and English name of each.

    Returns
    -------
    bytes
        A Mapbox vector tile with the layer ``street`` (lines: rank, name, name_en); empty where no street is.

    Raises
    ------
    InputError
        When there is no such tile.
    """
    check(z, x, y, zooms=STREET_ZOOMS)
    where = {"z": z, "x": x, "y": y, "line": list(lines), "rank": list(ranks)}
    named = {"name": list(names), "name_en": list(names_en)}
    return bytes(conn.execute(_STREETS, where | named).scalar_one())
