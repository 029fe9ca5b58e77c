"""The register in the database: ids that last, rows accounted for, and what hangs on a center left in place."""

from datetime import date

import pandas as pd
import pytest
from shapely import MultiPolygon, Point
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl import load
from etl.build import hours, register
from etl.contract import Cleaned
from etl.register_report import register_sections
from etl.sources.center_rows import load as load_rows
from gis.reference import CENTER_LISTS, DIRECTORIES
from tests.etl.names_of_korea import UNITS, middle, square

LAT, LON = middle("41410")
LISTS = dict(zip(CENTER_LISTS[:3], (date(2025, 2, 28), date(2022, 12, 1), date(2024, 6, 30)), strict=True))
A, B, C = CENTER_LISTS[:3]
HIRA, EGEN, NMC = DIRECTORIES
LISTS |= {HIRA: date(2026, 3, 31), EGEN: date(2026, 11, 29), NMC: date(2026, 4, 30)}


@pytest.fixture
def korea_conn(conn: Connection) -> Connection:
    """Fill core.region with the invented map."""
    rows = []
    for code, name, dongs in UNITS:
        if code not in ("41410", "41590"):
            continue
        for level, unit, words, parent in (
            ("sigungu", code, name, "41"),
            ("emd", f"{code}51000", dongs[0], code),
        ):
            rows.append((unit, level, words, f"경기도 {words}", parent, code, name, square(code)))
    shape = square("41410").union(square("41590"))
    rows.insert(0, ("41", "sido", "경기도", "경기도", None, None, None, shape))
    names = [
        "region_code", "level", "name", "full_name", "parent_code", "municipality_code", "municipality_name", "geom",
    ]  # fmt: skip
    frame = pd.DataFrame(sorted(rows, key=lambda row: len(row[0])), columns=names)
    shapes = list(frame["geom"])
    frame = frame.assign(
        geom=pd.Series([MultiPolygon(getattr(shape, "geoms", [shape])) for shape in shapes], dtype=object),
        label_point=pd.Series([shape.representative_point() for shape in shapes], dtype=object),
        area_km2=80.0,
        valid_from=date(2024, 6, 1),
    )
    load.copy_frame(conn, "core.region", frame)
    return conn


def add_list(conn: Connection, source: str, rows: list[dict[str, object]]) -> None:
    """Load a list as the pipeline does: a new dataset row supersedes the earlier one."""
    conn.execute(
        text("UPDATE core.dataset SET superseded_at = now() WHERE source = :source AND superseded_at IS NULL"),
        {"source": source},
    )
    dataset_id = conn.scalar(
        text("""
            INSERT INTO core.dataset (source, file_name, sha256, cleaner_version, title, publisher, licence,
                                      reference_from, reference_to, rows_read, rows_kept, rows_merged, rows_quarantined)
            VALUES (:source, :source || '.csv', repeat('0', 64), 1, 't', 'p', 'l', :day, :day, :n, :n, 0, 0)
            RETURNING dataset_id
        """),
        {"source": source, "day": LISTS[source], "n": len(rows)},
    )
    frame = pd.DataFrame([_row(source, line, facts) for line, facts in enumerate(rows, start=2)])
    points = [None if lat is None else Point(lon, lat) for lat, lon in zip(frame["lat"], frame["lon"], strict=True)]
    frame = frame.drop(columns=["lat", "lon"]).assign(geom=pd.Series(points, dtype=object))
    load_rows(conn, Cleaned({"core.center_source": frame}, len(rows), len(rows)), int(dataset_id or 0))


