"""Two readings side by side: where the second leaves more or fewer people out of reach, and by how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from app.data.outlines import Outlines
from app.policy import gap_view, reading_words
from app.policy.gap_view import GapView
from app.policy.gaps import people_between, row
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from gis.analysis.readings import Reading
from gis.map_classes import SHARE, colour_between

COLOURS = ("#0b5f63", "#44959b", "#8fc4bd", "#d3e5e0", "#f3f0ea", "#efdcb9", "#dba85f", "#b0701d", "#6b3d00")
"""Diverging colours: teal where more people are reached, brown where fewer; the middle is no difference."""

BREAKS = (-0.5, -0.25, -0.1, -0.01, 0.01, 0.1, 0.25, 0.5)
"""Bounds of the classes, differences of shares; the same for every pair of readings."""

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people_more"),
        Figure("points_more", decimals=1, factor=100),
        Figure("people_without_a"),
        Figure("people_without_b"),
        Figure("share_without_a", decimals=1, factor=100, most=1.0),
        Figure("share_without_b", decimals=1, factor=100, most=1.0),
        Figure("people"),
    )
}
"""Figures of the comparison in the order of the table."""

USUAL_A = Reading(hour="weekday_day")
USUAL_B = Reading(hour="weekday_evening")

B = "b_"
"""Prefix of the second reading's parameters in the address."""

MOST_NAMED = 3

_PARTS = ("hour", "mode", "limit_min", "kind", "measure", "unknown_hours", "margin_min", "supply", "decay", "serves")


@dataclass(frozen=True)
class Comparison:
    """Two readings with their answers.

    Attributes
    ----------
    say : Text
        Sentences of the language.
    views : tuple of GapView
        What is asked by either reading; region and level are the same.
    area : str
        Name of the region, or of the nation.
    layer : geopandas.GeoDataFrame
        A row a unit: names, :data:`FIGURES` and the outline, and ``rank`` by the people who are more.
    totals : tuple of pandas.Series
        Figures of the area under either reading.
    data_version : str
        State of the data.
    """

    say: Text
    views: tuple[GapView, GapView]
    area: str
    layer: gpd.GeoDataFrame
    totals: tuple[pd.Series, pd.Series]
    data_version: str

    @property
    def level(self) -> str:
        """Name of the level, in the language of the page."""
        return self.say(f"regions.level_name.{self.views[0].level}")

    @property
    def caption(self) -> str:
        """Name of the table."""
        return self.say("compare.table", area=self.area, level=self.level)

    @property
    def names(self) -> tuple[str, str]:
        """What tells the readings apart, in a few words each."""
        first, other = (view.reading for view in self.views)
        return name_of(self.say, first, other), name_of(self.say, other, first)


def query_of_b(query: Mapping[str, object]) -> dict[str, object]:
    """Return the second reading's parameters under a reading's own names; what it does not say is the first one's."""
    shared = {key: value for key, value in query.items() if key in _PARTS and key != "hour"}
    of_b = {key.removeprefix(B): value for key, value in query.items() if key.startswith(B)}
    return {**shared, **of_b}


def read(query: Mapping[str, object], kinds: Sequence[str]) -> tuple[GapView, GapView]:
    """Read both readings, region and level from an address."""
    view = gap_view.read(query, kinds)
    readings = (
        gap_view.read_reading(query, kinds, usual=USUAL_A),
        gap_view.read_reading(query_of_b(query), kinds, usual=USUAL_B),
    )
    first, other = (GapView(reading=reading, region_code=view.region_code, level=view.level) for reading in readings)
    return first, other


def name_of(say: Text, own: Reading, other: Reading) -> str:
    """Name a reading by what it does not share with the other."""
    parts = []
    if own.hour != other.hour:
        parts.append(reading_words.hour_name(say, own.hour))
    if (own.mode, own.limit_min) != (other.mode, other.limit_min):
        parts.append(say("compare.way", how=reading_words.how(say, own.mode), limit=own.limit_min))
    if own.kind != other.kind:
        parts.append(reading_words.kind_of(say, own.kind))
    if own.unknown_hours != other.unknown_hours:
        parts.append(say("compare.unknown", how=say(f"reading.unknown_short.{own.unknown_hours}")))
    if own.serves != other.serves:
        parts.append(say(f"reading.serves_short.{own.serves}"))
    return " · ".join(parts) or reading_words.short(say, own)


