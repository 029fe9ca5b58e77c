"""Centers over the API, and that page, command line and API give the same for the same question."""

import json
import sys

import pytest
from fastapi.testclient import TestClient

from app import cli, data
from app.api.application import create_api
from app.api.limiter import Limiter
from app.center import openings
from app.data.search import Origin, Search
from gis.opening import read_instant
from gis.terms import MODES

CITY_HALL = (37.5665, 126.9780)
WORKDAY, EVENING = "2026-11-23T14:00", "2026-11-23T17:30"


@pytest.fixture
def api(on_nation):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))

    def ask(path, **query):
        answer = client.get(f"/v1/{path}", params=query)
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def run(nation, monkeypatch, capsys):
    """Run `mindconnect` on the nation, in this process; gives what it prints as JSON."""
    monkeypatch.setenv("DATABASE_URL", nation.url.render_as_string(hide_password=False))

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["mindconnect", *arguments, "--json"])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        return json.loads(capsys.readouterr().out)

    return command


QUESTIONS = {
    "near": {},
    "wide": {"km": 10},
    "kinds": {"kinds": ("기초정신건강복지센터", "보건소"), "km": 20},
    "services": {"services": ("상담",), "km": 10},
    "words": {"text": "서울 정신", "km": 10},
    "region": {"region": "11", "km": 20, "kinds": ("기초정신건강복지센터",)},
    "open": {"at": WORKDAY, "chosen": "now", "km": 5},
    "closed": {"at": "2026-11-23T23:30", "chosen": "now", "km": 5},
    **{f"arriving by {mode}": {"at": EVENING, "chosen": mode, "km": 5} for mode in MODES},
}


def of_page(asked):
    """Give what the find page draws: its own cached reads and its filter by hours."""
    lat, lon = CITY_HALL
    region = asked.get("region")
    origin = Origin("region" if region else "place", lat, lon, "시청", region_code=region)
    search = Search(
        origin, asked.get("km", 3), asked.get("kinds", ()), asked.get("services", ()), asked.get("text", "")
    )
    found = data.find_centers(search).centers
    chosen = asked.get("chosen", "any")
    if chosen == "any":
        return list(found)
    opened = data.openings(read_instant(asked["at"]), is_set=True)
    return openings.keep(found, opened, chosen, data.arrival_times(origin, found, chosen))


@pytest.mark.parametrize("question", QUESTIONS)
def test_page_command_and_api_agree(api, run, question):
    asked = QUESTIONS[question]
    lat, lon = CITY_HALL
    km, chosen = asked.get("km", 3), asked.get("chosen", "any")
    words = ["search", "--lat", str(lat), "--lon", str(lon), "--radius-km", str(100 if "region" in asked else km)]
    query = {"lat": lat, "lon": lon, "radius_m": 100_000 if "region" in asked else km * 1000, "limit": 1000}
    for option, name in (("kind", "kinds"), ("service", "services")):
        words += [word for value in asked.get(name, ()) for word in (f"--{option}", value)]
        query |= {option: list(asked[name])} if name in asked else {}
    for option in ("text", "region"):
        words += [f"--{option}", asked[option]] if option in asked else []
        query |= {option: asked[option]} if option in asked else {}
    if chosen != "any":
        words += ["--open-at", asked["at"]] + (["--open-on-arrival", chosen] if chosen != "now" else [])
        query |= {"open_at": asked["at"]} | ({"open_on_arrival": chosen} if chosen != "now" else {})
    status, answer = api("centers", **query)
    assert status == 200
    assert run(*words, "--limit", "1000") == answer["centers"]
    assert [one["id"] for one in answer["centers"]] == [one.center_id for one in of_page(asked)]
    assert bool(answer["centers"]) is (question != "closed")


