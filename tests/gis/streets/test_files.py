"""Networks on disk: equal after a round trip; broken files are told and never used."""

import dataclasses
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gis.errors import NotFoundError, SourceError
from gis.settings import ROOT
from gis.streets import files
from gis.streets.files import SUFFIX, find_networks, load_network, read_header, read_speeds, save_network
from gis.streets.network_catalog import NetworkCatalog

LARGEST_TRACKED_MB = 5.0
SHIPPED = ROOT / "data" / "snapshot" / "streets"


def assert_equal(a, b):
    for name in files._ARRAYS:
        left, right = getattr(a, name), getattr(b, name)
        assert left.dtype == right.dtype, name
        assert (left == right).all(), name
    assert (a.header, a.names) == (b.header, b.names)
    assert a.coverage.symmetric_difference(b.coverage).area < 1e-6


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_round_trip(tmp_path, town, make_random, seed, packed):
    network = town if seed is None else make_random(seed)
    path = tmp_path / f"a{SUFFIX}"
    save_network(network, path, packed=packed)
    assert_equal(network, load_network(path))
    first = path.read_bytes()
    save_network(network, path, packed=packed)
    assert path.read_bytes() == first  # the same streets give the same bytes
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert (read_header(path).nodes, read_header(path).streets) == (network.node_count, network.street_count)


def test_extreme_differences_survive_packing(tmp_path, town):
    wild = np.full_like(town.street_ms, -1)
    wild[::2] = 2**31 - 2
    network = dataclasses.replace(town, street_ms=wild, node_lon_e6=town.node_lon_e6[::-1] * -9)
    save_network(network, tmp_path / "a", packed=True)
    assert_equal(network, load_network(tmp_path / "a"))


def test_raw_files_are_mapped_not_read(tmp_path, town):
    save_network(town, tmp_path / "a")
    assert isinstance(load_network(tmp_path / "a").street_ms.base, np.memmap)


def test_built_by_numpy_alone(tmp_path, town):
    save_network(town, tmp_path / "a.npz", packed=False)
    with np.load(tmp_path / "a.npz") as plain:
        assert (plain["street_length_dm"] == town.street_length_dm).all()
        assert json.loads(plain["header"].tobytes())["version"] == files.VERSION


@pytest.mark.parametrize("packed", [False, True])
def test_truncated_anywhere(tmp_path, town, packed):
    path = tmp_path / "a"
    save_network(town, path, packed=packed)
    whole = path.read_bytes()
    for length in [0, 1, 100, *np.linspace(200, len(whole) - 1, 25).astype(int).tolist()]:
        path.write_bytes(whole[:length])
        with pytest.raises(SourceError, match="not a whole street network"):
            load_network(path)


@pytest.mark.parametrize("packed", [False, True])
def test_any_flipped_byte_of_an_array_is_found(tmp_path, town, packed):
    path = tmp_path / "a"
    save_network(town, path, packed=packed)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        spans = [(i.header_offset + 30 + len(i.filename), i.compress_size) for i in archive.infolist()]
    rng = np.random.default_rng(1)
    told = 0
    for start, size in spans:
        for at in rng.integers(start, start + size, 6).tolist():
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            if _is_refused(path):
                told += 1
            else:  # the last bytes of an LZMA stream say nothing: what was read must be whole then
                assert_equal(town, load_network(path))
    assert told > 5 * len(spans)


def _is_refused(path):
    try:
        load_network(path)
    except SourceError:
        return True
    return False


@pytest.mark.parametrize(
    "change",
    [
        {"street_to": 99},
        {"street_from": -1},
        {"street_ms": 0},
        {"street_class": 250},
        {"street_name": 99},
        {"point_start": -5},
    ],
)
def test_arrays_that_point_outside_are_refused(tmp_path, town, change):
    ((name, value),) = change.items()
    values = getattr(town, name).copy()
    values[3] = value
    save_network(dataclasses.replace(town, **{name: values}), tmp_path / "a")
    with pytest.raises(SourceError, match="points outside"):
        load_network(tmp_path / "a")


def test_arrays_of_unequal_length_are_refused(tmp_path, town):
    save_network(dataclasses.replace(town, street_flags=town.street_flags[:-1]), tmp_path / "a")
    with pytest.raises(SourceError, match="matching lengths"):
        load_network(tmp_path / "a")


