"""The ground reached within a time, in words. No Streamlit, no database."""

from collections.abc import Sequence

from app.data.centers import Reach
from app.text import Text
from app.travel import directions
from app.ui import words
from gis.streets.isochrone import Isochrone


def sentence(say: Text, reach: Reach, *, place: str, count: int) -> str:
    """Say in one sentence what was found within which time."""
    minutes, way = reach.isochrone.minutes[-1], directions.mode_name(say, reach.isochrone.mode)
    key = f"reach.{'found' if count else 'zero'}_{'place' if place else 'here'}"
    return say(key, place=place, mode=way, minutes=f"{minutes:g}", n=count)


def names(say: Text, reach: Reach) -> list[str]:
    """Name the areas, the smallest first."""
    return [say("directions.minutes", minutes=f"{minutes:g}") for minutes in reach.isochrone.minutes]


def remarks(say: Text, reach: Reach) -> list[str]:
    """Say who lives there, and what is not known of it."""
    way = directions.mode_name(say, reach.isochrone.mode)
    lines = [say("reach.people", people=people_text(say, reach))]
    if reach.isochrone.is_approximate:
        lines.append(say("directions.warning.approximate", mode=way))
    if reach.isochrone.is_cut:
        lines.append(say("reach.cut"))
    return lines


def sizes(say: Text, isochrone: Isochrone, people: Sequence[float] | None = None) -> list[str]:
    """Say how large each area is, and how many people live in it where they were counted."""
    way = directions.mode_name(say, isochrone.mode)
    lines = []
    for i, (minutes, km2) in enumerate(zip(isochrone.minutes, isochrone.km2, strict=True)):
        key, who = ("reach.size", "") if people is None else ("reach.size_people", f"{people[i]:,.0f}")
        lines.append(say(key, mode=way, minutes=f"{minutes:g}", km2=f"{km2:,.2f}", people=who))
    return lines


def doubts(say: Text, isochrone: Isochrone) -> list[str]:
    """Say what makes areas uncertain or too small: ways that the map lacks, and where it ends."""
    way = directions.mode_name(say, isochrone.mode)
    lines = [say("directions.warning.approximate", mode=way)] if isochrone.is_approximate else []
    cut = [f"{minutes:g}" for minutes, is_cut in zip(isochrone.minutes, isochrone.cut, strict=True) if is_cut]
    if cut:
        minutes_cut = words.listing([say("directions.minutes", minutes=minutes) for minutes in cut])
        lines.append(say("reach.size_cut", minutes=minutes_cut))
    return lines


def people_text(say: Text, reach: Reach) -> str:
    """List the people within each time, rounded, since how they live within a cell is an estimate."""
    counted = zip(reach.isochrone.minutes, reach.people, strict=True)
    parts = [say("reach.people_of", minutes=f"{minutes:g}", people=f"{_rounded(n):,}") for minutes, n in counted]
    return words.listing(parts)


def _rounded(people: float) -> int:
    """Keep two leading digits of large numbers, tens of small ones."""
    size = 10 ** max(len(str(int(people))) - 2, 1)
    return int(round(people / size) * size)
