"""A run that is killed leaves every source in its old state or its new one, and the next run finishes the work."""

import multiprocessing
import os
import signal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Engine, create_engine, text

from etl import pipeline
from tests.etl import county, state

POINTS = 9
"""Statements of the run before which the process is killed, spread from the first to the last."""


def run_killed_at(url: URL, raw: Path, statement: int, counter) -> None:
    """Run the pipeline in this (forked) process and kill it, as the kernel would, before its n-th statement."""
    execute, copy = psycopg.Cursor.execute, psycopg.Cursor.copy

    def count() -> None:
        counter.value += 1
        if counter.value == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted_execute(cursor, *args, **kwargs):
        count()
        return execute(cursor, *args, **kwargs)

    def counted_copy(cursor, *args, **kwargs):
        count()
        return copy(cursor, *args, **kwargs)

    psycopg.Cursor.execute, psycopg.Cursor.copy = counted_execute, counted_copy
    engine = create_engine(url)
    pipeline.run(engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    engine.dispose()


def in_another_process(url: URL, raw: Path, statement: int) -> tuple[int | None, int]:
    """Give the exit code and how many statements were begun."""
    forks = multiprocessing.get_context("fork")
    counter = forks.Value("i", 0)
    process = forks.Process(target=run_killed_at, args=(url, raw, statement, counter))
    process.start()
    process.join(60)
    return process.exitcode, counter.value


@pytest.fixture
def two_states(etl_engine: Engine, raw: Path, tmp_path: Path) -> tuple[Path, dict, dict, str, str]:
    """Load the county, change every file of it, and note both states; the old one is in the database."""
    new_raw = county.write_raw(tmp_path / "new")
    county.write_regions(new_raw, name="새파장동")
    county.write_population(new_raw, pajang=40)

    def load(folder: Path) -> tuple[dict, str]:
        pipeline.run(etl_engine, folder, sources=county.SOURCES, builds=county.BUILDS)
        return state.loads(etl_engine), state.digest(etl_engine, state.CELLS)

    new, new_cells = load(new_raw)
    old, old_cells = load(raw)
    return new_raw, old, new, old_cells, new_cells


def test_killed_at_any_point_the_old_or_the_new_stands_never_a_mixture(
    etl_engine: Engine, raw: Path, two_states
) -> None:
    new_raw, old, new, old_cells, new_cells = two_states
    url = etl_engine.url
    etl_engine.dispose()
    exit_code, statements = in_another_process(url, new_raw, statement=-1)
    assert exit_code == 0
    assert state.loads(etl_engine) == new
    killed = 0
    for step in range(POINTS):
        pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
        etl_engine.dispose()
        exit_code, _ = in_another_process(url, new_raw, 1 + step * (statements - 1) // (POINTS - 1))
        killed += exit_code == -signal.SIGKILL
        stands = (state.loads(etl_engine), state.digest(etl_engine, state.CELLS))
        assert stands in ((old, old_cells), (new, new_cells)), f"old rows beside new cells after kill {step}"
        pipeline.run(etl_engine, new_raw, sources=county.SOURCES, builds=county.BUILDS)
        assert state.loads(etl_engine) == new
        assert state.digest(etl_engine, state.CELLS) == new_cells
    assert killed == POINTS


def test_a_killed_first_run_is_finished_by_the_next(etl_engine: Engine, raw: Path) -> None:
    url = etl_engine.url
    etl_engine.dispose()
    exit_code, _ = in_another_process(url, raw, statement=60)
    assert exit_code == -signal.SIGKILL
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.dataset")) == 0, "nothing of a run that did not end stands"
    etl_engine.dispose()
    outcomes = pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    assert {one.status for one in outcomes} <= {"loaded", "built", "absent"}
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT sum(people) FROM core.cell")) == pytest.approx(288)


def test_two_runs_at_once_take_turns(etl_engine: Engine, raw: Path) -> None:
    forks = multiprocessing.get_context("fork")
    etl_engine.dispose()
    counter = forks.Value("i", 0)
    runs = [forks.Process(target=run_killed_at, args=(etl_engine.url, raw, -1, counter)) for _ in range(2)]
    for process in runs:
        process.start()
    for process in runs:
        process.join(60)
    assert [process.exitcode for process in runs] == [0, 0]
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.dataset")) == len(county.SOURCES), "each file loaded once"
