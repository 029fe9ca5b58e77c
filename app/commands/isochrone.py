"""`mindconnect isochrone`: the ground reached within given times, and who lives there."""

from collections.abc import Sequence
from typing import Annotated

import shapely
import typer

from app.commands.points import POINT_HELP, read_position
from app.commands.search import print_json
from app.routing import open_atlas
from gis.db.engine import make_engine
from gis.errors import NotFoundError
from gis.queries.regions import cell_regions
from gis.reports import people_within
from gis.settings import Settings
from gis.streets.isochrone import Isochrone
from gis.streets.network import MODES
from gis.streets.route import read_mode


def isochrone_command(
    start: Annotated[str, typer.Option("--from", help=POINT_HELP)],
    minutes: Annotated[list[float], typer.Option("--minutes", help="A time; repeat for several.")],
    mode: Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")] = "walk",
    people: Annotated[bool, typer.Option("--people", help="Count who lives inside (needs the database).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A GeoJSON collection instead of lines.")] = False,
) -> None:
    """Draw what is reached from a place within given times."""
    settings = Settings()
    origin = read_position(settings, start)
    found = open_atlas(settings).isochrone(origin, mode=read_mode(mode), minutes=minutes)
    if found is None:
        raise NotFoundError(f"no street network reaches from {start}: mindconnect streets list shows those there are")
    counts = _people(settings, found) if people else None
    if as_json:
        print_json({"type": "FeatureCollection", "features": _features(found, counts)})
        return
    for i, (value, area) in enumerate(zip(found.minutes, found.areas, strict=True)):
        flat = shapely.transform(area, lambda points: points * [88_300.0, 111_000.0])
        who = "" if counts is None else f", {counts[i]:,.0f} people"
        mark = " (approximate: the network lacks footways)" if found.is_approximate else ""
        typer.echo(f"{value:g} min: {flat.area / 1e6:.2f} km2{who}{mark}")


def _people(settings: Settings, found: Isochrone) -> list[float]:
    with make_engine(settings, "app").connect() as conn:
        return people_within(cell_regions(conn), found.areas)


def _features(found: Isochrone, counts: Sequence[float] | None) -> list[dict[str, object]]:
    return [
        {
            "type": "Feature",
            "properties": {
                "mode": found.mode,
                "minutes": value,
                "is_approximate": found.is_approximate,
                "people": None if counts is None else round(counts[i], 1),
            },
            "geometry": shapely.geometry.mapping(area),
        }
        for i, (value, area) in enumerate(zip(found.minutes, found.areas, strict=True))
    ]
