"""`mindconnect access --limits`: a reading at several limits, in the forms of the command's other answers."""

import sys

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands.search import print_json
from app.policy import reading_words
from app.receipts import cutoffs_record
from app.text import LANGUAGES, load
from app.ui.downloads import TWELVE_DIGITS
from gis.access import AccessBoard
from gis.analysis.readings import UNITS, Reading
from gis.cutoffs import Cutoffs, cutoffs, read_limits
from gis.errors import InputError
from gis.intervals import intervals
from gis.queries.regions import Level

FEW = 12
"""So many names are written; more are counted."""


def read(text: str) -> tuple[int, ...]:
    """Read the limits of the option.

    Raises
    ------
    InputError
        When they cannot be used; the message says so in every language.
    """
    try:
        return read_limits(text)
    except InputError as error:
        said = [reading_words.limits_refused(load(language), text, error.code) for language in LANGUAGES]
        raise InputError(" ".join(said), code=error.code) from None


def answer(
    board: AccessBoard, reading: Reading, limits: tuple[int, ...], level: Level, parent: str | None, *, draws: int
) -> Cutoffs:
    """Answer a reading at several limits.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
    limits : tuple of int
        Minutes, rising.
    level : {"sido", "sigungu", "emd"}
    parent : str or None
        MOIS code of the region that is told.
    draws : int
        Where above 0, the totals hold ``people_without_low`` and ``people_without_high`` of so many draws.

    Returns
    -------
    Cutoffs
    """
    found = cutoffs(board, reading, limits, level=level, parent_code=parent)
    if draws:
        drawn = [intervals(board, reading.changed(limit_min=one), draws=draws).total(parent) for one in limits]
        found.totals["people_without_low"] = [one.low for one in drawn]
        found.totals["people_without_high"] = [one.high for one in drawn]
    return found


def write(
    board: AccessBoard, found: Cutoffs, level: str, parent: str | None, *, draws: int, as_csv: bool, as_json: bool
) -> None:
    """Write the answer: the units as CSV, everything as JSON, or as text.

    Parameters
    ----------
    board : AccessBoard
    found : Cutoffs
        Of the board.
    level, parent, draws
        As of :func:`answer`.
    as_csv, as_json : bool
        The form; text when neither.
    """
    if as_json:
        print_json(cutoffs_record(board, found, level, parent, draws=draws))
    elif as_csv:
        found.units.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        console = Console(width=None if sys.stdout.isatty() else 200)
        console.print(_limits_table(found))
        console.print(_units_table(found))
        for what, units in (("every limit", found.always), ("some limit", found.sometimes)):
            names = ", ".join(units["full_name"].head(FEW))
            more = f" and {len(units) - FEW} more" if len(units) > FEW else ""
            typer.echo(f"Among the worst tenth of the level {level} at {what}: {len(units)}. {names}{more}")
        if draws:
            typer.echo(f"From, to: nine tenths of {draws} draws.")
        typer.echo(f"data {board.data_version}")


_TOTALS = {
    "Limit": ("limit_min", "d"),
    "People": ("people", ",.0f"),
    "Without": ("people_without", ",.0f"),
    "From": ("people_without_low", ",.0f"),
    "To": ("people_without_high", ",.0f"),
    "Share": ("share_without", ".1%"),
    "At least": ("people_without_if_open", ",.0f"),
    "At most": ("people_without_if_closed", ",.0f"),
    "Out of reach": ("people_out_of_reach", ",.0f"),
    "Value": ("mean_value", ".3f"),
    "Gini": ("gini", ".3f"),
}


def _limits_table(found: Cutoffs) -> Table:
    reading = found.reading
    follows = reading.decay != reading.changed(limit_min=1).decay
    stays = [f"{key}={text}" for key, text in reading.parts().items() if key not in ("limit_min", *["decay"] * follows)]
    table = Table(
        box=box.SIMPLE,
        title=f"{' '.join(stays)}, by limit",
        caption=f"Value: {UNITS[reading.measure]}; where a supply is shared out, its mean is supply by head at any "
        f"limit. Kept at: how many of the worst tenth at this limit ({found.worst} units; equals are all in) are in it "
        "at that.",
    )
    columns = {title: told for title, told in _TOTALS.items() if told[0] in found.totals}
    for title in (*columns, *(f"Kept at {limit}" for limit in found.limits)):
        table.add_column(title, justify="right")
    for row in found.totals.to_dict("records"):
        figures = ("-" if pd.isna(row[name]) else format(row[name], form) for name, form in columns.values())
        table.add_row(*figures, *map(str, found.kept.loc[row["limit_min"]]))
    return table


def _units_table(found: Cutoffs) -> Table:
    by = "the share of people without" if found.reading.measure == "nearest" else "mean value"
    over = " over those who reach a center" if found.reading.measure in ("crowding", "raam") else ""
    table = Table(
        box=box.SIMPLE,
        title="Units among the worst tenth at one limit or more",
        caption=f"Rank by {by}{over}; 1 is the worst. Worst at: limits at which it is among the worst tenth.",
    )
    ranks = [f"rank_{limit}" for limit in found.limits]
    for title in ("Code", "Region", "People", "Worst at", *(f"Rank at {limit}" for limit in found.limits)):
        table.add_column(title, justify="left" if title in ("Code", "Region") else "right")
    for row in found.units[found.units["worst_at"] > 0].to_dict("records"):
        places = ("-" if pd.isna(row[name]) else str(row[name]) for name in ranks)
        of = f"{row['worst_at']} of {len(found.limits)}"
        table.add_row(row["region_code"], row["full_name"], f"{row['people']:,.0f}", of, *places)
    return table
