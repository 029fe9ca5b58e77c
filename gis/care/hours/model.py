"""The structured week: rules of opening hours with their evidence, and what holds on one day.

Minutes count from midnight, local time (Asia/Seoul). An interval holds its first minute and not its last: 09:00 to
18:00 is open at 09:00 and closed at 18:00. One that ends after 1440 runs into the next day.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gis.care.hours.days import (
    NEEDS_CALENDAR,
    Day,
    Days,
    PublicHolidays,
    Weekdays,
)
from gis.errors import InputError

MINUTES_PER_DAY = 1440

DayState = Literal["open", "closed", "unknown"]
Outcome = Literal["read", "repaired", "unknown"]
Field = Literal["opens", "closes", "closed_days", "note", "by_day", "osm", "given"]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From a minute of the day up to, not including, another.

    Raises
    ------
    InputError
        Unless 0 <= start_min < 1440 and start_min < end_min <= start_min + 1440.
    """

    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        if not (0 <= self.start_min < MINUTES_PER_DAY and 0 < self.end_min - self.start_min <= MINUTES_PER_DAY):
            raise InputError(f"interval {self.start_min} to {self.end_min} min is not within one day and night")

    def holds(self, minute: float) -> bool:
        """Return whether a minute lies inside."""
        return self.start_min <= minute < self.end_min


@dataclass(frozen=True, slots=True)
class DayHours:
    """What a kind of day is like: open at these times less the breaks, closed, or unknown for a reason.

    Attributes
    ----------
    state : DayState
    intervals : tuple of Interval
        In order, not overlapping; only of an open day.
    breaks : tuple of Interval
        Each inside one interval.
    reason : str or None
        Code of why it is unknown, such as ``saturday_unsaid``.
    """

    state: DayState
    intervals: tuple[Interval, ...] = ()
    breaks: tuple[Interval, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.state == "open") != bool(self.intervals):
            raise InputError(f"a day that is {self.state} cannot have {len(self.intervals)} intervals")
        if (self.state == "unknown") != (self.reason is not None):
            raise InputError(f"a day that is {self.state} cannot have the reason {self.reason!r}")
        if any(a.end_min > b.start_min for a, b in pairwise(self.intervals)):
            raise InputError(f"intervals must be in order and apart: {self.intervals}")
        if any(a.end_min > b.start_min for a, b in pairwise(self.breaks)):
            raise InputError(f"breaks must be in order and apart: {self.breaks}")
        for rest in self.breaks:
            if not any(i.start_min <= rest.start_min and rest.end_min <= i.end_min for i in self.intervals):
                raise InputError(f"break {rest} lies outside the open hours {self.intervals}")


CLOSED = DayHours("closed")


def unknown_day(reason: str) -> DayHours:
    """Make a day of which nothing is known, for the reason given as a code."""
    return DayHours("unknown", reason=reason)


def open_intervals(hours: DayHours) -> list[Interval]:
    """Return a day's open hours with the breaks taken out."""
    pieces: list[Interval] = []
    for interval in hours.intervals:
        start = interval.start_min
        for rest in hours.breaks:
            if interval.start_min <= rest.start_min < interval.end_min:
                pieces += [Interval(start, rest.start_min)] if rest.start_min > start else []
                start = rest.end_min
        pieces += [Interval(start, interval.end_min)] if interval.end_min > start else []
    return pieces


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a piece came from: the field, the words in it, and the rule that read them.

    ``words`` is None where the words may not be kept (usage notes in the shipped snapshot) or where there were none.
    """

    field: Field
    words: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class HoursRule:
    """On these days, these hours, because of these words."""

    days: Days
    hours: DayHours
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said beside the hours that is not a rule: an appointment, a telephone line, a suspension.

    ``since`` is a year and month, or None; a remark without it is as old as the row.
    """

    code: str
    evidence: Evidence
    since: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was read as something else than it says, by a named rule."""

    rule: str
    field: Field
    found: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of one center as far as its words allow.

    Attributes
    ----------
    outcome : Outcome
        read, repaired (read after a marked repair), or unknown: no weekday's hours could be read.
    rules : tuple of HoursRule
        What could be read; an unknown row may still name days on which the center is surely closed.
    remarks : tuple of Remark
    repairs : tuple of Repair
    reason : str or None
        Code of why the row is unknown.
    unread : str or None
        The words that could not be read.
    """

    outcome: Outcome
    rules: tuple[HoursRule, ...] = ()
    remarks: tuple[Remark, ...] = ()
    repairs: tuple[Repair, ...] = ()
    reason: str | None = None
    unread: str | None = None

    def __post_init__(self) -> None:
        if (self.outcome == "unknown") != (self.reason is not None):
            raise InputError(f"hours that are {self.outcome} cannot have the reason {self.reason!r}")

    def on(self, day: Day) -> tuple[DayHours, HoursRule | None]:
        """Decide what holds on a day.

        The rule of the highest rank that holds decides; of equal ranks the later one. A public-holiday rule that
        says "unknown" gives way to a day on which the center is closed anyway. When the calendar does not reach the
        day, the answer is known only if it would be the same on a holiday as on an ordinary day.

        Parameters
        ----------
        day : Day

        Returns
        -------
        DayHours
        HoursRule or None
            The rule that decided; None when no rule speaks of the day.
        """
        holding = sorted((rule for rule in self.rules if rule.days.holds(day)), key=lambda rule: rule.days.rank)
        base = [rule for rule in holding if rule.days.rank < PublicHolidays.rank]
        plain = base[-1] if base else None
        decided = holding[-1] if holding else None
        if decided is not None and isinstance(decided.days, PublicHolidays) and decided.hours.state == "unknown":
            decided = plain if plain is not None and plain.hours.state == "closed" else decided
        if decided is None:
            return unknown_day(self.reason or "day_unsaid"), None
        if day.holidays is None and decided.days.rank < PublicHolidays.rank:
            return self._beyond_calendar(decided)
        return decided.hours, decided

    def _beyond_calendar(self, decided: HoursRule) -> tuple[DayHours, HoursRule]:
        others = [rule for rule in self.rules if isinstance(rule.days, NEEDS_CALENDAR)]
        if decided.hours.state == "closed":
            matters = any(rule.hours.state == "open" for rule in others)
        else:
            matters = any(rule.hours != decided.hours for rule in others)
        return (unknown_day("calendar_ends") if matters else decided.hours), decided

    def ordinary_week(self) -> tuple[DayHours, ...]:
        """Return the hours of an ordinary Monday to Sunday, without seasons and exceptions."""
        week = []
        for weekday in range(7):
            rules = [r for r in self.rules if isinstance(r.days, Weekdays) and weekday in r.days.days]
            week.append(rules[-1].hours if rules else unknown_day(self.reason or "day_unsaid"))
        return tuple(week)

    def public_holiday(self) -> DayHours | None:
        """Return the hours of a public holiday; None when it is like the weekday it falls on."""
        rules = [rule for rule in self.rules if isinstance(rule.days, PublicHolidays)]
        return rules[-1].hours if rules else None
