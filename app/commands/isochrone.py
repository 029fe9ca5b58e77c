"""`mindconnect isochrone`: the ground reached within given times, and who lives there."""

from typing import Annotated

import typer

from app.commands.points import POINT_HELP, read_position
from app.commands.search import print_json
from app.data.routing import open_atlas
from app.records import isochrone_features
from app.text import LANGUAGES, Language, load
from app.travel import reaches
from gis.db.engine import make_engine
from gis.errors import NotFoundError
from gis.queries.regions import cell_regions
from gis.reports import people_within
from gis.settings import Settings
from gis.streets.isochrone import Isochrone
from gis.streets.route import read_mode
from gis.terms import MODES


def isochrone_command(
    start: Annotated[str, typer.Option("--from", help=POINT_HELP)],
    minutes: Annotated[list[float], typer.Option("--minutes", help="A time; repeat for several.")],
    mode: Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")] = "walk",
    people: Annotated[bool, typer.Option("--people", help="Count who lives inside (needs the database).")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the sentences: ko or en.")] = "ko",
    as_json: Annotated[bool, typer.Option("--json", help="A GeoJSON collection instead of lines.")] = False,
) -> None:
    """Draw what is reached from a place within given times, and say where the street map cuts it off."""
    settings = Settings()
    origin = read_position(settings, start)
    isochrone = open_atlas(settings).isochrone(origin, mode=read_mode(mode), minutes=minutes)
    if isochrone is None:
        raise NotFoundError(f"no street network reaches from {start}: mindconnect streets list shows those there are")
    counts = _people(settings, isochrone) if people else None
    if as_json:
        remarks = {code: reaches.doubts(load(code), isochrone) for code in LANGUAGES}
        print_json({"type": "FeatureCollection", "features": isochrone_features(isochrone, counts), "remarks": remarks})
        return
    say = load(lang)
    for line in reaches.sizes(say, isochrone, counts):
        typer.echo(line)
    for line in reaches.doubts(say, isochrone):
        typer.echo(f"  ! {line}")


def _people(settings: Settings, isochrone: Isochrone) -> list[float]:
    with make_engine(settings, "app").connect() as conn:
        return people_within(cell_regions(conn), isochrone.areas)
