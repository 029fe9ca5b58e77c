"""The self-check: its questions, and what its answers come to. Decides; the page draws.

By default 14 questions: for whom and how old, the nine of the PHQ-9, what it is about, when and how. The PHQ-9 whole
rather than a short form first, because its ninth item must be asked of everybody and because doors (the counselling
voucher) ask for its total. The short form asks the first two (PHQ-2); the GAD-7 is offered after the result. Whoever
looks for somebody else is asked no instrument: it is answered by the person it is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.self_check.check_state import CheckResult, ForWhom, Needs
from app.text import Text
from app.ui.components.questions import Alarm, Form, Option, Step
from gis.care import screening
from gis.care.screening import Instrument, Instruments
from gis.terms import AgeGroup, Problem, Way, When

FULL, SHORT = "full", "short"
"""Forms of the check."""

SHORT_FORM = "phq2"
"""Short form that the short check asks."""

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "for_whom": get_args(ForWhom),
    "age_group": get_args(AgeGroup),
    "problem": get_args(Problem),
    "when": get_args(When),
    "way": get_args(Way),
}
_FIRST = ("for_whom", "age_group")

_BY_PROBLEM: Mapping[str, tuple[str, ...]] = {
    "low_mood": ("depression",),
    "anxiety": ("anxiety",),
    "sleep": ("sleep",),
    "stress": ("work",),
    "addiction": ("addiction", "drugs-gambling"),
    "loss": ("bereaved",),
    "family": ("families",),
    "child": ("youth", "youth-privacy"),
    "perinatal": ("perinatal", "perinatal-crisis"),
    "memory": ("elderly",),
    "severe": ("first-psychosis", "admission"),
}
_BY_AGE: Mapping[str, tuple[str, ...]] = {
    "child": ("youth", "youth-privacy"),
    "youth": ("youth", "youth-privacy"),
    "older": ("elderly",),
}


@dataclass(frozen=True)
class Answers:
    """What was answered, read with mistrust.

    Parameters
    ----------
    points : mapping of str to tuple
        Points of each item by instrument; None where it was not answered.
    needs : Needs
        What the person looks for.
    """

    points: Mapping[str, tuple[int | None, ...]]
    needs: Needs


def main_steps(say: Text, instruments: Instruments) -> list[Step]:
    """Give the questions of the check."""
    phq9, short = instruments.full["phq9"], instruments.short[SHORT_FORM]
    asked = [
        replace(step, forms=(FULL, SHORT) if number < short.items else (FULL,), only_name="for_whom", only_value="self")
        for number, step in enumerate(item_steps(say, phq9))
    ]
    return [_need(say, name) for name in _FIRST] + asked + [_need(say, name) for name in _NEEDS if name not in _FIRST]


def item_steps(say: Text, instrument: Instrument, *, start: int = 0) -> list[Step]:
    """Give the items of an instrument as questions, in its own words, from the place ``start`` on."""
    options = tuple(Option(str(points), words[say.language]) for points, words in enumerate(instrument.answers))
    return [
        Step(f"{instrument.code}-{number}", item[say.language], options, stem=instrument.stem[say.language])
        for number, item in enumerate(instrument.items[start:], start=start + 1)
    ]


def forms(say: Text) -> list[Form]:
    """Give the ways to begin."""
    return [Form(form, say(f"check.begin.{form}")) for form in (FULL, SHORT)]


def alarms(instruments: Instruments) -> list[Alarm]:
    """Give what brings the crisis panel while questions are still asked."""
    return [
        Alarm(f"{one.code}-{one.crisis_item}" if one.crisis_item else "", f"{one.code}-", one.crisis_from)
        for one in instruments.full.values()
        if one.crisis_from is not None
    ]


def read(told: Mapping[str, Any], instruments: Instruments) -> Answers:
    """Read answers from the browser: what is no answer counts as none."""
    points = {
        code: tuple(_points(told.get(f"{code}-{number}"), one) for number in range(1, len(one.items) + 1))
        for code, one in instruments.full.items()
    }
    needs: dict[str, Any] = {
        name: told[name] for name, codes in _NEEDS.items() if isinstance(told.get(name), str) and told[name] in codes
    }
    return Answers(points, Needs(**needs))


def conclude(answers: Answers, instruments: Instruments) -> CheckResult:
    """Add up what was answered."""
    phq9, gad7 = instruments.full["phq9"], instruments.full["gad7"]
    points = answers.points["phq9"]
    return CheckResult(
        phq9=screening.total(phq9, points),
        gad7=screening.total(gad7, answers.points["gad7"]),
        is_alarming=any(
            screening.needs_crisis_panel(one, answers.points[code]) for code, one in instruments.full.items()
        ),
        needs=answers.needs,
        phq2=screening.total(phq9, points, items=instruments.short[SHORT_FORM].items),
    )


def is_young(needs: Needs) -> bool:
    """Tell whether it is about somebody under 19."""
    return needs.age_group in ("child", "youth")


def topics(result: CheckResult) -> list[str]:
    """Choose the articles that fit, the best first, at most three."""
    needs = result.needs
    is_proxy = needs.for_whom in ("family", "other")
    is_carer = is_proxy and (needs.problem == "memory" or needs.age_group == "older")
    wanted = [
        *topics_of(needs.problem),
        *(("carers",) if is_carer else ()),
        *(("families",) if is_proxy else ()),
        *_BY_AGE.get(needs.age_group or "", ()),
        *(("depression",) if (result.phq9 or 0) >= 5 else ()),
        *(("anxiety",) if (result.gad7 or 0) >= 5 else ()),
        "first-visit",
    ]
    return list(dict.fromkeys(wanted))[:3]


def topics_of(problem: str | None) -> tuple[str, ...]:
    """Give the articles on a problem, the first one first; none for a problem that is not told or has none."""
    return _BY_PROBLEM.get(problem or "", ())


def _need(say: Text, name: str) -> Step:
    options: Sequence[Option] = [Option(code, say(f"check.choice.{name}.{code}")) for code in _NEEDS[name]]
    if name != _FIRST[0]:
        options = [*options, Option("", say(f"check.open.{name}"))]
    return Step(name, say(f"check.ask.{name}"), tuple(options))


def _points(told: object, instrument: Instrument) -> int | None:
    valid = [str(points) for points in range(len(instrument.answers))]
    return int(told) if isinstance(told, str) and told in valid else None
