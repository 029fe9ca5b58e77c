"""A search as an address: read with mistrust, written back the same, and never with the device's point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.data.search import Origin, address_of, cell_of, origin_of
from app.sitemap import same_page
from gis import hexgrid

CITY_HALL = (37.5665, 126.978)
CELL = "8830e1d8c1fffff"


def test_a_cell_stands_for_its_centre():
    origin = origin_of({"cell": CELL})
    assert origin.source == "cell"
    assert origin.is_rough
    assert cell_of(origin.lat, origin.lon) == CELL
    assert (origin.lat, origin.lon) != CITY_HALL


def test_the_point_is_used_in_its_own_cell_only():
    assert origin_of({"cell": CELL}, CITY_HALL) == Origin("device", *CITY_HALL, cell=CELL)
    busan = (35.1796, 129.0756)
    assert origin_of({"cell": CELL}, busan).source == "cell"


@given(st.floats(33.2, 38.4), st.floats(126.0, 129.5))
def test_an_address_never_holds_the_devices_point(lat, lon):
    origin = origin_of({"cell": cell_of(lat, lon)}, (lat, lon))
    assert origin.source == "device"
    assert address_of(origin) == {"cell": cell_of(lat, lon)}
    assert f"{lat:.4f}" not in same_page({}, **address_of(origin))


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "x",
        "8830e1d8c1ffffe",
        "8930e1d8c17ffff",  # resolution 9: finer than anybody needs to know
        "8730e1d8cffffff",
        "882a100d2dfffff",  # New York
        "ffffffffffffffffffffffff",
        "-1",
        "0x8830e1d8c1fffff\n",
    ],
)
def test_what_is_no_cell_of_korea_is_nothing(cell):
    assert origin_of({"cell": cell}) is None or origin_of({"cell": cell}).cell == CELL


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"lat": "37.5"},
        {"lat": "x", "lon": "127"},
        {"lat": "nan", "lon": "127"},
        {"lat": "inf", "lon": "127"},
        {"lat": "127", "lon": "37.5"},
        {"lat": ["37.5", "37.6"], "lon": "127"},
        {"lat": "40.7", "lon": "-74"},
    ],
)
def test_a_bad_point_is_nothing(query):
    assert origin_of(query) is None


def test_places_and_regions_are_written_as_they_are_read():
    place = Origin("place", 37.49794, 127.02762, "강남역")
    region = Origin("region", 37.5, 127.0, "서울특별시 강남구", region_code="11680")
    for origin in (place, region):
        assert origin_of(address_of(origin)) == origin


@pytest.mark.parametrize("code", ["1168", "abcde", "1168010100", "１１６８０", "11680;", ["11680", "11"]])
def test_a_region_that_is_no_code_is_searched_as_a_place(code):
    assert origin_of({"lat": "37.5", "lon": "127", "region": code}).source == "place"


def test_links_keep_what_they_do_not_change():
    assert same_page({"kind": ["병원", "의원"], "r": "5", "center": "a"}, center=None) == (
        "?kind=%EB%B3%91%EC%9B%90&kind=%EC%9D%98%EC%9B%90&r=5"
    )


def test_the_cell_is_that_of_the_projects_check_value():
    assert cell_of(*CITY_HALL) == CELL
    assert hexgrid.resolution_of(hexgrid.from_text(CELL)) == hexgrid.CELL_RESOLUTION
