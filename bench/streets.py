"""Routes, reachable areas and the matrix of times, side by side with scipy, networkx and osmnx's way.

Run: ``python -m bench.streets [100k 500k 2M]`` (the first two when none is given; 2M takes some minutes and 5 GB).
Networks: Seoul as shipped, and generated ones (bench/street_graphs.py). Every engine works on the same arcs of
whole milliseconds, and the times found are compared before anything is printed. networkx and pgRouting (one-to-one,
where the extension is installed) are left out above 600,000 nodes; networkx's matrix is measured on four sources and
scaled to 300. Times are the best of some runs, those of the matrix the median batch of 30 sources, both engines in
turns. The processor's time of the matrix is what two idle cores share between them.
"""

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from sqlalchemy import Engine

from bench import pgrouting
from bench.street_graphs import generate
from gis.settings import ROOT
from gis.streets import route as routes
from gis.streets.directions import give_directions
from gis.streets.files import load_network
from gis.streets.isochrone import find_isochrone
from gis.streets.kernel import Workspace, collect, make_workspace, spread
from gis.streets.metric import distance_m
from gis.streets.network import Adjacency, StreetNetwork
from gis.streets.route import Position, find_route

ENGINES = ("ours", "scipy", "networkx", "pgRouting")
SIZES = {"100k": 100_000, "500k": 500_000, "2M": 2_000_000}
SOURCES = 300
LIMIT_MS = 30 * 60_000
THREADS = 2
LARGEST_FOR_PEERS = 600_000
NETWORKX_SOURCES = 4
SCIPY_CHUNK = 10
BATCH = 30


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.streets", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"of {', '.join(SIZES)}")
    sizes = parser.parse_args().sizes or ["100k", "500k"]
    rows = [("network", "what", *ENGINES, *(f"{engine} / ours" for engine in ENGINES[1:]))]
    shipped = load_network(ROOT / "data" / "snapshot" / "streets" / "seoul.streets.npz")
    with pgrouting.database() as database:
        for name, network in [("Seoul", shipped), *((size, None) for size in sizes)]:
            rows += measure(name, network if network is not None else generate(SIZES[name]), database)
            gc.collect()
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows[1:]:
        print("| " + " | ".join(row) + " |")
    print(f"\nPeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB.")


def measure(name: str, network: StreetNetwork, database: Engine | None) -> list[tuple[str, ...]]:
    """Measure everything on one network."""
    label = f"{name}: {network.node_count:,} nodes, {len(network.adjacency('car').arcs):,} arcs"
    is_small = network.node_count <= LARGEST_FOR_PEERS
    graph = to_networkx(network) if is_small else None
    ask = pgrouting.load(database, network) if database is not None and is_small else None
    bytes_a_mode = sum(a.nbytes for a in (network.adjacency("car").start, network.adjacency("car").arcs))
    rows = [
        (label, "one-to-one, 10 km", *compare(*route_engines(network, graph, ask, 10.0))),
        (label, "one-to-one, 10 km, with snapping, line and directions", *compare(directed(network, 10.0))),
    ]
    if network.node_count >= routes.LANDMARK_NODES:
        rows.append((label, "across, with landmarks and directions", *compare(directed(network, None))))
    rows += [
        (label, "15 min by car: nodes", *compare(*reach_engines(network, graph))),
        (label, "15 min by car: polygon; networkx: osmnx's way", *compare(*isochrone_engines(network, graph))),
        *((label, *row) for row in matrix_rows(network, graph)),
        (label, "arcs of one mode in memory", f"{bytes_a_mode / 1e6:.1f} MB", *[""] * (2 * len(ENGINES) - 2)),
    ]
    return rows


Runner = Callable[[], float] | None
"""Runs once and gives the milliseconds it took."""


def compare(ours: Runner, scipy: Runner = None, networkx: Runner = None, in_database: Runner = None) -> tuple[str, ...]:
    """Run engines and write times and ratios."""
    times_ms = [None if engine is None else engine() for engine in (ours, scipy, networkx, in_database)]
    times = ["" if ms is None else (f"{ms:,.1f} ms" if ms < 1_000 else f"{ms / 1000:,.2f} s") for ms in times_ms]
    first = times_ms[0] or 1.0
    return (*times, *("" if ms is None else f"{ms / first:,.1f}x" for ms in times_ms[1:]))


