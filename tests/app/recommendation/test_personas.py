"""The brief's three persons, each from the first page to a fitting first result with its reasons, in a real browser."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from sqlalchemy import create_engine, text

from tests.app.browser import at_rest, expect_in_order, expect_no_barriers, expect_to_fit, picture
from tests.app.self_check.test_check_journey import answer, begin

TUESDAY = dt.date(2027, 3, 2)
"""A Tuesday far from the days that other tests look at: the notice below holds on it alone."""


def where(page: Page, place: str) -> None:
    page.get_by_label("어디에서 찾을까요?").fill(place)
    page.get_by_role("button", name="찾기", exact=True).click()
    page.locator(".result").first.wait_for()
    at_rest(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose out of a drop-down list; a run of the page that ends meanwhile closes it, then it is opened again."""
    wanted = page.get_by_role("option", name=option)
    for _ in range(5):
        page.get_by_role("combobox", name=label).click()
        try:
            wanted.click(timeout=8000)
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
        else:
            break
    expect(page.get_by_role("combobox", name=label)).to_have_value(re.compile(option))
    at_rest(page)


def expect_first(page: Page, first: str) -> None:
    """Wait until the first recommendation is this one."""
    expect(page.locator(".result .name").first).to_have_text(first)
    at_rest(page)


def complaints(page: Page) -> list[str]:
    """Give what the pages complained about, but for the map's library, which these tests refuse."""
    return [line for line in page.complaints if "ERR_BLOCKED" not in line]


def expect_reason(page: Page, pattern: str, *, nth: int | None = None) -> None:
    """Wait until a reason of the first recommendation, or the one of that number, begins with a pattern."""
    reasons = page.locator(".result").first.locator(".why li")
    wanted = re.compile(rf"^\s*(?:{pattern})")
    if nth is None:
        expect(reasons.filter(has_text=wanted).first).to_be_visible()
    else:
        expect(reasons.nth(nth)).to_have_text(wanted)


@pytest.fixture
def open_late(nation):
    """The center of Gangnam says that it is open until eight on that Tuesday."""
    writer = create_engine(nation.url)
    with writer.begin() as conn:
        conn.execute(
            text("""
                INSERT INTO core.notice (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by)
                SELECT center_id, 'hours', '[[540, 1200]]', :start, :end, '2026-11-01T00:00+09:00', '강남구 보건소'
                FROM core.center WHERE name = '강남구정신건강복지센터'
            """),
            {"start": f"{TUESDAY}T00:00+09:00", "end": f"{TUESDAY + dt.timedelta(days=1)}T00:00+09:00"},
        )
    writer.dispose()


def test_an_office_worker_who_can_come_after_work(server, tab, open_late):
    page = tab(1280, 900, has_map=False)
    page.goto(f"{server}/?at={TUESDAY - dt.timedelta(days=1)}T12:30")
    at_rest(page)
    page.get_by_role("link", name="맞춤 추천").click()
    page.locator(".st-key-match-form").wait_for()
    page.goto(f"{server}/match?at={TUESDAY - dt.timedelta(days=1)}T12:30")
    page.locator(".st-key-match-form").wait_for()
    where(page, "수서역")
    choose(page, "무엇 때문에 찾으세요?", "일이나 공부로 지쳤어요")
    page.get_by_role("radio", name="평일 저녁 6시 뒤").click()
    expect_first(page, "강남구정신건강복지센터")
    expect_reason(page, r"(약 )?1\.\d km, .+, 걸어서 \d+분", nth=0)
    expect_reason(page, "화요일.*20:00까지 운영")
    expect_reason(page, ".*사업 운영")
    expect_reason(page, "정보 기준일 20")
    expect(page.get_by_text("그 시간에 닫는 곳", exact=False).first).to_be_visible()
    assert "stress" not in page.url
    assert "evening" not in page.url
    picture(page, "match-office-worker")
    page.locator(".result .name").first.click()
    expect(page.locator(".center-name")).to_have_text("강남구정신건강복지센터")
    page.go_back()
    expect_first(page, "강남구정신건강복지센터")
    page.get_by_role("button", name="시간 조건 빼고 보기").click()
    expect(page.get_by_text("그 시간에 닫는 곳", exact=False)).to_have_count(0)
    assert complaints(page) == []


