"""How far each center gives mental-health care, and who may walk in: the rules of data/rules/care.yaml, applied."""

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.contract import Build
from etl.load import copy_frame
from gis.care.care_rules import CareFacts, CareRules
from gis.care_order import RULES, care_rules

COLUMNS = ("care_level", "care_rule", "is_open_to_public", "public_rule")
"""Columns of core.center that the rules decide."""


def judge(centers: pd.DataFrame, rules: CareRules) -> pd.DataFrame:
    """Judge every center; pure.

    Parameters
    ----------
    centers : pandas.DataFrame
        ``center_id`` and the attributes of :class:`gis.care.care_rules.CareFacts`.
    rules : CareRules

    Returns
    -------
    pandas.DataFrame
        ``center_id`` and :data:`COLUMNS`.
    """
    rows = centers.astype(object).where(centers.notna(), None).to_dict("records")
    judged_rows = []
    for row in rows:
        center_id = row.pop("center_id")
        judged = rules.judge(CareFacts(**{str(key): value for key, value in row.items()}))
        judged_rows.append((center_id, *(getattr(judged, name) for name in COLUMNS)))
    return pd.DataFrame(judged_rows, columns=["center_id", *COLUMNS])


def read_facts(conn: Connection) -> pd.DataFrame:
    """Read what the rules look at, a row a center; of any role that reads core."""
    return pd.read_sql_query(
        text("""
            SELECT c.center_id, c.kind, c.name, c.operator_name, c.services, c.psychiatrists, c.is_in_hira_list,
                   ARRAY(SELECT DISTINCT s.source FROM core.center_source s WHERE s.center_id = c.center_id) AS sources
            FROM core.center c ORDER BY c.center_id
        """),
        conn,
    )


def run(conn: Connection) -> int:
    """Write what the rules say into core.center.

    Returns
    -------
    int
        Centers judged.
    """
    judged = judge(read_facts(conn), care_rules())
    conn.execute(
        text("""
            CREATE TEMPORARY TABLE judged (center_id text, care_level text, care_rule text, is_open_to_public boolean,
                                           public_rule text) ON COMMIT DROP
        """)
    )
    copy_frame(conn, "pg_temp.judged", judged)
    conn.execute(
        text("""
            UPDATE core.center c
            SET care_level = j.care_level, care_rule = j.care_rule, is_open_to_public = j.is_open_to_public,
                public_rule = j.public_rule
            FROM pg_temp.judged j
            WHERE c.center_id = j.center_id
              AND (c.care_level, c.care_rule, c.is_open_to_public, c.public_rule)
                  IS DISTINCT FROM (j.care_level, j.care_rule, j.is_open_to_public, j.public_rule)
        """)
    )
    conn.execute(text("DROP TABLE pg_temp.judged"))
    return len(judged)


BUILD = Build(name="care", version=1, sources=(), run=run, builds=("register",), rules=(RULES,), tables=())
