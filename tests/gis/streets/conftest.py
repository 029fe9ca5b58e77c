"""Networks for the tests: a hand-made town, and random streets that differ with every seed."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from etl.sources.streets_osm import read_streets
from gis.settings import ROOT
from gis.streets.build import RawStreets, build_network
from gis.streets.files import read_speeds
from gis.streets.network import CLOSED, Header, StreetNetwork
from gis.streets.speeds import SpeedTable
from gis.streets.tags import Feature, WayProfile
from gis.terms import MODES, Mode

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def table() -> SpeedTable:
    return read_speeds(ROOT / "data" / "reference" / "street_speeds.csv")


@pytest.fixture(scope="session")
def header(table: SpeedTable) -> Header:
    return Header("test", "Test", "OpenStreetMap contributors", "ODbL 1.0", "2026-01", table.classes, ())


@pytest.fixture(scope="session")
def town(table: SpeedTable, header: Header) -> StreetNetwork:
    return build_network(read_streets(HERE / "toy_town.osm", table), header=header)


@pytest.fixture(scope="session")
def make_random(header: Header) -> Callable[[int], StreetNetwork]:
    """Give random streets: a grid with gaps, one-ways, streets closed to a mode, two islands."""

    def make(seed: int) -> StreetNetwork:
        rng = np.random.default_rng(seed)
        side = int(rng.integers(6, 14))
        column, row = np.meshgrid(np.arange(side), np.arange(side))
        number = np.arange(side * side).reshape(side, side)
        pairs = np.concatenate(
            [
                np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
                np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
            ]
        )
        pairs = pairs[rng.random(len(pairs)) > 0.25]
        pairs = pairs[~np.isin(pairs, [0, 1]).any(axis=1) | (pairs < 2).all(axis=1)]  # 0 and 1 are an island
        flip = rng.random(len(pairs)) < 0.5
        pairs[flip] = pairs[flip][:, ::-1]
        profiles = tuple(
            WayProfile(
                "residential",
                tuple(
                    (kmh, kmh * (rng.random() > one_way)) for kmh, one_way in zip(speeds, (0, 0.3, 0.3), strict=True)
                ),
                (1.0, 1.0, 0.8),
                0,
                f"길{i}",
                "",
            )
            for i, speeds in enumerate([(4.5, 14.0, 20.0), (4.0, 0.0, 37.7), (2.0, 13.1, 0.0), (4.5, 15.0, 48.3)])
        )
        return build_network(
            RawStreets(
                way_start=np.arange(0, 2 * len(pairs) + 1, 2),
                way_nodes=pairs.ravel().astype(np.int64),
                way_profile=rng.integers(0, len(profiles), len(pairs)).astype(np.int32),
                profiles=profiles,
                lon=127 + (column.ravel() + rng.uniform(-0.3, 0.3, side * side)) * 0.001,
                lat=37.5 + (row.ravel() + rng.uniform(-0.3, 0.3, side * side)) * 0.001,
                node_feature=rng.choice([-1, -1, 0], side * side).astype(np.int32),
                features=(Feature((0.0, 3.0, 7.5), (20.0, 20.0, 0.0), (False, False, False)),),
            ),
            header=header,
        )

    return make


@pytest.fixture(scope="session")
def raw_streets() -> Path:
    """Give the folder of the published extracts; skips where the raw folder is absent."""
    from gis.settings import Settings

    folder = Settings().raw_dir / "streets"
    if not folder.is_dir():
        pytest.skip("the raw folder is not here")
    return folder


def to_networkx(network: StreetNetwork, mode: Mode) -> nx.MultiDiGraph:
    """Write a network as networkx sees it, straight from the street arrays."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    for street in range(network.street_count):
        a, b = int(network.street_from[street]), int(network.street_to[street])
        for (tail, head), ms in zip(
            ((a, b), (b, a)), network.street_ms[street, MODES.index(mode)].tolist(), strict=True
        ):
            if ms != CLOSED:
                graph.add_edge(tail, head, ms=ms)
    return graph


@pytest.fixture(scope="session")
def as_networkx() -> Callable[[StreetNetwork, Mode], nx.MultiDiGraph]:
    return to_networkx
