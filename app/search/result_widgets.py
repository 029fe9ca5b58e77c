"""What a search found, on the find page: how near and which, in a sentence, on the map and in the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app import data
from app.center import cards, opening_widgets, openings
from app.data import travel
from app.data.opening import Openings
from app.data.search import DEFAULT_RADIUS_KM, GROUPS, RADII_KM, SCOPES, Origin, Search, address_of
from app.search import origin_widgets
from app.sitemap import same_page
from app.text import Text
from app.travel import journey_widgets, journeys, reaches
from app.ui import maps, widgets, words
from app.ui.components import map as map_component
from app.ui.components import results
from app.ui.markup import html
from gis import vocabulary
from gis.errors import InputError
from gis.queries.centers import Center
from gis.streets.network_catalog import TravelTime
from gis.terms import CareScope, Mode

LEFT = "left-center"
"""Session key of the center whose details were closed last: the keyboard goes back to its place in the list."""


@dataclass(frozen=True)
class Asked:
    """What a person asked for.

    Parameters
    ----------
    search : Search
    view : tuple of (str, int), optional
        Way of travel and minutes, where near means a time.
    order : str, optional
        Way of travel by whose time the list is sorted; by distance without one.
    """

    search: Search
    view: tuple[Mode, int] | None
    order: Mode | None


@dataclass(frozen=True, eq=False)
class Kept:
    """What is left of what was found.

    Parameters
    ----------
    in_group : list of Center
        Those of the chosen group.
    shown : list of Center
        Those of them that are open when it matters.
    states : Openings
    chosen : str
        When they must be open, of :data:`app.center.openings.FILTERS`.
    arriving : mapping of str to TravelTime
        How long it takes to each, where they must be open on arrival.
    group : str
    """

    in_group: list[Center]
    shown: list[Center]
    states: Openings
    chosen: str
    arriving: Mapping[str, TravelTime]
    group: str


def show_search(say: Text, origin: Origin) -> None:
    """Ask how near and which, and show what was found."""
    filters = st.container(key="filters")
    more = st.expander(say("find.more_filters"))
    search = ask(say, origin, filters, more)
    try:
        centers_found = (
            data.find_reached(search.search, *search.view) if search.view else data.find_centers(search.search)
        )
    except InputError:
        widgets.message(say("find.unusable"), say("find.unusable_more"))
        return
    if centers_found is None:
        journey_widgets.offer_distance(say)
        return
    with filters:
        kept = keep(say, origin, centers_found.centers)
    shown, times = kept.shown, centers_found.times
    if search.order:
        times = data.travel_times(origin, shown, search.order)
        shown = travel.by_time(shown, times)
    lines = opening_widgets.remarks(say, kept.states, kept.chosen, kept.in_group)
    lines += journeys.remarks(say, times.values() if search.order else ())
    widgets.heading(
        sentence(say, search.search, centers_found, len(shown)),
        [*remarks(say, search.search, centers_found), *lines],
        arrive=same_page({}, **address_of(search.search.origin)),
    )
    offer_listed(say, search)
    if not kept.in_group:
        shown = offer_nearest(say, search.search, kept.group, by_time=search.view is not None)
    elif not shown:
        opening_widgets.offer_all(say)
    draw(say, search, centers_found, kept, shown, times)


def ask(
    say: Text, origin: Origin, filters: st.delta_generator.DeltaGenerator, more: st.delta_generator.DeltaGenerator
) -> Asked:
    """Ask how near, by distance or by time, and, folded away, for the order, kinds, services and words."""
    has_start = origin.source != "region"
    radius_km = str(DEFAULT_RADIUS_KM)
    with filters:
        view = journey_widgets.ask_reach(say) if has_start else None
        if has_start and view is None:
            radius_km = widgets.choose_one(
                say("find.radius"),
                [str(km) for km in RADII_KM],
                parameter="r",
                default=radius_km,
                name=lambda km: f"{km} km",
            )
    with more:
        order = journey_widgets.ask_order(say) if has_start and view is None else None
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
        scope = widgets.choose_one(
            say("care.scope.label"),
            SCOPES,
            parameter="scope",
            default="care",
            name=lambda scope: say(f"care.scope.{scope}"),
        )
        text = widgets.type_words(say("find.words"), parameter="words", placeholder=say("find.words_placeholder"))
    chosen: CareScope = "open" if kinds else next(candidate for candidate in SCOPES if candidate == scope)
    return Asked(Search(origin, int(radius_km), kinds, services, text, chosen), view, order)


def keep(say: Text, origin: Origin, centers: Sequence[Center]) -> Kept:
    """Ask when they must be open and of which group, and keep those."""
    states = opening_widgets.at_address()
    chosen = opening_widgets.ask(say, has_start=origin.source != "region")
    arriving = data.arrival_times(origin, centers, chosen)
    centers = with_doctors(say, centers)
    open_ones = openings.keep(centers, states, chosen, arriving)
    counts = {group: len(of_group(open_ones, group)) for group in GROUPS}
    group = widgets.choose_one(
        say("find.group"),
        GROUPS,
        parameter="group",
        default="all",
        name=lambda group: say(f"find.groups.{group}", n=counts[group]),
    )
    return Kept(of_group(centers, group), of_group(open_ones, group), states, chosen, arriving, group)


def with_doctors(say: Text, centers: Sequence[Center]) -> Sequence[Center]:
    """Ask whether a psychiatrist must work there, and keep those where one is counted."""
    counted = [center for center in centers if center.psychiatrists]
    numbers = {"any": len(centers), "psychiatrist": len(counted)}
    who = widgets.choose_one(
        say("find.doctors"),
        tuple(numbers),
        parameter="doctors",
        default="any",
        name=lambda number: say(f"find.doctors_of.{number}", n=numbers[number]),
    )
    return counted if who == "psychiatrist" else centers


def draw(
    say: Text,
    search: Asked,
    centers_found: data.Found,
    kept: Kept,
    shown: Sequence[Center],
    times: Mapping[str, TravelTime],
) -> None:
    """Draw the map and the equal list side by side.

    Parameters
    ----------
    say : Text
    search : Asked
    centers_found : Found
    kept : Kept
    shown : sequence of Center
        What is drawn, in order; the nearest elsewhere where nothing was found.
    times : mapping of str to TravelTime
        How long it takes to each, where that was asked for.
    """
    origin = search.search.origin
    with st.container(key="found"):
        on_map, listed = st.columns([7, 5], gap="medium")
    with on_map:
        area = data.area(origin.region_code) if origin.region_code else None
        circle_km = None if origin.source == "region" else search.search.radius_km
        content = maps.find(
            say, origin, shown, version=data.version(), radius_km=circle_km, area=area, online=data.online_tiles()
        )
        if centers_found.reach:
            content = maps.with_reach(
                content, centers_found.reach.isochrone.areas, reaches.names(say, centers_found.reach)
            )
        choose(map_component.show_map(content, key="map"))
    with listed:
        query, today = widgets.query(), data.today()
        opening = {
            center.center_id: openings.entry(say, center, kept.states, kept.arriving.get(center.center_id))
            for center in shown
        }
        items = [
            cards.entry(say, center, origin=origin, query=query, today=today, opening=opening[center.center_id])
            for center in shown
        ]
        if mode := search.view[0] if search.view else search.order:
            items = [journeys.timed(say, item, mode, times.get(item["id"])) for item in items]
        key = repr((search.search, search.view, search.order, kept.group, kept.chosen))
        choose(results.show_results(say, items, search=key, returned=st.session_state.pop(LEFT, None), key="results"))
        origin_widgets.offer_exact(say, origin)


def sentence(say: Text, search: Search, centers_found: data.Found, count: int) -> str:
    """Say in one sentence what was found where."""
    if centers_found.reach:
        return reaches.sentence(say, centers_found.reach, place=search.origin.name, count=count)
    key = "found" if count else "zero"
    if search.origin.source == "region":
        return say(f"find.{key}_region", region=search.origin.name, n=count)
    source = "device" if search.origin.cell else "place"
    place = search.origin.name or say("find.this_place")
    return say(f"find.{key}_{source}", place=place, km=search.radius_km, n=count)


def remarks(say: Text, search: Search, centers_found: data.Found) -> list[str]:
    """Say what the answer leaves out."""
    rough = [say("find.rough")] if search.origin.is_rough else []
    reached = reaches.remarks(say, centers_found.reach) if centers_found.reach else []
    own = data.own_centers(search.origin)
    home = (
        [say("find.own_center", names=words.listing([f"{one.name} {one.phone or ''}".strip() for one in own]))]
        if own
        else []
    )
    return rough + reached + home + ([say("find.cut", n=data.MOST_CENTERS)] if centers_found.is_cut else [])


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
        forget = {"kind": None, "service": None, "words": None, "scope": None}
        st.button(say("find.forget"), on_click=widgets.go, kwargs=forget)
    return nearest


def offer_listed(say: Text, search: Asked) -> None:
    """Say how many places were left out that list psychiatry and may give care, and offer them."""
    if search.view or search.search.scope != "care":
        return
    if left_out := data.count_listed(search.search):
        st.html(html('<p class="note">{{ told }}</p>', told=say("care.left_out", n=left_out)))
        st.button(say("care.show_listed"), on_click=widgets.go, kwargs={"scope": "listed"})


def of_group(centers: Sequence[Center], group: str) -> list[Center]:
    """Keep the centers of a group."""
    return [center for center in centers if group == "all" or maps.group_of(center.kind) == group]


def choose(center_id: str | None) -> None:
    """Open a center that was chosen on the map or in the list."""
    if center_id:
        widgets.go(center=center_id)
        st.rerun()
