"""What the snapshot consists of, and writing it from a loaded database.

Facts and figures only: no row as read, no usage note, no repaired text, and of the quarantine no value but codes
and numbers. The same data gives the same bytes, so a test can compare the shipped files with a run from raw.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.load import driver_connection

OUTLINE_GRID_DEG = 1e-5
"""Corners of outlines are kept to this grid, about one metre: finer is not known of generalised outlines."""

POINT_DECIMALS = 6
"""Decimals of a degree kept of points, about 0.1 m."""


@dataclass(frozen=True)
class Shipped:
    """One table of the snapshot.

    Attributes
    ----------
    name : str
        Table in core, and the file's name.
    order : tuple of str
        Columns that sort it: with them the rows always come in the same order.
    omit : tuple of str
        Columns that are not shipped; the database fills them in, or they are drawn again on loading.
    key : tuple of str
        Primary key of a table whose rows others may point to: it is updated in place, not emptied.
    only : str
        Condition on the rows that are shipped; all of them without one.
    """

    name: str
    order: tuple[str, ...]
    omit: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    only: LiteralString = ""


SHIPPED: tuple[Shipped, ...] = (
    Shipped("dataset", ("source",), omit=("origin", "loaded_at", "superseded_at"), only="superseded_at IS NULL"),
    Shipped("region", ("region_code",), key=("region_code",)),
    Shipped("region_code", ("system", "old_code", "old_name")),
    Shipped("population", ("region_code", "reference_date", "sex", "age_from")),
    Shipped("household", ("region_code", "reference_date", "size")),
    Shipped("indicator", ("name", "reference_date", "level", "region_code")),
    Shipped("cell_weight", ("h3",)),
    Shipped("cell", ("h3", "region_code"), omit=("area_km2", "center_point", "geom")),
    Shipped(
        "address_point",
        ("sigungu_code", "road_name", "building_number", "name", "category", "road_address", "lat", "lon"),
        omit=("address_point_id",),
    ),
    Shipped("postcode", ("postcode",)),
    Shipped("place", ("kind", "region_code", "name", "lat", "lon", "dataset_id"), omit=("place_id",)),
    Shipped("center", ("center_id",), omit=("usage_note_raw", "is_mental_health_care"), key=("center_id",)),
    Shipped("center_serves", ("center_id", "region_code")),
    Shipped("center_staff", ("center_id", "profession")),
    Shipped("center_source", ("source", "source_key"), omit=("usage_note_raw", "raw"), only="center_id IS NOT NULL"),
    Shipped("center_week", ("center_id",)),
    Shipped("center_other_week", ("center_id", "source")),
    Shipped("quarantine", ("dataset_id", "line", "column_name", "reason"), omit=("quarantine_id", "detail")),
)
"""Tables of the snapshot, each after those it refers to."""

_ARROW_TYPES = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "smallint": pa.int16(),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "text[]": pa.list_(pa.string()),
    "smallint[]": pa.list_(pa.int16()),
    "jsonb": pa.string(),
}
_CODE = re.compile(r"-?[0-9A-Za-z.]+")
_TELEPHONE = re.compile(r"0\d{8,10}")
_GEO_METADATA = {
    b"geo": json.dumps(
        {
            "version": "1.1.0",
            "primary_column": "geom",
            "columns": {"geom": {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}},
        }
    ).encode()
}


def write_snapshot(conn: Connection, folder: Path) -> dict[str, int]:
    """Write every table of the snapshot.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core; must be at the start of a transaction, so that all tables are of one state.
    folder : pathlib.Path
        Receives one Parquet file a table; files of an earlier snapshot are replaced.

    Returns
    -------
    dict of str to int
        Rows by table.
    """
    conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    folder.mkdir(parents=True, exist_ok=True)
    numbers = _dataset_numbers(conn)
    rows = {}
    for shipped in SHIPPED:
        table = _read(conn, shipped, numbers)
        _write(table, folder / f"{shipped.name}.part")
        rows[shipped.name] = table.num_rows
    # Only now, and all together: a run that is interrupted must not leave tables of two states side by side.
    for name in rows:
        (folder / f"{name}.part").replace(folder / f"{name}.parquet")
    return rows


def may_be_shipped(value: str | None) -> bool:
    """Return whether a quarantined value is a code or a number, not a text and not a telephone number."""
    return value is not None and bool(_CODE.fullmatch(value)) and not _TELEPHONE.fullmatch(value)


def _dataset_numbers(conn: Connection) -> dict[int, int]:
    """Map each load in force to its source's place in the alphabet: the database's numbers tell of its history."""
    numbers_in_force = conn.execute(
        text("SELECT dataset_id FROM core.dataset WHERE superseded_at IS NULL ORDER BY source")
    )
    return {int(dataset_id): number for number, dataset_id in enumerate(numbers_in_force.scalars(), start=1)}


def _read(conn: Connection, shipped: Shipped, numbers: Mapping[int, int]) -> pa.Table:
    expressions: list[sql.Composable] = []
    schema: list[pa.Field] = []
    for name, kind in _columns(conn, shipped).items():
        expressions += _expressions(name, kind)
        schema += _fields(name, kind)
    condition = sql.SQL("WHERE ") + sql.SQL(shipped.only) if shipped.only else sql.SQL("")
    statement = sql.SQL("SELECT {} FROM core.{} {}").format(
        sql.SQL(", ").join(expressions), sql.Identifier(shipped.name), condition
    )
    fetched = driver_connection(conn).execute(statement).fetchall()
    values = list(zip(*fetched, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
    table = pa.table(arrays, pa.schema(schema))
    if "dataset_id" in table.column_names:
        table = _mapped(table, "dataset_id", [numbers.get(number) for number in table["dataset_id"].to_pylist()])
    if shipped.name == "quarantine":
        values_shipped = [value if may_be_shipped(value) else None for value in table["value"].to_pylist()]
        table = _mapped(table, "value", values_shipped)
    return table.take(pc.sort_indices(table, [(name, "ascending") for name in shipped.order]))


def _columns(conn: Connection, shipped: Shipped) -> dict[str, str]:
    """Return the columns to ship and their types, in the table's order."""
    columns = conn.execute(
        text("""
            SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """),
        {"table": f"core.{shipped.name}"},
    )
    return {str(name): str(kind) for name, kind in columns if name not in shipped.omit}


