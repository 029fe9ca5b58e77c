"""Recommended centers as entries of the list, and doors, as HTML. No Streamlit, no database but the travel times."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any

from app import data
from app.center import cards
from app.data import matching, rules
from app.data.search import Origin, address_of
from app.recommendation import matches
from app.self_check import check
from app.sitemap import article_href, href
from app.text import Text
from app.ui import words
from gis.care.recommendation.programmes import FittingProgramme, serves
from gis.care.recommendation.ranking import Match
from gis.queries.centers import Center
from gis.recommendation import Recommendation
from gis.streets.network_catalog import TravelTime
from gis.terms import Mode

ADVICE_NUMBER = "1577-0199"
"""Named where nothing was found."""

WALK_UP_TO_M = 2_500.0
"""Up to so far the time on foot is told, beyond it the time by car."""

_MOST_NAMED = 3
_MOST_READING = 3
_CONFIDENCE_TONES = {"high": "badge open", "medium": "badge unsure", "low": "badge unsure"}


def sentence(say: Text, origin: Origin) -> str:
    """Say in one sentence what is shown."""
    place = say("match.from_here") if origin.cell else say("match.from_place", place=origin.name)
    return say("match.found", place=place).strip()


def remarks(
    say: Text,
    found: Recommendation,
    origin: Origin,
    shown: int,
    *,
    has_public: bool = False,
    at: dt.datetime,
    is_set: bool,
) -> list[str]:
    """Say what was understood, how many there are, what was left out, and what makes it rough.

    Parameters
    ----------
    say : Text
    found : Recommendation
    origin : Origin
    shown : int
        Centers shown in their order.
    has_public : bool
        Whether a public center stands after them.
    at : datetime.datetime
        Instant it holds for, aware.
    is_set : bool
        Whether the address named that instant.
    """
    lines = []
    heard = [code for code in found.heard if code in found.wish.all_needs]
    # Where nothing was chosen the words are all there is; beside a choice they count too, a little less.
    told = (("match.heard_too" if found.wish.heard else "match.heard", found.wish.heard or heard),
            ("match.set_aside", found.set_aside))  # fmt: skip
    lines += [
        say(key, needs=words.listing([say(f"match.need.{code}") for code in codes])) for key, codes in told if codes
    ]
    lines.append(say("match.of_all", of=len(found.found.matches), n=shown))
    if has_public:
        lines.append(say("match.public_after"))
    if found.programmes:
        told_of = words.listing([say(f"door.{one.programme.code}.name") for one in found.programmes])
        lines.append(say("match.doors_below", doors=told_of))
    lines += [line for line in [matches.left_out(say, found)] if line]
    if found.wish.way == "remote":
        lines.append(say("match.remote_note"))
    if origin.source == "region":
        lines.append(say("match.region_note", place=origin.name))
    if origin.is_rough:
        lines.append(say("find.rough"))
    if is_set:
        lines.append(say("opening.as_of", when=matches.instant_text(say, at)))
    return lines


def choose(found: Recommendation, most: int) -> list[Center]:
    """Choose whom to show: the first ones, and the best public center after them where none of them is one.

    In a city dozens of clinics stand nearer than the public center, which is free and knows what else there is.
    """

    def is_public(one: Match) -> bool:
        return found.candidates[one.center_id].group == "public"

    first, others = found.found.matches[:most], found.found.matches[most:]
    added = [] if any(map(is_public, first)) else list(islice(filter(is_public, others), 1))
    return [found.center(one.center_id) for one in (*first, *added)]


def times(found: Recommendation, shown: Sequence[Center]) -> dict[str, tuple[Mode, TravelTime]]:
    """Give the time on foot to the near ones of some centers, by car to the others, by center_id."""
    near = [one for one in shown if (one.distance_m or 0.0) <= WALK_UP_TO_M]
    far = [one for one in shown if (one.distance_m or 0.0) > WALK_UP_TO_M]
    told: dict[str, tuple[Mode, TravelTime]] = {}
    modes: tuple[tuple[Mode, list[Center]], ...] = (("walk", near), ("car", far))
    for mode, centers in modes:
        if centers:
            took = matching.travel_times(found, centers, mode)
            told |= {key: (mode, time) for key, time in took.items() if time.status != "unreachable"}
    return told


def entry(
    say: Text,
    found: Recommendation,
    center: Center,
    origin: Origin,
    *,
    at: dt.datetime,
    walks: Mapping[str, tuple[Mode, TravelTime]],
    query: Mapping[str, Any],
) -> dict[str, Any]:
    """Write a recommended center as an entry of the list: with its reasons, and how sure they are.

    Parameters
    ----------
    say : Text
    found : Recommendation
    center : Center
        One of the matches, with its distance.
    origin : Origin
    at : datetime.datetime
        Aware.
    walks : mapping
        See :func:`times`.
    query : mapping
        The page's address.

    Returns
    -------
    dict of str
        As :func:`app.center.cards.entry`, with the reasons as its lines.
    """
    one = next(match for match in found.found.matches if match.center_id == center.center_id)
    item = cards.entry(say, center, origin=origin, query=query, today=data.today())
    far = cards.whereabouts(say, center, origin)
    item["href"] = href("find", say.language, **address_of(origin), center=center.center_id)
    return item | {
        "where": [part for part in item["where"] if part.get("tone") != "far"],
        "badges": [*item["badges"], {"text": matches.confidence(say, one), "tone": _CONFIDENCE_TONES[one.confidence]}],
        "lines": [],
        "why": {"label": say("match.why"), "lines": why(say, one, walks.get(center.center_id), at, far=far)},
        "unsure": {"label": say("match.unsure"), "lines": matches.unknowns(say, one, at)},
    }


def why(say: Text, one: Match, walk: tuple[Mode, TravelTime] | None, at: dt.datetime, *, far: str = "") -> list[str]:
    """Write the reasons of a center: distance, direction and time to it in one.

    Parameters
    ----------
    say : Text
    one : Match
    walk : tuple of (str, TravelTime), optional
        Way of travel and time, where the reasons do not tell them already.
    at : datetime.datetime
        Instant it holds for, aware.
    far : str
        Distance and direction in words, in place of the distance.
    """
    lines = matches.reasons(say, one, at)
    lines[0] = far or lines[0]
    if walk is None or any(fact.code == "travel" for fact in one.facts):
        return lines
    mode, time = walk
    return [f"{lines[0]}, {matches.travel(say, mode, time)}", *lines[1:]]


def introduction(say: Text) -> str:
    """Say, before there is a place, what the page does, and offer the check and the plain search."""
    links = [(href(page, say.language), f"match.{page}_link") for page in ("check", "find")]
    ways = "".join(
        f'<li><a class="stay" href="{escape(address)}">{escape(say(key))}</a></li>' for address, key in links
    )
    return f'<p class="match-start">{escape(say("match.start_text"))}</p><ul class="match-ways">{ways}</ul>'


def doors(say: Text, found: Recommendation) -> str:
    """Write the doors that fit as HTML: what it is, the nearest places, papers, cost, and what is not known."""
    parts = "".join(_door(say, found, one) for one in found.programmes)
    return f'<section class="doors"><h2>{escape(say("door.heading"))}</h2>{parts}</section>'


def reading(say: Text, need: str | None, typed: str) -> str:
    """Write links to the articles that what was typed and the chosen need ask for, at most three; empty for none."""
    library = rules.library()
    asked = [one.topic for one in library.about(typed, say.language)][: _MOST_READING - 1]
    topics = list(dict.fromkeys([*asked, *check.topics_of(need)]))[:_MOST_READING]
    titles = [(article_href(topic, say.language), library.article(topic, say.language).title) for topic in topics]
    if not titles:
        return ""
    links = "".join(f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for address, title in titles)
    return f'<section class="reading"><h2>{escape(say("guide.fitting"))}</h2><ul>{links}</ul></section>'


def named(found: Recommendation, typed: str) -> list[str]:
    """Find the centers that a name may mean: the nearest whose name holds what was typed, blanks aside."""
    wanted = "".join(typed.split()).lower()
    fitting = [
        found.center(center_id)
        for center_id, center in found.register.centers.items()
        if wanted and wanted in "".join(center.name.split()).lower()
    ]
    fitting.sort(key=lambda one: (one.distance_m or 0.0, one.center_id))
    return [one.center_id for one in fitting[:_MOST_NAMED]]


def why_not(told: Mapping[str, Any]) -> str:
    """Write why a center does not stand in front, as HTML."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in told["lines"])
    return f'<div class="why-not" role="status"><p><strong>{escape(told["title"])}</strong></p><ul>{lines}</ul></div>'


