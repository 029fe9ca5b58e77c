"""What kind of institution a row speaks of: decided from the list's word, the name and the duties, by named rules.

The standard list knows two words only (정신보건, 건강증진), and 정신보건 also marks dementia centers, nursing homes and
rehabilitation; 건강증진 marks mental health centers now and then. So the name decides, then the duties.
"""

import re
from dataclasses import dataclass

PSYCHIATRY_LISTED = "정신건강의학과 진료 표시"
"""Sub-kind of a clinic of another specialty that lists psychiatry among its services."""

OUT_OF_SCOPE = "out_of_scope"
"""Kind of rows that are no center: private counselling rooms, offices of a province."""

YOUTH_CENTER_OF_SIDO = "시도청소년상담복지센터"
"""Word for the youth counselling center of a sido; its name alone would not tell 광주 from 경기도 광주시."""

FAMILIES = {
    "정신건강의학과의원": "clinic",
    "의원": "clinic",
    "정신병원": "hospital",
    "병원": "hospital",
    "종합병원": "hospital",
    "상급종합병원": "hospital",
    "요양병원": "hospital",
    "한방병원": "hospital",
    "보건소": "health_office",
    "보건의료원": "health_office",
}
"""Kinds that two lists may give to one institution; a kind that is not named is its own family."""


@dataclass(frozen=True)
class KindReading:
    """A kind and the rule that gave it.

    Attributes
    ----------
    kind : str
        A code of data/reference/kinds.csv, or :data:`OUT_OF_SCOPE`.
    sub_kind : str or None
        Finer word, such as ``건강생활지원센터``, ``광역``, ``국립``.
    rule : str
        Name of the rule.
    """

    kind: str
    sub_kind: str | None
    rule: str


@dataclass(frozen=True)
class _NameRule:
    rule: str
    kind: str
    name: re.Pattern[str]
    duties: re.Pattern[str] | None = None


_MENTAL_CENTER = r"정신(?:건강)?(?:복지|증진|보건)센터|정신복지센터"
_SIDO = r"서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충청?북|충청?남|전라?북|전라?남|경상?북|경상?남|제주"
_PROVINCIAL = re.compile(rf"광역(?!시)|^(?:{_SIDO})(?:특별시|광역시|특별자치시|특별자치도|시|도|)(?:정신|자살)")
_NAME_RULES = (
    _NameRule("provincial_center", "광역정신건강복지센터", re.compile(rf"광역(?!시).*(?:{_MENTAL_CENTER})")),
    _NameRule(
        "provincial_center", "광역정신건강복지센터",
        re.compile(rf"^(?:{_SIDO})(?:특별시|광역시|특별자치도|도)(?:{_MENTAL_CENTER})"),
    ),
    _NameRule(
        "suicide_prevention_attached", "자살예방센터", re.compile(rf"(?:{_MENTAL_CENTER}).*자살예방센터"),
        re.compile(r"^(?!.*(?:중증|만성|재활|정신건강\s?증진|정신건강사업))"),
    ),
    _NameRule("mental_health_center", "기초정신건강복지센터", re.compile(_MENTAL_CENTER)),
    _NameRule("suicide_prevention_center", "자살예방센터", re.compile("자살예방센터")),
    _NameRule("addiction_center", "중독관리통합지원센터", re.compile("중독")),
    _NameRule("dementia_center", "치매안심센터", re.compile("치매안심센터")),
    _NameRule("care_facility", "정신요양시설", re.compile("정신요양|정신수양원")),
    _NameRule("care_facility_by_duties", "정신요양시설", re.compile("요양원"), re.compile("정신요양|정신질환자")),
    _NameRule("rehabilitation_facility", "정신재활시설", re.compile("정신재활|사회복귀")),
    _NameRule("health_medical_center", "보건의료원", re.compile(r"보건의료원$")),
    _NameRule("health_center", "보건소", re.compile(r"보건소$")),
    _NameRule("health_sub_center", "보건지소", re.compile(r"보건지소$|보건소\S*지소$")),
)  # fmt: skip

