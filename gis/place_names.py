"""How a place may be typed: with or without its ending, in Korean or in Latin letters, as a key that is compared.

A key is lower case without blanks, hyphens, dots or brackets, so that ``Danwon-gu``, ``danwon gu`` and ``단원 구`` lose
nothing by how they are set.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from gis.romanisation import romanise

NameMatch = Literal["exact", "name"]

_SIGNS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\s*\([^)]*\)?")
_COMPANY = re.compile(r"㈜|\(주\)|주식회사")
_UNIT = re.compile(r"^(?P<stem>.+?)(?P<ending>특별자치시|특별자치도|특별시|광역시|시|도|군|구|읍|면|동|리|가)$")
_NUMBERED = re.compile(r"제?[0-9.·,]+(?P<ending>가?동)$")
_NUMERAL = re.compile(r"제(?=\d)")
_MARKET = re.compile(r"(?:재래|공설|전통|상설|종합|중앙상설)시장$")
_BODY = re.compile(r"^.*(?:법인|재단|의과대학|복지회|의료원)\s*(?=\S{4,}병원$)")
_STATION_WORD = re.compile(r"\b(?:station|stn|sta|subway|metro)\b\.?", re.IGNORECASE)

_CITY = "서울|부산|대구|인천|광주|대전|울산|세종"
_UNIT_OF_CENTER = re.compile(
    rf"^((?:{_CITY})(?:특별시|광역시|특별자치시)|(?:{_CITY})(?=[가-힣]{{1,3}}구|[동서남북]부)"
    r"|(?!대구|신대구)[가-힣]{1,3}?[시군구]"
    r"(?=[가-힣]{1,3}?구|[가-힣]{1,4}?[읍면]|마음|가족|공동|정신|보건|중독|치매|자살|건강|청소년|아동|노인|[동서남북]부)"
    r"|[가-힣]{2,4}[읍면](?=보건))(?!$)"
)
"""A city or a municipality at the beginning of a name."""

_OWNERS = ("법인", "의료재단")
"""Endings of the words for whom a hospital belongs to: nobody says them."""

_WORD_OF_CENTER = re.compile(
    "(의료법인|의료재단|재단법인|사회복지법인|학교법인|정신|건강|복지|센터|의학과|소아|청소년과|청소년|가정|신경과|신경|내과|한방|한의원|의원|병원|요양|보건소|보건|지소|진료소"
    "|치매|안심|중독|관리|통합|지원|자살|예방|심리|상담|대학교|노인|전문|재활|아동|생활|광역|국립|시립|도립|구립|군립|서부|동부|남부|북부|학교)"
)

_ENGLISH_ENDINGS = {
    "시장": "market", "대학교": "university", "해수욕장": "beach", "도서관": "library", "공원": "park",
    "병원": "hospital", "시": "city", "궁": "palace",
}  # fmt: skip
"""English words that are put for the ending of a name."""


def key_of(text: str) -> str:
    """Bring a typed or published name to the form in which names are compared.

    Examples
    --------
    >>> key_of("Danwon-gu"), key_of("단원 구"), key_of("종로1·2·3·4가동")
    ('danwongu', '단원구', '종로1234가동')
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    bare = "".join(char for char in plain if not 0x300 <= ord(char) <= 0x36F)  # accents, as in Sŏul
    return _SIGNS.sub("", unicodedata.normalize("NFC", bare))


def letters_of(key: str) -> str:
    """Part the syllables of a key into letters: 강남 and 강낭 share no pair of syllables, but most of their letters."""
    return unicodedata.normalize("NFD", key)


def without_station_word(text: str) -> str:
    """Take the English word for a station out of a text: ``Gangnam Station`` -> ``Gangnam``."""
    return _STATION_WORD.sub(" ", text).strip()


