"""`mindconnect times`: travel times between many places."""

import csv
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.commands.search import print_json
from app.ways.routing import open_atlas
from gis.crs import is_in_korea
from gis.errors import NotFoundError, SourceError
from gis.settings import Settings
from gis.streets.network import MODES
from gis.streets.route import read_mode
from gis.streets.snap import SNAP_M
from gis.streets.times import Positions, travel_times, write_times


def times_command(
    origins: Annotated[Path, typer.Option(help="CSV file with columns id, lat, lon.")],
    destinations: Annotated[Path, typer.Option(help="CSV file with columns id, lat, lon.")],
    network: Annotated[str, typer.Option(help="Key of a network, such as seoul.")],
    out: Annotated[Path | None, typer.Option(help="Parquet file to write: row numbers of both files, seconds.")] = None,
    mode: Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")] = "walk",
    limit_min: Annotated[float, typer.Option(help="Longest time in minutes.")] = 60.0,
    within_m: Annotated[float, typer.Option(help="Largest distance between a place and its street, metres.")] = SNAP_M,
    threads: Annotated[int, typer.Option(help="Searches at a time.", min=1, max=64)] = 2,
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON array of objects: origin, destination, seconds.")
    ] = False,
) -> None:
    """Find the times between all origins and destinations within a limit."""
    how = read_mode(mode)
    atlas = open_atlas(Settings())
    file = next((file for file in atlas.files() if file.header.name == network), None)
    if file is None:
        raise NotFoundError(f"there is no network {network!r}; mindconnect streets list shows those there are")
    from_ids, here = read_positions(origins)
    to_ids, there = read_positions(destinations)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("searches", total=None)
        blocks = travel_times(
            atlas.network(file), here, there, mode=how, limit_s=limit_min * 60, within_m=within_m, threads=threads,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
        if out is not None:
            rows = write_times(blocks, out, metadata={"mode": how, "network": network, "limit_s": str(limit_min * 60)})
            typer.echo(f"Wrote {rows:,} rows to {out}")
            return
        found = [
            {"origin": from_ids[o], "destination": to_ids[d], "seconds": ms / 1000}
            for block in blocks
            for o, d, ms in zip(block.origin.tolist(), block.destination.tolist(), block.ms.tolist(), strict=True)
        ]
    if as_json:
        print_json(found)
        return
    for row in found:
        typer.echo(f"{row['origin']}\t{row['destination']}\t{row['seconds']:.1f}")


def read_positions(path: Path) -> tuple[list[str], Positions]:
    """Read places from a CSV file.

    Raises
    ------
    SourceError
        When the file cannot be read, lacks a column, or a row is not in Korea.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        ids = [row["id"] for row in rows]
        lat = np.array([float(row["lat"]) for row in rows])
        lon = np.array([float(row["lon"]) for row in rows])
    except (OSError, KeyError, ValueError) as error:
        raise SourceError(f"{path}: {error!r}; give a UTF-8 CSV file with columns id, lat, lon in degrees") from error
    for line, (y, x) in enumerate(zip(lat, lon, strict=True), start=2):
        if not is_in_korea(y, x):
            raise SourceError(f"{path} line {line}: lat {y}, lon {x} is not in Korea")
    return ids, Positions(lon, lat)
