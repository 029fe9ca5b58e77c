"""Verdicts of the shortage rules in words: what was decided, and why or why not, number by number."""

from collections.abc import Sequence
from math import isinf
from typing import Any

from app.center.cards import kind_name
from app.records import verdict_record
from app.text import Text
from gis.analysis.population_group import PopulationGroup
from gis.analysis.rules import (
    AgeRatio,
    CentersMissing,
    Criterion,
    Known,
    PeoplePer,
    ShareBeyond,
    ShareWithoutOpen,
    ShortageRule,
)
from gis.analysis.verdicts import Bounds, Finding, Verdict
from gis.rulebook import RuleBook


def rule_name(say: Text, rule: str) -> str:
    """Name a rule."""
    return say(f"rules.name.{rule}")


def badge(say: Text, verdict: Verdict) -> str:
    """Name an outcome in two or three words."""
    return say(f"rules.badge.{verdict.outcome}")


def sentence(say: Text, verdict: Verdict) -> str:
    """Say what was decided, in one sentence, and what is missing where nothing could be."""
    missing = ", ".join(say(f"rules.missing.{code}") for code in verdict.missing)
    return say(
        f"rules.sentence.{verdict.outcome}", name=verdict.name, rule=rule_name(say, verdict.rule), missing=missing
    )


def reasons(say: Text, rule: ShortageRule, verdict: Verdict) -> list[str]:
    """Say why or why not: what the outcome rests on first, then the rest; what is not in the data once each.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    rule : ShortageRule
        As it was decided, what-if values included.
    verdict : Verdict

    Returns
    -------
    list of str
        One or two sentences a criterion: the figure, and the threshold it was compared with.
    """
    ordered = sorted(verdict.findings, key=lambda finding: finding.criterion not in verdict.decisive)
    return list(dict.fromkeys(reason(say, rule, finding) for finding in ordered))


