"""Signing up, in and out: each act whole, with its waits, its sessions and its line in the audit log."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from app import data
from app.account import consents
from app.account.consents import Joining
from app.credentials import passwords, tokens
from app.data import accounts as doors
from app.law.operator import require_accounts
from gis.errors import BusyError, SignInError
from gis.queries import accounts, audit, sessions
from gis.queries.accounts import Account
from gis.queries.sessions import Kind, SignedIn

FREE_FAILURES = 5
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 3600.0
"""After five failures in a row half a minute of waiting, then twice as long each time, up to an hour."""


@dataclass(frozen=True)
class Opened:
    """A session just opened.

    Parameters
    ----------
    account : Account
    session_id : uuid.UUID
    token : str
        Of the cookie, or the refresh token of a program; it is nowhere else.
    recovery_codes : tuple of str
        Shown once; empty unless they were made just now.
    """

    account: Account
    session_id: UUID
    token: str
    recovery_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """How somebody comes.

    Parameters
    ----------
    kind : {"app", "api"}
    device : str
        From :func:`app.credentials.tokens.device_of`.
    former_token : str or None
        Token that the browser already carried; its session ends, so that nobody is signed in twice unawares, and a
        token planted before the log-in opens nothing after it.
    """

    kind: Kind
    device: str = ""
    former_token: str | None = None


def sign_up(name: str, password: str, visit: Visit, *, joining: Joining) -> Opened:
    """Make an account with recovery codes and the consents it needs, and sign in.

    Raises
    ------
    InputError
        When name or password cannot be used, the person is under 14, or a consent is missing.
    ConflictError
        When the name is taken.
    UnavailableError
        Where nobody is named who answers for accounts.
    """
    require_accounts(data.settings())
    consents.check_joining(joining)
    cleaned = accounts.clean_name(name)
    passwords.check_password(password, name=cleaned)
    password_hash, codes = passwords.hash_password(password), tokens.new_recovery_codes()
    with doors.writing() as conn:
        account = accounts.add_account(conn, name=cleaned, password_hash=password_hash)
        consents.give_needed(conn, account)
        accounts.set_recovery_codes(conn, account.account_id, [tokens.hash_recovery_code(one) for one in codes])
        return _open(conn, account, visit, codes)


def log_in(name: str, password: str, visit: Visit) -> Opened:
    """Sign in with name and password.

    Raises
    ------
    SignInError
        When they do not fit; an unknown name takes as long and says the same.
    BusyError
        When there were too many failures under this name.
    """
    key = _take_attempt("password", name)
    with doors.reading() as conn:
        found = accounts.credentials(conn, name)
    if not passwords.verify_password(found.password_hash if found else None, password) or found is None:
        raise SignInError("name and password do not fit", code="wrong_password")
    renewed = passwords.hash_password(password) if passwords.wants_new_hash(found.password_hash or "") else None
    with doors.writing() as conn:
        sessions.forget_failures(conn, key)
        if renewed:
            accounts.set_password(conn, found.account.account_id, renewed)
        if found.account.role != "citizen":
            _record(conn, found.account, "session.open")
        return _open(conn, found.account, visit)


def recover(name: str, code: str, password: str, visit: Visit) -> Opened:
    """Set a new password by a recovery code, end every session, and sign in.

    Raises
    ------
    InputError
        When the new password cannot be used.
    SignInError
        When name and code do not fit, or the code was used.
    BusyError
        When there were too many failures under this name.
    """
    passwords.check_password(password, name=name)
    _take_attempt("recovery", name)
    password_hash = passwords.hash_password(password)
    with doors.writing() as conn:
        account = accounts.use_recovery_code(conn, name, tokens.hash_recovery_code(code))
        if account is None:
            raise SignInError("name and recovery code do not fit, or the code was used", code="wrong_code")
        accounts.set_password(conn, account.account_id, password_hash)
        for way in ("password", "recovery"):
            sessions.forget_failures(conn, _attempt_key(way, name))
        sessions.revoke_others(conn, account.account_id)
        _record(conn, account, "account.recover")
        return _open(conn, account, visit)


def confirm(account: Account, password: str | None) -> None:
    """Ask for the password again before what cannot be undone; an account without one needs none.

    Raises
    ------
    SignInError
        When it does not fit.
    BusyError
        When there were too many failures.
    """
    with doors.reading() as conn:
        kept = accounts.credentials_of(conn, account.account_id)
    if kept.password_hash is None:
        return
    key = _take_attempt("confirm", str(account.account_id))
    if not passwords.verify_password(kept.password_hash, password or ""):
        raise SignInError("the password does not fit", code="wrong_password")
    with doors.writing() as conn:
        sessions.forget_failures(conn, key)


def change_password(account: Account, session_id: UUID, *, old: str | None, new: str) -> None:
    """Change the password and end every other session; raises as :func:`confirm` and :func:`sign_up`."""
    passwords.check_password(new, name=account.name)
    confirm(account, old)
    password_hash = passwords.hash_password(new)
    with doors.writing() as conn:
        accounts.set_password(conn, account.account_id, password_hash)
        sessions.revoke_others(conn, account.account_id, but=session_id)
        _record(conn, account, "account.change_password")


def renew_codes(account: Account, password: str | None) -> list[str]:
    """Replace the recovery codes; raises as :func:`confirm`."""
    confirm(account, password)
    codes = tokens.new_recovery_codes()
    with doors.writing() as conn:
        accounts.set_recovery_codes(conn, account.account_id, [tokens.hash_recovery_code(one) for one in codes])
        _record(conn, account, "account.renew_codes")
    return codes


def delete(account: Account, password: str | None) -> None:
    """Delete the account and everything of the person; raises as :func:`confirm`."""
    confirm(account, password)
    with doors.writing() as conn:
        _record(conn, account, "account.delete")
        accounts.delete_account(conn, account.account_id)


def refresh(refresh_token: str) -> tuple[SignedIn, str]:
    """Take a program's refresh token and give its session and the next token.

    Raises
    ------
    SignInError
        When the token is unknown, over, or was used before; then its session ends.
    """
    new = tokens.new_token()
    with doors.writing() as conn:
        found = sessions.rotate(
            conn,
            token_hash=tokens.hash_token(refresh_token),
            new_token_hash=tokens.hash_token(new),
            idle=doors.IDLE,
        )
    if found is None:
        raise SignInError("the refresh token is not in force: sign in again", code="token_invalid")
    return found, new


def open_session(account: Account, visit: Visit) -> Opened:
    """Sign in somebody whom another service has vouched for."""
    with doors.writing() as conn:
        return _open(conn, account, visit)


def _open(conn: Connection, account: Account, visit: Visit, codes: list[str] | None = None) -> Opened:
    if visit.former_token:
        sessions.revoke_token(conn, tokens.hash_token(visit.former_token))
    token = tokens.new_token()
    session_id = sessions.add_session(
        conn,
        account.account_id,
        kind=visit.kind,
        token_hash=tokens.hash_token(token),
        device=visit.device,
        lasts=doors.lasts(account.role),
    )
    return Opened(account, session_id, token, tuple(codes or ()))


def _attempt_key(way: str, name: str) -> bytes:
    return hashlib.sha256(f"{way}:{accounts.name_key(name)}".encode("utf-8", "replace")).digest()


def _take_attempt(way: str, name: str) -> bytes:
    key = _attempt_key(way, name)
    with doors.writing() as conn:
        wait_s = sessions.take_attempt(conn, key, free=FREE_FAILURES, first_s=FIRST_WAIT_S, most_s=LONGEST_WAIT_S)
    if wait_s:
        raise BusyError("too many attempts under this name", code="too_many_attempts", wait_s=wait_s)
    return key


def _record(conn: Connection, account: Account, action: str) -> None:
    audit.record(conn, actor=account, action=action, object_kind="account", object_id=str(account.account_id))
