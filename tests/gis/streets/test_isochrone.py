"""Reachable ground: areas contain each other, hold what is reached, leave out what is not, and keep their holes."""

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod

from gis.errors import InputError
from gis.hexgrid import cells_of, split_people
from gis.streets.build import RawStreets, build_network
from gis.streets.isochrone import Isochrone, find_isochrone, people_inside
from gis.streets.route import Position
from gis.streets.tags import WayProfile
from gis.terms import MODES


@pytest.fixture(scope="module")
def grid_town(header):
    """A town of 60 x 60 blocks of about 100 m, with a lake of 30 x 30 blocks in its midst, two-way everywhere."""
    side = 61
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    lake = (np.abs(column - 30) < 15) & (np.abs(row - 30) < 15)
    pairs = pairs[~lake.ravel()[pairs].any(axis=1)]
    street = WayProfile("residential", ((4.5, 4.5), (14.0, 14.0), (20.0, 20.0)), (1.0,) * 3, 0, "", "")
    raw = RawStreets(
        way_start=np.arange(0, 2 * len(pairs) + 1, 2),
        way_nodes=pairs.ravel().astype(np.int64),
        way_profile=np.zeros(len(pairs), dtype=np.int32),
        profiles=(street,),
        lon=127 + column.ravel() * 0.00113,
        lat=37.5 + row.ravel() * 0.0009,
        node_feature=np.full(side * side, -1, dtype=np.int32),
        features=(),
    )
    return build_network(raw, header=header)


CORNER = Position(37.5 + 0.0009 * 5, 127 + 0.00113 * 5)


@pytest.mark.parametrize("mode", MODES)
def test_areas_contain_each_other(grid_town, mode):
    found = find_isochrone(grid_town, CORNER, mode=mode, minutes=[30, 5, 10, 15, 60, 10.5])
    assert found.minutes == (5, 10, 10.5, 15, 30, 60)
    assert found.is_approximate == (mode != "car")  # no footways: an extract for cars
    for inner, outer in zip(found.areas[:-1], found.areas[1:], strict=True):
        assert outer.is_valid
        assert outer.covers(inner)
        assert outer.area > inner.area or mode != "walk"
    assert found.areas[0].covers(shapely.Point(CORNER.lon, CORNER.lat))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", MODES)
def test_random_areas_contain_each_other(make_random, mode, seed):
    network = make_random(seed)
    rng = np.random.default_rng(seed)
    for _ in range(4):
        origin = Position(37.5 + rng.random() * 0.008, 127 + rng.random() * 0.008)
        found = find_isochrone(network, origin, mode=mode, minutes=sorted(rng.uniform(1, 20, 4)))
        if found is None:
            continue
        for inner, outer in zip(found.areas[:-1], found.areas[1:], strict=True):
            assert inner.is_valid
            assert outer.is_valid
            assert outer.covers(inner)


def test_reached_nodes_lie_inside_and_others_outside(grid_town, as_networkx):
    (node,) = np.flatnonzero(
        (grid_town.node_lon_e6 == round(CORNER.lon * 1e6)) & (grid_town.node_lat_e6 == round(CORNER.lat * 1e6))
    )
    times = nx.single_source_dijkstra_path_length(as_networkx(grid_town, "walk"), int(node), weight="ms")
    lon, lat = grid_town.node_lon_e6 / 1e6, grid_town.node_lat_e6 / 1e6
    ms = np.array([times[n] for n in range(grid_town.node_count)])
    (area,) = find_isochrone(grid_town, CORNER, mode="walk", minutes=[20]).areas
    inside = shapely.contains_xy(area, lon, lat)
    limit, margin = 20 * 60_000, 90_000  # the grid is as fine as a minute and a half on foot
    assert inside[ms <= limit - margin].all()
    assert not inside[ms >= limit + margin].any()


def test_the_lake_stays_a_hole(grid_town):
    (area,) = find_isochrone(grid_town, CORNER, mode="car", minutes=[60]).areas
    (polygon,) = area.geoms
    lake = shapely.Point(127 + 0.00113 * 30, 37.5 + 0.0009 * 30)
    assert not area.covers(lake)
    (hole,) = [ring for ring in polygon.interiors if shapely.Polygon(ring).covers(lake)]
    blocks = shapely.Polygon(hole).area / (0.00113 * 0.0009)
    assert 27**2 < blocks < 30**2


@pytest.mark.parametrize(("lat", "lon"), [(33.25, 126.56), (37.5, 127.0), (38.09, 127.07)])
def test_areas_are_as_large_as_on_the_ellipsoid_everywhere(lat, lon):
    area = shapely.multipolygons([shapely.box(lon, lat, lon + 0.05, lat + 0.04)])
    hole = area.difference(shapely.box(lon + 0.01, lat + 0.01, lon + 0.02, lat + 0.02))
    found = Isochrone("car", (10.0, 20.0), (shapely.MultiPolygon([hole]), area), is_approximate=False)
    expected = [abs(Geod(ellps="WGS84").geometry_area_perimeter(one)[0]) / 1e6 for one in found.areas]
    assert found.km2 == pytest.approx(expected, rel=2e-3)


def test_nothing_is_reached_from_the_sea(town):
    assert find_isochrone(town, Position(37.4, 127.1), mode="walk", minutes=[10]) is None


def test_minutes_out_of_range(town):
    for minutes in ([], [0], [10, 500], [float("nan")]):
        with pytest.raises(InputError, match="1 to 120"):
            find_isochrone(town, Position(37.5, 127.0), mode="walk", minutes=minutes)


def test_people_inside():
    areas = [
        shapely.multipolygons([shapely.box(127, 37, 127.1, 37.1)]),
        shapely.multipolygons([shapely.box(127, 37, 128, 38)]),
    ]
    counts = people_inside(areas, [127.05, 127.5, 129], [37.05, 37.5, 37], [10, 5.5, 100])
    assert counts.tolist() == [10, 15.5]


def test_people_are_split_over_smaller_cells():
    cells = cells_of([37.5, 35.1], [127.0, 129.0], 8)
    lat, lon, people = split_people(cells, [490, 49])
    assert len(people) == 98
    assert people.sum() == pytest.approx(539)
    # H3 children stand a little beyond their parent's rim, but most lie in it and all are nearest to it.
    assert (cells_of(lat, lon, 8)[:49] == cells[0]).mean() > 0.85
    assert np.hypot(lat[:49] - 37.5, lon[:49] - 127.0).max() < 0.02
