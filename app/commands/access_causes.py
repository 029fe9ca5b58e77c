"""`mindconnect access --causes`: what the change of a reading since an earlier date comes from."""

import datetime as dt
import sys

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from app.commands.search import print_json
from app.receipts import causes_record
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis.access import open_board
from gis.analysis.readings import Reading
from gis.causes import LEVELS, PEOPLE_FIGURES, PartedChange, part_causes
from gis.errors import InputError
from gis.kept_states import read_states
from gis.queries.regions import Level
from gis.scenario import open_times
from gis.settings import Settings


def parted(conn: Connection, settings: Settings, reading: Reading, since: str | None) -> PartedChange:
    """Part the change of a reading since an earlier date.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    settings : Settings
    reading : Reading
    since : str or None
        ISO date; None for the newest that is kept.

    Returns
    -------
    PartedChange

    Raises
    ------
    InputError
        When the date cannot be read.
    NotFoundError
        When nothing is kept of it.
    """
    try:
        date = None if since is None else dt.date.fromisoformat(since)
    except ValueError:
        raise InputError(f"--since {since!r:.20} is no day: write it as 2024-06-30") from None
    earlier, present = read_states(conn, reading, since=date)
    board = open_board(conn, settings)
    return part_causes(board, reading, earlier, present, lambda *places: open_times(board, settings).many(*places))


_PARTS = {
    "before": "Before",
    "centers": "Centers opened, closed, moved",
    "hours": "Hours changed",
    "published": "Hours published or withdrawn",
    "people": "People moved, aged, came or left",
    "records": "Centers recorded otherwise, lists",
    "method": "Travel times and rules",
    "after": "Now",
}
"""Title of each part."""


def write(change: PartedChange, parent: str | None, level: Level, *, as_json: bool, as_csv: bool) -> None:
    """Write a parted change, as the options say.

    Parameters
    ----------
    change : PartedChange
    parent : str or None
        MOIS code of the region; None is the nation.
    level : {"sido", "sigungu", "emd"}
        Units that JSON lists as well, where they can be parted.
    as_json, as_csv : bool
        Form; a table for the eye otherwise.
    """
    table = change.total(parent)
    if as_json:
        told = level if level in LEVELS else None
        print_json(causes_record(change, parent=parent, level=told) | {"rows": rows(table)})
        return
    if as_csv:
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
        return
    by_part = table.set_index("part")
    earlier, present = change.earlier, change.present
    drawn = Table(
        box=box.SIMPLE,
        title=str(change.reading),
        caption="Parts are averages over all orders in which the causes can be let in (Shapley) and sum to the change. "
        "At least, at most: were all centers of unknown hours open, or closed. Only centers and hours changed are a "
        "change of care.",
    )
    for title in ("Part", "Without", "At least", "At most", "Share, points"):
        drawn.add_column(title, justify="left" if title == "Part" else "right")
    columns = [change.whole_people(by_part[name]) for name in PEOPLE_FIGURES]
    shares = by_part["share_without"].to_dict()
    for part, title in _PARTS.items():
        is_end = part in ("before", "after")
        people = [_people(column[part], is_end=is_end) for column in columns]
        share = 100 * shares[part]
        drawn.add_row(title, *people, "not known" if pd.isna(share) else f"{share:.2f}" if is_end else f"{share:+.2f}")
    Console(width=None if sys.stdout.isatty() else 200).print(drawn)
    since = "not kept" if earlier.reference_date is None else earlier.reference_date.isoformat()
    typer.echo(f"Centers and hours: {since} -> {present.reference_date}. People: {earlier.people_date} -> "
               f"{present.people_date}.")  # fmt: skip
    if earlier.centers is None:
        typer.echo("Centers and hours of then are not kept: today's stand for them, and only people are parted.")
    for event, count in change.events["event"].value_counts(sort=False).items():
        typer.echo(f"{event}: {count:,} centers")


def _people(number: int | None, *, is_end: bool) -> str:
    if number is None:
        return "not known"
    return f"{number:,}" if is_end else f"{number:+,}"
