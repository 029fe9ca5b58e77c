"""The public face of the database: what each role sees, and that every column says what it is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from etl import ledger
from tests import towns

READERS = ("mindconnect_app", "mindconnect_reader")

HIDDEN = {"raw", "usage_note_raw"}
"""Columns of core that no view may show: rows as published and free text of a source."""


def relations(conn, schema):
    return list(
        conn.execute(
            text(
                "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE nspname = :schema AND relkind IN ('r', 'v', 'm', 'p') ORDER BY 1"
            ),
            {"schema": schema},
        ).scalars()
    )


def as_built(conn):
    """Say that the tables were built which no load builds: until then their views refuse (test_freshness)."""
    for name in ("access", "travel_times"):
        ledger.note(conn, name, "1.abc", 1, data_version="0123456789ab")


@pytest.mark.parametrize("role", READERS)
def test_a_reader_reads_serve_and_nothing_of_core(conn, role):
    views, tables = relations(conn, "serve"), relations(conn, "core")
    assert "center" in views
    assert "center_source" in tables
    as_built(conn)
    conn.execute(text(f"SET LOCAL ROLE {role}"))
    for view in views:
        conn.execute(text(f'SELECT * FROM serve."{view}" LIMIT 1'))
    for table in tables:
        with pytest.raises(ProgrammingError, match="permission denied for schema core"), conn.begin_nested():
            conn.execute(text(f'SELECT * FROM core."{table}" LIMIT 1'))


@pytest.mark.parametrize("role", READERS)
def test_a_reader_cannot_write_through_a_view(conn, role):
    conn.execute(text(f"SET LOCAL ROLE {role}"))
    for view in ("postcode", "center_serves", "station"):
        with pytest.raises(ProgrammingError, match="permission denied"), conn.begin_nested():
            conn.execute(text(f"DELETE FROM serve.{view}"))


def test_no_view_shows_raw_rows(conn):
    shown = conn.execute(
        text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'serve'")
    ).all()
    assert len(shown) > 100
    assert not [row for row in shown if row.column_name in HIDDEN]


def test_raw_rows_stay_hidden_as_text_too(conn):
    towns.settle(conn)
    as_built(conn)
    conn.execute(text("SET LOCAL ROLE mindconnect_app"))
    for view in relations(conn, "serve"):
        rows = conn.execute(text(f'SELECT CAST(t AS text) FROM serve."{view}" t')).scalars().all()
        assert not [row for row in rows if "비밀" in row or "비공개 메모" in row or "어딘가" in row], view


def test_every_view_and_column_says_what_it_is(conn):
    silent = conn.execute(
        text("""
            SELECT c.relname, a.attname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0
            WHERE n.nspname = 'serve' AND c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NULL
            UNION ALL
            SELECT c.relname, NULL FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'serve' AND c.relkind = 'v' AND obj_description(c.oid) IS NULL
        """)
    ).all()
    assert not silent


def test_the_views_show_the_columns_they_promise(conn):
    promised = {
        "center": "center_id kind sub_kind is_public name operator_name road_address lot_address address_detail "
        "lat lon geom h3_7 h3_8 h3_9 h3_10 region_code sigungu_code sido_code region_name serves phone homepage "
        "services building_area_m2 opens_raw closes_raw closed_days_raw position_trust position_radius_m "
        "is_approximate address_agreement reference_date source_count",
        "region": "region_code level name full_name parent_code municipality_code municipality_name geom label_lat "
        "label_lon area_km2 people valid_from",
        "cell": "h3 h3_index people area_km2 region_code sigungu_code lat lon geom",
        "region_reach": "region_code level kind people centers people_per_center mean_km p90_km share_beyond_5km "
        "share_beyond_10km share_beyond_20km",
        "population": "level region_code sex age_from people reference_date",
    }
    for view, columns in promised.items():
        conn.execute(text(f"SELECT {columns.replace(' ', ', ')} FROM serve.{view}"))


def test_gis_tools_see_the_geometry_types(conn):
    rows = conn.execute(text("SELECT f_table_name, srid FROM geometry_columns WHERE f_table_schema = 'serve'"))
    found = {row.f_table_name: row.srid for row in rows}
    views = ("region", "cell", "access_cell", "center", "place", "place_target", "station", "address_point")
    layers = ("map_center", "map_region", "map_sido", "map_sigungu", "map_emd", "map_cell", "map_hours")
    assert found == dict.fromkeys((*views, *layers), 4326)


def test_a_map_window_reaches_the_index_of_the_cells(nation_conn):
    plan = nation_conn.execute(
        text("EXPLAIN SELECT h3, people FROM serve.cell WHERE geom && ST_MakeEnvelope(126.9, 37.5, 127, 37.6, 4326)")
    ).scalars()
    assert "cell_geom" in "\n".join(plan)