def _row(source: str, line: int, facts: dict[str, object]) -> dict[str, object]:
    made: dict[str, object] = {
        "source": source, "source_key": f"{source}-{facts['name']}", "line": line, "kind": "기초정신건강복지센터",
        "sub_kind": None, "name_rule": "as_published", "operator_name": None, "road_address": "경기도 군포시 군포로 1",
        "lot_address": None, "address_detail": None, "address_key": "41410 군포로 1", "municipality_code": "41410",
        "sigungu_code": "41410", "serves": ["41410"], "lat": LAT, "lon": LON, "position_source": "published",
        "position_method": "as_published", "position_trust": "building", "position_radius_m": 100.0,
        "address_agreement": "emd", "phone": None, "homepage": None, "services": [], "staff": {},
        "building_area_m2": None, "opens_raw": None, "closes_raw": None, "closed_days_raw": None,
        "usage_note_raw": None, "reference_date": LISTS[source], "raw": {},
    }  # fmt: skip
    return made | facts


def ids(conn: Connection) -> dict[str, str]:
    return {row.name: row.center_id for row in conn.execute(text("SELECT name, center_id FROM core.center"))}


def account(conn: Connection) -> dict[str, tuple[int, int, int]]:
    rows = conn.execute(
        text("SELECT source, rows_kept, rows_merged, rows_quarantined FROM core.dataset WHERE superseded_at IS NULL")
    )
    return {row.source: (row.rows_kept, row.rows_merged, row.rows_quarantined) for row in rows}


def content(conn: Connection, table: str) -> list[str]:
    return sorted(conn.execute(text(f"SELECT row_to_json(t)::text FROM core.{table} AS t")).scalars())


def test_rows_become_centers_and_every_row_is_accounted_for(korea_conn: Connection) -> None:
    add_list(korea_conn, B, [{"name": "군포시정신건강복지센터", "opens_raw": "9:00", "staff": {"간호사": 2}}])
    add_list(
        korea_conn,
        C,
        [
            {"name": "군포시정신건강증진센터"},
            {"name": "군포시보건소", "kind": "보건소"},
            {"name": "어디도아닌곳", "kind": "정신재활시설", "lat": None, "lon": None, "municipality_code": None,
             "address_key": None, "serves": []},
        ],
    )  # fmt: skip
    assert register.run(korea_conn) == 2
    assert account(korea_conn) == {B: (1, 0, 0), C: (1, 1, 1)}
    quarantined = korea_conn.execute(text("SELECT line, value, reason FROM core.quarantine")).all()
    assert quarantined == [(4, "어디도아닌곳", "no_region")]
    joined = korea_conn.execute(
        text("""
            SELECT center.name, count(*), array_agg(row.match_rule ORDER BY row.match_rule)
            FROM core.center_source AS row JOIN core.center AS center USING (center_id) GROUP BY 1 ORDER BY 1
        """)
    )
    assert joined.all() == [
        ("군포시보건소", 1, ["first"]),
        ("군포시정신건강복지센터", 2, ["first", "same_building_and_name"]),
    ]
    assert korea_conn.execute(text("SELECT region_code FROM core.center_serves")).scalars().all() == ["41410"] * 2
    assert korea_conn.execute(text("SELECT profession, people FROM core.center_staff")).all() == [("간호사", 2)]


def test_a_second_build_changes_nothing(korea_conn: Connection) -> None:
    add_list(korea_conn, B, [{"name": "군포시정신건강복지센터"}])
    add_list(korea_conn, C, [{"name": "군포시정신건강복지센터"}])
    register.run(korea_conn)
    tables = ("center", "center_serves", "center_staff", "center_source", "quarantine", "dataset")
    before = [content(korea_conn, table) for table in tables]
    register.run(korea_conn)
    assert [content(korea_conn, table) for table in tables] == before
    assert account(korea_conn) == {B: (1, 0, 0), C: (0, 1, 0)}


