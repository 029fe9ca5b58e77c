"""`mindconnect siting`: which centers should stay open longer, so that most people reach one."""

import sys
from typing import Annotated, Literal, cast

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import reading_options as options
from app.commands.search import print_json, require_one_form
from app.receipts import budget_receipt, siting_receipt
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis.access import AccessBoard, open_board
from gis.analysis.readings import STANDARD, Reading
from gis.budget_plans import OPTIONS, SITE_COST, Option, buildings, plan_budget, towns
from gis.db.engine import make_engine
from gis.scenario import open_times
from gis.settings import Settings
from gis.siting import MOST_SITES, USUAL_SECONDS, USUAL_SITES, LongerHours, longer_hours


def siting_command(
    region: options.Region = None,
    kind: options.Kind = STANDARD.kind,
    when: options.When = "evening",
    sites: Annotated[int, typer.Option("-p", "--sites", help=f"How many centers, 1 to {MOST_SITES}.")] = USUAL_SITES,
    sure: Annotated[
        bool,
        typer.Option("--sure", help="Gain people who surely reach none: count centers of unknown hours as open."),
    ] = False,
    required: Annotated[
        list[str] | None, typer.Option(help="Id of a center that is among them in any case; may be given again.")
    ] = None,
    mode: options.Mode = STANDARD.mode,
    limit: options.Limit = STANDARD.limit_min,
    margin: options.Margin = STANDARD.margin_min,
    serves: options.Serves = "",
    budget: Annotated[
        float | None,
        typer.Option(min=0.0, help="Opening hours a week: choose among longer hours, new centers and outreach days."),
    ] = None,
    buy: Annotated[
        list[str] | None, typer.Option(help=f"With --budget: {', '.join(OPTIONS)}; may be given again. All by default.")
    ] = None,
    places: Annotated[
        str, typer.Option(help="With --budget, where a center could open: towns, or a kind whose buildings are taken.")
    ] = "towns",
    site_cost: Annotated[
        float,
        typer.Option(min=0.0, help="With --budget: what a new center costs beside its hours, in hours a week."),
    ] = SITE_COST,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="Give the best so far, with what is proven, after these seconds.")
    ] = USUAL_SECONDS,
    as_csv: Annotated[bool, typer.Option("--csv", help="The centers as CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """Choose the centers whose longer hours reach most people who reach none open, with proof or with its gap."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    reading = options.reading_at(when, mode=mode, limit=limit, kind=kind, margin=margin, serves=serves)
    settings = Settings()
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
    if budget is not None:
        bought = tuple(cast("Option", one) for one in buy or OPTIONS)
        _buy(board, settings, reading, region, (bought, places, budget, site_cost, sure, seconds), as_csv, as_json)
        return
    needed = tuple(required or ())
    unknown: Literal["closed", "open"] = "open" if sure else "closed"
    answer = longer_hours(board, reading, region, p=sites, unknown=unknown, required=needed, time_limit_s=seconds)
    if as_json:
        receipt = siting_receipt(board, answer, sites=sites, sure=sure, required=needed, seconds=seconds)
        print_json(receipt | {"sites": rows(answer.sites)})
    elif as_csv:
        answer.sites.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _print(answer)


def _buy(
    board: AccessBoard,
    settings: Settings,
    reading: Reading,
    region: str | None,
    asked: tuple[tuple[Option, ...], str, float, float, bool, float],
    as_csv: bool,
    as_json: bool,
) -> None:
    """Choose what to buy with a budget, and print it."""
    bought, places, budget, site_cost, sure, seconds = asked
    offered = None
    if set(bought) != {"longer"}:
        if places == "towns":
            offered = towns(board, reading, open_times(board, settings).many, region)
        else:
            offered = buildings(board, places, reading, region)
    plan = plan_budget(
        board, reading, region, places=offered, options=bought, budget=budget, site_cost=site_cost,
        unknown="open" if sure else "closed", time_limit_s=seconds,
    )  # fmt: skip
    siting = plan.siting
    if as_csv:
        plan.bought.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
        return
    if as_json:
        print_json(
            budget_receipt(board, plan, bought, places=places, sure=sure, seconds=seconds)
            | {"bought": rows(plan.bought)}
        )
        return
    proof = "no other choice reaches more" if siting.status == "optimal" else "the time was over before the proof"
    table = Table(
        box=box.SIMPLE,
        title=str(reading),
        caption=f"With {budget:g} hours a week {siting.objective:,.0f} people gain, "
        f"{siting.bound:,.0f} at most: {proof}.",
    )
    for title in ("What", "Name", "Where", "Day", "Cost", "Gained", "Gained if unknown are open"):
        table.add_column(title, justify="left" if title in ("What", "Name", "Where", "Day") else "right")
    for row in plan.bought.to_dict("records"):
        table.add_row(
            *(str(row[name] or "-") for name in ("option", "name", "region_name", "day")),
            *(f"{row[name]:,.0f}" for name in ("cost", "people_gained", "people_gained_if_open")),
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _print(answer: LongerHours) -> None:
    siting = answer.siting
    proof = (
        "no other choice reaches more"
        if siting.status == "optimal"
        else f"the time was over: no choice reaches more than {siting.bound:,.0f}"
    )
    gained, if_open = (float(answer.sites[name].sum()) for name in ("people_gained", "people_gained_if_open"))
    table = Table(
        box=box.SIMPLE,
        title=str(answer.reading),
        caption=f"Without an open center at such an hour: {answer.people_without_if_open:,.0f} to "
        f"{answer.people_without:,.0f} people. If these were open throughout, {gained:,.0f} more reach one known to be "
        f"open, {if_open:,.0f} more if every center of unknown hours is open already. Of the figure that was "
        f"asked for: {proof}.",
    )
    for title in ("", "Center", "Name", "Kind", "Where", "Gained", "Gained if unknown are open", "Alone"):
        table.add_column(title, justify="left" if title in ("Center", "Name", "Kind", "Where") else "right")
    for row in answer.sites.to_dict("records"):
        table.add_row(
            *(
                "-" if row[name] is None else str(row[name])
                for name in ("rank", "center_id", "name", "kind", "region_name")
            ),
            *(f"{row[name]:,.0f}" for name in ("people_gained", "people_gained_if_open", "people_alone")),
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)
