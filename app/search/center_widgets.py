"""One center on the find page: how to reach it first, then all that is known of it."""

import streamlit as st

from app import data
from app.center import cards, opening_widgets, openings, review_widgets
from app.data import offices
from app.data.search import Origin
from app.office import office_words
from app.search import origin_widgets, result_widgets
from app.text import Text
from app.travel import journey_widgets, journeys
from app.ui import maps, widgets
from app.ui.components import favourites, links
from app.ui.components import map as map_component
from gis.queries.centers import CenterDetail


def show_center(say: Text, origin: Origin | None, detail: CenterDetail) -> None:
    """Show a center, and leave it by the button above it."""
    center = data.with_distance(detail.center, origin)
    review_widgets.care(say, center.center_id)
    back = say("center.back" if origin else "center.back_to_start")
    st.button(back, key="back", on_click=leave, args=(center.center_id,))
    with st.container(key="center"):
        details, on_map = st.columns([6, 6], gap="medium")
    with details:
        st.html(cards.heading(say, center))
        links.show_links(cards.links(cards.ways(say, center, origin)), key="ways")
        favourites.star(say, center.center_id, center.name)
        states = opening_widgets.of_center(center.center_id)
        trip = journey_widgets.show_journeys(say, origin, center, states)
        if trip and origin:
            origin_widgets.offer_exact(say, origin)
    with on_map:
        start = None if origin is None or origin.source == "region" else origin
        content = maps.find(
            say, start, [center], version=data.version(), radius_km=None, chosen=center, online=data.online_tiles()
        )
        if trip and trip.line is not None and start:
            content = maps.with_route(content, trip.line, journeys.ends(start, center))
        map_component.show_map(content, key="map-center")
    # Where a way is drawn the map follows its steps on a narrow screen, and the facts come after it.
    with st.columns([6, 6], gap="medium")[0] if trip else details:
        opening = openings.details(say, center, states)
        areas = data.region_names()
        st.html(cards.detail(say, detail, center, origin=origin, areas=areas, today=data.today(), opening=opening))
        if put_right := offices.put_right(center.center_id):
            st.html(office_words.put_right(say, put_right))
        opening_widgets.correct(say, center.center_id)
        review_widgets.show_reviews(say, center.center_id)


def leave(center_id: str) -> None:
    """Close a center's details."""
    st.session_state[result_widgets.LEFT] = center_id
    widgets.go(center=None)
