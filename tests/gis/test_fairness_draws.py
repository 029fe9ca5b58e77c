"""Draws of how evenly access is shared: on the town, clusters aside, and those that come with the project."""

import numpy as np
import pandas as pd
import pytest

from gis import fairness
from gis.analysis import clusters
from gis.analysis.readings import STANDARD, Reading
from gis.errors import InputError
from gis.fairness import Parts, evenness, parts_of, read_bridges
from gis.fairness_draws import DRAWS, FIGURES, draw_fairness, fairness_intervals
from gis.kept_draws import find_fairness, keep_fairness
from gis.settings import ROOT
from tests import access_town, towns

READING = Reading(measure="two_step", kind=towns.HOSPITAL)


@pytest.fixture
def parts(monkeypatch):
    """Describe the town; two sigungu are too few to tell clusters from chance, so the first is named in every draw."""
    spots = pd.DataFrame({"spot": ["hot", "none"], "local": ["none", "none"]})
    moran = clusters.GlobalMoran(0.5, -1.0, 0.1, 2, 0, 1, 0)
    monkeypatch.setattr(clusters, "stable_clusters", lambda values, schemes, **options: spots.copy())
    monkeypatch.setattr(clusters, "global_moran", lambda values, neighbours, **options: moran)
    rows = access_town.board().rows
    return Parts(
        {"all": rows["people"].to_numpy()}, {"density": np.arange(len(rows), dtype=float)},
        (towns.CITY, towns.COUNTY), {"touching": (np.array([0, 1]), np.array([1, 0]))}, None,
    )  # fmt: skip


def test_where_all_is_known_an_interval_is_the_figure(parts):
    board = access_town.board(radius_m=0.0)
    found = fairness.fairness(board, parts, READING)
    between = fairness_intervals(board, found, draw_fairness(board, parts, READING, draws=3))
    assert (between.draws, between.holds) == (3, ("position",))
    for name in FIGURES:
        for end in ("low", "high"):
            assert between.levels[f"{name}_{end}"].tolist() == pytest.approx(found.levels[name].tolist(), rel=1e-6)
    half = np.interp(0.5, found.lorenz["people_share"], found.lorenz["value_share"])
    assert between.singles.loc["lower_half"].tolist() == pytest.approx([half, half], abs=1e-6)
    assert between.singles.loc["concentration_density", "low"] == pytest.approx(
        found.concentration["density"], rel=1e-6
    )
    places = between.places.set_index("region_code")
    assert places["hot_draws"].tolist() == [1.0, 0.0]
    poor = evenness(board, parts, READING).places["poor_people"]
    assert places["poor_people_high"].tolist() == pytest.approx(poor.tolist(), rel=1e-6)


def test_errors_of_times_open_it_and_draws_are_kept(parts, tmp_path):
    board = access_town.board(log_sd=0.4, radius_m=0.0)
    drawn = draw_fairness(board, parts, READING, draws=30)
    between = fairness_intervals(board, fairness.fairness(board, parts, READING), drawn)
    assert between.levels.loc["cell", "gini_low"] < between.levels.loc["cell", "gini_high"]
    again = draw_fairness(board, parts, READING, draws=4)
    assert (again.levels == drawn.first(4).levels).all(), "the same draws, however many"
    path = keep_fairness(tmp_path / "here", drawn, board, READING)
    places = (tmp_path / "none", tmp_path / "here")
    assert (find_fairness(places, board, READING).singles == drawn.singles).all()
    assert find_fairness(places, board, READING.changed(limit_min=20)) is None
    path.write_bytes(b"torn")
    assert find_fairness(places, board, READING) is None
    others = Parts(parts.counts, parts.ranks, (towns.CITY,), parts.schemes, None)
    with pytest.raises(InputError, match="draw again"):
        fairness_intervals(board, fairness.fairness(board, others, READING), drawn)


def test_the_shipped_draws_hold_on_the_nation(nation_board, nation_conn):
    """What the page of equity reads; where this fails: `mindconnect equity --intervals 50 --ship`."""
    shipped = find_fairness([ROOT / "data" / "snapshot" / "draws"], nation_board, STANDARD)
    assert shipped is not None
    assert len(shipped.singles) == DRAWS
    again = draw_fairness(
        nation_board, parts_of(nation_conn, nation_board, read_bridges(ROOT / "data")), STANDARD, draws=1
    )
    assert again.groups == pytest.approx(shipped.first(1).groups, rel=1e-5)
    assert (again.spots == shipped.first(1).spots).all()
