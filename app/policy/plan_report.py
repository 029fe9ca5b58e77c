"""Scenarios and purchases on paper and as files, with what repeats them."""

import json
import shlex
from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd

from app.data.outlines import Outlines
from app.policy import memos, purchases, report_files, trials
from app.policy.purchases import Purchase
from app.policy.trials import Trial
from app.receipts import budget_command
from app.regions.provenance import File
from app.text import Text
from app.ui import downloads, words
from gis.analysis.readings import Reading

SECONDS = 15.0
"""After which the best purchase so far is told, with its bound."""

_ON_PAPER = ("people_gained", "people_gained_least", "people_gained_most", "people_lost")


def scenario_file(texts: Sequence[str], reading: Reading, name: str) -> str:
    """Write the scenario as the file that `mindconnect scenario` reads; JSON, of which YAML is a superset.

    Parameters
    ----------
    texts : sequence of str
        Changes as :func:`gis.scenario_file.read_text` reads them.
    reading : Reading
    name : str
    """
    changes = [dict(word.split("=", 1) for word in shlex.split(text)) for text in texts]
    return json.dumps({"name": name, "reading": reading.query(), "changes": changes}, ensure_ascii=False, indent=2)


def trial_files(trial: Trial, datasets: pd.DataFrame, drawn: Outlines, *, address: str, made_on: date) -> list[File]:
    """Return the files of a scenario; parameters as in :func:`app.policy.gap_report.files`."""
    say, view = trial.say, trial.view
    region = f" --region {view.region_code}" if view.region_code else ""
    receipt = report_files.receipt(
        say,
        {f"change_{number}": (say("plan.change", n=number), text) for number, text in enumerate(view.changes, start=1)},
        datasets,
        title=trial.caption,
        readings=[(view.reading, f"mindconnect scenario scenario.json{region} --level {view.level} --csv")],
        address=address,
        data_version=trial.data_version,
        made_on=made_on,
    )
    finding = trials.finding(trial)
    moved = trial.layer.sort_values("rank")
    legend = zip(trials.scale(trial).colours, trials.legend_entries(trial), strict=True)
    memo = memos.Memo(
        topic=say("page.plan.name"),
        finding=finding,
        map=trials.draw(trial, drawn),
        map_label=trials.map_label(trial),
        legend_title=trials.shown(trial).header(say),
        legend=[memos.LegendEntry(colour, label) for colour, label in legend],
        facts=[],
        table_title=trial.caption,
        headers=[say("regions.name"), *(trials.FIGURES[key].header(say) for key in _ON_PAPER)],
        rows=[
            [words.place(say, str(row["full_name"])), *(trials.FIGURES[key].write(row[key]) for key in _ON_PAPER)]
            for row in moved.head(memos.MOST_ROWS).drop(columns="geom").to_dict("records")
        ],
        reading=[*trials.costs(trial), *trials.statement(trial)],
        receipt=report_files.paper_receipt(say, receipt, datasets),
        made_on=made_on,
    )
    parcel = report_files.Parcel(
        frame=report_files.frame(
            trial.layer, level=view.level, reading=str(view.reading), data_version=trial.data_version
        ),
        columns=report_files.columns(say, list(trials.FIGURES.values())),
        receipt=receipt,
        layer=f"scenario_{view.level}",
        memo=memo,
        stem=f"mindconnect_scenario_{view.region_code or 'kr'}_{view.level}_{trial.data_version}",
    )
    return report_files.files(say, parcel)


def purchase_files(
    bought: Purchase, datasets: pd.DataFrame, drawn: Outlines, *, address: str, made_on: date
) -> list[File]:
    """Return the files of a purchase; parameters as in :func:`app.policy.gap_report.files`."""
    say, view, plan = bought.say, bought.view, bought.plan
    receipt = report_files.receipt(
        say,
        {
            "people_gained": (purchases.FIGURES["people_gained"].header(say), f"{plan.siting.objective:.6g}"),
            "bound": (say("plan.bound"), f"{plan.siting.bound:.6g} ({plan.siting.status})"),
        },
        datasets,
        title=bought.caption,
        readings=[(plan.reading, command(bought))],
        address=address,
        data_version=bought.data_version,
        made_on=made_on,
    )
    rows = plan.bought.assign(
        rank=range(1, len(plan.bought) + 1), full_name=plan.bought["region_name"], area_km2=float("nan"),
        name=[purchases.what(say, row) for row in plan.bought.to_dict("records")],
    )  # fmt: skip
    spots = gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float))
    frame = gpd.GeoDataFrame(rows, geometry=spots, crs=bought.layer.crs).rename_geometry("geom")
    keys = list(purchases.FIGURES)
    memo = memos.Memo(
        topic=say("page.plan.name"),
        finding=purchases.finding(bought),
        map=purchases.draw(bought, drawn),
        map_label=purchases.map_label(bought),
        legend_title=say("plan.bought_legend"),
        legend=[
            memos.LegendEntry(colour, label)
            for colour, label in zip(purchases.scale().colours, purchases.legend_entries(bought), strict=True)
        ],
        facts=[],
        table_title=bought.caption,
        headers=[say("plan.chosen"), *(purchases.FIGURES[key].header(say) for key in keys)],
        rows=[
            [purchases.what(say, row), *(purchases.FIGURES[key].write(row[key]) for key in keys)]
            for row in plan.bought.head(memos.MOST_ROWS).to_dict("records")
        ],
        reading=purchases.statement(bought),
        receipt=report_files.paper_receipt(say, receipt, datasets),
        made_on=made_on,
    )
    parcel = report_files.Parcel(
        frame=report_files.frame(frame, level="point", reading=str(plan.reading), data_version=bought.data_version),
        columns=[
            *report_files.columns(say, list(purchases.FIGURES.values())),
            *(downloads.FileColumn(key, key) for key in ("option", "id", "kind", "day")),
        ],
        receipt=receipt,
        layer="purchase",
        memo=memo,
        stem=f"mindconnect_purchase_{view.region_code or 'kr'}_{plan.budget:g}h_{bought.data_version}",
    )
    return report_files.files(say, parcel)


def command(bought: Purchase) -> str:
    """Write the command that repeats a purchase."""
    view = bought.view
    return budget_command(bought.plan, view.options, places=view.places, seconds=SECONDS)


def plan_text(say: Text, trial: Trial) -> File:
    """Return the scenario as the file that the command reads."""
    name = say("plan.file_name", area=trial.area)
    text = scenario_file(trial.view.changes, trial.view.reading, name)
    return File("json", "scenario.json", "application/json", text.encode)
