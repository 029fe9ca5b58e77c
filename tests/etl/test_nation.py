"""The nation: the shipped snapshot holds what the raw files say, and a run from raw gives the same snapshot."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Connection, Engine, text

from etl import pipeline
from etl.registry import BUILDS, SOURCES
from etl.snapshot_files import SHIPPED, write_snapshot
from etl.snapshot_notes import write_notes
from gis.settings import ROOT

PEOPLE = 51_128_530
"""Registered people of 2025-11, as the ministry's own total says."""

PEOPLE_BY_DATE = {date(2024, 6, 30): 51_271_480, date(2025, 11, 30): PEOPLE}
"""Of 2024-06 61,133,624 stand in the file, less 9,862,144 in subtotals."""


SNAPSHOT = ROOT / "data" / "snapshot"

NOT_SHIPPED = {"egen_institutions"}
"""Sources that an operator fetches with a key of their own; the snapshot holds no row of them."""

SHIPPED_SOURCES = [module.SOURCE for module in SOURCES if module.SOURCE.name not in NOT_SHIPPED]


@pytest.mark.parametrize(("level", "units"), [("sido", 17), ("sigungu", 252), ("emd", 3558)])
def test_the_people_are_all_there_at_every_level(nation_conn: Connection, level: str, units: int) -> None:
    digits = {"sido": 2, "sigungu": 5, "emd": 10}[level]
    count, people, in_cells = nation_conn.execute(
        text("""
            WITH newest AS MATERIALIZED (
                     SELECT * FROM core.population
                     WHERE reference_date = (SELECT max(reference_date) FROM core.population)),
                 counted AS (SELECT left(region_code, :n) AS code, sum(people) AS n FROM newest GROUP BY 1),
                 in_cells AS (SELECT left(region_code, :n) AS code, sum(people) AS n FROM core.cell GROUP BY 1)
            SELECT count(*), sum(counted.n), sum(in_cells.n)
            FROM core.region LEFT JOIN counted ON counted.code = region_code
            LEFT JOIN in_cells ON in_cells.code = region_code WHERE level = :level
        """),
        {"level": level, "n": digits},
    ).one()
    assert (count, people) == (units, PEOPLE)
    assert in_cells == pytest.approx(PEOPLE, abs=1e-6)


@pytest.mark.parametrize("level", ["sido", "sigungu", "emd"])
def test_every_date_is_whole_at_every_level(nation_conn: Connection, level: str) -> None:
    found = nation_conn.execute(
        text("SELECT reference_date, sum(people) FROM serve.population_history WHERE level = :level GROUP BY 1"),
        {"level": level},
    )
    assert {row[0]: row[1] for row in found} == PEOPLE_BY_DATE
    newest = nation_conn.execute(
        text("SELECT DISTINCT reference_date FROM serve.population WHERE level = :level"), {"level": level}
    ).scalars()
    assert list(newest) == [max(PEOPLE_BY_DATE)]


def test_the_cells_of_each_emd_hold_its_people_by_sex_and_band_too(nation_conn: Connection) -> None:
    by_emd, by_band = nation_conn.execute(
        text("""
            WITH newest AS MATERIALIZED (
                     SELECT * FROM core.population
                     WHERE reference_date = (SELECT max(reference_date) FROM core.population)),
                 emd AS (SELECT region_code, sum(people) AS people FROM newest GROUP BY 1),
                 share AS (SELECT c.region_code, sum(c.people / e.people) AS whole
                           FROM core.cell c JOIN emd e USING (region_code) WHERE e.people > 0 GROUP BY 1)
            SELECT max(abs(whole - 1)),
                   (SELECT max(abs(given - taken)) FROM (
                        SELECT sum(p.people) AS given, sum(p.people * s.whole) AS taken
                        FROM newest p JOIN share s USING (region_code) GROUP BY sex, age_from) AS bands)
            FROM share
        """)
    ).one()
    assert by_emd < 1e-9
    assert by_band < 1e-6


def test_every_emd_has_a_cell_and_none_lies_far_from_it(nation_conn: Connection) -> None:
    assert nation_conn.scalar(text("SELECT count(DISTINCT region_code) FROM core.cell")) == 3558
    farthest_m = nation_conn.scalar(
        text("""
            SELECT max(ST_Distance(c.center_point::geography, r.geom::geography))
            FROM core.cell c JOIN core.region r USING (region_code) WHERE method = 'nearest_emd'
        """)
    )
    assert farthest_m < 3000


