"""What pages promise about answers is what the server does."""

import tomllib

import pytest

from app.text import load
from gis.settings import ROOT


def test_a_session_is_forgotten_within_the_minutes_that_texts_name():
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["disconnectedSessionTTL"] <= 5 * 60


@pytest.mark.parametrize(
    ("language", "memory", "minutes", "at_once"),
    [
        ("ko", "서버의 메모리", "몇 분 안에", "닫으면 사라져요"),
        ("en", "server's memory", "within a few minutes", "disappear when"),
    ],
)
def test_texts_say_that_answers_stand_in_the_servers_memory_too(language, memory, minutes, at_once):
    say = load(language)
    assert memory in say("check.before.private")
    assert say("check.forget") in say("check.before.private")
    for key in ("check.before.private", "account.results.keep_lead"):
        assert minutes in say(key)
    assert not [key for key, sentence in say.sentences.items() if at_once in sentence]
