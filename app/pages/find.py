"""Find a center: where from, what there is near it, and everything about one."""

import streamlit as st

from app import crisis_panel, data, widgets
from app.centers import cards
from app.finding import center_widgets, found_widgets, whereabouts
from app.text import Text


def page(say: Text) -> None:
    """Draw the page."""
    typed = (st.query_params.get("q", ""), st.query_params.get("words", ""))
    if panels := crisis_panel.heard(*typed) | whereabouts.distress():
        is_young = whereabouts.is_young() or crisis_panel.sounds_young(*typed)
        crisis_panel.show(say, is_young=is_young, panels=panels, region_code=whereabouts.region_code())
    origin = whereabouts.ask(say)
    if center_id := st.query_params.get("center", ""):
        detail = data.center(center_id)
        if detail is not None:
            center_widgets.show(say, origin, detail)
            return
        widgets.message(say("center.missing"), say("center.missing_more"))
    if origin is not None:
        found_widgets.show(say, origin)
    elif "q" not in st.query_params:
        widgets.heading(say("start.heading"))
        st.html(cards.introduction(say))


page(widgets.sentences())
