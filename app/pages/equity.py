"""Equity: how evenly access is shared, who has less of it, and where those who have little live together."""

import streamlit as st

from app import data, sitemap
from app.data import access
from app.data.outlines import Outlines
from app.policy import choices, equities, equity_report, policy_widgets
from app.policy.equities import Equity
from app.regions import region_words
from app.text import Text
from app.ui import widgets
from app.ui.components import choropleth, table


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    kinds = access.kinds()
    finding = st.container()
    with policy_widgets.folded("choices", say("gaps.change")):
        policy_widgets.ask_reading(say, kinds, equities.USUAL, measures=equities.MEASURES_SHARED)
    reading = equities.read(widgets.query(), kinds)
    shown = widgets.query().get("map", equities.MAPS[0])
    with st.spinner(say("gaps.counting.other")):
        fair, between = access.fairness(reading), access.fairness_between(reading)
    answer = equities.compose(
        say, fair, access.sigungu(), shown=str(shown), data_version=data.version(), between=between
    )
    finding.html(region_words.finding(equities.finding(answer)))
    show_shares(answer)
    drawn = data.region_outlines("sigungu", None)
    if drawn is None:
        return
    show_places(answer, drawn)
    files = equity_report.files(
        answer,
        data.dataset_frame(),
        drawn,
        address=sitemap.href("equity", say.language, widgets.query()),
        made_on=data.today(),
    )
    policy_widgets.take_away(say, files)
    counted = region_words.people_date(say, data.dataset_frame())
    st.html(policy_widgets.states(say, [*equities.statement(answer), *counted], anchor="measures"))


def show_shares(answer: Equity) -> None:
    """Show the Lorenz curve and the indices by group."""
    say = answer.say
    left, right = st.columns([4, 7], gap="large")
    with left:
        half = equities.lower_half(answer.found.points)
        widgets.heading(say("equity.curve"), [say("equity.curve_label", percent=f"{100 * half:.0f}")])
        choropleth.show_choropleth(equities.curve(answer), key="curve")
    with right:
        widgets.heading(say("equity.groups"), [say("equity.groups_more")])
        columns, rows = equities.groups(answer)
        with policy_widgets.folded("groups", say("equity.groups_open")):
            st.html(equities.plain_table(columns, rows, caption=say("equity.groups")))
    widgets.heading(say("equity.levels"), [say("equity.levels_more")])
    columns, rows = equities.levels(answer)
    st.html(equities.plain_table(columns, rows, caption=say("equity.levels")))


def show_places(answer: Equity, drawn: Outlines) -> None:
    """Show where the poorly served live together, and the table of districts."""
    say = answer.say
    widgets.heading(say("equity.map_heading"))
    widgets.picking_in()(choices.cluster_map(say))
    with st.container(key="atlas"):
        on_map, beside = st.columns([7, 5], gap="large")
    with on_map:
        choropleth.show_choropleth(equities.draw(answer, drawn), key="map")
    beside.html(equities.legend(answer))
    widgets.heading(answer.caption)
    columns, rows = equities.table(answer)
    table.show_table(say, columns, rows, caption=answer.caption, sort=("poor_people", True), key="figures")


page(widgets.sentences())
