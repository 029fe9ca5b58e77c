"""Parts of a network, and what is found on examining it."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gis.errors import SourceError
from gis.streets.clip import clip
from gis.streets.network import FLAGS
from gis.streets.quality import examine
from gis.terms import MODES

SOUTH = shapely.box(126.999, 37.4985, 127.0045, 37.5012)
"""Rows 1 and 2 of the town, and the steps."""


def names_of(network):
    return {network.names[i][0] for i in network.street_name}


def test_streets_that_cross_the_edge_stay_whole(town):
    clipped = clip(town, SOUTH)
    # 북길 lies beyond; 서길 leads out as far as the bollard, the footway as far as C3.
    assert names_of(clipped) == {"", "남길", "중앙로", "서길", "일방로", "동길", "계단길"}
    assert {name for name, _ in clipped.names} == names_of(clipped)
    assert clipped.street_count == 11
    places = {(x, y) for x, y in zip(clipped.node_lon_e6.tolist(), clipped.node_lat_e6.tolist(), strict=True)}
    assert (127_002_000, 37_502_000) in places
    assert (127_000_000, 37_502_000) not in places


def test_ends_that_lost_a_street_are_cuts_not_dead_ends(town):
    clipped = clip(town, SOUTH)
    cut = {(clipped.node_lon_e6[i], clipped.node_lat_e6[i]) for i in np.flatnonzero(clipped.node_is_cut)}
    assert cut == {(127_000_000, 37_501_500), (127_002_000, 37_502_000)}
    before, after = examine(town), examine(clipped)
    assert (before.dead_ends, after.dead_ends) == (4, 4)  # D2, S and the islet; D2, S and the two cuts
    assert after.cut_ends >= 2


def test_everything_of_a_kept_street_is_kept(town):
    clipped = clip(town, SOUTH)
    for street in range(clipped.street_count):
        line = clipped.line(street)
        same = [
            s for s in range(town.street_count) if town.line(s).shape == line.shape and (town.line(s) == line).all()
        ]
        assert any((town.street_ms[s] == clipped.street_ms[street]).all() for s in same)


def test_margin_keeps_streets_around(town):
    assert clip(town, SOUTH, margin_m=120).street_count == 14  # all but the islet
    small = clip(town, SOUTH, margin_m=120).coverage
    assert small.symmetric_difference(shapely.intersection(SOUTH, town.coverage.convex_hull)).area < 1e-12


def test_clip_to_nothing(town):
    with pytest.raises(SourceError, match="no street lies"):
        clip(town, shapely.box(128, 36, 128.1, 36.1))


def test_quality_of_the_town(town):
    wide = replace(town, coverage=shapely.box(126.9, 37.4, 127.1, 37.6))
    quality = examine(wide, places_lon=[127.001, 127.001, 125.0], places_lat=[37.5005, 37.515, 37.5], missing_nodes=3)
    assert (quality.nodes, quality.streets) == (14, 15)
    walk = quality.parts[0]
    assert (walk.mode, walk.parts) == ("walk", 2)
    islet = 88.3 / 1000
    assert walk.share == pytest.approx(1 - islet / walk.length_km, abs=1e-3)
    car = quality.parts[MODES.index("car")]
    assert car.parts == 3  # the town, 북길 beyond the bollard and the footway, the islet
    assert (quality.places, quality.far_places) == (2, 1)
    assert (quality.missing_nodes, quality.suspicious_streets) == (3, 0)
    assert quality.problems == ()


def test_networks_in_pieces_are_problems(town):
    footway = town.street_flags & FLAGS["footway"] > 0
    ms = town.street_ms.copy()
    ms[:, 0, :] = np.where(footway[:, None], ms[:, 0, :], -1)
    ms[~footway, 0, 0] = 5  # one-way for walkers everywhere else, and absurdly fast
    quality = examine(replace(town, street_ms=ms))
    assert quality.suspicious_streets > 0
    assert [problem for problem in quality.problems if "for walk" in problem]
