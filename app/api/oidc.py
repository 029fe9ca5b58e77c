"""Signing in elsewhere: to the provider and back, by the browser's own steps from page to page."""

import logging
import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from app import data
from app.account import entry
from app.api.callers import set_cookie
from app.credentials import oidc
from app.credentials.tokens import device_of
from app.data import accounts as doors
from gis.errors import ConflictError, MindConnectError, SignInError
from gis.queries import accounts
from gis.queries.accounts import Account

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/oidc", tags=["accounts"])

FLOW_COOKIE = "mc_oidc"
_PATH = "/api/v1/oidc"


@router.get("/start", summary="Sign in with another service")
def start(request: Request) -> RedirectResponse:
    """Send the person to the provider."""
    try:
        address, kept = oidc.begin(oidc.discover(data.settings()))
    except MindConnectError as error:
        return _failed(error)
    response = RedirectResponse(address, status_code=303)
    # Lax, not Strict: the way back begins on the provider's site.
    response.set_cookie(
        FLOW_COOKIE,
        kept,
        max_age=oidc.LASTS_S,
        path=_PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/return", summary="Come back from the other service")
def come_back(request: Request, state: str = "", code: str = "") -> RedirectResponse:
    """Take a person back in; a first visit makes an account."""
    try:
        provider = oidc.discover(data.settings())
        subject = oidc.complete(provider, kept=request.cookies.get(FLOW_COOKIE), state=state, code=code)
        account = account_of(provider.issuer, subject)
        opened = entry.open_session(account, entry.Visit("app", device_of(request.headers.get("user-agent"))))
    except MindConnectError as error:
        return _failed(error)
    response = RedirectResponse("/me", status_code=303)
    set_cookie(request, response, opened)
    response.delete_cookie(FLOW_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response


def account_of(issuer: str, subject: str) -> Account:
    """Give the account of a provider's person; the first visit makes one under a name of no meaning.

    Raises
    ------
    SignInError
        When it was closed.
    """
    for _ in range(3):
        with doors.writing() as conn:
            found = accounts.account_of_subject(conn, issuer, subject)
            if found and found[1]:
                raise SignInError("this account is closed", code="closed")
            if found:
                return found[0]
            try:
                name = f"id-{secrets.token_hex(4)}"
                return accounts.add_account(conn, name=name, password_hash=None, issuer=issuer, subject=subject)
            except ConflictError:
                continue
    raise SignInError("no account could be made", code="failed")


def _failed(error: MindConnectError) -> RedirectResponse:
    logger.warning("sign-in with the provider failed: %s", error)
    response = RedirectResponse("/me?oidc=failed", status_code=303)
    response.delete_cookie(FLOW_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response
