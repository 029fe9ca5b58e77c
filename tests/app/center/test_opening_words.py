"""Opening states and reasons in words; every code of the domain has a sentence in both languages."""

import datetime as dt
import re
from pathlib import Path

import pytest

from app.center import opening_words
from app.text import LANGUAGES, load
from gis.care import holidays
from gis.care.hours import read_hours
from gis.care.status import CenterFacts, Claim, Disagreement, StatusRules, arrival_at, status_at
from gis.care.status.reasons import CODES
from gis.holiday_calendar import load_calendar
from gis.settings import ROOT
from gis.terms import SEOUL

CALENDAR = load_calendar(ROOT / "data")
RULES = StatusRules(high_until_days=180, medium_until_days=365, live_holds_min=15)
KO, EN = load("ko"), load("en")


def facts(closed_days="토+일+공휴일", opens="09:00", closes="18:00", note="", since="2022-12-09", **more):
    hours = read_hours(opens=opens, closes=closes, closed_days=closed_days, note=note)
    return CenterFacts(hours, dt.date.fromisoformat(since), **more)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def answer(center, instant):
    return status_at(center, at(instant), CALENDAR, RULES)


def test_a_saturday_in_korean_and_english():
    status = answer(facts(), "2026-11-21T10:00")
    assert opening_words.badge(KO, status.state) == "운영 종료"
    assert opening_words.reasons(KO, status) == [
        "토요일 휴무 (적힌 말: ‘토’)",
        "2022년 12월 9일 기준 공공데이터. 3년 넘게 지난 정보예요.",
    ]
    assert opening_words.outlook(KO, status, at("2026-11-21T10:00")) == ["월요일 09:00 운영 시작"]
    assert opening_words.reasons(EN, status)[0] == "Closed on Saturdays (in the source: ‘토’)"
    assert opening_words.outlook(EN, status, at("2026-11-21T10:00")) == ["Opens Monday at 09:00"]


@pytest.mark.parametrize(
    ("instant", "sentence"),
    [
        ("2026-11-23T10:00", "오늘 18:00에 운영 종료"),
        ("2026-11-23T08:00", "오늘 09:00 운영 시작"),
        ("2026-11-23T19:00", "내일 09:00 운영 시작"),
        ("2026-10-02T19:00", "화요일 09:00 운영 시작"),
        ("2026-09-23T19:00", "월요일 09:00 운영 시작"),
    ],
)
def test_what_comes_next(instant, sentence):
    assert opening_words.outlook(KO, answer(facts(), instant), at(instant)) == [sentence]


def test_a_break_ahead_and_a_doubtful_day():
    center = facts("공휴일", note="12:00~13:00 중식시간 이용불가")
    assert opening_words.outlook(KO, answer(center, "2026-11-23T10:00"), at("2026-11-23T10:00")) == [
        "오늘 12:00부터 쉬는 시간"
    ]
    saturday = at("2026-11-21T10:00")
    status = answer(center, "2026-11-21T10:00")
    assert opening_words.outlook(KO, status, saturday) == ["확실한 다음 운영은 월요일 09:00"]
    assert opening_words.reasons(KO, status)[0] == "알 수 없어요: 토요일에 여는지 적혀 있지 않아요"


def test_a_holiday_and_a_notice():
    status = answer(facts(), "2026-10-05T14:00")
    assert opening_words.reasons(KO, status)[0] == "공휴일 휴무: 대체공휴일(개천절) (적힌 말: ‘공휴일’)"
    notice = Claim("notice", "closed", at("2026-11-23T00:00"), at("2026-11-24T00:00"), at("2026-11-22T09:00"), "○○센터")
    status = answer(facts(claims=(notice,)), "2026-11-23T10:00")
    assert opening_words.reasons(KO, status)[:2] == [
        "센터 알림: 휴무, 2026년 11월 24일 00:00까지 (○○센터, 2026년 11월 22일 09:00)",
        "공공데이터의 운영 시간으로는 ‘운영 중’예요.",
    ]


