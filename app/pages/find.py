"""Find a center: where from, what there is near it, and everything about one."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import (
    cards,
    crisis_panel,
    data,
    journey_widgets,
    journeys,
    maps,
    office_words,
    opening_widgets,
    openings,
    reaches,
    review_widgets,
    whereabouts,
    widgets,
)
from app.components import favourites, links, results
from app.components import map as map_component
from app.data import Center, CenterDetail, offices
from app.search import DEFAULT_RADIUS_KM, GROUPS, RADII_KM, Origin, Search, address_of
from app.search import link as search_link
from app.text import Text
from gis import vocabulary
from gis.errors import InputError

LEFT = "left-center"
"""Session key of the center whose details were closed last: the keyboard goes back to its place in the list."""


def page(say: Text) -> None:
    """Draw the page."""
    if whereabouts.is_in_distress():
        crisis_panel.show(say)
    else:
        crisis_panel.show_if(say, st.query_params.get("q", ""), st.query_params.get("words", ""))
    origin = whereabouts.ask(say)
    center_id = st.query_params.get("center", "")
    if center_id:
        detail = data.center(center_id)
        if detail is None:
            widgets.message(say("center.missing"), say("center.missing_more"))
        else:
            show_center(say, origin, detail)
            return
    if origin is not None:
        show_results(say, origin)
    elif "q" not in st.query_params:
        show_start(say)


def show_results(say: Text, origin: Origin) -> None:
    """List and map what was found, and ask how near and which."""
    with st.container(key="filters"):
        view = None if origin.source == "region" else journey_widgets.ask_reach(say)
        search = ask_search(say, origin, by_time=view is not None)
        order = None if view or origin.source == "region" else journey_widgets.ask_order(say)
        try:
            found = data.find_reached(search, *view) if view else data.find_centers(search)
        except InputError:
            widgets.message(say("find.unusable"), say("find.unusable_more"))
            return
        if found is None:
            journey_widgets.offer_distance(say)
            return
        states = opening_widgets.at_address()
        chosen = opening_widgets.ask(say, has_start=origin.source != "region")
        arriving = data.arrival_times(origin, found.centers, chosen)
        kept = openings.keep(found.centers, states, chosen, arriving)
        counts = {group: len(of_group(kept, group)) for group in GROUPS}
        group = widgets.choose_one(
            say("find.group"),
            GROUPS,
            parameter="group",
            default="all",
            name=lambda one: say(f"find.groups.{one}", n=counts[one]),
        )
    in_group, shown = of_group(found.centers, group), of_group(kept, group)
    mode, times = view[0] if view else order, found.times
    if order:
        times = data.travel_times(origin, shown, order)
        shown = journeys.by_time(shown, times)
    told = opening_widgets.remarks(say, states, chosen, in_group) + journeys.remarks(
        say, times.values() if order else ()
    )
    widgets.heading(
        sentence(say, search, found, len(shown)),
        [*remarks(say, search, found), *told],
        arrive=search_link({}, **address_of(search.origin)),
    )
    if not in_group:
        shown = offer_nearest(say, search, group, by_time=view is not None)
    elif not shown:
        opening_widgets.offer_all(say)
    with st.container(key="found"):
        on_map, listed = st.columns([7, 5], gap="medium")
    with on_map:
        area = data.area(origin.region_code) if origin.region_code else None
        content = maps.find(
            say, origin, shown, version=data.version(), radius_km=radius(search), area=area, online=data.online_tiles()
        )
        if found.reach:
            content = maps.with_reach(content, found.reach.isochrone.areas, reaches.names(say, found.reach))
        choose(map_component.show(content, key="map"))
    with listed:
        query = widgets.query()
        items = [
            cards.entry(
                say,
                one,
                origin=origin,
                query=query,
                today=data.today(),
                opening=openings.entry(say, one, states, arriving.get(one.center_id)),
            )
            for one in shown
        ]
        if mode:
            items = [journeys.timed(say, item, mode, times.get(item["id"])) for item in items]
        returned = st.session_state.pop(LEFT, None)
        choose(
            results.show(
                say, items, search=repr((search, view, order, group, chosen)), returned=returned, key="results"
            )
        )
        whereabouts.offer_exact(say, origin)


def ask_search(say: Text, origin: Origin, *, by_time: bool) -> Search:
    """Ask for the radius, unless a time stands for it, and, folded away, for kinds, services and words."""
    radius_km = str(DEFAULT_RADIUS_KM)
    if origin.source != "region" and not by_time:
        radius_km = widgets.choose_one(
            say("find.radius"),
            [str(km) for km in RADII_KM],
            parameter="r",
            default=radius_km,
            name=lambda km: f"{km} km",
        )
    with st.expander(say("find.more_filters")):
        kinds = widgets.choose_many(
            say("find.kinds"),
            [kind.code for kind in vocabulary.kinds()],
            parameter="kind",
            name=lambda code: cards.kind_name(say, code),
            placeholder=say("find.any"),
        )
        services = widgets.choose_many(
            say("find.services"),
            [service.code for service in vocabulary.services()],
            parameter="service",
            name=lambda code: cards.service_name(say, code),
            placeholder=say("find.any"),
        )
        text = widgets.type_words(say("find.words"), parameter="words", placeholder=say("find.words_placeholder"))
    return Search(origin, int(radius_km), kinds, services, text)


def sentence(say: Text, search: Search, found: data.Found, count: int) -> str:
    """Say in one sentence what was found where."""
    if found.reach:
        return reaches.sentence(say, found.reach, place=search.origin.name, count=count)
    told = "found" if count else "zero"
    if search.origin.source == "region":
        return say(f"find.{told}_region", region=search.origin.name, n=count)
    source = "device" if search.origin.cell else "place"
    place = search.origin.name or say("find.this_place")
    return say(f"find.{told}_{source}", place=place, km=search.radius_km, n=count)


def remarks(say: Text, search: Search, found: data.Found) -> list[str]:
    """Say what the answer leaves out."""
    rough = [say("find.rough")] if search.origin.is_rough else []
    reached = reaches.remarks(say, found.reach) if found.reach else []
    return rough + reached + ([say("find.cut", n=data.MOST_CENTERS)] if found.is_cut else [])


def offer_nearest(say: Text, search: Search, group: str, *, by_time: bool) -> list[Center]:
    """Offer the nearest centers when none is near enough, and the next step; give those centers."""
    kinds = [kind.code for kind in vocabulary.kinds() if group in ("all", kind.group)]
    kinds = [kind for kind in kinds if kind in search.kinds or not search.kinds]
    nearest = list(data.nearest_centers(replace(search, kinds=tuple(kinds)))) if kinds else []
    if not nearest:
        widgets.message(say("find.nothing"), say("find.nothing_more"))
    else:
        way = cards.whereabouts(say, nearest[0], search.origin)
        widgets.message(say("find.nearest", name=nearest[0].name, way=way), say("find.nearest_more"))
        wider = next((km for km in RADII_KM if km * 1000 >= (nearest[0].distance_m or 0)), None)
        if wider and search.origin.source != "region" and not by_time:
            st.button(say("find.widen", km=wider), on_click=widgets.go, kwargs={"r": str(wider)}, type="primary")
    if search.kinds or search.services or search.text:
        forget = {"kind": None, "service": None, "words": None}
        st.button(say("find.forget"), on_click=widgets.go, kwargs=forget)
    return nearest


def show_center(say: Text, origin: Origin | None, detail: CenterDetail) -> None:
    """Show one center: how to reach it first, then all that is known of it."""
    center = data.with_distance(detail.center, origin)
    review_widgets.care(say, center.center_id)
    back = say("center.back" if origin else "center.back_to_start")
    st.button(back, key="back", on_click=leave, args=(center.center_id,))
    with st.container(key="center"):
        told, on_map = st.columns([6, 6], gap="medium")
    with told:
        st.html(cards.heading(say, center))
        links.show(cards.ways(say, center, origin), key="ways")
        favourites.star(say, center.center_id, center.name)
        states = opening_widgets.of_center(center.center_id)
        trip = journey_widgets.show(say, origin, center, states)
        if trip and origin:
            whereabouts.offer_exact(say, origin)
    with on_map:
        start = None if origin is None or origin.source == "region" else origin
        content = maps.find(
            say, start, [center], version=data.version(), radius_km=None, chosen=center, online=data.online_tiles()
        )
        if trip and trip.line is not None and start:
            content = maps.with_route(content, trip.line, journeys.ends(start, center))
        map_component.show(content, key="map-center")
    # Where a way is drawn the map follows its steps on a narrow screen, and the facts come after it.
    with st.columns([6, 6], gap="medium")[0] if trip else told:
        opening = openings.details(say, center, states)
        areas = data.region_names()
        st.html(cards.detail(say, detail, center, origin=origin, areas=areas, today=data.today(), opening=opening))
        if put_right := offices.put_right(center.center_id):
            st.html(office_words.put_right(say, put_right))
        opening_widgets.correct(say, center.center_id)
        review_widgets.show(say, center.center_id)


def show_start(say: Text) -> None:
    """Say, before anything is asked, who can be found and what each is for."""
    widgets.heading(say("start.heading"))
    st.html(cards.introduction(say))


def radius(search: Search) -> float | None:
    """Give the circle to draw, kilometres; a whole region has none."""
    return None if search.origin.source == "region" else search.radius_km


def of_group(centers: Sequence[Center], group: str) -> list[Center]:
    """Keep the centers of a group."""
    return [center for center in centers if group == "all" or maps.group_of(center.kind) == group]


def choose(center_id: str | None) -> None:
    """Open a center that was chosen on the map or in the list."""
    if center_id:
        widgets.go(center=center_id)
        st.rerun()


def leave(center_id: str) -> None:
    """Close a center's details."""
    st.session_state[LEFT] = center_id
    widgets.go(center=None)


page(widgets.sentences())
