"""Accounts and roles."""

import streamlit as st

from app.account import sessions
from app.data import accounts, offices
from app.office import forms, office_words
from app.text import Text
from app.ui import widgets
from app.ui.markup import html
from gis.queries.accounts import ROLES, Account, AccountRow


def show_accounts(say: Text, me: Account) -> None:
    """List the accounts and change one."""
    typed = widgets.type_words(say("admin.people.search"), parameter="q", placeholder=say("admin.people.example"))
    rows = [row for row in accounts.account_rows(sessions.token()) if typed.casefold() in row.account.name.casefold()]
    places = offices.municipality_names()
    headers = [say(f"admin.column.{name}") for name in ("account", "role", "municipality", "since", "state")]
    cells = [
        [
            row.account.name,
            say(f"admin.role.{row.account.role}"),
            places.get(row.account.municipality_code or "", row.account.municipality_code or ""),
            office_words.instant(say, row.created_at),
            say("admin.people.closed" if row.is_disabled else "admin.people.open"),
        ]
        for row in rows[:200]
    ]
    st.html(office_words.table(headers, cells, label=say("page.admin_accounts.heading")))
    others = {str(row.account.account_id): row for row in rows[:200] if row.account.account_id != me.account_id}
    chosen = widgets.choose_from_list(
        say("admin.people.choose"),
        ["", *others],
        parameter="account",
        default="",
        name=lambda key: others[key].account.name if key else say("admin.people.unchosen"),
    )
    if chosen:
        _change(say, others[chosen], places)


def _change(say: Text, row: AccountRow, places: dict[str, str]) -> None:
    account = row.account
    st.html(html('<h3 class="part">{{ name }}</h3>', name=account.name))
    codes = list(places)
    with st.form(f"role-{account.account_id}", border=False):
        role = st.radio(
            say("admin.people.role"),
            ROLES,
            index=ROLES.index(account.role),
            format_func=lambda role: say(f"admin.role.{role}"),
            key=f"role-of-{account.account_id}",
        )
        place = st.selectbox(
            say("admin.people.municipality"),
            codes,
            index=codes.index(account.municipality_code) if account.municipality_code in codes else None,
            format_func=lambda code: places[code],
            key=f"place-of-{account.account_id}",
        )
        widgets.quietly(say("admin.people.role_more"))
        if st.form_submit_button(say("admin.people.save"), type="primary"):
            code = str(place) if role == "staff" and place else None
            forms.attempt(
                say,
                say("admin.done.role"),
                lambda: accounts.set_role(sessions.token() or "", account.account_id, role, code),
            )
            st.rerun()
    if st.button(say("admin.people.end_sessions")):
        forms.attempt(
            say, say("admin.done.sessions"), lambda: offices.end_sessions(sessions.token(), account.account_id)
        )
        st.rerun()
    if st.button(say("admin.people.reopen" if row.is_disabled else "admin.people.close")):
        forms.attempt(
            say,
            say("admin.done.account"),
            lambda: accounts.set_disabled(sessions.token() or "", account.account_id, is_disabled=not row.is_disabled),
        )
        st.rerun()
