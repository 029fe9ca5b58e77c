"""The crisis register: what each number says of itself, how it is reached, and what is refused."""

from dataclasses import asdict
from datetime import date

import pytest

from gis.care.crisis import CHANNELS, EVERYWHERE, GROUPS, in_force, parse
from gis.errors import SourceError
from gis.settings import ROOT

TEXT = (ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8")
REGISTER = parse(TEXT)
TODAY = in_force(REGISTER, date(2026, 11, 29))
BY_NUMBER = {one.number: one for one in TODAY}


def test_the_numbers_of_every_page_stand_in_the_order_they_always_had():
    everywhere = [one.number for one in TODAY if one.group in EVERYWHERE]
    assert everywhere == [
        "109", "1577-0199", "1388", "1366", "1588-9191", "129", "119", "112", "1577-1389", "117",
    ]  # fmt: skip


def test_the_others_are_for_certain_people():
    others = {one.number: one.group for one in TODAY if one.group not in EVERYWHERE}
    assert others == {
        "1342": "dependence",
        "1336": "dependence",
        "1308": "pregnancy",
        "1303": "uniform",
        "1577-1366": "languages",
        "1345": "languages",
        "107": "hearing",
        "1899-9988": "dementia",
        "1332": "debt",
    }


def test_each_group_has_a_number_today():
    assert {one.group for one in TODAY} == set(GROUPS)


@pytest.mark.parametrize(
    ("number", "hours"),
    [
        ("109", "00:00-24:00"),
        ("1388", "00:00-24:00"),
        ("1342", "00:00-24:00"),
        ("1336", "00:00-24:00"),
        ("1308", "00:00-24:00"),
        ("1577-1366", "00:00-24:00"),
        ("107", "00:00-24:00"),
        ("1899-9988", "00:00-24:00"),
        ("129", "mon-fri 09:00-18:00"),
        ("1345", "mon-fri 09:00-22:00"),
        ("1332", None),
    ],
)
def test_the_hours_are_those_that_were_read(number, hours):
    one = BY_NUMBER[number]
    assert one.hours == hours
    assert one.is_always_open is (hours == "00:00-24:00")
    assert one.weekday_hours == (hours.removeprefix("mon-fri ") if hours and hours.startswith("mon-fri") else None)


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("109", "sms:109"),
        ("1388", "sms:1388"),
        ("117", "sms:%230117"),
        ("1336", "sms:%231336"),
        ("107", "sms:107"),
        ("1577-0199", None),
        ("1366", None),
    ],
)
def test_a_text_goes_to_the_number_that_takes_texts(number, link):
    assert BY_NUMBER[number].sms_link == link


def test_109_is_reached_by_kakaotalk_and_app_too_and_1388_by_chat():
    assert {channel: BY_NUMBER["109"].address_of(channel) for channel in ("kakao", "app")} == {
        "kakao": "마들랜",
        "app": "마들랜",
    }
    assert BY_NUMBER["1388"].address_of("chat") == "https://www.1388.go.kr"
    assert BY_NUMBER["1388"].address_of("phone") is None


def test_only_1388_wants_an_area_code_from_a_mobile_phone():
    assert [one.number for one in REGISTER if one.needs_area_code] == ["1388"]


def test_deaf_people_find_a_line_that_is_no_voice_call():
    assert set(BY_NUMBER["107"].channels) == {"video", "sms", "web"}
    assert "video" in BY_NUMBER["119"].channels


def test_a_number_known_from_the_press_alone_says_so(subtests):
    for number in REGISTER:
        with subtests.test(number=number.number):
            assert set(number.channels) <= set(CHANNELS)
            is_over = number.valid_to is not None
            assert number.source_kind != "press" or is_over or "기관의 쪽을 읽지 못함" in number.note
            assert (number.press_month is not None) == (number.source_kind == "press")


def test_a_wish_to_die_rests_on_no_press():
    kinds = {one.number: one.source_kind for one in TODAY}
    assert {kinds[number] for number in ("109", "1577-0199", "1388", "119", "112", "1366")} <= {
        "publisher",
        "government",
    }


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("chat=https://www.1388.go.kr", "chat", "channels"),
        ("chat=https://www.1388.go.kr", "chat=http://www.1388.go.kr", "channels"),
        ("kakao=마들랜", "kakao", "channels"),
        ("sms=#0117", "sms=문자", "channels"),
        ("video|sms|web=", "video|video|web=", "channels"),
        ("phone|sms|kakao=마들랜", "phone=1|sms|kakao=마들랜", "channels"),
        ("phone|sms|kakao=마들랜", "fax|sms|kakao=마들랜", "channels"),
        (",area_code,", ",prefix,", "mobile_dial"),
        (",dependence,", ",addiction,", "group"),
        ("mon-fri 09:00-22:00", "weekdays 09:00-22:00", "hours"),
        (",publisher,,https://lifeline", ",hearsay,,https://lifeline", "source_kind"),
        (",publisher,,https://lifeline", ",press,2026-01,https://lifeline", "note"),
        (",publisher,,https://lifeline", ",publisher,2026-01,https://lifeline", "press_month"),
        (",press,2019-01,", ",press,,", "press_month"),
        ('"Young people and their parents"'.strip('"'), "", "for_whom"),
    ],
)
def test_what_cannot_be_used_is_refused_and_named(old, new, column):
    broken = TEXT.replace(old, new)
    assert broken != TEXT
    with pytest.raises(SourceError, match=column):
        parse(broken)


def test_both_languages_tell_who_it_is_for():
    for one in TODAY:
        assert one.for_whom_in("ko") == one.for_whom
        assert one.for_whom_in("en") == asdict(one)["for_whom_en"]
        assert not any("가" <= letter <= "힣" for letter in one.for_whom_in("en") + one.name_in("en"))
