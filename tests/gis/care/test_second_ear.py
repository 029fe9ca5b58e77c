"""The second ear: its features, its file, its reasons, and that it learns."""

import dataclasses
import importlib.util
import math

import numpy as np
import pytest

from gis.care import second_ear
from gis.care.crisis_signals import parse
from gis.care.second_ear import PANELS, Sentence
from gis.errors import SourceError
from gis.settings import ROOT

HEADER = "text,panels,family,list\n"


@pytest.fixture(scope="module")
def tool():
    """Give tools/fit_hearing.py as a module."""
    where = importlib.util.spec_from_file_location("fit_hearing", ROOT / "tools" / "fit_hearing.py")
    module = importlib.util.module_from_spec(where)
    where.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sentences():
    """Give sentences of two writers about rain (danger) and sun."""
    told = [
        ("비가 너무 많이 와요", ("emergency",)),
        ("비가 와서 집이 잠겨요", ("life",)),
        ("해가 쨍쨍 내리쬐네요", ()),
        ("해가 떠서 기분이 좋아요", ()),
        ("소나기 비가 쏟아져요", ("others",)),
        ("밤새 비가 많이 왔어요", ("violence",)),
        ("해가 나서 빨래해요", ()),
        ("해가 벌써 다 졌어요", ()),
        ("비가 그치지 않아요", ("life",)),
        ("비가 와서 무서워요", ("emergency",)),
        ("비가 와서 너무 추워요", ("violence",)),
        ("비가 오늘 또 와요", ("others",)),
    ]
    return [Sentence(text, panels, "weather", "ab"[place % 2]) for place, (text, panels) in enumerate(told)]


@pytest.fixture(scope="module")
def ear(tool, sentences):
    """Give a model of all of them that hears everything, and takes nothing back."""
    return tool.fit(sentences, -99.0, -99.0, "abc")


def test_features_ignore_blanks_signs_and_case_and_take_syllables_apart():
    assert np.array_equal(second_ear.features("Help  me!"), second_ear.features("helpme"))
    assert np.array_equal(second_ear.features("죽고 싶어"), second_ear.features("죽고싶어..."))
    shared = np.intersect1d(second_ear.features("죽고 싶어요"), second_ear.features("살고 싶었어요"))
    assert len(shared) > 0
    assert second_ear.features("?!").size == 0
    assert second_ear.features("안녕").max() < second_ear.SIZE


def test_it_learns_what_writers_whom_it_has_not_read_mean(tool, ear, sentences):
    even = dataclasses.replace(ear, threshold=0.0)
    assert even.hear("비가 많이 오네요").panels
    assert not even.hear("해가 나서 좋네요").panels
    scores = tool.left_out(sentences)
    dangers = np.array([bool(one.panels) for one in sentences])
    assert scores[dangers].mean() > scores[~dangers].mean()


def test_its_file_keeps_what_it_hears(ear, sentences):
    again = second_ear.load(second_ear.dump(ear))
    assert (again.threshold, again.harmless, again.fitted_to) == (-99, -99, "abc")
    for one in sentences:
        assert again.hear(one.text).score == pytest.approx(ear.hear(one.text).score, abs=0.1)


def test_a_text_without_letters_says_nothing(ear):
    assert ear.hear("").panels == ear.hear("?!… 12").panels == frozenset()


def test_a_word_or_two_are_left_to_the_rules(ear):
    assert ear.hear("비가 와요").panels == frozenset()
    assert math.isnan(ear.hear("비가 와요").score)
    assert ear.hear("비가 많이 와요").panels


def test_the_rules_speak_first_and_are_taken_back_only_below_the_second_threshold(ear, monkeypatch):
    monkeypatch.setattr(second_ear.crisis_signals, "panels_of", lambda _signals, *_files: frozenset({"life"}))
    assert second_ear.panels("해가 나서 빨래해요", ear) == {"life"}
    wary = dataclasses.replace(ear, threshold=99.0, harmless=0.0)
    assert second_ear.panels("해가 나서 빨래해요", wary) == frozenset()
    assert second_ear.panels("비가 와서 무서워요", wary) == {"life"}
    assert second_ear.panels("죽자", dataclasses.replace(ear, harmless=99.0)) == {"life"}, "too short to tell"


def test_what_a_sure_signal_hears_is_not_taken_back(ear):
    words = """
        {valid_from: 2026-01-01, reviewed_on: 2026-01-01, reviewer: x, source: x, words: {}, everyday: {}, pass: [],
         signals: {rain_ko: {compact: [빨래], sure: SURE}}, match: {rain_ko: [빨래]}}"""
    wary = dataclasses.replace(ear, threshold=99.0, harmless=0.0)
    for is_sure, heard in (("true", {"life"}), ("false", frozenset())):
        assert second_ear.panels("해가 나서 빨래해요", wary, parse(words.replace("SURE", is_sure))) == heard


@pytest.mark.parametrize("panel", ["emergency", "others", "violence"])
def test_only_the_word_for_a_wish_to_die_is_taken_back(ear, monkeypatch, panel):
    """Who looks for help against violence types what a leaflet says; the numbers are what they look for."""
    monkeypatch.setattr(second_ear.crisis_signals, "panels_of", lambda _text, *_files: frozenset({panel}))
    deaf = dataclasses.replace(ear, threshold=99.0, harmless=99.0)
    assert second_ear.panels("해가 나서 빨래해요", deaf) == {panel}


def test_its_reason_is_the_sentence_that_is_most_like(sentences):
    one, likeness = second_ear.nearest("비가 너무 와요", sentences)
    assert one.text == "비가 너무 많이 와요"
    assert 0.3 < likeness < 1
    assert second_ear.nearest(sentences[3].text, sentences) == (sentences[3], pytest.approx(1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("text,panel\n", "columns"),
        (f"{HEADER}a,danger,f,a\n", "line 2"),
        (f"{HEADER}a,life,f,a\na,,f,b\n", "line 3"),
        (f"{HEADER},life,f,a\n", "line 2"),
    ],
)
def test_sentences_that_cannot_be_used_are_refused_with_their_line(text, why):
    with pytest.raises(SourceError, match=why):
        second_ear.parse_sentences(text)


@pytest.mark.parametrize("content", [b"", b"PK nothing", second_ear.np.zeros(3).tobytes()])
def test_a_file_that_is_none_is_refused(content):
    with pytest.raises(SourceError, match="fit_hearing"):
        second_ear.load(content)


def test_every_panel_has_sentences():
    told = second_ear.parse_sentences((ROOT / "data" / "rules" / "hearing_sentences.csv").read_text(encoding="utf-8"))
    assert {panel for one in told for panel in one.panels} == set(PANELS)
