"""The first answer of a policy page before any script: finding, map, legend and table.

What takes longer than a person waits for a page (votes not counted yet, draws, crowds that settle), and what only a
script can draw (cells on a map), is left to the live page, which says that it counts.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.data import access
from app.policy import (
    choices,
    difference_report,
    differences,
    equities,
    gap_report,
    gap_view,
    gaps,
    policy_widgets,
    underserved_areas,
)
from app.policy.gap_view import GapView
from app.regions import atlas, overview, region_choices, region_words
from app.server.answer_pages import PAGE, Asking, count_shown, kept_fields
from app.sitemap import href
from app.text import Text
from app.ui.choices import Form, OneOf
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks
from app.ui.plain_page import PlainPage
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)

_BLOCKS = Blocks("server/figures")
_WIDGETS = Blocks("ui/widgets")


@dataclass(frozen=True)
class Figures:
    """What a policy page answers with.

    Parameters
    ----------
    region_code : str or None
        Within which region; None is the nation.
    finding : sequence of str
        The most important sentence first.
    picked : Form
        What was chosen, as fields of a form.
    maps : sequence of (str, Markup)
        Heading, empty where there is one map only, and SVG.
    beside : Markup
        Legends, and what stands with them.
    caption : str
        Of the table.
    table : tuple of (list of Column, list of Row, Row or None)
        As the live page's table takes them.
    sort : tuple of (str, bool)
        Column sorted by, and whether downwards.
    closing : Markup
        What is counted, and how.
    links : Markup
        Ways to other answers.
    """

    region_code: str | None
    finding: Sequence[str]
    picked: Form
    maps: Sequence[tuple[str, Markup]]
    beside: Markup
    caption: str
    table: tuple[list[Column], list[Row], Row | None]
    sort: tuple[str, bool]
    closing: Markup
    links: Markup = field(default_factory=Markup)


def answer(asking: Asking, page: str) -> PlainPage | None:
    """Write a policy page of :data:`FIGURED`; None where its answer is not at hand, or something failed."""
    say = asking.say
    try:
        if not data.region_names() or (page != "regions" and not access.is_open()):
            return None
        found = FIGURED[page](say, asking.query)
        if found is None:
            return None
        body = _written(asking, page, found)
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no first answer of %s: %s", page, type(error).__name__)
        return None
    address = href(page, say.language, region=found.region_code)
    return PlainPage(
        say(f"page.{page}.heading"),
        say(f"page.{page}.lead"),
        body,
        address=address,
        is_live=True,
        answer="figures",
    )


def _written(asking: Asking, page: str, found: Figures) -> Markup:
    say, query = asking.say, asking.query
    columns, rows, total = found.table
    most, (column, is_down) = count_shown(query), found.sort
    ordered = in_order(rows, column, is_down=is_down)
    left = len(ordered) - most
    more = say("figures.more", n=min(left, PAGE), left=left) if left > 0 else ""
    kept = kept_fields(query, found.picked.parameters | {"show"})
    return _BLOCKS.figures(
        say,
        atlas.crumbs(say, data.region_path(found.region_code), query) if found.region_code else Markup(),
        region_words.finding(found.finding),
        _BLOCKS.choices(say, href(page), kept, " · ".join(_chosen(found.picked)), found.picked.fields()),
        found.links,
        found.maps,
        found.beside,
        found.caption,
        equities.plain_table(columns, ordered[:most], caption=found.caption, total=total, is_wide=True),
        (href(page, say.language, {**query, "show": most + PAGE}), more) if more else None,
        found.closing,
    )


def _chosen(picked: Form) -> list[str]:
    """Name what holds, the defaults too: whoever reads a figure must know what it counts."""
    return [choice.name(str(chosen)) for choice, chosen in picked.asked if isinstance(choice, OneOf)]


def in_order(rows: Sequence[Row], column: str, *, is_down: bool) -> list[Row]:
    """Sort rows as the live page's table does: what is unknown stands last in either direction."""
    known = [row for row in rows if row.values.get(column) is not None]
    unknown = [row for row in rows if row.values.get(column) is None]
    return sorted(known, key=lambda row: row.values[column] or 0, reverse=is_down) + unknown


def _region(query: Mapping[str, Any]) -> str | None:
    """Give the region of an address; one that there is none of counts as not said."""
    code = str(query.get("region", ""))
    return code if code in data.region_names() else None


def _is_quick(view: GapView) -> bool:
    """Tell whether a reading is answered within a second or two: crowds that settle take longer, unless they have."""
    reading = view.reading
    return reading.measure != "raam" or access.layer.holds(reading, view.level, view.region_code)


def _gaps(say: Text, query: Mapping[str, Any]) -> Figures | None:
    kinds, region_code, picked = access.kinds(), _region(query), Form(query)
    reading = gap_view.read_reading(query, kinds)
    for choice in choices.reading(say, query, kinds).values():
        picked(choice)
    level = picked(choices.level(say, region_code))
    picked(choices.figure(say, reading))
    view = gap_view.read({**query, "region": region_code or "", "level": level}, kinds)
    is_drawn = access.is_drawn(reading)
    if view.surface == "cells" or not _is_quick(view) or (query.get("doubt") == "1" and not is_drawn):
        return None
    drawn = data.region_outlines(view.level, region_code)
    if drawn is None:
        return None
    told = gaps.compose(
        say, view, *access.answer(reading, view.level, region_code), data_version=data.version(),
        serving=access.serving(reading, region_code),
        interval=access.interval(reading, region_code) if is_drawn else None,
    )  # fmt: skip
    counted = region_words.people_date(say, data.dataset_frame())
    return Figures(
        region_code,
        gaps.finding(told),
        picked,
        [("", gaps.draw(told, drawn))],
        gaps.legend(told) + gaps.reached(told),
        told.caption,
        gaps.table(told, query),
        (view.sort, view.is_down),
        policy_widgets.states(say, [*gap_report.statement(told), *counted]),
        gaps.other_hours(told, query),
    )