def record(say: Text, book: RuleBook, verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a JSON object with its sentences."""
    return verdict_record(verdict, text=sentence(say, verdict), reasons=reasons(say, book.rule(verdict.rule), verdict))


def reason(say: Text, rule: ShortageRule, finding: Finding) -> str:
    """Say what one criterion found."""
    criterion = rule.criteria[finding.criterion]
    if finding.figure is None:
        return say("rules.figure.missing", missing=", ".join(say(f"rules.missing.{code}") for code in finding.missing))
    parts = [_figure(say, rule, criterion, finding)]
    if finding.interval is not None and finding.interval != finding.figure:
        low, high = (amount(say, finding.unit, end) for end in (finding.interval.least, finding.interval.most))
        parts.append(say("rules.interval", low=low, high=high))
    return " ".join([*parts, _threshold(say, criterion, finding)])


def facts(say: Text, rule: ShortageRule) -> str:
    """Say where a rule stands, where it was read, from when it holds and who checked it."""
    return say("rules.facts", basis=rule.basis, source=rule.source, valid_from=rule.valid_from, reviewer=rule.reviewer)


def about(say: Text, rule: ShortageRule) -> list[str]:
    """Say what a rule is, what standing it has, how it was adapted and what it leaves out."""
    return [
        say(f"rules.about.{rule.name}"),
        say(f"rules.standing.{rule.standing}"),
        *(say(f"rules.adapted.{code}") for code in rule.adapted),
        *(say(f"rules.not_judged.{code}") for code in rule.not_judged),
    ]


def numbers(say: Text, rule: ShortageRule) -> list[tuple[str, str]]:
    """Return the thresholds of a rule as name and number with its unit, in the rule's order."""
    return [
        (
            say(f"rules.number.{name}"),
            say(f"rules.unit.{threshold.unit}", value=_plain(threshold.unit, threshold.value)),
        )
        for name, threshold in rule.thresholds.items()
    ]


def _plain(unit: str, value: float) -> str:
    return f"{value * 100:g}" if unit == "share" else f"{value:,g}" if value < 1000 else f"{value:,.0f}"


def amount(say: Text, unit: str, value: float) -> str:
    """Write a number of a rule in its unit.

    Parameters
    ----------
    say : Text
    unit : str
        A unit of :data:`gis.analysis.rules.Unit`.
    value : float

    Returns
    -------
    str
        ``27.0 %``, ``20,000`` or ``0.25``.
    """
    if unit == "share":
        return f"{value * 100:.1f}%"
    if unit == "people_per_professional":
        return say("rules.nobody") if isinf(value) else say("rules.each_of", people=f"{value:,.0f}")
    return f"{value:.2f}" if unit == "ratio" else f"{value:,.0f}"


def span(say: Text, unit: str, figure: Bounds) -> str:
    """Write a figure that lies between two bounds; one number when they read the same."""
    least, most = (amount(say, unit, value) for value in (figure.least, figure.most))
    return least if least == most else say("rules.from_to", least=least, most=most)


def _figure(say: Text, rule: ShortageRule, criterion: Criterion, finding: Finding) -> str:
    assert finding.figure is not None  # noqa: S101 - the caller told the case without one
    figure = span(say, finding.unit, finding.figure)
    numbers = {figure.name: f"{figure.value:,.0f}" for figure in finding.amounts if figure.value is not None}
    match criterion:
        case ShareBeyond():
            return say(
                f"rules.figure.share_beyond_{criterion.time}",
                who=who(say, criterion.people),
                figure=figure,
                mode=say(f"rules.mode.{criterion.mode}"),
                limit=f"{rule.value(criterion.limit):g}",
                kinds=_kinds(say, criterion.kinds),
                nearest=criterion.nearest,
            )
        case ShareWithoutOpen():
            return say(
                "rules.figure.share_without_open",
                who=say("rules.who.everybody"),
                figure=figure,
                mode=say(f"rules.mode.{criterion.mode}"),
                limit=f"{rule.value(criterion.limit):g}",
                kinds=_kinds(say, [criterion.kind]),
                hours=say(f"rules.hours.{criterion.hour}"),
            )
        case CentersMissing():
            serving = next(int(figure.value or 0) for figure in finding.amounts if figure.name == "serving")
            return say(
                "rules.figure.centers_missing",
                kinds=_kinds(say, [criterion.kind]),
                serving=serving,
                people=numbers["people"],
                provided=numbers["provided"],
            )
        case PeoplePer():
            return say("rules.figure.people_per", count=say(f"rules.missing.{criterion.count}"), figure=figure)
        case AgeRatio():
            of_group = _ages(say, criterion.age_from, criterion.age_below)
            base = _ages(say, criterion.base_from, criterion.base_below)
            return say("rules.figure.age_ratio", own=of_group, base=base, figure=figure)
        case Known():
            return say("rules.figure.known", name=say(f"rules.missing.{criterion.name}"), figure=figure)


def _threshold(say: Text, criterion: Criterion, finding: Finding) -> str:
    outcome = say(f"rules.outcome.{'by_tolerance' if finding.is_by_tolerance else finding.outcome}")
    threshold = amount(say, finding.unit, finding.threshold)
    if isinstance(criterion, CentersMissing):
        return say("rules.threshold.centers_missing", number=threshold, outcome=outcome)
    if finding.tolerance > 0:
        effective = amount(say, finding.unit, finding.effective)
        return say("rules.threshold.tolerated", threshold=threshold, effective=effective, outcome=outcome)
    return say(f"rules.threshold.{finding.comparison}", threshold=threshold, outcome=outcome)


def who(say: Text, people: PopulationGroup) -> str:
    """Name the people of whom a share is taken."""
    if people.is_everybody:
        return say("rules.who.everybody")
    sex = say(f"rules.sex.{people.sex or 'any'}")
    if people.age_below is None:
        return say("rules.who.from", **{"from": people.age_from}, sex=sex)
    if people.age_from == 0:
        return say("rules.who.below", below=people.age_below, sex=sex)
    return say("rules.who.between", **{"from": people.age_from}, last=people.age_below - 1, sex=sex)


def _ages(say: Text, age_from: int, age_below: int | None) -> str:
    if age_below is None:
        return say("rules.ages.from", **{"from": age_from})
    if age_from == 0:
        return say("rules.ages.below", below=age_below)
    return say("rules.ages.between", **{"from": age_from}, last=age_below - 1)


def _kinds(say: Text, kinds: Sequence[str]) -> str:
    names = [kind_name(say, kind) for kind in kinds]
    if say.language == "ko":
        return ", ".join(names)
    names = [name[0].lower() + name[1:] for name in names]
    return ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]
