"""Accounts: who there is, and what each keeps. Names are compared in one spelling; see :func:`name_key`."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from psycopg import errors
from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import IntegrityError

from gis.errors import ConflictError, InputError, NotFoundError

Role = Literal["citizen", "staff", "admin"]
"""What an account may do: look after itself, act for one municipality, act for all."""

ROLES: tuple[Role, ...] = get_args(Role)

SHORTEST_NAME, LONGEST_NAME = 2, 30


@dataclass(frozen=True)
class Account:
    """Who is signed in.

    Parameters
    ----------
    account_id : uuid.UUID
    name : str
        As chosen; text, never HTML.
    role : {"citizen", "staff", "admin"}
    municipality_code : str or None
        Sigungu that a member of staff acts for; None for everybody else.
    """

    account_id: UUID
    name: str
    role: Role
    municipality_code: str | None = None

    def may_act_for(self, municipality_code: str | None) -> bool:
        """Tell whether the account may change what concerns a sigungu."""
        if self.role == "admin":
            return True
        return self.role == "staff" and municipality_code is not None and municipality_code == self.municipality_code


@dataclass(frozen=True)
class Credentials:
    """What a log-in is compared with.

    Parameters
    ----------
    account : Account
    password_hash : str or None
        None where another service signs the person in.
    """

    account: Account
    password_hash: str | None


@dataclass(frozen=True)
class AccountRow:
    """An account as administrators see it.

    Parameters
    ----------
    account : Account
    created_at : datetime.datetime
        Aware.
    is_disabled : bool
        Whether nobody can sign in with it.
    """

    account: Account
    created_at: dt.datetime
    is_disabled: bool


def clean_name(typed: str) -> str:
    """Make a chosen name fit to keep: NFC, single blanks, nothing invisible.

    Raises
    ------
    InputError
        When it is not 2 to 30 characters of letters, digits, blanks and ``. _ -``.
    """
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    is_plain = all(char.isalnum() or char in " ._-" for char in name)
    if not is_plain or not SHORTEST_NAME <= len(name) <= LONGEST_NAME or not any(char.isalnum() for char in name):
        raise InputError(
            f"a name has {SHORTEST_NAME} to {LONGEST_NAME} letters, digits, blanks or . _ -", code="name_unusable"
        )
    return name


def name_key(name: str) -> str:
    """Give the one spelling under which a name is looked up: NFKC, casefolded, no blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    # PostgreSQL has no NUL in a text; no account has such a name either.
    return "".join(folded.replace("\0", "\ufffd").split())


def add_account(
    conn: Connection, *, name: str, password_hash: str | None, issuer: str | None = None, subject: str | None = None
) -> Account:
    """Add an account of role citizen; the caller commits.

    Parameters
    ----------
    conn : sqlalchemy.Connection
    name : str
        From :func:`clean_name`.
    password_hash : str or None
        argon2id; None with ``issuer`` and ``subject``, of the service that signs the person in.
    issuer, subject : str, optional

    Raises
    ------
    ConflictError
        When the name is taken.
    """
    statement = text("""
        INSERT INTO account.account (name, name_key, password_hash, oidc_issuer, oidc_subject)
        VALUES (:name, :key, :hash, :issuer, :subject) RETURNING account_id
    """)
    values = {"name": name, "key": name_key(name), "hash": password_hash, "issuer": issuer, "subject": subject}
    try:
        with conn.begin_nested():
            account_id: UUID = conn.execute(statement, values).scalar_one()
    except IntegrityError as error:
        if isinstance(error.orig, errors.UniqueViolation):
            raise ConflictError("the name is taken", code="name_taken") from None
        raise
    return Account(account_id, name, "citizen")


def credentials(conn: Connection, name: str) -> Credentials | None:
    """Give what a log-in under a name is compared with, or None without such an account that may sign in."""
    statement = text("""
        SELECT account_id, name, role, municipality_code, password_hash FROM account.account
        WHERE name_key = :key AND disabled_at IS NULL
    """)
    row = conn.execute(statement, {"key": name_key(name)}).one_or_none()
    return None if row is None else Credentials(_account(row), row.password_hash)


def credentials_of(conn: Connection, account_id: UUID) -> Credentials:
    """Give the same for an account that is signed in.

    Raises
    ------
    NotFoundError
        When it was deleted or closed meanwhile.
    """
    statement = text("""
        SELECT account_id, name, role, municipality_code, password_hash FROM account.account
        WHERE account_id = :account_id AND disabled_at IS NULL
    """)
    row = conn.execute(statement, {"account_id": account_id}).one_or_none()
    if row is None:
        raise NotFoundError("there is no such account any more")
    return Credentials(_account(row), row.password_hash)


