"""Hours of the week in which centers are open, against an hour-by-hour count."""

import datetime as dt

import numpy as np

from gis.care.hours import read_hours
from gis.care.status import CenterFacts, state_at
from gis.care.supply import OpenSpan, hour_of_week_supply, open_spans
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from gis.terms import SEOUL


def read(closed_days, opens="09:00", closes="18:00", note=""):
    return read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)


OFFICE = read("토+일+공휴일", note="12:00~13:00 중식시간 이용불가")
NIGHT = read("일+공휴일", opens="22:30", closes="02:00")
HALF = read("토+일")
REFUSED = read("월+화+수+목+금+토+일+공휴일")


def test_an_office_is_open_forty_hours():
    supply = hour_of_week_supply([OFFICE])
    assert supply.week_min.shape == (1, 168)
    assert supply.is_open().sum() == 5 * 8
    assert supply.week_min[0, 9] == 60
    assert supply.week_min[0, 12] == 0
    assert not supply.is_open_on_holiday().any()


def test_a_night_runs_into_the_next_day_and_week():
    minutes = hour_of_week_supply([NIGHT]).week_min[0]
    assert minutes[22:26].tolist() == [30, 60, 60, 60]
    assert minutes[6 * 24 : 6 * 24 + 3].tolist() == [60, 60, 0]
    assert minutes[0:2].tolist() == [0, 0]


def test_what_is_unknown_is_not_open_and_says_so():
    supply = hour_of_week_supply([HALF, REFUSED])
    assert supply.holiday_min[0].tolist() == [-1] * 24
    assert supply.week_min[1].tolist() == [-1] * 168
    assert not supply.is_open()[1].any()


def test_equal_to_the_status_minute_by_minute_in_an_ordinary_week():
    """2026-11-23 begins a week without a holiday."""
    calendar = load_calendar(ROOT / "data")
    monday = dt.datetime(2026, 11, 23, tzinfo=SEOUL)
    weeks = [OFFICE, NIGHT, HALF]
    supply = hour_of_week_supply(weeks)
    for row, hours in enumerate(weeks):
        center = CenterFacts(hours, dt.date(2026, 9, 1))
        minutes = [state_at(center, monday + dt.timedelta(minutes=n), calendar) == "open" for n in range(7 * 1440)]
        expected = np.array(minutes).reshape(168, 60).sum(axis=1)
        assert supply.week_min[row].tolist() == expected.tolist()


def test_spans_for_the_database():
    assert open_spans(OFFICE)[:2] == [OpenSpan(0, 540, 720), OpenSpan(0, 780, 1080)]
    assert len(open_spans(OFFICE)) == 10
    assert open_spans(NIGHT)[-1] == OpenSpan(5, 1350, 1560)
    assert {span.day for span in open_spans(read("연중무휴"))} == set(range(7))
    assert [s for s in open_spans(read("토,일 휴무, 공휴일 10:00~14:00")) if s.day == 7] == [OpenSpan(7, 600, 840)]
