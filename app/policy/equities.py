"""How evenly access is shared, as the page shows it: finding, Lorenz curve, groups and clusters. No Streamlit."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from app.data.outlines import Outlines
from app.policy import gap_view, reading_words
from app.policy.gaps import SHARE_BREAKS, row
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks
from gis.analysis import clusters
from gis.analysis.readings import LOWER_IS_BETTER, MEASURES, Reading
from gis.fairness import PERMUTATIONS, Fairness
from gis.fairness_draws import DRAWS, STAYS, FairnessIntervals

USUAL = Reading()

MEASURES_SHARED = tuple(one for one in MEASURES if one not in LOWER_IS_BETTER)
"""Measures of which more is better: minutes are not shared out."""

MAPS = ("spot", "local", "poor_share")
"""What the map may show: clusters by Gi*, clusters by local Moran, or the share of poorly served people itself."""

COLOURS = {
    "hot": "#8a4f00",
    "hot_weak": "#e3bd84",
    "cold": "#0b5f63",
    "cold_weak": "#a9d0ca",
    "high-high": "#8a4f00",
    "low-low": "#0b5f63",
    "high-low": "#e3bd84",
    "low-high": "#a9d0ca",
    "none": "#f3f0ea",
}
"""Brown where poorly served people live together, teal where few do, light where it may be chance or differs."""

CHANCE = 0.05

_BLOCKS = Blocks("policy/equity")

GROUP_FIGURES = {
    figure.key: figure
    for figure in (
        Figure("group_people"),
        Figure("group_mean", decimals=2),
        Figure("fgt0", decimals=1, factor=100),
        Figure("gini", decimals=2),
        Figure("palma", decimals=2),
        Figure("theil", decimals=2),
    )
}

PLACE_FIGURES = {
    figure.key: figure
    for figure in (
        Figure("poor_share", decimals=1, factor=100, most=1.0),
        Figure("poor_people"),
        Figure("people"),
        Figure("statistic", decimals=2),
        Figure("local_statistic", decimals=2),
        Figure("q", decimals=4),
        Figure("seeds"),
        Figure("spot_schemes"),
    )
}


@dataclass(frozen=True)
class Equity:
    """A reading with its answer.

    Attributes
    ----------
    say : Text
        Sentences of the language.
    found : Fairness
        The answer.
    layer : geopandas.GeoDataFrame
        A row a sigungu: names, the columns of ``found.places``, ``rank`` and the outline.
    shown : str
        Out of :data:`MAPS`.
    data_version : str
        State of the data.
    between : FairnessIntervals or None
        What kept draws leave open; None where there are none of the reading.
    """

    say: Text
    found: Fairness
    layer: gpd.GeoDataFrame
    shown: str
    data_version: str
    between: FairnessIntervals | None

    @property
    def caption(self) -> str:
        """Name of the table of regions."""
        return self.say("equity.table")


def read(query: Mapping[str, object], kinds: Sequence[str]) -> Reading:
    """Read the reading from an address; a measure of minutes counts as not said."""
    told = {key: value for key, value in query.items() if key != "measure" or value in MEASURES_SHARED}
    return gap_view.read_reading(told, kinds, usual=USUAL)


def compose(
    say: Text,
    found: Fairness,
    layer: gpd.GeoDataFrame,
    *,
    shown: str,
    data_version: str,
    between: FairnessIntervals | None,
) -> Equity:
    """Put an answer together; ``layer`` holds the outlines of all sigungu by code.

    Parameters
    ----------
    say : Text
    found : Fairness
        What was computed.
    layer : geopandas.GeoDataFrame
        Names and outlines of all sigungu by code.
    shown : str
        The map asked for; the first of :data:`MAPS` where it is none of them.
    data_version : str
        State of the data.
    between : FairnessIntervals or None
        Of the answer; None where no draws of it are kept.
    """
    own = layer[["region_code", "full_name", "name", "area_km2", "geom"]]
    own = own.merge(found.places, on="region_code", how="left", validate="one_to_one")
    own["rank"] = own["poor_people"].rank(ascending=False, method="first")
    own["name"] = [words.place(say, name) for name in own["full_name"]]
    kept = shown if shown in MAPS else MAPS[0]
    return Equity(say, found, gpd.GeoDataFrame(own, geometry="geom", crs=layer.crs), kept, data_version, between)


def finding(equity: Equity) -> list[str]:
    """Say how evenly access is shared, who has less of it, and where those who have little live together."""
    say, found = equity.say, equity.found
    terms = reading_words.terms(say, found.reading)
    if not found.threshold > 0:
        return [say("equity.nothing", **terms)]
    half = lower_half(found.points)
    total: dict[Hashable, float] = found.groups.loc["all"].to_dict()
    said = [say("equity.half", percent=f"{100 * half:.0f}", gini=f"{total['gini']:.2f}", **terms)]
    poor = say(
        "equity.poor",
        people=figures.about(say, total["fgt0"] * total["people"]),
        percent=f"{100 * total['fgt0']:.1f}",
    )
    said.append(poor)
    sparse, dense = (found.groups.loc[f"density_{fifth}"] for fifth in (1, 5))
    said.append(say("equity.density", sparse=f"{100 * sparse['fgt0']:.1f}", dense=f"{100 * dense['fgt0']:.1f}"))
    hot = equity.layer[equity.layer["spot"] == "hot"].sort_values("poor_people", ascending=False)
    if len(hot):
        names = words.listing([str(name) for name in hot["name"].head(3)])
        said.append(say("equity.clusters", names=names, n=len(hot)))
    return said + doubts(equity)


def doubts(equity: Equity) -> list[str]:
    """Say where the figures lie in draws of what is not known, and which clusters stay; or that nothing was drawn."""
    say, found, between = equity.say, equity.found, equity.between
    if between is None:
        return [say("equity.no_draws", draws=DRAWS)]
    half: dict[Hashable, float] = between.singles.loc["lower_half"].to_dict()
    total: dict[Hashable, float] = between.groups.loc["all"].to_dict()
    ends = {
        "half_low": f"{100 * half['low']:.1f}",
        "half_high": f"{100 * half['high']:.1f}",
        "poor_low": f"{100 * total['fgt0_low']:.1f}",
        "poor_high": f"{100 * total['fgt0_high']:.1f}",
    }
    ginis = {end: f"{total[end]:.2f}" for end in ("gini_low", "gini_high")}
    held = words.listing([say(f"gaps.doubt_of.{name}") for name in between.holds])
    said = [say("equity.between", held=held, draws=between.draws, **ends, **ginis)]
    fifths = {
        f"{name}_{end}": f"{100 * between.groups[f'fgt0_{end}'].loc[f'density_{fifth}']:.1f}"
        for name, fifth in (("sparse", 1), ("dense", 5))
        for end in ("low", "high")
    }
    said.append(say("equity.between_density", **fifths))
    if not total["gini_low"] <= float(found.groups["gini"].loc["all"]) <= total["gini_high"]:
        said.append(say("equity.between_outside"))
    hot = found.places["spot"] == "hot"
    if hot.any():
        stay = int((between.places["hot_draws"][hot] >= STAYS).sum())
        said.append(say(f"equity.between_clusters_{'some' if stay else 'none'}", n=int(hot.sum()), stay=stay))
    return said


def lower_half(points: pd.DataFrame) -> float:
    """Return the part of all access that the worse-off half of the people has, 0..1; of the curve's points."""
    return float(np.interp(0.5, points["people_share"], points["value_share"].fillna(0)))


