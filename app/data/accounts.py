"""The door to accounts: who a cookie belongs to, transactions that may write, and what a person keeps here."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

from psycopg import errors
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.credentials import vault
from app.credentials.tokens import Signer, hash_token
from app.data import database
from gis.errors import ForbiddenError, InputError, NotFoundError, UnavailableError
from gis.queries import accounts, audit, sessions
from gis.queries.accounts import Account, AccountRow, Role
from gis.queries.audit import AuditRow
from gis.queries.sessions import Kind, SignedIn

COOKIE = "mc_session"
"""Cookie with the token of a browser's session: HttpOnly, so no script of a page sees it."""

LASTS = dt.timedelta(days=30)
IDLE = dt.timedelta(days=14)
"""How long a citizen stays signed in, at most and without coming back."""

LASTS_WITH_ROLE = dt.timedelta(hours=12)
"""The same for those who act for others: a working day."""


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
    """Give the session that a token opens, or None; asked anew each time, so that an ended session ends at once."""
    if not token or len(token) > 100:
        return None
    with reading() as conn:
        found = sessions.by_token(conn, kind, hash_token(token), idle=IDLE)
    return _seen(found)


def signed_in_by_id(session_id: UUID) -> SignedIn | None:
    """Give a program's session by what its access token names, or None."""
    with reading() as conn:
        found = sessions.by_id(conn, session_id, idle=IDLE)
    return _seen(found)


def _seen(found: SignedIn | None) -> SignedIn | None:
    if found and found.is_stale:
        with writing() as conn:
            sessions.touch(conn, found.session_id)
    return found


def lasts(role: Role) -> dt.timedelta:
    """Give how long a session of a role lasts."""
    return LASTS if role == "citizen" else LASTS_WITH_ROLE


@lru_cache
def ring() -> vault.KeyRing | None:
    """Give the keys that seal what people keep, or None where there are none."""
    return vault.load_ring(database.settings())


def ring_in_force() -> vault.KeyRing:
    """Give the same.

    Raises
    ------
    UnavailableError
        With the code no_key, where the operator has set none.
    """
    found = ring()
    if found is None:
        raise UnavailableError("nothing personal is kept: MINDCONNECT_ACCOUNT_KEYS is not set", code="no_key")
    return found


@lru_cache
def signer() -> Signer:
    """Give what signs the tokens of programs."""
    return Signer(ring())


def account_rows() -> list[AccountRow]:
    """Give the accounts, those with a role first; for administrators."""
    with reading() as conn:
        return accounts.account_rows(conn)


def audit_rows(*, limit: int = 100, before_id: int | None = None) -> list[AuditRow]:
    """Give the latest acts of the audit log; for administrators."""
    with reading() as conn:
        return audit.recent(conn, limit=limit, before_id=before_id)


def unpurged_since() -> dt.datetime | None:
    """Give since when nothing past its time was deleted; see :func:`gis.queries.audit.unpurged_since`."""
    with reading() as conn:
        return audit.unpurged_since(conn)


def set_role(actor_token: str, target: UUID, role: Role, municipality_code: str | None = None) -> None:
    """Give an account a role; the database checks that the token is an administrator's, and writes the log.

    Raises
    ------
    ForbiddenError
        When it is not, or somebody would change their own role.
    NotFoundError
        When there is no such account.
    InputError
        When a role and a municipality do not go together.
    """
    statement = text("SELECT account.set_role(:token, :target, :role, :code)")
    _act(statement, token=actor_token, target=target, role=role, code=municipality_code)


def set_disabled(actor_token: str, target: UUID, *, is_disabled: bool) -> None:
    """Close an account, or open it again; raises as :func:`set_role`."""
    statement = text("SELECT account.set_disabled(:token, :target, :is_disabled)")
    _act(statement, token=actor_token, target=target, is_disabled=is_disabled)


def _act(statement: object, **values: object) -> None:
    try:
        with writing() as conn:
            conn.execute(statement, values)  # type: ignore[call-overload]
    except DBAPIError as error:
        if isinstance(error.orig, errors.InsufficientPrivilege):
            raise ForbiddenError("only an administrator may do this, and not to themselves", code="not_admin") from None
        if isinstance(error.orig, errors.NoDataFound):
            raise NotFoundError("there is no such account", code="no_account") from None
        if isinstance(error.orig, errors.CheckViolation):
            raise InputError("staff have a municipality, others have none", code="role_unusable") from None
        raise


__all__ = ["Account", "AccountRow", "AuditRow", "Role"]
