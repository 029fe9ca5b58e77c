"""Underserved areas over readings: a town worked by hand, a slow second version, and positions that move."""

from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from gis.analysis.underserved import (
    CONSENSUS_COLUMNS,
    below_mean,
    consensus,
    inner_interval,
    judge,
    moved_minutes,
    out_of_reach,
    shifts_m,
    worst_first,
)
from tests import oracles, towns

CELLS = towns.cells()
UNITS = sorted(set(CELLS["region_code"]))
UNIT = np.array([UNITS.index(code) for code in CELLS["region_code"]])
PEOPLE = CELLS["people"].to_numpy()
KM = np.array([[0, 4, 8, 12, 16], towns.NEAR, towns.NEAR, [0, 4, 8, 12, 16], towns.NEAR]).ravel()
"""Kilometres to the nearest 기초, as tests/towns.py works them out; at 60 km/h they are minutes."""


def town(is_underserved_cell, badness=KM, *, people_share=0.5):
    return judge(
        is_underserved_cell, badness, cell=np.arange(25), unit=UNIT, people=PEOPLE, units=len(UNITS),
        people_share=people_share,
    )  # fmt: skip


def test_the_town_under_one_reading():
    """Beyond 8 minutes: in 가람1동 500 of 1,000 (12, 16; 8.94, 12.65, 16.49 km), 가람2동 600, 들면 100 of 400."""
    found = town(out_of_reach((KM > 8).astype(float), most_hours=0.5))
    assert dict(zip(UNITS, found.people_share.tolist(), strict=True)) == pytest.approx(
        {towns.EMD_1: 0.5, towns.EMD_2: 0.6, towns.FIELDS: 0.25, towns.SEA: np.nan}, nan_ok=True
    )
    assert found.is_underserved.tolist() == [
        True,
        True,
        False,
        False,
    ]  # half of the people is enough; nobody lives in the last
    # Mean kilometres: 8.77, 9.55 and 4.0.
    assert found.rank.tolist()[:3] == [2, 1, 3]
    assert np.isnan(found.rank[3])


def test_the_town_under_several_readings():
    limits = (4, 8, 12, 16)
    table = consensus([town(limit < KM) for limit in limits])
    table.index = UNITS
    # Beyond 4, 8, 12, 16: of the 1,000 in 가람1동 700, 500, 300, 100; in 가람2동 800, 600, 400, 200.
    # Of the 400 in 들면 100, 100, 100, 0.
    assert table["underserved_readings"].tolist() == [2, 2, 0, 0]
    assert table["underserved_share"].tolist() == [0.5, 0.5, 0, 0]
    assert table["people_share"].iloc[0] == pytest.approx((0.7 + 0.5 + 0.3 + 0.1) / 4)
    assert table["people_share"].iloc[1] == pytest.approx((0.8 + 0.6 + 0.4 + 0.2) / 4)
    assert tuple(table.columns) == CONSENSUS_COLUMNS
    with pytest.raises(ValueError, match="at least one reading"):
        consensus([])


def test_ranks_move_over_readings():
    judged = [town(KM > 8, badness=badness) for badness in (KM, -KM, np.zeros(25))]
    table = consensus(judged)
    assert table.loc[1, ["rank_min", "rank_median", "rank_max"]].tolist() == [1, 1, 3]
    assert table.loc[2, ["rank_min", "rank_median", "rank_max"]].tolist() == [1, 1, 3]
    assert table.loc[0, ["rank_min", "rank_median", "rank_max"]].tolist() == [1, 2, 2]


def test_hours_count_by_their_share():
    assert out_of_reach(np.array([0.49, 0.5, 1.0]), most_hours=0.5).tolist() == [False, True, True]
    assert out_of_reach(np.array([1 - 2 / 3 - 1 / 6 - 1e-16]), most_hours=1 / 6).tolist() == [True]


def test_half_of_the_mean_is_not_underserved_yet():
    people = np.array([10.0, 10, 20])
    assert below_mean(np.array([2.0, 1.0, 2.5]), people, factor=0.5).tolist() == [False, False, False]  # mean 2
    assert below_mean(np.array([4.0, 0.9, 1.55]), people, factor=0.5).tolist() == [False, True, False]  # mean 2
    assert below_mean(np.zeros(3), people, factor=0.5).all()


