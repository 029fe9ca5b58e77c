"""The app on the nation: pages in one process by AppTest, the real server, and a real browser."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine, create_engine
from streamlit.testing.v1 import AppTest

from app import data
from app.credentials.vault import new_key
from app.data import access, database
from gis.settings import ROOT
from tests.app.browser import FLAGS, PATIENCE_MS
from tests.conftest import share_travel_times

_PORT = re.compile(r"http://localhost:(\d+)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test in a real browser be run twice more if it fails; the summary names it. No other test is."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def app_url(nation: Engine) -> str:
    """Give the address of the nation for the app's own user."""
    return nation.url.set(username="mindconnect_app").render_as_string(hide_password=False)


@pytest.fixture
def on_nation(app_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let app.data of this process read the nation."""
    engine = create_engine(app_url)
    monkeypatch.setattr(database, "engine", lambda: engine)
    yield
    engine.dispose()


@pytest.fixture(scope="session")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of a run's own files, where the travel times that all tests share are found."""
    folder = tmp_path_factory.mktemp("var")
    share_travel_times(folder, tmp_path_factory)
    return folder


@pytest.fixture
def with_times(on_nation: None, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let app.data of this process find travel times."""
    found = data.settings().model_copy(update={"var_dir": var_dir})
    monkeypatch.setattr(database, "settings", lambda: found)
    access.warm_up()  # compiling is not what a page is timed for
    access.verdicts("36")  # nor the draws of the rules, which a server makes before anybody asks


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Give a function that runs a page, by its file's name, with query parameters."""

    def run(page: str = "find", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app" / "server" / "main.py"), default_timeout=60)
        if page != "find":
            # Streamlit knows the other pages once the first one has run.
            app.run().switch_page(f"../pages/{page}.py")
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    return run


OPERATOR = {
    "MINDCONNECT_OPERATOR_NAME": "가온시 보건소",
    "MINDCONNECT_OPERATOR_CONTACT": "가온시 가온로 1, 02-0000-0000",
    "MINDCONNECT_PRIVACY_OFFICER": "김가온 (정보보호팀장)",
    "MINDCONNECT_PRIVACY_CONTACT": "02-0000-0001",
    "MINDCONNECT_LOCATION_FILING": "제0000호",
}
"""Settings of a server that may take accounts and exact positions."""


@pytest.fixture(scope="session")
def server(app_url: str, var_dir: Path) -> Iterator[str]:
    """Run the real server on the nation and give its address."""
    keys = {"MINDCONNECT_ACCOUNT_KEYS": new_key()}
    yield from serve({"APP_DATABASE_URL": app_url, "MINDCONNECT_VAR_DIR": str(var_dir), **keys, **OPERATOR})


@pytest.fixture(scope="session")
def lonely_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the real server with a database that is not there."""
    nowhere = tmp_path_factory.mktemp("nowhere")
    yield from serve({"APP_DATABASE_URL": f"postgresql://nobody@/nothing?host={nowhere}"})


def serve(settings: dict[str, str]) -> Iterator[str]:
    """Start `mindconnect serve` on a port that the system chooses, wait until it answers, and stop it by Ctrl-C."""
    command = [str(Path(sys.executable).parent / "mindconnect"), "serve"]
    yield from run_server(command, {**os.environ, "MINDCONNECT_PORT": "0", **settings})


def run_server(command: list[str], environment: dict[str, str], *, patience_s: float = 120.0) -> Iterator[str]:
    """Run a server that says at which port it listens, and give its address; what it says goes to a file.

    A pipe that nobody reads would fill and stop it, and a port looked up beforehand may be taken by the time it starts.
    """
    with tempfile.TemporaryFile() as said:

        def so_far() -> str:
            return os.pread(said.fileno(), os.fstat(said.fileno()).st_size, 0).decode(errors="replace")

        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            yield _await(process, so_far, patience_s)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(patience_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                pytest.fail(f"{command} did not stop by Ctrl-C\n{so_far()}")
        assert "Traceback" not in so_far(), so_far()


def _await(process: subprocess.Popen[bytes], so_far: Callable[[], str], patience_s: float) -> str:
    """Wait until the server answers, and give its address."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        assert process.poll() is None, so_far()
        if port := _PORT.search(so_far()):
            address = f"http://127.0.0.1:{port[1]}"
            try:
                httpx.get(f"{address}/readyz", timeout=5)
            except httpx.TransportError:
                pass
            else:
                return address
        time.sleep(0.2)
    pytest.fail(f"the server did not answer\n{so_far()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run a headless Chromium, the one that `make browser` found or installed."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "find_browser.py")], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.skip("there is no browser: `make browser` installs one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield chromium
        chromium.close()


def bring_to_life(page: Page) -> None:
    """Let each page that is opened by its address have been taken over by Streamlit before a test goes on."""

    def then_wake(move: Callable[..., object]) -> Callable[..., object]:
        def moved(*args: object, **options: object) -> object:
            answer = move(*args, **options)
            if page.locator("#answer").count():
                page.wait_for_load_state("load")
                page.evaluate("dispatchEvent(new Event('live'))")
                page.locator("#answer").wait_for(state="detached")
            return answer

        return moved

    page.goto = then_wake(page.goto)  # type: ignore[method-assign]
    page.reload = then_wake(page.reload)  # type: ignore[method-assign]
    page.go_back = then_wake(page.go_back)  # type: ignore[method-assign]
    page.go_forward = then_wake(page.go_forward)  # type: ignore[method-assign]


MAP = "*maplibre-gl.mjs"
"""Address of the map's library."""


class Device:
    """A context of the browser that one test after another uses: what a page kept is deleted in between.

    Files that stay the same for good, which take half the time of a page, are so fetched once.

    Parameters
    ----------
    context : BrowserContext
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._first = context.new_page()
        self._session = context.new_cdp_session(self._first)

    def forget(self, addresses: Iterable[str]) -> None:
        """Close all pages and delete what those of these addresses kept."""
        for page in self.context.pages:
            if page != self._first:
                page.close()
        self.context.set_offline(False)
        self.context.clear_cookies()
        for origin in {f"{one.scheme}://{one.netloc}" for one in map(urlsplit, addresses) if one.scheme == "http"}:
            self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})


def refuse_map(page: Page) -> None:
    """Refuse the map's library, as an old device would; a route of Playwright's would also switch the cache off."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": [MAP]})


@pytest.fixture(scope="session")
def devices() -> dict[str, list[Device]]:
    """Keep what no test uses now, by what it was opened with."""
    return {}


@pytest.fixture
def tab(browser: Browser, devices: dict[str, list[Device]]) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a tab with a width, and what else a browser context takes.

    ``has_map=False`` refuses the map's library, as an old device would: drawing without a graphics card takes seconds.
    ``is_live=False`` leaves pages as the server wrote them until somebody touches what wakes them.
    The tab keeps its requests in ``page.asked`` and what its pages complained about in ``page.complaints``.
    """
    used: list[tuple[list[Device], Device, Page]] = []

    def open_tab(
        width: int = 1280, height: int = 900, *, has_map: bool = True, is_live: bool = True, **options: object
    ) -> Page:
        is_phone = width < 600
        # What a device keeps would answer in place of what a test sets up.
        options.setdefault("service_workers", "block")
        options.setdefault("locale", "ko-KR")
        options |= {"has_touch": is_phone, "is_mobile": is_phone}
        key = repr((is_live, sorted(options.items())))
        free = devices.setdefault(key, [])
        if free:
            device = free.pop()
        else:
            device = Device(browser.new_context(**options))
            # Whatever way a document is come to.
            wake = "addEventListener('load', () => dispatchEvent(new Event('live')))"
            device.context.add_init_script(wake if is_live else "window.staysWritten = true")
        page = device.context.new_page()
        used.append((free, device, page))
        page.set_viewport_size({"width": width, "height": height})
        if not has_map:
            refuse_map(page)
        page.asked = []
        page.complaints = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
        page.set_default_timeout(PATIENCE_MS)
        if is_live:
            bring_to_life(page)
        return page

    yield open_tab
    for free, device, page in used:
        device.forget(page.asked)
        free.append(device)
