"""OpenStreetMap's syntax, out and in, on the kept evaluator; days are decided by our own calendar."""

import datetime as dt

import pytest
from opening_hours import OpeningHours

from gis.care.hours import read_hours
from gis.care.hours.days import Day
from gis.care.hours.model import open_intervals
from gis.care.hours.osm import to_osm
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from tests.gis.care.hours.test_spellings import REFUSED, WEEKS

CALENDAR = load_calendar(ROOT / "data")
YEAR = [dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(365)]
OTHERS = [
    "둘째·넷째 토요일, 일요일, 공휴일",
    "마지막 주 금요일, 토, 일, 공휴일",
    "격주 토요일, 일, 공휴일",
    "동절기(11월~2월) 09:00~17:00, 토, 일, 공휴일 휴무",
    "12월 24일~1월 2일 휴관, 토, 일, 공휴일",
    "토, 일, 임시공휴일",
    "토, 일 휴무, 공휴일 10:00~14:00",
]


def read(words, opens="09:00", closes="18:00"):
    return read_hours(opens=opens, closes=closes, closed_days=words, note="12:00~13:00 중식시간 이용불가")


def write(hours):
    return to_osm(hours, CALENDAR, first_year=2027, last_year=2027)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("토+일+공휴일", "Mo-Fr 09:00-12:00,13:00-18:00; PH off"),
        ("연중무휴", "Mo-Su 09:00-12:00,13:00-18:00"),
        (
            "둘째·넷째 토요일, 일요일, 공휴일",
            "Mo-Sa 09:00-12:00,13:00-18:00; Sa[2,4] off; PH off",
        ),
        (
            "토. 일. 공휴일. 근로자의 날",
            "Mo-Fr 09:00-12:00,13:00-18:00; PH off; May 01 off",
        ),
        ("월+화+수+목+금+토+일+공휴일", 'unknown "closed_every_day"'),
    ],
)
def test_lines_worked_out_by_hand(words, line):
    written = write(read(words)).split("; ")
    assert sorted(written) == sorted(line.split("; "))


def bind_holidays(line, dates):
    """Put dates in the place of ``PH``: the evaluator knows few Korean holidays."""
    written = ",".join(f"{date:%Y %b %d}" for date in sorted(dates))
    parts = [written + part.removeprefix("PH") if part.startswith("PH ") else part for part in line.split("; ")]
    return "; ".join(part for part in parts if written or not part.startswith(" "))


# A night that runs into a day of unknown hours is cut at midnight by the evaluator, as the syntax has it.
NIGHTS = [words for words, week in WEEKS.items() if "?" not in week]


@pytest.mark.parametrize(
    ("words", "opens", "closes"),
    [(words, "9:00", "18:00") for words in [*WEEKS, *REFUSED, *OTHERS]] + [(w, "21:00", "02:00") for w in NIGHTS],
)
def test_every_week_written_means_the_same_on_the_evaluator(words, opens, closes):
    hours = read(words, opens, closes)
    holidays = {day.date for day in CALENDAR.between(YEAR[0], YEAR[-1])}
    evaluator = OpeningHours(bind_holidays(write(hours), holidays))
    for date in YEAR:
        ours, _ = hours.on(Day(date, CALENDAR.on(date)))
        before, _ = hours.on(Day(date - dt.timedelta(days=1), CALENDAR.on(date - dt.timedelta(days=1))))
        for minute in (0, 60, 119, 120, 539, 540, 719, 720, 780, 1079, 1080, 1260, 1439):
            at = dt.datetime.combine(date, dt.time(minute // 60, minute % 60))
            is_open = any(i.holds(minute) for i in open_intervals(ours))
            is_open |= any(i.holds(minute + 1440) for i in open_intervals(before))
            if ours.state == "unknown" and not is_open:
                assert evaluator.is_unknown(at), (words, at)
            else:
                assert evaluator.is_open(at) == is_open, (words, at)
