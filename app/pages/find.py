"""Find a center: where from, what there is near it, and everything about one."""

import streamlit as st

from app import data
from app.center import cards, openings
from app.data import rules
from app.recommendation import match_cards
from app.search import after_hours, center_widgets, origin_widgets, result_widgets, understood
from app.search.understood import PARAMETERS
from app.text import Text
from app.ui import crisis_panel, widgets


def page(say: Text) -> None:
    """Draw the page."""
    typed = (st.query_params.get("q", ""), st.query_params.get("words", ""))
    if panels := rules.heard(*typed) | origin_widgets.distress():
        is_young = origin_widgets.is_young() or rules.sounds_young(*typed)
        crisis_panel.show_panel(say, is_young=is_young, panels=panels, region_code=origin_widgets.region_code())
    origin = origin_widgets.ask(say)
    if center_id := st.query_params.get("center", ""):
        detail = data.center(center_id)
        if detail is not None:
            center_widgets.show_center(say, origin, detail)
            return
        widgets.message(say("center.missing"), say("center.missing_more"))
    if origin is not None:
        result_widgets.show_search(say, origin)
    elif any(name in st.query_params for name in PARAMETERS) and not origin_widgets.has_typed():
        told, needs = understood.wanted(say, widgets.query())
        st.html(told + match_cards.reading(say, next(iter(needs), None), ""))
    elif not origin_widgets.has_typed():
        if lead := after_hours.lead(say, openings.read_at(st.query_params.get("at"), data.now())[0]):
            st.html(lead)
        widgets.heading(say("start.heading"))
        st.html(cards.introduction(say))


page(widgets.sentences())
