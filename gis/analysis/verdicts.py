"""Deciding a shortage rule for a unit, with every number that led to the verdict.

A figure may be known exactly, between two bounds, or not at all. A comparison that the bounds leave open stays open, as
does one that the interval of drawn times, hours and positions leaves open. Criteria are joined by three-valued logic
(Kleene 1952): ``any`` is met as soon as one is, ``all`` fails as soon as one does, and whatever else hangs on an open
one is undecided. So a verdict never rests on a guess.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from gis.analysis.rules import Comparison, Criterion, Join, ShortageRule, Unit, figure_unit

Outcome = Literal["is_met", "is_not", "undecided"]
"""``is_met``: the unit is a shortage area under the rule."""

NOT_SURE = "sure_figure"
"""Code of what is missing where the bounds would decide and the interval does not."""

_DIGITS = 9
"""People are spread over cells as fractions: figures that agree to so many digits are the same figure."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of a figure: it lies from ``least`` to ``most``; exact when they are equal."""

    least: float
    most: float

    @property
    def is_exact(self) -> bool:
        """Whether the figure is known exactly."""
        return self.least == self.most


def exactly(value: float) -> Bounds:
    """Return the bounds of a figure that is known."""
    return Bounds(value, value)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that went into a figure; ``value`` is None where it is not in the data."""

    name: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a unit: its bounds (None when nothing is known), what went into it, and what is missing.

    ``interval`` is where the figure lies when what it rests on is drawn (travel times, unknown hours, positions); None
    where nothing was drawn or nothing of that is in it.
    """

    figure: Bounds | None
    amounts: tuple[Amount, ...] = ()
    missing: tuple[str, ...] = ()
    interval: Bounds | None = None


