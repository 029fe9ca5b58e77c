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
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gis.care.holidays import HolidayCalendar
from gis.care.hours.days import Day
from gis.care.hours.model import MINUTES_PER_DAY, DayHours
from gis.care.status.facts import (
    CenterFacts,
    Claim,
    Source,
    State,
    StatusRules,
    deciding_claim,
    published_moment,
    require_aware,
)
from gis.care.status.reasons import Reason, claim_reasons, published_reasons
from gis.errors import InputError
from gis.terms import SEOUL

HORIZON_DAYS = 30
"""How far ahead the next change is looked for."""

Confidence = Literal["high", "medium", "low", "none"]


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


def state_at(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar) -> State:
    """Return the bare state of one center at one instant: the plain version that the vectorised one must equal.

    Raises
    ------
    InputError
        When the instant has no time zone.
    """
    require_aware(at)
    claim = deciding_claim(facts.claims, at)
    return claim.state_at(at) if claim is not None else published_moment(facts, at, calendar).state


def status_at(facts: CenterFacts, at: dt.datetime, calendar: HolidayCalendar, rules: StatusRules) -> Status:
    """Return the state of one center at one instant with its reasons.

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
    """Return the state on arrival.

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
    """Return every instant after ``at`` at which something may change: day by day, in order."""
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
