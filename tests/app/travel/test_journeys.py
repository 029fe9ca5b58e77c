"""The way to a center: times, what is found on arrival, directions, the order by time, and the reachable area."""

import io
import json
import math
import re

import numpy as np
import pytest
import shapely
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import text

from app import data
from app.data import centers, travel
from app.data.centers import Reach
from app.data.search import Origin, Search, cell_of
from app.text import load
from app.travel import directions, journeys, reaches
from app.ui import maps
from gis.streets.isochrone import Isochrone
from gis.streets.metric import distance_m
from gis.streets.network_catalog import TravelTime, Trip
from gis.terms import MODES
from tests.app.browser import becomes, expect_nobody_else_asked
from tests.app.center.test_openings import center, seen

KO, EN = load("ko"), load("en")
GANGNAM = {"place": "강남역", "lat": "37.49794", "lon": "127.02762"}
START = (127.02762, 37.49794)
CHUNCHEON = {"place": "춘천역", "lat": "37.8846", "lon": "127.7169"}


@pytest.fixture(scope="module")
def near(nation):
    """A public center 2 to 4 km from 강남역 whose position is known to the building: id, name, lon, lat."""
    with nation.connect() as conn:
        return conn.execute(
            text("""
                SELECT center_id, name, lon, lat FROM serve.center
                WHERE is_public AND NOT is_approximate AND sido_code = '11' AND ST_Distance(
                    geom::geography, ST_SetSRID(ST_MakePoint(127.02762, 37.49794), 4326)::geography
                ) BETWEEN 2000 AND 4000
                ORDER BY center_id LIMIT 1
            """)
        ).one()


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def told(app, name):
    for element in app.get("bidi_component"):
        if element.proto.component_name == f"mindconnect.{name}":
            return json.loads(element.proto.json)
    return None


# In words, by hand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "leaves", "minutes", "code", "left_min"),
    [
        ("office", "2026-11-23T17:30", 20, "left", 10),
        ("office", "2026-11-23T17:30", 40, "closes", 0),
        ("office", "2026-11-23T08:30", 45, "left", 165),  # the break begins at 12:00
        ("office", "2026-11-23T20:00", 5, "closed", 0),
        ("office", "2026-11-23T11:50", 20, "break", 0),
        ("silent", "2026-11-23T11:50", 20, "unknown", 0),
        ("nobody", "2026-11-23T11:50", 20, "unknown", 0),
    ],
)
def test_what_is_found_on_arrival(key, leaves, minutes, code, left_min):
    found = journeys.on_arrival(seen(leaves), key, minutes * 60)
    assert (found.code, found.left_min) == (code, left_min)


def test_over_the_sea_a_ferry_stands_in_place_of_ways_that_are_not_there():
    none = {mode: Trip("unreachable", mode, math.nan, math.nan) for mode in ("walk", "bicycle", "car")}
    words = journeys.times(KO, none, seen("2026-11-23T17:50"), "office", "ferry")
    assert "배를 타야 해요" in words
    assert "찾지 못했어요" not in words
    bridged = none | {"car": Trip("estimate", "car", 900.0, 180.0, error_pct=12.0)}
    assert "배를" not in journeys.times(KO, bridged, seen("2026-11-23T17:50"), "office", "ferry")


def test_every_kind_of_time_is_called_what_it_is():
    line = np.array([START, START])
    trips = {
        "walk": Trip("route", "walk", 900.0, 780.0, line, (), ("approximate", "stairs"), "n"),
        "bicycle": Trip("estimate", "bicycle", 900.0, 180.0, error_pct=12.0),
        "car": Trip("unreachable", "car", math.nan, math.nan),
    }
    words = journeys.times(KO, trips, seen("2026-11-23T17:50"), "office")
    assert "걸어서 약 13분(대략), 900 m" in words
    assert "자전거로 약 3분(추정), 900 m쯤" in words
    assert "자동차로 갈 수 있는 길을 찾지 못했어요" in words
    assert words.count("도착 전에 운영 종료") == 1
    assert words.count("도착하면 운영 중, 종료까지 7분") == 1
    notes = journeys.notes(KO, trips, Origin("cell", 37.5, 127.0, cell="x"), center("office"))
    assert len(notes) == 3  # the start, the footways, the estimate; stairs belong to the way itself
    both = journeys.notes(
        KO,
        trips | {"car": Trip("estimate", "car", 900.0, 180.0, error_pct=27.6)},
        Origin("cell", 37.5, 127.0, cell="x"),
        center("office"),
    )
    assert "12~28%" in both[-1], "one sentence for all of them"
    assert "구역" in notes[0]
    assert "계단" in journeys.route(KO, trips["walk"])
    assert "계단" not in " ".join(notes)


