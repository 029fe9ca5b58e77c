"""Spans of an ordinary week, against the status minute by minute."""

import datetime as dt

import numpy as np

from gis.care.hours import read_hours
from gis.care.hours.spans import PUBLIC_HOLIDAY, OpenSpan, open_spans
from gis.care.status import CenterFacts, state_at
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from gis.terms import SEOUL


def read(closed_days, opens="09:00", closes="18:00", note=""):
    return read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)


OFFICE = read("토+일+공휴일", note="12:00~13:00 중식시간 이용불가")
NIGHT = read("일+공휴일", opens="22:30", closes="02:00")
HALF = read("토+일")
REFUSED = read("월+화+수+목+금+토+일+공휴일")


def test_equal_to_the_status_minute_by_minute_in_an_ordinary_week():
    """2026-11-23 begins a week without a holiday."""
    calendar = load_calendar(ROOT / "data")
    monday = dt.datetime(2026, 11, 23, tzinfo=SEOUL)
    for hours in (OFFICE, NIGHT, HALF, REFUSED):
        center = CenterFacts(hours, dt.date(2026, 9, 1))
        expected = [state_at(center, monday + dt.timedelta(minutes=n), calendar) == "open" for n in range(7 * 1440)]
        week = np.zeros(7 * 1440, dtype=bool)
        for span in open_spans(hours):
            if span.day != PUBLIC_HOLIDAY:
                week[np.arange(span.from_min, span.to_min) + span.day * 1440 - (7 * 1440)] = True
        assert week.tolist() == expected


def test_spans_for_the_database():
    assert open_spans(OFFICE)[:2] == [OpenSpan(0, 540, 720), OpenSpan(0, 780, 1080)]
    assert len(open_spans(OFFICE)) == 10
    assert open_spans(NIGHT)[-1] == OpenSpan(5, 1350, 1560)
    assert {span.day for span in open_spans(read("연중무휴"))} == set(range(7))
    assert [s for s in open_spans(read("토,일 휴무, 공휴일 10:00~14:00")) if s.day == 7] == [OpenSpan(7, 600, 840)]