def compose(
    say: Text,
    views: tuple[GapView, GapView],
    layers: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    totals: tuple[pd.Series, pd.Series],
    *,
    data_version: str,
) -> Comparison:
    """Put two answers together; both layers have the same units in the same order.

    Parameters
    ----------
    say : Text
    views : tuple of two GapView
        What was asked on each side.
    layers : tuple of two geopandas.GeoDataFrame
        Figures of the units, as :mod:`app.data.access` gives them.
    totals : tuple of two pandas.Series
        Figures of the whole area.
    data_version : str
        State of the data.
    """
    first = layers[0]
    layer = first[["region_code", "full_name", "people", "area_km2", "geom"]].copy()
    within = None if views[0].region_code is None else str(totals[0]["full_name"])
    area, layer["name"] = words.places_within(say, within, layer["full_name"])
    for end, frame, view in zip("ab", layers, views, strict=True):
        for key in ("people_without", "share_without"):
            layer[f"{key}_{end}"] = frame[key].to_numpy()
        shares = (people / frame["people"] for people in people_between(frame, view.reading))
        colours = [colour_between(SHARE, low, high) for low, high in zip(*shares, strict=True)]
        # As objects: a column of texts would hold NaN in place of None, which a picture draws as black.
        layer[f"fill_{end}"] = pd.Series(colours, index=layer.index, dtype=object)
    layer["people_more"] = layer["people_without_b"] - layer["people_without_a"]
    layer["points_more"] = layer["share_without_b"] - layer["share_without_a"]
    layer["rank"] = layer["people_more"].rank(ascending=False, method="first")
    return Comparison(say, views, area, gpd.GeoDataFrame(layer), totals, data_version)


def total(answer: Comparison) -> dict[str, float]:
    """Return :data:`FIGURES` of the whole area."""
    first, other = answer.totals
    return {
        "people": float(first["people"]),
        "people_without_a": float(first["people_without"]),
        "people_without_b": float(other["people_without"]),
        "share_without_a": float(first["share_without"]),
        "share_without_b": float(other["share_without"]),
        "people_more": float(other["people_without"] - first["people_without"]),
        "points_more": float(other["share_without"] - first["share_without"]),
    }


def finding(answer: Comparison) -> list[str]:
    """Say what changes from the first reading to the second, and where most."""
    say, whole = answer.say, total(answer)
    name_a, name_b = answer.names
    if not whole["people"] > 0:
        return [say("finding.nobody", area=answer.area)]
    if answer.views[0].reading == answer.views[1].reading:
        return [say("compare.same_reading", name=name_a)]
    fields = {
        "area": answer.area,
        "a": name_a,
        "b": name_b,
        "people_a": figures.about(say, whole["people_without_a"]),
        "people_b": figures.about(say, whole["people_without_b"]),
        "percent_a": FIGURES["share_without_a"].write(whole["share_without_a"]),
        "percent_b": FIGURES["share_without_b"].write(whole["share_without_b"]),
        "people": figures.about(say, abs(whole["people_more"])),
        "points": f"{abs(100 * whole['points_more']):.1f}",
    }
    way = "more" if whole["people_more"] > 0 else "fewer" if whole["people_more"] < 0 else "alike"
    said = [say(f"compare.{way}", **fields), say("compare.both", **fields), *_bounds(answer, fields)]
    far = answer.layer.dropna(subset="people_more")
    most = far.sort_values("people_more", ascending=way == "fewer").head(MOST_NAMED)
    if way != "alike" and len(far) > 1:
        names = [
            say(
                "compare.named",
                name=row_of_unit["name"],
                people=figures.about(say, abs(row_of_unit["people_more"])),
                points=f"{abs(100 * row_of_unit['points_more']):.1f}",
            )
            for row_of_unit in most.to_dict("records")
            if row_of_unit["people_more"]
        ]
        said.append(say(f"compare.most_{way}", level=answer.level, names=words.listing(names)))
    return said


def _bounds(answer: Comparison, fields: Mapping[str, str]) -> list[str]:
    """Say how many people both readings count if all of unknown hours are open; nothing where that changes none.

    Readings that assume office hours say so in their name and are no bound.
    """
    if any(view.reading.unknown_hours != "closed" for view in answer.views):
        return []
    open_a, open_b = (float(total["people_without_if_open"]) for total in answer.totals)
    if all(float(total["people_without_if_open"]) == float(total["people_without"]) for total in answer.totals):
        return []
    say = answer.say
    people = {"open_a": figures.about(say, open_a), "open_b": figures.about(say, open_b)}
    return [say("compare.if_open", a=fields["a"], b=fields["b"], **people)]


def draw(answer: Comparison, drawn: Outlines, which: str) -> Markup:
    """Draw one of the three maps: ``a``, ``b`` or ``more`` (the difference).

    Parameters
    ----------
    answer : Comparison
        What to show.
    drawn : Outlines
        Its units on the picture's grid.
    which : str
        Which map.
    """
    say = answer.say
    key = "points_more" if which == "more" else f"share_without_{which}"
    figure = FIGURES[key]
    rows = list(zip(answer.layer["region_code"], answer.layer["name"], answer.layer[key], strict=True))
    return choropleth.draw(
        say,
        drawn,
        fills=fills(answer, which),
        hints={
            code: say(
                "regions.map_hint",
                name=name,
                value=say("figure.of", label=map_name(answer, which), value=signed(say, figure, value)),
            )
            for code, name, value in rows
        },
        description=say("compare.map_label", area=answer.area, level=answer.level, what=map_name(answer, which)),
        choices=[] if answer.views[0].level == "emd" else [code for code, _, _ in rows],
    )


