"""The register: the rows of the center lists become centers, each institution once, with a stable id.

Rows of the directories of every institution (:data:`gis.reference.DIRECTORIES`) join these centers, or make one of
their own; the rest of them stay in the database without a center, as candidates for the next list.
"""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from sqlalchemy import delete, text
from sqlalchemy.engine import Connection

from etl.build import directories
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
from gis.reference import CENTER_LISTS, DIRECTORIES
from gis.vocabulary import kinds as kind_vocabulary

HIRA = "hira_institutions"
"""The directory that knows every medical institution: what it does not know has closed or is called otherwise."""


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
    place = {name: number for number, name in enumerate((*CENTER_LISTS, *DIRECTORIES))}
    ordered = rows.assign(list_order=rows["source"].map(place)).sort_values(["list_order", "line"], ignore_index=True)
    areas = ServiceAreas(regions, read_exceptions())
    places = {code: areas.places(code) for code in ordered["municipality_code"].dropna().unique()}
    roles = [
        role(str(name), places.get(code, []))
        for name, code in zip(ordered["name"], ordered["municipality_code"], strict=True)
    ]
    is_listed = ordered["source"].isin(CENTER_LISTS)  # in front, as they are ordered
    linked = match(ordered[is_listed], [role for role, listed in zip(roles, is_listed, strict=True) if listed])
    doubtful: frozenset[int] = frozenset()
    for directory in (name for name in DIRECTORIES if ordered["source"].eq(name).any()):
        joined = directories.join(ordered, roles, linked["cluster"], directory=directory)
        linked = pd.concat([linked, pd.DataFrame({"cluster": joined.cluster, "match_rule": joined.match_rule})])
        doubtful |= joined.doubtful if directory == HIRA else frozenset()
    matched = ordered.drop(columns=["list_order", "match_rule"], errors="ignore").join(linked, how="inner")
    matched = matched.astype({"cluster": "int64"})
    register = merge(matched, precedence=read_precedence(), kind_services=read_kind_services(), regions=regions)
    return replace(register, centers=_looked_up(register, ordered, matched, doubtful))


def _looked_up(
    register: MergedRegister, rows: pd.DataFrame, matched: pd.DataFrame, doubtful: frozenset[int]
) -> pd.DataFrame:
    """Say of each center whether the directory of every medical institution knows it.

    A medical institution that it does not know has closed or is called otherwise by now. Of a public office the
    directory says nothing by its silence, nor of a center that stands in the register twice.
    """
    centers, dates = register.centers, rows.loc[rows["source"] == HIRA, "reference_date"]
    keys = ["source", "source_key"]
    listed = register.rows.merge(matched[[*keys, "cluster"]], on=keys)
    known = set(listed.loc[listed["source"] == HIRA, "center_id"])
    unsure = set(listed.loc[listed["cluster"].isin(doubtful), "center_id"])
    medical = {kind.code for kind in kind_vocabulary() if kind.group == "medical"}
    is_known = centers["center_id"].isin(known)
    is_missed = centers["kind"].isin(medical) & ~centers["center_id"].isin(unsure)
    said = is_known.astype("boolean").where(is_known | is_missed) if len(dates) else pd.Series(pd.NA, centers.index)
    return centers.assign(
        is_in_hira_list=said.astype("boolean"),
        hira_list_on=pd.Series(dates.max() if len(dates) else None, centers.index, dtype=object).where(
            said.notna(), None
        ),
    )


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
    register = replace(register, centers=_as_far_as_shipped(conn, register.centers))
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
    version=4,
    sources=(*CENTER_LISTS, *DIRECTORIES, *REGION_SOURCES),
    run=run,
    tables=("core.center", "core.center_serves", "core.center_staff"),
)


def _as_far_as_shipped(conn: Connection, centers: pd.DataFrame) -> pd.DataFrame:
    """Believe a shipped directory of no center that it was not looked through for: only its joined rows are shipped."""
    is_whole = conn.scalar(
        text("SELECT origin = 'raw' FROM core.dataset WHERE source = :source AND superseded_at IS NULL"),
        {"source": HIRA},
    )
    if is_whole is not False:
        return centers
    before = conn.execute(text("SELECT center_id FROM core.center WHERE NOT is_in_hira_list")).scalars()
    is_new = centers["is_in_hira_list"].eq(other=False).fillna(value=False) & ~centers["center_id"].isin(set(before))
    return centers.assign(
        is_in_hira_list=centers["is_in_hira_list"].mask(is_new), hira_list_on=centers["hira_list_on"].mask(is_new, None)
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
    conn.execute(
        text("""
            UPDATE core.center_source AS row SET center_id = NULL, match_rule = NULL
            WHERE row.match_rule IS NOT NULL AND NOT EXISTS (
                SELECT FROM pg_temp.joined AS joined
                WHERE (row.source, row.source_key) = (joined.source, joined.source_key)
            )
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
    """Count as kept the rows that made a center, as merged those that joined one; a directory leaves out the rest."""
    conn.execute(
        text("""
            WITH told AS (
                SELECT dataset_id, count(*) FILTER (WHERE match_rule = 'first') AS made,
                       count(*) FILTER (WHERE center_id IS NOT NULL AND match_rule <> 'first') AS joined
                FROM core.center_source GROUP BY dataset_id
            )
            UPDATE core.dataset AS dataset
            SET rows_kept = told.made,
                rows_merged = CASE WHEN source = ANY(:directories) THEN told.joined
                                   ELSE rows_kept + rows_merged - told.made END,
                rows_left_out = CASE WHEN source = ANY(:directories)
                                     THEN rows_read - rows_quarantined - told.made - told.joined ELSE 0 END
            FROM told WHERE told.dataset_id = dataset.dataset_id
        """),
        {"directories": list(DIRECTORIES)},
    )
