"""From hours that a list gives day by day (a pair of times a day) to the structured week.

Such lists come out of forms, and forms have their own slips: a closing time on a clock of twelve hours, one half of a
pair, midnight where nothing was entered. What can be meant in one way only is read by a named repair; anything else
leaves its day unknown. A day that is empty while others are given is unknown too, unless the list says that it is
closed. Names of the rules:

============================ =======================================================================================
``daily_hours``              the list gives the day its own times
``daily_closed``             the list says in its own words that it is closed on Sundays or on public holidays
``daily_break``              the list gives the noon break of working days, or of Saturdays
``day_unsaid`` and alike     the list leaves the day empty
``holidays_like_weekdays``   the list says that it is open on public holidays as on other days
============================ =======================================================================================
"""

import re
from collections.abc import Mapping
from typing import Any

from gis.care.hours.days import SATURDAY, SUNDAY, PublicHolidays, Weekdays
from gis.care.hours.model import (
    CLOSED,
    MINUTES_PER_DAY,
    DayHours,
    Evidence,
    Hours,
    HoursRule,
    Interval,
    Remark,
    Repair,
    unknown_day,
)
from gis.care.hours.times import to_interval

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Keys of the days; ``holiday``, ``lunch_weekday``, ``lunch_sat``, ``closed_sun`` and ``closed_holiday`` may stand
beside them."""

SHORTEST_MIN = 60
"""A day open for less is a slip of the form."""

LONGEST_MIN = 15 * 60
"""A day open for longer is an emergency room's, not that of an outpatient department."""

_SPAN = re.compile(r"(?P<start>(?:[01]\d|2[0-4]):[0-5]\d)?-(?P<end>(?:[01]\d|2[0-4]):[0-5]\d)?")


def read_daily_hours(by_day: Mapping[str, Any]) -> Hours:
    """Read the hours of one row.

    Parameters
    ----------
    by_day : Mapping[str, str]
        ``mon`` to ``sun`` and ``holiday`` as ``HH:MM-HH:MM``, either half missing where the list has but one;
        ``lunch_weekday`` and ``lunch_sat`` as ``HH:MM-HH:MM`` or ``unread``; ``closed_sun`` and
        ``closed_holiday`` as ``closed``, ``open`` or ``unread``.

    Returns
    -------
    Hours
        Never raises; ``unknown`` when no day's hours could be read.
    """
    rules: list[HoursRule] = []
    repairs: list[Repair] = []
    reasons: list[str] = []
    for number, key in enumerate(DAYS):
        hours, repair = _day(by_day, number)
        text = by_day.get(key)
        rule = "daily_closed" if hours == CLOSED else "daily_hours" if text else str(hours.reason)
        evidence = Evidence("by_day", str(text) if text else None, rule)
        hours, rest = _with_break(hours, _break_of(by_day, number))
        rules.append(HoursRule(Weekdays((number,)), hours, (evidence, *rest)))
        repairs += [repair] if repair is not None else []
        reasons += [hours.reason] if text and hours.reason is not None else []
    if not any(rule.hours.state == "open" for rule in rules):
        # Closed Sundays alone say nothing of the week.
        return Hours("unknown", reason=reasons[0] if reasons else "no_hours")
    holiday, remarks = _holiday(by_day)
    if "unread" in (by_day.get("lunch_weekday"), by_day.get("lunch_sat")):
        remarks = (*remarks, Remark("break_without_time", Evidence("by_day", None, "break")))
    repaired = tuple(dict.fromkeys(repairs))
    return Hours("repaired" if repaired else "read", (*_grouped(rules), *holiday), remarks, repaired)


def _day(by_day: Mapping[str, Any], number: int) -> tuple[DayHours, Repair | None]:
    """Read one day; that it is empty means nothing."""
    said = by_day.get("closed_sun") if number == SUNDAY else None
    text = by_day.get(DAYS[number])
    if not text:
        unsaid = unknown_day({SATURDAY: "saturday_unsaid", SUNDAY: "sunday_unsaid"}.get(number, "day_unsaid"))
        return (CLOSED if said == "closed" else unsaid), None
    if said == "closed":
        return unknown_day("contradiction"), None
    return _span(str(text))


def _span(text: str) -> tuple[DayHours, Repair | None]:
    match = _SPAN.fullmatch(text)
    if match is None:
        return unknown_day("unreadable_time"), None
    if match["start"] is None or match["end"] is None:
        return unknown_day("half_hours"), None
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (match["start"], match["end"]))
    if start == end:
        return unknown_day("equal_times"), None
    if end % MINUTES_PER_DAY == 0:
        return unknown_day("midnight_close"), None
    interval, repair = to_interval(start, end, "by_day")
    if interval is None:
        return unknown_day("close_before_open"), None
    if interval.end_min > MINUTES_PER_DAY or interval.end_min - interval.start_min > LONGEST_MIN:
        return unknown_day("long_day"), None
    if interval.end_min - interval.start_min < SHORTEST_MIN:
        return unknown_day("short_day"), None
    return DayHours("open", (interval,)), repair


def _break_of(by_day: Mapping[str, Any], number: int) -> str | None:
    if number == SATURDAY:
        return by_day.get("lunch_sat")
    return None if number == SUNDAY else by_day.get("lunch_weekday")


def _with_break(hours: DayHours, text: str | None) -> tuple[DayHours, tuple[Evidence, ...]]:
    """Take the noon break out of an open day that goes on after it."""
    match = _SPAN.fullmatch(text or "")
    if hours.state != "open" or match is None or match["start"] is None or match["end"] is None:
        return hours, ()
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (match["start"], match["end"]))
    (day,) = hours.intervals
    if not day.start_min < start < end < day.end_min:
        return hours, ()
    rest = DayHours("open", hours.intervals, (Interval(start, end),))
    return rest, (Evidence("by_day", text, "daily_break"),)


def _holiday(by_day: Mapping[str, Any]) -> tuple[tuple[HoursRule, ...], tuple[Remark, ...]]:
    said, text = by_day.get("closed_holiday"), by_day.get("holiday")
    if text and said != "closed":
        hours, _ = _span(str(text))
        return (HoursRule(PublicHolidays(), hours, (Evidence("by_day", str(text), "daily_hours"),)),), ()
    if text:
        evidence = Evidence("by_day", str(text), "contradiction")
        return (HoursRule(PublicHolidays(), unknown_day("contradiction"), (evidence,)),), ()
    if said == "closed":
        return (HoursRule(PublicHolidays(), CLOSED, (Evidence("by_day", None, "daily_closed"),)),), ()
    if said == "open":
        return (), (Remark("holidays_like_weekdays", Evidence("by_day", None, "holidays_like_weekdays")),)
    evidence = Evidence("by_day", None, "holidays_unsaid")
    return (HoursRule(PublicHolidays(), unknown_day("holidays_unsaid"), (evidence,)),), ()


def _grouped(rules: list[HoursRule]) -> tuple[HoursRule, ...]:
    """Join the days that have the same hours for the same reason."""
    groups: dict[tuple[DayHours, tuple[Evidence, ...]], list[int]] = {}
    for rule in rules:
        if isinstance(rule.days, Weekdays):
            groups.setdefault((rule.hours, rule.evidence), []).extend(rule.days.days)
    return tuple(HoursRule(Weekdays(tuple(days)), hours, evidence) for (hours, evidence), days in groups.items())
