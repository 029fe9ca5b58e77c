"""People, households, suicide rates and cell weights: every row of the hand-made county is accounted for."""

from datetime import date
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from etl.contract import Cleaned
from etl.sources import codes, households, kontur, population, suicide
from gis.errors import SourceError
from tests.etl import county


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county.write_raw(tmp_path_factory.mktemp("raw"))


def cleaned(module: ModuleType | codes.CodeTimeline, raw: Path) -> Cleaned:
    frame = module.read(next(raw.glob(module.SOURCE.pattern)))
    return module.clean(frame, county.context(module.SOURCE))


def test_subtotals_are_set_aside_and_branch_offices_folded(raw: Path) -> None:
    people = cleaned(population, raw)
    rows = people.tables["core.population"]
    assert rows.groupby("region_code")["people"].sum().to_dict() == county.PEOPLE
    assert (people.rows_read, people.rows_kept, people.rows_merged, people.rows_quarantined) == (36, 24, 6, 6)
    assert set(people.quarantine["reason"]) == {"subtotal"}
    assert people.repairs["value"].tolist() == ["27720255 군위읍동부출장소"]
    assert people.period == (date(2024, 6, 30), date(2024, 6, 30))


def test_the_first_band_holds_infants_too(raw: Path) -> None:
    rows = cleaned(population, raw).tables["core.population"]
    assert sorted(set(rows["age_from"])) == [0, 5, 100]


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("27720255", "군위읍동부출장소", "2772025000"),
        ("27720255", "북구 군위읍동부출장소", "2772025000"),
        ("27720257", "군위동부출장소", "2772025000"),
        ("41113571", "이름모를출장소", "4111357000"),
        ("41115001", "어디출장소", None),
    ],
)
def test_a_branch_office_finds_its_parent_by_name_then_by_code(code: str, name: str, parent: str | None) -> None:
    found, branches = population.assign_units(
        pd.DataFrame({"admi_cd": [code], "admi_nm": [name]}), county.region_index()
    )
    assert found.get(code) == parent
    assert branches == {code}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("population", -1.0, "negative"),
        ("population", 0.5, "not_a_count"),
        ("population", None, "missing"),
        ("age_group", "00-99", "unknown_age_band"),
        ("gender", "?", "unknown_sex"),
        ("admi_cd", 99999999, "no_region"),
    ],
)
def test_a_faulty_count_goes_to_quarantine_with_its_reason(raw: Path, column: str, value, reason: str) -> None:
    frame = population.read(next(raw.glob(population.SOURCE.pattern)))
    frame.loc[7, column] = value
    result = population.clean(frame, county.context(population.SOURCE))
    fault = result.quarantine[result.quarantine["line"] == 7].iloc[0]
    assert (fault["reason"], fault["column_name"]) == (reason, column)
    assert result.rows_read == result.rows_kept + result.rows_merged + result.rows_quarantined


def test_two_months_in_one_file_are_refused(raw: Path) -> None:
    frame = population.read(next(raw.glob(population.SOURCE.pattern)))
    frame.loc[7, "base_ym"] = "202407"
    with pytest.raises(SourceError, match="this one holds 202406, 202407"):
        population.clean(frame, county.context(population.SOURCE))


def test_households_of_units_split_since_are_added_up(raw: Path) -> None:
    result = cleaned(households, raw)
    assert result.tables["core.household"].to_dict("records") == [
        {"region_code": "4111357000", "size": "total", "households": 25, "reference_date": date(2025, 11, 1)}
    ]
    assert (result.rows_read, result.rows_kept, result.rows_merged, result.rows_quarantined) == (4, 1, 1, 2)
    assert result.quarantine.set_index("reason")["line"].to_dict() == {"withheld": 3, "no_region": 4}


def test_a_citys_rate_is_stored_once_at_the_city(raw: Path) -> None:
    result = cleaned(suicide, raw)
    rows = result.tables["core.indicator"]
    assert rows.set_index("region_code")["value"].to_dict() == {"41110": 24.1, "27720": 26.0}
    assert set(rows["level"]) == {"municipality"}
    assert result.quarantine.set_index("reason")["value"].to_dict() == {"no_region": "없는군", "unreadable": "-"}


def test_cells_far_at_sea_and_words_that_are_no_cells_are_quarantined(raw: Path) -> None:
    result = cleaned(kontur, raw)
    assert sorted(result.tables["core.cell_weight"]["weight"]) == [0, 0, 8, 10, 30]
    assert result.quarantine[["line", "reason"]].to_numpy().tolist() == [[6, "no_region"], [7, "unreadable"]]


def test_a_cell_listed_twice_counts_once(raw: Path) -> None:
    frame = kontur.read(next(raw.glob(kontur.SOURCE.pattern)))
    frame.loc[2, "h3"] = frame.loc[1, "h3"]
    result = kontur.clean(frame, county.context(kontur.SOURCE))
    assert result.quarantine["reason"].tolist() == ["repeated", "no_region", "unreadable"]
    assert result.tables["core.cell_weight"]["weight"].sum() == 38


def test_codes_carry_when_they_began_and_what_they_became(raw: Path) -> None:
    result = cleaned(codes.EMD, raw)
    rows = result.tables["core.region_code"].set_index(["system", "old_code"])
    assert rows.loc[("mois", "4772025000"), "region_code"] == "2772025000"
    assert rows.loc[("mois", "4111357500"), "region_code"] == "4111357000"
    assert rows.loc[("mois", "4111357100"), "region_code"] == "4111357000"
    assert rows.loc[("sgis", "31011560"), "valid_from"] == date(2023, 4, 1)
    assert (result.rows_read, result.rows_kept, result.rows_merged, result.rows_quarantined) == (11, 8, 2, 1)
    assert result.quarantine["value"].tolist() == ["4111399000"]


@pytest.mark.parametrize("module", [population, households, codes.EMD, codes.SIGUNGU])
def test_a_file_that_is_not_parquet_or_lacks_a_column_is_refused(module, tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    path.write_bytes(b"PAR?")
    with pytest.raises(SourceError, match="not a readable Parquet file"):
        module.read(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(SourceError, match="the file has no column"):
        module.read(path)


def test_a_workbook_or_cell_list_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xff\xfe\x00nothing")
    with pytest.raises(SourceError, match="not a readable workbook"):
        suicide.read(path)
    with pytest.raises(SourceError, match="not a list of cell,people"):
        kontur.read(path)
    path.write_text("a,1\nb,2\n")
    with pytest.raises(SourceError, match="no row holds an H3 cell"):
        kontur.clean(kontur.read(path), county.context(kontur.SOURCE))
