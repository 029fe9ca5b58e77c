"""The nearest usable street against a plain search over all of them with shapely."""

import numpy as np
import pytest
import shapely

from gis.streets.metric import distance_m, metres_per_degree
from gis.streets.snap import make_index, snap
from gis.terms import MODES


def brute_force(network, lon, lat, mode):
    """Distance to every usable street on the plane that touches the point; least first."""
    lon_m, lat_m = (float(value) for value in metres_per_degree(lat))
    found = []
    for street in np.flatnonzero(network.is_usable(mode)):
        line = shapely.LineString((network.line(street) - [lon, lat]) * [lon_m, lat_m])
        origin = shapely.Point(0, 0)
        found.append((line.distance(origin), int(street), line.project(origin, normalized=True)))
    return min(found)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_plain_search(make_random, seed, mode):
    network = make_random(seed)
    rng = np.random.default_rng(seed)
    lon, lat = 126.996 + rng.random(40) * 0.02, 37.496 + rng.random(40) * 0.02
    snapped = snap(network, lon, lat, mode=mode, within_m=1e5)
    for i in range(len(lon)):
        metres, street, share = brute_force(network, lon[i], lat[i], mode)
        assert snapped.distance_m[i] == pytest.approx(metres, abs=0.02)
        if snapped.street[i] == street:
            assert snapped.share[i] == pytest.approx(share, abs=1e-3)
        direct = distance_m(lon[i], lat[i], snapped.lon[i], snapped.lat[i])
        assert direct == pytest.approx(metres, abs=0.05)


def test_distance_is_a_limit_and_inclusive_of_nearer_ones(town):
    lon, lat = 127.001, 37.4998  # 22.2 m south of 남길
    assert snap(town, lon, lat, mode="car", within_m=22.0).street[0] == -1
    found = snap(town, lon, lat, mode="car", within_m=22.5)
    assert found.distance_m[0] == pytest.approx(22.2, abs=0.05)
    assert found.off_street_ms[0] == pytest.approx(22.2 * 3600 / 4, abs=50)


def test_only_usable_streets_count(town):
    on_the_footway = 127.002, 37.50155
    walk = snap(town, *on_the_footway, mode="walk")
    car = snap(town, *on_the_footway, mode="car")
    assert walk.distance_m[0] < 0.1
    assert car.distance_m[0] == pytest.approx(0.00055 * 111_000, abs=1)  # 중앙로, not 북길 which no car gets to


def test_sea_and_islet_are_unreachable(town):
    at_sea, islet = (127.1, 37.4), (127.0305, 37.53)
    for lon, lat in (at_sea, islet):
        found = snap(town, lon, lat, mode="walk")
        assert found.street[0] == -1
        assert np.isnan([found.distance_m[0], found.lon[0], found.lat[0]]).all()
        assert found.off_street_ms[0] == 0


def test_every_piece_stands_in_the_squares_it_touches(make_random):
    network = make_random(4)
    index = make_index(network)
    for street in range(network.street_count):
        for p in range(index.line_start[street], index.line_start[street + 1] - 1):
            middle = (index.lon[p] + index.lon[p + 1]) / 2, (index.lat[p] + index.lat[p + 1]) / 2
            column, row = (
                int((middle[0] - index.west) / index.square_deg),
                int((middle[1] - index.south) / index.square_deg),
            )
            square = row * index.columns + column
            assert p in index.pieces[index.start[square] : index.start[square + 1]]
