"""What can be read but cannot be meant is unknown, and a programme's hours are not the center's."""

import pytest

from gis.care.hours.reader import read_hours

WEEKDAYS = [("open", [(540, 1080)])] * 5
CLOSED = [("closed", [])] * 2


def week(closed_days: str, note: str | None = None, *, opens: str = "09:00", closes: str = "18:00"):
    hours = read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)
    days = [(day.state, [(one.start_min, one.end_min) for one in day.intervals]) for day in hours.ordinary_week()]
    return hours, days


@pytest.mark.parametrize("closed_days", ["평일", "월~금", "월~토", "월, 화, 수, 목, 금"])
def test_a_bare_list_of_working_days_is_not_believed_to_close_them(closed_days: str) -> None:
    hours, days = week(closed_days)
    assert (hours.outcome, hours.reason) == ("unknown", "only_weekend_open")
    assert {state for state, _ in days} == {"unknown"}


def test_words_that_say_so_open_the_working_days() -> None:
    assert week("월 ~ 금 근무")[1] == [*WEEKDAYS, *CLOSED]


@pytest.mark.parametrize(
    ("opens", "closes", "note", "outcome"),
    [
        ("18:00", "09:00", None, "unknown"), ("18:00", "09:00", "야간 당직 상담", "read"),
        ("22:00", "06:00", None, "read"), ("17:00", "08:00", "연중 24시간 상담", "read"),
    ],
)  # fmt: skip
def test_a_night_of_fifteen_hours_takes_a_word(opens: str, closes: str, note: str | None, outcome: str) -> None:
    assert week("토, 일, 공휴일", note, opens=opens, closes=closes)[0].outcome == outcome


@pytest.mark.parametrize("closed_days", ["일요일만 운영", "토요일만 진료"])
def test_only_counts(closed_days: str) -> None:
    hours, days = week(closed_days)
    assert days[0][0] != "open", "a Monday is not open because Sundays alone are"
    assert hours.reason == "only_some_days"


@pytest.mark.parametrize(
    "note",
    [
        "금연클리닉 월, 수 09:00~12:00",
        "금연클리닉\n월, 수 09:00~12:00",
        "○ 재활프로그램 안내 / 화 10:00~11:00",
        "건강교실, 수 14:00~15:00, 금 14:00~15:00",
        "치매안심쉼터 목 13:00~16:00",
    ],
)
def test_a_programme_s_hours_do_not_take_the_place_of_the_day_s(note: str) -> None:
    assert week("토, 일, 공휴일", note)[1] == [*WEEKDAYS, *CLOSED]


def test_a_note_that_is_read_whole_still_counts() -> None:
    _, days = week("일, 공휴일", "토요일 09:00~13:00")
    assert days[5] == ("open", [(540, 780)])
    hours, _ = week("토, 일, 공휴일", "주차 가능, 12:00~13:00 중식시간 이용불가")
    assert [(one.start_min, one.end_min) for one in hours.ordinary_week()[0].breaks] == [(720, 780)]
