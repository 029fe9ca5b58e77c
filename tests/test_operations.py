"""docs/operations.md says what the project does."""

import re
import subprocess

import pytest
import typer.main

from app.cli import build
from gis.db import local
from gis.settings import ROOT, Settings

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table_with_its_default():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", PAGE, re.MULTILINE))
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or name.upper()
        assert variable in rows, variable
        if isinstance(field.default, str | int):
            assert rows.pop(variable) == f"`{field.default}`", variable
        else:
            rows.pop(variable)
    assert rows == {}


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", PAGE))
    assert {"demo", "test", "help", "clean-db"} <= named
    assert named <= targets


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`mindconnect ([a-z -]+)`", PAGE))))
def test_every_command_named_exists(words):
    command = typer.main.get_command(build(words.split()))
    for word in words.split():
        assert word in command.commands, words
        command = command.commands[word]


def test_the_figures_of_the_private_database_are_those_in_the_code():
    shared, sort, connections = re.search(
        r"(\d+) MB of shared buffers, (\d+) MB a sort, (\d+) connections", PAGE
    ).groups()
    settings = local.SERVER_SETTINGS
    assert (f"{shared}MB", f"{sort}MB", connections) == (
        settings["shared_buffers"], settings["work_mem"], settings["max_connections"],
    )  # fmt: skip
    assert str(local.SOCKET_PATH_LIMIT) in PAGE
    assert str(local.OUTSIDE_HOME) in PAGE


def test_help_has_a_line_for_every_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE))
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {line.split()[0] for line in done.stdout.splitlines()} == phony
