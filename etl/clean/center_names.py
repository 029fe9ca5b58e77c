"""A center's own name apart from its operator's, and a whole name where a list gives a bare one or none.

In the list of 2,786 institutions the name is often that of the contracted operator (a hospital, a university's
foundation). The center then bears the name that the law gives its kind, with its municipality in front.
"""

import re
from dataclasses import dataclass

from etl.clean.areas import ServedArea
from etl.clean.codes import RegionIndex
from etl.clean.kinds import KindReading
from etl.clean.names import is_bare, match_key, tidy_name, with_municipality
from gis.vocabulary import SIDO_NAMES

_OWN_NAME = {
    "기초정신건강복지센터": re.compile(r"(?<!기초)정신(?:건강)?(?:복지|증진|보건)센터"),
    "광역정신건강복지센터": re.compile(r"정신(?:건강)?(?:복지|증진|보건)센터"),
    "중독관리통합지원센터": re.compile("중독관리|알코올상담"),
    "자살예방센터": re.compile("자살예방"),
}
_KIND_NAMES = {"기초정신건강복지센터": "정신건강복지센터"}
_ANOTHER_CENTER = re.compile(r"정신건강복지센터|^[가-힣]+[시군구도]\s?기초")


@dataclass(frozen=True)
class CenterName:
    """The name of a center and where it comes from.

    Attributes
    ----------
    name : str
        Empty while a row without a name of its own waits for :func:`complete`.
    rule : str
        ``as_published``, ``municipality_added`` (a bare name) or ``from_kind`` (no name of its own).
    operator : str or None
        Who runs it, when that is somebody else.
    """

    name: str
    rule: str
    operator: str | None


def read_name(published: str, kind: str, operator: str | None) -> CenterName:
    """Tell the center's own name from its operator's.

    Parameters
    ----------
    published : str
        What the list calls its name.
    kind : str
        Decides what a name of its own looks like.
    operator : str or None
        The list's own column of operators, where it has one.

    Returns
    -------
    CenterName
        Without a name when the published one is the operator's.
    """
    name = tidy_name(published)
    pattern = _OWN_NAME.get(kind)
    if pattern is not None and not pattern.search(name.replace(" ", "")):
        return CenterName("", "from_kind", operator if _ANOTHER_CENTER.search(name) else name)
    if pattern is not None:
        name = re.sub(r"(?<=[가-힣]) (?=[가-힣(])", "", name)  # 강남구 정신건강복지센터
    if operator is not None and match_key(operator) == match_key(name):
        operator = None
    return CenterName(name, "municipality_added" if is_bare(name) else "as_published", operator)


def complete(
    named: CenterName,
    reading: KindReading,
    area: ServedArea,
    *,
    sido_code: str | None,
    municipality_code: str | None,
    regions: RegionIndex,
) -> CenterName:
    """Build a whole name for a center whose own is bare or missing.

    Parameters
    ----------
    named : CenterName
        From :func:`read_name`.
    reading : KindReading
        Its kind.
    area : ServedArea
        Whom it serves: its municipality stands in the name, its gu when name or operator said so.
    sido_code, municipality_code : str or None
        What its address says, for centers that serve no municipality.
    regions : RegionIndex
        Names of units.

    Returns
    -------
    CenterName
        As published names stay; a metropolitan center is called ``충남광역정신건강복지센터``.
    """
    if named.rule == "as_published":
        return named
    base = named.name or _KIND_NAMES.get(reading.kind, reading.kind)
    if reading.kind == "광역정신건강복지센터" or reading.sub_kind == "광역":
        short = SIDO_NAMES[sido_code][-1] if sido_code else ""
        return CenterName(f"{short}{base}", named.rule, named.operator)
    municipality = area.municipality_code or municipality_code
    if municipality is None:
        return CenterName(base, named.rule, named.operator)
    one_gu = len(area.region_codes) == 1 and area.rule in ("name", "operator")
    gu = area.region_codes[0] if one_gu else regions.sigungu_of_municipality(municipality)[0]
    words = regions.name(gu).split()
    whole = with_municipality(
        base,
        sido_name=SIDO_NAMES[municipality[:2]][-1],
        municipality_name="".join(words) if one_gu else words[0],
        is_unique=is_unique_municipality(words[0], regions),
    )
    return CenterName(whole, named.rule, named.operator)


def is_unique_municipality(municipality_name: str, regions: RegionIndex) -> bool:
    """Return whether no two sido have a municipality of the name: not so of 중구, 고성군 or 강서구."""
    named = regions.codes("sigungu")
    return len({code[:2] for code in named if regions.name(code).split()[0] == municipality_name}) <= 1
