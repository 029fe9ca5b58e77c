"""Cached reads for recommendations, and the log of what was recommended."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.data import database, opening, travel
from app.data.accounts import writing
from gis import hexgrid, recommendation, typed_query
from gis.care.recommendation.encoding import Encoder
from gis.care.recommendation.rules import PARTS, Part
from gis.care.recommendation.similarity import Vocabulary
from gis.care.recommendation.typed_query import TypedQuery
from gis.queries import matching as matching_queries
from gis.queries.centers import Center
from gis.recommendation import LOG_RESOLUTION, Ask, MatchingData, Recommendation, Register, Took
from gis.streets.network_catalog import TravelTime
from gis.streets.route import Position
from gis.terms import Mode

logger = logging.getLogger(__name__)

SHOWN = 20
"""Recommended centers that a person sees, and that the log holds."""


def home(lat: float, lon: float) -> tuple[str, ...]:
    """Return the sido and sigungu of a point, MOIS codes; none at sea. Not kept: it may be where a person is."""
    with database.engine().connect() as conn:
        return recommendation.home_codes(conn, lat, lon)


def rules() -> MatchingData:
    """Return the rules, needs, words and doors in force. Reads files, not the database."""
    return recommendation.load_data(database.settings().data_dir)


def read_typed(typed: str) -> TypedQuery:
    """Read what was typed in the one search line. Not kept: it may hold what somebody suffers from."""
    with database.engine().connect() as conn:
        return typed_query.read_typed(conn, typed, data_dir=database.settings().data_dir)


def recommend(
    ask: Ask, at: datetime, *, is_set: bool = False, weights: Mapping[Part, float] | None = None
) -> Recommendation:
    """Recommend centers; nothing of the question is kept."""
    near = None
    if ask.words:
        encoder = _encoder(rules())
        near = recommendation.similarities(rules(), _vocabulary(rules(), encoder), encoder)
    return recommendation.recommend(
        ask,
        _register(),
        opening.openings(at, is_set=is_set).board,
        at=at,
        data=rules(),
        home=home(ask.lat, ask.lon),
        similarity_of=near,
        times=lambda to, travel: _took(ask, to, travel),
        weights=weights,
    )


def travel_times(recommendation: Recommendation, centers: Sequence[Center], mode: Mode) -> dict[str, TravelTime]:
    """Return how long it takes to some of the centers, by center_id."""
    start = Position(*recommendation.place)
    times = travel.atlas().times(start, [Position(center.lat, center.lon) for center in centers], mode=mode)
    return {center.center_id: time for center, time in zip(centers, times, strict=True)}


def log(recommendation: Recommendation, *, account_id: UUID | None = None) -> None:
    """Log what was recommended, unless the operator keeps no log; a log that fails must not take the page with it."""
    if database.settings().recommendation_days == 0:
        return
    cell = hexgrid.to_text(int(hexgrid.cells_of(*recommendation.place, LOG_RESOLUTION)[0]))
    results = [
        {
            "center_id": match.center_id,
            "score": round(match.score, 4),
            "known": round(match.known, 4),
            "parts": {part: round(match.parts[part].score, 4) for part in PARTS},
            "reasons": [fact.code for fact in match.facts],
        }
        for match in recommendation.found.matches[:SHOWN]
    ]
    wish = recommendation.wish
    try:
        with writing() as conn:
            matching_queries.log_recommendation(
                conn,
                data_version=database.version(),
                rules_from=rules().rules.valid_from,
                cell=cell,
                wish={
                    "when": wish.when,
                    "way": wish.way,
                    "age_group": wish.age_group,
                    "is_free": wish.is_free,
                    "wants_groups": wish.wants_groups,
                    "has_words": wish.has_words,
                },
                weights={str(part): weight for part, weight in recommendation.found.weights.items()},
                results=results,
                account_id=account_id,
            )
    except SQLAlchemyError as error:
        logger.warning("a recommendation was not logged: %s", type(error).__name__)


@database.cached(most=1)
def _register(conn: Connection) -> Register:
    return recommendation.load_register(conn)


@database.cached(most=2)
def _vocabulary(conn: Connection, known: MatchingData, encoder: Encoder) -> Vocabulary:
    return recommendation.load_vocabulary(conn, known, encoder)


@lru_cache(maxsize=2)
def _encoder(known: MatchingData) -> Encoder:
    return recommendation.encoder_of(known, database.settings().encoder_model)


def _took(ask: Ask, to: Sequence[Center], mode: Mode) -> dict[str, Took]:
    places = [Position(center.lat, center.lon) for center in to]
    times = travel.atlas().times(Position(ask.lat, ask.lon), places, mode=mode)
    return {
        center.center_id: Took()
        if time.status == "unreachable"
        else Took(time.duration_s / 60, time.is_estimate, time.is_approximate)
        for center, time in zip(to, times, strict=True)
    }
