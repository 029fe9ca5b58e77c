"""Published pairs: taken as they are, swapped, brought from metres, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from etl.clean.coordinates import Point, Unreadable, read_point

LAT, LON = st.floats(33.2, 38.5), st.floats(125.0, 131.5)


@given(LAT, LON)
def test_degrees_in_korea_are_taken_as_published_and_swapped_ones_turned(lat: float, lon: float) -> None:
    assert read_point(lat, lon) == Point(lat, lon, "as_published")
    assert read_point(str(lon), str(lat)) == Point(lat, lon, "swapped")


@given(LAT, LON, st.sampled_from([5174, 5179, 5181, 5186]), st.booleans())
def test_metres_are_read_in_the_system_that_agrees_with_the_address(
    lat: float, lon: float, system: int, lat_first: bool
) -> None:
    x, y = Transformer.from_crs(4326, system, always_xy=True).transform(lon, lat)
    pair = (y, x) if lat_first else (x, y)

    def agrees(found_lat: float, found_lon: float) -> bool:
        # A district so small that no two places in it lie 0.01 degrees apart: in a larger one a second system may
        # well give another place that agrees too, and the pair is rightly refused.
        return abs(found_lat - lat) < 0.0035 and abs(found_lon - lon) < 0.0035

    found = read_point(*pair, agrees=agrees)
    # 5174 and 5181 differ by some 300 m of datum, which no district tells apart: either may be the one found.
    assert isinstance(found, Point)
    assert found.rule.startswith("from_epsg_")
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=0.0035)


def test_city_hall_in_metres() -> None:
    def agrees(lat: float, lon: float) -> bool:
        return 37.4 < lat < 37.7 and 126.8 < lon < 127.2

    found = read_point(1952032.081, 953901.165, agrees=agrees)
    assert isinstance(found, Point)
    assert (found.lat, found.lon, found.rule) == (
        pytest.approx(37.5665, abs=1e-6),
        pytest.approx(126.9780, abs=1e-6),
        "from_epsg_5179",
    )


def test_metres_without_a_district_are_not_guessed() -> None:
    assert read_point(551885.031, 198056.366) == Unreadable("ambiguous_system")
    assert read_point(551885.031, 198056.366, agrees=lambda _lat, _lon: False) == Unreadable("ambiguous_system")


def test_two_systems_that_both_agree_but_disagree_with_each_other_are_not_guessed() -> None:
    assert read_point(551885.031, 198056.366, agrees=lambda _lat, _lon: True) == Unreadable("ambiguous_system")


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
    assert read_point(lat, lon) == Unreadable(reason)
