"""Lists of one kind of public center: youth counselling centers and dementia relief centers, as they are published."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from etl.clean.kinds import OUT_OF_SCOPE, read_kind
from etl.contract import Cleaned, Context
from etl.sources import dementia_centers as dementia
from etl.sources import youth_counselling_centers as youth
from etl.sources.center_rows import TABLE
from tests.etl.names_of_korea import middle, region_index

GUNPO = middle("41410")
DEMENTIA = dict.fromkeys(dementia.SOURCE.columns, "") | {
    "치매센터명": "군포시치매안심센터", "치매센터유형": "치매안심센터", "소재지도로명주소": "경기도 군포시 고산로 100",
    "위도": str(GUNPO[0]), "경도": str(GUNPO[1]), "의사인원수": "0", "간호사인원수": "3", "사회복지사인원수": "2",
    "기타인원현황": "작업치료사(1)", "운영기관전화번호": "031-390-0000", "데이터기준일자": "2021-10-15",
    "제공기관명": "경기도 군포시",
}  # fmt: skip


def context(module) -> Context:
    points = pd.DataFrame(
        [("41410", "4141051000", "고산로", "100", *GUNPO), ("48820", "4882051000", "남포로", "1", *middle("48820"))],
        columns=["sigungu_code", "region_code", "road_name", "building_number", "lat", "lon"],
    )
    postcodes = pd.DataFrame({"postcode": ["15800", "52900"], "region_code": ["4141051000", "1111051000"]})
    return Context(module.SOURCE, region_index, {"core.address_point": points, "core.postcode": postcodes})


def cleaned_youth(tmp_path: Path, *rows: str) -> Cleaned:
    path = tmp_path / "youth.psv"
    path.write_text("\n".join(["지역|센터명|우편번호|주소|전화번호", *rows]), encoding="utf-8")
    return youth.clean(youth.read(path), context(youth))


def cleaned_dementia(tmp_path: Path, *rows: dict[str, str]) -> Cleaned:
    path = tmp_path / "dementia.csv"
    pd.DataFrame([DEMENTIA | row for row in rows]).to_csv(path, index=False)
    return dementia.clean(dementia.read(path), context(dementia))


# -- youth counselling -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "published", "place", "name", "serves", "sub_kind"),
    [
        ("경기", "군포시", "경기도 군포시", "군포시청소년상담복지센터", ["41410"], None),
        ("경기", "수원시", "경기도 수원시 장안구", "수원시청소년상담복지센터", ["41111", "41113"], None),
        ("경기", "경기도", "경기도 수원시 장안구", "경기도청소년상담복지센터", ["41"], "광역"),
        ("경기", "광주시", "경기도 광주시", "광주시청소년상담복지센터", ["41610"], None),
        ("강원", "강원도", "강원도 춘천시", "강원특별자치도청소년상담복지센터", ["51"], "광역"),
        ("경남", "고성군", "경상남도 고성군", "경남고성군청소년상담복지센터", ["48820"], None),
        ("인천", "인천동구", "인천광역시 동구", "인천동구청소년상담복지센터", ["28140"], None),
        ("세종", "세종특별자치시", "세종특별자치시 조치원읍", "세종특별자치시청소년상담복지센터", ["36110"], None),
        ("경남", "창원시진해", "경상남도 창원시 진해구", "창원시진해청소년상담복지센터", ["48129"], None),
    ],
)
def test_a_youth_center_bears_its_municipality_s_name_and_serves_it(
    tmp_path: Path, area: str, published: str, place: str, name: str, serves: list[str], sub_kind: str | None
) -> None:
    found = cleaned_youth(tmp_path, f"{area}|{published}|00000|{place} 고산로 100|031-390-1388").tables[TABLE].iloc[0]
    assert (found["name"], found["serves"]) == (name, serves)
    assert (found["sub_kind"] or None) == sub_kind
    assert (found["kind"], found["phone"]) == ("청소년상담복지센터", "031-390-1388")


def test_the_number_that_is_an_area_code_and_1388_stays(tmp_path: Path) -> None:
    assert cleaned_youth(tmp_path, "경기|군포시|15800|경기도 군포시 고산로 100|031-1388").tables[TABLE][
        "phone"
    ].tolist() == ["031-1388"]


def test_a_youth_center_is_placed_by_its_address_else_by_its_postcode(tmp_path: Path) -> None:
    found = cleaned_youth(
        tmp_path,
        "경기|군포시|15800|경기도 군포시 고산로 100|031-390-1388",
        "경기|군포시둘|15800|경기도 군포시 없는길 1|031-390-1388",
        "경기|군포시셋|52900|경기도 군포시 없는길 1|031-390-1388",
    ).tables[TABLE]
    assert found["position_trust"].tolist() == ["building", "emd", "sigungu"]
    assert found["position_source"].tolist() == ["address"] * 3


def test_the_services_of_a_youth_center_are_those_of_the_law(tmp_path: Path) -> None:
    kinds = pd.read_csv("data/reference/kinds.csv", index_col="code")
    assert kinds.loc["청소년상담복지센터", "services"] == "아동청소년|위기개입|상담|가족|교육"
    assert kinds.loc["청소년상담복지센터", "ages"] == "9-24"
    cleaned = cleaned_youth(tmp_path, "경기|군포시|15800|경기도 군포시 고산로 100|031-390-1388")
    assert (cleaned.rows_read, cleaned.rows_kept) == (1, 1)
    assert cleaned.tables[TABLE]["reference_date"].tolist() == [date(2026, 8, 25)]


# -- dementia --------------------------------------------------------------------------------------


def test_a_dementia_row_is_read_whole(tmp_path: Path) -> None:
    found = cleaned_dementia(tmp_path, {}).tables[TABLE].iloc[0]
    assert (found["kind"], found["name"], found["phone"]) == ("치매안심센터", "군포시치매안심센터", "031-390-0000")
    assert found["staff"] == {"의사": 0, "간호사": 3, "사회복지사": 2, "작업치료사": 1}
    assert (found["position_trust"], found["serves"]) == ("building", ["41410"])
    assert found["reference_date"] == date(2021, 10, 15)


@pytest.mark.parametrize(
    ("listed", "rule"), [("광역치매센터", "dementia_office_of_sido"), ("치매상담전화센터", "dementia_helpline")]
)
def test_an_office_of_the_sido_and_a_helpline_are_out_of_scope(tmp_path: Path, listed: str, rule: str) -> None:
    cleaned = cleaned_dementia(tmp_path, {}, {"치매센터명": "경기도광역치매센터", "치매센터유형": listed})
    assert cleaned.quarantine[["reason", "detail"]].to_numpy().tolist() == [[OUT_OF_SCOPE, rule]]
    assert cleaned.rows_kept == 1
    assert read_kind("치매안심센터", "안산시단원보건소 치매안심센터").kind == "치매안심센터"


@pytest.mark.parametrize(
    ("published", "address", "name", "rule"),
    [
        ("횡성군보건소", "강원도 횡성군 횡성읍 횡성로 379", "횡성군보건소 치매안심센터", "kind_added"),
        ("동구 치매안심센터", "광주광역시 동구 금남로 1", "광주동구 치매안심센터", "municipality_added"),
        ("치매안심센터", "경기도 군포시 고산로 100", "군포시치매안심센터", "municipality_added"),
        ("광주광역시 동구 치매안심센터", "광주광역시 동구 금남로 1", "광주광역시 동구 치매안심센터", None),
    ],
)
def test_a_dementia_center_s_name_says_what_and_where_it_is(
    tmp_path: Path, published: str, address: str, name: str, rule: str | None
) -> None:
    row = {"치매센터명": published, "소재지도로명주소": address, "제공기관명": " ".join(address.split()[:2])}
    cleaned = cleaned_dementia(tmp_path, row)
    assert cleaned.tables[TABLE]["name"].tolist() == [name]
    assert (rule in set(cleaned.repairs["rule"])) == (rule is not None)


def test_of_rows_that_repeat_each_other_the_newest_is_kept(tmp_path: Path) -> None:
    old = {"데이터기준일자": "2020-01-01", "운영기관전화번호": "031-390-1111"}
    new = {"데이터기준일자": "2022-01-01", "운영기관전화번호": "031-390-2222"}
    cleaned = cleaned_dementia(tmp_path, old, new)
    assert cleaned.tables[TABLE]["phone"].tolist() == ["031-390-2222"]
    assert (cleaned.rows_kept, cleaned.rows_merged) == (1, 1)


def test_a_row_without_a_date_is_one_row_s_fault(tmp_path: Path) -> None:
    cleaned = cleaned_dementia(tmp_path, {}, {"데이터기준일자": "미정"})
    assert cleaned.quarantine[["line", "reason"]].to_numpy().tolist() == [[3, "unreadable_date"]]
    assert cleaned.rows_read == 2
