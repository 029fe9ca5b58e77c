"""What the region page shows for one overview: figures, map, table and files. No Streamlit, no database."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from app.center.cards import kind_name
from app.data.outlines import Outlines
from app.regions import choropleth, figures, findings
from app.regions.figures import FIGURES
from app.regions.overview import Overview
from app.sitemap import same_page
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from gis import vocabulary

MOST_DOTS = 400
"""Centers drawn as dots; more would hide the colours."""

_BANDS_KM = (5, 10, 20)


@dataclass(frozen=True)
class Atlas:
    """An overview with its answer.

    Attributes
    ----------
    say : Text
        Sentences of the language.
    view : Overview
        What was asked for.
    area : str
        Name of the region, or of the nation.
    layer : geopandas.GeoDataFrame
        Columns of :data:`gis.reports.REGION_COLUMNS` and the outlines; ``name`` tells the units of the area apart,
        and figures of units without people are missing.
    total : pandas.Series
        The same figures for the area.
    data_version : str
        State of the data.
    """

    say: Text
    view: Overview
    area: str
    layer: gpd.GeoDataFrame
    total: pd.Series
    data_version: str

    @property
    def kind(self) -> str:
        """Name of the kind of center, in the language of the page."""
        return name_of_kind(self.say, self.view.kind)

    @property
    def level(self) -> str:
        """Name of the level, in the language of the page."""
        return self.say(f"regions.level_name.{self.view.level}")

    @property
    def caption(self) -> str:
        """Name of the table."""
        return self.say("regions.table", area=self.area, level=self.level, kind=self.kind)

    @property
    def whole(self) -> str:
        """Name of the row of the whole area."""
        return self.say("regions.total", area=self.area) if self.view.region_code else self.say("regions.total_nation")

    @property
    def shown(self) -> list[str]:
        """Keys of the figures in the table."""
        return figures.shown_columns(self.layer, level=self.view.level, first=self.view.measure)


def name_of_kind(say: Text, kind: str) -> str:
    """Name a kind of center or a group of kinds."""
    group = vocabulary.GROUPS.get(kind)
    return kind_name(say, kind) if group is None else say(f"regions.group_name.{group}")


def compose(say: Text, view: Overview, layer: gpd.GeoDataFrame, total: pd.Series | None, *, data_version: str) -> Atlas:
    """Put an answer together.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    view : Overview
        What was asked for.
    layer : geopandas.GeoDataFrame
        Its units, as :func:`gis.reports.region_layer` gives them; not empty.
    total : pandas.Series or None
        The region itself; None for the nation, which is summed up from its units.
    data_version : str
        State of the data.
    """
    cleared = figures.suppressed(layer)
    within = None if total is None else str(total["full_name"])
    area, names = words.places_within(say, within, layer["full_name"])
    return Atlas(
        say=say,
        view=view,
        area=area,
        layer=gpd.GeoDataFrame(cleared.assign(name=names)),
        total=findings.whole(cleared) if total is None else total,
        data_version=data_version,
    )


def finding(atlas: Atlas) -> list[str]:
    """Say in a few sentences what the figures show; see :func:`app.regions.findings.sentences`."""
    return findings.sentences(
        atlas.say, atlas.layer, atlas.total, area=atlas.area, kind=atlas.kind, measure=atlas.view.measure
    )


def draw(atlas: Atlas, drawn: Outlines, centers: gpd.GeoDataFrame) -> tuple[Markup, Markup]:
    """Draw the map and its legend.

    Parameters
    ----------
    atlas : Atlas
        What to show.
    drawn : Outlines
        The units of its level, drawn on the picture's grid.
    centers : geopandas.GeoDataFrame
        Centers (``lat``, ``lon``) of the area to draw as dots; left out when there are more than :data:`MOST_DOTS`,
        and for the nation, where they would hide its cities.

    Returns
    -------
    tuple of Markup
        SVG of the map, HTML of the legend.
    """
    say, view = atlas.say, atlas.view
    figure = FIGURES[view.measure]
    scale = charts.scale(atlas.layer[view.measure])
    rows = list(zip(atlas.layer["region_code"], atlas.layer["name"], atlas.layer[view.measure], strict=True))
    label = figure.label(say)
    has_dots = view.region_code is not None and 0 < len(centers) <= MOST_DOTS
    svg = choropleth.draw(
        say,
        drawn,
        fills={code: scale.colour_of(value) for code, _, value in rows},
        hints={
            code: say("regions.map_hint", name=name, value=say("figure.of", label=label, value=figure.say(say, value)))
            for code, name, value in rows
        },
        description=say("regions.map_label", area=atlas.area, measure=label, level=atlas.level),
        choices=[] if view.level == "emd" else [code for code, _, _ in rows],
        points=drawn.place(centers["lat"], centers["lon"]) if has_dots else None,
    )
    legend = charts.legend(
        figures.class_labels(say, figure, scale),
        scale.colours,
        title=say("regions.legend", measure=label, unit=figure.unit(say)),
        unknown=_unknown(atlas),
        dots=say("regions.dots", kind=atlas.kind) if has_dots else None,
        hint=None if view.level == "emd" else say("regions.go_down"),
    )
    return svg, legend


def bands(atlas: Atlas) -> Markup:
    """Draw how many people live within and beyond each distance; empty when no distance is known."""
    say, total = atlas.say, atlas.total
    beyond = [1.0, *(float(total[f"share_beyond_{km}km"]) for km in _BANDS_KM), 0.0]
    if any(pd.isna(beyond)):
        return Markup()
    shares = [near - far for near, far in pairwise(beyond)]
    labels = [
        say("regions.band_within", high=_BANDS_KM[0]),
        *(say("regions.band_between", low=low, high=high) for low, high in pairwise(_BANDS_KM)),
        say("regions.band_beyond", low=_BANDS_KM[-1]),
    ]
    percent = FIGURES["share_beyond_10km"]
    values = [
        say("regions.band_people", people=figures.about(say, share * total["people"]), percent=percent.write(share))
        if share > 0
        else say("regions.band_none")
        for share in shares
    ]
    return charts.bands(shares, labels, values, title=say("regions.bands", area=atlas.area))


def table(atlas: Atlas, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row], Row]:
    """Write the table: its columns, its rows, and the row of the whole area.

    Parameters
    ----------
    atlas : Atlas
        What to show.
    query : mapping of str to str
        The page's address; the link of a unit keeps what else it says.

    Returns
    -------
    tuple of (list of Column, list of Row, Row)
        Columns, a row a unit, and the row of the whole area.
    """
    say, keys = atlas.say, atlas.shown
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, FIGURES[key].label(say), FIGURES[key].unit(say)) for key in keys]
    is_last = atlas.view.level == "emd"
    rows = [
        _row(name, figures_of, code=code, href="" if is_last else _into(query, code))
        for code, name, figures_of in zip(
            atlas.layer["region_code"], atlas.layer["name"], atlas.layer[keys].to_dict("records"), strict=True
        )
    ]
    return columns, rows, _row(atlas.whole, atlas.total[keys].to_dict())


def crumbs(say: Text, path: Sequence[tuple[str, str]], query: Mapping[str, str | Sequence[str]]) -> Markup:
    """Write the way from the nation down to the region as links; the last one is where we are.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    path : sequence of (str, str)
        Code and name of each region from the sido down; empty for the nation.
    query : mapping of str to str
        The page's address.
    """
    steps = [("", say("regions.nation")), *path]
    entries = [(words.place(say, name), _into(query, code)) for code, name in steps[:-1]]
    return charts.breadcrumb(entries, words.place(say, steps[-1][1]), label=say("regions.breadcrumb"))


def _unknown(atlas: Atlas) -> str | None:
    """Say why units are hatched, if any are."""
    if not atlas.layer[atlas.view.measure].isna().any():
        return None
    return atlas.say("regions.no_center" if atlas.view.measure == "people_per_center" else "regions.no_people")


def _into(query: Mapping[str, str | Sequence[str]], code: str) -> str:
    return same_page(query, region=code, level=None, sort=None)


def _row(name: str, region: Mapping[Hashable, float | None], *, code: str = "", href: str = "") -> Row:
    values = {str(key): None if value is None or pd.isna(value) else float(value) for key, value in region.items()}
    texts = {key: FIGURES[key].write(value) for key, value in values.items()}
    return Row(code, name, {"name": name, **values}, {"name": name, **texts}, href)
