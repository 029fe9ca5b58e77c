"""Hours that a list of every institution publishes day by day, brought to the form of core.center_source.hours_by_day.

Times of a day stay as published: reading and repairing them is :mod:`gis.care.hours.daily`'s. What stands in free text
(noon breaks, closed Sundays and holidays) becomes times and codes, and nothing of the text is kept: ``closed``,
``open``, or ``unread`` for whatever says more, or less, than that.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gis.care.hours.daily import DAYS
from gis.care.hours.times import clock_text

PUBLISHED_DAYS = ("월", "화", "수", "목", "금", "토", "일")
"""Columns of the days, Monday first."""

EARLIEST_BREAK_MIN, LATEST_BREAK_MIN, LONGEST_BREAK_MIN = 11 * 60, 16 * 60 + 30, 150
"""A noon break begins and ends within these, and lasts no longer."""

_DAY = re.compile(r"(?:\d\d:\d\d)?-(?:\d\d:\d\d)?")
_CLOCK = r"(?:오전|오후|낮|[ap]m)?(?P<{0}h>\d{{1,2}})(?:[:;.시](?P<{0}m>[0-5]\d)?분?)?(?:[ap]m)?"
_BREAK = re.compile(
    r"(?:점심)?(?:시간)?:?" + _CLOCK.format("a") + r"(?:부터|에서|[~∼〜～\-–]+)" + _CLOCK.format("b") + r"(?:까지)?"
)
_NO_BREAK = re.compile(r"^\D*(?:없|업)|휴진$|휴무$|까지|종료|근무|오전진료")
_OTHER_HOLIDAYS = re.compile(r"대체|임시|선거|매주")
_BESIDE = re.compile(r"응급|입원|인공신장|분만|중환자|수술")
_EXTRA = re.compile(r"[(（\[,./·\-–].*$|단[,\s].*$")
_WHOLE = r"(?:외래|진료|전부|전뷰|전체|종일|전일|하루|모두|매주|일요일은?|법정|공휴일은?|일|전)*"
_CLOSED = re.compile(
    rf"{_WHOLE}(?:휴진|휴무|휴뮤|휴원|휴진진|휴전부진|휴)(?:일|함|입니다|임)?|{_WHOLE}(?:진료)?없음|쉽니다|쉼"
)
_OPEN = re.compile(
    r"(?:정상|계속)?(?:진료|근무)(?:함|가능|합니다|중)?|연중무휴|(?:휴진|휴무)(?:일)?없음|무휴|없음24시간진료"
)


def day_text(text: object) -> str | None:
    """Return a day's pair of times as published; None when there is none."""
    plain = "" if pd.isna(text) else re.sub(r"\s", "", str(text))  # type: ignore[call-overload]
    return plain if plain and plain != "-" else None


def break_text(text: object) -> str | None:
    """Read a noon break as ``HH:MM-HH:MM``; ``unread`` when more is said than one pair of times, None when nothing is.

    One to seven o'clock is the afternoon's: ``12:30-2:00`` ends at 14:00.
    """
    plain = "" if pd.isna(text) else re.sub(r"\s", "", str(text)).lower()  # type: ignore[call-overload]
    match = _BREAK.fullmatch(plain.rstrip("`.,"))
    if match is None:
        return "unread" if re.search(r"\d(?:[:시~-]|\d\d)", plain) and not _NO_BREAK.search(plain) else None
    start, end = (
        (hour + 12 if hour < 8 else hour) * 60 + int(match[f"{side}m"] or 0)
        for side in ("a", "b")
        for hour in (int(match[f"{side}h"]),)
    )
    if not EARLIEST_BREAK_MIN <= start < end <= LATEST_BREAK_MIN or end - start > LONGEST_BREAK_MIN:
        return None
    return f"{clock_text(start)}-{clock_text(end)}"


def closed_code(text: object) -> str | None:
    """Read what is said of Sundays or of public holidays as ``closed``, ``open`` or ``unread``; None when nothing is.

    That the emergency room is open meanwhile takes nothing from a closed outpatient department.
    """
    words = "" if pd.isna(text) else str(text).strip()  # type: ignore[call-overload]
    plain = re.sub(r"[\s.!]", "", words)
    if not plain or plain in ("-", "0", "공란", "없음"):  # ``없음`` may mean that no day is closed, or no consultation
        return None
    if _OPEN.fullmatch(re.sub(r"[()]", "", plain)):
        return "open"
    extra = _EXTRA.search(words)
    if extra is not None and _BESIDE.search(extra[0]) and not _OTHER_HOLIDAYS.search(extra[0]):
        plain = re.sub(r"[\s.!]", "", words[: extra.start()])
    return "closed" if _CLOSED.fullmatch(plain) else "unread"


def hours_by_day(row: Mapping[Any, Any]) -> dict[str, str]:
    """Bring one row's columns to the form of core.center_source.hours_by_day.

    Parameters
    ----------
    row : Mapping
        :data:`PUBLISHED_DAYS`, and ``lunch_weekday``, ``lunch_sat``, ``closed_sun``, ``closed_holiday`` and ``공휴일``
        (the times of a public holiday) where the list has them.

    Returns
    -------
    dict of str to str
        Empty when the row publishes no hours.
    """
    times = {key: day_text(row[column]) for key, column in zip(DAYS, PUBLISHED_DAYS, strict=True)}
    times["holiday"] = day_text(row.get("공휴일"))
    if not any(times.values()):
        return {}
    breaks = {key: break_text(row.get(key)) for key in ("lunch_weekday", "lunch_sat")}
    closed = {key: closed_code(row.get(key)) for key in ("closed_sun", "closed_holiday")}
    return {key: value for key, value in {**times, **breaks, **closed}.items() if value}
