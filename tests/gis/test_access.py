"""The board of access: a town worked by hand, and every hour against a slow plain version."""

import numpy as np
import pandas as pd
import pytest

from gis.access import REGION_COLUMNS, AccessBoard
from gis.analysis import catchment
from gis.analysis.readings import DECAYING, HOUR_SETS, MEASURES, UNITS, Reading, hour_text
from gis.care.hours.model import open_intervals
from gis.errors import InputError
from tests import access_town, towns
from tests.access_town import WEEKS, E

BASIC = Reading(measure="two_step", kind=towns.BASIC, serves="any")


@pytest.fixture(scope="module")
def board():
    return access_town.board()


def place(board, row, column):
    return int(np.flatnonzero(board.cells["h3_index"] == 1 + row * 5 + column)[0])


def test_two_steps_by_hand(board):
    value = board.access_values(BASIC) / 100_000
    assert value[place(board, 0, 0)] == pytest.approx(1 / 1400 + 1 / 1200, rel=1e-14)
    assert value[place(board, 0, 3)] == pytest.approx(1 / 1400, rel=1e-14)
    assert value[place(board, 2, 2)] == pytest.approx(1 / 1200, rel=1e-14)
    assert value[place(board, 3, 4)] == 0
    assert (value * board.cells["people"]).sum() == pytest.approx(2, rel=1e-13)  # both centers are handed out whole


def test_own_centers_count_for_their_district_only(board):
    own = BASIC.changed(serves="own")
    value = board.access_values(own) / 100_000
    # 나래군 has no center of its own, though B stands there: its 300 at (3, 0) go to nobody and weigh on nobody.
    assert value[place(board, 3, 0)] == 0
    assert value[place(board, 0, 0)] == pytest.approx(1 / 1100 + 1 / 900, rel=1e-14)
    assert (value * board.cells["people"]).sum() == pytest.approx(2, rel=1e-13)
    assert board.total(own)["people_without"] == 1100.0  # 300 and 400 as before, and 나래군 whole
    assert board.total(own, towns.COUNTY)["people_without"] == 400.0
    assert board.total(BASIC)["people_without"] == 800.0
    everyone = Reading(measure="cumulative", kind=towns.HOSPITAL, serves="own")  # a hospital serves no district
    assert (board.access_values(everyone) == board.access_values(everyone.changed(serves="any"))).all()
    evening = Reading(measure="nearest", kind=towns.BASIC, hour="Tue 10", serves="own")
    assert board.total(evening)["people_without_if_open"] == 1100.0


def test_a_group_is_counted_where_its_town_lives(board):
    """Of 가람1동 a fifth is 65 or older, of 가람2동 a quarter, of 들면 a quarter (tests/towns.py)."""
    old = board.of_group("65+", pd.Series({towns.EMD_1: 0.2, towns.EMD_2: 0.25, towns.FIELDS: 0.25}))
    reading = BASIC.changed(people="65+")
    total = old.total(reading)
    assert (total["people"], total["people_without"]) == (550.0, 300 * 0.2 + 400 * 0.25 + 100 * 0.25)
    assert old.total(reading, towns.COUNTY)["people"] == 100.0
    # Supply is shared out over the group: both centers are handed out whole to it.
    value = old.access_values(reading) / 100_000
    assert (value * old.cells["people"]).sum() == pytest.approx(2, rel=1e-13)
    assert value[place(old, 0, 3)] == pytest.approx(1 / (700 * 0.2 + 400 * 0.25 + 300 * 0.25), rel=1e-13)
    week = old.week(reading)
    assert week["people_if_open"].max() == 365.0
    # Another board of it keeps the people; neither answers for people whom it does not hold.
    assert old.told(WEEKS).total(reading)["people"] == 550.0
    assert old.retimed({"car": old.pairs("car").minutes}).total(reading)["people_without"] == total["people_without"]
    assert board.total(BASIC)["people"] == 2400.0
    for other, asked in ((board, reading), (old, BASIC)):
        with pytest.raises(InputError, match="cannot be answered here"):
            other.total(asked)
        with pytest.raises(InputError, match="cannot be answered here"):
            other.week(asked)


def test_whom_a_kind_serves_by_itself():
    assert Reading(kind=towns.BASIC).serves == "own"
    assert Reading(kind=towns.HOSPITAL).serves == Reading().serves == "any"
    assert Reading(kind=towns.BASIC).changed(kind=towns.HOSPITAL).serves == "any"
    assert Reading(kind=towns.BASIC, serves="any").changed(limit_min=45).serves == "any"
    with pytest.raises(InputError, match="serves 'all': give one of any, own"):
        Reading(serves="all")


