"""The full list of crisis numbers: for whom each is, when it answers, how else it is reached, where that was read."""

from collections.abc import Iterator, Sequence
from html import escape

from app.text import Text
from app.ui.words import day
from gis.care.crisis import GROUPS, CrisisNumber

ANCHOR = "numbers"
"""Where the list stands on the emergency page."""


def html(say: Text, numbers: Sequence[CrisisNumber]) -> str:
    """Write all numbers by whom they are for.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    numbers : sequence of CrisisNumber
        Numbers in force, in the order of the register.
    """
    parts = "".join(_group(say, group, [one for one in numbers if one.group == group]) for group in GROUPS)
    heading, lead = escape(say("numbers.heading")), escape(say("numbers.lead"))
    return (
        f'<section class="all-numbers" id="{ANCHOR}"><h2>{heading}</h2><p>{lead}</p>{parts}'
        f"{_sources(say, numbers)}</section>"
    )


def _group(say: Text, group: str, numbers: Sequence[CrisisNumber]) -> str:
    if not numbers:
        return ""
    lines = "".join(_line(say, one) for one in numbers)
    return f"<h3>{escape(say(f'numbers.group.{group}'))}</h3><ul>{lines}</ul>"


def _line(say: Text, number: CrisisNumber) -> str:
    shown = f"<strong>{escape(number.number)}</strong> <span>{escape(number.name_in(say.language))}</span>"
    call = f'<a class="dial" href="tel:{escape(number.dial)}">{shown}</a>' if "phone" in number.channels else shown
    whom = f"{escape(number.for_whom_in(say.language))} · {escape(hours(say, number))}"
    ways = "".join(f"<li>{way}</li>" for way in _ways(say, number))
    more = f'<ul class="ways">{ways}</ul>' if ways else ""
    return f"<li><p>{call}</p><p>{whom}</p>{more}</li>"


def hours(say: Text, number: CrisisNumber) -> str:
    """Say when a number answers."""
    if number.is_always_open:
        return say("numbers.hours.always")
    if number.hours is None:
        return say("numbers.hours.unknown")
    if number.weekday_hours:
        return say("numbers.hours.weekdays", hours=number.weekday_hours.replace("-", "~"))
    return say("numbers.hours.daily", hours=number.hours.replace("-", "~"))


def _ways(say: Text, number: CrisisNumber) -> Iterator[str]:
    """Write what else than a call reaches it, and what a mobile phone must dial, as HTML."""
    if number.needs_area_code:
        yield escape(say("numbers.area_code", number=number.number))
    for channel in number.channels:
        if channel == "phone":
            continue
        at = number.address_of(channel) or number.dial
        words = escape(say(f"numbers.way.{channel}", at=at))
        link = number.sms_link if channel == "sms" else at if at.startswith("https://") else None
        outside = "" if channel == "sms" else ' rel="noopener noreferrer"'
        yield f'<a href="{escape(link)}"{outside}>{words}</a>' if link else words


def _sources(say: Text, numbers: Sequence[CrisisNumber]) -> str:
    """Write where each number was read, folded away; the names of what was read are in Korean."""
    lines = "".join(
        f'<li>{escape(one.number)}: <a lang="ko" href="{escape(one.source_url)}" rel="noopener noreferrer">'
        f"{escape(f'{one.publisher}, {one.source}')}</a> "
        f"{escape(say(f'numbers.read.{one.source_kind}', on=day(say, one.checked_on)))}</li>"
        for one in numbers
    )
    return f"<details><summary>{escape(say('numbers.sources'))}</summary><ul>{lines}</ul></details>"
