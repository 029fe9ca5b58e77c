"""Whose center a person's is: told by whom centers serve, not by where they stand."""

import pytest

from app.data import centers
from app.data.search import Origin

ONGJIN, MICHUHOL = "28720", "28177"


@pytest.fixture
def own(nation_conn):
    return lambda origin: centers.own_centers.__wrapped__(nation_conn, origin)


def test_the_center_of_the_district_is_named_though_it_stands_elsewhere(own):
    # 영흥면 is 옹진군, whose center stands in 미추홀구.
    (island,) = own(Origin("place", 37.2553, 126.4709, "영흥면"))
    assert "옹진" in island.name
    assert island.serves == (ONGJIN,)
    town = own(Origin("place", island.lat, island.lon, "here"))
    assert town
    assert all(MICHUHOL in one.serves for one in town)  # at the same door another district's people are told another


def test_nobody_is_told_a_center_of_a_province_or_of_the_sea(own):
    assert own(Origin("region", 37.5, 127.0, "경기도", region_code="41")) == ()
    assert own(Origin("place", 36.5, 131.0, "동해")) == ()
