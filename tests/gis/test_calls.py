"""Calls worth making on the town of tests/access_town.py, and on the nation: the gap is what the bounds differ by."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis import calls
from gis.analysis.calls import plan_calls
from gis.analysis.readings import Reading
from gis.care.hours.asked import AskedWeek
from gis.errors import InputError
from tests import access_town, towns
from tests.access_town import LATE_HOURS, NO_HOURS, OFFICE_HOURS, A, B, D, E
from tests.gis.test_access_bounds import boards

EVENING = Reading(measure="nearest", kind="전체", hour="weekday_evening")
NOBODY_ASKED = pd.DataFrame({"center_id": pd.Series(dtype=str), "asked_on": [], "is_answered": []})


def gap_of(board, reading, region_code=None):
    total = board.total(reading, region_code)
    return total["people_without_if_closed"] - total["people_without_if_open"]


@settings(deadline=None, max_examples=60)
@given(boards(), st.sampled_from(["weekday_evening", "weekend_day", "night", "Tue 10", "holiday 11"]))
def test_the_gap_is_what_the_bounds_differ_by(drawn, hour):
    weeks, blocks = drawn
    board = access_town.board(weeks=weeks, blocks=blocks)
    for region_code in (None, towns.CITY, towns.FIELDS):
        own = calls.moments_of(board, EVENING.changed(hour=hour), region_code)
        assert own.gap == pytest.approx(gap_of(board, EVENING.changed(hour=hour), region_code), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(boards(), st.data())
def test_an_answer_narrows_the_gap_by_what_the_plan_says_at_least_and_at_most(drawn, data):
    """Whatever the called center says, the bounds of the board that knows it lie within what was foretold."""
    weeks, blocks = drawn
    board = access_town.board(weeks=weeks, blocks=blocks)
    plan = plan_calls(calls.moments_of(board, EVENING), 2)
    said = data.draw(st.sampled_from([LATE_HOURS, OFFICE_HOURS, AskedWeek((), ((600, 780),), (), ()).hours()]))
    told = [said if place in plan.calls else week for place, week in enumerate(weeks)]
    after = gap_of(access_town.board(weeks=told, blocks=blocks), EVENING)
    known = [week for week, place in zip(weeks, range(4), strict=True) if place in plan.calls]
    if all(all(day.state == "unknown" for day in week.ordinary_week()) for week in known):
        assert plan.least - 1e-6 <= plan.gap - after <= plan.most + 1e-6


def test_the_towns_evening_by_hand():
    """B is open at 18 to 20 o'clock. D alone may reach 400 people, E 600 of the far corner."""
    board = access_town.board()
    own = calls.moments_of(board, EVENING)
    assert own.gap == pytest.approx(gap_of(board, EVENING)) == pytest.approx(1_000)
    assert own.hanging()[[D, E]] == pytest.approx([400, 600])
    assert set(own.candidates.tolist()) == {D, E}
    assert calls.moments_of(board, EVENING.changed(kind=towns.BASIC)).gap == 0
    plan = plan_calls(own, 1)
    assert plan.is_exact
    assert (plan.calls, plan.least, plan.most) == ((E,), pytest.approx(600), pytest.approx(600))
    chance = calls.chances(board, EVENING)
    # Of two centers of known hours one is open: A closes at 18, B at 21. One open and one closed are added to be fair.
    share = (1.0 + 1.0) / (2.0 + 2.0)
    assert chance[D] == chance[E] == pytest.approx(share)
    assert chance[A] == chance[B] == pytest.approx((1.0 + calls.PRIOR_CENTERS * share) / (2.0 + calls.PRIOR_CENTERS))


def test_progress_tells_four_states_apart_in_each_sigungu():
    board = access_town.board(weeks=[OFFICE_HOURS, LATE_HOURS, NO_HOURS, OFFICE_HOURS])
    asked = pd.DataFrame(
        {
            "center_id": [towns.CENTERS[place].center_id for place in (B, D)],
            "asked_on": [pd.Timestamp("2026-11-29").date()] * 2,
            "is_answered": [True, False],
        }
    )
    table = calls.progress(board, "전체", asked).set_index("region_code")
    city, county = table.loc[towns.CITY], table.loc[towns.COUNTY]
    assert city[["centers", "published", "answered", "unanswered", "unknown"]].tolist() == [2, 1, 0, 1, 0]
    assert county[["centers", "published", "answered", "unanswered", "unknown"]].tolist() == [2, 1, 1, 0, 0]
    assert table["region_name"].to_dict() == {towns.CITY: "누리도 가람시", towns.COUNTY: "누리도 나래군"}
    untouched = calls.progress(access_town.board(), "전체", NOBODY_ASKED, towns.CITY)
    assert untouched.to_dict("records") == [
        {"region_code": towns.CITY, "region_name": "누리도 가람시", "centers": 2, "published": 1, "answered": 0,
         "unanswered": 0, "unknown": 1}
    ]  # fmt: skip


def test_without_hours_there_is_nothing_to_ask():
    with pytest.raises(InputError, match="certain hours"):
        calls.moments_of(access_town.board(), EVENING.changed(hour="any"))


def test_the_nations_calls(nation_board, nation):
    """A region's list: its gap is the board's, its people hang on it, and asking again gives the same."""
    reading = Reading(measure="nearest", hour="weekday_evening")
    with nation.connect() as conn:
        found = calls.worth_calling(conn, nation_board, reading, "41", most_calls=8, exact_work=0)
        again = calls.worth_calling(conn, nation_board, reading, "41", most_calls=8, exact_work=0)
    pd.testing.assert_frame_equal(found.calls, again.calls)
    assert found.plan.gap == pytest.approx(gap_of(nation_board, reading, "41"), rel=1e-9)
    assert found.people_if_closed - found.people_if_open == pytest.approx(found.plan.gap, rel=1e-9)
    assert 0 < found.plan.least <= found.plan.expected <= found.plan.at_most <= found.plan.gap
    own = found.calls
    assert own["rank"].tolist() == list(range(1, 9))
    assert (own["people_expected"] <= own["people_hanging"] + 1e-6).all()
    assert own["people_expected"].sum() == pytest.approx(found.plan.expected)
    assert not nation_board.centers.set_index("center_id").loc[own["center_id"], "has_hours"].all()
    assert own["phone"].notna().all()
    assert found.without_number > 0
    counts = found.progress
    assert (counts["centers"] == counts[["published", "answered", "unanswered", "unknown"]].sum(axis=1)).all()
    assert counts["region_code"].str.startswith("41").all()
    standing = nation_board.is_of_kind(reading.kind) & nation_board.centers["region_code"].str.startswith("41")
    assert counts["centers"].sum() == int(np.sum(standing))
