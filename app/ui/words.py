"""Numbers, distances, directions and dates in words: pure functions of a value and the sentences of a language."""

from collections.abc import Iterable
from datetime import date

from pyproj import Geod

from app.text import Text
from gis.place_names import is_unit_or_station, latin_name

_GEOD = Geod(ellps="WGS84")
_POINTS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

OLD_AFTER_DAYS = 730
"""Age from which a statement of facts is called old, days."""


def distance(say: Text, distance_m: float, *, is_rough: bool = False) -> str:
    """Write a distance: to ten metres below a kilometre, to 0.1 km up to ten, to whole kilometres beyond.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    distance_m : float
        Metres, 0 or more.
    is_rough : bool
        Whether it is measured from or to an approximate point, which is then said.
    """
    if distance_m < 995:
        written = f"{max(round(distance_m, -1), 10):.0f} m"
    elif distance_m < 9_950:
        written = f"{distance_m / 1000:.1f} km"
    else:
        written = f"{distance_m / 1000:,.0f} km"
    return say("words.about", value=written) if is_rough else written


def marked(say: Text, time: str, *, is_estimate: bool, is_approximate: bool) -> str:
    """Mark a written time that is not exact.

    Parameters
    ----------
    say : Text
    time : str
        As written.
    is_estimate : bool
        Whether it comes from the straight distance (추정).
    is_approximate : bool
        Whether the street map lacks streets of the way of travel (대략).
    """
    if is_estimate:
        return say("words.mark.estimate", time=time)
    return say("words.mark.approximate", time=time) if is_approximate else time


def direction(say: Text, *, lat_from: float, lon_from: float, lat_to: float, lon_to: float) -> str:
    """Name the direction from one point to another by one of eight points of the compass.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    lat_from, lon_from, lat_to, lon_to : float
        WGS84 degrees.
    """
    azimuth, _, _ = _GEOD.inv(lon_from, lat_from, lon_to, lat_to)
    return say(f"words.direction.{_POINTS[round(azimuth % 360 / 45) % 8]}")


def age(say: Text, stated_on: date, today: date) -> str:
    """Write how old a statement is: this month, months below two years, then whole years."""
    months = (today.year - stated_on.year) * 12 + today.month - stated_on.month
    if months < 1:
        return say("words.age.new")
    if months < 24:
        return say("words.age.months", n=months)
    return say("words.age.years", n=months // 12)


def is_old(stated_on: date, today: date) -> bool:
    """Return whether a statement is older than :data:`OLD_AFTER_DAYS`."""
    return (today - stated_on).days > OLD_AFTER_DAYS


def day(say: Text, value: date) -> str:
    """Write a date in full."""
    return say("words.date", year=value.year, month=value.month, day=value.day)


def month(say: Text, value: date) -> str:
    """Write a month as people say it, such as ``2026년 3월`` or ``March 2026``."""
    return say("words.month", year=value.year, name=say(f"words.months.{value.month}"))


def valid_until(say: Text, last_day: date | None) -> str:
    """Say until when a programme is open, as a sentence after another; empty when no last day is known."""
    return f" {say('door.valid', to=day(say, last_day))}" if last_day else ""


def place(say: Text, name: str) -> str:
    """Name a region or a station in the letters of the language; what else has a name keeps it as it is written."""
    return latin_name(name) if say.language == "en" and is_unit_or_station(name) else name


def area(say: Text, within: str | None) -> str:
    """Name a region by its full name, in the letters of the language; None is the nation."""
    return say("regions.nation") if within is None else place(say, within)


def places_within(say: Text, within: str | None, full_names: Iterable[str]) -> tuple[str, list[str]]:
    """Name a region and units of it, which need not say where they lie, in the letters of the language.

    Parameters
    ----------
    say : Text
    within : str or None
        Full name of the region; None is the nation.
    full_names : iterable of str
        Of the units.

    Returns
    -------
    str
        The region.
    list of str
        The units.
    """
    return area(say, within), [place(say, name.removeprefix(f"{within} ")) for name in full_names]


def listing(parts: list[str]) -> str:
    """Write short things one after another."""
    return ", ".join(parts)
