"""The nation's table in small: a town with a network, a plain without one, an island; every pair against an oracle."""

import csv
from dataclasses import replace

import h3.api.numpy_int as h3int
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries
from sqlalchemy import create_engine, text

from etl.build import travel_times
from etl.build.land_context import make_land_context
from etl.build.travel_inputs import read_inputs
from etl.build.travel_rows import NEAREST
from etl.sources.streets_osm import read_streets
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.errors import NotFoundError, SourceError
from gis.hexgrid import cells_of, centers_of
from gis.settings import ROOT, Settings
from gis.streets.build import build_network
from gis.streets.estimate import estimate, parse_detours, setting_between
from gis.streets.files import SUFFIX, find_networks, load_network, read_speeds, save_network
from gis.streets.land_context import load_land_context
from gis.streets.network import Header
from gis.streets.network_catalog import NetworkCatalog
from gis.streets.route import Position, find_route
from gis.streets.travel_matrix import assembly, search
from gis.streets.travel_matrix.assembly import find_travel_matrix, shipped_pairs_path
from gis.streets.travel_matrix.fill import BEYOND_S, estimates_beyond
from gis.streets.travel_matrix.inputs import LIMIT_S, SNAP_M, TravelMatrixInputs
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, folder_of, open_travel_matrix
from gis.streets.travel_matrix.search import PlaceTimes
from gis.terms import MODES

TOWN = ROOT / "tests" / "gis" / "streets" / "toy_town.osm"
CENTERS = pd.DataFrame(
    [
        ("aaaaaaaaaa", "보건소", 37.5009, 127.0028),  # in the town
        ("bbbbbbbbbb", "보건소", 37.5001, 127.0002),  # in the town
        ("cccccccccc", "의원", 37.55, 127.05),  # on the plain
        ("dddddddddd", "보건소", 37.60, 127.30),  # on the plain, far
        ("eeeeeeeeee", "의원", 37.51, 127.9),  # on the island
        ("ffffffffff", "의원", 37.5018, 127.0018),  # in the town
        ("gggggggggg", "의원", 37.56, 127.06),
        ("hhhhhhhhhh", "의원", 37.57, 127.07),
        ("jjjjjjjjjj", "의원", 37.54, 127.04),
    ],
    columns=["center_id", "kind", "lat", "lon"],
)
MAINLAND, ISLAND = shapely.box(126.9, 37.4, 127.5, 37.7), shapely.box(127.8, 37.5, 127.95, 37.55)
NO_BRIDGE = pd.DataFrame(columns=["name", "lat_a", "lon_a", "lat_b", "lon_b"])


@pytest.fixture(scope="module")
def cells():
    around = [int(cell) for cell in h3int.grid_disk(int(cells_of(37.5005, 127.0015, 8)[0]), 3)]
    others = [
        int(cells_of(lat, lon, 8)[0])
        for lat, lon in ((37.55, 127.05), (37.61, 127.3), (37.52, 127.88), (37.65, 127.45))
    ]
    return np.array(sorted(around + others), dtype=np.int64)


@pytest.fixture(scope="module")
def land_context(cells):
    people = np.linspace(10, 2_000, len(cells))
    return make_land_context(cells, people, GeoSeries([MAINLAND, ISLAND], crs=4326), NO_BRIDGE)


@pytest.fixture
def inputs(tmp_path, cells, land_context):
    table = read_speeds(ROOT / "data" / "reference" / "street_speeds.csv")
    header = Header("town", "Town", "", "", "", table.classes, ())
    network = build_network(read_streets(TOWN, table), header=header)
    save_network(
        replace(network, coverage=shapely.box(126.99, 37.49, 127.012, 37.512)), tmp_path / "nets" / f"town{SUFFIX}"
    )
    with (ROOT / "data" / "reference" / "detours.csv").open(encoding="utf-8") as file:
        detours = parse_detours(csv.DictReader(file))
    columns = {name: CENTERS[name].to_numpy() for name in ("kind", "lat", "lon")}
    return TravelMatrixInputs(
        cells=cells,
        center_id=CENTERS["center_id"].to_numpy(dtype=str),
        networks=find_networks([tmp_path / "nets"])[0],
        land_context=land_context,
        detours=detours,
        **columns,
    )


