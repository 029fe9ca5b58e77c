"""What the find page says of opening: badges, lines, filters, the details of one center, and corrections."""

import dataclasses
import datetime as dt
from dataclasses import replace

import pytest

from app.center import corrections, openings
from app.data.opening import Openings
from app.text import load
from gis.care.hours import read_hours
from gis.care.hours.codec import to_data
from gis.care.status import Claim
from gis.errors import FetchError, SettingsError
from gis.holiday_calendar import load_calendar
from gis.opening import OpeningBoard, load_rules
from gis.queries.centers import Center
from gis.queries.hours import CenterClaim, CenterWeek
from gis.settings import ROOT
from gis.streets.network_catalog import TravelTime
from gis.terms import SEOUL

KO, EN = load("ko"), load("en")
CALENDAR, RULES = load_calendar(ROOT / "data"), load_rules(ROOT / "data")
DAYS = {"office": "토+일+공휴일", "daily": "연중무휴", "refused": "월+화+수+목+금+토+일+공휴일", "silent": None}


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def week(key):
    data = None
    if DAYS[key]:
        data = to_data(read_hours(opens="9:00", closes="18:00", closed_days=DAYS[key], note="12:00~13:00 점심시간"))
    return CenterWeek(key, key, "보건소", "1111051500", True, data, None, "list", dt.date(2022, 12, 9))


def center(key, distance_m=500.0):
    return Center(
        key, "보건소", None, True, key, None, None, None, None, 37.5, 127.0, "1111051500", "11110", "11", "동",
        (), None, None, (), None, "9:00", "18:00", DAYS[key], "building", 30.0, False, "emd", dt.date(2025, 2, 1), 1,
        None, None, "gives", "health_office", True, "anybody", distance_m=distance_m,
    )  # fmt: skip


BOARD = OpeningBoard([week(key) for key in DAYS], calendar=CALENDAR, rules=RULES)
CENTERS = [center(key) for key in DAYS]


def seen(instant, board=BOARD):
    return Openings(board, at(instant), is_set=True)


def test_badges_and_lines_of_the_list():
    holiday = seen("2026-10-05T14:00")
    told = {key: openings.entry(KO, center(key), holiday) for key in DAYS}
    assert told["office"] == ({"text": "운영 종료", "tone": "badge closed"}, ["내일 09:00 운영 시작"])
    assert told["daily"] == ({"text": "운영 중", "tone": "badge open"}, ["오늘 18:00에 운영 종료"])
    assert told["refused"] == ({"text": "운영시간 확인 필요", "tone": "badge unsure"}, [])
    usual = "보통 평일 09:00~18:00, 확인 필요"
    assert told["silent"] == ({"text": "운영시간 확인 필요", "tone": "badge unsure"}, [usual])
    assert openings.entry(KO, center("office"), seen("2026-10-06T12:30"))[0]["text"] == "휴게시간"


def test_who_is_told_to_ask_is_told_whom():
    noon = seen("2026-10-06T14:00")
    for key in ("silent", "refused"):
        assert "1577-0199" in openings.details(KO, center(key), noon), "its own number is not known"
        known = openings.details(KO, replace(center(key), phone="02-111-2222"), noon)
        assert "02-111-2222에 전화해 확인해 주세요" in known
        assert "1577-0199" not in known


def test_usual_hours_are_said_to_be_unconfirmed_and_open_nobody():
    noon = seen("2026-10-06T14:00")
    assert "silent" not in {one.name for one in openings.keep(CENTERS, noon, "now")}
    hospital = replace(center("silent"), kind="병원")
    assert openings.entry(KO, hospital, noon)[1] == [], "no rule gives a hospital its hours"
    told = openings.details(EN, center("silent"), noon)
    assert "Usually weekdays 09:00–18:00, please check" in told
    assert "Service Regulations for Local Public Officials, Article 2" in told
    assert "has not published these hours itself" in told
    guide = openings.details(KO, replace(center("silent"), kind="자살예방센터"), noon)
    assert "원문은 확인하지 못했어요" in guide
    assert "보통 평일" not in openings.details(KO, center("refused"), noon), "it has told something, unreadable"