def fills(answer: Comparison, which: str) -> dict[str, str | None]:
    """Colour the units of a map; None, hatched, where either reading's class is not known."""
    layer = answer.layer
    codes = [str(code) for code in layer["region_code"]]
    if which != "more":
        return dict(zip(codes, layer[f"fill_{which}"], strict=True))
    is_known = layer["fill_a"].notna() & layer["fill_b"].notna()
    colours = [colour_of(value) if known else None for value, known in zip(layer["points_more"], is_known, strict=True)]
    return dict(zip(codes, colours, strict=True))


def map_name(answer: Comparison, which: str) -> str:
    """Name one of the three maps."""
    if which == "more":
        return answer.say("compare.difference")
    return answer.names["ab".index(which)]


def signed(say: Text, figure: Figure, value: float | None) -> str:
    """Write a figure with its unit; a difference above nothing with its sign."""
    text = written(figure.key, value)
    return text if text == figures.NOT_KNOWN else say("figure.with_unit", value=text, unit=figure.unit(say))


def share_scale() -> charts.Scale:
    """Return the classes of a share, as on every map of it."""
    return SHARE


def colour_of(value: float | None) -> str | None:
    """Return the colour of a difference of shares, ``#rrggbb``; None for what is not known."""
    number = charts.Scale(BREAKS).class_of(value)
    return None if number is None else COLOURS[number]


def difference_labels(say: Text) -> list[str]:
    """Write the classes of a difference, from what gets better to what gets worse."""
    edges = [f"{abs(100 * bound):.0f}" for bound in BREAKS]
    return [
        say("compare.class.much_fewer", low=edges[0]),
        *(say("compare.class.fewer", low=edges[at + 1], high=edges[at]) for at in range(3)),
        say("compare.class.alike", low=edges[4]),
        *(say("compare.class.more", low=edges[at], high=edges[at + 1]) for at in range(4, 7)),
        say("compare.class.much_more", low=edges[7]),
    ]


def legends(answer: Comparison) -> tuple[Markup, Markup]:
    """Write the legend of the two maps and that of the difference."""
    say = answer.say
    scale = share_scale()
    shares = charts.legend(
        figures.class_labels(say, FIGURES["share_without_a"], scale),
        scale.colours,
        title=say("compare.legend_share"),
        unknown=unknown(answer, "a") or unknown(answer, "b"),
    )
    more = charts.legend(
        difference_labels(say),
        COLOURS,
        title=say("compare.legend_more"),
        unknown=unknown(answer, "more"),
    )
    return shares, more


def unknown(answer: Comparison, which: str) -> str | None:
    """Say why units of a map are hatched, if any are."""
    hatched = [code for code, colour in fills(answer, which).items() if colour is None]
    if not hatched:
        return None
    has_people = answer.layer.set_index("region_code").loc[hatched, "people"] > 0
    if not has_people.any():
        return answer.say("regions.no_people")
    return answer.say("gaps.undecided" if has_people.all() else "gaps.undecided_or_nobody")


def table(answer: Comparison, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row], Row]:
    """Write the table: its columns, a row a unit, and the row of the whole area."""
    say = answer.say
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in FIGURES.items()]
    rows = [
        _row(
            str(region["name"]),
            region,
            code=str(region["region_code"]),
            href=_into(answer, query, str(region["region_code"])),
        )
        for region in answer.layer.drop(columns="geom").to_dict("records")
    ]
    key = "regions.total" if answer.views[0].region_code else "regions.total_nation"
    return columns, rows, _row(say(key, area=answer.area), dict(total(answer)))


def written(key: str, value: float | None) -> str:
    """Write a figure without its unit; a difference above nothing with its sign."""
    text = FIGURES[key].write(value)
    is_more = key.endswith("_more") and value is not None and value > 0
    return f"+{text}" if is_more and text not in ("0", "0.0") else text


def _into(answer: Comparison, query: Mapping[str, str | Sequence[str]], code: str) -> str:
    return "" if answer.views[0].level == "emd" else same_page(query, region=code, level=None)


def _row(name: str, region: Mapping[Any, Any], *, code: str = "", href: str = "") -> Row:
    made = row(name, region, list(FIGURES), code=code, href=href, figures_of=FIGURES)
    for key in ("people_more", "points_more"):
        made.texts[key] = written(key, region[key])
    return made
