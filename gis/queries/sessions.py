"""Sessions: where an account is signed in. A token or a session's number is the proof; see sql/functions/21."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, CursorResult

from gis.queries.accounts import Account, account_in
from gis.queries.acts import act

Kind = Literal["app", "api"]
"""A browser with a cookie, or a program with tokens."""

Awaits = Literal["code", "app_code"]
"""Which codes will do where a second factor is missing: of the app or for recovery; of the app alone, after a recovery
code has set a password."""


@dataclass(frozen=True)
class Session:
    """Where an account is signed in.

    Parameters
    ----------
    session_id : uuid.UUID
    kind : {"app", "api"}
    device : str
        Kind of browser and system.
    created_at, last_seen_at, expires_at : datetime.datetime
        Aware.
    """

    session_id: UUID
    kind: Kind
    device: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True)
class SignedIn:
    """A session in force and whose it is.

    Parameters
    ----------
    session_id : uuid.UUID
    account : Account
    is_stale : bool
        Whether when it was last used wants to be written anew.
    has_second_factor : bool
        Whether the account signs in with one.
    is_held_back : bool
        Whether the account has a role that it is not given here before it has a second factor.
    awaits : {"code", "app_code"} or None
        What is missing before the session opens anything
    """

    session_id: UUID
    account: Account
    is_stale: bool = False
    has_second_factor: bool = False
    is_held_back: bool = False
    awaits: Awaits | None = None


def session_of_token(conn: Connection, kind: Kind, token: str) -> SignedIn | None:
    """Return the session in force that a token opens, or None."""
    return _signed_in(
        act(conn, "SELECT * FROM account.session_of_token(:kind, :token)", {"kind": kind, "token": token})
    )


def session_of_program(conn: Connection, session_id: UUID) -> SignedIn | None:
    """Return a program's session in force by its number, or None."""
    return _signed_in(act(conn, "SELECT * FROM account.session_of_program(:session)", {"session": session_id}))


def touch_session(conn: Connection, session_id: UUID) -> None:
    """Note that a session is in use."""
    act(conn, "SELECT account.touch_session(:session)", {"session": session_id})


def rotate_token(conn: Connection, *, token: str, new_token_hash: bytes) -> SignedIn | None:
    """Replace a program's refresh token by its successor.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits, also when None comes back: a session may have been ended.
    token : str
        The one shown.
    new_token_hash : bytes
        SHA-256 of its successor.

    Returns
    -------
    SignedIn or None
        None for an unknown token. One that was replaced before was copied by somebody: its session ends.
    """
    values = {"token": token, "new": new_token_hash}
    row = act(conn, "SELECT * FROM account.rotate_token(:token, :new)", values).one_or_none()
    return None if row is None else SignedIn(row.session_id, account_in(row))


def own_sessions(conn: Connection, session_id: UUID) -> list[Session]:
    """Return where the account of a session is signed in, the latest used first."""
    rows = act(conn, "SELECT * FROM account.own_sessions(:session)", {"session": session_id})
    return [Session(**row) for row in rows.mappings()]


def end_session(conn: Connection, session_id: UUID, target: UUID) -> bool:
    """End one session (``target``) of the account of a session; tells whether there was one."""
    values = {"session": session_id, "target": target}
    return bool(act(conn, "SELECT account.end_session(:session, :target)", values).scalar_one())


def end_other_sessions(conn: Connection, session_id: UUID) -> None:
    """End every other session of the account of a session."""
    act(conn, "SELECT account.end_other_sessions(:session)", {"session": session_id})


def _signed_in(rows: CursorResult[Any]) -> SignedIn | None:
    row = rows.one_or_none()
    return None if row is None else SignedIn(row.session_id, account_in(row), row.is_stale, row.has_second_factor)
