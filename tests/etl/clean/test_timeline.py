"""Units followed through renumbering, renaming, merging and splitting."""

import pandas as pd
import pytest

from etl.clean.timeline import TIMELINE_COLUMNS, trace

ROWS = [
    # version, code, sgis, name, sigungu, sido, shape, area
    ("2020", "4500000001", "35000001", "가동", "전주시", "전라북도", 1, 100.0),  # renumbered, same statistical code
    ("2020", "4500000002", "35000002", "나동", "전주시", "전라북도", 2, 100.0),  # renumbered and moved, same outline
    ("2020", "4500000003", "35000003", "다동", "전주시", "전라북도", 3, 100.0),  # renumbered throughout, same name
    ("2020", "4500000004", "35000004", "라동", "전주시", "전라북도", 4, 40.0),  # merged into 가동
    ("2020", "4500000005", "35000005", "마동", "전주시", "전라북도", 5, 70.0),  # scattered over many
    ("2020", "4500000006", "35000006", "바1동", "전주시", "전라북도", 6, 30.0),  # merged with 바2동 into 바동
    ("2020", "4500000007", "35000007", "바2동", "전주시", "전라북도", 7, 31.0),
    ("2024", "5200000001", "35000001", "가동", "전주시", "전북특별자치도", 11, 140.0),
    ("2024", "5200000002", "36000002", "나동", "완주군", "전북특별자치도", 2, 100.0),
    ("2024", "5200000003", "36000003", "다동", "전주시", "전북특별자치도", 13, 102.0),
    ("2024", "5200000006", "36000006", "바동", "전주시", "전북특별자치도", 16, 61.0),
    ("2026", "5200000001", "35000001", "가동", "전주시", "전북특별자치도", 21, 90.0),
    ("2026", "5200000009", "35000009", "새가동", "전주시", "전북특별자치도", 29, 50.0),  # split from 가동
]


@pytest.fixture(scope="module")
def current() -> dict[tuple[str, str], object]:
    traced = trace(pd.DataFrame(ROWS, columns=TIMELINE_COLUMNS).astype({"code": "string", "sgis": "string"}), "2024")
    assert len(traced) == len(ROWS)
    return {(row.version, row.name_): row.current for row in traced.rename(columns={"name": "name_"}).itertuples()}


@pytest.mark.parametrize(
    ("version", "name", "expected"),
    [
        ("2020", "가동", "5200000001"),
        ("2020", "나동", "5200000002"),
        ("2020", "다동", "5200000003"),
        ("2020", "바1동", "5200000006"),
        ("2020", "바2동", "5200000006"),
        ("2024", "가동", "5200000001"),
        ("2026", "가동", "5200000001"),
        ("2026", "새가동", "5200000001"),
    ],
)
def test_each_unit_is_followed_to_the_base(current, version: str, name: str, expected: str) -> None:
    assert current[version, name] == expected


def test_a_unit_that_merged_into_one_with_the_same_code_rule_is_found_by_its_area() -> None:
    rows = [
        ("2020", "1", None, "가동", "한시", "경기도", 1, 100.0),
        ("2020", "2", None, "라동", "한시", "경기도", 2, 40.0),
        ("2024", "1", None, "가동", "한시", "경기도", 3, 141.0),
    ]
    traced = trace(pd.DataFrame(rows, columns=TIMELINE_COLUMNS).astype({"sgis": "string"}), "2024")
    assert list(traced["current"]) == ["1", "1", "1"]


def test_a_unit_that_no_single_one_succeeds_stays_open(current) -> None:
    assert pd.isna(current["2020", "마동"])


def test_a_code_given_again_years_later_is_not_the_old_unit() -> None:
    rows = [
        ("2000", "7", None, "옛동", "한시", "경기도", 1, 100.0),
        ("2010", "8", None, "딴동", "한시", "경기도", 2, 500.0),
        ("2024", "7", None, "새동", "한시", "경기도", 3, 900.0),
    ]
    traced = trace(pd.DataFrame(rows, columns=TIMELINE_COLUMNS).astype({"sgis": "string"}), "2024")
    assert list(traced["current"].isna()) == [True, True, False]


def test_an_unknown_base_is_refused() -> None:
    with pytest.raises(KeyError):
        trace(pd.DataFrame(ROWS, columns=TIMELINE_COLUMNS).astype({"sgis": "string"}), "1999")
