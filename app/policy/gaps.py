"""What the page of gaps shows for one reading: finding, map, week and table. No Streamlit, no database."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from app.data.outlines import Outlines
from app.policy import gap_view, reading_words
from app.policy.gap_view import FIGURES, GapView
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from app.ui.markup import html
from gis.access import Serving
from gis.analysis.readings import Reading
from gis.intervals import FigureInterval
from gis.map_classes import SHARE, colour_between

SHARE_BREAKS = SHARE.breaks
"""Bounds of the classes of a share of people."""

MOSTLY = 0.5
"""Share of estimated travel times from which the headline itself says so."""

MOST_NAMED = 3
"""Regions that the finding names."""


@dataclass(frozen=True)
class Gaps:
    """A reading with its answer.

    Attributes
    ----------
    say : Text
        Sentences of the language.
    view : GapView
        What was asked for.
    area : str
        Name of the region, or of the nation.
    layer : geopandas.GeoDataFrame
        A row a unit by ``region_code``: ``rank``, ``name`` (told apart within the area), ``full_name``, the figures
        of :data:`app.policy.gap_view.FIGURES` and the outline; figures of units without people are missing.
    total : pandas.Series
        The same figures for the area.
    week : pandas.DataFrame
        192 hours of :meth:`gis.access.AccessBoard.week` for the area.
    data_version : str
        State of the data.
    published : tuple of int
        Centers of the kind that stand in the area, and how many of them publish readable hours.
    serving : Serving, optional
        What it makes of the figure whom centers count for.
    interval : FigureInterval, optional
        Where the people without care lie when travel times, hours and positions are drawn.
    """

    say: Text
    view: GapView
    area: str
    layer: gpd.GeoDataFrame
    total: pd.Series
    week: pd.DataFrame
    data_version: str
    published: tuple[int, int] = (0, 0)
    serving: Serving | None = None
    interval: FigureInterval | None = None

    @property
    def level(self) -> str:
        """Name of the level, in the language of the page."""
        return self.say(f"regions.level_name.{self.view.level}")

    @property
    def caption(self) -> str:
        """Name of the table."""
        return self.say("gaps.table", area=self.area, level=self.level)

    @property
    def whole(self) -> str:
        """Name of the row of the whole area."""
        return self.say("regions.total", area=self.area) if self.view.region_code else self.say("regions.total_nation")

    @property
    def terms(self) -> dict[str, object]:
        """The reading and the area as fields of a sentence."""
        return {
            "area": self.area,
            "level": self.level,
            **reading_words.terms(self.say, self.view.reading),
        }


def compose(
    say: Text,
    view: GapView,
    layer: gpd.GeoDataFrame,
    total: pd.Series,
    week: pd.DataFrame,
    published: tuple[int, int],
    *,
    data_version: str,
    serving: Serving | None = None,
    interval: FigureInterval | None = None,
) -> Gaps:
    """Put an answer together; ``layer`` and ``total`` as :mod:`app.data.access` gives them.

    Parameters
    ----------
    say : Text
    view : GapView
        What was asked.
    layer : geopandas.GeoDataFrame
        Figures and outlines of the units, as :mod:`app.data.access` gives them.
    total : pandas.Series
        Figures of the whole area.
    week : pandas.DataFrame
        Its 192 hours.
    published : tuple of int
        How many centers of the kind publish hours, and how many there are.
    data_version : str
        State of the data.
    serving : Serving, optional
        What it makes of the figure whom centers count for.
    interval : FigureInterval, optional
        Where the people without care lie when travel times, hours and positions are drawn.
    """
    area, names = words.places_within(
        say, None if view.region_code is None else str(total["full_name"]), layer["full_name"]
    )
    named = layer.assign(name=names)
    return Gaps(say, view, area, gpd.GeoDataFrame(named), total, week, data_version, published, serving, interval)


def finding(gaps: Gaps) -> list[str]:
    """Say what the figures show: how many people, between which bounds, and where most of them live.

    Returns
    -------
    list of str
        One to four sentences, the most important first: with hours the bounds, and what an assumption makes of them.
    """
    say, total, terms = gaps.say, gaps.total, gaps.terms
    if not total["people"] > 0:
        return [say("finding.nobody", area=gaps.area)]
    is_any = gaps.view.reading.hours is None
    if not total["people_without_if_closed"] > 0:
        return [say(f"gaps.none.{'any' if is_any else 'hours'}", **terms), *whom(gaps), *doubt(gaps)]
    first = say("gaps.without.any", **_amount(gaps, "people_without"), **terms) if is_any else headline(gaps)
    share = total["is_estimate_share"]
    is_mostly = pd.notna(share) and share >= MOSTLY
    told = say("gaps.mostly_estimated", percent=FIGURES["share_without"].write(share)) if is_mostly else ""
    said = [f"{first} {told}".strip()]
    said += assumption(gaps)
    worst = gaps.layer[gaps.layer["people_without"] > 0].sort_values("rank").head(MOST_NAMED)
    if len(gaps.layer) > 1 and len(worst):
        names = [_named(say, row) for row in worst.to_dict("records")]
        said.append(say(f"gaps.most.{_ranked_by(gaps)}", names=words.listing(names), **terms))
    return said + bounds(gaps) + whom(gaps) + doubt(gaps)


def other_hours(gaps: Gaps, query: Mapping[str, str | Sequence[str]]) -> Markup:
    """Write the way from the day to the evening, and back from any other hour to the day."""
    is_day = gaps.view.reading.hour == "weekday_day"
    address = same_page(query, hour="weekday_evening" if is_day else "weekday_day")
    words_of_link = gaps.say("gaps.evening" if is_day else "gaps.day")
    return html('<p><a class="stay" href="{{ address }}">{{ words }}</a></p>', address=address, words=words_of_link)


def _ranked_by(gaps: Gaps) -> str:
    """Return which figure regions are ranked by: the only one there is, the upper bound, or what is assumed."""
    if gaps.view.reading.hours is None or (gaps.total["people_without_if_open"] == gaps.total["people_without"]):
        return "any"
    return gaps.view.reading.unknown_hours


def _named(say: Text, row: Mapping[Any, Any]) -> str:
    percent = FIGURES["share_without"].write(row["share_without"])
    key = "gaps.named_all" if percent == "100.0" else "gaps.named"
    return say(key, name=row["name"], people=figures.about(say, row["people_without"]), percent=percent)


def _amount(gaps: Gaps, key: str) -> dict[str, str]:
    """Write how many people of the area a figure counts, and which part of all."""
    people = gaps.total[key]
    percent = FIGURES["share_without"].write(people / gaps.total["people"])
    return {"people": figures.about(gaps.say, people), "percent": percent}


def headline(gaps: Gaps) -> str:
    """Say between which bounds the people without open care number; one figure where both are alike."""
    least, most = (_amount(gaps, f"people_without_if_{end}") for end in ("open", "closed"))
    if least == most:
        return gaps.say("gaps.without.exact", **most, **gaps.terms)
    return gaps.say(
        "gaps.without.hours",
        least=least["people"],
        least_percent=least["percent"],
        most=most["people"],
        most_percent=most["percent"],
        **gaps.terms,
    )


def assumption(gaps: Gaps) -> list[str]:
    """Say what assumed office hours make of the figure; nothing where they change nothing and nobody asked."""
    if gaps.view.reading.hours is None:
        return []
    is_asked = gaps.view.reading.unknown_hours == "office"
    office = _amount(gaps, "people_without_if_office")
    is_between = office not in [_amount(gaps, f"people_without_if_{end}") for end in ("open", "closed")]
    return [gaps.say("gaps.if_office", **office)] if is_asked or is_between else []


def bounds(gaps: Gaps) -> list[str]:
    """Say what the bounds mean, and how many people have no center at all; nothing where hours do not count."""
    say, (centers, known) = gaps.say, gaps.published
    if gaps.view.reading.hours is None:
        return []
    least, most = (_amount(gaps, f"people_without_if_{end}") for end in ("open", "closed"))
    said = [say("gaps.published", n=centers, publish=known, **gaps.terms)] if known < centers else []
    if least != most:
        said.append(say("gaps.bounds"))
    elif known < centers:
        said.append(say("gaps.same"))
    if (nowhere := _amount(gaps, "people_out_of_reach")) != least:
        said.append(say("gaps.nowhere", **nowhere, **gaps.terms))
    return [" ".join(said)] if said else []


def whom(gaps: Gaps) -> list[str]:
    """Say what it makes of the figure whom centers count for; nothing where it changes nothing."""
    serving = gaps.serving
    if serving is None or not serving.makes_difference:
        return []
    say, percent = gaps.say, FIGURES["share_without"]
    counts = {"any": serving.people_without_if_any, "own": serving.people_without_if_own}
    fields = {f"{name}_people": figures.about(say, people) for name, people in counts.items()}
    fields |= {f"{name}_percent": percent.write(people / serving.people) for name, people in counts.items()}
    nearest = percent.write(serving.people_nearest_elsewhere / serving.people)
    return [say("gaps.whom", **fields, nearest_percent=nearest, **gaps.terms)]


def doubt(gaps: Gaps) -> list[str]:
    """Say where the figure lies when all that is not known is drawn together."""
    if gaps.interval is None:
        return []
    say, percent, whole = gaps.say, FIGURES["share_without"], gaps.total["people"]
    ends = {"low": gaps.interval.low, "high": gaps.interval.high}
    fields = {name: figures.about(say, people) for name, people in ends.items()}
    fields |= {f"{name}_percent": percent.write(people / whole) for name, people in ends.items()}
    held = words.listing([say(f"gaps.doubt_of.{name}") for name in gaps.interval.holds])
    said = [say("gaps.doubt", **fields, held=held, draws=gaps.interval.draws)]
    least, most = (gaps.total[f"people_without_if_{end}"] for end in ("open", "closed"))
    said += [say("gaps.doubt_hours")] if "unknown_hours" in gaps.interval.holds else []
    said += [say("gaps.doubt_above")] if gaps.interval.high > most else []
    said += [say("gaps.doubt_below")] if gaps.interval.low < least else []
    return [" ".join([*said, say("gaps.doubt_apart")])]


def scale(gaps: Gaps) -> charts.Scale:
    """Choose the classes of the figure on the map; those of a share are the same for every reading and area.

    A time has a last class of its own for what lies beyond the limit.
    """
    if gaps.view.figure == "share_without":
        return SHARE
    classes = charts.scale(gaps.layer[gaps.view.figure])
    if gaps.view.figure != "nearest_p50_min":
        return classes
    limit = gaps.view.reading.limit_min
    below = tuple(bound for bound in classes.breaks if bound < limit)
    return charts.Scale((*below, math.nextafter(limit, math.inf)), classes.has_zero)


def people_between(layer: pd.DataFrame, reading: Reading) -> tuple[pd.Series, pd.Series]:
    """Return least and most people without open care in each unit; alike where hours do not count or are assumed."""
    if reading.hours is None or reading.unknown_hours == "office":
        return layer["people_without"], layer["people_without"]
    return layer["people_without_if_open"], layer["people_without_if_closed"]


def ends(gaps: Gaps) -> tuple[pd.Series, pd.Series]:
    """Return least and most that the figure on the map can be in each unit; alike where it does not hang on hours.

    Assumed hours are one figure: who asks for them has chosen between the bounds.
    """
    layer, key = gaps.layer, gaps.view.figure
    least, most = people_between(layer, gaps.view.reading)
    if key == "people_without":
        return least, most
    if key == "share_without":
        return least / layer["people"], most / layer["people"]
    if key != "nearest_p50_min":
        return layer[key], layer[key]
    # Half of the people reach a center known to be open; or half reach none, however the unknown ones are.
    time = layer[key]
    is_beyond = time.isna() & (least > layer["people"] / 2)
    told = time.mask(is_beyond, math.inf)
    return told, told


def fills(gaps: Gaps) -> dict[str, str | None]:
    """Colour each unit by the class of its figure; None, hatched, where both bounds are not in one class."""
    classes = scale(gaps)
    return {
        str(code): colour_between(classes, low, high)
        for code, low, high in zip(gaps.layer["region_code"], *ends(gaps), strict=True)
    }


def draw(gaps: Gaps, drawn: Outlines) -> Markup:
    """Draw the map of regions as SVG."""
    say, view = gaps.say, gaps.view
    label = FIGURES[view.figure].label(say)
    rows = list(zip(gaps.layer["region_code"], gaps.layer["name"], *ends(gaps), strict=True))
    return choropleth.draw(
        say,
        drawn,
        fills=fills(gaps),
        hints={
            code: say(
                "regions.map_hint", name=name, value=say("figure.of", label=label, value=between(gaps, low, high))
            )
            for code, name, low, high in rows
        },
        description=map_label(gaps),
        choices=[] if view.level == "emd" else [code for code, *_ in rows],
    )


def between(gaps: Gaps, low: float, high: float) -> str:
    """Write the figure on the map with its unit: one amount, both bounds, or that it lies beyond the limit."""
    say, figure = gaps.say, FIGURES[gaps.view.figure]
    if math.isinf(low):
        return say("gaps.beyond", limit=gaps.view.reading.limit_min)
    written, most = figure.say(say, low), figure.say(say, high)
    return written if written == most else say("gaps.between", low=figure.write(low), high=most)


def map_label(gaps: Gaps) -> str:
    """Say what the map shows, for those who do not see it."""
    measure = FIGURES[gaps.view.figure].label(gaps.say)
    return gaps.say("regions.map_label", area=gaps.area, measure=measure, level=gaps.level)


def legend_title(gaps: Gaps) -> str:
    """Name the amounts on the map with their unit."""
    figure = FIGURES[gaps.view.figure]
    return gaps.say("regions.legend", measure=figure.label(gaps.say), unit=figure.unit(gaps.say))


def legend_entries(gaps: Gaps) -> list[tuple[str | None, str]]:
    """Return colour and meaning of each class; None is the hatch of what is not known."""
    classes, figure = scale(gaps), FIGURES[gaps.view.figure]
    labels = figures.class_labels(gaps.say, figure, classes)
    if gaps.view.figure == "nearest_p50_min":
        labels[-1] = gaps.say("gaps.beyond", limit=gaps.view.reading.limit_min)
    entries: list[tuple[str | None, str]] = list(zip(classes.colours, labels, strict=True))
    return entries + ([(None, unknown)] if (unknown := _unknown(gaps)) else [])


def legend(gaps: Gaps) -> Markup:
    """Write the legend of the map of regions, and below it how much of the times behind it is estimated."""
    entries = [(colour, label) for colour, label in legend_entries(gaps) if colour]
    hints = [] if gaps.view.level == "emd" else [gaps.say("regions.go_down")]
    return charts.legend(
        [label for _, label in entries],
        [colour for colour, _ in entries if colour],
        title=legend_title(gaps),
        unknown=_unknown(gaps),
        hint=" ".join(hints + estimated(gaps)) or None,
    )


def estimated(gaps: Gaps) -> list[str]:
    """Say which part of the travel times is estimated; nothing where none is."""
    share = gaps.total["is_estimate_share"]
    if pd.isna(share) or not share > 0:
        return []
    return [gaps.say("gaps.estimated_map", percent=FIGURES["share_without"].write(share))]


def reached(gaps: Gaps) -> Markup:
    """Draw who is near a center that is known to be open, to some of unknown hours, to closed ones only, to none."""
    say, total = gaps.say, gaps.total
    if not total["people"] > 0:
        return Markup()
    ends = [total[key] for key in ("people_without_if_closed", "people_without_if_open", "people_out_of_reach")]
    steps = [total["people"], *ends, 0.0]
    shares = [max(more - less, 0.0) / total["people"] for more, less in pairwise(steps)]
    keys = ["reached", "perhaps", "closed", "beyond"]
    if gaps.view.reading.hours is None:
        shares, keys = [shares[0], shares[-1]], ["near", "far"]
    percent = FIGURES["share_without"]
    values = [
        say("regions.band_people", people=figures.about(say, share * total["people"]), percent=percent.write(share))
        if share > 0
        else say("regions.band_none")
        for share in shares
    ]
    return charts.bands(
        shares, [say(f"gaps.band.{key}") for key in keys], values, title=say("gaps.bands", **gaps.terms)
    )


def table(gaps: Gaps, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row], Row]:
    """Write the table: its columns, a row a unit, and the row of the whole area."""
    say, keys = gaps.say, gap_view.shown(gaps.view.reading)
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, FIGURES[key].label(say), FIGURES[key].unit(say)) for key in keys]
    is_last = gaps.view.level == "emd"
    rows = [
        row(
            str(region["name"]),
            region,
            keys,
            code=str(region["region_code"]),
            href="" if is_last else same_page(query, region=region["region_code"], level=None, sort=None),
        )
        for region in gaps.layer.drop(columns="geom").to_dict("records")
    ]
    return columns, rows, row(gaps.whole, gaps.total.to_dict(), keys)


def row(
    name: str,
    region: Mapping[Any, Any],
    keys: Sequence[str],
    *,
    code: str = "",
    href: str = "",
    figures_of: Mapping[str, Figure] = FIGURES,
) -> Row:
    """Write a row of figures.

    Parameters
    ----------
    name : str
        Of the unit.
    region : mapping
        Its figures; a missing one stays empty.
    keys : sequence of str
        Columns.
    code : str
        Of the unit, where the row can be chosen.
    href : str
        Where its name leads.
    figures_of : mapping of str to Figure
        How each column is written.
    """
    values = {key: None if (value := region.get(key)) is None or pd.isna(value) else float(str(value)) for key in keys}
    texts = {key: figures_of[key].write(value) for key, value in values.items()}
    return Row(code, name, {"name": name, **values}, {"name": name, **texts}, href)


def _unknown(gaps: Gaps) -> str | None:
    """Say why units are hatched, if any are."""
    hatched = [code for code, colour in fills(gaps).items() if colour is None]
    if not hatched:
        return None
    people = gaps.layer.set_index("region_code").loc[hatched, "people"] > 0
    if not people.any():
        return gaps.say("regions.no_people")
    if gaps.view.figure.startswith("value_"):
        key = "few_reach"
    else:
        key = "undecided" if people.all() else "undecided_or_nobody"
    return gaps.say(f"gaps.{key}")