def test_gosan_dong_split_off_after_the_outlines_belongs_to_songsan1_dong(nation_conn: Connection) -> None:
    found = nation_conn.execute(
        text("SELECT DISTINCT system, region_code FROM core.region_code WHERE old_code IN ('4115063000', '31030721')")
    )
    assert sorted(tuple(row) for row in found) == [("mois", "4115057300"), ("sgis", "4115057300")]


def test_every_municipality_has_its_rate_once(nation_conn: Connection) -> None:
    missing, extra = nation_conn.execute(
        text("""
            SELECT count(*) FILTER (WHERE i.region_code IS NULL), count(*) FILTER (WHERE r.municipality_code IS NULL)
            FROM (SELECT DISTINCT municipality_code FROM core.region WHERE level = 'sigungu') AS r
            FULL JOIN core.indicator AS i ON i.region_code = r.municipality_code
        """)
    ).one()
    assert (missing, extra) == (0, 0)


def test_no_row_of_any_file_is_lost(nation_conn: Connection) -> None:
    found = nation_conn.execute(
        text("""
            SELECT source, rows_read, rows_kept + rows_merged + rows_quarantined + rows_left_out AS accounted,
                   rows_quarantined,
                   (SELECT count(DISTINCT line) FROM core.quarantine q WHERE q.dataset_id = d.dataset_id) AS noted
            FROM core.dataset AS d WHERE superseded_at IS NULL
        """)
    ).all()
    assert {row.source for row in found} == {source.name for source in SHIPPED_SOURCES}
    for row in found:
        assert row.rows_read == row.accounted, row.source
        assert row.rows_quarantined == row.noted, row.source


def test_the_snapshot_is_small_and_says_where_each_table_is_from() -> None:
    assert sum(path.stat().st_size for path in SNAPSHOT.iterdir()) < 6_000_000
    notes = (SNAPSHOT / "README.md").read_text(encoding="utf-8")
    for shipped in SHIPPED:
        assert f"| `{shipped.name}` |" in notes
        rows = pq.read_metadata(SNAPSHOT / f"{shipped.name}.parquet").num_rows
        assert f"| `{shipped.name}` | {rows:,} |" in notes
    for source in SHIPPED_SOURCES:
        assert f"| {source.name} | {source.title} | {source.publisher} |" in notes


def test_no_mobile_number_and_no_retired_number_is_shipped(subtests) -> None:
    for shipped in SHIPPED:
        with subtests.test(table=shipped.name):
            table = pq.read_table(SNAPSHOT / f"{shipped.name}.parquet")
            forbidden = re.compile(r"(?<!\d)01[016789][-. )]?\d{3,4}[-. ]?\d{4}(?!\d)|(?<![\d-])1393(?![\d-])")
            free = [field.name for field in table.schema if str(field.type) in ("string", "list<element: string>")]
            # A house may be number 1393, a count of people too, and a hash may hold any digits.
            unread = {"building_number", "value", "source_key"}
            free = [name for name in free if "address" not in name and name not in unread]
            for name in free:
                for value in table[name].to_pylist():
                    told = value if isinstance(value, str) else " ".join(value or ())
                    assert not forbidden.search(told), f"{name}: {value}"


@pytest.mark.timeout(600)
def test_a_run_from_raw_gives_the_snapshot_that_is_shipped(etl_engine: Engine, raw_dir: Path, tmp_path: Path) -> None:
    pipeline.run(etl_engine, raw_dir)
    with etl_engine.begin() as conn:
        write_notes(conn, tmp_path, write_snapshot(conn, tmp_path), BUILDS)
    for shipped in SHIPPED:
        name = f"{shipped.name}.parquet"
        assert_same(pq.read_table(tmp_path / name), pq.read_table(SNAPSHOT / name), shipped.name)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == (SNAPSHOT / "README.md").read_text(encoding="utf-8")


def assert_same(built: pa.Table, stands: pa.Table, name: str) -> None:
    """Compare two tables: figures to a billionth, for another processor may round the last digit otherwise."""
    assert built.schema.equals(stands.schema), name
    assert built.num_rows == stands.num_rows, name
    for field in built.schema:
        if pa.types.is_floating(field.type):
            pairs = (table[field.name].to_numpy() for table in (built, stands))
            assert np.allclose(*pairs, rtol=1e-9, atol=1e-9, equal_nan=True), f"{name}.{field.name}"
        else:
            assert built[field.name].equals(stands[field.name]), f"{name}.{field.name}"
