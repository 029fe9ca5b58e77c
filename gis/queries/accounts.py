"""Accounts: who there is, and who may what. Names are compared in one spelling; see :func:`name_key`."""

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Connection, Row, text

from gis.errors import ForbiddenError, InputError, NotFoundError
from gis.queries.acts import act

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
        """Return whether the account may change what concerns a sigungu."""
        if self.role == "admin":
            return True
        return self.role == "staff" and municipality_code is not None and municipality_code == self.municipality_code


@dataclass(frozen=True, repr=False)
class PasswordKey:
    """What argon2id made of a password.

    Parameters
    ----------
    settings : str
        Cost and salt, the head of the encoded form; kept.
    key : bytes
        32 bytes; shown to the database, which keeps their SHA-256 only.
    """

    settings: str
    key: bytes


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
    """Make a chosen name fit to keep: NFKC, single blanks, nothing invisible, nothing that looks like another letter.

    Letters are Hangul, Latin and Han, as Unicode's report 39 has it for Korean ("highly restrictive"), so that no
    Cyrillic or Greek letter passes for a Latin one; what looks alike within them the database compares
    (``account.look_of``).

    Raises
    ------
    InputError
        When it is not 2 to 30 characters of Hangul, Latin or Han letters, digits 0 to 9, blanks and ``. _ -``.
    """
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    is_plain = all(char in " ._-0123456789" or _is_known_letter(char) for char in name)
    if not is_plain or not SHORTEST_NAME <= len(name) <= LONGEST_NAME or not any(char.isalnum() for char in name):
        raise InputError(
            f"a name has {SHORTEST_NAME} to {LONGEST_NAME} Hangul, Latin or Han letters, digits, blanks or . _ -",
            code="name_unusable",
        )
    return name


def _is_known_letter(char: str) -> bool:
    """Tell whether a letter is a Hangul syllable, a Han character, or a Latin letter with or without an accent."""
    bare = unicodedata.normalize("NFD", char)[0]
    return "가" <= char <= "힣" or "一" <= char <= "鿿" or (bare.isascii() and bare.isalpha())


def name_key(name: str) -> str:
    """Return the one spelling under which a name is looked up: NFKC, casefolded, no blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    # PostgreSQL has no NUL in a text; no account has such a name either.
    return "".join(folded.replace("\0", "\ufffd").split())


def add_account(conn: Connection, *, name: str, password: PasswordKey, code_hashes: Sequence[bytes]) -> Account:
    """Add an account of role citizen with its recovery codes, from the command line.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; the caller commits.
    name : str
        From :func:`clean_name`.
    password : PasswordKey
    code_hashes : sequence of bytes
        SHA-256 of each recovery code.

    Raises
    ------
    ConflictError
        When the name is taken.
    """
    values = {"name": name, "key": name_key(name), "settings": password.settings, "password_key": password.key}
    statement = """
        SELECT account_id, name, role, municipality_code
        FROM account.add_account(:name, :key, :settings, :password_key, NULL, NULL)
    """
    account = account_in(act(conn, statement, values).one())
    act(
        conn,
        "SELECT account.set_recovery_codes(:owner, :code_hashes)",
        {"owner": account.account_id, "code_hashes": list(code_hashes)},
    )
    return account


def grant_role(conn: Connection, account_id: UUID, role: Role, municipality_code: str | None) -> dict[str, str | None]:
    """Write a role from the command line, as the owner, and end the account's sessions; gives what changed.

    Raises
    ------
    ConflictError
        When the account has no password: who acts for others signs in by one.
    """
    values = {"target": account_id, "role": role, "code": municipality_code}
    changed: dict[str, str | None] = act(conn, "SELECT account.give_role(:target, :role, :code)", values).scalar_one()
    return changed


def account_named(conn: Connection, name: str) -> Account | None:
    """Return the account of a name, closed or not, to the owner."""
    statement = text("""
        SELECT account_id, name, role, municipality_code FROM account.account WHERE name_key = :key
    """)
    row = conn.execute(statement, {"key": name_key(name)}).one_or_none()
    return None if row is None else account_in(row)


def accounts_with_role(conn: Connection) -> list[AccountRow]:
    """Return the accounts that act for others, to the owner; the newest first."""
    statement = text("""
        SELECT account_id, name, role, municipality_code, created_at, disabled_at IS NOT NULL AS is_disabled
        FROM account.account WHERE role <> 'citizen' ORDER BY created_at DESC
    """)
    return [_row(row) for row in conn.execute(statement)]


def account_rows(conn: Connection, token: str, *, limit: int = 500) -> list[AccountRow]:
    """Return the accounts with a role first, then the newest others.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app.
    token : str
        Of an administrator's session.
    limit : int
        Most accounts to give.

    Raises
    ------
    ForbiddenError
        When the token is not an administrator's.
    """
    rows = act(conn, "SELECT * FROM account.accounts(:token, :most)", {"token": token, "most": limit})
    return [_row(row) for row in rows]


def set_role(conn: Connection, token: str, target: UUID, *, role: Role, municipality_code: str | None) -> None:
    """Assign a role to an account, for an administrator's session; the database writes the log.

    Raises
    ------
    ForbiddenError, NotFoundError, InputError, ConflictError
        See :func:`gis.queries.acts.act`; the last one for an account that has no password.
    """
    values = {"token": token, "target": target, "role": role, "code": municipality_code}
    _change(conn, "SELECT account.set_role(:token, :target, :role, :code)", values)


def set_disabled(conn: Connection, token: str, target: UUID, *, is_disabled: bool) -> None:
    """Close an account, or open it again; raises as :func:`set_role`."""
    values = {"token": token, "target": target, "is_disabled": is_disabled}
    _change(conn, "SELECT account.set_disabled(:token, :target, :is_disabled)", values)


def _change(conn: Connection, statement: str, values: Mapping[str, Any]) -> None:
    """Act on an account that is another's, and say in terms of accounts what may be wrong."""
    try:
        act(conn, statement, values)
    except ForbiddenError:
        raise ForbiddenError("only an administrator may do this, and not to themselves", code="not_admin") from None
    except NotFoundError:
        raise NotFoundError("there is no such account", code="no_account") from None
    except InputError:
        raise InputError("staff have a municipality, others have none", code="role_unusable") from None


def account_in(row: Row[Any]) -> Account:
    """Take the account out of a row with its columns."""
    return Account(row.account_id, row.name, row.role, row.municipality_code)


def _row(row: Row[Any]) -> AccountRow:
    return AccountRow(account_in(row), row.created_at, row.is_disabled)
