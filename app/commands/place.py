"""`mindconnect place`: coordinates of a station, region, postcode, address or center."""

from typing import Annotated

import typer

from app.commands import crisis_calls
from app.commands.search import print_json
from app.records import place_record
from gis.db.engine import make_engine
from gis.queries.places import find_places, is_unknown_station
from gis.settings import Settings


def place_command(
    typed: Annotated[str, typer.Argument(metavar="PLACE", help="Such as 강남역, 서울 강남구, 06236, 테헤란로 152.")],
    limit: Annotated[int, typer.Option(help="Most candidates to give.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of lines.")] = False,
) -> None:
    """Find the coordinates of a place, the likeliest candidate first."""
    crisis_calls.tell(typed)
    with make_engine(Settings(), "app").connect() as conn:
        places = find_places(conn, typed, limit=limit)
    if as_json:
        print_json([place_record(place) for place in places])
        return
    if places and is_unknown_station(typed, places):
        typer.echo(f"No station called {typed!r} is known; this is where the name seems to come from:", err=True)
    for place in places:
        where = " | ".join(part for part in (place.region_name, place.detail) if part)
        typer.echo(f"{place.lat:.6f} {place.lon:.6f}  {place.name} ({place.level}, {place.match})  {where}")
    if not places:
        typer.echo(f"No place was found for {typed!r}: try a part of its name, or a region.", err=True)
