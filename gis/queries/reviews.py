"""Reviews: what is published of a center, one's own, and what is to be decided on."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.acts import act


@dataclass(frozen=True)
class Review:
    """A published review; see ``serve.review``. ``body`` is text, never markup."""

    review_id: int
    center_id: str
    body: str
    visit_month: dt.date
    ratings: Mapping[str, int]
    published_on: dt.date


@dataclass(frozen=True)
class OwnReview:
    """A review as its writer sees it.

    ``state`` is pending, published, rejected or hidden; ``reason`` says why it is one of the last two.
    """

    review_id: int
    center_id: str
    ratings: Mapping[str, int]
    body: str
    visit_month: dt.date
    state: str
    reason: str | None
    written_at: dt.datetime


@dataclass(frozen=True)
class ReviewToDecide:
    """A review as an administrator sees it: without its writer, with what a first look and reports say.

    ``flags`` are codes of :mod:`gis.care.reviews`; ``reports`` counts open reports by reason.
    """

    review_id: int
    center_id: str
    center_name: str
    ratings: Mapping[str, int]
    body: str
    visit_month: dt.date
    state: str
    flags: tuple[str, ...]
    reports: Mapping[str, int]
    written_at: dt.datetime


def published(conn: Connection, center_id: str) -> list[Review]:
    """Return the published reviews of a center, the latest visit first.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    center_id : str
    """
    rows = conn.execute(
        text("""
            SELECT review_id, center_id, body, visit_month, ratings, published_on FROM serve.review
            WHERE center_id = :center_id ORDER BY visit_month DESC, review_id DESC
        """),
        {"center_id": center_id},
    )
    return [Review(**row) for row in rows.mappings()]


def file_review(
    conn: Connection,
    token: str,
    *,
    center_id: str,
    ratings: Mapping[str, int],
    body: str,
    visit_month: dt.date,
    flags: Sequence[str],
) -> int:
    """Write or rewrite the one review of an account on a center; it is shown once somebody looked at it.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
        Of the writer's session.
    center_id : str
    ratings : mapping of str to int
        From :func:`gis.care.reviews.check_ratings`.
    body : str
        From :func:`gis.care.reviews.plain_body`.
    visit_month : datetime.date
        First day of a month within three years.
    flags : sequence of str
        What a first look found.

    Returns
    -------
    int
        Number of the review.

    Raises
    ------
    ForbiddenError, NotFoundError, BusyError, InputError
        See :func:`gis.queries.acts.act`.
    """
    statement = (
        "SELECT moderation.file_review(:token, :center_id, CAST(:ratings AS jsonb), :body, :visit_month, :flags)"
    )
    values = {
        "token": token,
        "center_id": center_id,
        "ratings": json.dumps(dict(ratings)),
        "body": body,
        "visit_month": visit_month,
        "flags": list(flags),
    }
    return int(act(conn, statement, values).scalar_one())


def remove_review(conn: Connection, token: str, center_id: str) -> bool:
    """Delete the session's own review of a center; tells whether there was one."""
    statement = "SELECT moderation.remove_review(:token, :center_id)"
    return bool(act(conn, statement, {"token": token, "center_id": center_id}).scalar_one())


def own_reviews(conn: Connection, token: str) -> list[OwnReview]:
    """Return the reviews that the session's account wrote, the newest first."""
    rows = act(conn, "SELECT * FROM moderation.own_reviews(:token)", {"token": token})
    return [OwnReview(**row) for row in rows.mappings()]


def reviews_of(conn: Connection, session_id: UUID) -> list[OwnReview]:
    """Return the reviews that a session's account wrote, for the download of everything that is kept of a person."""
    rows = act(conn, "SELECT * FROM moderation.reviews_of(:session)", {"session": session_id})
    return [OwnReview(**row) for row in rows.mappings()]


def report_review(conn: Connection, *, review_id: int, reason: str, client_key: str) -> None:
    """File that a published review is found wrong; no account needed, once a sender.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    review_id : int
    reason : str
        personal, abuse, untrue or other.
    client_key : str
        32 hexadecimal digits that stand for the sender for a day.

    Raises
    ------
    NotFoundError, BusyError, InputError
        See :func:`gis.queries.acts.act`.
    """
    values = {"review_id": review_id, "reason": reason, "client_key": client_key}
    act(conn, "SELECT moderation.report_review(:review_id, :reason, :client_key)", values)


def reviews_to_decide(conn: Connection, token: str, wanted: str, *, limit: int = 50) -> list[ReviewToDecide]:
    """Return the reviews of a state for an administrator: those with flags first, then the oldest.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app.
    token : str
        Of an administrator's session.
    wanted : str
        pending, reported, published, rejected or hidden.
    limit : int
    """
    statement = "SELECT * FROM moderation.reviews(:token, :wanted, :most)"
    rows = act(conn, statement, {"token": token, "wanted": wanted, "most": limit})
    return [ReviewToDecide(**{**row, "flags": tuple(row["flags"])}) for row in rows.mappings()]


def decide_review(conn: Connection, token: str, review_id: int, *, decision: str, reason: str) -> None:
    """Publish, reject or hide a review.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write.
    token : str
        Of an administrator's session; not the writer's.
    review_id : int
    decision : str
        published, rejected or hidden.
    reason : str
        A code; its words stand in app/text.
    """
    statement = "SELECT moderation.decide_review(:token, :review_id, :decision, :reason)"
    act(conn, statement, {"token": token, "review_id": review_id, "decision": decision, "reason": reason})
