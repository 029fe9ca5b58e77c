"""`mindconnect validate-times`: our travel times against a router of somebody else, or a stopwatch."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import httpx
import pandas as pd
import typer

from app.ui.downloads import TWELVE_DIGITS
from gis import validation
from gis.access import open_board
from gis.db.engine import make_engine
from gis.errors import FetchError, InputError
from gis.settings import Settings
from gis.streets.route import read_mode

cli = typer.Typer(help="Compare our travel times with another router's, or with a stopwatch's.", no_args_is_help=True)

KEY = "VALIDATION_ROUTER_KEY"
"""Environment variable with the operator's key; it is sent in a header and written nowhere."""

KAKAO = "https://apis-navi.kakaomobility.com/v1/directions"
"""Directions by car; any server that answers alike can be named instead."""

_TIMEOUT_S = 20.0

Form = Annotated[Path, typer.Argument(help="The form as CSV.")]


@cli.command("form")
def form_command(
    out: Annotated[Path, typer.Argument(help="CSV file to write.")],
    mode: Annotated[str, typer.Option(help="walk, bicycle or car.")] = "car",
    pairs: Annotated[int, typer.Option(help="How many pairs, spread over settings and distances.")] = validation.PAIRS,
    seed: Annotated[int, typer.Option(help="The same gives the same pairs.")] = validation.SEED,
) -> None:
    """Write the pairs to ask for: stratified by setting and distance, with our times and empty columns to fill in."""
    settings, how = Settings(), read_mode(mode)
    with make_engine(settings, "app").connect() as conn:
        found = validation.form(open_board(conn, settings), mode=how, pairs=pairs, seed=seed)
    found.to_csv(out, index=False)
    typer.echo(f"Wrote {out}: {len(found)} pairs. Fill in measured_s, or: mindconnect validate-times ask {out}")


@cli.command("ask")
def ask_command(
    form: Form,
    url: Annotated[str, typer.Option(help="A server that answers as Kakao Mobility's directions do.")] = KAKAO,
    most: Annotated[int, typer.Option(help="Ask at most so many pairs: keys have a daily limit.")] = 500,
) -> None:
    """Ask a router for the pairs by car that are not filled in yet; the form is written after each answer."""
    key = os.environ.get(KEY, "")
    if not key:
        raise InputError(f"set {KEY} to the key of your router; it is sent to {url} and kept nowhere")
    table = read_form(form)
    if other := sorted(set(table["mode"].astype(str)) - {"car"}):
        raise InputError(f"{form}: pairs by {', '.join(other)}; the router is asked for cars only")
    open_rows = table.index[table["measured_s"].isna() & (table["note"].fillna("") == "")][:most]
    with httpx.Client(timeout=_TIMEOUT_S, headers={"Authorization": f"KakaoAK {key}"}) as client:
        for row in open_rows:
            seconds, note = ask(client, url, table.loc[row].to_dict())
            table.loc[row, ["measured_s", "note"]] = [seconds, note]
            table.loc[row, ["measured_at", "source"]] = [dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), url]
            part = form.with_name(f"{form.name}.part")
            table.to_csv(part, index=False)
            part.replace(form)
    left = int(table["measured_s"].isna().sum())
    typer.echo(f"Asked {len(open_rows)} pairs; {left} without a time. Now: mindconnect validate-times report {form}")


@cli.command("report")
def report_command(form: Form) -> None:
    """Tell the bias of our times by setting and distance, as CSV: ours / measured, with an interval."""
    validation.bias(read_form(form)).to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)


def read_form(path: Path) -> pd.DataFrame:
    """Read a form.

    Raises
    ------
    InputError
        When it cannot be read or lacks a column.
    """
    try:
        table = pd.read_csv(path, dtype=dict.fromkeys(("measured_at", "source", "note"), "object"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if missing := set(validation.FORM_COLUMNS) - set(table):
        raise InputError(f"{path} lacks {', '.join(sorted(missing))}: write it with `mindconnect validate-times form`")
    return table


def ask(client: httpx.Client, url: str, pair: dict[Any, Any]) -> tuple[float | None, str]:
    """Ask for one pair.

    Parameters
    ----------
    client : httpx.Client
        With the key in its headers.
    url : str
    pair : dict
        A row of the form.

    Returns
    -------
    tuple of (float or None, str)
        Seconds, and where the router knows no way its code.

    Raises
    ------
    FetchError
        When the server refuses the key, does not answer, or not as expected.
    """
    ends = {end: f"{pair[f'{end}_lon']},{pair[f'{end}_lat']}" for end in ("origin", "destination")}
    try:
        answer = client.get(url, params=ends)
        answer.raise_for_status()
        route = answer.json()["routes"][0]
        if route["result_code"] != 0:
            return None, f"no way ({route['result_code']})"
        return float(cast("float", route["summary"]["duration"])), ""
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise FetchError(f"pair {pair['pair']}: {url} answered {code}; check {KEY} and its daily limit") from None
    except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
        raise FetchError(
            f"pair {pair['pair']}: {url} gave no route ({type(error).__name__}); try again later"
        ) from None
