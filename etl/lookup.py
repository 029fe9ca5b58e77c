"""What cleaning looks things up in, read from the database or kept from files cleaned before."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import shapely
from psycopg import sql
from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from etl.clean.codes import CODE_COLUMNS, REGION_COLUMNS, RegionIndex
from etl.contract import Cleaned, Context, Source
from etl.load import driver_connection
from gis import crs
from gis.db.tables import region, region_code
from gis.queries.frames import read_frame, read_geo_frame
from gis.terms import SEOUL

REGION_SOURCES = ("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd")
"""Sources that make up a :class:`~etl.clean.codes.RegionIndex`."""


def read_region_index(conn: Connection) -> RegionIndex:
    """Build the index of regions from core.region and core.region_code."""
    outline = func.ST_AsBinary(region.c.geom).label("geom")
    columns = [region.c[name] for name in REGION_COLUMNS]
    outline = func.ST_AsBinary(region.c.geom).label("geom")
    regions = read_geo_frame(conn, select(*columns, outline).order_by(region.c.region_code))
    codes = read_frame(conn, select(*(region_code.c[name] for name in CODE_COLUMNS)))
    return RegionIndex(regions, codes)


class DatabaseLookup:
    """Contexts from the database; the index of regions is kept while the loads it was read from are in force."""

    def __init__(self) -> None:
        self._version: list[int] = []
        self._index: RegionIndex | None = None

    def context(self, conn: Connection, source: Source) -> Context:
        """Return the context in which a source's rows are cleaned."""
        tables = {name: read_table(conn, name) for name in source.needs}
        return Context(source, lambda: self._regions(conn), tables, today=_today())

    def _regions(self, conn: Connection) -> RegionIndex:
        result = conn.execute(
            text("SELECT dataset_id FROM core.dataset WHERE superseded_at IS NULL AND source = ANY(:names) ORDER BY 1"),
            {"names": list(REGION_SOURCES)},
        )
        version = list(result.scalars())
        if self._index is None or version != self._version:
            self._index, self._version = read_region_index(conn), version
        return self._index


class MemoryLookup:
    """Contexts from files cleaned in the same run, so that files can be checked without any database."""

    def __init__(self) -> None:
        self._tables: dict[str, list[pd.DataFrame]] = {}
        self._index: RegionIndex | None = None

    def add(self, cleaned: Cleaned) -> None:
        """Remember a file's rows for the files after it."""
        for name, frame in cleaned.tables.items():
            self._tables.setdefault(name, []).append(frame)
            if name in {"core.region", "core.region_code"}:
                self._index = None

    def context(self, source: Source) -> Context:
        """Return the context in which a source's rows are cleaned."""
        tables = {name: _with_lat_lon(self._table(name)) for name in source.needs}
        return Context(source, self._regions, tables, today=_today())

    def _regions(self) -> RegionIndex:
        if self._index is None:
            regions = self._table("core.region", [*REGION_COLUMNS, "geom"])
            frame = gpd.GeoDataFrame(regions, geometry="geom", crs=crs.GEOGRAPHIC)
            self._index = RegionIndex(frame, self._table("core.region_code", CODE_COLUMNS))
        return self._index

    def _table(self, name: str, columns: Iterable[str] = ()) -> pd.DataFrame:
        parts = self._tables.get(name)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))


def read_table(conn: Connection, table: str) -> pd.DataFrame:
    """Read a whole table, its points as ``lat`` and ``lon``, other geometry left out."""
    schema, name = table.split(".")
    columns: Sequence[tuple[str, str]] = [
        (str(column), str(kind))
        for column, kind in conn.execute(
            text("""
                SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """),
            {"table": table},
        )
    ]
    parts: list[sql.Composable] = [
        sql.Identifier(column) for column, kind in columns if not kind.startswith("geometry")
    ]
    if ("geom", f"geometry(Point,{crs.GEOGRAPHIC})") in columns:
        parts += [sql.SQL("ST_Y(geom) AS lat"), sql.SQL("ST_X(geom) AS lon")]
    statement = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(parts), sql.Identifier(schema, name))
    cursor = driver_connection(conn).execute(statement)
    names = [column.name for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=names)


def _today() -> date:
    return datetime.now(SEOUL).date()


def _with_lat_lon(frame: pd.DataFrame) -> pd.DataFrame:
    if "geom" not in frame:
        return frame
    points = frame["geom"].to_numpy()
    return frame.drop(columns="geom").assign(lat=shapely.get_y(points), lon=shapely.get_x(points))