@pytest.fixture(scope="module")
def engine_of_times(cluster):
    """A migrated database of its own: the build commits."""
    place = local.read_place(cluster.var_dir)
    local.create_database(place, "mindconnect_times")
    engine = create_engine(make_engine(cluster, "owner").url.set(database="mindconnect_times"))
    migrate(engine)
    yield engine
    engine.dispose()


def quiet(step, done, total):
    assert 0 <= done <= total


def build(engine, inputs, folder):
    return travel_times.build(engine, inputs, folder, progress=quiet)


def pairs_of(table, mode):
    found = {}
    for i, cell in enumerate(table.cells.tolist()):
        entries = table.of_cell(cell, mode=mode)
        assert (np.diff(entries.seconds.astype(int)) >= 0).all()
        for center, seconds, is_estimate in zip(entries.center, entries.seconds, entries.is_estimate, strict=True):
            found[i, str(center)] = (int(seconds), bool(is_estimate))
    return found


def one_by_one(inputs, mode):
    """Each pair on its own: a route where the network covers both ends, an estimate on one landmass elsewhere."""
    network = load_network(inputs.networks[0].path)
    found = {}
    for i, (cell_lat, cell_lon) in enumerate(centers_of(inputs.cells)):
        here = Position(cell_lat, cell_lon)
        for center, lat, lon in zip(inputs.center_id, inputs.lat, inputs.lon, strict=True):
            there = Position(lat, lon)
            if all(network.coverage.covers(shapely.Point(p.lon, p.lat)) for p in (here, there)):
                route = find_route(network, here, there, mode=mode, within_m=SNAP_M)
                if route is not None and route.ms <= LIMIT_S * 1000:
                    found[i, center] = (round(route.ms / 1000), False)
                continue
            contexts = [inputs.land_context.at(p.lat, p.lon) for p in (here, there)]
            if None in contexts or contexts[0][1] != contexts[1][1]:
                continue
            metres = shapely.distance(*GeoSeries.from_xy([cell_lon, lon], [cell_lat, lat], crs=4326).to_crs(5179))
            setting = setting_between(contexts[0][0], contexts[1][0])
            seconds = estimate(metres, mode=mode, setting=setting, detours=inputs.detours).duration_s[0]
            found[i, center] = (seconds, True)
    return found


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_equals_the_oracle(engine_of_times, inputs, tmp_path, mode):
    made = build(engine_of_times, inputs, tmp_path)
    table = open_travel_matrix(folder_of(tmp_path, made.version))
    found, expected = pairs_of(table, mode), one_by_one(inputs, mode)
    step_s = {"walk": 15, "bicycle": 5, "car": 4}[mode]  # estimates are looked up by steps of 10 m
    for pair, (seconds, is_estimate) in expected.items():
        if is_estimate and seconds > LIMIT_S - step_s:
            continue  # at the limit the step decides
        assert pair in found
        assert found[pair][1] == is_estimate
        assert abs(found[pair][0] - seconds) <= (step_s if is_estimate else 0)
    for pair in found:
        assert pair in expected
    assert {is_estimate for _, is_estimate in found.values()} == {True, False}
    assert made.pairs[mode] == len(found)
    assert made.estimated[mode] == sum(is_estimate for _, is_estimate in found.values())
    times = PlaceTimes(inputs)
    for center, lat, lon in zip(
        inputs.center_id, inputs.lat, inputs.lon, strict=True
    ):  # as if it were still to be built
        alone = zip(*(array.tolist() for array in times(lat, lon, mode)), strict=True)
        column = {cell: pair for (cell, one), pair in found.items() if one == str(center)}
        assert {cell: (value & 0x7FFF, value > 0x7FFF) for cell, value in alone} == column


