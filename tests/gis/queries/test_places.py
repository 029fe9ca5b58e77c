import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from gis.crs import is_in_korea
from gis.errors import InputError
from gis.queries.places import MATCHES, ROAD_ADDRESS, find_places, is_unknown_station, names_among
from tests import oracles, place_inputs, towns


def first(conn, typed):
    return find_places(conn, typed)[0]


@pytest.mark.parametrize(
    ("typed", "category", "level", "name", "match"),
    [
        ("가람역", "station", "station", "가람역", "exact"),
        ("가람", "region", "sigungu", "가람시", "exact"),  # a city before its station
        ("가람시청", "station", "station", "가람시청역", "exact"),
        ("Garam Station", "station", "station", "가람역", "exact"),
        ("GARAM city hall", "station", "station", "가람시청역", "exact"),
        ("garam-si", "region", "sigungu", "가람시", "exact"),
        ("Narae", "region", "sigungu", "나래군", "exact"),
        ("Deul-myeon, Narae-gun", "region", "emd", "들면", "exact"),
        ("가랑시청역", "station", "station", "가람시청역", "similar"),
        ("나래역", "region", "sigungu", "나래군", "part"),  # no such station: the county of the name
        ("들면 123-4", "region", "emd", "들면", "part"),
        ("가람시", "region", "sigungu", "가람시", "exact"),
        ("누리도 가람시", "region", "sigungu", "가람시", "exact"),
        ("나래", "region", "sigungu", "나래군", "exact"),
        ("가람1동", "region", "emd", "가람1동", "exact"),
        ("가람시 가람2동", "region", "emd", "가람2동", "exact"),
        ("나래군청", "region", "sigungu", "나래군", "part"),  # its hall is not known: the region
        ("누리도 나래군청", "region", "sigungu", "나래군", "part"),
        ("가람군", "region", "sigungu", "가람시", "name"),  # its name until it became a city
        ("누리도", "region", "sido", "누리도", "exact"),
        ("36001", "postcode", "emd", "36001", "exact"),
        ("중앙로 10", "address", "building", "누리도 가람시 중앙로 10", "exact"),
        ("중앙로10", "address", "building", "누리도 가람시 중앙로 10", "exact"),
        ("가람시 중앙로 30-2", "address", "building", "누리도 가람시 중앙로 30-2", "exact"),
        ("나래군 중앙로 13", "address", "road", "누리도 나래군 중앙로 12", "part"),
        ("한길 1", "address", "building", "누리도 가람시 한길 1", "exact"),  # a center's address
        ("가람시정신건강복지센터", "center", "building", "가람시정신건강복지센터", "exact"),
        ("가람시 정신건강복지센터", "center", "building", "가람시정신건강복지센터", "exact"),
        ("북부정신", "center", "emd", "가람시 북부정신건강복지센터", "part"),
        ("바다병웜", "center", "building", "바다병원", "similar"),
    ],
)
def test_the_likeliest_place(town_conn, typed, category, level, name, match):
    place = first(town_conn, typed)
    assert (place.category, place.level, place.name, place.match) == (category, level, name, match)


def test_names_are_told_from_other_words(town_conn):
    texts = ["가람역", "가람시 가람2동", "가람2동", "garam station", "36001", "한길 1", "상담", "sleep", "북부정신"]
    texts += ["나래군청", "시청"]
    assert names_among(town_conn, texts) == {
        "나래군청", "가람역", "가람시 가람2동", "가람2동", "garam station", "36001", "한길 1",
    }  # fmt: skip
    assert names_among(town_conn, []) == set()


def test_a_legal_dong_gives_its_administrative_ones(town_conn):
    found = [place.name for place in find_places(town_conn, "가람동") if place.category == "region"]
    assert found == ["가람1동", "가람2동"]


def test_the_same_number_in_two_towns_gives_both(town_conn):
    found = [(place.region_code, place.level) for place in find_places(town_conn, "중앙로 12")]
    assert found[0] == (towns.FIELDS, "building")
    assert found[1] == (towns.EMD_1, "road")  # number 10 is the nearest to 12 in 가람시


def test_a_place_says_where_it_is(town_conn):
    station = first(town_conn, "가람역")
    assert (station.lat, station.lon) == pytest.approx(towns.point(1, 1))
    assert station.region_name == "누리도 가람시 가람1동"
    center = first(town_conn, "바다병원")
    assert center.center_id == "eeeeeeeeee"
    assert center.detail == "종합병원 · 누리도 나래군 바다길 9"


