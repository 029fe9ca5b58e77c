"""Favourites and accounts in a real browser: without an account, over a restart, on a second device, by keyboard."""

import datetime as dt
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from gis.settings import ROOT
from tests.app.browser import (
    FLAGS,
    PATIENCE_MS,
    at_rest,
    becomes,
    expect_no_barriers,
    expect_to_fit,
    open_page,
    picture,
    search,
    tab_to,
)
from tests.app.conftest import refuse_map, serve
from tests.app.search.test_search_journey import PLACE

PASSWORD = "비 오는 화요일의 도서관"


def new_name() -> str:
    return f"보리 {time.time_ns() % 10**9}"


def sign_up(page: Page, server: str, name: str) -> list[str]:
    """Make an account on the page and give its recovery codes."""
    page.goto(f"{server}/me?do=sign_up")
    page.get_by_role("textbox", name="이름").fill(name)
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.locator("#sign-up-is_14_or_older-yes").check()
    for purpose in ("terms", "account"):
        page.locator(f"#sign-up-consents-{purpose}").check()
    page.get_by_role("button", name="계정 만들기").last.click()
    expect(page.locator(".codes li")).to_have_count(8)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("button", name="적어 두었어요").click()
    page.locator("h2", has_text=f"{name}님의 계정").wait_for()
    return codes


