"""Who calls: a browser with its cookie, or a program with its token."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from app.account.entry import Opened, Visit
from app.api.guards import SAFE, client_key
from app.api.models import AccountOut, Entry
from app.credentials.tokens import ACCESS_LASTS, device_of
from app.data import accounts
from gis.errors import ForbiddenError, SignInError
from gis.queries.accounts import Account
from gis.queries.sessions import Kind, SignedIn

APP_HEADER, APP_VALUE = "X-MindConnect", "app"
"""Header that only our own pages can send: another site would have to ask first, and is never allowed."""


@dataclass(frozen=True)
class Caller:
    """Whoever is signed in.

    Parameters
    ----------
    account : Account
    session : SignedIn
    kind : {"app", "api"}
    token : str or None
        Token of the cookie; None for a program.
    """

    account: Account
    session: SignedIn
    kind: Kind
    token: str | None = None


def is_app(request: Request) -> bool:
    """Return whether a request comes from one of our pages."""
    return request.headers.get(APP_HEADER) == APP_VALUE


def signed_in(request: Request) -> Caller:
    """Return who is signed in.

    Raises
    ------
    SignInError
        When nobody is, or the token is not in force.
    ForbiddenError
        When a cookie comes with a write that one of our pages did not send.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        account_id, session_id = accounts.signer().session_of(bearer.strip())
        signed_in = accounts.signed_in_by_id(session_id)
        if signed_in is None or signed_in.account.account_id != account_id:
            raise SignInError("the session is over: sign in again", code="token_invalid")
        return Caller(signed_in.account, signed_in, "api")
    token = session_token(request)
    signed_in = accounts.signed_in(token)
    if signed_in is None:
        raise SignInError("nobody is signed in")
    if request.method not in SAFE and not is_app(request):
        raise ForbiddenError(f"a cookie alone does not write: send the header {APP_HEADER}: {APP_VALUE}", code="csrf")
    return Caller(signed_in.account, signed_in, "app", token)


def staff_or_admin(caller: Annotated[Caller, Depends(signed_in)]) -> Caller:
    """Return who is signed in where it is staff or an administrator.

    Raises
    ------
    ForbiddenError
        When it is a citizen.
    """
    _refuse_held_back(caller)
    if caller.account.role == "citizen":
        raise ForbiddenError("this is for staff")
    return caller


def admin_only(caller: Annotated[Caller, Depends(signed_in)]) -> Caller:
    """Return who is signed in where it is an administrator.

    Raises
    ------
    ForbiddenError
        When it is anybody else.
    """
    _refuse_held_back(caller)
    if caller.account.role != "admin":
        raise ForbiddenError("this is for administrators")
    return caller


def _refuse_held_back(caller: Caller) -> None:
    if caller.session.is_held_back:
        raise ForbiddenError("the account's role needs a second factor: set one up first", code="second_factor_needed")


def visit(request: Request) -> Visit:
    """Say how a request comes: which kind, from what device, with which former session."""
    kind: Kind = "app" if is_app(request) else "api"
    former = session_token(request) if kind == "app" else None
    return Visit(kind, device_of(request.headers.get("user-agent")), former, client_key(request.scope))


def admit(request: Request, response: Response, opened: Opened) -> Entry:
    """Hand over a session: the cookie to a browser, tokens to a program."""
    account = AccountOut.of(opened.account)
    codes = list(opened.recovery_codes)
    if is_app(request):
        set_cookie(request, response, opened)
        return Entry(account=account, recovery_codes=codes, awaits=opened.awaits)
    if opened.awaits:
        return Entry(account=account, awaits=opened.awaits, refresh_token=opened.token)
    return tokens_for(opened.account, opened, codes)


def tokens_for(account: Account, opened: Opened, codes: list[str]) -> Entry:
    """Write the tokens of a program."""
    return Entry(
        account=AccountOut.of(account),
        recovery_codes=codes,
        token_type="Bearer",  # noqa: S106 - the scheme's name
        access_token=accounts.signer().access_token(account.account_id, opened.session_id, now=dt.datetime.now(dt.UTC)),
        expires_in_s=int(ACCESS_LASTS.total_seconds()),
        refresh_token=opened.token,
    )


def set_cookie(request: Request, response: Response, opened: Opened) -> None:
    """Hand the token of its session to a browser; no script sees it, and no other site's request carries it."""
    response.set_cookie(
        accounts.cookie_name(is_https=_is_https(request)),
        opened.token,
        max_age=int((accounts.AWAITS if opened.awaits else accounts.lasts(opened.account.role)).total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=_is_https(request),
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        accounts.cookie_name(is_https=_is_https(request)),
        path="/",
        httponly=True,
        samesite="strict",
        secure=_is_https(request),
    )


def session_token(request: Request) -> str | None:
    """Give the token that a browser's cookie holds, or None."""
    return accounts.session_token(request.cookies, is_https=_is_https(request))


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"