def test_nothing_is_own_where_nobody_says_whom_centers_serve(board):
    blind = AccessBoard(
        access_town.rows(), access_town.centers(), WEEKS, access_town.regions(), {"car": access_town.pairs("car")}
    )
    assert blind.total(BASIC)["people_without"] == 800.0
    with pytest.raises(InputError, match="nothing is known of whom centers serve"):
        blind.total(BASIC.changed(serves="own"))


def test_regions_by_hand(board):
    table = board.regions(BASIC, "emd").set_index("region_code")
    assert tuple(board.regions(BASIC, "emd").columns) == REGION_COLUMNS
    assert table["people_without"].to_dict() == {
        towns.EMD_1: 300.0, towns.EMD_2: 400.0, towns.FIELDS: 100.0, towns.SEA: 0.0
    }  # fmt: skip
    assert list(table.index) == [towns.EMD_2, towns.EMD_1, towns.FIELDS, towns.SEA]  # most people first
    assert list(table["rank"]) == [1, 2, 3, 4]
    assert table.loc[towns.EMD_1, "share_without"] == pytest.approx(0.3)
    assert np.isnan(table.loc[towns.SEA, "share_without"])  # nobody lives there
    # 가람1동 by minutes to the nearest: 100 at 0, 200 at 10, 200 at 20, 200 at 30 (row 0 c3, row 1 c2), 300 beyond.
    assert table.loc[towns.EMD_1, "nearest_p50_min"] == 20
    assert np.isnan(table.loc[towns.EMD_1, "nearest_p90_min"])
    assert table.loc[towns.FIELDS, "centers"] == 1
    sigungu = board.regions(BASIC, "sigungu")
    assert sigungu["people_without"].tolist() == [700.0, 100.0]
    assert sigungu["people"].sum() == board.people == 2400
    assert board.regions(BASIC, "emd", towns.COUNTY)["region_code"].tolist() == [towns.FIELDS, towns.SEA]
    total = board.total(BASIC)
    assert (total["people_without"], total["centers"], total["name"]) == (800.0, 2, "전국")
    assert board.total(BASIC, towns.CITY)["people_without"] == 700
    assert board.gaps(BASIC, "emd", n=2)["region_code"].tolist() == [towns.EMD_2, towns.EMD_1]


@pytest.mark.parametrize(
    ("hour", "margin", "without"),
    [
        ("Tue 10", 15, 800),
        ("Tue 17", 15, 800),  # 30 minutes on the way, 30 before closing
        ("Tue 17", 31, 1000),  # A only within 29 minutes (B is open): 400 of 가람1동 lose A, B serves 200 of them
        ("Tue 18", 15, 1200),  # A is closed, B serves its 1,200
        ("Tue 20", 15, 1200),
        ("Tue 20", 45, 1900),  # at most 15 minutes to B: 300 + 200 people
        ("Tue 21", 15, 2400),
        ("Tue 8", 15, 2400),  # nobody waits at the door
        ("Sat 10", 15, 2400),
        ("holiday 10", 15, 2400),
        ("weekday_evening", 15, 1200),
        ("weekend_day", 15, 2400),
    ],
)
def test_hours_by_hand(board, hour, margin, without):
    reading = BASIC.changed(hour=hour, margin_min=margin)
    if hour == "Tue 17" and margin == 31:
        # A by those within 20 minutes: row + column <= 2; B as ever.
        near_a = {(r, c) for r in range(4) for c in range(5) if r + c <= 2}
        near_b = {(r, c) for r in range(4) for c in range(5) if c <= r}
        served = sum(towns.PEOPLE[r][c] for r, c in near_a | near_b)
        without = 2400 - served
    assert board.total(reading)["people_without"] == pytest.approx(without)


