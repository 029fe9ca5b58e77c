"""Public telephone numbers: written alike, completed by the sido's area code, never a private mobile number."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from gis.care import area_codes
from gis.reference import rule_file

_SEP = r"[\s\-.)(]{0,3}"
_ABROAD = re.compile(
    rf"""^\D{{0,12}}?(?:(?:\+|(?<!\d)00)\s*82|(?<!\d)82(?=[\s\-.)]))  # 82 alone only where something parts it
        {_SEP}(?:0{_SEP})?(?=\d)""",
    re.VERBOSE,
)
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\uff0d]")
_FAX = re.compile(r"(?:fax|팩스|f)\s*\)?\s*[.:)]?\s*$", re.IGNORECASE)
_AREA = r"02|0[3-6][1-5]|044|070|080"
_NUMBER = re.compile(
    rf"""(?<!\d)(?:
        (?P<mobile>01[016789](?:[\s\-.)(]*\d){{7,8}})
        | (?:(?P<dropped>02|0[3-6]\d|0){_SEP})?(?P<nationwide>1[5-9]\d\d){_SEP}(?P<tail>\d{{4}})
        | (?P<virtual>050\d){_SEP}(?P<virtual_exchange>\d{{3,4}}){_SEP}(?P<virtual_line>\d{{4}})
        | (?P<area>{_AREA}){_SEP}(?:(?P<exchange>[2-9]\d{{2,3}}){_SEP}(?P<line>\d{{4}})|(?P<hotline>1388))
    )(?!\d)""",
    re.VERBOSE,
)
_LOCAL = re.compile(rf"^\D{{0,8}}?(?<!\d)(?P<exchange>[2-9]\d{{2,3}}){_SEP}(?P<line>\d{{4}})(?!\d)")


@dataclass(frozen=True)
class Phone:
    """A number and the rule that made it.

    Attributes
    ----------
    number : str or None
        Such as ``02-2226-0344``; None when it must not be kept or cannot be read.
    rule : str
        ``as_published``, ``written_alike``, ``area_code_added``, ``area_code_dropped``, ``extension_dropped``,
        ``first_of_several``, ``missing``, ``personal`` or ``unreadable``.
    """

    number: str | None
    rule: str


@cache
def codes_by_sido() -> Mapping[str, str]:
    """Read the area code of each sido (MOIS code) out of data/rules/area_codes.yaml.

    광명 (02) and 부천 (032) differ from their 도, and always publish theirs.
    """
    content = rule_file("area_codes.yaml").read_text(encoding="utf-8")
    return {area.sido: area.code for area in area_codes.parse(content)}


def read_phone(text: object, *, sido_code: str | None = None) -> Phone:
    """Read a published telephone number.

    Parameters
    ----------
    text : object
        As published; missing values and blanks give ``missing``.
    sido_code : str, optional
        Two-digit code of the sido the institution stands in, for numbers published without an area code.

    Returns
    -------
    Phone
        Mobile numbers (010- ...) are personal data and are dropped; what is no number is dropped, not guessed.
    """
    raw = "" if pd.isna(text) else str(text).strip()  # type: ignore[call-overload]
    if not raw:
        return Phone(None, "missing")
    plain = _ABROAD.sub("0", _DASHES.sub("-", unicodedata.normalize("NFKC", raw)), count=1)
    matches = [match for match in _NUMBER.finditer(plain) if not _FAX.search(plain[: match.start()])]
    numbers = [match for match in matches if not match["mobile"]]
    if not numbers:
        area, local = codes_by_sido().get(sido_code or ""), _LOCAL.match(plain)
        if area and local and not matches and not _FAX.search(plain[: local.start("exchange")]):
            return Phone(f"{area}-{local['exchange']}-{local['line']}", "area_code_added")
        return Phone(None, "personal" if matches else "unreadable")
    first = numbers[0]
    number = _write(first)
    if len(matches) > 1:
        return Phone(number, "first_of_several")
    if plain[first.end() :].strip("+,. )"):
        return Phone(number, "extension_dropped")
    if first["nationwide"] and first["dropped"]:
        return Phone(number, "area_code_dropped")
    return Phone(number, "as_published" if number == raw else "written_alike")


def _write(match: re.Match[str]) -> str:
    """Write a number as it is dialled; a nationwide one does not connect behind an area code."""
    if match["nationwide"]:
        return f"{match['nationwide']}-{match['tail']}"
    if match["virtual"]:
        return f"{match['virtual']}-{match['virtual_exchange']}-{match['virtual_line']}"
    if match["hotline"]:
        return f"{match['area']}-{match['hotline']}"
    return f"{match['area']}-{match['exchange']}-{match['line']}"
