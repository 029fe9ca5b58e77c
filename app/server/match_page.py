"""Recommendations and the entry to the self-check before any script: what is asked is posted, none of it is kept."""

import logging
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.center import cards
from app.data import matching, rules
from app.data.search import Origin, origin_of
from app.recommendation import match_cards, match_widgets, matches, wishes
from app.recommendation.match_widgets import LONGEST_WORDS
from app.search import origins, understood
from app.self_check import check_words
from app.server.answer_pages import Asking, candidates, chosen_place, danger, trouble, where
from app.sitemap import href
from app.text import Text
from app.travel import journeys
from app.ui.choices import Form
from app.ui.markup import Blocks, html
from app.ui.plain_page import PlainPage
from gis.errors import DatabaseError, InputError, SettingsError
from gis.recommendation import Ask
from gis.terms import PROBLEMS, UNDER_19

logger = logging.getLogger(__name__)

SHOWN_FIRST = 10
"""Centers in the list."""

_BLOCKS = Blocks("server/answer")
_WIDGETS = Blocks("ui/widgets")


def recommend(asking: Asking) -> PlainPage:
    """Write the page of recommendations: what is asked, and which centers fit, with the reasons."""
    say, posted = asking.say, asking.form or {}
    form = Form({**posted, "need": _need(asking)})
    wish, travel = wishes.ask(say, form)
    words = str(posted.get("words", ""))[:LONGEST_WORDS].strip()
    is_posted = asking.form is not None
    panel = danger(say, origin_of(asking.query), words, asking.words, is_young=wish.age_group in UNDER_19)

    def asked(origin: Origin | None) -> Markup:
        log, chosen = match_widgets.told_of_log(say), " · ".join(form.told())
        more = _BLOCKS.match(say, chosen, origin is not None, form.fields(), words, LONGEST_WORDS, log)
        return where(asking, origin, "match", more)

    told, origin = panel, None
    try:
        origin = _origin(asking)
        told += asked(origin)
        if origin is not None:
            ask = Ask(origin.lat, origin.lon, wish, words, travel, None, bool(panel))
            told += _answer(say, origin, ask, asking.query, is_posted=is_posted)
        elif asking.words and not panel:
            told += candidates(asking, "match")
        else:
            told += html("<h2>{{ text }}</h2>", text=say("match.start_heading")) + match_cards.introduction(say)
    except (SQLAlchemyError, DatabaseError, SettingsError) as error:
        logger.error("the database did not answer: %s", type(error).__name__)
        told = panel + asked(None) + trouble(say)
    return PlainPage(
        say("page.match.heading"),
        say("page.match.lead"),
        told,
        address=href("match", say.language),
        is_live=not is_posted,
        answer="list" if origin else "",
    )


def _need(asking: Asking) -> str:
    """Give the need that was chosen, or else that a guide's link names, or that was typed beside a place."""
    chosen = asking.posted("need") or str(asking.query.get("need", ""))
    if chosen not in ("", wishes.ANY):
        return chosen
    meaning = understood.understand(asking.typed)
    return next((need for need in meaning.query.needs if need in PROBLEMS), chosen) if meaning else chosen


def _origin(asking: Asking) -> Origin | None:
    """Read where from: the one place that was typed, or else that of the address; a center counts as its place."""
    if cell := asking.posted("cell"):
        return origin_of({"cell": cell})
    named = origin_of(asking.query)
    if not asking.typed or (named and named.name == asking.typed) or rules.heard(asking.typed):
        return named
    place = chosen_place(asking)
    return origins.origin_from(place) if place else None


def _answer(say: Text, origin: Origin, ask: Ask, query: Mapping[str, Any], *, is_posted: bool) -> Markup:
    at, is_set = matches.instant(str(query.get("at", "")) or None, data.now())
    try:
        found = matching.recommend(ask, at, is_set=is_set)
    except InputError:
        return _WIDGETS.message(say("find.unusable"), say("find.unusable_more"), "note")
    shown = match_cards.choose(found, SHOWN_FIRST)
    if is_posted:  # the live page logs what it shows by itself
        matching.log(found)
    if not shown:
        number = next(one for one in data.crisis_numbers() if one.number == cards.ADVICE_NUMBER)
        more = say("match.none_more", number=number.number, name=number.name_in(say.language))
        return _WIDGETS.message(say("match.none"), more, "note")
    walks = match_cards.times(found, shown)
    first, has_public = min(len(shown), SHOWN_FIRST), len(shown) > SHOWN_FIRST
    remarks = match_cards.remarks(say, found, origin, first, has_public=has_public, at=at, is_set=is_set)
    remarks += journeys.remarks(say, [time for _, time in walks.values()])
    items = [match_cards.entry(say, found, one, origin, at=at, walks=walks, query=query) for one in shown]
    live = "" if is_posted else say("match.live")
    listed = _BLOCKS.list(Markup("").join(map(cards.result, items)), say("match.order"), live)
    doors = match_cards.doors(say, found) if found.programmes else Markup()
    return _WIDGETS.heading(match_cards.sentence(say, origin), remarks, "") + listed + doors


def check(asking: Asking) -> PlainPage:
    """Write the entry to the self-check; its questions are asked in the browser, so that answers stay there."""
    say = asking.say
    others = [(href(page, say.language), say(f"page.{page}.name")) for page in ("match", "find", "guide", "emergency")]
    return PlainPage(
        say("page.check.heading"),
        say("page.check.lead"),
        _BLOCKS.begin(say, check_words.introduction(say), others),
        address=href("check", say.language),
        is_live=True,
    )
