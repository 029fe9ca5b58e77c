"""A week as somebody tells it on the telephone: weekdays, Saturday, Sunday and public holidays, each by itself."""

from dataclasses import dataclass

from gis.care.hours.days import SATURDAY, SUNDAY, WORKING_DAYS, Days, PublicHolidays, Weekdays
from gis.care.hours.model import CLOSED, DayHours, Evidence, Hours, HoursRule, Interval, unknown_day
from gis.errors import InputError

ASKED = "asked_by_phone"
"""Rule that stands in the evidence of hours that were learned by telephone."""

Spans = tuple[tuple[int, int], ...]
"""From and to in minutes of the day; none: closed."""


@dataclass(frozen=True)
class AskedWeek:
    """What a center said of its hours.

    Parameters
    ----------
    weekdays : tuple of (int, int)
        Open spans from Monday to Friday; empty when it is closed then.
    saturday, sunday, holidays : tuple of (int, int), optional
        The same; None when it was not asked or did not say.
    """

    weekdays: Spans
    saturday: Spans | None = None
    sunday: Spans | None = None
    holidays: Spans | None = None

    def hours(self) -> Hours:
        """Make opening hours of it.

        Raises
        ------
        InputError
            With the code hours_unreadable when spans overlap or are out of order, or no day is open.
        """
        said: tuple[tuple[Days, Spans | None, str], ...] = (
            (Weekdays(WORKING_DAYS), self.weekdays, "day_unsaid"),
            (Weekdays((SATURDAY,)), self.saturday, "saturday_unsaid"),
            (Weekdays((SUNDAY,)), self.sunday, "sunday_unsaid"),
            (PublicHolidays(), self.holidays, "holidays_unsaid"),
        )
        if not any(spans for _, spans, _ in said):
            raise InputError("a center that opens on no day of the week has closed for good", code="hours_unreadable")
        try:
            rules = tuple(HoursRule(days, _day(spans, unsaid), (_EVIDENCE,)) for days, spans, unsaid in said)
        except InputError as error:
            raise InputError(str(error), code="hours_unreadable") from error
        return Hours("read", rules)


_EVIDENCE = Evidence("given", None, ASKED)


def is_asked(hours: Hours) -> bool:
    """Return whether hours were learned by telephone."""
    return any(evidence.rule == ASKED for rule in hours.rules for evidence in rule.evidence)


def _day(spans: Spans | None, unsaid: str) -> DayHours:
    if spans is None:
        return unknown_day(unsaid)
    return DayHours("open", tuple(Interval(start, end) for start, end in spans)) if spans else CLOSED
