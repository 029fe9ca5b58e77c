"""Underserved areas of the town against the readings one by one; positions that move; grids that cannot be used."""

import datetime as dt

import numpy as np
import pytest

from gis.consensus import consensus, moved_board, moved_consensus
from gis.errors import InputError, SettingsError
from gis.settings import ROOT
from gis.underserved_grid import UnderservedGrid, load_grid, read_grids
from tests import towns
from tests.town_board import open_town

GRID = ROOT / "data" / "rules" / "underserved_grid.yaml"
TODAY = dt.date(2026, 11, 26)


def grid_of(*limits, people_share=0.5, **parts):
    """Make a grid of times to the nearest 기초 by car."""
    block = {
        "criterion": "out_of_reach", "measure": ["nearest"], "mode": ["car"], "kind": [towns.BASIC],
        "limit_min": limits,
    }  # fmt: skip
    return UnderservedGrid.model_validate(
        {
            "version": "t", "valid_from": TODAY, "source": "x", "reviewer": "x", "most_hours": 0.5,
            "people_share": people_share, "least_share": 0.5, "pace_min_per_km": {"car": 1.0},
            "blocks": [block | parts],
        }
    )  # fmt: skip


@pytest.fixture
def board(town_conn, tmp_path):
    return open_town(town_conn, tmp_path)


def by_code(table, column):
    return dict(zip(table["region_code"], table[column], strict=True))


def test_readings_agree_on_the_town(board):
    """Shares beyond 5, 10 and 16 km: 가람시 .75, .4, .15 and 나래군 .25, .25, 0 (tests/towns.py)."""
    table = consensus(board, grid_of(5, 10, 16))
    assert by_code(table, "underserved_readings") == {towns.CITY: 1, towns.COUNTY: 0}
    assert by_code(table, "people_share") == {
        towns.CITY: pytest.approx((0.75 + 0.4 + 0.15) / 3),
        towns.COUNTY: pytest.approx((0.25 + 0.25 + 0) / 3),
    }
    assert by_code(table, "people") == {towns.CITY: 2000, towns.COUNTY: 400}
    assert by_code(table, "rank_max") == {towns.CITY: 1, towns.COUNTY: 2}
    strict = consensus(board, grid_of(5, 10, 16, people_share=0.25))
    assert by_code(strict, "underserved_readings") == {towns.CITY: 2, towns.COUNTY: 2}


def test_units_of_every_level(board):
    grid = grid_of(5)
    assert by_code(consensus(board, grid, level="sido"), "underserved_readings") == {towns.SIDO: 1}
    emd = consensus(board, grid, level="emd")
    assert by_code(emd, "underserved_readings") == {towns.EMD_1: 1, towns.EMD_2: 1, towns.FIELDS: 0, towns.SEA: 0}
    assert np.isnan(by_code(emd, "rank_min")[towns.SEA])
    cells = consensus(board, grid, level="cell")
    assert cells["people"].sum() == 2400
    assert cells.loc[cells["underserved_readings"] == 1, "people"].sum() == 1600
    assert len(consensus(board, grid, level="cell", parent_code=towns.COUNTY)) == 2
    assert consensus(board, grid, parent_code=towns.COUNTY)["region_code"].tolist() == [towns.COUNTY]


def test_supply_shared_by_many_is_too_little_beside_plenty(board):
    """A and B reach all within 10 minutes of them; whoever is beyond has nothing, less than half of the mean."""
    grid = grid_of(10, criterion="below_mean", factor=0.5, measure=["two_step"])
    table = consensus(board, grid)
    assert by_code(table, "people_share") == {towns.CITY: pytest.approx(0.4), towns.COUNTY: pytest.approx(0.25)}


def test_no_center_that_moves_nothing_changes(board):
    grid = grid_of(5, 10)
    still = moved_consensus(board_with_radius(board, 0.0), grid, draws=3)
    assert (still["underserved_share_low"] == still["underserved_share"]).all()
    assert (still["underserved_share_high"] == still["underserved_share"]).all()
    assert (still["rank_median_low"] == still["rank_median"]).all()
    assert (still["rank_median_high"] == still["rank_median"]).all()


