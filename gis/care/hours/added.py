"""Hours that a note adds to a day: an evening clinic on Tuesdays lengthens the Tuesday and replaces nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from gis.care.hours.days import Weekdays
from gis.care.hours.grammar import parse
from gis.care.hours.model import DayHours, Evidence, HoursRule, Interval
from gis.care.hours.statements import Says, Statement
from gis.care.hours.times import to_interval
from gis.errors import InputError

_WORDS = re.compile(
    r"(?:야간|연장|저녁)\s*(?:진료|운영|근무|개방)(?:\s*(?:시간|실시|시행|있음|가능|함))*\s*[:：]?(?![가-힣])"
)
"""What a center says of its own evenings; a line for talks by telephone is none of them."""

RULE = "hours_added"
"""Name of the rule that stands with a day that was made longer."""


def speaks_of_added_hours(text: str) -> bool:
    """Return whether a piece of a note says that a center stays open longer."""
    return bool(_WORDS.search(text))


def read_added_hours(text: str) -> list[Statement] | None:
    """Read a piece of a note that adds hours to days of the week.

    Parameters
    ----------
    text : str
        Such as ``매주 화요일 야간진료 18:00~20:00``.

    Returns
    -------
    list of Statement or None
        Times on named days of the week; None where the piece says anything else, or no days.
    """
    said = parse(_WORDS.sub(" ", text), default=None)
    if said.unread or said.is_suspended or said.is_conditional or said.is_ambiguous or not said.statements:
        return None
    is_plain = all(
        statement.says in (Says.AT, Says.UNTIL)
        and statement.items
        and all(isinstance(item.selector, Weekdays) for item in statement.items)
        for statement in said.statements
    )
    return said.statements if is_plain else None


def lengthen(rules: Sequence[HoursRule], added: Sequence[Statement]) -> tuple[HoursRule, ...] | None:
    """Add hours to the ordinary days of a week.

    Parameters
    ----------
    rules : Sequence of HoursRule
        The week as read.
    added : Sequence of Statement
        As :func:`read_added_hours` gives them.

    Returns
    -------
    tuple of HoursRule or None
        The week with the longer days; None where a day is not open at all, or the times mean nothing beside its own.
    """
    by_day: dict[int, list[Statement]] = {}
    for statement in added:
        for item in statement.items:
            if isinstance(item.selector, Weekdays):
                for day in item.selector.days:
                    by_day.setdefault(day, []).append(statement)
    made: list[HoursRule] = []
    reached: set[int] = set()
    for rule in rules:
        days = rule.days.days if isinstance(rule.days, Weekdays) else ()
        if not set(days) & by_day.keys():
            made.append(rule)
            continue
        longer = {day: _longer(rule.hours, by_day.get(day, ())) for day in days}
        if any(hours is None for hours in longer.values()):
            return None
        reached.update(days)
        for hours, group in groupby(sorted(longer.items(), key=lambda item: repr(item[1])), key=lambda item: item[1]):
            if hours is not None:
                evidence = rule.evidence if hours == rule.hours else (*rule.evidence, Evidence("note", None, RULE))
                chosen = Weekdays(tuple(sorted(day for day, _ in group)))
                made.append(replace(rule, days=chosen, hours=hours, evidence=evidence))
    return tuple(made) if by_day.keys() <= reached else None


def _longer(hours: DayHours, added: Sequence[Statement]) -> DayHours | None:
    """Return a day with what is added to it; None where it is not open or the times are no hours."""
    if not added:
        return hours
    if hours.state != "open":
        return None
    spans = list(hours.intervals)
    for statement in added:
        for start, end in statement.spans:
            first = hours.intervals[-1].start_min if statement.says is Says.UNTIL else start
            interval, repair = to_interval(first, end, "note")
            if interval is None or repair is not None or interval.end_min <= hours.intervals[-1].end_min:
                return None
            spans.append(interval)
    try:
        return DayHours("open", _joined(spans), hours.breaks)
    except InputError:
        return None


def _joined(spans: Sequence[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for span in sorted(spans):
        if joined and span.start_min <= joined[-1].end_min:
            joined[-1] = Interval(joined[-1].start_min, max(joined[-1].end_min, span.end_min))
        else:
            joined.append(span)
    return tuple(joined)
