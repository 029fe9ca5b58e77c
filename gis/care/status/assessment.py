"""Is a center open at an instant, and why: published hours, notices, live answers and overrides, in that order.

Pure: the instant, the calendar and the rules are arguments. The answer carries codes and parameters, never sentences;
``app`` renders them (``app/text``). Instants are aware; times of day are those of Asia/Seoul.

A later source overrides an earlier one while it is valid; of one source the statement issued last counts:

1. the published hours, as read by :mod:`gis.care.hours`;
2. the center's notice (of the day, or of some days);
3. a live service of the center;
4. an administrator's override.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gis.care.holidays import HolidayCalendar
from gis.care.hours.days import Day
from gis.care.hours.model import MINUTES_PER_DAY, DayHours, Hours, Interval, Rule
from gis.care.status.reasons import Reason, claim_reasons, published_reasons
from gis.errors import InputError

SEOUL = dt.timezone(dt.timedelta(hours=9), "Asia/Seoul")
"""Korean Standard Time; no daylight saving since 1988."""

HORIZON_DAYS = 30
"""How far ahead the next change is looked for."""

State = Literal["open", "closed", "break", "unknown"]
Source = Literal["published", "notice", "live", "override"]
Confidence = Literal["high", "medium", "low", "none"]
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
        """Tell whether the claim counts at an instant."""
        return self.issued_at <= at and self.valid_from <= at < self.valid_until

    def state_at(self, at: dt.datetime) -> State:
        """Give the state claimed for an instant within the claim's time."""
        if self.state != "hours":
            return self.state
        minute = minute_of_day(at)
        began_yesterday = at.astimezone(SEOUL).date() > self.valid_from.astimezone(SEOUL).date()
        minutes = (minute, minute + MINUTES_PER_DAY) if began_yesterday else (minute,)
        return "open" if any(i.holds(m) for i in self.intervals for m in minutes) else "closed"


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
    """

    hours: Hours
    reference_date: dt.date
    region_code: str | None = None
    is_public: bool = True
    claims: tuple[Claim, ...] = ()

    @property
    def holiday_region(self) -> str | None:
        """Region whose local holidays the center keeps."""
        return self.region_code if self.is_public else None


@dataclass(frozen=True, slots=True)
class NextChange:
    """The next instant at which the state is another, and which."""

    at: dt.datetime
    state: State


@dataclass(frozen=True, slots=True)
class Status:
    """The answer for one center at one instant.

    Attributes
    ----------
    state : State
    source : Source
        The source that decided.
    reasons : tuple of Reason
        From the deciding one to what lessens its weight.
    as_of : datetime.date
        Date of the newest source that counts.
    age_days : int
        Days from then to the instant; not below 0.
    confidence : Confidence
        ``none`` when the state is unknown.
    next_change : NextChange or None
        None when nothing changes within :data:`HORIZON_DAYS`.
    opens_at : datetime.datetime or None
        The next opening, when it is not open now.
    """

    state: State
    source: Source
    reasons: tuple[Reason, ...]
    as_of: dt.date
    age_days: int
    confidence: Confidence
    next_change: NextChange | None
    opens_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a person will find who arrives after a travel time.

    ``open_left_min`` is how long the center stays open from then, 0 when it is not open; None when it does not close
    within the horizon.
    """

    at: dt.datetime
    state: State
    open_left_min: int | None


def require_aware(at: dt.datetime) -> None:
    """Refuse an instant without a time zone.

    Raises
    ------
    InputError
    """
    if at.tzinfo is None:
        raise InputError(f"the instant {at} has no time zone; give it one, such as +09:00")


def minute_of_day(at: dt.datetime) -> float:
    """Give the minutes since midnight in Seoul, seconds as a fraction."""
    local = at.astimezone(SEOUL)
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


@dataclass(frozen=True, slots=True)
class Moment:
    """The published state at an instant, and the day and rule that decided."""

    state: State
    day: Day
    hours: DayHours
    rule: Rule | None
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


def state_at(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar) -> State:
    """Give the bare state of one center at one instant: the plain version that the vectorised one must equal.

    Raises
    ------
    InputError
        When the instant has no time zone.
    """
    require_aware(at)
    claim = deciding_claim(facts.claims, at)
    return claim.state_at(at) if claim is not None else published_moment(facts, at, calendar).state


