"""Whom to call, on the command line: every command that takes words tells it apart from its output."""

import json
import sys

import pytest

from app import cli
from app.commands import crisis_calls


@pytest.fixture
def run(app_url, monkeypatch, capsys):
    """Run `mindconnect` on the nation, in this process, and give both outputs."""
    monkeypatch.setenv("APP_DATABASE_URL", app_url)

    def command(*arguments: str) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["mindconnect", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        output = capsys.readouterr()
        return output.out, output.err

    return command


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
