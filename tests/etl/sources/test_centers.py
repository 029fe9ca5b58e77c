"""The three lists of centers, read from small files written as the publishers write them."""

from pathlib import Path

import pandas as pd
import pytest

from etl.contract import Cleaned, Context
from etl.sources import health_promotion_centers as standard
from etl.sources import mental_health_facilities as facilities
from etl.sources import mental_health_institutions as institutions
from etl.sources.center_rows import TABLE
from tests.etl.names_of_korea import middle, region_index

GUNPO, CHEONGSONG = middle("41410"), middle("47750")
STANDARD = dict.fromkeys(standard.SOURCE.columns, "") | {
    "건강증진센터구분": "정신보건", "운영시작시각": "9:00", "운영종료시각": "18:00", "휴무일정보": "토+일+공휴일",
    "데이터기준일자": "2022-11-01", "의사수": "0", "간호사수": "0", "사회복지사수": "0", "영양사수": "0",
}  # fmt: skip
FACILITY = dict.fromkeys(facilities.SOURCE.columns, "") | {
    "시도": "경기도",
    "시군구": "군포시",
    "주소": "경기도 군포시 고산로 100",
}
FACILITY |= {"위도": str(GUNPO[0]), "경도": str(GUNPO[1])}


def context(module, centers: pd.DataFrame | None = None) -> Context:
    points = pd.DataFrame(
        [("41410", "4141051000", "고산로", "100", *GUNPO)],
        columns=["sigungu_code", "region_code", "road_name", "building_number", "lat", "lon"],
    )
    tables = {"core.address_point": points}
    return Context(module.SOURCE, region_index, tables if centers is None else tables | {TABLE: centers})


def cleaned_standard(tmp_path: Path, *rows: dict[str, str]) -> Cleaned:
    path = tmp_path / "standard.csv"
    pd.DataFrame([STANDARD | row for row in rows]).to_csv(path, index=False, encoding="cp949")
    return standard.clean(standard.read(path), context(standard))


def cleaned_facilities(tmp_path: Path, *rows: dict[str, str]) -> Cleaned:
    path = tmp_path / "facilities.csv"
    pd.DataFrame([FACILITY | row for row in rows]).to_csv(path, index=False)
    return facilities.clean(facilities.read(path), context(facilities))


def only(cleaned: Cleaned) -> pd.Series:
    assert len(cleaned.tables[TABLE]) == 1
    return cleaned.tables[TABLE].iloc[0]


def repairs(cleaned: Cleaned) -> dict[str, tuple[object, object]]:
    return {str(row.rule): (row.value, row.repaired) for row in cleaned.repairs.itertuples()}


def test_a_standard_row_is_read_whole(tmp_path: Path) -> None:
    found = cleaned_standard(
        tmp_path,
        STANDARD | {
            "건강증진센터명": "정신건강복지센터",
            "소재지도로명주소": "경상북도 청송군 청송읍 의료원길 19+ 2층",
            "소재지지번주소": "경상북도 청송군 청송읍 금곡리 1056-54",
            "위도": str(CHEONGSONG[0]), "경도": str(CHEONGSONG[1]),
            "건강증진업무내용": "중증정신질환자 관리+자살예방사업",
            "건물면적": "330", "간호사수": "2", "기타인력현황": "작업치료사(2)+행정요원(1)",
            "운영기관전화번호": "0548707100", "운영기관명": "청송군 보건의료원", "제공기관명": "경상북도 청송군",
        },
    )  # fmt: skip
    row = only(found)
    assert (row["name"], row["name_rule"], row["kind"]) == (
        "청송군정신건강복지센터",
        "municipality_added",
        "기초정신건강복지센터",
    )
    assert (row["road_address"], row["address_detail"]) == ("경상북도 청송군 청송읍 의료원길 19", "2층")
    assert row["lot_address"] == "경상북도 청송군 청송읍 금곡리 1056-54"
    assert row["services"] == ["자살예방", "중증정신질환관리"]
    assert row["staff"] == {"작업치료사": 2, "행정": 1, "의사": 0, "간호사": 2, "사회복지사": 0, "영양사": 0}
    assert (row["closed_days_raw"], row["building_area_m2"], row["phone"]) == ("토, 일, 공휴일", 330.0, "054-870-7100")
    assert (row["position_trust"], row["address_agreement"], row["serves"]) == ("building", "emd", ["47750"])
    assert (row.name, row["line"]) == (2, 2)
    assert repairs(found)["municipality_added"] == ("정신건강복지센터", "청송군정신건강복지센터")
    assert repairs(found)["phone_written_alike"] == ("0548707100", "054-870-7100")


def test_nobody_counted_means_nothing_known_about_staff(tmp_path: Path) -> None:
    row = only(
        cleaned_standard(
            tmp_path, {"건강증진센터명": "군포시건강증진센터", "소재지도로명주소": "경기도 군포시 고산로 100"}
        )
    )
    assert row["staff"] == {}


