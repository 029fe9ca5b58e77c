"""`mindconnect underserved`: how many people live where the readings of a service agree that care is out of reach."""

import datetime as dt
import sys
from dataclasses import asdict
from typing import Annotated, Any, cast

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.commands.search import print_json, require_one_form
from app.receipts import underserved_receipt
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis import kept_draws
from gis.access import AccessBoard, open_board
from gis.consensus import (
    CONSENSUS_LEVELS,
    Consensus,
    ConsensusLevel,
    NeedByAge,
    consensus,
    draw_cells,
    need_board,
    with_intervals,
)
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.intervals import SEED, FigureInterval
from gis.settings import Settings
from gis.terms import SEOUL
from gis.underserved_grid import UnderservedGrid, load_grid


def underserved_command(
    service: Annotated[
        str, typer.Option(help="Whose readings vote: front_door, psychiatrist and so on; `--grid` lists them.")
    ] = "front_door",
    level: Annotated[str, typer.Option(help=f"One of {', '.join(CONSENSUS_LEVELS)}.")] = "sigungu",
    parent: Annotated[str | None, typer.Option(help="MOIS code of the unit above, such as 41.")] = None,
    least: Annotated[
        float | None,
        typer.Option(help="Only units with at least this share of their people in underserved cells, 0 to 1."),
    ] = None,
    draws: Annotated[
        int,
        typer.Option(
            help="Draw travel times, unknown hours and positions so many times; kept draws are read, new ones take "
            "some seconds each and are kept."
        ),
    ] = 0,
    ship: Annotated[
        bool, typer.Option("--ship", help="Make the draws anew, and keep them in data/snapshot/draws.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = SEED,
    on: Annotated[str | None, typer.Option(help="Grid in force on this day, such as 2026-11-29; else today.")] = None,
    show_grid: Annotated[bool, typer.Option("--grid", help="The grid itself: its readings, one a line.")] = False,
    show_readings: Annotated[
        bool, typer.Option("--readings", help="What each reading finds, its weight, and what changes without it.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """Count the people who live in underserved cells, and list the units they live in."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    settings, day = Settings(), _day(on)
    grid = load_grid(settings.data_dir, on=day)
    if show_grid:
        for one in grid.services:
            for reading in one.readings:
                typer.echo(f"{one.name}\t{reading.family}\t{reading}")
        return
    grid.service(service)
    at_least = grid.people_share if least is None else least
    if not 0 <= at_least <= 1:
        raise InputError(f"--least {at_least:g}: give a share from 0 to 1")
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
        of_group = need_board(conn, board, grid.service(service))
    found = _ask(board, of_group, grid, service, cast("ConsensusLevel", level), parent, draws, seed, ship=ship)
    kept = found.units[found.units["people_share"] >= at_least - 1e-12].reset_index(drop=True)
    told = underserved_receipt(
        board, grid, found, level=level, parent=parent, least=at_least, draws=draws, seed=seed, day=day
    )
    if as_json:
        interval = {} if found.interval is None else {"people_underserved_interval": asdict(found.interval)}
        print_json(told | interval | {"readings": rows(found.readings), "rows": rows(kept)})
    elif as_csv:
        table = found.readings if show_readings else kept
        table.assign(data_version=board.data_version, grid_version=told["grid_version"]).to_csv(
            sys.stdout, index=False, float_format=TWELVE_DIGITS
        )
    elif show_readings:
        _print_readings(found)
    else:
        typer.echo(headline(found))
        if found.need is not None:
            typer.echo(need_line(found.need))
        _print(kept, told)
        typer.echo(
            f"{found.named:,} units of the level {level} are named: {found.named_people:,.0f} people live there, "
            f"{found.named_underserved:,.0f} of them in underserved cells ({_share(found.named_underserved, found)})."
        )


def need_line(need: NeedByAge) -> str:
    """Say how many people of the ages that the service is for live there; the votes count everybody."""
    return (
        f"Of them of the ages that the service is for ({need.group}): {need.people_underserved:,.0f} of "
        f"{need.people:,.0f} ({need.people_underserved / max(need.people, 1e-9):.1%}){_moved(need.interval)}."
    )


def _moved(interval: FigureInterval | None) -> str:
    """Say where a figure lies in draws, if any were made."""
    if interval is None:
        return ""
    holds = ", ".join(one.replace("_", " ") for one in interval.holds)
    return f" ({interval.low:,.0f} to {interval.high:,.0f} in nine of ten draws of {holds})"


def headline(found: Consensus) -> str:
    """Say how many people live in underserved cells, and what share of them all."""
    moved = _moved(found.interval)
    share = found.people_underserved / max(found.people, 1e-9)
    return (
        f"{found.people_underserved:,.0f} of {found.people:,.0f} people ({share:.1%}) in underserved cells{moved}; "
        f"{int(found.readings['has_vote'].sum())} readings vote, worth {found.effective:.1f} independent ones."
    )


def _share(part: float, found: Consensus) -> str:
    return f"{part / max(found.people_underserved, 1e-9):.0%}"


def _ask(
    board: AccessBoard,
    of_group: AccessBoard | None,
    grid: UnderservedGrid,
    service: str,
    level: ConsensusLevel,
    parent: str | None,
    draws: int,
    seed: int,
    *,
    ship: bool,
) -> Consensus:
    found = consensus(board, grid, service, level=level, parent_code=parent, of_group=of_group)
    if draws == 0:
        return found
    settings = Settings()
    places = kept_draws.folders(settings.var_dir, settings.data_dir)
    drawn = None if ship else kept_draws.find_draws(places, board, grid, service, seed=seed)
    if drawn is None or len(drawn) < draws:
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("draws", total=draws)
            drawn = draw_cells(
                board, grid, service, draws=draws, seed=seed,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
        kept_draws.keep_draws(places[1 if ship else 0], drawn, board, grid, service, seed=seed)
    return with_intervals(found, board, grid, drawn[:draws], level=level, parent_code=parent, of_group=of_group)


def _day(on: str | None) -> dt.date:
    if on is None:
        return dt.datetime.now(SEOUL).date()
    try:
        return dt.date.fromisoformat(on)
    except ValueError:
        raise InputError(f"--on {on[:20]!r} is no day: write it as 2026-11-29") from None


def _print_readings(found: Consensus) -> None:
    drawn = Table(
        box=box.SIMPLE,
        title=f"Readings of {found.service}",
        caption="Finds: share of all people in cells it finds underserved. Keeps: share of the named units that stay "
        "named without it. A silent one finds nearly nobody or nearly everybody.",
    )
    for title in ("Id", "Family", "Finds", "Weight", "Keeps", "Reading"):
        drawn.add_column(title, justify="right" if title in ("Finds", "Weight", "Keeps") else "left")
    for row in found.readings.to_dict("records"):
        weight = f"{row['weight']:.1%}" if row["has_vote"] else "silent"
        drawn.add_row(
            row["id"], row["family"], f"{row['people_share']:.1%}", weight, f"{row['kept_without']:.0%}", row["reading"]
        )
    Console(width=None if sys.stdout.isatty() else 240).print(drawn)


def _print(table: pd.DataFrame, told: dict[str, Any]) -> None:
    drawn = Table(
        box=box.SIMPLE,
        title=f"{told['service']} by {told['level']}, grid {told['grid_version']}, data {told['data_version']}",
        caption="Margin: share less the line of naming, without the reading that matters most. Falls without: readings "
        "and families without which it would not be named. Rank: the median over the readings; 1 is worst. Drawn: "
        "where the share lies in nine of ten draws; ? where they leave open whether the unit is named.",
    )
    is_drawn = "people_share_low" in table
    drawn_title = ["Drawn"] * is_drawn
    for title in ("Code", "Name", "People", "Underserved", "Share", *drawn_title, "Margin", "Falls without", "Rank"):
        drawn.add_column(title, justify="left" if title in ("Code", "Name", "Falls without") else "right")
    for row in table.head(200).to_dict("records"):
        code = f"{row['h3_index']:x}" if "h3_index" in row else row["region_code"]
        between = []
        if is_drawn:
            mark = "" if row["is_decided"] else " ?"
            between = [f"{row['people_share_low']:.0%}-{row['people_share_high']:.0%}{mark}"]
        drawn.add_row(
            code,
            row.get("full_name", row["region_code"]),
            f"{row['people']:,.0f}",
            f"{row['people_underserved']:,.0f}",
            f"{row['people_share']:.0%}",
            *between,
            f"{row['margin']:+.0%}" if row["is_underserved"] else "",
            row["removed_by"],
            "-" if pd.isna(row["rank_median"]) else f"{row['rank_median']:.0f}",
        )
    Console(width=None if sys.stdout.isatty() else 180).print(drawn)
