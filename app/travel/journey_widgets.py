"""The find page's widgets about ways: the search by distance where no time is known, and which way to draw."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from app import data
from app.data.opening import Openings
from app.data.search import Origin
from app.text import Text
from app.travel import journeys
from app.ui import widgets
from app.ui.markup import html
from gis.queries.centers import Center
from gis.streets.network_catalog import Trip
from gis.terms import Mode


def offer_distance(say: Text) -> None:
    """Say that no area can be drawn from here, and offer the search by distance."""
    widgets.message(say("reach.no_network"), say("reach.no_network_more"))
    st.button(say("reach.by_distance"), on_click=widgets.go, kwargs={"within": None}, type="primary")


def show_journeys(say: Text, origin: Origin | None, center: Center, openings: Openings) -> Trip | None:
    """Show how long it takes to a center, and the directions of the way that is chosen.

    Returns
    -------
    Trip or None
        The way to draw; None where none was chosen or none is known.
    """
    if origin is None or origin.source == "region":
        quietly([say("journey.no_start"), say("journey.transit")])
        return None
    trips = data.trips(origin, center)
    head = '<h3>{{ heading }}</h3><p class="hint">{{ leaving }}</p>'
    st.html(
        html(head, heading=say("journey.heading"), leaving=journeys.leaving(say, origin, openings))
        + journeys.times(say, trips, openings, center.center_id, data.crossing(origin, center))
    )
    quietly([*journeys.notes(say, trips, origin, center), say("journey.transit")])
    chosen = widgets.choose_one(
        say("journey.route"),
        journeys.ROUTES,
        parameter="by",
        default=journeys.ROUTES[0],
        name=lambda route: say(f"journey.routes.{route}"),
    )
    if chosen == "none":
        return None
    trip = trips[cast("Mode", chosen)]
    st.html(html('<div role="status">{{ route }}</div>', route=journeys.route(say, trip)))
    return trip if trip.line is not None else None


def quietly(lines: Sequence[str]) -> None:
    """Write remarks."""
    st.html(html('{% for line in lines %}<p class="hint">{{ line }}</p>{% endfor %}', lines=lines))
