"""Reviews to decide on."""

from html import escape

import streamlit as st

from app.account import sessions
from app.center import review_words
from app.data import offices
from app.office import forms
from app.text import Text
from app.ui import widgets
from gis.queries.reviews import ReviewToDecide

WANTED = ("pending", "reported", "published", "rejected", "hidden")

DECISIONS = {
    "pending": ("published", "rejected"),
    "reported": ("published", "hidden"),
    "published": ("hidden",),
    "rejected": ("published",),
    "hidden": ("published",),
}
"""List -> what may be decided there; publishing a reported one keeps it and settles the reports."""


def show(say: Text) -> None:
    """List reviews of a state and decide on them."""
    wanted = widgets.choose_one(
        say("admin.reviews.which"),
        WANTED,
        parameter="show",
        default="pending",
        name=lambda one: say(f"admin.reviews.{one}"),
    )
    listed = offices.reviews_to_decide(sessions.token(), wanted)
    if not listed:
        widgets.message(say("admin.reviews.none"))
    for one in listed:
        with st.container(key=f"decide-{one.review_id}"):
            st.html(_told(say, one))
            _decide(say, one, DECISIONS[wanted])


def _told(say: Text, one: ReviewToDecide) -> str:
    flags = "".join(f'<span class="tag flag-{flag}">{escape(say(f"admin.flag.{flag}"))}</span>' for flag in one.flags)
    told = [
        say("admin.reviews.reports", n=n, reason=say(f"reviews.report_reason.{why}")) for why, n in one.reports.items()
    ]
    reports = "".join(f'<span class="tag">{escape(line)}</span>' for line in told)
    when = escape(say("reviews.visited", month=review_words.month(say, one.visit_month)))
    crisis = f'<p class="hint">{escape(say("admin.reviews.crisis"))}</p>' if "crisis" in one.flags else ""
    return (
        f'<div class="report"><p><strong>{escape(one.center_name)}</strong> {flags}{reports}</p>{crisis}'
        f'<p class="hint">{when} · {review_words.given(say, one.ratings)}</p>{review_words.body(one.body)}</div>'
    )


def _decide(say: Text, one: ReviewToDecide, decisions: tuple[str, ...]) -> None:
    with st.form(f"decide-form-{one.review_id}", border=False):
        reason = st.selectbox(
            say("admin.reviews.reason", n=one.review_id),
            offices.REASONS,
            format_func=lambda code: say(f"reviews.why.{code}"),
            key=f"why-{one.review_id}",
        )
        with st.container(horizontal=True):
            pressed = [
                decision
                for decision in decisions
                if st.form_submit_button(
                    say(f"admin.decision.{decision}"), key=f"{decision}-{one.review_id}", type="secondary"
                )
            ]
    if pressed:
        number, decision = one.review_id, pressed[0]
        if (decision == "published") != (reason == "fits"):
            widgets.message(say("admin.reviews.reason_fits_not"), tone="trouble")
            return
        forms.attempt(
            say,
            say(f"admin.done.{decision}"),
            lambda: offices.decide_review(sessions.token(), number, decision=decision, reason=str(reason)),
        )
        st.rerun()
