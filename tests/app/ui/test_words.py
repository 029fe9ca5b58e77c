"""Distances, directions and ages in words."""

from datetime import date

import pytest

from app.text import load
from app.ui import words

KO, EN = load("ko"), load("en")


@pytest.mark.parametrize(
    ("metres", "written"),
    [
        (0, "10 m"),
        (14, "10 m"),
        (15.1, "20 m"),
        (994, "990 m"),
        (995, "1.0 km"),
        (1249, "1.2 km"),
        (9949, "9.9 km"),
        (9950, "10 km"),
        (324866, "325 km"),
    ],
)
def test_distances_are_as_exact_as_they_are_useful(metres, written):
    assert words.distance(KO, metres) == written


def test_a_rough_distance_says_so():
    assert words.distance(KO, 1249, is_rough=True) == "약 1.2 km"
    assert words.distance(EN, 1249, is_rough=True) == "about 1.2 km"


@pytest.mark.parametrize(
    ("lat", "lon", "korean"),
    [
        (38.0, 127.0, "북쪽"),
        (37.6, 127.13, "북동쪽"),
        (37.5, 127.5, "동쪽"),
        (37.4, 127.13, "남동쪽"),
        (37.0, 127.0, "남쪽"),
        (37.4, 126.87, "남서쪽"),
        (37.5, 126.5, "서쪽"),
        (37.6, 126.87, "북서쪽"),
    ],
)
def test_directions_are_those_of_the_compass(lat, lon, korean):
    assert words.direction(KO, lat_from=37.5, lon_from=127.0, lat_to=lat, lon_to=lon) == korean


@pytest.mark.parametrize(
    ("stated", "korean", "english"),
    [
        (date(2026, 11, 1), "이번 달", "this month"),
        (date(2026, 10, 31), "1개월 전", "1 month ago"),
        (date(2024, 12, 1), "23개월 전", "23 months ago"),
        (date(2024, 11, 30), "2년 전", "2 years ago"),
        (date(2019, 6, 3), "7년 전", "7 years ago"),
    ],
)
def test_ages_go_from_months_to_years(stated, korean, english):
    today = date(2026, 11, 22)
    assert (words.age(KO, stated, today), words.age(EN, stated, today)) == (korean, english)


def test_old_is_more_than_two_years():
    assert not words.is_old(date(2024, 11, 23), date(2026, 11, 22))
    assert words.is_old(date(2024, 11, 21), date(2026, 11, 22))
