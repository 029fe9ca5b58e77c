"""The door to reviews: what is published of a center, one's own, and writing and reporting."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache

from app.data import accounts, database
from gis.care import reviews as rules_of
from gis.care.reviews import ReviewRules, Standing
from gis.errors import SignInError
from gis.queries import reviews
from gis.queries.reviews import OwnReview, Review
from gis.reference import rule_file

REPORT_REASONS = ("personal", "abuse", "untrue", "other")
"""Why a published review may be found wrong."""


@lru_cache
def rules() -> ReviewRules:
    """Return what reviews rate and how ratings are summed up. Reads a file, not the database."""
    return rules_of.parse(rule_file("reviews.toml", data_dir=database.settings().data_dir).read_text(encoding="utf-8"))


def published(center_id: str) -> tuple[list[Review], Standing]:
    """Return the published reviews of a center and what they come to; read anew, so that a decision shows at once."""
    with accounts.reading() as conn:
        listed = reviews.published(conn, center_id)
    return listed, rules_of.standing([review.ratings for review in listed], rules())


def own(token: str | None, center_id: str) -> OwnReview | None:
    """Return the review of a center that the session's account wrote, or None."""
    if token is None:
        return None
    with accounts.reading() as conn:
        return next((review for review in reviews.own_reviews(conn, token) if review.center_id == center_id), None)


def file(
    token: str | None,
    *,
    center_id: str,
    ratings: Mapping[str, int],
    body: str,
    visit_month: dt.date,
    flags: Sequence[str],
) -> int:
    """Write or rewrite a review; it waits until somebody looked at it.

    Raises
    ------
    SourceError
        When the ratings are not those of :func:`rules`.
    SignInError, ForbiddenError, NotFoundError, BusyError, InputError
        See :func:`gis.queries.reviews.file_review`.
    """
    checked = rules_of.check_ratings(ratings, rules())
    with accounts.writing() as conn:
        return reviews.file_review(
            conn, _known(token), center_id=center_id, ratings=checked, body=body, visit_month=visit_month, flags=flags
        )


def remove(token: str | None, center_id: str) -> bool:
    """Delete the session's own review of a center; tells whether there was one."""
    with accounts.writing() as conn:
        return reviews.remove_review(conn, _known(token), center_id)


def report(review_id: int, *, reason: str, client_key: str) -> None:
    """File that a published review is found wrong.

    Raises
    ------
    NotFoundError, BusyError, InputError
        See :func:`gis.queries.reviews.report_review`.
    """
    with accounts.writing() as conn:
        reviews.report_review(conn, review_id=review_id, reason=reason, client_key=client_key)


def _known(token: str | None) -> str:
    if token is None:
        raise SignInError("nobody is signed in", code="sign_in_first")
    return token
