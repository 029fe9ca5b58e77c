"""HIRA's workbooks put together: what each subject adds, and archives that must not come in."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from etl.cli import cli
from etl.hira_workbooks import WORKBOOKS, assemble
from gis.errors import FetchError, SourceError

INSTITUTIONS = [
    (
        "k1",
        "마음의원",
        "의원",
        "경기",
        "부천오정구",
        "오정동",
        "경기도 부천시 오정구 신흥로 1",
        "032-600-0000",
        "",
        2,
        126.79,
        37.52,
    ),
    (
        "k2",
        "큰병원",
        "종합병원",
        "서울",
        "중구",
        "",
        "서울특별시 중구 세종대로 1",
        "02-700-0000",
        "http://a.kr",
        40,
        126.97,
        37.56,
    ),
    ("k3", "소아의원", "의원", "세종시", "", "", "세종특별자치시 한누리대로 1", "", "", 1, None, None),
]
DETAILS = {
    "k1": {
        "휴진안내_일요일": "전부 휴진",
        "점심시간_평일": "13시~14시",
        "응급실_주간_운영여부": "N",
        "진료시작시간_월요일": "0900",
        "진료종료시간_월요일": "1830",
        "진료종료시간_토요일": "1300",
    },
    "k2": {
        "응급실_주간_운영여부": "Y",
        "응급실_야간_운영여부": "Y",
        "진료시작시간_월요일": "830",
        "진료종료시간_월요일": "1730",
    },
}


def write(folder: Path, *, specialists: tuple[str, ...] = ("암호화요양기호", "전문과목코드", "전문의수")) -> Path:
    folder.mkdir()
    frames = {
        "1.병원정보서비스(2026.3.)": pd.DataFrame(INSTITUTIONS, columns=list(WORKBOOKS["병원정보"])),
        "5.의료기관별상세정보서비스_03_진료과목정보(2026.3.)": pd.DataFrame(
            [
                ("k1", "03", "정신건강의학과"),
                ("k2", "3", "정신건강의학과"),
                ("k2", "01", "내과"),
                ("k3", "11", "소아청소년과"),
            ],
            columns=["암호화요양기호", "진료과목코드", "진료과목코드명"],
        ),
        "11.의료기관별상세정보서비스_09_전문과목정보(2026.3.)": pd.DataFrame(
            [("k2", "03", 3), ("k2", "01", 9)], columns=list(specialists)
        ),
        "4.의료기관별상세정보서비스_02_세부정보(2026.3.)": pd.DataFrame(
            [
                {**dict.fromkeys(WORKBOOKS["세부정보"], ""), "암호화요양기호": key, **told}
                for key, told in DETAILS.items()
            ]
        ),
    }
    for name, frame in frames.items():
        frame.to_excel(folder / f"{name}.xlsx", index=False)
    return folder


def test_an_archive_becomes_the_table_that_the_intake_reads(tmp_path: Path) -> None:
    path = assemble(write(tmp_path / "archive"), tmp_path / "raw", period="202603")
    assert path == tmp_path / "raw" / "institutions" / "hira_institutions_202603.parquet"
    table = pd.read_parquet(path).set_index("name")
    clinic, hospital, other = (table.loc[name] for name in ("마음의원", "큰병원", "소아의원"))
    assert (clinic["월"], clinic["화"], clinic["토"]) == ("09:00-18:30", "", "-13:00")
    assert hospital["월"] == "08:30-17:30"
    assert (clinic["closed_sun"], clinic["lunch_weekday"], clinic["phone"]) == ("전부 휴진", "13시~14시", "0326000000")
    assert table["psychiatry"].to_dict() == {"마음의원": True, "큰병원": True, "소아의원": False}
    # Listed and nobody counted is 0; where psychiatry is not listed nothing is said.
    assert (clinic["psychiatrists"], hospital["psychiatrists"]) == (0, 3)
    assert pd.isna(other["psychiatrists"])
    assert pd.isna(other["lon"])
    assert (hospital["departments"], hospital["doctors"], hospital["lat"]) == ("내과,정신건강의학과", 40, 37.56)
    assert (clinic["er_day"], hospital["er_night"]) == (False, True)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("count", ["과목별 전문의수", "전문과목별 전문의수"])
def test_other_headers_of_the_specialists_are_read(tmp_path: Path, count: str) -> None:
    folder = write(tmp_path / "archive", specialists=("암호화요양기호", "진료과목코드", count))
    table = pd.read_parquet(assemble(folder, tmp_path, period="202603"))
    assert table["psychiatrists"].max() == 3


def test_a_header_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "archive", specialists=("암호화요양기호", "과목", "수"))
    with pytest.raises(SourceError, match="has no column 전문과목코드, 전문의수"):
        assemble(folder, tmp_path, period="202603")


def test_a_missing_workbook_and_two_of_one_subject_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "archive")
    details = next(folder.glob("4.*"))
    (folder / "4.세부정보(2025.12.).xlsx").write_bytes(details.read_bytes())
    with pytest.raises(FetchError, match=r"one workbook with 세부정보 .* found 4\.세부정보\(2025\.12\.\)\.xlsx, 4\."):
        assemble(folder, tmp_path, period="202603")
    for path in folder.glob("4.*"):
        path.unlink()
    with pytest.raises(FetchError, match=r"one workbook with 세부정보 .* found none"):
        assemble(folder, tmp_path, period="202603")


def test_an_institution_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.etl.test_hira_workbooks.INSTITUTIONS", [*INSTITUTIONS, INSTITUTIONS[0]])
    with pytest.raises(FetchError, match="병원정보: 1 institutions stand twice"):
        assemble(write(tmp_path / "archive"), tmp_path, period="202603")


@pytest.mark.parametrize("period", ["", "2026", "202613", "2026-03"])
def test_a_month_that_is_none_is_refused(tmp_path: Path, period: str) -> None:
    with pytest.raises(FetchError, match="is no month"):
        assemble(tmp_path, tmp_path, period=period)


def test_the_command_puts_them_together_or_says_what_is_wanted(tmp_path: Path) -> None:
    folder = write(tmp_path / "archive")
    words = ["fetch", "--source", "hira_institutions", "--raw", str(tmp_path / "raw")]
    done = CliRunner().invoke(cli, [*words, "--from", str(folder), "--period", "202603"])
    assert done.exit_code == 0, done.output
    assert "hira_institutions_202603.parquet" in done.output.replace("\n", "")
    with pytest.raises(FetchError, match="give its folder with --from"):
        CliRunner().invoke(cli, words, catch_exceptions=False)
