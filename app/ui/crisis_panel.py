"""The crisis panel: whom to call right now. It stands on every page one tap away, and on top when distress shows."""

from collections.abc import Collection, Sequence

import streamlit as st
from markupsafe import Markup

from app import data
from app.data import rules
from app.sitemap import href
from app.text import Text
from app.ui.markup import Blocks
from app.ui.words import month
from gis.care import crisis, crisis_signals
from gis.care.area_codes import AreaCode, area_of
from gis.care.crisis import CrisisNumber

AWAY = "https://www.weather.go.kr/"
"""Where the quick way out leads: a page that anybody might be reading."""

NEAREST = "기초정신건강복지센터"
"""Kind of the centers that the panel for voices leads to."""

_BLOCKS = Blocks("ui/crisis_panel")


def html(
    say: Text,
    numbers: Sequence[CrisisNumber],
    *,
    is_young: bool = False,
    panels: Collection[str] = (),
    alone: str = "",
    arrive: str = "crisis",
    leads_on: bool = True,
    region_code: str | None = None,
) -> Markup:
    """Write the panel.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    numbers : sequence of CrisisNumber
        Numbers in force in the order of the register; the first one stands first for a grown-up, unless ``panels``
        asks for another.
    is_young : bool
        Whether it is for somebody under 19.
    panels : collection of str
        What was heard, out of :data:`gis.care.crisis_signals.PANELS`; the most urgent decides title and first numbers.
    alone : str
        One of :data:`gis.care.crisis.ALONE`, which then decides everything.
    arrive : str
        Its title is a heading that takes the keyboard there, anew for each name (app/ui/static/frame.js); empty for the
        frame, where it is no heading and takes nothing.
    leads_on : bool
        Whether it links to the page that says what to do, which that page need not.
    region_code : str, optional
        MOIS code of where the person is, for the area code of numbers that a mobile telephone needs one for.
    """
    kind = alone or crisis_signals.most_urgent(panels)
    area = area_of(rules.areas(), region_code)
    first, *others = crisis.order_of_calls(numbers, panels=panels, is_young=is_young, alone=alone)
    is_for_young = is_young or alone == "child"
    by_text = f"crisis.by_text.{kind}"
    return _BLOCKS.panel(
        say,
        kind,
        arrive,
        is_calm=bool(alone),
        away=AWAY if "violence" in panels else "",
        calls=[
            _call(say, first, area, by_text=by_text, with_areas=is_for_young),
            *(_call(say, other, area, with_areas=is_for_young) for other in others),
        ],
        more=href("emergency", say.language) if leads_on else "",
        near=href("find", say.language, kind=[NEAREST]) if kind == "voices" else "",
    )


def show_panel(
    say: Text,
    *,
    is_young: bool = False,
    panels: Collection[str] = (),
    alone: str = "",
    arrive: str = "crisis",
    region_code: str | None = None,
) -> None:
    """Draw the panel on a page; the parameters are those of :func:`html`."""
    numbers = data.crisis_numbers()
    st.html(html(say, numbers, is_young=is_young, panels=panels, alone=alone, arrive=arrive, region_code=region_code))


def show_if(say: Text, *texts: str, is_young: bool = False) -> bool:
    """Draw the panel when something that was typed sounds like danger, and tell whether it did.

    Call it first on a page, before results and forms. Nothing of the texts is kept or logged.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    *texts : str
        What was typed.
    is_young : bool
        Whether it is for somebody under 19; what was typed may tell so too.
    """
    panels = rules.heard(*texts)
    if panels:
        show_panel(say, is_young=is_young or rules.sounds_young(*texts), panels=panels)
    return bool(panels)


def _call(
    say: Text, number: CrisisNumber, area: AreaCode | None, *, by_text: str = "", with_areas: bool = False
) -> dict[str, object]:
    """Return the fields of a number to call.

    The first one may also be written to, in the words of the key ``by_text``; ``with_areas`` offers the area codes of a
    number that needs one, where that of the person is not known.
    """
    hint = say.get(f"crisis.for.{number.dial}", say("crisis.around_the_clock"))
    printed, dial = number.number, number.dial
    if area and number.needs_area_code:
        printed, dial = area.written(number.number), area.dial(number.number)
        hint = say(f"crisis.from_area.{number.dial}", number=number.number)
    sms = number.sms_link if by_text else None
    return {
        "printed": printed,
        "dial": dial,
        "name": number.name_in(say.language),
        "hint": hint,
        "press": press_line(say, number),
        "is_first": bool(by_text),
        "sms": sms,
        "by_text": say(by_text, number=number.number) if sms else "",
        "areas": _areas(say, number) if with_areas and number.needs_area_code and area is None else None,
    }


def press_line(say: Text, number: CrisisNumber) -> str:
    """Say that a number rests on the press alone, and of when; empty when it rests on an official page."""
    return say("numbers.from_press", month=month(say, number.press_month)) if number.press_month else ""


def _areas(say: Text, number: CrisisNumber) -> tuple[str, list[tuple[str, str]]]:
    """Return a number behind the area code of each region: what to dial, and in words."""
    links = [
        (area.dial(number.number), f"{area.names[say.language]} {area.written(number.number)}")
        for area in rules.areas()
    ]
    return say("crisis.by_area", number=number.number), links
