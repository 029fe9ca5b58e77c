"""OpenStreetMap's ``opening_hours``: written from a week, and read into one by asking an evaluator.

Writing gives one line that any evaluator of the specification understands; Korean holidays become ``PH``, and named
ones (Seollal, Chuseok), which the syntax lacks, become dates of the years the calendar knows.

Reading does not parse the syntax: the kept library (opening-hours-py) evaluates every day of two years, a week is
fitted to the answers, and the fit is checked against every answer again. What does not fit exactly is ``unknown``.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from gis.care.holidays import Holiday, HolidayCalendar
from gis.care.hours.days import (
    EVERY_DAY,
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
    CLOSED,
    MINUTES_PER_DAY,
    DayHours,
    Evidence,
    Hours,
    Interval,
    Rule,
    open_intervals,
    unknown_day,
)

WEEKDAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_BREAK_MIN = 120
"""A gap between two intervals of a day up to this long is a break; a longer one is a closure between two openings."""

_FIRST_YEAR, _LAST_YEAR = 2027, 2028
_MOST_YEARS = 12
_MOST_SINGLE_DAYS = 40


# Writing


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


def _in_order(hours: Hours) -> list[Rule]:
    """Give the rules from the general to the special; weekdays with equal hours as one, closed ones left out."""
    week = hours.ordinary_week() if any(isinstance(rule.days, Weekdays) for rule in hours.rules) else ()
    together = [
        Rule(Weekdays(tuple(day for day, own in enumerate(week) if own == plain)), plain)
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


def bind_holidays(text: str, dates: Iterable[dt.date]) -> str:
    """Put dates in the place of ``PH`` in a line that :func:`to_osm` wrote.

    The kept evaluator knows few Korean holidays; with the dates of our own calendar it decides days as we do.
    """
    written = ",".join(_date_text(date) for date in sorted(dates))
    parts = text.split("; ")
    bound = [written + part.removeprefix("PH") if part.startswith("PH ") else part for part in parts]
    return "; ".join(part for part in bound if written or not part.startswith(" "))


# Reading


def read_osm(text: str) -> Hours:
    """Read an ``opening_hours`` value.

    Parameters
    ----------
    text : str

    Returns
    -------
    Hours
        ``unknown`` with reason ``osm_syntax`` when the library cannot read it, ``osm_sun_times`` when it depends on
        the sun (which needs a place), and ``osm_not_expressible`` when no week of ours gives the same answer on every
        day of the years evaluated, public holidays included.
    """
    if re.search(r"sunrise|sunset|dawn|dusk", text, re.IGNORECASE):
        return Hours("unknown", reason="osm_sun_times", unread=text)
    try:
        plain = OpeningHours(text)
        korean = OpeningHours(text, country="KR")
    except (ParserError, SyntaxError):
        return Hours("unknown", reason="osm_syntax", unread=text)
    named = [int(year) for year in re.findall(r"(?:19|20)\d\d", text)]
    years = range(min([_FIRST_YEAR, *named]), max([_LAST_YEAR, *named]) + 1)
    if len(years) > _MOST_YEARS:
        return Hours("unknown", reason="osm_not_expressible", unread=text)
    ordinary, on_holidays = _evaluate(plain, years), _evaluate(korean, years)
    holidays = _library_holidays(years)
    rules = _fit(ordinary, on_holidays, holidays, Evidence("osm", text, "evaluated"))
    if rules is None:
        return Hours("unknown", reason="osm_not_expressible", unread=text)
    hours = Hours("read", rules)
    for date, expected in on_holidays.items():
        if not _same(hours.on(Day(date, holidays.get(date, ())))[0], expected):
            return Hours("unknown", reason="osm_not_expressible", unread=text)
    if all(rule.hours.state != "open" for rule in rules):
        return Hours("unknown", rules, reason="no_open_day")
    return hours


def _same(ours: DayHours, theirs: DayHours) -> bool:
    return ours.state == theirs.state and (ours.state != "open" or open_intervals(ours) == open_intervals(theirs))


@lru_cache(maxsize=16)
def _library_holidays(years: range) -> dict[dt.date, tuple[Holiday, ...]]:
    """Give the Korean holidays that the kept library knows in the years evaluated."""
    evaluator = OpeningHours("PH", country="KR")
    return {
        date: (Holiday(date, "PH", "statutory", "new_year"),)
        for date in _dates(years)
        if evaluator.is_open(dt.datetime.combine(date, dt.time(12)))
    }


def _dates(years: range) -> list[dt.date]:
    first, last = dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _evaluate(evaluator: OpeningHours, years: range) -> dict[dt.date, DayHours]:
    """Ask the evaluator for every day; an interval that runs past midnight belongs to the day it starts on.

    A day on either side is evaluated too, so that a night at the year's edge is seen whole.
    """
    dates = _dates(years)
    start = dt.datetime.combine(dates[0] - dt.timedelta(days=1), dt.time())
    end = dt.datetime.combine(dates[-1] + dt.timedelta(days=2), dt.time())
    spans: list[tuple[dt.datetime, dt.datetime, str]] = []
    for since, until, state, _ in evaluator.intervals(start, end):
        kind = str(state).rsplit(".", maxsplit=1)[-1].lower()
        if spans and spans[-1][2] == kind and spans[-1][1] == since:
            spans[-1] = (spans[-1][0], until, kind)
        elif kind != "closed":
            spans.append((since, until, kind))
    return _by_day(dates, spans)


def _by_day(dates: list[dt.date], spans: list[tuple[dt.datetime, dt.datetime, str]]) -> dict[dt.date, DayHours]:
    opened: dict[dt.date, list[Interval]] = {}
    unknown: set[dt.date] = set()
    for start, until, kind in spans:
        at = start
        while at < until:
            midnight = dt.datetime.combine(at.date() + dt.timedelta(days=1), dt.time())
            runs_over = until - at <= dt.timedelta(days=1) and until > midnight and at.time() >= dt.time(12)
            stop = until if runs_over else min(until, midnight)
            if kind == "open":
                minute = at.hour * 60 + at.minute
                length = int((stop - at).total_seconds()) // 60
                opened.setdefault(at.date(), []).append(Interval(minute, minute + length))
            else:
                unknown.add(at.date())
            at = stop
    return {date: unknown_day("osm_unknown") if date in unknown else _day_hours(opened.get(date, [])) for date in dates}


def _day_hours(intervals: list[Interval]) -> DayHours:
    """Join intervals with a short gap between them into one with a break."""
    if not intervals:
        return CLOSED
    joined: list[Interval] = []
    breaks: list[Interval] = []
    for interval in intervals:
        if joined and interval.start_min - joined[-1].end_min <= LONGEST_BREAK_MIN:
            breaks.append(Interval(joined[-1].end_min, interval.start_min))
            joined[-1] = Interval(joined[-1].start_min, interval.end_min)
        else:
            joined.append(interval)
    return DayHours("open", tuple(joined), tuple(breaks))


def _fit(
    ordinary: Mapping[dt.date, DayHours],
    on_holidays: Mapping[dt.date, DayHours],
    holidays: Mapping[dt.date, tuple[Holiday, ...]],
    evidence: Evidence,
) -> tuple[Rule, ...] | None:
    """Fit weekdays, then seasons of whole months, then n-th weekdays, then single days, then public holidays."""
    usual = _usual_week(ordinary)
    rules = [
        Rule(Weekdays(tuple(day for day in EVERY_DAY if usual[day] == hours)), hours, (evidence,))
        for hours in dict.fromkeys(usual)
    ]
    rules += _seasons(ordinary, rules, evidence)
    rules += _nth_weekdays(ordinary, rules, evidence)
    left = _unexplained(ordinary, rules)
    if len(left) > _MOST_SINGLE_DAYS:
        return None
    years = {date.year for date in ordinary}
    for date, hours in left.items():
        is_annual = (date.month, date.day) != (2, 29) and all(
            ordinary[date.replace(year=year)] == hours for year in years
        )
        days: Days = AnnualDay(date.month, date.day) if is_annual else Dates(date, date)
        rules.append(Rule(days, hours, (evidence,)))
    rules = list(dict.fromkeys(rules))
    differing = Counter(on_holidays[date] for date in holidays if on_holidays[date] != ordinary[date])
    if differing:
        rules.append(Rule(PublicHolidays(), differing.most_common(1)[0][0], (evidence,)))
    return tuple(rules)


def _usual_week(days: Mapping[dt.date, DayHours], months: Iterable[int] = range(1, 13)) -> tuple[DayHours, ...]:
    chosen = set(months)
    return tuple(
        Counter(h for d, h in days.items() if d.weekday() == weekday and d.month in chosen).most_common(1)[0][0]
        for weekday in EVERY_DAY
    )


def _unexplained(days: Mapping[dt.date, DayHours], rules: list[Rule]) -> dict[dt.date, DayHours]:
    so_far = Hours("read", tuple(rules))
    return {date: hours for date, hours in days.items() if not _same(so_far.on(Day(date))[0], hours)}


def _seasons(days: Mapping[dt.date, DayHours], base: list[Rule], evidence: Evidence) -> list[Rule]:
    usual = _usual_week(days)
    months_of: dict[tuple[tuple[int, ...], DayHours], list[int]] = {}
    for month in range(1, 13):
        week = _usual_week(days, [month])
        for hours in dict.fromkeys(week):
            differing = tuple(day for day in EVERY_DAY if week[day] == hours and usual[day] != hours)
            if differing and _explains_more(days, base, Season((month, 1), (month, 31), differing), hours):
                months_of.setdefault((differing, hours), []).append(month)
    return [
        Rule(Season((first, 1), (last, 31), differing), hours, (evidence,))
        for (differing, hours), months in months_of.items()
        for first, last in _month_runs(months)
    ]


def _month_runs(months: list[int]) -> list[tuple[int, int]]:
    """Join neighbouring months, December and January too."""
    runs: list[tuple[int, int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][1] == 12:
        runs = [(runs[-1][0], runs[0][1]), *runs[1:-1]]
    return runs


def _explains_more(days: Mapping[dt.date, DayHours], base: list[Rule], chosen: Days, hours: DayHours) -> bool:
    """Tell whether a rule mends more days than it spoils."""
    before = Hours("read", tuple(base))
    gained = sum(
        (1 if _same(hours, actual) else -1)
        for date, actual in days.items()
        if chosen.holds(Day(date)) and _same(before.on(Day(date))[0], actual) != _same(hours, actual)
    )
    return gained > 0


def _nth_weekdays(days: Mapping[dt.date, DayHours], rules: list[Rule], evidence: Evidence) -> list[Rule]:
    """Find n-th weekdays that always differ; the last of the month is tried before the fifth, which it covers."""
    made: list[Rule] = []
    for weekday in EVERY_DAY:
        for nth in (-1, 1, 2, 3, 4, 5):
            chosen = NthWeekday((weekday,), (nth,))
            occurrences = {date: hours for date, hours in days.items() if chosen.holds(Day(date))}
            values = set(occurrences.values())
            if len(values) == 1 and len(_unexplained(occurrences, [*rules, *made])) == len(occurrences):
                made.append(Rule(chosen, values.pop(), (evidence,)))
    return made
