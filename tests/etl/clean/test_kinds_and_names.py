"""Kinds, names and whom a center serves: the cases that the lists make hard."""

# ruff: noqa: E501 (spellings of the files, one a line)

import pytest

from etl.clean.areas import ServiceAreas, read_exceptions
from etl.clean.center_names import complete, read_name
from etl.clean.codes import RegionIndex
from etl.clean.kinds import OUT_OF_SCOPE, PSYCHIATRY_LISTED, family, read_kind
from etl.clean.names import is_bare, match_key, role
from gis.vocabulary import kinds


@pytest.mark.parametrize(
    ("listed", "name", "duties", "kind", "sub_kind"),
    [
        # the standard list's 정신보건 is not always a mental health center, and its 건강증진 sometimes is
        ("정신보건", "청송군정신건강복지센터", "", "기초정신건강복지센터", None),
        ("정신보건", "기장군 정신건강증진센터", "", "기초정신건강복지센터", None),
        ("건강증진", "익산시정신건강복지센터", "", "기초정신건강복지센터", None),
        ("정신보건", "광주동구치매안심센터", "치매예방관리", "치매안심센터", None),
        ("정신보건", "진산요양원", "정신요양시설운영", "정신요양시설", None),
        ("정신보건", "동두천요양원(정신요양시설)", "생활, 심리", "정신요양시설", None),
        ("정신보건", "송광정신재활센터", "", "정신재활시설", None),
        ("정신보건", "광산구중독관리통합지원센터", "", "중독관리통합지원센터", None),
        ("정신보건", "광주광역정신건강복지센터", "", "광역정신건강복지센터", None),
        ("정신보건", "전라북도정신건강복지센터", "", "광역정신건강복지센터", None),
        ("정신보건", "부산광역시강서구정신건강복지센터", "", "기초정신건강복지센터", None),
        ("정신보건", "울산광역시동구정신건강증진센터", "", "기초정신건강복지센터", None),
        ("정신보건", "수원시자살예방센터", "", "자살예방센터", None),
        ("정신보건", "군포시정신복지센터(부설)자살예방센터", "만성정신장애인 관리, 정신건강사업", "기초정신건강복지센터", None),
        ("건강증진", "화성시정신건강복지센터 부설 자살예방센터(T.T ZONE)", "자살고위험군 위기상담", "자살예방센터", None),
        ("건강증진", "화성시정신건강복지센터(향남클럽하우스)", "", "기초정신건강복지센터", "분소"),
        ("건강증진", "울진군보건소", "", "보건소", None),
        ("건강증진", "무주군보건의료원 건강증진센터", "", "건강증진센터", None),
        ("건강증진", "무거건강생활지원센터", "", "건강증진센터", "건강생활지원센터"),
        # the 2024 list
        ("보건소", "곡성군보건의료원", None, "보건의료원", None),
        ("보건소", "서울시청 보건의료정책과 ", None, OUT_OF_SCOPE, None),
        ("보건소", "제주도청 보건위생과/노인장애인복지과", None, OUT_OF_SCOPE, None),
        ("국립", "치료감호소", None, "정신병원", "국립"),
        ("공립", "강남구립 행복요양병원", None, "요양병원", "공립"),
        ("자살예방센터", "인천광역시자살예방센터", None, "자살예방센터", "광역"),
        ("자살예방센터", "인천미추홀구 자살예방센터", None, "자살예방센터", None),
        # the 2025 list
        ("상담센터", "아무개심리상담센터", None, OUT_OF_SCOPE, None),
        ("의원", "마음정신건강의학과의원", None, "정신건강의학과의원", None),
        ("의원", "정내과의원", None, "의원", PSYCHIATRY_LISTED),
        ("의원", "시너지내과신경과의원", None, "의원", PSYCHIATRY_LISTED),
        ("상급종합", "서울대학교병원", None, "상급종합병원", None),
        ("새로운말", "아무개", None, OUT_OF_SCOPE, None),
    ],
)  # fmt: skip
def test_the_kind_of_a_row(listed: str, name: str, duties: str | None, kind: str, sub_kind: str | None) -> None:
    reading = read_kind(listed, name, duties)
    assert (reading.kind, reading.sub_kind) == (kind, sub_kind)


