"""`mindconnect times`: travel times between many places."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import typer
from pyarrow.csv import WriteOptions, write_csv
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.data.routing import open_atlas
from gis.crs import is_in_korea
from gis.errors import InputError, NotFoundError, SourceError
from gis.settings import Settings
from gis.streets.route import read_mode
from gis.streets.snap import SNAP_M
from gis.streets.times import LIMIT_RANGE_S, SCHEMA, Named, Positions, travel_times, write_times
from gis.terms import MODES

_LONGEST_MIN = LIMIT_RANGE_S[1] / 60


def times_command(
    origins: Annotated[Path, typer.Option(help="CSV file with columns id, lat, lon.")],
    destinations: Annotated[Path, typer.Option(help="CSV file with columns id, lat, lon.")],
    network: Annotated[str, typer.Option(help="Key of a network, such as seoul.")],
    out: Annotated[Path | None, typer.Option(help="Parquet file to write, with the same columns.")] = None,
    mode: Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")] = "walk",
    limit_min: Annotated[float, typer.Option(help=f"Longest time in minutes, at most {_LONGEST_MIN:g}.")] = 60.0,
    within_m: Annotated[float, typer.Option(help="Largest distance between a place and its street, metres.")] = SNAP_M,
    threads: Annotated[int, typer.Option(help="Searches at a time.", min=1, max=64)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array of objects instead of CSV.")] = False,
) -> None:
    """Find the times between all origins and destinations within a limit: CSV rows, or a file, as they are found.

    Columns are the ids of origin and destination, seconds, and whether the time is approximate because the network
    lacks ways of the mode. What is in memory does not grow with the rows; how far it is stands on standard error.
    """
    how = read_mode(mode)
    if not LIMIT_RANGE_S[0] / 60 <= limit_min <= _LONGEST_MIN:
        raise InputError(f"--limit-min {limit_min:g}: give more than 0 and at most {_LONGEST_MIN:g} minutes")
    atlas = open_atlas(Settings())
    file = next((file for file in atlas.files() if file.header.name == network), None)
    if file is None:
        raise NotFoundError(f"there is no network {network!r}; mindconnect streets list shows those there are")
    from_ids, here = read_positions(origins)
    to_ids, there = read_positions(destinations)
    with _progress() as bar:
        task = bar.add_task("searches", total=None)
        blocks = travel_times(
            atlas.network(file), here, there, mode=how, limit_s=limit_min * 60, within_m=within_m, threads=threads,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
        named = Named(blocks, from_ids, to_ids, is_approximate=how not in file.header.complete)
        if out is not None:
            rows = write_times(named, out, metadata={"mode": how, "network": network, "limit_s": f"{limit_min * 60:g}"})
        elif as_json:
            _print_json(named)
        else:
            _print_csv(named)
    if out is not None:
        typer.echo(f"Wrote {rows:,} rows to {out}")


def _progress() -> Progress:
    """Show how far it is on standard error; standard output, which the rows go to, is left alone."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True), redirect_stdout=False, redirect_stderr=False)


def _print_csv(named: Named) -> None:
    sys.stdout.write(f"{','.join(SCHEMA.names)}\n")
    form = WriteOptions(include_header=False, quoting_style="needed")
    for table in named.tables():
        sink = pa.BufferOutputStream()
        write_csv(_rounded(table), sink, form)
        sys.stdout.write(sink.getvalue().to_pybytes().decode())


def _rounded(table: pa.Table) -> pa.Table:
    """Write seconds to a tenth: that much is known."""
    place = table.column_names.index("duration_s")
    return table.set_column(place, "duration_s", pc.round(table["duration_s"].cast(pa.float64()), 1))


def _print_json(named: Named) -> None:
    """Write one object a line, so that neither this side nor the reader needs all of them at once."""
    before = "["
    for table in named.tables():
        for batch in _rounded(table).to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                sys.stdout.write(f"{before}\n{json.dumps(row, ensure_ascii=False)}")
                before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


def read_positions(path: Path) -> tuple[list[str], Positions]:
    """Read places from a CSV file.

    Raises
    ------
    SourceError
        When the file cannot be read, lacks a column, or a row is not in Korea.
    """
    ids, lat, lon = [], [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                ids.append(row["id"])
                lat.append(float(row["lat"]))
                lon.append(float(row["lon"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{path}: {error!r}; give a UTF-8 CSV file with columns id, lat, lon in degrees") from error
    for line, (y, x) in enumerate(zip(lat, lon, strict=True), start=2):
        if not is_in_korea(y, x):
            raise SourceError(f"{path} line {line}: lat {y}, lon {x} is not in Korea")
    return ids, Positions(np.array(lon, dtype=float), np.array(lat, dtype=float))