@pytest.mark.parametrize("mode", ["walk", "bicycle"])  # nothing of this land is an hour's drive away
def test_what_lies_beyond_the_hour_is_estimated_where_no_network_looked(inputs, mode):
    wanted = np.arange(len(inputs.center_id)) != 3
    is_from = np.arange(len(inputs.cells)) % 2 == 0
    found = {
        (int(cell), str(inputs.center_id[center])): int(value)
        for cell, center, value in zip(*estimates_beyond(inputs, mode, wanted, is_from), strict=True)
    }
    step_s = {"walk": 15, "bicycle": 5}[mode]
    expected = {
        pair: seconds
        for pair, (seconds, is_estimate) in one_by_one(inputs, mode).items()
        if is_estimate and pair[0] % 2 == 0 and pair[1] != inputs.center_id[3]
    }
    surely = {pair for pair, seconds in expected.items() if LIMIT_S + step_s < seconds < BEYOND_S - step_s}
    assert surely
    assert surely <= found.keys()
    for pair, value in found.items():
        assert value & ESTIMATE_BIT
        assert LIMIT_S < value & 0x7FFF <= BEYOND_S
        assert abs((value & 0x7FFF) - expected[pair]) <= step_s


def rows_in(engine):
    with engine.connect() as conn:
        return sorted(
            conn.execute(text("SELECT h3, mode, center_id, seconds, is_estimate FROM core.travel_time")).all()
        )


def test_rows_are_the_nearest_of_each_kind(engine_of_times, inputs, tmp_path):
    made = build(engine_of_times, inputs, tmp_path)
    table = open_travel_matrix(folder_of(tmp_path, made.version))
    kind = dict(zip(inputs.center_id, inputs.kind, strict=True))
    expected = []
    for mode in MODES:
        for cell in table.cells.tolist():
            entries, taken = table.of_cell(cell, mode=mode), {}
            for center, seconds, is_estimate in zip(entries.center, entries.seconds, entries.is_estimate, strict=True):
                taken[kind[center]] = taken.get(kind[center], 0) + 1
                if taken[kind[center]] <= NEAREST:
                    expected.append((cell, mode, str(center), int(seconds), bool(is_estimate)))
    found = rows_in(engine_of_times)
    assert found == sorted(expected)
    assert made.rows == len(found)
    assert len(found) < sum(made.pairs.values())  # six 의원 within an hour by car, three are kept


def test_nothing_is_done_twice(engine_of_times, inputs, tmp_path, monkeypatch):
    first = build(engine_of_times, inputs, tmp_path)
    monkeypatch.setattr(travel_times, "_write_matrix", None)
    monkeypatch.setattr(travel_times, "write_rows", None)
    again = build(engine_of_times, inputs, tmp_path)
    assert (again.rows, again.searched, again.version, again.pairs) == (0, 0, first.version, first.pairs)


def test_only_changed_centers_are_searched(engine_of_times, inputs, tmp_path, monkeypatch):
    build(engine_of_times, inputs, tmp_path / "a")
    keep = np.ones(len(inputs.center_id), dtype=bool)
    keep[1] = False  # bbbbbbbbbb went, ffffffffff moved, zzzzzzzzzz came
    lat = inputs.lat.copy()
    lat[5] -= 0.0009
    changed = replace(
        inputs,
        center_id=np.append(inputs.center_id[keep], "zzzzzzzzzz"),
        kind=np.append(inputs.kind[keep], "보건소"),
        lat=np.append(lat[keep], 37.5002),
        lon=np.append(inputs.lon[keep], 127.0012),
    )
    searched = []
    plain = search.travel_times

    def noted(network, origins, destinations, **options):
        searched.append(len(destinations))
        return plain(network, origins, destinations, **options)

    monkeypatch.setattr(search, "travel_times", noted)
    made = build(engine_of_times, changed, tmp_path / "a")
    assert (made.searched, made.kept) == (2, len(changed.center_id) - 2)
    assert searched == [2, 2, 2]  # one network, three modes
    rows = rows_in(engine_of_times)
    assert [folder.name for folder in (tmp_path / "a" / "travel_times").iterdir()] == [made.version]
    fresh = build(engine_of_times, changed, tmp_path / "b")
    assert fresh.searched == len(changed.center_id)
    one, other = (open_travel_matrix(folder_of(tmp_path / name, made.version)) for name in "ab")
    for mode in MODES:
        assert pairs_of(one, mode) == pairs_of(other, mode)
        assert (one.modes[mode].center == other.modes[mode].center).all()
    assert rows == rows_in(engine_of_times)


