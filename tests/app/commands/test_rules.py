"""`mindconnect rules` on the town: sentences, JSON with its receipt, CSV, what-if, and what it refuses."""

import io
import json
from functools import partial

import pandas as pd
import pytest

from gis.analysis.verdicts import VERDICT_COLUMNS
from tests import towns

DISTANCE = ("--rule", "mindconnect_distance", "--on", "2026-11-26")


@pytest.fixture
def run(on_town, mindconnect):
    """Run `mindconnect rules` on the town."""
    return partial(mindconnect, "rules")


def test_a_verdict_in_sentences(run):
    code, out, _ = run(*DISTANCE, "--region", towns.CITY, "--set", "limit_min=10")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "누리도 가람시는 ‘마음이음 기준: 거리’에 따라 부족한 곳에 해당해요."
    assert "40.0%가 승용차로 10분 안에" in lines[1]
    assert lines[2] == "마음이음 기준: 거리: 누리도 가람시: 해당하지 않음 -> 부족한 곳에 해당"
    assert run(*DISTANCE, "--region", towns.CITY, "--lang", "en")[1].startswith("누리도 가람시 is not short of care")


def test_json_carries_every_number_and_the_command_that_repeats_it(run, monkeypatch):
    out = json.loads(run(*DISTANCE, "--set", "limit_min=10", "--json")[1])
    city, county = out["verdicts"]
    assert (city["region_code"], city["outcome"]) == (towns.CITY, "is_met")
    assert city["findings"][0]["figure"] == {"least": pytest.approx(0.4), "most": pytest.approx(0.4)}
    assert county["outcome"] == "is_not"
    assert [(one["region_code"], one["before"], one["after"]) for one in out["changed"]] == [
        (towns.CITY, "is_not", "is_met")
    ]
    assert out["set"] == {"limit_min": 10}
    assert len(out["data_version"]) == 12
    words = out["command"].split()
    assert words[:2] == ["mindconnect", "rules"]
    assert json.loads(run(*words[2:])[1]) == out
    plain = json.loads(run(*DISTANCE, "--json")[1])
    assert (plain["changed"], plain["rules_version"] == out["rules_version"]) == ([], False)


def test_csv_has_a_row_a_criterion(run):
    table = pd.read_csv(io.StringIO(run("--on", "2026-11-26", "--csv")[1]), dtype={"region_code": str})
    assert [*VERDICT_COLUMNS, "data_version", "rules_version"] == list(table.columns)
    own = table[(table["rule"] == "emergency_reach") & (table["region_code"] == towns.CITY)]
    assert own["criterion"].tolist() == ["local", "regional"]
    assert own["effective_threshold"].tolist() == [0.27, 0.27]
    assert own["figure_least"].tolist() == [pytest.approx(0.0), 1.0]
    assert set(table["outcome"]) == {"is_met", "is_not", "undecided"}


def test_many_verdicts_are_counted(run):
    _, out, _ = run("--on", "2026-11-26")
    assert "응급의료 취약지 방식 [emergency_reach]" in out
    assert "부족한 곳에 해당 2" in out
    assert "누리도 가람시, 누리도 나래군" in out


def test_a_ratio_without_any_professional_is_valid_json(run):
    arguments = ("--rule", "hpsa_mental_health", "--region", towns.CITY, "--know", "psychiatrists=0", "--json")
    one = json.loads(run(*arguments)[1])["verdicts"][0]
    assert one["outcome"] == "is_met"
    figure = next(found["figure"] for found in one["findings"] if found["criterion"] == "psychiatrists_alone")
    assert figure == {"least": None, "most": None}


def test_the_rules_themselves(run):
    assert run("--list", "--lang", "fr")[0] == 2, "no language is guessed"
    _, out, _ = run("--list", "--rule", "emergency_reach", "--lang", "en")
    assert "emergency_reach.local_limit_min: Time limit to a hospital nearby 30 min" in out
    listed = json.loads(run("--list", "--rule", "centers_per_people", "--json")[1])
    assert listed["rules"][0]["thresholds"]["people_per_center"]["value"] == 200_000


def test_nothing_changes_when_nothing_does(run):
    assert "달라지는 곳은 없어요" in run(*DISTANCE, "--set", "limit_min=29")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "limit_min"), "name=number"),
        (("--set", "limit_min=soon"), "name=number"),
        (("--set", "nothing=1"), "is no threshold"),
        (("--set", "mindconnect_distance.limit_min=61"), "from 1 to 60"),
        (("--rule", "nothing"), "is no rule"),
        (("--know", "nurses=1"), "no rule asks for"),
        (("--region", "12"), "code of no region"),
        (("--level", "emd"), "no level of rules"),
        (("--on", "today"), "is no day"),
        (("--csv", "--json"), "exclude each other"),
    ],
)
def test_what_cannot_be_answered_is_refused(run, arguments, message):
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)