def test_a_search_for_psychiatrists_gives_the_same_everywhere_and_nobody_without(api, run):
    lat, lon = CITY_HALL
    status, answer = api("centers", lat=lat, lon=lon, has_psychiatrist=True, limit=20)
    assert status == 200
    assert {center["psychiatrists"] > 0 for center in answer["centers"]} == {True}
    assert {center["psychiatrists_on"] for center in answer["centers"]} == {"2026-03-31"}
    told = run("search", "--lat", str(lat), "--lon", str(lon), "--psychiatrist", "--limit", "20")
    assert [center["id"] for center in told] == [center["id"] for center in answer["centers"]]
    assert len(api("centers", lat=lat, lon=lon, limit=20)[1]["centers"]) == 20


def test_one_center_and_places(api, run):
    _, found = api("centers", lat=CITY_HALL[0], lon=CITY_HALL[1], limit=1, nearest=True)
    (nearest,) = found["centers"]
    status, answer = api(f"centers/{nearest['id']}")
    assert status == 200
    assert answer["center"] == {**nearest, "distance_m": None}
    assert answer["data_version"] == found["data_version"] == data.version()
    assert api("centers/aaaaaaaaaa")[0] == 404
    assert api("places", q="강남역")[1]["places"] == run("place", "강남역", "--limit", "8")


def test_suggestions_are_those_of_the_look_up_and_stand_in_no_address(on_nation):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    found = client.post("/v1/places/suggestions", json={"q": "해운대"}).json()["places"]
    assert [(one["name"], one["latin"], one["category"]) for one in found[:2]] == [
        ("부산광역시 해운대구", "Haeundae-gu, Busan", "region"),
        ("해운대역", "Haeundae Station", "station"),
    ]
    assert client.post("/v1/places/suggestions", json={"q": "%"}).json() == {"crisis": None, "places": []}
    assert client.post("/v1/places/suggestions", json={"q": "가" * 61}).status_code == 422
    assert client.get("/v1/places/suggestions", params={"q": "해운대"}).status_code == 405


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"lat": 37.5}, "both lat and lon"),
        ({}, "nothing was asked for"),
        ({"lat": 127, "lon": 37.5}, "look swapped"),
        ({"lat": 37.5, "lon": 127, "radius_m": 0}, "radius_m"),
        ({"text": "강%"}, "wildcard"),
        ({"kind": "보건서"}, "did you mean 보건소"),
        ({"region": "123"}, "code of no region"),
        ({"region": "11", "limit": 1001}, "limit"),
        ({"region": "11", "psychiatrist": 1}, "psychiatrist"),
        ({"region": "11", "open_at": "tomorrow"}, "no instant"),
        ({"region": "11", "open_on_arrival": "walk"}, "point to set out from"),
        ({"lat": 37.5, "lon": 127, "open_on_arrival": "boat"}, "mode 'boat'"),
    ],
)
def test_bad_questions_are_refused_with_a_clear_word(api, query, message):
    status, answer = api("centers", **query)
    assert status == 422
    assert message in answer["detail"]


@pytest.mark.parametrize(
    ("words", "panel", "first"),
    [
        ("죽고 싶어요", "life", ["109", "1577-0199"]),
        ("수면제 30알 먹었어요", "emergency", ["119", "112"]),
        ("누굴 죽이라는 목소리가 들려요", "others", ["112", "119"]),
        ("자꾸 목소리가 들려서 무서워요", "voices", ["1577-0199", "109"]),
        ("남편이 때려요", "violence", ["112", "1366"]),
        ("고2인데 학교도 싫고 죽고 싶어요", "life", ["1388", "117"]),
        ("my husband hits me", "violence", ["112", "1366"]),
    ],
)
def test_words_of_danger_are_answered_with_whom_to_call_first(api, on_nation, words, panel, first):
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    typed = client.post("/v1/places/suggestions", json={"q": words}).json()
    for answer in (api("centers", text=words)[1], api("places", q=words)[1], typed):
        assert next(iter(answer)) == "crisis"
        assert answer["crisis"]["panel"] == panel
        assert [call["number"] for call in answer["crisis"]["calls"]][:2] == first
        assert all(answer["crisis"]["title"][language] for language in ("ko", "en"))


def test_a_place_brings_nobody_to_call(api):
    assert api("centers", text="마포대교 정신건강의학과")[1]["crisis"] is None
    assert api("places", q="강남역")[1]["crisis"] is None
