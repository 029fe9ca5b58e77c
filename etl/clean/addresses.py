"""Read Korean addresses: units, road and building number or lot, and what stands inside the building.

One text may hold a road address, a lot address or both, with old or missing units, glued or spaced road names
(``남부로17번길 38``, ``평촌대로 212번길 15``), floors behind the number and dong and building in parentheses.
Units are looked up in a :class:`etl.clean.codes.RegionIndex`; everything else is grammar.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.clean.codes import RegionIndex, UnitMatch

_SPACES = re.compile(r"\s+")
_UNIT_WORD = re.compile(r"^[가-힣0-9·.]+(?:읍|면|동|리|\d가)$|^[읍면]$")
_GLUED_UNIT = re.compile(r"^([가-힣]{1,4}[읍면])((?:[가-힣]+\d*)(?:로|길).*)$")

# Longer than any dong of one syllable before 구; ``구``, ``시`` and ``군`` alone end other words too.
_UNKNOWN_UNIT = re.compile(r"^[가-힣]{2,}(?:특별시|광역시|특별자치시|특별자치도|시|군|구)$")

# A road name ends in 로, 길 or 거리 (대로 included) that no letter follows; up to two words may stand before the word
# that ends it (``평택 4로``, ``목동 중앙남로``), and a branch may follow (``170번길``, ``58나길``, ``5가길``, ``9길``).
_ROAD = re.compile(
    r"""^(?P<base>(?:[가-힣A-Za-z0-9.·]+\ ){0,2}?[가-힣A-Za-z0-9.·]*?(?:로|길|거리)(?![가-힣]))
        (?!\ ?\d+가(?!동))  # ``매산로3가`` is a dong
        (?:\ ?(?P<branch>\d+\ ?(?:번\ ?)?[가나다라마바사아자차카타파하]?\ ?길))?
        (?:,?\ ?(?P<underground>지하)?\ ?(?P<main>\d+?)(?:\ ?-\ ?(?P<sub>\d+?)?)?(?=\d층|[^\d호동가]|$)(?:\ ?번지)?)?
    """,
    re.VERBOSE,
)
# No road is called by a number alone: in ``무수동 7길`` the dong is part of its name.
_BRANCH_ALONE = re.compile(r"^\d+(?:번)?[가-하]?길$")
_LOT = re.compile(
    r"""^(?:[가-힣]+[읍면]\ )?(?P<dong>[가-힣0-9·.]+?(?:[동로]?\d가|동|리|읍|면))\ ?(?P<hill>산)?\ ?
        (?P<main>\d+)(?!\d*가)(?:\ ?-\ ?(?P<sub>\d+))?(?![\d가-힣]*(?:로|길)\ ?\d)(?:\ ?번지)?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Address:
    """What an address text says.

    Attributes
    ----------
    sido_code, municipality_code, sigungu_code : str or None
        MOIS codes; ``sigungu_code`` is None when a city with gu is named without its gu.
    emd_codes : tuple of str
        The emd that the text may mean: one for a eup, myeon or administrative dong, several for a legal dong.
    emd_name : str or None
        The eup, myeon or dong as written.
    road_name : str or None
        Without blanks, such as ``관평로170번길``.
    building_number : str or None
        Main and sub number, such as ``22`` or ``13-2``.
    is_underground : bool
        지하 stands before the number.
    lot : str or None
        Lot with its dong or ri, such as ``석관동 133-44`` or ``간양리 산 12-3``.
    detail : str or None
        Building, floor and unit, in the order written.
    unknown_units : tuple of str
        Words that name a province, city, county or district by their ending and that no unit bears or bore.
    """

    sido_code: str | None = None
    municipality_code: str | None = None
    sigungu_code: str | None = None
    emd_codes: tuple[str, ...] = ()
    emd_name: str | None = None
    road_name: str | None = None
    building_number: str | None = None
    is_underground: bool = False
    lot: str | None = None
    detail: str | None = None
    unknown_units: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str] | None:
        """Identity of the building: municipality, road and number; None when one of them is missing.

        Road names are unique within a municipality, and files name cities with gu with and without the gu, so the
        municipality, not the gu, is the part that both spellings share.
        """
        if not (self.municipality_code and self.road_name and self.building_number):
            return None
        return self.municipality_code, self.road_name, ("지하" if self.is_underground else "") + self.building_number


