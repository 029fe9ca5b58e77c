"""Underserved areas over readings: a town worked by hand, and a slow second version."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from gis.analysis.underserved import (
    above_mean,
    below_mean,
    effective_number,
    out_of_reach,
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
