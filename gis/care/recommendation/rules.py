"""Weights and thresholds of the recommendation: dated data, read here from its text (``data/rules/matching.yaml``)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import yaml

from gis.errors import InputError, SettingsError
from gis.terms import SEVERITIES, Severity, When

Part = Literal["distance", "open", "specialty", "programme"]
PARTS: tuple[Part, ...] = get_args(Part)
"""What a score is made of."""

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Window:
    """When somebody can come: weekdays (0 Monday) and the times of day looked at, minutes."""

    weekdays: tuple[int, ...]
    minutes: tuple[int, ...]


@dataclass(frozen=True)
class NameAges:
    """Names that say whom a place is for: those that hold ``has`` and not ``unless``."""

    has: re.Pattern[str]
    unless: re.Pattern[str] | None
    ages: tuple[str, ...]


@dataclass(frozen=True)
class MatchingRules:
    """What ``data/rules/matching.yaml`` says; the comments of that file explain each value.

    Attributes
    ----------
    weights : mapping of str to float
        By :data:`PARTS`, not below 0.
    neutral : float
        Score (0..1) where a fact is not known.
    half_km, half_min : float
        Distance and time at which the score has halved.
    limit_km, limit_remote_km : float
    remote_weight, approximate_known : float
    open_now, open_break, opens_within_24h, opens_later, open_some_day, open_old_known : float
    open_old_after_days, programme_old_after_days : int
    windows : mapping of str to Window
    specialty_least : float
    specialty_heard : float
        Factor of the fit of a need found in words beside a chosen one, 0..1.
    by_kind_only : tuple of str
        Kinds whose services say nothing about other needs than their own.
    fits_as : mapping of str to str
        Kind -> the kind as which its centers fit that give mental-health care.
    severity : mapping of str to mapping of str to float
        Severity -> group of kinds -> factor.
    phq9_bands : mapping of str to int
        Severity -> lowest total of the PHQ-9.
    programme_elsewhere, programme_old_known : float
    confidence : mapping of str to float
        ``high`` and ``medium``: the least share known.
    alpha : float
        Weight of the words' similarity against the rules, 0..1.
    kind_ages, sub_kind_ages : mapping of str to tuple of str
    name_ages : tuple of NameAges
    valid_from : datetime.date
    source, reviewer : str
    """

    weights: Mapping[Part, float]
    neutral: float
    half_km: float
    half_min: float
    limit_km: float
    limit_remote_km: float
    remote_weight: float
    approximate_known: float
    open_now: float
    open_break: float
    opens_within_24h: float
    opens_later: float
    open_some_day: float
    open_old_known: float
    open_old_after_days: int
    windows: Mapping[When, Window]
    specialty_least: float
    specialty_heard: float
    by_kind_only: tuple[str, ...]
    fits_as: Mapping[str, str]
    severity: Mapping[Severity, Mapping[str, float]]
    phq9_bands: Mapping[Severity, int]
    programme_elsewhere: float
    programme_old_known: float
    programme_old_after_days: int
    confidence: Mapping[Confidence, float]
    alpha: float
    kind_ages: Mapping[str, tuple[str, ...]]
    sub_kind_ages: Mapping[str, tuple[str, ...]]
    name_ages: tuple[NameAges, ...]
    valid_from: dt.date
    source: str
    reviewer: str

    def severity_of(self, phq9: int | None) -> Severity:
        """Return the severity that a total of the PHQ-9 stands for; ``unknown`` without one, or below every band."""
        if phq9 is None:
            return "unknown"
        reached = [(least, name) for name, least in self.phq9_bands.items() if phq9 >= least]
        return max(reached)[1] if reached else "unknown"

    def ages_of(self, kind: str, sub_kind: str | None, name: str) -> tuple[str, ...]:
        """Return the age groups that a place is for by its kind, its sub-kind or its name; empty is everybody."""
        by_name = (
            rule.ages
            for rule in self.name_ages
            if rule.has.search(name) and not (rule.unless and rule.unless.search(name))
        )
        return self.kind_ages.get(kind) or self.sub_kind_ages.get(sub_kind or "") or next(by_name, ())

    def confidence_of(self, known: float) -> Confidence:
        """Name a share known, 0..1."""
        return "high" if known >= self.confidence["high"] else "medium" if known >= self.confidence["medium"] else "low"


def normalised(weights: Mapping[Part, float]) -> dict[Part, float]:
    """Make weights sum to 1.

    Raises
    ------
    InputError
        When a part is missing, a weight is below 0 or not a number, or all are 0.
    """
    if set(weights) != set(PARTS) or not all(0 <= value < float("inf") for value in weights.values()):
        raise InputError(f"weights are needed for {', '.join(PARTS)}, each 0 or more; got {dict(weights)}")
    total = sum(weights.values())
    if total <= 0:
        raise InputError("at least one weight must be above 0")
    return {part: weights[part] / total for part in PARTS}


def parse_rules(text: str) -> MatchingRules:
    """Read the rules.

    Raises
    ------
    SettingsError
        When a value is missing or out of its range, or source, reviewer or date are missing.
    """
    try:
        rules = _rules(yaml.safe_load(text))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise SettingsError(f"matching.yaml cannot be used: {error!r}") from error
    if not rules.source or not rules.reviewer:
        raise SettingsError("matching.yaml: source and reviewer are needed")
    return rules


def _rules(data: Mapping[str, Any]) -> MatchingRules:
    near, opening, fit, programme = data["distance"], data["open"], data["specialty"], data["programme"]
    return MatchingRules(
        weights=normalised({part: float(data["weights"][part]) for part in PARTS}),
        neutral=_share(data["neutral"]),
        half_km=_above(near["half_km"]),
        half_min=_above(near["half_min"]),
        limit_km=_above(near["limit_km"]),
        limit_remote_km=_above(near["limit_remote_km"]),
        remote_weight=_share(near["remote_weight"]),
        approximate_known=_share(near["approximate_known"]),
        open_now=_share(opening["now"]),
        open_break=_share(opening["break"]),
        opens_within_24h=_share(opening["opens_within_24h"]),
        opens_later=_share(opening["opens_later"]),
        open_some_day=_share(opening["some_day"]),
        open_old_known=_share(opening["old_known"]),
        open_old_after_days=int(_above(opening["old_after_days"])),
        windows={name: _window(row) for name, row in data["windows"].items()},
        specialty_least=_share(fit["least"]),
        specialty_heard=_share(fit["heard"]),
        by_kind_only=tuple(fit["by_kind_only"]),
        fits_as={str(kind): str(other) for kind, other in fit["fits_as"].items()},
        severity={name: {g: _share(v) for g, v in fit["severity"][name].items()} for name in SEVERITIES},
        phq9_bands={name: int(least) for name, least in fit["phq9_bands"].items()},
        programme_elsewhere=_share(programme["elsewhere"]),
        programme_old_known=_share(programme["old_known"]),
        programme_old_after_days=int(_above(programme["old_after_days"])),
        confidence={"high": _share(data["confidence"]["high"]), "medium": _share(data["confidence"]["medium"])},
        alpha=_share(data["hybrid"]["alpha"]),
        kind_ages={kind: tuple(ages) for kind, ages in data["ages"]["kinds"].items()},
        sub_kind_ages={kind: tuple(ages) for kind, ages in data["ages"]["sub_kinds"].items()},
        name_ages=tuple(_name_ages(row) for row in data["ages"]["names"]),
        valid_from=_date(data["valid_from"]),
        source=str(data["source"] or ""),
        reviewer=str(data["reviewer"] or ""),
    )


def _window(row: Mapping[str, Any]) -> Window:
    times = [dt.time.fromisoformat(time) for time in row["times"]]
    weekdays = tuple(int(day) for day in row["weekdays"])
    if not times or not weekdays or not set(weekdays) <= set(range(7)):
        raise ValueError(f"a window needs weekdays 0..6 and times: {row}")
    return Window(weekdays, tuple(time.hour * 60 + time.minute for time in times))


def _name_ages(row: Mapping[str, Any]) -> NameAges:
    unless = row.get("unless")
    return NameAges(re.compile(row["has"]), re.compile(unless) if unless else None, tuple(row["ages"]))


def _share(value: Any) -> float:
    if not 0 <= float(value) <= 1:
        raise ValueError(f"{value!r} is not in 0..1")
    return float(value)


def _above(value: Any) -> float:
    if not 0 < float(value) < float("inf"):
        raise ValueError(f"{value!r} is not above 0")
    return float(value)


def _date(value: object) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} is no date")
    return value
