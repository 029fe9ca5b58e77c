"""The page of an account: what a person keeps of themselves, each with its consent and the way to forget it."""

import datetime as dt
from typing import Any

import streamlit as st

from app import data
from app.account import belongings
from app.account.account_widgets import act
from app.text import Text
from app.ui import widgets, words
from app.ui.components import form, position
from app.ui.components.form import Field
from gis.errors import UnavailableError
from gis.queries.accounts import Account
from gis.terms import AGE_GROUPS, KNOWN_SEVERITIES, PROBLEMS, SEOUL

CELL = "profile-cell"
"""Session key of the cell that the device was just found in."""


def profile(say: Text, account: Account, about: dict[str, Any]) -> None:
    """Ask what fits a person, to be kept with their consent."""
    with st.expander(say("account.profile.heading")):
        if not about["can_keep"]:
            widgets.quietly(say("account.profile.off"))
            return
        try:
            kept = belongings.profile(account)
        except UnavailableError:
            widgets.quietly(say("account.error.no_key"))
            return
        widgets.quietly(say("account.profile.lead"))
        widgets.quietly(say("account.profile.kept_now" if kept else "account.profile.none"))
        cell = _ask_cell(say, (kept or {}).get("cell"))
        form.show(
            say,
            profile_fields(say, kept or {}),
            name="profile",
            path="/me/profile",
            method="PUT",
            submit=say("account.profile.submit"),
            fixed={"consent": belongings.WORDING["profile"], "profile": {"cell": cell}},
            unsent=["agree"],
            done=say("account.profile.done"),
        )
        if kept:
            act(say, "forget-profile", "/me/profile", say("account.profile.forget"))


def profile_fields(say: Text, kept: dict[str, Any]) -> list[Field]:
    """Give the questions of the profile with what is kept already."""
    none = ("", say("account.profile.no_answer"))
    yes_no = [("yes", say("account.profile.yes")), ("no", say("account.profile.no")), none]
    told = {True: "yes", False: "no", None: ""}

    def choice(name: str, group: str, codes: tuple[str, ...]) -> Field:
        options = [*((code, say(f"account.profile.{group}.{code}")) for code in codes), none]
        return Field(f"profile.{name}", say(f"account.profile.{name}"), "radio", options=options, value=kept.get(name))

    problems = [(code, say(f"account.profile.problems.{code}")) for code in PROBLEMS]
    return [
        Field("profile.problem", say("account.profile.problem"), "checks", options=problems, value=kept.get("problem")),
        choice("severity", "severities", KNOWN_SEVERITIES),
        *(
            Field(
                f"profile.{name}",
                say(f"account.profile.{name}"),
                "radio",
                options=yes_no,
                value=told[kept.get(name)],
                is_yes_no=True,
            )
            for name in ("prefer_online", "avail_after_6pm")
        ),
        choice("age_group", "ages", AGE_GROUPS),
        Field(
            "agree",
            say("account.profile.consent"),
            "checkbox",
            required=True,
            missing=say("account.profile.consent_missing"),
        ),
    ]


def results(say: Text, account: Account) -> None:
    """List the kept results, each with the way to forget it."""
    try:
        kept = belongings.results(account)
    except UnavailableError:
        return
    with st.expander(say("account.results.heading")):
        if not kept:
            widgets.quietly(say("account.results.none"))
        for one in kept:
            widgets.quietly(_line(say, one))
            act(say, f"forget-{one['result_id']}", f"/me/results/{one['result_id']}", say("account.results.forget"))
        if kept:
            act(say, "forget-results", "/me/results", say("account.results.forget_all"))


def offer_result(say: Text, account: Account | None, scores: dict[str, int | None]) -> None:
    """Offer to keep the result of a check, below it; draws nothing where nobody is signed in or there is no key.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    account : Account or None
    scores : dict
        Sums by instrument: phq9, gad7, phq2.
    """
    if account is None or not belongings.summary(account)["can_keep"]:
        return
    with st.expander(say("account.results.keep_heading")):
        widgets.quietly(say("account.results.keep_lead"))
        days = [(str(n), say("account.results.days_n", n=n)) for n in belongings.RESULT_DAYS]
        fields = [
            Field("days", say("account.results.days"), "radio", options=days, value="90", is_number=True),
            Field(
                "agree",
                say("account.results.consent"),
                "checkbox",
                required=True,
                missing=say("account.results.consent_missing"),
            ),
        ]
        form.show(
            say,
            fields,
            name="keep-result",
            path="/me/results",
            submit=say("account.results.submit"),
            fixed={
                "consent": belongings.WORDING["check_result"],
                "result": {"taken_on": data.today().isoformat(), **scores},
            },
            unsent=["agree"],
            done=say("account.results.done"),
        )


def _ask_cell(say: Text, kept: str | None) -> str | None:
    with st.container(key="profile-cell"):
        found = position.ask(say, exact=False, key="profile-position")
        if found and found[0]:
            st.session_state[CELL] = found[0]
        cell: str | None = st.session_state.get(CELL, kept)
        widgets.quietly(say("account.profile.cell_kept" if cell else "account.profile.cell_none"))
    return cell


def _line(say: Text, one: dict[str, Any]) -> str:
    told = [
        say(f"account.results.scores.{name}", n=one["result"][name])
        for name in ("phq9", "gad7", "phq2")
        if one["result"].get(name) is not None
    ]
    day = words.day(say, dt.date.fromisoformat(one["result"]["taken_on"]))
    until = words.day(say, one["expires_at"].astimezone(SEOUL).date())
    return say("account.results.line", day=day, scores=words.listing(told), until=until)
