"""What is said where somebody may be in danger: what to do in the next hours, whom to call, and how to ask directly."""

from collections.abc import Mapping, Sequence
from html import escape

from app.self_check import check
from app.self_check.check_state import CheckResult
from app.sitemap import href
from app.text import Text
from app.ui import crisis_panel
from gis.care.crisis import CrisisNumber

REMINDED = ("119", "112", "109")
"""Numbers of the line that stays above the questions once somebody said that there is danger."""


def told(say: Text, numbers: Sequence[CrisisNumber]) -> dict[tuple[str, str], str]:
    """Write what is told before the next question, by whose danger it is and whether that is sure."""
    panels = {
        "yes": crisis_panel.html(say, numbers, panels={"emergency"}, arrive="check-danger", leads_on=False),
        "unsure": crisis_panel.html(say, numbers, alone="unsure", arrive="check-danger", leads_on=False),
    }
    return {
        (who, answer): f'{panel}<section class="check-now"><h3>{escape(say(f"danger.now.{answer}"))}</h3>'
        f"{_steps(say, who)}{_guide(say)}</section>"
        for answer, panel in panels.items()
        for who in check.WHOSE
    }


def reminder(say: Text, numbers: Sequence[CrisisNumber]) -> str:
    """Write a line with the numbers for a person who said that there is danger and goes on."""
    known = {one.number: one for one in numbers}
    calls = " ".join(
        f'<a href="tel:{escape(known[number].dial)}">{escape(number)} {escape(known[number].name_in(say.language))}</a>'
        for number in REMINDED
        if number in known
    )
    return f'<p class="check-reminder"><strong>{escape(say("danger.reminder"))}</strong> {calls}</p>'


def first_hours(say: Text, result: CheckResult) -> str:
    """Write what leads a result in which safety comes first: that it was heard, and what to do in the next hours."""
    who = check.whose(result.needs)
    title, text = say(f"danger.heard.{who}.{result.sign}.title"), say(f"danger.heard.{who}.{result.sign}.text")
    return (
        f'<section class="check-now"><h2>{escape(title)}</h2><p>{escape(text)}</p>'
        f"<h3>{escape(say('danger.hours'))}</h3>{_steps(say, who)}{_guide(say)}</section>"
    )


def for_child(say: Text, result: CheckResult) -> str:
    """Write what a child under 13, or a person who cares for one, finds in place of questions for older people."""
    who = check.whose(result.needs)
    lines = say.group("danger.child.self.step" if who == "self" else "danger.child.other.step")
    return (
        f'<section class="check-now"><h2>{escape(say(f"danger.child.{who}.title"))}</h2>'
        f"<p>{escape(say(f'danger.child.{who}.text'))}</p>{_list(lines)}</section>"
    )


def _steps(say: Text, who: str) -> str:
    return _list(say.group("danger.step.self" if who == "self" else "danger.step.other"))


def _list(lines: Mapping[str, str]) -> str:
    return f"<ol>{''.join(f'<li>{escape(line)}</li>' for line in lines.values())}</ol>"


def _guide(say: Text) -> str:
    address = escape(href("emergency", say.language))
    return f'<p class="check-guide"><a href="{address}">{escape(say("danger.guide"))}</a></p>'
