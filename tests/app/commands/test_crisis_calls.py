"""Whom to call, on the command line: every command that takes words tells it apart from its output."""

import json

import pytest

from app.commands import crisis_calls


@pytest.fixture
def run(app_url, mindconnect, monkeypatch):
    """Run `mindconnect` on the nation, and give both outputs."""
    monkeypatch.setenv("APP_DATABASE_URL", app_url)
    return lambda *arguments: mindconnect(*arguments)[1:]


@pytest.mark.parametrize("command", [["place", "죽고 싶어요", "--json"], ["search", "--text", "죽고 싶어요", "--json"]])
def test_commands_that_take_words_lead_with_the_numbers_and_keep_their_output_whole(run, command):
    output, told = run(*command)
    assert json.loads(output) == []
    lines = told.splitlines()
    assert lines[1].split()[0] == "109"
    assert [line.split()[0] for line in lines[1:4]] == ["109", "1577-0199", "119"]


def test_an_ordinary_place_tells_nobody_to_call(run):
    output, told = run("place", "강남역", "--json")
    assert json.loads(output)
    assert told == ""


def test_it_speaks_the_language_asked_for(capsys):
    crisis_calls.tell("my husband hit me", language="en")
    told = capsys.readouterr().err.splitlines()
    assert told[1].split()[0] == "112"
    assert told[0].isascii()
