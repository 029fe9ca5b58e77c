"""The region and data pages in a real browser: drawn, kept to ourselves, and usable by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.browser import at_rest, becomes, expect_nobody_else_asked, expect_to_fit, picture, query

Tab = Callable[..., Page]


def open_regions(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("svg.choropleth path.unit")
    page.wait_for_selector(".table tbody tr")
    at_rest(page)


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
    expect_to_fit(page)
    picture(page, f"{re.sub('[^a-z0-9]+', '-', path)}-{language}-{width}", full_page=True)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect_nobody_else_asked(page, server)
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
    expect(page.locator(".finding")).to_be_focused()
    page.go_back()
    expect(page.locator(".crumbs [aria-current]")).to_have_text("경기도")


def test_the_keyboard_comes_along_into_one_region_after_another(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions")
    for code, name in (("51", "강원특별자치도"), ("51150", "강릉시")):
        page.locator(f'path.unit[data-code="{code}"]').click()
        expect(page.locator(".crumbs [aria-current]")).to_have_text(name)
        expect(page.locator(".finding")).to_be_focused()
        at_rest(page)
        expect(page.locator(".finding")).to_be_focused()


def test_a_finger_reads_first_and_goes_with_the_second_tap(tab: Tab, server):
    page = tab(width=390)
    open_regions(page, f"{server}/regions?region=51")
    unit = page.locator('path.unit[data-code="51150"]')
    unit.tap()
    expect(page.locator(".tip")).to_contain_text("강릉시")
    assert query(page)["region"] == ["51"]
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
    expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody th").first).to_have_text("경기도")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(table.locator("tbody th").first).to_have_text("세종특별자치시")
    row = table.get_by_role("link", name="강원특별자치도")
    row.focus()
    # The run that follows the order draws the rows anew: the keyboard stays on its row.
    page.wait_for_url("**sort=people*")
    at_rest(page)
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".crumbs")).to_contain_text("강원특별자치도")
    expect(page.locator(".finding")).to_be_focused()
    at_rest(page)
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
    names = page.locator(".table tbody th")
    expect(names.first).to_have_text(re.compile("^Anseong"))
    expect(names.nth(40)).to_be_attached()
    page.locator("#language").click()
    expect(page.locator(".finding h2")).to_contain_text("보건소")
    assert query(page)["region"] == ["41"]
    assert query(page)["lang"] == ["ko"]


def test_high_contrast_keeps_the_map_readable(tab: Tab, server):
    page = tab(width=1440)
    open_regions(page, f"{server}/regions?region=11")
    page.locator("#contrast").click()
    strokes = "[...document.querySelectorAll('path.unit')].map((unit) => getComputedStyle(unit).stroke)"
    becomes(page, lambda: set(page.evaluate(strokes)), {"rgb(0, 0, 0)"})
    picture(page, "regions-contrast")
