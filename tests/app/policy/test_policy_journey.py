"""The policy pages in a real browser: an official's question from the page to the paper, by keyboard and by finger."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.browser import (
    PATIENCE_MS,
    at_rest,
    becomes,
    expect_no_barriers,
    expect_nobody_else_asked,
    expect_to_fit,
    picture,
    query,
)

Tab = Callable[..., Page]


def open_policy(page: Page, address: str) -> None:
    page.goto(address)
    # The first answer of a fresh server waits for the board and for what is compiled.
    page.wait_for_selector(".finding h2", timeout=3 * PATIENCE_MS)
    page.wait_for_selector(".table tbody tr:visible", timeout=3 * PATIENCE_MS)
    at_rest(page)


def test_an_official_asks_about_evenings_and_takes_the_paper_along(tab: Tab, server, tmp_path: Path):
    page = tab(width=1440)
    open_policy(page, f"{server}/gaps")
    page.get_by_role("link", name="평일 저녁(18~21시)으로 보기").click()
    expect(page.locator(".finding h2")).to_contain_text("평일 저녁(18~21시)", timeout=3 * PATIENCE_MS)
    at_rest(page)
    first = page.locator(".table tbody tr").first
    name = first.locator("th").inner_text()
    people = first.locator("td").first.inner_text()
    expect(page.locator(".finding")).to_contain_text(name)
    expect(page.locator(".states")).to_contain_text("닫힌 것으로 보았어요")
    with page.expect_download() as download:
        page.get_by_role("button", name="한 쪽 보고서 PDF").click()
    assert re.fullmatch(
        r"mindconnect_gaps_kr_sigungu_weekday_evening_car30_[0-9a-f]{6}_[0-9a-f]{12}\.pdf",
        download.value.suggested_filename,
    )
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    said = words_of(content, tmp_path)
    assert people in said
    assert name.split()[-1] in said
    assert "mindconnect access" in said
    assert "weekday_evening" in said
    assert page.complaints == []


def words_of(pdf: bytes, folder: Path) -> str:
    path = folder / "memo.pdf"
    path.write_bytes(pdf)
    try:
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    except FileNotFoundError:
        pytest.skip("pdftotext is not here (poppler-utils)")


def test_an_hour_is_chosen_by_keyboard_and_stands_in_the_address(tab: Tab, server):
    page = tab(width=1440)
    open_policy(page, f"{server}/gaps?region=11")
    start = page.locator('.week button[tabindex="0"]')
    expect(start).to_have_count(1)
    start.focus()
    first = int(start.get_attribute("data-hour") or "")
    assert first < 24, "a Monday's"
    page.keyboard.press("ArrowDown")
    for _ in range(abs(14 - first)):
        page.keyboard.press("ArrowRight" if first < 14 else "ArrowLeft")
    focused = page.locator(".week button:focus")
    expect(focused).to_have_attribute("data-hour", str(24 + 14))
    expect(focused).to_have_attribute("aria-label", re.compile(r"^화요일 14시: \d+\.\d %"))
    page.keyboard.press("Enter")
    page.wait_for_url("**hour=Tue*14**")
    expect(page.locator(".finding h2")).to_contain_text("화요일 14시")
    at_rest(page)
    expect(page.locator(".week button:focus")).to_have_attribute("data-hour", str(24 + 14))
    expect(page.locator('.week button[aria-pressed="true"]')).to_have_count(1)


def test_a_phone_turns_the_week_and_goes_into_a_region(tab: Tab, server):
    page = tab(width=390)
    open_policy(page, f"{server}/gaps?level=sido")
    expect(page.locator(".week table.turned tbody tr")).to_have_count(24)
    expect(page.locator(".week")).to_be_hidden()
    page.locator("summary", has_text="시간표 보기").click()
    expect(page.locator(".week button").first).to_be_visible()
    box = page.locator(".week button").first.bounding_box()
    assert box
    assert box["width"] >= 24
    assert box["height"] >= 24
    page.get_by_role("link", name="세종특별자치시").click()
    page.wait_for_url("**region=36*")
    page.locator("summary", has_text="누가, 언제, 어디로").click()
    expect(page.locator(".story").first).to_be_visible()
    expect_to_fit(page)


def test_a_phone_sees_answer_and_map_first_and_opens_the_rest(tab: Tab, server):
    page = tab(width=390)
    open_policy(page, f"{server}/gaps")
    kind, opener = page.get_by_text("기관 종류", exact=True), page.locator("summary", has_text="조건 바꾸기")
    expect(page.locator("svg.choropleth")).to_be_visible()
    expect(kind).to_be_hidden()

    def is_in_order() -> bool:
        finding, above, plot = (
            page.locator(one).bounding_box() for one in (".finding", "details.fold >> nth=0", "svg.choropleth")
        )
        end = finding["y"] + finding["height"]
        return end <= above["y"] < plot["y"] < end + 200

    becomes(page, is_in_order, wanted=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(kind).to_be_visible()
    # A choice does not shut what was opened.
    page.get_by_text("45분", exact=True).click()
    page.wait_for_url("**limit_min=45**")
    expect(page.locator(".finding h2")).to_contain_text("45분")
    at_rest(page)
    expect(kind).to_be_visible()
    opener.click()
    expect(kind).to_be_hidden()


def test_a_wide_screen_has_nothing_to_open(tab: Tab, server):
    page = tab(width=1440)
    open_policy(page, f"{server}/gaps?region=41800")
    expect(page.get_by_text("기관 종류", exact=True)).to_be_visible()
    expect(page.locator(".week")).to_be_visible()
    expect(page.locator(".verdicts")).to_be_visible()
    expect(page.locator("details.fold:visible")).to_have_count(0)


def test_cells_are_drawn_for_what_is_in_sight(tab: Tab, server):
    page = tab(width=1440)
    open_policy(page, f"{server}/gaps?map=cells")
    page.wait_for_selector(".cells[data-ready]")
    box = page.locator(".cells")
    expect(box).to_have_attribute("data-resolution", "5")
    assert 200 < int(box.get_attribute("data-cells")) < 3000
    picture(page, "gaps-cells")
    open_policy(page, f"{server}/gaps?map=cells&region=11110")
    page.wait_for_selector('.cells[data-ready][data-resolution="8"]')
    assert 20 < int(box.get_attribute("data-cells")) < 3000
    expect_nobody_else_asked(page, server)
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["gaps", "gaps?region=41800&lang=en", "compare", "equity?lang=en"])
def test_pages_fit_and_axe_is_content(tab: Tab, server, width, path):
    page = tab(width=width)
    open_policy(page, f"{server}/{path}")
    page.wait_for_selector(".states")
    picture(page, f"policy-{re.sub('[^a-z0-9]+', '-', path)}-{width}")
    expect_to_fit(page)
    expect_no_barriers(page)
    assert page.complaints == []


def test_two_readings_stand_in_the_address(tab: Tab, server):
    page = tab(width=1440)
    open_policy(page, f"{server}/compare?hour=any&b_hour=any&b_mode=walk")
    expect(page.locator("svg.choropleth")).to_have_count(3)
    expect(page.locator(".finding h2")).to_contain_text("걸어서 30분")
    page.locator("#language").click()
    expect(page.locator(".finding h2")).to_contain_text("on foot")
    assert query(page)["b_mode"] == ["walk"]