def test_every_kind_the_rules_give_stands_in_the_vocabulary() -> None:
    known = {kind.code for kind in kinds()}
    listed = (
        "정신보건",
        "건강증진",
        "보건소",
        "국립",
        "병원",
        "의원",
        "상급종합",
        "정신요양시설",
        "자살예방센터",
        "보건지소",
    )
    names = (
        "가정신건강복지센터",
        "나치매안심센터",
        "다보건소",
        "라보건의료원",
        "마요양병원",
        "바한방병원",
        "사정신병원",
        "아",
    )
    given = {read_kind(word, name).kind for word in listed for name in names}
    assert given <= known
    assert len(given) >= 12


def test_different_institutions_of_one_building_have_different_families() -> None:
    building = (
        "보건소",
        "기초정신건강복지센터",
        "치매안심센터",
        "자살예방센터",
        "중독관리통합지원센터",
        "건강증진센터",
    )
    assert len({family(kind) for kind in building}) == len(building)
    assert family("보건소") == family("보건의료원")
    assert family("의원") == family("정신건강의학과의원") != family("정신병원")


@pytest.mark.parametrize(
    "name", ["정신건강복지센터", "건강증진120센터", "통합건강증진센터", "건강드림센터", "중독관리통합지원센터"]
)
def test_bare_names(name: str) -> None:
    assert is_bare(name)


