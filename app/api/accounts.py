"""Signing up, in and out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.account import entry, second_factor
from app.api.callers import Caller, admit, drop_cookie, session_token, signed_in, tokens_for, visit
from app.api.guards import client_key
from app.api.limiter import Limiter
from app.api.models import Entry, LogIn, Recovery, Refresh, Second, SessionOut, SignUp
from app.data import accounts as doors
from gis.errors import BusyError, NotFoundError
from gis.queries import sessions

router = APIRouter(tags=["accounts"])

DOOR = Limiter(burst=60, per_min=6, name="door")
"""Attempts to come in by client: many names with one password each would pass the lock on a single name."""

NEW = Limiter(burst=30, per_min=0.5, name="new")
"""New accounts by client."""


def _knock(limiter: Limiter, request: Request) -> None:
    wait_s = limiter.wait_s(client_key(request.scope))
    if wait_s:
        raise BusyError("too many attempts from here", code="too_many", wait_s=wait_s)


@router.post("/accounts", status_code=201, summary="Sign up")
def sign_up(request: Request, response: Response, wanted: SignUp) -> Entry:
    """Make an account, for people of 14 and older, and sign in. The recovery codes are shown this once."""
    _knock(NEW, request)
    opened = entry.sign_up(wanted.name, wanted.password, visit(request), joining=wanted.told())
    return admit(request, response, opened)


@router.post("/sessions", status_code=201, summary="Log in")
def log_in(request: Request, response: Response, body: LogIn) -> Entry:
    """Sign in with name and password."""
    _knock(DOOR, request)
    return admit(request, response, entry.log_in(body.name, body.password, visit(request)))


@router.post("/sessions/second", status_code=201, summary="Show the second factor")
def show_second(request: Request, response: Response, body: Second) -> Entry:
    """Open a session that awaits a code: of the authenticator app, or a recovery code, which is used up."""
    _knock(DOOR, request)
    who = visit(request)
    token = session_token(request) if who.kind == "app" else body.token
    return admit(request, response, second_factor.show(token or "", body.code, who))


@router.post("/recovery", status_code=201, summary="Set a new password by a recovery code")
def recover(request: Request, response: Response, body: Recovery) -> Entry:
    """Set a new password, end all sessions, and sign in. The code is used up."""
    _knock(DOOR, request)
    return admit(request, response, entry.recover(body.name, body.code, body.password, visit(request)))


@router.post("/sessions/refresh", summary="Exchange a refresh token for fresh tokens")
def refresh(request: Request, body: Refresh) -> Entry:
    """Issue the next tokens to a program; the one shown is used up, and showing it again ends the session."""
    _knock(DOOR, request)
    signed_in, token = entry.refresh(body.refresh_token)
    return tokens_for(signed_in.account, entry.Opened(signed_in.account, signed_in.session_id, token), [])


@router.get("/sessions", summary="Where this account is signed in")
def list_sessions(caller: Annotated[Caller, Depends(signed_in)]) -> list[SessionOut]:
    """List the sessions in force, the latest used first."""
    with doors.reading() as conn:
        open_sessions = sessions.own_sessions(conn, caller.session.session_id)
    return [
        SessionOut(
            session_id=session.session_id,
            kind=session.kind,
            device=session.device,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            is_this=session.session_id == caller.session.session_id,
        )
        for session in open_sessions
    ]


@router.delete("/sessions/current", status_code=204, summary="Log out")
def log_out(request: Request, response: Response, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """End the session this request comes with."""
    with doors.writing() as conn:
        sessions.end_session(conn, caller.session.session_id, caller.session.session_id)
    drop_cookie(request, response)


@router.delete("/sessions", status_code=204, summary="Log out everywhere else")
def log_out_others(caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """End every other session of the account."""
    with doors.writing() as conn:
        sessions.end_other_sessions(conn, caller.session.session_id)


@router.delete("/sessions/{session_id}", status_code=204, summary="End one session")
def end_session(session_id: UUID, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """End one session of the own account."""
    with doors.writing() as conn:
        if not sessions.end_session(conn, caller.session.session_id, session_id):
            raise NotFoundError("there is no such session")
