"""Intervals of figures, on the town whose answers are worked by hand."""

import numpy as np
import pytest

from gis.analysis.readings import Reading
from gis.errors import InputError
from gis.intervals import FigureInterval, intervals, mean_intervals
from tests import access_town, towns

HOSPITAL = Reading(measure="nearest", kind=towns.HOSPITAL)
BASIC = Reading(measure="nearest", kind=towns.BASIC, serves="any")


def test_where_all_is_known_nothing_is_left_open():
    board = access_town.board(radius_m=0.0)
    found = intervals(board, BASIC, draws=20)
    assert found.total() == FigureInterval(800.0, 800.0, ("position",), 20)
    table = found.regions("emd").set_index("region_code")
    assert table.loc[towns.EMD_1, ["people_without_low", "people_without_high"]].tolist() == [300.0, 300.0]
    assert table.loc[towns.EMD_2, ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert intervals(board, BASIC.changed(serves="own"), draws=20).total().low == 1100.0


def test_estimated_times_are_off_and_searched_ones_are_not():
    board = access_town.board(log_sd=0.4, radius_m=0.0)
    hospital = intervals(board, HOSPITAL, draws=400)
    # By the table: 100 at 10 minutes, 200 at 20, and at 30 sharp 200 of row 2 and 100 of row 1.
    assert board.total(HOSPITAL)["people_without"] == 1800.0
    found = hospital.total()
    assert found.holds == ("travel_time", "position")
    assert found.low < 1800.0 < found.high
    # At the limit itself half of the draws are late; ten minutes are late with log(3) / 0.4 = 2.7 deviations: never.
    at = np.flatnonzero(board.cells["h3_index"] == 1 + 2 * 5 + 3)[0]
    assert hospital.without[:, at].mean() == pytest.approx(0.5, abs=0.08)
    near = np.flatnonzero(board.cells["h3_index"] == 1 + 3 * 5 + 4)[0]
    assert hospital.without[:, near].mean() < 0.02
    assert intervals(board, BASIC, draws=20).total().low == 800.0  # nothing of these ways is estimated


def test_half_of_the_error_is_shared_by_a_region():
    board = access_town.board(log_sd=0.4, radius_m=0.0)
    drawn = intervals(board, HOSPITAL, draws=1000).without
    one, other, far = (
        drawn[:, np.flatnonzero(board.cells["h3_index"] == index)[0]] for index in (1 + 2 * 5 + 3, 1 + 1 * 5 + 4, 1)
    )
    # Two ways of 30 minutes in one sigungu, late together: correlation 1/2 of errors is 1/3 of being late.
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(1 / 3, abs=0.1)
    assert far.min() == 1.0


def test_unknown_hours_and_positions_open_the_interval():
    evening = Reading(measure="nearest", kind="전체", hour="Tue 10")
    board = access_town.board(radius_m=0.0)
    found, point = intervals(board, evening, draws=200), board.total(evening)
    assert found.total().holds == ("unknown_hours", "position")
    assert point["people_without_if_open"] <= found.total().low <= found.total().high
    assert found.total().high <= point["people_without_if_closed"]
    assert found.total().low < found.total().high
    moved = intervals(access_town.board(radius_m=3000.0), BASIC, draws=200).total()
    assert moved.low < moved.high


def test_draws_repeat_and_are_asked_for_sensibly():
    board = access_town.board(log_sd=0.4)
    one, again, other = (intervals(board, HOSPITAL, draws=30, seed=seed).without for seed in (5, 5, 6))
    assert (one == again).all()
    assert (one != other).any()
    with pytest.raises(InputError, match="give 1 to 1000"):
        intervals(board, HOSPITAL, draws=0)


def test_an_interval_decides_or_straddles():
    found = FigureInterval(0.2, 0.4, (), 100)
    assert [found.decides(threshold) for threshold in (0.1, 0.2, 0.3, 0.5)] == [True, True, None, False]


@pytest.mark.parametrize("measure", ["e2sfca", "crowding", "cumulative"])
def test_the_mean_of_a_measure_is_that_of_the_board_where_all_is_known(measure):
    board = access_town.board(radius_m=0.0)
    reading = BASIC.changed(measure=measure)
    found = mean_intervals(board, reading, draws=3)
    mean = board.total(reading)["mean_value"]
    assert (found.total().low, found.total().high) == (pytest.approx(mean, rel=1e-6), pytest.approx(mean, rel=1e-6))
    table, figures = (one.set_index("region_code") for one in (found.regions("emd"), board.regions(reading, "emd")))
    for code in (towns.EMD_1, towns.EMD_2, towns.FIELDS):
        assert table.loc[code].tolist() == pytest.approx([figures.loc[code, "mean_value"]] * 2, rel=1e-6)


def test_means_move_with_the_times_but_not_what_all_share():
    """One hospital is shared by whoever reaches it: who that is changes, and the supply by head does not."""
    board = access_town.board(log_sd=0.4, radius_m=0.0)
    reading = HOSPITAL.changed(measure="two_step")
    found = mean_intervals(board, reading, draws=60)
    assert found.total().holds == ("travel_time", "position")
    supply = 1e5 / 2400
    assert (found.total().low, found.total().high) == (pytest.approx(supply, rel=1e-6), pytest.approx(supply, rel=1e-6))
    table = found.regions("emd").set_index("region_code")
    assert table.loc[towns.EMD_1, "mean_value_low"] < table.loc[towns.EMD_1, "mean_value_high"]
    crowd = mean_intervals(board, HOSPITAL.changed(measure="crowding"), draws=60).total()
    assert crowd.low < crowd.high
    # A draw is the same whatever is asked of it: who is without a hospital has no crowd.
    without = intervals(board, HOSPITAL, draws=60).without
    crowds = mean_intervals(board, HOSPITAL.changed(measure="crowding"), draws=60).values
    assert (np.isinf(crowds) == (without > 0)).all()
