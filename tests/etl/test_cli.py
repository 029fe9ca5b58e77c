"""`mindconnect etl`: the journey of an operator, from raw files to a snapshot loaded elsewhere."""

import shutil
import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from etl import pipeline
from etl.cli import cli
from etl.snapshot_files import SHIPPED
from gis.settings import ROOT
from tests.etl import county, state


@pytest.fixture
def invoke(etl_engine: Engine, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = etl_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ETL_DATABASE_URL", url)
    monkeypatch.setenv("MINDCONNECT_RAW_DIR", str(raw))
    # An operator's folder: the hand-kept data, and a place for the snapshot.
    for part in ("reference", "rules"):
        shutil.copytree(ROOT / "data" / part, tmp_path / "data" / part)
    monkeypatch.setenv("MINDCONNECT_DATA_DIR", str(tmp_path / "data"))

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def row(output: str, name: str) -> list[str]:
    return next(line.split() for line in output.splitlines() if line.split()[:1] == [name])


def test_from_raw_files_to_a_snapshot_loaded_elsewhere(invoke, etl_engine: Engine, tmp_path: Path) -> None:
    checked = invoke("check")
    assert row(checked, "population")[:6] == ["population", "valid", "36", "24", "6", "6"]
    assert row(checked, "schools")[1] == "absent"
    assert etl_engine.connect().scalar(text("SELECT count(*) FROM core.dataset")) == 0
    assert row(invoke("run"), "population")[1] == "loaded"
    assert row(invoke("run"), "population")[:6] == ["population", "unchanged", "36", "24", "6", "6"]
    assert "2 correction files" in invoke("report", "--out", str(tmp_path / "report"))
    assert "population" in invoke("snapshot")
    with etl_engine.begin() as conn:
        for table in ("build", *(shipped.name for shipped in reversed(SHIPPED))):
            conn.execute(text(f"DELETE FROM core.{table}"))
    assert "Snapshot loaded" in invoke("load-snapshot")
    assert "Nothing to do" in invoke("load-snapshot")
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT sum(people) FROM core.cell")) == pytest.approx(288)
        assert conn.scalar(text("SELECT max(people) FROM core.region_reach")) > 0, "what is not shipped is built"


def test_the_planner_knows_of_a_load(invoke, etl_engine: Engine) -> None:
    invoke("run")
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT reltuples FROM pg_class WHERE oid = 'core.region'::regclass")) == 9


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_a_run_that_is_stopped_between_sources_says_what_is_in_force(
    invoke, etl_engine: Engine, raw: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    former = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    invoke("run")
    county.write_population(raw, pajang=40)
    run = pipeline.run

    def stopped(*args, listener, **kwargs):
        def tell(name, outcome):
            listener(name, outcome)
            if outcome is not None and outcome.status == "loaded":
                signal.raise_signal(number)

        return run(*args, **kwargs, listener=tell)

    monkeypatch.setattr(pipeline, "run", stopped)
    before = state.loads(etl_engine)
    try:
        result = CliRunner().invoke(cli, ["run"], catch_exceptions=False)
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)
    assert result.exit_code == 130
    assert "nothing of this run was kept" in result.output
    assert "  population: " in result.output
    assert state.loads(etl_engine) == before
