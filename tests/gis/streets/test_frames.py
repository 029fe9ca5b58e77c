"""The network as tables, and the same network in osmnx's hands."""

import networkx as nx
import numpy as np
import osmnx as ox
import pytest

from gis.streets.frames import edge_frame, node_frame, street_frame
from gis.streets.route import Way, search
from gis.terms import MODES


def test_nodes_of_the_town(town):
    frame = node_frame(town)
    assert sorted(frame["street_count"].tolist()) == sorted([2, 3, 3, 3, 3, 4, 1, 2, 2, 1, 2, 2, 1, 1])
    assert frame.loc[frame["street_count"] == 4, "x"].tolist() == [127.002]  # C2
    stats = ox.stats.basic_stats(ox.convert.graph_from_gdfs(frame, edge_frame(town, "walk")))
    assert (stats["n"], stats["m"]) == (14, 30)


def test_streets_of_the_town(town):
    frame = street_frame(town)
    assert len(frame) == 15
    one_way = frame[frame["name"] == "일방로"].iloc[0]
    assert np.isnan(one_way["car_back_s"])
    assert one_way["car_s"] == pytest.approx(town.street_ms[one_way.name, 2, 0] / 1000)
    steps = frame[frame["is_steps"]]
    assert steps["name"].tolist() == ["계단길"]
    assert np.isnan(steps["car_s"]).all()
    for street in range(town.street_count):
        assert np.array(frame.geometry[street].coords).tolist() == town.line(street).tolist()


@pytest.mark.parametrize("mode", MODES)
def test_osmnx_finds_the_same_paths(make_random, mode):
    network = make_random(9)
    graph = ox.convert.graph_from_gdfs(node_frame(network), edge_frame(network, mode))
    assert graph.number_of_edges() == len(network.adjacency(mode).arcs)
    rng = np.random.default_rng(2)
    compared = 0
    for a, b in rng.integers(0, network.node_count, (30, 2)).tolist():
        found = search(network, [Way(a, 0, False)], [Way(b, 0, False)], mode)
        path = ox.routing.shortest_path(graph, a, b, weight="travel_ms")
        assert (path is None) == (found is None)
        if found is not None and a != b:
            assert nx.path_weight(graph, path, "travel_ms") == found.ms
            compared += 1
    assert compared > 3


def test_edges_run_the_way_one_travels(make_random):
    network = make_random(9)
    nodes, edges = node_frame(network), edge_frame(network, "car")
    for (u, v, _), line in edges.geometry.items():
        assert line.coords[0] == (nodes["x"][u], nodes["y"][u])
        assert line.coords[-1] == (nodes["x"][v], nodes["y"][v])
