"""The self-check's widgets: asking, what is kept of the answers and for how long, and what is offered with a result."""

import logging
import uuid

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.account import belongings_widgets, sessions
from app.data import rules
from app.self_check import check, check_danger, check_state
from app.self_check.check_state import CheckResult
from app.text import Text
from app.ui import crisis_panel
from app.ui.components import questions
from app.ui.components.questions import Form, QuestionStep
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)

ANSWERS = "check-answers"
"""Session key of the answers given so far, by name; they stand nowhere else on the server."""

RESET = "check-reset"
"""Session key of the last "forget everything", which the browser's copy follows."""

MORE = "check-more"
"""Session key of the instrument that is being added to a result."""


def answers(say: Text) -> dict[str, str] | None:
    """Return the answers once all questions that are to be asked are answered; until then ask them.

    Returns
    -------
    dict or None
        Answers by name, as the browser sent them; None while something is still asked.
    """
    given: dict[str, str] | None = st.session_state.get(ANSWERS)
    more = st.session_state.get(MORE)
    instruments = rules.instruments()
    if given is None:
        steps = check.main_steps(say, instruments, check_danger.panels_by_answer(say, data.crisis_numbers()))
        _ask(say, steps, forms=check.forms(say), store="main", given={})
        return None
    if more:
        steps = check.item_steps(say, instruments.full[more], given)
        _ask(say, steps, forms=check.forms(say)[:1], store=f"more-{more}", given=given)
        st.button(say("check.without"), on_click=st.session_state.pop, args=(MORE, None))
        return None
    return given


def is_begun() -> bool:
    """Return whether answers were finished in this session."""
    return ANSWERS in st.session_state


def offer_more(say: Text, result: CheckResult) -> None:
    """Offer what was not asked yet: the rest of the PHQ-9 after its short form, and the GAD-7; not in danger."""
    if result.sign == "danger":
        return
    short = rules.instruments().short[check.SHORT_FORM]
    if result.phq2 is not None and result.phq9 is None:
        st.button(say("check.more.phq9"), on_click=_add, args=(short.of,))
    if result.phq2 is not None and result.gad7 is None:
        st.button(say("check.more.gad7"), on_click=_add, args=("gad7",))


def offer_keeping(say: Text, result: CheckResult) -> None:
    """Offer to keep the totals of a result, with consent; whoever has no account is asked nothing.

    A result stands without accounts and without their database: then nothing is offered.
    """
    if sessions.token() is None or result.phq2 is None:
        return
    try:
        account = sessions.current()
        belongings_widgets.offer_result(say, account, {"phq9": result.phq9, "gad7": result.gad7, "phq2": result.phq2})
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("keeping a result was not offered: %s", type(error).__name__)


def offer_forgetting(say: Text) -> None:
    """Offer to forget everything, here and in the browser, and to begin anew."""
    st.button(say("check.forget"), on_click=_forget)


def _ask(say: Text, steps: list[QuestionStep], *, forms: list[Form], store: str, given: dict[str, str]) -> None:
    """Ask, and once all is answered keep it beside what was given before and draw the page anew."""
    instruments, numbers = rules.instruments(), data.crisis_numbers()
    is_young = check.is_young(check.read(given, instruments).needs)
    finished = questions.ask(
        steps,
        words=say.group("check.button"),
        forms=forms,
        notices=check.notices(
            instruments,
            panel=crisis_panel.html(say, numbers, is_young=is_young),
            young_panel=crisis_panel.html(say, numbers, is_young=True),
            reminder=check_danger.reminder(say, numbers),
        ),
        store=f"check-{store}",
        reset=st.session_state.get(RESET, ""),
    )
    told = finished.get("answers") if finished else None
    if isinstance(told, dict):
        st.session_state[ANSWERS] = given | {str(name): str(value) for name, value in list(told.items())[:40]}
        st.session_state.pop(MORE, None)
        st.rerun()


def _add(code: str) -> None:
    st.session_state[MORE] = code


def _forget() -> None:
    for key in (ANSWERS, MORE):
        st.session_state.pop(key, None)
    check_state.forget()
    st.session_state[RESET] = uuid.uuid4().hex
