"""`mindconnect access`: how many people reach care, by any reading, by region or hour by hour."""

import sys
from dataclasses import asdict
from typing import Annotated, Any, cast

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import Connection

from app.commands import access_causes, access_limits
from app.commands import reading_options as options
from app.commands.search import print_json, require_one_form
from app.receipts import access_receipt, story_record
from app.records import rows
from app.ui.downloads import TWELVE_DIGITS
from gis import stories
from gis.access import AccessBoard, board_of, open_board
from gis.analysis.readings import STANDARD, UNITS, Reading, hour_text
from gis.db.engine import make_engine
from gis.errors import InputError, NotFoundError
from gis.intervals import MeanIntervals, intervals, mean_intervals
from gis.queries import access as queries
from gis.queries.regions import LEVELS, Level
from gis.series import NATION_CODE, load_series, reach
from gis.settings import Settings


def access_command(
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
    people: options.People = STANDARD.people,
    level: Annotated[str, typer.Option(help=f"One of {', '.join(LEVELS)}.")] = "sigungu",
    parent: Annotated[str | None, typer.Option(help="MOIS code of the unit above, such as 41.")] = None,
    week: Annotated[bool, typer.Option("--week", help="Hour by hour for the nation or --parent, not by region.")] = (
        False
    ),
    history: Annotated[
        bool, typer.Option("--history", help="As recorded at each reference date, for the nation or --parent.")
    ] = False,
    causes: Annotated[
        bool,
        typer.Option(
            "--causes",
            help="What the change since an earlier date comes from: centers, hours changed, hours only published, "
            "people, records, method; for the nation or --parent.",
        ),
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", help="For --causes: the earlier date, such as 2024-06-30; else the newest.")
    ] = None,
    story: Annotated[
        bool, typer.Option("--story", help="Who is out of reach, when, and what is nearest in --parent; as JSON.")
    ] = False,
    limits: Annotated[
        str,
        typer.Option(
            help="The same at several limits instead of --limit, such as 15,20,30,45,60: the figure at each, and which "
            "units are among the worst tenth at every limit."
        ),
    ] = "",
    draws: Annotated[
        int,
        typer.Option(
            "--intervals",
            help="Draw travel time, unknown hours and positions so often and give the middle nine tenths of people "
            "without and of ranks (100 take seconds), and of the means of measures but nearest (half a second each; "
            "some seconds where hours count).",
        ),
    ] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt instead of a table.")] = False,
) -> None:
    """Return the people without reachable open care, and the measure, by region; most people first."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    parts: dict[str, Any] = {
        "measure": measure, "mode": mode, "limit_min": limit, "decay": decay, "kind": kind, "supply": supply,
        "hour": hour, "unknown_hours": unknown_hours, "margin_min": margin, "serves": serves, "people": people,
    }  # fmt: skip
    reading, asked = Reading(**parts), access_limits.read(limits) if limits else ()
    _require_one_answer(
        reading, history=history, week=week, story=story, causes=causes, limits=limits, draws=draws, as_csv=as_csv
    )
    settings = Settings()
    if causes:
        with make_engine(settings, "app").connect() as conn:
            change = access_causes.parted(conn, settings, reading, since)
        access_causes.write(change, parent, cast("Level", level), as_json=as_json, as_csv=as_csv)
        return
    if history:
        with make_engine(settings, "app").connect() as conn:
            told = recorded(conn, settings, reading, parent)
        _write_history(told, reading, parent, as_json=as_json, as_csv=as_csv)
        return
    with make_engine(settings, "app").connect() as conn:
        board = board_of(conn, open_board(conn, settings), reading)
        if story:
            print_json(story_record(board, stories.story(conn, board, parent, reading)))
            return
    if asked:
        compared = access_limits.answer(board, reading, asked, cast("Level", level), parent, draws=draws)
        access_limits.write(board, compared, level, parent, draws=draws, as_csv=as_csv, as_json=as_json)
        return
    found = board.week(reading, parent) if week else board.regions(reading, cast("Level", level), parent)
    table, whole = _with_intervals(board, reading, found, cast("Level", level), parent, draws) if draws else (found, {})
    if as_json:
        answered = access_receipt(board, reading, level, parent, is_week=week) | whole
        answered["command"] += f" --intervals {draws}" if draws else ""
        print_json(answered | {"rows": rows(table)})
    elif as_csv:
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _print(_week_table(table) if week else _region_table(table, reading), _WIDE if draws else 200)
        if draws:
            _print_intervals(whole, draws, board.total(reading, parent)["mean_value"])


def _with_intervals(
    board: AccessBoard, reading: Reading, table: pd.DataFrame, level: Level, parent: str | None, draws: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Put the intervals of units beside their figures, and give those of the whole."""
    found = intervals(board, reading, draws=draws)
    table = table.merge(found.regions(level, parent), on="region_code", validate="one_to_one")
    whole = {"people_without_interval": asdict(found.total(parent))}
    if reading.measure != "nearest":  # its minutes are only of those who reach a center: people without tell more
        means = _draw_means(board, reading, draws)
        table = table.merge(means.regions(level, parent), on="region_code", validate="one_to_one")
        whole["mean_value_interval"] = asdict(means.total(parent))
    return table, whole


