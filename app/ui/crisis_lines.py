"""The full list of crisis numbers: for whom each is, when it answers, how else it is reached, where that was read."""

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from app.text import Text
from app.ui.crisis_panel import press_line
from app.ui.markup import Blocks
from app.ui.words import day
from gis.care.crisis import GROUPS, CrisisNumber

ANCHOR = "numbers"
"""Where the list stands on the emergency page."""

INTERPRETED = "1577-1366"
"""The line of the register that answers in thirteen languages, day and night."""

_BLOCKS = Blocks("ui/crisis_lines")


def html(say: Text, numbers: Sequence[CrisisNumber]) -> Markup:
    """Write all numbers by whom they are for.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    numbers : sequence of CrisisNumber
        Numbers in force, in the order of the register.
    """
    groups = [(group, [_line(say, number) for number in numbers if number.group == group]) for group in GROUPS]
    sources = [
        (
            number.number,
            number.source_url,
            f"{number.publisher}, {number.source}",
            say(f"numbers.read.{number.source_kind}", on=day(say, number.checked_on)),
        )
        for number in numbers
    ]
    return _BLOCKS.numbers(say, ANCHOR, groups, sources)


def interpreted(say: Text, numbers: Sequence[CrisisNumber]) -> Markup:
    """Write in other languages, a short sentence each, which line interprets; nothing where it is not in force."""
    line = next((number for number in numbers if number.number == INTERPRETED and number.is_always_open), None)
    if line is None:
        return Markup()
    told = [(code, say(f"crisis.interpreted.{code}")) for code in ("zh", "vi", "ja")]
    return _BLOCKS.interpreted(told, line.dial, line.number, say("crisis.interpreted_note.unreviewed"))


def _line(say: Text, number: CrisisNumber) -> dict[str, Any]:
    return {
        "number": number.number,
        "dial": number.dial if "phone" in number.channels else "",
        "name": number.name_in(say.language),
        "whom": number.for_whom_in(say.language),
        "hours": hours(say, number),
        "press": press_line(say, number),
        "ways": list(_ways(say, number)),
    }


def hours(say: Text, number: CrisisNumber) -> str:
    """Say when a number answers."""
    if number.is_always_open:
        return say("numbers.hours.always")
    if number.hours is None:
        return say("numbers.hours.unknown")
    if number.weekday_hours:
        return say("numbers.hours.weekdays", hours=number.weekday_hours.replace("-", "~"))
    return say("numbers.hours.daily", hours=number.hours.replace("-", "~"))


def _ways(say: Text, number: CrisisNumber) -> Iterator[dict[str, Any]]:
    """Return what else than a call reaches it, and what a mobile phone must dial: words, and where they lead."""
    if number.needs_area_code:
        yield {"text": say("numbers.area_code", number=number.number), "href": None, "is_outside": False}
    for channel in number.channels:
        if channel == "phone":
            continue
        at = number.address_of(channel) or number.dial
        href = number.sms_link if channel == "sms" else at if at.startswith("https://") else None
        yield {"text": say(f"numbers.way.{channel}", at=at), "href": href, "is_outside": channel != "sms"}
