"""Travel times from where people live to the centers near them."""

import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError
from gis.queries.frames import read_frame
from gis.terms import MODES


def nearest_frame(conn: Connection, *, h3_index: int, mode: str) -> pd.DataFrame:
    """Give the nearest centers of each kind from a cell, by time.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    h3_index : int
        H3 cell of resolution 8.
    mode : {"walk", "bicycle", "car"}
        How one travels.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``name``, ``kind``, ``seconds`` and ``is_estimate`` (추정), the nearest first; at
        most three of a kind, none beyond 60 minutes.

    Raises
    ------
    InputError
        When the mode is unknown.
    """
    if mode not in MODES:
        raise InputError(f"mode {mode!r}: give one of {', '.join(MODES)}")
    return read_frame(
        conn,
        """
        SELECT t.center_id, c.name, t.kind, t.seconds, t.is_estimate
        FROM serve.travel_time AS t
        JOIN serve.center AS c USING (center_id)
        WHERE t.h3_index = :h3_index AND t.mode = :mode
        ORDER BY t.seconds, t.center_id
        """,
        {"h3_index": h3_index, "mode": mode},
    )


def reach_frame(conn: Connection, *, kind: str, mode: str) -> pd.DataFrame:
    """Give every populated cell's time to its nearest center of a kind.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    kind : str
        Kind of center.
    mode : {"walk", "bicycle", "car"}
        How one travels.

    Returns
    -------
    pandas.DataFrame
        Columns ``h3_index``, ``seconds`` and ``is_estimate``, by ``h3_index``; cells without a center of the kind
        within 60 minutes are missing.

    Raises
    ------
    InputError
        When the mode is unknown.
    """
    if mode not in MODES:
        raise InputError(f"mode {mode!r}: give one of {', '.join(MODES)}")
    return read_frame(
        conn,
        """
        SELECT DISTINCT ON (h3_index) h3_index, seconds, is_estimate
        FROM serve.travel_time
        WHERE kind = :kind AND mode = :mode
        ORDER BY h3_index, seconds, center_id
        """,
        {"kind": kind, "mode": mode},
    )
