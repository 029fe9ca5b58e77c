"""The crisis panel: whom to call right now. It stands on every page one tap away, and on top when distress shows."""

from collections.abc import Collection, Sequence
from html import escape

import streamlit as st

from app import data
from app.data import rules
from app.text import Text
from gis.care import crisis_signals
from gis.care.crisis import CrisisNumber
from gis.content import in_language

FOR_ALL = ("1577-0199", "119", "1388")
"""Numbers of the panel after the register's first, for a grown-up."""

FOR_YOUNG = ("1388", "1577-0199", "119")
"""The same for somebody under 19."""

FIRST = {
    "emergency": ("119", "112"),
    "others": ("112", "119", "1577-0199"),
    "violence": ("112", "1366", "1577-1389"),
}
"""Numbers that stand before these, by what was heard (:data:`gis.care.crisis_signals.PANELS`)."""

FIRST_YOUNG = FIRST | {"violence": ("112", "1366", "117")}
"""The same for somebody under 19."""

AWAY = "https://www.weather.go.kr/"
"""Where the quick way out leads: a page that anybody might be reading."""

EMERGENCY = "/emergency"
"""Page that says what to say and what to do while waiting."""


def html(
    say: Text,
    numbers: Sequence[CrisisNumber],
    *,
    is_young: bool = False,
    panels: Collection[str] = (),
    arrive: str = "crisis",
    leads_on: bool = True,
) -> str:
    """Write the panel.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    numbers : sequence of CrisisNumber
        Numbers in force in the order of the register; the first one stands first, unless ``panels`` asks for another.
    is_young : bool
        Whether it is for somebody under 19.
    panels : collection of str
        What was heard, out of :data:`gis.care.crisis_signals.PANELS`; the most urgent decides title and first numbers.
    arrive : str
        Its title is a heading that takes the keyboard there, anew for each name (app/static/frame.js); empty for the
        frame, where it is no heading and takes nothing.
    leads_on : bool
        Whether it links to the page that says what to do, which that page need not.
    """
    urgent = [one for one in crisis_signals.PANELS if one in panels and one in FIRST]
    ahead = [number for one in urgent for number in (FIRST_YOUNG if is_young else FIRST)[one]]
    known = {number.number: number for number in numbers}
    order = dict.fromkeys([*ahead, numbers[0].number, *(FOR_YOUNG if is_young else FOR_ALL)])
    shown = [known[one] for one in order if one in known]
    kind = urgent[0] if urgent else "life"
    title = escape(say(f"crisis.title.{kind}"))
    heading = f'<h2 tabindex="-1" data-arrive="{escape(arrive)}">{title}</h2>'
    head = heading if arrive else f'<p class="title">{title}</p>'
    first, *others = shown
    calls = _call(say, first, by_text=f"crisis.by_text.{kind}") + "".join(_call(say, one) for one in others)
    address = escape(in_language(EMERGENCY, say.language))
    link = f'<p class="crisis-more-help"><a href="{address}">{escape(say("crisis.what_to_say"))}</a></p>'
    role = ' role="alert"' if arrive else ""
    away = _way_out(say) if "violence" in panels else ""
    return (
        f'<section class="crisis-panel"{role}>{head}<p>{escape(say(f"crisis.lead.{kind}"))}</p>{away}'
        f'<ul class="crisis-calls">{calls}</ul>{link if leads_on else ""}</section>'
    )


def show(say: Text, *, is_young: bool = False, panels: Collection[str] = (), arrive: str = "crisis") -> None:
    """Draw the panel on a page; the parameters are those of :func:`html`."""
    st.html(html(say, data.crisis_numbers(), is_young=is_young, panels=panels, arrive=arrive))


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
        Whether it is for somebody under 19; words of school and parents tell it too.
    """
    panels = heard(*texts)
    if panels:
        show(say, is_young=is_young or sounds_young(*texts), panels=panels)
    return bool(panels)


def heard(*texts: str) -> frozenset[str]:
    """Give what that which was typed asks for, out of :data:`gis.care.crisis_signals.PANELS`; empty when nothing."""
    words = rules.distress_words()
    return frozenset().union(*(crisis_signals.panels(text, *words) for text in texts if text))


def sounds_young(*texts: str) -> bool:
    """Tell whether what was typed sounds as if somebody under 19 wrote it."""
    return any(crisis_signals.sounds_young(text, rules.words_of_young_people()) for text in texts if text)


def sounds_like_distress(*texts: str) -> bool:
    """Tell whether something that was typed sounds like danger to somebody."""
    return bool(heard(*texts))


def _way_out(say: Text) -> str:
    """Write the quick way out for whoever may be watched; app/static/frame.js puts that page in this one's place."""
    return (
        f'<p class="crisis-away"><a href="{AWAY}" rel="noreferrer">{escape(say("crisis.leave"))}</a> '
        f"<small>{escape(say('crisis.history'))}</small></p>"
    )


def _call(say: Text, number: CrisisNumber, *, by_text: str = "") -> str:
    """Write a number to call; the first one may also be written to, in the words of the key ``by_text``."""
    name = escape(number.name_in(say.language))
    hint = escape(say.get(f"crisis.for.{number.dial}", say("crisis.around_the_clock")))
    sms = ""
    if by_text and number.sms_link:
        told = escape(say(by_text, number=number.number))
        sms = f'<a class="sms" href="{escape(number.sms_link)}">{told}</a>'
    return (
        f'<li{" class=first" if by_text else ""}><a class="dial" href="tel:{escape(number.dial)}">'
        f"<strong>{escape(number.number)}</strong> <span>{name}</span> <small>{hint}</small></a>{sms}</li>"
    )
