"""`mindconnect qgis`: a project file for QGIS with every layer, in the classes and colours of the pages."""

from pathlib import Path
from typing import Annotated

import typer

from app.api import qgis
from app.text import Language, load
from gis.db.engine import database_url
from gis.settings import Settings


def qgis_command(
    out: Annotated[Path, typer.Option("-o", "--out", help="File to write, .qgs.")] = Path("mindconnect.qgs"),
    url: Annotated[str, typer.Option(help="Address of a running server.")] = "http://localhost:8501",
    postgis: Annotated[bool, typer.Option("--postgis", help="Read the database itself, as the reader.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the names of layers, ko or en.")] = "ko",
) -> None:
    """Write a project for QGIS: by a server's OGC API, or straight from the database."""
    say = load(lang)
    written = qgis.over_postgis(say, database_url(Settings(), "reader")) if postgis else qgis.over_http(say, url)
    out.write_text(written, encoding="utf-8")
    typer.echo(f"{out}: open it in QGIS 3.16 or later")