def test_what_holds_of_several_ways_of_travel_is_said_once():
    line = np.array([START, START])
    trips = {
        mode: Trip("route", mode, 900.0, 780.0, line, (), warned, "n")
        for mode, warned in {"walk": ("approximate",), "bicycle": ("approximate",), "car": ()}.items()
    }
    (note,) = journeys.notes(KO, trips, Origin("place", 37.5, 127.0), center("office"))
    assert "걸어서, 자전거로 다닐 수 있는 길이" in note


def test_centers_out_of_reach_come_last():
    times = {
        "office": TravelTime("route", 900.0),
        "daily": TravelTime("unreachable", math.nan),
        "silent": TravelTime("estimate", 300.0),
    }
    ordered = travel.by_time([center("daily", 10.0), center("office"), center("silent")], times)
    assert [one.name for one in ordered] == ["silent", "office", "daily"]
    assert directions.travel_time(KO, "car", times["silent"]) == "자동차로 약 5분(추정)"
    assert directions.travel_time(EN, "walk", TravelTime("route", 900.0, True)) == "About 15 min on foot (approximate)"


def test_people_are_rounded_and_an_area_that_is_cut_says_so():
    areas = tuple(shapely.MultiPolygon([shapely.box(-size, -size, size, size)]) for size in (1, 2))
    reach = Reach(Isochrone("car", (15.0, 30.0), areas, is_approximate=False, cut=(False, True)), (7.0, 152_345.6))
    remarks = reaches.remarks(KO, reach)
    assert "15분 안에 약 10명, 30분 안에 약 150,000명" in remarks[0]
    assert len(remarks) == 2
    assert centers.minutes_until(45) == (15, 30, 45)


def test_a_route_is_mapped_from_end_to_end():
    line = np.array([[127.0, 37.5], [127.01, 37.5], [127.01, 37.52]])
    content = maps.with_route({}, line, [(126.999, 37.5), (127.01, 37.521)])
    street, first, last = (feature["geometry"]["coordinates"] for feature in content["route"]["features"])
    assert (first, last) == ([(126.999, 37.5), (127.0, 37.5)], [(127.01, 37.521), (127.01, 37.52)])
    assert len(street) == 3
    (west, south), (east, north) = content["bounds"]
    assert west <= 126.999 < 127.01 <= east
    assert south <= 37.5 < 37.521 <= north
    short = maps.with_route({}, np.array([[127.0, 37.5], [127.0, 37.504]]), [(127.0, 37.5), (127.0, 37.504)])
    (west, south), (east, north) = short["bounds"]
    assert north - south == pytest.approx(0.004)  # nothing around it but the map's own room


# The pages on the nation ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize("mode", MODES)
def test_a_chosen_way_is_drawn_and_told(open_page, near, mode):
    app = open_page(**GANGNAM, center=near.center_id, by=mode, at="2026-11-23T10:00")
    assert not app.exception
    features = told(app, "map")["route"]["features"]
    street = np.array(features[0]["geometry"]["coordinates"])
    gaps = distance_m(street[[0, -1], 0], street[[0, -1], 1], *np.array([START, (near.lon, near.lat)]).T)
    assert gaps.max() < 200
    steps = distance_m(street[:-1, 0], street[:-1, 1], street[1:, 0], street[1:, 1])
    straight = float(distance_m(*START, near.lon, near.lat))
    assert straight - gaps.sum() <= steps.sum() < 3 * straight
    assert html(app).count("<li>") >= 3 + 2  # the times, and steps at least from start to end
    assert "출발해" in html(app)
    assert "버스나 지하철" in html(app)


@pytest.mark.usefixtures("on_nation")
def test_where_no_network_speaks_every_time_is_an_estimate(open_page):
    first = told(open_page(**CHUNCHEON, r="10"), "results")["items"][3]
    app = open_page(**CHUNCHEON, center=first["id"], by="car")
    assert html(app).count("(추정)") == 3
    assert told(app, "map").get("route") is None
    assert "길은 그릴 수 없어요" in html(app)
    listed = told(open_page(**CHUNCHEON, r="10", sort="car"), "results")["items"]
    # No way at all is known to where nobody lives; such places come last.
    is_out = ["길을 찾지 못했어요" in item["html"] for item in listed]
    assert is_out == sorted(is_out)
    assert sum("(추정)" in item["html"] for item in listed) == len(listed) - sum(is_out) > 10
    app = open_page(**CHUNCHEON, within="car")
    assert "길 지도가 없어서" in html(app)
    assert told(app, "results") is None


