"""The page of an account: what a person keeps of themselves, each with its consent and the way to forget it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import streamlit as st

from app import data
from app.account import belongings, consents
from app.account.account_widgets import act
from app.account.consents import WORDING
from app.data import accounts as doors
from app.text import Text
from app.ui import widgets, words
from app.ui.components import form, position
from app.ui.components.form import Field
from gis.errors import UnavailableError
from gis.queries.accounts import Account
from gis.queries.belongings import Part
from gis.terms import ACCOUNT_AGE_GROUPS, KNOWN_SEVERITIES, PROBLEMS, SEOUL

CELL = "profile-cell"
"""Session key of the cell that the device was just found in."""


def profile(say: Text, account: Account, about: dict[str, Any]) -> None:
    """Ask what fits a person, to be kept in parts, each with a consent of its own."""
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
        form.show_form(
            say,
            profile_fields(say, kept or {}, given=_in_force(account), cell=cell),
            name="profile",
            path="/me/profile",
            method="PUT",
            submit=say("account.profile.submit"),
            fixed={"profile": {"cell": cell}},
            done=say("account.profile.done"),
        )
        widgets.quietly(say("account.profile.consents.free"))
        if kept:
            act(say, "forget-profile", "/me/profile", say("account.profile.forget"))


def profile_fields(say: Text, kept: dict[str, Any], *, given: Collection[str], cell: str | None) -> list[Field]:
    """Return the questions of the profile with what is kept already, and the consents below what they cover.

    Parameters
    ----------
    say : Text
    kept : dict
        Answers by name.
    given : collection of str
        Purposes agreed to, in the words in force.
    cell : str or None
        Area that would be kept.
    """
    none = ("", say("account.profile.no_answer"))
    yes_no = [("yes", say("account.profile.yes")), ("no", say("account.profile.no")), none]
    labels = {True: "yes", False: "no", None: ""}

    def choice(name: str, group: str, codes: tuple[str, ...]) -> Field:
        options = [*((code, say(f"account.profile.{group}.{code}")) for code in codes), none]
        return Field(f"profile.{name}", say(f"account.profile.{name}"), "radio", options=options, value=kept.get(name))

    def either(name: str) -> Field:
        words = say(f"account.profile.{name}")
        return Field(f"profile.{name}", words, "radio", options=yes_no, value=labels[kept.get(name)], is_yes_no=True)

    def consent(part: Part) -> Field:
        return Field(
            f"consents.{part}", say(f"account.profile.consents.{part}"), "checkbox", value=part in given,
            required=part == "location" and cell is not None, sends=WORDING[part],
            required_with=[f"profile.{name}" for name in belongings.PARTS[part]],
            missing=say(f"account.error.consent_{part}"), codes=[f"consent_{part}"],
        )  # fmt: skip

    problems = [(code, say(f"account.profile.problems.{code}")) for code in PROBLEMS]
    return [
        Field("profile.problem", say("account.profile.problem"), "checks", options=problems, value=kept.get("problem")),
        choice("severity", "severities", KNOWN_SEVERITIES),
        consent("needs"),
        either("prefer_online"),
        either("avail_after_6pm"),
        choice("age_group", "ages", ACCOUNT_AGE_GROUPS),
        consent("profile"),
        *([consent("location")] if cell else []),
    ]


def agreed(say: Text, account: Account) -> None:
    """List the consents in force, each with the way to withdraw it and what goes with it."""
    in_force = {consent.purpose: consent for consent in consents.of_account(account) if consent.withdrawn_at is None}
    with st.expander(say("account.consents.heading")):
        widgets.quietly(say("account.consents.lead"))
        for purpose in (*consents.NEEDED, *consents.OPTIONAL):
            if purpose not in in_force:
                continue
            consent = in_force[purpose]
            day = words.day(say, consent.given_at.astimezone(SEOUL).date())
            name = say(f"account.consents.name.{purpose}")
            widgets.quietly(say("account.consents.line", name=name, day=day, wording=consent.wording))
            if purpose in consents.NEEDED:
                widgets.quietly(say("account.consents.needed"))
            else:
                gone = say(f"account.consents.gone.{purpose}")
                submit = say("account.consents.withdraw", what=gone)
                act(say, f"withdraw-{purpose}", f"/me/consents/{purpose}", submit)
        if not in_force.keys() & set(consents.OPTIONAL):
            widgets.quietly(say("account.consents.none"))


def results(say: Text, account: Account) -> None:
    """List the kept results, each with the way to forget it."""
    try:
        kept = belongings.results(account)
    except UnavailableError:
        return
    with st.expander(say("account.results.heading")):
        if not kept:
            widgets.quietly(say("account.results.none"))
        for result in kept:
            widgets.quietly(_line(say, result))
            act(
                say,
                f"forget-{result['result_id']}",
                f"/me/results/{result['result_id']}",
                say("account.results.forget"),
            )
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
    if account is None or doors.ring() is None:
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
        form.show_form(
            say,
            fields,
            name="keep-result",
            path="/me/results",
            submit=say("account.results.submit"),
            fixed={
                "consent": WORDING["check_result"],
                "result": {"taken_on": data.today().isoformat(), **scores},
            },
            unsent=["agree"],
            done=say("account.results.done"),
        )


def _ask_cell(say: Text, kept: str | None) -> str | None:
    with st.container(key="profile-cell"):
        if found := position.ask(say, key="profile-position"):
            st.session_state[CELL] = found
        cell: str | None = st.session_state.get(CELL, kept)
        widgets.quietly(say("account.profile.cell_kept" if cell else "account.profile.cell_none"))
        if cell:
            st.button(say("account.profile.cell_drop"), key="drop-cell", type="tertiary", on_click=_drop_cell)
    return cell


def _drop_cell() -> None:
    st.session_state[CELL] = None


def _in_force(account: Account) -> set[str]:
    return {
        consent.purpose
        for consent in consents.of_account(account)
        if consent.withdrawn_at is None and consent.wording == WORDING[consent.purpose]
    }


def _line(say: Text, result: dict[str, Any]) -> str:
    scores = [
        say(f"account.results.scores.{name}", n=result["result"][name])
        for name in ("phq9", "gad7", "phq2")
        if result["result"].get(name) is not None
    ]
    day = words.day(say, dt.date.fromisoformat(result["result"]["taken_on"]))
    until = words.day(say, result["expires_at"].astimezone(SEOUL).date())
    return say("account.results.line", day=day, scores=words.listing(scores), until=until)