def test_a_center_outlives_the_lists_that_name_it(korea_conn: Connection) -> None:
    add_list(korea_conn, B, [{"name": "군포시정신건강복지센터"}])
    register.run(korea_conn)
    born = ids(korea_conn)["군포시정신건강복지센터"]
    # A newer list names it at a new address, then the standard list drops it.
    add_list(
        korea_conn,
        A,
        [{"name": "군포시정신건강복지센터", "road_address": "경기도 군포시 새로 9", "address_key": "41410 새로 9"}],
    )
    register.run(korea_conn)
    assert ids(korea_conn) == {"군포시정신건강복지센터": born}
    assert korea_conn.scalar(text("SELECT road_address FROM core.center")) == "경기도 군포시 새로 9"
    add_list(korea_conn, B, [{"name": "군포시보건소", "kind": "보건소"}])
    register.run(korea_conn)
    assert ids(korea_conn)["군포시정신건강복지센터"] == born
    assert len(ids(korea_conn)) == 2


def test_a_center_that_no_list_names_any_more_goes(korea_conn: Connection) -> None:
    add_list(korea_conn, A, [{"name": "군포시정신건강복지센터"}, {"name": "군포시보건소", "kind": "보건소"}])
    register.run(korea_conn)
    add_list(korea_conn, A, [{"name": "군포시보건소", "kind": "보건소"}])
    register.run(korea_conn)
    assert list(ids(korea_conn)) == ["군포시보건소"]


def test_two_institutions_never_share_an_id(korea_conn: Connection) -> None:
    add_list(
        korea_conn,
        A,
        [{"name": "가병원", "kind": "병원"}, {"name": "나병원", "kind": "병원", "address_key": "41410 다른로 1"}],
    )
    register.run(korea_conn)
    first = ids(korea_conn)["가병원"]
    # Somebody set the same center to both rows by hand: the id goes to one, the other gets its own again.
    korea_conn.execute(text("UPDATE core.center_source SET center_id = :id"), {"id": first})
    register.run(korea_conn)
    assert len(set(ids(korea_conn).values())) == 2
    assert first in ids(korea_conn).values()


CLINIC = {"kind": "정신건강의학과의원", "serves": [], "address_key": None}


def clinic(name: str, phone: str, **facts: object) -> dict[str, object]:
    return {**CLINIC, "name": name, "phone": phone, **facts}


def known(conn: Connection) -> dict[str, tuple[object, ...]]:
    rows = conn.execute(text("SELECT name, is_in_hira_list, psychiatrists, psychiatrists_on::text FROM core.center"))
    return {row[0]: tuple(row[1:]) for row in rows}


def load_clinics(conn: Connection) -> None:
    gone = {"name": "군포시보건소", "kind": "보건소"}
    add_list(
        conn, A, [clinic("봄정신건강의학과의원", "031-390-0001"), clinic("숲정신건강의학과의원", "031-390-0002"), gone]
    )
    add_list(
        conn,
        HIRA,
        [
            clinic("봄정신건강의학과의원", "031-390-0001", psychiatrists=2, lists_psychiatry=True),
            clinic("새정신건강의학과의원", "031-390-0003", psychiatrists=1, lists_psychiatry=True),
            clinic("내과의원", "031-390-0004", kind="의원", psychiatrists=0, lists_psychiatry=True),
        ],
    )


def test_a_directory_joins_adds_and_leaves_out_and_says_whom_it_does_not_know(korea_conn: Connection) -> None:
    load_clinics(korea_conn)
    register.run(korea_conn)
    day = "2026-03-31"
    assert known(korea_conn) == {
        "봄정신건강의학과의원": (True, 2, day),
        "새정신건강의학과의원": (True, 1, day),
        "숲정신건강의학과의원": (False, None, None),
        "군포시보건소": (None, None, None),
    }
    assert account(korea_conn) == {A: (3, 0, 0), HIRA: (1, 1, 0)}
    left_out = korea_conn.scalar(text("SELECT rows_left_out FROM core.dataset WHERE source = :name"), {"name": HIRA})
    assert left_out == 1
    waiting = korea_conn.execute(text("SELECT name FROM core.center_source WHERE center_id IS NULL")).scalars().all()
    assert waiting == ["내과의원"]