def _print_intervals(whole: dict[str, Any], draws: int, value: float) -> None:
    low, high = (whole["people_without_interval"][end] for end in ("low", "high"))
    typer.echo(f"Without, nine tenths of {draws} draws: {low:,.0f} to {high:,.0f} people.")
    if mean := whole.get("mean_value_interval"):
        typer.echo(f"Value {value:.3f}, nine tenths of the draws: {mean['low']:.3f} to {mean['high']:.3f}.")


def _draw_means(board: AccessBoard, reading: Reading, draws: int) -> MeanIntervals:
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("draws", total=draws)
        return mean_intervals(
            board, reading, draws=draws,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip


def _require_one_answer(
    reading: Reading,
    *,
    history: bool,
    week: bool,
    story: bool,
    causes: bool,
    limits: str,
    draws: int,
    as_csv: bool,
) -> None:
    if history + week + story + causes + bool(limits) > 1:
        raise InputError("--history, --week, --story, --causes and --limits exclude each other: give one")
    if story and reading.people != STANDARD.people:
        raise InputError("a story tells of all people, and of their ages: leave out --people")
    if story and as_csv:
        raise InputError("a story is several tables, which CSV has no room for: give --json")
    if draws and (history or week or story or causes):
        raise InputError("--intervals belongs to the figures by region: leave out --history, --week, --story, --causes")


def recorded(conn: Connection, settings: Settings, reading: Reading, parent: str | None) -> pd.DataFrame:
    """Return what was recorded of a reading for the nation or a region, a row a reference date.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    settings : Settings
        Where the list of readings lies that are followed.
    reading : Reading
        What is counted; its measure does not matter.
    parent : str or None
        MOIS code of a sido or sigungu; None is the nation.

    Returns
    -------
    pandas.DataFrame
        As :func:`gis.queries.access.history`, without the reading.

    Raises
    ------
    NotFoundError
        When nothing was recorded; the message names what is followed.
    """
    history = queries.history(conn, readings=[str(reach(reading))], region_code=parent or NATION_CODE)
    if history.empty:
        followed = "; ".join(str(reading) for reading in load_series(settings.data_dir))
        raise NotFoundError(
            f"nothing is recorded of this reading for {parent or 'the nation'}. `mindconnect etl build access` records "
            f"the nation, each sido and each sigungu by the readings of data/rules/series.yaml: {followed}"
        )
    return history.drop(columns=["reading"])


def _write_history(history: pd.DataFrame, reading: Reading, parent: str | None, *, as_json: bool, as_csv: bool) -> None:
    """Write what was recorded, as the options say."""
    plain = history.assign(
        reference_date=[date.isoformat() for date in history["reference_date"]],
        recorded_at=[instant.isoformat() for instant in history["recorded_at"]],
    )
    if as_json:
        command = reading.command(parent_code=parent, output="--history --json")
        answer = {"reading": reach(reading).parts(), "region_code": parent or NATION_CODE, "command": command}
        print_json(answer | {"rows": rows(plain)})
    elif as_csv:
        plain.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        table = Table(box=box.SIMPLE, title=str(reach(reading)), caption="Without: people who reach no open center.")
        for title in ("Reference date", "People", "Without", "Share", "Data version"):
            table.add_column(title, justify="right")
        for row in plain.to_dict("records"):
            share = "-" if pd.isna(row["share_without"]) else f"{row['share_without']:.1%}"
            people, without = f"{row['people']:,.0f}", f"{row['people_without']:,.0f}"
            table.add_row(row["reference_date"], people, without, share, row["data_version"])
        _print(table)


_COLUMNS = {
    "Rank": ("rank", "d"),
    "Code": ("region_code", ""),
    "Region": ("full_name", ""),
    "People": ("people", ",.0f"),
    "Without": ("people_without", ",.0f"),
    "Share": ("share_without", ".1%"),
    "At least": ("people_without_if_open", ",.0f"),
    "At most": ("people_without_if_closed", ",.0f"),
    "If office": ("people_without_if_office", ",.0f"),
    "Out of reach": ("people_out_of_reach", ",.0f"),
    "Value": ("mean_value", ".3f"),
    "50 % in min": ("nearest_p50_min", ".0f"),
    "90 % in min": ("nearest_p90_min", ".0f"),
    "Estimates": ("is_estimate_share", ".0%"),
}
"""Title of each column -> the figure, and how it is written."""

_INTERVAL_COLUMNS = {
    "From": ("people_without_low", ",.0f"),
    "To": ("people_without_high", ",.0f"),
    "Rank from": ("rank_low", "d"),
    "Rank to": ("rank_high", "d"),
}
"""Columns of the middle nine tenths of the draws."""

_MEAN_COLUMNS = {"Value from": ("mean_value_low", ".3f"), "Value to": ("mean_value_high", ".3f")}
"""And of those of a measure's mean."""

_WIDE = 260
"""Signs that all columns take, where nobody says how wide the screen is."""


def _region_table(frame: pd.DataFrame, reading: Reading) -> Table:
    table = Table(
        box=box.SIMPLE,
        title=str(reading),
        caption=f"Value: {UNITS[reading.measure]}. Without: people who reach no open center. "
        "At least, at most: were all centers of unknown hours open, or closed (one known to be closed stays closed). "
        "If office: by office hours, assumed where law or a guide says so (data/rules/office_hours.yaml). "
        "Out of reach: no center at all.",
    )
    columns = _COLUMNS | (_INTERVAL_COLUMNS if "rank_low" in frame else {})
    columns |= _MEAN_COLUMNS if "mean_value_low" in frame else {}
    for title in columns:
        table.add_column(title, justify="left" if title in ("Code", "Region") else "right")
    for row in frame.to_dict("records"):
        table.add_row(*("-" if pd.isna(row[name]) else format(row[name], form) for name, form in columns.values()))
    return table


def _week_table(frame: pd.DataFrame) -> Table:
    table = Table(box=box.SIMPLE, title="Share of people with reachable open care")
    for title in ("Departure", "Known hours", "With office hours", "All unknown open"):
        table.add_column(title, justify="right")
    for row in frame.to_dict("records"):
        shares = (row[f"share_{end}"] for end in ("if_closed", "if_office", "if_open"))
        table.add_row(hour_text(int(row["hour"])), *(f"{share:.1%}" for share in shares))
    return table


def _print(table: Table, width: int = 200) -> None:
    Console(width=None if sys.stdout.isatty() else width).print(table)
