"""Figures of the rules: worked by hand, and against a slow second version."""

import math

import numpy as np
import pytest

from gis.analysis.figures import (
    age_ratio,
    beyond_limit,
    centers_missing,
    centers_provided,
    given_figure,
    people_of_age,
    people_per,
    shares,
)
from gis.analysis.verdicts import Bounds


def test_a_limit_is_inclusive_and_a_missing_time_is_longer_than_the_table():
    times = np.array([[29.99], [30.0], [30.01], [np.inf]])
    certainly, possibly = beyond_limit(times, 30, known_to_min=60)
    assert certainly.tolist() == possibly.tolist() == [False, False, True, True]
    certainly, possibly = beyond_limit(np.array([[60.0], [np.inf]]), 60, known_to_min=60)
    assert certainly.tolist() == possibly.tolist() == [False, True]
    with pytest.raises(ValueError, match="up to 60 min"):
        beyond_limit(times, 61, known_to_min=60)


def test_a_mean_over_fewer_centers_than_asked_has_a_floor_only():
    # Means of three: 30; at least (5 + 10 + 60) / 3 = 25; at least (10 + 60 + 60) / 3 = 43.3; beyond 60 whatever.
    times = np.array([[10, 30, 50], [5, 10, np.inf], [10, np.inf, np.inf], [np.inf] * 3], dtype=float)
    certainly, possibly = beyond_limit(times, 30, known_to_min=60)
    assert certainly.tolist() == [False, False, True, True]
    assert possibly.tolist() == [False, True, True, True]


def test_shares_leave_out_rows_of_no_unit():
    found = shares(
        np.array([0, 0, 1, -1]),
        np.array([70.0, 30, 50, 1000]),
        np.array([False, True, False, True]),
        np.array([False, True, True, True]),
        units=3,
    )
    exact = found.measured(0, missing=("opening_hours",))
    assert (exact.figure, exact.missing) == (Bounds(0.3, 0.3), ())
    open_one = found.measured(1, missing=("opening_hours",))
    assert (open_one.figure, open_one.missing) == (Bounds(0.0, 1.0), ("opening_hours",))
    assert (found.measured(2).figure, found.measured(2).missing) == (None, ("people",))
    assert {one.name: one.value for one in exact.amounts} == {
        "people": 100,
        "people_beyond_least": 30,
        "people_beyond_most": 30,
    }


@pytest.mark.parametrize(
    ("people", "centers"),
    [
        (0, 1), (9_000, 1), (199_999, 1), (200_000, 2), (399_999, 2), (400_000, 2), (400_001, 3), (600_000, 3),
        (600_001, 4), (1_190_000, 6),
    ],
)  # fmt: skip
def test_centers_that_a_guideline_provides(people, centers):
    """One below 200,000; two from there; 400,000 still two and 600,000 three, as the guideline's examples say."""
    assert centers_provided(people, per_people=200_000, more_from=200_000) == centers


def test_centers_missing_counts_both_sides():
    assert centers_missing(450_000, 2, per_people=200_000, more_from=200_000).figure == Bounds(1, 1)
    assert centers_missing(450_000, 4, per_people=200_000, more_from=200_000).figure == Bounds(-1, -1)


def test_people_per_professional():
    assert people_per(60_000, 3, name="psychiatrists").figure == Bounds(20_000, 20_000)
    assert people_per(60_000, 0, name="psychiatrists").figure == Bounds(math.inf, math.inf)
    unknown = people_per(60_000, None, name="psychiatrists")
    assert (unknown.figure, unknown.missing) == (None, ("psychiatrists",))
    assert people_per(0, 3, name="psychiatrists").missing == ("people",)
    with pytest.raises(ValueError, match="fewer than none"):
        people_per(60_000, -1, name="psychiatrists")


def test_a_given_figure():
    assert given_figure(0.2, name="poverty_share", unit="share").figure == Bounds(0.2, 0.2)
    assert given_figure(None, name="poverty_share", unit="share").missing == ("poverty_share",)


def test_shares_of_hours_are_summed_as_shares():
    found = shares(np.array([0, 0]), np.array([60.0, 40]), np.array([0.0, 0.5]), np.array([0.2, 1.0]), units=1)
    assert found.measured(0, missing=("opening_hours",)).figure == Bounds(0.2, 0.52)


def test_ages_that_cut_a_band_are_bounded():
    bands = {15: 50.0, 20: 400.0, 60: 100.0, 65: 90.0, 100: 5.0}
    assert people_of_age(bands, 65, None) == Bounds(95, 95)
    assert people_of_age(bands, 18, 65) == Bounds(500, 550)
    assert people_of_age(bands, 0, 18) == Bounds(0, 50)
    assert people_of_age(bands, 0, 105) == Bounds(640, 645)
    ratio = age_ratio(bands, age_from=65, age_below=None, base_from=18, base_below=65)
    assert ratio.figure == Bounds(95 / 550, 95 / 500)
    assert ratio.missing == ("single_years_of_age",)
    exact = age_ratio(bands, age_from=65, age_below=None, base_from=20, base_below=65)
    assert (exact.figure, exact.missing) == (Bounds(0.19, 0.19), ())
    assert age_ratio({}, age_from=65, age_below=None, base_from=18, base_below=65).figure is None
