"""Which days a rule of opening hours speaks of.

Each selector says whether it holds on a day and ranks among the others: of all rules that hold on a day the one of
the highest rank decides, so that a public holiday beats a weekday and the Chuseok days beat public holidays.
"""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from gis.care.holidays import Holiday, HolidayKind

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WORKING_DAYS = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
EVERY_DAY = (*WORKING_DAYS, SATURDAY, SUNDAY)


@dataclass(frozen=True, slots=True)
class Day:
    """A date with what is known of its holidays in the place in question.

    Attributes
    ----------
    date : datetime.date
    holidays : tuple of Holiday or None
        Empty on an ordinary day; None when the calendar does not reach the date.
    """

    date: dt.date
    holidays: tuple[Holiday, ...] | None = ()

    @property
    def weekday(self) -> int:
        """Monday is 0."""
        return self.date.weekday()


@dataclass(frozen=True, slots=True)
class Weekdays:
    """The same days of every week."""

    days: tuple[int, ...]
    rank: ClassVar[int] = 0
    name: ClassVar[str] = "weekdays"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return day.weekday in self.days


@dataclass(frozen=True, slots=True)
class Season:
    """Days of the week within a part of every year, both ends included; it may run over the new year.

    ``first`` and ``last`` are (month, day).
    """

    first: tuple[int, int]
    last: tuple[int, int]
    days: tuple[int, ...] = EVERY_DAY
    rank: ClassVar[int] = 1
    name: ClassVar[str] = "season"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        here = (day.date.month, day.date.day)
        after, before = here >= self.first, here <= self.last
        inside = (after and before) if self.first <= self.last else (after or before)
        return inside and day.weekday in self.days


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The n-th such weekday of every month; -1 is the last."""

    days: tuple[int, ...]
    nths: tuple[int, ...]
    rank: ClassVar[int] = 2
    name: ClassVar[str] = "nth_weekday"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        if day.weekday not in self.days:
            return False
        is_last = (day.date + dt.timedelta(days=7)).month != day.date.month
        return (day.date.day - 1) // 7 + 1 in self.nths or (-1 in self.nths and is_last)


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """Every public holiday."""

    rank: ClassVar[int] = 3
    name: ClassVar[str] = "public_holidays"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return bool(day.holidays)


@dataclass(frozen=True, slots=True)
class HolidayKinds:
    """Public holidays of some kinds only, such as temporary ones."""

    kinds: tuple[HolidayKind, ...]
    rank: ClassVar[int] = 4
    name: ClassVar[str] = "holiday_kinds"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return any(holiday.kind in self.kinds for holiday in day.holidays or ())


@dataclass(frozen=True, slots=True)
class NamedHolidays:
    """Holidays by what they are, such as the three days of Seollal, with or without their substitutes."""

    keys: tuple[str, ...]
    with_substitutes: bool = True
    rank: ClassVar[int] = 5
    name: ClassVar[str] = "named_holidays"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return any(
            holiday.key in self.keys and (self.with_substitutes or holiday.kind != "substitute")
            for holiday in day.holidays or ()
        )


@dataclass(frozen=True, slots=True)
class AnnualDay:
    """One date of every year."""

    month: int
    day: int
    rank: ClassVar[int] = 6
    name: ClassVar[str] = "annual_day"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return (day.date.month, day.date.day) == (self.month, self.day)


@dataclass(frozen=True, slots=True)
class Dates:
    """A span of dates of one year, both ends included."""

    first: dt.date
    last: dt.date
    rank: ClassVar[int] = 7
    name: ClassVar[str] = "dates"

    def holds(self, day: Day) -> bool:
        """Return whether the rule speaks of the day."""
        return self.first <= day.date <= self.last


Days = Weekdays | Season | NthWeekday | PublicHolidays | HolidayKinds | NamedHolidays | AnnualDay | Dates

NEEDS_CALENDAR = (PublicHolidays, HolidayKinds, NamedHolidays)
"""Selectors that cannot be decided on a date the calendar does not reach."""
