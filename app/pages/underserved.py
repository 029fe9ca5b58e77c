"""Underserved areas: how many people live where readings agree that care is out of reach, and in which units."""

import streamlit as st

from app import data, sitemap
from app.data import access
from app.data.outlines import Outlines
from app.policy import choices, policy_widgets, underserved_areas, underserved_report
from app.policy.equities import plain_table
from app.policy.underserved_areas import UnderservedAreas
from app.regions import atlas, region_words
from app.text import Text
from app.ui import widgets
from app.ui.components import choropleth, table


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    region_code = widgets.query().get("region") or None
    if region_code and region_code not in data.region_names():
        widgets.message(say("regions.unknown"))
        region_code = None
    if region_code:
        st.html(atlas.crumbs(say, data.region_path(region_code), widgets.query()))
    finding = st.container()
    grid = access.grid()
    with st.container(key="choices"):
        widgets.picking_in()(choices.service(say, grid.names))
        level = policy_widgets.ask_level(say, region_code)
    service = underserved_areas.choose(widgets.query(), grid)
    drawn = data.region_outlines(level, region_code)
    if drawn is None:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return
    with st.spinner(say("underserved.counting")):
        found = access.underserved(service, level, region_code)
    answer = underserved_areas.compose(
        say,
        found,
        access.units(level, region_code),
        within=(region_code, data.region_names()[region_code]) if region_code else None,
        level=level,
        grid=grid,
        data_version=data.version(),
    )
    finding.html(region_words.finding(underserved_areas.finding(answer), arrive=region_code or "nation"))
    show_map(answer, drawn)
    show_table(answer)
    show_readings(answer)
    address = sitemap.href("underserved", say.language, widgets.query())
    files = underserved_report.files(answer, data.dataset_frame(), drawn, address=address, made_on=data.today())
    policy_widgets.take_away(say, files)
    st.html(policy_widgets.states(say, underserved_areas.statement(answer), anchor="underserved"))


def show_map(answer: UnderservedAreas, drawn: Outlines) -> None:
    """Show where the people live, and how their units rank under the readings."""
    with st.container(key="atlas"):
        on_map, beside = st.columns([7, 5], gap="large")
    with on_map:
        go_into(answer, choropleth.show_choropleth(underserved_areas.draw(answer, drawn), key="map"))
    beside.html(underserved_areas.legend(answer))
    beside.html(underserved_areas.told([answer.say("underserved.worst_more")], underserved_areas.worst_tenth(answer)))


def show_table(answer: UnderservedAreas) -> None:
    """Show the units, and of the named ones what holds them there."""
    say = answer.say
    widgets.heading(answer.caption)
    columns, rows = underserved_areas.table(answer, widgets.query())
    sort = ("people_underserved", True)
    chosen, _ = table.show_table(say, columns, rows, caption=answer.caption, sort=sort, key="figures")
    if holds := underserved_areas.holds(answer):
        widgets.heading(say("underserved.holds"), [say("underserved.holds_more")])
        st.html(underserved_areas.told(holds))
    go_into(answer, chosen)


def show_readings(answer: UnderservedAreas) -> None:
    """Show what votes, and the command that draws what is not known."""
    say = answer.say
    widgets.heading(say("underserved.readings"), [say("underserved.readings_more")])
    columns, rows = underserved_areas.readings(answer)
    with st.expander(say("underserved.readings_open")):
        st.html(plain_table(columns, rows, caption=say("underserved.readings")))
    is_drawn = answer.found.interval is not None
    command = underserved_report.command(answer, on=data.today(), draws=None if is_drawn else underserved_areas.DRAWS)
    st.html(underserved_areas.repeated(say, command, is_drawn=is_drawn))


def go_into(answer: UnderservedAreas, code: str | None) -> None:
    """Go down to a unit that was chosen on the map or in the table."""
    if code and answer.level != "emd":
        widgets.go(region=code, level=None)
        st.rerun()


page(widgets.sentences())
