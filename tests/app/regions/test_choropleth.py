"""The drawn map: true to the outlines, complete, labelled without clutter."""

import re
import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import box

from app.data.outlines import outlines
from app.regions import choropleth
from app.text import load

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def units() -> gpd.GeoDataFrame:
    """Two squares of 10 km side by side, an islet too small to see off the second, and a third unit to the east."""
    with_islet = shapely.MultiPolygon(
        [box(970_000, 1_950_000, 980_000, 1_960_000), box(985_000, 1_950_000, 985_010, 1_950_010)]
    )
    shapes = [box(960_000, 1_950_000, 970_000, 1_960_000), with_islet, box(990_000, 1_950_000, 1_010_000, 1_970_000)]
    return gpd.GeoDataFrame(
        {"region_code": ["1", "2", "3"], "name": ["가나", "나<b>", "다라마바사아자차카타파하" * 3]},
        geometry=shapes,
        crs=5179,
    ).to_crs(4326)


def polygons(path: str) -> list[shapely.Polygon]:
    """Read path data back: a slow second reading of what the module writes."""
    rings = []
    for start, steps in re.findall(r"M([^l]+)l([^z]+)z", path):
        first = np.array([float(number) for number in start.split(",")])
        moves = np.array([[float(number) for number in step.split(",")] for step in steps.split()])
        rings.append(shapely.Polygon(np.vstack([first, first + np.cumsum(moves, axis=0)])))
    return rings


def test_areas_and_neighbours_survive_the_drawing(units):
    drawn = outlines(units, units)
    first, second, third = (polygons(drawn.paths[code]) for code in "123")
    true_km2 = [area / 1e6 for area in units.to_crs(5179).area]
    assert sum(p.area for p in first) * drawn.unit_m**2 / 1e6 == pytest.approx(true_km2[0], rel=0.01)
    assert sum(p.area for p in third) * drawn.unit_m**2 / 1e6 == pytest.approx(true_km2[2], rel=0.01)
    assert first[0].buffer(0.2).intersection(second[0].buffer(0.2)).length > 2 * 10_000 / drawn.unit_m * 0.95
    assert first[0].intersection(second[0]).area < 1


def test_islets_below_a_speck_are_left_out_but_never_a_whole_unit(units):
    assert len(polygons(outlines(units, units).paths["2"])) == 1
    far = units.copy()
    far.loc[0, "geometry"] = shapely.affinity.scale(far.loc[0, "geometry"], 1e-4, 1e-4)
    assert outlines(far, far).paths.keys() == {"1", "2", "3"}


def test_a_point_is_placed_where_its_unit_is_drawn(units):
    drawn = outlines(units, units)
    inside = units.to_crs(5179).geometry.iloc[0].centroid
    at = gpd.GeoSeries([inside], crs=5179).to_crs(4326).iloc[0]
    (place,) = drawn.place([at.y], [at.x])
    assert shapely.Point(place).within(polygons(drawn.paths["1"])[0])


def test_the_picture_is_one_described_image_and_escapes_what_it_says(units):
    drawn = outlines(units, units)
    svg = choropleth.draw(
        load("ko"), drawn, {"1": "#123456", "2": None}, {"1": 'a "quoted" <hint>'}, description="A & B", choices=["1"]
    )
    tree = ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == "A & B"
    paths = {path.get("fill"): path for path in tree.iter(f"{SVG}path") if path.get("class") == "unit"}
    assert paths["#123456"].get("data-hint") == 'a "quoted" <hint>'
    assert paths["#123456"].get("data-code") == "1"
    hatched = [p for p in tree.iter(f"{SVG}path") if (p.get("fill") or "").startswith("url(#hatch-")]
    assert len(hatched) == 2
    assert all(p.get("data-code") is None for p in hatched)


def test_names_stand_only_where_they_fit(units):
    drawn = outlines(units, units)
    svg = choropleth.draw(load("ko"), drawn, {}, {}, description="")
    wide = svg.split('class="names wide"')[1].split("</g>")[0]
    assert "가나" in wide
    assert "나&lt;b&gt;" in wide
    assert "하</text>" not in wide, "a name longer than its unit must not run into the neighbours"


def test_the_inset_shows_its_window_larger(units):
    west, south, east, north = units.iloc[[0]].total_bounds
    inset = outlines(units, units, window=(west, south, east, north))
    assert "1" in inset.paths
    assert "3" not in inset.paths
    drawn = outlines(units, units, inset=inset)
    svg = choropleth.draw(load("ko"), drawn, {}, {}, description="")
    assert svg.count('class="unit"') == 3 + len(inset.paths)
    assert inset.unit_m < drawn.unit_m / 3
