"""A scenario as its page shows it: who gains, who loses, where, and what it costs. No Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from app.center.cards import kind_name
from app.data.outlines import Outlines
from app.policy import differences, gaps, reading_words
from app.policy.plan_view import PlanView
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks
from gis.scenario import EFFECT, Effect

FIGURES = {
    figure.key: figure
    for figure in (*(Figure(key) for key in EFFECT), Figure("share_change", decimals=1, factor=100), Figure("people"))
}
"""Figures of the table, in order."""

MOST_NAMED = 3

_BLOCKS = Blocks("policy/plan")


@dataclass(frozen=True)
class Trial:
    """A scenario with its answer.

    Attributes
    ----------
    say : Text
    view : PlanView
    effect : Effect
    total : pandas.Series
        Of the area: :data:`gis.scenario.REGION_COLUMNS`.
    layer : geopandas.GeoDataFrame
        A row a unit of the level: names, :data:`FIGURES`, ``rank`` and the outline; 0 where nothing changes.
    ages, changes : pandas.DataFrame
        By age, and the changes with their costs.
    area : str
        Name of the region, or of the nation.
    data_version : str
    """

    say: Text
    view: PlanView
    effect: Effect
    total: pd.Series
    layer: gpd.GeoDataFrame
    ages: pd.DataFrame
    changes: pd.DataFrame
    area: str
    data_version: str

    @property
    def caption(self) -> str:
        """Name of the table."""
        return self.say("plan.table", area=self.area, level=self.say(f"regions.level_name.{self.view.level}"))


def layer_of(effect: Effect, units: gpd.GeoDataFrame, names: pd.DataFrame, view: PlanView) -> gpd.GeoDataFrame:
    """Put figures and outlines together.

    Parameters
    ----------
    effect : Effect
    units : geopandas.GeoDataFrame
        Code, area and outline of the units of the level.
    names : pandas.DataFrame
        ``region_code``, ``full_name`` and ``people`` of them.
    view : PlanView

    Returns
    -------
    geopandas.GeoDataFrame
        As :attr:`Trial.layer`.
    """
    found = effect.regions(view.level, view.region_code)
    told = found[["region_code", *EFFECT]]
    layer = units.merge(names[["region_code", "full_name", "people"]], on="region_code", validate="one_to_one")
    layer = layer.merge(told, on="region_code", how="left", validate="one_to_one")
    layer[list(EFFECT)] = layer[list(EFFECT)].fillna(0.0)
    more = layer["people_lost"] - layer["people_gained"]
    layer["share_change"] = np.divide(more, layer["people"], out=np.full(len(layer), np.nan), where=layer["people"] > 0)
    layer["name"] = layer["full_name"].str.split().str[-1]
    moved = layer["people_gained"] + layer["people_lost"]
    layer["rank"] = moved.rank(ascending=False, method="first")
    return gpd.GeoDataFrame(layer, geometry="geom", crs=units.crs)


def finding(trial: Trial) -> list[str]:
    """Say who gains and loses, between which bounds, and where most of them live."""
    say, total = trial.say, trial.total
    terms = reading_words.terms(say, trial.view.reading)
    if not total["people_gained_most"] + total["people_lost_most"] > 0:
        return [say("plan.nothing", area=trial.area, **terms)]
    said = []
    for side in ("gained", "lost"):
        if total[f"people_{side}_most"] > 0:
            least, people, most = (figures.about(say, total[f"people_{side}{end}"]) for end in ("_least", "", "_most"))
            key = "exact" if least == most else "between"
            said.append(say(f"plan.{side}.{key}", area=trial.area, people=people, least=least, most=most, **terms))
    said.append(
        say(
            "plan.before_after",
            **{
                name: figures.about(say, total[column])
                for name, column in (
                    ("least", "people_without_if_open"), ("most", "people_without_if_closed"),
                    ("after_least", "after_without_if_open"), ("after_most", "after_without_if_closed"),
                )
            },
        )
    )  # fmt: skip
    first = trial.layer[trial.layer["people_gained"] + trial.layer["people_lost"] > 0].sort_values("rank")
    if len(first):
        names = words.listing([words.place(say, name) for name in first["full_name"].head(MOST_NAMED)])
        said.append(say("plan.most", names=names, n=len(first)))
    return said


def statement(trial: Trial) -> list[str]:
    """Say how it was counted, and how much of it hangs on estimated times."""
    say, share = trial.say, trial.total["is_estimate_share"]
    said = [*reading_words.sentences(say, trial.view.reading), say("plan.kept"), say("plan.bounds")]
    if trial.changes["won_a_week"].isna().all():
        said.append(say("plan.cost_unknown"))
    if pd.notna(share) and share > 0:
        said.insert(0, say("plan.estimated", percent=f"{100 * share:.0f}"))
    return said


def costs(trial: Trial) -> list[str]:
    """Say of each change how many opening hours it is, and what that is assumed to cost."""
    say, said = trial.say, []
    for row in trial.changes.to_dict("records"):
        hours = say("plan.hours_unknown") if pd.isna(row["hours_a_week"]) else f"{row['hours_a_week']:+g}"
        told = say(
            f"plan.what.{row['what']}", n=row["number"], name=row["name"], kind=kind_name(say, row["kind"]), hours=hours
        )
        if pd.notna(row["won_a_week"]):
            told += say("plan.cost_week", won=f"{row['won_a_week']:,.0f}")
        if pd.notna(row["won_once"]) and row["won_once"] > 0:
            told += say("plan.cost_once", won=f"{row['won_once']:,.0f}")
        said.append(told)
    return said


def ages(trial: Trial) -> tuple[list[Column], list[Row]]:
    """Write who gains and loses by age."""
    say = trial.say
    keys = ("people_gained", "people_lost")
    columns = [Column("name", say("plan.age"), number=False)]
    columns += [Column(key, FIGURES[key].label(say), FIGURES[key].unit(say)) for key in keys]
    rows = [
        gaps.row(say(f"story.group.{row['group']}"), row, list(keys), figures_of=FIGURES)
        for row in trial.ages.to_dict("records")
    ]
    return columns, rows


def table(trial: Trial, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row]]:
    """Write the units in which somebody may gain or lose."""
    say = trial.say
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in FIGURES.items()]
    moved = trial.layer["people_gained_most"] + trial.layer["people_lost_most"] > 0
    rows = [
        _row(
            say,
            row, "" if trial.view.level == "emd" else same_page(query, region=row["region_code"])
        )
        for row in trial.layer[moved].drop(columns="geom").to_dict("records")
    ]  # fmt: skip
    return columns, rows


def _row(say: Text, row: Mapping[Any, Any], href: str) -> Row:
    made = gaps.row(
        words.place(say, str(row["full_name"])),
        row,
        list(FIGURES),
        code=str(row["region_code"]),
        href=href,
        figures_of=FIGURES,
    )
    made.texts["share_change"] = differences.written("points_more", row["share_change"])
    return made


def shown(trial: Trial) -> Figure:
    """Return what the map shows: those who gain, or those who lose where they are more."""
    is_loss = trial.total["people_lost"] > trial.total["people_gained"]
    return FIGURES["people_lost" if is_loss else "people_gained"]


def scale(trial: Trial) -> charts.Scale:
    """Return the classes of the map."""
    return charts.scale(trial.layer[shown(trial).key])


def draw(trial: Trial, drawn: Outlines) -> Markup:
    """Draw who gains (or loses) as SVG, with a dot at each place that changes."""
    say, key, classes = trial.say, shown(trial).key, scale(trial)
    fills: dict[str, str | None] = {}
    hints: dict[str, str] = {}
    for row in trial.layer.drop(columns="geom").to_dict("records"):
        code = str(row["region_code"])
        fills[code] = classes.colour_of(row[key])
        value = FIGURES[key].say(say, row[key])
        hints[code] = say("regions.map_hint", name=words.place(say, row["full_name"]), value=value)
    return choropleth.draw(
        say,
        drawn, fills=fills, hints=hints, description=map_label(trial),
        choices=() if trial.view.level == "emd" else tuple(fills), points=drawn.place(*_spots(trial)),
    )  # fmt: skip


def _spots(trial: Trial) -> tuple[list[float], list[float]]:
    rows = [trial.effect.board.centers.iloc[one.place] if one.row is None else one.row for one in trial.effect.moved]
    return [float(row["lat"]) for row in rows], [float(row["lon"]) for row in rows]


def map_label(trial: Trial) -> str:
    """Say what the map shows, for those who do not see it."""
    return trial.say("plan.map_label", area=trial.area, level=trial.say(f"regions.level_name.{trial.view.level}"))


def legend_entries(trial: Trial) -> list[str]:
    """Write the classes of the map."""
    return figures.class_labels(trial.say, shown(trial), scale(trial))


def legend(trial: Trial) -> Markup:
    """Write the legend of the map."""
    return charts.legend(legend_entries(trial), scale(trial).colours, title=shown(trial).header(trial.say))


def listed(trial: Trial, query: Mapping[str, str | Sequence[str]]) -> Markup:
    """List the changes with a link each that takes it back."""
    texts = trial.view.changes
    back = [same_page(query, c=[one for one in texts if one != text]) for text in texts]
    return _BLOCKS.listed(list(zip(costs(trial), back, strict=True)), trial.say("plan.take_back"))
