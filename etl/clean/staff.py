"""Staff by profession from the free text of 기타인력현황: ``작업치료사(2), 행정요원(1)``, ``29명``, ``임상심리사2``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

OTHER = "기타"
"""Profession of people whose profession is not said."""

SAME_PROFESSION = MappingProxyType(
    {
        "정신보건임상심리사": "정신건강임상심리사",
        "정신보건전문요원": "정신건강전문요원",
        "전문요원": "정신건강전문요원",
        "작업치료자": "작업치료사",
        "치위생사": "치과위생사",
        "운동사": "운동처방사",
        "운동관리사": "건강운동관리사",
        "체육지도자": "생활체육지도자",
        "행정업무": "행정",
        "행정요원": "행정",
        "행정담당": "행정",
        "행정사무원": "행정",
        "행정업무보조": "행정",
        "기타행정인력": "행정",
        "업무보조": "행정",
        "사무원": "행정",
        "서무": "행정",
        "청경": "청원경찰",
        "업무": OTHER,
    }
)
"""Spelling -> profession; what is not listed keeps its own name."""

_COUNT_FIRST = re.compile(r"^(?P<count>\d+)\s*\(?\s*(?P<name>[가-힣·/]+)\s*\)?$")
_ITEM = re.compile(r"(?P<name>[가-힣][가-힣·/ㆍ]*)\s*\(?\s*(?P<count>\d+)\s*명?\s*\)?")


@dataclass(frozen=True)
class Staff:
    """People by profession, and the words that name a profession without a number.

    Attributes
    ----------
    people : Mapping[str, int]
        Profession -> people, as published.
    unread : tuple of str
        Words whose number is not said; they are not counted.
    """

    people: Mapping[str, int]
    unread: tuple[str, ...] = ()


def read_staff(text: str | None) -> Staff:
    """Read professions and numbers.

    Parameters
    ----------
    text : str or None
        As published, ``+`` or commas between the items or nothing at all.

    Returns
    -------
    Staff
        A bare number is counted as :data:`OTHER`; a total before its parts (``6(운동처방사(1)+ ...)``) is not counted
        twice, and only what its parts leave over becomes :data:`OTHER`.
    """
    plain = re.sub(r"\s+", " ", (text or "").replace("+", ",")).strip(" ,")
    if not plain:
        return Staff({})
    alone = re.fullmatch(r"(\d+)\s*명?", plain)
    if alone:
        return Staff({OTHER: int(alone[1])} if int(alone[1]) else {})
    inverted = _COUNT_FIRST.match(plain)
    if inverted:
        return Staff({_profession(inverted["name"]): int(inverted["count"])})
    total = re.match(r"^(\d+)\s*(?=[(가-힣])", plain)
    people: dict[str, int] = {}
    body = plain[total.end() :] if total else plain
    for item in _ITEM.finditer(body):
        profession = _profession(item["name"])
        people[profession] = people.get(profession, 0) + int(item["count"])
    rest = _ITEM.sub(",", re.sub(r"\([가-힣]+\)", "", body))
    unread = tuple(word for word in re.findall(r"[가-힣][가-힣/·]*", rest) if word != "명")
    left = int(total[1]) - sum(people.values()) if total else 0
    if left > 0:
        people[OTHER] = people.get(OTHER, 0) + left
    return Staff({name: count for name, count in people.items() if count}, unread)


def _profession(name: str) -> str:
    plain = name.strip(" /·")
    return SAME_PROFESSION.get(plain, plain)
