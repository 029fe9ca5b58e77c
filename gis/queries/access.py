"""What access is computed from, as the app may read it: cells by emd, centers with their staff, names of regions."""

import pandas as pd
from sqlalchemy import Connection

from gis.queries.frames import read_frame


def center_supply(conn: Connection) -> pd.DataFrame:
    """Give the centers that care is counted by.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``name``, ``kind``, ``region_code`` (emd), ``lat``, ``lon``, ``position_trust``,
        ``position_radius_m`` and ``staff`` (people, missing where none are published), by ``center_id``.
    """
    return read_frame(
        conn,
        """
        SELECT c.center_id, c.name, c.kind, c.region_code, c.lat, c.lon, c.position_trust, c.position_radius_m,
               s.staff::float8 AS staff
        FROM serve.center AS c
        LEFT JOIN (SELECT center_id, sum(people) AS staff FROM serve.center_staff GROUP BY center_id) AS s
        USING (center_id)
        ORDER BY c.center_id COLLATE "C"
        """,
    )


def region_names(conn: Connection) -> pd.DataFrame:
    """Give the names of all units, without outlines.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code``, ``level``, ``name``, ``full_name``, ``parent_code``, ``municipality_code``, by code.
    """
    return read_frame(
        conn,
        """
        SELECT region_code, level, name, full_name, parent_code, municipality_code
        FROM serve.region ORDER BY region_code
        """,
    )