def test_nothing_agrees(town_conn):
    assert find_places(town_conn, "어느별 어느나라") == []
    assert find_places(town_conn, "99999") == []


@pytest.mark.parametrize("typed", ["", "   ", "강%", "가" * 61, "가\x00", "_"])
def test_what_cannot_be_a_place(town_conn, typed):
    with pytest.raises(InputError):
        find_places(town_conn, typed)


@pytest.mark.parametrize("typed", ["'; DROP TABLE core.station; --", "가람' OR '1'='1", "중앙로 1'; --"])
def test_what_is_typed_stays_a_word(town_conn, typed):
    assert all("DROP" not in place.name for place in find_places(town_conn, typed))
    assert first(town_conn, "가람역").name == "가람역"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                ["가람", "누리도", "시", "1동", "중앙로", "10", "역", "서울", "-", "나래군", "정신", "대로"]
            ),
            max_size=6,
        ).map(" ".join),
    ),
    limit=st.integers(1, 50),
)
def test_any_text_gives_ranked_places_of_korea(town_conn, typed, limit):
    try:
        found = find_places(town_conn, typed, limit=limit)
    except InputError:
        return
    assert len(found) <= limit
    ranks = [MATCHES.index(place.match) for place in found]
    assert ranks == sorted(ranks)
    assert all(is_in_korea(place.lat, place.lon) for place in found)


@pytest.mark.parametrize(
    ("typed", "road", "number"),
    [
        ("서울 강남구 테헤란로 152", "테헤란로", "152"),
        ("테헤란로152", "테헤란로", "152"),
        ("구로구 디지털로 300, 3층", "디지털로", "300"),
        ("세종대로 110", "세종대로", "110"),
        ("백제고분로 42길 5-1", "백제고분로 42길", "5-1"),
        ("백제고분로42길 5", "백제고분로42길", "5"),
        ("수원시 팔달구 매산로1가", None, None),
        ("경수대로173번길 22", "경수대로173번길", "22"),
        ("중앙로", "중앙로", None),
        ("종로구", None, None),
    ],
)
def test_reading_a_road_address(typed, road, number):
    found = ROAD_ADDRESS.search(typed)
    assert (found and found["road"], found and found["number"]) == (road, number)


# -- the nation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "category", "level", "lat", "lon", "within_m"),
    [
        ("강남역", "station", "station", 37.4979, 127.0276, 300),
        ("서울역", "station", "station", 37.5547, 126.9706, 600),
        ("서울", "region", "sido", 37.5665, 126.978, 15_000),
        ("경남", "region", "sido", 35.24, 128.69, 60_000),
        ("수원시", "region", "sigungu", 37.2636, 127.0286, 6_000),
        ("강원도 춘천시", "region", "sigungu", 37.8813, 127.7298, 20_000),
        ("경북 군위군", "region", "sigungu", 36.24, 128.57, 20_000),  # in 대구 since 2023-07
        ("서울 강남구 역삼동", "region", "emd", 37.4999, 127.0365, 2_500),
        ("06236", "postcode", "emd", 37.4979, 127.0330, 2_500),
        ("서울 강남구 테헤란로 152", "address", "building", 37.5000, 127.0364, 100),
    ],
)
def test_places_everybody_knows(nation_conn, typed, category, level, lat, lon, within_m):
    place = first(nation_conn, typed)
    assert (place.category, place.level) == (category, level)
    assert oracles.distance_m(place.lat, place.lon, lat, lon) < within_m, place


def test_a_name_that_many_share_gives_them_all(nation_conn):
    found = [place for place in find_places(nation_conn, "중구", limit=20) if place.match == "exact"]
    assert {place.region_name.split()[0] for place in found} == {
        "서울특별시",
        "부산광역시",
        "대구광역시",
        "인천광역시",
        "대전광역시",
        "울산광역시",
    }


RIGHT = 61
"""Of the 64 inputs. Not so: 화성시 동탄 (the station before the six dong), 동문시장 (asks which of eight), and a center
that has moved since the answer was written down."""


def test_what_citizens_type_is_found_as_they_mean_it(nation_conn):
    hits = [
        place_inputs.is_right(row, find_places(nation_conn, row["typed"], limit=place_inputs.limit_of(row)))
        for row in place_inputs.rows()
    ]
    assert len(hits) >= 60
    assert sum(hits) >= RIGHT