def rewrite_header(path, **changes):
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    header = json.loads(np.load(io.BytesIO(members["header.npy"])).tobytes()) | changes
    buffer = io.BytesIO()
    np.save(buffer, np.frombuffer(json.dumps(header).encode(), dtype=np.uint8))
    members["header.npy"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_other_versions_and_formats_are_refused(tmp_path, town):
    path = tmp_path / "a"
    save_network(town, path)
    rewrite_header(path, version=99)
    with pytest.raises(SourceError, match="of format 99"):
        load_network(path)
    rewrite_header(path, format="something else")
    with pytest.raises(SourceError, match="not a street network"):
        load_network(path)
    np.savez(tmp_path / "b", x=np.zeros(3))
    with pytest.raises(SourceError):
        load_network(tmp_path / "b.npz")
    with pytest.raises(NotFoundError, match="streets list"):
        load_network(tmp_path / "missing")


def test_first_folder_wins_and_broken_files_are_told(tmp_path, town):
    built, shipped = tmp_path / "built", tmp_path / "shipped"
    save_network(town, shipped / f"a{SUFFIX}", packed=True)
    save_network(town, built / f"a{SUFFIX}")
    (built / f"b{SUFFIX}").write_bytes(b"PK nonsense")
    found, errors = find_networks([built, shipped, tmp_path / "absent"])
    assert [file.path for file in found] == [built / f"a{SUFFIX}"]
    assert len(errors) == 1
    assert "b.streets.npz" in str(errors[0])


def test_a_broken_replacement_leaves_the_old_network_in_use(tmp_path, town, caplog):
    path = tmp_path / f"a{SUFFIX}"
    save_network(town, path, packed=True)
    catalog = NetworkCatalog([tmp_path], detours=())
    (file,) = catalog.files()
    held = catalog.network(file)
    header_only = path.read_bytes()[:-40]
    path.write_bytes(header_only)
    os.utime(path, ns=(1, 1))
    assert catalog.network(file) is held
    assert "stays in use" in caplog.text
    save_network(town, path, packed=True)
    assert catalog.network(file) is not held


def test_a_killed_writer_leaves_the_old_file(tmp_path, town):
    path = tmp_path / f"a{SUFFIX}"
    save_network(town, path)
    before = path.read_bytes()
    script = (
        "import os, signal, sys; from pathlib import Path; from gis.streets import files\n"
        "network = files.load_network(Path(sys.argv[1]))\n"
        "files._write = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.save_network(network, Path(sys.argv[1]), packed=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert [file.header.name for file in find_networks([tmp_path])[0]] == ["test"]


def test_missing_speeds_are_told(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_speeds(tmp_path / "none.csv")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout: nothing tells which files are tracked")
def test_no_tracked_file_is_large():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    sizes = {name: (ROOT / name).stat().st_size / 1e6 for name in listed.split("\0") if (ROOT / name).is_file()}
    assert not {name: size for name, size in sizes.items() if size > LARGEST_TRACKED_MB}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "snapshot" / "streets").glob(f"*{SUFFIX}")), ids=lambda p: p.name
)
def test_shipped_networks_are_whole(path: Path):
    network = load_network(path)
    assert network.header.licence == "ODbL 1.0"
    assert path.name == f"{network.header.name}{SUFFIX}"
    for mode in ("walk", "bicycle", "car"):
        _, sizes = network.components(mode)
        assert sizes.max() >= 300


EXPRESSWAYS = {
    "seoul": [
        "올림픽대로",
        "강변북로",
        "동부간선도로",
        "내부순환로",
        "강남순환로",
        "북부간선도로",
        "분당수서로",
        "노들로",
    ],
    "haeundae": ["광안대로", "장산로"],
}
ORDINARY = {"seoul": ["통일로", "남부순환로", "강남대로"], "haeundae": ["반송로"]}


@pytest.mark.parametrize("name", EXPRESSWAYS)
def test_nobody_walks_or_rides_along_an_expressway(name):
    network = load_network(ROOT / "data" / "snapshot" / "streets" / f"{name}{SUFFIX}")
    wide = ("motorway", "trunk", "primary")
    is_wide = np.isin(network.street_class, [network.header.classes.index(one) for one in wide])
    said = np.array([korean for korean, _ in network.names])[network.street_name]
    for street in EXPRESSWAYS[name]:
        found = is_wide & (said == street)
        assert network.is_usable("car")[found].any(), street
        for mode in ("walk", "bicycle"):
            share = (
                network.street_length_dm[found & network.is_usable(mode)].sum() / network.street_length_dm[found].sum()
            )
            assert share < 0.02, (street, mode)  # a tag may open a few metres of it
    for street in ORDINARY[name]:
        found = is_wide & (said == street)
        assert network.is_usable("walk")[found].any(), street
