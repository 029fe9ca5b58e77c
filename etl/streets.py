"""`mindconnect streets`: networks from OpenStreetMap, and what is measured on them."""

import csv
import logging
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from shapely.geometry import MultiPolygon, Polygon

from etl.build.land_context import make_land_context
from etl.build.searched_ways import searched_ways
from etl.sources.streets_osm import LICENCE, PUBLISHER, read_streets
from etl.sources.streets_overpass import download_streets
from gis.errors import InputError, NotFoundError, SourceError
from gis.hexgrid import centers_of
from gis.reference import reference_file
from gis.settings import Settings
from gis.streets.build import Holds, RawStreets, build_network
from gis.streets.calibration import alikeness, calibrated, coverage, learn
from gis.streets.clip import clip
from gis.streets.estimate import SETTINGS, Detour, measure_detours
from gis.streets.files import SUFFIX, find_networks, load_network, read_detours, read_speeds, save_network
from gis.streets.land_context import save_land_context
from gis.streets.network import Header, StreetNetwork
from gis.streets.quality import NetworkQuality, examine
from gis.terms import MODES

cli = typer.Typer(help="Build street networks, look at them, and measure detours on them.", no_args_is_help=True)

logger = logging.getLogger(__name__)

CLIP_MARGIN_M = 2_000.0
"""Streets this far outside a clipping region are kept: the way between two villages may cross its border."""


def folders(settings: Settings) -> tuple[Path, Path]:
    """Where networks lie: those built here before those shipped."""
    return settings.var_dir / "streets", settings.data_dir / "snapshot" / "streets"