@dataclass(frozen=True)
class UnitFacts:
    """What is known of a unit: ``figures`` by the criterion's name."""

    region_code: str
    name: str
    people: float
    figures: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion decided.

    Attributes
    ----------
    criterion : str
        Its name in the rule.
    figure : Bounds or None
        The unit's figure, in ``unit``; None when nothing is known.
    comparison : {"at_least", "more_than"}
        ``at_least`` includes the threshold.
    threshold : float
        As the rule states it.
    tolerance : float
        Share by which the threshold is lowered; 0 without.
    effective : float
        What the figure was compared with: threshold x (1 - tolerance).
    outcome : {"is_met", "is_not", "undecided"}
        Undecided also where the bounds decide and the interval lies on the other side or on both.
    is_by_tolerance : bool
        Whether only the tolerance makes it met.
    amounts : tuple of Amount
        Every number that went into the figure.
    missing : tuple of str
        Codes of what would be needed to know the figure.
    interval : Bounds or None
        Where the figure lies when travel times, unknown hours and positions are drawn; None where they were not.
    """

    criterion: str
    figure: Bounds | None
    unit: Unit
    comparison: Comparison
    threshold: float
    tolerance: float
    effective: float
    outcome: Outcome
    is_by_tolerance: bool
    amounts: tuple[Amount, ...]
    missing: tuple[str, ...]
    interval: Bounds | None = None


@dataclass(frozen=True)
class Verdict:
    """A rule decided for a unit.

    Attributes
    ----------
    rule, version : str
        Which rule, in which wording.
    region_code, name : str
        The unit; a municipality with gu has its own code (41110).
    people : float
        Registered people of the unit.
    outcome : {"is_met", "is_not", "undecided"}
        ``is_met`` when the unit is a shortage area.
    findings : tuple of Finding
        Every criterion, in the rule's order.
    decisive : tuple of str
        Criteria that the outcome rests on: those met, those that fail, or those left open.
    missing : tuple of str
        What would be needed to decide; empty when it is decided.
    """

    rule: str
    version: str
    region_code: str
    name: str
    people: float
    outcome: Outcome
    findings: tuple[Finding, ...]
    decisive: tuple[str, ...]
    missing: tuple[str, ...]

    def finding(self, criterion: str) -> Finding:
        """Return the finding of one criterion."""
        return next(finding for finding in self.findings if finding.criterion == criterion)


@dataclass(frozen=True, slots=True)
class Change:
    """A unit whose verdict differs between two settings of a rule."""

    rule: str
    region_code: str
    name: str
    people: float
    before: Outcome
    after: Outcome


def decide(rule: ShortageRule, facts: UnitFacts) -> Verdict:
    """Decide a rule for a unit.

    Parameters
    ----------
    rule : ShortageRule
        With its numbers, changed or as stated.
    facts : UnitFacts
        A figure for every criterion; a missing one counts as not known.

    Returns
    -------
    Verdict
    """
    findings = {
        name: _compare(rule, name, criterion, facts.figures.get(name, Measured(None)))
        for name, criterion in rule.criteria.items()
    }
    outcome, decisive = _join(rule.test, findings)
    missing = [code for name in decisive for code in findings[name].missing] if outcome == "undecided" else []
    return Verdict(
        rule=rule.name,
        version=rule.version,
        region_code=facts.region_code,
        name=facts.name,
        people=facts.people,
        outcome=outcome,
        findings=tuple(findings.values()),
        decisive=decisive,
        missing=tuple(dict.fromkeys(missing)),
    )


def _compare(rule: ShortageRule, name: str, criterion: Criterion, measured: Measured) -> Finding:
    threshold = rule.value(criterion.threshold)
    tolerance = 0.0 if criterion.tolerance is None else rule.value(criterion.tolerance)
    effective = round(threshold * (1 - tolerance), _DIGITS + 3)
    by_bounds = _outcome(measured.figure, criterion.comparison, effective)
    outcome = _outcome(_hull(measured.figure, measured.interval), criterion.comparison, effective)
    strict = _outcome(measured.figure, criterion.comparison, threshold)
    unsure = (NOT_SURE,) if outcome != by_bounds else ()
    return Finding(
        criterion=name,
        figure=measured.figure,
        unit=figure_unit(criterion) or rule.thresholds[criterion.threshold].unit,
        comparison=criterion.comparison,
        threshold=threshold,
        tolerance=tolerance,
        effective=effective,
        outcome=outcome,
        is_by_tolerance=outcome == "is_met" and strict != "is_met",
        amounts=measured.amounts,
        missing=(*measured.missing, *unsure),
        interval=measured.interval,
    )


def _hull(figure: Bounds | None, interval: Bounds | None) -> Bounds | None:
    if figure is None or interval is None:
        return figure
    return Bounds(min(figure.least, interval.least), max(figure.most, interval.most))


def _outcome(figure: Bounds | None, comparison: Comparison, threshold: float) -> Outcome:
    if figure is None:
        return "undecided"
    least, most = (_holds(value, comparison, threshold) for value in (figure.least, figure.most))
    if least != most:
        return "undecided"
    return "is_met" if least else "is_not"


def _holds(value: float, comparison: Comparison, threshold: float) -> bool:
    value, threshold = round(value, _DIGITS), round(threshold, _DIGITS)
    return value >= threshold if comparison == "at_least" else value > threshold


def _join(join: str | Join, findings: Mapping[str, Finding]) -> tuple[Outcome, tuple[str, ...]]:
    """Join criteria; gives the outcome and the names it rests on."""
    if isinstance(join, str):
        return findings[join].outcome, (join,)
    parts = [_join(part, findings) for part in join.parts]
    settling: Outcome = "is_met" if join.any is not None else "is_not"
    outcomes = {outcome for outcome, _ in parts}
    outcome = settling if settling in outcomes else "undecided" if "undecided" in outcomes else parts[0][0]
    names = [name for outcome_of_part, below in parts if outcome_of_part == outcome for name in below]
    return outcome, tuple(dict.fromkeys(names))


def changes(before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Change]:
    """List the units whose verdict differs between two settings.

    Parameters
    ----------
    before, after : iterable of Verdict
        Of the same rules and units.

    Returns
    -------
    list of Change
        By rule, then most people first.
    """
    then = {(verdict.rule, verdict.region_code): verdict for verdict in after}
    changed = [
        Change(verdict.rule, verdict.region_code, verdict.name, verdict.people, verdict.outcome, then[key].outcome)
        for verdict in before
        if (key := (verdict.rule, verdict.region_code)) in then and then[key].outcome != verdict.outcome
    ]
    return sorted(changed, key=lambda change: (change.rule, -change.people, change.region_code))


def verdict_frame(verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """Lay verdicts out as a table, one row a criterion.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule``, ``rule_version``, ``region_code``, ``name``, ``people``, ``outcome``, ``criterion``,
        ``is_decisive``, ``criterion_outcome``, ``figure_least``, ``figure_most`` (equal when exact), ``figure_low``,
        ``figure_high`` (missing where nothing was drawn), ``unit``,
        ``comparison``, ``threshold``, ``tolerance``, ``effective_threshold``, ``is_by_tolerance``, ``missing`` (codes
        joined by ``|``).
    """
    rows = [
        (
            verdict.rule, verdict.version, verdict.region_code, verdict.name, verdict.people, verdict.outcome,
            finding.criterion, finding.criterion in verdict.decisive, finding.outcome,
            None if finding.figure is None else finding.figure.least,
            None if finding.figure is None else finding.figure.most,
            None if finding.interval is None else finding.interval.least,
            None if finding.interval is None else finding.interval.most,
            finding.unit, finding.comparison, finding.threshold, finding.tolerance, finding.effective,
            finding.is_by_tolerance,
            "|".join(finding.missing),
        )
        for verdict in verdicts
        for finding in verdict.findings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(VERDICT_COLUMNS)).astype(
        dict.fromkeys(("figure_least", "figure_most", "figure_low", "figure_high"), float)
    )


VERDICT_COLUMNS = (
    "rule",
    "rule_version",
    "region_code",
    "name",
    "people",
    "outcome",
    "criterion",
    "is_decisive",
    "criterion_outcome",
    "figure_least",
    "figure_most",
    "figure_low",
    "figure_high",
    "unit",
    "comparison",
    "threshold",
    "tolerance",
    "effective_threshold",
    "is_by_tolerance",
    "missing",
)
"""Columns of :func:`verdict_frame`, in order."""
