"""Free text about breaks, Sundays and holidays becomes times and codes; what says more is left unread."""

import pytest

from etl.clean.daily_hours import PUBLISHED_DAYS, break_text, closed_code, day_text, hours_by_day


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("13시00분~14시00분", "13:00-14:00"), ("12:30 ~ 2:00", "12:30-14:00"), ("1시~2시", "13:00-14:00"),
        ("오후 1시 ~ 오후 2시 30분", "13:00-14:30"), ("12시 30분~14시", "12:30-14:00"), ("12;30--13;30", "12:30-13:30"),
        ("점심시간 13시00분~14시00분", "13:00-14:00"), ("13시부터 14시까지", "13:00-14:00"),
        ("1:30pm~2:30pm", "13:30-14:30"),
        ("", None), ("없음", None), ("점심시간 없이 진료", None), ("휴진", None), ("-", None), ("0", None),
        ("13:00~14:00 (수요일은 점심시간 없음)", "unread"), ("월,화,목,금: 13:30-14:30", "unread"),
        ("오후1시~2시 / 오후6시~7시", "unread"), ("09시00분~18시00분", None), ("12시 진료 종료", None),
    ],
)  # fmt: skip
def test_breaks(said, read):
    assert break_text(said) == read


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("전부 휴진", "closed"), ("전부휴진", "closed"), ("휴진", "closed"), ("휴무", "closed"), ("휴뮤", "closed"),
        ("종일 휴진", "closed"), ("외래 전부 휴진", "closed"), ("휴진입니다.", "closed"), ("일요일은 휴진", "closed"),
        ("전부 휴진(응급실은 24시간 운영)", "closed"), ("휴진-응급실만 가능", "closed"), ("외래진료 없음", "closed"),
        ("진료", "open"), ("정상 진료", "open"), ("연중무휴", "open"), ("휴진없음", "open"), ("진료함", "open"),
        ("첫째주 제외 일요일 휴진", "unread"), ("격주 9:00-14:00 진료", "unread"), ("오후 1시 이후", "unread"),
        ("일부 휴진", "unread"), ("전화문의", "unread"), ("09시00분~12시00분", "unread"), ("응급실 운영", "unread"),
        ("휴진(대체공휴일 오전진료)", "unread"), ("휴진(대체공휴일 문의바람), 응급실 24시간 운영", "unread"),
        ("설, 추석 연휴 전부 휴진", "unread"), ("예약진료", "unread"),
        ("", None), ("-", None), ("없음", None), (None, None),
    ],
)  # fmt: skip
def test_closed_days(said, code):
    assert closed_code(said) == code


def test_a_days_times_stay_as_published():
    assert [day_text(text) for text in ("09:00-18:00", "-24:00", "-", "", None)] == [
        "09:00-18:00", "-24:00", None, None, None,
    ]  # fmt: skip


def test_a_row_without_any_days_times_publishes_no_hours():
    empty = dict.fromkeys(PUBLISHED_DAYS, "")
    assert hours_by_day({**empty, "closed_sun": "휴진"}) == {}
    assert hours_by_day({**empty, "월": "09:00-18:00", "closed_sun": "휴진", "lunch_weekday": ""}) == {
        "mon": "09:00-18:00", "closed_sun": "closed",
    }  # fmt: skip
