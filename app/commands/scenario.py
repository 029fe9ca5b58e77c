"""`mindconnect scenario`: what becomes of reach when centers open, close or change, from a file."""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands.search import print_json, require_one_form
from app.receipts import scenario_record
from app.ui.downloads import TWELVE_DIGITS
from gis.access import open_board
from gis.db.engine import make_engine
from gis.queries.regions import Level
from gis.rulebook import load_rules
from gis.scenario import Effect, age_shares, compare, flips, open_times
from gis.scenario_file import WrittenScenario, costed, load_costs, read_plan
from gis.settings import Settings
from gis.terms import SEOUL


def scenario_command(
    file: Annotated[Path, typer.Argument(help="YAML, JSON or CSV; data/scenarios/example.yaml is one to copy.")],
    region: Annotated[
        str | None, typer.Option("--region", help="MOIS code of the region that is told; the nation otherwise.")
    ] = None,
    level: Annotated[str, typer.Option(help="Units: sido, sigungu or emd.")] = "sigungu",
    rules: Annotated[
        bool, typer.Option("--rules", help="Also list the verdicts of rules that change; some seconds.")
    ] = False,
    cells: Annotated[bool, typer.Option("--cells", help="The cells that are touched instead of units.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """Tell who gains and who loses when centers open, close or change; the data stays as it is."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    settings, plan = Settings(), read_plan(file)
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
        times = open_times(board, settings)
        effect = compare(board, plan.changes, plan.reading, times)
        table = effect.cells.drop(columns="cell_place") if cells else effect.regions(cast("Level", level), region)
        ages = effect.ages(age_shares(conn, board), region)
        book = load_rules(settings.data_dir, on=dt.datetime.now(SEOUL).date())
        moved = flips(conn, board, plan.changes, book, times, region_code=region) if rules else []
    total, changes = effect.total(region), costed(effect, (*plan.costs, *load_costs(settings.data_dir)))
    if as_csv:
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    elif as_json:
        words = ["mindconnect", "scenario", str(file), *(["--region", region] if region else []), "--level", level]
        command = " ".join([*words, *["--rules"] * rules, *["--cells"] * cells, "--json"])
        record = scenario_record(
            effect, plan.name, region, changes=changes, ages=ages, verdicts=moved if rules else None,
            **{"cells" if cells else "regions": table},
        )  # fmt: skip
        print_json(record | {"command": command})
    else:
        _print(plan, effect, total, changes.to_dict("records"), table.to_dict("records"))
        for one in moved:
            typer.echo(f"{one.rule}: {one.name} {one.before} -> {one.after}")


def _print(
    plan: WrittenScenario, effect: Effect, total: Any, changes: list[dict[Any, Any]], found: list[dict[Any, Any]]
) -> None:
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(f"[bold]{plan.name}[/bold]  {effect.reading}")
    for one in changes:
        hours = "?" if one["hours_a_week"] != one["hours_a_week"] else f"{one['hours_a_week']:+g}"
        cost = "" if one["won_a_week"] != one["won_a_week"] else f", {one['won_a_week']:+,.0f} won a week"
        console.print(f"  {one['number']} {one['what']}: {one['name']} ({one['kind']}), {hours} hours a week{cost}")
    table = Table(
        box=box.SIMPLE,
        caption=f"{total['full_name']}: {total['people_gained']:,.0f} people gain an open center in reach "
        f"({total['people_gained_least']:,.0f} to {total['people_gained_most']:,.0f}, whatever hours are not known), "
        f"{total['people_lost']:,.0f} lose theirs ({total['people_lost_least']:,.0f} to "
        f"{total['people_lost_most']:,.0f}). Without: {total['people_without_if_open']:,.0f} to "
        f"{total['people_without_if_closed']:,.0f} before, {total['after_without_if_open']:,.0f} to "
        f"{total['after_without_if_closed']:,.0f} after.",
    )
    names = ("people_gained", "people_gained_least", "people_gained_most", "people_lost", "people_lost_least")
    shown = [*names, "people_lost_most"] if found and "full_name" in found[0] else list(found[0]) if found else []
    for title in (["Where"] if found and "full_name" in found[0] else []) + shown:
        table.add_column(title, justify="left" if title == "Where" else "right")
    for row in found:
        first = [str(row["full_name"])] if "full_name" in row else []
        table.add_row(*first, *(f"{row[name]:,.0f}" if first else f"{row[name]:g}" for name in shown))
    console.print(table)
