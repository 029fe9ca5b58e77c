"""The door to the work of offices. Every act shows the token of whoever acts; the database judges it."""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from app.data import accounts, database, loading
from app.data.loading import Upload
from gis.care.hours.asked import AskedWeek
from gis.care.hours.codec import to_data
from gis.care.hours.osm import to_osm
from gis.errors import MindConnectError, SignInError
from gis.holiday_calendar import load_calendar
from gis.queries import belongings, offices, reviews
from gis.queries.offices import CenterCorrection, Correction, CorrectionInForce, OfficeCenter, OfficeClaim
from gis.queries.reviews import ReviewToDecide
from gis.reference import reference_file

T = TypeVar("T")

REASONS = ("fits", "personal", "abuse", "unrelated", "untrue")
"""Why a review is published, rejected or hidden."""


@dataclass(frozen=True)
class NewClaim:
    """A notice or an override as asked for; see :func:`gis.queries.offices.add_claim`."""

    source: str
    state: str
    intervals: tuple[tuple[int, int], ...]
    valid_from: dt.datetime
    valid_until: dt.datetime
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What an office does about a report of a citizen.

    Parameters
    ----------
    reason : str
        For the record.
    claim : NewClaim, optional
        Notice or override that follows from it.
    fields : tuple of (str, str)
        Fields put right, with their values.
    """

    reason: str
    claim: NewClaim | None = None
    fields: tuple[tuple[str, str], ...] = ()


@database.cached(most=1)
def municipality_names(conn: Connection) -> dict[str, str]:
    """Return the full names of the basic municipalities by code."""
    return offices.municipality_names(conn)


def centers(token: str | None, typed: str = "") -> list[OfficeCenter]:
    """Return the centers that the session may act for."""
    return _read(token, lambda conn, known: offices.office_centers(conn, known, typed))


def claims(token: str | None, center_id: str) -> list[OfficeClaim]:
    """Return the notices and overrides of a center."""
    return _read(token, lambda conn, known: offices.claims(conn, known, center_id))


def center_corrections(token: str | None, center_id: str) -> list[CenterCorrection]:
    """Return what offices put right of a center."""
    return _read(token, lambda conn, known: offices.center_corrections(conn, known, center_id))


def add_claim(token: str | None, center_id: str, claim: NewClaim) -> int:
    """Add a notice or an override; gives its number."""
    return _write(token, lambda conn, known: offices.add_claim(conn, known, center_id=center_id, **vars(claim)))


def withdraw_claim(token: str | None, source: str, number: int) -> None:
    """Take a notice or an override back."""
    _write(token, lambda conn, known: offices.withdraw_claim(conn, known, source, number))


def restore(token: str | None, center_id: str, field: str) -> None:
    """Take back what was put right of a center: the register's own value shows again."""
    _write(token, lambda conn, known: offices.correct_center(conn, known, center_id, field, None))


def answer_call(token: str | None, center_id: str, said: AskedWeek | None) -> None:
    """Keep what a center said of its hours on the telephone, or, with None, that it was called and did not say."""
    osm, week = "", None
    if said is not None:
        hours, calendar = said.hours(), load_calendar(database.settings().data_dir)
        year = database.today().year
        osm, week = to_osm(hours, calendar, first_year=year, last_year=year), to_data(hours)
    _write(token, lambda conn, known: offices.answer_call(conn, known, center_id, osm=osm, week=week))


def put_right(center_id: str) -> list[CorrectionInForce]:
    """Return what offices put right of a center and counts now, for everybody."""
    with accounts.reading() as conn:
        return offices.corrections_in_force(conn, center_id)


def corrections(token: str | None, *, is_open: bool) -> list[Correction]:
    """Return what people reported of the session's centers."""
    return _read(token, lambda conn, known: offices.corrections(conn, known, is_open=is_open))


