"""Who may be in danger sees whom to call and what to do first, in a real browser: who sees what, and in which order."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.text import load
from tests.app.browser import (
    at_rest,
    expect_dials,
    expect_in_order,
    expect_no_barriers,
    expect_to_fit,
    open_page,
    picture,
)
from tests.app.self_check.test_check_journey import answer, begin

SAY = {language: load(language) for language in ("ko", "en")}

REASSURING = re.compile("크지 않아 보여요|2주|not seem|two weeks")
"""What is never said to a person who may be in danger."""


def choose(page: Page, place: int) -> None:
    """Answer a question after which something else than a question may stand."""
    page.locator(".question input").nth(place).check()
    page.locator(".question .main").click()


def finish(page: Page) -> None:
    """Give the last answer and wait for the result."""
    page.locator(".question input").last.check()
    page.locator(".question .main").click()
    page.locator(".st-key-check-more button").first.wait_for()
    at_rest(page)


def narrow(page: Page) -> None:
    """A page holds at 390 pixels and axe is content with it."""
    expect_to_fit(page)
    expect_no_barriers(page)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_item_9_with_a_low_total_leads_with_danger_and_the_score_follows_quietly(server, tab, language):
    page = tab(390, 844, has_map=False)
    begin(page, server, f"/check?lang={language}")
    for place in (0, 2, 3, *[0] * 8, 1, 0, 0):
        answer(page, place)
    finish(page)
    say, main = SAY[language], page.locator(".stMain")
    expect(main.locator(".crisis-panel h2")).to_have_text(say("crisis.title.life"))
    expect_dials(main.locator(".crisis-panel"), ["tel:109"], first=1)
    expect(main.locator(".check-now h2")).to_have_text(say("danger.heard.self.thoughts.title"))
    for line in say.group("danger.step.self").values():
        expect(main.locator(".check-now")).to_contain_text(line)
    expect(main.locator(".check-score")).to_contain_text("1")
    expect(main.locator(".check-score")).to_contain_text(say("danger.score"))
    expect(main).not_to_contain_text(REASSURING)
    expect(main.locator(".check-door")).to_have_count(0)
    expect_in_order(page, ".stMain .crisis-panel", ".check-now", ".check-on", ".check-score")
    picture(page, f"safety-item9-low-390-{language}")
    narrow(page)


def test_item_9_with_a_severe_total_leads_with_danger_too(server, tab):
    page = tab(1440, 900, has_map=False)
    begin(page, server)
    for place in (0, 2, 3, *[3] * 9, 0, 0):
        answer(page, place)
    finish(page)
    main = page.locator(".stMain")
    expect(main.locator(".check-now h2")).to_have_text(SAY["ko"]("danger.heard.self.thoughts.title"))
    expect(main.locator(".check-door")).to_have_count(0)
    expect(main.locator(".check-score h3")).to_have_count(0)
    expect_in_order(page, ".stMain .crisis-panel", ".check-now", ".check-on", ".check-score")
    picture(page, "safety-item9-severe-1440-ko")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_person_worried_about_somebody_in_danger_is_told_what_to_do_before_any_further_question(
    server, tab, language
):
    page = tab(390, 844, has_map=False)
    begin(page, server, f"/check?lang={language}")
    answer(page, 1)
    say = SAY[language]
    expect(page.locator(".question .text")).to_have_text(say("danger.ask.other"))
    picture(page, f"safety-question-other-390-{language}")
    choose(page, 0)
    told = page.locator(".told")
    expect(told.locator(".crisis-panel h2")).to_be_focused()
    expect(page.locator(".question")).to_have_count(0)
    expect_dials(told, ["tel:119", "tel:112", "tel:109", "tel:15770199", "tel:1388"])
    expect(told.locator("a.dial").first).to_be_in_viewport()
    for line in say.group("danger.step.other").values():
        expect(told).to_contain_text(line)
    expect(told.locator("a[href^='/emergency']")).to_have_count(1)
    picture(page, f"safety-told-other-390-{language}")
    narrow(page)
    told.get_by_role("button", name=say("check.button.go_on")).click()
    # The numbers stay above whatever else is asked.
    expect(page.locator(".question .text")).to_have_text(say("check.ask.age_group"))
    expect(page.locator(".check-reminder a").first).to_have_attribute("href", "tel:119")
    expect(page.locator(".check-reminder a").first).to_be_in_viewport()
    expect(page.locator(".question .text")).to_be_in_viewport()
    picture(page, f"safety-reminder-390-{language}")
    for place in (4, 0, 0):
        answer(page, place)
    finish(page)
    main = page.locator(".stMain")
    expect_dials(main.locator(".crisis-panel"), ["tel:119", "tel:112"], first=2)
    expect(main.locator(".check-now h2")).to_have_text(say("danger.heard.other.danger.title"))
    expect_in_order(page, ".stMain .crisis-panel", ".check-now", ".check-on")
    picture(page, f"safety-result-other-390-{language}")
    narrow(page)


def test_not_sure_is_answered_calmly_and_taking_it_back_asks_on(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    answer(page, 2)
    choose(page, 1)
    told = page.locator(".told")
    expect(told.locator(".crisis-panel.calm h2")).to_have_text(SAY["ko"]("crisis.title.unsure"))
    expect_dials(told, ["tel:109", "tel:15770199", "tel:119", "tel:112"])
    expect(told).to_contain_text("물어본다고 그런 마음이 새로 생기지 않아요")
    picture(page, "safety-unsure-390-ko")
    narrow(page)
    told.locator(".plain").click()
    expect(page.locator(".question .text")).to_have_text(SAY["ko"]("danger.ask.other"))
    choose(page, 2)
    expect(page.locator(".question .text")).to_have_text(SAY["ko"]("check.ask.age_group"))
    expect(page.locator(".alarm")).to_be_empty()


def test_for_oneself_danger_is_asked_in_its_own_words_and_a_yes_leads_to_numbers(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    answer(page, 0)
    expect(page.locator(".question .text")).to_have_text(SAY["ko"]("danger.ask.self"))
    picture(page, "safety-question-self-390-ko")
    choose(page, 0)
    told = page.locator(".told")
    expect_dials(told, ["tel:119", "tel:112", "tel:109"], first=3)
    for line in SAY["ko"].group("danger.step.self").values():
        expect(told).to_contain_text(line)
    picture(page, "safety-told-self-390-ko")
    narrow(page)


@pytest.mark.parametrize(("points", "is_heard"), [(1, True), (0, False)])
def test_the_short_form_asks_item_9_apart_from_its_total(server, tab, points, is_heard):
    page = tab(390, 844, has_map=False)
    open_page(page, f"{server}/check")
    page.locator(".forms button").nth(1).click()
    page.locator(".question").wait_for()
    for place in (0, 2, 3, 1, 0):
        answer(page, place)
    expect(page.locator(".question .count")).to_have_text("9가지 가운데 6번째")
    expect(page.locator(".question .text")).to_contain_text("죽는 것이 더 낫다고")
    for place in (points, 0, 0):
        answer(page, place)
    finish(page)
    main = page.locator(".stMain")
    expect(main.locator(".check-score .total")).to_have_text("우울 물음 2가지: 6점 가운데 1점 (PHQ-2)")
    expect(main.locator(".crisis-panel")).to_have_count(1 if is_heard else 0)
    reassures = expect(main).not_to_contain_text if is_heard else expect(main).to_contain_text
    reassures(REASSURING)
    picture(page, f"safety-short-{points}-390-ko")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_child_under_13_is_asked_nothing_more_and_finds_1388_a_grown_up_and_school(server, tab, language):
    page = tab(390, 844, has_map=False)
    begin(page, server, f"/check?lang={language}")
    for place in (0, 2):
        answer(page, place)
    choose(page, 0)
    page.locator(".stMain .crisis-panel").wait_for()
    at_rest(page)
    say, main = SAY[language], page.locator(".stMain")
    expect_dials(main, ["tel:1388", "tel:117", "tel:112"], first=3)
    for line in say.group("danger.child.self.step").values():
        expect(main).to_contain_text(line)
    expect(main.locator(".check-score")).to_have_count(0)
    expect(main.locator("a[href^='/match']")).to_have_count(0)
    # What a mobile telephone must dial stands right below the first number.
    expect(main.locator(".crisis-calls .first .crisis-areas summary")).to_be_in_viewport()
    main.locator(".crisis-areas summary").click()
    expect(main.locator(".crisis-areas a[href='tel:021388']")).to_be_visible()
    picture(page, f"safety-child-390-{language}")
    narrow(page)


def test_a_parent_of_a_child_finds_1388_and_school_and_places(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    for place in (1, 2, 0, 7, 0):
        answer(page, place)
    finish(page)
    main = page.locator(".stMain")
    expect_dials(main, ["tel:1388"], first=1)
    expect(main).to_contain_text("Wee센터")
    expect(main.locator("a.main[href^='/match']")).to_be_visible()
    picture(page, "safety-child-parent-390-ko")


def test_a_teenager_gets_1388_and_117_first_while_asked_and_in_the_result(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    for place in (0, 2, 1, *[0] * 8):
        answer(page, place)
    choose(page, 1)
    panel = page.locator(".alarm .crisis-panel")
    panel.wait_for()
    expect_dials(panel, ["tel:1388", "tel:117", "tel:109", "tel:15770199", "tel:119"])
    for place in (0, 0):
        answer(page, place)
    finish(page)
    expect_dials(page.locator(".stMain .crisis-panel"), ["tel:1388", "tel:117"], first=2)
    picture(page, "safety-teen-390-ko")
    narrow(page)


def test_severe_anxiety_gets_calm_advice_and_places_and_never_that_panel(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    for place in (0, 2, 3, *[0] * 9, 1, 0):
        answer(page, place)
    finish(page)
    page.get_by_role("button", name=SAY["ko"]("check.more.gad7")).click()
    page.locator(".question").wait_for()
    for _ in range(6):
        answer(page, 3)
        expect(page.locator(".alarm")).to_be_empty()
    finish(page)
    main = page.locator(".stMain")
    expect(main.locator(".crisis-panel")).to_have_count(0)
    expect(main).to_contain_text(SAY["ko"]("check.means.gad7.severe"))
    expect(main).to_contain_text(SAY["ko"]("check.advice.severe"))
    expect(main.locator("a.main[href^='/match']")).to_be_visible()
    picture(page, "safety-anxiety-390-ko")


@pytest.mark.parametrize(
    ("words", "title", "first"),
    [
        ("누굴 죽이라는 목소리가 들려요", "others", ["tel:112", "tel:119", "tel:15770199"]),
        ("수면제 30알 먹었어요", "emergency", ["tel:119", "tel:112", "tel:109"]),
        ("남편이 때려요", "violence", ["tel:112", "tel:1366"]),
        ("죽고 싶어요", "life", ["tel:109", "tel:15770199"]),
    ],
)
def test_each_danger_has_its_own_panel(server, tab, words, title, first):
    page = tab(390, 844, has_map=False)
    open_page(page, server)
    field = page.locator(".st-key-where input").first
    field.fill(words)
    field.press("Enter")
    panel = page.locator(".stMain .crisis-panel")
    panel.wait_for()
    at_rest(page)
    expect(panel.locator("h2")).to_have_text(SAY["ko"](f"crisis.title.{title}"))
    expect_dials(panel, first, first=len(first))
    if title == "violence":
        expect(panel).to_contain_text("통화 기록과 문자, 사진은 지우지 마세요")
    picture(page, f"safety-panel-{title}-390-ko")


def test_words_of_school_bring_1388_first_behind_the_area_code_of_the_place(server, tab):
    page = tab(390, 844, has_map=False)
    page.goto(f"{server}/match")
    page.locator(".st-key-match-form").wait_for()
    field = page.locator(".st-key-where input").first
    field.fill("강남역")
    field.press("Enter")
    page.locator(".result").first.wait_for()
    at_rest(page)
    page.locator("textarea").first.fill("고2인데 학교도 싫고 죽고 싶어요")
    page.get_by_role("button", name=SAY["ko"]("match.button")).click()
    panel = page.locator(".stMain .crisis-panel")
    panel.wait_for()
    at_rest(page)
    expect_dials(panel, ["tel:021388", "tel:117"], first=2)
    picture(page, "safety-school-390-ko")
