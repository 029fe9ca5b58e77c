"""Recommendations as programs ask them: by POST, since the question is a person's own. Nothing of it is kept."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field

from app.api.answers import REFUSALS
from app.api.guards import costly
from app.api.models import Strict
from app.data import matching, rules
from app.recommendation import matches
from app.text import Language, load
from gis.care.recommendation.candidates import Wish
from gis.care.recommendation.rules import Part
from gis.opening import read_instant
from gis.queries.inputs import check_point
from gis.recommendation import Ask
from gis.terms import AgeGroup, Mode, Severity, Way, When

router = APIRouter(tags=["recommendations"])

LONGEST_WORDS = 2000
"""Characters of what a person writes."""


class Question(Strict):
    """What a person looks for, and where."""

    lat: float = Field(ge=-90, le=90, description="Latitude, WGS84 degrees.", examples=[37.5665])
    lon: float = Field(ge=-180, le=180, description="Longitude, WGS84 degrees.", examples=[126.978])
    problems: list[str] = Field(default=[], max_length=20, description="Needs, such as low_mood.")
    text: str = Field(default="", max_length=LONGEST_WORDS, description="What it is about, in everyday words.")
    when: When | None = None
    way: Way | None = None
    age_group: AgeGroup | None = None
    severity: Severity = "unknown"
    phq9: int | None = Field(default=None, ge=0, le=27, description="Total of the PHQ-9.")
    is_free: bool = False
    wants_groups: bool = False
    travel: Mode | None = Field(default=None, description="How one travels; distance counts where left out.")
    weights: dict[Part, float] | None = Field(default=None, description="A number for each part; normalised.")
    at: str | None = Field(default=None, max_length=40, description="Instant, such as 2026-11-24T14:00; now otherwise.")
    limit: int = Field(default=5, ge=1, le=100)
    lang: Language = "ko"


@router.post("/recommendations", summary="Centers that may suit a person, with reasons", responses=REFUSALS)
def recommend(request: Request, asked: Question) -> dict[str, Any]:
    """Return centers in order with scores, facts and reasons, and first whom to call where words sound like danger."""
    check_point(asked.lat, asked.lon)
    wish = Wish(
        needs=tuple(asked.problems),
        severity=asked.severity,
        when=asked.when,
        way=asked.way,
        age_group=asked.age_group,
        is_free=asked.is_free,
        wants_groups=asked.wants_groups,
    )
    at = read_instant(asked.at)
    ask = Ask(
        asked.lat, asked.lon, wish, asked.text, asked.travel, phq9=asked.phq9, in_crisis=bool(rules.heard(asked.text))
    )
    with costly(request):
        found = matching.recommend(ask, at, is_set=asked.at not in (None, "now"), weights=asked.weights)
    return matches.answer_record(load(asked.lang), found, at, text=asked.text, limit=asked.limit)
