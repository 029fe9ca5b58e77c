"""The rules of care: what they decide, and what they refuse."""

import pytest

from gis.care.care_rules import ANYBODY, CareFacts, parse_care_rules
from gis.care_order import care_rules
from gis.errors import SettingsError
from gis.vocabulary import kinds

RULES = care_rules()

HEAD = "valid_from: 2026-11-29\nsource: law\nreviewer: somebody\n"
LEVEL = "levels:\n  - {rule: a, level: gives, kinds: [가], because: of this}\n"
DOOR = "public:\n  - {rule: b, is_open: false, name: 문, because: of that}\nfront_doors: {kinds: [가], within_m: 500}\n"


def level_of(kind: str, name: str = "이름", **more) -> tuple[str, str]:
    judged = RULES.judge(CareFacts(kind, name, **more))
    return judged.care_level, judged.care_rule


@pytest.mark.parametrize(
    ("kind", "name", "more", "expected"),
    [
        ("기초정신건강복지센터", "수원시정신건강복지센터", {}, ("gives", "public_mental_health")),
        ("치매안심센터", "장성군치매안심센터", {}, ("none", "dementia_care")),
        ("정신요양시설", "서울정신요양원", {}, ("may", "residential_facility")),
        ("정신재활시설", "하모니공동생활가정", {}, ("may", "group_home")),
        ("정신재활시설", "송국클럽하우스", {}, ("gives", "public_mental_health")),
        ("건강증진센터", "청도군건강증진센터", {"services": ["신체건강"]}, ("none", "other_duties")),
        ("건강증진센터", "부산진구건강증진센터", {"services": ["정신건강증진"]}, ("gives", "mental_health_duty")),
        ("보건지소", "소흘보건지소", {}, ("may", "psychiatry_only_listed")),
        ("보건지소", "소흘보건지소", {"services": ["자살예방"]}, ("gives", "mental_health_duty")),
        ("요양병원", "춘천요양병원", {"psychiatrists": 2}, ("may", "residential_hospital")),
        ("의원", "현대이비인후과의원", {}, ("may", "other_specialty_named")),
        ("의원", "현대이비인후과의원", {"psychiatrists": 0}, ("may", "no_psychiatrist_counted")),
        ("의원", "마음쉼의원", {}, ("may", "psychiatry_only_listed")),
        ("의원", "마음쉼의원", {"psychiatrists": 1}, ("gives", "psychiatrists_counted")),
        ("의원", "마음쉼의원", {"psychiatrists": 1, "is_in_hira_list": False}, ("may", "not_in_current_list")),
        ("정신건강의학과의원", "가나정신건강의학과의원", {}, ("gives", "psychiatric_by_law")),
        ("정신건강의학과의원", "가나정신건강의학과의원", {"psychiatrists": 0}, ("may", "no_psychiatrist_counted")),
        ("종합병원", "강남병원", {}, ("may", "psychiatry_only_listed")),
        ("종합병원", "강남병원", {"sources": ["mental_health_institutions"]}, ("gives", "listed_by_ministry")),
    ],
)
def test_levels(kind: str, name: str, more: dict, expected: tuple[str, str]) -> None:
    assert level_of(kind, name, **more) == expected


@pytest.mark.parametrize("kind", [one.code for one in kinds()])
def test_every_kind_comes_out_decided_with_nothing_known(kind: str) -> None:
    assert level_of(kind)[0] in ("gives", "may", "none")


CLOSED = {
    "correctional": ["서울동부구치소부속의원", "안양소년원부속의원", "창원교도소의원", "청주 외국인보호소 부속의원",
                     "국립법무병원"],
    "military": ["국군춘천병원", "해군해양의료원", "공군 제20전투비행단 항공의무대대 의원", "육군훈련소 지구병원"],
    "attached_clinic": ["카이스트부속의원", "정부대전청사부속의원", "하이브 헬스케어 부속의원",
                        "LG전자(주)평택공장 부속의원"],
    "company_clinic": ["원광대학교 현대자동차(주)의원", "한빛사내의원", "개성공업지구의원"],
    "school_clinic": ["가나대학교 보건진료소의원"],
}  # fmt: skip

NEAR_MISSES = [
    "목감호수의원", "현대의원", "삼성노블카운티의원", "서울대학교병원 강남의원", "학교앞작은의원", "청사이비인후과의원",
    "사단법인 공감의원", "남해군고현의원", "근로복지공단 광주의원", "군산숲의원", "동교의원", "교보의원",
    "인제대학교부속백병원부설김해국제공항의원", "사단법인경찰공제회강남의원",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in CLOSED.items() for name in names])
def test_doors_that_are_closed_by_what_they_are(rule: str, name: str) -> None:
    judged = RULES.judge(CareFacts("병원" if name.endswith(("병원", "의료원")) else "의원", name))
    assert (judged.is_open_to_public, judged.public_rule) == (False, rule)


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_doors_that_only_sound_closed(name: str) -> None:
    assert RULES.judge(CareFacts("의원", name)).public_rule == ANYBODY


def test_a_hospital_of_a_university_is_open_whatever_it_is_attached_to() -> None:
    for name in ("단국대학교의과대학부속병원", "순천향대학교부속부천병원"):
        assert RULES.judge(CareFacts("상급종합병원", name)).is_open_to_public


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("levels: [", "cannot be used"),
        (LEVEL + DOOR, "valid_from"),
        (HEAD + LEVEL + DOOR.replace("name: 문", "naem: 문"), "naem is no condition"),
        (HEAD + LEVEL.replace("gives", "gvies") + DOOR, "'gvies' is no level"),
        (HEAD + LEVEL.replace("[가]", "[다]") + DOOR, "다 is none of the kinds"),
        (HEAD + LEVEL.replace(", because: of this", "") + DOOR, "because of what"),
        (HEAD + LEVEL + DOOR.replace("name: 문", "name: '('"), "b: "),
        (HEAD + LEVEL + DOOR.replace("false", "'no'"), "neither true nor false"),
        (HEAD + LEVEL + DOOR.replace("name: 문, ", ""), "b has no condition"),
        (HEAD + LEVEL + DOOR.replace("rule: b", "rule: a"), "the rule a twice"),
        (HEAD + LEVEL.replace("because", "name: 집, because") + DOOR, "the kind 가 undecided"),
        (HEAD + LEVEL + DOOR.replace("kinds: [가], within", "kinds: [다], within"), "front door 다"),
        (HEAD + LEVEL + DOOR.replace("within_m: 500", "within_m: far"), "cannot be used"),
        (HEAD + LEVEL.replace("because", "psychiatrists: {atleast: 1}, because") + DOOR, "least and most"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        parse_care_rules(text, kinds=["가"], services=[], sources=[])


def test_a_small_file_is_read() -> None:
    rules = parse_care_rules(HEAD + LEVEL + DOOR, kinds=["가"], services=[], sources=[])
    assert rules.judge(CareFacts("가", "문")).public_rule == "b"
    assert rules.judge(CareFacts("가", "집")).is_open_to_public
    with pytest.raises(SettingsError, match="나"):
        rules.judge(CareFacts("나", "집"))
