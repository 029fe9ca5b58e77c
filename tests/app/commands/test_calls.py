"""`mindconnect calls` on the nation: the list repeats itself, and its figures are the board's."""

import csv
import io
import json
import shlex

import pytest

from gis.analysis.readings import Reading
from gis.calls import LIST_COLUMNS, PROGRESS_COLUMNS

QUICK = ("--region", "36", "--kind", "전체", "--when", "evening", "-k", "4")


def test_json_carries_the_bounds_and_repeats_itself(run, nation_board):
    told = json.loads(run("calls", *QUICK, "--json"))
    reading = Reading.from_query(told["reading"])
    assert (reading.kind, reading.hour, reading.measure) == ("전체", "weekday_evening", "nearest")
    total = nation_board.total(reading, "36")
    assert told["people_without_if_closed"] == pytest.approx(total["people_without_if_closed"])
    assert told["people_gap"] == pytest.approx(told["people_without_if_closed"] - told["people_without_if_open"])
    narrows = told["narrows"]
    assert 0 <= narrows["least"] <= narrows["expected"] <= narrows["best_at_most"] <= told["people_gap"]
    assert [set(row) for row in told["calls"]] == [set(LIST_COLUMNS)] * 4
    assert sum(row["people_expected"] for row in told["calls"]) == pytest.approx(narrows["expected"])
    assert all(set(row) == set(PROGRESS_COLUMNS) for row in told["progress"])
    again = json.loads(run(*shlex.split(told["command"])[1:]))
    assert again == told


def test_a_greedy_list_says_how_far_from_the_best_it_may_be(run):
    told = json.loads(run("calls", *QUICK, "--greedy", "--json"))
    assert told["narrows"]["is_exact"] is False
    assert told["command"].endswith("--greedy --json")


def test_the_table_and_the_csv_name_whom_to_call(run):
    rows = list(csv.DictReader(io.StringIO(run("calls", *QUICK, "--csv"))))
    assert tuple(rows[0]) == LIST_COLUMNS
    table = run("calls", *QUICK)
    for row in rows:
        assert row["center_id"] in table
        assert row["phone"] in table
    assert "Between the bounds" in table
    assert "세종특별자치시" in table


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--when", "sometimes"), "hour"),
        (("--when", "any"), "certain hours"),
        (("-k", "0"), "1 to 200"),
        (("--kind", "국수집"), "국수집"),
        (("--region", "99999"), "99999"),
        (("--csv", "--json"), "--csv"),
    ],
)
def test_what_cannot_be_asked_says_what_can(run, arguments, word):
    assert word in run("calls", *arguments, code=2)
