"""How sure estimates are: the shipped networks, left out one after the other."""

import pandas as pd
import pytest

from etl.build.searched_ways import searched_ways
from gis.settings import ROOT
from gis.streets.calibration import coverage

TOO_WIDE = {("car", 10.0), ("bicycle", 10.0)}
"""Bands in which the interval holds nearly everything: only two networks are large enough to have such ways."""

TOO_NARROW = {("bicycle", 0.2)}
"""One of four networks, of 35 pairs, is unlike the others."""


@pytest.fixture(scope="module")
def held():
    tables = {mode: coverage(pairs) for mode, pairs in searched_ways(ROOT / "data").items()}
    return pd.concat(tables, names=["mode"]).reset_index("mode")


def test_nine_tenths_of_the_ways_of_a_network_left_out_lie_inside(held):
    inside = held.groupby(["mode", "from_km"])["share_inside"].mean()
    sure = inside.drop(list(TOO_WIDE | TOO_NARROW))
    assert sure.between(0.85, 0.955).all(), sure.to_string()
    assert inside[list(TOO_WIDE)].between(0.94, 1.0).all()
    assert inside[list(TOO_NARROW)].between(0.7, 0.85).all()


def test_no_network_left_out_is_missed_by_a_factor_of_two(held):
    assert held["ratio"].between(0.5, 2.0).all(), held.to_string()
    assert set(held["network"]) == {"seoul", "haeundae", "yeoncheon", "ulleung", "gangnam_walk", "gwangjin_walk"}
