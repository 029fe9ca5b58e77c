"""Places that a typed text may mean: which one is meant, what is in doubt, and each in words. No Streamlit."""

from collections.abc import Sequence

from app.data.search import Origin
from app.text import Text
from gis.place_names import latin_name
from gis.queries.places import Place, is_unknown_station

TOGETHER = 0.01
"""Degrees (about a kilometre) within which places of one name are the same for a search."""


def origin_from(place: Place) -> Origin:
    """Make a place a start: a sido or sigungu is searched as a whole, anything else from its point."""
    if place.category == "region" and place.level != "emd":
        return Origin("region", place.lat, place.lon, place.region_name or place.name, region_code=place.region_code)
    name = place.region_name if place.category == "region" else place.name
    return Origin("place", place.lat, place.lon, name or place.name)


def sole(places: Sequence[Place]) -> Place | None:
    """Give the one place that is meant, when there is no doubt.

    That is the only candidate, or the only exact one; stations of one name that stand together (two lines of 서울역)
    count as one. What only stands near what was typed, or is spelt alike, is never taken without asking.
    """
    exact = [place for place in places if place.match == "exact"]
    if not exact:
        return places[0] if len(places) == 1 and places[0].match in ("name", "prefix") else None
    first = exact[0]
    together = all(
        place.name == first.name and abs(place.lat - first.lat) < TOGETHER and abs(place.lon - first.lon) < TOGETHER
        for place in exact
    )
    return first if together else None


def doubt(typed: str, places: Sequence[Place]) -> str:
    """Name the question that candidates leave open: what was typed is not known, was mistyped, or is many places."""
    matches = {place.match for place in places}
    if matches <= {"part"} and is_unknown_station(typed, places):
        return "no_station"
    if matches == {"similar"}:
        return "similar"
    return "roughly" if matches == {"part"} else "which"


def told(say: Text, place: Place) -> tuple[str, str]:
    """Give a candidate's name, and what tells it from the others of its name; in English also how it is read."""
    name = place.region_name if place.category == "region" and place.region_name else place.name
    latin = latin_name(name) if say.language == "en" and place.category not in ("address", "center") else None
    about = [
        latin,
        say(f"where.category.{place.category}"),
        place.detail,
        None if place.category == "region" else place.region_name,
    ]
    return name, " · ".join(part for part in about if part)