def explained(say: Text, text: str) -> str:
    """Write what a language model made of the facts, and that one did."""
    return f'<div class="explained"><p>{escape(text)}</p><p class="hint">{escape(say("match.explained"))}</p></div>'


def _door(say: Text, found: Recommendation, one: FittingProgramme) -> str:
    door = one.programme
    cost = {name: value for name, value in door.cost.items() if name != "code"}
    facts = [
        (say("door.nearest"), _places(say, found, one)),
        (say("door.documents"), _items([say(f"door.document.{code}", **cost) for code in door.documents])),
        (
            say("door.apply"),
            _items([say(f"door.apply_at.{code}", **cost) for code in door.apply_at]) + _calls(say, door.numbers),
        ),
        (say("door.cost"), escape(say(f"door.price.{door.cost['code']}", **cost))),
        (say("door.unknown"), _items([say(f"door.unknowns.{code}") for code in door.unknown])),
        (say("door.sources"), _sources(say, one)),
    ]
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts if value)
    maybe = "" if one.is_met else f' <span class="badge unsure">{escape(say("door.maybe"))}</span>'
    name = escape(say(f"door.{door.code}.name"))
    what = escape(say(f"door.{door.code}.what") + words.valid_until(say, door.valid_to))
    return f'<details class="door"><summary><h3>{name}</h3>{maybe}</summary><p>{what}</p><dl>{rows}</dl></details>'


