"""Weeks between an earlier and a later one: what was published only then, and what was changed.

A day that was not known and is now has its hours published; nobody knows whether the door is open longer than before.
A day whose hours were known and are others now has them changed.
"""

from gis.care.hours.days import PublicHolidays, Weekdays
from gis.care.hours.model import CLOSED, DayHours, Hours, HoursRule


def is_published(before: Hours, after: Hours) -> bool:
    """Tell whether hours of some day are known after and not before, or the other way round."""
    return any(_is_known(one) != _is_known(other) for one, other in _days(before, after))


def is_changed(before: Hours, after: Hours) -> bool:
    """Tell whether hours of some day are known before and after, and are others."""
    return any(_is_known(one) and _is_known(other) and one != other for one, other in _days(before, after))


def week_between(before: Hours, after: Hours, *, published: bool, changed: bool) -> Hours:
    """Make the week in which only some of what differs has come about.

    Parameters
    ----------
    before, after : Hours
    published : bool
        Whether days that one of them knows alone are as after.
    changed : bool
        Whether days that both know are as after.

    Returns
    -------
    Hours
        ``before`` itself with neither, ``after`` with both; else an ordinary week and a public holiday.
    """
    if published == changed:
        return after if changed else before
    week = [_day(one, other, published=published) for one, other in _days(before, after)]
    rules = [HoursRule(Weekdays((day,)), hours) for day, hours in enumerate(week[:7])]
    rules.append(HoursRule(PublicHolidays(), week[7]))
    if all(day.state == "unknown" for day in week[:7]):
        return Hours("unknown", tuple(rules), reason="nothing_published")
    return Hours("read", tuple(rules))


def _day(before: DayHours, after: DayHours, *, published: bool) -> DayHours:
    """Choose the day of a week in which either publishing or changing has come about."""
    is_publishing = _is_known(before) != _is_known(after)
    return after if is_publishing == published else before


def _is_known(day: DayHours) -> bool:
    return day.state != "unknown"


def _days(before: Hours, after: Hours) -> list[tuple[DayHours, DayHours]]:
    """Pair Monday to Sunday and a public holiday; one that is not spoken of is like the weekday it falls on."""
    return list(zip(_eight(before), _eight(after), strict=True))


def _eight(hours: Hours) -> tuple[DayHours, ...]:
    week = hours.ordinary_week()
    holiday = hours.public_holiday() or week[2]
    return (*week, CLOSED if holiday.state == "unknown" and week[2].state == "closed" else holiday)
