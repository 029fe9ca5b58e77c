"""Recommendations: what is asked, which centers fit and why, what opens other doors, and why one is not here."""

import streamlit as st

from app import data
from app.center import cards
from app.data import matching, rules
from app.data.search import Origin, address_of
from app.recommendation import explain, match_cards, match_widgets, matches
from app.search import origin_widgets
from app.self_check import check
from app.sitemap import same_page
from app.text import Text
from app.travel import journeys
from app.ui import crisis_panel, maps, widgets
from app.ui.components import map as map_component
from app.ui.components import results
from gis.errors import InputError
from gis.recommendation import Ask, Recommendation

SHOWN_FIRST = 10
"""Centers on the map and in the list."""

LOGGED = "match-logged"
WHY_NOT = "match-why-not-name"
"""Key of the field that names a center; danger is heard in it as in every other one."""


def page(say: Text) -> None:
    """Draw the page."""
    result = match_widgets.start()
    typed = (match_widgets.words(), st.query_params.get("q", ""), str(st.session_state.get(WHY_NOT, "")))
    is_young = match_widgets.is_young() or origin_widgets.is_young() or rules.sounds_young(*typed)
    panels = rules.heard(*typed) | origin_widgets.distress() | check.panels(result)
    if panels:
        crisis_panel.show_panel(say, is_young=is_young, panels=panels, region_code=origin_widgets.region_code())
    origin = origin_widgets.ask(say, starts=True)
    with st.container(key="match"):
        asked_at, answered_at = st.columns([4, 8], gap="large")
    with asked_at:
        request = match_widgets.ask_wish(say, result)
        if reading := match_cards.reading(say, next(iter(request.wish.needs), None), request.words):
            st.html(reading)
    with answered_at:
        if origin is None:
            widgets.heading(say("match.start_heading"))
            if (cell := match_widgets.kept_cell()) and st.button(say("match.kept_cell"), key="match-kept-cell"):
                origin_widgets.start_from_cell(cell)
            st.html(match_cards.introduction(say))
            return
        answer(say, origin, request, in_crisis=bool(panels))


def answer(say: Text, origin: Origin, request: match_widgets.MatchRequest, *, in_crisis: bool) -> None:
    """Recommend from a place; beneath a crisis panel without programmes that are not for acute danger."""
    at, is_set = matches.instant(st.query_params.get("at"), data.now())
    ask = Ask(origin.lat, origin.lon, request.wish, request.words, request.travel, request.phq9, in_crisis)
    try:
        recommendation = matching.recommend(ask, at, is_set=is_set, weights=match_widgets.weights())
    except InputError:
        widgets.message(say("find.unusable"), say("find.unusable_more"))
        return
    shown = match_cards.choose(recommendation, SHOWN_FIRST)
    log_once(recommendation, request)
    walks = match_cards.times(recommendation, shown)
    if not shown:
        number = next(number for number in data.crisis_numbers() if number.number == cards.ADVICE_NUMBER)
        more = say("match.none_more", number=number.number, name=number.name_in(say.language))
        widgets.message(say("match.none"), more)
    else:
        # Each choice answers anew; only a place, or the button, takes the keyboard to the answer.
        arrive = same_page({}, **address_of(origin), n=str(match_widgets.sent()))
        first, has_public = min(len(shown), SHOWN_FIRST), len(shown) > SHOWN_FIRST
        remarks = match_cards.remarks(say, recommendation, origin, first, has_public=has_public, at=at, is_set=is_set)
        remarks += journeys.remarks(say, [time for _, time in walks.values()])
        widgets.heading(match_cards.sentence(say, origin), remarks, arrive=arrive)
    if request.wish.when and recommendation.found.exclusions().get("closed_then"):
        st.button(say("match.relax"), on_click=match_widgets.drop_time)
    listed, beside = st.columns([7, 6], gap="medium")
    items = [
        match_cards.entry(say, recommendation, center, origin, at=at, walks=walks, query=widgets.query())
        for center in shown
    ]
    with beside:
        content = maps.find(say, origin, shown, version=data.version(), radius_km=None, online=data.online_tiles())
        focus = map_component.show_map(content, key="match-map")
    with listed:
        place = st.empty()
        results.show_results(
            say,
            cards.listed(items, stay=True),
            search=repr((request.wish, recommendation.found.weights)),
            returned=focus,
            key="match-results",
            is_elsewhere=True,
            label=say("match.order"),
        )
    with beside:
        if recommendation.programmes:
            st.html(match_cards.doors(say, recommendation))
        match_widgets.ask_weights(say, matches.weights_text(say, recommendation.found.weights))
        ask_why_not(say, recommendation, min(len(shown), SHOWN_FIRST), at)
    if shown:
        facts = [shown[0].name, *items[0]["why"]["lines"]]
        text = explain.explain(facts, settings=data.settings(), language=say.language)
        if text:
            place.html(match_cards.explained(say, text))


def ask_why_not(say: Text, recommendation: Recommendation, shown: int, at: matches.Instant) -> None:
    """Tell, of a center that the person names, why it does not stand in front."""
    with st.expander(say("match.why_not_label")):
        with st.form("match-why-not", border=False):
            typed = st.text_input(say("match.why_not_hint"), max_chars=60, key=WHY_NOT)
            st.form_submit_button(say("match.why_not_button"))
        if not typed.strip():
            return
        named = match_cards.named(recommendation, typed)
        if not named:
            widgets.message(say("match.why_not_none"))
        for center_id in named:
            why = recommendation.why_not(center_id, rules=matching.rules().rules, shown=shown)
            st.html(match_cards.why_not(matches.why_not(say, recommendation, why, at)))


def log_once(recommendation: Recommendation, request: match_widgets.MatchRequest) -> None:
    """Log an answer once a session, not at each run of the page."""
    key = (
        request.wish,
        bool(request.words),
        request.travel,
        recommendation.place,
        tuple(recommendation.found.weights.items()),
    )
    if st.session_state.get(LOGGED) != key:
        st.session_state[LOGGED] = key
        matching.log(recommendation)


page(widgets.sentences())
