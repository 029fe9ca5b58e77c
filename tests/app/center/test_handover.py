"""Links to Kakao and Naver, against addresses written by hand from their makers' descriptions."""

import math
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.center import handover
from app.center.handover import Waypoint

CITY_HALL = Waypoint("서울시청", 37.5665, 126.978)
STATION = Waypoint("강남역", 37.497942, 127.027621)
AWKWARD = Waypoint("마음/나눔, 상담 100%센터?#1", 37.5, 127.0)


def test_kakao_web_leads_to_the_place():
    assert unquote(handover.kakao_web(CITY_HALL)) == "https://map.kakao.com/link/to/서울시청,37.566500,126.978000"


def test_kakao_web_takes_a_typed_start():
    assert unquote(handover.kakao_web(CITY_HALL, STATION)) == (
        "https://map.kakao.com/link/by/traffic/강남역,37.497942,127.027621/서울시청,37.566500,126.978000"
    )


@pytest.mark.parametrize("link", [handover.kakao_web, handover.naver_web])
def test_signs_that_part_an_address_are_taken_out_of_names(link):
    path = urlsplit(link(AWKWARD)).path
    name = next(part for part in path.replace("/", ",").split(",") if "마음" in unquote(part))
    assert unquote(name) == "마음 나눔 상담 100 센터 1"
    assert urlsplit(link(AWKWARD)).query == urlsplit(link(AWKWARD)).fragment == ""


def test_kakao_app_leaves_the_start_to_the_app():
    assert handover.kakao_app(CITY_HALL) == "kakaomap://route?ep=37.566500,126.978000&by=PUBLICTRANSIT"
    assert handover.kakao_app(CITY_HALL, STATION, by="FOOT") == (
        "kakaomap://route?sp=37.497942,127.027621&ep=37.566500,126.978000&by=FOOT"
    )


def test_naver_web_is_in_mercator_metres():
    parts = urlsplit(handover.naver_web(CITY_HALL)).path.split("/")
    assert parts[:4] == ["", "p", "directions", "-"]
    x, y, name = parts[4].split(",")
    lat, lon = math.radians(CITY_HALL.lat), math.radians(CITY_HALL.lon)
    assert float(x) == pytest.approx(6378137 * lon, abs=0.01)
    assert float(y) == pytest.approx(6378137 * math.log(math.tan(math.pi / 4 + lat / 2)), abs=0.01)
    assert unquote(name) == "서울시청"
    assert parts[5:] == ["-", "transit"]


def test_naver_app_names_the_caller():
    link = urlsplit(handover.naver_app(CITY_HALL))
    assert (link.scheme, link.netloc, link.path) == ("nmap", "route", "/public")
    assert parse_qs(link.query) == {
        "dlat": ["37.566500"],
        "dlng": ["126.978000"],
        "dname": ["서울시청"],
        "appname": [handover.APP_NAME],
    }
    assert parse_qs(urlsplit(handover.naver_app(CITY_HALL, STATION)).query)["slat"] == ["37.497942"]
