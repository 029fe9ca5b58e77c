"""Shapley's parts: a product worked by hand, sums, and what has no effect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.analysis.parting import part_change, rounded_parts


def test_a_product_worked_by_hand():
    """Deaths = people x rate, 100 x 0.02 to 150 x 0.01: Das Gupta's two factors, each at the mean of the other."""
    old, new = {"people": 100.0, "rate": 0.02}, {"people": 150.0, "rate": 0.01}

    def deaths(state):
        now = {name: new[name] if name in state else old[name] for name in old}
        return now["people"] * now["rate"]

    parts = part_change(("people", "rate"), deaths)
    assert parts["people"] == pytest.approx(50 * 0.015)
    assert parts["rate"] == pytest.approx(-0.01 * 125)


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16))
def test_parts_sum_to_the_change_and_do_not_depend_on_an_order(values):
    def figure(state):
        return np.array([values[sum(1 << "abcd".index(cause) for cause in state)], len(state)])

    parts = part_change("abcd", figure)
    assert sum(parts.values())[0] == pytest.approx(values[15] - values[0], abs=1e-6)
    assert sum(parts.values())[1] == pytest.approx(4.0)
    turned = part_change("dbca", figure)
    for cause in "abcd":
        assert turned[cause] == pytest.approx(parts[cause], abs=1e-6)


def test_what_changes_nothing_has_no_part_at_all():
    parts = part_change(("b", "a", "c"), lambda state: 0.1 + 0.7 * ("a" in state) * (1 + ("c" in state)))
    assert parts["b"] == 0.0
    assert part_change((), lambda _: 3.0) == {}


@given(st.lists(st.one_of(st.just(0.0), st.floats(-1e5, 1e5)), min_size=1, max_size=6))
def test_rounded_parts_sum_to_the_rounded_whole(parts):
    rounded = rounded_parts(parts, round(sum(parts)))
    assert sum(rounded) == round(sum(parts))
    assert all(abs(one - part) <= 1 for one, part in zip(rounded, parts, strict=True))
    if any(parts):
        assert all(one == 0 for one, part in zip(rounded, parts, strict=True) if part == 0)
