"""The project's loading against a plain COPY of the same rows.

Run: ``python -m bench.load``. The snapshot is loaded; then its largest tables are written again, into copies with
the same indexes, in three ways: from a frame by :func:`etl.load.copy_frame`, by COPY of text that PostgreSQL itself
wrote, and row by row (the first rows only).
"""

import io
import time
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, text

from bench import scratch
from etl.load import copy_frame, driver_connection
from etl.snapshot import load_snapshot
from gis.queries.frames import read_frame
from gis.settings import ROOT

TABLES = ("population", "cell_weight", "cell", "address_point", "center")
REPEATS = 3
FEW = 2_000
"""Rows written one by one."""


def best_s(run: Callable[[], object]) -> float:
    """Return the shortest of some runs, seconds."""
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return min(taken)


def table_frame(conn: Connection, table: str) -> pd.DataFrame:
    """Read a table of core as the frame that loading begins with."""
    frame = read_frame(conn, " ".join(("SELECT * FROM", f"core.{table}"))).drop(columns="dataset_id", errors="ignore")
    shapes = {
        name: gpd.GeoSeries.from_wkb(frame[name].astype(object)) for name in ("geom", "center_point") if name in frame
    }
    return frame.assign(**shapes)


def compare(conn: Connection, table: str) -> tuple[int, float, float, float]:
    """Write a table again in each way: rows, and seconds for a frame, plain COPY, and one by one (extrapolated)."""
    frame = table_frame(conn, table)
    names = ", ".join(frame.columns)
    driver = driver_connection(conn)
    driver.execute(f"CREATE TEMP TABLE again_{table} (LIKE core.{table} INCLUDING DEFAULTS INCLUDING INDEXES)")
    again = f"pg_temp.again_{table}"
    buffer = io.BytesIO()
    with driver.cursor().copy(f"COPY core.{table} ({names}) TO STDOUT") as copy:
        for block in copy:
            buffer.write(block)

    def plain() -> None:
        driver.execute(f"TRUNCATE {again}")
        with driver.cursor().copy(f"COPY {again} ({names}) FROM STDIN") as copy:
            copy.write(buffer.getvalue())

    def from_frame(part: pd.DataFrame) -> None:
        driver.execute(f"TRUNCATE {again}")
        copy_frame(conn, again, part)

    def one_by_one() -> None:
        driver.execute(f"TRUNCATE {again}")
        marks = ", ".join(["%s"] * len(frame.columns))
        for row in few:
            driver.execute(f"INSERT INTO {again} ({names}) VALUES ({marks})", row)

    statement = f"SELECT {names} FROM core.{table} LIMIT {FEW}"
    few = [tuple(Jsonb(one) if isinstance(one, dict) else one for one in row) for row in driver.execute(statement)]
    times = best_s(lambda: from_frame(frame)), best_s(plain), best_s(one_by_one) / len(few) * len(frame)
    return len(frame), *times


def main() -> None:
    """Measure and print Markdown tables."""
    with scratch.database() as engine:
        started = time.perf_counter()
        loaded = load_snapshot(engine, ROOT / "data" / "snapshot")
        whole_s, loading_mb = time.perf_counter() - started, scratch.peak_mb()
        started = time.perf_counter()
        load_snapshot(engine, ROOT / "data" / "snapshot")
        again_s = time.perf_counter() - started
        print("| Table | Rows | Frame by COPY, s | Plain COPY, s | Frame / plain | Row by row / plain |")
        print("|---|---:|---:|---:|---:|---:|")
        with engine.connect() as conn:
            for table in TABLES:
                rows, frame_s, plain_s, single_s = compare(conn, table)
                print(
                    f"| {table} | {rows:,} | {frame_s:.2f} | {plain_s:.2f} | {frame_s / plain_s:.1f} | "
                    f"{single_s / plain_s:.0f} |"
                )
                conn.execute(text("DISCARD TEMP"))
                conn.rollback()
        print(
            f"\nThe whole snapshot, {sum(loaded.values()):,} rows with reading the files, indexes and derived tables: "
            f"{whole_s:.1f} s; again, unchanged: {again_s:.2f} s. "
            f"Most memory the process held: {loading_mb:.0f} MB while loading, {scratch.peak_mb():.0f} MB in all."
        )


if __name__ == "__main__":
    main()
