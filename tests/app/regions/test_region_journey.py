"""The region and data pages in a real browser: drawn, kept to ourselves, and usable by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from gis.settings import ROOT

PICTURES = ROOT / "var" / "screenshots"

Tab = Callable[..., Page]


def settle(page: Page) -> None:
    """Wait until the run of the page has ended and what it drew is there."""
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"]')
    page.wait_for_timeout(300)


def open_regions(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("svg.choropleth path.unit")
    page.wait_for_selector(".table tbody tr")
    settle(page)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", ["regions?region=41", "about"])
def test_pages_fit_every_width_and_ask_nobody_else(tab: Tab, server, width, language, path):
    page = tab(width=width)
    joint = "&" if "?" in path else "?"
    page.goto(f"{server}/{path}{joint}lang={language}")
    page.wait_for_selector(".finding h2")
    if path != "about":
        page.wait_for_selector("svg.choropleth path.unit")
    settle(page)
    page.evaluate("document.fonts.ready")
    picture(page, f"{re.sub('[^a-z0-9]+', '-', path)}-{language}-{width}")
    assert page.evaluate("document.documentElement.lang") == language
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page must not scroll sideways; only the table may, within itself"
    outside = [
        url for url in page.asked if not url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
    ]
    assert outside == []
    assert page.complaints == []


def test_the_map_says_what_is_pointed_at_and_leads_down(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions?region=41")
    unit = page.locator('path.unit[data-code="41820"]')
    unit.hover()
    expect(page.locator(".tip")).to_be_visible()
    expect(page.locator(".tip")).to_contain_text("km")
    unit.click()
    page.wait_for_url("**region=41820*")
    expect(page.locator(".crumbs")).to_contain_text("가평군")
    settle(page)
    assert page.evaluate("document.activeElement.className") == "finding"
    page.go_back()
    expect(page.locator(".crumbs [aria-current]")).to_have_text("경기도")


def test_a_finger_reads_first_and_goes_with_the_second_tap(tab: Tab, server):
    page = tab(width=390)
    open_regions(page, f"{server}/regions?region=51")
    unit = page.locator('path.unit[data-code="51150"]')
    unit.tap()
    expect(page.locator(".tip")).to_contain_text("강릉시")
    assert asked(page)["region"] == ["51"]
    unit.tap()
    page.wait_for_url("**region=51150*")


def test_the_keyboard_goes_down_sorts_and_comes_back(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions")
    table = page.locator(".table")
    expect(table.locator("tbody tr")).to_have_count(17)
    button = table.get_by_role("button", name="사는 사람")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-people*")
    settle(page)
    expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody th").first).to_have_text("경기도")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=people*")
    settle(page)  # the run that follows draws the rows anew, and a link focused before is gone
    expect(table.locator("tbody th").first).to_have_text("세종특별자치시")
    table.get_by_role("link", name="강원특별자치도").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**region=51*")
    settle(page)
    assert page.evaluate("document.activeElement.className") == "finding"
    page.locator(".crumbs a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".crumbs")).to_have_count(0)
    expect(table.locator("tbody tr")).to_have_count(17)


def test_the_filter_narrows_the_table_and_says_how_many(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions?level=sigungu")
    page.locator(".table .filter input").fill("중구")
    expect(page.locator(".table tbody tr")).to_have_count(6)
    expect(page.locator('.table [role="status"]')).to_contain_text("6")
    expect(page.locator(".table tfoot tr")).to_have_count(1)


def test_files_are_taken_away_under_a_name_that_says_which(tab: Tab, server, tmp_path: Path):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions?region=41")
    for label, ending, start in (
        ("표 CSV", "csv", b"\xef\xbb\xbf"),
        ("표 엑셀", "xlsx", b"PK"),
        ("지도", "gpkg", b"SQLite"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert re.fullmatch(rf"mindconnect_41_sigungu_[0-9a-f]{{12}}\.{ending}", download.value.suggested_filename)
        assert Path(download.value.path()).read_bytes().startswith(start)


def test_a_shared_address_shows_the_same_to_somebody_else(tab: Tab, server):
    address = f"{server}/regions?region=41&measure=people_per_center&sort=name&kind=보건소&lang=en"
    page = tab(width=1440)
    open_regions(page, address)
    expect(page.locator(".finding h2")).to_contain_text("Public health center")
    expect(page.locator(".legend h3")).to_contain_text("People per center (people)")
    expect(page.locator(".table th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    names = page.locator(".table tbody th").all_inner_texts()
    assert names[0].startswith("가평")
    assert len(names) > 40
    page.locator("#language").click()
    expect(page.locator(".finding h2")).to_contain_text("보건소")
    assert asked(page)["region"] == ["41"]
    assert "lang" not in asked(page)


def test_high_contrast_keeps_the_map_readable(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions?region=11")
    page.locator("#contrast").click()
    strokes = page.evaluate("[...document.querySelectorAll('path.unit')].map((unit) => getComputedStyle(unit).stroke)")
    assert set(strokes) == {"rgb(0, 0, 0)"}
    picture(page, "regions-contrast")
