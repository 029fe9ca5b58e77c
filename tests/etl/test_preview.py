"""The preview of a file: what the load after it does, told before, and nothing written."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from etl import pipeline, preview
from etl.build import register
from etl.cli import cli
from etl.preview import CenterChange, FieldChange, compare_centers, compare_rows
from etl.sources import health_promotion_centers
from gis.errors import NotFoundError, SourceError
from tests.etl import county, state

SOURCES = (*county.SOURCES, health_promotion_centers)
BUILDS = (*county.BUILDS, register.BUILD)
NAME = "health_promotion_centers"
FILE = "health_promotion_centers_standard_{}.csv"

PAJANG = {
    "건강증진센터명": "장안구정신건강복지센터",
    "건강증진센터구분": "정신보건",
    "소재지도로명주소": "경기도 수원시 장안구 파장로 1",
    "위도": "37.0100",
    "경도": "127.0100",
    "건강증진업무내용": "정신건강 상담",
    "운영시작시각": "09:00",
    "운영종료시각": "18:00",
    "휴무일정보": "토+일+공휴일",
    "운영기관전화번호": "031-200-1111",
    "운영기관명": "수원시",
    "관리기관명": "경기도 수원시 장안구보건소",
    "데이터기준일자": "2022-12-01",
    "제공기관명": "경기도 수원시 장안구",
}
SERYU = PAJANG | {
    "건강증진센터명": "권선구건강증진센터",
    "건강증진센터구분": "건강증진",
    "소재지도로명주소": "경기도 수원시 권선구 세류로 2",
    "위도": "37.0200",
    "경도": "127.0300",
    "운영기관전화번호": "031-200-2222",
    "관리기관명": "경기도 수원시 권선구보건소",
    "제공기관명": "경기도 수원시 권선구",
}
GUNWI = PAJANG | {
    "건강증진센터명": "군위군건강증진센터",
    "건강증진센터구분": "건강증진",
    "소재지도로명주소": "대구광역시 군위군 군위읍 중앙길 3",
    "위도": "36.2200",
    "경도": "128.6200",
    "운영기관전화번호": "054-380-3333",
    "관리기관명": "대구광역시 군위군보건소",
    "제공기관명": "대구광역시 군위군",
}


def write_list(folder: Path, period: str, *rows: dict[str, str]) -> Path:
    path = folder / FILE.format(period)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, health_promotion_centers.SOURCE.columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def loaded(etl_engine: Engine, raw: Path) -> Engine:
    """The county with a list of two centers: 파장동 and 세류동."""
    write_list(raw / "centers", "2022", PAJANG, SERYU)
    pipeline.run(etl_engine, raw, sources=SOURCES, builds=BUILDS)
    return etl_engine


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A newer list: one center moved its telephone and its closing time, one is gone, one is new."""
    changed = PAJANG | {"운영기관전화번호": "031-200-9999", "운영종료시각": "20:00", "데이터기준일자": "2026-11-01"}
    return write_list(tmp_path / "new", "2026", changed, GUNWI)


def look(engine: Engine, path: Path) -> preview.Preview:
    return preview.preview(engine, path, sources=SOURCES)


def test_it_tells_what_comes_what_changes_and_what_goes(loaded: Engine, newer: Path) -> None:
    found = look(loaded, newer)
    assert [one.name for one in found.added] == ["군위군건강증진센터"]
    assert [one.name for one in found.gone] == ["권선구건강증진센터"]
    (changed,) = found.changed
    assert {one.field: (one.before, one.after) for one in changed.fields} == {
        "phone": ("031-200-1111", "031-200-9999"),
        "closes_raw": ("18:00", "20:00"),
    }
    assert (found.rows_read, found.rows_kept, found.rows_merged, found.rows_quarantined) == (2, 2, 0, 0)
    assert found.period == ("2022-12-01", "2026-11-01")
    assert not found.is_loaded
    (table,) = found.tables
    assert (table.rows_before, table.rows_after, table.added, table.gone) == (2, 2, 1, 1)


def test_it_writes_nothing_at_all(loaded: Engine, newer: Path) -> None:
    before = state.everything(loaded)
    look(loaded, newer)
    assert state.everything(loaded) == before


def test_the_load_does_what_the_preview_told(loaded: Engine, newer: Path) -> None:
    found = look(loaded, newer)
    preview.apply(loaded, newer, sha256=found.sha256, base=found.base, sources=SOURCES)
    with loaded.connect() as conn:
        rows = conn.execute(text("SELECT name, phone FROM core.center ORDER BY name")).all()
        ids = set(conn.execute(text("SELECT center_id FROM core.center")).scalars())
        file_name = conn.scalar(
            text("SELECT file_name FROM core.dataset WHERE source = :name AND superseded_at IS NULL"), {"name": NAME}
        )
    assert [tuple(row) for row in rows] == [
        ("군위군건강증진센터", "054-380-3333"),
        ("장안구정신건강복지센터", "031-200-9999"),
    ]
    assert ids == {one.center_id for one in (*found.added, *found.changed)}, "the ids foretold are those given"
    assert file_name == newer.name
    again = look(loaded, newer)
    assert again.is_loaded
    assert (again.added, again.changed, again.gone, again.redated) == ((), (), (), 0)