def curve(equity: Equity) -> Markup:
    """Draw the Lorenz curve with the line of equality and the reading of its middle, as SVG."""
    say, drawn = equity.say, equity.found.points
    size, left, bottom = 400, 52, 46

    def at(x: float, y: float) -> str:
        return f"{left + size * x:.1f},{10 + size * (1 - y):.1f}"

    half = lower_half(drawn)
    points = " ".join(at(x, y) for x, y in zip(drawn["people_share"], drawn["value_share"].fillna(0), strict=True))
    ticks = [
        {
            "x": left + size * part,
            "below": size + 30,
            "beside": left - 8,
            "y": 14 + size * (1 - part),
            "percent": f"{100 * part:.0f}",
            "path": f"M{at(part, 0)}L{at(part, 1)}M{at(0, part)}L{at(1, part)}",
        }
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    return _BLOCKS.curve(
        label=say("equity.curve_label", percent=f"{100 * half:.0f}"),
        width=left + size + 14,
        height=size + bottom + 24,
        ticks=ticks,
        start=at(0, 0),
        end=at(1, 1),
        points=points,
        half=at(0.5, half).split(","),
        axis_x={"x": left + size / 2, "y": size + 58, "text": say("equity.axis_x")},
        axis_y={"y": 10 + size / 2, "text": say("equity.axis_y")},
    )


def groups(equity: Equity) -> tuple[list[Column], list[Row]]:
    """Write the indices by group as a table."""
    say = equity.say
    unit = gap_view.FIGURES[f"value_{equity.found.reading.measure}"].unit(say)
    columns = [Column("name", say("equity.group"), number=False)]
    columns += [
        Column(key, figure.label(say), unit if key == "group_mean" else figure.unit(say))
        for key, figure in GROUP_FIGURES.items()
    ]
    rows = []
    for name, told in equity.found.groups.iterrows():
        values = {**told.to_dict(), "group_people": told["people"], "group_mean": told["mean"]}
        rows.append(row(say(f"equity.group_name.{name}"), values, list(GROUP_FIGURES), figures_of=GROUP_FIGURES))
    return columns, rows


def levels(equity: Equity) -> tuple[list[Column], list[Row]]:
    """Write inequality at each unit over which access is averaged first."""
    say, shown = equity.say, ("gini", "palma", "theil", "fgt0")
    columns = [Column("name", say("equity.level"), number=False)]
    columns += [Column(key, GROUP_FIGURES[key].label(say), GROUP_FIGURES[key].unit(say)) for key in shown]
    rows = [
        row(say(f"equity.level_name.{level}"), told, list(shown), figures_of=GROUP_FIGURES)
        for level, told in equity.found.levels.to_dict("index").items()
    ]
    if equity.between is not None:
        columns.insert(2, Column("between", say("equity.between_gini")))
        for one, drawn in zip(rows, equity.between.levels.to_dict("records"), strict=True):
            one.texts["between"] = say("gaps.between", low=f"{drawn['gini_low']:.2f}", high=f"{drawn['gini_high']:.2f}")
    return columns, rows


def plain_table(
    columns: Sequence[Column], rows: Sequence[Row], *, caption: str, total: Row | None = None, is_wide: bool = False
) -> Markup:
    """Write a table that needs neither sorting nor filtering.

    Parameters
    ----------
    columns, rows : sequence
        The first column is the row's header.
    caption : str
        What the table is.
    total : Row, optional
        A row below the others.
    is_wide : bool
        Whether it is scrolled on a narrow screen; else each row is a block there.
    """
    return _BLOCKS.table(caption, list(columns), rows, total, is_wide)


def class_of(equity: Equity, told: Mapping[Any, Any]) -> str | None:
    """Name the class of a sigungu on the map of clusters; None where it has no neighbour or nobody lives there."""
    label = told[equity.shown]
    if label in ("island", "unknown") or not isinstance(label, str):
        return None
    if equity.shown == "spot" and label == "none" and told["p"] <= CHANCE:
        return "hot_weak" if told["statistic"] > 0 else "cold_weak"
    return label


def draw(equity: Equity, drawn: Outlines) -> Markup:
    """Draw the map as SVG."""
    say = equity.say
    fills: dict[str, str | None] = {}
    hints: dict[str, str] = {}
    for told in equity.layer.drop(columns="geom").to_dict("records"):
        code, share = str(told["region_code"]), PLACE_FIGURES["poor_share"].say(say, told["poor_share"])
        if equity.shown == "poor_share":
            fills[code], value = share_scale().colour_of(told["poor_share"]), share
        else:
            name = class_of(equity, told)
            fills[code] = None if name is None else COLOURS[name]
            key = name or "unknown"
            value = f"{say(f'equity.class.{equity.shown}.{key}')} · {share}"
        hints[code] = say("regions.map_hint", name=told["name"], value=value)
    return choropleth.draw(
        say,
        drawn,
        fills=fills,
        hints=hints,
        description=map_label(equity),
    )


def map_label(equity: Equity) -> str:
    """Say what the map shows, for those who do not see it."""
    return equity.say("equity.map_label", what=equity.say(f"equity.map.{equity.shown}"))


def share_scale() -> charts.Scale:
    """Return the classes of a share, as on every map of it."""
    return charts.Scale(SHARE_BREAKS, has_zero=True)


def legend_entries(equity: Equity) -> list[tuple[str | None, str]]:
    """Return colour and meaning of each class; None is the hatch."""
    say = equity.say
    if equity.shown == "poor_share":
        labels = figures.class_labels(say, PLACE_FIGURES["poor_share"], share_scale())
        return list(zip(share_scale().colours, labels, strict=True))
    names = {
        "spot": ("hot", "hot_weak", "none", "cold_weak", "cold"),
        "local": ("high-high", "high-low", "none", "low-high", "low-low"),
    }[equity.shown]
    entries: list[tuple[str | None, str]] = [
        (COLOURS[name], say(f"equity.class.{equity.shown}.{name}")) for name in names
    ]
    return [*entries, (None, say(f"equity.class.{equity.shown}.unknown"))]


def legend(equity: Equity) -> Markup:
    """Write the legend of the map."""
    entries = legend_entries(equity)
    known = [(colour, label) for colour, label in entries if colour]
    return charts.legend(
        [label for _, label in known],
        [colour for colour, _ in known],
        title=equity.say(f"equity.map.{equity.shown}"),
        unknown=next((label for colour, label in entries if colour is None), None),
    )


def table(equity: Equity) -> tuple[list[Column], list[Row]]:
    """Write the sigungu with their shares, statistics and error rates."""
    say = equity.say
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in PLACE_FIGURES.items()]
    rows = [
        row(str(told["name"]), told, list(PLACE_FIGURES), code=str(told["region_code"]), figures_of=PLACE_FIGURES)
        for told in equity.layer.drop(columns="geom").to_dict("records")
    ]
    return columns, rows


def statement(equity: Equity) -> list[str]:
    """Say what is counted, where the line of "poorly served" lies, and how clusters are told from chance."""
    say, found = equity.say, equity.found
    unit = gap_view.FIGURES[f"value_{found.reading.measure}"].unit(say)
    said = [
        say("equity.states", measure=say(f"reading.measure.{found.reading.measure}")),
        *reading_words.sentences(say, found.reading),
        say("equity.threshold", value=f"{found.threshold:.2f}", unit=unit),
        say("equity.spread"),
        say("equity.within", percent=f"{100 * found.theil_between:.0f}"),
        *(say(f"equity.along.{name}", index=f"{index:+.2f}") for name, index in found.concentration.items()),
        say("equity.chance", n=f"{PERMUTATIONS:,}", seeds=clusters.SEEDS, schemes=clusters.LEAST_SCHEMES),
        say("equity.moran", i=f"{found.moran.i:.2f}", p=f"{found.moran.p:.6f}", n=f"{found.moran.permutations:,}"),
    ]
    if found.household_date is not None:
        said.append(say("story.household_date", day=words.day(say, found.household_date)))
    return said
