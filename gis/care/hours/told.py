"""A week as an official writes it in a plan: ``Mon-Fri 09:00-18:00; Tue 09:00-21:00; holiday closed``.

Korean words do as well: ``월-금 09:00-18:00; 토 휴무``. Of two entries that name a day, the later one holds.
"""

import re
from collections.abc import Mapping, Sequence

from gis.care.hours.days import PublicHolidays, Weekdays
from gis.care.hours.model import (
    CLOSED,
    MINUTES_PER_DAY,
    DayHours,
    Evidence,
    Hours,
    HoursRule,
    Interval,
    open_intervals,
    unknown_day,
)
from gis.errors import InputError

HOLIDAY = 7
"""Number of a public holiday beside Monday (0) to Sunday (6)."""

Days = Mapping[int, tuple[Interval, ...]]
"""Day 0..7 -> its open hours; none: closed."""

_NAMES = {
    **{name: (day,) for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"))},
    **{name: (day,) for day, name in enumerate("월화수목금토일")},
    "공휴일": (HOLIDAY,),
    "weekdays": (0, 1, 2, 3, 4),
    "평일": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "주말": (5, 6),
    "daily": (0, 1, 2, 3, 4, 5, 6),
    "매일": (0, 1, 2, 3, 4, 5, 6),
}
_CLOSED = ("closed", "휴무")
_SPAN = re.compile(r"([0-9]{1,2}):([0-5][0-9])\s*[-~]\s*([0-9]{1,2}):([0-5][0-9])")
_EVIDENCE = Evidence("given", None, "told_in_a_plan")
_USE = "write days and times such as 'Mon-Fri 09:00-18:00; Sat closed; holiday closed'"


def read_days(text: str) -> dict[int, tuple[Interval, ...]]:
    """Read days with their hours.

    Parameters
    ----------
    text : str
        Entries parted by ``;``: a day, a range (``Mon-Fri``), days parted by commas, ``weekdays``, ``weekend``,
        ``daily`` or ``holiday``, then spans parted by commas, or ``closed``.

    Returns
    -------
    dict of int to tuple of Interval
        Only days that are named.

    Raises
    ------
    InputError
        When a piece cannot be read; the message quotes it.
    """
    found: dict[int, tuple[Interval, ...]] = {}
    for entry in filter(None, (piece.strip() for piece in text.split(";"))):
        at = next((place for place, sign in enumerate(entry) if sign.isdigit()), len(entry))
        words = entry[:at].strip().rstrip(":").strip()
        told = entry[at:].strip()
        if not told:
            words, _, told = words.replace(":", " ").rpartition(" ")
        spans = () if told.lower() in _CLOSED else _spans(told, entry)
        found |= dict.fromkeys(_days(words, entry), spans)
    if not found:
        raise InputError(f"hours {text[:60]!r} name no day: {_USE}")
    return found


def week_of(days: Days, base: Hours | None = None) -> Hours:
    """Make opening hours of told days.

    Parameters
    ----------
    days : mapping of int to tuple of Interval
        As :func:`read_days` gives them.
    base : Hours, optional
        What holds on days that are not told; they are closed without it.
    """
    week = [CLOSED] * 7 if base is None else list(base.ordinary_week())
    holiday = CLOSED if base is None else base.public_holiday()
    for day, spans in days.items():
        hours = DayHours("open", spans) if spans else CLOSED
        if day == HOLIDAY:
            holiday = hours
        else:
            week[day] = hours
    if holiday is None and base is not None and base.ordinary_week()[2].state == "unknown":
        holiday = unknown_day("holidays_unsaid")  # not said: like the weekday, of which nothing was known
    rules = [HoursRule(Weekdays((day,)), hours, (_EVIDENCE,)) for day, hours in enumerate(week)]
    rules += [] if holiday is None else [HoursRule(PublicHolidays(), holiday, (_EVIDENCE,))]
    if all(day.state == "unknown" for day in week):
        return Hours("unknown", tuple(rules), reason="nothing_published")
    return Hours("read", tuple(rules))


def lengthened(base: Hours, added: Days) -> Hours:
    """Add hours to days of a week that are known.

    Raises
    ------
    InputError
        When what is added to a day is nothing, or the day's own hours are not known.
    """
    week, holiday = base.ordinary_week(), base.public_holiday()
    days: dict[int, tuple[Interval, ...]] = {}
    for day, spans in added.items():
        own = week[day] if day < HOLIDAY else holiday or unknown_day("holidays_unsaid")
        if own.state == "unknown":
            raise InputError(f"its hours of {day_name(day)} are not known: tell the whole day under `hours`")
        if not spans:
            raise InputError(f"closed adds nothing to {day_name(day)}: tell the day under `hours`")
        days[day] = _joined([*open_intervals(own), *spans])
    return week_of(days, base)


def minutes_open(hours: Hours) -> float:
    """Count the open minutes of an ordinary week; NaN when a day is not known."""
    week = hours.ordinary_week()
    if any(day.state == "unknown" for day in week):
        return float("nan")
    return float(sum(span.end_min - span.start_min for day in week for span in open_intervals(day)))


def day_name(day: int) -> str:
    """Name a day 0..7 as it is written: ``Mon``, ``holiday``."""
    name = list(_NAMES)[day]
    return name if day == HOLIDAY else name.capitalize()


def _days(words: str, entry: str) -> list[int]:
    days: list[int] = []
    for piece in re.split(r"[,·\s]+", words.lower().strip()):
        if piece in _NAMES:
            days += _NAMES[piece]
            continue
        first, _, last = piece.replace("~", "-").partition("-")
        ends = [_NAMES.get(name, ()) for name in (first, last)]
        if any(len(end) != 1 or end[0] >= HOLIDAY for end in ends) or ends[0][0] > ends[1][0]:
            raise InputError(f"{entry[:60]!r} names no day: {_USE}")
        days += range(ends[0][0], ends[1][0] + 1)
    return days


def _spans(told: str, entry: str) -> tuple[Interval, ...]:
    spans: list[Interval] = []
    for piece in told.split(","):
        match = _SPAN.fullmatch(piece.strip())
        if match is None:
            raise InputError(f"{entry[:60]!r} has no hours: {_USE}")
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if start >= MINUTES_PER_DAY or end > MINUTES_PER_DAY or start == end:
            raise InputError(f"{entry[:60]!r}: times run from 00:00 to 24:00")
        spans.append(Interval(start, end if end > start else end + MINUTES_PER_DAY))
    joined = _joined(spans)
    if len(joined) != len(spans):
        raise InputError(f"{entry[:60]!r}: the hours overlap or touch; write them as one")
    return joined


def _joined(spans: Sequence[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for span in sorted(spans):
        if joined and span.start_min <= joined[-1].end_min:
            first = joined[-1].start_min
            joined[-1] = Interval(first, min(max(joined[-1].end_min, span.end_min), first + MINUTES_PER_DAY))
        else:
            joined.append(span)
    return tuple(joined)
