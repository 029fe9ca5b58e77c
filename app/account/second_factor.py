"""Signing in with a second factor: in force from a first code on, asked for at each log-in, removed by the password."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.account.entry import Opened, Visit, confirm_password, count_attempt
from app.credentials import second_factor, tokens
from app.credentials.second_factor import Secret
from app.credentials.vault import Sealed
from app.data import accounts as doors
from gis.errors import ConflictError, NotFoundError, SignInError
from gis.queries import second_factors
from gis.queries.second_factors import sealed_for
from gis.queries.sessions import Awaits, SignedIn


@dataclass(frozen=True, repr=False)
class Proposal:
    """A secret to be put into an app.

    Parameters
    ----------
    key : str
        To be typed.
    address, picture : str
        To be opened on the same telephone, or scanned (SVG).
    """

    key: str
    address: str
    picture: str


def awaited(token: str | None) -> Awaits | None:
    """Tell which codes a browser's session awaits, or None where it awaits none."""
    if not token or len(token) > tokens.LONGEST:
        return None
    with doors.reading() as conn:
        found = second_factors.awaited(conn, "app", token)
    return found.awaits if found else None


def show(token: str, code: str, visit: Visit) -> Opened:
    """Open a session that awaits a second factor, by a code of the app or a recovery code.

    Raises
    ------
    SignInError
        When it does not fit, was used, or no session awaits one.
    BusyError
        When there were too many failures.
    UnavailableError
        When the key that seals the secret is missing.
    """
    if len(token) > tokens.LONGEST:
        raise SignInError("the session is over: sign in again")
    with doors.reading() as conn:
        found = second_factors.awaited(conn, visit.kind, token)
    if found is None:
        raise SignInError("the session is over: sign in again")
    subject, plain = str(found.account_id), tokens.plain_recovery_code(code)
    if len(plain) > second_factor.LONGEST:
        count_attempt("second", subject, tokens.hash_recovery_code(code), client=visit.client)
        try:
            with doors.writing() as conn:
                signed_in = second_factors.pass_by_recovery_code(conn, visit.kind, token, code=plain)
        except SignInError as error:
            raise _unfit() if error.code == "wrong_password" else error from None
        return Opened(signed_in.account, signed_in.session_id, token)
    secret = _open(found.key_id, found.sealed, found.account_id)
    count_attempt("second", subject, secret.guess(plain), client=visit.client)
    step = _step(secret, plain)
    with doors.writing() as conn:
        try:
            signed_in = second_factors.pass_by_app_code(conn, visit.kind, token, proof=secret.proof, step=step)
        except SignInError as error:
            raise _unfit() if error.code == "wrong_password" else error from None
    return Opened(signed_in.account, signed_in.session_id, token)


def propose(session: SignedIn, password: str | None) -> Proposal:
    """Make a secret, which counts once a first code has fitted.

    Raises
    ------
    SignInError
        When the password does not fit.
    ConflictError
        When a second factor is in force, or the account has no password.
    BusyError
        When there were too many failures.
    UnavailableError
        Where there are no keys to seal with.
    """
    ring = doors.ring_in_force()
    key = confirm_password(session, password)
    secret = second_factor.new_secret()
    sealed = ring.seal(secret.as_value(), owner=sealed_for(session.account.account_id))
    with doors.writing() as conn:
        try:
            second_factors.propose(
                conn,
                session.session_id,
                key=key,
                key_id=sealed.key_id,
                content=sealed.content,
                verifier=secret.verifier,
            )
        except ConflictError as error:
            if error.code != "name_taken":
                raise
            raise ConflictError("a second factor is in force: remove it first", code="second_factor_on") from None
    address = second_factor.address_of(secret, session.account.name)
    return Proposal(secret.key, address, second_factor.picture(address))


def confirm(session: SignedIn, code: str, *, client: str) -> list[str]:
    """Put the proposed secret in force by a first code; gives new recovery codes, and other sessions end.

    Raises
    ------
    SignInError
        When the code does not fit.
    NotFoundError
        When nothing was proposed.
    BusyError
        When there were too many failures.
    """
    with doors.reading() as conn:
        found = second_factors.proposed(conn, session.session_id)
    if found is None:
        raise NotFoundError("no second factor was proposed: begin again")
    secret, typed = _open(*found, session.account.account_id), tokens.plain_recovery_code(code)
    count_attempt("second", str(session.account.account_id), secret.guess(typed), client=client)
    step, codes = _step(secret, typed), tokens.new_recovery_codes()
    hashes = [tokens.hash_recovery_code(one) for one in codes]
    with doors.writing() as conn:
        second_factors.confirm(conn, session.session_id, proof=secret.proof, step=step, code_hashes=hashes)
    return codes


def remove(session: SignedIn, password: str | None) -> None:
    """Take the second factor away; raises as :func:`propose` for a password that does not fit."""
    key = confirm_password(session, password)
    with doors.writing() as conn:
        second_factors.remove(conn, session.session_id, key=key)


def _step(secret: Secret, typed: str) -> int:
    step = secret.step_of(typed, dt.datetime.now(dt.UTC))
    if step is None:
        raise _unfit()
    return step


def _unfit() -> SignInError:
    return SignInError("the code does not fit, or was used", code="wrong_second")


def _open(key_id: str, content: bytes, account_id: UUID) -> Secret:
    return Secret.of(doors.open_sealed(Sealed(key_id, content), owner=sealed_for(account_id)))