def test_both_bounds_and_the_assumption_stand_beside_each_figure(board):
    all_kinds = BASIC.changed(kind="전체", hour="Tue 10")
    total = board.total(all_kinds)
    # E (4, 4) keeps office hours when assumed to: it is reached from rows 2 and 3, columns 3 and 4 (row 1, c4 too).
    by_e = {(r, c) for r in range(4) for c in range(5) if (4 - r) + (4 - c) <= 3}
    near = {(r, c) for r in range(4) for c in range(5) if r + c <= 3 or c <= r}
    assert total["people_without_if_closed"] == 800
    expected = 2400 - sum(towns.PEOPLE[r][c] for r, c in near | by_e)
    assert total["people_without_if_office"] == total["people_out_of_reach"] == expected < 800
    assert total["people_without"] == 800
    assert board.total(all_kinds.changed(unknown_hours="office"))["people_without"] == expected
    evening = board.total(all_kinds.changed(hour="Tue 19"))
    assert evening["people_without_if_office"] == 1200  # office hours say nothing of evenings
    # A is known to be closed, but D, of unknown hours, stands where it does.
    assert evening["people_without_if_open"] == expected
    assert total["people_without_if_open"] == expected
    assert evening["people_out_of_reach"] == expected


def test_a_set_of_hours_is_their_mean_and_never_is_none_of_them(board):
    reading = BASIC.changed(hour="weekday_day")
    singles = [board.total(BASIC.changed(hour=f"{day} {hour}")) for day in ("Mon", "Fri") for hour in range(9, 18)]
    total = board.total(reading)
    assert total["people_without"] == pytest.approx(np.mean([one["people_without"] for one in singles]))
    assert total["mean_value"] == pytest.approx(np.mean([one["mean_value"] for one in singles]))
    assert total["people_never"] == 800
    late = BASIC.changed(hour="weekday_evening", margin_min=45)  # at 20 h B is reached by 500, at 18 and 19 h by 1,200
    assert board.total(late)["people_without"] == pytest.approx((1200 + 1200 + 1900) / 3)
    assert board.total(late)["people_never"] == 1200


def test_the_week_says_what_single_hours_say(board):
    week = board.week(BASIC)
    assert len(week) == 192
    assert week.loc[24 + 18, "share_if_closed"] == pytest.approx(0.5)
    for hour in (0, 24 + 10, 24 + 18, 24 + 20, 168 + 10):
        people = board.total(BASIC.changed(hour=hour_text(hour)))["people_served"]
        assert week.loc[hour, "people_if_closed"] == pytest.approx(people)
    city = board.week(BASIC, towns.CITY)
    assert city.loc[24 + 10, "people_if_closed"] == pytest.approx(1300)


def test_staff_counts_where_it_is_published(board):
    value = board.access_values(BASIC.changed(supply="staff")) / 100_000
    assert value[place(board, 0, 3)] == pytest.approx(6 / 1400)
    assert value[place(board, 2, 2)] == 0  # only B, which publishes none


def test_psychiatrists_count_where_they_are_known(board):
    board.centers["psychiatrists"] = [3.0, 0.0, np.nan, np.nan]
    value = board.access_values(BASIC.changed(supply="psychiatrists")) / 100_000
    assert value[place(board, 0, 3)] == pytest.approx(3 / 1400)
    assert value[place(board, 2, 2)] == 0  # only B, which lists psychiatry and has nobody


def test_estimates_are_counted(board):
    table = board.cell_scores(Reading(measure="cumulative", kind="전체")).set_index("h3_index")
    assert table.loc[1 + 3 * 5 + 4, "value"] == 1  # (3, 4): only E, whose times are estimates
    assert table.loc[1 + 3 * 5 + 4, "is_estimate_share"] == 1
    assert table.loc[1, "is_estimate_share"] == 0


def test_other_times_are_another_board(board):
    before = board.total(BASIC)["people_without"]
    doubled = board.retimed({"car": board.pairs("car").minutes * 2})
    assert doubled.total(BASIC.changed(limit_min=60))["people_without"] == before
    assert doubled.total(BASIC)["people_without"] > before
    assert board.total(BASIC)["people_without"] == before
    turned = board.retimed({"car": 60 - board.pairs("car").minutes})  # the far become near: sorted anew
    for i in range(len(board.cells)):
        own = turned.pairs("car").value[turned.pairs("car").start[i] : turned.pairs("car").start[i + 1]] & 0x7FFF
        assert (np.diff(own.astype(int)) >= 0).all()
    with pytest.raises(InputError, match="one of 0 or more"):
        board.retimed({"car": [1.0]})


def test_what_cannot_be_answered_is_refused(board):
    with pytest.raises(InputError, match="kind of center"):
        board.total(BASIC.changed(kind="은행"))
    with pytest.raises(InputError, match="no region"):
        board.total(BASIC, "99999")
    with pytest.raises(InputError, match="no level"):
        board.regions(BASIC, "country")
    with pytest.raises(InputError, match="smaller than"):
        board.regions(BASIC, "sido", towns.CITY)


