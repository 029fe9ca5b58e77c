"""Reading OpenStreetMap files: what is kept, what is missing, and what a broken file gives."""

import numpy as np
import osmium
import pytest

from etl.sources.streets_osm import read_streets
from gis.errors import SourceError
from gis.settings import ROOT
from gis.streets.files import read_speeds

TOWN = ROOT / "tests" / "gis" / "streets" / "toy_town.osm"


@pytest.fixture(scope="module")
def table():
    return read_speeds(ROOT / "data" / "reference" / "street_speeds.csv")


def test_streets_of_the_town(table):
    raw = read_streets(TOWN, table)
    assert len(raw.way_profile) == 11  # the private way and the one under construction are left out
    assert len(raw.lon) == 15  # node 25 is only on the private way
    assert (raw.suspicious_speeds, raw.missing_nodes) == (1, 0)
    assert sorted(raw.features[i].road_s for i in raw.node_feature if i >= 0) == [(0, 0, 0), (0, 8, 12)]
    names = [raw.profiles[i].name for i in raw.way_profile]
    assert names.count("중앙로") == 2
    way = names.index("북길")
    nodes = raw.way_nodes[raw.way_start[way] : raw.way_start[way + 1]]
    assert raw.lon[nodes].tolist() == [127.0, 127.001, 127.002]


def test_pbf_and_xml_say_the_same(table, tmp_path):
    path = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for item in osmium.FileProcessor(str(TOWN)):
            writer.add(item)
    one, other = read_streets(TOWN, table), read_streets(path, table)
    for name in ("way_start", "way_nodes", "way_profile", "lon", "lat", "node_feature"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
    assert (one.profiles, one.features) == (other.profiles, other.features)


def test_restrictions_of_turns_are_counted(table, tmp_path):
    path = tmp_path / "turns.osm"
    turn = '<relation id="1" version="1"><tag k="restriction" v="no_left_turn"/></relation>'
    route = '<relation id="2" version="1"><tag k="type" v="route"/></relation>'
    path.write_text(TOWN.read_text(encoding="utf-8").replace("</osm>", f"{turn}{route}</osm>"), encoding="utf-8")
    assert read_streets(path, table).turn_restrictions == 1
    assert read_streets(TOWN, table).turn_restrictions == 0


def test_ways_break_where_a_node_is_missing(table, tmp_path):
    path = tmp_path / "cut.osm"
    path.write_text(TOWN.read_text(encoding="utf-8").replace('<node id="32"', '<node id="999"'), encoding="utf-8")
    raw = read_streets(path, table)
    assert raw.missing_nodes == 1
    assert "북길" not in {raw.profiles[i].name for i in raw.way_profile}  # one node on each side is no street
    assert len(raw.way_profile) == 10


def test_broken_files_are_told(table, tmp_path):
    with pytest.raises(SourceError, match="does not exist"):
        read_streets(tmp_path / "none.osm.pbf", table)
    whole = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(whole)) as writer:
        for item in osmium.FileProcessor(str(TOWN)):
            writer.add(item)
    content = whole.read_bytes()
    for size in np.linspace(1, len(content) - 1, 12).astype(int).tolist():
        whole.write_bytes(content[:size])
        with pytest.raises(SourceError, match="fetch the extract again"):
            read_streets(whole, table)
    text = tmp_path / "note.osm"
    text.write_text("서버 점검 중입니다", encoding="utf-8")
    with pytest.raises(SourceError, match="fetch the extract again"):
        read_streets(text, table)
