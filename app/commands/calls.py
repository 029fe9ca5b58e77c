"""`mindconnect calls`: which telephone calls to centers of unknown hours narrow the bounds of a figure most."""

import sys
from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import reading_options as options
from app.commands.search import print_json, require_one_form
from app.receipts import calls_receipt
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis.access import open_board
from gis.analysis.calls import EXACT_WORK
from gis.analysis.readings import STANDARD
from gis.calls import MOST_CALLS, USUAL_CALLS, WorthCalling, worth_calling
from gis.db.engine import make_engine
from gis.settings import Settings


def calls_command(
    region: options.Region = None,
    kind: options.Kind = STANDARD.kind,
    when: options.When = "evening",
    most: Annotated[int, typer.Option("-k", "--calls", help=f"How many calls, 1 to {MOST_CALLS}.")] = USUAL_CALLS,
    mode: options.Mode = STANDARD.mode,
    limit: options.Limit = STANDARD.limit_min,
    margin: options.Margin = STANDARD.margin_min,
    serves: options.Serves = "",
    exact: Annotated[
        bool, typer.Option("--exact/--greedy", help="Try for some seconds to prove the list the best there is.")
    ] = True,
    as_csv: Annotated[bool, typer.Option("--csv", help="The list as CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """List the calls that narrow the gap between the bounds most, in order, and how far each sigungu has come."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    reading = options.reading_at(when, mode=mode, limit=limit, kind=kind, margin=margin, serves=serves)
    settings = Settings()
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
        worth = worth_calling(conn, board, reading, region, most_calls=most, exact_work=EXACT_WORK if exact else 0)
    if as_json:
        print_json(calls_receipt(board, worth, most=most, is_greedy=not exact) | {"calls": rows(_dated(worth.calls))})
    elif as_csv:
        worth.calls.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _print(worth)


def _dated(calls: pd.DataFrame) -> pd.DataFrame:
    """Write days as JSON takes them."""
    asked_on = [None if pd.isna(day) else day.isoformat() for day in calls["asked_on"]]
    return calls.assign(asked_on=pd.Series(asked_on, dtype=object))


def _print(worth: WorthCalling) -> None:
    plan = worth.plan
    console = Console(width=None if sys.stdout.isatty() else 200)
    share = plan.expected / plan.gap if plan.gap > 0 else 0.0
    proof = "no other calls do more" if plan.is_exact else f"no others do more than {plan.at_most:,.0f}"
    listed = Table(
        box=box.SIMPLE,
        title=str(worth.reading),
        caption=f"Between the bounds: {plan.gap:,.0f} people ({worth.people_if_open:,.0f} to "
        f"{worth.people_if_closed:,.0f} without). These calls narrow it by {plan.expected:,.0f} on average "
        f"({share:.0%}), by {plan.least:,.0f} if all say closed, by {plan.most:,.0f} if all say open; {proof}. "
        "Hanging: people of whom the answer may decide. "
        f"Left out for want of a telephone number: {worth.without_number}.",
    )
    for title in ("", "Center", "Name", "Kind", "Telephone", "Where", "Hanging", "On average", "Asked on"):
        listed.add_column(title, justify="right" if title in ("", "Hanging", "On average") else "left")
    shown = ("rank", "center_id", "name", "kind", "phone", "region_name")
    for row in worth.calls.to_dict("records"):
        listed.add_row(
            *("-" if pd.isna(row[name]) else str(row[name]) for name in shown),
            f"{row['people_hanging']:,.0f}", f"{row['people_expected']:,.0f}",
            "-" if pd.isna(row["asked_on"]) else row["asked_on"].isoformat(),
        )  # fmt: skip
    console.print(listed)
    states = Table(box=box.SIMPLE, title="Centers of the kind by what is known of their hours")
    for title in ("Code", "Sigungu", "Centers", "Published", "Answered", "No answer", "Unknown"):
        states.add_column(title, justify="left" if title in ("Code", "Sigungu") else "right")
    for row in worth.progress.to_dict("records"):
        states.add_row(*(str(value) for value in row.values()))
    console.print(states)