def test_a_directory_builds_the_same_twice(korea_conn: Connection) -> None:
    load_clinics(korea_conn)
    register.run(korea_conn)
    tables = ("center", "center_source", "dataset")
    before = [content(korea_conn, table) for table in tables]
    register.run(korea_conn)
    assert [content(korea_conn, table) for table in tables] == before


def test_a_shipped_directory_says_nothing_of_what_it_was_not_looked_through_for(korea_conn: Connection) -> None:
    load_clinics(korea_conn)
    register.run(korea_conn)
    korea_conn.execute(text("UPDATE core.dataset SET origin = 'snapshot' WHERE source = :name"), {"name": HIRA})
    korea_conn.execute(text("DELETE FROM core.center_source WHERE center_id IS NULL"))
    add_list(
        korea_conn,
        A,
        [clinic("숲정신건강의학과의원", "031-390-0002"), clinic("달정신건강의학과의원", "031-390-0005"),
         clinic("봄정신건강의학과의원", "031-390-0001")],
    )  # fmt: skip
    register.run(korea_conn)
    found = {name: is_known for name, (is_known, *_) in known(korea_conn).items()}
    assert found == {
        "봄정신건강의학과의원": True,
        "새정신건강의학과의원": True,
        "숲정신건강의학과의원": False,
        "달정신건강의학과의원": None,
    }


def test_a_center_that_the_directory_finds_again_is_known_again(korea_conn: Connection) -> None:
    load_clinics(korea_conn)
    register.run(korea_conn)
    add_list(korea_conn, HIRA, [clinic("숲정신건강의학과의원", "031-390-0002", psychiatrists=0, lists_psychiatry=True)])
    register.run(korea_conn)
    assert known(korea_conn)["숲정신건강의학과의원"] == (True, 0, "2026-03-31")
    assert known(korea_conn)["봄정신건강의학과의원"][0] is False
    assert "새정신건강의학과의원" not in known(korea_conn)


def test_a_second_opinion_fills_what_is_unknown_and_its_disagreements_are_counted(korea_conn: Connection) -> None:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")
    names = ("봄", "숲", "달")
    rows = [clinic(f"{name}정신건강의학과의원", f"031-390-000{place}") for place, name in enumerate(names)]
    add_list(korea_conn, A, rows)
    spring, wood, moon = rows
    add_list(korea_conn, HIRA, [{**spring, "hours_by_day": week}, {**moon, "hours_by_day": {"mon": "09:00-"}},
                                {**wood, "hours_by_day": None}])  # fmt: skip
    late = {**week, "fri": "09:00-19:30", "holiday": "10:00-13:00"}
    add_list(korea_conn, EGEN, [{**row, "hours_by_day": late} for row in rows])
    register.run(korea_conn)
    hours.build_weeks(korea_conn)
    believed = korea_conn.execute(text("SELECT name, source FROM core.center_week JOIN core.center USING (center_id)"))
    assert {row.name[0]: row.source for row in believed} == {"봄": HIRA, "숲": EGEN, "달": EGEN}
    hours.build_hours(korea_conn)
    holiday = korea_conn.scalar(
        text("""
            SELECT from_min FROM core.center_hours JOIN core.center USING (center_id)
            WHERE day = 7 AND name = '숲정신건강의학과의원'
        """)
    )
    assert holiday == 600, "open on public holidays from ten"
    other = korea_conn.execute(
        text("SELECT source, days_apart, apart_min FROM core.center_other_week WHERE days_compared <> '{}'")
    ).all()
    assert other == [(EGEN, [4], 90)]
    told = dict(register_sections(korea_conn))["자료끼리 다른 운영시간"].to_dict("records")
    assert told == [{"자료": EGEN, "믿는 자료": HIRA, "견준 곳": 1, "다른 곳": 1, "30분 안": 0, "60분 안": 0}]
