"""`mindconnect holidays`: the public holidays of a year, nation-wide and local."""

import datetime as dt
import sys
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands.search import print_json
from app.records import WEEKDAYS, holiday_record
from gis.errors import InputError
from gis.holiday_calendar import load_calendar
from gis.settings import Settings


def holidays_command(
    year: Annotated[int, typer.Option(help="Year, such as 2027.", min=1, max=9999)],
    region: Annotated[
        str | None, typer.Option(help="MOIS code of a region (50, 52180 ...): its local public-office days too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """List the public holidays of a year: statutory, substitute, temporary, election and local days."""
    if region is not None and not (region.isascii() and region.isdigit() and len(region) in (2, 5, 10)):
        raise InputError(f"{region!r} is no MOIS code of 2, 5 or 10 digits: `mindconnect place NAME --json` gives it")
    calendar = load_calendar(Settings().data_dir)
    holidays = calendar.between(dt.date(year, 1, 1), dt.date(year, 12, 31), region)
    if as_json:
        print_json([holiday_record(day) for day in holidays])
        return
    table = Table(box=box.SIMPLE)
    for title in ("Date", "Day", "Name", "Kind", "Region", "In force", "Source"):
        table.add_column(title, no_wrap=title in ("Date", "Day", "Kind"))
    for day in holidays:
        since = day.valid_from.isoformat() if day.valid_from else ""
        weekday = WEEKDAYS[day.date.weekday()]
        table.add_row(day.date.isoformat(), weekday, day.name, day.kind, day.region_code or "", since, day.source)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if dt.date(year, 12, 31) > calendar.announced_until:
        typer.echo(f"Announced until {calendar.announced_until}; later days follow from the law and may be added to.")
