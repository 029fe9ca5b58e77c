"""Second factors: what the app checks a code against, and the acts that want the proof; see sql/functions/27."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from gis.queries.accounts import account_in
from gis.queries.acts import act
from gis.queries.sessions import Awaits, Kind, SignedIn

SEALED_AS = "second_factor"
"""What the secret is sealed as, before the account's number."""


def sealed_for(account_id: UUID) -> str:
    """Name what a secret belongs to, which is sealed with it: one put into another account's row does not open."""
    return f"{SEALED_AS}:{account_id}"


@dataclass(frozen=True, repr=False)
class Awaited:
    """Who is about to come in, and what a code is checked against.

    Parameters
    ----------
    account_id : uuid.UUID
    name : str
    awaits : {"code", "app_code"}
    key_id, sealed : str, bytes
        The sealed secret.
    """

    account_id: UUID
    name: str
    awaits: Awaits
    key_id: str
    sealed: bytes


def awaited(conn: Connection, kind: Kind, token: str) -> Awaited | None:
    """Return what the session of a token awaits; None where it awaits nothing, or is over."""
    values = {"kind": kind, "token": token}
    row = act(conn, "SELECT * FROM account.awaited_factor(:kind, :token)", values).mappings().one_or_none()
    return None if row is None else Awaited(**row)


def pass_by_app_code(conn: Connection, kind: Kind, token: str, *, proof: bytes, step: int) -> SignedIn:
    """Open a session that awaits a code, after the app found one to fit.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    kind : {"app", "api"}
    token : str
        Of the session.
    proof : bytes
        What lay sealed with the secret.
    step : int
        Half minutes since 1970 of the code.

    Raises
    ------
    SignInError
        When no session awaits one, the proof is not the account's, or the code or a later one was used.
    """
    values = {"kind": kind, "token": token, "proof": proof, "step": step}
    row = act(conn, "SELECT * FROM account.pass_by_app_code(:kind, :token, :proof, :step)", values).one()
    return SignedIn(row.session_id, account_in(row))


def pass_by_recovery_code(conn: Connection, kind: Kind, token: str, *, code: str) -> SignedIn:
    """Open such a session by a recovery code, which is used up.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        As for :func:`pass_by_app_code`, after the guess was counted and committed.
    kind : {"app", "api"}
    token : str
        Of the session.
    code : str
        In capitals, without blanks and hyphens.

    Raises
    ------
    SignInError
        When no session awaits one, the code does not fit, or the session began with a recovery code.
    """
    values = {"kind": kind, "token": token, "code": code}
    row = act(conn, "SELECT * FROM account.pass_by_recovery_code(:kind, :token, :code)", values).one()
    return SignedIn(row.session_id, account_in(row))


def propose(
    conn: Connection, session_id: UUID, *, key: bytes | None, key_id: str, content: bytes, verifier: bytes
) -> None:
    """Keep a secret that counts once a first code has fitted.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    session_id : uuid.UUID
    key : bytes or None
        Of the password, counted before.
    key_id, content : str, bytes
        The sealed secret.
    verifier : bytes
        SHA-256 of the proof in it.

    Raises
    ------
    SignInError
        When the password does not fit.
    ConflictError
        When a second factor is in force, or the account has no password.
    """
    values = {"session": session_id, "key": key, "key_id": key_id, "content": content, "verifier": verifier}
    act(conn, "SELECT account.propose_second_factor(:session, :key, :key_id, :content, :verifier)", values)


def proposed(conn: Connection, session_id: UUID) -> tuple[str, bytes] | None:
    """Return the own sealed secret that awaits its first code, or None."""
    row = act(conn, "SELECT * FROM account.proposed_factor(:session)", {"session": session_id}).one_or_none()
    return None if row is None else (row.key_id, row.sealed)


def confirm(conn: Connection, session_id: UUID, *, proof: bytes, step: int, code_hashes: Sequence[bytes]) -> None:
    """Put the proposed secret in force, with new recovery codes; other sessions end.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    session_id : uuid.UUID
    proof : bytes
        What lay sealed with the secret.
    step : int
        Half minutes since 1970 of the code that fitted.
    code_hashes : sequence of bytes
        SHA-256 of each recovery code.

    Raises
    ------
    SignInError
        When the proof does not fit or the code was used.
    NotFoundError
        When none was proposed.
    """
    values = {"session": session_id, "proof": proof, "step": step, "code_hashes": list(code_hashes)}
    act(conn, "SELECT account.confirm_second_factor(:session, :proof, :step, :code_hashes)", values)


def remove(conn: Connection, session_id: UUID, *, key: bytes | None) -> None:
    """Take the own second factor away; ``key`` and errors as for :func:`propose`."""
    act(conn, "SELECT account.remove_second_factor(:session, :key)", {"session": session_id, "key": key})


def reset(conn: Connection, account_id: UUID) -> dt.datetime | None:
    """Take an account's second factor away and end its sessions, as the owner; gives since when it was, or None."""
    since: dt.datetime | None = act(
        conn,
        "DELETE FROM account.second_factor WHERE account_id = :id RETURNING coalesce(confirmed_at, proposed_at)",
        {"id": account_id},
    ).scalar_one_or_none()
    act(
        conn,
        "UPDATE account.session SET revoked_at = now() WHERE account_id = :id AND revoked_at IS NULL",
        {"id": account_id},
    )
    return since