def _underserved(say: Text, query: Mapping[str, Any]) -> Figures | None:
    grid, region_code, picked = access.grid(), _region(query), Form(query)
    service = picked(choices.service(say, grid.names))
    asked = picked(choices.level(say, region_code))
    level = next(one for one in choices.levels_of(region_code) if one == asked)
    drawn = data.region_outlines(level, region_code) if access.is_counted(service) else None
    if drawn is None:
        return None
    found = access.underserved(service, level, region_code)
    told = underserved_areas.compose(
        say,
        found,
        access.units(level, region_code),
        within=(region_code, data.region_names()[region_code]) if region_code else None,
        level=level,
        grid=grid,
        data_version=data.version(),
    )
    worst = underserved_areas.told([say("underserved.worst_more")], underserved_areas.worst_tenth(told))
    return Figures(
        region_code,
        underserved_areas.finding(told),
        picked,
        [("", underserved_areas.draw(told, drawn))],
        underserved_areas.legend(told) + worst,
        told.caption,
        (*underserved_areas.table(told, query), None),
        ("people_underserved", True),
        policy_widgets.states(say, underserved_areas.statement(told), anchor="underserved"),
    )


def _regions(say: Text, query: Mapping[str, Any]) -> Figures | None:
    view, picked = overview.read({**query, "region": _region(query) or ""}, data.reach_kinds()), Form(query)
    picked(region_choices.kind(say, data.reach_kinds()))
    levels = data.levels_within(view.region_code)
    level = view.level if view.level in levels else levels[0]
    measure = picked(region_choices.measure(say, level))
    picked(region_choices.level(say, view))
    view = replace(view, level=level, measure=measure)
    drawn = data.region_outlines(level, view.region_code)
    if drawn is None:
        return None
    total = data.region_total(view.region_code, view.kind) if view.region_code else None
    layer, version = data.region_layer(level, view.region_code, view.kind), data.version()
    told = atlas.compose(say, view, layer, total, data_version=version)
    centers = data.centers_of_kind(view.kind, view.region_code)
    svg, legend = atlas.draw(told, drawn, centers)
    is_shown = view.sort in ("name", *told.shown)
    return Figures(
        view.region_code,
        atlas.finding(told),
        picked,
        [("", svg)],
        legend + atlas.bands(told),
        told.caption,
        atlas.table(told, query),
        (view.sort, view.is_down) if is_shown else (view.measure, True),
        region_words.method(told, centers, data.dataset_frame()),
    )


def _compare(say: Text, query: Mapping[str, Any]) -> Figures | None:
    kinds, region_code, picked = access.kinds(), _region(query), Form(query)
    for prefix in ("", differences.B):
        for choice in choices.side(say, prefix, query, kinds):
            picked(choice)
    level = picked(choices.level(say, region_code))
    views = differences.read({**query, "region": region_code or "", "level": level}, kinds)
    drawn = data.region_outlines(views[0].level, region_code)
    if drawn is None or not all(map(_is_quick, views)):
        return None
    layers, totals = access.both([view.reading for view in views], views[0].level, region_code)
    told = differences.compose(say, views, layers, totals, data_version=data.version())
    titles = [say(f"compare.map_{side}", name=name) for side, name in zip("ab", told.names, strict=True)]
    shares, more = differences.legends(told)
    counted = region_words.people_date(say, data.dataset_frame())
    return Figures(
        region_code,
        differences.finding(told),
        picked,
        [
            (title, differences.draw(told, drawn, which))
            for which, title in zip(("more", "a", "b"), (say("compare.difference"), *titles), strict=True)
        ],
        more + shares,
        told.caption,
        differences.table(told, query),
        ("people_more", differences.total(told)["people_more"] >= 0),
        policy_widgets.states(say, [*difference_report.statement(told), *counted]),
    )


def _equity(say: Text, query: Mapping[str, Any]) -> Figures | None:
    kinds, picked = access.kinds(), Form(query)
    reading = equities.read(query, kinds)
    for choice in choices.reading(say, query, kinds, equities.USUAL, measures=equities.MEASURES_SHARED).values():
        picked(choice)
    shown = picked(choices.cluster_map(say))
    drawn = data.region_outlines("sigungu", None)
    if drawn is None or not access.fairness.holds(reading):
        return None
    told = equities.compose(
        say, access.fairness(reading), access.sigungu(),
        shown=shown, data_version=data.version(), between=access.fairness_between(reading),
    )  # fmt: skip
    half = equities.lower_half(told.found.points)
    columns, rows = equities.levels(told)
    heading = _WIDGETS.heading(say("equity.levels"), [say("equity.levels_more")], "")
    by_level = heading + equities.plain_table(columns, rows, caption=say("equity.levels"))
    counted = region_words.people_date(say, data.dataset_frame())
    return Figures(
        None,
        [*equities.finding(told), say("equity.curve_label", percent=f"{100 * half:.0f}")],
        picked,
        [("", equities.draw(told, drawn))],
        equities.legend(told),
        told.caption,
        (*equities.table(told), None),
        ("poor_people", True),
        by_level + policy_widgets.states(say, [*equities.statement(told), *counted], anchor="measures"),
    )


FIGURED: Mapping[str, Callable[[Text, Mapping[str, Any]], Figures | None]] = {
    "gaps": _gaps,
    "underserved": _underserved,
    "regions": _regions,
    "compare": _compare,
    "equity": _equity,
}
"""Policy pages whose first answer the server writes, where it is at hand."""
