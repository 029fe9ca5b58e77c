"""The vectorised status against the plain one, center by center and hour by hour."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.care.hours import Interval, read_hours
from gis.care.status import CenterFacts, Claim, state_at
from gis.care.status.table import STATES, StatusTable
from gis.errors import InputError
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from gis.terms import SEOUL

CALENDAR = load_calendar(ROOT / "data")

WORDS = [
    "토+일+공휴일",
    "토+일",
    "공휴일",
    "일+공휴일",
    "연중무휴",
    "일+설 연휴+추석 연휴",
    "일, 설, 추석 당일 휴무, 공휴일 운영",
    "토. 일. 공휴일. 근로자의 날(매년 5월 1일)",
    "토요일+ 일요일+ 국경일",
    "둘째·넷째 토요일, 일요일, 공휴일",
    "격주 토요일, 일요일",
    "마지막 주 금요일, 토, 일, 공휴일",
    "동절기(11월~2월) 09:00~16:00, 토, 일, 공휴일 휴무",
    "12월 24일~1월 2일 휴관, 토, 일",
    "월+화+수+목+금+토+일+공휴일",
    "토, 일, 임시공휴일",
    "월 ~ 금 근무",
    "",
]
TIMES = [("9:00", "18:00"), ("22:00", "02:00"), ("9:00", "6:00"), ("00:00", "24:00"), ("", "")]
NOTES = ["", "12:00~13:00 중식시간 이용불가"]
REGIONS = [None, "29155", "5011051000", "52180", "11110"]


def claims_of(number):
    """Give every third center some claims in 2028: a notice of other hours, a live answer and an override."""
    if number % 3:
        return ()
    day = dt.datetime(2028, 1 + number % 12, 10, tzinfo=SEOUL)
    days = dt.timedelta(days=1)
    hours = (Interval(600, 840), Interval(1320, 1560))
    return (
        Claim("notice", "hours", day, day + 3 * days, day - days, "센터", hours),
        Claim("notice", "closed", day, day + days, day + days / 2, "센터"),
        Claim("live", "break", day + days / 3, day + days / 2, day + days / 3, "API"),
        Claim("override", "unknown", day + 2 * days, day + 3 * days, day, "관리자"),
    )


def sample():
    return [
        CenterFacts(
            read_hours(opens=opens, closes=closes, closed_days=words, note=NOTES[number % 2]),
            dt.date(2026, 9, 1),
            REGIONS[number % len(REGIONS)],
            number % 4 != 0,
            claims_of(number),
        )
        for number, (words, (opens, closes)) in enumerate((w, t) for w in WORDS for t in TIMES)
    ]


SAMPLE = sample()
TABLE = StatusTable(SAMPLE, CALENDAR)


def plain(at, centers=SAMPLE):
    return [state_at(facts, at, CALENDAR) for facts in centers]


def vectorised(at, table=TABLE):
    return [STATES[number] for number in table.states_at(at)]


def test_equal_over_every_hour_of_2028():
    """Every hour of the leap year, at a minute that walks through the hour, on every fifth center of the sample."""
    centers = SAMPLE[::5] + SAMPLE[1::15]
    table = StatusTable(centers, CALENDAR)
    first = dt.datetime(2028, 1, 1, tzinfo=SEOUL)
    instants = [first + dt.timedelta(hours=n, minutes=(n * 7) % 60) for n in range(8784)]
    assert instants[-1].year == 2028
    seen = set()
    for at in instants:
        expected = plain(at, centers)
        assert vectorised(at, table) == expected, at
        seen.update(expected)
    assert seen == set(STATES)


edges = st.sampled_from([0, 60 * 2, 60 * 9, 60 * 12, 60 * 13, 60 * 16, 60 * 18, 60 * 22])


@settings(max_examples=60, deadline=None)
@given(
    st.dates(dt.date(2013, 12, 28), dt.date(2031, 1, 10)),
    st.one_of(edges, st.integers(0, 1439)),
    st.sampled_from([0, 1, 59_999_999]),
)
def test_equal_at_any_instant_beyond_the_calendar_too(date, minute, microseconds):
    at = dt.datetime.combine(date, dt.time(), SEOUL) + dt.timedelta(minutes=minute, microseconds=microseconds)
    assert vectorised(at) == plain(at)


def test_the_edges_of_claims_are_equal():
    for facts in SAMPLE:
        for claim in facts.claims:
            for instant in (claim.valid_from, claim.valid_until, claim.issued_at):
                for step in (-1, 0, 1):
                    at = instant + dt.timedelta(microseconds=step)
                    assert vectorised(at)[SAMPLE.index(facts)] == state_at(facts, at, CALENDAR)


def test_an_empty_register_has_no_states():
    assert StatusTable([], CALENDAR).states_at(dt.datetime(2026, 11, 23, 10, tzinfo=SEOUL)).shape == (0,)


def test_states_come_as_small_numbers_in_order():
    states = TABLE.states_at(dt.datetime(2026, 11, 23, 10, tzinfo=SEOUL))
    assert (states.dtype, states.shape) == (np.dtype(np.int8), (len(SAMPLE),))


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(InputError, match="no time zone"):
        TABLE.states_at(dt.datetime(2026, 11, 23, 10))
