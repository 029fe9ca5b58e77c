"""How have you been? Questions one by one, what they come to in plain words, and where to go from there."""

import streamlit as st

from app import data
from app.data import rules
from app.law import review_words
from app.self_check import check, check_danger, check_state, check_widgets, check_words
from app.self_check.check_state import CheckResult
from app.text import Text
from app.ui import crisis_panel, widgets


def page(say: Text) -> None:
    """Draw the page."""
    if not check_widgets.is_begun():
        st.html(check_words.introduction(say))
    answers = check_widgets.answers(say)
    if answers is not None:
        show_result(say, answers)
    st.html(review_words.line(say, "text/danger"))


def show_result(say: Text, answers: dict[str, str]) -> None:
    """Show the result: safety first where it is needed, words, what to do next, and how to forget it all."""
    instruments = rules.instruments()
    result = check.conclude(check.read(answers, instruments), instruments)
    check_state.keep_result(result)
    show_safety(say, result)
    is_answered_by_a_child = check.is_child(result.needs) and check.whose(result.needs) == "self"
    if not is_answered_by_a_child and result.sign:
        show_ways(say, result, say("danger.places"))
        write(check_words.scores(say, result, instruments))
    elif not is_answered_by_a_child:
        show_scores(say, result)
        show_ways(say, result, say("check.next"))
    with st.container(key="check-more"):
        check_widgets.offer_more(say, result)
        check_widgets.offer_keeping(say, result)
        check_widgets.offer_forgetting(say)
    write(check_words.notices(say, result, instruments))


def show_safety(say: Text, result: CheckResult) -> None:
    """Show whom to call and what to do first, where anything in the answers asks for it, and for a child under 13."""
    is_young, is_child = check.is_young(result.needs), check.is_child(result.needs)
    if result.sign == "unsure":
        crisis_panel.show_panel(say, is_young=is_young, alone="child" if is_child else "unsure", arrive="crisis-result")
    elif result.sign:
        crisis_panel.show_panel(say, is_young=is_young, panels=check.panels(result), arrive="crisis-result")
    elif is_child:
        crisis_panel.show_panel(say, is_young=True, alone="child", arrive="crisis-result")
    if result.sign:
        write(check_danger.first_hours(say, result))
    if is_child:
        write(check_danger.for_child(say, result))


def show_scores(say: Text, result: CheckResult) -> None:
    """Show what the answers come to, in words before numbers, and what that may open."""
    instruments = rules.instruments()
    arrive = "" if check.is_child(result.needs) else "check-result"
    widgets.heading(say("check.result"), arrive=arrive)
    write(check_words.scores(say, result, instruments) + check_words.doors(say, result, instruments, data.today()))


def show_ways(say: Text, result: CheckResult, heading: str) -> None:
    """Show what the person looks for, and the links that lead on."""
    widgets.heading(heading)
    write(check_words.needs(say, result.needs) + check_words.ways_on(say, result))


def write(html: str) -> None:
    """Write HTML, where there is any: Streamlit refuses an empty piece."""
    if html:
        st.html(html)


page(widgets.sentences())
