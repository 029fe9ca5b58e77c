"""Status at chosen instants, each worked out by hand."""

import datetime as dt

import pytest

from gis.care.hours import DayHours, Hours, HoursRule, Interval, read_hours
from gis.care.hours.days import Weekdays
from gis.care.hours.model import CLOSED
from gis.care.status import CenterFacts, Claim, StatusRules, arrival_at, state_at, status_at
from gis.errors import InputError
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from gis.terms import SEOUL

RULES = StatusRules(high_until_days=180, medium_until_days=365, live_holds_min=15)
PUBLISHED = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def calendar():
    return load_calendar(ROOT / "data")


def facts(closed_days="토+일+공휴일", opens="09:00", closes="18:00", note="", **more):
    hours = read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)
    return CenterFacts(hours, more.pop("reference_date", PUBLISHED), **more)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def codes(status):
    return [reason.code for reason in status.reasons]


OFFICE = facts(note="12:00~13:00 중식시간 이용불가")
NIGHT = facts("일+공휴일", opens="22:00", closes="02:00")


@pytest.mark.parametrize(
    ("center", "instant", "state"),
    [
        # Monday 2026-11-23: the minute of opening and of closing.
        (OFFICE, "2026-11-23T08:59:59", "closed"),
        (OFFICE, "2026-11-23T09:00:00", "open"),
        (OFFICE, "2026-11-23T11:59:59.999", "open"),
        (OFFICE, "2026-11-23T12:00:00", "break"),
        (OFFICE, "2026-11-23T12:59:59", "break"),
        (OFFICE, "2026-11-23T13:00:00", "open"),
        (OFFICE, "2026-11-23T17:59:59", "open"),
        (OFFICE, "2026-11-23T18:00:00", "closed"),
        (OFFICE, "2026-11-22T10:00", "closed"),
        # Holidays: a substitute Monday, a Saturday that is one, the day after, an election, the year's change.
        (OFFICE, "2026-10-05T14:00", "closed"),
        (OFFICE, "2026-08-15T14:00", "closed"),
        (OFFICE, "2026-10-06T14:00", "open"),
        (OFFICE, "2026-06-03T10:00", "closed"),
        (OFFICE, "2026-12-31T17:59", "open"),
        (OFFICE, "2027-01-01T10:00", "closed"),
        (OFFICE, "2027-01-04T10:00", "open"),
        # Over midnight: Saturday's night lasts into Sunday, on which nothing begins; a holiday's does not begin.
        (NIGHT, "2026-11-21T21:59", "closed"),
        (NIGHT, "2026-11-21T22:00", "open"),
        (NIGHT, "2026-11-22T00:00", "open"),
        (NIGHT, "2026-11-22T01:59:59", "open"),
        (NIGHT, "2026-11-22T02:00", "closed"),
        (NIGHT, "2026-11-22T22:30", "closed"),
        (NIGHT, "2026-11-23T01:00", "closed"),
        (NIGHT, "2026-12-24T23:00", "open"),
        (NIGHT, "2026-12-25T01:00", "open"),
        (NIGHT, "2026-12-25T23:00", "closed"),
        (NIGHT, "2026-12-31T23:59", "open"),
        (NIGHT, "2027-01-01T01:30", "open"),
        # What is not said stays unknown: holidays on a weekday, but not on the closed Sunday; Saturdays.
        (facts("토+일"), "2026-10-09T10:00", "unknown"),
        (facts("토+일"), "2026-10-03T10:00", "closed"),
        (facts("공휴일"), "2026-11-21T10:00", "unknown"),
        (facts("공휴일"), "2026-11-22T10:00", "closed"),
        # Holidays named one by one: Chuseok closed, another holiday like its weekday.
        (facts("일+설 연휴+추석 연휴", opens="06:00", closes="21:00"), "2026-09-25T10:00", "closed"),
        (facts("일+설 연휴+추석 연휴", opens="06:00", closes="21:00"), "2026-10-09T10:00", "open"),
        (facts("일+설 연휴+추석 연휴", opens="06:00", closes="21:00"), "2027-02-09T10:00", "closed"),
        # 1 May before it was a public holiday, named by the center.
        (facts("토. 일. 공휴일. 근로자의 날(매년 5월 1일)"), "2025-05-01T10:00", "closed"),
        (facts("토+일+공휴일"), "2025-05-01T10:00", "open"),
        (facts("토+일+공휴일"), "2026-05-01T10:00", "closed"),
        # Second and fourth Saturday.
        (facts("둘째·넷째 토요일, 일, 공휴일"), "2026-11-14T10:00", "closed"),
        (facts("둘째·넷째 토요일, 일, 공휴일"), "2026-11-21T10:00", "open"),
        # All year round, holidays too.
        (facts("연중무휴"), "2026-09-25T10:00", "open"),
        (facts("24시간 연중무휴", opens="", closes=""), "2026-09-25T00:00", "open"),
        # Winter hours over the new year.
        (facts("동절기(11월~2월) 09:00~17:00, 토, 일, 공휴일 휴무"), "2026-12-01T17:00", "closed"),
        (facts("동절기(11월~2월) 09:00~17:00, 토, 일, 공휴일 휴무"), "2026-10-30T17:00", "open"),
        (facts("동절기(11월~2월) 09:00~17:00, 토, 일, 공휴일 휴무"), "2027-02-26T17:00", "closed"),
        # A row that could not be read.
        (facts("월+화+수+목+금+토+일+공휴일"), "2026-11-23T10:00", "unknown"),
    ],
)
def test_state_at_an_instant(calendar, center, instant, state):
    assert state_at(center, at(instant), calendar) == state
    assert status_at(center, at(instant), calendar, RULES).state == state


