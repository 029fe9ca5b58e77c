"""The hand-made town of toy_town.osm: every node, street, length and time worked by hand."""

import itertools
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from pyproj import Geod

from etl.sources.streets_osm import read_streets
from gis.errors import SourceError
from gis.streets.build import RawStreets, build_network
from gis.streets.network import CLOSED, FLAGS, StreetNetwork
from gis.streets.tags import Feature, WayProfile
from gis.terms import MODES

TOWN = Path(__file__).parent / "toy_town.osm"
EAST_M, NORTH_M = 88.38, 111.0
"""One step of the town's grid."""


def node_at(network: StreetNetwork, lon: float, lat: float) -> list[int]:
    return np.flatnonzero(
        (network.node_lon_e6 == round(lon * 1e6)) & (network.node_lat_e6 == round(lat * 1e6))
    ).tolist()


def streets_named(network: StreetNetwork, name: str) -> list[int]:
    numbers = [i for i, pair in enumerate(network.names) if pair[0] == name]
    return np.flatnonzero(np.isin(network.street_name, numbers)).tolist()


def test_nodes_and_streets_of_the_town(town):
    # A1 B1 C1 A2 B2 C2 D2 A3 C3 S, the bollard twice, two ends of the islet; B3 and the bend of the steps are geometry.
    assert (town.node_count, town.street_count) == (14, 15)
    assert node_at(town, 127.001, 37.502) == []
    assert len(node_at(town, 127.0, 37.5015)) == 2
    assert {name for name, _ in town.names} == {
        "",
        "남길",
        "중앙로",
        "북길",
        "서길",
        "일방로",
        "동길",
        "계단길",
        "섬길",
    }
    assert ("중앙로", "Jungang-ro") in town.names
    assert town.header.complete == MODES  # a third of the length is footway and steps


@pytest.mark.parametrize(
    ("holds", "complete"), [(None, MODES), ("all", MODES), ("drive", ("car",)), ("walk", ("walk",))]
)
def test_it_speaks_for_the_modes_whose_ways_were_not_cut_away(table, header, holds, complete):
    assert build_network(read_streets(TOWN, table), header=header, holds=holds).header.complete == complete


def test_lengths_follow_the_ellipsoid(town):
    (north,) = streets_named(town, "북길")
    expected = Geod(ellps="WGS84").line_length([127.0, 127.001, 127.002], [37.502] * 3)
    assert town.street_length_dm[north] / 10 == pytest.approx(expected, abs=0.06)
    assert town.line(north).tolist() in (
        [[127.0, 37.502], [127.001, 37.502], [127.002, 37.502]],
        [[127.002, 37.502], [127.001, 37.502], [127.0, 37.502]],
    )


def test_times(town):
    def ms(street, mode):
        return town.street_ms[street, MODES.index(mode)].tolist()

    (one_way,) = streets_named(town, "일방로")
    length = town.street_length_dm[one_way] / 10
    # The signal at B2 holds up who reaches it: 12 s a car, 8 s a bicycle, nobody on foot along a street.
    assert ms(one_way, "car") == [pytest.approx(length * 3.6 / 20 * 1000 + 12_000, abs=20), CLOSED]
    assert ms(one_way, "bicycle") == [pytest.approx(length * 3.6 / 14 * 1000 + 8_000, abs=20), CLOSED]
    assert ms(one_way, "walk") == [pytest.approx(length * 3.6 / 4.5 * 1000, abs=80)] * 2
    (steps,) = streets_named(town, "계단길")
    assert ms(steps, "walk") == [pytest.approx(NORTH_M * 3.6 / 2 * 1000, rel=1e-3)] * 2
    assert ms(steps, "car") == ms(steps, "bicycle") == [CLOSED, CLOSED]
    assert town.street_flags[steps] == FLAGS["steps"] | FLAGS["footway"]


def test_bollard_lets_walkers_and_bicycles_pass(town):
    ends = set(node_at(town, 127.0, 37.5015))
    (between,) = [s for s in range(town.street_count) if {int(town.street_from[s]), int(town.street_to[s])} == ends]
    assert (town.street_ms[between, 0] > 0).all()
    assert (town.street_ms[between, 1] > 0).all()
    assert (town.street_ms[between, 2] == CLOSED).all()


def test_largest_part_and_usable_streets(town):
    _, sizes = town.components("walk")
    assert sizes.max() == 12
    assert sorted(sizes.tolist()) == [2, 12]
    islet = streets_named(town, "섬길")
    assert not town.is_usable("walk")[islet].any()
    north = streets_named(town, "북길")  # beyond the bollard and the footway: cars get neither in nor out
    assert town.is_usable("walk")[north].all()
    assert not town.is_usable("car")[north].any()


