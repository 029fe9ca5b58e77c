"""What was typed in the one search line, understood: places that it may mean, and what it asks for as an address."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app import data
from app.data import matching, rules
from app.data.search import Origin, address_of
from app.search import answers, origins
from app.sitemap import href
from app.text import Text
from app.ui import words
from app.ui.choices import Form
from app.ui.markup import Blocks
from gis.care.recommendation.typed_query import OpenWhen, TypedQuery
from gis.errors import InputError
from gis.queries.places import Place
from gis.terms import SEOUL

PARAMETERS = ("need", "kind", "doctors", "group", "open")
"""Names in the address of what :func:`filters` writes."""

_BLOCKS = Blocks("search/understood")
_WIDGETS = Blocks("ui/widgets")
_EVENING = dt.time(19, 0)
_DAYTIME = dt.time(11, 0)
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Understood:
    """What was understood.

    Parameters
    ----------
    query : TypedQuery
    places : sequence of Place
        What its place may be; of words that ask for nothing else, whatever they may be the name of.
    """

    query: TypedQuery
    places: Sequence[Place]

    @property
    def place(self) -> Place | None:
        """Give the one place that is meant, when there is no doubt.

        Who looks for something in a city means the city, and not the station or the county of its name.
        """
        return origins.sole(self.places) or (_city(self.places) if self.query.asks_for else None)


def _city(places: Sequence[Place]) -> Place | None:
    """Give the province or district that bears a name and holds all others of it; None where several do."""
    named = [
        place
        for place in places
        if place.match == "exact" and place.category == "region" and place.level in ("sido", "sigungu")
    ]
    widest = min(named, key=lambda place: len(place.region_code or ""), default=None)
    if widest is None or not all((place.region_code or "").startswith(widest.region_code or "") for place in named):
        return None
    return widest


def understand(typed: str) -> Understood | None:
    """Understand what was typed; None where it is blank, sounds like danger, or holds signs that name nothing.

    Raises
    ------
    SQLAlchemyError, DatabaseError, SettingsError
        When the database does not answer.
    """
    if not typed.strip() or rules.heard(typed):
        return None
    try:
        query = matching.read_typed(typed)
        if query.asks_for:
            return Understood(query, data.find_places(query.place) if query.place else ())
        return Understood(query, data.find_places(typed))
    except InputError:
        return None


def filters(query: TypedQuery, now: dt.datetime) -> dict[str, Any]:
    """Write what a query asks for as parameters of an address: codes of closed lists, never what was typed."""
    told: dict[str, Any] = {
        "need": list(query.needs),
        "kind": list(query.kinds),
        "doctors": "psychiatrist" if query.wants_psychiatrist else None,
        "group": query.group,
    }
    if query.when:
        told |= {"open": "now", "at": instant(query.when, now)}
    return {name: value for name, value in told.items() if value}


def instant(when: OpenWhen, now: dt.datetime) -> str | None:
    """Write the next instant at which a door must be open; None for the present, which needs no name."""
    today = now.astimezone(SEOUL)
    if when == "now":
        return None
    if when == "evening":
        days = 0 if today.weekday() < _SATURDAY and today.time() < dt.time(21, 0) else 1
        day = today.date() + dt.timedelta(days=days)
        while day.weekday() >= _SATURDAY:
            day += dt.timedelta(days=1)
        return f"{day:%Y-%m-%d}T{_EVENING:%H:%M}"
    ahead = ((_SATURDAY if when == "saturday" else _SUNDAY) - today.weekday()) % 7
    if ahead == 0 and today.time() >= dt.time(17, 0):
        ahead = 7
    return f"{today.date() + dt.timedelta(days=ahead):%Y-%m-%d}T{_DAYTIME:%H:%M}"


def wanted(say: Text, query: Mapping[str, Any]) -> tuple[Markup, tuple[str, ...]]:
    """Ask where to look for what an address asks for: what it is, to be changed, and the provinces as links.

    Returns
    -------
    Markup
    tuple of str
        The needs among it.
    """
    form = Form(query)
    asked = answers.ask(say, Origin("region", 0.0, 0.0), form, form)
    answers.ask_doors(say, form)
    heading = _WIDGETS.heading(say("find.where_for_it"), [say("find.where_for_it_more")], "")
    regions = [(name, href("find", say.language, query, **address_of(origin))) for name, origin in provinces(say)]
    return heading + answers.narrowed(say, asked, query, form) + _BLOCKS.anywhere(say, regions), asked.needs


def provinces(say: Text) -> list[tuple[str, Origin]]:
    """Give the provinces as places to start from, by name."""
    found: list[tuple[str, Origin]] = []
    for area in rules.areas():
        found += [
            (area.names[say.language], origins.origin_from(place))
            for place in data.find_places(area.names["ko"])
            if place.category == "region" and place.region_code == area.sido
        ]
    return found


def unread(say: Text, query: TypedQuery) -> str:
    """Say which words were not used; empty when all were understood, or nothing was."""
    return say("find.unread", words=words.listing([f"‘{word}’" for word in query.unread])) if query.unread else ""
