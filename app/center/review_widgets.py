"""Reviews on the details of a center: what people say, a report button, and writing one's own when signed in."""

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.account import sessions
from app.center import corrections, review_words
from app.data import reviews
from app.data.rules import heard
from app.sitemap import href
from app.text import Text
from app.ui import crisis_panel, widgets
from app.ui.markup import html
from gis.care.reviews import CRISIS_FLAG, find_personal, plain_body
from gis.errors import BusyError, MindConnectError, NotFoundError
from gis.queries.reviews import OwnReview, Review

SHOWN_AT_ONCE = 5
"""Reviews shown before somebody asks for all."""


def care(say: Text, center_id: str) -> None:
    """Put whom to call on top of the page when what was typed into the review sounds like danger."""
    crisis_panel.show_if(say, str(st.session_state.get(_key(center_id, "body"), "")))


def show_reviews(say: Text, center_id: str) -> None:
    """Show the reviews of a center."""
    published, standing = reviews.published(center_id)
    with st.container(key="reviews"):
        st.html(html('<h3 class="part">{{ text }}</h3>', text=say("reviews.heading")))
        st.html(review_words.standing(say, standing, reviews.rules()))
        wants_all = st.query_params.get("reviews") == "all"
        for review in published if wants_all else published[:SHOWN_AT_ONCE]:
            _show_review(say, review)
        if len(published) > SHOWN_AT_ONCE and not wants_all:
            st.button(say("reviews.all", n=len(published)), on_click=widgets.go, kwargs={"reviews": "all"})
        _offer_writing(say, center_id)


def _show_review(say: Text, review: Review) -> None:
    st.html(review_words.review(say, review))
    reported = st.session_state.get("reported-review")
    if reported == review.review_id:
        widgets.message(say("reviews.reported"))
    elif st.session_state.get("report-review") == review.review_id:
        _ask_report(say, review.review_id)
    else:
        st.button(
            say("reviews.report"),
            key=f"report-{review.review_id}",
            type="tertiary",
            on_click=_open_report,
            args=(review.review_id,),
        )


def _open_report(review_id: int) -> None:
    st.session_state["report-review"] = review_id


def _ask_report(say: Text, review_id: int) -> None:
    with st.form(f"report-form-{review_id}", border=False):
        reason = st.radio(
            say("reviews.report_why"),
            reviews.REPORT_REASONS,
            format_func=lambda choice: say(f"reviews.report_reason.{choice}"),
        )
        if not st.form_submit_button(say("reviews.report_send")):
            return
    key = corrections.client_key(st.context.ip_address, data.today())
    try:
        reviews.report(review_id, reason=str(reason), client_key=key)
    except BusyError:
        widgets.message(say("reviews.too_many"))
    except NotFoundError:
        widgets.message(say("reviews.gone"))
    else:
        st.session_state["reported-review"] = review_id
        st.rerun()


def _offer_writing(say: Text, center_id: str) -> None:
    account = sessions.current()
    if account is None:
        source = '<p class="hint">{{ text }} <a class="stay" href="{{ address }}">{{ link }}</a></p>'
        text, link = say("reviews.sign_in_first"), say("reviews.to_sign_in")
        st.html(html(source, text=text, address=href("me", say.language), link=link))
        return
    written = reviews.own(sessions.token(), center_id)
    trouble = st.session_state.pop(_key(center_id, "trouble"), None)
    # Always there, so that what stands below keeps its place, and the form stays open, when a message comes.
    with st.container(key="own-review"):
        if written:
            st.html(review_words.own(say, written))
            st.button(say("reviews.remove"), key="remove-review", on_click=_remove, args=(say, center_id))
        if message := st.session_state.pop(_key(center_id, "told"), None):
            widgets.message(*message)
        if trouble:
            widgets.message(*trouble, tone="trouble")
    with st.expander(say("reviews.rewrite" if written else "reviews.write"), expanded=trouble is not None):
        _ask_review(say, center_id, written)


def _ask_review(say: Text, center_id: str, own_review: OwnReview | None) -> None:
    rules = reviews.rules()
    scale = list(range(rules.least, rules.most + 1))
    months = review_words.months(data.today())
    widgets.quietly(say("reviews.lead"))
    widgets.quietly(say("reviews.scale", least=rules.least, most=rules.most))
    with st.form(f"review-{center_id}", border=False):
        for name in rules.aspects:
            before = own_review.ratings.get(name) if own_review else None
            st.radio(
                review_words.aspect(say, name),
                scale,
                index=scale.index(before) if before in scale else None,
                horizontal=True,
                key=_key(center_id, name),
            )
        st.selectbox(
            say("reviews.when"),
            months,
            index=months.index(own_review.visit_month) if own_review and own_review.visit_month in months else 0,
            format_func=lambda choice: review_words.month(say, choice),
            key=_key(center_id, "month"),
        )
        st.text_area(
            say("reviews.body"),
            value=own_review.body if own_review else "",
            max_chars=1000,
            placeholder=say("reviews.body_hint"),
            key=_key(center_id, "body"),
        )
        widgets.quietly(say("reviews.privacy"))
        st.form_submit_button(say("reviews.send"), type="primary", on_click=_file, args=(say, center_id))


def _file(say: Text, center_id: str) -> None:
    """Look at what was typed and file it; runs before the page, so that the page shows what came of it."""
    rules, state = reviews.rules(), st.session_state
    ratings = {name: state[_key(center_id, name)] for name in rules.aspects}
    typed = str(state[_key(center_id, "body")] or "")
    if None in ratings.values():
        state[_key(center_id, "trouble")] = (say("reviews.rate_all"),)
        return
    details = find_personal(typed)
    if barred := tuple(detail for detail in details if not detail.is_hint):
        state[_key(center_id, "trouble")] = (
            say("reviews.take_out"),
            say("reviews.take_out_more", found=review_words.personal(say, barred)),
        )
        return
    flags = sorted({str(detail.kind) for detail in details})
    if heard(typed):
        flags = [CRISIS_FLAG, *flags]
    try:
        reviews.file(
            sessions.token(),
            center_id=center_id,
            ratings={name: int(value) for name, value in ratings.items()},
            body=plain_body(typed),
            visit_month=state[_key(center_id, "month")],
            flags=flags,
        )
    except BusyError:
        state[_key(center_id, "trouble")] = (say("reviews.too_many"),)
    except (MindConnectError, SQLAlchemyError):
        state[_key(center_id, "trouble")] = (say("reviews.failed"),)
    else:
        hint = (say("reviews.names_hint"),) if "person_name" in flags else (say("reviews.thanks_more"),)
        state[_key(center_id, "told")] = (say("reviews.thanks"), *hint)


def _remove(say: Text, center_id: str) -> None:
    try:
        reviews.remove(sessions.token(), center_id)
    except (MindConnectError, SQLAlchemyError):
        st.session_state[_key(center_id, "trouble")] = (say("reviews.failed"),)


def _key(center_id: str, what: str) -> str:
    return f"review-{what}-{center_id}"
