"""Trips in words, in both languages."""

import itertools
import math
from typing import get_args

import pytest

from app.text import LANGUAGES, load
from app.travel import directions
from gis.streets.directions import COMPASS, Code, Step
from gis.streets.network_catalog import Trip, stay
from gis.terms import MODES

KO, EN = load("ko"), load("en")


def step(code, name="강남대로", name_en="Gangnam-daero", length_m=320.0, compass="n", exit_=0):
    return Step(code, name, name_en, length_m, length_m, compass, exit_, 37.5, 127.0)


@pytest.mark.parametrize(
    ("one", "ko", "en"),
    [
        (
            step("left"),
            "왼쪽으로 꺾어 강남대로를 따라 320 m 가세요.",
            "Turn left and go along Gangnam-daero for 320 m.",
        ),
        (
            step("right", "테헤란로4길", "", 1_480),
            "오른쪽으로 꺾어 테헤란로4길을 따라 1.5 km 가세요.",
            "Turn right and go along 테헤란로4길 for 1.5 km.",
        ),
        (
            step("depart", "", "", 44, "nw"),
            "북서쪽으로 출발해 길을 따라 40 m 가세요.",
            "Set out to the north-west and go along the street for 40 m.",
        ),
        (
            step("roundabout", exit_=2),
            "회전교차로에서 두 번째 출구로 나가 강남대로를 따라 320 m 가세요.",
            "At the roundabout take the second exit and go along Gangnam-daero for 320 m.",
        ),
        (
            step("roundabout", "", "", 40),  # the way ends in it, or a server does not tell the exit
            "회전교차로로 들어가 길을 따라 40 m 가세요.",
            "Enter the roundabout and go along the street for 40 m.",
        ),
        (
            step("roundabout", exit_=11),
            "회전교차로에서 11번째 출구로 나가 강남대로를 따라 320 m 가세요.",
            "At the roundabout take the 11th exit and go along Gangnam-daero for 320 m.",
        ),
        (step("continue"), "계속 강남대로를 따라 320 m 가세요.", "Go on along Gangnam-daero for 320 m."),
        (
            step("onto"),
            "곧장 이어지는 강남대로를 따라 320 m 가세요.",
            "Go straight on, now along Gangnam-daero, for 320 m.",
        ),
        (step("cross"), "횡단보도를 건너세요.", "Cross at the crossing."),
        (step("arrive_left"), "목적지는 왼쪽에 있어요.", "Your destination is on the left."),
    ],
)
def test_sentences(one, ko, en):
    assert directions.sentence(KO, one, "car") == ko
    assert directions.sentence(EN, one, "car") == en


def test_who_drives_makes_a_u_turn_and_who_walks_turns_back():
    told = {mode: directions.sentence(KO, step("u_turn"), mode) for mode in MODES}
    assert told["car"] == told["bicycle"] == "유턴해서 강남대로를 따라 320 m 가세요."
    assert told["walk"] == "뒤로 돌아 강남대로를 따라 320 m 가세요."


def test_who_is_there_already_is_told_so():
    assert directions.summary(KO, stay("walk")) == "출발하는 곳이 바로 목적지예요"
    assert directions.summary(EN, stay("car")) == "You are there already"
    assert directions.sentences(KO, stay("car")) == []


def test_every_code_has_its_own_sentence(subtests):
    for code, language in itertools.product(get_args(Code), LANGUAGES):
        with subtests.test(code=code, language=language):
            say = load(language)
            sentence = directions.sentence(say, step(code), "car")
            assert "{" not in sentence
            others = {directions.sentence(say, step(other), "car") for other in get_args(Code) if other != code}
            assert sentence not in others


def trip(status="route", duration_s=725.0, length_m=810.0, **more):
    return Trip(status=status, mode=more.pop("mode", "walk"), length_m=length_m, duration_s=duration_s, **more)


def test_summaries():
    assert directions.summary(KO, trip()) == "걸어서 약 12분, 810 m"
    assert (
        directions.summary(EN, trip(mode="car", duration_s=4_000, length_m=31_000)) == "About 1 h 10 min by car, 31 km"
    )
    assert directions.summary(KO, trip("estimate", 20.0)) == "걸어서 약 1분(추정), 810 m쯤"
    assert directions.summary(KO, trip(warnings=("approximate",))) == "걸어서 약 12분(대략), 810 m"
    assert directions.summary(KO, trip("estimate", 31 * 60, 2_000)) == "걸어서 약 30분(추정), 2.0 km쯤"
    assert (
        directions.summary(KO, trip(mode="car", duration_s=10_380, length_m=74_000)) == "자동차로 약 2시간 50분, 74 km"
    )
    assert directions.summary(KO, trip(mode="car", duration_s=7_000, length_m=74_000)) == "자동차로 약 2시간, 74 km"
    assert "추정" in directions.summary(KO, trip("estimate"))
    assert "estimated" in directions.summary(EN, trip("estimate"))


def test_nobody_is_sent_on_a_walk_of_eight_hours():
    assert (
        directions.summary(KO, trip(duration_s=8 * 3600, length_m=36_000)) == "걸어가기에는 멀어요(2시간 넘게 걸려요)"
    )
    assert directions.summary(EN, trip(mode="bicycle", duration_s=3 * 3600)) == "Too far to cycle (more than 2 hours)"
    assert "시간" in directions.summary(KO, trip(mode="car", duration_s=8 * 3600))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_unreachable_gives_no_number(language, mode):
    sentence = directions.summary(load(language), trip("unreachable", math.nan, math.nan, mode=mode))
    assert not any(letter.isdigit() for letter in sentence)
    assert "nan" not in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_warnings(language):
    say = load(language)
    found = directions.warnings(say, trip(warnings=("approximate", "stairs", "ferry", "toll")))
    assert len(set(found)) == 4
    (only,) = directions.warnings(say, trip("estimate", error_pct=21.4))
    assert "21%" in only
    assert directions.warnings(say, trip()) == []


def test_every_point_of_the_compass_is_named():
    assert len({directions.sentence(KO, step("depart", compass=point), "walk") for point in COMPASS}) == 8
