"""The method page: measures, readings, underserved areas, the rules and their sources, and what is unknown.

It is written whole by the server (app/server/plain_pages.py): the anchors that dashboards link to need no script.
"""

from typing import Any

from markupsafe import Markup

from app.policy import verdicts
from app.text import Text
from app.ui.markup import Blocks, html
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.analysis.readings import MEASURES
from gis.analysis.rules import ShortageRule
from gis.rulebook import RuleBook
from gis.underserved_grid import UnderservedGrid

PAGE = "method"
"""Name of the page in app.sitemap."""

SECTIONS = ("measures", "readings", "people", "time", "underserved", "rules", "equity", "distress", "unknown", "repeat")
"""Anchors of the page, in order; those of rules are ``rule-`` and their name."""

COMMANDS = (
    "mindconnect access --measure nearest --kind 기초정신건강복지센터 --json",
    "mindconnect access --limits 15,20,30,45,60 --csv",
    "mindconnect rules --region 41800 --json",
    "mindconnect rules --rule mindconnect_distance --set limit_min=20",
    "mindconnect underserved --service front_door --json",
    "mindconnect underserved --service front_door --readings",
    "mindconnect underserved --service front_door --draws 20 --json",
    "mindconnect equity --measure e2sfca --json",
    "mindconnect equity --part levels --intervals 50 --csv",
)
"""Examples of commands that give the figures of the pages."""

_BLOCKS = Blocks("policy/method")


def body(say: Text, book: RuleBook, grid: UnderservedGrid) -> PlainPage:
    """Write the page.

    Parameters
    ----------
    say : Text
    book : RuleBook
        The shortage rules in force.
    grid : UnderservedGrid
        The readings over which underserved areas are counted.
    """
    more = {
        "measures": measures(say),
        "underserved": underserved(say, grid),
        "rules": rules(say, book),
        "repeat": commands(),
    }
    sections = [section(say, name, more.get(name, Markup())) for name in SECTIONS]
    page = html(
        '<div class="method">{{ contents }}{% for one in sections %}{{ one }}{% endfor %}</div>',
        contents=_BLOCKS.contents(say, SECTIONS),
        sections=sections,
    )
    return PlainPage(say("page.method.heading"), say("page.method.lead"), page)


def section(say: Text, name: str, more: Markup) -> Markup:
    """Write a section: its heading, its sentences, and what belongs to it."""
    told = [text for key, text in say.group("method.text").items() if key.startswith(f"{name}.")]
    return _BLOCKS.section(say, name, told, more)


def measures(say: Text) -> Markup:
    """Write each measure with its formula in words."""
    return _BLOCKS.measures(say, MEASURES)


def underserved(say: Text, grid: UnderservedGrid) -> Markup:
    """Write which grid is in use, and its readings."""
    lines = [
        f"{say(f'underserved.service.{service.name}')} · {say(f'underserved.family.{one.family}')} · {one}"
        for service in grid.services
        for one in service.readings
    ]
    told = say(
        "method.grid", version=grid.version, valid_from=day(say, grid.valid_from), n=len(lines),
        services=len(grid.services), least=f"{grid.least_share:.0%}", reviewer=grid.reviewer,
    )  # fmt: skip
    return _BLOCKS.underserved(told, say("method.grid_list", n=len(lines)), lines)


def rules(say: Text, book: RuleBook) -> Markup:
    """Write every rule: what it is, its numbers, its date and source."""
    written = [_rule(say, one) for one in book.rules]
    return _BLOCKS.rules(say, written, say("method.rules_version", version=book.version))


def _rule(say: Text, rule: ShortageRule) -> dict[str, Any]:
    return {
        "code": rule.name,
        "version": rule.version,
        "name": verdicts.rule_name(say, rule.name),
        "about": list(verdicts.about(say, rule)),
        "numbers": list(verdicts.numbers(say, rule)),
        "facts": verdicts.facts(say, rule),
    }


def commands() -> Markup:
    """Write the commands that give the figures."""
    return html("<pre>{{ commands }}</pre>", commands="\n".join(COMMANDS))
