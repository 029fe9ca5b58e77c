"""Pairs to ask another router for, and what its answers say of ours."""

import numpy as np
import pandas as pd
import pytest

from gis import validation
from gis.errors import InputError
from tests import access_town


def test_a_form_is_spread_over_distances_and_repeats():
    board = access_town.board(log_sd=0.3)
    found = validation.form(board, pairs=30, seed=1)
    assert tuple(found.columns) == validation.FORM_COLUMNS
    assert found["pair"].is_unique
    # Blocks are 4 km apart: nothing from 1 to 3 km; a center's own block is nearer than the nearest band.
    assert set(found["from_km"]) == {3.0, 10.0}
    assert found["km"].between(found["from_km"], found["to_km"]).all()
    assert (found["our_s"] == 600 * (found["km"] / 4).round().clip(lower=1)).mean() > 0.2
    pd.testing.assert_frame_equal(found, validation.form(board, pairs=30, seed=1))
    assert not found.drop_duplicates(["origin_lat", "origin_lon", "destination"]).empty
    with pytest.raises(InputError, match="give 1 or more"):
        validation.form(board, pairs=0)
    with pytest.raises(InputError, match="knows the setting"):
        validation.form(access_town.board())


def test_bias_by_hand():
    filled = validation.form(access_town.board(log_sd=0.3), pairs=20, seed=1)
    filled["measured_s"] = filled["our_s"] / 0.8
    table = validation.bias(filled)
    assert table["ratio"].to_numpy() == pytest.approx(0.8)
    assert table["ratio_low"].to_numpy() == pytest.approx(0.8)
    assert table["error_pct"].to_numpy() == pytest.approx(20.0)
    assert table["pairs"].sum() == len(filled)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"measured_s": np.nan}, "no measured_s"), ({"measured_s": -1}, "line 2"), ({"measured_s": "slow"}, "line 2")],
)
def test_what_cannot_be_compared_is_told(change, says):
    filled = validation.form(access_town.board(log_sd=0.3), pairs=20).assign(**change)
    with pytest.raises(InputError, match=says):
        validation.bias(filled)
    with pytest.raises(InputError, match="lacks our_s"):
        validation.bias(filled.drop(columns="our_s"))
