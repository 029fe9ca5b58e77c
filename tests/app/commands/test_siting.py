"""`mindconnect siting` on the nation: it repeats itself, and its figures are those of the access command."""

import csv
import io
import json
import shlex

import pytest

from gis.analysis.readings import Reading
from gis.siting import SITE_COLUMNS

QUICK = ("--region", "36", "--kind", "전체", "--when", "evening", "-p", "2")


def test_json_carries_the_bounds_and_repeats_itself(run, nation_board):
    answer = json.loads(run("siting", *QUICK, "--json"))
    total = nation_board.total(Reading.from_query(answer["reading"]), "36")
    assert answer["people_without_if_closed"] == pytest.approx(total["people_without_if_closed"])
    assert answer["people_without_if_open"] == pytest.approx(total["people_without_if_open"])
    assert answer["status"] == "optimal"
    assert 0 < answer["people_gained"] == answer["people_gained_at_most"] <= answer["people_without_if_closed"] + 1e-6
    assert sum(row["people_gained"] for row in answer["sites"]) == pytest.approx(answer["people_gained"])
    assert json.loads(run(*shlex.split(answer["command"])[1:])) == answer


def test_the_table_and_the_csv_name_the_centers(run):
    rows = list(csv.DictReader(io.StringIO(run("siting", *QUICK, "--sure", "--csv"))))
    assert tuple(rows[0]) == SITE_COLUMNS
    table = run("siting", *QUICK, "--sure")
    assert all(row["center_id"] in table for row in rows)


def test_a_budget_buys_hours_or_bricks_and_repeats_itself(run):
    asked = (
        "--region",
        "36",
        "--kind",
        "기초정신건강복지센터",
        "--when",
        "evening",
        "--budget",
        "30",
        "--site-cost",
        "0",
    )
    answer = json.loads(run("siting", *asked, "--buy", "longer", "--buy", "site", "--places", "치매안심센터", "--json"))
    assert answer["status"] == "optimal"
    assert sum(row["people_gained"] for row in answer["bought"]) == pytest.approx(answer["people_gained"])
    assert 0 < answer["people_gained"] == answer["people_gained_at_most"] <= answer["people_without_if_closed"] + 1e-6
    assert sum(row["cost"] for row in answer["bought"]) <= 30
    assert json.loads(run(*shlex.split(answer["command"])[1:])) == answer


def test_bad_input_is_a_sentence(run):
    assert "buys nothing" in run("siting", *QUICK[:4], "--when", "evening", "--budget", "1", "--buy", "longer", code=2)
    assert "0 centers" in run("siting", "--kind", "전체", "-p", "0", code=2)
