"""`mindconnect` in this process, on the nation or on the town."""

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from app import cli
from tests.town_board import write_times


class Done(NamedTuple):
    """What a command ended with."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def mindconnect(monkeypatch, capsys) -> Callable[..., Done]:
    """Run `mindconnect` with the words given."""

    def command(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["mindconnect", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        return Done(end.value.code or 0, output.out, output.err)

    return command


@pytest.fixture
def on_nation(nation, nation_board, cluster, monkeypatch) -> None:
    """Let commands find the nation, its travel times put together."""
    monkeypatch.setenv("DATABASE_URL", nation.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(cluster.var_dir))


@pytest.fixture
def on_town(town, tmp_path, monkeypatch) -> None:
    """Let commands find the town, a minute a kilometre by car."""
    with town.connect() as conn:
        write_times(conn, tmp_path)
    monkeypatch.setenv("DATABASE_URL", town.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path))


@pytest.fixture
def run(on_nation, mindconnect) -> Callable[..., str]:
    """Run `mindconnect` on the nation; gives what it printed, or its errors where it is to end with a status."""

    def command(*arguments: str, code: int = 0) -> str:
        done = mindconnect(*arguments)
        assert done.returncode == code, done.stderr
        return done.stderr if code else done.stdout

    return command
