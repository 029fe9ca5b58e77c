"""Nine people who look for help find a fitting place without any script, from the first page on."""

import html
import re

import pytest

from tests.app import patient

RESULT = re.compile(r'<li class="result".*?</li>', re.DOTALL)


def ask(server, page, typed, **wishes):
    """Send the form of a page as a browser does, and read what it is answered with."""
    return patient.post(f"{server}{page}", data={"q": typed, **wishes}, follow_redirects=True).text


def results(page):
    """Give the entries of the list as text."""
    return [html.unescape(re.sub(r"<[^>]+>", " ", entry)) for entry in RESULT.findall(page)]


def assert_among_first(page, name):
    assert any(name in entry for entry in results(page)[:3])


def test_an_office_worker_who_can_come_after_six(server):
    found = results(ask(server, "/match", "판교역", need="stress", when="evening"))
    assert found
    assert "정신건강의학과" in found[0]


def test_a_student_at_a_university(server):
    page = ask(server, "/match?at=2026-11-29T20:00", "전북대학교", need="low_mood", age="young_adult")
    assert_among_first(page, "정신건강복지센터")


def test_a_mother_looks_for_her_child(server):
    page = ask(server, "/match", "세종시", need="child", age="child")
    assert results(page)
    assert "노인" not in "".join(results(page))


def test_an_old_man_on_an_island(server):
    assert_among_first(ask(server, "/", "완도"), "완도군정신건강복지센터")
    assert "배를 타야 해요" in results(ask(server, "/", "완도군 보길면"))[0]
    assert "배를" not in "".join(results(ask(server, "/", "강화군 교동면"))[:3]), "there is a bridge"


def test_a_daughter_looks_for_her_father_who_drinks(server):
    assert_among_first(ask(server, "/match", "사하구", need="addiction", age="older"), "사하구정신건강복지센터")


def test_a_foreigner_spells_a_station_in_latin_letters(server):
    page = ask(server, "/?lang=en", "Ansan Station")
    assert '<html lang="en"' in page
    assert_among_first(page, "Public health center")


def test_on_a_sunday_night_the_page_leads_with_what_answers(server):
    page = ask(server, "/?at=2026-11-29T22:40", "노원역")
    main = page.partition("<main")[2]
    assert main.index("tel:109") < main.index('class="result"')
    by_day = ask(server, "/?at=2026-11-30T11:00", "노원역").partition("<main")[2]
    assert "tel:109" not in by_day.partition("</main>")[0]


def test_a_place_that_is_also_a_center_is_no_dead_end(server):
    assert results(ask(server, "/match", "서울대학교병원"))
    assert results(ask(server, "/match", "전북대학교"))


def test_somebody_young_on_a_sunday_night(server):
    page = ask(server, "/match?at=2026-11-29T22:40", "노원역", age="youth", words="죽고 싶다는 생각이 들어요")
    main = page.partition("<main")[2]
    assert main.index("tel:1388") < main.index('class="ask-where"')
    assert results(page)


def test_a_person_in_crisis_types_it_in_place_of_a_place(server):
    page = ask(server, "/", "죽고 싶어요")
    main = page.partition("<main")[2]
    assert main.index("tel:109") < main.index('class="ask-where"')


@pytest.mark.parametrize("name", ["철원군보건소", "철원군정신건강복지센터", "철원군청소년상담복지센터"])
def test_a_social_worker_sees_a_county_on_one_page(server, name):
    assert_among_first(ask(server, "/", "철원군"), name)
