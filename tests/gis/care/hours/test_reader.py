"""Spellings that the file of 2022 does not have, times and their repairs, notes, and what must stay unknown."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.care.hours import DayHours, Interval, read_hours
from gis.care.hours.codec import from_data, to_data
from gis.care.hours.days import AnnualDay

SHORT = {"open": "o", "closed": "-", "unknown": "?"}


def read(closed_days="", opens="09:00", closes="18:00", note=""):
    return read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)


def week_of(hours):
    holiday = hours.public_holiday()
    return "".join(SHORT[day.state] for day in hours.ordinary_week()) + (SHORT[holiday.state] if holiday else "w")


def spans(day):
    return [(i.start_min, i.end_min) for i in day.intervals]


UNSEEN = {
    "토·일·공휴일": "ooooo---",
    "토, 일, 공휴일 휴관": "ooooo---",
    "토일공휴일": "ooooo---",
    "매주 토,일요일 및 관공서 공휴일": "ooooo---",
    "휴무일: 토요일, 일요일, 법정공휴일": "ooooo---",
    "정기휴무: 매주 월요일": "-ooooooo"[:7] + "?",
    "매주 월요일 휴관": "-oooooo?",
    "월요일, 공휴일": "-ooooo?-",
    "금~일 휴무": "oooo---?",
    "토요일부터 월요일까지 휴무, 공휴일 휴무": "-oooo---",
    "토욜, 일욜, 빨간날": "ooooo---",
    "평일 운영": "ooooo--?",
    "월, 수, 금 운영": "o-o-o--?",
    "월수금 진료": "o-o-o--?",
    "매일 운영": "ooooooo?",
    "365일 연중무휴": "ooooooow",
    "연중 무휴": "ooooooow",
    "연중무휴(명절 제외)": "ooooooow",
    "연중무휴 (설, 추석 당일 휴무)": "ooooooow",
    "일요일, 명절": "oooooo-w",
    "주말·공휴일·대체공휴일": "ooooo---",
    "토, 일, 임시공휴일": "ooooo--?",
    "토,일(공휴일 운영)": "ooooo--w",
    "토요일,일요일,공휴일(근로자의날 포함)": "ooooo---",
    "공휴일(토, 일 포함)": "ooooo---",
    "토·일요일, 공휴일 (단, 5월 1일 근로자의 날 휴무)": "ooooo---",
    "매주 토요일, 일요일, 공휴일, 정부가 지정한 임시공휴일": "ooooo---",
    "토, 일요일 및 관공서의 공휴일에 관한 규정에 따른 공휴일": "ooooo---",
    "월,화,수,목,금 운영 / 주말 및 공휴일 휴무": "ooooo---",
    "월요일~금요일 09:00~18:00 / 토·일·공휴일 휴무": "ooooo---",
    "토, 일, 공휴일, 창립기념일": "ooooo---",
    "주 5일 근무(토,일 휴무)": "ooooo--?",
    "설·추석 당일 휴무": "ooooo???",
    "토요일과 일요일, 공휴일은 쉽니다": "ooooo---",
    "관공서 휴무일": None,
    "토요일 오후, 일요일, 공휴일": None,
    "Sat": None,
    "센터 사정에 따름": None,
    "월 1회": None,
    "매월 1일": None,
}


@pytest.mark.parametrize(("words", "week"), UNSEEN.items())
def test_unseen_spellings(words, week):
    hours = read(words)
    if week is None:
        assert (hours.outcome, hours.reason) == ("unknown", "unread_words")
        assert hours.unread
    else:
        assert (hours.outcome, week_of(hours)) == ("read", week)


def test_weekdays_inside_unknown_words_are_never_taken():
    assert read("생일").reason == "unread_words"
    assert read("수목원 휴무").reason == "unread_words"
    assert read("화목한 날").reason == "unread_words"


@pytest.mark.parametrize(
    ("words", "weekday", "nths"),
    [
        ("매월 둘째·넷째 토요일 휴무", 5, (2, 4)),
        ("매월 2,4주 일요일 휴관", 6, (2, 4)),
        ("2·4째주 토요일", 5, (2, 4)),
        ("첫째 주 월요일", 0, (1,)),
        ("토요일(1,3주) 휴무", 5, (1, 3)),
        ("제3주 수요일", 2, (3,)),
        ("매월 마지막 주 금요일", 4, (-1,)),
    ],
)
def test_nth_weekdays(words, weekday, nths):
    hours = read(words)
    rule = next(rule for rule in hours.rules if rule.days.name == "nth_weekday")
    assert (rule.days.days, rule.days.nths, rule.hours.state) == ((weekday,), nths, "closed")
    assert hours.ordinary_week()[weekday].state == "open"


def test_open_only_some_saturdays():
    hours = read("매월 첫째 토요일 운영, 일, 공휴일 휴무")
    assert week_of(hours) == "ooooo---"
    rule = next(rule for rule in hours.rules if rule.days.name == "nth_weekday")
    assert (rule.days.nths, rule.hours.state) == ((1,), "open")


def test_every_other_week_without_a_first_week_stays_unknown():
    hours = read("격주 토요일, 일요일, 공휴일")
    rule = next(rule for rule in hours.rules if rule.days.name == "nth_weekday")
    assert (rule.days.days, rule.days.nths) == ((5,), (1, 2, 3, 4, 5))
    assert (rule.hours.state, rule.hours.reason) == ("unknown", "biweekly_unanchored")


def test_seasons_need_their_months():
    hours = read("동절기(11월~2월) 09:00~17:00, 토, 일, 공휴일 휴무")
    rule = next(rule for rule in hours.rules if rule.days.name == "season")
    assert (rule.days.first, rule.days.last, rule.days.days) == ((11, 1), (2, 31), (0, 1, 2, 3, 4))
    assert spans(rule.hours) == [(540, 1020)]
    assert read("동절기 17:00까지, 토, 일 휴무").reason == "season_undated"
    both = read("하절기(3~10월) 09:00~18:00, 동절기(11~2월) 09:00~17:00", opens="", closes="")
    assert [spans(rule.hours) for rule in both.rules if rule.days.name == "season"] == [[(540, 1080)], [(540, 1020)]]


def test_hours_of_single_days():
    hours = read("평일 09:00~18:00(점심시간 12시~13시), 토요일 9시~13시, 일·공휴일 휴무", opens="", closes="")
    week = hours.ordinary_week()
    assert week_of(hours) == "oooooo--"
    assert (spans(week[0]), spans(week[5])) == ([(540, 1080)], [(540, 780)])
    assert week[0].breaks == (Interval(720, 780),)
    assert week[5].breaks == ()
    late = read("수요일 20시까지, 토, 일, 공휴일 휴무")
    assert [spans(day) for day in late.ordinary_week()[1:4]] == [[(540, 1080)], [(540, 1200)], [(540, 1080)]]


def test_around_the_clock():
    hours = read("24시간 연중무휴", opens="", closes="")
    assert [spans(day) for day in hours.ordinary_week()] == [[(0, 1440)]] * 7
    assert hours.public_holiday() is None


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("9:00", "18:00", (540, 1080)),
        ("09:00", "18:00:00", (540, 1080)),
        ("0900", "1800", (540, 1080)),
        ("9", "18", (540, 1080)),
        ("오전 9시", "오후 6시", (540, 1080)),
        ("9시 30분", "18시 반", (570, 1110)),
        ("9:00 AM", "6:00 PM", (540, 1080)),
        ("００:00", "24:00", (0, 1440)),
        ("00:00", "23:59", (0, 1440)),
        ("22:00", "02:00", (1320, 1560)),
        ("22:00", "06:00", (1320, 1800)),
        ("09:00", "00:00", (540, 1440)),
        ("09:00~18:00", "", (540, 1080)),
    ],
)
def test_times_as_published(opens, closes, expected):
    hours = read("토,일,공휴일", opens=opens, closes=closes)
    assert (hours.outcome, spans(hours.ordinary_week()[0])) == ("read", [expected])


@pytest.mark.parametrize(
    ("opens", "closes", "reason"),
    [
        ("09:00", "09:00", "equal_times"),
        ("00:00", "00:00", "equal_times"),
        ("09:00", "", "half_hours"),
        ("", "", "no_hours"),
        ("9:00", "25:00", "unreadable_time"),
        ("아침", "저녁", "unreadable_time"),
        ("10:00", "01:00", "close_before_open"),
    ],
)
def test_times_that_stay_unknown_keep_the_days_that_are_surely_closed(opens, closes, reason):
    hours = read("토,일,공휴일", opens=opens, closes=closes)
    assert (hours.outcome, hours.reason) == ("unknown", reason)
    assert week_of(hours) == "?????---"
    assert hours.ordinary_week()[0].reason == reason


@pytest.mark.parametrize(("closes", "read_as"), [("6:00", 1080), ("5:30", 1050), ("2:00", 840), ("9:00", None)])
def test_a_close_before_the_opening_is_read_as_afternoon_only_when_plausible(closes, read_as):
    hours = read("토,일,공휴일", opens="10:00", closes=closes)
    if read_as is None or closes == "9:00":
        assert hours.outcome == "repaired"
        assert spans(hours.ordinary_week()[0]) == [(600, 1260)]
    else:
        assert spans(hours.ordinary_week()[0]) == [(600, read_as)]
    assert [repair.rule for repair in hours.repairs] == ["close_read_as_afternoon"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("토, 일 휴무, 토 09:00~13:00 운영", "contradiction"),
        ("연중무휴, 일요일 휴무", "contradiction"),
        ("월~일 휴무", "closed_every_day"),
        ("월요일 휴관(공휴일 제외)", "ambiguous_exception"),
        ("토,일(공휴일 제외)", "ambiguous_exception"),
        ("일요일, 공휴일 / 토요일 13시까지 운영", "ambiguous_hours"),
        ("일요일, 공휴일, 토요일 09:00~13:00", "ambiguous_hours"),
        ("연중무휴(24시간)", "contradiction"),
        ("임시휴관", "suspended"),
        ("코로나19 상황에 따라 휴무", "conditional"),
    ],
)
def test_contradictions_and_conditions_are_refused(words, reason):
    hours = read(words)
    assert (hours.outcome, hours.reason) == ("unknown", reason)


@pytest.mark.parametrize("blank", ["", "없음", "-", "해당없음", None])
def test_a_blank_field_says_nothing_of_weekends_and_holidays(blank):
    assert week_of(read(blank)) == "ooooo???"


def test_nothing_published_is_unknown():
    assert read_hours(opens=None, closes=None, closed_days=None).reason == "nothing_published"


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("코로나19로 인한 잠정중단", ["suspended"]),
        ("코로나로인한휴무", ["suspended"]),
        ("주말+야간 정신건강상담전화 1577-0199", ["phone_line"]),
        ("24시간 상담전화 운영", ["phone_around_the_clock", "phone_line"]),
        ("방문 전 전화 문의", ["appointment"]),
        ("검사 전날 밤 10시부터 금식 요망", []),
        ("대사증후군관리센터-전날10시부터 금식+ 금연지원사업-매주수요일 이동클리닉운영", []),
        ("토요일", []),
    ],
)
def test_notes_give_remarks_and_leave_the_hours_alone(note, codes):
    hours = read("토+일+공휴일", note=note)
    assert [remark.code for remark in hours.remarks] == codes
    assert hours.rules == read("토+일+공휴일").rules
    assert all(remark.evidence.words is None for remark in hours.remarks)


def test_a_note_that_reads_whole_changes_the_hours():
    hours = read("일+공휴일", note="토요일 09:00~13:00 운영 / 점심시간 12:00~13:00")
    week = hours.ordinary_week()
    assert (spans(week[0]), week[0].breaks) == ([(540, 1080)], (Interval(720, 780),))
    assert spans(week[5]) == [(540, 780)]
    assert all(e.words is None for rule in hours.rules for e in rule.evidence if e.field == "note")


# Properties

day_words = st.sampled_from(
    ["월", "화요일", "수", "목요일", "금", "토", "일요일", "주말", "공휴일", "법정공휴일", "설 연휴"]
)
separators = st.sampled_from(["+", ", ", "·", " 및 ", "/", "+ "])


@given(st.lists(day_words, min_size=1, max_size=5, unique=True), separators, st.sampled_from(["", " 휴무", " 휴관"]))
def test_order_separator_and_verb_do_not_matter(words, separator, verb):
    first = read(separator.join(words) + verb)
    other = read("+".join(reversed(words)))
    assert first.outcome == other.outcome
    assert week_of(first) == week_of(other)


@given(st.lists(day_words, min_size=1, max_size=5, unique=True))
def test_a_named_closed_day_is_never_open(words):
    hours = read("+".join(words))
    named = {"월": 0, "화요일": 1, "수": 2, "목요일": 3, "금": 4, "토": 5, "일요일": 6}
    for word in words:
        if word in named:
            assert hours.ordinary_week()[named[word]].state != "open"


DAY_PIECES = [
    "토",
    "일",
    "월~금",
    "공휴일",
    "설 연휴",
    "2,4주",
    "격주",
    "매주",
    "5월 1일",
    "동절기",
    "(11월~2월)",
    "연중무휴",
]
SAYING_PIECES = ["휴무", "운영", "09:00~18:00", "12시~13시", "점심시간", "제외", "24시간", "까지", "부터"]
OTHER_PIECES = ["등", "+", "(", ")", ".", "임시", "센터", "1회"]
pieces = st.sampled_from([*DAY_PIECES, *SAYING_PIECES, *OTHER_PIECES])


@settings(max_examples=400)
@given(st.lists(pieces, max_size=9).map(" ".join), st.lists(pieces, max_size=6).map(" ".join))
def test_no_arrangement_of_words_raises_or_is_guessed(closed_days, note):
    check_honest(read(closed_days, note=note))


@settings(max_examples=400)
@given(st.text(max_size=40), st.text(alphabet=string.digits + ":시분~ 오전후", max_size=8), st.text(max_size=40))
def test_no_text_raises_or_is_guessed(closed_days, opens, note):
    check_honest(read_hours(opens=opens, closes="18:00", closed_days=closed_days, note=note))


def check_honest(hours):
    """An unknown row says why; a read one has an opening; every rule that closes or opens has its evidence."""
    assert (hours.reason is not None) == (hours.outcome == "unknown")
    assert hours.outcome == "unknown" or any(rule.hours.state == "open" for rule in hours.rules)
    assert all(rule.evidence and all(e.rule for e in rule.evidence) for rule in hours.rules)
    assert from_data(to_data(hours, with_note_words=True)) == hours


def test_stored_form_leaves_out_the_words_of_notes():
    hours = read("토+일+공휴일", note="12:00~13:00 중식시간 이용불가")
    stored = to_data(hours)
    assert "중식" not in str(stored)
    assert from_data(stored).ordinary_week() == hours.ordinary_week()


def test_a_day_cannot_contradict_itself():
    with pytest.raises(ValueError, match="cannot have"):
        DayHours("closed", (Interval(0, 10),))
    with pytest.raises(ValueError, match="outside the open hours"):
        DayHours("open", (Interval(540, 600),), (Interval(590, 620),))
    with pytest.raises(ValueError, match="not within one day"):
        Interval(600, 600)


@pytest.mark.parametrize(
    ("closed_days", "note"),
    [
        ("토, 일, 공휴일", "수요일 오전 휴진"),
        ("토, 일, 공휴일, 수요일 오후 휴진", ""),
        ("토+일+공휴일", "점심시간 12:00~13:00 / 수요일 오후 휴무"),
    ],
)
def test_a_half_day_off_leaves_that_day_unknown_and_no_other(closed_days, note):
    states = {
        day: (rule.hours.state, rule.hours.reason)
        for rule in read(closed_days, note=note).rules
        for day in getattr(rule.days, "days", ())
    }
    assert states[2] == ("unknown", "partly_closed")
    assert {states[day][0] for day in (0, 1, 3, 4)} == {"open"}
    assert states[5][0] == "closed"


@pytest.mark.parametrize("note", ["토요일 오전 휴진", "금연클리닉 수요일 오전 휴진"])
def test_a_half_day_of_a_closed_day_or_of_one_programme_changes_nothing(note):
    assert read("토+일+공휴일", note=note).rules == read("토+일+공휴일").rules


def test_one_date_off_leaves_that_date_unknown():
    special = [
        rule for rule in read("토+일+공휴일", note="12월 2일 임시휴무").rules if isinstance(rule.days, AnnualDay)
    ]
    assert [(rule.days, rule.hours.state) for rule in special] == [(AnnualDay(12, 2), "unknown")]


def test_a_row_that_names_half_a_day_only_stays_unknown():
    assert read("수요일 오후 휴진").reason == "unread_words"
