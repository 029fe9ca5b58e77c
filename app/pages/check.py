"""How have you been? Questions one by one, what they come to in plain words, and where to go from there."""

import uuid

import streamlit as st

from app import check, check_state, check_widgets, check_words, crisis_panel, data, widgets
from app.components import questions
from app.data import rules
from app.text import Text

ANSWERS = "check-answers"
"""Session key of the answers given so far, by name; they stand nowhere else on the server."""

RESET = "check-reset"
"""Session key of the last "forget everything", which the browser's copy follows."""

MORE = "check-more"
"""Session key of the instrument that is being added to a result."""


def page(say: Text) -> None:
    """Draw the page."""
    answers = st.session_state.get(ANSWERS)
    if answers is None:
        ask(say)
    elif more := st.session_state.get(MORE):
        ask_more(say, answers, *more)
    else:
        show(say, answers)


def ask(say: Text) -> None:
    """Ask the questions of the check."""
    instruments = rules.instruments()
    st.html(check_words.introduction(say))
    take(
        questions.ask(
            check.main_steps(say, instruments),
            words=say.group("check.button"),
            forms=check.forms(say),
            alarms=check.alarms(instruments),
            panel=crisis_panel.html(say, data.crisis_numbers()),
            store="check-main",
            reset=st.session_state.get(RESET, ""),
        ),
        {},
    )


def ask_more(say: Text, answers: dict[str, str], code: str, start: int) -> None:
    """Ask the items of an instrument beside the answers given, from one of them on."""
    instruments = rules.instruments()
    take(
        questions.ask(
            check.item_steps(say, instruments.full[code], start=start),
            words=say.group("check.button"),
            forms=check.forms(say)[:1],
            alarms=check.alarms(instruments),
            panel=crisis_panel.html(
                say, data.crisis_numbers(), is_young=check.is_young(check.read(answers, instruments).needs)
            ),
            store=f"check-{code}-{start}",
            reset=st.session_state.get(RESET, ""),
        ),
        answers,
    )
    st.button(say("check.without"), on_click=st.session_state.pop, args=(MORE, None))


def take(found: dict[str, object] | None, before: dict[str, str]) -> None:
    """Take over finished answers and go on to the result."""
    told = found.get("answers") if found else None
    if isinstance(told, dict):
        st.session_state[ANSWERS] = before | {str(name): str(value) for name, value in list(told.items())[:40]}
        st.session_state.pop(MORE, None)
        st.rerun()


def show(say: Text, answers: dict[str, str]) -> None:
    """Show the result: the crisis panel first where it is needed, words, what to do next, and how to forget it all."""
    instruments = rules.instruments()
    found = check.read(answers, instruments)
    result = check.conclude(found, instruments)
    check_state.keep(result)
    if check.is_alarming(found, instruments):
        crisis_panel.show(say, is_young=check.is_young(found.needs), arrive="crisis-result")
    widgets.heading(say("check.result"), arrive="check-result")
    write(check_words.scores(say, result, instruments) + check_words.doors(say, result, instruments, data.today()))
    widgets.heading(say("check.next"))
    write(check_words.needs(say, result.needs) + check_words.ways_on(say, result))
    with st.container(key="check-more"):
        offer_more(say, result)
        check_widgets.offer_keeping(say, result)
        st.button(say("check.forget"), on_click=forget)
    write(check_words.notices(say, result, instruments))


def write(html: str) -> None:
    """Write HTML, where there is any: Streamlit refuses an empty piece."""
    if html:
        st.html(html)


def offer_more(say: Text, result: check_state.CheckResult) -> None:
    """Offer what was not asked yet: the rest of the PHQ-9 after its short form, and the GAD-7."""
    short = rules.instruments().short[check.SHORT_FORM]
    if result.phq2 is not None and result.phq9 is None:
        st.button(say("check.more.phq9"), on_click=add, args=(short.of, short.items))
    if result.phq2 is not None and result.gad7 is None:
        st.button(say("check.more.gad7"), on_click=add, args=("gad7", 0))


def add(code: str, start: int) -> None:
    """Go on with the items of an instrument."""
    st.session_state[MORE] = (code, start)


def forget() -> None:
    """Forget everything, here and in the browser."""
    for key in (ANSWERS, MORE):
        st.session_state.pop(key, None)
    check_state.forget()
    st.session_state[RESET] = uuid.uuid4().hex


page(widgets.sentences())
