"""What counts as mental-health care and who may walk in, decided by named rules out of ``data/rules/care.yaml``."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from gis.errors import SettingsError
from gis.terms import CARE_LEVELS, CareLevel

ANYBODY = "anybody"
"""Rule of a center that no rule closes to the public."""


@dataclass(frozen=True)
class CareFacts:
    """What the rules look at.

    Attributes
    ----------
    kind, name : str
    operator_name : str or None
    services : collection of str
        Coded duties.
    sources : collection of str
        Lists that name the center.
    psychiatrists : int or None
        As counted; None when not known.
    is_in_hira_list : bool or None
        Whether the current list of medical institutions knows it; None when it was not asked.
    """

    kind: str
    name: str
    operator_name: str | None = None
    services: Collection[str] = ()
    sources: Collection[str] = ()
    psychiatrists: int | None = None
    is_in_hira_list: bool | None = None


@dataclass(frozen=True)
class Conditions:
    """When a rule holds; a condition that is None holds for all. Attributes as in :class:`CareFacts`."""

    kinds: frozenset[str] | None = None
    name: re.Pattern[str] | None = None
    operator: re.Pattern[str] | None = None
    services: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    psychiatrists_least: int | None = None
    psychiatrists_most: int | None = None
    is_in_hira_list: bool | None = None

    def hold(self, facts: CareFacts) -> bool:
        """Return whether all conditions hold of a center."""
        return (
            (self.kinds is None or facts.kind in self.kinds)
            and (self.name is None or self.name.search(facts.name) is not None)
            and (self.operator is None or self.operator.search(facts.operator_name or "") is not None)
            and (self.services is None or not self.services.isdisjoint(facts.services))
            and (self.sources is None or not self.sources.isdisjoint(facts.sources))
            and (self.is_in_hira_list is None or facts.is_in_hira_list is self.is_in_hira_list)
            and self._hold_of_count(facts.psychiatrists)
        )

    @property
    def kinds_decided(self) -> frozenset[str]:
        """Kinds of which nothing but the kind is asked."""
        return self.kinds or frozenset() if self == Conditions(kinds=self.kinds) else frozenset()

    def _hold_of_count(self, count: int | None) -> bool:
        if self.psychiatrists_least is None and self.psychiatrists_most is None:
            return True
        least, most = self.psychiatrists_least, self.psychiatrists_most
        return count is not None and (least is None or count >= least) and (most is None or count <= most)


@dataclass(frozen=True)
class LevelRule:
    """A rule that says how far a center gives mental-health care."""

    rule: str
    level: CareLevel
    conditions: Conditions
    because: str


@dataclass(frozen=True)
class PublicRule:
    """A rule that says whether anybody may walk in."""

    rule: str
    is_open: bool
    conditions: Conditions
    because: str


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a center, and the name of each rule that said it."""

    care_level: CareLevel
    care_rule: str
    is_open_to_public: bool
    public_rule: str


@dataclass(frozen=True)
class FrontDoors:
    """Public doors to turn to first: their kinds, the first the foremost, and how near one must be, metres."""

    kinds: tuple[str, ...]
    within_m: float

    def rank(self, kind: str, distance_m: float | None) -> int:
        """Return the place of a center among those near: that of its kind, or behind them all."""
        is_near = distance_m is not None and distance_m <= self.within_m
        return self.kinds.index(kind) if is_near and kind in self.kinds else len(self.kinds)


@dataclass(frozen=True, eq=False)
class CareRules:
    """The rules in their order; compared by identity."""

    valid_from: dt.date
    source: str
    reviewer: str
    levels: tuple[LevelRule, ...]
    public: tuple[PublicRule, ...]
    front_doors: FrontDoors

    def judge(self, facts: CareFacts) -> Judgement:
        """Judge a center by the first rule of each list that holds.

        Raises
        ------
        SettingsError
            When no rule speaks of the center's kind.
        """
        level = next((level for level in self.levels if level.conditions.hold(facts)), None)
        if level is None:
            raise SettingsError(f"care.yaml says nothing of the kind {facts.kind}: add a rule")
        door = next((public_rule for public_rule in self.public if public_rule.conditions.hold(facts)), None)
        return Judgement(level.level, level.rule, door is None or door.is_open, ANYBODY if door is None else door.rule)


