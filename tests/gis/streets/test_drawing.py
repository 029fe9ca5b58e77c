"""Streets as a map draws them: by rank and zoom, each name one line, and nothing twice where networks overlap."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gis.queries.tiles import STREET_ZOOMS, bounds
from gis.settings import ROOT
from gis.streets.drawing import FROM_ZOOM, RANKS, draw, rank_of
from gis.streets.network_catalog import NetworkCatalog

AROUND = (126.9, 37.4, 127.1, 37.6)
GANGNAM = (14, 13973, 6348)


def test_each_name_is_one_line_and_both_names_stand_with_it(town):
    drawn = draw([town], AROUND, zoom=14)
    places = [place for place, name in enumerate(drawn.names) if name == "중앙로"]
    assert len(places) == 1, "two ways of the file"
    line = shapely.from_wkb(drawn.lines[places[0]])
    assert line.geom_type == "LineString"
    assert drawn.ranks[places[0]] == "main"
    assert drawn.names_en[places[0]] == "Jungang-ro"
    assert drawn.names_en[drawn.names.index("서길")] == ""


def test_a_closer_look_shows_more(town):
    ranks = {zoom: set(draw([town], AROUND, zoom=zoom).ranks) for zoom in (10, 11, 13, 14)}
    assert ranks == {10: set(), 11: {"main"}, 13: {"main"}, 14: {"main", "small", "path"}}


def test_only_what_reaches_into_the_box_is_drawn(town):
    assert draw([town], (128.0, 37.4, 128.1, 37.6), zoom=14).lines == []
    whole = draw([town], AROUND, zoom=14)
    lon, lat = shapely.from_wkb(whole.lines[whole.names.index("섬길")]).coords[0]
    near = draw([town], (lon - 1e-5, lat - 1e-5, lon + 1e-5, lat + 1e-5), zoom=14)
    assert near.names == ["섬길"], "an island"


def test_where_two_networks_lie_the_later_adds_only_what_the_earlier_has_not(town):
    alone = draw([town], AROUND, zoom=14)
    assert draw([town, town], AROUND, zoom=14) == alone
    elsewhere = replace(town, coverage=shapely.box(0, 0, 1, 1))
    assert len(draw([elsewhere, town], AROUND, zoom=14).lines) == 2 * len(alone.lines)

    is_path = np.array([rank_of(name) == "path" for name in town.header.classes])[town.street_class]
    residential = town.header.classes.index("residential")
    of_cars = replace(town, street_class=np.where(is_path, residential, town.street_class).astype(np.uint8))
    paths = [line for line, rank in zip(alone.lines, alone.ranks, strict=True) if rank == "path"]
    both = draw([of_cars, town], AROUND, zoom=14)
    assert [line for line, rank in zip(both.lines, both.ranks, strict=True) if rank == "path"] == paths
    assert len(both.lines) == len(draw([of_cars], AROUND, zoom=14).lines) + len(paths)


def test_every_class_is_drawn_by_one_rank_except_ferries_and_lifts(header):
    assert {name for name in header.classes if not rank_of(name)} == {"ferry", "elevator"}
    assert set(FROM_ZOOM) == set(RANKS)
    assert min(FROM_ZOOM.values()) == STREET_ZOOMS[0]
    assert max(FROM_ZOOM.values()) == STREET_ZOOMS[1]


@pytest.fixture(scope="module")
def shipped():
    return NetworkCatalog([ROOT / "data" / "snapshot" / "streets"], detours=())


def test_gangnam_has_its_streets_of_cars_and_its_footways(shipped):
    drawn = shipped.drawn(bounds(*GANGNAM), zoom=GANGNAM[0])
    assert set(drawn.ranks) >= {"main", "side", "small", "path"}
    ranks = [rank for rank, name in zip(drawn.ranks, drawn.names, strict=True) if name == "강남대로"]
    assert ranks.count("main") == 1, "mapped in both networks there"
    assert shipped.drawn(bounds(14, 13900, 6500), zoom=14).lines == []


def test_another_file_is_another_state(shipped, tmp_path):
    here = NetworkCatalog([tmp_path], detours=())
    before = here.state()
    (tmp_path / "a.streets.npz").write_bytes(b"x")
    assert here.state() != before
    assert len(shipped.state()) == 6
