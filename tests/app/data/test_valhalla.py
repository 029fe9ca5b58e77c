"""The adapter for a Valhalla server, against one that answers as Valhalla does."""

import json
import socket
import threading
from pathlib import Path

import httpx
import numpy as np
import pytest

from app.data import routing, valhalla
from app.data.routing import open_atlas, open_router
from app.data.search import Origin
from app.data.valhalla import ValhallaRouter, decode_shape
from app.text import LANGUAGES, load
from app.travel import directions, journeys
from gis.errors import FetchError
from gis.settings import ROOT, Settings
from gis.streets.route import Position
from gis.terms import MODES
from tests.app.center.test_openings import center

STATION, SINNONHYEON = Position(37.4979, 127.0276), Position(37.5045, 127.0250)
HERE = Origin("place", 37.4979, 127.0276)
LINE = [[127.0276, 37.4979], [127.02761, 37.498], [127.025123, 37.5045]]


def encode_shape(points):
    """The inverse of the decoder, written from Google's description of the format."""
    text, last = "", (0, 0)
    for lon, lat in points:
        here = round(lat * 1e6), round(lon * 1e6)
        for value in (here[0] - last[0], here[1] - last[1]):
            number = ~(value << 1) if value < 0 else value << 1
            while number >= 0x20:
                text += chr((0x20 | (number & 0x1F)) + 63)
                number >>= 5
            text += chr(number + 63)
        last = here
    return text


def answer():
    manoeuvres = [
        {
            "type": 1,
            "street_names": ["서초대로"],
            "length": 0.012,
            "time": 9.5,
            "begin_shape_index": 0,
            "bearing_after": 88,
        },
        {"type": 15, "street_names": ["Gangnam-daero"], "length": 0.765, "time": 612, "begin_shape_index": 1},
        {"type": 40, "length": 0.02, "time": 30, "begin_shape_index": 2},
        {"type": 5, "length": 0, "time": 0, "begin_shape_index": 2},
    ]
    summary = {"time": 651.5, "length": 0.797, "has_toll": False, "has_ferry": True}
    return {"trip": {"status": 0, "summary": summary, "legs": [{"shape": encode_shape(LINE), "maneuvers": manoeuvres}]}}


def router(respond):
    return ValhallaRouter("http://valhalla.test/", client=httpx.Client(transport=httpx.MockTransport(respond)))


def test_a_route():
    asked = []

    def respond(request):
        asked.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json=answer())

    trip = router(respond).trip(STATION, SINNONHYEON, mode="walk")
    ((path, question),) = asked
    assert path == "/route"
    assert question["costing"] == "pedestrian"
    assert question["locations"] == [{"lat": 37.4979, "lon": 127.0276}, {"lat": 37.5045, "lon": 127.0250}]
    assert (trip.status, trip.length_m, trip.duration_s, trip.network) == ("route", 797.0, 651.5, "valhalla")
    assert trip.line == pytest.approx(np.array(LINE))
    assert [(step.code, step.name, step.name_en) for step in trip.steps] == [
        ("depart", "서초대로", ""),
        ("left", "Gangnam-daero", "Gangnam-daero"),
        ("stairs", "", ""),
        ("arrive_right", "", ""),
    ]
    assert trip.steps[0].compass == "e"
    assert (trip.steps[1].lat, trip.steps[1].length_m) == (pytest.approx(37.498), 765.0)
    assert trip.warnings == ("stairs", "ferry")


@pytest.mark.parametrize(("mode", "costing"), [("bicycle", "bicycle"), ("car", "auto")])
def test_costings(mode, costing):
    def respond(request):
        assert json.loads(request.content)["costing"] == costing
        return httpx.Response(200, json=answer())

    assert router(respond).trip(STATION, SINNONHYEON, mode=mode).mode == mode


@pytest.mark.parametrize("code", [171, 442])
def test_no_way_is_unreachable(code):
    def respond(request):
        return httpx.Response(400, json={"error_code": code, "error": "No path could be found for input"})

    assert router(respond).trip(STATION, SINNONHYEON, mode="car").status == "unreachable"


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(400, json={"error_code": 154, "error": "Path distance exceeds the max distance limit"}),
        httpx.Response(503, text="busy"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"trip": {"legs": []}}),
        httpx.Response(200, json=[]),
    ],
)
def test_other_answers_are_errors(response):
    with pytest.raises(FetchError, match="check VALHALLA_URL"):
        router(lambda request: response).trip(STATION, SINNONHYEON, mode="car")