@pytest.mark.parametrize("typed", ["전주역", "강릉역", "무지개역", "Jeonju Station", "장흥역"])
def test_a_station_that_is_not_known_is_never_another_one(nation_conn, typed):
    found = find_places(nation_conn, typed)
    assert is_unknown_station(typed, found)
    assert {(place.category, place.match) for place in found} <= {("region", "part")}
    assert len({(place.region_code or "")[:2] for place in found}) <= 1


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("오송역", "오송읍"),
        ("삼랑진역", "삼랑진읍"),
        ("정동진역", "정동진리"),
        ("진영역", "진영읍"),
        ("없는이름역", None),
    ],
)
def test_a_station_that_is_not_known_offers_the_town_whose_name_it_bears(nation_conn, typed, town):
    found = find_places(nation_conn, typed)
    assert is_unknown_station(typed, found)
    assert [(place.name, place.match) for place in found] == ([(town, "part")] if town else [])


@pytest.mark.parametrize(
    ("typed", "regions"),
    [
        ("사하구청", {"부산광역시 사하구"}),  # never a youth center whose name begins so
        ("서울시청", {"서울특별시"}),
        ("철원군청", {"강원특별자치도 철원군"}),
        ("광주시청", {"광주광역시", "경기도 광주시"}),
        ("보길도", {"전라남도 완도군 보길면"}),
        ("백령도", {"인천광역시 옹진군 백령면"}),  # never its library
    ],
)
def test_a_hall_or_an_island_that_no_list_places_offers_the_unit_of_its_name(nation_conn, typed, regions):
    found = find_places(nation_conn, typed)
    assert {place.region_name for place in found} == regions
    assert {(place.category, place.match) for place in found} == {("region", "part")}


def test_a_station_at_a_hall_is_its_place_unless_others_have_the_name(nation_conn):
    assert first(nation_conn, "강남구청").category == "station"
    exact = [place for place in find_places(nation_conn, "중구청") if place.match == "exact"]
    assert len([place for place in exact if place.category == "region"]) > 1


def test_a_station_of_a_city_s_name_elsewhere_asks_which_is_meant(nation_conn):
    exact = [place for place in find_places(nation_conn, "마산역") if place.match == "exact"]
    assert {(place.category, (place.region_code or "")[:2]) for place in exact} == {("region", "48"), ("station", "41")}
    for typed in ("부산역", "안산역", "금정역", "김포 마산역"):
        found = find_places(nation_conn, typed)
        assert [place.category for place in found if place.match == "exact"] == ["station"]


def test_a_mistyped_degree_does_not_move_a_station(nation_conn):
    station = first(nation_conn, "남동구청역")
    assert oracles.distance_m(station.lat, station.lon, 37.4482, 126.7366) < 500


def test_a_dong_is_searched_from_where_its_people_live(nation_conn):
    rows = nation_conn.execute(
        text("""
            SELECT t.region_code, t.lat, t.lon, c.lat AS mean_lat, c.lon AS mean_lon
            FROM serve.place_target t JOIN (
                SELECT region_code, sum(people * lat) / sum(people) AS lat, sum(people * lon) / sum(people) AS lon
                FROM serve.cell WHERE people > 0 GROUP BY region_code
            ) c USING (region_code) WHERE t.kind = 'emd'
        """)
    ).all()
    away_m = sorted(oracles.distance_m(row.lat, row.lon, row.mean_lat, row.mean_lon) for row in rows)
    assert len(rows) > 3_500
    assert away_m[len(away_m) * 3 // 4] < 1  # the mean itself; else the nearest cell where somebody lives
    assert away_m[len(away_m) * 99 // 100] < 2_000


def test_all_of_a_name_are_there_and_the_first_ones_stand_in_many_provinces(nation_conn):
    found = [place for place in find_places(nation_conn, "중앙동", limit=80) if place.name == "중앙동"]
    assert len(found) > 30
    assert len({place.region_code[:2] for place in found[:8]}) == 8


def test_a_look_up_takes_a_moment(nation_conn):
    times = []
    for row in place_inputs.rows():
        find_places(nation_conn, row["typed"])
        start = time.perf_counter()
        find_places(nation_conn, row["typed"])
        times.append(time.perf_counter() - start)
    assert sorted(times)[len(times) // 2] < 0.05
