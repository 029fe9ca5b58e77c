"""Between which bounds unknown hours leave access: known hours, closed or open, hold in each of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.analysis.readings import Reading
from gis.care.hours import Hours
from gis.care.hours.days import PublicHolidays, Weekdays
from gis.care.hours.model import CLOSED, DayHours, HoursRule, Interval, open_intervals, unknown_day
from tests import access_town, towns

UNSAID = unknown_day("day_unsaid")
ALL_DAY = (0, 1440)
MIN_PER_WEEK = 7 * 1440


@st.composite
def days_of_a_center(draw):
    """Draw a day: closed, unknown, or open for a while, perhaps into the night."""
    state = draw(st.sampled_from(("closed", "unknown", "open")))
    if state != "open":
        return CLOSED if state == "closed" else UNSAID
    start = draw(st.integers(0, 47)) * 30
    return DayHours("open", (Interval(start, start + draw(st.integers(1, 20)) * 30),))


@st.composite
def weeks_of_a_center(draw):
    """Draw a week of seven days, with or without a word about public holidays."""
    rules = [HoursRule(Weekdays((day,)), draw(days_of_a_center())) for day in range(7)]
    if draw(st.booleans()):
        rules.append(HoursRule(PublicHolidays(), draw(days_of_a_center())))
    return Hours("read", rules=tuple(rules))


@st.composite
def boards(draw):
    """Draw the hours and places of the town's four centers."""
    weeks = draw(st.lists(weeks_of_a_center(), min_size=4, max_size=4))
    blocks = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=4))
    return weeks, blocks


def spans_of(day, unknown):
    """Give the open minutes of a day; ``unknown`` are those of a day of which nothing is known."""
    if day.state == "unknown":
        return unknown
    return [(span.start_min, span.end_min) for span in open_intervals(day)]


def holiday_of(week):
    """Give a public holiday that falls on a Wednesday; a closed Wednesday is closed then, too, unless it is said."""
    wednesday = week.ordinary_week()[2]
    day = week.public_holiday() or wednesday
    return CLOSED if day.state == "unknown" and wednesday.state == "closed" else day


def open_minutes(week, hour, unknown):
    """Give all open minutes of the week, or of a public holiday and the day after it, in which an hour lies."""
    days = list(week.ordinary_week())
    if hour >= 168:
        line, turns = [(0, holiday_of(week)), (1440, days[3])], (0,)
    else:
        line, turns = [(1440 * place, day) for place, day in enumerate(days)], (-MIN_PER_WEEK, 0, MIN_PER_WEEK)
    spans = [(offset + turn, span) for offset, day in line for span in spans_of(day, unknown) for turn in turns]
    return {minute for begin, (first, last) in spans for minute in range(begin + first, begin + last)}


