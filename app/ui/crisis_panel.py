"""The crisis panel: whom to call right now. It stands on every page one tap away, and on top when distress shows."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from app import data
from app.data import rules
from app.sitemap import href
from app.text import Text
from app.ui.markup import Blocks
from gis.care import crisis_signals
from gis.care.area_codes import Area, area_of
from gis.care.crisis import CrisisNumber

FOR_ALL = ("1577-0199", "119", "1388")
"""Numbers of the panel after the register's first, for a grown-up."""

FOR_YOUNG = ("1388", "117", "109", "1577-0199", "119")
"""All numbers of the panel for somebody under 19."""

FIRST = {
    "emergency": ("119", "112"),
    "others": ("112", "119", "1577-0199"),
    "violence": ("112", "1366", "1577-1389"),
}
"""Numbers that stand before these, by what was heard (:data:`gis.care.crisis_signals.PANELS`)."""

FIRST_YOUNG = FIRST | {"violence": ("112", "117", "1388", "1366")}
"""The same for somebody under 19."""

ALONE: Mapping[str, tuple[str, ...]] = {
    "unsure": ("109", "1577-0199", "119", "112"),
    "child": ("1388", "117", "112", "119", "109"),
}
"""Calm panels of the self-check with all their numbers: whether there is danger is not known; a child under 13."""

AWAY = "https://www.weather.go.kr/"
"""Where the quick way out leads: a page that anybody might be reading."""

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
        One of :data:`ALONE`, which then decides everything.
    arrive : str
        Its title is a heading that takes the keyboard there, anew for each name (app/ui/static/frame.js); empty for the
        frame, where it is no heading and takes nothing.
    leads_on : bool
        Whether it links to the page that says what to do, which that page need not.
    region_code : str, optional
        MOIS code of where the person is, for the area code of numbers that a mobile telephone needs one for.
    """
    urgent = [one for one in crisis_signals.PANELS if one in panels and one in FIRST]
    kind = alone or (urgent[0] if urgent else "life")
    ahead = [number for one in urgent for number in (FIRST_YOUNG if is_young else FIRST)[one]]
    usual = FOR_YOUNG if is_young else (numbers[0].number, *FOR_ALL)
    known = {number.number: number for number in numbers}
    shown = [known[one] for one in dict.fromkeys(ALONE[alone] if alone else (*ahead, *usual)) if one in known]
    area = area_of(rules.areas(), region_code)
    first, *others = shown
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
            *(_call(say, one, area, with_areas=is_for_young) for one in others),
        ],
        more=href("emergency", say.language) if leads_on else "",
    )


def show(
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
    panels = heard(*texts)
    if panels:
        show(say, is_young=is_young or sounds_young(*texts), panels=panels)
    return bool(panels)


def heard(*texts: str) -> frozenset[str]:
    """Give what that which was typed asks for, out of :data:`gis.care.crisis_signals.PANELS`; empty when nothing."""
    words = rules.distress_words()
    return frozenset().union(*(crisis_signals.panels(text, *words) for text in texts if text))


def sounds_like_distress(*texts: str) -> bool:
    """Tell whether something that was typed sounds like danger to somebody."""
    return bool(heard(*texts))


def sounds_young(*texts: str) -> bool:
    """Tell whether something that was typed tells of somebody under 19, by words of school, of parents and of age."""
    words = rules.words_of_young_people()
    return any(crisis_signals.sounds_young(text, words) for text in texts if text)


def _call(
    say: Text, number: CrisisNumber, area: Area | None, *, by_text: str = "", with_areas: bool = False
) -> dict[str, object]:
    """Give the fields of a number to call.

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
        "is_first": bool(by_text),
        "sms": sms,
        "by_text": say(by_text, number=number.number) if sms else "",
        "areas": _areas(say, number) if with_areas and number.needs_area_code and area is None else None,
    }


def _areas(say: Text, number: CrisisNumber) -> tuple[str, list[tuple[str, str]]]:
    """Give a number behind the area code of each region: what to dial, and in words."""
    links = [
        (area.dial(number.number), f"{area.names[say.language]} {area.written(number.number)}")
        for area in rules.areas()
    ]
    return say("crisis.by_area", number=number.number), links
