"""The directories of every institution, read from small files made as the publishers make them."""

from pathlib import Path

import pandas as pd
import pytest

from etl.contract import Cleaned, Context
from etl.sources import egen_institutions as egen
from etl.sources import hira_institutions as hira
from etl.sources import seoul_nmc_hours as nmc
from etl.sources.center_rows import TABLE
from gis.errors import SourceError
from tests.etl.names_of_korea import middle, region_index

LAT, LON = middle("41410")
ROW = dict.fromkeys(hira.SOURCE.columns, "") | {
    "name": "하늘숲정신건강의학과의원", "type": "의원", "sido": "경기", "sigungu": "군포시", "phone": "0313900114",
    "address": "경기도 군포시 고산로 100, 3층 301호 (산본동)", "lon": LON, "lat": LAT, "doctors": 2, "psychiatry": True,
    "psychiatrists": 1.0, "월": "09:00-18:00", "closed_sun": "전부 휴진",
}  # fmt: skip
NMC_ROW = dict.fromkeys(nmc.SOURCE.columns, "") | {
    "요양기관명": "하늘숲병원", "요양종별": "병원", "소재지": "경기도 군포시 고산로 100",
    "병원경도": LON, "병원위도": LAT,
}  # fmt: skip


def context(module) -> Context:
    columns = ["sigungu_code", "region_code", "road_name", "building_number", "lat", "lon"]
    return Context(module.SOURCE, region_index, {"core.address_point": pd.DataFrame([], columns=columns)})


def cleaned(tmp_path: Path, *rows: dict[str, object]) -> Cleaned:
    path = tmp_path / "hira_institutions_202603.parquet"
    frame = pd.DataFrame([ROW | row for row in rows])
    frame["psychiatrists"] = pd.to_numeric(frame["psychiatrists"])
    frame.to_parquet(path)
    return hira.clean(hira.read(path), context(hira))


def only(found: Cleaned) -> pd.Series:
    assert len(found.tables[TABLE]) == 1
    return found.tables[TABLE].iloc[0]


def test_a_row_is_read_whole(tmp_path):
    found = only(cleaned(tmp_path, {}))
    assert (found["kind"], found["name"], found["phone"]) == ("정신건강의학과의원", ROW["name"], "031-390-0114")
    assert (found["psychiatrists"], found["doctors"], found["lists_psychiatry"]) == (1, 2, True)
    assert (found["address_key"], found["position_trust"]) == ("41410 고산로 100", "building")
    assert found["hours_by_day"] == {"mon": "09:00-18:00", "closed_sun": "closed"}


def test_an_emergency_room_at_night_is_known_only_where_the_list_says_so(tmp_path):
    hospital = {"name": "하늘숲병원", "type": "종합병원"}
    told = [only(cleaned(tmp_path, hospital | {"er_night": said}))["has_er_at_night"] for said in ("Y", "N", "")]
    assert told[:2] == [True, False]
    assert pd.isna(told[2])
    assert pd.isna(only(cleaned(tmp_path, {"er_night": "Y"}))["has_er_at_night"]), "a clinic of two doctors"


@pytest.mark.parametrize(
    ("name", "psychiatrists", "kind"),
    [
        ("마음편한의원", 1, "정신건강의학과의원"), ("마음편한의원", 0, "의원"), ("마음편한의원", None, "의원"),
        ("하늘숲정신과의원", 0, "정신건강의학과의원"),
    ],
)  # fmt: skip
def test_a_clinic_is_psychiatric_by_its_name_or_its_psychiatrist(tmp_path, name, psychiatrists, kind):
    found = only(cleaned(tmp_path, {"name": name, "psychiatrists": psychiatrists}))
    assert found["kind"] == kind
    assert (found["psychiatrists"] is pd.NA) == (psychiatrists is None)


@pytest.mark.parametrize(
    ("type_", "kind"), [("상급종합", "상급종합병원"), ("보건소", "보건소"), ("요양병원", "요양병원")]
)
def test_other_types_keep_their_kind_whoever_works_there(tmp_path, type_, kind):
    assert (
        only(cleaned(tmp_path, {"name": "군포보건소" if type_ == "보건소" else "군포병원", "type": type_}))["kind"]
        == kind
    )


def test_types_without_a_kind_are_left_out_and_every_row_is_accounted_for(tmp_path):
    found = cleaned(
        tmp_path, {}, {"type": "치과의원", "name": "가"}, {"type": "한의원", "name": "나"},
        {"type": "약국", "name": "다"}, {"name": ""}, {"address": " "}, {"psychiatrists": -1}, {"psychiatrists": 1.5},
        {"psychiatrists": 3, "doctors": 2},
    )  # fmt: skip
    assert (found.rows_read, found.rows_kept, found.rows_left_out, found.rows_quarantined) == (9, 1, 2, 6)
    notes = found.quarantine.set_index("line")[["column_name", "reason"]].apply(tuple, axis=1).to_dict()
    assert notes == {
        4: ("type", "out_of_scope"), 5: ("name", "unreadable"), 6: ("address", "unreadable"),
        7: ("psychiatrists", "unreadable"), 8: ("psychiatrists", "unreadable"), 9: ("psychiatrists", "unreadable"),
    }  # fmt: skip