def test_one_way_streets_keep_their_direction_when_merged(header):
    """A one-way of three pieces drawn as two ways, one of them backwards with oneway=-1, is not merged across."""
    forward = WayProfile("residential", ((4.5, 4.5), (14.0, 0.0), (20.0, 0.0)), (1.0,) * 3, 0, "길", "")
    backward = WayProfile("residential", ((4.5, 4.5), (0.0, 14.0), (0.0, 20.0)), (1.0,) * 3, 0, "길", "")
    nodes = np.array([0, 1, 2, 4, 3, 2], dtype=np.int64)  # 0>1>2 and, drawn against, 4-3-2
    raw = RawStreets(
        way_start=np.array([0, 3, 6]),
        way_nodes=nodes,
        way_profile=np.array([0, 1], dtype=np.int32),
        profiles=(forward, backward),
        lon=127 + np.arange(5) * 0.001,
        lat=np.full(5, 37.5),
        node_feature=np.full(5, -1, dtype=np.int32),
        features=(),
    )
    network = build_network(raw, header=header)
    graph = nx.DiGraph()
    for street in range(network.street_count):
        ends = int(network.street_from[street]), int(network.street_to[street])
        for direction, ms in enumerate(network.street_ms[street, 2]):
            if ms != CLOSED:
                graph.add_edge(*(ends if direction == 0 else ends[::-1]))
    west, east = node_at(network, 127.0, 37.5)[0], node_at(network, 127.004, 37.5)[0]
    assert nx.has_path(graph, west, east)
    assert not nx.has_path(graph, east, west)


def test_ring_without_a_junction_stays_a_ring(header):
    ring = WayProfile("residential", ((4.5, 4.5), (14.0, 0.0), (20.0, 0.0)), (1.0,) * 3, 0, "", "")
    raw = RawStreets(
        way_start=np.array([0, 5]),
        way_nodes=np.array([0, 1, 2, 3, 0], dtype=np.int64),
        way_profile=np.zeros(1, dtype=np.int32),
        profiles=(ring,),
        lon=np.array([127.0, 127.001, 127.001, 127.0]),
        lat=np.array([37.5, 37.5, 37.501, 37.501]),
        node_feature=np.full(4, -1, dtype=np.int32),
        features=(),
    )
    network = build_network(raw, header=header)
    assert (network.node_count, network.street_count) == (1, 1)
    assert network.street_length_dm[0] / 10 == pytest.approx(2 * (EAST_M + NORTH_M), abs=0.5)
    assert (network.line(0)[0] == network.line(0)[-1]).all()


@pytest.mark.parametrize("seed", range(8))
def test_simplified_distances_equal_those_of_the_pieces(seed, header):
    """Random polylines: times between junctions equal the sums over the raw pieces, delays included."""
    rng = np.random.default_rng(seed)
    count, ways = 60, 45
    features = (Feature((0.0, 4.0, 9.0), (0.0,) * 3, (False,) * 3),)
    profiles = tuple(
        WayProfile("residential", ((4.5, 4.5), (14.0, back), (speed, speed * (back > 0))), (1.0,) * 3, 0, name, "")
        for speed, back, name in ((20.0, 14.0, "가"), (30.0, 14.0, "나"), (30.0, 0.0, "다"))
    )
    starts, nodes = [0], []
    for _ in range(ways):
        nodes += rng.choice(count, size=int(rng.integers(2, 6)), replace=False).tolist()
        starts.append(len(nodes))
    raw = RawStreets(
        way_start=np.array(starts),
        way_nodes=np.array(nodes, dtype=np.int64),
        way_profile=rng.integers(0, 3, ways).astype(np.int32),
        profiles=profiles,
        lon=127 + rng.random(count) * 0.02,
        lat=37.5 + rng.random(count) * 0.02,
        node_feature=rng.choice([-1, 0], count).astype(np.int32),
        features=features,
    )
    network = build_network(raw, header=header)
    plain, built = nx.DiGraph(), nx.DiGraph()
    geod = Geod(ellps="WGS84")
    for way in range(ways):
        own = nodes[starts[way] : starts[way + 1]]
        kmh = profiles[raw.way_profile[way]].kmh[2]
        for a, b in itertools.pairwise(own):
            metres = geod.inv(raw.lon[a], raw.lat[a], raw.lon[b], raw.lat[b])[2]
            for tail, head, speed in ((a, b, kmh[0]), (b, a, kmh[1])):
                if speed:
                    seconds = metres * 3.6 / speed + (9.0 if raw.node_feature[head] == 0 else 0.0)
                    old = plain.get_edge_data(tail, head, {"s": np.inf})["s"]
                    plain.add_edge(tail, head, s=min(old, seconds))
    for street in range(network.street_count):
        ends = int(network.street_from[street]), int(network.street_to[street])
        for tail, head, ms in (
            (*ends, network.street_ms[street, 2, 0]),
            (*ends[::-1], network.street_ms[street, 2, 1]),
        ):
            if ms != CLOSED:
                old = built.get_edge_data(tail, head, {"s": np.inf})["s"]
                built.add_edge(tail, head, s=min(old, int(ms) / 1000))
    place = {(round(x * 1e6), round(y * 1e6)): i for i, (x, y) in enumerate(zip(raw.lon, raw.lat, strict=True))}
    at = [place[int(x), int(y)] for x, y in zip(network.node_lon_e6, network.node_lat_e6, strict=True)]
    compared = 0
    for source in list(built)[:10]:
        expected = nx.single_source_dijkstra_path_length(plain, at[source], weight="s")
        for target, seconds in nx.single_source_dijkstra_path_length(built, source, weight="s").items():
            assert seconds == pytest.approx(expected[at[target]], abs=0.05, rel=2e-4)
            compared += 1
    assert compared > 50


def test_empty_extract_is_an_error(tmp_path, table, header):
    path = tmp_path / "empty.osm"
    path.write_text('<osm version="0.6"><node id="1" lat="37.5" lon="127"/></osm>')
    with pytest.raises(SourceError, match="no street"):
        build_network(read_streets(path, table), header=header)
