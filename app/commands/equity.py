"""`mindconnect equity`: how evenly access is shared, by any reading; what the page of equity shows."""

import sys
from typing import Annotated, Any

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.commands import reading_options as options
from app.commands.search import print_json, require_one_form
from app.receipts import equity_receipt, equity_tables
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis import kept_draws
from gis.access import AccessBoard, open_board
from gis.analysis.readings import STANDARD, UNITS, Reading
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.fairness import PARTS, Fairness, Part, Parts, fairness, parts_of, read_bridges
from gis.fairness_draws import STAYS, FairnessIntervals, draw_fairness, fairness_intervals
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
    draws: Annotated[
        int,
        typer.Option(
            "--intervals",
            help="Draw travel times, unknown hours and positions so many times and give the middle nine tenths of each "
            "figure; kept draws are read, new ones take one to some seconds each and are kept.",
        ),
    ] = 0,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make the draws anew, and keep them in data/snapshot/draws.")
    ] = False,
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
        described = parts_of(conn, board, read_bridges(settings.data_dir))
    found = fairness(board, described, reading)
    between = _draw(board, described, found, draws, settings, ship=ship) if draws else None
    tables = equity_tables(board, found, between)
    if as_json:
        plain = {name: rows(table) for name, table in tables.items()}
        print_json(equity_receipt(board, found, between) | plain)  # JSON has no number for an endless ratio: null
    elif as_csv:
        tables[part].to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _tell(found, tables, board.data_version)
        if between is not None:
            _tell_intervals(found, between)


def _draw(
    board: AccessBoard, parts: Parts, found: Fairness, draws: int, settings: Settings, *, ship: bool
) -> FairnessIntervals:
    """Read the kept draws of an answer, or make and keep them."""
    places = kept_draws.folders(settings.var_dir, settings.data_dir)
    drawn = None if ship else kept_draws.find_fairness(places, board, found.reading)
    if drawn is None or len(drawn.singles) < draws:
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("draws", total=draws)
            drawn = draw_fairness(
                board, parts, found.reading, draws=draws,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
        kept_draws.keep_fairness(places[1 if ship else 0], drawn, board, found.reading)
    return fairness_intervals(board, found, drawn.first(draws))


def _tell_intervals(found: Fairness, between: FairnessIntervals) -> None:
    """Write where each headline figure lies in nine of ten draws."""
    typer.echo(f"Nine of ten of {between.draws} draws of {', '.join(between.holds).replace('_', ' ')}:")
    for level, row in between.levels.iterrows():
        ends = (f"{name} {row[f'{name}_low']:.3f} to {row[f'{name}_high']:.3f}" for name in ("gini", "palma", "theil"))
        typer.echo(f"  {level}: {', '.join(ends)}, poor {row['fgt0_low']:.1%} to {row['fgt0_high']:.1%}")
    for name, row in between.singles.iterrows():
        typer.echo(f"  {name}: {row['low']:.3f} to {row['high']:.3f}")
    for group in (one for one in between.groups.index if one.startswith("density")):
        row = between.groups.loc[group]
        typer.echo(f"  {group}: poor {row['fgt0_low']:.1%} to {row['fgt0_high']:.1%}")
    places = between.places.set_index("region_code")
    for label, what in (("hot", "many poorly served"), ("cold", "few poorly served")):
        named = found.places.loc[found.places["spot"] == label, "region_code"]
        share = places[f"{label}_draws"]
        stay, every = int((share[named] >= STAYS).sum()), int((share >= STAYS).sum())
        typer.echo(
            f"  Clusters of {what}: {stay} of {len(named)} named stay in nine of ten draws; {every} sigungu are in one "
            "in nine of ten draws"
        )


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
