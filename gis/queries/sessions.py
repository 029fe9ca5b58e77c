"""Sessions: where an account is signed in, and how often somebody tried in vain."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.accounts import Account

Kind = Literal["app", "api"]
"""A browser with a cookie, or a program with tokens."""

SEEN_EVERY = dt.timedelta(minutes=5)
"""How exactly it is known when a session was last used: a page's run must not write each time."""


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
        Whether ``last_seen_at`` wants to be written anew.
    """

    session_id: UUID
    account: Account
    is_stale: bool


def add_session(
    conn: Connection, account_id: UUID, *, kind: Kind, token_hash: bytes, device: str, lasts: dt.timedelta
) -> UUID:
    """Add a session; the caller commits.

    Parameters
    ----------
    conn : sqlalchemy.Connection
    account_id : uuid.UUID
        Whose it is.
    kind : {"app", "api"}
    token_hash : bytes
        SHA-256 of the token that opens it.
    device : str
        Kind of browser and system.
    lasts : datetime.timedelta
        How long it may last, used or not.

    Returns
    -------
    uuid.UUID
        Its id.
    """
    statement = text("""
        INSERT INTO account.session (account_id, kind, token_hash, device, expires_at)
        VALUES (:account_id, :kind, :token_hash, :device, now() + :lasts) RETURNING session_id
    """)
    values = {"account_id": account_id, "kind": kind, "token_hash": token_hash, "device": device, "lasts": lasts}
    session_id: UUID = conn.execute(statement, values).scalar_one()
    return session_id


def by_token(conn: Connection, kind: Kind, token_hash: bytes, *, idle: dt.timedelta) -> SignedIn | None:
    """Give the session in force that a token opens, or None."""
    return _one(conn, "s.kind = :kind AND s.token_hash = :token_hash", kind=kind, token_hash=token_hash, idle=idle)


def by_id(conn: Connection, session_id: UUID, *, idle: dt.timedelta) -> SignedIn | None:
    """Give a program's session in force, or None."""
    return _one(conn, "s.kind = 'api' AND s.session_id = :session_id", session_id=session_id, idle=idle)


def _one(conn: Connection, which: str, **values: object) -> SignedIn | None:
    # ``which`` is one of the two constants above; every value is bound.
    statement = text(f"""
        SELECT s.session_id, a.account_id, a.name, a.role, a.municipality_code,
               s.last_seen_at < now() - :seen_every AS is_stale
        FROM account.session s JOIN account.account a USING (account_id)
        WHERE {which} AND s.revoked_at IS NULL AND s.expires_at > now() AND s.last_seen_at > now() - :idle
          AND a.disabled_at IS NULL
    """)  # noqa: S608
    row = conn.execute(statement, {**values, "seen_every": SEEN_EVERY}).one_or_none()
    if row is None:
        return None
    account = Account(row.account_id, row.name, row.role, row.municipality_code)
    return SignedIn(row.session_id, account, row.is_stale)


def touch(conn: Connection, session_id: UUID) -> None:
    """Note that a session is in use."""
    conn.execute(text("UPDATE account.session SET last_seen_at = now() WHERE session_id = :id"), {"id": session_id})


def rotate(conn: Connection, *, token_hash: bytes, new_token_hash: bytes, idle: dt.timedelta) -> SignedIn | None:
    """Replace a program's refresh token by its successor.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits, also when None comes back: a session may have been ended.
    token_hash, new_token_hash : bytes
        SHA-256 of the token shown and of its successor.
    idle : datetime.timedelta
        A session unused for longer counts as over.

    Returns
    -------
    SignedIn or None
        None for an unknown token. One that was replaced before was copied by somebody: its session ends.
    """
    values = {"token_hash": token_hash, "new": new_token_hash}
    # The lock on the row lets one of two requests at once pass with the same token.
    locked = conn.execute(
        text("SELECT session_id FROM account.session WHERE kind = 'api' AND token_hash = :token_hash FOR UPDATE"),
        values,
    ).scalar_one_or_none()
    found = by_token(conn, "api", token_hash, idle=idle) if locked else None
    if found is None:
        conn.execute(
            text("""
                UPDATE account.session SET revoked_at = now()
                WHERE former_token_hash = :token_hash AND revoked_at IS NULL
            """),
            values,
        )
        return None
    conn.execute(
        text("""
            UPDATE account.session SET former_token_hash = token_hash, token_hash = :new, last_seen_at = now()
            WHERE session_id = :session_id
        """),
        {**values, "session_id": found.session_id},
    )
    return found