def test_a_student_who_wants_free_help_and_peers(server, tab):
    """From the self-check: for oneself, 19 to 34, low mood at 16 points, weekdays in the daytime, face to face."""
    page = tab(1280, 900, has_map=False)
    begin(page, server)
    for place in (0, 2, 2, *[2] * 8):
        answer(page, place)
    for place in (0, 0, 0):
        answer(page, place)
    page.locator(".question input").first.check()
    page.locator(".question .main").click()
    page.get_by_role("link", name="나에게 맞는 곳 찾기").click()
    page.locator(".st-key-match-form").wait_for()
    expect(page.get_by_text("마음 점검에서 고른 것으로 시작했어요", exact=False)).to_be_visible()
    where(page, "봉천역")
    page.get_by_role("button", name="돈이 들지 않는 곳").click()
    page.get_by_role("button", name="모임이나 교육 프로그램").click()
    expect_first(page, "관악구정신건강복지센터")
    expect(page.locator(".result").first).to_contain_text("교육 프로그램이 있어요")
    expect(page.locator(".result").first).to_contain_text("또래 모임이 있는지는 공개되어 있지 않아요")
    expect_reason(page, ".*무료")
    expect_reason(page, ".*이 지역 주민")
    expect_reason(page, r".*18:00까지 운영 \(평일 낮, 한 주 ")
    voucher = page.locator(".door").first
    voucher.locator("summary").click()
    expect(voucher).to_contain_text("심리상담 바우처")
    expect(voucher).to_contain_text("의뢰서를 써 주는 공공센터: 관악구정신건강복지센터")
    expect(voucher).to_contain_text("점검의 점수는 서류가 아니고")
    assert complaints(page) == []


def test_a_parent_who_needs_help_for_a_child_from_home(server, tab):
    page = tab(390, 844, has_map=False)
    page.goto(f"{server}/match")
    page.locator(".st-key-match-form").wait_for()
    where(page, "모란역")
    choose(page, "무엇 때문에 찾으세요?", "아이의 마음")
    choose(page, "도움이 필요한 분의 나이", "13세 미만")
    page.get_by_role("radio", name="전화나 온라인으로").click()
    expect_first(page, "성남시아동청소년정신건강복지센터")
    expect(page.locator(".result").first).to_contain_text("먼저 전화로 이야기할 수 있어요")
    expect_reason(page, r"아이와 청소년의 마음을 맡은 전용 센터 \(아동청소년\)$")
    expect_reason(page, "먼저 전화로 이야기할 수 있어요$")
    expect(page.locator(".result .phone").first).to_have_attribute("href", re.compile(r"tel:\d+"))
    expect(page.locator(".result p.unsure").first).to_contain_text("온라인 상담을 하는지는 공개되어 있지 않아요")
    youth = page.locator(".door").first
    youth.locator("summary").click()
    expect(youth.locator("a[href='tel:1388']")).to_be_visible()
    expect(youth).to_contain_text("청소년상담1388 누리집")
    expect_to_fit(page)
    expect_no_barriers(page)
    picture(page, "match-parent-390")
    assert complaints(page) == []


def test_words_of_distress_bring_the_panel_above_the_recommendation(server, tab):
    page = tab(390, 844, has_map=False)
    page.goto(f"{server}/match?place=%EB%AA%A8%EB%9E%80&lat=37.4329&lon=127.1295")
    page.locator(".result").first.wait_for()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("지금 상황을 편하게 적어 주세요").fill("번아웃이 왔고 죽고 싶다는 생각이 들어요")
    page.get_by_role("button", name="추천 보기").click()
    panel = page.locator(".stMain .crisis-panel")
    expect_in_order(page, ".stMain .crisis-panel", ".st-key-where")
    expect(panel.locator("a[href='tel:109']")).to_be_visible()
    assert not [url for url in sent if "%EC%A3%BD" in url], "what is written stands in no address"


def test_why_a_place_is_not_here_and_what_matters_more(server, tab):
    page = tab(1280, 900, has_map=False)
    page.goto(f"{server}/match?place=%EB%AA%A8%EB%9E%80&lat=37.4329&lon=127.1295&need=memory&lang=en")
    page.locator(".result").first.wait_for()
    at_rest(page)
    assert "need=" not in page.url
    page.get_by_text("Why is a place not listed?").click()
    page.get_by_label("Name of the place").fill("성남시아동청소년정신건강복지센터")
    page.get_by_label("Name of the place").press("Tab")
    page.get_by_role("button", name="Show why").click()
    expect(page.locator(".why-not")).to_contain_text("was left out")
    page.get_by_text("What matters most to you?").click()
    slider = page.get_by_role("slider", name="distance")
    slider.focus()
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("distance 61 %", exact=False)).to_be_visible()
    expect_no_barriers(page)
