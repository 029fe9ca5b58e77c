"""A row of E-Gen (국립중앙의료원 전국 병·의원 찾기) in the columns of the HIRA list, so that one reader serves both.

E-Gen writes hours as ``dutyTime1s`` / ``dutyTime1c`` (Monday, opens and closes) to ``8`` (public holidays), four digits
or a number without its zero; a key whose value is null is left out. It names no departments.
"""

import re
from collections.abc import Mapping
from typing import Any

from gis.vocabulary import SIDO_NAMES, sido_code

FIELDS = ("hpid", "dutyName", "dutyDivNam", "dutyAddr", "dutyTel1", "wgs84Lon", "wgs84Lat")
"""Fields of every row."""

DAYS = {"월": 1, "화": 2, "수": 3, "목": 4, "금": 5, "토": 6, "일": 7, "공휴일": 8}
"""Day -> number of its fields."""

TIME_FIELDS = tuple(f"dutyTime{number}{end}" for number in DAYS.values() for end in "sc")
"""Fields of the hours, left out where nothing is published."""

COLUMNS = ("hpid", "name", "type", "sido", "sigungu", "address", "phone", "lon", "lat", *DAYS)
"""Columns of the file; all but ``hpid`` and ``공휴일`` bear the names of the HIRA list."""


def as_institution(row: Mapping[str, Any]) -> dict[str, str]:
    """Write a row of the service in the columns of the file.

    Parameters
    ----------
    row : Mapping
        Fields of the service; what is left out or null is empty.

    Returns
    -------
    dict of str to str
        :data:`COLUMNS`. Hours are ``HH:MM-HH:MM``; a half that is missing stays empty (``-18:00``), and what is no time
        stays as it is, for the reader of hours to judge.
    """
    said = {field: "" if row.get(field) is None else str(row[field]).strip() for field in (*FIELDS, *TIME_FIELDS)}
    sido, sigungu = _units(said["dutyAddr"])
    return {
        "hpid": said["hpid"],
        "name": said["dutyName"],
        "type": said["dutyDivNam"],
        "sido": sido,
        "sigungu": sigungu,
        "address": said["dutyAddr"],
        "phone": re.sub(r"\D", "", said["dutyTel1"]),
        "lon": said["wgs84Lon"],
        "lat": said["wgs84Lat"],
        **{day: _hours(said[f"dutyTime{n}s"], said[f"dutyTime{n}c"]) for day, n in DAYS.items()},
    }


def _hours(opens: str, closes: str) -> str:
    return f"{_time(opens)}-{_time(closes)}" if opens or closes else ""


def _time(text: str) -> str:
    """Write ``900`` and ``0900`` as ``09:00``; anything else stays."""
    whole = text.zfill(4) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else ""
    return f"{whole[:2]}:{whole[2:]}" if whole and int(whole[:2]) <= 24 and int(whole[2:]) < 60 else text


def _units(address: str) -> tuple[str, str]:
    """Return sido and sigungu as HIRA writes them: ``경기``, ``부천오정구``."""
    words = address.split()
    code = sido_code(words[0]) if words else None
    if code is None:
        return "", ""
    below = words[1:3]
    if len(below) == 2 and below[0].endswith("시") and below[1].endswith("구"):
        return SIDO_NAMES[code][-1], f"{below[0][:-1]}{below[1]}"
    return SIDO_NAMES[code][-1], below[0] if below and below[0][-1] in "시군구" else ""
