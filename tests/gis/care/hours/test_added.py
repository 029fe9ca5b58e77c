"""Hours that a note adds: a longer day, never another day in its place, and never more than the words say."""

import pytest

from gis.care.hours.reader import read_hours


def week(note: str, closed_days: str = "토, 일, 공휴일") -> tuple[dict[int, list[tuple[int, int]]], set[str]]:
    """Return the open hours of each weekday by a note, in minutes, and the codes of its remarks."""
    hours = read_hours(opens="09:00", closes="18:00", closed_days=closed_days, note=note)
    assert hours.outcome == "read"
    spans = {
        day: [(span.start_min, span.end_min) for span in rule.hours.intervals]
        for rule in hours.rules
        for day in getattr(rule.days, "days", ())
    }
    return spans, {remark.code for remark in hours.remarks}


@pytest.mark.parametrize(
    ("note", "days", "until"),
    [
        ("매주 화요일 야간진료 18:00~20:00", {1}, 20),
        ("화, 목 야간 진료 18:00~21:00", {1, 3}, 21),
        ("월,수,금 연장운영 21:00까지 / 점심시간 12:00~13:00", {0, 2, 4}, 21),
        ("목요일 야간진료(18:00~20:00)", {3}, 20),
    ],
)
def test_an_evening_lengthens_its_days_and_no_other(note, days, until):
    spans, codes = week(note)
    for day in range(5):
        assert spans[day] == [(9 * 60, (until if day in days else 18) * 60)]
    assert spans[5] == spans[6] == []
    assert "other_open_hours_possible" not in codes


def test_a_pause_before_the_evening_stays():
    assert week("야간진료: 수요일 19시~21시")[0][2] == [(540, 1080), (1140, 1260)]


@pytest.mark.parametrize(
    "note",
    [
        "야간진료 실시",  # on which day?
        "토요일 야간진료 18:00~20:00",  # of a day that is closed
        "금연클리닉 화 야간진료 18:00~20:00",  # of one programme
        "화요일 저녁 진료 14:00~16:00",  # no evening
        "격주 화요일 야간진료 18:00~20:00",
    ],
)
def test_what_cannot_be_read_changes_nothing_and_is_said(note):
    spans, codes = week(note)
    assert spans == week("")[0]
    assert "other_open_hours_possible" in codes


def test_talks_by_telephone_at_night_are_no_open_door():
    spans, codes = week("주말+야간 정신건강상담전화 1577-0199")
    assert spans == week("")[0]
    assert "other_open_hours_possible" not in codes


def test_a_holiday_closes_the_longer_day_too():
    hours = read_hours(opens="09:00", closes="18:00", closed_days="공휴일", note="화요일 야간진료 18:00~20:00")
    assert hours.rules[-1].hours.state == "closed"