def best_ms(run: Callable[[], object], repeat: int) -> float:
    """Shortest of some runs after one that warms up: what else the machine does only ever adds."""
    run()
    taken = []
    for _ in range(repeat):
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    return min(taken)


def to_networkx(network: StreetNetwork) -> nx.DiGraph:
    """Write the car's arcs as networkx keeps them; of parallel ones the quickest."""
    matrix = network.adjacency("car").matrix().tocoo()
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.astype(int).tolist(), strict=True), weight="ms"
    )
    return graph


def pairs_at(network: StreetNetwork, km: float | None, count: int = 9) -> list[tuple[int, int]]:
    """Choose pairs of nodes about so far apart; None is from corner to corner."""
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    labels, sizes = network.components("car")
    inside = np.flatnonzero(labels == sizes.argmax())
    rng = np.random.default_rng(7)
    if km is None:
        ends = [
            np.argsort((lon[inside] - lon.mean()) * a + (lat[inside] - lat.mean()) * b)[:200]
            for a, b in ((1, 1), (-1, -1))
        ]
        return [(int(inside[rng.choice(ends[0])]), int(inside[rng.choice(ends[1])])) for _ in range(count)]
    pairs = []
    while len(pairs) < count:
        a = int(rng.choice(inside))
        away = np.abs(distance_m(lon[a], lat[a], lon[inside], lat[inside]) / 1000 - km)
        if away.min() < 0.2:
            pairs.append((a, int(inside[away.argmin()])))
    return pairs


def route_engines(
    network: StreetNetwork, graph: nx.DiGraph | None, ask: pgrouting.Ask | None, km: float
) -> tuple[Runner, ...]:
    """One pair between nodes: time and path."""
    pairs = pairs_at(network, km)
    matrix = network.adjacency("car").matrix()

    def ours(a: int, b: int) -> int:
        path = routes.search(network, [routes.Way(a, 0, False)], [routes.Way(b, 0, False)], "car")
        return path.ms if path else -1

    a, b = pairs[0]
    expected = int(dijkstra(matrix, indices=a)[b])
    assert ours(a, b) == expected
    assert graph is None or nx.bidirectional_dijkstra(graph, a, b, weight="ms")[0] == expected
    assert ask is None or ask(a, b) == expected
    return (
        lambda: statistics.median(best_ms(lambda p=p: ours(*p), 3) for p in pairs),
        lambda: best_ms(lambda: dijkstra(matrix, indices=a, return_predecessors=True), 1),
        None
        if graph is None
        else lambda: statistics.median(
            best_ms(lambda p=p: nx.bidirectional_dijkstra(graph, *p, weight="ms"), 1) for p in pairs[:3]
        ),
        None if ask is None else lambda: statistics.median(best_ms(lambda p=p: ask(*p), 3) for p in pairs),
    )


def directed(network: StreetNetwork, km: float | None) -> Runner:
    """Return the engine of a whole answer: two points brought to streets, the way, its line and its directions."""
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    places = [tuple(Position(float(lat[n]), float(lon[n])) for n in pair) for pair in pairs_at(network, km)]

    def answer(a: Position, b: Position) -> object:
        found = find_route(network, a, b, mode="car")
        assert found is not None
        return found.line, give_directions(network, found)

    return lambda: statistics.median(best_ms(lambda p=p: answer(*p), 3) for p in places)


