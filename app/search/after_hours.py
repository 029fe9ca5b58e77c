"""What answers when nearly all doors are shut: at night, on weekends and holidays the find page leads with it."""

import datetime as dt

from markupsafe import Markup

from app import data
from app.data import opening
from app.sitemap import article_href, href
from app.text import Text
from app.ui.markup import Blocks
from gis.care import crisis
from gis.terms import SEOUL

_OPENS, _CLOSES = dt.time(9, 0), dt.time(18, 0)
_SATURDAY = 5
_BLOCKS = Blocks("search/understood")


def is_after_hours(at: dt.datetime) -> bool:
    """Return whether it is outside of office hours in Korea: evening, night, weekend or a holiday of the nation."""
    there = at.astimezone(SEOUL)
    is_open_time = _OPENS <= there.time() < _CLOSES
    return not is_open_time or there.weekday() >= _SATURDAY or bool(opening.calendar().on(there.date()))


def lead(say: Text, at: dt.datetime, only_open: str = "") -> Markup:
    """Write the numbers that answer around the clock and what else there is then; nothing within office hours.

    Parameters
    ----------
    say : Text
    at : datetime.datetime
        Aware.
    only_open : str
        Address of the same list with the open centers alone; empty for none.
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
    return _BLOCKS.after_hours(say, calls, ways)
