"""From statements to the rules of a week: what is said, what follows from it, and what stays unknown."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from gis.care.hours.days import (
    EVERY_DAY,
    SATURDAY,
    SUNDAY,
    WORKING_DAYS,
    AnnualDay,
    Days,
    HolidayKinds,
    NamedHolidays,
    NthWeekday,
    PublicHolidays,
    Season,
    Weekdays,
)
from gis.care.hours.model import CLOSED, DayHours, Evidence, Field, HoursRule, Interval, Remark, Repair, unknown_day
from gis.care.hours.statements import Always, Biweekly, Feast, Says, Statement, StatementItem, UndatedSeason
from gis.care.hours.times import PublishedTimes, to_interval

EVERY_NTH = (1, 2, 3, 4, 5)


@dataclass(slots=True)
class _Break:
    interval: Interval
    weekdays: tuple[int, ...] | None


@dataclass(slots=True)
class WeekBuilder:
    """Collects statements and concludes the week.

    Attributes
    ----------
    times : PublishedTimes
        The hours of an open day, or why there are none.
    problem : str or None
        Code of what makes the row unreadable as a whole; set by :meth:`add` and :meth:`rules`.
    repairs : list of Repair
    remarks : list of Remark
    """

    times: PublishedTimes
    problem: str | None = None
    repairs: list[Repair] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _said: dict[int, tuple[DayHours | None, Evidence]] = field(default_factory=dict)
    _closed: set[int] = field(default_factory=set)
    _named_open: set[int] = field(default_factory=set)
    _mentioned: set[int] = field(default_factory=set)
    _other_weeks_closed: set[int] = field(default_factory=set)
    _special: list[HoursRule] = field(default_factory=list)
    _feasts: list[tuple[Feast, DayHours, Evidence]] = field(default_factory=list)
    _holiday: tuple[DayHours | None, Evidence] | None = None
    _always: Evidence | None = None
    _breaks: list[_Break] = field(default_factory=list)
    _has_exception: bool = False

    def add(self, statements: list[Statement], text: str, source: Field) -> None:
        """Take in the statements of one text."""
        for statement in statements:
            words = text[statement.start : statement.end] if source != "note" else None
            if statement.says is Says.BREAK:
                self._add_break(statement)
            elif any(isinstance(item.selector, UndatedSeason) for item in statement.items):
                self.problem = "season_undated"
            elif any(isinstance(item.selector, Season) for item in statement.items):
                self._add_season(statement, Evidence(source, words, "season"))
            elif not statement.items:
                self._add_general_hours(statement, text, source)
            else:
                for item in statement.items:
                    own = text[item.start : item.end] if source != "note" else None
                    self._add_item(item, statement, own, source)
            self._has_exception |= statement.says is Says.EXCEPT

    def add_partly_closed(self, statements: list[Statement], source: Field) -> None:
        """Take in days that are closed for a part that is not said, or once in a year that is not said."""
        unknown, evidence = unknown_day("partly_closed"), Evidence(source, None, "partly_closed")
        for item in (item for statement in statements for item in statement.items):
            match item.selector:
                case Weekdays(days):
                    self._said |= {day: (unknown, evidence) for day in days if day not in self._closed}
                case PublicHolidays():
                    self._holiday = self._holiday or (unknown, evidence)
                case NthWeekday() | AnnualDay() | HolidayKinds() | NamedHolidays() as days:
                    self._special.append(HoursRule(days, unknown, (evidence,)))
                case Biweekly(days):
                    self._special.append(HoursRule(NthWeekday(days, EVERY_NTH), unknown, (evidence,)))

    # Taking in

    def _intervals(self, statement: Statement) -> tuple[Interval, ...]:
        """Return the intervals that a statement's times mean; sets the problem when they mean none."""
        made: list[Interval] = []
        for start, end in statement.spans:
            first, last = start, end
            if statement.says in (Says.UNTIL, Says.FROM):
                if len(self.times.intervals) != 1:
                    self.problem = "times_incomplete"
                    return ()
                usual = self.times.intervals[0]
                first, last = (usual.start_min, end) if statement.says is Says.UNTIL else (start, usual.end_min)
            interval, repair = to_interval(first, last, "closed_days")
            if interval is None:
                self.problem = "close_before_open"
                return ()
            self.repairs += [repair] if repair else []
            made.append(interval)
        made.sort()
        if any(a.end_min > b.start_min for a, b in pairwise(made)):
            self.problem = "contradiction"
            return ()
        return tuple(made)

    def _hours(self, statement: Statement) -> tuple[DayHours | None, str]:
        """Return what a statement says of its days, None for the usual hours, and the rule's name."""
        if statement.says in (Says.CLOSED, Says.EXCEPT):
            return CLOSED, "closed_day"
        if statement.says is Says.OPEN:
            return None, "open_day"
        intervals = self._intervals(statement)
        return (DayHours("open", intervals) if intervals else CLOSED), "hours_of_day"

    def _add_item(self, item: StatementItem, statement: Statement, words: str | None, source: Field) -> None:
        hours, rule = self._hours(statement)
        evidence = Evidence(source, words, rule)
        match item.selector:
            case Weekdays(days):
                self._add_weekdays(days, hours, evidence, statement)
            case NthWeekday(days, _) | Biweekly(days):
                self._add_some_weeks(item.selector, days, hours, evidence)
            case PublicHolidays():
                if self._holiday is not None and self._holiday[0] != hours:
                    self.problem = "contradiction"
                self._holiday = (hours, evidence)
            case Always():
                self._always = replace(evidence, rule="all_year")
            case Feast():
                self._feasts.append((item.selector, self._or_usual(hours), evidence))
            case HolidayKinds() | NamedHolidays() | AnnualDay() as days:
                self._special.append(HoursRule(days, self._or_usual(hours), (evidence,)))

    def _add_weekdays(
        self, days: tuple[int, ...], hours: DayHours | None, evidence: Evidence, statement: Statement
    ) -> None:
        for day in days:
            if day in self._said and self._said[day][0] != hours:
                self.problem = "contradiction"
            self._said[day] = (hours, evidence)
        self._mentioned.update(days)
        if hours == CLOSED:
            self._closed.update(days)
        elif statement.says is Says.OPEN or (
            statement.says is Says.AT and (set(WORKING_DAYS) <= set(days) or not self.times.intervals)
        ):
            self._named_open.update(days)

    def _add_some_weeks(
        self, selector: NthWeekday | Biweekly, days: tuple[int, ...], hours: DayHours | None, evidence: Evidence
    ) -> None:
        self._mentioned.update(days)
        if hours != CLOSED:
            self._other_weeks_closed.update(days)
        if isinstance(selector, Biweekly):
            unsure = replace(evidence, rule="biweekly_unanchored")
            every = NthWeekday(days, EVERY_NTH)
            self._special.append(HoursRule(every, unknown_day("biweekly_unanchored"), (unsure,)))
        else:
            self._special.append(HoursRule(selector, self._or_usual(hours), (evidence,)))

    def _add_season(self, statement: Statement, evidence: Evidence) -> None:
        seasons = [item.selector for item in statement.items if isinstance(item.selector, Season)]
        weekdays = [item.selector for item in statement.items if isinstance(item.selector, Weekdays)]
        if len(seasons) + len(weekdays) != len(statement.items):
            self.problem = "season_of_holidays"
            return
        days = tuple(sorted({day for chosen in weekdays for day in chosen.days}))
        hours, _ = self._hours(statement)
        for season in seasons:
            self._special.append(HoursRule(replace(season, days=days or ()), self._or_usual(hours), (evidence,)))

    def _add_general_hours(self, statement: Statement, text: str, source: Field) -> None:
        if statement.says is not Says.AT:
            self.problem = "times_incomplete"
            return
        intervals = self._intervals(statement)
        if not self.times.intervals:
            self.times = PublishedTimes(intervals, text if source != "note" else "")
        elif intervals != self.times.intervals:
            self.problem = "contradiction"

    def _add_break(self, statement: Statement) -> None:
        chosen = [item.selector.days for item in statement.items if isinstance(item.selector, Weekdays)]
        if len(chosen) != len(statement.items):
            self.problem = "break_of_holidays"
            return
        days = tuple(sorted({day for days in chosen for day in days})) or None
        for start, end in statement.spans:
            if end <= start:
                self.problem = "close_before_open"
                return
            self._breaks.append(_Break(Interval(start, end), days))

    # Concluding

    def _or_usual(self, hours: DayHours | None) -> DayHours:
        if hours is not None:
            return hours
        if self.times.intervals:
            return DayHours("open", self.times.intervals)
        return unknown_day(self.times.reason or "no_hours")

    def rules(self) -> tuple[HoursRule, ...]:
        """Conclude the week.

        Returns
        -------
        tuple of HoursRule
            Empty when there is a :attr:`problem`.
        """
        if self._has_exception and (self._closed or any(r.hours == CLOSED for r in self._weekday_specials())):
            self.problem = self.problem or "ambiguous_exception"
        if self._closed >= set(EVERY_DAY):
            self.problem = self.problem or "closed_every_day"
        if self._always is not None and self._closed:
            self.problem = self.problem or "contradiction"
        if self.problem is not None:
            return ()
        base = {day: self._of_weekday(day) for day in EVERY_DAY}
        made = [*_grouped(base), *self._exceptions_on(base), *self._holiday_rules()]
        return tuple(self._with_breaks(rule) for rule in made)

    def _weekday_specials(self) -> list[HoursRule]:
        return [rule for rule in self._special if isinstance(rule.days, NthWeekday)]

    def _of_weekday(self, day: int) -> tuple[DayHours, tuple[Evidence, ...]]:
        """Decide an ordinary day of the week."""
        if day in self._said:
            hours, evidence = self._said[day]
            return self._open_or(hours, evidence)
        if self._always is not None:
            return self._open_or(None, self._always)
        if day in self._other_weeks_closed or self._named_open & set(WORKING_DAYS):
            return CLOSED, (Evidence("closed_days", None, "other_days_closed"),)
        if day in WORKING_DAYS:
            rule = "not_a_closed_day" if self._mentioned else "working_day"
            return self._open_or(None, Evidence("closed_days", None, rule))
        return self._of_weekend(day)

    def _of_weekend(self, day: int) -> tuple[DayHours, tuple[Evidence, ...]]:
        """Decide a Saturday or Sunday that the text does not speak of."""
        others = self._mentioned - {SATURDAY} if day == SUNDAY else self._mentioned
        sunday_by_law = self._holiday[1] if day == SUNDAY and self._holiday and self._holiday[0] == CLOSED else None
        if sunday_by_law is not None and not others:
            return CLOSED, (replace(sunday_by_law, rule="sunday_is_holiday"),)
        if day in self._mentioned or (others and sunday_by_law is None):
            return self._open_or(None, Evidence("closed_days", None, "not_a_closed_day"))
        reason = "saturday_unsaid" if day == SATURDAY else "sunday_unsaid"
        return unknown_day(reason), (Evidence("closed_days", None, reason),)

    def _open_or(self, hours: DayHours | None, evidence: Evidence) -> tuple[DayHours, tuple[Evidence, ...]]:
        if hours is not None:
            return hours, (evidence,)
        source: Field = "opens"
        return self._or_usual(None), (evidence, Evidence(source, self.times.text or None, "published_times"))

    def _exceptions_on(self, base: dict[int, tuple[DayHours, tuple[Evidence, ...]]]) -> list[HoursRule]:
        """Join exceptions said twice; a season that names no weekdays holds where the center is not closed anyway."""
        not_closed = tuple(day for day, (hours, _) in base.items() if hours.state != "closed")
        joined: dict[tuple[Days, DayHours], tuple[Evidence, ...]] = {}
        for rule in self._special:
            days = rule.days
            if isinstance(days, Season):
                days = replace(days, days=days.days or not_closed)
            joined[days, rule.hours] = tuple(dict.fromkeys((*joined.get((days, rule.hours), ()), *rule.evidence)))
        return [HoursRule(days, hours, evidence) for (days, hours), evidence in joined.items()]

    def _holiday_rules(self) -> list[HoursRule]:
        closes_all = self._holiday is not None and self._holiday[0] == CLOSED
        made: list[HoursRule] = []
        if self._holiday is not None and self._holiday[0] is not None:
            made.append(HoursRule(PublicHolidays(), self._holiday[0], (self._holiday[1],)))
        elif self._holiday is not None:
            self.remarks.append(Remark("holidays_like_weekdays", self._holiday[1]))
        elif self._always is not None:
            self.remarks.append(Remark("holidays_like_weekdays", self._always))
        elif self._feasts and self._mentioned and not self._names_other_holidays():
            only_feasts = replace(self._feasts[0][2], rule="only_feasts_closed")
            self.remarks.append(Remark("holidays_like_weekdays", only_feasts))
        else:
            unsaid = Evidence("closed_days", None, "holidays_unsaid")
            made.append(HoursRule(PublicHolidays(), unknown_day("holidays_unsaid"), (unsaid,)))
        for feast, hours, evidence in self._feasts:
            if feast.extent == "unsaid" and not closes_all:
                unsure = replace(evidence, rule="feast_extent_unsaid")
                made.append(HoursRule(feast.named(whole=True), unknown_day("feast_extent_unsaid"), (unsure,)))
            made.append(HoursRule(feast.named(whole=feast.extent == "block" or closes_all), hours, (evidence,)))
        return made

    def _names_other_holidays(self) -> bool:
        return any(isinstance(rule.days, HolidayKinds | NamedHolidays) for rule in self._special)

    def _with_breaks(self, rule: HoursRule) -> HoursRule:
        """Take the breaks out of a rule's hours, where they lie inside them."""
        if rule.hours.state != "open":
            return rule
        weekdays = _weekdays_of(rule.days)
        breaks = sorted(
            {
                rest.interval
                for rest in self._breaks
                if (rest.weekdays is None or (weekdays and set(weekdays) <= set(rest.weekdays)))
                and any(
                    i.start_min <= rest.interval.start_min and rest.interval.end_min <= i.end_min
                    for i in rule.hours.intervals
                )
            }
        )
        if not breaks:
            return rule
        if any(a.end_min > b.start_min for a, b in pairwise(breaks)):
            self.problem = "contradiction"
            return rule
        return replace(rule, hours=replace(rule.hours, breaks=tuple(breaks)))


def _weekdays_of(days: Days) -> tuple[int, ...] | None:
    return days.days if isinstance(days, Weekdays | NthWeekday | Season) else None


def _grouped(base: dict[int, tuple[DayHours, tuple[Evidence, ...]]]) -> list[HoursRule]:
    """Join the days of the week that have the same hours for the same reason."""
    groups: dict[tuple[DayHours, tuple[Evidence, ...]], list[int]] = {}
    for day, decided in base.items():
        groups.setdefault(decided, []).append(day)
    return [HoursRule(Weekdays(tuple(days)), hours, evidence) for (hours, evidence), days in groups.items()]
