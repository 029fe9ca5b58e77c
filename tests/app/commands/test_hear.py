"""`mindconnect hear`: what both ears hear in a sentence, and why."""

import json
import sys

import pytest

from app import cli


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `mindconnect hear`, without any database, in this process."""

    def command(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mindconnect", "hear", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().out

    return command


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
