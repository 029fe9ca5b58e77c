"""People at two dates: said and tabled, and no change is told of what is known together only."""

import datetime as dt

import pandas as pd
import pytest

from app.policy import population_changes
from app.text import load

FIRST, LAST = dt.date(2024, 6, 30), dt.date(2025, 11, 30)
COLUMNS = ["region_code", "name", "reference_date", "people", "unit_group"]


def told(*rows: tuple[str, str, int, int, str | None]) -> pd.DataFrame:
    records = [
        (code, name, date, people, group if date == LAST else None)
        for code, name, first, last, group in rows
        for date, people in ((FIRST, first), (LAST, last))
    ]
    return pd.DataFrame(records, columns=COLUMNS)


def test_one_date_tells_no_change():
    rows = told(("11", "서울", 5, 7, None))
    assert population_changes.changes(rows[rows["reference_date"] == LAST]) is None


def test_units_counted_together_share_a_row():
    found = population_changes.changes(
        told(
            ("5211357000", "덕진동", 200, 190, None),
            ("5211358000", "금암1동", 80, 81, "5211357500"),
            ("5211359000", "금암2동", 90, 95, "5211357500"),
            ("5211364100", "송천1동", 600, 630, "5211364100"),
            ("5211364200", "송천2동", 260, 260, "5211364100"),
            ("5178034000", "근동면", 0, 0, None),
        )
    )
    assert found is not None
    assert (found.first, found.last) == (FIRST, LAST)
    rows = found.units.set_index("name")
    assert rows["people_change"].to_dict() == {"근동면": 0, "덕진동": -10, "금암1동·금암2동": 6, "송천1동·송천2동": 30}
    assert rows.loc["금암1동·금암2동", "people_change_share"] == pytest.approx(6 / 170)
    assert pd.isna(rows.loc["근동면", "people_change_share"])


@pytest.mark.parametrize(
    ("last", "way"),
    [(190, "1,000명, 2025년 11월 30일에 1,190명으로 190명 늘"), (-7, "993명으로 7명 줄"), (0, "똑같이 1,000명")],
)
def test_the_sentence_says_both_counts_and_which_way(last, way):
    found = population_changes.changes(told(("11", "서울", 1_000, 1_000 + last, None)))
    assert way in population_changes.finding(load("ko"), found, area="서울")


def test_the_table_writes_signs_and_dates():
    found = population_changes.changes(told(("11", "서울", 1_000, 1_100, None), ("26", "부산", 1_000, 900, None)))
    columns, rows = population_changes.table(load("en"), found)
    assert [column.label for column in columns][1:3] == ["2024-06-30", "2025-11-30"]
    assert [(row.texts["people_change"], row.texts["people_change_share"]) for row in rows] == [
        ("+100", "+10.0"),
        ("-100", "-10.0"),
    ]