def test_shipped_pairs_give_the_same_table_and_need_no_search(engine_of_times, inputs, tmp_path, monkeypatch):
    made = build(engine_of_times, inputs, tmp_path / "a")
    path = shipped_pairs_path(tmp_path / "data")
    path.parent.mkdir(parents=True)
    written = travel_times.ship(inputs, tmp_path / "a", path)
    assert written == sum(made.pairs[mode] - made.estimated[mode] for mode in MODES)
    monkeypatch.setattr(search, "travel_times", None)  # nothing is searched
    again = travel_times.build(engine_of_times, inputs, tmp_path / "b", progress=quiet, shipped=path)
    assert (again.searched, again.pairs) == (0, made.pairs)
    whole = open_travel_matrix(folder_of(tmp_path / "a", made.version))
    found = find_travel_matrix(inputs, tmp_path / "c", tmp_path / "data")
    assert found.origin == "table"
    for mode in MODES:
        assert pairs_of(found.matrix, mode) == pairs_of(whole, mode)
    assert folder_of(tmp_path / "c", made.version).is_dir()  # kept for the next start

    lat = inputs.lat.copy()
    lat[5] -= 0.0009  # ffffffffff moved within the town: its pairs were searched from elsewhere
    moved_inputs = replace(inputs, lat=lat)
    moved = find_travel_matrix(moved_inputs, tmp_path / "c", tmp_path / "data").matrix
    expected = pairs_of(whole, "car")
    for (cell, center), (seconds, is_estimate) in pairs_of(moved, "car").items():
        assert is_estimate if center == "ffffffffff" else (seconds, is_estimate) == expected[cell, center]
    # It is kept for the next start, but not where a build would take it for its own.
    assert not folder_of(tmp_path / "c", moved_inputs.version).exists()
    with monkeypatch.context() as patch:
        patch.setattr(assembly, "fill_mode", None)
        again = find_travel_matrix(moved_inputs, tmp_path / "c", tmp_path / "data")
    assert again.origin == "table"
    assert pairs_of(again.matrix, "car") == pairs_of(moved, "car")
    find_travel_matrix(replace(inputs, lat=lat - 1e-4), tmp_path / "c", tmp_path / "data")
    assert len(list((tmp_path / "c" / "travel_times_partial").iterdir())) == 1  # those of other centers go


def test_without_searched_pairs_all_times_are_estimates(inputs, tmp_path, monkeypatch):
    path = shipped_pairs_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK broken")
    found = find_travel_matrix(inputs, tmp_path / "var", tmp_path)
    assert found.origin == "estimate"
    pairs = pairs_of(found.matrix, "walk")
    assert pairs
    assert all(is_estimate for _, is_estimate in pairs.values())
    assert not folder_of(tmp_path / "var", inputs.version).exists()  # a build still has to search
    with monkeypatch.context() as patch:
        patch.setattr(assembly, "fill_mode", None)
        again = find_travel_matrix(inputs, tmp_path / "var", tmp_path)
    assert again.origin == "estimate"
    assert pairs_of(again.matrix, "walk") == pairs


def test_a_table_that_cannot_be_kept_stays_in_memory(engine_of_times, inputs, tmp_path):
    made = build(engine_of_times, inputs, tmp_path / "a")
    path = shipped_pairs_path(tmp_path / "data")
    path.parent.mkdir(parents=True)
    travel_times.ship(inputs, tmp_path / "a", path)
    (tmp_path / "var").write_text("a file, no folder")
    found = find_travel_matrix(inputs, tmp_path / "var", tmp_path / "data")
    assert found.origin == "table"
    assert pairs_of(found.matrix, "car") == pairs_of(open_travel_matrix(folder_of(tmp_path / "a", made.version)), "car")


def test_another_network_is_another_base(inputs, tmp_path):
    base, version = inputs.base, inputs.version
    assert replace(inputs, kind=inputs.kind[::-1]).base == base
    assert replace(inputs, kind=inputs.kind[::-1]).version != version
    path = inputs.networks[0].path
    network = load_network(path)
    save_network(replace(network, street_ms=np.where(network.street_ms > 0, network.street_ms + 1, -1)), path)
    assert inputs.base != base


def test_an_unfinished_folder_is_no_table(engine_of_times, inputs, tmp_path):
    made = build(engine_of_times, inputs, tmp_path)
    folder = folder_of(tmp_path, made.version)
    (folder / "header.json").unlink()
    with pytest.raises(NotFoundError, match="etl build travel_times"):
        open_travel_matrix(folder)
    build(engine_of_times, inputs, tmp_path)
    (folder / "car_value.npy").write_bytes((folder / "car_value.npy").read_bytes()[:200])
    with pytest.raises(SourceError, match="checksum differs"):
        open_travel_matrix(folder)


