"""Published pairs: taken as they are, swapped, brought from metres, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from etl.clean.coordinates import KOREAN_SYSTEMS, SAME_PLACE_M, Point, UnreadablePoint, distance_m, read_point, spread_m

LAT, LON = st.floats(33.2, 38.5), st.floats(125.0, 131.5)


@given(LAT, LON)
def test_degrees_in_korea_are_taken_as_published_and_swapped_ones_turned(lat: float, lon: float) -> None:
    assert read_point(lat, lon) == Point(lat, lon, "as_published")
    assert read_point(str(lon), str(lat)) == Point(lat, lon, "swapped")


def near(lat: float, lon: float):
    """Tell whether a place lies in a district so small that no two systems but twins can both put a point there."""
    return lambda found_lat, found_lon: abs(found_lat - lat) < 0.005 and abs(found_lon - lon) < 0.005


@given(LAT, LON, st.sampled_from(KOREAN_SYSTEMS), st.booleans())
def test_metres_are_read_to_100_m_or_handed_on_with_all_they_may_mean(
    lat: float, lon: float, system: int, lat_first: bool
) -> None:
    x, y = Transformer.from_crs(4326, system, always_xy=True).transform(lon, lat)
    read = read_point(*((y, x) if lat_first else (x, y)), agrees=near(lat, lon))
    if isinstance(read, Point):
        assert distance_m(lat, lon, read.lat, read.lon) <= SAME_PLACE_M
        assert read.rule.startswith("from_epsg_")
    else:
        assert read.reason in ("ambiguous_datum", "ambiguous_system")
        if read.reason == "ambiguous_datum":
            assert min(distance_m(lat, lon, one.lat, one.lon) for one in read.candidates) < 1


def test_city_hall_in_metres() -> None:
    seoul = near(37.5665, 126.9780)
    read = read_point(551885.031, 198056.366, agrees=seoul)
    assert isinstance(read, Point)
    assert (read.lat, read.lon, read.rule) == (
        pytest.approx(37.5665, abs=1e-6),
        pytest.approx(126.9780, abs=1e-6),
        "from_epsg_5186",
    )
    twins = read_point(1952032.081, 953901.165, agrees=seoul)
    assert isinstance(twins, UnreadablePoint)
    assert [one.rule for one in twins.candidates] == ["from_epsg_5179", "from_epsg_5178"]
    assert (twins.candidates[0].lat, twins.candidates[0].lon) == pytest.approx((37.5665, 126.9780), abs=1e-6)
    assert spread_m(twins.candidates) == pytest.approx(360, abs=5), "the datums lie some 360 m apart"


def test_metres_without_a_district_are_not_guessed() -> None:
    assert read_point(551885.031, 198056.366) == UnreadablePoint("ambiguous_system")
    assert read_point(551885.031, 198056.366, agrees=lambda _lat, _lon: False) == UnreadablePoint("ambiguous_system")


def test_two_systems_that_both_agree_but_disagree_with_each_other_are_not_guessed() -> None:
    assert read_point(551885.031, 198056.366, agrees=lambda _lat, _lon: True) == UnreadablePoint("ambiguous_system")


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("", "", "missing"),
        (None, 127.0, "missing"),
        ("0", "0", "missing"),
        ("nan", "127", "missing"),
        ("38.9", "125.7", "outside_korea"),
        (35.68, 139.76, "outside_korea"),
        ("북위 37", "127", "missing"),
    ],
)
def test_what_is_no_point_in_korea_is_refused_with_its_reason(lat: object, lon: object, reason: str) -> None:
    assert read_point(lat, lon) == UnreadablePoint(reason)
