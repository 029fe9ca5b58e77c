"""Signing up, in and out: each act whole, with its waits, its sessions and its line in the audit log."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from app import data
from app.account import consents
from app.account.consents import Joining
from app.credentials import passwords, tokens
from app.data import accounts as doors
from app.law.operator import require_accounts
from gis.errors import BusyError, ConflictError, NotFoundError, SignInError
from gis.queries import accounts, entries, sessions
from gis.queries.accounts import Account
from gis.queries.entries import NewSession, Way
from gis.queries.sessions import Awaits, Kind, SignedIn


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
    awaits : {"code", "app_code"} or None
        Which second factor is missing before the session opens anything.
    """

    account: Account
    session_id: UUID
    token: str
    recovery_codes: tuple[str, ...] = ()
    awaits: Awaits | None = None


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
    client : str
        Hash of where the request comes from (:func:`app.api.guards.client_key`).
    """

    kind: Kind
    device: str = ""
    former_token: str | None = None
    client: str = ""


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
    key, codes, token = passwords.new_key(password), tokens.new_recovery_codes(), tokens.new_token()
    hashes = [tokens.hash_recovery_code(code) for code in codes]
    with doors.writing() as conn:
        made = entries.sign_up(conn, cleaned, password=key, code_hashes=hashes, session=_new_session(token, visit))
        consents.give_needed(conn, made.account)
    return Opened(made.account, made.session_id, token, tuple(codes))


def log_in(name: str, password: str, visit: Visit) -> Opened:
    """Sign in with name and password.

    Raises
    ------
    SignInError
        When they do not fit; an unknown name takes as long and says the same.
    BusyError
        When there were too many failures under this name, from there or from everywhere.
    """
    subject = accounts.name_key(name)
    with doors.reading() as conn:
        _let_wait(entries.wait_s(conn, "password", subject, client=visit.client))
        settings = entries.password_settings(conn, name)
    typed = passwords.key_of(password, settings)
    renewed = passwords.new_key(password) if passwords.wants_new_key(typed.settings) else None
    count_attempt("password", subject, hashlib.sha256(typed.key).digest(), client=visit.client)
    token = tokens.new_token()
    with doors.writing() as conn:
        signed_in = entries.open_by_password(
            conn, name, key=typed.key, renewed=renewed, session=_new_session(token, visit)
        )
    return Opened(signed_in.account, signed_in.session_id, token, awaits=signed_in.awaits)


def recover(name: str, code: str, password: str, visit: Visit) -> Opened:
    """Set a new password by a recovery code, end every session, and sign in.

    Raises
    ------
    InputError
        When the new password cannot be used.
    SignInError
        When name and code do not fit, or the code was used.
    BusyError
        When there were too many failures under this name, from there or from everywhere.
    """
    passwords.check_password(password, name=name)
    subject = accounts.name_key(name)
    with doors.reading() as conn:
        _let_wait(entries.wait_s(conn, "recovery", subject, client=visit.client))
    count_attempt("recovery", subject, tokens.hash_recovery_code(code), client=visit.client)
    new, token = passwords.new_key(password), tokens.new_token()
    plain = tokens.plain_recovery_code(code)
    try:
        with doors.writing() as conn:
            signed_in = entries.open_by_recovery_code(
                conn, name, code=plain, password=new, session=_new_session(token, visit)
            )
    except SignInError:
        raise SignInError("name and recovery code do not fit, or the code was used", code="wrong_code") from None
    return Opened(signed_in.account, signed_in.session_id, token, awaits=signed_in.awaits)


def change_password(session: SignedIn, *, old: str | None, new: str) -> None:
    """Change the password and end every other session.

    Raises
    ------
    InputError
        When the new password cannot be used.
    SignInError
        When the old one does not fit.
    BusyError
        When there were too many failures.
    """
    passwords.check_password(new, name=session.account.name)
    key = confirm_password(session, old)
    made = passwords.new_key(new)
    with doors.writing() as conn:
        entries.change_password(conn, session.session_id, key=key, new=made)


def renew_codes(session: SignedIn, password: str | None) -> list[str]:
    """Replace the recovery codes; raises as :func:`change_password` for a password that does not fit."""
    key = confirm_password(session, password)
    codes = tokens.new_recovery_codes()
    hashes = [tokens.hash_recovery_code(code) for code in codes]
    with doors.writing() as conn:
        entries.renew_recovery_codes(conn, session.session_id, key=key, code_hashes=hashes)
    return codes


def delete(session: SignedIn, password: str | None) -> None:
    """Delete the account and everything of the person; raises as :func:`renew_codes`."""
    key = confirm_password(session, password)
    with doors.writing() as conn:
        entries.delete_account(conn, session.session_id, key=key)


def refresh(refresh_token: str) -> tuple[SignedIn, str]:
    """Take a program's refresh token and give its session and the next token.

    Raises
    ------
    SignInError
        When the token is unknown, over, or was used before; then its session ends.
    """
    new = tokens.new_token()
    with doors.writing() as conn:
        signed_in = sessions.rotate_token(conn, token=refresh_token, new_token_hash=tokens.hash_token(new))
    if signed_in is None:
        raise SignInError("the refresh token is not in force: sign in again", code="token_invalid")
    return signed_in, new


def open_by_provider(issuer: str, subject: str, visit: Visit, *, joining: Joining) -> Opened:
    """Sign in somebody whom another service has vouched for; the first visit makes an account of a meaningless name.

    Raises
    ------
    SignInError
        When the account is closed, or acts for others and so signs in by its password.
    InputError
        When there is none yet and the person did not agree to one.
    UnavailableError
        When there is none yet and nobody is named here who answers for accounts.
    """
    token = tokens.new_token()
    session = _new_session(token, visit)
    try:
        with doors.writing() as conn:
            signed_in = entries.open_by_provider(conn, issuer, subject, session=session)
    except NotFoundError:
        signed_in = _join_by_provider(issuer, subject, session, joining)
    return Opened(signed_in.account, signed_in.session_id, token)


def _join_by_provider(issuer: str, subject: str, session: NewSession, joining: Joining) -> SignedIn:
    require_accounts(data.settings())
    consents.check_joining(joining)
    for _ in range(3):
        name = f"id-{secrets.token_hex(4)}"
        try:
            with doors.writing() as conn:
                made = entries.open_by_provider(conn, issuer, subject, session=session, new_name=name)
                consents.give_needed(conn, made.account)
                return made
        except ConflictError:
            continue
    raise SignInError("no account could be made", code="failed")


def _new_session(token: str, visit: Visit) -> NewSession:
    return NewSession(visit.kind, tokens.hash_token(token), visit.device, visit.former_token)


def confirm_password(session: SignedIn, password: str | None) -> bytes | None:
    """Make the key of the password before what cannot be undone, and count the guess; None without a password.

    Raises
    ------
    BusyError
        When there were too many failures.
    """
    subject = str(session.account.account_id)
    with doors.reading() as conn:
        settings = entries.own_password_settings(conn, session.session_id)
        if settings is None:
            return None
        _let_wait(entries.wait_s(conn, "confirm", subject, client=""))
    key = passwords.key_of(password or "", settings).key
    count_attempt("confirm", subject, hashlib.sha256(key).digest())
    return key


def count_attempt(way: Way, subject: str, proof: bytes, *, client: str = "") -> None:
    """Count a guess before it is looked at; see :func:`gis.queries.entries.count_attempt`.

    Raises
    ------
    BusyError
        When there were too many failures.
    """
    with doors.writing() as conn:
        wait_s = entries.count_attempt(conn, way, subject, client=client, proof=proof)
    _let_wait(wait_s)


def _let_wait(wait_s: float) -> None:
    if wait_s:
        raise BusyError("too many attempts under this name", code="too_many_attempts", wait_s=wait_s)
