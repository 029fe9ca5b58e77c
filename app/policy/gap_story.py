"""The story of a region in words: who is out of reach, what is nearest, what is known beside it. Pure HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from app.policy import reading_words
from app.policy import verdicts as words_of_rules
from app.regions import about_words, figures
from app.sitemap import href
from app.text import Text
from app.ui.markup import Blocks, html
from app.ui.words import day, marked, place
from gis.analysis.verdicts import Verdict
from gis.rulebook import RuleBook
from gis.stories import Story

ONE_PERSON = "one_person"
"""Group of the story that counts households, not people."""

_BLOCKS = Blocks("policy/story")


def hour_sets(say: Text, story: Story, *, area: str) -> Markup:
    """Write for each named set of hours how many people reach open care, between its bounds."""
    rows = [
        (
            reading_words.hour_name(say, str(row["name"])),
            float(row["share_if_closed"]),
            _between(say, row),
        )
        for row in story.hour_sets.to_dict("records")
    ]
    return _section(say("story.when", area=area), bars(rows), note=say("story.when_more"))


def who(say: Text, story: Story, *, area: str) -> Markup:
    """Write how many of each group are out of reach, and what stands out; households of one are counted apart."""
    rows = story.who.to_dict("records")
    parts = [
        (
            say(f"story.group.{row['group']}"),
            float(row["share_without"]) if pd.notna(row["share_without"]) else 0.0,
            say(
                "story.group_households" if row["group"] == ONE_PERSON else "story.group_people",
                n=figures.about(say, float(row["without"])),
                percent=_percent(row["share_without"]),
            ),
        )
        for row in rows
    ]
    note = say("story.who_more")
    if story.household_date is not None:
        note += " " + say("story.household_date", day=day(say, story.household_date))
    return _section(say("story.who", area=area), bars(parts), lead=standing_out(say, rows), note=note)


def standing_out(say: Text, rows: Sequence[Mapping[Any, Any]]) -> str:
    """Say which group is out of reach more than its part of the people would have it; empty when none is."""
    known = [row for row in rows if row["share_of_total"] > 0 and pd.notna(row["share_of_without"])]
    most = max(known, key=lambda row: row["share_of_without"] - row["share_of_total"], default=None)
    if most is None or most["share_of_without"] - most["share_of_total"] < 0.01:
        return ""
    return say(
        "story.stands_out",
        group=say(f"story.group.{most['group']}"),
        total=_percent(most["share_of_total"]),
        without=_percent(most["share_of_without"]),
    )


def nearest(say: Text, story: Story, *, area: str, regions: Mapping[str, str]) -> Markup:
    """Write the centers that are nearest to most people, hours left aside, each with a way to its page.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    story : Story
        The story.
    area : str
        Name of the region.
    regions : mapping of str to str
        Full names of sigungu by code.
    """
    items = []
    for row in story.nearest.to_dict("records"):
        minutes = say("directions.minutes", minutes=f"{row['mean_min']:.0f}")
        sentence = say(
            "story.center",
            kind=reading_words.kind_of(say, str(row["kind"])),
            region=place(say, regions.get(str(row["region_code"])[:5], "")),
            people=figures.about(say, float(row["people"])),
            time=marked(say, minutes, is_estimate=bool(row["is_estimate"]), is_approximate=False),
        )
        hours = "" if row["has_hours"] else f" {say('story.no_hours')}"
        items.append((href("find", say.language, center=row["center_id"]), row["name"], sentence + hours))
    if not items:
        return _section(say("story.nearest", area=area), html("<p>{{ text }}</p>", text=say("story.none_near")))
    beyond = ""
    if story.people_beyond >= 1:
        beyond = say("story.beyond", people=figures.about(say, story.people_beyond))
    return _section(say("story.nearest", area=area), _BLOCKS.nearest(items), note=beyond)


def beside(say: Text, story: Story, *, area: str) -> Markup:
    """Write the suicide rate beside the figures, never as their cause; empty where none is published."""
    if story.suicide_rate_per_100k is None or story.suicide_rate_date is None:
        return Markup()
    fields = {
        "area": area,
        "rate": f"{story.suicide_rate_per_100k:.1f}",
        "nation": f"{story.suicide_rate_nation_per_100k or 0:.1f}",
        "year": story.suicide_rate_date.year,
    }
    rate = html("<p>{{ text }}</p>", text=say("story.rate", **fields))
    return _section(say("story.beside"), rate, note=say("story.rate_more"))


def bars(rows: Sequence[tuple[str, float, str]]) -> Markup:
    """Write shares as bars with their figures in words; a screen reader hears the list."""
    return _BLOCKS.bars([(name, f"{100 * share:.1f}", text) for name, share, text in rows])


def _section(title: str, body: Markup, *, lead: str = "", note: str = "") -> Markup:
    return _BLOCKS.section(title, body, lead, note)


def _percent(share: Any) -> str:
    return "-" if pd.isna(share) else f"{100 * float(share):.1f}"


def _between(say: Text, row: Mapping[Any, Any]) -> str:
    low, office, high = (f"{100 * float(row[f'share_{end}']):.1f}" for end in ("if_closed", "if_office", "if_open"))
    key = "exact" if low == high else "between" if office in (low, high) else "assumed"
    return say(f"story.reach.{key}", low=low, office=office, high=high)


def judged(say: Text, book: RuleBook, verdicts: Sequence[Verdict]) -> Markup:
    """Write what each rule of shortage says of a region: the verdict first, why or why not when it is opened."""
    items = []
    for verdict in verdicts:
        rule = book.rule(verdict.rule)
        items.append(
            {
                "outcome": verdict.outcome,
                "badge": words_of_rules.badge(say, verdict),
                "sentence": words_of_rules.sentence(say, verdict),
                "why": say(f"story.why.{verdict.outcome}"),
                "rule": words_of_rules.rule_name(say, verdict.rule),
                "reasons": words_of_rules.reasons(say, rule, verdict),
                "facts": words_of_rules.facts(say, rule),
            }
        )
    return _BLOCKS.judged(items)


def counted(say: Text, book: RuleBook, verdicts: Sequence[Verdict]) -> Markup:
    """Write for each rule how many units of an area it calls short of care."""
    items = []
    for rule in book.rules:
        outcomes = [verdict.outcome for verdict in verdicts if verdict.rule == rule.name]
        if outcomes:
            counts = {outcome: outcomes.count(outcome) for outcome in ("is_met", "is_not", "undecided")}
            name = words_of_rules.rule_name(say, rule.name)
            items.append(say("story.counted", rule=name, n=len(outcomes), **counts))
    return about_words.lines(items)
