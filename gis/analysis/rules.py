"""Shortage rules as dated data: thresholds, criteria, and how the criteria are joined.

A rule is read from ``data/rules`` (:mod:`gis.rulebook`) and decided by :mod:`gis.analysis.verdicts`. A threshold has a
name, so that every figure can be traced to it and a what-if can change it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gis.analysis.population_group import PopulationGroup
from gis.terms import Mode

Unit = Literal["min", "share", "people", "centers", "people_per_professional", "ratio"]
"""Unit of a threshold and of the figure it is compared with; share is 0..1."""

Comparison = Literal["at_least", "more_than"]
"""How a figure meets its threshold: ``at_least`` includes the threshold itself, ``more_than`` does not."""


class _Part(BaseModel):
    """A part of a rule: never changed once read, and nothing in it that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(_Part):
    """A named number of a rule.

    Attributes
    ----------
    value : float
        The number as the rule states it, in ``unit``.
    unit : str
        See :data:`Unit`.
    least, most : float
        Values a what-if may set, both included.
    """

    value: float
    unit: Unit
    least: float = 0.0
    most: float = float("inf")

    @model_validator(mode="after")
    def _is_in_range(self) -> Self:
        if not self.least <= self.value <= self.most:
            raise ValueError(f"{self.value:g} must lie from {self.least:g} to {self.most:g}")
        return self


class _Criterion(_Part):
    comparison: Comparison = "at_least"
    threshold: str
    tolerance: str | None = None


class ShareBeyond(_Criterion):
    """Share of people farther than a limit from a center of some kinds.

    ``time`` tells which time counts: to the nearest such center, or the mean over the ``nearest`` nearest ones.
    Somebody at exactly the limit is not beyond it.
    """

    figure: Literal["share_beyond"]
    kinds: tuple[str, ...] = Field(min_length=1)
    mode: Mode
    limit: str
    time: Literal["minimum", "mean"] = "minimum"
    nearest: int = Field(default=1, ge=1, le=10)
    people: PopulationGroup = PopulationGroup()

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        if (self.time == "mean") != (self.nearest > 1):
            raise ValueError("a mean needs nearest above 1, a minimum none")
        return self


class ShareWithoutOpen(_Criterion):
    """Share of people with no center of a kind open within a limit, as the mean over the hours of a set.

    ``hour`` is a set of hours as readings name them (:data:`gis.analysis.readings.HOUR_SETS`). A center whose hours
    nobody published may be open: the share is then known between two bounds only.
    """

    figure: Literal["share_without_open"]
    kind: str
    mode: Mode
    limit: str
    hour: str


class CentersMissing(_Criterion):
    """Centers of a kind that a municipality lacks: those a guideline provides for its people, less those serving it."""

    figure: Literal["centers_missing"]
    kind: str
    per_people: str
    more_from: str


class PeoplePer(_Criterion):
    """Registered people for each professional of a named count."""

    figure: Literal["people_per"]
    count: str


class AgeRatio(_Criterion):
    """People of an age for each person of another age; years need not fall on the register's bands of five."""

    figure: Literal["age_ratio"]
    age_from: int = Field(ge=0)
    age_below: int | None = None
    base_from: int = Field(ge=0)
    base_below: int | None = None


class Known(_Criterion):
    """A figure that is not in the data; somebody may give it."""

    figure: Literal["known"]
    name: str


Criterion = Annotated[
    ShareBeyond | ShareWithoutOpen | CentersMissing | PeoplePer | AgeRatio | Known, Field(discriminator="figure")
]
"""One comparison of a figure with a threshold."""


class Join(_Part):
    """Criteria joined: exactly one of ``any`` and ``all``, each a list of criteria by name or of joins."""

    any: "tuple[str | Join, ...] | None" = None
    all: "tuple[str | Join, ...] | None" = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.any is None) == (self.all is None):
            raise ValueError("give either any or all")
        if not self.parts:
            raise ValueError("nothing is joined")
        return self

    @property
    def parts(self) -> "tuple[str | Join, ...]":
        """What is joined."""
        return self.any or self.all or ()

    def names(self) -> list[str]:
        """List the criteria, in order."""
        return [name for part in self.parts for name in ([part] if isinstance(part, str) else part.names())]