def test_bare_digits_are_no_repair_and_a_placeholder_is_no_number(tmp_path):
    found = cleaned(tmp_path, {}, {"name": "나의원", "phone": "0200000000"})
    assert found.tables[TABLE]["phone"].fillna("").tolist() == ["031-390-0114", ""]
    assert found.repairs["rule"].tolist() == ["phone_unreadable"]
    assert found.repairs["municipality_code"].isna().all()


def test_an_address_without_units_is_read_within_the_unit_of_the_row(tmp_path):
    assert only(cleaned(tmp_path, {"address": "고산로 100"}))["municipality_code"] == "41410"


@pytest.mark.parametrize(
    ("sido", "sigungu", "code"),
    [
        ("경기", "군포시", "41410"), ("경기", "수원장안구", "41111"), ("대구", "대구군위군", "27720"),
        ("경기", "화성동탄구", "41590"),
    ],
)  # fmt: skip
def test_short_and_glued_units(sido, sigungu, code):
    regions = region_index()
    found = regions.find(hira.unit_name(sido, sigungu, regions).split())
    assert code in (found.sigungu_code, found.municipality_code)


def test_a_file_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "hira_institutions_202603.parquet"
    pd.DataFrame([{"name": "가", "type": "의원"}]).to_parquet(path)
    with pytest.raises(SourceError, match="no column sido"):
        hira.read(path)


def test_the_same_list_as_a_table_reads_alike(tmp_path):
    path = tmp_path / "hira_institutions_202603.csv"
    pd.DataFrame([ROW]).to_csv(path, index=False)
    found = only(hira.clean(hira.read(path), context(hira)))
    assert (found["psychiatrists"], found["lists_psychiatry"], found["kind"]) == (1, True, "정신건강의학과의원")


def test_the_second_opinion_reads_its_times_and_leaves_out_rows_without(tmp_path):
    path = tmp_path / "seoul_nmc_hours_2026.csv"
    times = {
        f"진료시간({day}){end}": value
        for day in ("월요일", "공휴일")
        for end, value in (("S", "830.0"), ("C", "1730.0"))
    }
    pd.DataFrame([NMC_ROW | times, NMC_ROW | {"진료시간(월요일)S": "2575.0", "요양기관명": "나병원"}]).to_csv(
        path, index=False
    )
    found = nmc.clean(nmc.read(path), context(nmc))
    assert only(found)["hours_by_day"] == {"mon": "08:30-17:30", "holiday": "08:30-17:30"}
    assert (found.rows_read, found.rows_kept, found.rows_left_out) == (2, 1, 1)


def egen_file(tmp_path: Path, *rows: dict[str, object], name: str = "egen_institutions_20261129.csv") -> Path:
    whole = {
        "hpid": "A1", "name": "하늘숲정신건강의학과의원", "type": "의원", "sido": "경기", "sigungu": "군포시",
        "address": "경기도 군포시 고산로 100, 3층", "phone": "0313900114", "lon": LON, "lat": LAT, "월": "09:00-18:00",
        "공휴일": "10:00-13:00",
    }  # fmt: skip
    path = tmp_path / name
    pd.DataFrame([{**dict.fromkeys(egen.SOURCE.columns, ""), **whole, **row} for row in rows]).to_csv(path, index=False)
    return path


def test_a_row_of_egen_gives_its_hours_holidays_included_and_the_day_of_the_fetch(tmp_path):
    found = egen.clean(egen.read(egen_file(tmp_path, {})), context(egen))
    row = only(found)
    assert row["hours_by_day"] == {"mon": "09:00-18:00", "holiday": "10:00-13:00"}
    assert (row["phone"], row["address_key"], str(row["reference_date"])) == (
        "031-390-0114",
        "41410 고산로 100",
        "2026-11-29",
    )
    assert [str(day) for day in found.period or ()] == ["2026-11-29", "2026-11-29"]


def test_egen_leaves_out_what_has_no_hours_or_no_kind_and_accounts_for_every_row(tmp_path):
    unsaid = {"월": "", "공휴일": ""}
    path = egen_file(
        tmp_path, {}, {"hpid": "A2", **unsaid}, {"hpid": "A3", "type": "한의원"},
        {"hpid": "A4", "type": "기타(구급차)"}, {"hpid": "A5", "name": "나의원", "월": "9시-1860", "공휴일": "-18:00"},
    )  # fmt: skip
    found = egen.clean(egen.read(path), context(egen))
    assert (found.rows_read, found.rows_kept, found.rows_left_out, found.rows_quarantined) == (5, 2, 3, 0)
    assert found.tables[TABLE]["hours_by_day"].iloc[1] == {"mon": "9시-1860", "holiday": "-18:00"}, "for the reader"


@pytest.mark.parametrize("name", ["egen_institutions_2026.csv", "egen_institutions_20261340.csv"])
def test_a_file_of_egen_that_names_no_day_is_refused(tmp_path, name):
    with pytest.raises(SourceError, match="the day of the fetch is expected in the name"):
        egen.read(egen_file(tmp_path, {}, name=name))
