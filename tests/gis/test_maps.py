"""Decks: what stands in them is what was asked, in the colours of every map, and no host is asked for anything."""

import json
import re

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from gis import maps
from gis.analysis.readings import Reading
from gis.errors import InputError
from gis.map_classes import SHARE, UNKNOWN
from tests import access_town, towns

SEOUL = h3.latlng_to_cell(37.5665, 126.978, 7)
DAY = Reading(measure="nearest", kind=towns.BASIC, hour="Tue 10", serves="any")


@pytest.fixture
def cells() -> pd.DataFrame:
    children = sorted(int(cell, 16) for cell in h3.cell_to_children(SEOUL, 8))
    return pd.DataFrame(
        {
            "h3_index": children,
            "people": [10.0, 20.0, 30.0, 40.0, 0.0, 0.0, 100.0],
            "least_share": [0.0, 0.0, 0.0, 1.0, 0.5, 0.5, 0.0],
            "most_share": [0.0, 1.0, 0.0, 1.0, 0.5, 0.5, 0.0],
            "region_code": list("abcdefg"),
        }
    )


def told(*layers) -> list[dict]:
    return json.loads(maps.deck(layers, (126.0, 37.0, 127.0, 38.0), description="").to_json())["layers"]


def rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:]))


def test_larger_cells_keep_the_people_and_their_means(cells):
    one = maps.coarser(cells, 7)
    assert one["h3_index"].tolist() == [int(SEOUL, 16)]
    assert one["people"].tolist() == [200.0]
    assert one["least_share"].tolist() == pytest.approx([0.2])
    assert one["most_share"].tolist() == pytest.approx([0.3])
    assert one["region_code"].tolist() == ["g"]
    same, lived_in = maps.coarser(cells, 8)[cells.columns], cells["people"] > 0
    pd.testing.assert_frame_equal(same[lived_in], cells[lived_in])
    with pytest.raises(InputError, match="5 to 8"):
        maps.coarser(cells, 9)


def test_cells_become_larger_until_a_deck_can_hold_them(cells, monkeypatch):
    assert maps.resolution_for(cells["h3_index"]) == 8
    monkeypatch.setattr(maps, "MOST_CELLS", 3)
    assert maps.resolution_for(cells["h3_index"]) == 7
    monkeypatch.setattr(maps, "MOST_CELLS", 0)
    assert maps.resolution_for(cells["h3_index"]) == maps.COARSEST


def test_a_cell_has_a_colour_of_the_scale_only_where_its_class_is_known(cells):
    (layer,) = told(maps.cell_layer(cells, ["x"] * 7, height=True))
    rows = layer["data"]
    assert [row["cell"] for row in rows] == sorted(h3.cell_to_children(SEOUL, 8))
    assert [row["colour"] for row in rows][:4] == [
        rgb(SHARE.colours[0]), rgb(UNKNOWN), rgb(SHARE.colours[0]), rgb(SHARE.colours[-1]),
    ]  # fmt: skip
    assert [row["people"] for row in rows] == cells["people"].tolist()
    assert layer["pickable"]


def test_regions_carry_code_words_and_colour():
    units = gpd.GeoDataFrame(
        {"region_code": ["11", "26"], "least_share": [0.3, np.nan], "most_share": [0.4, np.nan]},
        geometry=[box(126, 37, 127, 38), box(128, 35, 129, 36)],
        crs=4326,
    )
    (layer,) = told(maps.region_layer(units, ["a", "b"]))
    first, other = (feature["properties"] for feature in layer["data"]["features"])
    assert first == {"code": "11", "tip": "a", "colour": rgb(SHARE.colour_of(0.3))}
    assert other["colour"] == rgb(UNKNOWN)


def test_outlines_lose_what_no_pixel_shows_and_neighbours_keep_their_edge():
    edge = [(1.0, y / 1000) for y in range(1001)]
    wavy = [(x + 0.0002 * (number % 2), y) for number, (x, y) in enumerate(edge)]
    islet = box(3, 3, 3.001, 3.001)
    west = Polygon([(0, 0), *wavy, (0, 1)])
    east = Polygon([(2, 0), (2, 1), *reversed(wavy)])
    units = gpd.GeoDataFrame({"region_code": ["w", "e"]}, geometry=[MultiPolygon([west, islet]), east], crs=4326)
    drawn = maps.simpler(units)
    assert shapely.get_num_coordinates(drawn.geometry.to_numpy()).max() < 100
    assert drawn.geometry.iloc[0].bounds[2] < 2, "the islet is gone"
    assert drawn.union_all().area == pytest.approx(2, rel=1e-6), "no slit between the two"
    near = maps.simpler(units, (0.2, 0.2, 0.3, 0.3))
    assert near["region_code"].tolist() == ["w"]
    assert near.total_bounds.tolist() == pytest.approx([0.1, 0.1, 0.4, 0.4])


def test_first_ways_lead_to_the_nearest_center_that_is_known_to_be_open():
    board = access_town.board()
    ways = maps.first_ways(board, DAY, board.cells["h3_index"]).set_index("h3_index")
    assert ways.loc[1, "name"] == towns.CENTERS[0].name
    assert (ways.loc[1, "minutes"], ways.loc[16, "minutes"]) == (0, 0)
    assert ways["people"].sum() == 1600  # the other 800 reach none within 30 minutes
    late = maps.first_ways(board, DAY.changed(hour="Tue 19"), board.cells["h3_index"])
    assert set(late["center_id"]) == {"bbbbbbbbbb"}
    hospital = maps.first_ways(board, DAY.changed(kind=towns.HOSPITAL), board.cells["h3_index"])
    assert hospital.empty, "nothing is known of its hours"
    (layer,) = told(maps.way_layer(late, list(late["name"])))
    assert len(layer["data"]) == len(late)


def test_a_deck_shows_its_bounds_and_asks_no_host(cells):
    shown = maps.deck([maps.cell_layer(cells, ["한 곳"] * 7)], (126.0, 37.0, 127.0, 38.0), description="")
    view = json.loads(shown.to_json())["initialViewState"]
    assert (view["longitude"], view["latitude"]) == (126.5, 37.5)
    wide = maps.deck([], (120.0, 33.0, 132.0, 39.0), description="")
    assert json.loads(wide.to_json())["initialViewState"]["zoom"] < view["zoom"]
    page = maps.to_html(shown)
    assert "createDeck(" in page
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=[^>]*https?:", page)
    assert json.loads(shown.to_json()).get("mapProvider") is None
