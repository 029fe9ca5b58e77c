"""What to buy with a budget as the page shows it: the choice with its proof, a map, a table, what breaks first."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from app.center.cards import kind_name
from app.data.outlines import Outlines
from app.policy import reading_words
from app.policy.gaps import SHARE_BREAKS
from app.policy.gaps import row as row_of
from app.policy.plan_view import PlanView
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from gis.budget_plans import BudgetPlan, FirstToBreak

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("cost", decimals=0),
        Figure("people_gained"),
        Figure("people_gained_if_open"),
        Figure("people_alone"),
    )
}
"""Figures of what is bought, in order."""

MOST_LOSSES, MOST_HANGING = 5, 5


@dataclass(frozen=True)
class Purchase:
    """A budget with its answer.

    Attributes
    ----------
    say : Text
    view : PlanView
    plan : BudgetPlan
    layer : geopandas.GeoDataFrame
        A row a unit of the level: ``region_code``, ``full_name``, ``people``, ``share_without`` and the outline.
    area : str
        Name of the region, or of the nation.
    data_version : str
    """

    say: Text
    view: PlanView
    plan: BudgetPlan
    layer: gpd.GeoDataFrame
    area: str
    data_version: str

    @property
    def caption(self) -> str:
        """Name of the table."""
        return self.say("plan.bought_table", area=self.area, budget=f"{self.plan.budget:g}")


def finding(bought: Purchase) -> list[str]:
    """Say what is bought, how many people gain by it, and what is proven."""
    say, plan = bought.say, bought.plan
    terms = reading_words.terms(say, plan.reading)
    gained, if_open = (float(plan.bought[name].sum()) for name in ("people_gained", "people_gained_if_open"))
    if not plan.siting.objective > 0:
        return [say("plan.buys_nothing", area=bought.area, **terms)]
    counted = {option: int((plan.bought["option"] == option).sum()) for option in ("longer", "site", "outreach")}
    parts = [say(f"plan.count.{option}", n=n) for option, n in counted.items() if n]
    said = [
        say(
            "plan.buy",
            area=bought.area,
            budget=f"{plan.budget:g}",
            parts=words.listing(parts),
            people=figures.about(say, gained),
            if_open=figures.about(say, if_open),
            **terms,
        )
    ]
    names = [what(say, row) for row in plan.bought.head(3).to_dict("records")]
    said.append(say("plan.first", names=words.listing(names)))
    said.append(proof(bought))
    return said


def proof(bought: Purchase) -> str:
    """Say what is proven of the choice."""
    siting = bought.plan.siting
    if siting.status == "optimal":
        return bought.say("plan.proven")
    return bought.say(
        "plan.unproven", people=figures.about(bought.say, siting.bound), percent=f"{100 * siting.gap:.1f}"
    )


def what(say: Text, row: dict[Any, Any]) -> str:
    """Name one thing that is bought."""
    day = say(f"plan.day.{row['day']}") if row["day"] else ""
    kind = kind_name(say, row["kind"]) if row["kind"] else ""
    return say(f"plan.item.{row['option']}", name=row["name"], kind=kind, day=day)


def statement(bought: Purchase) -> list[str]:
    """Say how it was counted, what is assumed of costs, and how much hangs on estimated times."""
    say, plan = bought.say, bought.plan
    said = [
        *reading_words.sentences(say, plan.reading),
        say("plan.cost_rule", hours=f"{len(plan.reading.hours or ()):g}", site=f"{plan.site_cost:g}"),
        say(f"plan.places_are.{'towns' if bought.view.places == 'towns' else 'buildings'}"),
        say("plan.serves_all"),
    ]
    share = plan.bought["is_estimate_share"].dropna()
    if len(share) and share.max() > 0:
        said.insert(0, say("plan.bought_estimated", n=int((share > 0).sum())))
    return said


def others(bought: Purchase) -> list[str]:
    """List the other choices within one per cent."""
    say, plan = bought.say, bought.plan
    return [
        say(
            "plan.other",
            people=figures.about(say, other.objective),
            names=words.listing([what(say, plan.offered.iloc[one].to_dict()) for one in other.chosen]),
        )
        for other in plan.others
    ]


def table(bought: Purchase) -> tuple[list[Column], list[Row]]:
    """Write what is bought, in the order in which each adds most for its cost."""
    say = bought.say
    columns = [Column("name", say("plan.chosen"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in FIGURES.items()]
    rows = [
        row_of(f"{what(say, row)} · {row['region_name']}", row, list(FIGURES), figures_of=FIGURES)
        for row in bought.plan.bought.to_dict("records")
    ]
    return columns, rows


def draw(bought: Purchase, drawn: Outlines) -> Markup:
    """Draw the share without as SVG, with a dot at each thing that is bought."""
    say = bought.say
    fills: dict[str, str | None] = {}
    hints: dict[str, str] = {}
    figure = Figure("share_without", decimals=1, factor=100, most=1.0)
    for row in bought.layer.drop(columns="geom").to_dict("records"):
        code = str(row["region_code"])
        fills[code] = None if pd.isna(row["share_without"]) else scale().colour_of(row["share_without"])
        hints[code] = say(
            "regions.map_hint", name=words.place(say, row["full_name"]), value=figure.say(say, row["share_without"])
        )
    spots = drawn.place(bought.plan.bought["lat"].astype(float), bought.plan.bought["lon"].astype(float))
    return choropleth.draw(
        say,
        drawn, fills=fills, hints=hints, description=map_label(bought),
        choices=() if bought.view.level == "emd" else tuple(fills), points=spots,
    )  # fmt: skip


def map_label(bought: Purchase) -> str:
    """Say what the map shows, for those who do not see it."""
    return bought.say("plan.bought_map", area=bought.area)


def scale() -> charts.Scale:
    """Return the classes of a share, as on every map of it."""
    return charts.Scale(SHARE_BREAKS, has_zero=True)


def legend_entries(bought: Purchase) -> list[str]:
    """Write the classes of the legend."""
    return figures.class_labels(bought.say, Figure("share_without", decimals=1, factor=100, most=1.0), scale())


def legend(bought: Purchase) -> Markup:
    """Write the legend of the map."""
    return charts.legend(legend_entries(bought), scale().colours, title=bought.say("plan.bought_legend"))


def first_losses(say: Text, found: FirstToBreak, names: pd.DataFrame) -> list[str]:
    """Say which closings cut most people off, and which districts hang on one center.

    Parameters
    ----------
    say : Text
    found : FirstToBreak
    names : pandas.DataFrame
        ``name`` of the board's centers.
    """
    kind = reading_words.kind_of(say, found.reading.kind)
    if not found.losses:
        return [say("plan.breaks.none", kind=kind, limit=found.reading.limit_min)]
    said = [
        say(
            "plan.breaks.loss",
            names=words.listing([str(names["name"].iloc[place]) for place in one.closed]),
            people=figures.about(say, one.lost),
            limit=found.reading.limit_min,
            kind=kind,
        )
        for one in found.losses[:MOST_LOSSES]
    ]
    hanging = found.hanging[found.hanging["people_on_one"] > 0].head(MOST_HANGING)
    said += [
        say(
            "plan.breaks.hangs",
            region=words.place(say, row["full_name"]),
            people=figures.about(say, row["people_on_one"]),
            percent=f"{100 * row['people_on_one'] / row['people']:.0f}",
            name=row["name"],
        )
        for row in hanging.to_dict("records")
    ]
    return said
