"""core.travel_time from the table of travel times: the nearest few centers of each kind, by cell and mode."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
import numpy.typing as npt
from numba import njit
from sqlalchemy import Connection, text

from etl.load import driver_connection
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, TravelMatrix
from gis.terms import MODES, Mode

NEAREST = 3
"""Centers of a kind that are kept for each cell and mode."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = (-1).to_bytes(2, "big", signed=True)
_CHUNK_ROWS = 200_000


def nearest_of_each_kind(table: TravelMatrix, kind: npt.NDArray[np.str_]) -> dict[Mode, npt.NDArray[np.int64]]:
    """Choose the entries that queries need.

    Parameters
    ----------
    table : TravelMatrix
        All pairs.
    kind : ndarray of str, shape (centers,)
        Kind of each center of the table.

    Returns
    -------
    dict
        By mode, places of entries: at most ``NEAREST`` of each kind for each cell, in the table's order.
    """
    _, number = np.unique(kind, return_inverse=True)
    kinds = int(number.max(initial=-1)) + 1
    return {
        mode: _choose(np.asarray(part.start), np.asarray(part.center), number.astype(np.int64), kinds, NEAREST)
        for mode, part in table.modes.items()
    }


@njit(cache=True)
def _choose(start, center, kind, kinds, nearest):
    """Walk through each cell's entries, which stand by time, and take the first few of each kind."""
    taken = np.zeros(kinds, dtype=np.int64)
    total = 0
    for is_writing in (False, True):
        chosen = np.empty(total if is_writing else 0, dtype=np.int64)
        total = 0
        for cell in range(len(start) - 1):
            taken[:] = 0
            for entry in range(start[cell], start[cell + 1]):
                kind_of_center = kind[center[entry]]
                if taken[kind_of_center] < nearest:
                    taken[kind_of_center] += 1
                    if is_writing:
                        chosen[total] = entry
                    total += 1
    return chosen


def write_rows(conn: Connection, table: TravelMatrix, chosen: dict[Mode, npt.NDArray[np.int64]]) -> int:
    """Replace the rows of core.travel_time.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Open transaction; nothing is committed here.
    table : TravelMatrix
        All pairs.
    chosen : dict
        Places of the entries to write, by mode.

    Returns
    -------
    int
        Rows written.
    """
    conn.execute(text("TRUNCATE core.travel_time"))
    rows = 0
    with (
        driver_connection(conn).cursor() as cursor,
        cursor.copy(
            "COPY core.travel_time (h3, mode, center_id, seconds, is_estimate) FROM STDIN (FORMAT binary)"
        ) as copy,
    ):
        copy.write(_SIGNATURE)
        for mode in MODES:
            for first in range(0, len(chosen[mode]), _CHUNK_ROWS):
                entries = chosen[mode][first : first + _CHUNK_ROWS]
                copy.write(_wire(table, mode, entries))
                rows += len(entries)
        copy.write(_TRAILER)
    return rows


def _wire(table: TravelMatrix, mode: Mode, entries: npt.NDArray[np.int64]) -> bytes:
    """Write rows in PostgreSQL's binary COPY format: every field with its length before it, big-endian."""
    part = table.modes[mode]
    ids = np.char.encode(table.centers, "ascii")
    fields = [("h3", ">i8", 8), ("mode", f"S{len(mode)}", len(mode)), ("center", ids.dtype.str, ids.dtype.itemsize),
              ("seconds", ">i2", 2), ("is_estimate", "?", 1)]  # fmt: skip
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, form, _ in fields:
        layout += [(f"{name}_length", ">i4"), (name, form)]
    rows = np.empty(len(entries), dtype=np.dtype(layout))
    rows["fields"] = len(fields)
    for name, _, length in fields:
        rows[f"{name}_length"] = length
    value = part.value[entries]
    rows["h3"] = table.cells[np.searchsorted(part.start, entries, side="right") - 1]
    rows["mode"] = mode.encode()
    rows["center"] = ids[part.center[entries]]
    rows["seconds"] = value & ~ESTIMATE_BIT
    rows["is_estimate"] = value & ESTIMATE_BIT > 0
    return rows.tobytes()
