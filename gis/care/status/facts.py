"""What is known of a center's opening, and what it says at an instant: published hours, and claims of other sources."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gis.care.holidays import HolidayCalendar
from gis.care.hours.days import Day
from gis.care.hours.model import MINUTES_PER_DAY, DayHours, Hours, HoursRule, Interval
from gis.errors import InputError
from gis.terms import SEOUL

State = Literal["open", "closed", "break", "unknown"]
Source = Literal["published", "notice", "live", "override"]
CLAIM_SOURCES: tuple[Source, ...] = ("notice", "live", "override")


@dataclass(frozen=True, slots=True)
class StatusRules:
    """Thresholds, kept as dated data in ``data/rules/status.toml``.

    Attributes
    ----------
    high_until_days, medium_until_days : int
        Age of the published row up to which its confidence is high, or medium; above it is low.
    live_holds_min : int
        Minutes for which a live answer counts after it was observed.
    """

    high_until_days: int
    medium_until_days: int
    live_holds_min: int

    def __post_init__(self) -> None:
        if not 0 < self.high_until_days < self.medium_until_days or self.live_holds_min <= 0:
            raise InputError(f"status rules must be positive and in order: {self}")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source other than the published hours says of one center.

    Attributes
    ----------
    source : Source
        notice, live or override.
    state : str
        open, closed, break or unknown for the whole time; ``hours`` for the intervals on each of its days.
    valid_from, valid_until : datetime.datetime
        Aware; the first instant counts, the last does not.
    issued_at : datetime.datetime
        Aware; before it the claim is not known.
    issued_by : str
        Who says so: an office, a service, a role; not a person's name.
    intervals : tuple of Interval
        Of state ``hours`` only.
    """

    source: Source
    state: Literal["open", "closed", "break", "unknown", "hours"]
    valid_from: dt.datetime
    valid_until: dt.datetime
    issued_at: dt.datetime
    issued_by: str
    intervals: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if self.source not in CLAIM_SOURCES:
            raise InputError(f"a claim comes from {', '.join(CLAIM_SOURCES)}, not {self.source!r}")
        for instant in (self.valid_from, self.valid_until, self.issued_at):
            require_aware(instant)
        if self.valid_until <= self.valid_from:
            raise InputError(f"a claim valid from {self.valid_from} cannot end at {self.valid_until}")
        if (self.state == "hours") != bool(self.intervals):
            raise InputError(f"a claim of state {self.state!r} cannot have {len(self.intervals)} intervals")

    def holds(self, at: dt.datetime) -> bool:
        """Return whether the claim counts at an instant."""
        return self.issued_at <= at and self.valid_from <= at < self.valid_until

    def state_at(self, at: dt.datetime) -> State:
        """Return the state claimed for an instant within the claim's time."""
        if self.state != "hours":
            return self.state
        minute = minute_of_day(at)
        began_yesterday = at.astimezone(SEOUL).date() > self.valid_from.astimezone(SEOUL).date()
        minutes = (minute, minute + MINUTES_PER_DAY) if began_yesterday else (minute,)
        return "open" if any(i.holds(m) for i in self.intervals for m in minutes) else "closed"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A further source of hours that says something else.

    Attributes
    ----------
    source : str
        Key of the list.
    reference_date : datetime.date
        Date at which it states them.
    days : tuple of int
        On which days: 0 Monday to 6 Sunday, 7 a public holiday.
    """

    source: str
    reference_date: dt.date
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CenterFacts:
    """All that is known of one center's opening.

    Attributes
    ----------
    hours : Hours
        The published hours as read.
    reference_date : datetime.date
        Date at which the publisher states them.
    region_code : str or None
        MOIS code of any level, for local holidays.
    is_public : bool
        Whether local public-office holidays apply.
    claims : tuple of Claim
    published_by : str or None
        Key of the list that gave the hours.
    disagreement : Disagreement or None
        Another list that gives other hours.
    """

    hours: Hours
    reference_date: dt.date
    region_code: str | None = None
    is_public: bool = True
    claims: tuple[Claim, ...] = ()
    published_by: str | None = None
    disagreement: Disagreement | None = None

    @property
    def holiday_region(self) -> str | None:
        """Region whose local holidays the center keeps."""
        return self.region_code if self.is_public else None


def require_aware(at: dt.datetime) -> None:
    """Refuse an instant without a time zone.

    Raises
    ------
    InputError
    """
    if at.tzinfo is None:
        raise InputError(f"the instant {at} has no time zone; give it one, such as +09:00")


def minute_of_day(at: dt.datetime) -> float:
    """Return the minutes since midnight in Seoul, seconds as a fraction."""
    local = at.astimezone(SEOUL)
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


@dataclass(frozen=True, slots=True)
class Moment:
    """The published state at an instant, and the day and rule that decided."""

    state: State
    day: Day
    hours: DayHours
    rule: HoursRule | None
    interval: Interval | None = None
    rest: Interval | None = None


def published_moment(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar) -> Moment:
    """Decide by the published hours alone.

    A night that began yesterday counts before today: at 01:00 a center open 22:00 to 02:00 is open by yesterday.

    Parameters
    ----------
    facts : CenterFacts
    at : datetime.datetime
        Aware.
    calendar : HolidayCalendar

    Returns
    -------
    Moment
    """
    date = at.astimezone(SEOUL).date()
    minute = minute_of_day(at)
    for offset in (1, 0):
        day = Day(date - dt.timedelta(days=offset), calendar.on(date - dt.timedelta(days=offset), facts.holiday_region))
        hours, rule = facts.hours.on(day)
        here = minute + offset * MINUTES_PER_DAY
        interval = next((i for i in hours.intervals if i.holds(here)), None)
        if interval is not None:
            rest = next((b for b in hours.breaks if b.holds(here)), None)
            return Moment("break" if rest else "open", day, hours, rule, interval, rest)
    return Moment("unknown" if hours.state == "unknown" else "closed", day, hours, rule)


def deciding_claim(claims: Iterable[Claim], at: dt.datetime) -> Claim | None:
    """Choose the claim that counts at an instant: the highest source, and of it the one issued last."""
    holding = [claim for claim in claims if claim.holds(at)]
    return max(reversed(holding), key=lambda claim: (CLAIM_SOURCES.index(claim.source), claim.issued_at), default=None)