def board_with_radius(board, radius_m):
    """Give the board with another trust in the positions of all centers."""
    other = board.retimed({})
    other.centers = board.centers.assign(position_radius_m=radius_m)
    return other


def test_the_same_seed_gives_the_same_interval(board):
    far = board_with_radius(board, 6000.0)
    grid = grid_of(3, 5, 8, 10, 13)
    one, same = (moved_consensus(far, grid, level="emd", draws=6, seed=4) for _ in range(2))
    assert one.equals(same)
    other = moved_consensus(far, grid, level="emd", draws=6, seed=5)
    assert not one.equals(other)
    assert (one["underserved_share_low"] <= one["underserved_share_high"]).all()
    assert (one["underserved_share_low"] < one["underserved_share_high"]).any()
    ranked = one[one["people"] > 0]
    assert (ranked["rank_median_low"] <= ranked["rank_median_high"]).all()
    assert (ranked["rank_median_low"] < ranked["rank_median_high"]).any()
    assert one.loc[one["people"] == 0, "rank_median_low"].isna().all()


def test_a_larger_radius_moves_times_farther(board):
    grid = grid_of(5)
    before = board.pairs("car").minutes.sum()
    moves = []
    for radius_m in (0.0, 500.0, 1000.0):
        moved = moved_board(board_with_radius(board, radius_m), grid, np.random.default_rng(3))
        order = [np.lexsort((one.center, one.cell)) for one in (board.pairs("car"), moved.pairs("car"))]
        change = moved.pairs("car").minutes[order[1]] - board.pairs("car").minutes[order[0]]
        assert np.abs(change).max() <= radius_m / 1000 + 1 / 60
        moves.append(np.abs(change).sum())
    assert moves[0] < moves[1] < moves[2]
    assert board.pairs("car").minutes.sum() == before


def test_the_shipped_grid():
    grid = load_grid(ROOT / "data", on=TODAY)
    readings = grid.readings
    assert len(readings) == len({(one.reading, one.criterion) for one in readings}) == 32
    assert {one.reading.mode for one in readings} == {"car", "bicycle", "walk"}
    assert {one.reading.measure for one in readings} == {"nearest", "two_step", "e2sfca", "three_step", "balanced"}
    assert {one.reading.hour for one in readings} > {"any", "weekday_evening"}
    with pytest.raises(SettingsError, match="no version holds"):
        load_grid(ROOT / "data", on=dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("limit_min: [15, 30, 45]", "limit_min: [15, 15]", "stands twice"),
        ("limit_min: [15, 30, 45]", "limit_min: [90]", "limit"),
        ("factor: 0.5", "factor: 2", "factor"),
        ("criterion: below_mean\n        factor: 0.5", "criterion: below_mean", "needs a factor"),
        ("measure: [two_step]", "measure: [nearest]", "more is better"),
        ("[공공 전체]", "[모두]", "not a kind of center"),
        ("walk: 19.5, ", "", "lacks walk"),
        ("reviewer:", "checked:", "reviewer"),
        ("people_share: 0.5", "people_share: 0", "people_share"),
    ],
)
def test_a_grid_that_cannot_be_used_is_refused(tmp_path, old, new, message):
    text = GRID.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / GRID.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_grids(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": "county"}, "no level"),
        ({"parent_code": "99"}, "code of no region"),
        ({"level": "sido", "parent_code": towns.CITY}, "smaller than a sido"),
    ],
)
def test_what_cannot_be_asked_is_refused(board, arguments, message):
    with pytest.raises(InputError, match=message):
        consensus(board, grid_of(5), **arguments)
    with pytest.raises(InputError, match="1 to 1000"):
        moved_consensus(board, grid_of(5), draws=0)
