"""How places are spelt: keys, units, stations, campuses, markets, hospitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.place_names import key_of, latin_center_name, latin_name, letters_of, place_spellings, unit_spellings


@pytest.mark.parametrize("typed", ["Danwon-gu", "danwon gu", "DANWON·GU", "Danwŏn-gu", " danwon  gu."])
def test_how_a_name_is_set_loses_nothing(typed: str) -> None:
    assert key_of(typed) == "danwongu"


@given(st.text(max_size=20))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)


def test_letters_part_syllables() -> None:
    assert len(letters_of("강남")) == 6
    assert letters_of("gangnam") == "gangnam"


def test_a_town_is_called_with_and_without_its_ending() -> None:
    assert unit_spellings("안산시", level="sigungu") == dict.fromkeys(
        ("안산시", "ansansi", "ansancity", "안산", "ansan"), "exact"
    )
    gu = unit_spellings("창원시 마산합포구", level="sigungu")
    assert {"창원시마산합포구", "마산합포구", "마산합포", "masanhappogu"} <= gu.keys()


def test_a_numbered_dong_is_also_called_without_its_number() -> None:
    spelt = unit_spellings("역삼1동", level="emd")
    assert (spelt["역삼1동"], spelt["yeoksam1dong"], spelt["역삼동"]) == ("exact", "exact", "name")
    assert unit_spellings("창제1동", level="emd")["창1동"] == "exact"


@pytest.mark.parametrize(
    ("kind", "name", "more", "typed", "match"),
    [
        ("station", "강남역", {"english": "Gangnam"}, "gangnam", "exact"),
        ("station", "부산역", {"english": "Busan Station"}, "busan", "exact"),
        ("station", "관악산역", {"aliases": ["서울대"]}, "서울대", "name"),
        ("campus", "서울대학교", {"english": "Seoul National University"}, "서울대", "exact"),
        ("campus", "서울대학교", {"english": "Seoul National University"}, "seoulnationaluniversity", "exact"),
        ("campus", "연세대학교(미래)", {}, "연세대", "name"),
        ("market", "동문시장㈜", {}, "동문시장", "exact"),
        ("market", "제주시동문재래시장", {"within": ["제주시", "제주"]}, "동문시장", "name"),
        ("market", "자갈치시장", {}, "jagalchimarket", "exact"),
        ("sight", "해운대해수욕장", {}, "haeundaebeach", "exact"),
        ("center", "재단법인아산사회복지재단 서울아산병원", {}, "서울아산병원", "exact"),
        ("center", "전북대학교병원", {}, "전북대병원", "exact"),
        ("legal_dong", "봉천동", {}, "봉천", "name"),
        ("ri", "평양리", {}, "평양리", "exact"),
        ("ri", "평양리", {}, "평양", None),  # a town of the north is no ri of the south
        ("village", "윗말", {}, "윗말", "exact"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(kind, name, more, typed, match) -> None:
    assert place_spellings(kind, name, **more).get(typed) == match


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("강남역", "Gangnam Station"),
        ("경기도 안산시 단원구", "Danwon-gu, Ansan-si, Gyeonggi-do"),
        ("부산광역시 해운대구", "Haeundae-gu, Busan"),
        ("전북특별자치도", "Jeonbuk"),
        ("서울특별시 종로구 종로1·2·3·4가동", "Jongno1·2·3·4ga-dong, Jongno-gu, Seoul"),
        ("경복궁", "Gyeongbokgung"),
        ("인당의료재단 해운대부민병원", "Indanguiryojaedan Haeundaebuminbyeongwon"),
    ],
)
def test_a_name_for_people_who_do_not_read_hangul(name: str, latin: str) -> None:
    assert latin_name(name) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("안산시단원구정신건강복지센터", "Ansan-si Danwon-gu Jeongsin Geongang Bokji Senteo"),
        ("부산동구청소년상담복지센터", "Busan Dong-gu Cheongsonyeon Sangdam Bokji Senteo"),
        ("포항시남구오천읍보건지소", "Pohang-si Nam-gu Ocheon-eup Bogeon Jiso"),
        ("대구광역시서부노인전문병원", "Daegu Seobu Noin Jeonmun Byeongwon"),
        ("대구정신병원", "Daegu Jeongsin Byeongwon"),  # a city whose name ends as a district's does
        ("신대구정신건강의학과의원", "Sindaegu Jeongsin Geongang Uihakgwa Uiwon"),
        ("의료법인 동강의료재단 동강병원", "Donggang Byeongwon"),
        ("화성시중독관리통합지원센터(정남)", "Hwaseong-si Jungdok Gwalli Tonghap Jiwon Senteo"),
        ("의료법인", "Uiryobeobin"),  # nothing but an owner
        ("Happy Clinic", "Happy Clinic"),
    ],
)
def test_a_center_is_spelled_so_that_it_can_be_said(name, latin):
    assert latin_center_name(name) == latin
