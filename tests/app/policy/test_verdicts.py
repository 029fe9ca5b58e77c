"""Verdicts in words: every outcome, both languages, what decides first."""

import datetime as dt

import pytest

from app.policy import verdicts as words
from app.text import LANGUAGES, load
from gis.analysis.figures import age_ratio, centers_missing, given_figure, people_per
from gis.analysis.rules import AgeRatio, CentersMissing, Known, PeoplePer
from gis.analysis.verdicts import Bounds, Measured, UnitFacts, decide
from gis.rulebook import load_rules
from gis.settings import ROOT

BOOK = load_rules(ROOT / "data", on=dt.date(2026, 11, 26))
KO, EN = load("ko"), load("en")


def decided(rule, **figures):
    return decide(BOOK.rule(rule), UnitFacts("41800", "경기도 연천군", 41_091, figures))


def share(least, most=None):
    return Measured(Bounds(least, least if most is None else most), (), ("opening_hours",))


def test_why_a_place_is_short_of_care():
    verdict = decided("mindconnect_distance", far=share(0.4286))
    assert words.sentence(KO, verdict) == "경기도 연천군은 ‘마음이음 기준: 거리’에 따라 부족한 곳에 해당해요."
    assert words.reasons(KO, BOOK.rule("mindconnect_distance"), verdict) == [
        (
            "이곳 사람 가운데 42.9%가 승용차로 30분 안에 기초정신건강복지센터에 닿지 못해요. "
            "기준은 30.0% 이상이고, 해당해요."
        )
    ]
    assert words.reasons(EN, BOOK.rule("mindconnect_distance"), verdict) == [
        (
            "Of people here, 42.9% cannot reach a community mental health welfare center within 30 minutes by car. "
            "The threshold is 30.0% or more: met."
        )
    ]


def test_what_decides_comes_first_and_the_tolerance_is_told():
    rule = BOOK.rule("emergency_reach")
    verdict = decided("emergency_reach", local=share(0.1), regional=share(0.28))
    told = words.reasons(KO, rule, verdict)
    assert "60분 안에 상급종합병원" in told[0]
    assert told[0].endswith("기준은 30.0% 이상(허용오차를 빼면 27.0% 이상)이고, 허용오차 안에서 해당해요.")
    assert told[1].endswith("해당하지 않아요.")


def test_an_open_figure_is_a_span_and_says_what_is_missing():
    rule = BOOK.rule("mindconnect_evening")
    verdict = decided("mindconnect_evening", evening=share(0.1098, 1.0))
    assert words.badge(KO, verdict) == "정할 수 없음"
    assert words.sentence(KO, verdict).endswith("정할 수 없어요. 자료에 없는 것: 운영시간.")
    assert "11.0%~100.0%가 평일 저녁(18~20시 출발)에" in words.reasons(KO, rule, verdict)[0]
    assert words.reasons(EN, rule, verdict)[0].endswith("The threshold is 50.0% or more: it cannot be told.")


def test_centers_of_a_municipality_are_counted_in_words():
    verdict = decided("centers_per_people", too_few=centers_missing(450_000, 2, per_people=200_000, more_from=200_000))
    assert words.reasons(KO, BOOK.rule("centers_per_people"), verdict) == [
        (
            "이곳을 맡은 기초정신건강복지센터는 2곳이고, 인구 450,000명에는 3곳까지 둘 수 있어요. "
            "1곳 이상 모자라면 기준에 들고, 해당해요."
        )
    ]


def figures_of(rule):
    """Give some figure for every criterion of a rule."""
    return {
        name: people_per(50_000, 2, name=one.count) if isinstance(one, PeoplePer)
        else given_figure(0.1, name=one.name, unit="share") if isinstance(one, Known)
        else age_ratio({0: 10, 20: 50, 65: 20}, age_from=one.age_from, age_below=one.age_below,
                       base_from=one.base_from, base_below=one.base_below) if isinstance(one, AgeRatio)
        else centers_missing(1000, 1, per_people=one_of(rule, one.per_people), more_from=one_of(rule, one.more_from))
        if isinstance(one, CentersMissing)
        else share(0.2)
        for name, one in rule.criteria.items()
    }  # fmt: skip


def one_of(rule, threshold):
    return rule.value(threshold)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda one: one.name)
def test_every_rule_has_its_words(language, rule):
    say = load(language)
    for figures in (figures_of(rule), {}):
        verdict = decide(rule, UnitFacts("1", "서울특별시 종로구", 1000, figures))
        told = [words.sentence(say, verdict), words.badge(say, verdict), *words.reasons(say, rule, verdict)]
        told += [
            words.facts(say, rule),
            *words.about(say, rule),
            *(" ".join(pair) for pair in words.numbers(say, rule)),
        ]
        assert all(line and "{" not in line for line in told)


def test_what_is_not_in_the_data_is_told_once():
    rule = BOOK.rule("hpsa_mental_health")
    missing = {name: Measured(None, (), ("psychiatrists",)) for name in rule.criteria}
    verdict = decide(rule, UnitFacts("1", "서울특별시 종로구", 1000, missing))
    assert words.reasons(EN, rule, verdict) == ["Not in the data: the number of psychiatrists."]


def test_nobody_is_no_ratio():
    rule = BOOK.rule("hpsa_mental_health")
    verdict = decided("hpsa_mental_health", psychiatrists_alone=people_per(41_091, 0, name="psychiatrists"))
    assert verdict.outcome == "is_met"
    assert words.reasons(KO, rule, verdict)[0] == (
        "정신건강의학과 전문의 수: 한 사람도 없음. 기준은 주민 30,000명에 한 사람 이상이고, 해당해요."
    )
