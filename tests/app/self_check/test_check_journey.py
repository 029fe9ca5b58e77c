"""The self-check, the guides and the crisis panel in a real browser, on the real server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.app.browser import (
    at_rest,
    becomes,
    expect_dials,
    expect_in_order,
    expect_no_barriers,
    expect_to_fit,
    open_page,
    picture,
    query,
    tab_to,
)

POINTS = [1, 1, 2, 1, 0, 1, 1, 0]
"""Answers to the first eight items."""


def begin(page: Page, server: str, address: str = "/check") -> None:
    open_page(page, f"{server}{address}")
    page.locator(".forms button").first.click()
    page.locator(".question").wait_for()


def answer(page: Page, place: int) -> None:
    """Choose an answer and go on."""
    count = page.locator(".question .count").inner_text()
    page.locator(".question input").nth(place).check()
    page.locator(".question .main").click()
    expect(page.locator(".question .count")).not_to_have_text(count)


def until_item_9(page: Page) -> None:
    """Answer for oneself, no danger now, 35 to 64, and the first eight items."""
    for place in (0, 2, 3, *POINTS):
        answer(page, place)


def test_the_whole_check_by_keyboard_only(server, tab):
    page = tab()
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    open_page(page, f"{server}/check")
    page.locator(".forms button").first.wait_for()
    tab_to(page, ".forms .main")
    page.keyboard.press("Enter")
    # Down once: the second answer; the heading is reached first, and Tab leads to the answers.
    for number in range(1, 16):
        expect(page.locator(".question .count")).to_have_text(f"15가지 가운데 {number}번째")
        if number == 13:
            # The ninth item was answered above 0: the panel takes the keyboard before anything else is asked.
            expect(page.locator(".crisis-panel h2[data-arrive]")).to_be_focused()
            tab_to(page, ".question input")
        else:
            expect(page.locator(".question h2")).to_be_focused()
            page.keyboard.press("Tab")
        page.keyboard.press("Space" if number == 1 else "ArrowDown")
        if number == 2:  # no danger now is the third answer
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.locator(".check-score").wait_for()
    at_rest(page)
    expect(page.locator(".check-score .total")).to_have_text("우울 물음 9가지: 27점 가운데 9점 (PHQ-9)")
    expect(page.locator(".check-score")).to_contain_text("선별이지 진단이 아니에요")
    expect(page.locator(".crisis-panel h2[data-arrive]")).to_be_focused()
    assert query(page) == {}
    assert page.complaints == []
    assert sum("phq9-" in frame for frame in sent) <= 1, "answers are sent once, at the end"


def test_item_9_brings_the_panel_at_once_and_it_goes_when_taken_back(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    until_item_9(page)
    page.locator(".question input").nth(1).check()
    expect(page.locator(".alarm .crisis-panel")).to_have_count(0)
    page.locator(".question .main").click()
    panel = page.locator(".alarm .crisis-panel")
    expect(panel).to_be_visible()
    expect(panel.locator("a[href='tel:109']")).to_be_in_viewport()
    picture(page, "check-alarm-390")
    page.locator(".question .plain").click()
    page.locator(".question input").nth(0).check()
    page.locator(".question .main").click()
    expect(panel).to_have_count(0)


def test_a_reload_goes_on_where_it_was_and_forgetting_forgets(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    for place in (0, 2, 3, 2):
        answer(page, place)
    assert "phq9" not in page.url
    page.reload()
    at_rest(page)
    expect(page.locator(".question .count")).to_have_text("15가지 가운데 5번째")
    page.locator(".question .plain").click()
    expect(page.locator(".question input").nth(2)).to_be_checked()
    page.locator(".question .main").click()
    for place in [0] * 10:
        answer(page, place)
    page.locator(".question input").last.check()
    page.locator(".question .main").click()
    page.locator(".check-score").wait_for()
    page.reload()
    page.locator(".check-score").wait_for()
    at_rest(page)
    page.get_by_role("button", name="답을 모두 지우고 처음으로").click()
    page.locator(".forms button").first.wait_for()
    page.reload()
    page.locator(".forms button").first.wait_for()
    at_rest(page)
    kept = page.evaluate("Object.values(sessionStorage).join(' ')")
    assert '"phq9-1"' not in kept
    assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('check'))")


def test_an_answer_is_asked_for_before_going_on(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server)
    page.locator(".question .main").click()
    expect(page.locator(".question [role=alert]")).to_have_text("하나를 골라 주세요.")
    expect(page.locator(".question .count")).to_contain_text("1번째")


def test_for_somebody_else_no_instrument_is_asked(server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, server, "/check?lang=en")
    answer(page, 1)
    expect(page.locator(".question .count")).to_have_text("Question 2 of 6")
    for place in (2, 1, 7, 2):
        answer(page, place)
    page.locator(".question input").last.check()
    page.locator(".question .main").click()
    page.get_by_role("link", name="Find what fits me").wait_for()
    expect(page.locator(".check-score")).to_have_count(0)
    expect(page.locator(".check-needs")).to_contain_text("13 to 18")


@pytest.mark.parametrize("address", ["/check", "/guide", "/guide?topic=cost-and-privacy&lang=en", "/emergency"])
def test_nothing_scrolls_sideways_at_320_pixels_and_axe_is_content(server, tab, address):
    page = tab(320, 640, has_map=False)
    page.goto(f"{server}{address}")
    if address == "/check":
        begin(page, server)
        until_item_9(page)
        answer(page, 2)
    page.locator("#help-now summary").click()
    expect_to_fit(page)
    expect_no_barriers(page)


def test_the_result_at_320_pixels_and_for_axe(server, tab):
    page = tab(320, 640, has_map=False)
    begin(page, server)
    until_item_9(page)
    for place in (1, 2, 1):
        answer(page, place)
    page.locator(".question input").last.check()
    page.locator(".question .main").click()
    page.locator(".check-score").wait_for()
    at_rest(page)
    expect_to_fit(page)
    expect_no_barriers(page)
    picture(page, "check-result-320")


def test_high_contrast_and_200_percent_text_hold(server, tab):
    page = tab(640, 900, has_map=False)
    page.goto(f"{server}/emergency")
    page.locator("#contrast").click()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect_to_fit(page)
    expect_no_barriers(page)


@pytest.mark.parametrize("address", ["/", "/check", "/guide", "/guide?topic=sleep", "/emergency", "/about", "/nothing"])
def test_the_panel_is_one_tap_away_on_every_page_without_a_database(lonely_server, tab, address):
    page = tab(390, 844, has_map=False)
    page.goto(f"{lonely_server}{address}")
    page.locator("#help-now summary").click()
    panel = page.locator("#help-now .crisis-panel")
    expect(panel).to_be_visible()
    expect_dials(panel, ["tel:109", "tel:15770199", "tel:119", "tel:1388"])
    expect(panel.locator("a.dial").first).to_be_in_viewport()


def test_without_javascript_the_panel_opens_and_the_guides_read(lonely_server, tab):
    page = tab(390, 844, has_map=False, java_script_enabled=False)
    page.goto(f"{lonely_server}/guide")
    page.locator("#help-now summary").click()
    expect(page.locator("#help-now .crisis-panel")).to_be_visible()
    page.get_by_role("link", name=re.compile("잠이 오지 않을 때")).click()
    expect(page.locator("h1")).to_have_text("잠이 오지 않을 때")
    page.locator("#language").click()
    expect(page.locator("h1")).to_have_text("When you cannot sleep")


def test_the_check_works_without_a_database(lonely_server, tab):
    page = tab(390, 844, has_map=False)
    begin(page, lonely_server)
    until_item_9(page)
    for place in (1, 2, 1):
        answer(page, place)
    page.locator(".question input").last.check()
    page.locator(".question .main").click()
    page.locator(".check-score").wait_for()
    expect(page.locator(".stMain .crisis-panel a[href='tel:109']").first).to_be_visible()


def test_distress_in_the_search_brings_the_panel_above_everything(server, tab):
    page = tab(390, 844, has_map=False)
    open_page(page, server)
    field = page.get_by_label("어디에서 찾을까요?")
    field.fill("죽고 싶어요")
    field.press("Enter")
    panel = page.locator(".stMain .crisis-panel")
    expect_in_order(page, ".stMain .crisis-panel", ".st-key-where")
    expect(panel.locator("h2")).to_be_focused()
    expect_no_barriers(page)


@pytest.mark.parametrize(
    ("words", "first"),
    [("수면제 30알 먹었어요", "tel:119"), ("swallowed bleach", "tel:119"), ("he has a knife", "tel:112")],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_emergency_brings_the_number_it_asks_for(server, tab, words, first, language):
    page = tab(390, 844, has_map=False)
    page.goto(f"{server}/?lang={language}")
    at_rest(page)
    field = page.locator(".st-key-where input").first
    field.fill(words)
    field.press("Enter")
    panel = page.locator(".stMain .crisis-panel")
    panel.wait_for()
    at_rest(page)
    expect(panel.locator("a.dial").first).to_have_attribute("href", first)
    expect(panel.locator("a.dial").first).to_be_in_viewport()
    picture(page, f"panel-{first[4:]}-{language}")
    expect_to_fit(page)
    expect_no_barriers(page)


def test_the_quick_way_out_puts_another_page_in_its_place(server, tab):
    page = tab(390, 844, has_map=False)
    page.route(
        "https://www.weather.go.kr/**",
        lambda route: route.fulfill(body="<title>맑음</title>", content_type="text/html"),
    )
    page.goto("about:blank")
    open_page(page, server)
    field = page.get_by_label("어디에서 찾을까요?")
    field.fill("남편이 저를 죽이려고 해요")
    field.press("Enter")
    way_out = page.locator(".stMain .crisis-away a")
    expect(way_out).to_be_in_viewport()
    at_rest(page)
    kept = page.evaluate("history.length")
    way_out.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("https://www.weather.go.kr/")
    becomes(page, lambda: page.evaluate("history.length"), kept)
    assert "남편" not in "".join(page.asked)


def test_moving_between_streamlit_pages_and_plain_ones(server, tab):
    page = tab()
    open_page(page, server)
    page.get_by_role("link", name="마음 안내").click()
    expect(page.locator("h1")).to_have_text("마음 안내")
    expect(page.locator("#root")).to_have_count(0)
    page.get_by_role("link", name="마음 점검").first.click()
    page.locator(".forms button").first.wait_for()
    page.go_back()
    expect(page.locator("h1")).to_have_text("마음 안내")
    page.go_back()
    page.get_by_label("어디에서 찾을까요?").wait_for()
    assert page.complaints == []
