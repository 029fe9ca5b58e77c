"""The one search: around a point, without one, and what is left where it must be open."""

import pytest

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
