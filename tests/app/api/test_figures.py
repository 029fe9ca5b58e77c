"""Figures over the API on the hand-worked town: page, command and API give one number, in every form and in bounds."""

import datetime as dt
import io
import json
import sys

import geopandas as gpd
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from app import cli, data
from app.api import guards
from app.api.application import create_api
from app.api.limiter import Limiter
from app.data import access
from gis.analysis.readings import TOLD, Reading
from tests import towns

EVENING = {"measure": "nearest", "hour": "weekday_evening", "limit_min": "20"}


@pytest.fixture
def api(on_town):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))

    def ask(path, **query):
        answer = client.get(f"/v1/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer

    return ask


@pytest.fixture
def run(on_town, monkeypatch, capsys):
    """Run `mindconnect`; gives what it prints as JSON."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["mindconnect", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        assert not end.value.code, output.err
        return json.loads(output.out)

    return command


def test_page_command_and_api_give_the_same_figures(api, run):
    told = api("access", **EVENING, level="emd").json()
    reading = Reading.from_query(EVENING)
    command = run("access", *reading.options(), "--level", "emd", "--json")
    assert told == command
    page = access.layer(reading, "emd", None).set_index("region_code")
    peopled = page[page["people"] > 0]["people_without"].to_dict()  # the page draws nothing where nobody lives
    assert {row["region_code"]: row["people_without"] for row in told["rows"] if row["people"]} == peopled
    assert peopled
    assert sum(row["people"] for row in told["rows"]) == pytest.approx(access.total(reading, None)["people"])


def test_every_part_of_a_reading_can_be_stated(api):
    parts = Reading(
        measure="gravity", mode="walk", limit_min=45, decay="power:2", kind="전체", supply="staff", hour="Tue 19",
        unknown_hours="office", margin_min=0, serves="own",
    ).parts()  # fmt: skip
    assert set(parts) == set(TOLD)
    assert api("access", **parts, level="sido").json()["reading"] == parts


def test_outlines_come_with_the_figures(api):
    plain = pd.DataFrame(api("access", **EVENING, level="emd").json()["rows"])
    drawn = gpd.read_file(io.BytesIO(api("access", **EVENING, level="emd", f="geojson").content))
    kept = gpd.read_parquet(io.BytesIO(api("access", **EVENING, level="emd", f="parquet").content))
    for layer in (drawn, kept):
        assert layer["region_code"].tolist() == plain["region_code"].tolist()
        assert layer["people_without"].tolist() == pytest.approx(plain["people_without"].tolist())
        assert layer.geometry.is_valid.all()
        assert not layer.geometry.is_empty.any()


def test_the_week_is_that_of_the_command(api, run):
    told = api("access/week", **EVENING).json()
    assert told == run("access", *Reading.from_query(EVENING).options(), "--week", "--json")
    assert len(told["rows"]) == 192


def test_regions_are_those_of_the_command(api, run):
    told = api("regions", level="emd").json()["regions"]
    listed = run("regions", "--level", "emd", "--json")
    assert [{key: row[key] for key in listed[0]} for row in told] == listed


def test_cells_sum_to_the_people_of_their_region(api):
    table = gpd.read_parquet(io.BytesIO(api("cells", region=towns.SIDO, f="parquet").content))
    assert table["people"].sum() == pytest.approx(sum(people for _, _, people in towns.blocks()))
    rows = api("cells", region=towns.SIDO).json()["cells"]
    assert [row["h3"] for row in rows] == table["h3"].tolist()


def test_underserved_areas_are_those_of_the_command(api, run):
    told = api("underserved", level="emd", least=0).json()
    assert told["rows"] == run("underserved", "--level", "emd", "--least", "0", "--json")["rows"]
    cells = api("underserved", level="cell", least=0).json()["rows"]
    assert all(isinstance(row["h3"], str) for row in cells), "JSON's numbers are too short for an index"


def test_rules_are_those_of_the_command(api, run):
    told = api("rules", region=towns.SIDO).json()
    assert told["verdicts"]
    assert told["verdicts"] == run("rules", "--region", towns.SIDO, "--json")["verdicts"]


def test_calls_and_longer_hours_are_those_of_the_command(api, run):
    told = api("calls", region=towns.SIDO, limit_min=20, calls=1).json()
    worth = run("calls", "--region", towns.SIDO, "--limit", "20", "-k", "1", "--json")
    assert told["calls"] == worth["calls"]
    assert told["people_gap"] == worth["people_gap"]
    chosen = api("siting", region=towns.SIDO, limit_min=20, sites=1).json()
    again = run("siting", "--region", towns.SIDO, "--limit", "20", "-p", "1", "--json")
    assert (chosen["sites"], chosen["people_gained"]) == (again["sites"], again["people_gained"])


def test_an_answer_that_costs_much_is_limited_on_its_own(on_town, monkeypatch):
    monkeypatch.setattr(guards, "COSTLY", Limiter(burst=1, per_min=1))
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    query = {"region": towns.SIDO, "limit_min": 21}
    assert client.get("/v1/calls", params=query).status_code == 200
    refused = client.get("/v1/calls", params=query | {"limit_min": 22})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert int(refused.headers["retry-after"]) > 0
    assert client.get("/v1/centers", params={"region": towns.SIDO}).status_code == 200


def test_without_travel_times_the_api_says_what_to_run(on_town, monkeypatch, tmp_path):
    monkeypatch.setattr(access, "is_ready", lambda: False)
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    answer = client.get("/v1/access")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_times")
    assert "mindconnect etl build travel_times" in answer.json()["detail"]


def test_recommendations_are_those_of_the_command_and_keep_nothing(api, run):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    lat, lon = towns.point(0, 0)
    asked = {"lat": lat, "lon": lon, "problems": ["low_mood"], "at": "2026-11-24T14:00", "limit": 3}
    answer = client.post("/v1/recommendations", json=asked)
    assert answer.status_code == 200, answer.text
    told = run(
        "match", "--lat", str(lat), "--lon", str(lon), "--problem", "low_mood", "--at", "2026-11-24T14:00",
        "--limit", "3", "--json",
    )  # fmt: skip
    assert answer.json() == told
    assert answer.headers["cache-control"] == "no-store"
    danger = client.post("/v1/recommendations", json=asked | {"text": "죽고 싶어요"}).json()
    assert next(iter(danger)) == "crisis"
    assert danger["crisis"]["panel"] == "life"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (["open=x kind=y"], "at"),
        (["close='"], "quotation mark"),
        (["move=bbbbbbbbbb"], "move"),
        ([], "changes"),
        (["close=bbbbbbbbbb"] * 21, "changes"),
    ],
)
def test_a_scenario_that_cannot_be_used_is_a_sentence(on_town, changes, words):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    answer = client.post("/v1/scenarios", json={"changes": changes})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_datasets_say_who_publishes_what_and_under_which_licence(api):
    told = api("datasets").json()
    assert told["data_version"] == data.version()
    assert all({"source", "publisher", "licence"} <= set(row) for row in told["datasets"])
    assert api("datasets/excluded", f="csv").headers["content-type"].startswith("text/csv")


def test_what_was_recorded_comes_by_date_and_what_was_not_is_said(api, on_town, monkeypatch):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    answer = client.get("/v1/access/history", params=EVENING)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    one = {"reading": "r", "reference_date": dt.date(2024, 6, 30), "people": 2400.0, "people_without": 1600.0}
    monkeypatch.setattr(access, "history", lambda readings, _region: [pd.DataFrame([one]) for _ in readings])
    told = api("access/history", **EVENING).json()
    assert told["rows"] == [{"reference_date": "2024-06-30", "people": 2400.0, "people_without": 1600.0}]
    assert told["region_code"] == "00"


def test_need_by_age_and_causes_are_asked_as_they_are_typed(api, on_town):
    """Of 2,400 people 550 are 65 or older (tests/towns.py); a plus that is not escaped arrives as a blank."""
    told = api("access", kind=towns.BASIC, serves="any", people="65+").json()
    assert (told["reading"]["people"], sum(row["people"] for row in told["rows"])) == ("65+", pytest.approx(550.0))
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    typed = client.get(f"/v1/access?kind={towns.BASIC}&serves=any&people=65+")
    assert typed.json()["rows"] == told["rows"]
    refused = client.get("/v1/access", params={"people": "9-24"})
    assert (refused.status_code, "bands of five years" in refused.json()["detail"]) == (422, True)
    story = client.get("/v1/access/story", params={"parent": towns.CITY, "people": "65+"})
    assert (story.status_code, "cannot be answered here" in story.json()["detail"]) == (422, True)
    nothing = client.get("/v1/access/causes", params={"since": "2000-01-31"})
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")
