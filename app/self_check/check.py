"""The self-check: its questions, and what its answers come to. Decides; the page draws.

By default 15 questions: for whom, whether there is danger now, how old, the nine of the PHQ-9, what it is about, when
and how. Danger is asked of everybody second, before anything that can wait: a yes leads to what to do and whom to call.
The PHQ-9 whole rather than a short form first, because doors (the counselling voucher) ask for its total. The short
form asks the first two (PHQ-2), and the ninth item, which counts apart: two items on mood say nothing about danger. The
GAD-7 is offered after the result. A person who looks for somebody else is asked no instrument: it is answered by the
person it is about. A child under 13 is asked none either: the instruments are made for older people.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from app.self_check.check_state import DANGERS, CheckNeeds, CheckResult, Danger, ForWhom, Sign
from app.text import Text
from app.ui.components.questions import Alarm, Condition, Form, Notice, Option, QuestionStep
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

OTHERS = ("family", "other")
"""Answers to "for whom" that are not the person who answers."""

YOUNG = ("child", "youth")
"""Age groups under 19."""

WHOSE = ("self", "other")
"""Whether the person who answers needs help, or somebody else does: the words differ."""

# Until it is answered the check counts as one for oneself, the longer one.
_NOT_OF: Mapping[str, Condition] = {"self": {"for_whom": OTHERS}, "other": {"for_whom": (None, "self")}}
_OF_OTHERS: Condition = {"for_whom": OTHERS}
_OF_A_CHILD: Condition = {"age_group": ("child",)}
_BY_A_CHILD: Condition = {"for_whom": ("self",), "age_group": ("child",)}

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
    needs : CheckNeeds
        What the person looks for.
    danger : str or None
        Out of :data:`app.self_check.check_state.DANGERS`; None where it was not answered.
    """

    points: Mapping[str, tuple[int | None, ...]]
    needs: CheckNeeds
    danger: Danger | None = None


def main_steps(
    say: Text, instruments: Instruments, danger_words: Mapping[tuple[str, str], str] | None = None
) -> list[QuestionStep]:
    """Return the questions of the check.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    instruments : Instruments
        The instruments in force.
    danger_words : mapping, optional
        HTML of what is told before the next question, by whose danger (:data:`WHOSE`) and the answer.
    """
    phq9 = instruments.full["phq9"]
    steps = [
        replace(
            step,
            forms=(FULL, SHORT) if _is_in_short(number, phq9, instruments) else (FULL,),
            skip_if=(_OF_OTHERS, _OF_A_CHILD),
        )
        for number, step in enumerate(item_steps(say, phq9), start=1)
    ]
    others = [replace(_need(say, name), skip_if=(_BY_A_CHILD,)) for name in _NEEDS if name not in _FIRST]
    return [_need(say, "for_whom"), *_danger_steps(say, danger_words or {}), _need(say, "age_group"), *steps, *others]


def item_steps(say: Text, instrument: Instrument, given: Collection[str] = ()) -> list[QuestionStep]:
    """Return the items of an instrument as questions, in its own words, without those that were ``given`` an answer."""
    options = tuple(Option(str(points), words[say.language]) for points, words in enumerate(instrument.answers))
    steps = [
        QuestionStep(f"{instrument.code}-{number}", item[say.language], options, stem=instrument.stem[say.language])
        for number, item in enumerate(instrument.items, start=1)
    ]
    return [step for step in steps if step.name not in given]


def forms(say: Text) -> list[Form]:
    """Return the ways to begin."""
    return [Form(form, say(f"check.begin.{form}")) for form in (FULL, SHORT)]


def notices(instruments: Instruments, *, panel: str, young_panel: str, reminder: str) -> list[Notice]:
    """Return what stands above the questions that are still asked.

    Parameters
    ----------
    instruments : Instruments
        The instruments in force.
    panel, young_panel : str
        HTML of the crisis panel, and of that for somebody under 19: once an item or a total asks for it.
    reminder : str
        HTML of a line with the numbers for a person who said that there is danger and goes on.
    """
    alarms = tuple(alarm for instrument in instruments.full.values() for alarm in _alarms(instrument))
    return [
        Notice(young_panel, alarms, {"age_group": YOUNG}),
        Notice(panel, alarms),
        Notice(reminder, (Alarm("danger", ("yes",)),)),
    ]


