"""Supply and distance to the nearest center, by region and kind: core.region_reach."""

from functools import partial

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.contract import Build
from etl.load import copy_frame
from gis import vocabulary
from gis.analysis.reach import reach_table


def build(conn: Connection) -> int:
    """Write core.region_reach anew from the cells and the register in force."""
    kinds = vocabulary.kinds()
    centers = pd.read_sql_query(
        text("""
            SELECT center_id, kind, region_code, ST_Y(geom) AS lat, ST_X(geom) AS lon, is_mental_health_care,
                   is_open_to_public
            FROM core.center ORDER BY center_id
        """),
        conn,
    )
    belongs = partial(
        vocabulary.members,
        kind=centers["kind"],
        is_mental_health_care=centers["is_mental_health_care"],
        is_open_to_public=centers["is_open_to_public"],
    )
    table = reach_table(
        pd.read_sql_query(
            text("""
                SELECT region_code, people, ST_Y(center_point) AS lat, ST_X(center_point) AS lon
                FROM core.cell ORDER BY h3, region_code
            """),
            conn,
        ),
        centers.drop(columns=["is_mental_health_care", "is_open_to_public"]),
        pd.read_sql_query(text("SELECT center_id, region_code FROM core.center_serves ORDER BY 1, 2"), conn),
        list(conn.execute(text("SELECT region_code FROM core.region ORDER BY region_code")).scalars()),
        kinds={kind.code: belongs(kind.code) for kind in kinds},
        by_rule=[kind.code for kind in kinds if kind.serves != "none"],
        groups={name: belongs(name) for name in vocabulary.GROUPS},
    )
    conn.execute(text("DELETE FROM core.region_reach"))
    return copy_frame(conn, "core.region_reach", table)


BUILD = Build(
    name="region_reach",
    version=2,
    sources=("region_emd", "population", "kontur"),
    run=build,
    builds=("cell", "register", "care"),
)