@cli.command("build")
def build_command(
    name: Annotated[str, typer.Option(help="Key of the network, such as seoul: letters, digits and _.")],
    pbf: Annotated[Path | None, typer.Option("--pbf", help="An OpenStreetMap extract (.osm.pbf, .osm).")] = None,
    place: Annotated[str | None, typer.Option(help="Download this place from Overpass, such as 연천군.")] = None,
    clip_code: Annotated[
        str | None, typer.Option("--clip", help="Code of the region (2, 5, 10 digits) to keep.")
    ] = None,
    holds: Annotated[
        Holds | None,
        typer.Option(help="Ways the extract was cut to: all, drive or walk; told by its footways when not given."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Name for people; the key when not given.")] = None,
    reference_date: Annotated[str, typer.Option("--date", help="Date of the extract, such as 2025-05.")] = "",
    ship: Annotated[bool, typer.Option("--ship", help="Write the small form into data/snapshot/streets.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Keep the network although it falls apart.")] = False,
    overpass_url: Annotated[str | None, typer.Option(help="Another Overpass server.")] = None,
    nominatim_url: Annotated[str | None, typer.Option(help="Another Nominatim server.")] = None,
) -> None:
    """Build a network from an extract or a place, examine it, and put it into use."""
    settings = Settings()
    if (pbf is None) == (place is None):
        raise InputError("give either --pbf FILE or --place NAME")
    if not name.isascii() or not name.replace("_", "").isalnum():
        raise InputError(f"name {name!r}: letters, digits and _ only, such as seoul")
    table = read_speeds(reference_file("street_speeds.csv", data_dir=settings.data_dir))
    area: Polygon | MultiPolygon | None = None
    if pbf is not None:
        raw = read_streets(pbf, table)
    else:
        cache = settings.var_dir / "streets" / "overpass"
        raw, area = download_streets(
            place or "", table, cache_dir=cache, overpass_url=overpass_url, nominatim_url=nominatim_url
        )
    header = Header(name, title or place or name, PUBLISHER, LICENCE, reference_date, table.classes, ())
    network = build_network(raw, header=header, coverage=area, holds="all" if place else holds)
    if clip_code is not None:
        network = clip(network, region_outline(settings, clip_code), margin_m=CLIP_MARGIN_M)
    quality = _examine(settings, network, raw)
    _print_quality(quality)
    rough = [mode for mode in MODES if mode not in network.header.complete]
    if rough:
        typer.echo(f"  approximate for {' and '.join(rough)}: the extract does not hold all of their ways")
    if quality.problems and not force:
        raise SourceError(f"{name} is not put into use: {'; '.join(quality.problems)}. Mend the extract, or --force")
    built, shipped = folders(settings)
    path = (shipped if ship else built) / f"{name}{SUFFIX}"
    save_network(network, path, packed=ship)
    typer.echo(f"Wrote {path} ({path.stat().st_size / 1e6:.2f} MB). {PUBLISHER}, {LICENCE}.")


@cli.command("list")
def list_command() -> None:
    """List the networks there are; of two with one name the built one counts."""
    table = Table(box=SIMPLE_HEAD)
    for column in ("name", "title", "date", "nodes", "streets", "complete for", "MB", "file"):
        is_number = column in ("nodes", "streets", "MB")
        table.add_column(column, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    files, errors = find_networks(folders(Settings()))
    for file in files:
        table.add_row(
            file.header.name, file.header.title, file.header.reference_date, f"{file.nodes:,}", f"{file.streets:,}",
            " ".join(file.header.complete), f"{file.path.stat().st_size / 1e6:.2f}", file.path.name,
        )  # fmt: skip
    # A narrow terminal wraps, a pipe gets whole lines: no name is cut.
    Console(width=None if sys.stdout.isatty() else 1000).print(table)
    for error in errors:
        typer.echo(f"broken: {error}", err=True)


@cli.command("check")
def check_command(
    name: Annotated[str | None, typer.Argument(help="Key of a network; all when not given.")] = None,
) -> None:
    """Read networks wholly and examine them; exit status 1 when one is broken or falls apart."""
    settings = Settings()
    files, errors = find_networks(folders(settings))
    if name is not None:
        files, errors = [file for file in files if file.header.name == name], []
        if not files:
            raise NotFoundError(f"there is no network {name!r}; mindconnect streets list shows those there are")
    bad = [str(error) for error in errors]
    for file in files:
        try:
            quality = _examine(settings, load_network(file.path))
        except SourceError as error:
            bad.append(str(error))
            continue
        typer.echo(file.header.name)
        _print_quality(quality)
        bad += [f"{file.header.name}: {problem}" for problem in quality.problems]
    for line in bad:
        typer.echo(line, err=True)
    raise typer.Exit(1 if bad else 0)


@cli.command("detours")
def detours_command(
    measured: Annotated[
        list[str],
        typer.Argument(metavar="SETTING=NETWORK...", help="Such as urban=seoul rural=yeoncheon island=ulleung."),
    ],
    pairs: Annotated[int, typer.Option(help="Random pairs for each mode and band of distance.")] = 400,
) -> None:
    """Measure detours and speeds for estimates, and write data/reference/detours.csv."""
    settings = Settings()
    files = {file.header.name: file for file in find_networks(folders(settings))[0]}
    rows: list[Detour] = []
    for part in measured:
        setting = next((known for known in SETTINGS if part.startswith(f"{known}=")), None)
        name = part.partition("=")[2]
        if setting is None or name not in files:
            raise InputError(f"{part!r}: give SETTING=NETWORK, of {', '.join(SETTINGS)} and {', '.join(files)}")
        network = load_network(files[name].path)
        for mode in MODES:
            rows += measure_detours(network, setting=setting, mode=mode, pairs=pairs)
    path = settings.data_dir / "reference" / "detours.csv"
    _write_detours(path, rows)
    typer.echo(f"Wrote {path}: {len(rows)} rows from {sum(row.pairs for row in rows):,} pairs.")


@cli.command("calibrate")
def calibrate_command(
    check: Annotated[bool, typer.Option("--check", help="Only leave out one network after the other.")] = False,
) -> None:
    """Calibrate the times of estimates on people's searched ways, and write data/reference/detours.csv."""
    settings = Settings()
    path = settings.data_dir / "reference" / "detours.csv"
    rows = list(read_detours(path))
    for mode, pairs in searched_ways(settings.data_dir).items():
        for one in coverage(pairs).to_dict("records"):
            typer.echo(
                f"{mode} {one['from_km']:g}-{one['to_km']:g} km without {one['network']}: {one['pairs']:,} pairs, "
                f"{one['share_inside']:.0%} inside the interval of nine tenths, estimate / searched {one['ratio']:.2f}"
            )
        for one in alikeness(pairs).to_dict("records"):
            typer.echo(
                f"{mode} from one cell to two centers {one['from_m']:,}-{one['to_m']:,} m apart: "
                f"errors correlate at {one['correlation']:.2f} ({one['pairs']:,} pairs of ways)"
            )
        if not check:
            rows = calibrated(rows, mode, learn(pairs))
    if not check:
        _write_detours(path, rows)
        typer.echo(f"Wrote {path}: speeds and their spread of {len(rows)} rows.")


def _write_detours(path: Path, rows: list[Detour]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Detour)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


@cli.command("land-context")
def land_context_command() -> None:
    """Write data/snapshot/streets/land_context.parquet: settings and landmasses of the snapshot's populated cells."""
    settings = Settings()
    folder = settings.data_dir / "snapshot"
    people = pd.read_parquet(folder / "cell.parquet", columns=["h3", "people"]).groupby("h3")["people"].sum()
    regions = gpd.read_parquet(folder / "region.parquet", columns=["level", "geom"])
    bridges = pd.read_csv(reference_file("bridges.csv", data_dir=settings.data_dir))
    land = regions[regions["level"] == "sigungu"].geometry
    land_context = make_land_context(people.index.to_numpy(np.int64), people.to_numpy(float), land, bridges)
    path = folder / "streets" / "land_context.parquet"
    save_land_context(land_context, path)
    landmasses = len(np.unique(land_context.landmass))
    typer.echo(
        f"Wrote {path} ({path.stat().st_size / 1e6:.2f} MB): {len(land_context.cells):,} cells, "
        f"{landmasses} landmasses."
    )


def region_outline(settings: Settings, code: str) -> Polygon | MultiPolygon:
    """Read a region's outline from the snapshot.

    Raises
    ------
    NotFoundError
        When the snapshot holds no such region.
    """
    path = settings.data_dir / "snapshot" / "region.parquet"
    regions = gpd.read_parquet(path, columns=["region_code", "geom"])
    found = regions.loc[regions["region_code"] == code, "geom"]
    if found.empty:
        raise NotFoundError(f"{path} holds no region {code!r}; give a code of 2, 5 or 10 digits, such as 51")
    outline = found.iloc[0]
    if not isinstance(outline, Polygon | MultiPolygon):
        raise SourceError(f"{path}: region {code} is a {outline.geom_type}, not an area; load the regions again")
    return outline


def _examine(settings: Settings, network: StreetNetwork, raw: RawStreets | None = None) -> NetworkQuality:
    """Examine a network, against the cells where people live when the snapshot is there."""
    path = settings.data_dir / "snapshot" / "cell_weight.parquet"
    lat, lon = np.zeros(0), np.zeros(0)
    if path.is_file():
        lat, lon = centers_of(pd.read_parquet(path, columns=["h3"])["h3"].to_numpy()).T
    return examine(
        network,
        places_lon=lon,
        places_lat=lat,
        suspicious_limits=raw.suspicious_speeds if raw else 0,
        missing_nodes=raw.missing_nodes if raw else 0,
        turn_restrictions=raw.turn_restrictions if raw else 0,
    )


def _print_quality(quality: NetworkQuality) -> None:
    lines = [f"{quality.nodes:,} nodes, {quality.streets:,} streets, {quality.length_km:,.0f} km"]
    lines += [
        f"{part.mode}: {part.share:.1%} of {part.length_km:,.0f} km in the largest of {part.parts:,} parts"
        for part in quality.parts
    ]
    lines.append(f"dead ends: {quality.dead_ends:,}, of which {quality.cut_ends:,} where the extract was cut")
    if quality.places:
        lines.append(f"populated cells more than 500 m from any street: {quality.far_places:,} of {quality.places:,}")
    lines.append(
        f"suspicious: {quality.suspicious_streets:,} mean speeds, {quality.suspicious_limits:,} signed limits, "
        f"{quality.missing_nodes:,} missing nodes"
    )
    if quality.turn_restrictions:
        lines.append(f"turn restrictions, not applied: {quality.turn_restrictions:,}")
    for line in lines:
        typer.echo(f"  {line}")
