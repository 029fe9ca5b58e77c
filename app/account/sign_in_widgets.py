"""Signing up and in: one form at a time."""

from html import escape

import streamlit as st

from app import data
from app.text import Text
from app.ui import widgets
from app.ui.components import form
from app.ui.components.form import Field

WAYS = ("sign_in", "sign_up", "recover")


def show(say: Text) -> None:
    """Ask what somebody wants who is not signed in, and draw the form for it."""
    widgets.quietly(say("account.no_need"))
    if st.query_params.get("oidc") == "failed":
        widgets.message(say("account.sign_in.other_failed", name=data.settings().oidc_name))
    chosen = widgets.choose_one(
        say("account.what_next"),
        WAYS,
        parameter="do",
        default=WAYS[0],
        name=lambda one: say(f"account.do.{one}"),
        hidden_label=True,
    )
    with st.container(key="door"):
        {"sign_in": _sign_in, "sign_up": _sign_up, "recover": _recover}[chosen](say)


def name_field(say: Text, *, is_new: bool = False) -> Field:
    """Ask for the name."""
    hint = say("account.name_hint") if is_new else ""
    return Field(
        "name", say("account.name"), hint=hint, autocomplete="username", required=True,
        missing=say("account.name_missing"), longest=30,
    )  # fmt: skip


def password_field(say: Text, *, name: str = "password", is_new: bool = False, is_repeat: bool = False) -> Field:
    """Ask for the password; ``is_repeat`` where somebody already signed in confirms with it."""
    label = say("account.new_password") if is_new and is_repeat else say("account.password")
    return Field(
        name, label, "password", hint=say("account.password_hint") if is_new else "",
        autocomplete="new-password" if is_new else "current-password", required=True,
        missing=say("account.password_missing"),
    )  # fmt: skip


def _sign_in(say: Text) -> None:
    form.show(
        say,
        [name_field(say), password_field(say)],
        name="sign-in",
        path="/sessions",
        submit=say("account.sign_in.submit"),
        after="reload",
    )
    if data.settings().oidc_issuer:
        words = say("account.sign_in.other", name=data.settings().oidc_name)
        st.html(f'<p><a class="download" href="/api/v1/oidc/start">{escape(words)}</a></p>')


def _sign_up(say: Text) -> None:
    widgets.quietly(say("account.sign_up.lead"))
    agree = Field(
        "agree", say("account.sign_up.agree"), "checkbox", required=True, missing=say("account.sign_up.agree_missing")
    )
    form.show(
        say,
        [name_field(say, is_new=True), password_field(say, is_new=True), agree],
        name="sign-up",
        path="/accounts",
        submit=say("account.sign_up.submit"),
        after="reload",
        unsent=["agree"],
    )


def _recover(say: Text) -> None:
    widgets.quietly(say("account.recover.lead"))
    code = Field("code", say("account.recover.code"), hint=say("account.recover.code_hint"), required=True, longest=40)
    form.show(
        say,
        [name_field(say), code, password_field(say, is_new=True, is_repeat=True)],
        name="recover",
        path="/recovery",
        submit=say("account.recover.submit"),
        after="reload",
    )
    widgets.quietly(say("account.recover.lost"))