def _expressions(name: str, kind: str) -> list[sql.Composable]:
    column = sql.Identifier(name)
    if kind == "jsonb":
        return [sql.SQL("{}::text").format(column)]
    if not kind.startswith("geometry"):
        return [column]
    if "Polygon" in kind:
        return [
            sql.SQL("ST_AsBinary(ST_Normalize(ST_ReducePrecision({}, {})))").format(
                column, sql.Literal(OUTLINE_GRID_DEG)
            )
        ]
    rounded = sql.SQL("round(ST_{}({})::numeric, {})::float8")
    return [rounded.format(sql.SQL(axis), column, sql.Literal(POINT_DECIMALS)) for axis in ("Y", "X")]


def _fields(name: str, kind: str) -> list[pa.Field]:
    if not kind.startswith("geometry"):
        return [pa.field(name, _ARROW_TYPES[kind])]
    if "Polygon" in kind:
        return [pa.field(name, pa.binary())]
    prefix = name.removesuffix("point").removesuffix("geom")
    return [pa.field(f"{prefix}{axis}", pa.float64()) for axis in ("lat", "lon")]


def _mapped(table: pa.Table, name: str, values: list[int | None] | list[str | None]) -> pa.Table:
    at = table.column_names.index(name)
    field = table.schema.field(name)
    return table.set_column(at, field, pa.array(values, field.type))


def _write(table: pa.Table, path: Path) -> None:
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    words = [field.name for field in table.schema if pa.types.is_string(field.type)]
    encodings = dict.fromkeys(floats, "BYTE_STREAM_SPLIT")
    if "h3" in table.column_names:
        encodings["h3"] = "DELTA_BINARY_PACKED"
    if "geom" in table.column_names:
        table = table.replace_schema_metadata(_GEO_METADATA)
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=words or False,
        column_encoding=encodings or None,
        write_page_checksum=True,
    )
