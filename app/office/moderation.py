"""Reviews to decide on."""

import streamlit as st
from markupsafe import Markup

from app.account import sessions
from app.center import review_words
from app.data import offices
from app.office import forms
from app.text import Text
from app.ui import widgets
from app.ui.markup import Blocks
from gis.queries.reviews import ReviewToDecide

_BLOCKS = Blocks("office/office")

WANTED = ("pending", "reported", "published", "rejected", "hidden")

DECISIONS = {
    "pending": ("published", "rejected"),
    "reported": ("published", "hidden"),
    "published": ("hidden",),
    "rejected": ("published",),
    "hidden": ("published",),
}
"""List -> what may be decided there; publishing a reported one keeps it and settles the reports."""


def show_queue(say: Text) -> None:
    """List reviews of a state and decide on them."""
    wanted = widgets.choose_one(
        say("admin.reviews.which"),
        WANTED,
        parameter="show",
        default="pending",
        name=lambda state: say(f"admin.reviews.{state}"),
    )
    listed = offices.reviews_to_decide(sessions.token(), wanted)
    if not listed:
        widgets.message(say("admin.reviews.none"))
    for review in listed:
        with st.container(key=f"decide-{review.review_id}"):
            st.html(_told(say, review))
            _decide(say, review, DECISIONS[wanted])


def _told(say: Text, review: ReviewToDecide) -> Markup:
    reports = [
        say("admin.reviews.reports", n=n, reason=say(f"reviews.report_reason.{why}"))
        for why, n in review.reports.items()
    ]
    return _BLOCKS.review(
        center=review.center_name,
        flags=[(flag, say(f"admin.flag.{flag}")) for flag in review.flags],
        reports=reports,
        crisis=say("admin.reviews.crisis") if "crisis" in review.flags else "",
        when=say("reviews.visited", month=review_words.month(say, review.visit_month)),
        ratings=review_words.given(say, review.ratings),
        body=review_words.body(review.body),
    )


def _decide(say: Text, review: ReviewToDecide, decisions: tuple[str, ...]) -> None:
    with st.form(f"decide-form-{review.review_id}", border=False):
        reason = st.selectbox(
            say("admin.reviews.reason", n=review.review_id),
            offices.REASONS,
            format_func=lambda code: say(f"reviews.why.{code}"),
            key=f"why-{review.review_id}",
        )
        with st.container(horizontal=True):
            pressed = [
                decision
                for decision in decisions
                if st.form_submit_button(
                    say(f"admin.decision.{decision}"), key=f"{decision}-{review.review_id}", type="secondary"
                )
            ]
    if pressed:
        number, decision = review.review_id, pressed[0]
        if (decision == "published") != (reason == "fits"):
            widgets.message(say("admin.reviews.reason_fits_not"), tone="trouble")
            return
        forms.attempt(
            say,
            say(f"admin.done.{decision}"),
            lambda: offices.decide_review(sessions.token(), number, decision=decision, reason=str(reason)),
        )
        st.rerun()
