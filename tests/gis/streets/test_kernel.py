"""Searches against networkx and scipy on the same arrays: equal to the millisecond."""

import networkx as nx
import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from gis.streets import kernel, landmarks, meeting
from gis.streets.network import CLOSED, UNREACHABLE, Adjacency, compress
from gis.terms import MODES

ZERO = np.zeros(1, dtype=np.int32)
SEEDS = range(12)


def times_from(adjacency: Adjacency, source: int, limit: int, work: kernel.Workspace) -> dict[int, int]:
    count = kernel.spread(
        adjacency.start, adjacency.arcs, np.array([source], dtype=np.int32), ZERO, limit,
        work.labels, work.touched, work.queue, work.sizes, work.shift,
    )  # fmt: skip
    nodes = work.touched[:count]
    assert len(set(nodes.tolist())) == count
    found = dict(zip(nodes.tolist(), work.labels[nodes].tolist(), strict=True))
    kernel.clean(work.labels, work.touched, count)
    assert (work.labels == UNREACHABLE).all()
    assert (work.sizes == 0).all()
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", SEEDS)
def test_cut_off_search_equals_networkx(make_random, as_networkx, seed, mode):
    network = make_random(seed)
    graph, adjacency = as_networkx(network, mode), network.adjacency(mode)
    rng = np.random.default_rng(seed)
    for shift in (0, 9, 14, None):  # any bucket width gives the same labels
        work = kernel.make_workspace(adjacency, shift=shift, entries=4)  # buckets that must grow
        for source in rng.integers(0, network.node_count, 4).tolist():
            for limit in (0, 90_000, 600_000, UNREACHABLE - 1):
                expected = nx.single_source_dijkstra_path_length(graph, source, cutoff=limit, weight="ms")
                assert times_from(adjacency, source, limit, work) == expected


def test_limit_is_inclusive(town):
    adjacency = town.adjacency("walk")
    work = kernel.make_workspace(adjacency)
    everything = times_from(adjacency, 0, UNREACHABLE - 1, work)
    farthest = max(everything.values())
    assert times_from(adjacency, 0, farthest, work) == everything
    assert len(times_from(adjacency, 0, farthest - 1, work)) < len(everything)


@pytest.mark.parametrize("mode", MODES)
def test_several_seeds_give_the_least_of_their_times(make_random, as_networkx, mode):
    network = make_random(5)
    graph, adjacency = as_networkx(network, mode), network.adjacency(mode)
    work = kernel.make_workspace(adjacency)
    seeds, ms = np.array([7, 9, 7], dtype=np.int32), np.array([4_000, 500, 1_500], dtype=np.int32)
    count = kernel.spread(
        adjacency.start, adjacency.arcs, seeds, ms, UNREACHABLE - 1,
        work.labels, work.touched, work.queue, work.sizes, work.shift,
    )  # fmt: skip
    graph.add_edge("origin", 7, ms=1_500)
    graph.add_edge("origin", 9, ms=500)
    expected = nx.single_source_dijkstra_path_length(graph, "origin", weight="ms")
    del expected["origin"]
    assert {n: work.labels[n] for n in work.touched[:count].tolist()} == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", SEEDS)
def test_two_sided_and_landmark_routes_equal_networkx(make_random, as_networkx, seed, mode):
    network = make_random(seed)
    graph = as_networkx(network, mode)
    forward, backward = network.adjacency(mode), network.adjacency(mode, reverse=True)
    marks = landmarks.choose_landmarks(network, mode, count=4)
    sides = meeting.make_side(forward), meeting.make_side(backward)
    rng = np.random.default_rng(seed + 100)
    for source, target in rng.integers(0, network.node_count, (12, 2)).tolist():
        a, b = np.array([source], dtype=np.int32), np.array([target], dtype=np.int32)
        try:
            expected = nx.dijkstra_path_length(graph, source, target, weight="ms")
        except nx.NetworkXNoPath:
            expected = UNREACHABLE
        best, middle, *counts = meeting.meet(
            forward.start, forward.arcs, backward.start, backward.arcs, a, ZERO, b, ZERO, *sides
        )
        assert best == expected
        if best != UNREACHABLE:
            steps = [*forward.streets[meeting.trace(sides[0][1], middle)][::-1]]
            steps += [*backward.streets[meeting.trace(sides[1][1], middle)]]
            assert_is_path(network, mode, steps, source, target, best)
        for side, count in zip(sides, counts, strict=True):
            kernel.clean(side[0], side[3], count)
        best, last, count = landmarks.seek(forward.start, forward.arcs, marks.ms, a, ZERO, b, ZERO, sides[0])
        assert best == expected
        if last >= 0:
            steps = [*forward.streets[meeting.trace(sides[0][1], last)][::-1]]
            assert_is_path(network, mode, steps, source, target, best)
        kernel.clean(sides[0][0], sides[0][3], count)
        assert (sides[0][0] == UNREACHABLE).all()


def assert_is_path(network, mode, steps, source, target, ms):
    """Each street begins where the one before ended, is open that way, and the times add up."""
    at, total = source, 0
    for step in steps:
        street, backward = step >> 1, step & 1
        ends = (network.street_from[street], network.street_to[street])
        assert ends[backward] == at
        own = network.street_ms[street, MODES.index(mode), backward]
        assert own != CLOSED
        at, total = ends[1 - backward], total + own
    assert (at, total) == (target, ms)


@pytest.mark.parametrize("mode", MODES)
def test_triangle_and_symmetry_hold_where_they_must(make_random, mode):
    network = make_random(3)
    forward = dijkstra(network.adjacency(mode).matrix())
    backward = dijkstra(network.adjacency(mode, reverse=True).matrix())
    assert (forward == backward.T).all()
    via = forward[:, :, None] + forward[None, :, :]
    assert (forward <= via.min(axis=1)).all()
    if mode == "walk" and not network.node_is_cut.any():
        lengths = dijkstra(_lengths_only(network).matrix())
        assert (lengths == lengths.T).all()  # a walker meets no one-way street; delays differ by direction


def _lengths_only(network) -> Adjacency:
    both = np.arange(network.street_count, dtype=np.int32)
    return compress(
        np.concatenate([network.street_from, network.street_to]),
        np.concatenate([network.street_to, network.street_from]),
        np.concatenate([network.street_length_dm] * 2),
        np.concatenate([both * 2, both * 2 + 1]),
        node_count=network.node_count,
    )


def test_landmarks_lie_in_the_largest_part_and_bound_from_below(make_random):
    network = make_random(8)
    marks = landmarks.choose_landmarks(network, "car", count=5)
    labels, sizes = network.components("car")
    assert set(labels[marks.nodes]) == {sizes.argmax()}
    exact = dijkstra(network.adjacency("car").matrix())
    exact[np.isinf(exact)] = UNREACHABLE
    assert (exact[marks.nodes] == marks.ms[:, :, 0].T).all()
    assert (marks.ms[:, :, 1] == exact[:, marks.nodes]).all()
