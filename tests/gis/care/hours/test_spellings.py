"""The 52 spellings of closed days in the standard file of 2022, each with its week worked out by hand."""

import pytest

from gis.care.hours import read_hours

# Monday to Sunday, then public holidays: o open, - closed, ? unknown, w like the weekday it falls on.
WEEKS = {
    "토+일+공휴일": "ooooo---",
    "토요일+일요일+공휴일": "ooooo---",
    "매주토요일+매주일요일+공휴일": "ooooo---",
    "매주 토요일+일요일+공휴일": "ooooo---",
    "토+일+법정공휴일": "ooooo---",
    "주말+공휴일": "ooooo---",
    "매주토요일+일요일+공휴일": "ooooo---",
    "주말 및 국정공휴일": "ooooo---",
    "토+일요일+공휴일": "ooooo---",
    "공휴일+주말": "ooooo---",
    "주말 및 공휴일": "ooooo---",
    "토+일요일/공휴일": "ooooo---",
    "매주 토요일. 일요일. 공휴일. 근로자의 날(매년 5월 1일)": "ooooo---",
    "공휴일+일요일+토요일": "ooooo---",
    "토요일+일요일+법정공휴일": "ooooo---",
    "공휴일+매주토요일+매주일요일": "ooooo---",
    "토+일요일 및 공휴일": "ooooo---",
    "매주 토·일요일+공휴일": "ooooo---",
    "토+ 일+ 공휴일 휴무": "ooooo---",
    "토요일+매주 일요일+공휴일": "ooooo---",
    "토+일+기타 법령이 정하는 공휴일": "ooooo---",
    "매주 토요일 + 매주 일요일 + 공휴일": "ooooo---",
    "매주 토요일+일요일+ 공휴일": "ooooo---",
    "공휴일+ 주말": "ooooo---",
    "주말+ 국가 지정 공휴일": "ooooo---",
    "토+ 일+ 법정공휴일": "ooooo---",
    "매주토요일+ 일요일+ 공휴일": "ooooo---",
    "매주 토요일+ 일요일+ 법정공휴일 등": "ooooo---",
    "토+일+ 공휴일": "ooooo---",
    # Holidays are not spoken of: unknown, not open.
    "토+일": "ooooo--?",
    "토요일+일요일": "ooooo--?",
    "토요일+일요일 휴무": "ooooo--?",
    "매주토요일+일요일": "ooooo--?",
    # These are the days of opening.
    "월 ~ 금 근무": "ooooo--?",
    # 국경일 are five of the public holidays; of the others nothing is said.
    "토요일+ 일요일+ 국경일": "ooooo--?",
    # Closed on Sunday only: Saturday is not among the closed days.
    "일+공휴일": "oooooo--",
    "일요일+ 공휴일": "oooooo--",
    "매주일요일+공휴일": "oooooo--",
    "매주 일요일+공휴일": "oooooo--",
    # Sunday is a public holiday in law; Saturday is not, and is not spoken of.
    "공휴일": "ooooo?--",
    "법정공휴일": "ooooo?--",
    "법정 공휴일": "ooooo?--",
    "법정공휴일휴무": "ooooo?--",
    "법정공휴일+ 임시 및 대체 공휴일": "ooooo?--",
    "토+공휴일": "ooooo---",
    "토요일+ 공휴일": "ooooo---",
    "매주토요일+공휴일": "ooooo---",
    "연중무휴": "ooooooow",
    "일+설 연휴+추석 연휴": "oooooo-w",
}

REFUSED = {
    "월+화+수+목+금+토+일+공휴일": "closed_every_day",
    "2020.2월부터 코로나 확산 방지를 위해 센터운영 잠정중단": "suspended",
    "코로나19 종료 시 연중무휴": "conditional",
}

SHORT = {"open": "o", "closed": "-", "unknown": "?"}


def week_of(hours):
    holiday = hours.public_holiday()
    return "".join(SHORT[day.state] for day in hours.ordinary_week()) + (SHORT[holiday.state] if holiday else "w")


def test_all_spellings_of_the_file_are_covered():
    assert len(WEEKS) + len(REFUSED) == 52


@pytest.mark.parametrize(("words", "week"), WEEKS.items())
def test_week_of_each_spelling(words, week):
    hours = read_hours(opens="9:00", closes="18:00", closed_days=words)
    assert (hours.outcome, week_of(hours)) == ("read", week)
    opened = [day for day in hours.ordinary_week() if day.state == "open"]
    assert {(i.start_min, i.end_min) for day in opened for i in day.intervals} == {(540, 1080)}


@pytest.mark.parametrize("words", [words for words in WEEKS if "+" in words])
def test_restored_commas_read_the_same(words):
    restored = read_hours(opens="9:00", closes="18:00", closed_days=words.replace("+", ","))
    assert week_of(restored) == WEEKS[words]


@pytest.mark.parametrize(("words", "reason"), REFUSED.items())
def test_rows_that_cannot_be_read_say_why(words, reason):
    hours = read_hours(opens="9:00", closes="18:00", closed_days=words)
    assert (hours.outcome, hours.reason) == ("unknown", reason)
    assert not hours.rules


def test_suspension_of_2020_is_a_dated_remark_and_not_a_rule():
    hours = read_hours(
        opens="9:00", closes="18:00", closed_days="2020.2월부터 코로나 확산 방지를 위해 센터운영 잠정중단"
    )
    assert [(remark.code, remark.since) for remark in hours.remarks] == [("suspended", (2020, 2))]


def test_named_days_beside_the_week():
    labour = read_hours(
        opens="9:00", closes="18:00", closed_days="매주 토요일. 일요일. 공휴일. 근로자의 날(매년 5월 1일)"
    )
    assert {(rule.days.month, rule.days.day) for rule in labour.rules if rule.days.name == "annual_day"} == {(5, 1)}
    feasts = read_hours(opens="6:00", closes="21:00", closed_days="일+설 연휴+추석 연휴")
    named = [rule for rule in feasts.rules if rule.days.name == "named_holidays"]
    assert [rule.days.keys for rule in named] == [
        ("seollal_eve", "seollal", "seollal_next"),
        ("chuseok_eve", "chuseok", "chuseok_next"),
    ]
    assert all(rule.hours.state == "closed" and rule.days.with_substitutes for rule in named)


def test_others_may_be_closed_is_a_remark():
    hours = read_hours(opens="9:00", closes="18:00", closed_days="매주 토요일+ 일요일+ 법정공휴일 등")
    assert [remark.code for remark in hours.remarks] == ["other_closed_days_possible"]


def test_every_piece_names_its_words_and_rule():
    hours = read_hours(
        opens="9:00", closes="6:00", closed_days="토+일+법정공휴일", note="12:00~13:00 중식시간 이용불가"
    )
    assert hours.outcome == "repaired"
    assert [(r.rule, r.found, r.read_as) for r in hours.repairs] == [("close_read_as_afternoon", "06:00", "18:00")]
    words = {(e.words, e.rule) for rule in hours.rules for e in rule.evidence}
    assert {
        ("토", "closed_day"),
        ("일", "closed_day"),
        ("법정공휴일", "closed_day"),
        ("9:00 ~ 6:00", "published_times"),
    } <= words
    monday = hours.ordinary_week()[0]
    assert [(i.start_min, i.end_min) for i in monday.breaks] == [(720, 780)]
