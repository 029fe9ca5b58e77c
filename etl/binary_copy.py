"""Bulk writing in PostgreSQL's binary COPY format: millions of rows and long arrays without a text of any number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import sql
from sqlalchemy import Connection

from etl.load import driver_connection

Column = npt.NDArray[Any] | str | None
"""Values of a column: int64, int16, float64, float32 or bytes of one length; float32 of two dimensions is a real[] of
one length; a text stands in every row; None is NULL in every row."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = (-1).to_bytes(2, "big", signed=True)
_REAL_OID = 700
_CHUNK_ROWS = 2_000
_FORMS = {"int64": ">i8", "int16": ">i2", "float64": ">f8", "float32": ">f4"}


def copy_blocks(conn: Connection, table: str, columns: Sequence[str], blocks: Iterable[Mapping[str, Column]]) -> int:
    """Append blocks of rows to a table.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Open transaction; nothing is committed here.
    table : str
        Schema and table.
    columns : sequence of str
        In the order of writing.
    blocks : iterable of mapping
        Column -> its values (:data:`Column`), all arrays of a block of one length.

    Returns
    -------
    int
        Rows written.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    rows = 0
    with driver_connection(conn).cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_SIGNATURE)
        for block in blocks:
            count = max(len(values) for values in block.values() if isinstance(values, np.ndarray))
            for first in range(0, count, _CHUNK_ROWS):
                part = slice(first, min(first + _CHUNK_ROWS, count))
                cut = {name: own[part] if isinstance(own, np.ndarray) else own for name, own in block.items()}
                copy.write(_wire([cut[name] for name in columns], part.stop - part.start))
            rows += count
        copy.write(_TRAILER)
    return rows


def _wire(columns: Sequence[Column], count: int) -> bytes:
    """Write rows: every field with its length before it, big-endian; a real[] with its one dimension before it."""
    layout: list[Any] = [("fields", ">i2")]
    for place, values in enumerate(columns):
        layout.append((f"{place}_length", ">i4"))
        if isinstance(values, str):
            layout.append((f"{place}", f"S{len(values.encode())}"))
        elif isinstance(values, np.ndarray) and values.ndim == 2:
            layout += [
                (f"{place}_head", ">i4", (5,)),
                (f"{place}", [("length", ">i4"), ("value", ">f4")], values.shape[1:]),
            ]
        elif isinstance(values, np.ndarray):
            layout.append((f"{place}", _FORMS.get(values.dtype.name, values.dtype.str)))
    rows = np.zeros(count, dtype=np.dtype(layout))
    rows["fields"] = len(columns)
    for place, values in enumerate(columns):
        if values is None:
            rows[f"{place}_length"] = -1
            continue
        column = rows[f"{place}"]
        if isinstance(values, np.ndarray) and values.ndim == 2:
            rows[f"{place}_head"] = (1, 0, _REAL_OID, values.shape[1], 1)
            column["length"], column["value"] = 4, values
            rows[f"{place}_length"] = 20 + 8 * values.shape[1]
        else:
            rows[f"{place}"] = values.encode() if isinstance(values, str) else values
            rows[f"{place}_length"] = column.dtype.itemsize
    return rows.tobytes()
