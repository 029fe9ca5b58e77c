"""Recommended centers as entries of the list, and doors, as HTML. No Streamlit, no database but the travel times."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from markupsafe import Markup

from app import data
from app.center import cards
from app.data import matching, rules
from app.data.search import Origin, address_of
from app.recommendation import matches
from app.self_check import check
from app.sitemap import article_href, href
from app.text import Text
from app.travel import journeys
from app.ui import crisis_panel, words
from app.ui.markup import Blocks, html
from gis.care.recommendation.programmes import FittingProgramme, serves
from gis.care.recommendation.ranking import Match
from gis.queries.centers import Center
from gis.recommendation import Recommendation
from gis.streets.network_catalog import TravelTime
from gis.terms import Mode

WALK_UP_TO_M = 2_500.0
"""Up to so far the time on foot is told, beyond it the time by car."""

_BLOCKS = Blocks("recommendation/matches")
_MOST_NAMED = 3
_MOST_READING = 3
_CONFIDENCE_TONES = {"high": "badge open", "medium": "badge unsure", "low": "badge unsure"}


def sentence(say: Text, origin: Origin) -> str:
    """Say in one sentence what is shown."""
    place = say("match.from_here") if origin.cell else say("match.from_place", place=words.place(say, origin.name))
    return say("match.found", place=place).strip()


def remarks(
    say: Text,
    recommendation: Recommendation,
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
    recommendation : Recommendation
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
    heard = [code for code in recommendation.heard if code in recommendation.wish.all_needs]
    # Where nothing was chosen the words are all there is; beside a choice they count too, a little less.
    wish = recommendation.wish
    lines_of_needs = (
        ("match.heard_too" if wish.heard else "match.heard", wish.heard or heard),
        ("match.set_aside", recommendation.set_aside),
    )
    lines += [
        say(key, needs=words.listing([say(f"match.need.{code}") for code in codes]))
        for key, codes in lines_of_needs
        if codes
    ]
    lines.append(say("match.of_all", of=len(recommendation.found.matches), n=shown))
    if has_public:
        lines.append(say("match.public_after"))
    if recommendation.programmes:
        told_of = words.listing(
            [say(f"door.{programme.programme.code}.name") for programme in recommendation.programmes]
        )
        lines.append(say("match.doors_below", doors=told_of))
    lines += [line for line in [matches.left_out(say, recommendation)] if line]
    if recommendation.wish.way == "remote":
        lines.append(say("match.remote_note"))
    if origin.source == "region":
        lines.append(say("match.region_note", place=words.place(say, origin.name)))
    if origin.is_rough:
        lines.append(say("find.rough"))
    if is_set:
        lines.append(say("opening.as_of", when=matches.instant_text(say, at)))
    return lines


def choose(recommendation: Recommendation, most: int) -> list[Center]:
    """Choose whom to show: the first ones, and the best public center after them where none of them is one.

    In a city dozens of clinics stand nearer than the public center, which is free and knows what else there is.
    """

    def is_public(match: Match) -> bool:
        return recommendation.candidates[match.center_id].group == "public"

    first, others = recommendation.found.matches[:most], recommendation.found.matches[most:]
    added = [] if any(map(is_public, first)) else list(islice(filter(is_public, others), 1))
    return [recommendation.center(match.center_id) for match in (*first, *added)]


def times(recommendation: Recommendation, shown: Sequence[Center]) -> dict[str, tuple[Mode, TravelTime]]:
    """Return the time on foot to the near ones of some centers, by car to the others, by center_id."""
    near = [center for center in shown if (center.distance_m or 0.0) <= WALK_UP_TO_M]
    far = [center for center in shown if (center.distance_m or 0.0) > WALK_UP_TO_M]
    travel: dict[str, tuple[Mode, TravelTime]] = {}
    modes: tuple[tuple[Mode, list[Center]], ...] = (("walk", near), ("car", far))
    for mode, centers in modes:
        if centers:
            took = matching.travel_times(recommendation, centers, mode)
            travel |= {key: (mode, time) for key, time in took.items() if time.status != "unreachable"}
    return travel


def entry(
    say: Text,
    recommendation: Recommendation,
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
    recommendation : Recommendation
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
    one = next(match for match in recommendation.found.matches if match.center_id == center.center_id)
    item = cards.entry(say, center, origin=origin, query=query, today=data.today())
    far = cards.whereabouts(say, center, origin)
    item["href"] = href("find", say.language, **address_of(origin), center=center.center_id)
    return item | {
        "where": [part for part in item["where"] if part.get("tone") != "far"],
        "badges": [*item["badges"], {"text": matches.confidence(say, one), "tone": _CONFIDENCE_TONES[one.confidence]}],
        "lines": journeys.crossing(say, data.crossing(origin, center)),
        "why": {"label": say("match.why"), "lines": why(say, one, walks.get(center.center_id), at, far=far)},
        "unsure": {"label": say("match.unsure"), "lines": matches.unknowns(say, one, at)},
    }


def why(say: Text, match: Match, walk: tuple[Mode, TravelTime] | None, at: dt.datetime, *, far: str = "") -> list[str]:
    """Write the reasons of a center: distance, direction and time to it in one.

    Parameters
    ----------
    say : Text
    match : Match
    walk : tuple of (str, TravelTime), optional
        Way of travel and time, where the reasons do not tell them already.
    at : datetime.datetime
        Instant it holds for, aware.
    far : str
        Distance and direction in words, in place of the distance.
    """
    lines = matches.reasons(say, match, at)
    lines[0] = far or lines[0]
    if walk is None or any(fact.code == "travel" for fact in match.facts):
        return lines
    mode, time = walk
    return [f"{lines[0]}, {matches.travel(say, mode, time)}", *lines[1:]]


def introduction(say: Text) -> Markup:
    """Say, before there is a place, what the page does, and offer the check and the plain search."""
    ways = [(href(page, say.language), say(f"match.{page}_link")) for page in ("check", "find")]
    return _BLOCKS.introduction(say, ways)


def doors(say: Text, recommendation: Recommendation) -> Markup:
    """Write the doors that fit as HTML: what it is, the nearest places, papers, cost, and what is not known."""
    return _BLOCKS.doors(say, [_door(say, recommendation, programme) for programme in recommendation.programmes])


def reading(say: Text, need: str | None, typed: str) -> Markup:
    """Write links to the articles that what was typed and the chosen need ask for, at most three; empty for none."""
    library = rules.library()
    about_words = [article.topic for article in library.about(typed, say.language)][: _MOST_READING - 1]
    topics = list(dict.fromkeys([*about_words, *check.topics_of(need)]))[:_MOST_READING]
    articles = [(article_href(topic, say.language), library.article(topic, say.language).title) for topic in topics]
    return _BLOCKS.reading(say, articles) if articles else Markup()


def named(recommendation: Recommendation, typed: str) -> list[str]:
    """Find the centers that a name may mean: the nearest whose name holds what was typed, blanks aside."""
    wanted = "".join(typed.split()).lower()
    fitting = [
        recommendation.center(center_id)
        for center_id, center in recommendation.register.centers.items()
        if wanted and wanted in "".join(center.name.split()).lower()
    ]
    fitting.sort(key=lambda center: (center.distance_m or 0.0, center.center_id))
    return [center.center_id for center in fitting[:_MOST_NAMED]]


def why_not(reasons: Mapping[str, Any]) -> Markup:
    """Write why a center does not stand in front, as HTML."""
    return _BLOCKS.why_not(reasons["title"], reasons["lines"])


def explained(say: Text, text: str) -> Markup:
    """Write what a language model made of the facts, and that one did."""
    source = '<div class="explained"><p>{{ text }}</p><p class="hint">{{ by }}</p></div>'
    return html(source, text=text, by=say("match.explained"))


def _door(say: Text, recommendation: Recommendation, fitting: FittingProgramme) -> dict[str, Any]:
    door = fitting.programme
    cost = {name: value for name, value in door.cost.items() if name != "code"}
    apply_at = _items([say(f"door.apply_at.{code}", **cost) for code in door.apply_at])
    return {
        "name": say(f"door.{door.code}.name"),
        "what": say(f"door.{door.code}.what") + words.valid_until(say, door.valid_to),
        "is_met": fitting.is_met,
        "facts": [
            (say("door.nearest"), _places(say, recommendation, fitting)),
            (say("door.documents"), _items([say(f"door.document.{code}", **cost) for code in door.documents])),
            (say("door.apply"), apply_at + _calls(say, door.numbers)),
            (say("door.cost"), say(f"door.price.{door.cost['code']}", **cost)),
            (say("door.unknown"), _items([say(f"door.unknowns.{code}") for code in door.unknown])),
            (say("door.sources"), _sources(say, fitting)),
        ],
    }


def _places(say: Text, recommendation: Recommendation, fitting: FittingProgramme) -> Markup:
    rows: list[dict[str, Any]] = []
    for place, near in fitting.nearest:
        label = say(f"door.paper.{place.paper}")
        if near is None:
            rows.append({"label": label, "href": "", "text": say("door.none_near"), "call": None, "away": ""})
            continue
        center = recommendation.center(near.center_id)
        rows.append(
            {
                "label": label,
                "href": href("find", say.language, center=center.center_id),
                "text": say("door.place", name=center.name, distance=words.distance(say, near.distance_m)),
                "call": cards.phone(say, center),
                "away": "" if serves(near, recommendation.wish.home_codes) else say("door.elsewhere"),
            }
        )
    return _BLOCKS.places(rows)


def _items(lines: Sequence[str]) -> Markup:
    return _BLOCKS.items(lines) if lines else Markup()


def _calls(say: Text, numbers: Sequence[str]) -> Markup:
    in_force = {crisis_number.number: crisis_number for crisis_number in data.crisis_numbers()}
    rows = [
        (
            in_force[number].dial,
            say("door.call", number=number, name=in_force[number].name_in(say.language)),
            crisis_panel.press_line(say, in_force[number]),
        )
        for number in numbers
        if number in in_force
    ]
    return _BLOCKS.calls(rows) if rows else Markup()


def _sources(say: Text, fitting: FittingProgramme) -> Markup:
    return _BLOCKS.sources(
        [
            (source.url, say("door.seen", title=source.title, on=words.day(say, source.seen_on)))
            for source in fitting.programme.sources
        ]
    )
