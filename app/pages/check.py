"""How have you been? Questions one by one, what they come to in plain words, and where to go from there."""

import streamlit as st

from app import data
from app.data import rules
from app.self_check import check, check_state, check_widgets, check_words
from app.text import Text
from app.ui import crisis_panel, widgets


def page(say: Text) -> None:
    """Draw the page."""
    if not check_widgets.is_begun():
        st.html(check_words.introduction(say))
    answers = check_widgets.answers(say)
    if answers is not None:
        show(say, answers)


def show(say: Text, answers: dict[str, str]) -> None:
    """Show the result: the crisis panel first where it is needed, words, what to do next, and how to forget it all."""
    instruments = rules.instruments()
    found = check.read(answers, instruments)
    result = check.conclude(found, instruments)
    check_state.keep(result)
    if result.is_alarming:
        crisis_panel.show(say, is_young=check.is_young(found.needs), arrive="crisis-result")
    widgets.heading(say("check.result"), arrive="check-result")
    write(check_words.scores(say, result, instruments) + check_words.doors(say, result, instruments, data.today()))
    widgets.heading(say("check.next"))
    write(check_words.needs(say, result.needs) + check_words.ways_on(say, result))
    with st.container(key="check-more"):
        check_widgets.offer_more(say, result)
        check_widgets.offer_keeping(say, result)
        check_widgets.offer_forgetting(say)
    write(check_words.notices(say, result, instruments))


def write(html: str) -> None:
    """Write HTML, where there is any: Streamlit refuses an empty piece."""
    if html:
        st.html(html)


page(widgets.sentences())
