"""`mindconnect underserved`: where k of n readings agree that care is out of reach."""

import datetime as dt
import sys
from typing import Annotated, Any, cast

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.commands.search import print_json, require_one_form
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis.access import AccessBoard, open_board
from gis.consensus import CONSENSUS_LEVELS, SEED, ConsensusLevel, command, consensus, moved_consensus
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.settings import Settings
from gis.terms import SEOUL
from gis.underserved_grid import UnderservedGrid, load_grid


def underserved_command(
    level: Annotated[str, typer.Option(help=f"One of {', '.join(CONSENSUS_LEVELS)}.")] = "sigungu",
    parent: Annotated[str | None, typer.Option(help="MOIS code of the unit above, such as 41.")] = None,
    least: Annotated[
        float | None, typer.Option(help="Only units that are underserved in at least this share of readings, 0 to 1.")
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Move positions within their trust radius so many times; some seconds each.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = SEED,
    on: Annotated[str | None, typer.Option(help="Grid in force on this day, such as 2026-11-26; else today.")] = None,
    show_grid: Annotated[bool, typer.Option("--grid", help="The grid itself: its readings, one a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """Count under how many readings of the grid each unit is underserved, with its interval of ranks."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    settings, day = Settings(), _day(on)
    grid = load_grid(settings.data_dir, on=day)
    if show_grid:
        for reading in grid.readings:
            typer.echo(
                f"{reading.criterion}{'' if reading.factor is None else f' {reading.factor:g}'}\t{reading.reading}"
            )
        return
    at_least = grid.least_share if least is None else least
    if not 0 <= at_least <= 1:
        raise InputError(f"--least {at_least:g}: give a share from 0 to 1")
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
    table = _ask(board, grid, cast("ConsensusLevel", level), parent, draws, seed)
    kept = table[table["underserved_share"] >= at_least - 1e-12].reset_index(drop=True)
    record = receipt(board, grid, level=level, parent=parent, least=at_least, draws=draws, seed=seed, day=day)
    if as_json:
        totals = {"units": len(table), "units_kept": len(kept), "people": board.people, "people_kept": _sum(kept)}
        print_json(record | totals | {"rows": rows(kept)})
    elif as_csv:
        kept.assign(data_version=board.data_version, grid_version=record["grid_version"]).to_csv(
            sys.stdout, index=False, float_format=TWELVE_DIGITS
        )
    else:
        _print(kept, record)
        typer.echo(f"{len(kept):,} of {len(table):,} units, {_sum(kept):,.0f} people")


def _ask(
    board: AccessBoard, grid: UnderservedGrid, level: ConsensusLevel, parent: str | None, draws: int, seed: int
) -> pd.DataFrame:
    if draws == 0:
        return consensus(board, grid, level=level, parent_code=parent)
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("draws", total=draws)
        return moved_consensus(
            board, grid, level=level, parent_code=parent, draws=draws, seed=seed,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip


def receipt(
    board: AccessBoard,
    grid: UnderservedGrid,
    *,
    level: str,
    parent: str | None,
    least: float,
    draws: int,
    seed: int,
    day: dt.date,
) -> dict[str, Any]:
    """Return what stands beside the figures: the state of data and grid, and the command that repeats them.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    level : {"sido", "sigungu", "emd", "cell"}
    parent : str or None
        Region within which the units lie.
    least : float
        Share of the readings from which a unit is listed, 0..1.
    draws, seed : int
        How often positions were moved, and the seed of it.
    day : datetime.date
        Day whose grid was asked for.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    return {
        "data_version": board.data_version,
        "travel_times": board.travel,
        "grid_version": f"{grid.version} ({grid.digest})",
        "readings": [
            {"criterion": reading.criterion, "factor": reading.factor} | reading.reading.parts()
            for reading in grid.readings
        ],
        "level": level,
        "parent_code": parent,
        "least_share": least,
        "draws": draws,
        "command": command(level=level, parent_code=parent, least_share=least, on=day, draws=draws, seed=seed),
    }


def _day(on: str | None) -> dt.date:
    if on is None:
        return dt.datetime.now(SEOUL).date()
    try:
        return dt.date.fromisoformat(on)
    except ValueError:
        raise InputError(f"--on {on[:20]!r} is no day: write it as 2026-11-26") from None


def _sum(table: pd.DataFrame) -> float:
    return round(float(table["people"].sum()), 3)


def _print(table: pd.DataFrame, record: dict[str, Any]) -> None:
    drawn = Table(
        box=box.SIMPLE,
        title=f"Underserved areas by {record['level']}, grid {record['grid_version']}, data {record['data_version']}",
        caption="Ranks: least, median, most over the readings; 1 is the worst.",
    )
    is_moved = "underserved_share_low" in table
    titles = [
        "Code",
        "Name",
        "People",
        "Readings",
        "Share",
        "Ranks",
        *(["Share, moved", "Median rank, moved"] * is_moved),
    ]
    for title in titles:
        drawn.add_column(title, justify="left" if title in ("Code", "Name") else "right")
    for row in table.head(200).to_dict("records"):
        code = f"{row['h3_index']:x}" if "h3_index" in row else row["region_code"]
        ranks = (f"{row[f'rank_{which}']:.0f}" for which in ("min", "median", "max"))
        moved = (
            [
                f"{row['underserved_share_low']:.0%}-{row['underserved_share_high']:.0%}",
                f"{row['rank_median_low']:.0f}-{row['rank_median_high']:.0f}",
            ]
            if is_moved
            else []
        )
        drawn.add_row(
            code,
            row.get("full_name", row["region_code"]),
            f"{row['people']:,.0f}",
            f"{row['underserved_readings']} of {row['readings']}",
            f"{row['underserved_share']:.0%}",
            " ".join(ranks),
            *moved,
        )
    Console(width=None if sys.stdout.isatty() else 160).print(drawn)