def parse_address(text: str, regions: RegionIndex, *, within: Sequence[str] = ()) -> Address:
    """Read one address.

    Parameters
    ----------
    text : str
        Road address, lot address, or both; ``+`` already turned back into commas.
    regions : RegionIndex
        Units by name.
    within : Sequence[str], optional
        Words that name the unit the row belongs to (``["경기도", "광주시"]``), used for what the text leaves out.

    Returns
    -------
    Address
        Empty fields for what the text does not say; nothing is guessed.
    """
    outside, inside = _split_parentheses(_tidy(text))
    units, rest = _read_units(outside.split(), regions, within)
    # ``진상면 섬거리 553-1``: after a eup or myeon it is a ri, elsewhere (``시계탑거리 39``) a street.
    is_ri = bool(re.match(r"[가-힣]+거리 \d", rest)) and bool(units.emd_name) and str(units.emd_name)[-1] in "읍면"
    road = None if is_ri else _read_road(rest)
    if road is None and inside and not is_ri:  # ``비전동 850 (평택5로 56)``
        road = _read_road(inside)
        inside = inside if road is None else ""
    named = f"{units.emd_name} {rest}" if units.emd_name and units.emd_name[-1] in "동가" else rest
    lot = _LOT.match(rest if _LOT.match(rest) else named) if road is None or not _read_road(rest) else None
    tail = _after(rest, road, lot)
    dong, building = _read_inside(inside)
    emd_name = units.emd_name or dong
    if units.found.emd_code:
        emd_codes: tuple[str, ...] = (units.found.emd_code,)
    else:
        lot_dong = lot["dong"] if lot else None
        emd_codes = _emd_codes(units.found, emd_name or lot_dong, regions)
        emd_name = emd_name or lot_dong
    number = None if road is None else road.number
    return Address(
        sido_code=units.found.sido_code,
        municipality_code=units.found.municipality_code,
        sigungu_code=units.found.sigungu_code or _sigungu_of(emd_codes, regions),
        emd_codes=emd_codes,
        emd_name=emd_name,
        road_name=None if road is None else road.name,
        building_number=number,
        is_underground=road is not None and road.is_underground,
        lot=None if lot is None else _write_lot(lot),
        detail=_join_detail(tail, building, number),
        unknown_units=units.unknown,
    )


def road_text(address: Address, regions: RegionIndex) -> str | None:
    """Write a road address in its official form, such as ``경기도 안양시 만안구 문예로 48``.

    Returns
    -------
    str or None
        None when the address has no road; without a number when it has none.
    """
    if address.road_name is None:
        return None
    number = address.building_number
    return " ".join([*_unit_words(address, regions), address.road_name, *_number_words(address, number)])


def lot_text(address: Address, regions: RegionIndex) -> str | None:
    """Write a lot address in its official form, such as ``서울특별시 성북구 석관동 133-44``, or None."""
    if address.lot is None:
        return None
    words = _unit_words(address, regions)
    return " ".join([*words, *(word for word in address.lot.split() if not (words and word == words[-1]))])


# -- pieces ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Units:
    found: UnitMatch
    emd_name: str | None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Road:
    name: str
    number: str | None
    is_underground: bool
    end: int


def _tidy(text: str) -> str:
    plain = text.replace("，", ",").replace("（", "(").replace("）", ")")
    return _SPACES.sub(" ", re.sub(r"(?<=[동로]) (?=\d가\b)", "", plain)).strip(" .,")  # ``금호동 1가`` is 금호동1가


def _split_parentheses(text: str) -> tuple[str, str]:
    """Take the parentheses out: (outside, inside); the opening one may never be closed."""
    opened, closed = text.find("("), text.rfind(")")
    if opened < 0:
        return text, ""
    if closed < opened:
        closed = len(text)
    return _SPACES.sub(" ", f"{text[:opened]} {text[closed + 1 :]}").strip(), text[opened + 1 : closed].strip()


