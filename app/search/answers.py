"""What a search found, as the server writes it and the live page draws it: what was asked, what is left, in words.

Pure but for what :mod:`app.data` reads: no Streamlit. Who asks gives a ``pick`` (:mod:`app.ui.choices`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app import data
from app.center import cards, openings
from app.data import travel
from app.data.opening import Openings
from app.data.search import DEFAULT_RADIUS_KM, GROUPS, RADII_KM, SCOPES, Origin, Search
from app.text import Text
from app.travel import journeys, reaches
from app.ui import maps, words
from app.ui.choices import ManyOf, OneOf, Pick, Words
from gis import vocabulary
from gis.queries.centers import Center
from gis.streets.network_catalog import TravelTime
from gis.terms import CareScope, Mode


@dataclass(frozen=True)
class Asked:
    """What a person asked for.

    Parameters
    ----------
    search : Search
    view : tuple of (str, int), optional
        Way of travel and minutes, where near means a time.
    order : str, optional
        Way of travel by whose time the list is sorted; by distance without one.
    """

    search: Search
    view: tuple[Mode, int] | None
    order: Mode | None


@dataclass(frozen=True, eq=False)
class Kept:
    """What is left of what was found.

    Parameters
    ----------
    in_group : list of Center
        Those of the chosen group.
    shown : list of Center
        Those of them that are open when it matters.
    states : Openings
    chosen : str
        When they must be open, of :data:`app.center.openings.FILTERS`.
    arriving : mapping of str to TravelTime
        How long it takes to each, where they must be open on arrival.
    group : str
    """

    in_group: list[Center]
    shown: list[Center]
    states: Openings
    chosen: str
    arriving: Mapping[str, TravelTime]
    group: str


@dataclass(frozen=True, eq=False)
class Shown:
    """What is drawn: centers in order, how long it takes to each where that was asked for, and the remarks."""

    centers: Sequence[Center]
    times: Mapping[str, TravelTime]
    remarks: Sequence[str]


def look(asked: Asked) -> data.Found | None:
    """Answer a search by distance or by time; None where no network tells the times.

    Raises
    ------
    InputError
        When what was asked cannot be used.
    """
    return data.find_reached(asked.search, *asked.view) if asked.view else data.find_centers(asked.search)


def put_in_order(say: Text, asked: Asked, found: data.Found, kept: Kept) -> Shown:
    """Put what is left in the order that was asked for, and say what the answer leaves out."""
    shown, times = kept.shown, found.times
    if asked.order:
        times = data.travel_times(asked.search.origin, shown, asked.order)
        shown = travel.by_time(shown, times)
    told = openings.remarks(say, kept.states, kept.chosen, kept.in_group)
    told += journeys.remarks(say, times.values() if asked.order else ())
    return Shown(shown, times, [*remarks(say, asked.search, found), *told])


def entries(
    say: Text, asked: Asked, kept: Kept, shown: Shown, centers: Sequence[Center], query: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Write centers as entries of the list; see :func:`app.center.cards.entry`."""
    today = data.today()
    items = []
    for center in centers:
        opening = openings.entry(say, center, kept.states, kept.arriving.get(center.center_id))
        item = cards.entry(say, center, origin=asked.search.origin, query=query, today=today, opening=opening)
        mode = asked.view[0] if asked.view else asked.order
        items.append(journeys.timed(say, item, mode, shown.times.get(center.center_id)) if mode else item)
    return items


def ask(say: Text, origin: Origin, pick: Pick, pick_more: Pick) -> Asked:
    """Ask how near, by distance or by time, and, folded away, for the order, kinds, services and words."""
    has_start = origin.source != "region"
    radius_km = str(DEFAULT_RADIUS_KM)
    view = journeys.ask_reach(say, pick) if has_start else None
    if has_start and view is None:
        offered = [str(km) for km in RADII_KM]
        radius_km = pick(OneOf(say("find.radius"), offered, "r", radius_km, lambda km: f"{km} km"))
    order = journeys.ask_order(say, pick_more) if has_start and view is None else None

    def several(parameter: str, codes: Sequence[str], name: Callable[[Text, str], str]) -> tuple[str, ...]:
        return pick_more(
            ManyOf(say(f"find.{parameter}s"), codes, parameter, lambda code: name(say, code), say("find.any"))
        )

    kinds = several("kind", [kind.code for kind in vocabulary.kinds()], cards.kind_name)
    services = several("service", [service.code for service in vocabulary.services()], cards.service_name)
    scope = pick_more(OneOf(say("care.scope.label"), SCOPES, "scope", "care", lambda one: say(f"care.scope.{one}")))
    text = pick_more(Words(say("find.words"), "words", say("find.words_placeholder")))
    chosen: CareScope = "open" if kinds else next(one for one in SCOPES if one == scope)
    return Asked(Search(origin, int(radius_km), kinds, services, text, chosen), view, order)


