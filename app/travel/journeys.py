"""The way from where a person is to a center, in words: how long, whether it is open on arrival, and turn by turn.

Pure functions of what :mod:`app.data` read; no Streamlit, no database. Every estimate is called one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from markupsafe import Markup

from app.center import opening_words
from app.data.centers import MINUTES
from app.data.opening import Openings
from app.data.search import Origin
from app.text import Text
from app.travel import directions
from app.ui import words
from app.ui.choices import OneOf, Pick
from app.ui.markup import Blocks, html
from gis.care.status import State
from gis.errors import NotFoundError
from gis.queries.centers import Center
from gis.streets.land_context import Crossing
from gis.streets.network_catalog import TravelTime, Trip
from gis.terms import MODES, Mode

Order = Literal["care", "distance"] | Mode
ORDERS: tuple[Order, ...] = ("care", "distance", *MODES)
"""What the list is sorted by: how well it fits (:func:`gis.care_order.in_care_order`), distance alone, or the time of
a way of travel."""

ROUTES = ("none", *MODES)
"""Whose way is drawn in the details: none, or that of one way of travel."""

ARRIVAL_TONES = {"open": "badge open", "left": "badge open", "unknown": "badge unsure"}
"""Look of what is found on arrival; anything else is closed."""

_BLOCKS = Blocks("travel/journeys")

_OF_TIME = ("approximate", "fallback")
"""Warnings that tell of the time; the others tell of the way."""


def ask_reach(say: Text, pick: Pick) -> tuple[Mode, int] | None:
    """Ask whether near means a distance or a time; a time by which way of travel, and how many minutes.

    Returns
    -------
    tuple or None
        Way of travel and minutes; None for a distance.
    """
    ways = ("distance", *MODES)
    within = pick(OneOf(say("reach.within"), ways, "within", "distance", lambda one: say(f"reach.withins.{one}")))
    if within == "distance":
        return None
    offered = [str(one) for one in MINUTES]
    minutes = pick(
        OneOf(say("reach.minutes"), offered, "min", offered[0], lambda one: say("directions.minutes", minutes=one))
    )
    return cast("Mode", within), int(minutes)


def ask_order(say: Text, pick: Pick) -> Order:
    """Ask by what the list is sorted."""
    order = pick(
        OneOf(say("journey.order"), ORDERS, "sort", ORDERS[0], lambda one: say(f"journey.orders.{one}"), "list")
    )
    return cast("Order", order)


@dataclass(frozen=True)
class OnArrival:
    """What a person finds who sets out now.

    Parameters
    ----------
    code : str
        ``open``, ``left`` (open, and for how long is known), ``closes`` (open now, closed by then), ``closed``,
        ``break`` or ``unknown``.
    left_min : int
        Minutes that the center stays open from then; 0 unless the code is ``left``.
    """

    code: str
    left_min: int = 0


def on_arrival(openings: Openings, center_id: str, seconds: float) -> OnArrival:
    """Return what a person finds at a center after a time of travel, seconds."""
    state: State = openings.states.get(center_id, "unknown")
    try:
        arrival = openings.board.arrival(center_id, openings.at, travel_min=seconds / 60)
    except NotFoundError:
        return OnArrival("unknown")
    if arrival.state == "open":
        return OnArrival("open") if arrival.open_left_min is None else OnArrival("left", arrival.open_left_min)
    return OnArrival("closes" if arrival.state == "closed" and state == "open" else arrival.state)


def crossing(say: Text, how: Crossing | None) -> list[str]:
    """Say by what one crosses the sea, in a list that is empty where one need not."""
    return [say(f"journey.crossing.{how}")] if how else []


def times(
    say: Text, trips: Mapping[Mode, Trip], openings: Openings, center_id: str, how: Crossing | None = None
) -> Markup:
    """Write the times of all ways of travel as an HTML list, each with what is found on arrival.

    Parameters
    ----------
    say : Text
    trips : mapping of str to Trip
        By way of travel.
    openings : Openings
    center_id : str
    how : {"ferry", "ferry_or_plane"}, optional
        How the sea is crossed to the center; where no way on land is known, one line says so in place of all.
    """
    if how and all(trip.status == "unreachable" for trip in trips.values()):
        return _BLOCKS.times([(line, "", say("journey.crossing_time")) for line in crossing(say, how)])
    rows = []
    for trip in trips.values():
        tone = text = ""
        if trip.status != "unreachable" and not directions.is_too_far(trip.mode, trip.time):
            arrival = on_arrival(openings, center_id, trip.duration_s)
            tone, text = ARRIVAL_TONES.get(arrival.code, "badge closed"), arrival_text(say, arrival)
        rows.append((directions.summary(say, trip), tone, text))
    return _BLOCKS.times(rows)


def arrival_text(say: Text, arrival: OnArrival) -> str:
    """Say what is found on arrival."""
    left = directions.duration(say, arrival.left_min * 60)
    return say(f"journey.arrival.{arrival.code}", left=left)


def notes(say: Text, trips: Mapping[Mode, Trip], origin: Origin, center: Center) -> list[str]:
    """Say what makes the times and ways uncertain, each thing once."""
    lines = [say("journey.rough")] if origin.is_rough else []
    if center.is_approximate:
        lines.append(say("journey.rough_end"))
    rough = [directions.mode_name(say, trip.mode) for trip in trips.values() if "approximate" in trip.warnings]
    if rough:
        lines.append(say("directions.warning.approximate", mode=words.listing(rough)))
    if any("fallback" in trip.warnings for trip in trips.values()):
        lines.append(say("directions.warning.fallback"))
    told = [trip for trip in trips.values() if not directions.is_too_far(trip.mode, trip.time)]
    errors = [round(trip.error_pct) for trip in told if trip.status == "estimate"]
    if errors:
        span = dict.fromkeys((str(min(errors)), str(max(errors))))
        lines.append(say("directions.warning.estimate", percent=("–" if say.language == "en" else "~").join(span)))
    return lines


def leaving(say: Text, origin: Origin, openings: Openings) -> str:
    """Say from where and when the person sets out."""
    key = "journey.from_here" if origin.cell else "journey.from_place"
    when = say("journey.now") if not openings.is_set else opening_words.instant_text(say, openings.at)
    return say(key, place=words.place(say, origin.name) or say("find.this_place"), when=when)


def route(say: Text, trip: Trip) -> Markup:
    """Write a route as HTML: what to know before setting out, then the steps as an ordered list."""
    if not trip.duration_s:
        return html('<p class="hint">{{ text }}</p>', text=directions.summary(say, trip))
    if trip.status != "route":
        key = "journey.no_way" if trip.status == "unreachable" else "journey.no_line"
        return html('<p class="hint">{{ text }}</p>', text=say(key))
    heading = say("journey.steps", mode=directions.mode_name(say, trip.mode), n=len(trip.steps))
    return _BLOCKS.route(heading, _of_way(say, trip), directions.sentences(say, trip))


def timed(say: Text, entry: dict[str, Any], mode: Mode, time: TravelTime | None) -> dict[str, Any]:
    """Return an entry of the list with its time above its other lines."""
    return entry if time is None else {**entry, "lines": [directions.travel_time(say, mode, time), *entry["lines"]]}


def remarks(say: Text, times: Iterable[TravelTime]) -> list[str]:
    """Say what kinds of time stand in a list sorted by time."""
    kinds = {(time.status, time.is_approximate) for time in times}
    lines = [say("journey.some_estimated")] if ("estimate", False) in kinds else []
    return lines + ([say("journey.some_approximate")] if ("route", True) in kinds else [])


def ends(origin: Origin, center: Center) -> Sequence[tuple[float, float]]:
    """Return both ends of a way as (lon, lat)."""
    return [(origin.lon, origin.lat), (center.lon, center.lat)]


def _of_way(say: Text, trip: Trip) -> list[str]:
    """Say what there is on the way: stairs, a ferry, a toll."""
    return directions.warnings(
        say, replace(trip, warnings=tuple(code for code in trip.warnings if code not in _OF_TIME))
    )
