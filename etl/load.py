"""Bulk writing by COPY, inside the caller's transaction."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import psycopg
import shapely
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.contract import Cleaned
from gis import crs


def driver_connection(conn: Connection) -> psycopg.Connection[Any]:
    """Return the psycopg connection under a SQLAlchemy connection, in the same transaction."""
    driver = conn.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"bulk loading needs psycopg 3, not {type(driver).__name__}")
    return driver


def copy_frame(conn: Connection, table: str, frame: pd.DataFrame) -> int:
    """Append a frame's rows to a table by COPY.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Open transaction; nothing is committed here.
    table : str
        Schema and table, such as ``core.population``.
    frame : pandas.DataFrame
        Columns named as in the table. Missing values become NULL, shapely geometries EWKB (EPSG:4326), lists
        arrays, dictionaries jsonb.

    Returns
    -------
    int
        Rows written.
    """
    if frame.empty:
        return 0
    columns = [_wire_values(frame[name]) for name in frame.columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(sql.Identifier(str(name)) for name in frame.columns)
    )
    with driver_connection(conn).cursor() as cursor, cursor.copy(statement) as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
    return len(frame)


def upsert(conn: Connection, table: str, frame: pd.DataFrame, *, key: Sequence[str], keep: Sequence[str] = ()) -> int:
    """Write rows that may exist already: COPY into a temporary table, then insert or update.

    Parameters
    ----------
    conn, table, frame
        As for :func:`copy_frame`.
    key : Sequence[str]
        Columns of a unique constraint.
    keep : Sequence[str]
        Columns of the frame that an existing row keeps.

    Returns
    -------
    int
        Rows inserted or updated.
    """
    names = [str(name) for name in frame.columns]
    changed = [name for name in names if name not in key and name not in keep]
    parts = {
        "table": sql.Identifier(*table.split(".")),
        "columns": sql.SQL(", ").join(map(sql.Identifier, names)),
        "key": sql.SQL(", ").join(map(sql.Identifier, key)),
        "sets": sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in changed),
    }
    driver = driver_connection(conn)
    driver.execute(
        sql.SQL(
            "DROP TABLE IF EXISTS pg_temp.incoming; "
            "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
        ).format(**parts)
    )
    copy_frame(conn, "pg_temp.incoming", frame)
    written = driver.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM pg_temp.incoming ON CONFLICT ({key}) DO "
        ).format(**parts)
        + (sql.SQL("UPDATE SET {sets}").format(**parts) if changed else sql.SQL("NOTHING"))
    ).rowcount
    driver.execute("DROP TABLE pg_temp.incoming")
    return int(written)


def replace(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace all that earlier loads of the same source wrote by the cleaned tables.

    The ``load`` of most sources: rows belong to their source by ``dataset_id``.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Open transaction.
    cleaned : Cleaned
        Rows by table.
    dataset_id : int
        The new load; the tables' earlier rows carry older ones of the same source.
    """
    for table, frame in cleaned.tables.items():
        forget(conn, table, dataset_id)
        copy_frame(conn, table, frame.assign(dataset_id=dataset_id))


def forget(conn: Connection, table: str, dataset_id: int) -> None:
    """Delete the rows that earlier loads of a dataset's source wrote to a table."""
    statement = sql.SQL(
        "DELETE FROM {} WHERE dataset_id IN (SELECT earlier.dataset_id FROM core.dataset AS earlier "
        "JOIN core.dataset AS this USING (source) WHERE this.dataset_id = %s AND earlier.dataset_id <> %s)"
    ).format(sql.Identifier(*table.split(".")))
    driver_connection(conn).execute(statement, (dataset_id, dataset_id))


def take_lock(conn: Connection) -> None:
    """Wait until no other load is at work; held until the transaction ends, however it ends."""
    conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('mindconnect etl'))"))


def refresh_statistics(conn: Connection) -> None:
    """Tell the planner what the tables hold now; without it the first searches after a load are slow."""
    conn.execute(text("SELECT core.refresh_statistics()"))


def _wire_values(column: pd.Series) -> Iterable[Any]:
    """Return a column's values as psycopg writes them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(value) else value.to_pydatetime() for value in column]
    if str(column.dtype) == "geometry":
        return _ewkb(column.to_numpy())
    if column.dtype == object:
        return _wire_objects(column)
    if column.isna().any():
        return [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    return column.tolist()


def _wire_objects(column: pd.Series) -> Iterator[Any]:
    for value in column:
        if isinstance(value, shapely.Geometry):
            yield shapely.to_wkb(shapely.set_srid(value, crs.GEOGRAPHIC), hex=True, include_srid=True)
        elif isinstance(value, dict):
            yield Jsonb(value, dumps=_dumps)
        elif isinstance(value, list | tuple | np.ndarray):
            yield list(value)
        else:
            yield None if value is None or pd.isna(value) else value


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _ewkb(shapes: npt.NDArray[np.object_]) -> list[str | None]:
    located = shapely.set_srid(shapes, crs.GEOGRAPHIC)
    return [None if value is None else str(value) for value in shapely.to_wkb(located, hex=True, include_srid=True)]