def keep(say: Text, origin: Origin, centers: Sequence[Center], states: Openings, pick: Pick) -> Kept:
    """Ask when they must be open and of which group, and keep those.

    Parameters
    ----------
    say : Text
    origin : Origin
    centers : sequence of Center
        What was found.
    states : Openings
    pick : Pick
        Asks.
    """
    chosen = openings.ask(say, pick, has_start=origin.source != "region")
    arriving = data.arrival_times(origin, centers, chosen)
    centers = with_doctors(say, centers, pick)
    open_ones = openings.keep(centers, states, chosen, arriving)
    counts = {group: len(of_group(open_ones, group)) for group in GROUPS}
    group = pick(OneOf(say("find.group"), GROUPS, "group", "all", lambda one: say(f"find.groups.{one}", n=counts[one])))
    return Kept(of_group(centers, group), of_group(open_ones, group), states, chosen, arriving, group)


def with_doctors(say: Text, centers: Sequence[Center], pick: Pick) -> Sequence[Center]:
    """Ask whether a psychiatrist must work there, and keep those where one is counted."""
    counted = [center for center in centers if center.psychiatrists]
    numbers = {"any": len(centers), "psychiatrist": len(counted)}
    who = pick(
        OneOf(
            say("find.doctors"),
            tuple(numbers),
            "doctors",
            "any",
            lambda one: say(f"find.doctors_of.{one}", n=numbers[one]),
        )
    )
    return counted if who == "psychiatrist" else centers


def sentence(say: Text, search: Search, found: data.Found, count: int) -> str:
    """Say in one sentence what was found where."""
    if found.reach:
        return reaches.sentence(say, found.reach, place=search.origin.name, count=count)
    told = "found" if count else "zero"
    if search.origin.source == "region":
        return say(f"find.{told}_region", region=search.origin.name, n=count)
    source = "device" if search.origin.cell else "place"
    place = search.origin.name or say("find.this_place")
    return say(f"find.{told}_{source}", place=place, km=search.radius_km, n=count)


def remarks(say: Text, search: Search, found: data.Found) -> list[str]:
    """Say what the answer leaves out."""
    rough = [say("find.rough")] if search.origin.is_rough else []
    reached = reaches.remarks(say, found.reach) if found.reach else []
    own = data.own_centers(search.origin)
    home = (
        [say("find.own_center", names=words.listing([f"{one.name} {one.phone or ''}".strip() for one in own]))]
        if own
        else []
    )
    return rough + reached + home + ([say("find.cut", n=data.MOST_CENTERS)] if found.is_cut else [])


def nearest(search: Search, group: str) -> list[Center]:
    """Give the nearest centers when none is near enough."""
    kinds = [kind.code for kind in vocabulary.kinds() if group in ("all", kind.group)]
    kinds = [kind for kind in kinds if kind in search.kinds or not search.kinds]
    return list(data.nearest_centers(replace(search, kinds=tuple(kinds)))) if kinds else []


def wider_km(search: Search, nearest: Center, *, by_time: bool) -> int | None:
    """Give the least radius that holds the nearest center, or None where a wider one is no answer."""
    if search.origin.source == "region" or by_time:
        return None
    return next((km for km in RADII_KM if km * 1000 >= (nearest.distance_m or 0)), None)


def count_listed(asked: Asked) -> int:
    """Count the places left out that list psychiatry and may give care, where they can be offered."""
    return 0 if asked.view or asked.search.scope != "care" else data.count_listed(asked.search)


def of_group(centers: Sequence[Center], group: str) -> list[Center]:
    """Keep the centers of a group."""
    return [center for center in centers if group == "all" or maps.group_of(center.kind) == group]
