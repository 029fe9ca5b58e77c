"""Hours that stand on law or a guide instead of on a list: an assumption by kind of center, never data.

Pure: the rules are dated data that the caller reads (data/rules/office_hours.yaml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from gis.care.hours.model import DayHours, Interval
from gis.care.hours.times import read_clock
from gis.errors import InputError, SourceError


@dataclass(frozen=True)
class OfficeRule:
    """Weekday hours of some kinds, and what they stand on.

    Parameters
    ----------
    rule : str
        Its name.
    kinds : tuple of str
        Kinds of center.
    hours : DayHours
        From Monday to Friday; other days stay unknown.
    source : str
        Law, ordinance or guide.
    read_on : datetime.date or None
        When its words were read; None when they were not read at its publisher.
    """

    rule: str
    kinds: tuple[str, ...]
    hours: DayHours
    source: str
    read_on: date | None = None


def parse(text: str) -> tuple[OfficeRule, ...]:
    """Read the rules.

    Parameters
    ----------
    text : str
        Content of data/rules/office_hours.yaml.

    Returns
    -------
    tuple of OfficeRule

    Raises
    ------
    SourceError
        When something is missing or cannot be read, or a kind stands twice.
    """
    try:
        content: Mapping[str, Any] = yaml.safe_load(text)
        rules = tuple(_rule(rule) for rule in content["rules"])
        is_signed = isinstance(content["valid_from"], date) and bool(content["reviewer"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, InputError) as error:
        raise SourceError(f"office hours: {error!r}") from error
    kinds = [kind for rule in rules for kind in rule.kinds]
    if not is_signed or not kinds or len(kinds) != len(set(kinds)) or not all(rule.source for rule in rules):
        raise SourceError("office hours: a day, a reviewer, a source of each rule and each kind once are needed")
    return rules


def by_kind(rules: Sequence[OfficeRule]) -> dict[str, DayHours]:
    """Return the weekday hours of each kind that keeps some by a rule."""
    return {kind: rule.hours for kind, rule in rule_by_kind(rules).items()}


def rule_by_kind(rules: Sequence[OfficeRule]) -> dict[str, OfficeRule]:
    """Return the rule of each kind that has one."""
    return {kind: rule for rule in rules for kind in rule.kinds}


def _rule(row: Mapping[str, Any]) -> OfficeRule:
    opens, closes = read_clock(str(row["opens"])), read_clock(str(row["closes"]))
    if opens is None or closes is None:
        raise InputError(f"{row['opens']!r} to {row['closes']!r} are no hours")
    hours = DayHours("open", (Interval(opens, closes),))
    read_on = row.get("read_on")
    if not (read_on is None or isinstance(read_on, date)):
        raise InputError(f"{read_on!r} is no day on which the source was read")
    return OfficeRule(str(row["rule"]), tuple(map(str, row["kinds"])), hours, str(row["source"]), read_on)
