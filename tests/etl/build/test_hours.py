"""The weeks and open spans of a register, in a real database; the real file is accounted for to the last row."""

import csv
import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from sqlalchemy import text

from etl.build.hours import build_hours, build_weeks, spans_of, weeks_of
from gis.care.hours import read_hours
from gis.care.hours.codec import from_data
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from tests.gis.queries.test_hours import put_center, put_region

CALENDAR = load_calendar(ROOT / "data")
FILE = "centers/health_promotion_centers_standard_2022.csv"


def publish(conn, center_id, opens, closes, closed_days, note):
    put_center(conn, center_id)
    words = {"id": center_id, "opens": opens, "closes": closes, "closed": closed_days, "note": note}
    conn.execute(
        text("""
            UPDATE core.center SET opens_raw = :opens, closes_raw = :closes, closed_days_raw = :closed,
                usage_note_raw = :note WHERE center_id = :id
        """),
        words,
    )
    for source, when, has_hours in (
        ("new_list", "2025-02-01", False),
        ("health_promotion_centers", "2022-12-09", True),
    ):
        conn.execute(
            text("""
                INSERT INTO core.center_source (source, source_key, line, dataset_id, center_id, kind, name, name_rule,
                    serves, services, staff, reference_date, raw, opens_raw, closes_raw, closed_days_raw)
                SELECT :source, :id, 2, dataset_id, :id, '보건소', :id, 'own', '{}', '{}', '{}', :when, '{}',
                    CASE WHEN :has THEN :opens END, CASE WHEN :has THEN :closes END, CASE WHEN :has THEN :closed END
                FROM core.dataset WHERE source = :source
            """),
            words | {"source": source, "when": when, "has": has_hours},
        )


@pytest.fixture
def register(conn):
    put_region(conn)
    conn.execute(
        text("""
            INSERT INTO core.dataset (source, file_name, sha256, cleaner_version, title, publisher, licence,
                reference_from, reference_to, rows_read, rows_kept, rows_merged, rows_quarantined)
            SELECT name, 'f', repeat('0', 64), 1, 't', 'p', 'l', '2022-01-01', '2022-01-01', 0, 0, 0, 0
            FROM unnest(ARRAY['new_list', 'health_promotion_centers']) AS name
        """)
    )
    publish(conn, "aaaaaaaaaa", "9:00", "18:00", "토+일+공휴일", "12:00~13:00 중식시간 이용불가")
    publish(conn, "bbbbbbbbbb", "9:00", "6:00", "일", None)
    publish(conn, "cccccccccc", "9:00", "18:00", "월+화+수+목+금+토+일+공휴일", None)
    put_center(conn, "dddddddddd")
    return conn


def test_weeks_of_a_register(register):
    assert build_weeks(register) == 3
    rows = {row.center_id: row for row in register.execute(text("SELECT * FROM core.center_week"))}
    assert [rows[key].outcome for key in sorted(rows)] == ["read", "repaired", "unknown"]
    assert rows["cccccccccc"].reason == "closed_every_day"
    office = rows["aaaaaaaaaa"]
    assert (office.source, office.reference_date) == ("health_promotion_centers", dt.date(2022, 12, 9))
    assert office.osm == "Mo-Fr 09:00-12:00,13:00-18:00; PH off"
    assert "중식" not in str(office.week)
    assert from_data(office.week).ordinary_week()[0].breaks[0].start_min == 720


def test_open_spans_follow_from_the_stored_weeks_alone(register):
    build_weeks(register)
    register.execute(text("UPDATE core.center SET usage_note_raw = NULL"))
    assert build_hours(register) == 10 + 6
    found = register.execute(text("SELECT day, from_min, to_min FROM core.center_hours WHERE center_id = 'aaaaaaaaaa'"))
    assert sorted(tuple(row) for row in found)[:3] == [(0, 540, 720), (0, 780, 1080), (1, 540, 720)]


def test_building_again_changes_nothing_and_follows_changed_words(register):
    for _ in range(2):
        assert (build_weeks(register), build_hours(register)) == (3, 16)
    register.execute(text("UPDATE core.center SET opens_raw = NULL, closes_raw = NULL, closed_days_raw = NULL"))
    assert (build_weeks(register), build_hours(register)) == (0, 0)


def test_no_center_gives_empty_frames():
    none = pd.DataFrame(columns=["center_id", "opens_raw", "closes_raw", "closed_days_raw", "usage_note_raw"])
    weeks = weeks_of(none.assign(source=None, reference_date=None), CALENDAR)
    assert weeks.empty
    assert spans_of(weeks).empty


def test_every_row_of_the_standard_file_is_read_or_says_why(raw_dir):
    with (raw_dir / FILE).open(encoding="cp949", newline="") as file:
        rows = list(csv.DictReader(file))
    read = [
        read_hours(
            opens=row["운영시작시각"],
            closes=row["운영종료시각"],
            closed_days=row["휴무일정보"],
            note=row["기타이용안내"],
        )
        for row in rows
    ]
    assert Counter((hours.outcome, hours.reason) for hours in read) == {
        ("read", None): 287,
        ("repaired", None): 1,
        ("unknown", "closed_every_day"): 1,
        ("unknown", "suspended"): 1,
        ("unknown", "conditional"): 1,
    }
    remarks = Counter(remark.code for hours in read for remark in hours.remarks)
    assert remarks["suspended"] == 1 + 5
    assert sum(bool(day.breaks) for hours in read for day in hours.ordinary_week()[:1]) == 3
    unsaid = Counter(day.reason for hours in read if hours.outcome != "unknown" for day in hours.ordinary_week())
    assert unsaid["saturday_unsaid"] == 21
    assert unsaid["sunday_unsaid"] == 0
