"""What answers when nearly all doors are shut: at night, on weekends and holidays the find page leads with it."""

import datetime as dt

from markupsafe import Markup

from app import data
from app.center import cards
from app.data import opening
from app.data.search import Origin, address_of
from app.sitemap import article_href, href
from app.text import Text
from app.ui.markup import Blocks
from gis.care import crisis
from gis.queries.centers import Center
from gis.terms import SEOUL

_OPENS, _CLOSES = dt.time(9, 0), dt.time(18, 0)
_SATURDAY = 5
_BLOCKS = Blocks("search/understood")


def is_after_hours(at: dt.datetime) -> bool:
    """Return whether it is outside of office hours in Korea: evening, night, weekend or a holiday of the nation."""
    there = at.astimezone(SEOUL)
    is_open_time = _OPENS <= there.time() < _CLOSES
    return not is_open_time or there.weekday() >= _SATURDAY or bool(opening.calendar().on(there.date()))


def lead(say: Text, at: dt.datetime, only_open: str = "", origin: Origin | None = None) -> Markup:
    """Write the numbers that answer around the clock and what else there is then; nothing within office hours.

    Parameters
    ----------
    say : Text
    at : datetime.datetime
        Aware.
    only_open : str
        Address of the same list with the open centers alone; empty for none.
    origin : Origin, optional
        Where from: emergency rooms near it are named.
    """
    if not is_after_hours(at):
        return Markup()
    numbers = [number for number in crisis.order_of_calls(data.crisis_numbers()) if number.is_always_open]
    calls = [(number.dial, number.number, number.name_in(say.language)) for number in numbers]
    ways = [(only_open, say("find.after_hours.only_open"))] if only_open else []
    ways += [
        (href("emergency", say.language), say("find.after_hours.emergency")),
        (article_href("admission", say.language), say("find.after_hours.admission")),
    ]
    rooms = data.emergency_rooms(origin) if origin else ()
    return _BLOCKS.after_hours(say, calls, ways, [_room(say, center, origin) for center in rooms])


def _room(say: Text, center: Center, origin: Origin | None) -> dict[str, object]:
    return {
        "href": href("find", say.language, address_of(origin) if origin else {}, center=center.center_id),
        "name": center.name,
        "spelled": cards.spelled(say, center),
        "far": cards.whereabouts(say, center, origin),
        "dial": (center.phone or "").replace("-", ""),
        "phone": center.phone,
    }
