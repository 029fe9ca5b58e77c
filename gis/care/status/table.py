"""The status of a whole register at one instant, over arrays.

Equal to :func:`gis.care.status.assessment.state_at` for every center (tested), and much faster: days are decided once
for each distinct selector and each distinct set of day hours, and centers only look their answers up.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from gis.care.holidays import HolidayCalendar
from gis.care.hours.days import EVERY_DAY, NEEDS_CALENDAR, Day, Days, PublicHolidays, Weekdays
from gis.care.hours.model import MINUTES_PER_DAY, DayHours, Hours, HoursRule, Interval, unknown_day
from gis.care.status.facts import CLAIM_SOURCES, CenterFacts, State, minute_of_day, require_aware
from gis.terms import SEOUL

STATES: tuple[State, ...] = ("open", "closed", "break", "unknown")
"""States by their number in the arrays."""

OPEN, CLOSED, BREAK, UNKNOWN = range(4)
_CLAIM_STATES = {"open": OPEN, "closed": CLOSED, "break": BREAK, "unknown": UNKNOWN, "hours": CLOSED}
_NONE, _SEVERAL = -1, -2

T = TypeVar("T")
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class _Numbers(Generic[T]):
    """Gives each distinct thing a number."""

    def __init__(self) -> None:
        self.things: list[T] = []
        self._number: dict[T, int] = {}

    def of(self, thing: T) -> int:
        """Return the number of a thing, a new one to a new thing."""
        if thing not in self._number:
            self._number[thing] = len(self.things)
            self.things.append(thing)
        return self._number[thing]


@dataclass(frozen=True, slots=True)
class _Step:
    """The k-th exception of each center that has as many: applied after the (k-1)-th, so that the later one wins."""

    center: Ints
    selector: Ints
    plan: Ints


@dataclass(frozen=True, slots=True)
class _Spans:
    """Intervals of plans, laid end to end."""

    plan: Ints
    start_min: Ints
    end_min: Ints

    def hold(self, minute: float, count: int) -> Bools:
        """Return whether one of the spans of each plan holds a minute."""
        inside = np.zeros(count, dtype=bool)
        inside[self.plan[(self.start_min <= minute) & (minute < self.end_min)]] = True
        return inside


class StatusTable:
    """Centers' facts compiled for one calendar.

    Parameters
    ----------
    centers : sequence of CenterFacts
        In the order in which answers are given.
    calendar : HolidayCalendar
    """

    def __init__(self, centers: Sequence[CenterFacts], calendar: HolidayCalendar) -> None:
        self.calendar = calendar
        self.count = len(centers)
        self._plans: _Numbers[DayHours] = _Numbers()
        self._selectors: _Numbers[Days] = _Numbers()
        self._regions = (None, *calendar.local_regions)
        self._region = np.array([self._region_of(facts) for facts in centers], dtype=np.int64)
        weeks: _Numbers[Hours] = _Numbers()
        week = np.array([weeks.of(facts.hours) for facts in centers], dtype=np.int64)
        self._compile_weeks(weeks.things, week)
        self._compile_claims(centers)
        plans = self._plans.things
        self._plan_state = np.array([{"closed": CLOSED, "open": CLOSED}.get(p.state, UNKNOWN) for p in plans] or [0])
        self._plan_is_closed = np.array([p.state == "closed" for p in plans] or [False])
        self._plan_is_unknown = np.array([p.state == "unknown" for p in plans] or [False])
        self._open = self._spans([plan.intervals for plan in plans])
        self._break = self._spans([plan.breaks for plan in plans])

    def states_at(self, at: dt.datetime) -> npt.NDArray[np.int8]:
        """Return every center's state at an instant.

        Parameters
        ----------
        at : datetime.datetime
            Aware.

        Returns
        -------
        numpy.ndarray of int8, shape (n,)
            Numbers of :data:`STATES`, in the order of the centers.

        Raises
        ------
        InputError
            When the instant has no time zone.
        """
        require_aware(at)
        date, minute = at.astimezone(SEOUL).date(), minute_of_day(at)
        today = self._plan_on(date)
        yesterday = self._plan_on(date - dt.timedelta(days=1))
        count = len(self._plans.things)
        states = self._plan_state[today]
        for plan, here in ((today, minute), (yesterday, minute + MINUTES_PER_DAY)):
            inside = self._open.hold(here, count)[plan]
            resting = self._break.hold(here, count)[plan]
            states = np.where(inside, np.where(resting, BREAK, OPEN), states)
        self._apply_claims(states, at, minute)
        return states.astype(np.int8)

    def _region_of(self, facts: CenterFacts) -> int:
        code = facts.holiday_region
        matches = [i for i, local in enumerate(self._regions) if local and code and code.startswith(local)]
        return matches[-1] if matches else 0

    @staticmethod
    def _spans(spans: Sequence[Sequence[Interval]]) -> _Spans:
        flat = [(n, span.start_min, span.end_min) for n, of_row in enumerate(spans) for span in of_row]
        columns = np.array(flat, dtype=np.int64).reshape(-1, 3)
        return _Spans(columns[:, 0], columns[:, 1], columns[:, 2])

    # Weeks

    def _compile_weeks(self, weeks: list[Hours], week: Ints) -> None:
        base = np.empty((len(weeks), 7), dtype=np.int64)
        holiday = np.full(len(weeks), _NONE, dtype=np.int64)
        others = np.full(len(weeks), _NONE, dtype=np.int64)
        others_open = np.zeros(len(weeks), dtype=bool)
        low: list[list[HoursRule]] = []
        high: list[list[HoursRule]] = []
        for number, hours in enumerate(weeks):
            ordered = sorted(hours.rules, key=lambda rule: rule.days.rank)
            missing = self._plans.of(unknown_day(hours.reason or "day_unsaid"))
            base[number] = missing
            for rule in ordered:
                plan = self._plans.of(rule.hours)
                if isinstance(rule.days, Weekdays):
                    base[number, list(rule.days.days)] = plan
                elif isinstance(rule.days, PublicHolidays):
                    holiday[number] = plan
                if isinstance(rule.days, NEEDS_CALENDAR):
                    others[number] = plan if others[number] in (_NONE, plan) else _SEVERAL
                    others_open[number] |= rule.hours.state == "open"
            low.append([r for r in ordered if Weekdays.rank < r.days.rank < PublicHolidays.rank])
            high.append([r for r in ordered if r.days.rank > PublicHolidays.rank])
        self._calendar_ends = self._plans.of(unknown_day("calendar_ends"))
        self._base, self._holiday = base[week], holiday[week]
        self._others, self._others_open = others[week], others_open[week]
        self._low, self._high = self._steps(low, week), self._steps(high, week)

    def _steps(self, exceptions: list[list[HoursRule]], week: Ints) -> list[_Step]:
        depth = max((len(of_row) for of_row in exceptions), default=0)
        steps = []
        for k in range(depth):
            having = np.array([len(of_row) > k for of_row in exceptions])
            selector = np.array([self._selectors.of(of_row[k].days) if len(of_row) > k else 0 for of_row in exceptions])
            plan = np.array([self._plans.of(of_row[k].hours) if len(of_row) > k else 0 for of_row in exceptions])
            center = np.flatnonzero(having[week])
            steps.append(_Step(center, selector[week[center]], plan[week[center]]))
        return steps

    def _plan_on(self, date: dt.date) -> Ints:
        """Decide each center's plan of a day: weekdays, seasons and n-th weekdays, holidays, named days."""
        days = [Day(date, self.calendar.on(date, region)) for region in self._regions]
        holds = np.array([[s.holds(day) for s in self._selectors.things] for day in days]).reshape(len(days), -1)
        plan = self._base[:, EVERY_DAY[date.weekday()]].copy()
        self._apply(self._low, holds, plan)
        if self.calendar.knows(date):
            is_holiday = np.array([bool(day.holidays) for day in days])[self._region] & (self._holiday != _NONE)
            gives_way = self._plan_is_unknown[self._holiday] & self._plan_is_closed[plan]
            plan = np.where(is_holiday & ~gives_way, self._holiday, plan)
        else:
            closed = self._plan_is_closed[plan]
            differs = (self._others == _SEVERAL) | ((self._others != _NONE) & (self._others != plan))
            plan = np.where(np.where(closed, self._others_open, differs), self._calendar_ends, plan)
        self._apply(self._high, holds, plan)
        return plan

    def _apply(self, steps: list[_Step], holds: Bools, plan: Ints) -> None:
        for step in steps:
            chosen = holds[self._region[step.center], step.selector]
            plan[step.center[chosen]] = step.plan[chosen]

    # Claims

    def _compile_claims(self, centers: Sequence[CenterFacts]) -> None:
        claims = [(n, claim) for n, facts in enumerate(centers) for claim in facts.claims]
        claims.sort(key=lambda pair: (CLAIM_SOURCES.index(pair[1].source), pair[1].issued_at))
        self._claims = [claim for _, claim in claims]
        self._claim_center = np.array([n for n, _ in claims], dtype=np.int64)
        instants = [(c.issued_at, c.valid_from, c.valid_until) for c in self._claims]
        self._claim_us = np.array([[_microseconds(i) for i in row] for row in instants], np.int64).reshape(-1, 3)
        self._claim_state = np.array([_CLAIM_STATES[c.state] for c in self._claims], dtype=np.int64)
        self._claim_spans = self._spans([c.intervals for c in self._claims])
        self._claim_day = np.array([c.valid_from.astimezone(SEOUL).date().toordinal() for c in self._claims], np.int64)

    def _apply_claims(self, states: Ints, at: dt.datetime, minute: float) -> None:
        if not self._claims:
            return
        now = _microseconds(at)
        issued, since, until = self._claim_us.T
        valid = (issued <= now) & (since <= now) & (now < until)
        count = len(self._claims)
        night = self._claim_spans.hold(minute + MINUTES_PER_DAY, count)
        night &= self._claim_day < at.astimezone(SEOUL).date().toordinal()
        claimed = np.where(self._claim_spans.hold(minute, count) | night, OPEN, self._claim_state)
        states[self._claim_center[valid]] = claimed[valid]


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _microseconds(at: dt.datetime) -> int:
    return (at - _EPOCH) // dt.timedelta(microseconds=1)