_PROMOTION_SUB_KINDS = (
    ("건강생활지원센터", re.compile("생활지원센터|건강지원센터")),
    ("만성질환관리센터", re.compile("만성질환|고혈압|당뇨")),
    ("구강보건센터", re.compile("구강")),
    ("건강재활센터", re.compile("재활")),
    ("건강검진센터", re.compile("검진")),
    ("체력단련실", re.compile("체력")),
    ("건강관리센터", re.compile("건강관리")),
)
_FACILITY_WORDS = {
    "기초정신건강복지센터": "기초정신건강복지센터",
    "광역정신건강복지센터": "광역정신건강복지센터",
    "중독관리통합지원센터": "중독관리통합지원센터",
    "자살예방센터": "자살예방센터",
    "청소년상담복지센터": "청소년상담복지센터",
    "치매안심센터": "치매안심센터",
    "정신재활시설": "정신재활시설",
    "정신요양시설": "정신요양시설",
    "상급종합": "상급종합병원",
    "상급종합병원": "상급종합병원",
    "종합병원": "종합병원",
    "정신병원": "정신병원",
    "요양병원": "요양병원",
    "한방병원": "한방병원",
    "보건지소": "보건지소",
    "보건의료원": "보건의료원",
}
_DEMENTIA_OFFICES = {"광역치매센터": "dementia_office_of_sido", "치매상담전화센터": "dementia_helpline"}
_OFFICE = re.compile(r"(?:시청|도청|군청|구청)\s*\S*과")
_PSYCHIATRY = re.compile("정신")


def read_kind(listed: str, name: str, duties: str | None = None) -> KindReading:
    """Decide the kind of a row.

    Parameters
    ----------
    listed : str
        The list's own word: 기관구분 or 건강증진센터구분.
    name : str
        Name as published.
    duties : str, optional
        Free text of what it does, where the list has it.

    Returns
    -------
    KindReading
        Rows of private counselling rooms and of provincial offices come back as :data:`OUT_OF_SCOPE`.
    """
    plain = name.replace(" ", "")
    if listed in ("정신보건", "건강증진"):
        return _by_name(plain, duties or "")
    if listed == "상담센터":
        return KindReading(OUT_OF_SCOPE, None, "private_counselling")
    if listed == "의원":
        psychiatry = _PSYCHIATRY.search(plain) is not None
        kind = "정신건강의학과의원" if psychiatry else "의원"
        return KindReading(kind, None if psychiatry else PSYCHIATRY_LISTED, "clinic_name")
    if listed == "보건소":
        if _OFFICE.search(name):
            return KindReading(OUT_OF_SCOPE, None, "provincial_office")
        kind = "보건의료원" if plain.endswith("보건의료원") else "보건소"
        return KindReading(kind, None, "health_office_name")
    if listed == YOUTH_CENTER_OF_SIDO:
        return KindReading("청소년상담복지센터", "광역", "listed")
    if listed in _DEMENTIA_OFFICES:
        return KindReading(OUT_OF_SCOPE, None, _DEMENTIA_OFFICES[listed])
    if listed in ("국립", "공립", "병원"):
        return KindReading(_hospital_kind(plain), None if listed == "병원" else listed, "hospital_name")
    if listed == "자살예방센터" and _PROVINCIAL.search(plain):
        return KindReading(listed, "광역", "listed_and_provincial_name")
    if listed in _FACILITY_WORDS:
        return KindReading(_FACILITY_WORDS[listed], _mental_sub_kind(listed, plain), "listed")
    return KindReading(OUT_OF_SCOPE, None, "unknown_word")


def family(kind: str) -> str:
    """Return the family within which two rows may speak of one institution."""
    return FAMILIES.get(kind, kind)


def _by_name(plain: str, duties: str) -> KindReading:
    for rule in _NAME_RULES:
        if rule.name.search(plain) and (rule.duties is None or rule.duties.search(duties)):
            return KindReading(rule.kind, _mental_sub_kind(rule.kind, plain), rule.rule)
    sub_kind = next((word for word, pattern in _PROMOTION_SUB_KINDS if pattern.search(plain)), None)
    return KindReading("건강증진센터", sub_kind, "health_promotion")


def _mental_sub_kind(kind: str, plain: str) -> str | None:
    if kind == "정신재활시설":  # 아이존 is Seoul's type of rehabilitation for children
        return "아동청소년" if "아이존" in plain else None
    if kind != "기초정신건강복지센터":
        return None
    for word, pattern in (("아동청소년", "아동"), ("노인", "노인"), ("분소", "분소|클럽하우스|마인드스텝")):
        if re.search(pattern, plain):
            return word
    return None


def _hospital_kind(plain: str) -> str:
    for word in ("요양병원", "한방병원"):
        if plain.endswith(word):
            return word
    return "정신병원" if _PSYCHIATRY.search(plain) or plain == "치료감호소" else "병원"
