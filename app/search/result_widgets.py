"""What a search found, on the live find page: how near and which, in a sentence, on the map and in the list."""

from collections.abc import Sequence

import streamlit as st

from app import data
from app.center import cards, opening_widgets
from app.data.search import Origin, address_of
from app.search import after_hours, answers, origin_widgets
from app.search.answers import Asked, Kept, Shown
from app.sitemap import same_page
from app.text import Text
from app.travel import journey_widgets, reaches
from app.ui import maps, widgets
from app.ui.components import map as map_component
from app.ui.components import results
from app.ui.markup import html
from gis.errors import InputError
from gis.queries.centers import Center

LEFT = "left-center"
"""Session key of the center whose details were closed last: the keyboard goes back to its place in the list."""


def show_search(say: Text, origin: Origin) -> None:
    """Ask how near and which, and show what was found."""
    first = st.container()
    filters = st.container(key="filters")
    more = st.expander(say("find.more_filters"))
    near, further = widgets.picking_in(filters), widgets.picking_in(more)
    asked = answers.ask(say, origin, near, further)
    try:
        found = answers.look(asked)
    except InputError:
        widgets.message(say("find.unusable"), say("find.unusable_more"))
        return
    if found is None:
        journey_widgets.offer_distance(say)
        return
    kept = answers.keep(say, origin, found.centers, opening_widgets.at_address(), near)
    shown = answers.put_in_order(say, asked, found, kept)
    if lead := after_hours.lead(say, kept.states.at, origin=origin):
        first.html(lead)
    widgets.heading(
        answers.sentence(say, asked.search, found, len(shown.centers)),
        shown.remarks,
        arrive=same_page({}, **address_of(asked.search.origin)),
    )
    if told := answers.narrowed(say, asked, widgets.query(), near, further):
        st.html(told)
    offer_listed(say, asked)
    centers = shown.centers
    if not kept.in_group:
        centers = offer_nearest(say, asked, kept.group)
    elif not centers:
        opening_widgets.offer_all(say)
    draw(say, asked, found, kept, shown, centers)


def draw(say: Text, asked: Asked, found: data.Found, kept: Kept, shown: Shown, centers: Sequence[Center]) -> None:
    """Draw the map and the equal list side by side.

    Parameters
    ----------
    say : Text
    asked : Asked
    found : Found
    kept : Kept
    shown : Shown
    centers : sequence of Center
        What is drawn, in order; the nearest elsewhere where nothing was found.
    """
    origin = asked.search.origin
    with st.container(key="found"):
        on_map, listed = st.columns([7, 5], gap="medium")
    items = answers.entries(say, asked, kept, shown, centers, widgets.query())
    with on_map:
        area = data.area(origin.region_code) if origin.region_code else None
        circle_km = None if origin.source == "region" else asked.search.radius_km
        content = maps.find(
            say, origin, centers, version=data.version(), radius_km=circle_km, area=area, online=data.online_tiles()
        )
        content = maps.with_popups(say, content, {item["id"]: cards.marker(item) for item in items})
        if found.reach:
            content = maps.with_reach(content, found.reach.isochrone.areas, reaches.names(say, found.reach))
        choose(map_component.show_map(content, key="map"))
    with listed:
        key = repr((asked.search, asked.view, asked.order, kept.group, kept.chosen))
        choose(
            results.show_results(
                say, cards.listed(items), search=key, returned=st.session_state.pop(LEFT, None), key="results"
            )
        )
        origin_widgets.offer_exact(say, origin)


def offer_nearest(say: Text, asked: Asked, group: str) -> list[Center]:
    """Offer the nearest centers when none is near enough, and the next step; give those centers."""
    search = asked.search
    nearest = answers.nearest(asked, group)
    if not nearest:
        widgets.message(say("find.nothing"), say("find.nothing_more"))
    else:
        way = cards.whereabouts(say, nearest[0], search.origin)
        widgets.message(say("find.nearest", name=nearest[0].name, way=way), say("find.nearest_more"))
        if wider := answers.wider_km(search, nearest[0], by_time=asked.view is not None):
            st.button(say("find.widen", km=wider), on_click=widgets.go, kwargs={"r": str(wider)}, type="primary")
    if search.kinds or search.services or search.text or asked.needs:
        forget = {"need": None, "kind": None, "service": None, "words": None, "scope": None}
        st.button(say("find.forget"), on_click=widgets.go, kwargs=forget)
    return nearest


def offer_listed(say: Text, asked: Asked) -> None:
    """Say how many places were left out that list psychiatry and may give care, and offer them."""
    if left_out := answers.count_listed(asked):
        st.html(html('<p class="note">{{ told }}</p>', told=say("care.left_out", n=left_out)))
        st.button(say("care.show_listed"), on_click=widgets.go, kwargs={"scope": "listed"})


def choose(center_id: str | None) -> None:
    """Open a center that was chosen on the map or in the list."""
    if center_id:
        widgets.go(center=center_id)
        st.rerun()
