"""Points on the command line: coordinates, or a place as a person would type it."""

import re

from gis.db.engine import make_engine
from gis.errors import InputError, NotFoundError
from gis.queries.places import find_places
from gis.settings import Settings
from gis.streets.route import Position

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_COORDINATES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")

POINT_HELP = "Latitude and longitude such as 37.4979,127.0276, or a place such as 강남역 (needs the database)."


def read_position(settings: Settings, typed: str) -> Position:
    """Read a point from an argument.

    Parameters
    ----------
    settings : Settings
        Where the database is, for the name of a place.
    typed : str
        ``lat,lon`` or a place; of several places of the name the likeliest counts.

    Raises
    ------
    InputError
        When the coordinates lie outside Korea, or one of them is no number.
    NotFoundError
        When no place is called that; what is spelt alike, or only lies around it, is named and not taken.
    """
    match = _COORDINATES.fullmatch(typed)
    if match is not None:
        return Position(lat=float(match[1]), lon=float(match[2]))
    parts = [part.strip() for part in typed.split(",")]
    if len(parts) > 1 and any(_NUMBER.fullmatch(part) for part in parts):
        wrong = [repr(part) for part in parts if not _NUMBER.fullmatch(part)]
        fault = f"{', '.join(wrong)} is no number" if wrong else f"a point has two numbers, not {len(parts)}"
        raise InputError(
            f"{typed!r} is no point: {fault}. Write latitude,longitude such as 37.4979,127.0276, "
            "or a place such as 강남역"
        )
    with make_engine(settings, "app").connect() as conn:
        places = find_places(conn, typed, limit=1)
    if not places:
        raise NotFoundError(f"no place is called {typed!r}: try a part of its name, or give lat,lon")
    nearest = places[0]
    if nearest.match == "similar" or (nearest.match == "part" and nearest.category == "region"):
        known = " ".join(part for part in (nearest.region_name, nearest.name) if part)
        raise NotFoundError(f"no place is called {typed!r}: did you mean {known}? Type that, or give lat,lon")
    return Position(lat=places[0].lat, lon=places[0].lon)
