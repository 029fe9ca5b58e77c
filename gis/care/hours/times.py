"""The published pair of times: opening and closing, and the repairs they need."""

import re
from dataclasses import dataclass

from gis.care.hours.grammar import parse
from gis.care.hours.model import MINUTES_PER_DAY, Field, Interval, Repair
from gis.care.hours.statements import Parsed, Says
from gis.care.hours.tokens import TokenKind, tokenize

EARLIEST_CLOSE_MIN = 14 * 60
LATEST_CLOSE_MIN = 23 * 60
"""A closing time before the opening one is read as the afternoon's only if that gives a close in this range."""


@dataclass(frozen=True, slots=True)
class PublishedTimes:
    """What the two fields give: intervals, or the reason why not.

    ``text`` is what stood there, for evidence; ``field`` names where the intervals came from.
    """

    intervals: tuple[Interval, ...]
    text: str
    repairs: tuple[Repair, ...] = ()
    reason: str | None = None


def clock_text(minute: int) -> str:
    """Write a minute of the day as HH:MM; minutes of the next day go on counting, as in 26:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def read_clock(text: str) -> int | None:
    """Read one time of day in minutes: ``9:00``, ``09시 30분``, ``오후 6시``, ``0900``, ``9``; None when it is none."""
    tokens = tokenize(text)
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.kind is TokenKind.TIME and isinstance(token.value, int):
        return token.value
    if token.kind is TokenKind.NUMBER and isinstance(token.value, int):
        digits = text.strip()
        hour, minute = (token.value // 100, token.value % 100) if len(digits) >= 3 else (token.value, 0)
        return hour * 60 + minute if minute < 60 and hour * 60 + minute <= MINUTES_PER_DAY else None
    return None


def to_interval(start: int, end: int, field: Field) -> tuple[Interval | None, Repair | None]:
    """Make an interval of two clock times.

    An end before the start is the next day's when the start is at noon or later. When the start is in the morning,
    12 hours are added if that gives a plausible afternoon close, and the repair is named; otherwise there is none.

    Returns
    -------
    Interval or None
    Repair or None
    """
    if start >= MINUTES_PER_DAY or start == end:
        return None, None
    if end > start:
        return Interval(start, end), None
    if end == 0 or start >= MINUTES_PER_DAY // 2:
        return Interval(start, end + MINUTES_PER_DAY), None
    afternoon = end + MINUTES_PER_DAY // 2
    if EARLIEST_CLOSE_MIN <= afternoon <= LATEST_CLOSE_MIN:
        repair = Repair("close_read_as_afternoon", field, clock_text(end), clock_text(afternoon))
        return Interval(start, afternoon), repair
    return None, None


def read_times(opens: str, closes: str) -> PublishedTimes:
    """Read the opening and the closing field together.

    Parameters
    ----------
    opens, closes : str
        Blank when not given. A field may hold a whole span (``09:00~18:00``) when the other is blank, or 24시간.

    Returns
    -------
    PublishedTimes
    """
    text = re.sub(r"\s+", " ", f"{opens} ~ {closes}" if opens and closes else opens or closes)
    if not text:
        return PublishedTimes((), "", reason="no_hours")
    if not (opens and closes):
        said = parse(text, default=None)
        intervals = _whole_span(said)
        return PublishedTimes(intervals, text, reason=None if intervals else "half_hours")
    start, end = read_clock(opens), read_clock(closes)
    if start is None or end is None:
        return PublishedTimes((), text, reason="unreadable_time")
    if (start, end) in ((0, MINUTES_PER_DAY), (0, MINUTES_PER_DAY - 1)):
        return PublishedTimes((Interval(0, MINUTES_PER_DAY),), text)
    if start == end:
        return PublishedTimes((), text, reason="equal_times")
    interval, repair = to_interval(start, end, "closes")
    if interval is None:
        return PublishedTimes((), text, reason="close_before_open")
    return PublishedTimes((interval,), text, (repair,) if repair else ())


def _whole_span(said: Parsed) -> tuple[Interval, ...]:
    if said.unread or len(said.statements) != 1 or said.statements[0].says is not Says.AT:
        return ()
    statement = said.statements[0]
    if statement.items or any(end <= start for start, end in statement.spans):
        return ()
    return tuple(Interval(start, end) for start, end in statement.spans)