def is_open(minutes, hour, seconds, margin_min):
    """Look minute by minute whether one arrives at an open door that stays open for the margin."""
    start = (hour - 168) * 60 if hour >= 168 else hour * 60
    # From the minute one arrives in to the one before the margin is over.
    needed = range(start + seconds // 60, start + (seconds + 59) // 60 + margin_min)
    return all(minute in minutes for minute in (needed or [start + seconds // 60]))


def without_slowly(board, weeks, reading, hour, unknown):
    """Walk through every pair of every cell: 1 where no center counts as open, else 0."""
    pairs, wanted = board.pairs(reading.mode), board.is_of_kind(reading.kind)
    found = np.ones(len(board.cells))
    minutes = [open_minutes(week, hour, unknown or []) for week in weeks]
    for cell, first, last in zip(range(len(found)), pairs.start[:-1], pairs.start[1:], strict=True):
        for value, center in zip(pairs.value[first:last], pairs.center[first:last], strict=True):
            seconds = int(value) & 0x7FFF
            near = seconds <= reading.limit_min * 60 and wanted[center]
            if near and (unknown is None or is_open(minutes[center], hour, seconds, reading.margin_min)):
                found[cell] = 0
    return found


@settings(max_examples=15)
@given(boards(), st.integers(0, 191), st.sampled_from((0, 15, 40)), st.sampled_from(("전체", towns.BASIC)))
def test_each_number_is_that_of_the_slow_version(drawn, hour, margin, kind):
    weeks, board = drawn[0], access_town.board(*drawn)
    day, clock = divmod(hour, 24)
    name = f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'holiday')[day]} {clock}"
    reading = Reading(measure="nearest", limit_min=30, kind=kind, serves="any", hour=name, margin_min=margin)
    found = board.answer(reading)
    np.testing.assert_array_equal(found.without_if_closed, without_slowly(board, weeks, reading, hour, []))
    np.testing.assert_array_equal(found.without_if_open, without_slowly(board, weeks, reading, hour, [ALL_DAY]))
    np.testing.assert_array_equal(found.out_of_reach, without_slowly(board, weeks, reading, hour, None))


@settings(max_examples=15)
@given(boards(), st.sampled_from(("weekday_evening", "weekend_day", "night", "holiday_day", "Tue 14", "Sun 3")))
def test_the_numbers_stand_in_order_for_every_cell_and_region(drawn, hour):
    board = access_town.board(*drawn)
    for kind in ("전체", "공공 전체"):
        reading = Reading(measure="nearest", kind=kind, hour=hour)
        found = board.answer(reading)
        assert (found.without_if_closed >= found.without_if_office).all()
        assert (found.without_if_office >= found.without_if_open).all()
        assert (found.without_if_open >= found.out_of_reach).all()
        assumed = board.answer(reading.changed(unknown_hours="office"))
        np.testing.assert_array_equal(assumed.without_if_closed, found.without_if_closed)  # never mixed into it
        np.testing.assert_array_equal(assumed.without_if_open, found.without_if_open)
        ends = ["people_out_of_reach", "people_without_if_open", "people_without_if_office", "people_without_if_closed"]
        for table in (board.regions(reading, "emd"), board.total(reading).to_frame().T):
            assert (np.diff(table[ends].to_numpy(dtype=float), axis=1) >= -1e-9).all()
        week = board.week(reading)
        for amount in ("share", "people"):
            own = week[[f"{amount}_if_closed", f"{amount}_if_office", f"{amount}_if_open"]].to_numpy()
            assert (np.diff(own, axis=1) >= -1e-9).all()


@settings(max_examples=15)
@given(boards(), st.data())
def test_whatever_the_unknown_days_are_the_truth_lies_between(drawn, data):
    weeks, blocks = drawn
    told = [_told(week, data) for week in weeks]
    board, truth = access_town.board(weeks, blocks), access_town.board(told, blocks)
    for hour in ("weekday_evening", "weekend_day", "night"):
        reading = Reading(measure="nearest", kind="전체", hour=hour)
        bounds, real = board.answer(reading), truth.answer(reading)
        assert (real.without <= bounds.without_if_closed).all()
        assert (real.without >= bounds.without_if_open).all()
        assert (real.without_if_open == real.without_if_closed).all()  # nothing is unknown any more


def _told(week, data):
    """Give a week whose unknown days were asked for: each is closed, or open within the day."""
    within = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda one: one[0] < one[1])
    answer = st.one_of(st.just(CLOSED), within.map(lambda one: DayHours("open", (Interval(one[0] * 60, one[1] * 60),))))
    rules = tuple(
        HoursRule(rule.days, data.draw(answer)) if rule.hours.state == "unknown" else rule for rule in week.rules
    )
    return Hours("read", rules=rules)


def test_by_hand_what_is_known_to_be_closed_stays_closed():
    """In the evening A and B of the town are known; D, next to A, is not: its blocks may be reached, theirs are not."""
    board = access_town.board()
    evening = board.total(Reading(measure="nearest", kind="전체", hour="Tue 21"))
    # A closed at 18, B at 21. D stands where A does, E at (4, 4): only their blocks can have an open door.
    near = {(r, c) for r in range(4) for c in range(5) if r + c <= 3 or (4 - r) + (4 - c) <= 3}
    assert evening["people_without_if_closed"] == 2400
    assert evening["people_without_if_open"] == 2400 - sum(towns.PEOPLE[r][c] for r, c in near)
    assert evening["people_without_if_open"] > evening["people_out_of_reach"]  # blocks that reach B alone
    only_known = board.total(Reading(measure="nearest", kind=towns.BASIC, hour="Tue 21", serves="any"))
    assert only_known["people_without_if_open"] == only_known["people_without_if_closed"] == 2400
    assert only_known["people_out_of_reach"] == 800


def test_without_hours_all_numbers_are_one():
    total = access_town.board().total(Reading(measure="nearest", kind="전체"))
    numbers = {total[f"people_without{end}"] for end in ("", "_if_open", "_if_office", "_if_closed")}
    assert numbers == {total["people_out_of_reach"]}


# `mindconnect access --kind '공공 전체' --hour weekday_evening --mode car --limit 30`
NATION = {
    "people_without_if_closed": 51_128_530, "people_without_if_open": 1_950_652, "people_out_of_reach": 1_736_786,
}  # fmt: skip


def test_the_evening_question_of_the_nation(nation_board):
    total = nation_board.total(Reading(mode="car", limit_min=30, kind="공공 전체", hour="weekday_evening"))
    assert {name: round(total[name]) for name in NATION} == NATION
    assert total["people_without_if_office"] == pytest.approx(total["people_without_if_closed"])  # an evening
