"""Recommended centers in words and on their page: times called what they are, and a public center among them."""

import datetime as dt
import json
import re

import pytest

from app import data
from app.recommendation import match_cards
from app.text import load
from gis.care.recommendation.ranking import Match
from gis.care.recommendation.rules import PARTS
from gis.care.recommendation.scores import Fact, Scored
from gis.streets.network_catalog import TravelTime
from gis.terms import SEOUL

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


@pytest.mark.parametrize(
    ("need", "typed", "topics"),
    [
        ("addiction", "", ["addiction", "drugs-gambling"]),
        ("addiction", "도박 빚이 많아요", ["drugs-gambling", "addiction"]),
        (None, "아들에게 환청이 들려요. 입원해야 하나요", ["first-psychosis", "admission"]),
        ("perinatal", "유산했어요", ["perinatal-crisis", "perinatal"]),
    ],
)
def test_what_is_typed_and_chosen_names_what_to_read(need, typed, topics):
    told = re.findall(r'href="/guide\?topic=([a-z-]+)"', match_cards.reading(KO, need, typed))
    assert sorted(told) == sorted(topics)
    assert not need or told == topics, "what was typed stands first"


def test_nothing_to_read_is_no_heading():
    assert match_cards.reading(KO, None, "그냥 힘들어요") == ""


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize("need", ["addiction", None])
def test_the_page_leads_to_guides_for_the_need_also_without_a_place(open_page, need):
    app = open_page("match", **({"need": need} if need else {}))
    told = " ".join(element.proto.body for element in app.get("html"))
    assert ("/guide?topic=drugs-gambling" in told) is bool(need)


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize(
    ("place", "lat", "lon", "mark"),
    [("수원역", "37.2659", "127.0000", "‘추정’은"), ("강북구", "37.6396", "127.0257", "‘대략’은")],
)
def test_the_page_says_what_the_marks_of_its_times_mean(open_page, place, lat, lon, mark):
    app = open_page("match", place=place, lat=lat, lon=lon, need="low_mood")
    assert mark in " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.usefixtures("on_nation")
def test_a_public_center_is_shown_also_where_clinics_fill_the_list(open_page):
    def told(**where):
        app = open_page("match", **where)
        items = next(
            json.loads(element.proto.json)["items"]
            for element in app.get("bidi_component")
            if element.proto.component_name == "mindconnect.results"
        )
        return [data.center(item["id"]).center for item in items], " ".join(
            element.proto.body for element in app.get("html")
        )

    centers, words = told(place="강남역", lat="37.4979", lon="127.0276", need="low_mood")
    assert len(centers) == 11
    assert {center.kind for center in centers[:-1]} == {"정신건강의학과의원"}
    assert centers[-1].kind == "기초정신건강복지센터"
    assert KO("match.public_after") in words
    centers, words = told(place="서울시청", lat="37.5663", lon="126.9779", need="memory")
    assert {"치매안심센터", "보건소"} & {center.kind for center in centers}
    assert KO("match.doors_below", doors=KO("door.dementia.name")) in words
    centers, words = told(place="수원역", lat="37.2659", lon="127.0000", need="low_mood")
    assert len(centers) == 10
    assert "기초정신건강복지센터" in [center.kind for center in centers]
    assert KO("match.public_after") not in words
