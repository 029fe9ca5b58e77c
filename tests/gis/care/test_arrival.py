"""Open on arrival: boundaries by hand, and every departure, minute and second against the hours themselves."""

import numpy as np
import pytest

from gis.analysis.pairs import KEY_OF_SECOND
from gis.care.arrival import KEYS, arrivals
from gis.care.hours import Hours, read_hours
from gis.care.hours.days import WORKING_DAYS, PublicHolidays, Weekdays
from gis.care.hours.model import CLOSED, DayHours, HoursRule, Interval, open_intervals, unknown_day

UNKNOWN = Hours("unknown", reason="nothing_published")
SATURDAY_UNSAID = Hours(
    "read",
    rules=(
        HoursRule(Weekdays(WORKING_DAYS), DayHours("open", (Interval(9 * 60, 18 * 60),))),
        HoursRule(Weekdays((6,)), CLOSED),
        HoursRule(PublicHolidays(), unknown_day("holiday_unsaid")),
    ),
)
WORDS = {
    "office": ("09:00", "18:00", "토+일+공휴일", None),
    "lunch": ("09:00", "18:00", "주말+공휴일", "12:00~13:00 중식시간 이용불가"),
    "night": ("18:00", "02:00", "일", None),
    "always": ("00:00", "24:00", "연중무휴", None),
    "sundays": ("10:00", "16:00", "월+화+수+목+금+토", None),
}


def hours_of(name):
    opens, closes, closed, note = WORDS[name]
    return read_hours(opens=opens, closes=closes, closed_days=closed, note=note)


def is_open(table, row, hour, seconds):
    return bool(int(table[row, KEY_OF_SECOND[seconds], hour // 64]) >> (hour % 64) & 1)


@pytest.mark.parametrize(
    ("hour", "seconds", "expected"),
    [
        (24 + 17, 45 * 60, True),  # 17:45, fifteen minutes are left
        (24 + 17, 45 * 60 + 1, False),  # a second too late
        (24 + 8, 60 * 60, True),  # just at the opening
        (24 + 8, 60 * 60 - 1, False),
        (24 + 18, 0, False),
        (5 * 24 + 10, 0, False),  # Saturday
        (168 + 10, 0, False),  # a public holiday
    ],
)
def test_boundaries(hour, seconds, expected):
    assert is_open(arrivals([hours_of("office")], margin_min=15).published, 0, hour, seconds) is expected


def test_a_lunch_break_is_a_closing():
    found = arrivals([hours_of("lunch")], margin_min=15)
    assert is_open(found.published, 0, 24 + 11, 45 * 60)
    assert not is_open(found.published, 0, 24 + 11, 46 * 60)
    assert not is_open(found.published, 0, 24 + 12, 59 * 60)
    assert is_open(found.published, 0, 24 + 12, 60 * 60)


def test_unknown_hours_are_closed_or_an_offices():
    found = arrivals([UNKNOWN, hours_of("office"), UNKNOWN], margin_min=15)
    assert found.schedule.tolist() == [0, 1, 0]
    assert not found.published[0].any()
    assert is_open(found.assumed, 0, 24 + 10, 0)
    for hour in (24 + 18, 5 * 24 + 10, 168 + 10):
        assert not is_open(found.assumed, 0, hour, 0)
    assert (found.published[1] == found.assumed[1]).all()


def test_unknown_hours_may_be_open_but_what_is_known_to_be_closed_is_not():
    found = arrivals([UNKNOWN, hours_of("office"), SATURDAY_UNSAID], margin_min=15)
    assert (found.possible[0] == np.uint64(2**64 - 1)).all()  # at every departure, whatever the way
    assert (found.possible[1] == found.published[1]).all()
    # Tuesday evening and Sunday are known to be closed, Saturday is not known, nor is a public holiday.
    for hour, may_be_open in ((24 + 10, True), (24 + 20, False), (6 * 24 + 10, False), (5 * 24 + 3, True)):
        assert is_open(found.possible, 2, hour, 0) is may_be_open
    assert is_open(found.possible, 2, 168 + 10, 0)
    assert not is_open(found.possible, 2, 5 * 24 + 23, 50 * 60)  # Sunday is closed: a margin does not reach into it


def test_a_holiday_of_which_nothing_is_known_is_closed_where_wednesdays_are():
    closed, unsaid = HoursRule(Weekdays((2,)), CLOSED), HoursRule(PublicHolidays(), unknown_day("day_unsaid"))
    found = arrivals([Hours("read", rules=(closed, unsaid)), Hours("read", rules=(unsaid,))], margin_min=0)
    assert not is_open(found.possible, 0, 168 + 10, 0)
    assert is_open(found.possible, 1, 168 + 10, 0)


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("margin", [0, 15, 75])
def test_every_departure_equals_the_hours(name, margin):
    hours = hours_of(name)
    week = hours.ordinary_week()
    holiday = hours.public_holiday() or week[2]
    spans = [
        (day * 1440 + span.start_min + turn * 10080, day * 1440 + span.end_min + turn * 10080)
        for turn in (-1, 0, 1)
        for day, own in enumerate(week)
        for span in open_intervals(own)
    ]
    of_holiday = [(i.start_min, i.end_min) for i in open_intervals(holiday)]
    of_holiday += [(i.start_min + 1440, i.end_min + 1440) for i in open_intervals(week[3])]
    table = arrivals([hours], margin_min=margin).published
    for hour in range(192):
        own, start = (of_holiday, (hour - 168) * 60) if hour >= 168 else (spans, hour * 60)
        own = joined(own)
        for seconds in (0, 1, 599, 600, 1800, 2699, 2700, 2701, 3599, 3600):
            at = start + seconds / 60
            expected = any(a <= at < b and at + margin <= b for a, b in own)
            assert is_open(table, 0, hour, seconds) is expected, (hour, seconds)


def joined(spans):
    """Join spans that touch: a center open around the clock never closes at midnight."""
    found = []
    for a, b in sorted(spans):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found


def test_keys_tell_begun_minutes_apart():
    assert KEY_OF_SECOND[[0, 1, 59, 60, 61, 3600]].tolist() == [0, 1, 1, 2, 3, 120]
    assert KEY_OF_SECOND[-1] == KEYS - 1
    assert len(np.unique(KEY_OF_SECOND[:3601])) == KEYS
