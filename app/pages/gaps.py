"""Gaps: who reaches no open care, where and when; one sentence, then the map, the week, the table, the method."""

from dataclasses import replace

import streamlit as st

from app import data, sitemap
from app.account import sessions
from app.data import access
from app.data.outlines import Outlines
from app.policy import (
    call_list,
    cell_maps,
    choices,
    gap_report,
    gap_story,
    gap_view,
    gaps,
    policy_widgets,
    reading_words,
    weeks,
)
from app.policy.gap_view import GapView
from app.policy.gaps import Gaps
from app.regions import atlas, region_words
from app.text import Text
from app.ui import widgets
from app.ui.components import cells, choropleth, table, week
from gis.errors import InputError


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    kinds = access.kinds()
    view = gap_view.read(widgets.query(), kinds)
    if view.region_code and view.region_code not in data.region_names():
        widgets.message(say("regions.unknown"))
        view = gap_view.read(widgets.query() | {"region": ""}, kinds)
    if view.region_code:
        st.html(atlas.crumbs(say, data.region_path(view.region_code), widgets.query()))
    finding = st.container()
    with policy_widgets.folded("choices", say("gaps.change")):
        policy_widgets.ask_reading(say, kinds)
        view = ask_view(say, replace(view, reading=gap_view.read_reading(widgets.query(), kinds)))
    drawn = data.region_outlines(view.level, view.region_code)
    if drawn is None:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return
    is_doubted = widgets.query().get("doubt") == "1" or access.is_drawn(view.reading)
    with st.spinner(say(f"gaps.counting.{'raam' if view.reading.measure == 'raam' else 'other'}")):
        answer = gaps.compose(
            say, view, *access.answer(view.reading, view.level, view.region_code), data_version=data.version(),
            serving=access.serving(view.reading, view.region_code),
            interval=access.interval(view.reading, view.region_code) if is_doubted else None,
        )  # fmt: skip
    finding.html(region_words.finding(gaps.finding(answer), arrive=view.region_code or "nation"))
    st.html(gaps.other_hours(answer, widgets.query()))
    show_map(answer, drawn)
    if not is_doubted:
        st.button(say("gaps.doubt_ask"), on_click=widgets.go, kwargs={"doubt": "1"}, help=say("gaps.doubt_ask_more"))
    show_week(answer)
    show_table(answer)
    show_calls(answer)
    tell_story(answer)
    policy_widgets.take_away(
        say, gap_report.files(answer, data.dataset_frame(), drawn, address=here(say), made_on=data.today())
    )
    counted = region_words.people_date(say, data.dataset_frame())
    st.html(policy_widgets.states(say, [*gap_report.statement(answer), *counted]))


def ask_view(say: Text, view: GapView) -> GapView:
    """Ask for the units, the figure and the kind of map."""
    with st.container(key="shown", horizontal=True):
        level = policy_widgets.ask_level(say, view.region_code)
        surface = widgets.choose_one(
            say("gaps.surface"),
            ("regions", "cells"),
            parameter="map",
            default="regions",
            name=lambda surface: say(f"gaps.surface_name.{surface}"),
        )
        figure = view.figure
        if surface == "regions":
            figure = widgets.picking_in()(choices.figure(say, view.reading))
    return gap_view.read(
        widgets.query() | {"level": level, "figure": figure, "region": view.region_code or ""}, access.kinds()
    )


def show_map(answer: Gaps, drawn: Outlines) -> None:
    """Show the regions, or the cells, with what the colours mean and who is reached beside them."""
    say, view = answer.say, answer.view
    with st.container(key="atlas"):
        on_map, beside = st.columns([7, 5], gap="large")
    with on_map:
        if view.surface == "cells":
            content = cell_maps.content(
                say,
                access.cell_bounds(view.reading),
                area=answer.area,
                bounds=access.bounds(view.region_code),
                data_version=answer.data_version,
            )
            cells.show_cells(content, key="cells")
        else:
            go_into(view, choropleth.show_choropleth(gaps.draw(answer, drawn), key="map"))
    when, has_hours = reading_words.hour_name(say, view.reading.hour), view.reading.hours is not None
    if view.surface == "cells":
        legend = cell_maps.legend(say, when=when, has_hours=has_hours, estimated=gaps.estimated(answer))
    else:
        legend = gaps.legend(answer)
    beside.html(legend + gaps.reached(answer))


