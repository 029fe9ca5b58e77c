"""Underserved areas over readings: a town worked by hand, a slow second version, and positions that move."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from gis.analysis.underserved import (
    above_mean,
    below_mean,
    effective_number,
    inner_interval,
    moved_minutes,
    out_of_reach,
    shifts_m,
    votes,
    worst_first,
)
from tests import oracles

PEOPLE = np.array([10.0, 20.0, 30.0, 40.0])
SAYS = np.array(
    [
        [True, True, False, False],  # 30 of 100 people
        [True, True, True, False],  # 60
        [True, False, False, True],  # 50
        [True, True, True, True],  # all
        [False, False, False, False],  # nobody
    ]
)
FAMILY = np.array([0, 0, 1, 1, 2])
"""Two that ask alike, one with its silent twin, and one that is silent alone."""


def counted(*, least=0.01, most=0.95):
    return votes(
        SAYS, np.zeros(SAYS.shape), people=PEOPLE, family=FAMILY, family_weight=np.array([1.0, 1.0, 2.0]),
        least=least, most=most,
    )  # fmt: skip


def test_a_reading_of_everybody_or_of_nobody_has_no_vote():
    found = counted()
    assert found.people_share.tolist() == pytest.approx([0.3, 0.6, 0.5, 1.0, 0.0])
    assert found.has_vote.tolist() == [True, True, True, False, False]
    # The silent twin leaves its family's weight to the other; a family without a voice has none, whatever its weight.
    assert found.weight.tolist() == pytest.approx([0.25, 0.25, 0.5, 0.0, 0.0])
    assert counted(least=0.3, most=0.5).has_vote.tolist() == [True, False, True, False, False], "both ends included"


def test_cells_are_underserved_from_half_of_the_weight():
    found = counted()
    assert found.agreement().tolist() == pytest.approx([1.0, 0.5, 0.25, 0.5])
    assert found.cells(0.5).tolist() == [True, True, False, True]
    # Without the third reading its family is out, and the first two share the whole weight.
    without = found.cells(0.5, without=np.arange(5) == 2)
    assert without.tolist() == [True, True, True, False]
    assert found.weight_without(np.ones(5, dtype=bool)).tolist() == [0.0] * 5


def test_copies_are_worth_one_reading_and_opposites_too():
    people = np.ones(4)
    half = np.array([True, True, False, False])
    other = np.array([True, False, True, False])  # goes with the first no more than chance

    def worth(*says):
        own = votes(
            np.array(says), np.zeros((len(says), 4)), people=people, family=np.arange(len(says)),
            family_weight=np.ones(len(says)), least=0.01, most=0.95,
        )  # fmt: skip
        return effective_number(own, people)

    assert worth(half) == pytest.approx(1)
    assert worth(half, half) == pytest.approx(1)
    assert worth(half, ~half) == pytest.approx(1)
    assert worth(half, other) == pytest.approx(2)
    # Three of which two are one: eigenvalues 2, 1, 0.
    assert worth(half, half, other) == pytest.approx(9 / 5)
    assert worth(np.ones(4, dtype=bool)) == 0


@given(st.integers(0, 2**32 - 1))
def test_cutting_cells_changes_no_vote(seed):
    rng = np.random.default_rng(seed)
    says, people = rng.random((5, 8)) < 0.5, rng.integers(1, 50, 8).astype(float)
    options = {"family": np.arange(5), "family_weight": np.ones(5), "least": 0.01, "most": 0.95}
    whole = votes(says, np.zeros(says.shape), people=people, **options)
    cut = votes(np.repeat(says, 2, axis=1), np.zeros((5, 16)), people=np.repeat(people / 2, 2), **options)
    assert cut.has_vote.tolist() == whole.has_vote.tolist()
    assert cut.cells(0.5)[::2].tolist() == whole.cells(0.5).tolist()
    assert effective_number(cut, np.repeat(people / 2, 2)) == pytest.approx(effective_number(whole, people))


def test_a_crowd_far_above_the_mean_is_underserved():
    people = np.array([10.0, 10, 20, 5])
    value = np.array([1.0, 4.0, 1.0, np.inf])  # mean 1.75 over those who reach one
    assert above_mean(value, people, factor=2.0).tolist() == [False, True, False, True]
    assert above_mean(np.array([1.0, 3.0]), np.ones(2), factor=1.5).tolist() == [False, False], "exactly the line"


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
