"""Recommended centers in words: a time that is not exact is called what it is."""

import datetime as dt

import pytest

from app.helping import match_cards
from app.text import load
from gis.care.matching import Match
from gis.care.matching_parts import Fact, Scored
from gis.care.matching_rules import PARTS
from gis.care.status import SEOUL
from gis.streets.atlas import TravelTime

KO, EN = load("ko"), load("en")
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=SEOUL)
DISTANCE = Fact.of("distance", distance_m=900, is_approximate=False)


def recommended(*facts):
    parts = dict.fromkeys(PARTS, Scored(0.5, 1.0)) | {"distance": Scored(0.5, 1.0, (DISTANCE, *facts))}
    return Match("a", 0.5, 0.5, None, known=1.0, confidence="high", parts=parts)


@pytest.mark.parametrize(
    ("time", "ko", "en"),
    [
        (TravelTime("route", 720.0), "900 m, 걸어서 12분", "900 m, 12 min on foot"),
        (TravelTime("route", 720.0, True), "900 m, 걸어서 12분(대략)", "900 m, 12 min on foot (approximate)"),
        (TravelTime("estimate", 720.0), "900 m, 걸어서 12분(추정)", "900 m, 12 min on foot (estimated)"),
    ],
)
def test_a_time_that_is_not_exact_is_called_so(time, ko, en):
    assert match_cards.why(KO, recommended(), ("walk", time), NOON) == [ko]
    assert match_cards.why(EN, recommended(), ("walk", time), NOON) == [en]


@pytest.mark.parametrize(
    ("is_estimate", "is_approximate", "ko"),
    [(False, False, "걸어서 30분"), (False, True, "걸어서 30분(대략)"), (True, False, "걸어서 30분(추정)")],
)
def test_a_time_that_was_asked_for_as_well(is_estimate, is_approximate, ko):
    took = Fact.of("travel", mode="walk", minutes=30, is_estimate=is_estimate, is_approximate=is_approximate)
    lines = match_cards.why(KO, recommended(took), ("car", TravelTime("route", 60.0)), NOON)
    assert lines == ["900 m", ko]


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize(
    ("place", "lat", "lon", "mark"),
    [("수원역", "37.2659", "127.0000", "‘추정’은"), ("강북구", "37.6396", "127.0257", "‘대략’은")],
)
def test_the_page_says_what_the_marks_of_its_times_mean(open_page, place, lat, lon, mark):
    app = open_page("match", place=place, lat=lat, lon=lon, need="low_mood")
    assert mark in " ".join(element.proto.body for element in app.get("html"))