def accept(token: str | None, correction: Correction, answer: Answer) -> None:
    """Accept a report and do what follows from it, all or nothing."""

    def both(conn: Connection, known: str) -> None:
        number, center_id = correction.correction_id, correction.center_id
        offices.settle_correction(conn, known, number, how="accepted", reason=answer.reason)
        if answer.claim is not None:
            offices.add_claim(conn, known, center_id=center_id, **vars(answer.claim))
        for field, value in answer.fields:
            offices.correct_center(conn, known, center_id, field, value, correction_id=number)

    _write(token, both)


def reject(token: str | None, correction_id: int, reason: str) -> None:
    """Reject a report, with the reason."""
    _write(
        token, lambda conn, known: offices.settle_correction(conn, known, correction_id, how="rejected", reason=reason)
    )


def reviews_to_decide(token: str | None, wanted: str) -> list[ReviewToDecide]:
    """Return reviews to decide on; administrators only."""
    return _read(token, lambda conn, known: reviews.reviews_to_decide(conn, known, wanted))


def decide_review(token: str | None, review_id: int, *, decision: str, reason: str) -> None:
    """Publish, reject or hide a review; administrators only."""
    _write(token, lambda conn, known: reviews.decide_review(conn, known, review_id, decision=decision, reason=reason))


@lru_cache
def meanings(language: str) -> dict[str, str]:
    """Return what the codes of rows set aside and of repairs mean. Reads a file, not the database."""
    path = reference_file("quality_codes.csv", data_dir=database.settings().data_dir)
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row[language] for row in csv.DictReader(file)}


def can_load() -> bool:
    """Return whether this server can load files from a page."""
    return loading.is_set_up(database.settings())


def preview(token: str | None, upload: Upload) -> dict[str, Any]:
    """Return what loading a file would change; administrators only, and it stands in the log."""
    _note(token, "preview", upload, {"file": upload.safe_name, "bytes": len(upload.content)})
    return loading.preview(database.settings(), upload)


def apply(token: str | None, upload: Upload, difference: dict[str, Any]) -> None:
    """Load the file that was looked at; administrators only. What came of it stands in the log."""
    facts = {"file": upload.safe_name, "sha256": difference["sha256"]}
    facts |= {name: len(difference[name]) for name in ("added", "changed", "gone", "losses")}
    _note(token, "apply", upload, facts)
    try:
        # The losses stand in the difference, which was read before it was agreed to.
        loading.apply(
            database.settings(),
            upload,
            sha256=difference["sha256"],
            base=difference["base"],
            is_accepted=bool(difference["losses"]),
        )
    except MindConnectError:
        _note(token, "failed", upload, facts)
        raise
    _note(token, "applied", upload, facts)


def end_sessions(token: str | None, target: UUID) -> int:
    """Sign an account out everywhere; administrators only."""
    return _write(token, lambda conn, known: offices.end_sessions(conn, known, target))


def purge(token: str | None) -> dict[str, int]:
    """Delete all that has done its work, by the days that the settings give; administrators only.

    Returns
    -------
    dict of str to int
        Kind of row -> rows deleted.
    """
    settings = database.settings()

    def all_of_it(conn: Connection, known: str) -> dict[str, int]:
        # The first one asks for the role; without it nothing after it runs.
        gone = offices.purge(
            conn,
            known,
            correction_days=settings.keep_corrections_days,
            review_days=settings.keep_reviews_days,
            recommendation_days=max(settings.recommendation_days, 1),
        )
        return gone | belongings.purge_ended(conn, token=known)

    return _write(token, all_of_it)


def _note(token: str | None, act: str, upload: Upload, detail: dict[str, Any]) -> None:
    _write(token, lambda conn, known: offices.note_load(conn, known, act, upload.source, detail))


def _read(token: str | None, ask: Callable[[Connection, str], T]) -> T:
    with accounts.reading() as conn:
        return ask(conn, _known(token))


def _write(token: str | None, act: Callable[[Connection, str], T]) -> T:
    with accounts.writing() as conn:
        return act(conn, _known(token))


def _known(token: str | None) -> str:
    if token is None:
        raise SignInError("nobody is signed in", code="sign_in_first")
    return token


__all__ = ["CenterCorrection", "Correction", "OfficeCenter", "OfficeClaim", "ReviewToDecide"]