def test_an_unknown_manoeuvre_goes_on(caplog):
    changed = answer()
    changed["trip"]["legs"][0]["maneuvers"][1]["type"] = 77
    trip = router(lambda request: httpx.Response(200, json=changed)).trip(STATION, SINNONHYEON, mode="walk")
    assert trip.steps[1].code == "onto"  # straight on, along another street
    assert "77" in caplog.text


def test_shapes():
    rng = np.random.default_rng(3)
    for _ in range(20):
        points = np.round(np.column_stack([rng.uniform(-180, 180, 30), rng.uniform(-85, 85, 30)]), 6)
        assert decode_shape(encode_shape(points)) == pytest.approx(points)


def test_the_networks_answer_while_the_server_does_not(tmp_path: Path, caplog):
    settings = Settings(
        MINDCONNECT_VAR_DIR=tmp_path, valhalla_url="http://127.0.0.1:9", MINDCONNECT_DATA_DIR=ROOT / "data"
    )
    trip = open_router(settings, open_atlas(settings)).trips(STATION, SINNONHYEON, modes=["walk"])["walk"]
    assert (trip.status, trip.network, trip.warnings) == ("route", "gangnam_walk", ("fallback",))
    assert "answer instead" in caplog.text
    for language in LANGUAGES:
        say = load(language)
        assert directions.warnings(say, trip) == journeys.notes(say, {"walk": trip}, HERE, center("office"))


@pytest.fixture
def hanging():
    """Run a server that takes connections and never answers; gives its address and whom it heard."""
    heard, held = [], []
    listener = socket.create_server(("127.0.0.1", 0))

    def take():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            held.append(connection)
            heard.append(connection.recv(65_536).decode())

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for connection in held:
        connection.close()
    thread.join(10)


def test_a_server_that_hangs_is_asked_once_for_all_ways_and_then_left_alone(tmp_path, monkeypatch, hanging):
    address, heard = hanging
    monkeypatch.setattr(valhalla, "TIMEOUT_S", 0.5)
    settings = Settings(MINDCONNECT_VAR_DIR=tmp_path, valhalla_url=address, MINDCONNECT_DATA_DIR=ROOT / "data")
    router = open_router(settings, open_atlas(settings))
    for _ in range(3):
        trips = router.trips(STATION, SINNONHYEON, modes=MODES)
        assert list(trips) == list(MODES)
        assert [trip.status for trip in trips.values()] == ["route"] * 3
        assert all("fallback" in trip.warnings for trip in trips.values())
        assert len(heard) <= 3  # not once more in the second and third round
    monkeypatch.setattr(routing.time, "monotonic", lambda: 1e12)  # the pause is over
    router.trips(STATION, SINNONHYEON, modes=["walk"])
    assert len(heard) == 4


def test_one_way_that_the_server_refuses_is_found_here_and_the_server_stays_in_use(tmp_path):
    asked = []

    def respond(request):
        costing = json.loads(request.content)["costing"]
        asked.append(costing)
        if costing == "pedestrian":
            return httpx.Response(
                400, json={"error_code": 154, "error": "Path distance exceeds the max distance limit"}
            )
        return httpx.Response(200, json=answer())

    settings = Settings(MINDCONNECT_VAR_DIR=tmp_path, MINDCONNECT_DATA_DIR=ROOT / "data")
    both = routing._WithFallback(router(respond), open_atlas(settings))
    for _ in range(2):
        trips = both.trips(STATION, SINNONHYEON, modes=MODES)
        assert {mode: trip.network for mode, trip in trips.items()} == {
            "walk": "gangnam_walk", "bicycle": "valhalla", "car": "valhalla",
        }  # fmt: skip
        assert "fallback" in trips["walk"].warnings
        assert "fallback" not in trips["car"].warnings
    assert len(asked) == 6


@pytest.mark.parametrize(("mode", "warnings"), [("walk", ()), ("bicycle", ()), ("car", ("toll",))])
def test_only_who_drives_pays_a_toll(mode, warnings):
    changed = answer()
    changed["trip"]["legs"][0]["maneuvers"][2]["type"] = 8
    changed["trip"]["summary"] |= {"has_toll": True, "has_ferry": False}
    found = router(lambda request: httpx.Response(200, json=changed)).trip(STATION, SINNONHYEON, mode=mode)
    assert found.warnings == warnings
