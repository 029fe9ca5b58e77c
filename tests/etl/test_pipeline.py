"""The run: what is loaded, what is skipped, what is replaced, what is refused."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl import pipeline
from etl.pipeline import StepOutcome
from gis.errors import NotFoundError, SourceError
from tests.etl import county, state


def run(engine: Engine, raw: Path, *only: str) -> dict[str, StepOutcome]:
    outcomes = pipeline.run(engine, raw, only=only, sources=county.SOURCES, builds=county.BUILDS)
    return {one.name: one for one in outcomes}


def people(engine: Engine, query: str) -> dict[str, float]:
    with engine.connect() as conn:
        return {str(key): float(value) for key, value in conn.execute(text(query))}


PEOPLE_BY_LEVEL = """
    SELECT level, sum(people) FROM core.region
    JOIN core.population AS p ON left(p.region_code, length(region.region_code)) = region.region_code
    GROUP BY level
"""


def test_the_same_people_stand_at_every_level_and_in_the_cells(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    assert people(etl_engine, PEOPLE_BY_LEVEL) == {"sido": 288, "sigungu": 288, "emd": 288}
    by_cell = people(etl_engine, "SELECT region_code, sum(people) FROM core.cell GROUP BY region_code")
    assert by_cell == pytest.approx(county.PEOPLE, abs=1e-9)
    weighted = people(etl_engine, "SELECT h3, people FROM core.cell WHERE region_code = '4111156000' ORDER BY people")
    assert sorted(weighted.values()) == [30, 90]


def test_the_account_of_every_file_stands_in_the_database(etl_engine: Engine, raw: Path) -> None:
    outcomes = run(etl_engine, raw)
    with etl_engine.connect() as conn:
        rows = conn.execute(
            text("""
                SELECT source, rows_read, rows_kept, rows_merged, rows_quarantined, count(DISTINCT line) AS noted
                FROM core.dataset LEFT JOIN core.quarantine USING (dataset_id) GROUP BY dataset_id
            """)
        ).all()
    assert len(rows) == len(county.SOURCES)
    for source, read, kept, merged, quarantined, noted in rows:
        one = outcomes[source]
        assert (read, kept, merged, quarantined) == (
            one.rows_read, one.rows_kept, one.rows_merged, one.rows_quarantined,
        )  # fmt: skip
        assert read == kept + merged + quarantined
        assert noted == quarantined


def test_a_second_run_writes_nothing_at_all(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    before = state.everything(etl_engine)
    assert {one.status for one in run(etl_engine, raw).values()} == {"unchanged"}
    assert state.everything(etl_engine) == before


def test_a_changed_file_replaces_its_rows_and_what_depends_on_them(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    county.write_population(raw, pajang=40)
    outcomes = run(etl_engine, raw)
    assert {name for name, one in outcomes.items() if one.status != "unchanged"} == {"population", "cell"}
    by_cell = people(etl_engine, "SELECT region_code, sum(people) FROM core.cell GROUP BY region_code")
    assert by_cell == pytest.approx(county.PEOPLE | {"4111156000": 240})
    with etl_engine.connect() as conn:
        in_force = conn.execute(
            text("SELECT superseded_at IS NULL FROM core.dataset WHERE source = 'population' ORDER BY dataset_id")
        ).scalars()
        assert list(in_force) == [False, True]
        assert conn.scalar(text("SELECT count(*) FROM core.quarantine JOIN core.dataset USING (dataset_id) "
                                "WHERE source = 'population'")) == 6  # fmt: skip


def test_next_months_file_beside_the_old_one_is_the_one_read(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    county.write_population(raw, pajang=40, month="202407")
    assert run(etl_engine, raw)["population"].status == "loaded"
    with etl_engine.connect() as conn:
        row = conn.execute(
            text("SELECT file_name, reference_to::text FROM core.dataset WHERE source = 'population' "
                 "AND superseded_at IS NULL")
        ).one()  # fmt: skip
    assert tuple(row) == ("emd_age_sex_202407.parquet", "2024-07-31")


def test_sources_that_read_a_changed_one_are_cleaned_again(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    county.write_regions(raw, name="새파장동")
    outcomes = run(etl_engine, raw)
    assert outcomes["region_sido"].status == "loaded", "the file was written anew"
    assert {one.status for one in outcomes.values()} <= {"loaded", "built"}
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT name FROM core.region WHERE region_code = '4111156000'")) == "새파장동"


def test_a_unit_that_is_gone_leaves_with_all_that_hangs_on_it(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    frame = pipeline.SOURCES[2].read(raw / "regions" / "emd_202406.gpkg")
    frame[frame["admi_cd"] != "4111359000"].to_file(raw / "regions" / "emd_202406.gpkg", driver="GPKG")
    outcomes = run(etl_engine, raw)
    # Its six people are set aside with a reason, not given to somebody else.
    assert outcomes["population"].rows_quarantined == 12
    assert people(etl_engine, PEOPLE_BY_LEVEL)["emd"] == 282


def test_only_the_named_source_is_loaded(etl_engine: Engine, raw: Path) -> None:
    outcomes = run(etl_engine, raw, "region_sido")
    assert [one.name for one in outcomes.values()] == ["region_sido", "cell"]
    with pytest.raises(NotFoundError, match="there is no source 'regoin'; there are region_sido"):
        run(etl_engine, raw, "regoin")


def test_a_file_that_is_absent_leaves_what_is_loaded(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    (raw / "population" / "emd_age_sex_202406.parquet").unlink()
    assert run(etl_engine, raw)["population"].status == "absent"
    assert people(etl_engine, PEOPLE_BY_LEVEL)["emd"] == 288


def test_an_empty_or_missing_folder_is_an_error(etl_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing to load"):
        run(etl_engine, tmp_path)
    with pytest.raises(SourceError, match="does not exist"):
        run(etl_engine, tmp_path / "nowhere")


def test_a_file_of_the_wrong_shape_changes_nothing(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    before = state.everything(etl_engine)
    (raw / "population" / "emd_age_sex_202406.parquet").write_bytes(b"<html>moved</html>")
    with pytest.raises(SourceError, match="population"):
        run(etl_engine, raw)
    assert state.everything(etl_engine) == before


def test_a_new_cleaner_loads_an_unchanged_file_again(etl_engine: Engine, raw: Path) -> None:
    run(etl_engine, raw)
    with etl_engine.begin() as conn:
        conn.execute(text("UPDATE core.dataset SET cleaner_version = 0 WHERE source = 'suicide_rate'"))
    outcomes = run(etl_engine, raw)
    assert {name for name, one in outcomes.items() if one.status == "loaded"} == {"suicide_rate"}


def test_check_needs_no_database_and_finds_the_same(etl_engine: Engine, raw: Path) -> None:
    checked = {one.name: one for one, _ in pipeline.check(raw, sources=county.SOURCES)}
    for name, one in run(etl_engine, raw).items():
        if name in checked:
            assert (one.rows_read, one.rows_kept, one.rows_merged, one.rows_quarantined) == (
                checked[name].rows_read, checked[name].rows_kept, checked[name].rows_merged,
                checked[name].rows_quarantined,
            )  # fmt: skip


def test_check_of_one_source_reads_those_it_depends_on(raw: Path) -> None:
    ((outcome, cleaned),) = pipeline.check(raw, only=["households"], sources=county.SOURCES)
    assert (outcome.name, outcome.status, outcome.rows_kept) == ("households", "valid", 1)
    assert cleaned is not None


def test_an_invalid_outline_is_told_in_the_repairs(etl_engine: Engine, raw: Path) -> None:
    county.write_regions(raw, gunwi=county.BROKEN_GUNWI)
    assert run(etl_engine, raw)["region_emd"].rows_repaired == 1
    with etl_engine.connect() as conn:
        assert conn.scalar(text("SELECT bool_and(ST_IsValid(geom)) FROM core.region"))
        assert (
            conn.scalar(text("SELECT municipality_code FROM core.repair WHERE rule = 'geometry_made_valid'")) == "27720"
        )