@pytest.mark.parametrize(
    "name", ["무거건강생활지원센터", "지원건강생활지원센터", "수서동건강증진센터", "서구정신건강복지센터"]
)
def test_names_that_say_where(name: str) -> None:
    assert not is_bare(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("의료법인 동해동인병원", "동해동인병원"),
        ("의료법인은성의료재단좋은삼선병원", "좋은삼선병원"),
        ("재단법인천주교부산교구유지재단 메리놀병원", "메리놀병원"),
        ("강원도 원주의료원", "강원특별자치도원주의료원"),
        ("서울특별시 은평병원", "서울특별시은평병원"),
        ("한국보훈복지의료공단 대전보훈병원", "대전보훈병원"),
        ("(학)일송학원 한림대학교성심병원", "학교법인 일송학원 한림대학교성심병원"),
        ("이달우신경정신과의원", "이달우정신건강의학과의원"),
        ("강남정신건강의학괴의원", "강남정신건강의학과의원"),
        ("청양군정신건강증진센터", "청양군 정신건강복지센터"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("서울특별시 용인정신병원", "경기도립정신병원"),
        ("인천광역시의료원", "부산광역시의료원"),
        ("마음정신건강의학과의원", "마음병원"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.fixture(scope="module")
def areas(korea: RegionIndex) -> ServiceAreas:
    return ServiceAreas(korea, read_exceptions())


def served(areas: ServiceAreas, korea: RegionIndex, name: str, sigungu: str, *operators: str) -> tuple[str, ...]:
    return areas.of(
        name,
        sido_code=sigungu[:2],
        sigungu_code=sigungu,
        municipality_code=korea.municipality(sigungu),
        operators=operators,
    ).region_codes


@pytest.mark.parametrize(
    ("name", "stands_in", "serves"),
    [
        ("옹진군정신건강복지센터", "28177", ("28720",)),  # stands in 미추홀구
        ("진구정신건강복지센터", "26230", ("26230",)),
        ("부산광역시강서구정신건강복지센터", "26140", ("26140",)),  # 강서구 of 부산 is not on this map: the address
        ("정신건강복지센터", "47750", ("47750",)),
        ("수원시정신건강복지센터", "41111", ("41111", "41113")),
        ("상당정신건강복지센터", "43111", ("43111",)),
        ("청주시흥덕구정신건강복지센터", "43113", ("43113",)),
        ("포항시 남구정신건강복지센터", "47111", ("47111",)),
        ("마산정신건강복지센터", "48125", ("48125", "48127")),
        ("창원시진해구정신건강복지센터", "48129", ("48129",)),
        ("창원시정신건강복지센터", "48123", ("48121", "48123")),
        ("대구남구정신건강복지센터", "27200", ("27200",)),
    ],
)
def test_whom_a_center_serves(
    name: str, stands_in: str, serves: tuple[str, ...], areas: ServiceAreas, korea: RegionIndex
) -> None:
    assert served(areas, korea, name, stands_in) == serves


def test_an_operator_is_asked_only_when_the_name_says_nothing(areas: ServiceAreas, korea: RegionIndex) -> None:
    assert served(areas, korea, "통합건강증진센터", "47113", "포항시 북구보건소") == ("47113",)
    assert served(areas, korea, "수원시행복센터", "41111", "장안구보건소") == ("41111", "41113")


def test_what_sets_centers_of_one_city_apart(areas: ServiceAreas) -> None:
    places = areas.places("41590")
    assert role("화성시정신건강복지센터(동탄분소)", places) == "동탄분소"
    assert role("화성시정신건강복지센터", places) == ""
    assert role("화성시아동청소년정신건강복지센터", places) == "아동청소년"
    assert role("대구광역시 남구정신건강복지센터", areas.places("27200")) == ""
    assert role("경기도수원시성인정신건강복지센터", areas.places("41110")) == ""


def whole_name(
    published: str, listed: str, sigungu: str, areas: ServiceAreas, korea: RegionIndex
) -> tuple[str, str | None]:
    reading = read_kind(listed, published)
    named = read_name(published, reading.kind, None)
    municipality = korea.municipality(sigungu)
    area = areas.of(named.name, sido_code=sigungu[:2], sigungu_code=sigungu, municipality_code=municipality)
    named = complete(named, reading, area, sido_code=sigungu[:2], municipality_code=municipality, regions=korea)
    return named.name, named.operator


@pytest.mark.parametrize(
    ("published", "listed", "sigungu", "name", "operator"),
    [
        ("단국대학교 의과대학 부속병원", "기초정신건강복지센터", "41610", "광주시정신건강복지센터", "단국대학교 의과대학 부속병원"),
        ("경희의료원", "기초정신건강복지센터", "27200", "대구남구정신건강복지센터", "경희의료원"),
        ("분당서울대학교병원", "기초정신건강복지센터", "41135", "성남시정신건강복지센터", "분당서울대학교병원"),
        ("경기도 기초정신건강복지센터", "기초정신건강복지센터", "41610", "광주시정신건강복지센터", None),
        ("국립나주병원", "광역정신건강복지센터", "46910", "전남광역정신건강복지센터", "국립나주병원"),
        ("경산복지재단", "중독관리통합지원센터", "41590", "화성시중독관리통합지원센터", "경산복지재단"),
        ("도봉구정신건강복지센터(부설)", "자살예방센터", "11320", "도봉구자살예방센터", None),
        ("강서구 정신건강복지센터", "기초정신건강복지센터", "11500", "강서구정신건강복지센터", None),
        ("정신건강복지센터", "정신보건", "47750", "청송군정신건강복지센터", None),
        ("건강증진센터", "건강증진", "41610", "광주시건강증진센터", None),
        ("가득한집", "정신재활시설", "11200", "가득한집", None),
    ],
)  # fmt: skip
def test_the_operator_s_name_is_not_the_center_s(
    published: str, listed: str, sigungu: str, name: str, operator: str | None, areas: ServiceAreas, korea: RegionIndex
) -> None:
    assert whole_name(published, listed, sigungu, areas, korea) == (name, operator)