def latin_name(name: str) -> str:
    """Write the name of a place, or the full name of a unit, for people who do not read Hangul.

    Examples
    --------
    >>> latin_name("강남역"), latin_name("경기도 안산시 단원구"), latin_name("부산광역시 해운대구")
    ('Gangnam Station', 'Danwon-gu, Ansan-si, Gyeonggi-do', 'Haeundae-gu, Busan')
    """
    words = name.split()
    if all(_UNIT.match(word) for word in words):
        return ", ".join(_latin_word(word) for word in reversed(words))
    return " ".join(_latin_word(word) for word in words)


def is_unit_or_station(name: str) -> bool:
    """Tell whether a name is one of units alone, or of a station: what :func:`latin_name` spells as maps do."""
    words = name.split()
    return bool(words) and (all(_UNIT.match(word) for word in words) or (len(words) == 1 and name.endswith("역")))


def latin_center_name(name: str) -> str:
    """Spell the name of a center for people who do not read Hangul, so that they can say it and be understood.

    It is no translation: what a center is its kind says. The words that such names are made of stand apart.

    Examples
    --------
    >>> latin_center_name("안산시단원구정신건강복지센터"), latin_center_name("두드림정신건강의학과의원")
    ('Ansan-si Danwon-gu Jeongsin Geongang Bokji Senteo', 'Dudeurim Jeongsin Geongang Uihakgwa Uiwon')
    """
    apart = [word for word in _BODY.sub("", _BRACKETS.sub(" ", name).strip()).split() if not word.endswith(_OWNERS)]
    for _ in range(3):  # a city, a district of it, and a town
        apart = " ".join(_UNIT_OF_CENTER.sub(r"\1 ", word) for word in apart).split()
    *before, last = apart or [name]
    spelled = [_latin_word(word) if word[-1] in "시군구읍면" else _spelled_apart(word) for word in before]
    return " ".join([*spelled, _spelled_apart(last)])


def _spelled_apart(word: str) -> str:
    return " ".join(_capital(romanise(part)) for part in _WORD_OF_CENTER.sub(r" \1 ", word).split())


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _latin_word(word: str) -> str:
    if word.endswith("역") and len(word) > 2:
        return f"{romanise(word.removesuffix('역')).capitalize()} Station"
    parts = _UNIT.match(word)
    if parts is None or (len(parts["stem"]) < 2 and parts["ending"] in ("시", "도")):
        return romanise(word).capitalize()
    stem = romanise(parts["stem"]).capitalize()
    return stem if parts["ending"].endswith(("별시", "역시", "치시", "치도")) else f"{stem}-{romanise(parts['ending'])}"


def unit_spellings(name: str, *, level: str) -> dict[str, NameMatch]:
    """Spell a unit: its own name, and without its ending, numbers or parent.

    Parameters
    ----------
    name : str
        Such as ``강남구``, ``창원시 마산합포구`` or ``역삼1동``.
    level : str
        sido, sigungu or emd: a town or a district is as often called without its ending as with it, a dong is not.

    Returns
    -------
    dict of str to {"exact", "name"}
        Match by key.
    """
    last = name.rsplit(" ", 1)[-1]
    short: NameMatch = "name" if level == "emd" else "exact"
    exact = [name, last, _NUMERAL.sub("", last), *_latin_unit(last)]
    loose = [_NUMBERED.sub(r"\g<ending>", last), _NUMBERED.sub("동", last)] if _NUMBERED.search(last) else []
    parts = _UNIT.match(last)
    bare = [parts["stem"], romanise(parts["stem"])] if parts and len(parts["stem"]) > 1 else []
    loose += [latin for form in loose for latin in _latin_unit(form)]
    return _keys({"exact": exact + (bare if short == "exact" else []), "name": loose + bare})


