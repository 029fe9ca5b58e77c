"""The register: the rows of the three lists become centers, each institution once, with a stable id."""

import geopandas as gpd
import pandas as pd
from sqlalchemy import delete, text
from sqlalchemy.engine import Connection

from etl.build.merging import MergedRegister, merge, read_precedence
from etl.build.record_linkage import match
from etl.clean.areas import ServiceAreas, read_exceptions
from etl.clean.codes import RegionIndex
from etl.clean.names import role
from etl.clean.services import read_kind_services
from etl.contract import Build
from etl.load import copy_frame, upsert
from etl.lookup import REGION_SOURCES, read_region_index, read_table
from gis.db.tables import METADATA
from gis.reference import CENTER_LISTS


def build_register(rows: pd.DataFrame, regions: RegionIndex) -> MergedRegister:
    """Match and merge; pure.

    Parameters
    ----------
    rows : pandas.DataFrame
        All of core.center_source, points as ``lat`` and ``lon``.
    regions : RegionIndex
        Units of 2024-06.

    Returns
    -------
    MergedRegister
        The tables to write.
    """
    place = {name: number for number, name in enumerate(CENTER_LISTS)}
    ordered = rows.assign(list_order=rows["source"].map(place)).sort_values(["list_order", "line"], ignore_index=True)
    areas = ServiceAreas(regions, read_exceptions())
    places = {code: areas.places(code) for code in ordered["municipality_code"].dropna().unique()}
    roles = [
        role(str(name), places.get(code, []))
        for name, code in zip(ordered["name"], ordered["municipality_code"], strict=True)
    ]
    found = match(ordered, roles)
    matched = ordered.drop(columns=["list_order", "match_rule"], errors="ignore").join(found)
    return merge(matched, precedence=read_precedence(), kind_services=read_kind_services(), regions=regions)


def run(conn: Connection) -> int:
    """Rebuild core.center, center_serves and center_staff, and join every row of core.center_source to its center.

    A center keeps its row (and whatever hangs on it) while any of its source rows stays.

    Returns
    -------
    int
        Centers in the register.
    """
    rows = read_table(conn, "core.center_source")
    if rows.empty:
        conn.execute(text("DELETE FROM core.center"))
        return 0
    register = build_register(rows, read_region_index(conn))
    points = gpd.points_from_xy(register.centers["lon"], register.centers["lat"])
    centers = register.centers.drop(columns=["lat", "lon"]).assign(geom=points)
    upsert(conn, "core.center", centers, key=("center_id",))
    conn.execute(
        text("DELETE FROM core.center WHERE NOT center_id = ANY(:ids)"), {"ids": centers["center_id"].tolist()}
    )
    for table, frame in (("core.center_serves", register.serves), ("core.center_staff", register.staff)):
        conn.execute(delete(METADATA.tables[table]))
        copy_frame(conn, table, frame)
    _join_rows(conn, register)
    _quarantine(conn, register.lost)
    _account(conn)
    return len(centers)


BUILD = Build(
    name="register",
    version=3,
    sources=(*CENTER_LISTS, *REGION_SOURCES),
    run=run,
    tables=("core.center", "core.center_serves", "core.center_staff"),
)


def _join_rows(conn: Connection, register: MergedRegister) -> None:
    conn.execute(
        text(
            "CREATE TEMPORARY TABLE joined (source text, source_key text, center_id text, match_rule text) "
            "ON COMMIT DROP"
        )
    )
    copy_frame(conn, "pg_temp.joined", register.rows)
    conn.execute(
        text("""
            UPDATE core.center_source AS row SET center_id = joined.center_id, match_rule = joined.match_rule
            FROM pg_temp.joined AS joined
            WHERE (row.source, row.source_key) = (joined.source, joined.source_key)
              AND (row.center_id, row.match_rule) IS DISTINCT FROM (joined.center_id, joined.match_rule)
        """)
    )
    conn.execute(text("DROP TABLE pg_temp.joined"))


def _quarantine(conn: Connection, lost: pd.DataFrame) -> None:
    """Move rows that could neither be placed nor joined from the register's rows to the quarantine."""
    for row in lost.itertuples():
        conn.execute(
            text("""
                WITH gone AS (
                    DELETE FROM core.center_source WHERE source = :source AND source_key = :source_key
                    RETURNING dataset_id, line, name
                ), noted AS (
                    INSERT INTO core.quarantine (dataset_id, file_name, line, column_name, value, reason, detail)
                    SELECT dataset_id, dataset.file_name, gone.line, 'address', gone.name, 'no_region',
                           'neither its address nor its name nor its operator says where it is'
                    FROM gone JOIN core.dataset AS dataset USING (dataset_id)
                    RETURNING dataset_id
                )
                UPDATE core.dataset SET rows_kept = rows_kept - 1, rows_quarantined = rows_quarantined + 1
                WHERE dataset_id IN (SELECT dataset_id FROM noted)
            """),
            {"source": row.source, "source_key": row.source_key},
        )


def _account(conn: Connection) -> None:
    """Count as kept the rows that made a center, as merged those that joined one."""
    conn.execute(
        text("""
            WITH told AS (
                SELECT dataset_id, count(*) FILTER (WHERE match_rule = 'first') AS made
                FROM core.center_source GROUP BY dataset_id
            )
            UPDATE core.dataset AS dataset
            SET rows_kept = told.made, rows_merged = rows_kept + rows_merged - told.made
            FROM told WHERE told.dataset_id = dataset.dataset_id
        """)
    )