def read(answers: Mapping[str, Any], instruments: Instruments) -> Answers:
    """Read answers from the browser: what is no answer, or answers what was not asked, counts as none."""
    needs_told: dict[str, Any] = {
        name: answers[name]
        for name, codes in _NEEDS.items()
        if isinstance(answers.get(name), str) and answers[name] in codes
    }
    needs = CheckNeeds(**needs_told)
    given = {} if whose(needs) == "other" or is_child(needs) else answers
    points = {
        code: tuple(
            _points(given.get(f"{code}-{number}"), instrument) for number in range(1, len(instrument.items) + 1)
        )
        for code, instrument in instruments.full.items()
    }
    danger = answers.get("danger")
    is_answered = isinstance(danger, str) and danger in DANGERS
    return Answers(points, needs, cast("Danger", danger) if is_answered else None)


def conclude(answers: Answers, instruments: Instruments) -> CheckResult:
    """Add up what was answered."""
    phq9, gad7 = instruments.full["phq9"], instruments.full["gad7"]
    points = answers.points["phq9"]
    return CheckResult(
        phq9=screening.total(phq9, points),
        gad7=screening.total(gad7, answers.points["gad7"]),
        sign=_sign(answers, instruments),
        needs=answers.needs,
        phq2=screening.total(phq9, points, items=instruments.short[SHORT_FORM].items),
    )


def is_young(needs: CheckNeeds) -> bool:
    """Return whether it is about somebody under 19."""
    return needs.age_group in YOUNG


def is_child(needs: CheckNeeds) -> bool:
    """Return whether it is about a child under 13."""
    return needs.age_group == "child"


def whose(needs: CheckNeeds) -> str:
    """Tell whose words fit, out of :data:`WHOSE`."""
    return "other" if needs.for_whom in OTHERS else "self"


def panels(result: CheckResult | None) -> frozenset[str]:
    """Give what a result asks of the crisis panel, out of :data:`gis.care.crisis_signals.PANELS`; empty for nothing."""
    if result is None or result.sign is None:
        return frozenset()
    return frozenset({"emergency" if result.sign == "danger" else "life"})


def topics(result: CheckResult) -> list[str]:
    """Choose the articles that fit, the best first, at most three."""
    needs = result.needs
    is_proxy = needs.for_whom in OTHERS
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
    """Return the articles on a problem, the first one first; none for a problem that is not told or has none."""
    return _BY_PROBLEM.get(problem or "", ())


def _sign(answers: Answers, instruments: Instruments) -> Sign | None:
    if answers.danger == "yes":
        return "danger"
    for instrument in instruments.full.values():
        if (
            instrument.crisis_item is not None
            and (answers.points[instrument.code][instrument.crisis_item - 1] or 0) > 0
        ):
            return "thoughts"
    if any(
        screening.needs_crisis_panel(instrument, answers.points[code]) for code, instrument in instruments.full.items()
    ):
        return "severe"
    return "unsure" if answers.danger == "unsure" else None


def _alarms(instrument: Instrument) -> Iterator[Alarm]:
    if instrument.crisis_item is not None:
        yield Alarm(
            f"{instrument.code}-{instrument.crisis_item}",
            tuple(str(points) for points in range(1, len(instrument.answers))),
        )
    if instrument.crisis_from is not None:
        yield Alarm(prefix=f"{instrument.code}-", total=instrument.crisis_from)


def _is_in_short(number: int, instrument: Instrument, instruments: Instruments) -> bool:
    return number <= instruments.short[SHORT_FORM].items or number == instrument.crisis_item


def _danger_steps(say: Text, danger_words: Mapping[tuple[str, str], str]) -> Iterator[QuestionStep]:
    """Ask about danger in the words for the person who answers, and tell what to do before the next question."""
    options = tuple(Option(answer, say(f"danger.choice.{answer}")) for answer in DANGERS)
    for who in WHOSE:
        about = say(f"danger.about.{who}")
        yield QuestionStep("danger", say(f"danger.ask.{who}"), options, about=about, skip_if=(_NOT_OF[who],))
    for (who, answer), html in danger_words.items():
        other = (None, *(danger for danger in DANGERS if danger != answer))
        yield QuestionStep(f"told-{who}-{answer}", "", (), skip_if=(_NOT_OF[who], {"danger": other}), html=html)


def _need(say: Text, name: str) -> QuestionStep:
    options: Sequence[Option] = [Option(code, say(f"check.choice.{name}.{code}")) for code in _NEEDS[name]]
    if name != _FIRST[0]:
        options = [*options, Option("", say(f"check.open.{name}"))]
    return QuestionStep(name, say(f"check.ask.{name}"), tuple(options))


def _points(answer: object, instrument: Instrument) -> int | None:
    valid = [str(points) for points in range(len(instrument.answers))]
    return int(answer) if isinstance(answer, str) and answer in valid else None
