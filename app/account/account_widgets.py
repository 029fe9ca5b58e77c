"""The page of an account: who it is, where it is signed in, its password, and the way out."""

from typing import Any

import streamlit as st

from app import data
from app.account import belongings
from app.account.sign_in_widgets import code_field, joining_fields, password_field
from app.data import accounts as doors
from app.text import Text
from app.ui import widgets, words
from app.ui.components import form
from app.ui.components.form import Field
from app.ui.markup import html
from gis.queries import sessions as kept_sessions
from gis.queries.accounts import Account
from gis.queries.sessions import SignedIn
from gis.terms import SEOUL


def summary(session: SignedIn) -> dict[str, Any]:
    """Count what is kept with the account."""
    return belongings.summary(session)


def greet(say: Text, account: Account, about: dict[str, Any]) -> None:
    """Say whose page it is and offer to sign out."""
    lines = [say("account.codes_left", n=about["recovery_codes_left"])] if about["has_password"] else []
    if account.role == "staff":
        names = data.region_names()
        code = account.municipality_code or ""
        lines.insert(0, say("account.role_staff", place=names.get(code, code)))
    elif account.role == "admin":
        lines.insert(0, say("account.role_admin"))
    elif about["is_held_back"]:
        lines.insert(0, say("account.second.needed_more"))
    widgets.heading(say("account.greeting", name=account.name), lines)
    form.show_form(
        say,
        [],
        name="sign-out",
        path="/sessions/current",
        method="DELETE",
        submit=say("account.sign_out.submit"),
        after="reload",
    )


def renew(say: Text, about: dict[str, Any]) -> None:
    """Ask again for the consents that an account needs, where they are missing or the words have changed."""
    if not about["consents_due"]:
        return
    widgets.message(say("account.renew.heading"), say("account.renew.lead"))
    form.show_form(
        say,
        joining_fields(say),
        name="renew",
        path="/me/consents",
        submit=say("account.renew.submit"),
        after="reload",
    )


def devices(say: Text, session: SignedIn) -> None:
    """List where the account is signed in, each with the way to end it."""
    with doors.reading() as conn:
        listed = kept_sessions.own_sessions(conn, session.session_id)
    with st.expander(say("account.sessions.heading")):
        for one in listed:
            device = one.device or say("account.sessions.unknown")
            day = words.day(say, one.last_seen_at.astimezone(SEOUL).date())
            is_this = session.session_id == one.session_id
            line, this = say("account.sessions.line", device=device, day=day), say("account.sessions.this")
            source = '<p>{{ line }}{% if this %} <strong class="tag">{{ this }}</strong>{% endif %}</p>'
            st.html(html(source, line=line, this=this if is_this else ""))
            if not is_this:
                act(say, f"end-{one.session_id}", f"/sessions/{one.session_id}", say("account.sessions.end"))
        if len(listed) > 1:
            act(say, "end-others", "/sessions", say("account.sessions.end_others"))


def act(say: Text, name: str, path: str, submit: str) -> None:
    """Draw a button that removes something; the run that follows draws the page without it."""
    form.show_form(say, [], name=name, path=path, method="DELETE", submit=submit)


def safety(say: Text, about: dict[str, Any]) -> None:
    """Change the password, and make new recovery codes."""
    if not about["has_password"]:
        return
    with st.expander(say("account.safety.heading")):
        form.show_form(
            say,
            [
                password_field(say, name="old_password"),
                password_field(say, name="new_password", is_new=True, is_repeat=True),
            ],
            name="password",
            path="/me/password",
            method="PUT",
            submit=say("account.safety.submit"),
            done=say("account.safety.done"),
        )
        widgets.quietly(say("account.safety.codes_lead"))
        form.show_form(
            say,
            [password_field(say)],
            name="codes",
            path="/me/recovery-codes",
            submit=say("account.safety.codes_submit"),
        )


def second_factor(say: Text, about: dict[str, Any]) -> None:
    """Set up a second factor, or take it away."""
    if not about["has_password"]:
        return
    since = about["second_factor_since"]
    with st.expander(say("account.second.heading"), expanded=about["is_held_back"]):
        if since:
            widgets.quietly(say("account.second.since", day=words.day(say, since.astimezone(SEOUL).date())))
            form.show_form(
                say,
                [password_field(say)],
                name="second-off",
                path="/me/second-factor/removal",
                submit=say("account.second.remove"),
                done=say("account.second.removed"),
                is_grave=True,
            )
        elif about["can_keep"]:
            widgets.quietly(say("account.second.lead"))
            form.show_form(
                say,
                [password_field(say)],
                name="second-on",
                path="/me/second-factor",
                submit=say("account.second.begin"),
                following=form.Next(
                    [code_field(say, hint=say("account.second.code_hint"))],
                    path="/me/second-factor/confirmation",
                    submit=say("account.second.confirm"),
                ),
            )
        else:
            widgets.quietly(say("account.error.no_key"))


def leave(say: Text, about: dict[str, Any]) -> None:
    """Hand over everything, and delete the account."""
    with st.expander(say("account.leave.heading")):
        source = '<p><a class="download" href="/api/v1/me/data" download>{{ text }}</a></p>'
        st.html(html(source, text=say("account.leave.download")))
        widgets.quietly(say("account.leave.lead"))
        sure = Field(
            "sure", say("account.leave.sure"), "checkbox", required=True, missing=say("account.leave.sure_missing")
        )
        form.show_form(
            say,
            [*([password_field(say)] if about["has_password"] else []), sure],
            name="leave",
            path="/me/deletion",
            submit=say("account.leave.submit"),
            after="reload",
            unsent=["sure"],
            is_grave=True,
        )
