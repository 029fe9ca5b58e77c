"""`mindconnect access` on the nation: what it writes is what the board says, and the receipt repeats it."""

import io
import json
import shlex
import sys

import pandas as pd
import pytest

from app import cli
from gis.access import REGION_COLUMNS
from gis.analysis.readings import Reading

EVENING = Reading(measure="cumulative", kind="전체", hour="weekday_evening")


def test_the_shipped_times_hold_for_the_shipped_data(nation_board):
    """Fails when networks, method or centers change without `mindconnect etl build travel_times --ship`."""
    assert nation_board.travel == "table"
    car = nation_board.pairs("car")
    assert (~car.is_estimate).sum() > 1_400_000


def test_people_always_sum_to_the_register(nation_board):
    for level in ("sido", "sigungu", "emd"):
        table = nation_board.regions(EVENING, level)
        assert table["people"].sum() == pytest.approx(51_128_530, abs=1e-3)
        assert table["people_without"].sum() == pytest.approx(nation_board.total(EVENING)["people_without"], rel=1e-12)
        both = table["people_served"] + table["people_without"]
        assert both.to_numpy() == pytest.approx(table["people"].to_numpy(), abs=1e-6)
        assert (table["people_without_if_office"] <= table["people_without_if_closed"] + 1e-6).all()
        assert (table["people_without_if_open"] <= table["people_without_if_office"] + 1e-6).all()
        assert (table["people_out_of_reach"] <= table["people_without_if_open"] + 1e-6).all()


def test_json_carries_the_receipt_and_repeats_itself(run, nation_board):
    answer = json.loads(
        run("access", "--measure", "cumulative", "--kind", "전체", "--hour", "weekday_evening", "--json")
    )
    assert Reading.from_query(answer["reading"]) == EVENING
    assert answer["data_version"] == nation_board.data_version
    table = nation_board.regions(EVENING)
    assert [row["region_code"] for row in answer["rows"]] == table["region_code"].tolist()
    assert [row["people_without"] for row in answer["rows"]] == table["people_without"].tolist()
    assert sum(row["people"] for row in answer["rows"]) == pytest.approx(51_128_530, abs=1e-3)
    again = json.loads(run(*shlex.split(answer["command"])[1:]))
    assert again == answer


def test_csv_and_week(run, nation_board):
    reading = EVENING.changed(hour="Tue 19", mode="walk")
    words = shlex.split(reading.command(level="emd", parent_code="41800", output="--csv"))[1:]
    table = pd.read_csv(io.StringIO(run(*words)), dtype={"region_code": str})
    assert tuple(table.columns) == REGION_COLUMNS
    assert table["region_code"].str.startswith("41800").all()
    week = json.loads(run(*words[:-1], "--week", "--json"))
    assert len(week["rows"]) == 192
    row = week["rows"][24 + 19]
    assert (row["day"], row["hour_of_day"]) == (1, 19)
    assert row["people_if_closed"] == pytest.approx(nation_board.total(reading, "41800")["people_served"], abs=1e-6)
    assert "Tue 19" in run(*words[:-1], "--week")
    assert "연천군" in run(*words[:-1])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--hour", "someday"), "give any"),
        (("--story", "--csv"), "give --json"),
        (("--story", "--week"), "exclude each other"),
    ],
)
def test_bad_words_are_said(run, monkeypatch, capsys, words, message):
    monkeypatch.setattr(sys, "argv", ["mindconnect", "access", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert message in capsys.readouterr().err
