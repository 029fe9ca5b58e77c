"""`mindconnect underserved` on the town, with the shipped grid."""

import io
import json
from functools import partial

import pandas as pd
import pytest

from tests import towns

ON = ("--on", "2026-11-29")


@pytest.fixture
def run(on_town, mindconnect):
    """Run `mindconnect underserved` on the town."""
    return partial(mindconnect, "underserved")


def test_json_repeats_itself_by_its_command(run):
    out = json.loads(run(*ON, "--least", "0", "--json")[1])
    assert out["service"] == "front_door"
    assert out["people"] == 2400
    assert {row["region_code"] for row in out["rows"]} == {towns.CITY, towns.COUNTY}
    assert sum(row["people_underserved"] for row in out["rows"]) == pytest.approx(out["people_underserved"])
    assert sum(row["weight"] for row in out["readings"]) == pytest.approx(1)
    words = out["command"].split()
    assert words[:2] == ["mindconnect", "underserved"]
    assert json.loads(run(*words[2:])[1]) == out


def test_only_units_with_enough_people_are_kept(run):
    everything = pd.read_csv(io.StringIO(run(*ON, "--level", "emd", "--least", "0", "--csv")[1]))
    kept = pd.read_csv(io.StringIO(run(*ON, "--level", "emd", "--csv")[1]))
    assert len(everything) == 3, "a town without people has no share"
    assert (kept["people_share"] >= 0.5).all()
    assert len(kept) == (everything["people_share"] >= 0.5).sum()
    assert {"data_version", "grid_version", "margin", "removed_by"} <= set(kept.columns)


def test_draws_add_an_interval(run):
    code, out, _ = run(*ON, "--least", "0", "--draws", "2")
    assert (code, "Drawn" in out, "in nine of ten draws of travel time" in out) == (0, True, True)
    told = json.loads(run(*ON, "--least", "0", "--draws", "2", "--json")[1])
    assert all(row["people_share_low"] <= row["people_share_high"] for row in told["rows"])
    interval = told["people_underserved_interval"]
    assert interval["low"] <= interval["high"]
    assert (interval["draws"], "position" in interval["holds"]) == (2, True)
    assert "--draws 2 --seed" in told["command"]


def test_the_grid_and_what_its_readings_find_are_told(run):
    lines = run(*ON, "--grid")[1].splitlines()
    assert {line.split("\t")[0] for line in lines} == {
        "front_door", "psychiatrist", "addiction", "youth", "dementia",
    }  # fmt: skip
    assert lines[0].startswith("front_door\tdriving\tout_of_reach: measure=nearest mode=car limit_min=20")
    found = pd.read_csv(io.StringIO(run(*ON, "--readings", "--csv")[1]))
    assert list(found["id"]) == [f"R{number}" for number in range(1, len(found) + 1)]
    assert "Family" in run(*ON, "--readings")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--least", "2"), "from 0 to 1"),
        (("--level", "county"), "no level"),
        (("--on", "soon"), "is no day"),
        (("--csv", "--json"), "exclude each other"),
        (("--draws", "-1"), "1 to 1000"),
        (("--service", "dentist"), "front_door"),
    ],
)
def test_what_cannot_be_answered_is_refused(run, arguments, message):
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)
