"""Supply and distance to the nearest center, by region and kind: core.region_reach."""

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
    table = reach_table(
        pd.read_sql_query(
            text("""
                SELECT region_code, people, ST_Y(center_point) AS lat, ST_X(center_point) AS lon
                FROM core.cell ORDER BY h3, region_code
            """),
            conn,
        ),
        pd.read_sql_query(
            text("""
                SELECT center_id, kind, region_code, ST_Y(geom) AS lat, ST_X(geom) AS lon
                FROM core.center ORDER BY center_id
            """),
            conn,
        ),
        pd.read_sql_query(text("SELECT center_id, region_code FROM core.center_serves ORDER BY 1, 2"), conn),
        list(conn.execute(text("SELECT region_code FROM core.region ORDER BY region_code")).scalars()),
        kinds=[kind.code for kind in kinds],
        by_rule=[kind.code for kind in kinds if kind.serves != "none"],
        groups={
            name: [kind.code for kind in kinds if kind.group == group] for name, group in vocabulary.GROUPS.items()
        },
    )
    conn.execute(text("DELETE FROM core.region_reach"))
    return copy_frame(conn, "core.region_reach", table)


BUILD = Build(
    name="region_reach",
    version=1,
    sources=("region_emd", "population", "kontur"),
    run=build,
    builds=("cell", "register"),
)
