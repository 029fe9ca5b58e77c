"""What offices learned of opening hours by telephone, and the numbers to call."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, text

from gis.queries.frames import read_frame


def asked(conn: Connection) -> pd.DataFrame:
    """Return the centers that were asked for their hours by telephone.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``asked_on`` (date) and ``is_answered``: whether the hours were learned.
    """
    return read_frame(conn, "SELECT center_id, asked_on, is_answered FROM serve.center_call ORDER BY center_id")


def phones(conn: Connection, center_ids: Sequence[str]) -> dict[str, str]:
    """Return the telephone numbers of some centers; those without one are left out."""
    rows = conn.execute(
        text("SELECT center_id, phone FROM serve.center WHERE center_id = ANY(:ids) AND phone IS NOT NULL"),
        {"ids": list(center_ids)},
    )
    return {row.center_id: row.phone for row in rows}
