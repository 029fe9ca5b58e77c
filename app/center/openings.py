"""Which of the centers found are open, for the find page: badges, lines, filters and the details of one.

Pure functions of what :mod:`app.data` read; no Streamlit, no database.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.center import cards, opening_words
from app.data.opening import Openings
from app.text import Text
from app.ui import words
from app.ui.choices import OneOf, Pick
from app.ui.markup import Blocks, html
from gis import vocabulary
from gis.care.hours.days import Day
from gis.care.status import State
from gis.errors import InputError, NotFoundError
from gis.opening import read_instant
from gis.queries.centers import Center
from gis.search import arrival_at_center, keep_open
from gis.streets.network_catalog import TravelTime
from gis.terms import SEOUL

FILTERS = ("any", "now", "walk", "bicycle", "car")
"""Which centers are shown: all, those open now, or those open when one arrives."""

BADGE_TONES: Mapping[State, str] = {
    "open": "badge open",
    "closed": "badge closed",
    "break": "badge closed",
    "unknown": "badge unsure",
}


_BLOCKS = Blocks("center/openings")


def read_at(text: str | None, now: dt.datetime) -> tuple[dt.datetime, bool]:
    """Read the instant that an address names; anything unusable is the present.

    Returns
    -------
    datetime.datetime
        Aware.
    bool
        Whether the address named it.
    """
    if not text or text == "now":
        return now, False
    try:
        return read_instant(text), True
    except InputError:
        return now, False


def ask(say: Text, pick: Pick, *, has_start: bool) -> str:
    """Ask which centers are wanted: all, those open now, or open on arrival.

    Without a place to start from nobody arrives.
    """
    offered = FILTERS if has_start else FILTERS[:2]
    return pick(OneOf(say("opening.filter"), offered, "open", FILTERS[0], lambda one: say(f"opening.filters.{one}")))


def remarks(say: Text, found: Openings, chosen: str, centers: Sequence[Center]) -> list[str]:
    """Say at what instant it holds, and how many centers the choice leaves out because their hours are not known."""
    lines = [say("opening.as_of", when=opening_words.instant_text(say, found.at))] if found.is_set else []
    if chosen != FILTERS[0]:
        unknown = sum(found.states.get(center.center_id, "unknown") == "unknown" for center in centers)
        lines.append(say("opening.left_out", n=unknown))
    return lines


def keep(
    centers: Sequence[Center], openings: Openings, chosen: str, times: Mapping[str, TravelTime] | None = None
) -> list[Center]:
    """Keep the centers that a filter of :data:`FILTERS` lets through; an unknown state is not "open", nor is a home.

    Parameters
    ----------
    centers : sequence of Center
    openings : Openings
    chosen : str
        The filter.
    times : mapping of str to TravelTime, optional
        How long it takes to each center, where the filter is a way of travel; others are let through by no such one.
    """
    if chosen == "any":
        return list(centers)
    kept = keep_open(centers, openings.board, openings.at, times=None if chosen == "now" else times or {})
    return [center.center for center in kept]


def entry(
    say: Text, center: Center, openings: Openings, time: TravelTime | None = None
) -> tuple[dict[str, str], list[str]]:
    """Write a center's badge and the line below it for the list.

    Parameters
    ----------
    say : Text
    center : Center
    openings : Openings
    time : TravelTime, optional
        Where the centers were chosen by whether they are open on arrival: the line says how long one can stay.

    Returns
    -------
    dict
        ``text`` and ``tone`` of the badge; empty for a place that people live in.
    list of str
        None or one line.
    """
    if center.kind in vocabulary.residential_kinds():
        return {}, []  # somebody is always there where people live, but nobody is received who comes for help now
    state = openings.states.get(center.center_id, "unknown")
    badge = {"text": opening_words.badge(say, state), "tone": BADGE_TONES[state]}
    if usual := opening_words.usual(say, openings.board.usual(center.center_id, center.kind)):
        return badge, [usual]
    if center.center_id not in openings.board.facts or openings.board.weeks[center.center_id].week is None:
        return badge, []
    if time is not None and (arrival := arrival_at_center(openings.board, center.center_id, openings.at, time)):
        doubts = {"is_estimate": time.is_estimate, "is_approximate": time.is_approximate}
        return badge, [opening_words.arrival(say, arrival, openings.at, **doubts)]
    status = openings.board.status(center.center_id, openings.at)
    return badge, opening_words.outlook(say, status, openings.at)


def details(say: Text, center: Center, openings: Openings) -> Markup:
    """Write the opening of one center as HTML: badge, today, reasons, the week as a table."""
    try:
        status = openings.board.status(center.center_id, openings.at)
    except NotFoundError:
        return html("{{ text }}", text=say("center.hours_unknown", ask=cards.ask(say, center)))
    rows = opening_words.week_rows(say, openings.board.facts[center.center_id].hours)
    usual, ask = openings.board.usual(center.center_id, center.kind), cards.ask(say, center)
    published = words.listing([w for w in (center.opens_raw, center.closes_raw, center.closed_days_raw) if w])
    return _BLOCKS.details(
        say,
        tone=BADGE_TONES[status.state],
        badge=opening_words.badge(say, status.state),
        outlook=opening_words.usual(say, usual) or " · ".join(opening_words.outlook(say, status, openings.at)),
        today=today(say, openings, center.center_id) if rows else "",
        reasons=[
            *opening_words.usual_reasons(say, usual, ask=ask),
            *opening_words.reasons(say, status),
            opening_words.confidence(say, status, ask=ask),
        ],
        rows=rows,
        note=say("opening.as_published", words=published) if published else "",
    )


def today(say: Text, openings: Openings, center_id: str) -> str:
    """Say the hours of the day in question: the weekday's, or the holiday's by its name."""
    facts = openings.board.facts[center_id]
    date = openings.at.astimezone(SEOUL).date()
    day = Day(date, openings.board.calendar.on(date, facts.holiday_region))
    hours, _ = facts.hours.on(day)
    written = opening_words.day_hours(say, hours)
    if day.holidays:
        names = words.listing([holiday.name for holiday in day.holidays])
        return say("opening.today_holiday", name=names, hours=written)
    return say("opening.today", weekday=say(f"opening.weekday.{day.weekday}"), hours=written)
