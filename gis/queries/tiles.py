"""Vector tiles of the base map: outlines and names of regions, and stations, cut by PostGIS."""

from sqlalchemy import Connection, text

from gis.errors import InputError

MAX_ZOOM = 12
"""Finest zoom that is cut; closer in, a map enlarges these tiles (the outlines have no more detail)."""

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
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise InputError(f"there is no tile {z}/{x}/{y}: zoom is 0 to {MAX_ZOOM}, column and row 0 to 2**zoom - 1")
    levels = ["sido"] + ["sigungu"] * (z >= SIGUNGU_FROM_ZOOM) + ["emd"] * (z >= EMD_FROM_ZOOM)
    where = {"z": z, "x": x, "y": y, "levels": levels, "with_stations": z >= STATION_FROM_ZOOM}
    return bytes(conn.execute(_TILE, where).scalar_one())
