import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given

from gis.analysis import equity
from gis.errors import InputError
from tests import oracles, towns

ROWS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 12), st.integers(-3, 3)), min_size=1, max_size=12)
FOUR = ([0.0, 1.0, 1.0, 2.0], [1, 1, 1, 1])
"""One person has nothing, two have 1, one has 2."""


def columns(rows):
    values, people, ranks = (list(column) for column in zip(*rows, strict=True))
    assume(sum(x * n for x, n in zip(values, people, strict=True)) > 0)
    return values, people, ranks


def test_worked_by_hand():
    # Differences: 0-1 1, 0-1 1, 0-2 2, 1-2 1, 1-2 1 = 6, both ways 12; mean 1: 12 / (2 * 16) = 3/8.
    assert equity.gini(*FOUR) == pytest.approx(3 / 8)
    # The best-off tenth of four people is 0.4 of the one with 2: 0.8; the worst-off 1.6 people have 0.6.
    assert equity.palma(*FOUR) == pytest.approx(0.8 / 0.6)
    assert equity.theil(*FOUR) == pytest.approx(2 * math.log(2) / 4)
    # Lined up from 0 to 2 as given: ranks 1/8, 1/2 (both), 7/8: cov = (1 * 3/8 + 1 * 3/8) / 4 = 3/16, twice it over 1.
    assert equity.concentration(*FOUR, [1, 2, 2, 3]) == pytest.approx(3 / 8)
    assert equity.concentration(*FOUR, [3, 2, 2, 1]) == pytest.approx(-3 / 8)
    assert equity.concentration(*FOUR, [5, 5, 5, 5]) == pytest.approx(0)
    curve = equity.lorenz(*FOUR)
    assert curve["people_share"].tolist() == [0, 0.25, 0.75, 1]
    assert curve["value_share"].tolist() == [0, 0, 0.5, 1]


def test_the_share_below_a_threshold_by_hand():
    # Below 1.5 are three of four, with gaps 1, 1/3 and 1/3 of it; a value at the threshold does not fall short.
    assert equity.fgt(*FOUR, threshold=1.5) == 0.75
    assert equity.fgt(*FOUR, threshold=1.5, alpha=1) == pytest.approx((1 + 2 / 3) / 4)
    assert equity.fgt(*FOUR, threshold=1.5, alpha=2) == pytest.approx((1 + 2 / 9) / 4)
    assert equity.fgt(*FOUR, threshold=1) == 0.25
    # Minutes: beyond 30 are those at 45 and those who reach nothing.
    minutes, people = [10.0, 30.0, 45.0, math.inf], [4, 3, 2, 1]
    assert equity.fgt(minutes, people, threshold=30, is_more_worse=True) == 0.3
    assert equity.fgt(minutes[:3], people[:3], threshold=30, alpha=1, is_more_worse=True) == pytest.approx(2 * 0.5 / 9)


def test_theil_splits_into_between_and_within():
    # Groups a (0, 2: mean 1) and b (1, 1): nothing between; within b nothing, within a ln 2 with half of all.
    between, within = equity.theil_parts([0, 2, 1, 1], [1, 1, 1, 1], ["a", "a", "b", "b"])
    assert (between, within) == (0, pytest.approx(math.log(2) / 2))
    # Groups of equals: all of it lies between. One group has nothing and adds nothing.
    between, within = equity.theil_parts([0, 3, 3], [2, 1, 1], ["a", "b", "b"])
    assert (between, within) == (pytest.approx(math.log(2)), pytest.approx(0))


@given(ROWS)
def test_indices_equal_their_plain_versions(rows):
    values, people, ranks = columns(rows)
    assert equity.gini(values, people) == pytest.approx(oracles.gini(values, people), abs=1e-12)
    assert equity.theil(values, people) == pytest.approx(oracles.theil(values, people), abs=1e-12)
    assert equity.palma(values, people) == pytest.approx(oracles.palma(values, people), rel=1e-9)
    expected = oracles.concentration(values, people, ranks)
    assert equity.concentration(values, people, ranks) == pytest.approx(expected, abs=1e-12)


@given(ROWS, st.floats(0.01, 1000), st.integers(1, 5))
def test_scale_and_replication_change_nothing(rows, factor, copies):
    values, people, ranks = columns(rows)
    scaled, many = np.array(values) * factor, np.array(people) * copies
    for measure in (equity.gini, equity.theil, equity.palma):
        expected = pytest.approx(measure(values, people), abs=1e-10, rel=1e-9)
        assert measure(scaled, people) == expected
        assert measure(values, many) == expected
        assert measure(values + values, people + people) == expected  # a cell cut in two
    expected = pytest.approx(equity.concentration(values, people, ranks), abs=1e-10)
    assert equity.concentration(scaled, many, ranks) == expected
    assert equity.fgt(scaled, many, threshold=20 * factor, alpha=1) == pytest.approx(
        equity.fgt(values, people, threshold=20, alpha=1), abs=1e-10
    )


