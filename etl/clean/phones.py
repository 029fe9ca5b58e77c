"""Public telephone numbers: written alike, completed by the sido's area code, never a private mobile number."""

import re
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

AREA_CODES = MappingProxyType(
    {
        "11": "02", "26": "051", "27": "053", "28": "032", "29": "062", "30": "042", "31": "052", "36": "044",
        "41": "031", "43": "043", "44": "041", "46": "061", "47": "054", "48": "055", "50": "064", "51": "033",
        "52": "063",
    }
)  # fmt: skip
"""Area code of each sido (MOIS code). 광명 (02) and 부천 (032) differ from their 도, and always publish theirs."""

_MOBILE = re.compile(r"^01[016789]")
_NATIONWIDE = re.compile(r"^(1[5-9]\d\d)(\d{4})$")
_AREA = re.compile(r"^(02|0[3-6][1-5]|044|070|080)([2-9]\d{2,3})(\d{4})$")
_VIRTUAL = re.compile(r"^(050\d)(\d{3,4})(\d{4})$")  # numbers that a platform forwards
_LOCAL = re.compile(r"^([2-9]\d{2,3})(\d{4})$")


@dataclass(frozen=True)
class Phone:
    """A number and the rule that made it.

    Attributes
    ----------
    number : str or None
        Such as ``02-2226-0344``; None when it must not be kept or cannot be read.
    rule : str
        ``as_published``, ``written_alike``, ``area_code_added``, ``area_code_dropped``, ``extension_dropped``,
        ``missing``, ``personal`` or ``unreadable``.
    """

    number: str | None
    rule: str


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
    kept = re.sub(r"\(\d\)$|(?<=\d{4})[-~,/]\s*\d{1,2}$", "", raw.rstrip("+,. "))
    digits = re.sub(r"[\s\-.)(]", "", kept)
    if _MOBILE.match(digits):
        return Phone(None, "personal")
    number, rule = _write(digits, AREA_CODES.get(sido_code or ""))
    if number is None:
        return Phone(None, "unreadable")
    if kept != raw.rstrip("+,. "):
        rule = "extension_dropped"
    elif rule == "as_published" and number != raw:
        rule = "written_alike"
    return Phone(number, rule)


def _write(digits: str, area: str | None) -> tuple[str | None, str]:
    nationwide = _NATIONWIDE.match(digits)
    if nationwide:
        return "-".join(nationwide.groups()), "as_published"
    with_area = _VIRTUAL.match(digits) or _AREA.match(digits)
    if with_area:
        return "-".join(with_area.groups()), "as_published"
    # A nationwide number dialled with an area code in front does not connect: 031-1577-7516 is 1577-7516.
    tail = _NATIONWIDE.match(re.sub(r"^(02|0[3-6]\d)", "", digits))
    if tail:
        return "-".join(tail.groups()), "area_code_dropped"
    local = _LOCAL.match(digits)
    if local and area:
        return f"{area}-{local[1]}-{local[2]}", "area_code_added"
    return None, "unreadable"
