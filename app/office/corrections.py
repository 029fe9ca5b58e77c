"""What people report as wrong: read it, then put it right or say why not."""

import streamlit as st

from app.account import sessions
from app.data import offices
from app.data.offices import Answer
from app.office import forms, office_words
from app.text import Text
from app.ui import widgets
from gis.errors import InputError
from gis.queries.offices import Correction

DEEDS = ("claim", "phone", "homepage", "road_address", "address_detail", "gone", "nothing")
"""What may follow from a report: a notice or override, a value put right, the center taken out, or nothing."""

USUAL = {"hours": "claim", "phone": "phone", "address": "road_address", "gone": "gone", "other": "nothing"}
"""Topic of a report -> what usually follows."""


def show_corrections(say: Text) -> None:
    """List the reports and answer one."""
    wanted = widgets.choose_one(
        say("admin.corrections.which"),
        ("open", "settled"),
        parameter="show",
        default="open",
        name=lambda state: say(f"admin.corrections.{state}"),
    )
    listed = offices.corrections(sessions.token(), is_open=wanted == "open")
    if not listed:
        widgets.message(say(f"admin.corrections.none_{wanted}"))
        return
    chosen = st.query_params.get("correction")
    for correction in listed:
        with st.container(key=f"report-{correction.correction_id}"):
            st.html(office_words.correction(say, correction))
            if correction.settled_at is not None:
                continue
            if chosen == str(correction.correction_id):
                _answer(say, correction)
            else:
                st.button(
                    say("admin.corrections.answer", n=correction.correction_id),
                    key=f"answer-{correction.correction_id}",
                    on_click=widgets.go,
                    kwargs={"correction": str(correction.correction_id)},
                )


def _answer(say: Text, correction: Correction) -> None:
    key = f"answer-{correction.correction_id}"
    deed = st.selectbox(
        say("admin.corrections.deed"),
        DEEDS,
        index=DEEDS.index(USUAL[correction.topic]),
        format_func=lambda code: say(f"admin.deed.{code}"),
        key=f"{key}-deed",
    )
    with st.form(f"{key}-accept", border=False):
        widgets.quietly(say(f"admin.deed_more.{deed}"))
        read = forms.ask_claim(say, key) if deed == "claim" else None
        needs_value = deed not in ("claim", "gone", "nothing")
        value = st.text_input(say("admin.corrections.value"), max_chars=200, key=f"{key}-value") if needs_value else ""
        note = "" if read else st.text_input(say("admin.corrections.note"), max_chars=200, key=f"{key}-note")
        if st.form_submit_button(say("admin.corrections.accept"), type="primary"):

            def accept() -> None:
                offices.accept(sessions.token(), correction, _answer_of(str(deed), read, value, note))

            if forms.attempt(say, say("admin.done.accepted"), accept):
                widgets.go(correction=None)
            st.rerun()
    with st.form(f"{key}-reject", border=False):
        reason = st.text_input(say("admin.corrections.reason"), max_chars=200, key=f"{key}-reason-no")
        if st.form_submit_button(say("admin.corrections.reject")):
            number = correction.correction_id
            if forms.attempt(
                say, say("admin.done.rejected"), lambda: offices.reject(sessions.token(), number, reason.strip())
            ):
                widgets.go(correction=None)
            st.rerun()


def _answer_of(deed: str, read: object, value: str, note: str) -> Answer:
    """Make the answer of what was typed.

    Raises
    ------
    InputError
        When the right value or the hours are missing.
    """
    if callable(read):
        claim = read()
        return Answer(claim.reason, claim=claim)
    if deed == "gone":
        return Answer(note.strip(), fields=(("gone", "true"),))
    if deed == "nothing":
        return Answer(note.strip())
    if not value.strip() and not note.strip():
        raise InputError("the right value is missing; leaving it empty needs a note", code="value_missing")
    return Answer(note.strip(), fields=((deed, value.strip()),))
