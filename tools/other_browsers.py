"""Walk the main journeys in Firefox and in WebKit, and say what is broken there.

Run: ``python tools/other_browsers.py FOLDER [ADDRESS]`` beside an app that runs (``make app``; http://localhost:8501);
a picture of every page goes to the folder, to be looked at. Both are driven by what Debian packages bring: Firefox by
its own Marionette protocol, WebKitGTK's MiniBrowser by W3C WebDriver on a screen of Xvfb. A browser that is not
installed is named and left out; exit status 1 when none is there, or when a page fails.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

WIDTHS = {390: 844, 1440: 900}
"""Widths and heights of the windows; WebKit's is never narrower than its toolbar."""

PATIENCE_S = 90.0
NARROWEST_FIREFOX = 500

FIREFOX = ("firefox-esr", "firefox")
"""Its programs: Debian's, and everybody else's."""

Send = Callable[[str, dict[str, Any]], Any]
"""Carries out a command of WebDriver, under the name that Marionette has for it, and gives its value."""

PREFERENCES = {
    "marionette.port": 0,
    "intl.accept_languages": "ko-KR,ko",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
}
ENDPOINTS = {
    "WebDriver:Navigate": "url",
    "WebDriver:ExecuteScript": "execute/sync",
    "WebDriver:SetWindowRect": "window/rect",
}

STEPS = (
    ("find", "/?lang=ko", "", "#q"),
    ("results", "", "document.getElementById('q').value = '강남역'; document.getElementById('where').submit()",
     ".result .name"),
    ("center", "", "document.querySelector('.result .name').click()", ".center-name"),
    ("match", "/match?lang=ko", "", "#words"),
    ("check", "/check?lang=ko", "", "[data-live]"),
    ("check-live", "", "document.querySelector('[data-live]')?.click()", "#root .forms button"),
    ("emergency", "/emergency?lang=ko", "", "article h2"),
    ("gaps", "/gaps?lang=ko", "", ".choropleth-box"),
    ("gaps-live", "", "document.querySelector('[data-live]')?.click()", ".stMain .choropleth-box"),
)  # fmt: skip
"""Name of the picture, address or none, what is done there, and the element that must come."""

LOOK = """
const seen = document.querySelector(arguments[0]);
const isSettled = document.readyState === "complete" && document.fonts.status === "loaded";
if (!isSettled || !seen || !seen.getClientRects().length) return null;
return [document.documentElement.scrollWidth - innerWidth, document.querySelectorAll("h1").length];
"""


def main(folder: Path, address: str) -> int:
    """Walk in every browser that is installed, at both widths."""
    folder.mkdir(parents=True, exist_ok=True)
    faults, walked = [], 0
    for name, opened, programs in (
        ("firefox", firefox, FIREFOX),
        ("webkit", webkit, ("WebKitWebDriver", "Xvfb")),
    ):
        here = [program for program in programs if shutil.which(program)]
        if not here or (name == "webkit" and here != list(programs)):
            lacking = ", ".join(program for program in programs if program not in here)
            sys.stdout.write(f"{name} is left out: {lacking} is not installed (make browsers)\n")
            continue
        for width, height in WIDTHS.items():
            with opened(width, height) as send:
                faults += [f"{name} at {width} px: {fault}" for fault in walk(send, address, folder, f"{name}-{width}")]
            walked += 1
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or f"{walked} walks without a fault\n")
    return 1 if faults or not walked else 0


def walk(send: Send, address: str, folder: Path, name: str) -> Iterator[str]:
    """Go through the steps, keep a picture of each, and tell what fails; after a page that never came it ends."""
    for step, path, act, wanted in STEPS:
        if path:
            send("WebDriver:Navigate", {"url": f"{address}{path}"})
        if act:
            send("WebDriver:ExecuteScript", {"script": act, "args": []})
        end = time.monotonic() + PATIENCE_S
        while not (found := look(send, wanted)):
            if time.monotonic() > end:
                yield f"{step}: {wanted} never came"
                return
            time.sleep(0.2)
        picture = send("WebDriver:TakeScreenshot", {"full": False})
        (folder / f"{name}-{step}.png").write_bytes(base64.b64decode(picture))
        wider, headings = found
        if wider > 0:
            yield f"{step}: {wider} px wider than the window"
        if headings != 1:
            yield f"{step}: {headings} headings of level 1"


