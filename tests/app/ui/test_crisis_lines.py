"""The full list of numbers: every number in force once, for whom, when, and every way to reach it."""

from datetime import date

import pytest
from markupsafe import escape

from app import sitemap
from app.server import frame, plain_pages
from app.text import load
from app.ui import crisis_lines, crisis_panel
from gis.care.crisis import GROUPS, in_force, parse
from gis.settings import ROOT
from tests.app.server.test_frame import Reader

REGISTER = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))
NUMBERS = in_force(REGISTER, date(2026, 11, 29))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_number_in_force_stands_there_once_with_whom_and_hours(language):
    say = load(language)
    html = crisis_lines.html(say, NUMBERS)
    links = [link["href"] for link in Reader(html).all("a")]
    for number in NUMBERS:
        assert html.count(f"<strong>{number.number}</strong>") == 1
        assert number.for_whom_in(language) in html
        assert links.count(f"tel:{number.dial}") == ("phone" in number.channels)
        assert number.sms_link is None or number.sms_link in links
    assert all(say(f"numbers.group.{group}") in html for group in GROUPS)


def test_a_number_that_is_no_voice_call_is_not_dialled():
    assert "tel:107" not in crisis_lines.html(load("ko"), NUMBERS)


def test_further_channels_are_named_with_their_address():
    html = crisis_lines.html(load("ko"), NUMBERS)
    assert "카카오톡에서 ‘마들랜’ 찾기" in html
    assert 'href="https://www.1388.go.kr"' in html
    assert 'href="sms:%230117"' in html
    assert "031-1388" in html


def test_the_retired_numbers_are_not_listed():
    html = crisis_lines.html(load("ko"), NUMBERS)
    over = [one.number for one in REGISTER if one.valid_to]
    assert over
    assert not any(f"<strong>{number}</strong>" in html for number in over)


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("109", "ko", "24시간"),
        ("129", "ko", "평일 09:00~18:00"),
        ("1345", "en", "weekdays 09:00~22:00"),
        ("1332", "ko", "받는 시간은 확인하지 못했어요"),
    ],
)
def test_hours_are_said_in_words(number, language, expected):
    (one,) = [one for one in NUMBERS if one.number == number]
    assert crisis_lines.hours(load(language), one) == expected


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_source_is_named_with_its_kind_and_day(language):
    say = load(language)
    html = crisis_lines.html(say, NUMBERS)
    for number in NUMBERS:
        assert escape(number.source) in html
    press = say("numbers.read.press", on="").split(",")[0].strip("(")
    assert html.count(press) == sum(one.source_kind == "press" for one in NUMBERS)


def test_what_rests_on_the_press_is_said_with_its_month_wherever_the_number_stands():
    press = [one for one in NUMBERS if one.source_kind == "press"]
    assert press
    said = {"117": "2019년 1월 언론 보도로 확인한 번호예요", "1342": "2024년 5월 언론 보도로 확인한 번호예요"}
    lines = crisis_lines.html(load("ko"), NUMBERS)
    assert lines.count("언론 보도로 확인한 번호예요") == len(press)
    for told in said.values():
        assert told in lines
    panel = crisis_panel.html(load("ko"), NUMBERS, is_young=True)
    assert panel.count("언론 보도로 확인한 번호예요") == panel.count(said["117"]) == 1
    assert "언론 보도" not in crisis_panel.html(load("ko"), NUMBERS, panels={"emergency", "others", "violence"})
    frame_html = frame.render(sitemap.PAGES[0], query="", language="ko", contrast=False, numbers=NUMBERS)
    assert said["117"] in frame_html
    drugs = plain_pages.body("guide", {"topic": "drugs-gambling"}).html
    assert f"1342: {said['1342']}." in drugs
    assert "1336: 2024년 3월 언론 보도로" in drugs
    assert "May 2024" in plain_pages.body("guide", {"topic": "drugs-gambling", "lang": "en"}).html
    assert "언론 보도" not in plain_pages.body("guide", {"topic": "sleep"}).html


def test_the_emergency_page_ends_with_the_list_and_every_page_leads_there():
    body = plain_pages.body("emergency", {}).html
    assert body.index("crisis-panel") < body.index("<article") < body.index(f'id="{crisis_lines.ANCHOR}"')
    page = sitemap.PAGES[0]
    for language, address in (("ko", "/emergency#numbers"), ("en", "/emergency?lang=en#numbers")):
        text = frame.render(page, query="", language=language, contrast=False, numbers=NUMBERS)
        assert address in [link["href"] for link in Reader(text).all("a")]
        assert "tel:1342" not in text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_other_languages_have_a_sentence_and_the_line_that_interprets(language):
    html = crisis_lines.interpreted(load(language), NUMBERS)
    for code in ("zh", "vi", "ja"):
        assert f'lang="{code}"' in html
    assert html.count('href="tel:15771366"') == 3
    assert load(language)("crisis.interpreted_note.unreviewed") in html
    assert crisis_lines.interpreted(load(language), []) == ""