def place_spellings(
    kind: str, name: str, *, english: str | None = None, aliases: Iterable[str] = (), within: Iterable[str] = ()
) -> dict[str, NameMatch]:
    """Spell a place that is no unit of today, or a center.

    Parameters
    ----------
    kind : str
        A kind of core.place, or ``center``.
    name : str
        As published; a station's ends with 역.
    english : str, optional
        English name as published.
    aliases : iterable of str
        Other names as published.
    within : iterable of str
        Names of the units around it, which may stand before its own: 제주시동문시장 is also called 동문시장.

    Returns
    -------
    dict of str to {"exact", "name"}
        Match by key.
    """
    if kind == "station":
        return _station(name, english, aliases)
    if kind in ("legal_dong", "ri"):
        stem = _UNIT.match(name)
        is_bare = stem is not None and kind == "legal_dong" and len(stem["stem"]) > 1  # 평양 is no 평양리
        bare = [stem["stem"], romanise(stem["stem"])] if stem and is_bare else []
        return _keys({"exact": [name, *_latin_unit(name), *aliases], "name": bare})
    if kind == "village":
        return _keys({"exact": [name, romanise(name)], "name": []})
    plain = _COMPANY.sub("", name).strip()
    exact = [plain, *aliases, *_short_forms(kind, plain)]
    shorter = [_BRACKETS.sub("", plain), *_without_unit(plain, within)]
    loose = [form for short in shorter if short for form in (short, *_short_forms(kind, short))]
    latin = [form for one in exact for form in _latin_name(one)] + ([english] if english else [])
    return _keys({"exact": exact + latin, "name": loose + [form for one in loose for form in _latin_name(one)]})


def _station(name: str, english: str | None, aliases: Iterable[str]) -> dict[str, NameMatch]:
    exact, loose = ([form for one in names for form in _station_forms(one)] for names in ([name], aliases))
    if english:
        bare = without_station_word(english)
        exact += [bare, _BRACKETS.sub("", bare)]
    return _keys({"exact": exact, "name": loose})


def _station_forms(name: str) -> tuple[str, ...]:
    bare = name.removesuffix("역") or name
    return bare, f"{bare}역", romanise(bare), f"{romanise(bare)}yeok"


def _short_forms(kind: str, name: str) -> list[str]:
    """Return what people make of a long name: 서울대 of 서울대학교, 전북대병원 of 전북대학교병원."""
    forms = []
    if kind == "campus":
        forms = [re.sub(r"대학교?(?=\W|$)", "대", name)] if "대학" in name else []
    elif kind == "market":
        forms = [_MARKET.sub("시장", name)]
    elif kind == "center":
        forms = [_BODY.sub("", name)]
        forms += [form.replace("대학교", "대") for form in (name, *forms) if form.endswith("병원")]
    return [form for form in forms if form != name]


def _without_unit(name: str, within: Iterable[str]) -> Iterator[str]:
    for unit in within:
        rest = name.removeprefix(unit).strip()
        if rest != name and len(rest) > 3:
            yield rest


def _latin_unit(name: str) -> list[str]:
    """Write a unit in Latin letters, its ending by itself (Samjuk-myeon), as signs do, and all as one word."""
    parts = _UNIT.match(name)
    if parts is None:
        return [romanise(name)]
    stem = romanise(parts["stem"])
    english = _ENGLISH_ENDINGS.get(parts["ending"])
    return [stem + romanise(parts["ending"]), romanise(name), *([stem + english] if english else [])]


def _latin_name(name: str) -> list[str]:
    forms = [romanise(name)]
    for ending, english in _ENGLISH_ENDINGS.items():
        if len(ending) > 1 and name.endswith(ending) and name != ending:
            forms.append(f"{romanise(name.removesuffix(ending))}{english}")
    return forms


def _keys(spelt: Mapping[NameMatch, Iterable[str]]) -> dict[str, NameMatch]:
    matches: dict[str, NameMatch] = {}
    for match, texts in spelt.items():
        for text in texts:
            key = key_of(text)
            if len(key) > 1:
                matches.setdefault(key, match)
    return matches
