"""Explore: one map in the hands, its layers, a window to sum; beside it the same in words, tables and files."""

import streamlit as st

from app import data, sitemap
from app.data import access
from app.policy import explore, explore_report, explore_view, policy_widgets, reading_words, weeks
from app.policy.equities import plain_table
from app.policy.explore import Exploration
from app.policy.explore_view import CORNERS, OPACITIES, OVERLAYS, SURFACES, ExploreView
from app.regions import region_words
from app.text import Text
from app.ui import widgets, words
from app.ui.components import table, week
from app.ui.markup import html
from gis import hexgrid
from gis.errors import InputError

WIDE_PX, PHONE_PX = (840, 620), (350, 460)
"""Width and height of the map for which its zoom is chosen."""
PLAY_S = 2.0


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    kinds = access.kinds()
    view = explore_view.read(widgets.query(), kinds)
    if view.region_code and view.region_code not in data.region_names():
        widgets.message(say("regions.unknown"))
        view = explore_view.read(widgets.query() | {"region": ""}, kinds)
    finding = st.container()
    with policy_widgets.folded("choices", say("gaps.change")):
        policy_widgets.ask_reading(say, kinds)
        ask_layers(say, view)
    with policy_widgets.folded("window", say("explore.window")):
        ask_window(say)
    view = explore_view.read(widgets.query() | {"region": view.region_code or ""}, kinds)
    with st.spinner(say("gaps.counting.other")):
        answer = explore.answer(say, view)
    finding.html(region_words.finding(explore.finding(answer), arrive=view.region_code or "nation"))
    with st.container(key="explore"):
        show_map(answer)
        step_hours(answer)
        show_tables(answer)
    show_week(answer)
    offer_files(answer)
    counted = region_words.people_date(say, data.dataset_frame())
    st.html(policy_widgets.states(say, [*reading_words.sentences(say, view.reading), *counted]))


def ask_layers(say: Text, view: ExploreView) -> None:
    """Ask for the region, the surface, how strongly it is drawn, and what lies over it."""
    names = data.region_names()
    region, surface, opacity = st.columns([4, 4, 4])
    with region:
        widgets.choose_from_list(
            say("explore.region"), ("", *names), parameter="region", default="",
            name=lambda code: words.area(say, names[code] if code else None),
        )  # fmt: skip
    with surface:
        widgets.choose_one(
            say("explore.surface"), SURFACES, parameter="map", default=SURFACES[0],
            name=lambda one: say(f"explore.surface_name.{one}"),
        )  # fmt: skip
    with opacity:
        widgets.choose_one(
            say("explore.opacity"), OPACITIES, parameter="opacity", default="80",
            name=lambda one: say("explore.percent", n=one),
        )  # fmt: skip
    offered = OVERLAYS if view.region_code else ("height",)
    widgets.choose_many(
        say("explore.overlays"), offered, parameter="layer", placeholder=say("explore.no_overlay"),
        name=lambda one: say(f"explore.overlay.{one}"),
    )  # fmt: skip


def ask_window(say: Text) -> None:
    """Ask for a window by its two corners, and say what is wrong with them."""
    for place, corner in zip(st.columns(2), CORNERS, strict=True):
        with place:
            widgets.type_words(say(f"explore.corner.{corner}"), parameter=corner, placeholder=say("explore.corner_as"))
    try:
        has_window = explore_view.window(widgets.query()) is not None
    except InputError:
        widgets.message(say("explore.no_window"), say("explore.no_window_more"))
        return
    if has_window:
        st.button(say("explore.window_off"), on_click=widgets.go, kwargs=dict.fromkeys(CORNERS))
    else:
        widgets.quietly(say("explore.window_how"))