def of_account(conn: Connection, account_id: UUID) -> list[Session]:
    """Give the sessions of an account that are in force, the latest used first."""
    statement = text("""
        SELECT session_id, kind, device, created_at, last_seen_at, expires_at FROM account.session
        WHERE account_id = :account_id AND revoked_at IS NULL AND expires_at > now() ORDER BY last_seen_at DESC
    """)
    return [Session(*row) for row in conn.execute(statement, {"account_id": account_id})]


def revoke(conn: Connection, account_id: UUID, session_id: UUID) -> bool:
    """End one session of an account; tells whether there was one."""
    statement = text("""
        UPDATE account.session SET revoked_at = now()
        WHERE account_id = :account_id AND session_id = :session_id AND revoked_at IS NULL
    """)
    return conn.execute(statement, {"account_id": account_id, "session_id": session_id}).rowcount > 0


def revoke_token(conn: Connection, token_hash: bytes) -> None:
    """End the session that a token opens, whoever's it is."""
    statement = text("UPDATE account.session SET revoked_at = now() WHERE token_hash = :hash AND revoked_at IS NULL")
    conn.execute(statement, {"hash": token_hash})


def revoke_others(conn: Connection, account_id: UUID, *, but: UUID | None = None) -> int:
    """End all sessions of an account but one; gives how many."""
    statement = text("""
        UPDATE account.session SET revoked_at = now()
        WHERE account_id = :account_id AND revoked_at IS NULL AND session_id IS DISTINCT FROM :but
    """)
    return conn.execute(statement, {"account_id": account_id, "but": but}).rowcount


def take_attempt(conn: Connection, attempt_key: bytes, *, free: int, first_s: float, most_s: float) -> float:
    """Ask to try a log-in; it counts as failed until :func:`forget_failures` says otherwise.

    Counting first, in one statement, leaves no gap in which many requests at once pass before any is counted.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits, before it looks at the password.
    attempt_key : bytes
        SHA-256 that stands for the name typed.
    free : int
        Failures in a row without a wait; each further one doubles the wait.
    first_s, most_s : float
        Seconds of the first wait; seconds beyond which it grows no more.

    Returns
    -------
    float
        0 when it may be tried; else the seconds to wait, and nothing was counted.
    """
    statement = text("""
        INSERT INTO account.login_attempt AS t (attempt_key, failed_count, last_failed_at)
        VALUES (:key, 1, clock_timestamp())
        ON CONFLICT (attempt_key) DO UPDATE SET
            failed_count = CASE WHEN t.last_failed_at < clock_timestamp() - interval '1 day' THEN 1
                                ELSE t.failed_count + 1 END,
            last_failed_at = clock_timestamp(),
            locked_until = CASE
                WHEN t.last_failed_at >= clock_timestamp() - interval '1 day' AND t.failed_count + 1 >= :free
                THEN clock_timestamp() + make_interval(
                    secs => least(:most_s, :first_s * power(2, least(t.failed_count + 1 - :free, 30)))) END
            WHERE t.locked_until IS NULL OR t.locked_until <= clock_timestamp()
        RETURNING failed_count
    """)
    values = {"key": attempt_key, "free": free, "first_s": first_s, "most_s": most_s}
    if conn.execute(statement, values).scalar_one_or_none() is not None:
        return 0.0
    left = text("""
        SELECT extract(epoch FROM locked_until - clock_timestamp()) FROM account.login_attempt WHERE attempt_key = :key
    """)
    return max(1.0, float(conn.execute(left, values).scalar_one_or_none() or 0))


def forget_failures(conn: Connection, attempt_key: bytes) -> None:
    """Start counting anew after a success."""
    conn.execute(text("DELETE FROM account.login_attempt WHERE attempt_key = :key"), {"key": attempt_key})