def reach(adjacency: Adjacency, work: Workspace, source: int, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes within a limit and their times."""
    count = spread(
        adjacency.start, adjacency.arcs, np.array([source], dtype=np.int32), np.zeros(1, dtype=np.int32), limit,
        work.labels, work.touched, work.queue, work.sizes, work.shift,
    )  # fmt: skip
    return collect(work.labels, work.touched, count)


def reach_engines(network: StreetNetwork, graph: nx.DiGraph | None) -> tuple[Runner, Runner, Runner]:
    """Nodes within 15 minutes."""
    adjacency, limit = network.adjacency("car"), 15 * 60_000
    work, matrix = make_workspace(adjacency), adjacency.matrix()
    source = pairs_at(network, 10.0, 1)[0][0]
    nodes, ms = reach(adjacency, work, source, limit)
    row = dijkstra(matrix, indices=source, limit=limit)
    assert (row[nodes] == ms).all()
    assert np.isfinite(row).sum() == len(nodes)
    return (
        lambda: best_ms(lambda: reach(adjacency, work, source, limit), 9),
        lambda: best_ms(lambda: dijkstra(matrix, indices=source, limit=limit), 3),
        None
        if graph is None
        else lambda: best_ms(
            lambda: nx.single_source_dijkstra_path_length(graph, source, cutoff=limit, weight="ms"), 1
        ),
    )


def isochrone_engines(network: StreetNetwork, graph: nx.DiGraph | None) -> tuple[Runner, Runner, Runner]:
    """Draw the polygon; beside it osmnx's way in its gallery: a subgraph by ego_graph, then the hull of its nodes."""
    source = pairs_at(network, 10.0, 1)[0][0]
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    origin = Position(float(lat[source]), float(lon[source]))

    def gallery() -> object:
        part = nx.ego_graph(graph, source, radius=15 * 60_000, distance="ms")
        nodes = np.fromiter(part.nodes, dtype=int)
        return shapely.convex_hull(shapely.multipoints(np.column_stack([lon[nodes], lat[nodes]])))

    return (
        lambda: best_ms(lambda: find_isochrone(network, origin, mode="car", minutes=[15]), 9),
        None,
        None if graph is None else lambda: best_ms(gallery, 1),
    )


def matrix_rows(network: StreetNetwork, graph: nx.DiGraph | None) -> list[tuple[str, ...]]:
    """Find the times from 300 nodes to all nodes within half an hour."""
    adjacency = network.adjacency("car")
    matrix = adjacency.matrix()
    sources = np.random.default_rng(3).integers(0, network.node_count, SOURCES).tolist()
    works = [make_workspace(adjacency) for _ in range(THREADS)]

    def run(thread: int, first: int) -> list[tuple[np.ndarray, np.ndarray]]:
        batch = sources[first + thread : first + BATCH : THREADS]
        return [reach(adjacency, works[thread], source, LIMIT_MS) for source in batch]

    def ours(first: int) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda thread: run(thread, first), range(THREADS)))

    def scipys(first: int) -> None:
        for chunk in range(first, first + BATCH, SCIPY_CHUNK):  # its answer is dense: all at once would be gigabytes
            dijkstra(matrix, indices=sources[chunk : chunk + SCIPY_CHUNK], limit=LIMIT_MS)

    def networkxs() -> float:
        begin = time.process_time()  # one thread: with an idle machine the same as by the clock
        for source in sources[:NETWORKX_SOURCES]:
            nx.single_source_dijkstra_path_length(graph, source, cutoff=LIMIT_MS, weight="ms")
        return (time.process_time() - begin) * 1000 * SOURCES / NETWORKX_SOURCES

    for thread in range(THREADS):
        for i, (nodes, ms) in enumerate(run(thread, 0)[:2]):
            row = dijkstra(matrix, indices=sources[thread + THREADS * i], limit=LIMIT_MS)
            assert (row[nodes] == ms).all()
            assert np.isfinite(row).sum() == len(nodes)
    wall: dict[Callable[[int], None], list[float]] = {ours: [], scipys: []}
    cpu: dict[Callable[[int], None], float] = {ours: 0.0, scipys: 0.0}
    for first in range(0, SOURCES, BATCH):  # in turns, so that other work on the machine meets both
        for engine, times in wall.items():
            begin, begin_cpu = time.perf_counter(), time.process_time()
            engine(first)
            times.append((time.perf_counter() - begin) * 1000)
            cpu[engine] += (time.process_time() - begin_cpu) * 1000
    batches = SOURCES // BATCH
    slow = None if graph is None else networkxs()
    return [
        (f"{SOURCES} sources x 30 min, {THREADS} threads", *compare(
            lambda: statistics.median(wall[ours]) * batches,
            lambda: statistics.median(wall[scipys]) * batches,
            None if slow is None else lambda: slow,
        )),
        (f"{SOURCES} sources x 30 min, processor time", *compare(
            lambda: cpu[ours], lambda: cpu[scipys], None if slow is None else lambda: slow
        )),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