def look(send: Send, wanted: str) -> list[int] | None:
    """Tell how much wider than the window a page is and how many first headings it has; None before it is there."""
    try:
        found: list[int] | None = send("WebDriver:ExecuteScript", {"script": LOOK, "args": [wanted]})
    except RuntimeError:  # the page goes away as it is asked
        return None
    return found


@contextmanager
def firefox(width: int, height: int) -> Iterator[Send]:
    """Open Firefox; a window narrower than it allows is one of smaller pixels."""
    with tempfile.TemporaryDirectory() as profile:
        told: dict[str, object] = dict(PREFERENCES)
        if width < NARROWEST_FIREFOX:
            told["layout.css.devPixelsPerPx"] = str(NARROWEST_FIREFOX / width)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in told.items()]
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [
            next(filter(shutil.which, FIREFOX)),
            "--headless",
            "--marionette",
            "--no-remote",
            "--profile",
            profile,
        ]
        with running(command, os.environ):
            port = int(patiently(Path(profile, "MarionetteActivePort").read_text))
            with (
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line,
                line.makefile("rb") as heard,
            ):
                numbers = count(1)

                def receive() -> Any:
                    length = b""
                    while (byte := heard.read(1)) != b":":
                        length += byte
                    return json.loads(heard.read(int(length)))

                def send(command: str, arguments: dict[str, Any]) -> Any:
                    message = json.dumps([0, next(numbers), command, arguments]).encode()
                    line.sendall(b"%d:%s" % (len(message), message))
                    _, _, error, answer = receive()
                    if error:
                        raise RuntimeError(f"{command}: {error['message']}")
                    return answer.get("value") if isinstance(answer, dict) else answer

                receive()  # the greeting
                send("WebDriver:NewSession", {})
                send("WebDriver:SetWindowRect", {"width": max(width, NARROWEST_FIREFOX), "height": height})
                yield send


@contextmanager
def webkit(width: int, height: int) -> Iterator[Send]:
    """Open WebKitGTK's MiniBrowser on a screen of its own."""
    with tempfile.TemporaryDirectory() as home, open_screen() as display:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "DISPLAY": display, "HOME": home, "LANG": "ko_KR.UTF-8"}
        if os.geteuid() == 0:
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # its sandbox refuses root
        with (
            running(["WebKitWebDriver", f"--port={port}"], environment),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as driver,
        ):
            patiently(lambda: driver.get("/status").text)
            browser = str(max(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser")))
            options = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
            session = value_of(driver.post("/session", json={"capabilities": {"alwaysMatch": options}}))["sessionId"]

            def send(command: str, arguments: dict[str, Any]) -> Any:
                if command == "WebDriver:TakeScreenshot":
                    return value_of(driver.get(f"/session/{session}/screenshot"))
                return value_of(driver.post(f"/session/{session}/{ENDPOINTS[command]}", json=arguments))

            send("WebDriver:SetWindowRect", {"width": width, "height": height})
            try:
                yield send
            finally:
                driver.delete(f"/session/{session}")


def value_of(answer: httpx.Response) -> Any:
    """Give the value of an answer of WebDriver.

    Raises
    ------
    RuntimeError
        When it is an error.
    """
    value = answer.json()["value"]
    if answer.is_error:
        raise RuntimeError(f"{value['error']}: {value['message']}")
    return value


@contextmanager
def open_screen() -> Iterator[str]:
    """Run Xvfb on a display that it chooses, and give its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with running(command, os.environ, pass_fds=(writing,)), os.fdopen(reading) as told:
        os.close(writing)
        yield f":{told.readline().strip()}"


@contextmanager
def running(command: list[str], environment: Any, pass_fds: tuple[int, ...] = ()) -> Iterator[None]:
    """Run a program as long as the block lasts."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, pass_fds=pass_fds)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def patiently(ask: Callable[[], str]) -> str:
    """Ask until there is an answer that is not empty.

    Raises
    ------
    TimeoutError
        When none came in time.
    """
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if answer := ask():
                return answer
        except (OSError, httpx.TransportError):
            pass
        time.sleep(0.1)
    raise TimeoutError("a browser did not start")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), (sys.argv[2:] or ["http://localhost:8501"])[0].rstrip("/")))
