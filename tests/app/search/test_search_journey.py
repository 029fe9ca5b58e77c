"""The main journeys in a real browser, on the real server with the nation's data."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from app.data.search import cell_of
from tests.app.browser import at_rest, becomes, expect_to_fit, open_page, picture, query, search, tab_to
from tests.app.conftest import serve

PLACE = {"latitude": 37.498123, "longitude": 127.027987}
"""Where the device stands: near 강남역."""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_type_a_place_open_details_change_the_radius_switch_the_language(server, tab, width, height):
    page = tab(width, height)
    open_page(page, server)
    picture(page, f"start-{width}")
    search(page, "강남역")
    at_rest(page)
    picture(page, f"results-{width}")
    heading = page.locator("h2", has_text="강남역 3 km 안에")
    within_3 = int(re.search(r"(\d+)곳", heading.inner_text())[1])

    page.get_by_text("5 km", exact=True).click()
    heading = page.locator("h2", has_text="강남역 5 km 안에")
    heading.wait_for()
    at_rest(page)
    assert int(re.search(r"(\d+)곳", heading.inner_text())[1]) > within_3
    becomes(page, lambda: query(page).get("r"), ["5"])

    name = page.locator(".result .name").first.inner_text()
    page.locator(".result .name").first.click()
    page.locator("h2.center-name", has_text=name).wait_for()
    at_rest(page)
    picture(page, f"details-{width}")

    page.locator("#language").click()
    page.locator("dt", has_text="Address").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text(name)
    picture(page, f"details-en-{width}")
    page.get_by_role("button", name="Back to the list").click()
    page.locator("h2", has_text="within 5 km of Gangnam Station").wait_for()
    expect(page.locator("h1")).to_have_text("Find mental health care near you")
    at_rest(page)
    picture(page, f"results-en-{width}")
    page.go_back()
    page.locator("h2.center-name", has_text=name).wait_for()

    hosts = {urlsplit(address).netloc for address in page.asked if address.startswith(("http", "ws"))}
    assert hosts == {urlsplit(server).netloc}, "nothing may be asked from another host"
    assert page.complaints == []


def test_a_suggestion_is_chosen_by_keyboard_alone(server, tab):
    page = tab(390, 844)
    open_page(page, server)
    field = page.get_by_role("combobox", name="어디에서 찾을까요?")
    field.press_sequentially("해운대", delay=30)
    options = page.get_by_role("listbox").get_by_role("option")
    options.first.wait_for()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    marked = page.locator('[role=option][aria-selected="true"]')
    expect(marked).to_contain_text("해운대역")
    becomes(page, lambda: marked.get_attribute("id") == field.get_attribute("aria-activedescendant"), wanted=True)
    picture(page, "suggestions-390")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Backspace")
    field.press_sequentially("대", delay=30)
    options.nth(1).wait_for()
    field.press("ArrowUp")  # from the field upwards: the last
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    page.locator("h2", has_text="해운대역 3 km 안에").wait_for()
    becomes(page, lambda: "q" in query(page), wanted=False)
    assert not [address for address in page.asked if "suggestions?" in address], "what is typed stands in no address"
    assert page.complaints == []


def test_a_shared_address_answers_the_same(server, tab):
    first = tab(has_map=False)
    open_page(first, server)
    search(first, "춘천시")
    at_rest(first)
    second = tab(has_map=False)
    open_page(second, first.url)
    names = first.locator(".result .name").all_inner_texts()
    assert names
    expect(second.locator(".result .name")).to_have_text(names)


def test_the_server_gets_a_cell_and_the_point_only_on_request(server, tab):
    page = tab(permissions=["geolocation"], geolocation=PLACE)
    sent: list[str] = []

    def listen(socket):
        socket.on("framesent", lambda frame: sent.append(frame if isinstance(frame, str) else frame.decode("latin-1")))

    page.on("websocket", listen)
    page.on("request", lambda request: sent.append(unquote(request.url) + (request.post_data or "")))
    open_page(page, server)
    page.get_by_role("button", name="내 위치로 찾기").click()
    page.locator(".result").first.wait_for()
    at_rest(page)

    cell = cell_of(PLACE["latitude"], PLACE["longitude"])
    becomes(page, lambda: query(page), {"cell": [cell]})
    everything = "\n".join(sent)
    assert cell in everything, "the frames were not seen"
    # To a hundredth of a degree many cells agree with the point; finer than that nothing may.
    for digits in ("37.498", "127.028", "127.027", "37.497"):
        assert digits not in everything

    asked = len(sent)
    page.get_by_role("button", name="정확한 위치로 다시 찾기").click()
    page.get_by_role("heading", name="정확한 위치를 보낼까요?").wait_for()
    page.get_by_text("가온시 보건소의 서버로").wait_for()
    picture(page, "exact-consent-1280")
    expect(page.locator(".position-ask a")).to_have_attribute("href", "/location")
    page.get_by_role("button", name="보내지 않을게요").click()
    expect(page.locator(".position-ask")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('mindconnect.exact')") is None
    assert not any("37.498" in one for one in sent[asked:]), "asking sends nothing"

    page.get_by_role("button", name="정확한 위치로 다시 찾기").click()
    page.get_by_role("button", name="동의하고 보낼게요").click()
    page.get_by_text("구역으로만").first.wait_for(state="detached")
    at_rest(page)
    with_point = [one for one in sent if "37.498123" in one]
    assert with_point, "the button that says so does send the point"
    assert not [one for one in with_point if one.startswith("http")], "in no address, to no other place"
    assert query(page) == {"cell": [cell]}, "the address still holds the cell only"
    expect(page.get_by_role("button", name="정확한 위치로 다시 찾기")).to_have_count(0)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie])")
    assert "37.498" not in kept
    becomes(page, lambda: page.evaluate("localStorage.getItem('mindconnect.exact') !== null"), wanted=True)

    page.get_by_role("button", name="정확한 위치 그만 쓰기").click()
    page.get_by_text("구역으로만").first.wait_for()
    becomes(page, lambda: page.evaluate("localStorage.getItem('mindconnect.exact')"), None)
    at_rest(page)
    page.get_by_role("button", name="정확한 위치로 다시 찾기").click()
    page.get_by_role("heading", name="정확한 위치를 보낼까요?").wait_for()


def test_an_exact_position_is_sent_once_more_without_asking_until_the_terms_change(server, tab):
    page = tab(has_map=False, permissions=["geolocation"], geolocation=PLACE)
    page.goto(f"{server}/?cell={cell_of(PLACE['latitude'], PLACE['longitude'])}")
    page.evaluate("localStorage.setItem('mindconnect.exact', '1999-01')")
    page.reload()
    at_rest(page)
    page.get_by_role("button", name="정확한 위치로 다시 찾기").click()
    page.get_by_role("heading", name="정확한 위치를 보낼까요?").wait_for()
    page.get_by_role("button", name="동의하고 보낼게요").click()
    page.get_by_text("구역으로만").first.wait_for(state="detached")
    page.reload()
    at_rest(page)
    page.get_by_text("구역으로만").first.wait_for()
    page.get_by_role("button", name="정확한 위치로 다시 찾기").click()
    page.get_by_text("구역으로만").first.wait_for(state="detached")
    expect(page.locator(".position-ask")).to_have_count(0)


def test_a_refused_position_leaves_a_way(server, tab):
    page = tab(has_map=False, permissions=[])
    open_page(page, server)
    page.get_by_role("button", name="내 위치로 찾기").click()
    expect(page.locator(".status").first).to_contain_text("위 칸에 역이나 동네를 적어")
    search(page, "서울역")


def test_the_whole_way_by_keyboard(server, tab):
    page = tab(has_map=False)
    open_page(page, server)
    # Streamlit fetches its text field after the run; nobody can go to what is not there yet.
    page.get_by_label("어디에서 찾을까요?").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("본문으로 바로 가기")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "어디에서 찾을까요?")
    page.keyboard.type("강남역")
    page.keyboard.press("Enter")
    page.locator(".result").first.wait_for()
    at_rest(page)
    tab_to(page, ".result .name")
    # Where the keyboard stands must be seen.
    expect(page.locator(":focus")).to_have_css("outline-style", "solid")
    name = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    page.locator("h2.center-name", has_text=name).wait_for()
    expect(page.locator(":focus")).to_have_text(name)
    at_rest(page)
    page.get_by_role("button", name="목록으로").wait_for()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(":focus")).to_contain_text("목록으로")
    page.keyboard.press("Enter")
    page.locator(".result").first.wait_for()
    expect(page.locator(":focus")).to_have_text(name)


def test_links_dial_and_lead_to_the_map_makers(server, tab):
    page = tab(has_map=False)
    open_page(page, server)
    search(page, "강남역")
    page.locator(".result:has(.phone) .name").first.click()
    page.locator(".links a").first.wait_for()
    expect(page.locator(".links a")).to_have_count(5)
    links = [link.get_attribute("href") for link in page.locator(".links a").all()]
    assert re.fullmatch(r"tel:\d{8,12}", links[0])
    assert unquote(links[1]).startswith("https://map.kakao.com/link/by/traffic/강남역,37.49")
    assert links[2].startswith("https://map.naver.com/p/directions/1414")
    assert links[3].startswith("kakaomap://route?sp=37.49")
    assert links[4].startswith("nmap://route/public?slat=37.49")
    assert page.locator('.links a[href^="https"]').first.get_attribute("rel") == "noopener noreferrer"


@pytest.mark.parametrize("address", ["/", "/?q=강남역", "/?q=중구&lang=en", "/regions", "/about", "/nothing"])
def test_nothing_scrolls_sideways_at_320_pixels(server, tab, address):
    page = tab(320, 640)
    page.goto(f"{server}{address}")
    expect_to_fit(page)


@pytest.mark.parametrize("address", ["/", "/?q=강남역"])
def test_targets_are_big_enough_for_a_thumb(server, tab, address):
    page = tab(390, 844)
    page.goto(f"{server}{address}")
    at_rest(page)
    small = """() => [...document.querySelectorAll('a, button, input, summary')]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1)
            .filter((one) => !one.closest('.skip, .maplibregl-ctrl-attrib, p.fine'))
            .filter((one) => one.getBoundingClientRect().height < 44 && !one.closest('label, h3, [data-baseweb]'))
            .map((one) => one.outerHTML.slice(0, 120))"""
    becomes(page, lambda: page.evaluate(small), [])


def test_without_a_map_the_list_stands(server, tab):
    page = tab(has_map=False)
    page.goto(f"{server}/?q=강남역")
    page.locator(".result").first.wait_for()
    expect(page.locator(".map-none")).to_have_text("이 기기에서는 지도를 그릴 수 없어요. 같은 내용이 글로도 있어요.")


def test_high_contrast_is_kept(server, tab):
    page = tab()
    open_page(page, server)
    page.get_by_role("button", name="고대비").click()
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    picture(page, "contrast-1280")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    expect(page.get_by_role("button", name="고대비")).to_have_attribute("aria-pressed", "true")


def test_moving_between_pages_keeps_language_and_names_the_page(server, tab):
    page = tab(has_map=False)
    page.goto(f"{server}/?lang=en")
    at_rest(page)
    page.get_by_role("link", name="For planners").click()
    expect(page.locator("h1")).to_have_text(re.compile("^Service gaps"))
    assert urlsplit(page.url).path == "/gaps"
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile("MindConnect$"))
    page.go_back()
    expect(page.locator("h1")).to_have_text("Find mental health care near you")


@pytest.mark.parametrize("address", ["/", "/?q=강남역", "/regions", "/about"])
def test_without_a_database_there_is_a_calm_page_and_the_crisis_line(lonely_server, tab, address):
    page = tab(390, 844, has_map=False)
    page.goto(f"{lonely_server}{address}")
    at_rest(page)
    body = page.locator("body").inner_text()
    expect(page.locator('.crisis-bar .call[href="tel:109"]')).to_be_visible()
    assert "Traceback" not in body
    assert "Error" not in body
    if address != "/":
        expect(page.locator(".message.trouble")).to_contain_text("불러올 수 없어요")
        picture(page, f"no-database{address.strip('/')[:3]}")


def test_a_lost_connection_is_said_in_the_frame_and_in_its_language(tab, tmp_path):
    running = serve({"APP_DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}"})
    page = tab(390, 844, has_map=False)
    page.goto(next(running))
    at_rest(page)
    told = page.locator("#connection")
    expect(told).to_be_empty()
    running.close()  # the server ends
    expect(told).to_contain_text("연결이 끊겼어요")
    expect(page.locator("[data-testid=stDialog]:visible")).to_have_count(0)
    expect(page.locator('.crisis-bar .call[href="tel:109"]')).to_be_visible()


def test_the_wheel_scrolls_the_page_until_somebody_turns_to_the_map(server, tab):
    page = tab(1440, 700)
    open_page(page, f"{server}/?place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762&r=1")
    canvas, scale = page.locator(".map canvas"), page.locator(".maplibregl-ctrl-scale")
    canvas.scroll_into_view_if_needed()
    at_rest(page)
    before, above = scale.inner_text(), page.evaluate("scrollY")
    canvas.hover()
    page.mouse.wheel(0, 300)
    becomes(page, lambda: page.evaluate("scrollY") > above, wanted=True)
    at_rest(page)
    assert scale.inner_text() == before
    canvas.focus()
    canvas.hover()

    def zooms() -> bool:
        page.mouse.wheel(0, -300)
        return scale.inner_text() != before

    becomes(page, zooms, wanted=True)


def test_a_mark_says_in_short_what_it_is_and_the_list_turns_to_it(server, tab):
    page = tab(1440, 700)
    open_page(page, f"{server}/?place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762&r=1")
    canvas, popup = page.locator(".map canvas"), page.locator(".map-popup")
    canvas.focus()

    def tells() -> bool:
        """Press Enter, which takes groups apart until one center lies nearest to the middle."""
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        return popup.count() == 1

    becomes(page, tells, wanted=True)
    told = page.locator(".result.told")
    expect(told).to_have_count(1)
    expect(told).to_be_in_viewport()
    name = told.locator(".name").inner_text()
    expect(popup.locator(".popup-name")).to_have_text(name)
    becomes(page, lambda: popup.locator(".badge").inner_text() in told.locator(".what").inner_text(), wanted=True)
    expect(popup.locator(".far")).to_have_text(told.locator(".far").inner_text())
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(told).to_have_count(0)
    expect(canvas).to_be_focused()
    becomes(page, tells, wanted=True)
    popup.get_by_role("link", name="자세히 보기").press("Enter")
    page.locator("h2.center-name", has_text=name).wait_for()