def test_another_time_zone_is_the_same_instant(calendar):
    utc = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)
    assert state_at(OFFICE, utc, calendar) == "open"
    assert status_at(OFFICE, utc, calendar, RULES).next_change.at == at("2026-11-23T12:00")


def test_an_instant_without_a_zone_is_refused(calendar):
    with pytest.raises(InputError, match="no time zone"):
        state_at(OFFICE, dt.datetime(2026, 11, 23, 10), calendar)


@pytest.mark.parametrize(
    ("instant", "change", "opens"),
    [
        ("2026-11-23T10:00", ("2026-11-23T12:00", "break"), None),
        ("2026-11-23T12:30", ("2026-11-23T13:00", "open"), "2026-11-23T13:00"),
        ("2026-11-23T17:00", ("2026-11-23T18:00", "closed"), None),
        ("2026-11-20T18:00", ("2026-11-23T09:00", "open"), "2026-11-23T09:00"),
        ("2026-10-02T20:00", ("2026-10-06T09:00", "open"), "2026-10-06T09:00"),
        ("2026-12-31T18:00", ("2027-01-04T09:00", "open"), "2027-01-04T09:00"),
    ],
)
def test_next_change(calendar, instant, change, opens):
    status = status_at(OFFICE, at(instant), calendar, RULES)
    assert (status.next_change.at, status.next_change.state) == (at(change[0]), change[1])
    assert status.opens_at == (at(opens) if opens else None)


def test_next_opening_looks_past_unknown_days(calendar):
    status = status_at(facts("공휴일"), at("2026-11-20T19:00"), calendar, RULES)
    assert (status.next_change.at, status.next_change.state) == (at("2026-11-21T00:00"), "unknown")
    assert status.opens_at == at("2026-11-23T09:00")


def test_a_center_that_never_closes_has_no_next_change(calendar):
    status = status_at(facts("24시간 연중무휴", opens="", closes=""), at("2026-11-23T10:00"), calendar, RULES)
    assert status.next_change is None
    assert (
        arrival_at(facts("24시간 연중무휴", opens="", closes=""), at("2026-11-23T10:00"), 5, calendar).open_left_min
        is None
    )


def test_reasons_of_a_saturday(calendar):
    center = facts("토+일+공휴일", reference_date=dt.date(2022, 12, 9))
    status = status_at(center, at("2026-11-21T10:00"), calendar, RULES)
    assert codes(status) == ["closed_weekday", "published_old"]
    assert status.reasons[0].params == {"weekday": 5, "words": "토"}
    assert status.reasons[1].params == {"date": "2022-12-09", "years": 3}
    assert (status.as_of, status.age_days, status.confidence) == (dt.date(2022, 12, 9), 1443, "low")


def test_reasons_of_a_holiday_name_it(calendar):
    status = status_at(OFFICE, at("2026-10-05T14:00"), calendar, RULES)
    assert codes(status)[0] == "closed_holiday"
    assert status.reasons[0].params["name"] == "대체공휴일(개천절)"
    assert status.reasons[0].params["words"] == "공휴일"