def test_arrivals():
    found = arrival_at(facts(), at("2026-11-23T17:30"), 20, CALENDAR)
    assert opening_words.arrival(KO, found, at("2026-11-23T17:30"), is_estimate=True, is_approximate=False) == (
        "약 20분(추정) 뒤 도착하면 열려 있고, 10분 동안 머물 수 있어요"
    )
    late = arrival_at(facts(), at("2026-11-23T17:30"), 40, CALENDAR)
    told = opening_words.arrival(KO, late, at("2026-11-23T17:30"), is_estimate=False, is_approximate=True)
    assert told == "약 40분(대략) 뒤 도착하면 닫혀 있어요"


def test_the_week_as_rows():
    rows = opening_words.week_rows(KO, facts("공휴일", note="12:00~13:00 중식시간 이용불가").hours)
    assert rows == [
        ("월요일~금요일", "09:00~18:00 (쉬는 시간 12:00~13:00)"),
        ("토요일", "모름 (토요일에 여는지 적혀 있지 않아요)"),
        ("일요일", "휴무"),
        ("공휴일", "휴무"),
    ]
    special = opening_words.week_rows(KO, facts("둘째·넷째 토요일, 일, 설 연휴").hours)
    assert special == [
        ("월요일~토요일", "09:00~18:00"),
        ("일요일", "휴무"),
        ("공휴일", "요일과 같음"),
        ("매월 둘째, 넷째 토요일", "휴무"),
        ("설날 전날, 설날, 설날 다음 날", "휴무"),
    ]
    assert opening_words.week_rows(KO, facts("월+화+수+목+금+토+일+공휴일").hours) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language):
    say = load(language)
    wanted = {f"opening.reason.{code}" for code in CODES}
    wanted |= {f"opening.why.{code}" for code in codes_in_source()}
    wanted |= {f"opening.holiday.{key}" for key in (*holidays.SEOLLAL, *holidays.CHUSEOK, *holidays.NATIONAL_DAYS)}
    wanted |= {f"opening.holiday_kind.{kind}" for kind in holidays.KINDS}
    assert wanted - set(say.sentences) == set()


def codes_in_source():
    """Find every code of unknown hours that the domain names."""
    folder = Path(holidays.__file__).parent
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*folder.glob("hours/*.py"), *folder.glob("status/*.py")]
    )
    assigned = re.findall(r'(?:reason=|problem = (?:self\.problem or )?|unknown_day\()"(\w+)"', text)
    refused = re.findall(r'return "(\w+)"', (folder / "hours" / "reader.py").read_text(encoding="utf-8"))
    chosen = re.findall(r'"(\w+_unsaid)"|or "(no_\w+)"', text)
    codes = {*assigned, *refused, *(code for pair in chosen for code in pair if code)}
    assert {"suspended", "equal_times", "holidays_unsaid", "contradiction", "sunday_unsaid", "no_hours"} <= codes
    return codes


def test_the_list_that_gave_the_hours_is_named_and_another_that_disagrees_today():
    other = Disagreement("seoul_nmc_hours", dt.date(2026, 4, 30), (0, 7))
    center = facts(since="2026-03-31", published_by="hira_institutions", disagreement=other)
    monday, tuesday = (opening_words.reasons(KO, answer(center, f"2026-11-{day}T10:00")) for day in (23, 24))
    assert "2026년 3월 31일 기준 심평원 명부" in monday
    told = "2026년 4월 30일 기준 국립중앙의료원 자료에는 오늘 운영 시간이 다르게 적혀 있어요."
    assert told in monday
    assert told not in tuesday
    assert "HIRA list as of 2026-03-31" in opening_words.reasons(EN, answer(center, "2026-11-23T10:00"))
    assert answer(center, "2026-11-23T10:00").confidence != answer(center, "2026-11-24T10:00").confidence
