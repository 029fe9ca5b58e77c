"""What is said where somebody may be in danger: what to do in the next hours, whom to call, and how to ask directly."""

from collections.abc import Sequence

from markupsafe import Markup

from app.self_check import check
from app.self_check.check_state import CheckResult
from app.sitemap import href
from app.text import Text
from app.ui import crisis_panel
from app.ui.markup import Blocks
from gis.care.crisis import CrisisNumber

REMINDED = ("119", "112", "109")
"""Numbers of the line that stays above the questions once somebody said that there is danger."""

_BLOCKS = Blocks("self_check/danger")


def panels_by_answer(say: Text, numbers: Sequence[CrisisNumber]) -> dict[tuple[str, str], str]:
    """Write what is told before the next question, by whose danger it is and whether that is sure."""
    panels = {
        "yes": crisis_panel.html(say, numbers, panels={"emergency"}, arrive="check-danger", leads_on=False),
        "unsure": crisis_panel.html(say, numbers, alone="unsure", arrive="check-danger", leads_on=False),
    }
    return {
        (who, answer): _BLOCKS.now(panel, say(f"danger.now.{answer}"), "", "", _steps(say, who), _guide(say))
        for answer, panel in panels.items()
        for who in check.WHOSE
    }


def reminder(say: Text, numbers: Sequence[CrisisNumber]) -> Markup:
    """Write a line with the numbers for a person who said that there is danger and goes on."""
    known = {number.number: number for number in numbers}
    calls = [
        (known[number].dial, f"{number} {known[number].name_in(say.language)}")
        for number in REMINDED
        if number in known
    ]
    return _BLOCKS.reminder(say, calls)


def first_hours(say: Text, result: CheckResult) -> Markup:
    """Write what leads a result in which safety comes first: that it was heard, and what to do in the next hours."""
    who = check.whose(result.needs)
    title, text = say(f"danger.heard.{who}.{result.sign}.title"), say(f"danger.heard.{who}.{result.sign}.text")
    return _BLOCKS.now("", title, text, say("danger.hours"), _steps(say, who), _guide(say))


def for_child(say: Text, result: CheckResult) -> Markup:
    """Write what a child under 13, or a person who cares for one, finds in place of questions for older people."""
    who = check.whose(result.needs)
    steps = say.group("danger.child.self.step" if who == "self" else "danger.child.other.step")
    title, text = say(f"danger.child.{who}.title"), say(f"danger.child.{who}.text")
    return _BLOCKS.child(title, text, list(steps.values()))


def _steps(say: Text, who: str) -> list[str]:
    return list(say.group("danger.step.self" if who == "self" else "danger.step.other").values())


def _guide(say: Text) -> dict[str, str]:
    return {"address": href("emergency", say.language), "text": say("danger.guide")}
