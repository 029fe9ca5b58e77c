"""Weeks as they are told in a plan."""

import pytest

from gis.care.hours import Hours, read_hours
from gis.care.hours.model import Interval
from gis.care.hours.told import day_name, lengthened, minutes_open, read_days, week_of
from gis.errors import InputError

OFFICE = read_hours(opens="09:00", closes="18:00", closed_days="토+일+공휴일", note=None)
UNKNOWN = Hours("unknown", reason="nothing_published")


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 09:00-18:00; Sat closed",
        "평일 09:00~18:00; 토 휴무",
        "월-금: 09:00-18:00; Sat: closed",
        "mon,tue,wed,thu,fri 9:00-18:00;토 휴무",
    ],
)
def test_days_are_read_in_both_languages(text):
    assert read_days(text) == dict.fromkeys(range(5), (Interval(540, 1080),)) | {5: ()}


def test_a_told_day_replaces_and_an_added_hour_lengthens():
    late = week_of(read_days("Tue 12:00-21:00"), OFFICE)
    assert [minutes_open(hours) for hours in (OFFICE, late)] == [45 * 60, 45 * 60]
    longer = lengthened(OFFICE, read_days("화 18:00-21:00; 토 09:00-12:00"))
    assert minutes_open(longer) == (45 + 3 + 3) * 60
    assert longer.ordinary_week()[1].intervals == (Interval(540, 1260),)
    assert longer.public_holiday() == OFFICE.public_holiday()


def test_what_is_not_known_stays_unknown():
    told = week_of(read_days("Wed 10:00-16:00"), UNKNOWN)
    assert [day.state for day in told.ordinary_week()] == ["unknown"] * 2 + ["open"] + ["unknown"] * 4
    holiday = told.public_holiday()
    assert holiday is not None
    assert holiday.state == "unknown"
    assert minutes_open(told) != minutes_open(told)
    with pytest.raises(InputError, match="of Tue are not known"):
        lengthened(UNKNOWN, read_days("Tue 18:00-21:00"))
    assert week_of({7: ()}, UNKNOWN).outcome == "unknown"
    with pytest.raises(InputError, match="adds nothing to holiday"):
        lengthened(OFFICE, read_days("holiday closed"))


def test_a_night_ends_on_the_next_day():
    assert read_days("Fri 22:00-02:00") == {4: (Interval(1320, 1560),)}
    assert day_name(7) == "holiday"


@pytest.mark.parametrize(
    "text", ["", ";", "Mon", "Mon 9", "Mon 09:00", "Fri-Mon 09:00-10:00", "Mon-weekend 09:00-10:00", "someday closed",
             "Mon 09:00-25:00", "Mon 09:00-09:00", "Mon 09:00-12:00, 11:00-13:00", "09:00-10:00"],
)  # fmt: skip
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(InputError):
        read_days(text)
