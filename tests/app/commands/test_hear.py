"""`mindconnect hear`: what both ears hear in a sentence, and why."""

import json

import pytest


@pytest.fixture
def run(mindconnect):
    """Run `mindconnect hear`, without any database."""
    return lambda *arguments: mindconnect("hear", *arguments).stdout


def test_it_tells_panels_rules_and_the_sentence_most_like(run):
    told = json.loads(run("오늘 밤에 정말 죽고 싶어요", "--json"))
    assert told["panels"] == ["life"]
    assert told["rules"]
    assert "죽" in told["most_like"]["text"]
    assert told["score"] > told["harmless_below"]


def test_an_ordinary_sentence_brings_nothing(run):
    lines = run("강남역 근처 정신과 토요일 진료").splitlines()
    assert lines[0].split() == ["panels", "none"]
    assert lines[1].split() == ["rules", "none"]
    assert lines[3].startswith("most like")
