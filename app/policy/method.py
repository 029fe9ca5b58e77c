"""The method page: how access is measured, what readings and deserts are, the rules and their sources, what is unknown.

It is written whole by the server (app/server/plain_pages.py): the anchors that dashboards link to need no script.
"""

from collections.abc import Sequence
from html import escape

from app.policy import verdicts
from app.text import Text
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.analysis.readings import MEASURES
from gis.analysis.rules import ShortageRule
from gis.desert_grid import DesertGrid, GridReading
from gis.rulebook import RuleBook

PAGE = "method"
"""Name of the page in app.sitemap."""

SECTIONS = ("measures", "readings", "people", "time", "deserts", "rules", "equity", "distress", "unknown", "repeat")
"""Anchors of the page, in order; those of rules are ``rule-`` and their name."""

COMMANDS = (
    "mindconnect access --measure nearest --kind 기초정신건강복지센터 --json",
    "mindconnect rules --region 41800 --json",
    "mindconnect rules --rule mindconnect_distance --set limit_min=20",
    "mindconnect deserts --least 0.5 --json",
    "mindconnect deserts --least 0.5 --draws 20 --json",
    "mindconnect equity --measure e2sfca --json",
)
"""Examples of commands that give the figures of the pages."""


def body(say: Text, book: RuleBook, grid: DesertGrid) -> PlainPage:
    """Write the page.

    Parameters
    ----------
    say : Text
    book : RuleBook
        The shortage rules in force.
    grid : DesertGrid
        The readings over which deserts are counted.
    """
    more = {"measures": measures(say), "deserts": deserts(say, grid), "rules": rules(say, book), "repeat": commands()}
    sections = "".join(section(say, name, more.get(name, "")) for name in SECTIONS)
    return PlainPage(
        say("page.method.heading"), say("page.method.lead"), f'<div class="method">{contents(say)}{sections}</div>'
    )


def contents(say: Text) -> str:
    """Write the list of sections."""
    links = "".join(f'<li><a href="#{name}">{escape(say(f"method.section.{name}"))}</a></li>' for name in SECTIONS)
    title = escape(say("method.contents"))
    return f'<nav class="contents" aria-label="{title}"><h2>{title}</h2><ul>{links}</ul></nav>'


def section(say: Text, name: str, more: str) -> str:
    """Write a section: its heading, its sentences, and what belongs to it."""
    told = [text for key, text in say.group("method.text").items() if key.startswith(f"{name}.")]
    heading = escape(say(f"method.section.{name}"))
    return f'<section id="{name}"><h2>{heading}</h2>{_paragraphs(told)}{more}</section>'


def measures(say: Text) -> str:
    """Write each measure with its formula in words."""
    rows = "".join(
        f"<dt>{escape(say(f'method.measure_name.{name}'))} <code>{name}</code></dt>"
        f"<dd>{escape(say(f'method.measure.{name}'))}</dd>"
        for name in MEASURES
    )
    return f"<dl>{rows}</dl>"


def deserts(say: Text, grid: DesertGrid) -> str:
    """Write which grid is in use, and its readings."""
    readings = grid.readings
    told = say(
        "method.grid", version=grid.version, valid_from=day(say, grid.valid_from), n=len(readings),
        least=f"{grid.least_share:.0%}", reviewer=grid.reviewer,
    )  # fmt: skip
    listed = "".join(f"<li><code>{escape(_line(one))}</code></li>" for one in readings)
    summary = escape(say("method.grid_list", n=len(readings)))
    return f"<p>{escape(told)}</p><details><summary>{summary}</summary><ol>{listed}</ol></details>"


def _line(one: GridReading) -> str:
    factor = "" if one.factor is None else f" {one.factor:g}"
    return f"{one.criterion}{factor}: {one.reading}"


def rules(say: Text, book: RuleBook) -> str:
    """Write every rule: what it is, its numbers, its date and source."""
    version = escape(say("method.rules_version", version=book.version))
    return "".join(_rule(say, one) for one in book.rules) + f'<p class="fine">{version}</p>'


def _rule(say: Text, rule: ShortageRule) -> str:
    first, *others = verdicts.about(say, rule)
    numbers = "".join(
        f"<tr><th scope='row'>{escape(label)}</th><td class='number'>{escape(number)}</td></tr>"
        for label, number in verdicts.numbers(say, rule)
    )
    notes = "".join(f"<li>{escape(line)}</li>" for line in others)
    name = escape(verdicts.rule_name(say, rule.name))
    told = escape(verdicts.facts(say, rule))
    code = f"{escape(say('method.code'))}: <code>{rule.name} {escape(rule.version)}</code>"
    return (
        f'<article id="rule-{rule.name}"><h3>{name}</h3><p>{escape(first)}</p><ul>{notes}</ul>'
        f"<table><tbody>{numbers}</tbody></table>"
        f'<p class="fine">{told} {code}</p></article>'
    )


def commands() -> str:
    """Write the commands that give the figures."""
    return "<pre>" + "\n".join(escape(line) for line in COMMANDS) + "</pre>"


def _paragraphs(told: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in told)
