"""Who looks at a page: the account behind the cookie, and pages that want one with a role."""

import streamlit as st

from app.data import accounts
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from gis.queries.accounts import Account, Role
from gis.queries.sessions import SignedIn


def token() -> str | None:
    """Return the token of the browser's session, as the cookie holds it; never show, log or keep it."""
    cookie = accounts.session_token(st.context.cookies, is_https=str(st.context.url or "").startswith("https:"))
    # AppTest has no browser and hands out a stand-in for each cookie.
    return cookie if isinstance(cookie, str) else None


def session() -> SignedIn | None:
    """Return the session in force of the browser, or None; the database is asked, so an ended session ends at once."""
    return accounts.signed_in(token())


def current() -> Account | None:
    """Return the account that is signed in, or None."""
    signed_in = session()
    return signed_in.account if signed_in else None


def require(say: Text, *roles: Role) -> Account | None:
    """Return the account that is signed in where it has one of the roles; otherwise say what is missing.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    *roles : {"citizen", "staff", "admin"}
        Roles that may see the page; none means everybody who is signed in.

    Returns
    -------
    Account or None
        None once a message stands on the page: the page then ends.
    """
    signed_in = session()
    account = signed_in.account if signed_in else None
    if account is None:
        widgets.message(say("account.sign_in_first"), say("account.sign_in_first_more"))
    elif roles and signed_in and signed_in.is_held_back:
        widgets.message(say("account.second.needed"), say("account.second.needed_more"))
    elif roles and account.role not in roles:
        widgets.message(say("account.not_for_you"), say("account.not_for_you_more"))
    else:
        return account
    widgets.page_link(say("account.to_mine"), href("me", say.language))
    return None
