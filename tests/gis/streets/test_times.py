"""The long table of times: equal to one route a pair, whichever side is searched from and however many threads."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from gis.errors import InputError
from gis.streets import times
from gis.streets.route import Position, find_route
from gis.streets.times import Named, Positions, travel_times, write_times
from gis.terms import MODES


def positions(network, rng, count):
    """Places at random over the network's box and a little beyond."""
    low = [network.node_lon_e6.min() / 1e6, network.node_lat_e6.min() / 1e6]
    extent = [np.ptp(network.node_lon_e6) / 1e6, np.ptp(network.node_lat_e6) / 1e6]
    places = low + rng.uniform(-0.02, 1.02, (count, 2)) * extent
    return Positions(places[:, 0].copy(), places[:, 1].copy())


def table(blocks):
    return {
        (o, d): ms
        for block in blocks
        for o, d, ms in zip(block.origin.tolist(), block.destination.tolist(), block.ms.tolist(), strict=True)
    }


def one_by_one(network, here, there, mode, limit_ms, within_m=500.0):
    found = {}
    for o in range(len(here)):
        for d in range(len(there)):
            a, b = Position(here.lat[o], here.lon[o]), Position(there.lat[d], there.lon[d])
            route = find_route(network, a, b, mode=mode, within_m=within_m)
            if route is not None and route.ms <= limit_ms:
                found[o, d] = route.ms
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("here_count", "there_count"), [(9, 14), (14, 9)])  # forwards; backwards from fewer ends
@pytest.mark.parametrize("seed", range(3))
def test_equals_one_route_a_pair(make_random, monkeypatch, seed, here_count, there_count, mode):
    monkeypatch.setattr(times, "_BLOCK_CELLS", 40)  # several blocks
    network, rng = make_random(seed), np.random.default_rng(seed)
    here, there = positions(network, rng, here_count), positions(network, rng, there_count)
    there.lon[0], there.lat[0] = here.lon[0] + 1e-4, here.lat[0]  # likely on one street
    there.lon[1], there.lat[1] = here.lon[1], here.lat[1]
    for limit_s in (120.0, 900.0):
        for threads in (1, 3):
            found = table(
                travel_times(network, here, there, mode=mode, limit_s=limit_s, within_m=300.0, threads=threads)
            )
            assert found == one_by_one(network, here, there, mode, limit_s * 1000, within_m=300.0)
    assert len(found) >= 9


def test_cut_off_is_inclusive(town):
    here, there = Positions(np.array([127.0]), np.array([37.5])), Positions(np.array([127.002]), np.array([37.5]))
    (ms,) = table(travel_times(town, here, there, mode="walk", limit_s=3600)).values()
    assert table(travel_times(town, here, there, mode="walk", limit_s=ms / 1000)) == {(0, 0): ms}
    assert table(travel_times(town, here, there, mode="walk", limit_s=ms / 1000 - 0.001)) == {}


def test_places_without_a_street_have_no_row(town):
    here = Positions(np.array([127.0, 127.1]), np.array([37.5, 37.4]))
    assert set(table(travel_times(town, here, here, mode="walk", limit_s=3600))) == {(0, 0)}
    nobody = Positions(np.zeros(0), np.zeros(0))
    assert table(travel_times(town, here, nobody, mode="walk", limit_s=3600)) == {}
    assert table(travel_times(town, nobody, here, mode="walk", limit_s=3600)) == {}


def test_progress_reaches_the_end(make_random, monkeypatch):
    monkeypatch.setattr(times, "_BLOCK_CELLS", 30)
    network, rng = make_random(1), np.random.default_rng(1)
    seen = []
    blocks = travel_times(
        network, positions(network, rng, 11), positions(network, rng, 13), mode="walk", limit_s=600,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert len(list(blocks)) == len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == (11, 11)


def test_limits_out_of_range(town):
    nobody = Positions(np.zeros(0), np.zeros(0))
    for limit_s in (0, -1, 1e9, float("nan")):
        with pytest.raises(InputError, match="cut-off"):
            list(travel_times(town, nobody, nobody, mode="walk", limit_s=limit_s))


def test_parquet_holds_the_same_by_id_and_appears_at_the_end(tmp_path, make_random, monkeypatch):
    network, rng = make_random(2), np.random.default_rng(2)
    here, there = positions(network, rng, 9), positions(network, rng, 9)
    path = tmp_path / "deep" / "times.parquet"
    expected = table(travel_times(network, here, there, mode="bicycle", limit_s=600))
    from_ids, to_ids = [f"칸{i}" for i in range(9)], [f"센터{i}" for i in range(9)]

    def named(blocks):
        return Named(blocks, from_ids, to_ids, is_approximate=True)

    monkeypatch.setattr(times, "_ROWS_AT_ONCE", 7)
    rows = write_times(
        named(travel_times(network, here, there, mode="bicycle", limit_s=600)), path, metadata={"mode": "bicycle"}
    )
    read = pq.read_table(path)
    assert rows == len(read) == len(expected)
    assert read.schema.metadata[b"mode"] == b"bicycle"
    found = {(row["origin"], row["destination"]): row["duration_s"] for row in read.to_pylist()}
    assert found == {(from_ids[a], to_ids[b]): pytest.approx(ms / 1000, rel=1e-6) for (a, b), ms in expected.items()}
    assert {row["is_approximate"] for row in read.to_pylist()} == {True}
    assert len(read) > 7

    def broken():
        yield from travel_times(network, here, there, mode="bicycle", limit_s=600)
        raise KeyboardInterrupt

    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_times(named(broken()), path, metadata={})
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]