class ShortageRule(_Part):
    """One version of a rule.

    Attributes
    ----------
    name : str
        Key of the rule.
    version : str
        Which wording.
    valid_from, valid_to : datetime.date
        First and last day it holds; None for no end.
    unit : {"sigungu", "municipality"}
        Of what it speaks: a city with gu is one municipality and several sigungu.
    standing : {"guideline", "borrowed", "foreign", "own"}
        A Korean guideline for mental health, a Korean rule for another kind of care, another country's, or the
        product's own.
    basis, source, url, reviewer : str
        Where it stands, where it was read, and who checked it.
    adapted : tuple of str
        Codes of what was changed to apply it to mental health.
    not_judged : tuple of str
        Codes of conditions of the original that are left out.
    thresholds : dict of str to Threshold
    criteria : dict of str to Criterion
    test : Join
        When the unit is a shortage area.
    """

    name: str
    version: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    unit: Literal["sigungu", "municipality"] = "sigungu"
    standing: Literal["guideline", "borrowed", "foreign", "own"]
    basis: str = Field(min_length=1)
    source: str = Field(min_length=1)
    url: str | None = None
    reviewer: str = Field(min_length=1)
    adapted: tuple[str, ...] = ()
    not_judged: tuple[str, ...] = ()
    thresholds: dict[str, Threshold]
    criteria: dict[str, Criterion]
    test: Join

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        fields_asked: set[str] = set()
        for name, criterion in self.criteria.items():
            for field, wanted in threshold_fields(criterion).items():
                if field not in self.thresholds:
                    raise ValueError(f"criterion {name} names the threshold {field!r}, which is not there")
                if wanted is not None and self.thresholds[field].unit != wanted:
                    raise ValueError(f"threshold {field} must be in {wanted}, for criterion {name}")
                fields_asked.add(field)
        if idle := self.thresholds.keys() - fields_asked:
            raise ValueError(f"no criterion uses the threshold {', '.join(sorted(idle))}")
        joined = self.test.names()
        if set(joined) != set(self.criteria):
            odd = sorted(set(joined) ^ set(self.criteria))
            raise ValueError(f"test and criteria must name the same: {', '.join(odd)}")
        return self

    def value(self, threshold: str) -> float:
        """Return the number of a threshold."""
        return self.thresholds[threshold].value

    def changed(self, values: Mapping[str, float]) -> "ShortageRule":
        """Return the rule with other numbers for some thresholds.

        Raises
        ------
        ValueError
            When a threshold is unknown or a number outside its range.
        """
        thresholds = dict(self.thresholds)
        for name, value in values.items():
            if name not in thresholds:
                raise ValueError(f"{self.name} has no threshold {name!r}: give one of {', '.join(thresholds)}")
            old = thresholds[name]
            if not old.least <= value <= old.most:
                raise ValueError(f"{self.name}.{name} must lie from {old.least:g} to {old.most:g} ({old.unit})")
            thresholds[name] = old.model_copy(update={"value": float(value)})
        return self.model_copy(update={"thresholds": thresholds})


def threshold_fields(criterion: Criterion) -> dict[str, Unit | None]:
    """Return which thresholds a criterion names, and the unit each must have (None for that of its figure)."""
    fields: dict[str, Unit | None] = {criterion.threshold: figure_unit(criterion)}
    if criterion.tolerance is not None:
        fields[criterion.tolerance] = "share"
    if isinstance(criterion, ShareBeyond | ShareWithoutOpen):
        fields[criterion.limit] = "min"
    if isinstance(criterion, CentersMissing):
        fields |= {criterion.per_people: "people", criterion.more_from: "people"}
    return fields


def figure_unit(criterion: Criterion) -> Unit | None:
    """Return the unit of a criterion's figure; None where the threshold decides."""
    match criterion.figure:
        case "share_beyond" | "share_without_open":
            return "share"
        case "centers_missing":
            return "centers"
        case "people_per":
            return "people_per_professional"
        case "age_ratio":
            return "ratio"
        case "known":
            return None


def in_force(versions: Iterable[ShortageRule], on: dt.date) -> list[ShortageRule]:
    """Keep the version of each rule that holds on a day, in the order given."""
    return [
        version
        for version in versions
        if version.valid_from <= on and (version.valid_to is None or on <= version.valid_to)
    ]


def split_overrides(rules: Sequence[ShortageRule], overrides: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Sort what-if values by rule: ``rule.threshold`` names one, a bare ``threshold`` the only rule that has it.

    Raises
    ------
    ValueError
        When a name fits no rule or several.
    """
    sorted_out: dict[str, dict[str, float]] = {}
    for key, value in overrides.items():
        name, _, threshold = key.rpartition(".")
        fitting = [rule for rule in rules if threshold in rule.thresholds and name in ("", rule.name)]
        if not fitting:
            raise ValueError(f"{key[:60]!r} is no threshold: give one of {', '.join(threshold_names(rules))}")
        if len(fitting) > 1:
            both = ", ".join(f"{rule.name}.{threshold}" for rule in fitting)
            raise ValueError(f"{threshold} stands in several rules: give one of {both}")
        sorted_out.setdefault(fitting[0].name, {})[threshold] = value
    return sorted_out


def threshold_names(rules: Iterable[ShortageRule]) -> list[str]:
    """List what a what-if may change, as ``rule.threshold``."""
    return [f"{rule.name}.{name}" for rule in rules for name in rule.thresholds]


def rule_dump(rule: ShortageRule) -> dict[str, Any]:
    """Return a rule as plain values, for JSON."""
    return rule.model_dump(mode="json", exclude_none=True)
