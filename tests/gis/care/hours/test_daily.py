"""Hours that a list gives day by day: read as they stand, repaired by name, or unknown; an empty day is not closed."""

import pytest

from gis.care.hours.codec import from_data, to_data
from gis.care.hours.daily import DAYS, read_daily_hours
from gis.care.hours.model import Hours, Interval

WEEK = dict.fromkeys(DAYS[:5], "09:00-18:00")


def day(hours: Hours, number: int):
    return hours.ordinary_week()[number]


def test_a_week_as_published():
    hours = read_daily_hours(
        {
            **WEEK,
            "sat": "09:00-13:00",
            "lunch_weekday": "12:30-14:00",
            "closed_sun": "closed",
            "closed_holiday": "closed",
        }
    )
    assert hours.outcome == "read"
    assert day(hours, 0).intervals == (Interval(540, 1080),)
    assert day(hours, 0).breaks == (Interval(750, 840),)
    assert (day(hours, 5).intervals, day(hours, 5).breaks) == ((Interval(540, 780),), ())
    assert day(hours, 6).state == "closed"
    assert hours.public_holiday().state == "closed"
    assert from_data(to_data(hours)) == hours


def test_an_empty_day_is_unknown_unless_the_list_says_closed():
    hours = read_daily_hours({**WEEK, "wed": ""})
    assert [day(hours, number).reason for number in (2, 5, 6)] == ["day_unsaid", "saturday_unsaid", "sunday_unsaid"]
    assert hours.public_holiday().reason == "holidays_unsaid"
    assert day(read_daily_hours({**WEEK, "closed_sun": "unread"}), 6).reason == "sunday_unsaid"


@pytest.mark.parametrize(
    ("published", "read_as"),
    [("09:00-06:30", Interval(540, 1110)), ("07:10-03:30", Interval(430, 930)), ("09:40-02:20", Interval(580, 860))],
)
def test_a_close_on_a_clock_of_twelve_hours_is_repaired_by_name(published, read_as):
    hours = read_daily_hours({**WEEK, "mon": published})
    assert hours.outcome == "repaired"
    assert day(hours, 0).intervals == (read_as,)
    assert [repair.rule for repair in hours.repairs] == ["close_read_as_afternoon"]


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        ("-24:00", "half_hours"), ("09:00-", "half_hours"), ("09:00-24:00", "midnight_close"),
        ("09:30-00:20", "close_before_open"), ("12:00-12:00", "equal_times"), ("09:00-09:30", "short_day"),
        ("14:00-10:30", "long_day"), ("05:00-22:00", "long_day"), ("9-18", "unreadable_time"),
        ("09:00-25:00", "unreadable_time"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_leaves_its_day_unknown_and_no_other(published, reason):
    hours = read_daily_hours({**WEEK, "mon": published})
    assert (day(hours, 0).state, day(hours, 0).reason) == ("unknown", reason)
    assert day(hours, 1).state == "open"
    alone = read_daily_hours({"mon": published})
    assert (alone.outcome, alone.reason) == ("unknown", reason)


def test_a_sunday_with_hours_that_is_also_closed_is_unknown():
    hours = read_daily_hours({**WEEK, "sun": "09:00-13:00", "closed_sun": "closed"})
    assert day(hours, 6).reason == "contradiction"
    both = read_daily_hours({**WEEK, "holiday": "09:00-13:00", "closed_holiday": "closed"})
    assert both.public_holiday().reason == "contradiction"


def test_holidays_with_times_of_their_own_and_holidays_like_weekdays():
    assert read_daily_hours({**WEEK, "holiday": "10:00-14:00"}).public_holiday().intervals == (Interval(600, 840),)
    like = read_daily_hours({**WEEK, "closed_holiday": "open"})
    assert like.public_holiday() is None
    assert [remark.code for remark in like.remarks] == ["holidays_like_weekdays"]


def test_a_noon_break_that_could_not_be_read_is_remarked():
    hours = read_daily_hours({**WEEK, "lunch_weekday": "unread"})
    assert [remark.code for remark in hours.remarks] == ["break_without_time"]
    assert day(hours, 0).breaks == ()


def test_a_break_outside_the_hours_takes_nothing():
    hours = read_daily_hours({**WEEK, "fri": "14:00-20:00", "lunch_weekday": "13:00-14:00"})
    assert day(hours, 4).breaks == ()
    assert day(hours, 3).breaks == (Interval(780, 840),)


@pytest.mark.parametrize("said", [{}, {"closed_sun": "closed"}, {"closed_holiday": "closed", "closed_sun": "open"}])
def test_closed_sundays_alone_say_nothing_of_the_week(said):
    hours = read_daily_hours(said)
    assert (hours.outcome, hours.reason) == ("unknown", "no_hours")
