"""Compare: two readings side by side and their difference, and how either moved over time."""

import streamlit as st

from app import data, sitemap
from app.data import access
from app.data import causes as changes
from app.data.outlines import Outlines
from app.policy import causes, choices, difference_report, differences, policy_widgets, population_changes, series
from app.policy.differences import B, Comparison
from app.policy.gap_view import GapView
from app.regions import atlas, region_words
from app.text import Text
from app.ui import widgets
from app.ui.components import choropleth as drawing
from app.ui.components import table
from app.ui.markup import html

MAPS = ("a", "b", "more")


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    kinds = access.kinds()
    views = differences.read(widgets.query(), kinds)
    if views[0].region_code and views[0].region_code not in data.region_names():
        widgets.message(say("regions.unknown"))
        views = differences.read(widgets.query() | {"region": ""}, kinds)
    region_code = views[0].region_code
    if region_code:
        st.html(atlas.crumbs(say, data.region_path(region_code), widgets.query()))
    finding = st.container()
    with policy_widgets.folded("choices", say("compare.change")):
        with st.container(key="choices"):
            sides = st.columns(2, gap="large")
        for side, name, prefix in zip(sides, ("a", "b"), ("", B), strict=True):
            with side:
                ask_side(say, say(f"compare.side_{name}"), prefix, kinds)
        views = ask_level(say, region_code, kinds)
    drawn = data.region_outlines(views[0].level, region_code)
    if drawn is None:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return
    with st.spinner(say("gaps.counting.other")):
        layers, totals = access.both([view.reading for view in views], views[0].level, views[0].region_code)
    answer = differences.compose(say, views, layers, totals, data_version=data.version())
    finding.html(region_words.finding(differences.finding(answer)))
    show_maps(answer, drawn)
    show_table(answer)
    over_time = show_series(answer)
    parted = show_causes(answer)
    show_people(answer)
    files = difference_report.files(
        answer,
        data.dataset_frame(),
        drawn,
        shown=over_time,
        parted=parted,
        address=sitemap.href("compare", say.language, widgets.query()),
        made_on=data.today(),
    )
    policy_widgets.take_away(say, files)
    counted = region_words.people_date(say, data.dataset_frame())
    st.html(policy_widgets.states(say, [*difference_report.statement(answer), *counted]))


def ask_side(say: Text, title: str, prefix: str, kinds: tuple[str, ...]) -> None:
    """Ask for one of the two readings; the second one's choices stand under names of their own in the address."""
    st.html(html("<h2>{{ title }}</h2>", title=title))
    hour, kind, mode, limit = choices.side(say, prefix, widgets.query(), kinds)
    for choice in (hour, kind):
        widgets.picking_in()(choice)
    for choice, place in zip((mode, limit), st.columns(2), strict=True):
        widgets.picking_in(place)(choice)


def ask_level(say: Text, region_code: str | None, kinds: tuple[str, ...]) -> tuple[GapView, GapView]:
    """Ask for the units, where there is a choice, and give both readings."""
    level = policy_widgets.ask_level(say, region_code)
    return differences.read(widgets.query() | {"level": level, "region": region_code or ""}, kinds)


def show_maps(answer: Comparison, drawn: Outlines) -> None:
    """Show both readings and their difference; a region chosen on any of them opens."""
    say = answer.say
    with st.container(key="atlas"):
        places = st.columns(3)
    titles = [
        say("compare.map_a", name=answer.names[0]),
        say("compare.map_b", name=answer.names[1]),
        say("compare.difference"),
    ]
    for which, place, title in zip(MAPS, places, titles, strict=True):
        with place:
            widgets.heading(title)
            go_into(answer, drawing.show_choropleth(differences.draw(answer, drawn, which), key=f"map-{which}"))
    shares, more = differences.legends(answer)
    with st.container(key="legends"):
        left, right = st.columns([1, 1])
    left.html(shares)
    right.html(more)


def show_table(answer: Comparison) -> None:
    """Show the figures of both readings by region."""
    widgets.heading(answer.caption)
    columns, rows, total = differences.table(answer, widgets.query())
    sort = ("people_more", differences.total(answer)["people_more"] >= 0)
    chosen, _ = table.show_table(
        answer.say, columns, rows, total=total, caption=answer.caption, sort=sort, key="figures"
    )
    go_into(answer, chosen)


def show_series(answer: Comparison) -> list[series.Line]:
    """Show how either reading moved, once it was recorded at more than one reference date; give what is shown."""
    shown = series.lines(answer, access.history([view.reading for view in answer.views], answer.views[0].region_code))
    if shown:
        widgets.heading(answer.say("series.heading", area=answer.area))
        above, below = series.section(answer, shown)
        st.html(above)
        drawing.show_choropleth(series.chart(answer, shown), key="series")
        st.html(below)
    return shown


def show_causes(answer: Comparison) -> list[causes.Parted]:
    """Show what the change since an earlier date comes from, once there is one; give what is shown."""
    say = answer.say
    offered = changes.dates()
    dates = {date.isoformat(): date for date in offered}
    if not dates:
        return []
    widgets.heading(say("causes.heading", area=answer.area))
    since = next(iter(dates))
    if len(dates) > 1:
        since = widgets.choose_from_list(
            say("causes.since_question"),
            tuple(dates),
            parameter="since",
            default=since,
            name=lambda date: causes.date_name(say, dates[date], is_kept=offered[dates[date]]),
        )
    with st.spinner(say("gaps.counting.other")):
        parted = causes.part(answer, [changes.parted(view.reading, dates[since]) for view in answer.views])
    st.html(causes.section(answer, parted))
    return parted


def show_people(answer: Comparison) -> None:
    """Show how many people the units had at the first and the last date of count, once there are two."""
    say, view = answer.say, answer.views[0]
    change = population_changes.changes(data.population_dates(view.level, view.region_code))
    if change is None:
        return
    widgets.heading(
        say("people_changes.heading", area=answer.area), [population_changes.finding(say, change, area=answer.area)]
    )
    caption = say("people_changes.table", area=answer.area)
    with st.expander(caption):
        columns, rows = population_changes.table(say, change)
        table.show_table(say, columns, rows, caption=caption, sort=("people_change", False), key="people")
        st.caption(say("people_changes.explain"))


def go_into(answer: Comparison, code: str | None) -> None:
    """Go down to a unit that was chosen on a map or in the table."""
    if code and answer.views[0].level != "emd":
        widgets.go(region=code, level=None)
        st.rerun()


page(widgets.sentences())
