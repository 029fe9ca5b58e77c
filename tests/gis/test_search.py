"""The one search: around a point, without one, and what is left where it must be open."""

import re

import pytest
from sqlalchemy import text

from gis.care_order import care_rules
from gis.errors import InputError
from gis.search import CenterSearch, find_centers
from tests import towns

LAT, LON = towns.point(0, 0)


def first_letters(conn, **asked):
    return [one.center_id[0] for one in find_centers(conn, CenterSearch(**asked))]


def test_searching_as_a_person_does(town_conn):
    assert first_letters(town_conn, lat=LAT, lon=LON, radius_m=1000) == ["a", "d"]
    assert first_letters(town_conn, lat=LAT, lon=LON, limit=3) == ["a", "d", "b"]
    assert first_letters(town_conn, region_code=towns.COUNTY) == ["b", "e"]
    with pytest.raises(InputError, match="both lat and lon"):
        first_letters(town_conn, lat=LAT, radius_m=1000)
    with pytest.raises(InputError, match="nothing was asked for"):
        first_letters(town_conn, radius_m=1000)


def set_level(conn, letter, level, *, is_open=True):
    conn.execute(
        text("UPDATE core.center SET care_level = :level, is_open_to_public = :open WHERE center_id = :id"),
        {"level": level, "open": is_open, "id": letter * 10},
    )


def test_scopes_go_from_what_gives_care_to_the_whole_register(conn):
    towns.settle(conn)
    set_level(conn, "b", "may")
    set_level(conn, "d", "none")
    set_level(conn, "e", "gives", is_open=False)
    here = {"lat": LAT, "lon": LON, "radius_m": 50_000}
    assert first_letters(conn, **here) == ["a"]
    assert first_letters(conn, **here, scope="listed") == ["a", "b"]
    assert first_letters(conn, **here, scope="open") == ["a", "b", "d"]
    assert first_letters(conn, **here, scope="register") == ["a", "e", "b", "d"]
    assert first_letters(conn, **here, kinds=[towns.METROPOLITAN, towns.HOSPITAL]) == ["d"]
    assert first_letters(conn, region_code=towns.COUNTY) == []
    assert first_letters(conn, region_code=towns.COUNTY, scope="listed") == ["b"]
    with pytest.raises(InputError, match="no scope of care"):
        first_letters(conn, **here, scope="everything")


def test_a_public_front_door_that_is_near_comes_first_even_behind_a_full_answer(conn):
    towns.settle(conn)
    lat, lon = towns.point(0.25, 0)  # a kilometre north of A, eleven south of B
    conn.execute(text("UPDATE core.center SET kind = '보건소' WHERE center_id = 'bbbbbbbbbb'"))
    conn.execute(text("UPDATE core.center SET kind = '의원' WHERE center_id = 'dddddddddd'"))
    conn.execute(
        text("UPDATE core.center SET geom = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) WHERE center_id = 'dddddddddd'"),
        {"lat": lat, "lon": lon},
    )
    here = {"lat": lat, "lon": lon, "radius_m": 50_000}
    assert first_letters(conn, **here) == ["a", "d", "b", "e"]
    assert first_letters(conn, **here, limit=1) == ["a"]
    assert first_letters(conn, **here, limit=1, kinds=["의원"]) == ["d"]
    assert first_letters(conn, lat=lat, lon=lon, limit=4) == ["d", "a", "b", "e"]


STATIONS = {
    "강남역": (37.4979, 127.0276), "부산역": (35.1151, 129.0415), "대전역": (36.3323, 127.4342),
    "광주송정역": (35.1378, 126.7909), "수원역": (37.2660, 126.9997), "안산역": (37.3270, 126.7887),
    "제주시청": (33.4996, 126.5312), "춘천역": (37.8847, 127.7169), "전주역": (35.8498, 127.1618),
    "동대구역": (35.8779, 128.6285),
}  # fmt: skip

OTHER_KINDS = re.compile(
    "이비인후과|소아청소년과|가정의학과|(?<!신경정신)내과|정형외과|피부과|산부인과|안과|통증|체력|수영장|운동|요양|치매|교도소|구치소|"
    "소년원|국군|부속의원|건강증진|건강생활지원"
)


@pytest.mark.parametrize("station", STATIONS)
def test_the_twenty_nearest_at_a_station_are_mental_health_help(nation_conn, station):
    lat, lon = STATIONS[station]
    found = find_centers(nation_conn, CenterSearch(lat=lat, lon=lon, radius_m=20_000, limit=20))
    nearest = find_centers(nation_conn, CenterSearch(lat=lat, lon=lon, limit=20))
    assert len(found) == len(nearest) == 20
    for one in (*found, *nearest):
        assert not OTHER_KINDS.search(one.name), one.name
        assert one.care_level == "gives"
        assert one.is_open_to_public
    doors = care_rules().front_doors
    ranks = [doors.rank(one.kind, one.distance_m) for one in found]
    assert ranks == sorted(ranks)
    wide = find_centers(nation_conn, CenterSearch(lat=lat, lon=lon, radius_m=10_000, scope="listed", limit=10_000))
    levels = [one.care_level for one in wide]
    assert levels == sorted(levels, key=("gives", "may").index)
    assert "may" in levels