@pytest.mark.parametrize("name", ["walk_value.npy", "car_center.npy", "centers.npy"])
def test_overwritten_bytes_are_never_drawn(engine_of_times, inputs, tmp_path, name):
    folder = folder_of(tmp_path, build(engine_of_times, inputs, tmp_path).version)
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(before[:-2] + bytes(byte ^ 1 for byte in before[-2:]))
    with pytest.raises(SourceError, match=f"{name} is not what was written"):
        open_travel_matrix(folder)
    build(engine_of_times, inputs, tmp_path)
    assert (folder / name).read_bytes() == before, "the build puts it right"


def test_an_empty_database_is_told(engine_of_times):
    with engine_of_times.connect() as conn, pytest.raises(SourceError, match="load them first"):
        read_inputs(conn, Settings())


def test_values_fit_their_bits():
    assert int(LIMIT_S) < int(ESTIMATE_BIT)


def test_ground_of_the_shipped_cells(cells, land_context):
    assert (land_context.cells == cells).all()
    island = land_context.at(37.52, 127.88)
    assert island[0] == "island"
    assert island[1] != land_context.at(37.5, 127.0)[1]
    shipped = pd.read_parquet(ROOT / "data" / "snapshot" / "cell.parquet", columns=["h3"])["h3"].unique()
    known = load_land_context(ROOT / "data" / "snapshot" / "streets" / "land_context.parquet")
    assert (np.sort(shipped) == known.cells).all()
    mainland = known.at(37.5665, 126.978)
    assert mainland[0] == "urban"
    assert known.at(35.18, 129.07)[1] == mainland[1]  # Busan
    assert known.at(37.49, 126.49)[1] == mainland[1]  # 영종도 over its bridges
    assert known.at(37.788, 126.271)[1] == mainland[1]  # 교동도 over one of Ganghwa's
    assert known.at(33.5, 126.53)[1] != mainland[1]  # Jeju
    assert known.at(33.5, 126.53)[0] == "urban"
    assert known.at(37.484, 130.9)[0] == "island"  # Ulleung
    assert known.at(37.484, 130.9)[1] != mainland[1]


def test_bridges_join_and_must_end_on_land(cells):
    people = np.ones(len(cells))
    land = GeoSeries([MAINLAND, ISLAND], crs=4326)
    bridge = pd.DataFrame([("다리", 37.5, 127.5, 37.52, 127.8)], columns=NO_BRIDGE.columns)
    joined = make_land_context(cells, people, land, bridge)
    assert len(np.unique(joined.landmass)) == 1
    assert "island" not in {joined.at(lat, lon)[0] for lat, lon in ((37.5, 127.0), (37.52, 127.88))}
    with pytest.raises(SourceError, match="다리 ends"):
        make_land_context(cells, people, land, bridge.assign(lon_b=127.7))
    with pytest.raises(SourceError, match="both ends of 다리"):
        make_land_context(cells, people, land, bridge.assign(lat_b=37.5, lon_b=127.4))


def test_table_and_single_trips_agree(engine_of_times, inputs, tmp_path):
    made = build(engine_of_times, inputs, tmp_path)
    table = open_travel_matrix(folder_of(tmp_path, made.version))
    catalog = NetworkCatalog([tmp_path / "nets"], detours=inputs.detours, land_context=inputs.land_context)
    lat, lon = centers_of(inputs.cells[:1])[0]
    for mode in MODES:
        entries = table.of_cell(int(inputs.cells[0]), mode=mode)
        for center, seconds, is_estimate in zip(entries.center, entries.seconds, entries.is_estimate, strict=True):
            row = CENTERS.set_index("center_id").loc[center]
            trip = catalog.trip(Position(lat, lon), Position(row["lat"], row["lon"]), mode=mode)
            if trip.status == "unreachable":
                continue  # a person's own point snaps within 500 m, a cell's people within 1,500 m
            assert (trip.status == "estimate") == is_estimate
            assert trip.duration_s == pytest.approx(int(seconds), abs=15)