def account_of_subject(conn: Connection, issuer: str, subject: str) -> tuple[Account, bool] | None:
    """Give the account that a provider's person has, and whether it is closed; None for a first visit."""
    statement = text("""
        SELECT account_id, name, role, municipality_code, disabled_at FROM account.account
        WHERE oidc_issuer = :issuer AND oidc_subject = :subject
    """)
    row = conn.execute(statement, {"issuer": issuer, "subject": subject}).one_or_none()
    return None if row is None else (_account(row), row.disabled_at is not None)


def set_password(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Replace the hash of a password."""
    statement = text("""
        UPDATE account.account SET password_hash = :hash, password_changed_at = now() WHERE account_id = :account_id
    """)
    conn.execute(statement, {"account_id": account_id, "hash": password_hash})


def delete_account(conn: Connection, account_id: UUID) -> None:
    """Delete an account and everything of the person; only the audit log keeps the bare id."""
    conn.execute(text("DELETE FROM account.account WHERE account_id = :account_id"), {"account_id": account_id})


def created_at(conn: Connection, account_id: UUID) -> dt.datetime:
    """Give the instant at which an account was made."""
    statement = text("SELECT created_at FROM account.account WHERE account_id = :account_id")
    made: dt.datetime = conn.execute(statement, {"account_id": account_id}).scalar_one()
    return made


def set_recovery_codes(conn: Connection, account_id: UUID, code_hashes: Sequence[bytes]) -> None:
    """Replace all recovery codes of an account."""
    conn.execute(text("DELETE FROM account.recovery_code WHERE account_id = :account_id"), {"account_id": account_id})
    conn.execute(
        text("INSERT INTO account.recovery_code (account_id, code_hash) VALUES (:account_id, :code_hash)"),
        [{"account_id": account_id, "code_hash": one} for one in code_hashes],
    )


def use_recovery_code(conn: Connection, name: str, code_hash: bytes) -> Account | None:
    """Use a recovery code up; gives its account, or None when name and code do not fit, or it was used."""
    statement = text("""
        UPDATE account.recovery_code c SET used_at = now() FROM account.account a
        WHERE c.account_id = a.account_id AND a.name_key = :key AND a.disabled_at IS NULL
          AND c.code_hash = :code_hash AND c.used_at IS NULL
        RETURNING a.account_id, a.name, a.role, a.municipality_code
    """)
    row = conn.execute(statement, {"key": name_key(name), "code_hash": code_hash}).one_or_none()
    return None if row is None else _account(row)


def recovery_codes_left(conn: Connection, account_id: UUID) -> int:
    """Count the recovery codes not used yet."""
    statement = text("SELECT count(*) FROM account.recovery_code WHERE account_id = :id AND used_at IS NULL")
    return int(conn.execute(statement, {"id": account_id}).scalar_one())


def account_rows(conn: Connection, *, limit: int = 500) -> list[AccountRow]:
    """Give the accounts with a role first, then the newest others."""
    statement = text("""
        SELECT account_id, name, role, municipality_code, created_at, disabled_at FROM account.account
        ORDER BY role = 'citizen', created_at DESC LIMIT :limit
    """)
    rows = conn.execute(statement, {"limit": limit})
    return [AccountRow(_account(row), row.created_at, row.disabled_at is not None) for row in rows]


def account_named(conn: Connection, name: str) -> AccountRow | None:
    """Give the account of a name, closed or not."""
    statement = text("""
        SELECT account_id, name, role, municipality_code, created_at, disabled_at FROM account.account
        WHERE name_key = :key
    """)
    row = conn.execute(statement, {"key": name_key(name)}).one_or_none()
    return None if row is None else AccountRow(_account(row), row.created_at, row.disabled_at is not None)


def grant_role(conn: Connection, account_id: UUID, role: Role, municipality_code: str | None) -> None:
    """Write a role directly; the command line does, as the owner. The app goes through account.set_role."""
    statement = text("""
        UPDATE account.account SET role = :role, municipality_code = :code WHERE account_id = :account_id
    """)
    conn.execute(statement, {"account_id": account_id, "role": role, "code": municipality_code})


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(row.account_id, row.name, row.role, row.municipality_code)