def slow_answer(board, reading, hour):
    """Walk through every pair, minute by minute: value per person, nearest minutes and reach of one departure."""
    pairs, people = board.pairs(reading.mode), board.cells["people"].to_numpy()
    is_wanted, supply = board.is_of_kind(reading.kind), board.supply_of(reading)
    decay = reading.weight

    def is_open(center, seconds):
        hours, at = WEEKS[center], (hour % 168) * 60 + seconds / 60
        days = list(enumerate(hours.ordinary_week()))
        if hour >= 168:
            holiday = hours.public_holiday()
            days, at = ([(0, holiday)] if holiday else []), (hour - 168) * 60 + seconds / 60
        for day, own in days:
            if own.state == "unknown" and reading.unknown_hours == "office" and day < 5 and hour < 168:
                spans = [(540, 1080)]
            else:
                spans = [(span.start_min, span.end_min) for span in open_intervals(own)]
            if any(a <= at - day * 1440 < b and at - day * 1440 + reading.margin_min <= b for a, b in spans):
                return True
        return False

    counted = []
    for i in range(len(people)):
        for entry in range(pairs.start[i], pairs.start[i + 1]):
            seconds, j = int(pairs.value[entry]) & 0x7FFF, int(pairs.center[entry])
            if seconds <= reading.limit_min * 60 and is_wanted[j] and is_open(j, seconds):
                counted.append((i, j, seconds / 60))
    demand = {}
    for i, j, minutes in counted:
        demand[j] = demand.get(j, 0.0) + people[i] * float(decay(minutes))
    value, nearest = np.zeros(len(people)), np.full(len(people), np.inf)
    for i, j, minutes in counted:
        value[i] += supply[j] / demand[j] * float(decay(minutes)) * 100_000 if demand[j] else 0.0
        nearest[i] = min(nearest[i], minutes)
    return value, nearest


@pytest.mark.parametrize(
    ("kind", "margin", "unknown"), [("전체", 15, "office"), ("전체", 37, "closed"), (towns.BASIC, 0, "closed")]
)
def test_every_hour_equals_the_slow_version(board, kind, margin, unknown):
    reading = Reading(limit_min=45, kind=kind, margin_min=margin, unknown_hours=unknown, serves="any")
    for hour in range(192):
        own = reading.changed(hour=hour_text(hour))
        value, nearest = slow_answer(board, own, hour)
        found = board.answer(own)
        np.testing.assert_allclose(found.value, value, rtol=1e-12, atol=1e-12, err_msg=own.hour)
        np.testing.assert_array_equal(found.nearest_min, nearest, err_msg=own.hour)
        np.testing.assert_array_equal(found.without, np.isinf(nearest).astype(float), err_msg=own.hour)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_the_one_that_is_defined(board, measure):
    reading = Reading(measure=measure, kind="공공 전체", limit_min=45)
    pairs = board.pairs("car")
    wanted = board.is_of_kind("공공 전체")[pairs.center] & (pairs.minutes <= 45)
    times = pd.DataFrame({"origin": pairs.cell, "destination": pairs.center, "minutes": pairs.minutes})[wanted]
    demand = board.cells["people"]
    supply = pd.Series(board.supply_of(reading)[:3])  # D is public as well; E, a hospital, is not
    options = {"limit_min": 45} | ({"decay": reading.weight} if measure in DECAYING else {})
    if measure == "nearest":
        expected = catchment.nearest(demand, supply, times, limit_min=45)
    else:
        expected = getattr(catchment, measure)(demand, supply, times, **options)
    factor = 100_000 if UNITS[measure] == "per_100k" else 1
    found = board.answer(reading)
    np.testing.assert_allclose(found.value, expected.to_numpy() * factor, rtol=1e-5 if measure == "raam" else 1e-12)
    assert all(check.holds for check in found.checks)
    assert bool(found.checks) == (measure not in ("nearest", "cumulative"))


def test_answers_are_kept(board, monkeypatch):
    reading = BASIC.changed(limit_min=23)
    first = board.answer(reading)
    monkeypatch.setattr("gis.access.answer", None)
    assert board.answer(Reading.parse(str(reading))) is first


def test_estimate_bit_stands_on_ways_to_e(board):
    pairs = board.pairs("car")
    assert (pairs.is_estimate == (pairs.center == E)).all()


def test_every_named_set_is_answered(board):
    for name in HOUR_SETS:
        assert 0 <= board.total(BASIC.changed(hour=name))["share_without"] <= 1
