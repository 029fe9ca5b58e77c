"""Access of the nation by the hour: the build of all 192 departures, a part of it, and readings as a page asks them.

Run: ``python -m bench.access_time``. The shipped snapshot in a private cluster of its own: about a minute to load. The
build covers three modes, nineteen kinds of center and their groups, both bounds of unknown hours, 168 hours of the week
and 24 of a public holiday; then one center's hours change, then nothing does.
"""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from bench import scratch
from etl.build import access
from etl.build.access_inputs import read_inputs
from etl.snapshot import load_snapshot
from gis.access import AccessBoard, open_board
from gis.analysis.readings import Reading
from gis.settings import ROOT, Settings

READINGS = {
    "2SFCA, 30 min by car, 공공 전체": Reading(measure="two_step"),
    "E2SFCA, 30 min by car, 공공 전체": Reading(),
    "E2SFCA, 60 min by car, 전체": Reading(limit_min=60, kind="전체"),
    "the same on weekday evenings, office hours assumed": Reading(
        limit_min=60, kind="전체", hour="weekday_evening", unknown_hours="office"
    ),
    "cumulative, 30 min by car, 전체, weekday evenings": Reading(
        measure="cumulative", kind="전체", hour="weekday_evening"
    ),
    "RAAM, 30 min by car, 공공 전체": Reading(measure="raam"),
    "RAAM, 60 min by car, 공공 전체": Reading(measure="raam", limit_min=60),
    "nearest open, 30 min on foot, 전체, Tue 10": Reading(measure="nearest", mode="walk", kind="전체", hour="Tue 10"),
}


def quiet(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


def main() -> None:
    """Measure and print."""
    rows: list[tuple[str, str]] = []
    with scratch.database() as engine, TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"var_dir": Path(folder)})
        load_snapshot(engine, ROOT / "data" / "snapshot")
        board = opened(engine, settings, rows, "travel times put together from the shipped pairs, board opened")
        opened(engine, settings, rows, "board opened again, times mapped")
        started = scratch.peak_mb()
        built = access.build(engine, read_inputs(board), settings.var_dir, show=quiet)
        rows.append((f"192 departures x 3 modes, {built.cells:,} cells", f"{built.duration_s:.1f} s"))
        rows.append(("most memory, of which before the build", f"{built.peak_mb:,.0f} MB, {started:,.0f} MB"))
        rows.append(("rows by region and kind, by cell", f"{built.week_rows:,}, {built.cell_rows:,}"))
        with engine.begin() as conn:
            first = "(SELECT min(center_id) FROM core.center_week)"
            conn.execute(text(f"DELETE FROM core.center_week WHERE center_id = {first}"))
        changed = opened(engine, settings, [], "")
        part = access.build(engine, read_inputs(changed), settings.var_dir, show=quiet)
        rows.append((f"one center's hours changed: {part.swept:,} cells anew", f"{part.duration_s:.1f} s"))
        again = access.build(engine, read_inputs(changed), settings.var_dir, show=quiet)
        rows.append(("nothing changed", f"{again.duration_s:.2f} s"))
        for name, reading in READINGS.items():
            rows.append((f"sigungu: {name}", f"{median_ms(board, reading):.0f} ms"))
    print("| | |\n|---|---:|")
    for name, figure in rows:
        print(f"| {name} | {figure} |")


def opened(engine: Engine, settings: Settings, rows: list[tuple[str, str]], name: str) -> AccessBoard:
    """Open a board and note how long it took."""
    started = time.perf_counter()
    with engine.connect() as conn:
        board = open_board(conn, settings)
    rows.append((name, f"{time.perf_counter() - started:.1f} s"))
    return board


def median_ms(board: AccessBoard, reading: Reading) -> float:
    """Answer a reading five times, never from what is kept; the first, which may compile, does not count."""
    taken = []
    for turn in range(6):
        board_alone = board.retimed({})
        started = time.perf_counter()
        board_alone.regions(reading)
        taken.append((time.perf_counter() - started) * 1000 if turn else 0.0)
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
