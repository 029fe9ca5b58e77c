"""What a search found, as the server writes it and the live page draws it: what was asked, what is left, in words.

Pure but for what :mod:`app.data` reads: no Streamlit. Who asks gives a ``pick`` (:mod:`app.ui.choices`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from app import data
from app.center import cards, openings
from app.data import matching, travel
from app.data.opening import Openings
from app.data.search import DEFAULT_RADIUS_KM, GROUPS, RADII_KM, SCOPES, Origin, Search
from app.sitemap import href, same_page
from app.text import Text
from app.travel import journeys, reaches
from app.travel.journeys import Order
from app.ui import maps, words
from app.ui.choices import ManyOf, OneOf, Pick, Words
from app.ui.markup import Blocks
from gis import vocabulary
from gis.care.recommendation.needs import FITTING, MADE_FOR
from gis.queries.centers import Center
from gis.streets.network_catalog import TravelTime
from gis.terms import MODES, CareScope, Mode

_BLOCKS = Blocks("search/understood")
_DOCTORS = ("any", "psychiatrist")
_TOWN = re.compile("[가-힣0-9](?:읍|면|동|리|가)$")
_NARROWING = ("need", "kind", "service", "doctors", "group", "open", "words")
NO_CARE_AT_LARGE = frozenset({"치매안심센터", "건강증진센터"})
"""Kinds that help with a need of their own and are no mental-health care (data/rules/care.yaml)."""


@dataclass(frozen=True)
class Asked:
    """What a person asked for.

    Parameters
    ----------
    search : Search
    view : tuple of (str, int), optional
        Way of travel and minutes, where near means a time.
    order : str
        One of :data:`app.travel.journeys.ORDERS`.
    needs : tuple of str
        What help is looked for; any of them may fit.
    """

    search: Search
    view: tuple[Mode, int] | None
    order: Order
    needs: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode | None:
        """Give the way of travel whose times are shown."""
        if self.view:
            return self.view[0]
        return next((mode for mode in MODES if mode == self.order), None)


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
    found = data.find_reached(asked.search, *asked.view) if asked.view else data.find_centers(asked.search)
    if found is None or not asked.needs:
        return found
    return replace(found, centers=tuple(fitting(found.centers, asked.needs, is_timed=asked.view is not None)))


def fitting(centers: Sequence[Center], codes: Sequence[str], *, is_timed: bool) -> list[Center]:
    """Keep the centers that fit a need, those that are made for it first; sorted by time they stay in that order."""
    needs = matching.rules().needs
    fits = {
        one.center_id: needs.fit(codes, kind=one.kind, sub_kind=one.sub_kind, services=one.services) for one in centers
    }
    kept = [one for one in centers if fits[one.center_id] >= (FITTING if one.care_level == "gives" else MADE_FOR)]
    return kept if is_timed else sorted(kept, key=lambda one: fits[one.center_id] < MADE_FOR)


def put_in_order(say: Text, asked: Asked, found: data.Found, kept: Kept) -> Shown:
    """Put what is left in the order that was asked for, and say what the answer leaves out."""
    shown, times = kept.shown, found.times
    if asked.order == "distance":
        shown = sorted(shown, key=lambda center: center.distance_m or 0.0)
    elif asked.mode and not asked.view:
        times = data.travel_times(asked.search.origin, shown, asked.mode)
        shown = travel.by_time(shown, times)
    told = openings.remarks(say, kept.states, kept.chosen, kept.in_group)
    told += journeys.remarks(say, times.values() if asked.mode and not asked.view else ())
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
        item["lines"] = [*journeys.crossing(say, data.crossing(asked.search.origin, center)), *item["lines"]]
        mode = asked.mode
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
    order: Order = journeys.ask_order(say, pick_more) if has_start and view is None else "care"

    def several(parameter: str, codes: Sequence[str], name: Callable[[Text, str], str]) -> tuple[str, ...]:
        return pick_more(
            ManyOf(say(f"find.{parameter}s"), codes, parameter, lambda code: name(say, code), say("find.any"))
        )

    codes = tuple(matching.rules().needs.needs)
    needs = pick_more(ManyOf(say("find.needs"), codes, "need", lambda code: say(f"match.need.{code}"), say("find.any")))
    kinds = several("kind", [kind.code for kind in vocabulary.kinds()], cards.kind_name)
    services = several("service", [service.code for service in vocabulary.services()], cards.service_name)
    scope = pick_more(OneOf(say("care.scope.label"), SCOPES, "scope", "care", lambda one: say(f"care.scope.{one}")))
    text = pick_more(Words(say("find.words"), "words", say("find.words_placeholder")))
    chosen: CareScope = "open" if kinds or _asks_elsewhere(needs) else next(one for one in SCOPES if one == scope)
    return Asked(Search(origin, int(radius_km), kinds, services, text, chosen), view, order, needs)


def _asks_elsewhere(codes: Sequence[str]) -> bool:
    """Tell whether a need is what kinds are made for that give no mental-health care at large: dementia, the body."""
    return bool(set(matching.rules().needs.kinds_made_for(codes)) & NO_CARE_AT_LARGE)


def ask_doors(say: Text, pick: Pick) -> None:
    """Ask for what :func:`keep` asks where nothing is found yet to be counted: open when, which group, what doctor."""
    openings.ask(say, pick, has_start=False)
    for parameter, key, options in (("doctors", "doctors_of", _DOCTORS), ("group", "groups", GROUPS)):
        pick(OneOf(say(f"find.{parameter}"), options, parameter, options[0], _uncounted(say, key)))


def _uncounted(say: Text, key: str) -> Callable[[str], str]:
    return lambda one: say(f"find.{key}.{one}", n="").strip()


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
        return reaches.sentence(say, found.reach, place=words.place(say, search.origin.name), count=count)
    told = "found" if count else "zero"
    if search.origin.source == "region":
        return say(f"find.{told}_region", region=words.place(say, search.origin.name), n=count)
    source = "device" if search.origin.cell else "place"
    place = words.place(say, search.origin.name) or say("find.this_place")
    return say(f"find.{told}_{source}", place=place, km=search.radius_km, n=count)


def remarks(say: Text, search: Search, found: data.Found) -> list[str]:
    """Say what the answer leaves out."""
    rough = [say("find.rough")] if search.origin.is_rough else []
    if search.origin.source == "region" or _TOWN.search(search.origin.name):
        rough.append(say("find.measured_from", place=words.place(say, search.origin.name)))
    reached = reaches.remarks(say, found.reach) if found.reach else []
    own = data.own_centers(search.origin)
    home = (
        [say("find.own_center", names=words.listing([f"{one.name} {one.phone or ''}".strip() for one in own]))]
        if own
        else []
    )
    return rough + reached + home + ([say("find.cut", n=data.MOST_CENTERS)] if found.is_cut else [])


def nearest(asked: Asked, group: str) -> list[Center]:
    """Give the nearest centers when none is near enough; for a need those that are made for it."""
    search = asked.search
    wanted = search.kinds or matching.rules().needs.kinds_made_for(asked.needs)
    kinds = [kind.code for kind in vocabulary.kinds() if group in ("all", kind.group)]
    kinds = [kind for kind in kinds if kind in wanted or not wanted]
    return list(data.nearest_centers(replace(search, kinds=tuple(kinds)))) if kinds else []


def wider_km(search: Search, nearest: Center, *, by_time: bool) -> int | None:
    """Give the least radius that holds the nearest center, or None where a wider one is no answer."""
    if search.origin.source == "region" or by_time:
        return None
    return next((km for km in RADII_KM if km * 1000 >= (nearest.distance_m or 0)), None)


def count_listed(asked: Asked) -> int:
    """Count the places left out that list psychiatry and may give care, where they can be offered."""
    return 0 if asked.view or asked.needs or asked.search.scope != "care" else data.count_listed(asked.search)


def narrowed(say: Text, asked: Asked, query: Mapping[str, Any], *picks: Pick) -> Markup:
    """Write what narrows the list, each part with a link that drops it, and a link to the other order."""
    region = asked.search.origin.region_code
    listed = href("directory", say.language, region=region, need=next(iter(asked.needs), None)) if region else ""
    rows = [
        (words, same_page(query, **{parameter: others}, **({"at": None} if parameter == "open" else {})))
        for pick in picks
        for words, parameter, others in pick.narrowing()
        if parameter in _NARROWING
    ]
    order = None
    if asked.search.origin.source != "region" and not asked.view:
        other = "distance" if asked.order == "care" else "care"
        order = same_page(query, sort=other if other != "care" else None), say(f"find.order.{other}")
    return _BLOCKS.narrowed(say, rows, order, listed) if rows or order or listed else Markup()


def of_group(centers: Sequence[Center], group: str) -> list[Center]:
    """Keep the centers of a group."""
    return [center for center in centers if group == "all" or maps.group_of(center.kind) == group]
