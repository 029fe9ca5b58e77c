"""Location against reference points, on a straight road with ten metres a number, and on the real points."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from etl.clean.addresses import Address
from etl.clean.gazetteer import BUILDING_RADIUS_M, AddressPoint, Gazetteer
from etl.contract import Cleaned

TO_DEGREES = Transformer.from_crs(5179, 4326, always_xy=True)
TO_METRES = Transformer.from_crs(4326, 5179, always_xy=True)
X, Y = 953_900.0, 1_952_000.0  # the road's beginning


def point(road: str, number: str, x: float, y: float = Y, emd: str = "1111051500") -> dict[str, object]:
    lon, lat = TO_DEGREES.transform(x, y)
    return {
        "municipality_code": "11110",
        "road_name": road,
        "building_number": number,
        "region_code": emd,
        "lat": lat,
        "lon": lon,
    }


def address(road: str | None, number: str | None = None, emd: tuple[str, ...] = (), city: str = "11110") -> Address:
    return Address("11", city, city, emd, road_name=road, building_number=number)


def metres_off(place: AddressPoint | None, x: float, y: float = Y) -> float:
    assert place is not None
    found_x, found_y = TO_METRES.transform(place.lon, place.lat)
    return math.hypot(found_x - x, found_y - y)


@pytest.fixture(scope="module")
def road() -> Gazetteer:
    """문예로 runs east from X: number n stands 10 n metres on; known are 10, 20, 60 and 200."""
    known = [point("문예로", str(n), X + 10 * n) for n in (10, 20, 60, 200)]
    known.append(point("먼길", "1", X, Y + 5_000, emd="1111051600"))
    return Gazetteer(pd.DataFrame(known))


def test_the_same_building_is_found(road: Gazetteer) -> None:
    place = road.locate(address("문예로", "20"))
    assert metres_off(place, X + 200) < 0.01
    assert place is not None
    assert (place.trust, place.radius_m, place.method) == ("building", BUILDING_RADIUS_M, "same_building")


def test_a_number_between_two_known_ones_is_interpolated(road: Gazetteer) -> None:
    place = road.locate(address("문예로", "30"))
    assert metres_off(place, X + 300) < 0.01
    assert place is not None
    # 180 m and 6 m a number to the nearer neighbour, which is 10 numbers away.
    assert (place.trust, place.radius_m, place.method) == ("road", 240.0, "between_numbers")


def test_a_number_beyond_the_known_ones_stands_beside_the_last(road: Gazetteer) -> None:
    place = road.locate(address("문예로", "210-3"))
    assert metres_off(place, X + 2_000) < 0.01
    assert place is not None
    assert (place.radius_m, place.method) == (300.0, "beside_number")


def test_a_branch_leaves_its_parent_at_its_number(road: Gazetteer) -> None:
    place = road.locate(address("문예로40번길", "7"))
    assert metres_off(place, X + 400) < 0.01
    assert place is not None
    assert (place.trust, place.method) == ("road", "parent_road")
    assert place.radius_m == 180 + 6 * 20 + 200 + 10 * 7


def test_a_serial_branch_says_nothing_about_distance(road: Gazetteer) -> None:
    place = road.locate(address("문예로40길", "7"))
    assert place is not None
    assert place.trust == "sigungu"


def test_a_serial_branch_stands_between_its_neighbours_in_the_row() -> None:
    known = [point("고랑로34길", "5", X), point("고랑로38길", "9", X + 400), point("고랑로40가길", "2", X + 600)]
    row = Gazetteer(pd.DataFrame(known))
    between = row.locate(address("고랑로36길", "7"))
    assert metres_off(between, X + 200) < 0.01
    assert between is not None
    assert (between.trust, between.radius_m, between.method) == ("road", 800.0, "sibling_branches")
    assert metres_off(row.locate(address("고랑로40나길", "1")), X + 600) < 0.01
    beyond = row.locate(address("고랑로44길", "1"))
    assert beyond is not None
    assert (metres_off(beyond, X + 600) < 0.01, beyond.radius_m) == (True, 800.0 + 60 * 4)


def test_a_misplaced_neighbour_does_not_pull_the_point_away() -> None:
    known = [point("문예로", "10", X + 100), point("문예로", "12", X + 9_000)]
    place = Gazetteer(pd.DataFrame(known)).locate(address("문예로", "11"))
    assert place is not None
    assert place.method != "between_numbers"


def test_points_that_contradict_each_other_are_no_building() -> None:
    known = [point("문예로", "10", X), point("문예로", "10", X + 4_000)]
    place = Gazetteer(pd.DataFrame(known)).locate(address("문예로", "10"))
    assert place is not None
    assert (place.trust, place.radius_m) == ("road", pytest.approx(4_000, abs=1))


def test_without_a_known_road_the_emd_then_the_sigungu_is_all_that_is_said(road: Gazetteer) -> None:
    in_emd = road.locate(address("모르는길", "3", emd=("1111051600",)))
    assert in_emd is not None
    assert (in_emd.trust, in_emd.radius_m) == ("emd", 5_000.0)  # one point does not show how far the emd reaches
    in_sigungu = road.locate(address(None))
    assert in_sigungu is not None
    assert in_sigungu.trust == "sigungu"
    assert road.locate(address("문예로", "20", city="26140")) is None


def gu_address(sigungu: str) -> Address:
    return Address("52", "52110", sigungu, (), road_name="모르는길", building_number="3")


def test_an_address_that_names_its_gu_never_stands_in_the_other_gu_of_its_city() -> None:
    """덕진구 reaches farther than its city's middle, which lies in 완산구: the city's radius is the smaller one."""
    far, near = "5211351000", "5211151000"
    known = [point("가길", str(n), X + 10_000 * x, emd=far) for n, x in enumerate((-1, 1, 2), start=1)]
    known += [point("나길", str(n), X + 100 * n, emd=near) for n in range(1, 40)]
    city = Gazetteer(pd.DataFrame(known).assign(municipality_code="52110"))
    for gu, own in (("52113", [-10_000.0, 10_000.0, 20_000.0]), ("52111", [100.0 * n for n in range(1, 40)])):
        place = city.locate(gu_address(gu))
        assert place is not None
        assert place.trust == "sigungu"
        assert min(metres_off(place, X + away) for away in own) < 0.01
    whole = city.locate(Address("52", "52110", None, (), road_name="모르는길", building_number="3"))
    assert whole is not None
    assert whole.method == "points_of_sigungu"


@pytest.mark.parametrize(("level", "wanted"), [("emd", ("1111051600",)), ("sigungu", ())])
def test_the_middle_of_a_unit_around_another_stands_in_the_unit_itself(level: str, wanted: tuple[str, ...]) -> None:
    ring = [point("둘레길", str(n), X + x, Y + y, "1111051600") for n, (x, y) in enumerate(
        [(4_000, 0), (-4_000, 0), (0, 4_000), (0, -4_000), (3_000, 3_000), (-3_000, -3_000)], start=1)]  # fmt: skip
    inner = [{**point("안길", "1", X, Y, "2911051500"), "municipality_code": "29110"}]
    place = Gazetteer(pd.DataFrame(ring + inner)).locate(Address("11", "11110", "11110", wanted))
    assert place is not None
    assert place.trust == level
    assert metres_off(place, X) >= 4_000 - 0.01
    assert place.radius_m >= 8_000 - 0.01  # every point known of the unit lies within it


def test_the_radii_hold_on_the_real_reference_points(centers_cleaned: Mapping[str, Cleaned]) -> None:
    """Leave a tenth of the buildings out: how many of them lie within the radius that is stated?"""
    frames = [centers_cleaned[name].tables["core.address_point"] for name in ("schools", "pharmacies")]
    points = pd.concat(frames, ignore_index=True).dropna(subset=["road_name", "building_number"])
    points = points.assign(
        municipality_code=points["road_address"].str.split().str[:2].str.join(" "),  # any name of the city will do
        lat=[shape.y for shape in points["geom"]],
        lon=[shape.x for shape in points["geom"]],
    )
    keys = points[["municipality_code", "road_name", "building_number"]].agg(" ".join, axis=1)
    left_out = keys.isin(keys.drop_duplicates().sample(frac=0.1, random_state=20241122))
    gazetteer = Gazetteer(points[~left_out])
    inside: dict[str, list[bool]] = {}
    for row in points[left_out].itertuples():
        wanted = Address(
            "00",
            row.municipality_code,
            row.sigungu_code,
            (row.region_code,),
            road_name=row.road_name,
            building_number=row.building_number,
        )
        place = gazetteer.locate(wanted)
        assert place is not None
        x, y = TO_METRES.transform(row.lon, row.lat)
        inside.setdefault(place.trust, []).append(metres_off(place, x, y) <= place.radius_m)
    assert len(inside["road"]) > 2_500
    assert np.mean(inside["road"]) > 0.95
    assert np.mean(inside["emd"]) > 0.80
