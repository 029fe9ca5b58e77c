"""Street-like networks of any size, the same ones each time: what the street measurements run on.

A grid with four classes of street: every 8th line is a street, every 32nd an avenue, every 128th a motorway-like
road; corners are moved at random, more than a quarter of the small streets is missing, a tenth of them is
one-way. Nodes are numbered along a Hilbert curve, as in built networks.
"""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.streets.network import CLOSED, Header, StreetNetwork

SPACING_M = 120.0
KMH = (100.0, 70.0, 50.0, 30.0)
DELAY_S = (0.0, 2.0, 4.0, 3.0)
MISSING = (0.0, 0.01, 0.05, 0.28)
ONE_WAY = 0.10
WEST, SOUTH = 126.0, 36.0
CLASSES = ("trunk", "primary", "secondary", "residential")


def generate(nodes: int, *, seed: int = 1) -> StreetNetwork:
    """Generate a network of about so many nodes; every node reaches every other by car."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(nodes * 1.03))
    row, column = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    x = ((column + rng.uniform(-0.35, 0.35, row.shape)) * SPACING_M).ravel()
    y = ((row + rng.uniform(-0.35, 0.35, row.shape)) * SPACING_M).ravel()
    number = np.arange(side * side).reshape(side, side)
    along = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    across = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    ends = np.concatenate([along, across])
    line = np.concatenate([np.repeat(np.arange(side), side - 1), np.tile(np.arange(side), side - 1)])
    kind = np.select([line % 128 == 0, line % 32 == 0, line % 8 == 0], [0, 1, 2], 3)
    name = 1 + line + np.concatenate([np.zeros(len(along), dtype=int), np.full(len(across), side)])
    there = rng.random(len(ends)) > np.array(MISSING)[kind]
    one_way = (rng.random(len(ends)) < ONE_WAY) & (kind == 3)
    there[there] &= _strong(ends[there], one_way[there], side * side)[ends[there]].all(axis=1)
    ends, kind, name, one_way = ends[there], kind[there], name[there], one_way[there]
    return _network(x, y, ends, kind, name, one_way, side)


def _strong(ends: npt.NDArray[np.int64], one_way: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.bool_]:
    """Return which nodes belong to the largest strongly connected part."""
    tail = np.concatenate([ends[:, 0], ends[~one_way, 1]])
    head = np.concatenate([ends[:, 1], ends[~one_way, 0]])
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(count, count))
    labels = connected_components(graph, directed=True, connection="strong")[1]
    strong: npt.NDArray[np.bool_] = labels == np.bincount(labels).argmax()
    return strong


def _network(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    ends: npt.NDArray[np.int64],
    kind: npt.NDArray[np.int64],
    name: npt.NDArray[np.int64],
    one_way: npt.NDArray[np.bool_],
    side: int,
) -> StreetNetwork:
    used = np.unique(ends)
    used = used[np.argsort(gpd.GeoSeries.from_xy(x[used], y[used]).hilbert_distance(level=16), kind="stable")]
    place = np.empty(side * side, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    start, end = place[ends[:, 0]], place[ends[:, 1]]
    order = np.lexsort((end, start))
    start, end, ends, kind, name, one_way = (a[order] for a in (start, end, ends, kind, name, one_way))
    metres = np.hypot(*(c[ends[:, 0]] - c[ends[:, 1]] for c in (x, y))) * np.where(kind == 3, 1.15, 1.03)
    ms = np.empty((len(ends), 3, 2), dtype=np.int32)
    for mode, kmh in enumerate((np.full(4, 4.5), np.full(4, 15.0), np.array(KMH))):
        seconds = metres / (kmh[kind] / 3.6) + (np.array(DELAY_S)[kind] if mode == 2 else 0.0)
        ms[:, mode, :] = np.maximum(np.round(seconds * 1000), 1)[:, None]
    ms[one_way, 1:, 1] = CLOSED
    lat = SOUTH + y[used] / 111_000
    lon = WEST + x[used] / 89_000
    return StreetNetwork(
        header=Header("generated", "Generated", "none", "none", "2026-11", CLASSES, ("walk", "bicycle", "car")),
        node_lon_e6=np.round(lon * 1e6).astype(np.int32),
        node_lat_e6=np.round(lat * 1e6).astype(np.int32),
        street_from=start,
        street_to=end,
        street_length_dm=np.round(metres * 10).astype(np.int32),
        street_ms=ms,
        street_class=kind.astype(np.uint8),
        street_flags=np.zeros(len(ends), dtype=np.uint8),
        street_name=name.astype(np.int32),
        point_start=np.zeros(len(ends) + 1, dtype=np.int32),
        point_lon_e6=np.zeros(0, dtype=np.int32),
        point_lat_e6=np.zeros(0, dtype=np.int32),
        node_is_cut=np.zeros(len(used), dtype=bool),
        names=(("", ""), *((f"{i}길", f"{i}-gil") for i in range(2 * side))),
        coverage=shapely.box(lon.min(), lat.min(), lon.max(), lat.max()),
    )
