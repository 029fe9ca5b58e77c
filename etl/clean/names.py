"""Names of institutions: written alike, compared, completed by their municipality."""

import re
from collections.abc import Sequence

_SPACES = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\([^()]*\)?")
_NOT_WORD = re.compile(r"[^0-9a-z가-힣]")

# 의료법인○○의료재단 ○○병원: whose hospital it is stands before its name.
_LEGAL_BODY = re.compile(
    r"^(?:의료법인|학교법인|사회복지법인|재단법인|사단법인|특수법인|국립대학법인|의\)|주식회사)\s*"
    r"(?:[가-힣]{1,14}?(?:의료재단|복지재단|유지재단|교육재단|재단|학원|학교법인)\s*(?=[가-힣A-Za-z0-9]{2}))?"
)
_FOUNDATION = re.compile(r"^[가-힣]{2,8}(?:학원|의료재단|복지재단|유지재단)\s+(?=[가-힣]{2})")
_SIDO_WORD = re.compile(
    r"^(?:서울|부산|대구|인천|광주|대전|울산)(?:특별시|광역시)|^세종특별자치시|^(?:경기|강원|제주|전북)(?:특별자치)?도"
    r"|^(?:충청|전라|경상)[남북]도"
)

# Words that say what an institution is; a name made of nothing else says not where it is.
_GENERIC_WORD = (
    r"건강|정신|증진|복지|생활|지원|체력|단련|체험|관리|통합|보건|시민|주민|맞춤형|만성질환|중독|자살|예방|치매|안심"
    r"|드림|구강|재활|검진|센터|클리닉|실|소|\d+"
)
_BARE = re.compile(rf"^(?!지원)(?:{_GENERIC_WORD})+$")  # 지원건강생활지원센터 is the one of 지원동


def tidy_name(text: str) -> str:
    """Even out blanks and unify brackets; a name stays as its publisher wrote it otherwise."""
    return _SPACES.sub(" ", text.replace("（", "(").replace("）", ")")).strip(" .,")


def is_bare(name: str) -> bool:
    """Return whether a name says what the institution is, but not where: ``정신건강복지센터``, ``건강증진120센터``."""
    return _BARE.match(name.replace(" ", "")) is not None


def with_municipality(name: str, *, sido_name: str, municipality_name: str, is_unique: bool) -> str:
    """Complete a bare name by its municipality.

    Parameters
    ----------
    name : str
        Bare name.
    sido_name : str
        Short name of the sido, such as ``부산``.
    municipality_name : str
        Such as ``서구`` or ``청송군``.
    is_unique : bool
        Whether no other sido has a municipality of that name; otherwise the sido stands in front, as the centers
        themselves write it (``부산서구정신건강복지센터``).

    Returns
    -------
    str
        Such as ``청송군정신건강복지센터``.
    """
    return f"{'' if is_unique else sido_name}{municipality_name}{name}".replace(" ", "")


def match_key(name: str) -> str:
    """Reduce a name to what its spellings share.

    Legal bodies, sido, brackets, blanks and punctuation go; 정신건강증진센터 (until 2017) becomes
    정신건강복지센터; 정신건강의학과의원 and 신경정신과의원 become 정신과.

    Returns
    -------
    str
        Lower-case letters, hangul and digits; the plain name when nothing else would be left.
    """
    # Brackets first: the legal body may stand in them, before or behind the name.
    plain = _PARENTHESES.sub(" ", tidy_name(name)).strip() or tidy_name(name)
    plain = re.sub(r"^한국보훈복지의료공단\s*", "", plain)
    for pattern in (_LEGAL_BODY, _FOUNDATION, _SIDO_WORD):
        shorter = pattern.sub("", plain).strip()
        if len(_NOT_WORD.sub("", shorter.lower())) >= 4:
            plain = shorter
    plain = re.sub(r"정신(?:건강)?(?:증진|보건|복지)센터", "정신건강복지센터", plain.replace(" ", ""))
    plain = re.sub(r"(?:신경)?정신(?:건강의학|의학)?[과괴](?:의원)?", "정신과", plain)
    return _NOT_WORD.sub("", plain.lower()) or _NOT_WORD.sub("", name.lower())


def role(name: str, places: Sequence[str]) -> str:
    """Give what sets a center apart from others of its kind in its municipality, such as ``아동청소년``; else nothing.

    Parameters
    ----------
    name : str
        Such as ``화성시정신건강복지센터(동탄분소)``.
    places : Sequence[str]
        Names of its sido, municipality and gu, longest first; they set nothing apart.

    Returns
    -------
    str
        What is left of the name without the places and the kind.
    """
    left = re.sub(
        r"정신(?:건강)?(?:증진|보건|복지)센터|중독관리통합지원센터|자살예방센터|치매안심센터"
        r"|청소년상담복지센터|부설|보건소",
        "",
        name,
    )
    left = _NOT_WORD.sub("", left.lower())
    for place in places:
        left = left.replace(place.replace(" ", ""), "")
    return re.sub(r"본소$|^성인$|^시$|^군$|^구$", "", left)
