"""Addresses: every spelling met in the files, and made-up ones put together and taken apart again."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.addresses import lot_text, parse_address, road_text
from etl.clean.codes import RegionIndex

ROADS = {
    # spaced and glued road names
    "강원도 강릉시 남부로17번길 38(내곡동)": ("강원특별자치도 강릉시 남부로17번길 38", None),
    "경기도 안양시 동안구 평촌대로 212번길 15": ("경기도 안양시 동안구 평촌대로212번길 15", None),
    "서울 송파구 송파대로 37길 10-0": ("서울특별시 송파구 송파대로37길 10", None),
    "서울특별시 도봉구 도봉로 181 가길6 1층": ("서울특별시 도봉구 도봉로181가길 6", "1층"),
    "서울특별시 도봉구 우이천로 38 나길 53": ("서울특별시 도봉구 우이천로38나길 53", None),
    "서울특별시 강서구 방화대로6 다길 10-12, 401호": ("서울특별시 강서구 방화대로6다길 10-12", "401호"),
    "경기도 평택시 평택 4로 39, 6층": ("경기도 평택시 평택4로 39", "6층"),
    "충청남도 서산시 호수공원 6로6": ("충청남도 서산시 호수공원6로 6", None),
    "제주특별자치도 제주시 산천단 남길 10": ("제주특별자치도 제주시 산천단남길 10", None),
    "제주특별자치도 제주시 아란 13길 15 제주대학교병원 내 별관 2층": (
        "제주특별자치도 제주시 아란13길 15",
        "제주대학교병원 내 별관 2층",
    ),
    "경기도 화성시 무수동 7길 142-26": ("경기도 화성시 무수동7길 142-26", None),
    "경기도 화성시 봉담읍 상리 2길 5": ("경기도 화성시 봉담읍 상리2길 5", None),
    "경기도 화성시 복만터길 72번길, 7-18": ("경기도 화성시 복만터길72번길 7-18", None),
    # names that hold numbers, ro or gil themselves
    "경기도 화성시 향남읍 3.1만세로 1055 ": ("경기도 화성시 향남읍 3.1만세로 1055", None),
    "경기도 화성시 10용사로 661-69": ("경기도 화성시 10용사로 661-69", None),
    "서울특별시 종로구 종로3길 34": ("서울특별시 종로구 종로3길 34", None),
    "서울특별시 양천구 신정로 5 가로수길빌딩": ("서울특별시 양천구 신정로 5", "가로수길빌딩"),
    "경상남도 창원시 마산합포구 월영동북로 15": ("경상남도 창원시 마산합포구 월영동북로 15", None),
    "세종특별자치시 조치원읍 수원지1길16 세종시립의원 2층": (
        "세종특별자치시 조치원읍 수원지1길 16",
        "세종시립의원 2층",
    ),
    # numbers glued to what follows, written twice, or under the ground
    "울산광역시 울주군 삼남읍 서향교 1길 67-12울주군보건소 2층": (
        "울산광역시 울주군 삼남읍 서향교1길 67-12",
        "울주군보건소 2층",
    ),
    "울산광역시 울주군 서향교1길 67-122층 ": ("울산광역시 울주군 서향교1길 67-12", "2층"),
    "강원도 춘천시 춘천로 180 180": ("강원특별자치도 춘천시 춘천로 180", None),
    "인천광역시 부평구 무네미로 446- (구산동)": ("인천광역시 부평구 무네미로 446", None),
    "인천광역시 서구 원적로 23- 23": ("인천광역시 서구 원적로 23", None),
    "경기도 평택시 평화로 1741-1741": ("경기도 평택시 평화로 1741", None),
    "경기도 평택시 삼봉8로 10-10, 2층": ("경기도 평택시 삼봉8로 10-10", "2층"),
    "서울특별시 송파구 한강대로 지하 405": ("서울특별시 송파구 한강대로 지하 405", None),
    # a building that is not said stays unsaid
    "경상남도 거제시 분성로 227번길 210호": ("경상남도 거제시 분성로227번길", "210호"),
    "경기도 안양시 만안구 양화로106번길 8402호": ("경기도 안양시 만안구 양화로106번길", "8402호"),
    "부산광역시 부산진구 세실로 186번길": ("부산광역시 부산진구 세실로186번길", None),
    # units: old, short, glued, left out, moved
    "경상북도 군위군 군위읍 군청로70": ("대구광역시 군위군 군위읍 군청로 70", None),
    "강원 고성군 간성읍 수성로 30 보건소 2층": ("강원특별자치도 고성군 간성읍 수성로 30", "보건소 2층"),
    "강릉시 남구길 23번길24 3층,4층": ("강원특별자치도 강릉시 남구길23번길 24", "3층,4층"),
    "전라남도 신안군 압해읍천사로1004 신안군보건소 1층": ("전라남도 신안군 압해읍 천사로 1004", "신안군보건소 1층"),
    "전라남도 함평군 읍 중앙길 54-8": ("전라남도 함평군 중앙길 54-8", None),
    "대구광역시 남구 대명2동 영선길34 남구보건소 4층": ("대구광역시 남구 영선길 34", "남구보건소 4층"),
    "경기도 광주시 증일동 이섭대천로 1119 2층": ("경기도 광주시 이섭대천로 1119", "2층"),
    "경기도 부천시 성오로 172 오정어울마당 3층": ("경기도 부천시 성오로 172", "오정어울마당 3층"),
    # parentheses: dong, building, one never closed, one inside another
    "경기도 군포시 고산로 693 402호 (산본동, 하나로프라자)": ("경기도 군포시 고산로 693", "402호, 하나로프라자"),
    "서울특별시 종로구 종로3길 34 (청진동, 802호 (여의도점: 국제금융로6길 30))": (
        "서울특별시 종로구 종로3길 34",
        "802호 (여의도점: 국제금융로6길 30)",
    ),
    "인천광역시 서구 청마로167번길 19 (당하동, 2층": ("인천광역시 서구 청마로167번길 19", "2층"),
    "경기도 평택시 비전동 850 (평택5로 56)": ("경기도 평택시 평택5로 56", None),
    "울산광역시 울주군 시계탑거리 39, 1층": ("울산광역시 울주군 시계탑거리 39", "1층"),
}
LOTS = {
    "서울특별시 성북구 석관동 133-44, 태영빌딩 501호": "서울특별시 성북구 석관동 133-44",
    "경기도 수원시 권선구 세류3동 817-93번지2층": "경기도 수원시 권선구 세류3동 817-93",
    "경상남도 거제시 사등면 지석리 580-4": "경상남도 거제시 사등면 지석리 580-4",
    "충청남도 서산시 간양리 산 12-3": "충청남도 서산시 간양리 산 12-3",
    "서울특별시 마포구 아현동 772": "서울특별시 마포구 아현동 772",
    "인천광역시 미추홀구 주안5동 20-35": "인천광역시 미추홀구 주안5동 20-35",
    "서울특별시 성동구 금호동 1가 444-7": "서울특별시 성동구 금호동1가 444-7",
    "부산광역시 서구 토성동5가 56-4": "부산광역시 서구 토성동5가 56-4",
    "경기도 수원시 권선구 매산로3가 43-1": "경기도 수원시 권선구 매산로3가 43-1",
    "경기도 평택시 비전동 850 (평택5로 56)": "경기도 평택시 비전동 850",
    "울산광역시 울주군 범서읍 섬거리 553-1": "울산광역시 울주군 범서읍 섬거리 553-1",
}


@pytest.mark.parametrize(("text", "expected"), ROADS.items())
def test_road_addresses_of_the_files(text: str, expected: tuple[str, str | None], korea: RegionIndex) -> None:
    address = parse_address(text, korea)
    assert (road_text(address, korea), address.detail) == expected


@pytest.mark.parametrize(("text", "expected"), LOTS.items())
def test_lot_addresses_of_the_files(text: str, expected: str, korea: RegionIndex) -> None:
    assert lot_text(parse_address(text, korea), korea) == expected


def test_an_address_without_its_units_is_not_given_any(korea: RegionIndex) -> None:
    address = parse_address("관평로170번길 22", korea)
    assert (address.road_name, address.building_number) == ("관평로170번길", "22")
    assert (address.municipality_code, address.key) == (None, None)


def test_the_row_s_own_unit_fills_what_the_text_leaves_out(korea: RegionIndex) -> None:
    address = parse_address("경기도 광주대로 91 제이지빌딩 2층", korea, within=["경기도", "광주시"])
    assert address.key == ("41610", "광주대로", "91")
    assert address.detail == "제이지빌딩 2층"
    # ... but never overrules what it says.
    other = parse_address("경상남도 고성군 남포로79번길 103-3", korea, within=["강원도", "고성군"])
    assert other.sigungu_code == "48820"


def test_a_bare_name_of_many_units_is_not_guessed(korea: RegionIndex) -> None:
    assert parse_address("남구 영선길 34", korea).municipality_code is None
    assert parse_address("미추홀구 매소홀로 120", korea).municipality_code == "28177"


def test_one_building_has_one_key_whether_or_not_the_gu_is_named(korea: RegionIndex) -> None:
    with_gu = parse_address("경기도 부천시 원미구 성오로 172", korea)
    without = parse_address("경기도 부천시 성오로172 3층", korea)
    assert with_gu.key == without.key == ("41190", "성오로", "172")
    assert (with_gu.sigungu_code, without.sigungu_code) == ("41192", None)


def test_a_legal_dong_stands_for_all_its_administrative_dong(korea: RegionIndex) -> None:
    address = parse_address("서울특별시 도봉구 도봉로 551, (방학동)", korea)
    assert address.emd_codes == ("1132051000", "1132051100")
    assert parse_address("세종특별자치시 조치원읍 대첩로 32", korea).emd_codes == ("3611051000",)


STEM = st.text(st.sampled_from("가나다라문예평촌송정남북해운향교"), min_size=2, max_size=4)
BRANCH = st.one_of(
    st.just(""),
    st.integers(1, 999).map(lambda number: f"{number}번길"),
    st.tuples(st.integers(1, 99), st.sampled_from(["", "가", "나", "다"])).map(lambda part: f"{part[0]}{part[1]}길"),
)
UNIT = st.sampled_from(["경기도 안양시 만안구", "서울특별시 송파구", "경기도 군포시", "제주특별자치도 제주시"])
DETAIL = st.sampled_from(["", ", 3층", ", 가나빌딩 501호", " 2층", ", 지하1층"])


@given(
    unit=UNIT,
    stem=STEM,
    kind=st.sampled_from(["로", "대로"]),
    branch=BRANCH,
    main=st.integers(1, 2999),
    sub=st.integers(0, 99),
    detail=DETAIL,
    gap=st.booleans(),
    glued=st.booleans(),
)
def test_an_address_put_together_is_taken_apart_again(
    korea: RegionIndex,
    unit: str,
    stem: str,
    kind: str,
    branch: str,
    main: int,
    sub: int,
    detail: str,
    gap: bool,
    glued: bool,
) -> None:
    number = f"{main}-{sub}" if sub else str(main)
    spaced = f" {branch}" if branch and gap else branch
    # A number can be glued to a road without a branch only: 문예로48 is clear, 문예로48길 5 another road.
    between = "" if glued and branch.endswith("길") else " "
    address = parse_address(f"{unit} {stem}{kind}{spaced}{between}{number}{detail}", korea)
    twice = sub == main and main >= 100
    assert address.road_name == f"{stem}{kind}{branch}"
    assert address.building_number == (str(main) if twice else number)
    assert road_text(address, korea) == f"{unit} {stem}{kind}{branch} {address.building_number}"
    assert (address.detail or "") == detail.strip(" ,")


ROUGH = r"(서울 중구 |강원 강릉시 )?[가-힣]{1,4}(로|길|동)? ?(산 )?[0-9]{1,4}(-[0-9]{1,3})?(길 [0-9]{1,3})?"


@given(st.text(max_size=80) | st.from_regex(ROUGH, fullmatch=True))
def test_nothing_is_read_that_does_not_stand_in_the_text(korea: RegionIndex, text: str) -> None:
    address = parse_address(text, korea)
    plain = unicodedata.normalize("NFKC", text)
    for part in (address.building_number, address.lot):
        assert all(number in plain for number in re.findall(r"\d+", part or "")), address
    written = road_text(address, korea)
    if written is not None:
        again = parse_address(written, korea)
        assert (again.road_name, again.building_number) == (address.road_name, address.building_number)
    if address.lot is None:
        assert lot_text(address, korea) is None