@pytest.mark.parametrize(
    ("center", "instant", "first"),
    [
        (OFFICE, "2026-11-23T08:00", "before_opening"),
        (OFFICE, "2026-11-23T10:00", "open_hours"),
        (OFFICE, "2026-11-23T12:10", "on_break"),
        (OFFICE, "2026-11-23T20:00", "after_closing"),
        (facts("평일 09:00~12:00, 14:00~18:00", opens="", closes=""), "2026-11-23T12:30", "between_openings"),
        (facts("공휴일"), "2026-11-21T10:00", "unknown_day"),
        (facts("월+화+수+목+금+토+일+공휴일"), "2026-11-23T10:00", "unknown_hours"),
        (facts("토. 일. 공휴일. 근로자의 날(매년 5월 1일)"), "2025-05-01T10:00", "closed_that_day"),
        (facts("8월 휴관, 토, 일, 공휴일"), "2026-08-05T10:00", "closed_season"),
    ],
)
def test_first_reason(calendar, center, instant, first):
    assert codes(status_at(center, at(instant), calendar, RULES))[0] == first


@pytest.mark.parametrize(
    ("published", "confidence"),
    [
        ("2026-11-01", "high"),
        ("2026-05-27", "high"),
        ("2026-05-26", "medium"),
        ("2025-11-23", "medium"),
        ("2025-11-22", "low"),
    ],
)
def test_confidence_falls_with_age(calendar, published, confidence):
    center = facts(reference_date=dt.date.fromisoformat(published))
    assert status_at(center, at("2026-11-23T10:00"), calendar, RULES).confidence == confidence


def test_repairs_and_suspensions_lessen_confidence(calendar):
    repaired = status_at(facts(closes="6:00"), at("2026-11-23T10:00"), calendar, RULES)
    suspended = status_at(facts(note="코로나19로 인한 잠정중단"), at("2026-11-23T10:00"), calendar, RULES)
    assert (repaired.state, repaired.confidence) == ("open", "medium")
    assert (suspended.state, suspended.confidence) == ("open", "low")
    assert "hours_repaired" in codes(repaired)
    assert "remark_suspended" in codes(suspended)


def test_local_holidays_close_public_centers_of_the_place_only(calendar):
    instant = at("2026-05-18T10:00")
    gwangju = status_at(facts(region_code="29155"), instant, calendar, RULES)
    assert (gwangju.state, codes(gwangju)[0], gwangju.confidence) == ("closed", "closed_holiday", "low")
    assert "local_holiday" in codes(gwangju)
    assert state_at(facts(region_code="11110"), instant, calendar) == "open"
    assert state_at(facts(region_code="29155", is_public=False), instant, calendar) == "open"


def test_days_beyond_the_calendar_are_known_only_where_holidays_do_not_matter(calendar):
    wednesday, saturday = at("2031-01-08T10:00"), at("2031-01-11T10:00")
    assert state_at(OFFICE, at("2030-12-31T10:00"), calendar) == "open"
    assert state_at(OFFICE, wednesday, calendar) == "unknown"
    assert state_at(OFFICE, saturday, calendar) == "closed"
    assert state_at(facts("연중무휴"), wednesday, calendar) == "open"
    status = status_at(OFFICE, wednesday, calendar, RULES)
    assert status.reasons[0].params["why"] == "calendar_ends"
    assert "calendar_ends" in codes(status)


def test_days_not_yet_announced_say_so(calendar):
    status = status_at(OFFICE, at("2028-10-11T10:00"), calendar, RULES)
    assert (status.state, status.confidence) == ("open", "low")
    assert "calendar_not_announced" in codes(status)
    assert "calendar_not_announced" not in codes(status_at(OFFICE, at("2027-12-31T10:00"), calendar, RULES))


# The four sources


def claim(source, state, since, until, issued=None, **more):
    return Claim(source, state, at(since), at(until), at(issued or since), more.pop("by", "센터"), **more)


def test_later_sources_override_earlier_ones_while_valid(calendar):
    notice = claim("notice", "closed", "2026-11-23T00:00", "2026-11-24T00:00")
    live = claim("live", "open", "2026-11-23T10:00", "2026-11-23T10:15")
    override = claim("override", "closed", "2026-11-23T10:05", "2026-11-23T10:10", by="관리자")
    center = facts(claims=(override, notice, live))
    for instant, state, source in [
        ("2026-11-23T09:59", "closed", "notice"),
        ("2026-11-23T10:00", "open", "live"),
        ("2026-11-23T10:05", "closed", "override"),
        ("2026-11-23T10:10", "open", "live"),
        ("2026-11-23T10:15", "closed", "notice"),
        ("2026-11-24T10:00", "open", "published"),
    ]:
        status = status_at(center, at(instant), calendar, RULES)
        assert (status.state, status.source) == (state, source)


