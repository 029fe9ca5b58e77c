"""The snapshot: the same data gives the same bytes, and loading gives the same data."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, text

from etl import pipeline
from etl.snapshot import load_snapshot
from etl.snapshot_files import SHIPPED, may_be_shipped, write_snapshot
from gis.errors import SourceError
from tests.etl import county, state


@pytest.fixture
def snapshot(etl_engine: Engine, raw: Path, tmp_path: Path) -> Path:
    """Load the county from raw, write its snapshot, and empty the database again."""
    run(etl_engine, raw)
    write(etl_engine, tmp_path / "snapshot")
    with etl_engine.begin() as conn:
        for table in ("build", *(shipped.name for shipped in reversed(SHIPPED))):
            conn.execute(text(f"DELETE FROM core.{table}"))
    return tmp_path / "snapshot"


def run(engine: Engine, raw: Path) -> None:
    pipeline.run(engine, raw, sources=county.SOURCES, builds=county.BUILDS)


def write(engine: Engine, folder: Path) -> dict[str, int]:
    with engine.begin() as conn:
        return write_snapshot(conn, folder)


def load(engine: Engine, folder: Path) -> dict[str, int]:
    return load_snapshot(engine, folder, builds=county.BUILDS)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_loading_gives_the_tables_that_were_written(etl_engine: Engine, raw: Path, snapshot: Path) -> None:
    rows = load(etl_engine, snapshot)
    loaded, cells = state.loads(etl_engine), state.digest(etl_engine, state.CELLS)
    assert rows["population"] == 24
    run(etl_engine, raw)
    from_raw = state.loads(etl_engine)
    regions = {"region_sido", "region_sigungu", "region_emd"}  # their corners are rounded
    assert {name: found for name, found in loaded.items() if name not in regions} == {
        name: found for name, found in from_raw.items() if name not in regions
    }
    assert state.digest(etl_engine, state.CELLS) == cells


def test_the_same_data_gives_the_same_bytes_whatever_its_history(etl_engine: Engine, snapshot: Path, tmp_path) -> None:
    load(etl_engine, snapshot)
    write(etl_engine, tmp_path / "again")
    assert files(tmp_path / "again") == files(snapshot)


def test_a_snapshot_in_force_is_not_loaded_again(etl_engine: Engine, snapshot: Path) -> None:
    load(etl_engine, snapshot)
    before = state.everything(etl_engine)
    assert load(etl_engine, snapshot) == {}
    assert state.everything(etl_engine) == before


def test_a_snapshot_never_replaces_raw_files(etl_engine: Engine, raw: Path, snapshot: Path) -> None:
    run(etl_engine, raw)
    assert load(etl_engine, snapshot) == {}


def test_raw_files_replace_a_snapshot_of_themselves(etl_engine: Engine, raw: Path, snapshot: Path) -> None:
    load(etl_engine, snapshot)
    outcomes = pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    assert {one.status for one in outcomes} == {"loaded", "built"}


def test_another_snapshot_replaces_the_one_in_force(etl_engine: Engine, raw: Path, snapshot: Path, tmp_path) -> None:
    county.write_population(raw, pajang=40)
    run(etl_engine, raw)
    write(etl_engine, tmp_path / "newer")
    with etl_engine.begin() as conn:
        conn.execute(text("UPDATE core.dataset SET origin = 'snapshot'"))
    for folder, people in ((snapshot, 288), (tmp_path / "newer", 408)):
        assert load(etl_engine, folder)["population"] == 24
        with etl_engine.connect() as conn:
            assert conn.scalar(text("SELECT sum(people) FROM core.cell")) == pytest.approx(people)


def test_a_broken_or_missing_file_changes_nothing(etl_engine: Engine, snapshot: Path) -> None:
    before = state.everything(etl_engine)
    (snapshot / "cell.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(SourceError, match=r"cell.parquet is not a readable Parquet file"):
        load(etl_engine, snapshot)
    (snapshot / "postcode.parquet").unlink()
    with pytest.raises(SourceError, match=r"the snapshot lacks .*postcode.parquet"):
        load(etl_engine, snapshot)
    assert state.everything(etl_engine) == before


def test_a_table_with_another_byte_is_refused(etl_engine: Engine, snapshot: Path) -> None:
    before = state.everything(etl_engine)
    path = snapshot / "population.parquet"
    content, column = bytearray(path.read_bytes()), pq.read_metadata(path).row_group(0).column(0)
    begin = column.dictionary_page_offset or column.data_page_offset
    content[begin + column.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"population.parquet is not a readable Parquet file"):
        load(etl_engine, snapshot)
    assert state.everything(etl_engine) == before


def test_no_text_of_a_source_is_shipped(snapshot: Path) -> None:
    columns = {shipped.name: set(pq.read_schema(snapshot / f"{shipped.name}.parquet").names) for shipped in SHIPPED}
    for name in columns:
        assert not columns[name] & {"raw", "usage_note_raw", "detail", "loaded_at"}
    values = pq.read_table(snapshot / "quarantine.parquet")["value"].to_pylist()
    assert "8830e1d8c1" in values
    assert "없는군" not in values


@pytest.mark.parametrize(
    ("value", "shipped"),
    [("4111399000", True), ("-3.5", True), ("8830e1d8c1", True), (None, False), ("없는군", False), ("a b", False),
     ("01000005678", False), ("0212345678", False), ("홍길동", False)],
)  # fmt: skip
def test_only_codes_and_numbers_are_shipped_and_no_telephone_numbers(value: str | None, shipped: bool) -> None:
    assert may_be_shipped(value) == shipped
