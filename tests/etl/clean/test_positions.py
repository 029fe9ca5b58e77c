"""Published points are believed as far as their address bears them out."""

import pandas as pd
import pytest

from etl.clean.addresses import parse_address
from etl.clean.codes import RegionIndex
from etl.clean.coordinates import distance_m
from etl.clean.gazetteer import Gazetteer
from etl.clean.positions import CenterPosition, agree, settle
from tests.etl.names_of_korea import middle

LAT, LON = middle("41410")  # 군포시
M_LAT = 1 / 111_000  # degrees a metre


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """고산로 100 stands in the middle of 군포시, 고산로 200 a kilometre to its north."""
    rows = [
        ("41410", "고산로", "100", "4141051000", LAT, LON),
        ("41410", "고산로", "200", "4141051000", LAT + 1_000 * M_LAT, LON),
    ]
    columns = ["municipality_code", "road_name", "building_number", "region_code", "lat", "lon"]
    return Gazetteer(pd.DataFrame(rows, columns=columns))


def settled(
    text: str, point: tuple[object, object] | None, korea: RegionIndex, gazetteer: Gazetteer
) -> CenterPosition | None:
    published = None if point is None else [point]
    return settle([parse_address(text, korea)], published, regions=korea, gazetteer=gazetteer)[0]


def test_a_point_in_its_district_near_its_road_is_believed(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 고산로 150 (산본동)", (LAT + 500 * M_LAT, LON), korea, gazetteer)
    assert found is not None
    assert (found.source, found.trust, found.agreement, found.conflict_m) == ("published", "building", "emd", None)


def test_swapped_degrees_are_turned(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 고산로 150", (LON, LAT), korea, gazetteer)
    assert found is not None
    assert (found.lat, found.lon, found.method) == (LAT, LON, "swapped")


def test_a_point_that_contradicts_its_road_gives_way_to_the_address(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 고산로 100", (LAT - 2_000 * M_LAT, LON), korea, gazetteer)
    assert found is not None
    assert (found.source, found.method, found.trust) == ("address", "same_building", "building")
    assert found.conflict_m == pytest.approx(2_000, rel=0.01)
    assert distance_m(found.lat, found.lon, LAT, LON) < 1


def test_a_point_outside_its_district_gives_way_to_the_address(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 모르는로 3", middle("41590"), korea, gazetteer)
    assert found is not None
    assert (found.source, found.trust, found.agreement) == ("address", "sigungu", "sigungu")


def test_a_point_that_nothing_confirms_is_trusted_to_its_sigungu(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    inside = settled("제주특별자치도 서귀포시 중앙로 1", middle("50130"), korea, gazetteer)
    outside = settled("제주특별자치도 서귀포시 중앙로 1", middle("50110"), korea, gazetteer)
    assert inside is not None
    assert outside is not None
    assert (inside.trust, inside.agreement) == ("building", "sigungu")
    assert (outside.trust, outside.agreement) == ("sigungu", "sido")


def test_an_address_without_a_number_is_a_road_s(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 고산로", (LAT + 300 * M_LAT, LON), korea, gazetteer)
    assert found is not None
    assert (found.source, found.trust) == ("published", "road")


def test_without_coordinates_the_address_is_located(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    found = settled("경기도 군포시 고산로 150", None, korea, gazetteer)
    assert found is not None
    assert (found.source, found.method, found.trust) == ("address", "between_numbers", "road")
    assert distance_m(found.lat, found.lon, LAT + 500 * M_LAT, LON) < 2


def test_a_row_that_says_nothing_of_its_place_has_none(korea: RegionIndex, gazetteer: Gazetteer) -> None:
    assert settled("940 3층(조원동 일호골든타워)", None, korea, gazetteer) is None


def test_agreement_allows_for_generalised_borders(korea: RegionIndex) -> None:
    west = korea.locate([LAT], [LON])  # the square's own emd, to be sure of the set-up
    assert west[0] == "4141051000"
    read = parse_address("경기도 군포시 고산로 1 (산본동)", korea)
    edge = LON + 0.05  # the square's eastern border
    m_lon = 1 / 91_000
    points = [edge + 200 * m_lon, edge + 400 * m_lon]
    assert agree([read, read], [LAT, LAT], points, korea)[0] == "emd"
    assert agree([read, read], [LAT, LAT], points, korea)[1] in ("sido", "none")
    nowhere = parse_address("관평로170번길 22", korea)
    assert agree([nowhere], [LAT], [LON], korea) == ["unknown"]
