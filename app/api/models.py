"""What comes in and goes out. Nothing but the fields named is taken: a role in a sign-up is refused, not ignored."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.account.consents import Joining
from gis.queries.accounts import Account, Role
from gis.queries.belongings import Purpose
from gis.queries.sessions import Awaits

Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Strict(BaseModel):
    """Base of everything that comes in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class NeededConsents(Strict):
    """Versions of the terms and of the privacy policy that were agreed to."""

    terms: Wording
    account: Wording


class JoiningIn(Strict):
    """What somebody says who wants an account: their age as a yes or no, and two consents."""

    is_14_or_older: bool
    consents: NeededConsents

    def told(self) -> Joining:
        """Return it as the acts take it."""
        return Joining(self.is_14_or_older, self.consents.model_dump())


class SignUp(JoiningIn):
    """A new account."""

    name: Name
    password: Password


class LogIn(Strict):
    """Name and password."""

    name: Name
    password: Password


class Recovery(Strict):
    """A recovery code and the new password."""

    name: Name
    code: Token
    password: Password


class Refresh(Strict):
    """A program's refresh token."""

    refresh_token: Token


class Second(Strict):
    """A code of the second factor; a program sends the token it was given at the log-in along."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    token: Token | None = None


class PasswordChange(Strict):
    """The old password (none where another service signs in) and the new one."""

    old_password: Password | None = None
    new_password: Password


class Confirmation(Strict):
    """The password once more."""

    password: Password | None = None


class AccountOut(BaseModel):
    """An account as its owner sees it."""

    account_id: UUID
    name: str
    role: Role
    municipality_code: str | None

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """Show an account."""
        return cls(
            account_id=account.account_id,
            name=account.name,
            role=account.role,
            municipality_code=account.municipality_code,
        )


class Entry(BaseModel):
    """Somebody just signed in. Tokens are given to programs only; a browser gets its cookie.

    Where ``awaits`` is told nothing is open yet: a code has to be sent to ``/sessions/second`` within ten minutes, by a
    program with ``refresh_token``.
    """

    account: AccountOut
    awaits: Awaits | None = None
    recovery_codes: list[str] = Field(default_factory=list)
    token_type: Literal["Bearer"] | None = None
    access_token: str | None = None
    expires_in_s: int | None = None
    refresh_token: str | None = None


class SessionOut(BaseModel):
    """Where the account is signed in."""

    session_id: UUID
    kind: Literal["app", "api"]
    device: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    expires_at: dt.datetime
    is_this: bool


class Me(BaseModel):
    """The account that is signed in, and what it keeps."""

    account: AccountOut
    created_at: dt.datetime
    has_password: bool
    recovery_codes_left: int
    second_factor_since: dt.datetime | None
    is_held_back: bool
    can_keep: bool
    has_profile: bool
    kept_results: int
    favourites: int
    consents_due: list[Purpose]


class ConsentOut(BaseModel):
    """A consent: to what, to which words, since when and until when."""

    purpose: Purpose
    wording: str
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None


class SecretOut(BaseModel):
    """A secret to be put into an app: typed, opened or scanned (SVG)."""

    key: str
    address: str
    picture: str


class Codes(BaseModel):
    """Recovery codes, shown once."""

    recovery_codes: list[str]
