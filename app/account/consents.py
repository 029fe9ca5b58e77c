"""What people agree to, one consent a purpose: versions of the words, what each covers, and joining."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.data import accounts as doors
from gis.errors import InputError
from gis.queries import belongings
from gis.queries.accounts import Account
from gis.queries.belongings import Consent, Purpose

WORDING: Mapping[Purpose, str] = {
    "terms": "2026-11-29",
    "account": "2026-11-29-4",
    "profile": "2026-11-29",
    "needs": "2026-11-29",
    "location": "2026-11-29",
    "check_result": "2026-11-29",
    "favourites": "2026-11-29",
}
"""Version of the sentences that a person agrees to; terms and account carry the version of the terms and of the privacy
policy (data/rules/policies.yaml)."""

NEEDED: tuple[Purpose, ...] = ("terms", "account")
"""Without these there is no account."""

OPTIONAL: tuple[Purpose, ...] = ("profile", "needs", "location", "check_result", "favourites")
"""What may be kept with an account, each by a consent that can be withdrawn on its own."""

YOUNGEST = 14
"""Years from which a person consents for themselves (개인정보 보호법 제22조의2)."""


@dataclass(frozen=True)
class Joining:
    """What somebody says who wants an account; nothing of it but the consents is kept.

    Parameters
    ----------
    is_14_or_older : bool
    consents : mapping of str to str
        Version of the words agreed to, by purpose.
    """

    is_14_or_older: bool
    consents: Mapping[str, str]


def check(purpose: Purpose, wording: str | None) -> None:
    """Refuse to keep anything on the ground of no words, or of words that are not those in force.

    Raises
    ------
    InputError
        With the code ``consent_<purpose>`` without consent, ``consent`` for other words.
    """
    if not wording:
        raise InputError(f"nothing is kept without consent: {purpose}", code=f"consent_{purpose}")
    if wording != WORDING[purpose]:
        raise InputError(f"consent is to the wording {WORDING[purpose]!r}, not {wording[:20]!r}", code="consent")


def check_joining(joining: Joining) -> None:
    """Refuse an account to a person under 14, or without the consents that an account needs.

    Raises
    ------
    InputError
        With the code under_14, or as :func:`check`.
    """
    if not joining.is_14_or_older:
        raise InputError(f"an account is for people of {YOUNGEST} and older", code="under_14")
    for purpose in NEEDED:
        check(purpose, joining.consents.get(purpose))


def give_needed(conn: Connection, account: Account) -> None:
    """Record the consents that an account needs, to the words in force."""
    for purpose in NEEDED:
        belongings.give_consent(conn, account.account_id, purpose, WORDING[purpose])


def renew(account: Account, joining: Joining) -> None:
    """Record that somebody who has an account agrees to the words in force; raises as :func:`check_joining`."""
    check_joining(joining)
    with doors.writing() as conn:
        give_needed(conn, account)


def of_account(account: Account) -> list[Consent]:
    """Return every consent of an account, withdrawn ones included, the newest first."""
    with doors.reading() as conn:
        return belongings.consents(conn, account.account_id)


def due(given: Sequence[Consent]) -> list[Purpose]:
    """Return which needed consents are missing, or were given to other words."""
    in_force = {(consent.purpose, consent.wording) for consent in given if consent.withdrawn_at is None}
    return [purpose for purpose in NEEDED if (purpose, WORDING[purpose]) not in in_force]