def sign_in(page: Page, server: str, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{server}/me")
    page.get_by_role("textbox", name="이름").fill(name)
    page.get_by_label("비밀번호", exact=True).fill(password)
    page.locator("[data-form='sign-in'] button[type=submit]").click()


def stars(page: Page, server: str, place: str, count: int) -> list[str]:
    """Search and keep the first results; gives their names."""
    open_page(page, server)
    search(page, place)
    at_rest(page)
    page.locator(".result .star").nth(count).wait_for()
    names = page.locator(".result .name").all_inner_texts()[:count]
    for number in range(count):
        page.locator(".result .star").nth(number).click()
        expect(page.locator(".result .star").nth(number)).to_have_attribute("aria-pressed", "true")
    return names


def names_of(page: Page) -> set[str]:
    """Give the names in the list."""
    return set(page.locator(".result .name").all_inner_texts())


def listed(page: Page, server: str, names: list[str]) -> None:
    """Open the favourites and wait until just these are in the list."""
    page.goto(f"{server}/favourites")
    becomes(page, lambda: names_of(page), set(names))
    expect(page.locator(".result")).to_have_count(len(names))


def same_browser(browser, folder: Path) -> BrowserContext:
    """Start a browser of its own whose storage lies in a folder: closing it and starting it again is a restart."""
    found = [sys.executable, str(ROOT / "tools" / "find_browser.py")]
    chromium = subprocess.run(found, capture_output=True, text=True, check=True).stdout.strip()
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium, args=FLAGS, locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def test_favourites_without_an_account_then_with_one_on_two_devices(server, browser, tab, tmp_path):
    name = new_name()
    first = same_browser(browser, tmp_path)
    page = first.new_page()
    refuse_map(page)
    kept = stars(page, server, "강남역", 3)
    listed(page, server, kept)
    assert not [one for one in first.cookies() if one["name"] == "mc_session"], "no account, no cookie"
    sign_up(page, server, name)
    page.goto(f"{server}/favourites")
    page.get_by_role("button", name="동의하고 계정과 맞추기").click()
    page.get_by_text("계정과 맞추고 있어요").wait_for()
    first.close()

    again = same_browser(browser, tmp_path)
    page = again.new_page()
    listed(page, server, kept)  # though the browser was closed and opened again
    page.get_by_text("계정과 맞추고 있어요").wait_for()

    other = tab(has_map=False)
    more = stars(other, server, "춘천시", 1)
    sign_in(other, server, name)
    other.locator("h2", has_text="님의 계정").wait_for()
    other.goto(f"{server}/favourites")
    other.get_by_role("button", name="동의하고 계정과 맞추기").click()
    becomes(other, lambda: names_of(other), {*kept, *more})
    gone = other.locator(".result").filter(has_text=kept[0]).first
    with other.expect_response(lambda answer: answer.request.method == "PUT"):
        gone.locator(".star").click()
    expect(other.locator(".result")).to_have_count(3)

    # The list shows what this device had until the account's answer has come.
    listed(page, server, [*kept[1:], *more])  # what one device removed and added, the other has too
    page.get_by_role("button", name="그만두고 계정의 목록 지우기").click()
    page.get_by_text("계정의 목록을 지웠어요").wait_for()
    assert page.evaluate("fetch('/api/v1/me/favourites').then((one) => one.json())") == {
        "center_ids": [],
        "consent": None,
    }
    listed(page, server, [*kept[1:], *more])  # the device keeps its own
    again.close()


def test_a_file_of_favourites_goes_out_and_comes_in(server, tab, tmp_path):
    page = tab(has_map=False, accept_downloads=True)
    kept = stars(page, server, "강남역", 2)
    listed(page, server, kept)
    with page.expect_download() as download:
        page.get_by_role("button", name="파일로 내려받기").click()
    path = tmp_path / "mine.json"
    download.value.save_as(path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert {one["name"] for one in told["centers"]} == set(kept)

    page.get_by_role("button", name="모두 지우기").click()
    page.get_by_role("button", name="정말 모두 지우기").click()
    page.get_by_text("아직 담은 곳이 없어요").wait_for()
    evil = {**told, "centers": [*told["centers"], {"id": "<img src=x onerror=alert(1)>"}, {"id": 5}, None, "x"]}
    path.write_text(json.dumps(evil), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("2곳을 새로 담았어요").wait_for()
    expect(page.locator(".result")).to_have_count(2)
    path.write_text("{", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("즐겨찾기 파일이 아니에요").wait_for()
    assert [one for one in page.complaints if "ERR_BLOCKED" not in one] == [], "only the map was refused"


def test_what_stands_in_the_storage_is_never_trusted(server, tab):
    page = tab(has_map=False)
    page.goto(f"{server}/favourites")
    page.get_by_text("아직 담은 곳이 없어요").wait_for()
    forged = [{"id": "<script>alert(1)</script>", "at": "x"}, {"id": "'; DROP TABLE", "at": 1}, {"id": "aaaaaaaaaa"}]
    page.evaluate("(list) => localStorage.setItem('mindconnect.favourites', JSON.stringify(list))", forged)
    page.reload()
    page.get_by_text("지금 목록에 없는 곳이 1곳 있어요").wait_for()
    page.get_by_role("button", name="목록에 없는 곳 빼기").click()
    page.get_by_text("지금 목록에 없는 곳").wait_for(state="detached")
    page.evaluate("localStorage.setItem('mindconnect.favourites', 'not json')")
    page.reload()
    page.get_by_text("아직 담은 곳이 없어요").wait_for()


MERGES = [
    # here, on the account, at the last time, together
    ([], [], [], []),
    (["a"], [], [], ["a"]),
    ([], ["b"], [], ["b"]),
    (["a"], ["b"], [], ["a", "b"]),
    (["a", "b"], ["b"], ["a", "b"], ["b"]),
    (["b"], ["a", "b"], ["a", "b"], ["b"]),
    (["a", "c"], ["a", "b"], ["a"], ["a", "b", "c"]),
    (["c"], ["b"], ["a"], ["b", "c"]),
    ([], ["a", "b"], ["a"], ["b"]),
    (["a"], ["a"], [], ["a"]),
]
"""Worked by hand: what is new on either side stays, what either side removed goes."""


def test_two_lists_are_joined_as_worked_by_hand(server, tab):
    page = tab(has_map=False)
    page.goto(f"{server}/favourites")
    merge = """async (lists) => {
        const place = document.querySelector("script[src$='frame.js']").src;
        return (await import(new URL("favourites.js", place))).merge(...lists);
    }"""
    for here, there, before, together in MERGES:
        assert sorted(page.evaluate(merge, [here, there, before])) == together


def test_the_star_of_the_details_and_that_of_the_list_are_one(server, tab):
    page = tab(390, 844, has_map=False)
    open_page(page, server)
    search(page, "강남역")
    at_rest(page)
    page.locator(".result .name").first.click()
    star = page.locator(".st-key-center .star")
    star.click()
    expect(star).to_have_text(re.compile("담았어요"))
    picture(page, "details-star-390")
    page.get_by_role("button", name="목록으로").click()
    expect(page.locator(".result .star").first).to_have_attribute("aria-pressed", "true")
    page.goto(f"{server}/favourites")
    expect(page.locator(".result")).to_have_count(1)
    page.locator(".result .name").first.click()
    page.locator("h2.center-name").wait_for()
    expect(page.locator("h1")).to_have_text(page.locator("h2.center-name").inner_text())


def test_no_password_passes_through_the_pages_own_connection(server, tab):
    page = tab(has_map=False)
    frames: list[str] = []
    posted: list[tuple[str, str]] = []

    def listen(socket):
        for event in ("framesent", "framereceived"):
            socket.on(event, lambda frame: frames.append(frame if isinstance(frame, str) else frame.decode("latin-1")))

    page.on("websocket", listen)
    page.on("request", lambda request: posted.append((request.url, request.post_data or "")))
    name = new_name()
    codes = sign_up(page, server, name)
    everything = "\n".join(frames)
    assert len(codes) == 8
    # Frames are bytes read as Latin-1; a Hangul word stands in them as its UTF-8.
    for secret in (PASSWORD, *codes):
        assert secret.encode().decode("latin-1") not in everything
    assert name.encode().decode("latin-1") in everything, "the frames were not seen"
    assert {url for url, body in posted if PASSWORD in body} == {f"{server}/api/v1/accounts"}
    token = next(one for one in page.context.cookies() if one["name"] == "mc_session")
    assert token["httpOnly"]
    assert token["sameSite"] == "Strict"
    assert "mc_session" not in page.evaluate("document.cookie")


def test_the_profile_holds_a_cell_and_never_the_point(server, tab):
    page = tab(390, 844, permissions=["geolocation"], geolocation=PLACE)
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on(
        "framesent", lambda frame: sent.append(frame if isinstance(frame, str) else frame.decode("latin-1"))
    ))  # fmt: skip
    page.on("request", lambda request: sent.append(unquote(request.url) + (request.post_data or "")))
    sign_up(page, server, new_name())
    open_section(page, "나에게 맞는 안내")
    page.get_by_role("button", name="내 위치로 찾기").click()
    page.get_by_text("사는 구역: 폭 1킬로미터쯤").wait_for()
    page.get_by_label("잠을 못 자요").check()
    page.get_by_role("button", name="보관하기", exact=True).click()
    page.get_by_text("힘든 일과 정도를 보관하려면").wait_for()
    page.locator("#profile-consents-needs").check()
    page.get_by_role("button", name="보관하기", exact=True).click()
    page.get_by_text("사는 구역을 보관하려면").wait_for()
    assert page.evaluate("fetch('/api/v1/me/profile').then((one) => one.json())") is None, "one tick keeps nothing yet"
    page.locator("#profile-consents-location").check()
    picture(page, "profile-consents-390")
    page.get_by_role("button", name="보관하기", exact=True).click()
    page.get_by_text("암호로 잠가 보관하고 있어요").wait_for()
    picture(page, "profile-390")
    kept = page.evaluate("fetch('/api/v1/me/profile').then((one) => one.json())")
    assert kept["problem"] == ["sleep"]
    assert kept["cell"].startswith("8830e1")
    everything = "\n".join(sent)
    assert kept["cell"] in everything
    for digits in ("37.498", "127.028", "127.027", "37.497"):
        assert digits not in everything
    open_section(page, "내 동의")
    page.get_by_role("button", name="거두고 지우기: 사는 구역").click()
    expect(page.get_by_role("button", name="거두고 지우기: 사는 구역")).to_have_count(0)
    kept = page.evaluate("fetch('/api/v1/me/profile').then((one) => one.json())")
    assert (kept["problem"], kept["cell"]) == (["sleep"], None), "what is hard rests on a consent of its own"
    page.get_by_role("button", name="적은 내용과 동의 모두 지우기").click()
    page.get_by_text("아직 적은 것이 없어요").wait_for()
    assert page.evaluate("fetch('/api/v1/me/profile').then((one) => one.json())") is None


def test_an_account_by_keyboard_alone_from_sign_up_to_deletion(server, tab):
    page = tab(has_map=False)
    page.goto(f"{server}/me?do=sign_up")
    page.locator("[data-form='sign-up']").wait_for()
    name = new_name()

    tab_to(page, "#sign-up-name")
    page.keyboard.insert_text(name)
    tab_to(page, "#sign-up-password")
    page.keyboard.insert_text("password1234")
    tab_to(page, "#sign-up-is_14_or_older-yes")
    page.keyboard.press("Space")
    for purpose in ("terms", "account"):
        tab_to(page, f"#sign-up-consents-{purpose}")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-up-password")).to_be_focused()
    expect(page.locator("[role=status].is-trouble")).to_contain_text("남이 쉽게 맞힐 수 있는")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".codes h3")).to_be_focused()
    tab_to(page, ".codes .main")
    page.keyboard.press("Enter")
    page.locator("h2", has_text=f"{name}님의 계정").wait_for()

    # A run that is still drawing replaces what has the focus, and the next Tab starts at the top of the page.
    at_rest(page)
    page.locator("summary", has_text="내 자료 내려받기와 계정 지우기").focus()
    page.keyboard.press("Enter")
    page.locator("#leave-password").wait_for()
    tab_to(page, "#leave-password")
    page.keyboard.insert_text(PASSWORD)
    tab_to(page, "#leave-sure")
    page.keyboard.press("Space")
    tab_to(page, "[data-form='leave'] button[type=submit]")
    page.keyboard.press("Enter")
    page.locator("[data-form='sign-in']").wait_for()
    sign_in(page, server, name)
    expect(page.locator("[role=status].is-trouble")).to_contain_text("맞지 않아요")


def test_a_person_under_14_is_told_what_works_without_an_account(server, tab):
    page = tab(390, 844, has_map=False)
    page.goto(f"{server}/me?do=sign_up")
    page.locator("[data-form='sign-up']").wait_for()
    page.get_by_role("textbox", name="이름").fill(new_name())
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    submit = page.locator("[data-form='sign-up'] button[type=submit]")
    submit.click()
    page.get_by_text("만 14세 이상인지 골라 주세요").wait_for()
    page.locator("#sign-up-is_14_or_older-no").check()
    submit.click()
    page.get_by_text("계정을 만들려면 이용약관에 동의해 주세요").wait_for()
    for purpose in ("terms", "account"):
        page.locator(f"#sign-up-consents-{purpose}").check()
    with page.expect_response("**/api/v1/accounts") as answer:
        submit.click()
    assert answer.value.status == 422
    expect(page.locator("[role=status].is-trouble")).to_contain_text("만 14세가 되지 않으면")
    picture(page, "sign-up-under-14-390")
    links = "(all) => all.map((one) => one.getAttribute('href'))"
    becomes(page, lambda: page.locator(".young a").evaluate_all(links), ["tel:1388", "/", "/guide"])
    assert not [one for one in page.context.cookies() if one["name"] == "mc_session"]
    reading = page.locator("[data-form='sign-up'] a.reading").evaluate_all("(all) => all.map((one) => one.pathname)")
    assert reading == ["/terms", "/privacy"]


def test_a_server_that_names_nobody_offers_no_account_and_no_exact_position(app_url, var_dir, tab):
    running = serve({"APP_DATABASE_URL": app_url, "MINDCONNECT_VAR_DIR": str(var_dir)})
    server = next(running)
    page = tab(has_map=False, permissions=["geolocation"], geolocation=PLACE)
    page.goto(f"{server}/me?do=sign_up")
    page.get_by_text("여기에서는 아직 계정을 만들 수 없어요").wait_for()
    expect(page.locator("[data-form='sign-up']")).to_have_count(0)
    page.goto(f"{server}/privacy")
    page.get_by_text("운영기관과 개인정보 보호책임자를 정해 알리지 않았어요").wait_for()
    open_page(page, server)
    page.get_by_role("button", name="내 위치로 찾기").click()
    page.locator(".result").first.wait_for()
    at_rest(page)
    expect(page.get_by_role("button", name="정확한 위치로 다시 찾기")).to_have_count(0)
    with pytest.raises(StopIteration):
        next(running)


def test_sessions_end_from_another_device_and_recovery_works(server, tab):
    name, new = new_name(), "강가를 걷는 느린 아침"
    page, other = tab(has_map=False), tab(has_map=False)
    codes = sign_up(page, server, name)
    sign_in(other, server, name)
    other.locator("h2", has_text="님의 계정").wait_for()
    page.reload()
    open_section(page, "로그인된 기기")
    page.get_by_role("button", name="이 기기 로그아웃").click()
    expect(page.get_by_role("button", name="이 기기 로그아웃")).to_have_count(0)
    other.reload()
    other.locator("[data-form='sign-in']").wait_for()

    other.goto(f"{server}/me?do=recover")
    other.get_by_role("textbox", name="이름").fill(name)
    other.get_by_label("복구 코드").fill(codes[0].lower())
    other.get_by_label("새 비밀번호", exact=True).fill(new)
    other.get_by_role("button", name="새 비밀번호로 들어가기").click()
    other.get_by_text("아직 쓰지 않은 복구 코드: 7개").wait_for()
    page.reload()
    page.locator("[data-form='sign-in']").wait_for()

    # A second factor on the account with the new password: scanned or typed, confirmed, asked for at the next log-in.
    open_section(other, "2단계 인증")
    form = other.locator("[data-form='second-on']")
    form.get_by_label("비밀번호", exact=True).fill(new)
    form.get_by_role("button", name="2단계 인증 시작하기").click()
    expect(form.get_by_role("img", name="QR 코드")).to_be_visible()
    app = pyotp.TOTP(form.locator(".secret-key").inner_text().replace(" ", ""))
    form.get_by_label("인증 코드").fill(app.now())
    form.get_by_role("button", name="확인하고 켜기").click()
    expect(other.locator(".codes li")).to_have_count(8)
    sign_in(page, server, name, new)
    page.get_by_label("인증 코드").fill(app.at(dt.datetime.now(dt.UTC), counter_offset=1))
    page.get_by_role("button", name="확인", exact=True).click()
    page.locator("h2", has_text="님의 계정").wait_for()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_have_no_serious_barrier_and_fit_a_narrow_phone(server, tab, language):
    page = tab(390, 844, has_map=False)
    query = "" if language == "ko" else "&lang=en"
    stars(page, server, "강남역", 2)
    addresses = [f"/me?do={way}{query}" for way in ("sign_in", "sign_up", "recover")]
    for address in (*addresses, f"/favourites?x=1{query}"):
        page.goto(server + address)
        page.locator(".own-form, .result").first.wait_for()
        expect_no_barriers(page)
        expect_narrow_to_fit(page, address.strip("/").partition("?")[0] + f"-{language}")
    sign_up(page, server, new_name())
    page.goto(f"{server}/me?x=1{query}")
    page.locator(".stExpander summary").first.wait_for()
    at_rest(page)
    for number in range(page.locator(".stExpander").count()):
        open_section(page, number)
    page.locator("[data-form='leave']").wait_for()
    expect_no_barriers(page)
    expect_narrow_to_fit(page, f"account-{language}")


def expect_narrow_to_fit(page: Page, name: str) -> None:
    """Let nothing run over the edge of the narrowest phone, and make the page as wide as before."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    expect_to_fit(page)
    picture(page, f"{name}-320")
    page.set_viewport_size(size)


def open_section(page: Page, which: int | str) -> None:
    """Open a section of the page, by its number or by words of its heading."""
    section = page.locator(".stExpander details")
    section = section.nth(which) if isinstance(which, int) else section.filter(has_text=which)
    section.locator("summary").click()
    expect(section).to_have_attribute("open", "")


def test_nothing_runs_over_the_edge_of_a_wide_screen(server, tab):
    page = tab(1440, 800, has_map=False)
    stars(page, server, "강남역", 1)
    sign_up(page, server, new_name())
    for address in ("/me", "/favourites", "/me?lang=en", "/favourites?lang=en"):
        page.goto(server + address)
        page.locator(".own-form, .result").first.wait_for()
        expect_to_fit(page)
        picture(page, f"{address.strip('/').replace('?lang=', '-')}-1440")