def show_map(answer: Exploration) -> None:
    """Show the deck and its legend; a region that is chosen opens, a cell offers a window around it."""
    say, view = answer.say, answer.view
    with st.container(key="explore-map"):
        on_map, beside = st.columns([8, 4], gap="large")
    is_phone = "Mobi" in st.context.headers.get("User-Agent", "")
    width_px, height_px = PHONE_PX if is_phone else WIDE_PX
    with on_map:
        chosen = st.pydeck_chart(
            explore.deck(answer, width_px=width_px, height_px=height_px),
            height=height_px,
            on_select="rerun",
            selection_mode="single-object",
            key=f"deck-{view.region_code or 'kr'}-{view.surface}",
            alt=explore.map_label(answer),
        )
        st.html(html('<p class="note without-drawing">{{ told }}</p>', told=say("explore.unavailable")))
    beside.html(explore.legend(answer))
    objects = chosen.selection.objects
    code = explore.chosen_region(objects)
    if code and len(code) == 5 and code != view.region_code:
        widgets.go(region=code)
        st.rerun()
    if cell := explore.chosen_cell(objects):
        lat, lon = hexgrid.centers_of([hexgrid.from_text(cell)])[0]
        address = sitemap.same_page(widgets.query(), **explore_view.around(lat, lon))
        with beside:
            widgets.page_link(say("explore.around", km=explore_view.AROUND_KM), address)


def show_tables(answer: Exploration) -> None:
    """Show units, ages and centers inside."""
    say = answer.say
    with st.container(key="explore-told"):
        widgets.heading(answer.caption)
        columns, rows, total = explore.table(answer, widgets.query())
        sort = ("people_without_if_closed", True)
        table.show_table(say, columns, rows, total=total, caption=answer.caption, sort=sort, key="units")
        with st.expander(say("explore.ages", area=answer.place)):
            st.html(plain_table(*explore.ages(answer), caption=say("explore.ages", area=answer.place)))
            widgets.quietly(say("story.who_more"))
        if answer.view.region_code or answer.view.bounds:
            caption = say("explore.center_table", area=answer.place)
            with st.expander(caption):
                columns, rows = explore.centers(answer)
                table.show_table(say, columns, rows, caption=caption, sort=("name", False), key="centers")


def step_hours(answer: Exploration) -> None:
    """Offer the hour before and after, and to let the hours run by themselves."""
    say, reading = answer.say, answer.view.reading
    with st.container(key="hours", horizontal=True):
        for name, by in (("before", -1), ("after", 1)):
            st.button(
                say(f"explore.hour_{name}"), on_click=widgets.go, kwargs={"hour": explore_view.hour_beside(reading, by)}
            )
        is_playing = st.toggle(say("explore.play"), key="play")
    if is_playing:
        st.session_state["is-drawn"] = True
        play(explore_view.hour_beside(reading, 1))


@st.fragment(run_every=PLAY_S)
def play(following: str) -> None:
    """Go to the following hour whenever the clock ticks, but not while the page itself is drawn."""
    if st.session_state.pop("is-drawn", False):
        return
    widgets.go(hour=following)
    st.rerun()


def show_week(answer: Exploration) -> None:
    """Show the week; an hour that is chosen becomes the reading's, and the map's."""
    say, reading = answer.say, answer.view.reading
    widgets.heading(say("explore.week"))
    with policy_widgets.folded("week", say("week.open")):
        told = access.week(reading.changed(hour="any", measure="nearest"), answer.view.region_code)
        hour = week.show_week(weeks.content(say, told, reading, area=answer.area), key="week")
        st.html(weeks.legend(say))
    if hour is not None and (hour,) != reading.hours:
        widgets.go(hour=weeks.hour_of(hour))
        st.rerun()


def offer_files(answer: Exploration) -> None:
    """Offer what lies inside as files."""
    address = sitemap.href("explore", answer.say.language, widgets.query())
    files = explore_report.files(answer, data.dataset_frame(), address=address, made_on=data.today())
    policy_widgets.take_away(answer.say, files)


page(widgets.sentences())
