"""The report says what the county's files hold, and gives each municipality what it should mend."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from etl import pipeline
from etl.report import CORRECTION_COLUMNS, read_quality, write_report
from gis.reference import reference_file
from tests.etl import county


@pytest.fixture
def folder(etl_engine: Engine, raw: Path, tmp_path: Path) -> Path:
    county.write_regions(raw, gunwi=county.BROKEN_GUNWI)
    pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    with etl_engine.begin() as conn:
        conn.execute(text("UPDATE core.repair SET value = '=cmd|evil' WHERE rule = 'branch_office_folded'"))
    with etl_engine.connect() as conn:
        write_report(conn, tmp_path / "report")
    return tmp_path / "report"


def test_every_file_and_its_account_stand_in_the_report(folder: Path) -> None:
    lines = (folder / "report.md").read_text(encoding="utf-8").splitlines()
    assert "| 주민등록인구 (읍면동, 성, 5세 연령) | 36 | 24 | 6 | 6 | 0 | 1 |" in lines
    assert any(line.startswith("| 행정동 경계 | 통계청") for line in lines)
    assert "| 27720 | 대구광역시 군위군 | 2 | 0 |" in lines
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<table>") == 6
    assert "<td class=n>36</td><td class=n>24</td>" in page


def test_each_municipality_gets_its_own_correction_file(folder: Path) -> None:
    assert sorted(path.name for path in (folder / "corrections").iterdir()) == [
        "27720_대구광역시_군위군.csv",
        "41110_경기도_수원시.csv",
    ]
    text_of_file = (folder / "corrections" / "27720_대구광역시_군위군.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text_of_file.splitlines()))
    assert tuple(rows[0]) == CORRECTION_COLUMNS
    assert {row["코드"] for row in rows} == {"geometry_made_valid", "branch_office_folded"}
    folded = next(row for row in rows if row["코드"] == "branch_office_folded")
    assert folded["읽은 값"] == "2772025000 군위읍"
    assert folded["공표된 값"] == "'=cmd|evil", "a spreadsheet must not run a cell"


def test_an_old_correction_file_does_not_stay(etl_engine: Engine, folder: Path) -> None:
    with etl_engine.begin() as conn:
        conn.execute(text("DELETE FROM core.repair"))
    with etl_engine.connect() as conn:
        write_report(conn, folder)
    assert [path.name for path in (folder / "corrections").iterdir()] == ["41110_경기도_수원시.csv"]


def test_markup_in_a_value_stays_text(etl_engine: Engine, raw: Path, tmp_path: Path) -> None:
    pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=())
    with etl_engine.begin() as conn:
        conn.execute(text("UPDATE core.dataset SET title = '<b>가|나</b>' WHERE source = 'population'"))
    with etl_engine.connect() as conn:
        write_report(conn, tmp_path)
    assert "<b>" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "| <b>가\\|나</b> | 36 |" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_every_reason_the_nation_uses_has_a_meaning(nation_conn) -> None:
    known = set(pd.read_csv(reference_file("quality_codes.csv"))["code"])
    assert set(read_quality(nation_conn).notes["code"]) <= known