@pytest.mark.parametrize(
    ("chosen", "instant", "left"),
    [
        ("any", "2026-10-05T14:00", ["office", "daily", "refused", "silent"]),
        ("now", "2026-10-05T14:00", ["daily"]),
        ("now", "2026-10-06T12:30", []),
        ("walk", "2026-10-06T12:55", ["office", "daily"]),
        ("walk", "2026-10-06T17:55", []),
    ],
)
def test_filters_keep_what_is_known_to_be_open(chosen, instant, left):
    times = {key: TravelTime("route", 600.0, False) for key in DAYS} if chosen == "walk" else {}
    assert [one.name for one in openings.keep(CENTERS, seen(instant), chosen, times)] == left


@pytest.mark.parametrize("chosen", ["now", "walk"])
def test_where_people_live_is_never_shown_as_open_now(chosen):
    times = {key: TravelTime("route", 600.0, False) for key in DAYS}
    homes = [replace(one, kind="정신요양시설") for one in CENTERS]
    opened = seen("2026-10-06T10:00")
    assert openings.keep(CENTERS, opened, chosen, times)
    assert openings.keep(homes, opened, chosen, times) == []
    assert openings.keep(homes, opened, "any", times) == homes


def test_who_cannot_be_reached_is_not_open_on_arrival():
    times = {key: TravelTime("unreachable", float("nan"), False) for key in DAYS}
    assert openings.keep(CENTERS, seen("2026-10-06T12:55"), "car", times) == []


def test_the_line_of_a_filter_by_arrival_says_how_long_one_can_stay():
    _, lines = openings.entry(KO, center("office"), seen("2026-10-06T17:00"), TravelTime("estimate", 2340.0, False))
    assert lines == ["약 39분(추정) 뒤 도착하면 열려 있고, 21분 동안 머물 수 있어요"]
    _, lines = openings.entry(EN, center("office"), seen("2026-10-06T17:00"), TravelTime("route", 3540.0, False))
    assert lines == ["Open when you arrive in about 59 min, for 1 min more"]
    _, lines = openings.entry(EN, center("office"), seen("2026-10-06T17:00"), TravelTime("route", 3540.0, True))
    assert lines == ["Open when you arrive in about 59 min (approximate), for 1 min more"]


def test_details_show_today_reasons_and_the_week_and_escape_everything():
    html = openings.details(KO, center("office"), seen("2026-10-05T14:00"))
    assert "오늘은 대체공휴일(개천절)이에요: 휴무" in html
    assert "공휴일 휴무: 대체공휴일(개천절)" in html
    assert '<th scope="row">월요일~금요일</th><td>09:00~18:00 (쉬는 시간 12:00~13:00)</td>' in html
    assert "오래되었거나" in html
    assert "오늘 화요일: 09:00~18:00" in openings.details(KO, center("office"), seen("2026-10-06T14:00"))
    assert "9:00, 18:00, 토+일+공휴일" in html
    strange = [
        CenterClaim("office", "notice", "closed", (), at("2026-10-01"), at("2026-11-01"), at("2026-10-01"), "<b>x")
    ]
    html = openings.details(EN, center("office"), seen("2026-10-06T14:00", BOARD.hearing(strange)))
    assert "&lt;b&gt;x" in html
    assert "<b>x" not in html


def test_a_center_the_board_does_not_know_has_no_hours():
    assert openings.details(
        KO, center("office"), seen("2026-10-05T14:00", OpeningBoard([], calendar=CALENDAR, rules=RULES))
    ) == ("알려진 운영 시간이 없어요. 이곳의 전화번호는 몰라요. 정신건강위기상담전화(1577-0199)에 물어봐 주세요.")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2026-10-05T14:00", ("2026-10-05T14:00", True)), ("2026-13-05", None), ("", None), (None, None)],
)
def test_the_instant_of_an_address(typed, expected):
    now = at("2026-11-23T10:00")
    told, is_set = openings.read_at(typed, now)
    assert (told, is_set) == ((at(expected[0]), True) if expected else (now, False))


