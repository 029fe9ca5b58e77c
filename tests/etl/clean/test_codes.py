"""Regions by code, by name and by point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.addresses import parse_address
from etl.clean.codes import RegionIndex, UnitMatch, plain_name, stem_name
from tests.etl import county
from tests.etl.names_of_korea import region_index


@pytest.fixture(scope="module")
def regions() -> RegionIndex:
    return county.region_index()


@pytest.mark.parametrize(
    ("code", "system", "current"),
    [
        ("2772025000", "mois", "2772025000"),
        ("27720250", "mois", "2772025000"),
        ("4772025000", "mois", "2772025000"),
        ("47720", "mois", "27720"),
        ("31012575", "sgis", "4111357000"),
        ("31012575", "mois", None),
        ("9999999999", "mois", None),
    ],
)
def test_codes_of_any_date_come_to_the_units_of_today(regions: RegionIndex, code: str, system, current) -> None:
    assert regions.current(code, system=system) == current


@pytest.mark.parametrize(
    ("address", "sigungu", "emd", "used"),
    [
        ("경기도 수원시 장안구 파장동 1-2", "41111", "4111156000", 4),
        ("경기 수원시장안구 파장동 1-2", "41111", "4111156000", 3),
        ("수원시 장안구 정조로 1", "41111", None, 2),
        ("경기도 수원시 파장동 1", "41111", "4111156000", 3),
        ("경기도 수원시 정조로 1", None, None, 2),
        ("경상북도 군위군 군위읍 1", "27720", "2772025000", 3),
        ("대구 군위군 중앙길 1", "27720", None, 2),
        ("군위군 군위읍", "27720", "2772025000", 2),
        ("경기도 수원시 권선구 새세류동", "41113", "4111357000", 4),
        ("경기 수원 장안 정조로 1", "41111", None, 3),  # without the endings of city and gu
        ("경기도 수원시 장안 파장동 1", "41111", "4111156000", 4),
        ("대구 군위 군위읍 1", "27720", "2772025000", 3),
        ("대구 군위 대로 1", None, None, 1),  # one road of two words
        ("서울특별시 어딘가구 1", None, None, 1),
        ("어딘가 1", None, None, 0),
    ],
)
def test_names_old_new_short_and_glued_are_read(regions: RegionIndex, address, sigungu, emd, used) -> None:
    match = regions.find(address.split())
    assert (match.sigungu_code, match.emd_code, match.words_used) == (sigungu, emd, used)


def test_a_city_named_without_its_gu_is_known_as_the_city(regions: RegionIndex) -> None:
    match = regions.find(["경기도", "수원시", "정조로"])
    assert match == UnitMatch(sido_code="41", municipality_code="41110", words_used=2)
    assert regions.sigungu_of_municipality("41110") == ("41111", "41113")


@given(st.lists(st.text(max_size=6), max_size=5))
def test_no_address_however_odd_names_more_words_than_it_has(words: list[str]) -> None:
    match = _REGIONS.find(words)
    assert 0 <= match.words_used <= len(words)
    assert match.emd_code is None or match.emd_code.startswith(match.sigungu_code or "?")


def test_a_legal_dong_stands_for_every_dong_with_its_stem(regions: RegionIndex) -> None:
    assert regions.emd_candidates(["41111", "41113"], "세류2동") == ("4111357000",)
    assert regions.emd_candidates(["41111"], "세류동") == ()


@pytest.mark.parametrize("name", ["내당2·3동", "내당2.3동", "내당 제2,3동", "내당2ㆍ3동"])
def test_all_spellings_of_a_dong_are_one(name: str) -> None:
    assert plain_name(name) == "내당23동"
    assert stem_name(name) == "내당동"


def test_points_lie_in_the_unit_that_holds_them_or_nowhere(regions: RegionIndex) -> None:
    lat, lon = [37.01, 37.01, 37.01, np.nan, 36.22], [127.01, 127.03, 127.10, 127.01, 128.62]
    assert list(regions.locate(lat, lon)) == ["4111156000", "4111357000", None, None, "2772025000"]
    assert list(regions.locate(lat, lon, level="sido")) == ["41", "41", None, None, "27"]
    assert regions.locate([37.01], [127.02])[0] == "4111156000", "on a shared border the smaller code wins"


def test_the_nearest_emd_is_found_in_metres_and_only_within_reach(regions: RegionIndex) -> None:
    # 0.01 degrees of longitude at 37 degrees north measure 889.9 m.
    codes, distance_m = regions.nearest_emd([37.02, 37.02, 37.02], [127.05, 127.05 + 0.2, 127.03], max_m=3000)
    assert list(codes) == ["4111357000", None, "4111357000"]
    assert distance_m[0] == pytest.approx(889.9, rel=2e-3)
    assert np.isnan(distance_m[1])
    assert distance_m[2] == 0


_REGIONS = county.region_index()


@pytest.mark.parametrize(
    ("text", "unit", "road"),
    [
        ("전남광주통합특별시 광산구 상무대로 312", "29200", "상무대로"),
        ("전남광주통합특별시 전라남도 순천시 중앙로 1", "46150", "중앙로"),
        ("경기도 화성시 병점구 병점중앙로 100", "41590", "병점중앙로"),
        ("경기 화성시병점구 병점중앙로 100", "41590", "병점중앙로"),
        ("인천 남구 독정이로 95", "28177", "독정이로"),
        ("인천광역시 검단구 완정로 1", "28260", "완정로"),
        ("경북 군위군 군위읍 군청로 200", "27720", "군청로"),
        ("서울특별시 서울시 강남구 강남구 테헤란로 1", "11680", "테헤란로"),
        ("광주광역시 광주시청로 1", None, "광주시청로"),
        ("전남광주통합특별시 중앙로 3", None, "중앙로"),
    ],
)
def test_dated_names_and_names_written_twice_lead_to_the_units_of_2024(text: str, unit: str | None, road: str) -> None:
    read = parse_address(text, region_index())
    assert (read.sigungu_code, read.road_name, read.unknown_units) == (unit, road, ())


def test_a_unit_made_of_several_is_told_by_its_town() -> None:
    read = parse_address("인천광역시 제물포구 송림1동 1", region_index())
    assert read.municipality_code == "28140"
    assert parse_address("인천광역시 제물포구 없음로 1", region_index()).sigungu_code is None


def test_an_unknown_unit_is_named_and_not_swallowed_into_the_road() -> None:
    read = parse_address("서울특별시 가나구 테헤란로 152", region_index())
    assert (read.sido_code, read.road_name, read.unknown_units) == ("11", "테헤란로", ("가나구",))