def _places(say: Text, found: Recommendation, one: FittingProgramme) -> str:
    rows = []
    for place, near in one.nearest:
        label = escape(say(f"door.paper.{place.paper}"))
        if near is None:
            rows.append(f"<li>{label}: {escape(say('door.none_near'))}</li>")
            continue
        center = found.center(near.center_id)
        told = say("door.place", name=center.name, distance=words.distance(say, near.distance_m))
        call = cards.phone(say, center)
        tel = f' <a href="{escape(call["href"])}">{escape(call["label"])}</a>' if call else ""
        address = escape(href("find", say.language, center=center.center_id))
        away = "" if serves(near, found.wish.home_codes) else f" {escape(say('door.elsewhere'))}"
        rows.append(f'<li>{label}: <a class="stay" href="{address}">{escape(told)}</a>{tel}{away}</li>')
    return f"<ul>{''.join(rows)}</ul>"


def _items(lines: Sequence[str]) -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{rows}</ul>" if rows else ""


def _calls(say: Text, numbers: Sequence[str]) -> str:
    in_force = {one.number: one for one in data.crisis_numbers()}
    rows = "".join(
        f'<li><a href="tel:{escape(in_force[number].dial)}">'
        f"{escape(say('door.call', number=number, name=in_force[number].name_in(say.language)))}</a></li>"
        for number in numbers
        if number in in_force
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _sources(say: Text, one: FittingProgramme) -> str:
    rows = "".join(
        f'<li><a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape(say('door.seen', title=source.title, on=words.day(say, source.seen_on)))}</a></li>"
        for source in one.programme.sources
    )
    return f"<ul>{rows}</ul>"
