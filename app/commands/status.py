"""`mindconnect status`: is a center open at an instant, and why; or the whole register at once."""

import datetime as dt
import sys
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.center import opening_words
from app.commands.search import print_json
from app.records import status_record
from app.text import Language, load
from gis.db.engine import make_engine
from gis.opening import OpeningBoard, live_source, load_board, read_instant
from gis.settings import Settings

AtOption = Annotated[str | None, typer.Option(help="Instant, such as 2026-10-05T14:00 (Seoul); now when not given.")]


def status_command(
    center: Annotated[str | None, typer.Option(help="center_id; the whole register when not given.")] = None,
    at: AtOption = None,
    lang: Annotated[Language, typer.Option(help="Language of the reasons, ko or en.")] = "ko",
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of lines.")] = False,
) -> None:
    """Say whether a center is open at an instant, with the reasons; without --center, the state of every center."""
    settings, instant = Settings(), read_instant(at)
    with make_engine(settings, "app").connect() as conn:
        board = load_board(conn, settings.data_dir, at=instant, center_ids=None if center is None else [center])
    if center is None:
        _register(board, instant, as_json=as_json)
        return
    board = board.asking(center, live_source(settings, board.rules) if at is None else None)
    say = load(lang)
    status = board.status(center, instant)
    if as_json:
        reasons, outlook = opening_words.reasons(say, status), opening_words.outlook(say, status, instant)
        record = status_record(status, instant, reasons=reasons, outlook=outlook)
        print_json({"center_id": center, "name": board.weeks[center].name} | record)
        return
    typer.echo(f"{board.weeks[center].name}: {opening_words.badge(say, status.state)}")
    for line in (*opening_words.outlook(say, status, instant), *opening_words.reasons(say, status)):
        typer.echo(f"  {line}")


def _register(board: OpeningBoard, at: dt.datetime, *, as_json: bool) -> None:
    states = board.states_at(at)
    if as_json:
        print_json([{"center_id": key, "state": state} for key, state in states.items()])
        return
    table = Table(box=box.SIMPLE, title=f"{at:%Y-%m-%d %H:%M} Asia/Seoul")
    for title in ("Center", "State", "Name", "Kind"):
        table.add_column(title, no_wrap=True)
    for key, state in states.items():
        table.add_row(key, state, board.weeks[key].name, board.weeks[key].kind)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    console.print(", ".join(f"{count:,} {state}" for state, count in board.counts_at(at).items()))