def _read_units(words: list[str], regions: RegionIndex, within: Sequence[str]) -> tuple[_Units, str]:
    """Read the leading units; what ``within`` names is added in front when the text leaves it out."""
    match = regions.find(words)
    unknown: list[str] = []
    while match.municipality_code is None and len(words) > match.words_used + 1:
        name = words[match.words_used]
        if not _UNKNOWN_UNIT.match(name):
            break
        unknown.append(name)
        words = [*words[: match.words_used], *words[match.words_used + 1 :]]
        match = regions.find(words)
    used, match_used = match.words_used, match
    if match.municipality_code is None and within:
        # The text's own words may continue what ``within`` starts: ["경기도", "광주시"] + ["파발로", "194"].
        stripped = words[match.words_used :]
        whole = regions.find([*within, *stripped])
        if whole.municipality_code and match.sido_code in (None, whole.sido_code):
            match_used, used = whole, match.words_used + max(whole.words_used - len(within), 0)
    rest = words[used:]
    while len(rest) > 1 and _UNKNOWN_UNIT.match(rest[0]):
        unknown.append(rest.pop(0))
    emd_name = words[used - 1] if match_used.emd_code and used else None
    if match_used.emd_code is None and rest:
        glued = _GLUED_UNIT.match(rest[0])
        if glued and _emd_codes(match_used, glued[1], regions):
            rest = [glued[1], glued[2], *rest[1:]]
    while rest and _UNIT_WORD.match(rest[0]) and _starts_road(rest[1:]):
        name = rest.pop(0)
        if match_used.emd_code is None and len(name) > 1:
            emd_name = name
    return _Units(match_used, emd_name, tuple(unknown)), " ".join(rest)


def _starts_road(words: Sequence[str]) -> bool:
    return _ROAD.match(" ".join(words)) is not None and not _BRANCH_ALONE.match(words[0])


def _read_road(text: str) -> _Road | None:
    match = _ROAD.match(text)
    if match is None:
        return None
    branch = match["branch"] or ""
    name = (match["base"] + branch).replace(" ", "")
    main, sub = match["main"], match["sub"]
    number = None
    if main:
        # Some files write the main number twice (``1741-1741``, ``23- 23``; but 10-10 exists) or a sub number of 0.
        twice = sub == main and (int(main) >= 100 or "- " in match[0])
        number = main if sub in (None, "0") or twice else f"{main}-{sub}"
    return _Road(name, number, match["underground"] is not None, match.end())


def _after(rest: str, road: _Road | None, lot: re.Match[str] | None) -> str:
    if road is not None and lot is None:
        return rest[road.end :] if _ROAD.match(rest) else rest
    return lot.string[lot.end() :] if lot else rest


def _read_inside(inside: str) -> tuple[str | None, str | None]:
    """Split the parenthesis into the legal dong and the rest: ``(대명동, 라파엘관)``."""
    parts = [part.strip() for part in inside.split(",") if part.strip()]
    if parts and re.fullmatch(r"[가-힣]+\d*(?:동|가|리|읍|면)(?:\d+가)?", parts[0]):
        return parts[0], ", ".join(parts[1:]) or None
    return None, ", ".join(parts) or None


def _emd_codes(found: UnitMatch, name: str | None, regions: RegionIndex) -> tuple[str, ...]:
    if not name or not found.municipality_code:
        return ()
    where = (found.sigungu_code,) if found.sigungu_code else regions.sigungu_of_municipality(found.municipality_code)
    return regions.emd_candidates(where, name)


def _sigungu_of(emd_codes: tuple[str, ...], regions: RegionIndex) -> str | None:
    owners = {regions.sigungu(code) for code in emd_codes}
    return owners.pop() if len(owners) == 1 else None


def _write_lot(lot: re.Match[str]) -> str:
    number = lot["main"] + (f"-{lot['sub']}" if lot["sub"] and lot["sub"] != "0" else "")
    return f"{lot['dong']} 산 {number}" if lot["hill"] else f"{lot['dong']} {number}"


def _join_detail(tail: str, building: str | None, number: str | None) -> str | None:
    kept = tail.strip(" ,.-")
    if number and kept in (number, number.split("-")[0]):
        kept = ""  # ``샛말길 122-11 122``: the number once more
    return ", ".join(part for part in (kept, building) if part) or None


def _unit_words(address: Address, regions: RegionIndex) -> list[str]:
    code = address.sigungu_code
    if code is None and address.municipality_code:
        # A city with gu, the gu unknown: the city's name stands in the full name of any of its gu.
        gu = regions.sigungu_of_municipality(address.municipality_code)[0]
        words = regions.full_name(gu).split()[:-1]
    else:
        words = regions.full_name(code).split() if code else []
    words = [word for word in words if word != "세종시"]  # one unit, two levels: addresses name the sido only
    if address.emd_name and address.emd_name[-1] in "읍면":
        words = [*words, regions.name(address.emd_codes[0]) if len(address.emd_codes) == 1 else address.emd_name]
    return words


def _number_words(address: Address, number: str | None) -> list[str]:
    if number is None:
        return []
    return [f"지하 {number}"] if address.is_underground else [number]
