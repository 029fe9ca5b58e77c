"""The method page: every anchor that dashboards link to, every rule with date and source, no database needed."""

import datetime as dt
import re

import pytest

from app import sitemap
from app.policy import method
from app.server import plain_pages
from app.text import LANGUAGES, load
from gis.analysis.readings import MEASURES
from gis.rulebook import load_rules
from gis.settings import ROOT
from gis.underserved_grid import load_grid
from tests.app.server.test_frame import Reader

TODAY = dt.date(2026, 11, 29)
BOOK, GRID = load_rules(ROOT / "data", on=TODAY), load_grid(ROOT / "data", on=TODAY)


@pytest.fixture(params=LANGUAGES)
def page(request):
    return method.body(load(request.param), BOOK, GRID).html


def test_the_page_is_in_the_policy_section_and_needs_no_script():
    (page,) = [one for one in sitemap.PAGES if one.name == "method"]
    assert (page.path, page.section, page.is_plain, page.is_listed) == ("method", "policy", True, True)
    assert plain_pages.body("method", {"lang": "en"}).heading == load("en")("page.method.heading")


def test_every_section_and_rule_has_its_anchor(page):
    ids = re.findall(r' id="([a-z0-9_-]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(ids) == {*method.SECTIONS, *(f"rule-{one.name}" for one in BOOK.rules)}
    links = [link["href"] for link in Reader(page).all("a")]
    assert links == [f"#{name}" for name in method.SECTIONS]


def test_every_anchor_that_the_dashboards_name_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    named = set(re.findall(r'(?<!-)anchor(?:: str)? ?= ?"([a-z-]+)"', code))
    assert named <= set(method.SECTIONS)
    assert named


def test_every_rule_is_told_with_its_numbers_date_and_source(page):
    for rule in BOOK.rules:
        card = page[page.index(f'id="rule-{rule.name}"') :].split("</article>")[0]
        assert str(rule.valid_from) in card
        assert rule.source in card
        assert rule.reviewer in card
        assert card.count("<tr>") == len(rule.thresholds)


def test_every_measure_and_every_reading_is_told(page):
    assert all(f"<code>{name}</code>" in page for name in MEASURES)
    listed = page[page.index("<ol>") : page.index("</ol>")]
    assert listed.count("<li>") == sum(len(one.readings) for one in GRID.services)


def test_no_section_is_empty(page):
    for name in method.SECTIONS:
        own = page[page.index(f'<section id="{name}">') :].split("</section>")[0]
        assert own.count("<p>") >= 1


@pytest.mark.parametrize("line", method.COMMANDS)
def test_the_commands_named_exist(line):
    from app.cli import build

    words = line.split()
    assert words[0] == "mindconnect"
    import typer.main

    command = typer.main.get_command(build(words[1:2])).commands[words[1]]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
