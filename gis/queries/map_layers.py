"""The layers that GIS tools read: views ``serve.map_*``, their columns and where they lie."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class LayerColumn:
    """A column of a layer.

    Parameters
    ----------
    view, name : str
        View of schema ``serve``, and column.
    type : str
        As PostgreSQL writes it, such as ``double precision``.
    description : str
        Its comment; empty where it has none.
    geometry_type : str or None
        ``POINT`` and so on of an outline or point, whose reference system is ``srid``.
    srid : int or None
        EPSG number.
    """

    view: str
    name: str
    type: str
    description: str
    geometry_type: str | None
    srid: int | None


_COLUMNS = text("""
    SELECT c.relname::text AS view, a.attname::text AS name, format_type(a.atttypid, NULL) AS type,
           coalesce(col_description(c.oid, a.attnum), '') AS description,
           CASE WHEN a.atttypid = 'geometry'::regtype THEN upper(postgis_typmod_type(a.atttypmod)) END AS geometry_type,
           CASE WHEN a.atttypid = 'geometry'::regtype THEN postgis_typmod_srid(a.atttypmod) END AS srid
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = 'serve'
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relname = ANY(:views)
    ORDER BY c.relname, a.attnum
""")

_EXTENT = text("""
    SELECT ST_XMin(e) AS west, ST_YMin(e) AS south, ST_XMax(e) AS east, ST_YMax(e) AS north
    FROM (SELECT ST_Extent(geom) AS e FROM serve.map_sido) AS covered
""")


def layer_columns(conn: Connection, views: Collection[str]) -> list[LayerColumn]:
    """Read the columns of layers, in their order.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of a role that may read schema ``serve``.
    views : collection of str
        Names of views in it.
    """
    return [LayerColumn(**row) for row in conn.execute(_COLUMNS, {"views": sorted(views)}).mappings()]


def layers_extent(conn: Connection) -> tuple[float, float, float, float] | None:
    """Return the box of the country in degrees WGS84: west, south, east, north; None before regions are loaded."""
    row = conn.execute(_EXTENT).one()
    return None if row.west is None else (row.west, row.south, row.east, row.north)
