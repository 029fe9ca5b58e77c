"""Signing in elsewhere: to the provider and back, by the browser's own steps from page to page."""

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app import data
from app.account import consents, entry
from app.account.consents import Joining
from app.api.callers import set_cookie
from app.api.models import JoiningIn
from app.credentials import oidc
from app.credentials.tokens import device_of
from app.law.operator import require_accounts
from gis.errors import InputError, MindConnectError

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/oidc", tags=["accounts"])

FLOW_COOKIE = "mc_oidc"
JOINING_COOKIE = "mc_joining"
"""Versions of the words that somebody agreed to before they went to the provider for a new account."""

_PATH = "/api/v1/oidc"


@router.post("/joining", status_code=204, summary="Agree before a first visit")
def join(request: Request, response: Response, body: JoiningIn) -> None:
    """Remember for ten minutes, in this browser, that a person of 14 or older agreed to have an account made."""
    require_accounts(data.settings())
    consents.check_joining(body.told())
    response.set_cookie(
        JOINING_COOKIE,
        ".".join(body.consents.model_dump()[purpose] for purpose in consents.NEEDED),
        max_age=oidc.LASTS_S,
        path=_PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


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
    """Take a person back in; a first visit makes an account where they agreed to it beforehand."""
    try:
        provider = oidc.discover(data.settings())
        subject = oidc.complete(provider, kept=request.cookies.get(FLOW_COOKIE), state=state, code=code)
        visit = entry.Visit("app", device_of(request.headers.get("user-agent")))
        opened = entry.open_by_provider(provider.issuer, subject, visit, joining=_joining(request))
    except MindConnectError as error:
        return _failed(error)
    response = RedirectResponse("/me", status_code=303)
    set_cookie(request, response, opened)
    for cookie in (FLOW_COOKIE, JOINING_COOKIE):
        response.delete_cookie(cookie, path=_PATH, httponly=True, samesite="lax")
    return response


def _joining(request: Request) -> Joining:
    """Read what the person agreed to before; they said their age then, or no cookie was set."""
    cookie = request.cookies.get(JOINING_COOKIE, "")
    return Joining(bool(cookie), dict(zip(consents.NEEDED, cookie.split("."), strict=False)))


def _failed(error: MindConnectError) -> RedirectResponse:
    logger.warning("sign-in with the provider failed: %s", error)
    # Who has no account yet is asked first, on the page where accounts are made.
    is_new = isinstance(error, InputError)
    response = RedirectResponse("/me?do=sign_up&oidc=new" if is_new else "/me?oidc=failed", status_code=303)
    response.delete_cookie(FLOW_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response
