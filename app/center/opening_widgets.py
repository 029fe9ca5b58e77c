"""The find page's questions about opening: which centers, at what time, and what is wrong with one."""

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.center import corrections, openings
from app.data import rules
from app.data.opening import Openings
from app.text import Text
from app.ui import crisis_panel, widgets
from gis.errors import BusyError, NotFoundError


def at_address() -> Openings:
    """Return the state of every center now, or at the instant that the address names (``at=2026-10-05T14:00``)."""
    at, is_set = openings.read_at(st.query_params.get("at"), data.now())
    return data.openings(at, is_set=is_set)


def of_center(center_id: str) -> Openings:
    """Return the same for the details of one center, whose live service is asked where there is one."""
    at, is_set = openings.read_at(st.query_params.get("at"), data.now())
    return data.openings_with_live(center_id, at, is_set=is_set)


def offer_all(say: Text) -> None:
    """Say that no center is known to be open then, and offer the way back to all of them."""
    widgets.message(say("opening.none_open"), say("opening.none_open_more"))
    st.button(say("opening.show_all"), on_click=widgets.go, kwargs={"open": None}, type="primary")


def correct(say: Text, center_id: str) -> None:
    """Take what a person reports as wrong of a center, without an account."""
    with st.expander(say("correction.label")):
        widgets.quietly(say("correction.lead"))
        with st.form(f"correction-{center_id}", clear_on_submit=True, border=False):
            topic = st.selectbox(
                say("correction.topic"),
                corrections.TOPICS,
                format_func=lambda choice: say(f"correction.topics.{choice}"),
            )
            typed = st.text_area(
                say("correction.message"),
                max_chars=corrections.LONGEST_MESSAGE,
                placeholder=say("correction.message_hint"),
            )
            widgets.quietly(say("correction.privacy"))
            is_sent = st.form_submit_button(say("correction.send"))
        if is_sent:
            crisis_panel.show_if(say, typed)
        # Whoever writes that they cannot go on is answered; their words are no correction and go nowhere. Violence may
        # be what a correction is about.
        if is_sent and rules.heard(typed) <= {"violence"}:
            _file(say, center_id, str(topic), corrections.clean_message(typed))


def _file(say: Text, center_id: str, topic: str, message: str) -> None:
    if not message:
        widgets.message(say("correction.empty"))
        return
    key = corrections.client_key(st.context.ip_address, data.today())
    try:
        number = data.file_correction(center_id=center_id, topic=topic, message=message, client_key=key)
    except BusyError:
        widgets.message(say("correction.too_many"))
    except (NotFoundError, SQLAlchemyError):
        widgets.message(say("correction.failed"), tone="trouble")
    else:
        widgets.message(say("correction.thanks", n=number))