def test_of_one_source_the_last_statement_counts_from_when_it_was_issued(calendar):
    first = claim("notice", "closed", "2026-11-23T00:00", "2026-11-24T00:00", issued="2026-11-22T18:00")
    second = claim("notice", "open", "2026-11-23T00:00", "2026-11-24T00:00", issued="2026-11-23T11:00")
    center = facts(claims=(second, first))
    assert state_at(center, at("2026-11-23T10:59"), calendar) == "closed"
    assert state_at(center, at("2026-11-23T11:00"), calendar) == "open"


def test_a_notice_of_other_hours(calendar):
    hours = (Interval(600, 840),)
    center = facts(claims=(claim("notice", "hours", "2026-11-23T00:00", "2026-11-24T00:00", intervals=hours),))
    states = [state_at(center, at(f"2026-11-23T{time}"), calendar) for time in ("09:30", "10:00", "13:59", "14:00")]
    assert states == ["closed", "open", "open", "closed"]
    status = status_at(center, at("2026-11-23T09:30"), calendar, RULES)
    assert codes(status)[:2] == ["claim_hours", "instead_of_published"]
    assert status.reasons[0].params["hours"] == "10:00~14:00"
    assert status.opens_at == at("2026-11-23T10:00")


def test_a_notice_of_a_night_belongs_to_its_day(calendar):
    night = (Interval(1320, 1560),)
    center = facts(claims=(claim("notice", "hours", "2026-11-23T00:00", "2026-11-24T03:00", intervals=night),))
    states = {
        t: state_at(center, at(t), calendar) for t in ("2026-11-23T01:00", "2026-11-23T23:00", "2026-11-24T01:00")
    }
    assert list(states.values()) == ["closed", "open", "open"]


def test_a_claim_gives_its_own_age_and_full_confidence(calendar):
    notice = claim("notice", "closed", "2026-11-23T00:00", "2026-11-25T00:00", issued="2026-11-20T18:00", by="○○센터")
    status = status_at(facts(claims=(notice,)), at("2026-11-23T10:00"), calendar, RULES)
    assert (status.as_of, status.age_days, status.confidence) == (dt.date(2026, 11, 20), 3, "high")
    assert (status.next_change.at, status.next_change.state) == (at("2026-11-25T09:00"), "open")
    assert status.reasons[0].params["who"] == "○○센터"


def test_claims_that_make_no_sense_are_refused():
    with pytest.raises(InputError, match="cannot end"):
        claim("notice", "closed", "2026-11-23T10:00", "2026-11-23T10:00")
    with pytest.raises(InputError, match="not 'published'"):
        claim("published", "closed", "2026-11-23T10:00", "2026-11-23T11:00")
    with pytest.raises(InputError, match="intervals"):
        claim("notice", "hours", "2026-11-23T10:00", "2026-11-23T11:00")


# Arrival


@pytest.mark.parametrize(
    ("instant", "travel_min", "state", "left"),
    [
        ("2026-11-23T08:50", 10, "open", 180),
        ("2026-11-23T08:50", 9.99, "closed", 0),
        ("2026-11-23T17:30", 29, "open", 1),
        ("2026-11-23T17:30", 30, "closed", 0),
        ("2026-11-23T11:50", 15, "break", 0),
        ("2026-11-22T23:00", 600, "open", 180),
    ],
)
def test_open_on_arrival(calendar, instant, travel_min, state, left):
    arrival = arrival_at(OFFICE, at(instant), travel_min, calendar)
    assert (arrival.state, arrival.open_left_min) == (state, left)


@pytest.mark.parametrize("travel_min", [-1, float("nan"), float("inf")])
def test_a_travel_time_must_be_one(calendar, travel_min):
    with pytest.raises(InputError, match="travel time"):
        arrival_at(OFFICE, at("2026-11-23T10:00"), travel_min, calendar)


def test_hours_given_by_hand_need_no_words(calendar):
    week = Hours(
        "read", (HoursRule(Weekdays((0,)), DayHours("open", (Interval(540, 600),))), HoursRule(Weekdays((1,)), CLOSED))
    )
    center = CenterFacts(week, PUBLISHED)
    states = [state_at(center, at(f"2026-11-{day}T09:30"), calendar) for day in (23, 24, 25)]
    assert states == ["open", "closed", "unknown"]
