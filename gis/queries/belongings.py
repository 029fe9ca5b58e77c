"""What a person keeps with an account: consents, profile, results, favourites. Sealed content stays sealed here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.acts import act

Purpose = Literal["terms", "account", "profile", "needs", "location", "check_result", "favourites"]
"""What a consent is for."""

Part = Literal["profile", "needs", "location"]
"""Part of a profile, each with a consent of its own: way, time and age group; what is hard; the area."""

ENDED_SESSIONS_STAY = dt.timedelta(days=30)
"""How long a session that has ended stays, for the person who asks what happened."""

FAILURES_STAY = dt.timedelta(days=1)
"""How long failed log-ins under a name stay after the last one."""


@dataclass(frozen=True)
class Consent:
    """What a person agreed to.

    Parameters
    ----------
    purpose : str
        Out of :data:`Purpose`.
    wording : str
        Version of the sentences they read.
    given_at, withdrawn_at : datetime.datetime
        Aware; ``withdrawn_at`` None while it holds.
    """

    purpose: Purpose
    wording: str
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class SealedRow:
    """Something encrypted, as it lies in the database.

    Parameters
    ----------
    row_id : uuid.UUID
        account_id of a profile, result_id of a result.
    account_id : uuid.UUID
    key_id : str
    content : bytes
    kept_at : datetime.datetime
        Aware.
    expires_at : datetime.datetime or None
    part : str
        Part of a profile; of a result of no account.
    """

    row_id: UUID
    account_id: UUID
    key_id: str
    content: bytes
    kept_at: dt.datetime
    expires_at: dt.datetime | None = None
    part: Part = "profile"


def give_consent(conn: Connection, account_id: UUID, purpose: Purpose, wording: str) -> int:
    """Note that a person agreed; a consent to the same words that holds already is kept. Gives its number."""
    values = {"account_id": account_id, "purpose": purpose, "wording": wording}
    conn.execute(
        text("""
            UPDATE account.consent SET withdrawn_at = now()
            WHERE account_id = :account_id AND purpose = :purpose AND withdrawn_at IS NULL AND wording <> :wording
        """),
        values,
    )
    conn.execute(
        text("""
            INSERT INTO account.consent (account_id, purpose, wording) VALUES (:account_id, :purpose, :wording)
            ON CONFLICT (account_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING
        """),
        values,
    )
    statement = text("""
        SELECT consent_id FROM account.consent
        WHERE account_id = :account_id AND purpose = :purpose AND withdrawn_at IS NULL
    """)
    return int(conn.execute(statement, values).scalar_one())


def withdraw_consent(conn: Connection, account_id: UUID, purpose: Purpose) -> None:
    """Note that a person agrees no more."""
    statement = text("""
        UPDATE account.consent SET withdrawn_at = now()
        WHERE account_id = :account_id AND purpose = :purpose AND withdrawn_at IS NULL
    """)
    conn.execute(statement, {"account_id": account_id, "purpose": purpose})


def consents(conn: Connection, account_id: UUID) -> list[Consent]:
    """Return all consents of an account, the newest first."""
    statement = text("""
        SELECT purpose, wording, given_at, withdrawn_at FROM account.consent
        WHERE account_id = :account_id ORDER BY consent_id DESC
    """)
    return [Consent(*row) for row in conn.execute(statement, {"account_id": account_id})]


def put_profile(
    conn: Connection, account_id: UUID, part: Part, *, consent_id: int, key_id: str, content: bytes
) -> None:
    """Keep a sealed part of a profile in the place of the former.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits.
    account_id : uuid.UUID
    part : {"profile", "needs", "location"}
    consent_id : int
        Consent it rests on.
    key_id, content : str, bytes
        As sealed.
    """
    statement = text("""
        INSERT INTO account.profile (account_id, part, consent_id, key_id, sealed)
        VALUES (:account_id, :part, :consent_id, :key_id, :content)
        ON CONFLICT (account_id, part) DO UPDATE SET consent_id = excluded.consent_id, key_id = excluded.key_id,
            sealed = excluded.sealed, updated_at = now()
    """)
    values = {"account_id": account_id, "part": part, "consent_id": consent_id, "key_id": key_id, "content": content}
    conn.execute(statement, values)


def profile(conn: Connection, account_id: UUID) -> list[SealedRow]:
    """Return the sealed parts of the profile of an account."""
    statement = text("""
        SELECT account_id AS row_id, account_id, key_id, sealed, updated_at, NULL, part FROM account.profile
        WHERE account_id = :account_id ORDER BY part
    """)
    return [SealedRow(*row) for row in conn.execute(statement, {"account_id": account_id})]


def delete_profile(conn: Connection, account_id: UUID, part: Part) -> None:
    """Forget a part of the profile of an account."""
    statement = text("DELETE FROM account.profile WHERE account_id = :account_id AND part = :part")
    conn.execute(statement, {"account_id": account_id, "part": part})


def all_profiles(conn: Connection) -> list[SealedRow]:
    """Return every row of part ``profile``; locked, so that nobody changes it meanwhile."""
    statement = text("""
        SELECT account_id AS row_id, account_id, key_id, sealed, updated_at, NULL, part FROM account.profile
        WHERE part = 'profile' FOR UPDATE
    """)
    return [SealedRow(*row) for row in conn.execute(statement)]


def keep_result(
    conn: Connection,
    account_id: UUID,
    *,
    result_id: UUID,
    consent_id: int,
    key_id: str,
    content: bytes,
    lasts: dt.timedelta,
) -> None:
    """Keep the sealed result of a check for a time.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits.
    account_id, result_id : uuid.UUID
    consent_id : int
        Consent it rests on.
    key_id, content : str, bytes
        As sealed.
    lasts : datetime.timedelta
        After that it is no more, whether the purge has run or not.
    """
    statement = text("""
        INSERT INTO account.check_result (result_id, account_id, consent_id, key_id, sealed, expires_at)
        VALUES (:result_id, :account_id, :consent_id, :key_id, :content, now() + :lasts)
    """)
    values: Mapping[str, object] = {
        "result_id": result_id,
        "account_id": account_id,
        "consent_id": consent_id,
        "key_id": key_id,
        "content": content,
        "lasts": lasts,
    }
    conn.execute(statement, values)


def results(conn: Connection, account_id: UUID) -> list[SealedRow]:
    """Return the sealed results of an account that have not expired, the newest first."""
    statement = text("""
        SELECT result_id, account_id, key_id, sealed, kept_at, expires_at FROM account.check_result
        WHERE account_id = :account_id AND expires_at > now() ORDER BY kept_at DESC, result_id
    """)
    return [SealedRow(*row) for row in conn.execute(statement, {"account_id": account_id})]


def delete_results(conn: Connection, account_id: UUID, result_id: UUID | None = None) -> int:
    """Forget one result of an account, or all; gives how many."""
    statement = text("""
        DELETE FROM account.check_result
        WHERE account_id = :account_id AND (CAST(:result_id AS uuid) IS NULL OR result_id = :result_id)
    """)
    return conn.execute(statement, {"account_id": account_id, "result_id": result_id}).rowcount


def favourites(conn: Connection, account_id: UUID) -> list[tuple[str, dt.datetime]]:
    """Return the favourites of an account with the instant each was saved, the newest first."""
    statement = text("""
        SELECT center_id, saved_at FROM account.favourite
        WHERE account_id = :account_id ORDER BY saved_at DESC, center_id
    """)
    return [(row.center_id, row.saved_at) for row in conn.execute(statement, {"account_id": account_id})]


def put_favourites(conn: Connection, account_id: UUID, center_ids: list[str]) -> None:
    """Keep exactly these favourites; what was there before keeps the instant it was saved."""
    conn.execute(
        text("DELETE FROM account.favourite WHERE account_id = :account_id AND NOT center_id = ANY(:ids)"),
        {"account_id": account_id, "ids": center_ids},
    )
    statement = text("""
        INSERT INTO account.favourite (account_id, center_id) SELECT :account_id, unnest(CAST(:ids AS text[]))
        ON CONFLICT DO NOTHING
    """)
    conn.execute(statement, {"account_id": account_id, "ids": center_ids})


SealedKind = Literal["profile", "check_result", "second_factor"]
"""What is kept sealed."""


def rows_under_other_keys(conn: Connection, key_id: str, *, kind: SealedKind) -> list[SealedRow]:
    """Return what is sealed under another key than this one; locked, so that nobody changes it meanwhile."""
    statements = {
        "profile": """
            SELECT account_id AS row_id, account_id, key_id, sealed, updated_at, NULL, part FROM account.profile
            WHERE key_id <> :key_id FOR UPDATE
        """,
        "check_result": """
            SELECT result_id, account_id, key_id, sealed, kept_at, expires_at FROM account.check_result
            WHERE key_id <> :key_id FOR UPDATE
        """,
        "second_factor": """
            SELECT account_id AS row_id, account_id, key_id, sealed, proposed_at, NULL FROM account.second_factor
            WHERE key_id <> :key_id FOR UPDATE
        """,
    }
    return [SealedRow(*row) for row in conn.execute(text(statements[kind]), {"key_id": key_id})]


def reseal(conn: Connection, row: SealedRow, *, kind: SealedKind, key_id: str, content: bytes) -> None:
    """Replace the content of a sealed row.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; the caller commits.
    row : SealedRow
        As it was read.
    kind : {"profile", "check_result", "second_factor"}
    key_id, content : str, bytes
        As sealed.
    """
    statements = {
        "profile": """
            UPDATE account.profile SET key_id = :key_id, sealed = :content WHERE account_id = :row_id AND part = :part
        """,
        "check_result": "UPDATE account.check_result SET key_id = :key_id, sealed = :content WHERE result_id = :row_id",
        "second_factor": """
            UPDATE account.second_factor SET key_id = :key_id, sealed = :content WHERE account_id = :row_id
        """,
    }
    values = {"row_id": row.row_id, "part": row.part, "key_id": key_id, "content": content}
    conn.execute(text(statements[kind]), values)


def purge_ended(conn: Connection, *, token: str | None = None) -> dict[str, int]:
    """Remove what is over: results past their day, sessions ended for a while, old failures.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; of the app with a token. The caller commits.
    token : str, optional
        Of an administrator's session; None for the command line.

    Returns
    -------
    dict of str to int
        Table -> rows deleted.
    """
    days = {"session_days": ENDED_SESSIONS_STAY.days, "failure_days": FAILURES_STAY.days}
    if token is None:
        rows = act(conn, "SELECT what, rows_removed FROM account.purge(:session_days, :failure_days)", days)
    else:
        statement = "SELECT what, rows_removed FROM account.purge_as(:token, :session_days, :failure_days)"
        rows = act(conn, statement, {"token": token, **days})
    return {str(row.what): int(row.rows_removed) for row in rows}