# The board


def test_claims_heard_replace_those_heard_before():
    closed = CenterClaim("daily", "notice", "closed", (), at("2026-10-06"), at("2026-10-07"), at("2026-10-05"), "센터")
    other = CenterClaim("nobody", "notice", "closed", (), at("2026-10-06"), at("2026-10-07"), at("2026-10-05"), "센터")
    instant = at("2026-10-06T14:00")
    heard = BOARD.hearing([closed, other])
    assert heard.states_at(instant)["daily"] == "closed"
    assert heard.hearing([]).states_at(instant)["daily"] == "open"
    assert BOARD.states_at(instant)["daily"] == "open"
    assert set(heard.states_at(instant)) == set(DAYS)


class Live:
    """A live service that answers what it was told to."""

    def __init__(self, answer):
        self.answer = answer

    def ask(self, center_id):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_live_answer_counts_for_its_center_and_a_failing_service_changes_nothing(caplog):
    instant = at("2026-10-05T14:00")
    answer = Claim("live", "open", instant, instant + dt.timedelta(minutes=15), instant, "API")
    assert BOARD.asking("office", Live(answer)).states_at(instant)["office"] == "open"
    assert BOARD.asking("office", Live(answer)).status("office", instant).source == "live"
    for nothing in (None, Live(None), Live(FetchError("out of reach"))):
        assert BOARD.asking("office", nothing).states_at(instant)["office"] == "closed"
    assert "out of reach" in caplog.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("high_until_days = 180", "high_until_days = 400"),
        ("holds_min = 15", "holds_min = -1"),
        ('reviewer = "MindConnect maintainers"', ""),
        ("[live]", "[dead]"),
        ("[live]", "[live"),
    ],
)
def test_rules_that_cannot_be_used_are_named(tmp_path, old, new):
    folder = tmp_path / "rules"
    folder.mkdir()
    text = (ROOT / "data" / "rules" / "status.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "status.toml").write_text(text.replace(old, new), encoding="utf-8")
    (folder / "office_hours.yaml").write_bytes((ROOT / "data" / "rules" / "office_hours.yaml").read_bytes())
    with pytest.raises(SettingsError, match=r"status\.toml"):
        load_rules(tmp_path)


def test_missing_rules_are_an_error(tmp_path):
    with pytest.raises(SettingsError, match="is missing"):
        load_rules(tmp_path)


# Corrections


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  토요일에도\n열어요\t ", "토요일에도 열어요"),
        ("연락은 010-0000-5678 로", "연락은 ○○○ 로"),
        ("01000005678", "○○○"),
        ("+82 10 0000 5678", "○○○"),
        ("a.b@example.com 홍길동 900101-1234567", "○○○ 홍길동 ○○○"),
        ("02-2236-6606 이 맞아요", "02-2236-6606 이 맞아요"),
        ("\x00\x1b", ""),
    ],
)
def test_messages_keep_nothing_that_names_a_person(typed, kept):
    assert corrections.clean_message(typed) == kept


def test_messages_are_cut():
    assert len(corrections.clean_message("가" * 2000)) == corrections.LONGEST_MESSAGE


def test_keys_tell_senders_apart_for_a_day_only():
    monday, tuesday = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    key = corrections.client_key("192.0.2.1", monday)
    assert key == corrections.client_key("192.0.2.1", monday)
    assert len({key, corrections.client_key("192.0.2.2", monday), corrections.client_key("192.0.2.1", tuesday)}) == 3
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


def test_a_place_that_people_live_in_is_never_shown_as_open():
    nursing = dataclasses.replace(center("daily"), kind="요양병원")
    assert openings.entry(KO, nursing, seen("2026-10-05T14:00")) == ({}, [])
    assert openings.entry(KO, center("daily"), seen("2026-10-05T14:00"))[0]["text"] == KO("opening.state.open")