FLOATS = st.floats(0, 100, width=16)


@given(arrays.arrays(float, st.integers(1, 12), elements=FLOATS))
def test_ranks_equal_the_slow_version(badness):
    assert worst_first(badness).tolist() == oracles.worst_first(badness.tolist())


@given(st.data())
def test_consensus_equals_the_slow_version(data):
    readings, units, cells = (data.draw(st.integers(1, 5)) for _ in range(3))
    rows = data.draw(
        st.lists(
            st.tuples(st.integers(0, cells - 1), st.integers(0, units - 1), st.integers(0, 50)),
            min_size=1, max_size=12,
        )
    )  # fmt: skip
    underserved = data.draw(arrays.arrays(bool, (readings, cells)))
    badness = data.draw(arrays.arrays(float, (readings, cells), elements=st.integers(0, 5).map(float)))
    cell, unit, people = (np.array(column) for column in zip(*rows, strict=True))
    judged = [
        judge(
            own, worst, cell=cell, unit=unit, people=people.astype(float), units=units, people_share=0.5
        )
        for own, worst in zip(underserved, badness, strict=True)
    ]  # fmt: skip
    found = consensus(judged)[["underserved_readings", "rank_min", "rank_median", "rank_max"]].to_numpy(dtype=float)
    expected = oracles.underserved_consensus(rows, underserved.tolist(), badness.tolist(), units)
    np.testing.assert_allclose(found, expected)


def test_a_longer_limit_makes_nobody_underserved():
    shares = [town(limit < KM).people_share[:3] for limit in range(18)]
    assert all((later <= earlier + 1e-12).all() for earlier, later in pairwise(shares))


def test_the_same_seed_draws_the_same_places():
    radius = np.full(50, 100.0)
    one, same, other = (shifts_m(radius, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


@given(st.integers(0, 1000))
def test_moves_stay_within_the_radius_and_grow_with_it(seed):
    radius = np.array([0.0, 100.0, 5000.0])
    small, large = (shifts_m(factor * radius, np.random.default_rng(seed)) for factor in (1, 2))
    assert (np.hypot(*small.T) <= radius).all()
    np.testing.assert_allclose(large, 2 * small)


def test_places_fill_the_disc_evenly():
    reach = np.hypot(*shifts_m(np.full(20_000, 1000.0), np.random.default_rng(7)).T)
    # Half of the area lies beyond 1000 / sqrt(2).
    assert (reach > 1000 / np.sqrt(2)).mean() == pytest.approx(0.5, abs=0.02)


def moved(shift, minutes=(10.0, 2.0)):
    return moved_minutes(
        np.array(minutes), cell=np.array([0, 1]), center=np.array([0, 0]), cell_xy=np.array([[0.0, 0], [3000, 4000]]),
        center_xy=np.array([[3000.0, 0]]), shift=np.array([shift], dtype=float), min_per_m=0.001,
    ).tolist()  # fmt: skip


def test_a_center_that_moves_is_nearer_to_some_and_farther_from_others():
    assert moved((0, 0)) == [10, 2]
    # 1 km east: 4 km from the first cell (1 min more); sqrt(1 + 16) = 4.123 km from the second.
    assert moved((1000, 0)) == pytest.approx([11, 2 + 0.001 * (np.hypot(1000, 4000) - 4000)])
    # Onto the second cell: 4 km nearer, but no time falls below 0.
    assert moved((0, 4000)) == pytest.approx([12, 0])


@given(st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_no_time_changes_by_more_than_the_move(east, north):
    most = np.hypot(east, north) * 0.001
    assert all(abs(now - was) <= most + 1e-9 for now, was in zip(moved((east, north), (30, 40)), (30, 40), strict=True))


def test_the_interval_holds_nine_tenths_of_the_draws():
    draws = [np.array([number / 20, 0.5]) for number in range(21)]
    low, high = inner_interval(draws)
    assert (low.tolist(), high.tolist()) == ([0.05, 0.5], [0.95, 0.5])
    low, high = inner_interval(draws[:1])
    assert low.tolist() == high.tolist() == [0, 0.5]
