"""People of one month: what is added up, what is shared out, and months that must not come in."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import files
from etl.clean.unit_groups import UnitGroup, apportion, largest_remainders, read_unit_groups
from etl.contract import Cleaned, Context
from etl.lookup import MemoryLookup
from etl.registry import source_named
from etl.sources import population_month
from gis.errors import SourceError
from tests.etl import county

BANDS = ("0~4세", "5~9세", "100세 이상")
PEOPLE_202511 = 51_128_530


def row(name: str, code: str, men: int, women: int) -> list[str]:
    """Write a unit: everybody in the first band but one man and one woman of 100 and over."""
    own = {"남": [men - 1, 0, 1], "여": [women - 1, 0, 1]}
    own["계"] = [a + b for a, b in zip(own["남"], own["여"], strict=True)]
    return [f"{name} ({code})", *(f"{count:,}" for sex in "계남여" for count in (sum(own[sex]), *own[sex]))]


UNITS = [
    row("경기도 ", "4100000000", 1_230, 1_230),
    row("경기도 수원시", "4111000000", 1_230, 1_230),
    row("경기도 수원시 장안구", "4111100000", 1_000, 1_000),
    row("경기도 수원시 장안구 파장동", "4111156000", 1_000, 1_000),
    row("경기도 수원시 권선구", "4111300000", 230, 230),
    row("경기도 수원시 권선구 세류동", "4111357000", 100, 100),
    row("경기도 수원시 권선구 새세류동", "4111357500", 80, 80),
    row("경기도 수원시 권선구 점동", "4111359000", 50, 50),
    row("대구광역시 군위군 군위읍", "2772025000", 60, 60),
    row("대구광역시 군위군 군위읍동부출장소", "2772025500", 5, 5),
]
# A subtotal has as many people of 100 and over as its units together; the sums here do not need that.
WITHOUT_SUBTOTALS = [UNITS[number] for number in (3, 5, 6, 7, 8, 9)]


def read(tmp_path: Path, rows: list[list[str]], month: str = "2025년11월") -> pd.DataFrame:
    names = [f"{month}_{sex}_{what}" for sex in "계남여" for what in ("총인구수", *BANDS)]
    path = tmp_path / "emd_age_sex_202511.csv"
    pd.DataFrame(rows, columns=["행정구역", *names]).to_csv(path, index=False, encoding="cp949")
    return population_month.read(path)


def before(**people: int) -> pd.DataFrame:
    rows = [
        (code, sex, age, count, date(2024, 6, 30))
        for code, count in people.items()
        for sex in "MF"
        for age in (0, 5, 100)
    ]
    columns = ["region_code", "sex", "age_from", "people", "reference_date"]
    return pd.DataFrame([(code.lstrip("c"), *rest) for code, *rest in rows], columns=columns)


def clean(frame: pd.DataFrame, earlier: pd.DataFrame | None = None) -> Cleaned:
    tables = {} if earlier is None else {"core.population": earlier}
    return population_month.clean(frame, Context(population_month.SOURCE, county.region_index, tables))


def people_of(cleaned: Cleaned) -> dict[str, int]:
    return cleaned.tables["core.population"].groupby("region_code")["people"].sum().to_dict()


def test_units_are_brought_to_those_of_2024(tmp_path: Path) -> None:
    cleaned = clean(read(tmp_path, UNITS))
    assert people_of(cleaned) == {"4111156000": 2_000, "4111357000": 360, "4111359000": 100, "2772025000": 130}
    assert (cleaned.rows_read, cleaned.rows_kept, cleaned.rows_merged, cleaned.rows_quarantined) == (10, 4, 2, 4)
    assert cleaned.repairs.set_index("line")["rule"].to_dict() == {8: "unit_added_up", 11: "branch_office_folded"}
    assert set(cleaned.quarantine["reason"]) == {"subtotal"}
    assert cleaned.period == (date(2025, 11, 30), date(2025, 11, 30))
    table = cleaned.tables["core.population"]
    assert set(table["age_from"]) == {0, 5, 100}
    assert table["unit_group"].isna().all()


def test_a_unit_of_a_group_is_shared_out_as_it_was_last_counted(tmp_path: Path, monkeypatch) -> None:
    group = UnitGroup(("4111399900",), ("4111357000", "4111359000"), date(2025, 7, 1))
    monkeypatch.setattr(population_month, "read_unit_groups", lambda: (group,))
    rows = [UNITS[3], row("경기도 수원시 권선구 합친동", "4111399900", 200, 201), UNITS[8], UNITS[9]]
    cleaned = clean(read(tmp_path, rows), before(c4111357000=30, c4111359000=10, c4111156000=1, c2772025000=1))
    assert people_of(cleaned) == {"4111156000": 2_000, "4111357000": 301, "4111359000": 100, "2772025000": 130}
    table = cleaned.tables["core.population"]
    assert set(table.loc[table["unit_group"].eq("4111399900"), "region_code"]) == set(group.region_codes)
    assert table["people"].sum() == 2_000 + 401 + 130
    assert "people_apportioned" in set(cleaned.repairs["rule"])


def test_a_group_that_was_never_counted_apart_is_refused(tmp_path: Path, monkeypatch) -> None:
    group = UnitGroup(("4111399900",), ("4111357000", "4111359000"), date(2025, 7, 1))
    monkeypatch.setattr(population_month, "read_unit_groups", lambda: (group,))
    with pytest.raises(SourceError, match="load the count of 2024-06 first"):
        clean(read(tmp_path, [UNITS[3], row("합친동", "4111399900", 200, 201)]))


def test_a_unit_whose_people_are_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"점동 \(4111359000\) had 60 people .*unit_groups.csv"):
        clean(read(tmp_path, [UNITS[3], UNITS[5], UNITS[8]]), before(c4111359000=10))


def test_a_table_that_lost_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the units of 41 have 2,360 people together, its own row says 2,460"):
        clean(read(tmp_path, [one for one in UNITS if "점동" not in one[0]]))


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [(0, "군위읍", "unreadable"), (2, "-", "not_a_count"), (5, "1.5", "not_a_count"), (1, "131", "sum_differs")],
)
def test_one_bad_value_is_one_row_s_fault(tmp_path: Path, place: int, value: str, reason: str) -> None:
    bad = list(UNITS[8])
    bad[place] = value
    cleaned = clean(read(tmp_path, [*WITHOUT_SUBTOTALS[:4], bad]))
    assert cleaned.quarantine[["line", "reason"]].to_numpy().tolist() == [[6, reason]]
    assert cleaned.rows_read == cleaned.rows_kept + cleaned.rows_merged + cleaned.rows_quarantined
    assert "2772025000" not in people_of(cleaned)


def test_a_code_that_nobody_knows_is_set_aside(tmp_path: Path) -> None:
    cleaned = clean(read(tmp_path, [*WITHOUT_SUBTOTALS, row("어디시 없는동", "9999999900", 5, 5)]))
    assert cleaned.quarantine[["value", "reason"]].to_numpy().tolist() == [["9999999900", "no_region"]]


def test_columns_of_two_months_or_of_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found none"):
        read(tmp_path, UNITS, month="11월")
    path = tmp_path / "two.csv"
    path.write_text("행정구역,2025년11월_계_총인구수,2025년12월_계_총인구수\n", encoding="cp949")
    with pytest.raises(SourceError, match="found 2025년11월, 2025년12월"):
        population_month.read(path)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=6).filter(any))
def test_shares_are_whole_and_sum_to_the_whole(total: int, weights: list[int]) -> None:
    parts = largest_remainders(total, weights)
    assert parts.sum() == total
    assert (np.abs(parts - total * np.array(weights) / sum(weights)) < 1).all()


def test_a_band_without_anybody_before_is_shared_by_all_ages() -> None:
    group = UnitGroup(("x",), ("a", "b"), date(2025, 1, 1))
    earlier = pd.DataFrame({"region_code": ["a", "b"], "sex": "M", "age_from": 0, "people": [30, 10]})
    counted = pd.DataFrame({"sex": ["M", "F"], "age_from": [0, 100], "people": [8, 4]})
    assert apportion(counted, group, earlier)["people"].tolist() == [6, 2, 3, 1]


def test_a_code_stands_in_one_group_only(tmp_path: Path) -> None:
    path = tmp_path / "unit_groups.csv"
    path.write_text("codes,region_codes,change,first_seen,source\nx,a b,merged,2025-01-01,s\ny,b,merged,2025-01-01,s\n")
    with pytest.raises(SourceError, match="b stands in two groups"):
        read_unit_groups(path)


@pytest.fixture(scope="module")
def real(raw_dir: Path) -> Cleaned:
    lookup = MemoryLookup()
    for name in ("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "population"):
        module = source_named(name)
        path = files.find(raw_dir, module.SOURCE.pattern)
        assert path is not None
        lookup.add(module.clean(module.read(path), lookup.context(module.SOURCE)))
    path = files.find(raw_dir, population_month.SOURCE.pattern)
    assert path is not None
    return population_month.clean(population_month.read(path), lookup.context(population_month.SOURCE))


def test_the_nation_is_counted_whole_at_every_level(real: Cleaned) -> None:
    table = real.tables["core.population"]
    for digits in (2, 5, 10):
        assert table.groupby(table["region_code"].str[:digits])["people"].sum().sum() == PEOPLE_202511
    assert (real.rows_read, real.rows_kept, real.rows_merged, real.rows_quarantined) == (3_914, 3_550, 70, 294)
    assert set(real.quarantine["reason"]) == {"subtotal"}
    assert real.repairs["rule"].value_counts().to_dict() == {
        "branch_office_folded": 63, "unit_added_up": 11, "people_apportioned": 5,
    }  # fmt: skip


def test_six_emd_of_the_nation_are_known_in_three_groups_only(real: Cleaned) -> None:
    table = real.tables["core.population"]
    apportioned = table[table["unit_group"].notna()].groupby("region_code")["people"].sum()
    groups = {group.region_codes: int(apportioned[list(group.region_codes)].sum()) for group in read_unit_groups()}
    assert groups == {
        ("5211358000", "5211359000"): 17_581,
        ("4713051500", "4713053000"): 9_694,
        ("5211364100", "5211364200"): 32_567 + 24_195 + 33_081,
    }
    assert len(apportioned) == 6
