"""`mindconnect route`: the way from one place to another, with directions."""

from typing import Annotated

import typer

from app.commands.points import POINT_HELP, read_position
from app.commands.search import print_json
from app.data.routing import open_atlas, open_router
from app.records import trip_record
from app.text import Language, load
from app.travel import directions
from gis.settings import Settings
from gis.streets.route import read_mode
from gis.terms import MODES


def route_command(
    start: Annotated[str, typer.Option("--from", help=POINT_HELP)],
    end: Annotated[str, typer.Option("--to", help=POINT_HELP)],
    mode: Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")] = "walk",
    lang: Annotated[Language, typer.Option(help="Language of the directions: ko or en.")] = "ko",
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object instead of sentences.")] = False,
) -> None:
    """Find the way from one place to another; exit status 3 when there is none."""
    settings = Settings()
    how = read_mode(mode)
    origin, destination = read_position(settings, start), read_position(settings, end)
    trip = open_router(settings, open_atlas(settings)).trips(origin, destination, modes=[how])[how]
    say = load(lang)
    if as_json:
        both = {code: load(code) for code in ("ko", "en")}
        print_json(trip_record(trip, origin, destination) | {"directions": {
            code: directions.sentences(words, trip) for code, words in both.items()
        }})  # fmt: skip
    else:
        typer.echo(directions.summary(say, trip))
        for line in directions.warnings(say, trip):
            typer.echo(f"  ! {line}")
        for number, line in enumerate(directions.sentences(say, trip), start=1):
            typer.echo(f"{number:>3}. {line}")
    if trip.status == "unreachable":
        raise typer.Exit(3)