@pytest.mark.usefixtures("on_nation")
def test_the_list_in_the_order_of_time_agrees_with_the_details(open_page):
    items = told(open_page(**GANGNAM, r="3", sort="car"), "results")["items"]
    start = Origin("place", START[1], START[0])
    seconds = [data.trips(start, data.center(item["id"]).center)["car"].duration_s for item in items[:30]]
    assert seconds == sorted(seconds)
    by_distance = told(open_page(**GANGNAM, r="3"), "results")["items"]
    assert {item["id"] for item in items} == {item["id"] for item in by_distance}
    assert [item["id"] for item in items] != [item["id"] for item in by_distance]


@pytest.mark.usefixtures("on_nation")
def test_the_reachable_area_holds_what_the_list_shows(open_page):
    app = open_page(**GANGNAM, within="walk", min="45")
    names = [feature["properties"]["name"] for feature in told(app, "map")["reach"]["features"]]
    assert names == ["45분", "30분", "15분"]
    large, middle, small = (shapely.geometry.shape(one["geometry"]) for one in told(app, "map")["reach"]["features"])
    assert large.area > middle.area > small.area
    assert middle.difference(large).area < 0.001 * middle.area
    points = told(app, "map")["points"]
    assert len(points) == len(told(app, "results")["items"]) > 100
    around = large.buffer(0.001)  # the area is drawn on a grid of some 60 m
    assert all(around.contains(shapely.Point(lon, lat)) for _, lon, lat, *_ in points)
    assert "걸어서 45분 안에" in html(app)
    fewer = {item["id"] for item in told(open_page(**GANGNAM, within="walk", min="15"), "results")["items"]}
    assert fewer < {point[0] for point in points}
    # About 26,000 people live on a square kilometre of 강남 and 서초 where anybody does; far fewer overall.
    start = Origin("place", START[1], START[0])
    people = data.find_reached(Search(start), "walk", 30).reach.people
    assert 20_000 < people[0] < people[1] < 400_000


@pytest.mark.usefixtures("on_nation")
def test_from_a_coarse_cell_the_start_is_said_to_be_rough(open_page, near):
    app = open_page(cell=cell_of(START[1], START[0]), center=near.center_id, by="walk")
    assert "구역 한가운데" in html(app)
    assert told(app, "position")["exact"] is False


# A real browser ---------------------------------------------------------------------------------------------------


def test_the_way_from_gangnam_station_in_a_browser(server, tab, nation):
    with nation.connect() as conn:
        found = text("SELECT center_id FROM serve.center WHERE road_address LIKE '%강남구 봉은사로 105%'")
        center_id = conn.scalars(found).one()
    page = tab()
    page.goto(f"{server}/?place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762&center={center_id}")
    page.get_by_text("가는 데 걸리는 시간").wait_for()
    page.get_by_role("radio", name="걸어서").click()
    page.locator("ol.steps li").nth(2).wait_for()
    page.wait_for_url("**by=walk**")
    # North along 강남대로, east into its 102길, north again: the center stands where that meets 봉은사로.
    steps = [
        r"북동쪽으로 출발해 서초대로를 따라 \d+ m 가세요\.",
        r"왼쪽으로 꺾어 강남대로를 따라 \d+ m 가세요\.",
        r"오른쪽으로 꺾어 강남대로102길을 따라 \d+ m 가세요\.",
        r"왼쪽으로 꺾어 봉은사로2길을 따라 \d+ m 가세요\.",
        r"목적지는 왼쪽에 있어요\.",
    ]
    expect(page.locator("ol.steps li")).to_have_text([re.compile(f"^{step}$") for step in steps])
    drawn = page.locator(".map[data-routes]:not([data-routes='0']):not([data-streets='0'])")
    drawn.wait_for()

    def fills_the_map() -> bool:
        picture = np.asarray(Image.open(io.BytesIO(drawn.screenshot())).convert("RGB")).astype(int)
        is_route = np.abs(picture - [0x1F, 0x4F, 0xA3]).max(axis=2) < 24
        if is_route.sum() <= 500:
            return False
        # From edge to edge, but for the room around it.
        rows, columns = np.flatnonzero(is_route.any(axis=1)), np.flatnonzero(is_route.any(axis=0))
        return max(np.ptp(rows) / picture.shape[0], np.ptp(columns) / picture.shape[1]) > 0.6

    becomes(page, fills_the_map, wanted=True)
    assert page.complaints == []
    expect_nobody_else_asked(page, server)
