"""The project for QGIS: well-formed, of the collections that are served, in the colours of the pages."""

import sqlite3
from xml.etree import ElementTree

import pytest
from sqlalchemy import make_url

from app.api import ogc, qgis
from app.text import load
from app.ui.maps import MARKS
from gis.map_classes import SHARE, UNKNOWN

READER = make_url("postgresql://mindconnect_reader:secret@db.example/mindconnect")


def layers(written: str) -> dict[str, ElementTree.Element]:
    return {one.findtext("shortname"): one for one in ElementTree.fromstring(written).iter("maplayer")}


def fills(layer: ElementTree.Element) -> list[str]:
    colours = [one.get("value") for one in layer.iterfind(".//Option[@name='color']")]
    return ["#" + bytes(map(int, colour.split(",")[:3])).hex() for colour in colours]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_project_reads_every_collection_of_the_server_by_its_id(language):
    say = load(language)
    read = layers(qgis.over_http(say, "https://maum.example/"))
    assert set(read) - set(ogc.LAYERS) == {"streets", "emd_tiles"}
    for name in ogc.LAYERS:
        source = read[name].findtext("datasource")
        assert f"typename='{name}'" in source
        assert "url='https://maum.example/ogc/'" in source
        assert read[name].findtext("layername").startswith(say(f"ogc.layer.{name}.title"))
    assert "https://maum.example/tiles/streets/%7Bz%7D/%7Bx%7D/%7By%7D.mvt" in read["streets"].findtext("datasource")


def test_a_project_straight_from_the_database_names_views_and_no_password():
    written = qgis.over_postgis(load("ko"), READER)
    assert "secret" not in written
    read = layers(written)
    assert list(read) == list(ogc.LAYERS)
    for name, view in ogc.LAYERS.items():
        assert f'table="serve"."{view}" (geom)' in read[name].findtext("datasource")


def test_the_colours_are_those_of_the_pages():
    read = layers(qgis.over_http(load("ko"), "http://localhost:8501"))
    assert fills(read["centers"]) == [mark["fill"] for mark in MARKS.values()]
    for name in ("sido", "sigungu", "emd", "emd_tiles"):
        assert fills(read[name]) == [*SHARE.colours, UNKNOWN, UNKNOWN]
    assert fills(read["cells"]) == [*qgis.MINUTES.colours, UNKNOWN]


def test_each_share_has_the_class_of_the_pages():
    """Both bounds in one class give its colour; bounds in two, or none, give that of what is not known."""
    layer = layers(qgis.over_http(load("ko"), "http://localhost:8501"))["sigungu"]
    rules = [rule.get("filter") for rule in layer.iter("rule")]
    for low, high, number in ((0.99, 1.0, 0), (0.8, 0.85, 1), (0.0, 0.04, 5), (0.2, 0.99, 6), (None, None, 7)):
        assert [holds(rule, low, high) for rule in rules].index(True) == number
        assert sum(holds(rule, low, high) for rule in rules) == 1


def holds(rule: str, low: float | None, high: float | None) -> bool:
    """Work a rule out as SQL does."""
    with sqlite3.connect(":memory:") as conn:
        conn.execute(f"CREATE TABLE t ({qgis.SHARES[0]} REAL, {qgis.SHARES[1]} REAL)")
        conn.execute("INSERT INTO t VALUES (?, ?)", (low, high))
        return bool(conn.execute(f"SELECT {rule} FROM t").fetchone()[0])
