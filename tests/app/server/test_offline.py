"""What a device keeps for the time without a net: whom to call, the emergency guide, and what was seen last."""

from playwright.sync_api import expect

from tests.app import patient
from tests.app.browser import becomes

GANGNAM = "place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762"
KEPT = "caches.open('mindconnect.seen').then((cache) => cache.keys()).then((pages) => pages.length)"


def seen(tab, server, begin):
    """Open the app until its worker is there, then a search that it keeps."""
    page = tab(390, 844, is_live=False, service_workers="allow")
    page.goto(f"{server}{begin}")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(f"{server}/?{GANGNAM}")
    becomes(page, lambda: page.evaluate(KEPT), 1)
    return page


def test_what_was_seen_and_the_emergency_guide_stand_without_the_net(server, tab):
    page = seen(tab, server, "/?lang=en")

    page.context.set_offline(True)
    page.goto(f"{server}/?{GANGNAM}")
    expect(page.locator("#connection")).to_contain_text("오프라인")
    expect(page.locator(".result").first).to_be_visible()

    page.goto(f"{server}/match")
    expect(page.locator("h1")).to_have_text("급할 때 할 수 있는 일")
    expect(page.locator('a.call[href="tel:109"]')).to_be_visible()
    page.locator("#connection a").click()
    expect(page.locator(".result").first).to_be_visible()


def test_who_leaves_at_once_leaves_nothing_behind(server, tab):
    page = seen(tab, server, "/")
    page.locator("#q").fill("남편이 때려요")
    page.locator("#q").press("Enter")
    page.locator("main .crisis-away a").evaluate("(link) => { link.href = '/emergency'; link.click(); }")
    expect(page.locator("h1")).to_have_text("급할 때 할 수 있는 일")
    becomes(page, lambda: page.evaluate(KEPT), 0)


def test_a_device_is_told_how_to_put_it_on_its_home_screen(lonely_server):
    told = patient.get(f"{lonely_server}/manifest.webmanifest?lang=en")
    assert told.headers["content-type"].startswith("application/manifest+json")
    assert told.json()["start_url"] == "/?lang=en"
    assert patient.get(f"{lonely_server}{told.json()['icons'][0]['src']}").status_code == 200


def test_an_old_browser_keeps_the_list_and_has_no_button_that_leads_nowhere(server, tab):
    page = tab(390, 844, is_live=False)
    page.add_init_script("delete window.structuredClone")
    page.goto(f"{server}/?{GANGNAM}")
    expect(page.locator(".result").first).to_be_visible()
    expect(page.locator(".answer-map .without-live")).to_be_visible()
    expect(page.locator("[data-live]:visible")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('live'))")
    expect(page.locator("#answer")).to_be_visible()
