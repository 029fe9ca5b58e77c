"""What a person keeps with an account, opened and sealed: profile, results of checks, favourites, and all of it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from app.account.consents import NEEDED, check, due
from app.credentials.vault import KeyRing, Sealed
from app.data import accounts as doors
from gis.errors import InputError, NotFoundError, UnavailableError
from gis.queries import audit, belongings, entries, reviews, sessions
from gis.queries.accounts import Account
from gis.queries.belongings import Part, Purpose, SealedKind, SealedRow
from gis.queries.second_factors import sealed_for
from gis.queries.sessions import SignedIn

PARTS: Mapping[Part, tuple[str, ...]] = {
    "profile": ("prefer_online", "avail_after_6pm", "age_group"),
    "needs": ("problem", "severity"),
    "location": ("cell",),
}
"""What each part of a profile may hold; each rests on a consent of its own."""

UNDER_AGE = "child"
"""Age group that profiles offered before accounts were for people of 14 and older; it is read as no answer."""

MOST_FAVOURITES = 200
MOST_RESULTS = 100

RESULT_DAYS = (30, 90, 365)
"""For how long results may be kept, days."""


def put_profile(account: Account, profile: Mapping[str, Any], *, consents: Mapping[str, str]) -> None:
    """Keep a profile in its parts, encrypted; a part that is empty is forgotten, with its consent.

    Parameters
    ----------
    account : Account
    profile : mapping
        Answers by name, see :data:`PARTS`.
    consents : mapping of str to str
        Version of the words agreed to, by part; needed of each part that holds something.

    Raises
    ------
    InputError
        Without consent to the words in force.
    UnavailableError
        Where there is no key.
    """
    given = {part: {key: profile[key] for key in keys if _is_told(profile.get(key))} for part, keys in PARTS.items()}
    for part in PARTS:
        if given[part]:
            check(part, consents.get(part))
    ring = doors.ring_in_force()
    with doors.writing() as conn:
        for part, answers in given.items():
            if not answers:
                _forget_part(conn, account, part)
                continue
            sealed = ring.seal(answers, owner=_part_of(account.account_id, part))
            consent_id = belongings.give_consent(conn, account.account_id, part, consents[part])
            belongings.put_profile(
                conn, account.account_id, part, consent_id=consent_id, key_id=sealed.key_id, content=sealed.content
            )


def profile(account: Account) -> dict[str, Any] | None:
    """Return the profile of an account, every answer with its name, or None when none is kept."""
    with doors.reading() as conn:
        rows = belongings.profile(conn, account.account_id)
    if not rows:
        return None
    answers: dict[str, Any] = {key: [] if key == "problem" else None for keys in PARTS.values() for key in keys}
    for row in rows:
        answers |= _in_part(_open(row, _part_of(row.account_id, row.part)), row.part)
    return answers


def delete_profile(account: Account) -> None:
    """Forget the profile, and the consents to it."""
    with doors.writing() as conn:
        for part in PARTS:
            _forget_part(conn, account, part)


def withdraw(account: Account, purpose: Purpose) -> None:
    """Withdraw one consent, and delete at once what was kept on it.

    Raises
    ------
    InputError
        With the code consent_needed: an account cannot go on without it, and is deleted instead.
    """
    if purpose in NEEDED:
        raise InputError("without this consent there is no account: delete the account", code="consent_needed")
    if purpose == "check_result":
        delete_results(account)
    elif purpose == "favourites":
        delete_favourites(account)
    else:
        with doors.writing() as conn:
            _forget_part(conn, account, purpose)  # type: ignore[arg-type]


def keep_result(account: Account, result: Mapping[str, Any], *, consent: str, days: int = 90) -> UUID:
    """Keep the result of a check, encrypted, for some days; raises as :func:`put_profile`."""
    check("check_result", consent)
    if days not in RESULT_DAYS:
        raise InputError(f"results are kept for {', '.join(map(str, RESULT_DAYS))} days, not {days}", code="days")
    result_id = uuid4()
    sealed = doors.ring_in_force().seal(result, owner=_result_of(account.account_id, result_id))
    with doors.writing() as conn:
        if len(belongings.results(conn, account.account_id)) >= MOST_RESULTS:
            raise InputError(f"at most {MOST_RESULTS} results are kept: delete some first", code="too_many_results")
        consent_id = belongings.give_consent(conn, account.account_id, "check_result", consent)
        belongings.keep_result(
            conn,
            account.account_id,
            result_id=result_id,
            consent_id=consent_id,
            key_id=sealed.key_id,
            content=sealed.content,
            lasts=dt.timedelta(days=days),
        )
    return result_id


def results(account: Account) -> list[dict[str, Any]]:
    """Return the kept results: result_id, kept_at, expires_at and the result itself; the newest first."""
    with doors.reading() as conn:
        rows = belongings.results(conn, account.account_id)
    return [
        {
            "result_id": row.row_id,
            "kept_at": row.kept_at,
            "expires_at": row.expires_at,
            "result": _open(row, _result_of(row.account_id, row.row_id)),
        }
        for row in rows
    ]


def delete_results(account: Account, result_id: UUID | None = None) -> None:
    """Forget one kept result, or all of them and the consent.

    Raises
    ------
    NotFoundError
        When the account keeps no such result.
    """
    with doors.writing() as conn:
        gone = belongings.delete_results(conn, account.account_id, result_id)
        if result_id is None:
            belongings.withdraw_consent(conn, account.account_id, "check_result")
    if result_id is not None and not gone:
        raise NotFoundError("there is no such result")


def put_favourites(account: Account, center_ids: Sequence[str], *, consent: str) -> None:
    """Keep exactly these favourites with the account.

    Raises
    ------
    InputError
        Without consent to the words in force.
    """
    check("favourites", consent)
    with doors.writing() as conn:
        belongings.give_consent(conn, account.account_id, "favourites", consent)
        belongings.put_favourites(conn, account.account_id, list(dict.fromkeys(center_ids)))


def favourites(account: Account) -> tuple[list[str], str | None]:
    """Return the centers kept with the account, the latest first, and the words of the consent they rest on."""
    with doors.reading() as conn:
        kept = belongings.favourites(conn, account.account_id)
        given = belongings.consents(conn, account.account_id)
    wording = next(
        (consent.wording for consent in given if consent.purpose == "favourites" and consent.withdrawn_at is None), None
    )
    return [center_id for center_id, _ in kept], wording


def delete_favourites(account: Account) -> None:
    """Forget all favourites of the account, and the consent; those on devices stay there."""
    with doors.writing() as conn:
        belongings.put_favourites(conn, account.account_id, [])
        belongings.withdraw_consent(conn, account.account_id, "favourites")


def summary(session: SignedIn) -> dict[str, Any]:
    """Count what is kept with the account of a session."""
    account_id = session.account.account_id
    with doors.reading() as conn:
        return vars(entries.own_facts(conn, session.session_id)) | {
            "is_held_back": session.is_held_back,
            "can_keep": doors.ring() is not None,
            "has_profile": bool(belongings.profile(conn, account_id)),
            "kept_results": len(belongings.results(conn, account_id)),
            "favourites": len(belongings.favourites(conn, account_id)),
            "consents_due": due(belongings.consents(conn, account_id)),
        }


def everything(session: SignedIn) -> dict[str, Any]:
    """Return everything that is kept of a person, as plain data; hashes of secrets are left out."""
    account = session.account
    with doors.reading() as conn:
        facts = entries.own_facts(conn, session.session_id)
        listed = sessions.own_sessions(conn, session.session_id)
        agreed = belongings.consents(conn, account.account_id)
        kept = belongings.favourites(conn, account.account_id)
        log = audit.own_acts(conn, session.session_id)
        written = reviews.reviews_of(conn, session.session_id)
    of_account = {"account_id": account.account_id, "name": account.name, "role": account.role}
    return {
        "account": of_account
        | {"created_at": facts.created_at, "municipality_code": account.municipality_code}
        | {"second_factor_since": facts.second_factor_since},
        "profile": profile(account),
        "check_results": results(account),
        "favourites": [{"center_id": center_id, "saved_at": at} for center_id, at in kept],
        "reviews": [vars(review) for review in written],
        "consents": [vars(consent) for consent in agreed],
        "sessions": [vars(session) for session in listed],
        "log": [{"at": row.at, "action": row.action, "by_role": row.actor_role} for row in log],
    }


def reseal_all(conn: Connection, ring: KeyRing) -> tuple[int, int]:
    """Seal everything under the key in use.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; the caller commits.
    ring : KeyRing
        With the former keys behind the one in use.

    Returns
    -------
    tuple of int
        How many were resealed, and how many do not open with any key of the ring and stay as they are.
    """
    done = left = 0
    owners: Mapping[SealedKind, Callable[[SealedRow], str]] = {
        "profile": lambda row: _part_of(row.account_id, row.part),
        "check_result": lambda row: _result_of(row.account_id, row.row_id),
        "second_factor": lambda row: sealed_for(row.account_id),
    }
    for kind, owner_of in owners.items():
        for row in belongings.rows_under_other_keys(conn, ring.current, kind=kind):
            owner = owner_of(row)
            try:
                sealed = ring.seal(ring.open(Sealed(row.key_id, row.content), owner=owner), owner=owner)
            except UnavailableError:
                left += 1
                continue
            belongings.reseal(conn, row, kind=kind, key_id=sealed.key_id, content=sealed.content)
            done += 1
    return done, left


def forget_unconsented(conn: Connection, ring: KeyRing) -> int:
    """Take out of profiles what no consent of its own covers: health and place that one tick covered before the parts.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; the caller commits.
    ring : KeyRing

    Returns
    -------
    int
        How many profiles held such things; what does not open stays as it is.
    """
    gone = 0
    for row in belongings.all_profiles(conn):
        owner = _part_of(row.account_id, row.part)
        try:
            answers = ring.open(Sealed(row.key_id, bytes(row.content)), owner=owner)
        except UnavailableError:
            continue
        if (fit := _in_part(answers, row.part)) != answers:
            sealed = ring.seal(fit, owner=owner)
            belongings.reseal(conn, row, kind="profile", key_id=sealed.key_id, content=sealed.content)
            gone += 1
    return gone


def _open(row: SealedRow, owner: str) -> dict[str, Any]:
    return doors.open_sealed(Sealed(row.key_id, bytes(row.content)), owner=owner)


def _is_told(answer: object) -> bool:
    return answer is not None and answer != []


def _in_part(answers: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """Return what a part's consent covers of the answers in it."""
    return {
        key: value
        for key, value in answers.items()
        if key in PARTS[part] and not (key == "age_group" and value == UNDER_AGE)
    }


def _forget_part(conn: Connection, account: Account, part: Part) -> None:
    belongings.delete_profile(conn, account.account_id, part)
    belongings.withdraw_consent(conn, account.account_id, part)


def _part_of(account_id: UUID, part: Part) -> str:
    return f"{part}:{account_id}"


def _result_of(account_id: UUID, result_id: UUID) -> str:
    return f"check_result:{account_id}:{result_id}"
