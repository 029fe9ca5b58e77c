"""What the tests in a real browser share: waiting until a page is at rest, looking again, pictures, axe, the width.

A page answers when it has time to: nothing about it is asserted at one moment right after an act. What is wanted is
waited for (``expect(...)`` of Playwright, :func:`becomes` for what that cannot see); :func:`at_rest` is for what must
*not* have changed, and for what looks at the whole page at once.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

PATIENCE_MS = 60_000
"""How long a step in the browser may take: machines that run tests are slow and draw maps without a graphics card."""

FLAGS = [
    "--no-sandbox",
    # The map is drawn without a graphics card.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Pages are put together by the processor itself: by that emulation it takes four times as long.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    # What the browser would ask the outside for by itself must not be taken for the page's doing.
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
]

PICTURES = os.environ.get("MINDCONNECT_SCREENSHOTS")
"""Folder for pictures of the pages, where somebody wants to look at them; no test reads them."""

_AT_REST = """() => {
    const now = performance.now();
    if (!window.watched) {
        window.watched = { since: now };
        const moved = () => { window.watched.since = performance.now(); };
        new MutationObserver(moved).observe(
            document, { subtree: true, childList: true, attributes: true, characterData: true });
    }
    if (document.readyState !== "complete" || document.fonts.status !== "loaded") return false;
    if (document.getElementById("answer")) return window.staysWritten === true;
    if (document.getElementById("root")) {
        // Streamlit fills this page: it has begun, no run is under way, and its maps are drawn.
        if (!document.querySelector(".stMain .stElementContainer")) return false;
        if (document.querySelector(".stApp").dataset.testScriptState !== "notRunning") return false;
        if (document.querySelector(".map:not([data-ready])") && !document.querySelector(".map-none")) return false;
    }
    return now - window.watched.since > 150;
}"""

expect.set_options(timeout=PATIENCE_MS)


def at_rest(page: Page) -> None:
    """Wait until no run of the page is under way, its maps are drawn, and nothing in it has changed for a moment."""
    page.wait_for_function(_AT_REST)


def becomes(page: Page, look: Callable[[], object], wanted: object) -> None:
    """Look again until what is seen is what is wanted; fails with both when the patience has run out.

    Parameters
    ----------
    page : Page
        The tab that goes on meanwhile.
    look : callable
        Gives what is seen now.
    wanted : object
        What it must become.
    """
    # By the clock: one look may itself take seconds.
    end = time.monotonic() + PATIENCE_MS / 1000
    while (seen := look()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert seen == wanted


def open_page(page: Page, address: str) -> None:
    """Open an address and wait until its page is at rest."""
    page.goto(address)
    at_rest(page)


def tab_to(page: Page, selector: str) -> None:
    """Press the Tab key until the keyboard stands on what the selector means."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def barriers(page: Page) -> list[str]:
    """Give what axe finds that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def expect_no_barriers(page: Page) -> None:
    """Wait until the page is at rest, and let axe find nothing serious in it."""
    at_rest(page)
    becomes(page, lambda: barriers(page), [])


def expect_to_fit(page: Page) -> None:
    """Wait until the page is at rest and does not scroll sideways; what is wide scrolls within itself."""
    at_rest(page)
    width = page.viewport_size["width"]
    over = f"document.documentElement.scrollWidth - Math.min(document.documentElement.clientWidth, {width})"
    becomes(page, lambda: max(page.evaluate(over), 0), 0)


def expect_in_order(page: Page, *selectors: str) -> None:
    """Wait until the first thing that each selector means stands below that of the one before, and all are there."""

    def is_in_order() -> bool:
        boxes = [page.locator(selector).first.bounding_box() for selector in selectors]
        tops = [box["y"] for box in boxes if box]
        return len(tops) == len(selectors) and tops == sorted(tops)

    at_rest(page)
    becomes(page, is_in_order, wanted=True)


def expect_dials(within: Locator, wanted: list[str], *, first: int | None = None) -> None:
    """Wait until the telephone links within something lead to these numbers, in this order, or ``first`` of them do."""
    read = "(all) => all.map((one) => one.getAttribute('href'))"
    becomes(within.page, lambda: within.locator("a.dial").evaluate_all(read)[:first], wanted)


def expect_nobody_else_asked(page: Page, server: str) -> None:
    """No request of the tab went to another host."""
    ours = (server, server.replace("http", "ws"), "data:", "blob:")
    assert [url for url in page.asked if not url.startswith(ours)] == []


def query(page: Page) -> dict[str, list[str]]:
    """Give the parameters of the address."""
    return parse_qs(urlsplit(page.url).query)


def search(page: Page, place: str) -> None:
    """Search around a place by its name, and wait for the results."""
    field = page.get_by_label("어디에서 찾을까요?")
    field.fill(place)
    field.press("Enter")
    page.locator(".result").first.wait_for()


def picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Keep a picture of the page, if somebody asked for pictures."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=full_page)