def show_week(answer: Gaps) -> None:
    """Show the week; an hour that is chosen becomes the reading's."""
    say, reading = answer.say, answer.view.reading
    widgets.heading(say("week.heading"), [weeks.finding(say, answer.week, reading)])
    with policy_widgets.folded("week", say("week.open")):
        hour = week.show_week(weeks.content(say, answer.week, reading, area=answer.area), key="week")
        st.html(weeks.legend(say))
    if hour is not None and (hour,) != reading.hours:
        widgets.go(hour=weeks.hour_of(hour))
        st.rerun()


def show_table(answer: Gaps) -> None:
    """Show the figures, and keep the order the person chose in the address."""
    view = answer.view
    widgets.heading(answer.caption)
    columns, rows, total = gaps.table(answer, widgets.query())
    chosen, order = table.show_table(
        answer.say, columns, rows, total=total, caption=answer.caption, sort=(view.sort, view.is_down), key="figures"
    )
    if order:
        widgets.go(sort=replace(view, sort=order[0], is_down=order[1]).sort_text)
        st.rerun()
    go_into(view, chosen)


def show_calls(answer: Gaps) -> None:
    """Show which telephone calls would narrow the bounds most, and how far each sigungu has come."""
    say, view, area = answer.say, answer.view, answer.area
    if view.reading.hours is None:
        return
    widgets.heading(say("calls.heading"), [say("calls.heading_more")])
    if view.region_code is None:
        widgets.quietly(say("calls.choose_region"))
        return
    with policy_widgets.folded("calls", say("calls.open")):
        count = widgets.choose_one(
            say("calls.count"), call_list.COUNTS, parameter="calls", default=call_list.COUNTS[0], name=str
        )
        try:
            worth = access.worth_calling(view.reading, view.region_code, int(count))
        except InputError:
            widgets.quietly(say("calls.too_many"))
            return
        st.html(call_list.finding(say, worth, area=area))
        if worth.plan.calls:
            is_office = (account := sessions.current()) is not None and account.role in ("staff", "admin")
            st.html(call_list.listed(say, worth, area=area, is_office=is_office))
            st.html(call_list.notes(say, worth))
            name = f"mindconnect_calls_{view.region_code}_{answer.data_version}.csv"
            st.download_button(
                say("calls.file"), call_list.file(say, worth), name, "text/csv", on_click="ignore", key="call-list"
            )
        st.html(call_list.progress(say, worth, area=area))


def tell_story(answer: Gaps) -> None:
    """Tell of one region who is out of reach, when, what is nearest, and what the rules say of it."""
    say, view, area = answer.say, answer.view, answer.area
    if view.region_code is None:
        return
    story = access.story(view.reading, view.region_code)
    widgets.heading(say("story.heading", area=area), [say("story.heading_more")])
    with policy_widgets.folded("story", say("story.open")):
        left, right = st.columns(2, gap="large")
        left.html(gap_story.who(say, story, area=area) + gap_story.hour_sets(say, story, area=area))
        names = data.region_names()
        right.html(gap_story.nearest(say, story, area=area, regions=names) + gap_story.beside(say, story, area=area))
    widgets.heading(say("story.verdicts"), [say("story.verdicts_more")])
    write = gap_story.judged if len(view.region_code) > 2 else gap_story.counted
    with policy_widgets.folded("verdicts", say("story.verdicts_open")):
        st.html(write(say, access.rulebook(), access.verdicts(view.region_code)))


def here(say: Text) -> str:
    """Return the address of this answer."""
    return sitemap.href("gaps", say.language, widgets.query())


def go_into(view: GapView, code: str | None) -> None:
    """Go down to a unit that was chosen on the map or in the table."""
    if code and view.level != "emd":
        widgets.go(region=code, level=None, sort=None)
        st.rerun()


page(widgets.sentences())
