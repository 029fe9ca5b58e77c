"""Whether a week that was read can be meant: what no center keeps is not believed, however well it was read.

A grammar reads words; it cannot know that ``평일`` alone among the closed days was meant of the open ones, or that a
closing time before the opening one was mistyped. An implausible week becomes unknown, with its reason: a person sent
to a closed door is worse off than one asked to call first.
"""

import re
from collections.abc import Sequence

from gis.care.hours.days import Weekdays
from gis.care.hours.model import DayHours, HoursRule

LONGEST_NIGHT_MIN = 720
"""Minutes past which hours over midnight are taken for a slip, unless a word speaks of the night."""

_WORKING_DAYS = range(5)
_NIGHT_WORDS = re.compile(r"야간|밤|심야|새벽|당직|익일|다음\s*날|24\s*시간|응급|night", re.IGNORECASE)
_ONLY_OPEN = re.compile(
    r"(?:요일|[월화수목금토일]|평일|주말|휴일)\s*만\s*(?:운영|근무|진료|개방|개소|이용|상담|영업|가능|open)",
    re.IGNORECASE,
)


def implausible(rules: Sequence[HoursRule], *, words: str) -> str | None:
    """Say why a week cannot be meant.

    Parameters
    ----------
    rules : Sequence[Rule]
        The week as read.
    words : str
        All that the row says in words, its notes included.

    Returns
    -------
    str or None
        ``only_weekend_open``: every working day is closed although nothing says that it opens on weekends only;
        ``long_night``: open over midnight for more than :data:`LONGEST_NIGHT_MIN` without a word of the night;
        ``only_some_days``: the words say that it opens on some days only, and others were read as open. None when
        nothing speaks against it.
    """
    week = _week(rules)
    is_only_some = bool(_ONLY_OPEN.search(words))
    closed = [day for day in _WORKING_DAYS if day in week and week[day].state == "closed"]
    opens_on = [day for day, hours in week.items() if hours.state == "open"]
    if len(closed) == len(_WORKING_DAYS) and opens_on and not is_only_some:
        return "only_weekend_open"
    if is_only_some and len(opens_on) >= len(_WORKING_DAYS):
        return "only_some_days"
    nights = [span for hours in week.values() for span in hours.intervals if span.end_min > 24 * 60]
    if any(span.end_min - span.start_min > LONGEST_NIGHT_MIN for span in nights) and not _NIGHT_WORDS.search(words):
        return "long_night"
    return None


def _week(rules: Sequence[HoursRule]) -> dict[int, DayHours]:
    """Return the hours of each weekday that a rule of ordinary weekdays decides, the later rule winning."""
    week: dict[int, DayHours] = {}
    for rule in rules:
        if isinstance(rule.days, Weekdays):
            week.update(dict.fromkeys(rule.days.days, rule.hours))
    return dict(sorted(week.items()))
