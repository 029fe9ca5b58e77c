"""The door to accounts: who a cookie belongs to, transactions that may write, and what a person keeps here."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.credentials import vault
from app.credentials.tokens import LONGEST, Signer
from app.data import database
from gis.errors import UnavailableError
from gis.queries import accounts, audit, sessions
from gis.queries.accounts import Account, AccountRow, Role
from gis.queries.audit import AuditRow
from gis.queries.sessions import Kind, SignedIn

COOKIE = "mc_session"
"""Cookie with the token of a browser's session: HttpOnly, so no script of a page sees it."""

HOST_ONLY = "__Host-"
"""Before its name over https: browsers take such a cookie from this host alone, so no neighbour plants one."""

LASTS = dt.timedelta(days=30)
LASTS_WITH_ROLE = dt.timedelta(hours=12)
"""How long the cookie of a citizen lasts, and of those who act for others: as the session (account.open_session)."""

AWAITS = dt.timedelta(minutes=10)
"""How long a second factor may be shown after the password (account.open_session)."""

IDLE = dt.timedelta(days=14)
"""How long a session stays open without use (account.is_in_force)."""


def cookie_name(*, is_https: bool) -> str:
    """Give the name of the session's cookie; plain http, as on one's own machine, has no cookies of a host alone."""
    return f"{HOST_ONLY}{COOKIE}" if is_https else COOKIE


def session_token(cookies: Mapping[str, str], *, is_https: bool) -> str | None:
    """Give the token of the session that a browser's cookies carry, or None."""
    return cookies.get(cookie_name(is_https=is_https))


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction of the app that may write; it is committed at the end of the block, or rolled back."""
    with database.engine().begin() as conn:
        conn.execute(text("SET TRANSACTION READ WRITE"))
        yield conn


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a transaction of the app that reads."""
    with database.engine().connect() as conn:
        yield conn


def signed_in(token: str | None, *, kind: Kind = "app") -> SignedIn | None:
    """Return the session that a token opens, or None; asked anew each time, so that an ended session ends at once."""
    if not token or len(token) > LONGEST:
        return None
    with reading() as conn:
        session = sessions.session_of_token(conn, kind, token)
    return _seen(session)


def signed_in_by_id(session_id: UUID) -> SignedIn | None:
    """Return a program's session by what its access token names, or None."""
    with reading() as conn:
        session = sessions.session_of_program(conn, session_id)
    return _seen(session)


def _seen(session: SignedIn | None) -> SignedIn | None:
    if session and session.is_stale:
        with writing() as conn:
            sessions.touch_session(conn, session.session_id)
    if session and session.account.role != "citizen" and not session.has_second_factor and _wants_second_factor():
        account = replace(session.account, role="citizen", municipality_code=None)
        return replace(session, account=account, is_held_back=True)
    return session


def _wants_second_factor() -> bool:
    return database.settings().second_factor == "roles"


def lasts(role: Role) -> dt.timedelta:
    """Return how long a session of a role lasts."""
    return LASTS if role == "citizen" else LASTS_WITH_ROLE


@lru_cache
def ring() -> vault.KeyRing | None:
    """Return the keys that seal what people keep, or None where there are none."""
    return vault.load_ring(database.settings())


def ring_in_force() -> vault.KeyRing:
    """Return the same.

    Raises
    ------
    UnavailableError
        With the code no_key, where the operator has set none.
    """
    key_ring = ring()
    if key_ring is None:
        raise UnavailableError("nothing personal is kept: MINDCONNECT_ACCOUNT_KEYS is not set", code="no_key")
    return key_ring


def open_sealed(sealed: vault.Sealed, *, owner: str) -> dict[str, Any]:
    """Open what was sealed; raises as :meth:`app.credentials.vault.KeyRing.open`."""
    key_ring = ring_in_force()
    if sealed.key_id not in key_ring.keys:
        # The keys were changed by the command line while this process ran.
        ring.cache_clear()
        key_ring = ring_in_force()
    return key_ring.open(sealed, owner=owner)


@lru_cache
def signer() -> Signer:
    """Return what signs the tokens of programs."""
    return Signer(ring())


def account_rows(token: str | None) -> list[AccountRow]:
    """Return the accounts, those with a role first, to an administrator's session.

    Raises
    ------
    ForbiddenError
        When the token is not an administrator's.
    """
    with reading() as conn:
        return accounts.account_rows(conn, token or "")


def audit_rows(token: str | None, *, limit: int = 100, before_id: int | None = None) -> list[AuditRow]:
    """Return the latest acts of the audit log to an administrator's session; raises as :func:`account_rows`."""
    with reading() as conn:
        return audit.recent_acts(conn, token or "", limit=limit, before_id=before_id)


def unpurged_since(token: str | None) -> dt.datetime | None:
    """Return since when nothing overdue was deleted; see :func:`gis.queries.audit.unpurged_since`."""
    with reading() as conn:
        return audit.unpurged_since(conn, token or "")


def set_role(actor_token: str, target: UUID, role: Role, municipality_code: str | None = None) -> None:
    """Assign a role to an account; the database checks that the token is an administrator's, and writes the log.

    Raises
    ------
    ForbiddenError
        When it is not, or somebody would change their own role.
    NotFoundError
        When there is no such account.
    InputError
        When a role and a municipality do not go together, or the account has no password.
    """
    with writing() as conn:
        accounts.set_role(conn, actor_token, target, role=role, municipality_code=municipality_code)


def set_disabled(actor_token: str, target: UUID, *, is_disabled: bool) -> None:
    """Close an account, or open it again; raises as :func:`set_role`."""
    with writing() as conn:
        accounts.set_disabled(conn, actor_token, target, is_disabled=is_disabled)


__all__ = ["Account", "AccountRow", "AuditRow", "Role"]
