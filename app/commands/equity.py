"""`mindconnect equity`: how evenly access is shared, by any reading; what the page of equity shows."""

import sys
from typing import Annotated, Any

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import reading_options as options
from app.commands.search import print_json, require_one_form
from app.receipts import equity_receipt, equity_tables
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis.access import open_board
from gis.analysis.readings import STANDARD, UNITS, Reading
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.fairness import PARTS, Fairness, Part, fairness, parts_of, read_bridges
from gis.settings import Settings

FEW = 12
"""So many sigungu of a cluster are named; more are counted."""


def equity_command(
    measure: options.Measure = STANDARD.measure,
    mode: options.Mode = STANDARD.mode,
    limit: options.Limit = STANDARD.limit_min,
    decay: options.Decay = "",
    kind: options.Kind = STANDARD.kind,
    supply: options.Supply = STANDARD.supply,
    hour: options.Hour = STANDARD.hour,
    unknown_hours: options.UnknownHours = STANDARD.unknown_hours,
    margin: options.Margin = STANDARD.margin_min,
    serves: options.Serves = "",
    part: Annotated[
        str, typer.Option(help=f"Which table as CSV: {', '.join(PARTS)}. Text and JSON hold them all.")
    ] = PARTS[0],
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV of one table instead of text.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON of everything with the receipt.")] = False,
) -> None:
    """Tell how evenly access is shared: Gini and Lorenz curve, groups of people, and clusters of sigungu."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    if part not in PARTS:
        raise InputError(f"--part {part[:40]!r}: give one of {', '.join(PARTS)}")
    parts: dict[str, Any] = {
        "measure": measure, "mode": mode, "limit_min": limit, "decay": decay, "kind": kind, "supply": supply,
        "hour": hour, "unknown_hours": unknown_hours, "margin_min": margin, "serves": serves,
    }  # fmt: skip
    reading, settings = Reading(**parts), Settings()
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
        found = fairness(board, parts_of(conn, board, read_bridges(settings.data_dir)), reading)
    tables = equity_tables(board, found)
    if as_json:
        plain = {name: rows(table) for name, table in tables.items()}
        print_json(equity_receipt(board, found) | plain)  # JSON has no number for an endless ratio: null
    elif as_csv:
        tables[part].to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _tell(found, tables, board.data_version)


def _tell(found: Fairness, tables: dict[Part, pd.DataFrame], data_version: str) -> None:
    """Write the answer as text."""
    unit, held = UNITS[found.reading.measure], tables["lorenz"]["value_share"]
    table = Table(
        box=box.SIMPLE,
        title=str(found.reading),
        caption=f"Poor: people below half of the mean ({found.threshold:.4g} {unit}); fifths by people's towns.",
    )
    for title in ("Group", "People", f"Mean, {unit}", "Poor", "Gini", "Palma", "Theil"):
        table.add_column(title, justify="left" if title == "Group" else "right")
    for row in tables["groups"].to_dict("records"):
        figures = ((row["people"], ",.0f"), (row["mean"], ".3f"), (row["fgt0"], ".1%"))
        indices = ((row[name], ".3f") for name in ("gini", "palma", "theil"))
        written = ("-" if pd.isna(value) else format(value, form) for value, form in (*figures, *indices))
        table.add_row(row["group"], *written)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    parts = "; ".join(f"{percent} %: {held[percent]:.1%}" for percent in (10, 20, 50, 80, 90))
    typer.echo(f"What the worst-off have of all access: {parts}")
    typer.echo(
        f"Concentration along {', '.join(f'{name} {index:+.3f}' for name, index in found.concentration.items())}; "
        f"{found.theil_between:.1%} of Theil between sido; Moran's I {found.moran.i:.3f}, p {found.moran.p:.6f} "
        f"({found.moran.permutations:,} permutations)"
    )
    gini = found.levels["gini"]
    typer.echo(f"Gini by unit: {', '.join(f'{level} {value:.3f}' for level, value in gini.items())}")
    for label, what in (("hot", "many poorly served"), ("cold", "few poorly served")):
        own = tables["places"].loc[tables["places"]["spot"] == label, "full_name"]
        more = f" and {len(own) - FEW} more" if len(own) > FEW else ""
        typer.echo(f"Clusters of {what}: {len(own)}. {', '.join(own.head(FEW))}{more}")
    typer.echo(f"data {data_version}")
