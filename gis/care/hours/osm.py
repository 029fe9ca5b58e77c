"""A week written as OpenStreetMap's ``opening_hours``.

Writing gives one line that any evaluator of the specification understands; Korean holidays become ``PH``, and named
ones (Seollal, Chuseok), which the syntax lacks, become dates of the years the calendar knows.
"""

import datetime as dt
from collections.abc import Iterable

from gis.care.holidays import HolidayCalendar
from gis.care.hours.days import (
    AnnualDay,
    Dates,
    Day,
    Days,
    NthWeekday,
    PublicHolidays,
    Season,
    Weekdays,
)
from gis.care.hours.model import (
    MINUTES_PER_DAY,
    DayHours,
    Hours,
    HoursRule,
    open_intervals,
)

WEEKDAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def to_osm(hours: Hours, calendar: HolidayCalendar, *, first_year: int, last_year: int) -> str:
    """Write a week in OpenStreetMap's syntax.

    Parameters
    ----------
    hours : Hours
    calendar : HolidayCalendar
        Gives the dates of named holidays.
    first_year, last_year : int
        Years for which dates of named holidays are written.

    Returns
    -------
    str
        Such as ``Mo-Fr 09:00-12:00,13:00-18:00; PH off``; an unknown row becomes ``unknown "reason"``.
    """
    off = _off_text(hours)
    parts = [
        f"{selector} {off if rule.hours.state == 'closed' else _hours_text(rule.hours)}"
        for rule in _in_order(hours)
        for selector in _selectors(rule.days, calendar, first_year, last_year)
    ]
    if not parts:
        return f'unknown "{hours.reason}"'
    holiday = hours.public_holiday()
    closed = [day for day, plain in enumerate(hours.ordinary_week()) if plain.state == "closed"]
    if holiday is not None and holiday.state == "unknown" and closed:
        after = next(i for i, part in enumerate(parts) if part.startswith("PH ")) + 1
        parts.insert(after, f"{_weekdays_text(closed)} {off}")
    return "; ".join(parts)


def _in_order(hours: Hours) -> list[HoursRule]:
    """Return the rules from the general to the special; weekdays with equal hours as one, closed ones left out."""
    week = hours.ordinary_week() if any(isinstance(rule.days, Weekdays) for rule in hours.rules) else ()
    together = [
        HoursRule(Weekdays(tuple(day for day, hours_of_day in enumerate(week) if hours_of_day == plain)), plain)
        for plain in dict.fromkeys(week)
        if plain.state != "closed"
    ]
    special = [rule for rule in hours.rules if not isinstance(rule.days, Weekdays)]
    return [*together, *sorted(special, key=lambda rule: rule.days.rank)]


def _off_text(hours: Hours) -> str:
    """Write "closed": where nights run into the next day, from a night's end to the next one's, or both are cut."""
    ends = [i.end_min - MINUTES_PER_DAY for rule in hours.rules for i in rule.hours.intervals]
    night_ends_min = max(ends, default=0)
    if not 0 < night_ends_min < MINUTES_PER_DAY:
        return "off"
    return f"{_clock(night_ends_min)}-{_clock(night_ends_min + MINUTES_PER_DAY)} off"


def _hours_text(hours: DayHours) -> str:
    if hours.state == "unknown":
        return f'unknown "{hours.reason}"'
    return ",".join(f"{_clock(i.start_min)}-{_clock(i.end_min)}" for i in open_intervals(hours))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _weekdays_text(days: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        WEEKDAY_NAMES[run[0]] if len(run) == 1 else f"{WEEKDAY_NAMES[run[0]]}-{WEEKDAY_NAMES[run[-1]]}" for run in runs
    )


def _day_text(month: int, day: int) -> str:
    return f"{MONTH_NAMES[month - 1]} {day:02d}"


def _selectors(days: Days, calendar: HolidayCalendar, first_year: int, last_year: int) -> list[str]:
    match days:
        case Weekdays(chosen):
            return [_weekdays_text(chosen)]
        case Season(first, last, chosen):
            whole_months = first[1] == 1 and last[1] >= 29
            span = (
                f"{MONTH_NAMES[first[0] - 1]}-{MONTH_NAMES[last[0] - 1]}"
                if whole_months
                else f"{_day_text(*first)}-{_day_text(*last)}"
            )
            return [f"{span} {_weekdays_text(chosen)}"]
        case NthWeekday(chosen, nths):
            return [",".join(f"{WEEKDAY_NAMES[day]}[{','.join(map(str, nths))}]" for day in chosen)]
        case PublicHolidays():
            return ["PH"]
        case AnnualDay(month, day):
            return [_day_text(month, day)]
        case Dates(start, end):
            return [f"{_date_text(start)}-{_date_text(end)}" if end > start else _date_text(start)]
    start = max(dt.date(first_year, 1, 1), calendar.first_date)
    end = min(dt.date(last_year, 12, 31), calendar.last_date)
    dates = sorted({h.date for h in calendar.between(start, end) if days.holds(Day(h.date, (h,)))})
    return [",".join(_date_text(date) for date in dates)] if dates else []


def _date_text(date: dt.date) -> str:
    return f"{date.year} {_day_text(date.month, date.day)}"
