"""`mindconnect db` as a person types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gis.db.binaries import find

MINDCONNECT = Path(sys.executable).parent / "mindconnect"


@pytest.fixture
def run(cluster):
    """Run the command line on the tests' cluster."""

    def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess:
        inherited = {"PATH": f"{find().bin_dir}:{os.environ['PATH']}", "MINDCONNECT_VAR_DIR": str(cluster.var_dir)}
        return subprocess.run(
            [MINDCONNECT, *words], env=inherited | environment, input=stdin, capture_output=True, text=True, check=False
        )

    return run


def test_up_is_idempotent_and_status_tells_what_runs(run, engine):
    again = run("db", "up")
    assert (again.returncode, again.stderr) == (0, "")
    status = run("db", "status")
    assert status.returncode == 0
    assert "0001_core.sql" in status.stdout
    assert run("db", "migrate").stdout == "Nothing to migrate.\n"


def test_nothing_runs_in_an_empty_folder(run, tmp_path):
    status = run("db", "status", MINDCONNECT_VAR_DIR=str(tmp_path))
    assert status.returncode == 3
    assert "mindconnect db up" in status.stdout
    assert run("db", "down", MINDCONNECT_VAR_DIR=str(tmp_path)).stdout == "The database was not running.\n"
    migrate = run("db", "migrate", MINDCONNECT_VAR_DIR=str(tmp_path))
    assert migrate.returncode == 1
    assert migrate.stderr == "mindconnect: there is no database yet: run `mindconnect db up`, or set DATABASE_URL\n"


def test_psql_opens_as_the_reader_and_as_the_role_asked_for(run, engine):
    assert run("db", "psql", "--", "-Atc", "SELECT current_user").stdout == "mindconnect_reader\n"
    assert run("db", "psql", "--role", "etl", "--", "-At", stdin="SELECT current_user").stdout == "mindconnect_etl\n"
    wrong = run("db", "psql", "--role", "boss")
    assert wrong.returncode == 2
    assert "owner, etl, app, reader" in wrong.stderr


def test_a_server_of_database_url_is_left_alone(run, engine):
    url = f"postgresql://mindconnect_owner@/mindconnect?host={engine.url.query['host']}"
    assert "answers" in run("db", "up", DATABASE_URL=url).stdout
    assert "not ours to stop" in run("db", "down", DATABASE_URL=url).stdout
    dropped = run("db", "drop", "--yes", DATABASE_URL=url)
    assert dropped.returncode == 1
    assert "not ours" in dropped.stderr
    assert run("db", "status", DATABASE_URL=url).returncode == 0


def test_a_server_that_does_not_answer_is_one_line(run, tmp_path):
    done = run("db", "migrate", DATABASE_URL=f"postgresql://me:hush-hush@/x?host={tmp_path}")
    assert done.returncode == 1
    assert "mindconnect: the database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hush-hush" not in done.stderr


def test_a_wrong_setting_is_one_message(run):
    done = run("db", "status", MINDCONNECT_PORT="many")
    assert done.returncode == 1
    assert "MINDCONNECT_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_drop_asks_first(run, cluster):
    asked = run("db", "drop", stdin="n\n")
    assert asked.returncode == 1
    assert (cluster.var_dir / "postgres.json").exists()


def test_every_group_is_found_and_only_the_one_asked_for_is_imported(run):
    everything = run("--help").stdout
    for name in ("db", "etl", "search", "place"):
        assert f" {name} " in everything
    script = (
        "import sys; from app.cli import build; build(['db', 'up']); "
        "print([name for name in ('etl', 'pandas', 'streamlit') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
