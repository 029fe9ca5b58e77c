"""The crisis panel: whom to call right now. It stands on every page one tap away, and on top when distress shows."""

from collections.abc import Sequence
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

EMERGENCY = "/emergency"
"""Page that says what to say and what to do while waiting."""


def html(
    say: Text,
    numbers: Sequence[CrisisNumber],
    *,
    is_young: bool = False,
    arrive: str = "crisis",
    leads_on: bool = True,
) -> str:
    """Write the panel.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    numbers : sequence of CrisisNumber
        Numbers in force in the order of the register; the first one stands first, whatever it is.
    is_young : bool
        Whether it is for somebody under 19.
    arrive : str
        Its title is a heading that takes the keyboard there, anew for each name (app/static/frame.js); empty for the
        frame, where it is no heading and takes nothing.
    leads_on : bool
        Whether it links to the page that says what to do, which that page need not.
    """
    known = {number.number: number for number in numbers}
    order = [known[one] for one in (FOR_YOUNG if is_young else FOR_ALL) if one in known]
    shown = [numbers[0], *(one for one in order if one is not numbers[0])]
    title = escape(say("crisis.title"))
    heading = f'<h2 tabindex="-1" data-arrive="{escape(arrive)}">{title}</h2>'
    head = heading if arrive else f'<p class="title">{title}</p>'
    calls = "".join(_call(say, number, is_first=number is shown[0]) for number in shown)
    address = escape(in_language(EMERGENCY, say.language))
    link = f'<p class="crisis-more-help"><a href="{address}">{escape(say("crisis.what_to_say"))}</a></p>'
    role = ' role="alert"' if arrive else ""
    return (
        f'<section class="crisis-panel"{role}>{head}<p>{escape(say("crisis.lead"))}</p>'
        f'<ul class="crisis-calls">{calls}</ul>{link if leads_on else ""}</section>'
    )


def show(say: Text, *, is_young: bool = False, arrive: str = "crisis") -> None:
    """Draw the panel on a page; the parameters are those of :func:`html`."""
    st.html(html(say, data.crisis_numbers(), is_young=is_young, arrive=arrive))


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
        Whether it is for somebody under 19.
    """
    is_heard = sounds_like_distress(*texts)
    if is_heard:
        show(say, is_young=is_young)
    return is_heard


def sounds_like_distress(*texts: str) -> bool:
    """Tell whether something that was typed sounds like danger to somebody's life."""
    words = rules.distress_words()
    return any(crisis_signals.find(text, words) for text in texts if text)


def _call(say: Text, number: CrisisNumber, *, is_first: bool) -> str:
    name = escape(number.name_in(say.language))
    hint = escape(say.get(f"crisis.for.{number.dial}", say("crisis.around_the_clock")))
    sms = ""
    if is_first and "sms" in number.channels:
        told = escape(say("crisis.by_text", number=number.number))
        sms = f'<a class="sms" href="sms:{escape(number.dial)}">{told}</a>'
    return (
        f'<li{" class=first" if is_first else ""}><a class="dial" href="tel:{escape(number.dial)}">'
        f"<strong>{escape(number.number)}</strong> <span>{name}</span> <small>{hint}</small></a>{sms}</li>"
    )