def parse_care_rules(
    text: str, *, kinds: Collection[str], services: Collection[str], sources: Collection[str]
) -> CareRules:
    """Read the rules.

    Parameters
    ----------
    text : str
        Of ``data/rules/care.yaml``.
    kinds, services, sources : collection of str
        The words that a rule may name.

    Returns
    -------
    CareRules

    Raises
    ------
    SettingsError
        When a rule cannot be used, or a kind may come out undecided; the message names the rule or the kind.
    """
    words = {"kinds": frozenset(kinds), "services": frozenset(services), "sources": frozenset(sources)}
    try:
        data = yaml.safe_load(text)
        valid_from, source, reviewer = data["valid_from"], str(data["source"]), str(data["reviewer"])
        levels = _each(data["levels"], "level", lambda row: LevelRule(
            row["rule"], _level(row["level"]), _conditions(row, words), row["because"]))  # fmt: skip
        public = _each(data["public"], "is_open", lambda row: PublicRule(
            row["rule"], _truth(row["is_open"]), _conditions(row, words), row["because"]))  # fmt: skip
        doors = FrontDoors(tuple(data["front_doors"]["kinds"]), float(data["front_doors"]["within_m"]))
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"care.yaml cannot be used: {error}") from error
    if not isinstance(valid_from, dt.date) or not source or not reviewer:
        raise SettingsError("care.yaml needs valid_from, source and reviewer")
    names = [rule.rule for rule in levels] + [rule.rule for rule in public]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise SettingsError(f"care.yaml names the rule {repeated[0]} twice")
    decided = frozenset().union(*(level.conditions.kinds_decided for level in levels))
    if undecided := sorted(words["kinds"] - decided):
        raise SettingsError(
            f"care.yaml leaves the kind {undecided[0]} undecided: add a rule that asks for the kind only"
        )
    if unknown := sorted(set(doors.kinds) - words["kinds"]):
        raise SettingsError(f"care.yaml: the front door {unknown[0]} is none of the kinds")
    return CareRules(valid_from, source, reviewer, tuple(levels), tuple(public), doors)


Rule = TypeVar("Rule", LevelRule, PublicRule)

_CONDITIONS = ("kinds", "name", "operator", "services", "sources", "psychiatrists", "is_in_hira_list")


def _each(rows: Sequence[Mapping[str, Any]], verdict: str, make: Callable[[Mapping[str, Any]], Rule]) -> list[Rule]:
    made = []
    for row in rows:
        if unknown := set(row) - {"rule", verdict, "because", *_CONDITIONS}:
            raise ValueError(f"{row.get('rule')}: {sorted(unknown)[0]} is no condition")
        if not row.get("rule") or not row.get("because"):
            raise ValueError(f"{row}: each rule has a name and says because of what")
        made.append(make(row))
    return made


def _conditions(row: Mapping[str, Any], words: Mapping[str, frozenset[str]]) -> Conditions:
    for field, known in words.items():
        if unknown := set(row.get(field) or ()) - known:
            raise ValueError(f"{row['rule']}: {sorted(unknown)[0]} is none of the {field}")
    bounds = row.get("psychiatrists") or {}
    if set(bounds) - {"least", "most"}:
        raise ValueError(f"{row['rule']}: psychiatrists has least and most")
    try:
        conditions = Conditions(
            kinds=frozenset(row["kinds"]) if "kinds" in row else None,
            name=re.compile(row["name"]) if "name" in row else None,
            operator=re.compile(row["operator"]) if "operator" in row else None,
            services=frozenset(row["services"]) if "services" in row else None,
            sources=frozenset(row["sources"]) if "sources" in row else None,
            psychiatrists_least=bounds.get("least"),
            psychiatrists_most=bounds.get("most"),
            is_in_hira_list=_truth(row["is_in_hira_list"]) if "is_in_hira_list" in row else None,
        )
    except re.error as error:
        raise ValueError(f"{row['rule']}: {error}") from error
    if conditions == Conditions():
        raise ValueError(f"{row['rule']} has no condition")
    return conditions


def _level(value: object) -> CareLevel:
    for level in CARE_LEVELS:
        if value == level:
            return level
    raise ValueError(f"{value!r} is no level: {', '.join(CARE_LEVELS)}")


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value