@given(ROWS)
def test_indices_keep_their_bounds(rows):
    values, people, ranks = columns(rows)
    total = sum(people)
    smallest = min(n for n in people if n > 0) / total
    g = equity.gini(values, people)
    assert 0 <= g <= 1 - smallest + 1e-12
    assert 0 <= equity.theil(values, people) <= -math.log(smallest) + 1e-9
    assert -g - 1e-12 <= equity.concentration(values, people, ranks) <= g + 1e-12
    assert equity.concentration(values, people, values) == pytest.approx(g, abs=1e-12)
    assert equity.palma(values, people) >= 0.25 - 1e-9
    between, within = equity.theil_parts(values, people, ranks)
    assert between >= 0
    assert within >= 0
    assert between + within == pytest.approx(equity.theil(values, people), abs=1e-12)
    curve = equity.lorenz(values, people)
    assert curve["people_share"].is_monotonic_increasing
    assert (curve["value_share"] <= curve["people_share"] + 1e-12).all()
    assert curve.iloc[-1].tolist() == pytest.approx([1, 1])
    slope = np.diff(curve["value_share"]) / np.diff(curve["people_share"])
    assert (np.diff(slope) >= -1e-9).all(), "the curve is convex"
    shares = [equity.fgt(values, people, threshold=20, alpha=alpha) for alpha in equity.FGT_ALPHAS]
    assert 1 >= shares[0] >= shares[1] >= shares[2] >= 0


def test_equal_values_are_equality_and_nothing_is_not():
    assert [f([3, 3], [1, 9]) for f in (equity.gini, equity.theil, equity.palma)] == pytest.approx([0, 0, 0.25])
    for values, people in (([0, 0], [1, 9]), ([3, 3], [0, 0]), ([], [])):
        for measure in (equity.gini, equity.theil, equity.palma):
            assert math.isnan(measure(values, people))
        assert math.isnan(equity.concentration(values, people, values))
        assert all(math.isnan(part) for part in equity.theil_parts(values, people, values))
    assert equity.palma([0, 1], [1, 1]) == math.inf
    assert math.isnan(equity.fgt([1], [0], threshold=1))


def test_groups_of_the_town():
    # Kilometres to the nearest 기초 by block; 65+ live in rows 1 and 2, people of the city in rows 0 to 2.
    km = [0, 4, 8, 12, 16, *towns.NEAR, *towns.NEAR]
    groups = {"all": [100] * 10 + [200] * 5, "65+": [0] * 5 + [20] * 5 + [40] * 5, "nobody": [0] * 15}
    table = equity.by_group(km, groups, threshold=10, is_more_worse=True)
    assert table.index.tolist() == ["all", "65+", "nobody"]
    assert table["people"].tolist() == [2000, 300, 0]
    assert table.loc["all", "mean"] == pytest.approx(towns.REACH[towns.CITY][1])
    assert table.loc["all", "fgt0"] == pytest.approx(towns.REACH[towns.CITY][4])
    assert table.loc["65+", "mean"] == pytest.approx(sum(towns.NEAR) / 5)
    assert table.loc["65+", "gini"] == pytest.approx(oracles.gini(towns.NEAR, [1] * 5))
    assert table.loc["nobody"].isna().tolist() == [False] + [True] * 7
    # Who reaches nothing counts as beyond; a mean there is none.
    out = equity.by_group([5.0, math.inf], {"all": [3, 1], "near": [1, 0]}, threshold=10, is_more_worse=True)
    assert out.loc["all", "fgt0"] == 0.25
    assert out.loc["all", ["mean", "gini", "fgt1"]].isna().all()
    assert out.loc["near", "mean"] == 5


def test_people_are_cut_into_equal_parts():
    assert equity.equal_parts([5, 1, 4, 2, 3], [10] * 5, count=5).tolist() == [4, 0, 3, 1, 2]
    assert equity.equal_parts([1, 1, 2, 3], [30, 30, 20, 20], count=2).tolist() == [0, 0, 1, 1]
    assert equity.equal_parts([1, 2], [0, 0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: equity.gini([1, -1], [1, 1]),
        lambda: equity.gini([1, math.inf], [1, 1]),
        lambda: equity.gini([1, 2], [1, -1]),
        lambda: equity.gini([1, 2], [1]),
        lambda: equity.palma([1], [1], top=0.7, bottom=0.4),
        lambda: equity.fgt([1], [1], threshold=0),
        lambda: equity.fgt([1], [1], threshold=1, alpha=3),
        lambda: equity.fgt([math.nan], [1], threshold=1, is_more_worse=True),
        lambda: equity.theil_parts([1, 2], [1, 1], ["a"]),
        lambda: equity.concentration([1, 2], [1, 1], [1, math.nan]),
        lambda: equity.equal_parts([1, 2], [1, 1], count=0),
    ],
)
def test_unsound_inputs_are_refused(ask):
    with pytest.raises(InputError):
        ask()
