"""What goes along when somebody takes figures of access away: six files that all say the same, and how to repeat it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import geopandas as gpd
import pandas as pd

from app.policy import memos, reading_words
from app.regions.figures import Figure
from app.regions.provenance import SOURCES, TYPES, File, period, sources
from app.text import Text
from app.ui import downloads
from gis.analysis.readings import Reading
from gis.reference import CENTER_LISTS, DIRECTORIES

WHO = ("rank", "region_code", "level", "name", "full_name")

_BESIDES = ("area_km2", "reading", "data_version")

BEHIND = ("population_month", "population", "kontur", *CENTER_LISTS, *DIRECTORIES)
"""Sources that a memo names; every file but the picture holds them all."""


@dataclass(frozen=True)
class Parcel:
    """Figures to take away.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        A row a unit with its outline.
    columns : sequence of FileColumn
        What of it is written.
    receipt : exports.Receipt
        How to repeat it.
    layer : str
        Name of the layer in a GeoPackage.
    memo : memos.Memo or None
        The page of paper; None where there is none, and no picture.
    stem : str
        Name of the files, without their endings.
    beside : sequence of exports.Table
        What the other graphs of the page show; the CSV file leaves them out.
    """

    frame: gpd.GeoDataFrame
    columns: Sequence[downloads.FileColumn]
    receipt: downloads.Receipt
    layer: str
    memo: memos.Memo | None
    stem: str
    beside: Sequence[downloads.Table] = ()


def columns(say: Text, figures: Sequence[Figure]) -> list[downloads.FileColumn]:
    """Give the columns of a file: who, the figures in the order of the page, the reading, and the state of the data."""
    return [
        downloads.FileColumn("rank", say("receipt.rank"), 0),
        *(downloads.FileColumn(key, say(f"export.{key}")) for key in WHO[1:]),
        *(downloads.FileColumn(figure.key, figure.header(say), figure.decimals, figure.factor) for figure in figures),
        downloads.FileColumn("area_km2", say("export.area_km2"), 1),
        downloads.FileColumn("reading", say("receipt.reading")),
        downloads.FileColumn("data_version", say("export.data_version")),
    ]


def frame(layer: gpd.GeoDataFrame, *, level: str, reading: str, data_version: str) -> gpd.GeoDataFrame:
    """Give the rows of a file: the units of the page with level, reading and data version beside each, worst first."""
    labels = {"level": level, "reading": reading, "data_version": data_version}
    ranked = layer.sort_values("rank", na_position="last", kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(ranked.assign(rank=ranked["rank"].astype("Int64"), **labels))


def slug(*readings: Reading) -> str:
    """Name readings in a file's name: hour, mode and limit, and a digest of all their parts."""
    told = [f"{one.hour.replace(' ', '')}_{one.mode}{one.limit_min}" for one in readings]
    digest = hashlib.sha256(" | ".join(map(str, readings)).encode()).hexdigest()[:6]
    return "_".join([*dict.fromkeys(told), digest])


def repeats(say: Text, what: str, command: str) -> tuple[str, str]:
    """Return a line of a receipt, label and value: the command that repeats another table or graph of the page."""
    return f"{say('export.command')}: {what}", command


def receipt(
    say: Text,
    facts: Mapping[str, tuple[str, str]],
    datasets: pd.DataFrame,
    *,
    title: str,
    readings: Sequence[tuple[Reading, str]],
    address: str,
    data_version: str,
    made_on: date,
) -> downloads.Receipt:
    """Say what somebody else needs to repeat the figures.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    facts : mapping of str to (str, str)
        What the page adds: key, and label and value.
    datasets : pandas.DataFrame
        The sources in force.
    title : str
        What the table is.
    readings : sequence of (Reading, str)
        Each reading, and the command that repeats its figures.
    address : str
        Path and query of the page.
    data_version : str
        State of the data.
    made_on : datetime.date
        Today.
    """
    entries = [
        ("title", say("export.sheet_figures"), title),
        ("data_version", say("export.data_version"), data_version),
        ("code_version", say("export.code_version"), version("mindconnect")),
    ]
    for number, (reading, command) in enumerate(readings, start=1):
        mark = "" if len(readings) == 1 else f" {'AB'[number - 1]}"
        entries += [
            (f"reading{mark}".replace(" ", "_").lower(), say("receipt.reading") + mark, str(reading)),
            (f"command{mark}".replace(" ", "_").lower(), say("export.command") + mark, command),
            (
                f"means{mark}".replace(" ", "_").lower(),
                say("receipt.means") + mark,
                " ".join(reading_words.sentences(say, reading)),
            ),
        ]
    entries += [(key, label, value) for key, (label, value) in facts.items()]
    entries += [
        ("address", say("export.address"), address),
        ("made_on", say("export.made_on"), made_on.isoformat()),
    ]
    return downloads.Receipt(
        title=title,
        entries=entries,
        sources=sources(datasets).rename(columns={key: say(f"export.source_{key}") for key in SOURCES}),
        names=(say("export.sheet_figures"), say("export.sheet_receipt"), say("export.sheet_sources")),
    )


def paper_receipt(say: Text, told: downloads.Receipt, datasets: pd.DataFrame) -> list[tuple[str, str]]:
    """Shorten a receipt to what a page of paper holds: versions, commands, the page's address, the main sources."""
    kept = ("data_version", "code_version", "command", "command_a", "command_b", "command_groups", "address", "travel")
    lines = [(label, value) for key, label, value in told.entries if key in kept]
    behind = datasets[datasets["source"].isin(BEHIND)]
    named = [
        f"{row['title']}({row['publisher']}, {period(row['reference_from'], row['reference_to'])})"
        for row in behind.to_dict("records")
    ]
    return [*lines, (say("regions.sources"), "; ".join(named))]


def files(say: Text, parcel: Parcel) -> list[File]:
    """Return the files to take away; each is written when it is asked for."""
    memo = parcel.memo
    paper: dict[str, Callable[[], bytes]] = {}
    if memo is not None:
        paper = {"pdf": lambda: memos.pdf(say, memo), "png": lambda: memos.picture(say, memo)}
    writers = paper | {
        "csv": lambda: downloads.to_csv(parcel.frame, parcel.columns),
        "xlsx": lambda: downloads.to_xlsx(parcel.frame, parcel.columns, parcel.receipt, parcel.beside),
        "gpkg": lambda: downloads.to_geopackage(
            parcel.frame, parcel.columns, parcel.receipt, layer=parcel.layer, beside=parcel.beside
        ),
        "parquet": lambda: downloads.to_geoparquet(parcel.frame, parcel.columns, parcel.receipt, parcel.beside),
    }
    return [File(ending, f"{parcel.stem}.{ending}", TYPES[ending], write) for ending, write in writers.items()]
