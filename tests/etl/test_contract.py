"""Files, their shape, and the account of rows."""

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

from etl import checks, files
from etl.contract import Cleaned, Source, quarantined, repaired
from gis.errors import SourceError

SOURCE = Source(
    name="test",
    title="시험 자료",
    publisher="누군가",
    url="https://example.org",
    licence="KOGL 1",
    cadence="never",
    pattern="a/b_*.csv",
    reference_from=date(2024, 1, 1),
    reference_to=date(2024, 1, 31),
    cleaner_version=1,
    columns=("name", "n"),
)
ROWS = pd.DataFrame({"name": ["가", "나", "다"], "n": [1, -1, 1000], "more": 0}, index=pd.RangeIndex(2, 5, name="line"))


def test_a_row_that_is_lost_or_counted_twice_is_an_error() -> None:
    Cleaned(tables={}, rows_read=3, rows_kept=1, rows_merged=1, quarantine=quarantined(ROWS.iloc[:1], "n", "negative"))
    for kept in (0, 2):
        with pytest.raises(SourceError, match="a row got lost or counted twice"):
            Cleaned(tables={}, rows_read=2, rows_kept=kept, quarantine=quarantined(ROWS.iloc[:1], "n", "negative"))


def test_a_row_with_two_faults_counts_once() -> None:
    both = checks.join([quarantined(ROWS.iloc[:1], "n", "negative"), quarantined(ROWS.iloc[:1], "name", "no_name")])
    assert Cleaned(tables={}, rows_read=1, rows_kept=0, quarantine=both).rows_quarantined == 1


def test_quarantine_names_line_column_value_and_whose_it_is() -> None:
    whose = pd.Series({2: "11110", 3: "41110"})
    assert quarantined(ROWS.iloc[1:2], "n", "negative", "too low", whose).to_dict("records") == [
        {"line": 3, "column_name": "n", "value": "-1", "reason": "negative", "detail": "too low",
         "municipality_code": "41110"}
    ]  # fmt: skip


def test_repairs_list_only_what_changed() -> None:
    before = pd.Series(["a", "b", None], index=[2, 3, 4], name="name")
    after = pd.Series(["a", "c", "d"], index=[2, 3, 4])
    rows = repaired(before, after, "rule", pd.Series({3: "11110"}))
    assert rows["line"].tolist() == [3, 4]
    assert rows["repaired"].tolist() == ["c", "d"]
    assert rows["municipality_code"].iloc[0] == "11110"
    assert pd.isna(rows["municipality_code"].iloc[1])


def test_columns_are_required_and_others_dropped() -> None:
    assert list(checks.require_columns(ROWS, SOURCE).columns) == ["name", "n"]
    with pytest.raises(SourceError, match="no column n, only name, more"):
        checks.require_columns(ROWS.drop(columns="n"), SOURCE)
    with pytest.raises(SourceError, match="no row"):
        checks.require_columns(ROWS.iloc[:0], SOURCE)


def test_bad_rows_are_parted_from_good_ones_at_their_first_fault() -> None:
    schema = pa.DataFrameSchema(
        {
            "n": pa.Column(checks=[pa.Check.ge(0, error="negative"), pa.Check.le(100, error="too_many")]),
            "name": pa.Column(checks=pa.Check.isin(["가", "다"], error="unknown")),
        }
    )
    valid, faults = checks.split(ROWS, schema, SOURCE)
    assert list(valid["name"]) == ["가"]
    assert faults[["line", "column_name", "value", "reason"]].to_numpy().tolist() == [
        [3, "n", "-1", "negative"],
        [4, "n", "1000", "too_many"],
    ]
    assert ROWS["n"].tolist() == [1, -1, 1000], "the rows given are not changed"


def test_a_fault_of_the_whole_file_is_an_error() -> None:
    schema = pa.DataFrameSchema({"gone": pa.Column()})
    with pytest.raises(SourceError, match="test: column"):
        checks.split(ROWS, schema, SOURCE)


def test_the_newest_file_by_name_is_found_and_its_bytes_fingerprinted(tmp_path: Path) -> None:
    assert files.find(tmp_path, SOURCE.pattern) is None
    (tmp_path / "a").mkdir()
    for month in ("202406", "202412", "202311"):
        (tmp_path / "a" / f"b_{month}.csv").write_text(month)
    found = files.find(tmp_path, SOURCE.pattern)
    assert found is not None
    assert found.name == "b_202412.csv"
    assert files.sha256_of(found) == hashlib.sha256(b"202412").hexdigest()
    with pytest.raises(SourceError, match="does not exist"):
        files.find(tmp_path / "none", SOURCE.pattern)
