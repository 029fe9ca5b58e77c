"""What goes along with the figures of the region page when somebody takes them away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import geopandas as gpd
import pandas as pd

from app.regions.atlas import Atlas
from app.regions.figures import FIGURES
from app.text import Text
from app.ui import downloads

SOURCES = ("title", "publisher", "period", "licence", "sha256")
"""Columns of the table of sources."""

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
}
"""Media type of each file, by its ending."""

_WHO = ("region_code", "level", "name", "full_name", "kind")


@dataclass(frozen=True)
class File:
    """A file to take away: what it ends in, its name, its media type, and the function that writes it when asked."""

    ending: str
    name: str
    media_type: str
    write: Callable[[], bytes]


def sources(datasets: pd.DataFrame) -> pd.DataFrame:
    """Choose what a receipt says of the sources in force.

    Parameters
    ----------
    datasets : pandas.DataFrame
        The columns of ``serve.dataset``.

    Returns
    -------
    pandas.DataFrame
        :data:`SOURCES` as text; the period as one date, or two where it has a length.
    """
    spans = zip(datasets["reference_from"], datasets["reference_to"], strict=True)
    return datasets.assign(period=[period(*span) for span in spans])[list(SOURCES)].astype("string")


def period(first: date, last: date) -> str:
    """Write a period as one date, or as two."""
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def columns(say: Text) -> list[downloads.FileColumn]:
    """Return the columns of a file: who, the figures in the order of the page, and the state of the data."""
    return [
        *(downloads.FileColumn(key, say(f"export.{key}")) for key in _WHO),
        *(
            downloads.FileColumn(key, figure.header(say), figure.decimals, figure.factor)
            for key, figure in FIGURES.items()
        ),
        downloads.FileColumn("area_km2", say("export.area_km2"), 1),
        downloads.FileColumn("data_version", say("export.data_version")),
    ]


def frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the rows of a file: the units of the page with kind, level and data version beside each."""
    labels = {"level": atlas.view.level, "kind": atlas.view.kind, "data_version": atlas.data_version}
    return gpd.GeoDataFrame(atlas.layer.assign(people=atlas.layer["people"].astype("Int64"), **labels))


def receipt(atlas: Atlas, datasets: pd.DataFrame, *, address: str, made_on: date) -> downloads.Receipt:
    """Say what somebody else needs to repeat the figures.

    Parameters
    ----------
    atlas : Atlas
        The figures.
    datasets : pandas.DataFrame
        The sources in force.
    address : str
        Path and query of the page.
    made_on : datetime.date
        Today.
    """
    say, view = atlas.say, atlas.view
    parent = f" --parent {view.region_code}" if view.region_code else ""
    facts = {
        "title": ("export.sheet_figures", atlas.caption),
        "region": ("export.region", f"{atlas.area} {view.region_code or ''}".strip()),
        "level": ("export.level", view.level),
        "kind": ("export.kind", view.kind),
        "data_version": ("export.data_version", atlas.data_version),
        "code_version": ("export.code_version", version("mindconnect")),
        "method": ("export.method", say("export.method_text")),
        "command": ("export.command", f"mindconnect regions --level {view.level}{parent} --kind '{view.kind}' --csv"),
        "address": ("export.address", address),
        "made_on": ("export.made_on", made_on.isoformat()),
    }
    names = sources(datasets).rename(columns={key: say(f"export.source_{key}") for key in SOURCES})
    return downloads.Receipt(
        title=atlas.caption,
        entries=[(key, say(label), value) for key, (label, value) in facts.items()],
        sources=names,
        names=(say("export.sheet_figures"), say("export.sheet_receipt"), say("export.sheet_sources")),
    )


def files(atlas: Atlas, datasets: pd.DataFrame, *, address: str, made_on: date) -> list[File]:
    """Return the files to take away; parameters as in :func:`receipt`."""
    chosen, rows = columns(atlas.say), frame(atlas)

    def paper() -> downloads.Receipt:
        return receipt(atlas, datasets, address=address, made_on=made_on)

    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: downloads.to_csv(rows, chosen),
        "xlsx": lambda: downloads.to_xlsx(rows, chosen, paper()),
        "gpkg": lambda: downloads.to_geopackage(rows, chosen, paper(), layer=f"region_{atlas.view.level}"),
    }
    stem = f"mindconnect_{atlas.view.region_code or 'kr'}_{atlas.view.level}_{atlas.data_version}"
    return [File(ending, f"{stem}.{ending}", TYPES[ending], write) for ending, write in writers.items()]