def status_at(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar, rules: StatusRules) -> Status:
    """Give the state of one center at one instant with its reasons.

    Parameters
    ----------
    facts : CenterFacts
    at : datetime.datetime
        Aware.
    calendar : HolidayCalendar
    rules : StatusRules

    Returns
    -------
    Status

    Raises
    ------
    InputError
        When the instant has no time zone.
    """
    require_aware(at)
    at = at.astimezone(SEOUL)
    moment = published_moment(facts, at, calendar)
    claim = deciding_claim(facts.claims, at)
    published = published_reasons(facts, moment, at, calendar)
    source: Source
    if claim is None:
        state, source, as_of, reasons = moment.state, "published", facts.reference_date, published
    else:
        state, source, as_of = claim.state_at(at), claim.source, claim.issued_at.astimezone(SEOUL).date()
        reasons = (*claim_reasons(claim), Reason("instead_of_published", {"state": moment.state}), *published)
    age_days = max((at.date() - as_of).days, 0)
    changes = _changes(facts, at, calendar, state)
    upcoming = next(changes, None)
    opens = upcoming if state != "open" else None
    while opens is not None and opens.state != "open":
        opens = next(changes, None)
    confidence = _confidence(state, claim, age_days, reasons, rules)
    return Status(state, source, reasons, as_of, age_days, confidence, upcoming, opens.at if opens else None)


def _confidence(
    state: State, claim: Claim | None, age_days: int, reasons: tuple[Reason, ...], rules: StatusRules
) -> Confidence:
    if state == "unknown":
        return "none"
    if claim is not None:
        return "high"
    levels: tuple[Confidence, ...] = ("low", "medium", "high")
    level = 2 if age_days <= rules.high_until_days else 1 if age_days <= rules.medium_until_days else 0
    return levels[max(level - sum(reason.lessens for reason in reasons), 0)]


def arrival_at(facts: CenterFacts, at: dt.datetime, travel_min: float, calendar: HolidayCalendar) -> Arrival:
    """Give the state on arrival.

    Parameters
    ----------
    facts : CenterFacts
    at : datetime.datetime
        Aware; when the person sets out.
    travel_min : float
        Minutes, not below 0. A live answer or a notice that ends before the arrival no longer counts then.
    calendar : HolidayCalendar

    Returns
    -------
    Arrival

    Raises
    ------
    InputError
        When the travel time is negative or not a number, or the instant has no time zone.
    """
    require_aware(at)
    if not 0 <= travel_min < float("inf"):
        raise InputError(f"a travel time of {travel_min} min cannot be used; give minutes from 0")
    arrives = at + dt.timedelta(minutes=travel_min)
    state = state_at(facts, arrives, calendar)
    if state != "open":
        return Arrival(arrives, state, 0)
    change = next(_changes(facts, arrives, calendar, state), None)
    return Arrival(arrives, state, None if change is None else int((change.at - arrives).total_seconds() // 60))


def _changes(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar, state: State) -> Iterator[NextChange]:
    """Walk through the instants after ``at`` at which the state changes, within the horizon."""
    current = state
    for instant in _boundaries(facts, at, calendar):
        found = state_at(facts, instant, calendar)
        if found != current:
            current = found
            yield NextChange(instant, found)


def _boundaries(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar) -> Iterator[dt.datetime]:
    """Give every instant after ``at`` at which something may change: day by day, in order."""
    first = at.astimezone(SEOUL).date() - dt.timedelta(days=1)
    claims = sorted({instant for claim in facts.claims for instant in (claim.valid_from, claim.valid_until)})
    seen = at
    for offset in range(HORIZON_DAYS + 2):
        date = first + dt.timedelta(days=offset)
        midnight = dt.datetime.combine(date, dt.time(), SEOUL)
        day_ends = midnight + dt.timedelta(days=1)
        minutes = {0, *_edges(facts.hours.on(Day(date, calendar.on(date, facts.holiday_region)))[0])}
        before = date - dt.timedelta(days=1)
        earlier = facts.hours.on(Day(before, calendar.on(before, facts.holiday_region)))[0]
        minutes |= {edge - MINUTES_PER_DAY for edge in _edges(earlier)}
        for claim in facts.claims:
            minutes |= {edge % MINUTES_PER_DAY for i in claim.intervals for edge in (i.start_min, i.end_min)}
        instants = {midnight + dt.timedelta(minutes=minute) for minute in minutes if 0 <= minute < MINUTES_PER_DAY}
        instants |= {instant for instant in claims if midnight <= instant < day_ends}
        for instant in sorted(instants):
            if instant > seen:
                seen = instant
                yield instant.astimezone(SEOUL)


def _edges(hours: DayHours) -> set[int]:
    return {edge for span in (*hours.intervals, *hours.breaks) for edge in (span.start_min, span.end_min)}