def test_a_new_date_alone_is_no_change(loaded: Engine, tmp_path: Path) -> None:
    rows = [row | {"데이터기준일자": "2026-11-01"} for row in (PAJANG, SERYU)]
    found = look(loaded, write_list(tmp_path, "2026", *rows))
    assert (found.added, found.changed, found.gone, found.redated) == ((), (), (), 2)


def test_a_file_that_is_not_the_one_looked_at_is_not_loaded(loaded: Engine, newer: Path) -> None:
    found = look(loaded, newer)
    write_list(newer.parent, "2026", SERYU)
    before = state.everything(loaded)
    with pytest.raises(SourceError, match="not the file that was looked at"):
        preview.apply(loaded, newer, sha256=found.sha256, base=found.base, sources=SOURCES)
    assert state.everything(loaded) == before


def test_it_is_not_loaded_over_something_else_loaded_meanwhile(loaded: Engine, raw: Path, newer: Path) -> None:
    found = look(loaded, newer)
    county.write_population(raw, pajang=40)
    pipeline.run(loaded, raw, only=["population"], sources=SOURCES, builds=BUILDS)
    with pytest.raises(SourceError, match="something else was loaded"):
        preview.apply(loaded, newer, sha256=found.sha256, base=found.base, sources=SOURCES)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x00", "이름,주소\n가,나\n".encode(), b"PK\x03\x04zip"])
def test_a_file_of_another_kind_is_refused_with_the_reason(loaded: Engine, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE.format("2026")
    path.write_bytes(content)
    before = state.everything(loaded)
    with pytest.raises(SourceError):
        look(loaded, path)
    assert state.everything(loaded) == before


def test_whose_file_it_is(tmp_path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert preview.module_of(newer, None, SOURCES) is health_promotion_centers
    other = newer.rename(newer.with_name("다운로드 (3).csv"))
    assert preview.module_of(other, NAME, SOURCES) is health_promotion_centers
    with pytest.raises(NotFoundError, match="--source"):
        preview.module_of(other, None, SOURCES)
    with pytest.raises(NotFoundError):
        preview.module_of(other, "../etc", SOURCES)
    with pytest.raises(SourceError, match="no file"):
        preview.module_of(tmp_path / "nothing.csv", NAME, SOURCES)
    monkeypatch.setattr(preview, "LARGEST_BYTES", 10)
    with pytest.raises(SourceError, match="larger"):
        preview.module_of(other, NAME, SOURCES)


def test_the_command_line_tells_it_and_applies_it(loaded: Engine, newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETL_DATABASE_URL", loaded.url.render_as_string(hide_password=False))
    told = CliRunner().invoke(cli, ["preview", str(newer), "--json"], catch_exceptions=False)
    found = json.loads(told.stdout)
    assert [one["name"] for one in found["gone"]] == ["권선구건강증진센터"]
    shown = CliRunner().invoke(cli, ["preview", str(newer)], catch_exceptions=False).stdout
    assert "phone: 031-200-1111 -> 031-200-9999" in shown
    words = ["apply", str(newer), "--sha256", found["sha256"], "--base", found["base"]]
    applied = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert applied.exit_code == 0
    assert "loaded" in applied.stdout
    with loaded.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.center WHERE phone = '031-200-9999'")) == 1


# Pure comparison

CENTER = dict.fromkeys(preview.FIELDS) | {
    "center_id": "a",
    "name": "가",
    "kind": "보건소",
    "reference_date": "2024-01-01",
}


def frame(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([CENTER | row for row in rows])


def test_centers_are_compared_field_by_field() -> None:
    before = frame(
        {"center_id": "a", "lat": 37.0, "services": ["상담"]}, {"center_id": "b"}, {"center_id": "c", "phone": "1"}
    )
    after = frame(
        {"center_id": "a", "lat": 37.000001, "services": ["상담", "교육"]},
        {"center_id": "b", "reference_date": "2026-01-01"},
        {"center_id": "d", "road_address": "어느 길 1"},
    )
    assert compare_centers(before, after) == {
        "added": (CenterChange("d", "가", "보건소", "어느 길 1"),),
        "changed": (CenterChange("a", "가", "보건소", "", (FieldChange("services", "상담", "상담, 교육"),)),),
        "gone": (CenterChange("c", "가", "보건소", ""),),
        "redated": 1,
    }


def test_rows_are_counted_as_often_as_they_stand() -> None:
    before = pd.DataFrame({"dataset_id": [1, 1, 1], "name": ["가", "가", "나"]})
    after = pd.DataFrame({"dataset_id": [2, 2], "name": ["가", "다"]})
    found = compare_rows("core.place", before, after)
    assert (found.rows_before, found.rows_after, found.added, found.gone) == (3, 2, 1, 2)
