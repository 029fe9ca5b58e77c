"""What shortage rules count beside travel times: people by age in each emd, and whom centers serve."""

import pandas as pd
from sqlalchemy import Connection

from gis.queries.frames import read_frame


def people_by_age(conn: Connection) -> pd.DataFrame:
    """Return registered people by emd, sex and age.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``region_code`` (emd), ``sex`` (F, M), ``age_from`` (years; bands of five, 100 is 100 and over) and
        ``people``.
    """
    frame = read_frame(
        conn,
        """
        SELECT region_code, sex, age_from, people FROM serve.population
        WHERE level = 'emd' ORDER BY region_code, sex, age_from
        """,
    )
    return frame.astype({"age_from": "int64", "people": "float64"})


def serving_frame(conn: Connection) -> pd.DataFrame:
    """Return which municipalities each center serves by rule, wherever it stands.

    A center of one gu serves the gu's city; one of a whole sido serves all its municipalities.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    pandas.DataFrame
        Columns ``center_id``, ``kind`` and ``municipality_code``, each pair once.
    """
    return read_frame(
        conn,
        """
        SELECT DISTINCT c.center_id, c.kind, r.municipality_code
        FROM serve.center_serves AS s
        JOIN serve.center AS c USING (center_id)
        JOIN serve.region AS r
          ON r.level = 'sigungu' AND (r.region_code = s.region_code OR r.parent_code = s.region_code)
        ORDER BY c.center_id, r.municipality_code
        """,
    )