def test_the_retired_number_and_mobile_numbers_do_not_get_in(tmp_path: Path) -> None:
    mobile = "-".join(["010", "0000", "0000"])  # put together here so that the tree holds none
    retired = str(1400 - 7)
    found = cleaned_standard(
        tmp_path,
        {
            "건강증진센터명": "군포시정신건강복지센터",
            "소재지도로명주소": f"경기도 군포시 고산로 {retired}",
            "기타이용안내": f"6시 이후 콜센터 연결 {retired}, 담당자 {mobile}",
            "운영기관전화번호": mobile,
        },
    )
    row = only(found)
    assert row["usage_note_raw"] == "6시 이후 콜센터 연결 ○○○, 담당자 ○○○"
    assert row["phone"] is None
    assert repairs(found)["phone_personal"][0] == "휴대전화"
    assert mobile not in str(found.tables[TABLE].to_dict("records")) + found.repairs.to_string()
    assert row["address_key"] == f"41410 고산로 {retired}"  # a building's number is no crisis line


def test_private_rooms_leave_no_word_of_theirs_behind(tmp_path: Path) -> None:
    found = cleaned_facilities(
        tmp_path,
        {"기관명": "아무개심리상담센터", "기관구분": "상담센터", "전화번호": "010" + "-1111-2222"},
        {"기관명": "군포시정신건강복지센터", "기관구분": "기초정신건강복지센터", "전화번호": "461-1771"},
    )
    assert found.rows_kept == 1
    assert only(found)["phone"] == "031-461-1771"
    noted = found.quarantine.iloc[0]
    assert (noted["line"], noted["value"], noted["reason"]) == (2, "상담센터", "out_of_scope")
    everything = found.quarantine.to_string() + found.repairs.to_string() + str(found.tables[TABLE].to_dict("records"))
    assert "아무개" not in everything
    assert "1111" not in everything


def test_a_county_under_its_old_province_is_brought_to_the_new_one(tmp_path: Path) -> None:
    lat, lon = middle("27720")
    found = cleaned_facilities(
        tmp_path,
        {"기관명": "군위군정신건강복지센터", "기관구분": "기초정신건강복지센터", "시도": "경상북도", "시군구": "군위군",
         "주소": "경상북도 군위군 군위읍 군청로70", "위도": str(lat), "경도": str(lon)},
    )  # fmt: skip
    row = only(found)
    assert (row["serves"], row["road_address"], row["address_agreement"]) == (
        ["27720"], "대구광역시 군위군 군위읍 군청로 70", "emd",
    )  # fmt: skip


def test_a_point_that_contradicts_its_address_is_a_repair_of_its_municipality(tmp_path: Path) -> None:
    found = cleaned_facilities(tmp_path, {"기관명": "가병원", "기관구분": "병원", "위도": str(GUNPO[0] + 0.03)})
    assert only(found)["position_source"] == "address"
    moved = found.repairs[found.repairs["rule"] == "position_from_address"].iloc[0]
    assert moved["municipality_code"] == "41410"
    assert moved["repaired"] == f"{GUNPO[0]:.6f}, {GUNPO[1]:.6f}"


def test_the_list_without_coordinates_is_located_on_the_other_lists(tmp_path: Path) -> None:
    known = cleaned_facilities(tmp_path, {"기관명": "가병원", "기관구분": "병원", "주소": "경기도 군포시 고산로 120"})
    others = known.tables[TABLE]
    others = others.assign(lat=[point.y for point in others["geom"]], lon=[point.x for point in others["geom"]])
    frame = pd.DataFrame(
        [
            ("한림대학교성심병원", "기초정신건강복지센터", "경기도 군포시 고산로 120, 3층", "gunpo@hanmail.net"),
            ("서울시청 보건의료정책과 ", "보건소", "서울특별시 송파구 세종대로 110", None),
            ("모르는곳", "정신재활시설", "940 3층(조원동)", "www.somewhere.or.kr"),
        ],
        columns=institutions.SOURCE.columns,
    )
    path = tmp_path / "institutions.csv"
    frame.to_csv(path, index=False, encoding="cp949")
    found = institutions.clean(institutions.read(path), context(institutions, others))
    center, lost = (found.tables[TABLE].iloc[place] for place in (0, 1))
    assert (center["name"], center["operator_name"]) == ("군포시정신건강복지센터", "한림대학교성심병원")
    assert (center["position_method"], center["position_trust"]) == ("same_building", "building")
    assert pd.isna(center["homepage"])
    assert (lost["geom"], lost["homepage"]) == (None, "http://www.somewhere.or.kr")
    assert found.quarantine["detail"].tolist() == ["provincial_office"]
    assert (found.rows_read, found.rows_kept, found.rows_quarantined) == (3, 2, 1)


def test_a_row_repeated_word_for_word_is_merged(tmp_path: Path) -> None:
    same = {"기관명": "가병원", "기관구분": "병원"}
    found = cleaned_facilities(tmp_path, same, same | {"기관명": "나병원"}, same)
    assert (found.rows_kept, found.rows_merged) == (2, 1)
    assert found.tables[TABLE]["line"].tolist() == [2, 3]


def test_the_key_of_a_row_does_not_depend_on_its_place(tmp_path: Path) -> None:
    one, other = {"기관명": "가병원", "기관구분": "병원"}, {"기관명": "나병원", "기관구분": "병원"}
    before = cleaned_facilities(tmp_path, one, other).tables[TABLE].set_index("name")["source_key"]
    after = cleaned_facilities(tmp_path, other, one).tables[TABLE].set_index("name")["source_key"]
    assert before.to_dict() == after.to_dict()
    assert before.nunique() == 2


@pytest.mark.parametrize("module", [standard, facilities, institutions])
def test_another_file_is_refused(module, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("이름,주소\n가,나\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no column"):
        module.read(path)
