"""What a cheap phone waits for: the search box, results, findings, cold, on a slow line; and Lighthouse's marks.

Run: ``python -m bench.first_answer [ADDRESS ...]``. It measures a server of its own on the data that is loaded, or
the servers whose addresses are given, which take turns: an older one beside a newer one. Chromium runs with a fourth
of the processor, 1.6 Mbit/s and a round trip of 150 ms, and nothing cached. Where ``lighthouse`` (version 12, by npm)
is on PATH, or LIGHTHOUSE names it, its marks for a mobile device follow.
"""

import html
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from gis.settings import ROOT
from tests.app.conftest import run_server

RUNS = 3
SLOWER = 4
BITS_PER_S = 1_600_000
ROUND_TRIP_MS = 150
PATIENCE_MS = 120_000
SETTLES_MS = 4_000
"""How long a page is watched for shifts after it could be used."""

PLACE = "place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762"
BOX = 'input[name="q"], .stTextInput input'
PAGES = {
    "search box": ("/", BOX),
    "results": (f"/?{PLACE}", ".result .name"),
    "match": ("/match", BOX),
    "gaps": ("/gaps", ".finding h2"),
    "underserved": ("/underserved", ".finding h2"),
}
"""What is waited for: address and selector."""

RESULTS, CENTER = f"/?{PLACE}", "a center"
AUDITED = (
    "/",
    RESULTS,
    CENTER,
    "/match",
    "/check",
    "/guide",
    "/emergency",
    "/gaps",
    "/underserved",
    "/regions",
    "/compare",
)
MARKS = ("performance", "accessibility", "best-practices", "seo")

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class Visit:
    """One cold visit: seconds and kilobytes until it could be used, and how far the page shifted (CLS)."""

    wait_s: float
    sent_kb: float
    shift: float


def main() -> None:
    """Measure and print."""
    with servers(sys.argv[1:]) as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        print("| Server | Page | Usable after, s | kB until then | Shift (CLS) |")
        print("|---|---|--:|--:|--:|")
        for name, (path, selector) in PAGES.items():
            visits: dict[str, list[Visit]] = {address: [] for address in addresses}
            for address in addresses * RUNS:
                visits[address].append(visit(browser, address + path, selector))
            for number, address in enumerate(addresses, 1):
                print(f"| {number} | {name} | {row(visits[address])} |", flush=True)
        browser.close()
        audit(addresses)


def find_browser() -> str:
    """Give the Chromium that the browser tests use."""
    command = [sys.executable, str(ROOT / "tools" / "find_browser.py")]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def visit(browser: Browser, address: str, selector: str) -> Visit:
    """Open a page with nothing cached, and wait until a person could use it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ko-KR"
    )
    page = context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    sent = count_bytes(page)
    page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    page.wait_for_selector(selector, timeout=PATIENCE_MS)
    # Scripts that are busy keep a person from using what is drawn: an animation frame has to come through.
    wait_ms = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now())))")
    kilobytes = sum(sent) / 1000
    page.wait_for_timeout(SETTLES_MS)
    shift = page.evaluate("window.shifted")
    context.close()
    return Visit(wait_ms / 1000, kilobytes, shift)


def count_bytes(page: Page) -> list[int]:
    """Slow the page down, and collect the bytes that it gets."""
    sent: list[int] = []
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    rate = BITS_PER_S / 8
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tools.on("Network.dataReceived", lambda event: sent.append(event["encodedDataLength"]))
    tools.on("Network.responseReceived", lambda event: sent.append(int(event["response"]["encodedDataLength"])))
    return sent


def row(visits: list[Visit]) -> str:
    """Write the middle of several visits; of the shift the worst."""
    wait_s = statistics.median(one.wait_s for one in visits)
    sent_kb = statistics.median(one.sent_kb for one in visits)
    return f"{wait_s:.1f} | {sent_kb:.0f} | {max(one.shift for one in visits):.3f}"


def audit(addresses: list[str]) -> None:
    """Print Lighthouse's marks, where it is installed."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if program is None:
        print("\nLighthouse is not installed here; `npm install --global lighthouse@12` brings it.")
        return
    print(f"\n| Server | Page | {' | '.join(MARKS)} | Largest paint, s |\n|---|---|--:|--:|--:|--:|--:|")
    for path in AUDITED:
        for number, address in enumerate(addresses, 1):
            found = lighthouse(program, address + (first_center(address) if path == CENTER else path))
            marks = [f"{100 * found['categories'][mark]['score']:.0f}" for mark in MARKS]
            paint_s = found["audits"]["largest-contentful-paint"]["numericValue"] / 1000
            print(f"| {number} | {shown(path)} | {' | '.join(marks)} | {paint_s:.1f} |", flush=True)


def first_center(address: str) -> str:
    """Give the address of the first center of the results, as their link has it."""
    page = httpx.get(address + RESULTS, timeout=PATIENCE_MS / 1000).text
    link = re.search(r'class="result" id="[^"]+".*?href="(\?[^"]+)"', page, re.DOTALL)
    if link is None:
        raise RuntimeError(f"{address}{RESULTS} lists no center: is the register loaded?")
    return f"/{html.unescape(link[1])}"


def shown(path: str) -> str:
    """Write an address without what is asked."""
    return path.replace(f"?{PLACE}", " with results")


def lighthouse(program: str, address: str) -> dict[str, Any]:
    """Let Lighthouse look at a page as a mobile device, and give its report."""
    command = [
        program,
        address,
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless=new --no-sandbox --accept-lang=ko-KR",
    ]
    environment = {**os.environ, "CHROME_PATH": find_browser()}
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


@contextmanager
def servers(addresses: list[str]) -> Iterator[list[str]]:
    """Give the servers to measure: those that are named, or one that is started and stopped here."""
    if addresses:
        yield [address.rstrip("/") for address in addresses]
        return
    command = [str(Path(sys.executable).parent / "mindconnect"), "serve"]
    running = run_server(command, {**os.environ, "MINDCONNECT_PORT": "0"})
    try:
        yield [next(running)]
    finally:
        running.close()


if __name__ == "__main__":
    main()
