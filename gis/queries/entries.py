"""Coming in: each way makes a session and wants its proof, which the database checks; see sql/functions/22 to 24."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection

from gis.queries.accounts import PasswordKey, account_in, name_key
from gis.queries.acts import act
from gis.queries.sessions import Kind, SignedIn

Way = Literal["password", "recovery", "confirm", "second"]
"""What attempts are counted by, each apart; the last two by account, the others by the name typed."""


@dataclass(frozen=True, repr=False)
class NewSession:
    """A session to be made.

    Parameters
    ----------
    kind : {"app", "api"}
    token_hash : bytes
        SHA-256 of the token that will open it.
    device : str
        Kind of browser and system.
    former_token : str or None
        Token that the browser already carried; its session ends.
    """

    kind: Kind
    token_hash: bytes
    device: str = ""
    former_token: str | None = None


@dataclass(frozen=True)
class OwnFacts:
    """What an account says of itself: since when it is (aware), and with what one comes in."""

    created_at: dt.datetime
    has_password: bool
    recovery_codes_left: int
    second_factor_since: dt.datetime | None


def password_settings(conn: Connection, name: str) -> str | None:
    """Return the settings under which the key of a password is made; None without such an account that may sign in."""
    values = {"key": name_key(name)}
    settings: str | None = act(conn, "SELECT account.password_settings(:key)", values).scalar_one()
    return settings


def own_password_settings(conn: Connection, session_id: UUID) -> str | None:
    """Return the same for the account of a session; None for one without a password.

    Raises
    ------
    SignInError
        When the session is over.
    """
    values = {"session": session_id}
    settings: str | None = act(conn, "SELECT account.own_password_settings(:session)", values).scalar_one()
    return settings


def wait_s(conn: Connection, way: Way, subject: str, *, client: str) -> float:
    """Give the seconds until a client may try again, 0 at once; asked before the work of argon2 is done."""
    values = {"way": way, "subject": subject, "client": client}
    return float(act(conn, "SELECT account.wait_s(:way, :subject, :client)", values).scalar_one())


def count_attempt(conn: Connection, way: Way, subject: str, *, client: str, proof: bytes) -> float:
    """Count a guess as failed until it turns out right.

    Counting first, in one statement, leaves no gap in which many requests at once pass before any is counted; and the
    database looks at no guess whose count was not committed.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits, before the guess is looked at.
    way : {"password", "recovery", "confirm", "second"}
    subject : str
        The name typed, as :func:`gis.queries.accounts.name_key` spells it, or the account's id.
    client : str
        Hash of whoever sends, so that one who fails locks out no other; empty where somebody is signed in.
    proof : bytes
        SHA-256 of the key or of the recovery code that is going to be shown.

    Returns
    -------
    float
        0 when it may be tried; else the seconds to wait, and nothing was counted.
    """
    values = {"way": way, "subject": subject, "client": client, "proof": proof}
    return float(act(conn, "SELECT account.count_attempt(:way, :subject, :client, :proof)", values).scalar_one())


def sign_up(
    conn: Connection, name: str, *, password: PasswordKey, code_hashes: Sequence[bytes], session: NewSession
) -> SignedIn:
    """Make a citizen's account with its recovery codes, and sign in.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    name : str
        From :func:`gis.queries.accounts.clean_name`.
    password : PasswordKey
    code_hashes : sequence of bytes
        SHA-256 of each recovery code.
    session : NewSession

    Raises
    ------
    ConflictError
        When the name is taken.
    """
    statement = """
        SELECT * FROM account.sign_up(:name, :key, :settings, :password_key, :code_hashes,
                                      :kind, :token_hash, :device, :former_token)
    """
    values = {"name": name, "key": name_key(name), "settings": password.settings, "password_key": password.key}
    return _signed_in(conn, statement, {**values, "code_hashes": list(code_hashes), **vars(session)})


def open_by_password(
    conn: Connection, name: str, *, key: bytes, renewed: PasswordKey | None, session: NewSession
) -> SignedIn:
    """Sign in by the key of a password.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write, after :func:`count_attempt` was committed.
    name : str
        As typed.
    key : bytes
        What argon2id made of the password typed, under :func:`password_settings`.
    renewed : PasswordKey or None
        The same password under today's settings, where the account has others.
    session : NewSession

    Raises
    ------
    SignInError
        When it does not fit.
    """
    statement = """
        SELECT * FROM account.open_by_password(:key, :password_key, :settings, :new_key,
                                               :kind, :token_hash, :device, :former_token)
    """
    values = {
        "key": name_key(name),
        "password_key": key,
        "settings": renewed.settings if renewed else None,
        "new_key": renewed.key if renewed else None,
    }
    return _signed_in(conn, statement, {**values, **vars(session)})


def open_by_recovery_code(
    conn: Connection, name: str, *, code: str, password: PasswordKey, session: NewSession
) -> SignedIn:
    """Set a new password by a recovery code, end every session, and sign in; the code is used up.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        As for :func:`open_by_password`.
    name : str
        As typed.
    code : str
        In capitals, without blanks and hyphens.
    password : PasswordKey
        The new one.
    session : NewSession

    Raises
    ------
    SignInError
        When name and code do not fit, or the code was used.
    """
    statement = """
        SELECT * FROM account.open_by_recovery_code(:key, :code, :settings, :new_key,
                                                    :kind, :token_hash, :device, :former_token)
    """
    values = {"key": name_key(name), "code": code, "settings": password.settings, "new_key": password.key}
    return _signed_in(conn, statement, {**values, **vars(session)})


def open_by_provider(
    conn: Connection, issuer: str, subject: str, *, session: NewSession, new_name: str | None = None
) -> SignedIn:
    """Sign in a citizen whom a provider has vouched for.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    issuer, subject : str
        The provider, and the person's number there.
    session : NewSession
    new_name : str, optional
        Makes an account of this name at the first visit; in the spelling of :func:`gis.queries.accounts.name_key`.

    Raises
    ------
    NotFoundError
        At the first visit without a new name.
    SignInError
        When the account is closed, or acts for others: then its password is wanted.
    ConflictError
        When the new name is taken.
    """
    statement = """
        SELECT * FROM account.open_by_provider(:issuer, :subject, :new_name,
                                               :kind, :token_hash, :device, :former_token)
    """
    values = {"issuer": issuer, "subject": subject, "new_name": new_name}
    return _signed_in(conn, statement, {**values, **vars(session)})


def change_password(conn: Connection, session_id: UUID, *, key: bytes | None, new: PasswordKey) -> None:
    """Change the password of a session's account, and end its other sessions.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        As for :func:`open_by_password`.
    session_id : uuid.UUID
    key : bytes or None
        Of the password in force; None for an account without one.
    new : PasswordKey

    Raises
    ------
    SignInError
        When the key does not fit, or the session is over.
    """
    values = {"session": session_id, "key": key, "settings": new.settings, "new_key": new.key}
    act(conn, "SELECT account.change_password(:session, :key, :settings, :new_key)", values)


def renew_recovery_codes(
    conn: Connection, session_id: UUID, *, key: bytes | None, code_hashes: Sequence[bytes]
) -> None:
    """Replace the recovery codes of a session's account; ``key`` and errors as for :func:`change_password`."""
    values = {"session": session_id, "key": key, "code_hashes": list(code_hashes)}
    act(conn, "SELECT account.renew_recovery_codes(:session, :key, :code_hashes)", values)


def delete_account(conn: Connection, session_id: UUID, *, key: bytes | None) -> None:
    """Delete a session's account and everything of the person; ``key`` and errors as for :func:`change_password`."""
    act(conn, "SELECT account.delete_own(:session, :key)", {"session": session_id, "key": key})


def own_facts(conn: Connection, session_id: UUID) -> OwnFacts:
    """Return since when an account exists and by what its owner signs in.

    Raises
    ------
    SignInError
        When the session is over.
    """
    row = act(conn, "SELECT * FROM account.own_facts(:session)", {"session": session_id})
    return OwnFacts(**row.mappings().one())


def _signed_in(conn: Connection, statement: str, values: dict[str, Any]) -> SignedIn:
    row = act(conn, statement, values).one()
    return SignedIn(row.session_id, account_in(row), awaits=row.awaits)
