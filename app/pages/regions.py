"""Regions: one finding, then the map, the table, and how it was computed; from the nation down to a neighbourhood."""

from dataclasses import replace

import streamlit as st

from app import data, sitemap
from app.regions import atlas, overview, provenance, region_choices, region_words
from app.regions.atlas import Atlas
from app.regions.overview import Overview
from app.text import Text
from app.ui import widgets
from app.ui.components import choropleth, table


def page(say: Text) -> None:
    """Draw the page."""
    view = overview.read(widgets.query(), data.reach_kinds())
    total = data.region_total(view.region_code, view.kind) if view.region_code else None
    if widgets.query().get("region") and total is None:
        widgets.message(say("regions.unknown"))
        view = overview.read(widgets.query() | {"region": ""}, data.reach_kinds())
    if view.region_code:
        st.html(atlas.crumbs(say, data.region_path(view.region_code), widgets.query()))
    finding = st.container()
    view = ask_overview(say, view)
    drawn = data.region_outlines(view.level, view.region_code)
    if drawn is None:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return
    layer = data.region_layer(view.level, view.region_code, view.kind)
    answer = atlas.compose(say, view, layer, total, data_version=data.version())
    centers = data.centers_of_kind(view.kind, view.region_code)
    finding.html(region_words.finding(atlas.finding(answer), arrive=view.region_code or "nation"))
    svg, legend = atlas.draw(answer, drawn, centers)
    with st.container(key="atlas"):
        on_map, beside = st.columns([7, 5], gap="large")
    with on_map:
        go_into(view, choropleth.show_choropleth(svg, key="map"))
    beside.html(legend + atlas.bands(answer))
    show_table(answer)
    take_away(answer)
    st.html(region_words.method(answer, centers, data.dataset_frame()))


def ask_overview(say: Text, view: Overview) -> Overview:
    """Ask for the kind of center, the figure on the map and the level; a sido of one sigungu shows its emd."""
    levels = region_choices.level(say, view)
    shown = view.level if view.level in levels.options else levels.options[0]
    with st.container(key="choices"):
        places = st.columns([5, 4, 3])
    widgets.picking_in(places[0])(region_choices.kind(say, data.reach_kinds()))
    measure = widgets.picking_in(places[1])(region_choices.measure(say, shown))
    if len(levels.options) > 1:
        widgets.picking_in(places[2])(levels)
    level = next(one for one in data.levels_within(view.region_code) if one == shown)
    return replace(view, level=level, measure=measure)


def show_table(answer: Atlas) -> None:
    """Show the figures, and keep the order the person chose in the address."""
    view = answer.view
    is_shown = view.sort in ("name", *answer.shown)
    sort = (view.sort, view.is_down) if is_shown else (view.measure, True)
    widgets.heading(answer.caption)
    columns, rows, total = atlas.table(answer, widgets.query())
    chosen, order = table.show_table(
        answer.say, columns, rows, total=total, caption=answer.caption, sort=sort, key="figures"
    )
    if order:
        widgets.go(sort=replace(view, sort=order[0], is_down=order[1]).sort_text)
        st.rerun()
    go_into(view, chosen)


def take_away(answer: Atlas) -> None:
    """Offer the figures as files; each is written when it is asked for."""
    say = answer.say
    address = sitemap.href("regions", say.language, widgets.query())
    files = provenance.files(answer, data.dataset_frame(), address=address, made_on=data.today())
    with st.container(key="downloads"):
        widgets.heading(say("regions.download"), [say("regions.download_more")])
        with st.container(horizontal=True):
            for file in files:
                label = say(f"regions.file.{file.ending}")
                st.download_button(label, file.write, file.name, file.media_type, on_click="ignore", key=file.ending)


def go_into(view: Overview, code: str | None) -> None:
    """Go down to a unit that was chosen on the map or in the table."""
    if code and view.level != "emd":
        widgets.go(region=code, level=None, sort=None)
        st.rerun()


page(widgets.sentences())
