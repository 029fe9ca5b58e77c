"""`mindconnect underserved` on the town, with the shipped grid."""

import io
import json
import sys

import pandas as pd
import pytest

from app import cli
from tests import towns
from tests.town_board import write_times

ON = ("--on", "2026-11-26")


@pytest.fixture
def run(town, tmp_path, monkeypatch, capsys):
    with town.connect() as conn:
        write_times(conn, tmp_path)
    monkeypatch.setenv("DATABASE_URL", town.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path))

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["mindconnect", "underserved", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        return end.value.code or 0, output.out, output.err

    return command


def test_json_repeats_itself_by_its_command(run):
    out = json.loads(run(*ON, "--least", "0", "--json")[1])
    assert (out["units"], out["units_kept"], out["people"], out["people_kept"]) == (2, 2, 2400, 2400)
    assert len(out["readings"]) == 32
    assert {row["region_code"] for row in out["rows"]} == {towns.CITY, towns.COUNTY}
    row = out["rows"][0]
    assert row["underserved_readings"] / row["readings"] == row["underserved_share"]
    assert row["rank_min"] <= row["rank_median"] <= row["rank_max"]
    words = out["command"].split()
    assert words[:2] == ["mindconnect", "underserved"]
    assert json.loads(run(*words[2:])[1]) == out


def test_only_units_with_enough_readings_are_kept(run):
    everything = pd.read_csv(io.StringIO(run(*ON, "--level", "emd", "--least", "0", "--csv")[1]))
    kept = pd.read_csv(io.StringIO(run(*ON, "--level", "emd", "--csv")[1]))
    assert len(everything) == 4
    assert (kept["underserved_share"] >= 0.5).all()
    assert len(kept) == (everything["underserved_share"] >= 0.5).sum()
    assert {"data_version", "grid_version"} <= set(kept.columns)


def test_draws_add_an_interval(run):
    code, out, _ = run(*ON, "--least", "0", "--draws", "2")
    assert (code, "Share, moved" in out and "Median rank, moved" in out, "2 of 2 units, 2,400 people" in out) == (
        0,
        True,
        True,
    )
    told = json.loads(run(*ON, "--least", "0", "--draws", "2", "--json")[1])
    assert all(row["underserved_share_low"] <= row["underserved_share_high"] for row in told["rows"])
    assert all(1 <= row["rank_median_low"] <= row["rank_median_high"] <= 2 for row in told["rows"])
    assert "--draws 2 --seed" in told["command"]


def test_the_grid_is_told(run):
    lines = run(*ON, "--grid")[1].splitlines()
    assert len(lines) == 32
    assert lines[0].startswith("out_of_reach\tmeasure=nearest mode=car limit_min=15")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--least", "2"), "from 0 to 1"),
        (("--level", "county"), "no level"),
        (("--on", "soon"), "is no day"),
        (("--csv", "--json"), "exclude each other"),
        (("--draws", "-1"), "1 to 1000"),
    ],
)
def test_what_cannot_be_answered_is_refused(run, arguments, message):
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)
