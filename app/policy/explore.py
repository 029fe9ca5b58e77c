"""The map explorer for one view: the deck, its legend, and the same in words and tables. No Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import pydeck
from markupsafe import Markup

from app import data
from app.center.cards import kind_name
from app.data import access, explorer
from app.data.maps import Bounds
from app.policy import reading_words
from app.policy.explore_view import ExploreView
from app.policy.gap_view import FIGURES as ACCESS_FIGURES
from app.policy.gaps import row
from app.regions import figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import assets, charts, words
from app.ui.components.table import Column, Row
from gis import maps
from gis.analysis.readings import Reading
from gis.map_classes import SHARE, UNKNOWN
from gis.windows import CENTER_STATES, MapWindow

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people"),
        Figure("people_without_if_open"),
        Figure("people_without_if_closed"),
        Figure("least_share", decimals=1, factor=100, most=1.0),
        Figure("most_share", decimals=1, factor=100, most=1.0),
    )
}
"""Figures of the table of units."""

_SHARE = ACCESS_FIGURES["share_without"]
_SUMMED = ("people", "least", "most")
_SIDO = 2
"""Digits of the code of a sido."""


@dataclass(frozen=True)
class Exploration:
    """A view with its answer.

    Attributes
    ----------
    say : Text
    view : ExploreView
    area : str
        Name of the region, or of the nation.
    inside : MapWindow
        What lies in the region and, if one is given, in the window.
    cells : pandas.DataFrame or None
        Cells of the region as large as the map can hold, with ``full_name`` (:func:`app.data.explorer.cells`); None
        where they come as tiles, or are not shown.
    regions : geopandas.GeoDataFrame
        Units with outlines and both shares (:func:`app.data.explorer.regions`).
    above : geopandas.GeoDataFrame
        Outlines drawn over everything.
    ways : pandas.DataFrame or None
        First ways, where they are wanted.
    bounds : Bounds
        Of the region.
    data_version : str
    """

    say: Text
    view: ExploreView
    area: str
    inside: MapWindow
    cells: pd.DataFrame | None
    regions: gpd.GeoDataFrame
    above: gpd.GeoDataFrame
    ways: pd.DataFrame | None
    bounds: Bounds
    data_version: str

    @property
    def place(self) -> str:
        """Name of what is summed: the area, or the window within it."""
        return self.say("explore.window_in", area=self.area) if self.view.bounds else self.area

    @property
    def caption(self) -> str:
        """Name of the table of units."""
        return self.say("explore.table", area=self.place, level=self.say(f"regions.level_name.{self.view.level}"))


def answer(say: Text, view: ExploreView) -> Exploration:
    """Put together what a view shows, of the data in force."""
    region, reading = view.region_code, view.reading
    return Exploration(
        say,
        view,
        words.area(say, data.region_names()[region] if region else None),
        explorer.window(reading, view.level, region, view.bounds),
        explorer.cells(reading, region) if view.surface == "cells" and not is_tiled(view) else None,
        explorer.regions(reading, "emd" if len(region or "") > _SIDO else "sigungu", region, view.bounds),
        explorer.outlines("sigungu" if region else "sido", region, view.bounds),
        explorer.first_ways(reading, region) if region and "ways" in view.overlays else None,
        access.bounds(region),
        data.version(),
    )


def finding(answer: Exploration) -> list[str]:
    """Say who reaches no open care between both bounds, and which centers stand there."""
    say, inside = answer.say, answer.inside
    if not inside.people > 0:
        return [say("finding.nobody", area=answer.place)]
    terms = reading_words.terms(say, answer.view.reading)
    told = {
        "people": figures.about(say, inside.people),
        "least": figures.about(say, inside.least),
        "most": figures.about(say, inside.most),
        "least_percent": _SHARE.write(inside.least / inside.people),
        "most_percent": _SHARE.write(inside.most / inside.people),
    }
    if not inside.most > 0:
        key = "any" if answer.view.reading.hours is None else "hours"
        return [say(f"gaps.none.{key}", area=answer.place, **terms), centers_told(answer)]
    is_one = told["least"] == told["most"]
    key = "any" if answer.view.reading.hours is None else "exact" if is_one else "between"
    return [say(f"explore.without.{key}", area=answer.place, **told, **terms), centers_told(answer)]


def centers_told(answer: Exploration) -> str:
    """Say how many centers stand there, and whether they are known to be open then."""
    say, states = answer.say, answer.inside.centers["state"]
    kind = reading_words.kind_of(say, answer.view.reading.kind)
    parts = [
        say(f"explore.state_count.{state}", n=int((states == state).sum()))
        for state in CENTER_STATES
        if state != "any" and (states == state).any()
    ]
    return say("explore.centers", n=len(states), kind=kind, states=f" ({', '.join(parts)})" if parts else "")


def deck(answer: Exploration, *, width_px: int = 800, height_px: int = 620) -> pydeck.Deck:
    """Build the map: the surface, outlines, ways, centers and the window, the lowest first; a size to fit it into."""
    view = answer.view
    opacity = int(view.opacity) / 100
    layers: list[pydeck.Layer] = [maps.ground_layer(answer.above)]
    if is_tiled(view):
        worker = f"{assets.base()}/vendor/loaders.gl/mvt-worker.js"
        layers.append(maps.cell_tile_layer(tile_address(answer), worker, opacity=opacity))
    elif answer.cells is not None and len(answer.cells):
        tips = [_tip(answer.say, cell) for cell in answer.cells.to_dict("records")]
        layers.append(maps.cell_layer(answer.cells, tips, opacity=opacity, height="height" in view.overlays))
    if view.surface == "regions":
        tips = [_tip(answer.say, unit) for unit in answer.regions.drop(columns="geom").to_dict("records")]
        layers.append(maps.region_layer(answer.regions, tips, opacity=opacity))
    layers.append(maps.outline_layer(answer.above))
    if answer.ways is not None:
        layers.append(maps.way_layer(answer.ways, [_way_tip(answer, way) for way in answer.ways.to_dict("records")]))
    if "centers" in view.overlays:
        centers = answer.inside.centers
        layers.append(maps.center_layer(centers, [_center_tip(answer, one) for one in centers.to_dict("records")]))
    if view.bounds:
        layers.append(maps.window_layer(view.bounds))
    return maps.deck(
        layers,
        view.bounds or answer.bounds,
        description=map_label(answer),
        width_px=width_px,
        height_px=height_px,
    )


def map_label(answer: Exploration) -> str:
    """Say what the map shows, for those who do not see it."""
    return answer.say("explore.map_label", area=answer.place)


def is_tiled(view: ExploreView) -> bool:
    """Return whether cells come as tiles, whose size follows the zoom: those above a sigungu, while they lie flat."""
    return view.surface == "cells" and len(view.region_code or "") <= _SIDO and "height" not in view.overlays


def tile_address(answer: Exploration) -> str:
    """Write the address of the tiles of a reading; the version in it lets browsers keep them for good."""
    query = urlencode({"reading": str(answer.view.reading), "lang": answer.say.language})
    return f"/cells/{answer.data_version}/{{z}}/{{x}}/{{y}}.mvt?{query}"


def tile(say: Text, reading: Reading, z: int, x: int, y: int) -> bytes:
    """Cut a tile of cells by the share of people out of reach.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    reading : Reading
        What is counted.
    z, x, y : int
        Zoom, column and row.

    Raises
    ------
    InputError
        When there is no such tile, or the reading's kind is unknown.
    """
    shown = explorer.cells_in_tile(reading, z, x, y)
    return explorer.cut(z, x, y, shown, [_tip(say, cell) for cell in shown.to_dict("records")])


def _tip(say: Text, told: Mapping[object, object]) -> str:
    low, high = told["least_share"], told["most_share"]
    low, high = _SHARE.write(float(str(low))), _SHARE.write(float(str(high)))
    people = ACCESS_FIGURES["people"].say(say, float(str(told["people"])))
    key = "exact" if low == high else "between"
    return say(f"explore.tip.{key}", name=words.place(say, str(told["full_name"])), low=low, high=high, people=people)


def _center_tip(answer: Exploration, told: Mapping[object, object]) -> str:
    say = answer.say
    kind = kind_name(say, str(told["kind"]))
    return say("explore.tip.center", name=told["name"], kind=kind, state=say(f"explore.state.{told['state']}"))


def _way_tip(answer: Exploration, told: Mapping[object, object]) -> str:
    key = "way_estimated" if told["is_estimate"] else "way"
    return answer.say(f"explore.tip.{key}", name=told["name"], minutes=f"{float(str(told['minutes'])):.0f}")


def legend(answer: Exploration) -> Markup:
    """Write the legend of what is drawn, and of nothing else."""
    say, view = answer.say, answer.view
    written = Markup()
    has_hours = view.reading.hours is not None
    if view.surface != "none":
        undecided = [say("gaps.undecided")] if has_hours and view.reading.unknown_hours == "closed" else []
        hints = []
        if is_tiled(view):
            hints.append(say("explore.cell_sizes"))
        elif answer.cells is not None and len(answer.cells):
            hints.append(say("explore.cell_size", resolution=maps.resolution_of(answer.cells)))
        if "height" in view.overlays and view.surface == "cells":
            hints.append(say("explore.height"))
        written += charts.legend(
            [*figures.class_labels(say, _SHARE, SHARE), *undecided],
            [*SHARE.colours, *(UNKNOWN for _ in undecided)],
            title=say("explore.legend"),
            hint=" ".join(hints) or None,
        )
    if "centers" in view.overlays:
        states = [state for state in CENTER_STATES if (state == "any") != has_hours]
        written += charts.legend(
            [say(f"explore.state.{state}") for state in states],
            [maps.STATE_COLOURS[state] for state in states],
            title=say("explore.overlay.centers"),
        )
    if answer.ways is not None:
        written += charts.legend(
            [say("explore.way")],
            [maps.WAY_COLOUR],
            title=say("explore.overlay.ways"),
            hint=say("explore.way_more", n=maps.MOST_WAYS) if len(answer.ways) > maps.MOST_WAYS else None,
        )
    return written


def table(answer: Exploration, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row], Row]:
    """Write the units inside with both bounds, and the row of all of them."""
    say, inside = answer.say, answer.inside
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in FIGURES.items()]
    # A unit need not say that it lies in the region that is shown.
    within = f"{data.region_names()[answer.view.region_code]} " if answer.view.region_code else ""
    rows = []
    for told in inside.units.to_dict("records"):
        code = str(told["region_code"])
        href = same_page(query, region=code) if len(code) == 5 else ""
        rows.append(
            row(
                words.place(say, str(told["full_name"]).removeprefix(within)),
                unit_figures(*(told[key] for key in _SUMMED)),
                list(FIGURES),
                code=code,
                href=href,
                figures_of=FIGURES,
            )
        )
    whole = unit_figures(inside.people, inside.least, inside.most)
    total = row(say("regions.total", area=answer.place), whole, list(FIGURES), figures_of=FIGURES)
    return columns, rows, total


def unit_figures(people: float, least: float, most: float) -> dict[str, float]:
    """Return the figures of a unit under the keys of :data:`FIGURES`."""
    whole = people or float("nan")
    return {
        "people": people,
        "people_without_if_open": least,
        "people_without_if_closed": most,
        "least_share": least / whole,
        "most_share": most / whole,
    }


def ages(answer: Exploration) -> tuple[list[Column], list[Row]]:
    """Write the people inside by age group."""
    say = answer.say
    people, share = ACCESS_FIGURES["people"], Figure("age_share", decimals=1, factor=100)
    columns = [
        Column("name", say("explore.age"), number=False),
        *(Column(one.key, one.label(say), one.unit(say)) for one in (people, share)),
    ]
    whole = answer.inside.people or float("nan")
    rows = [
        row(
            say(f"story.group.{told['group']}"),
            {"people": told["people"], "age_share": told["people"] / whole},
            ["people", "age_share"],
            figures_of={"people": people, "age_share": share},
        )
        for told in answer.inside.ages.to_dict("records")
    ]
    return columns, rows


def centers(answer: Exploration) -> tuple[list[Column], list[Row]]:
    """Write the centers inside with their state, by name."""
    say = answer.say
    columns = [Column(key, say(f"explore.column.{key}"), number=False) for key in ("name", "kind", "state")]
    rows = []
    for told in answer.inside.centers.sort_values("name").to_dict("records"):
        texts = {
            "name": str(told["name"]),
            "kind": kind_name(say, str(told["kind"])),
            "state": say(f"explore.state.{told['state']}"),
        }
        rows.append(Row(str(told["center_id"]), texts["name"], dict(texts), texts))
    return columns, rows


def chosen_cell(objects: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Return the hexadecimal index of a cell that was chosen on the map; empty where none was."""
    return next((_of_object(told, "cell") for told in objects.get("cells", ())), "")


def chosen_region(objects: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Return the code of a region that was chosen on the map; empty where none was."""
    return next((_of_object(told, "code") for told in objects.get("regions", ())), "")


def _of_object(told: Mapping[str, object], key: str) -> str:
    """Read a field of what was chosen: a row, or a feature with properties."""
    properties = told.get("properties")
    return str((properties if isinstance(properties, Mapping) else told).get(key) or "")
