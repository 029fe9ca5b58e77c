"""Fifty citizens and ten officials at once, over the pages' own sockets, on this machine only.

Run: ``python -m bench.citizens [--url http://127.0.0.1:8501] [--minutes 2] [--pid PID]`` against a server that is up.
Each person opens a page as a browser does (frame, then socket), reads for some seconds, and asks for something else:
citizens search and look at other pages, officials change the reading of the map of gaps. An action ends when its script
has finished. ``--open N`` opens and closes N more pages at the end, for growth. Nothing but loopback is asked.
"""

import argparse
import asyncio
import os
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

THINK_S = (5.0, 10.0)
PATIENCE_S = 60.0

FIND = ("", "q=우울", "q=강남구", "kind=public", "q=수원시 정신건강복지센터", "q=제주")
PAGES = ("regions", "match", "about", "check")
READINGS = tuple(
    f"by={mode}&limit={limit}&hour={hour}"
    for mode in ("walk", "car")
    for limit in (15, 30, 60)
    for hour in ("weekday_evening", "any")
)


@dataclass
class Log:
    """What happened: seconds by action, and errors by action."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Visitor:
    """One open page."""

    def __init__(self, base: str, log: Log, rng: random.Random) -> None:
        self.base, self.log, self.rng = base, log, rng

    async def stay(self, until: float, *, is_official: bool) -> None:
        """Open pages and ask until a moment, with time to read between."""
        await asyncio.sleep(self.rng.uniform(0, THINK_S[1]))
        address = f"ws://{urlsplit(self.base).netloc}/_stcore/stream"
        async with (
            httpx.AsyncClient(base_url=self.base, timeout=PATIENCE_S, follow_redirects=True) as http,
            websockets.connect(address, subprotocols=["streamlit"], max_size=None, proxy=None) as socket,
        ):
            while time.monotonic() < until:
                if is_official:
                    await self.ask("change of reading", http, socket, "gaps", self.rng.choice(READINGS))
                elif self.rng.random() < 0.6:
                    await self.ask("search", http, socket, "", self.rng.choice(FIND))
                else:
                    await self.ask("other page", http, socket, self.rng.choice(PAGES), "")
                await asyncio.sleep(self.rng.uniform(*THINK_S))

    async def ask(
        self, action: str, http: httpx.AsyncClient, socket: websockets.ClientConnection, page: str, query: str
    ) -> None:
        """Load a page's frame and run its script; note the seconds, or an error."""
        began = time.monotonic()
        try:
            (await http.get(f"/{page}?{query}")).raise_for_status()
            self.log.seconds["frame"].append(time.monotonic() - began)
            began = time.monotonic()
            await asyncio.wait_for(run_script(socket, page, query), PATIENCE_S)
            self.log.seconds[action].append(time.monotonic() - began)
        except (httpx.HTTPError, TimeoutError, ScriptError):
            self.log.errors[action] += 1


class ScriptError(Exception):
    """A page's script ended with an error."""


async def run_script(socket: websockets.ClientConnection, page: str, query: str) -> None:
    """Run a page's script as a browser that comes to an address does, and wait until it has finished."""
    ask = BackMsg()
    ask.rerun_script.query_string = query
    ask.rerun_script.page_name = page
    await socket.send(ask.SerializeToString())
    has_failed = False
    while True:
        told = ForwardMsg()
        told.ParseFromString(await socket.recv())  # type: ignore[arg-type]
        kind = told.WhichOneof("type")
        if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
            has_failed = True
        if kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            break
        if kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            has_failed = True
            break
    if has_failed:
        raise ScriptError


async def crowd(base: str, citizens: int, officials: int, minutes: float) -> Log:
    """Let people be there at once for some minutes."""
    log, until = Log(), time.monotonic() + minutes * 60
    people = [Visitor(base, log, random.Random(number)) for number in range(citizens + officials)]
    stays = [one.stay(until, is_official=number < officials) for number, one in enumerate(people)]
    for outcome in await asyncio.gather(*stays, return_exceptions=True):
        if outcome is not None:
            log.errors[type(outcome).__name__] += 1
    return log


async def open_and_close(base: str, times: int, pid: int | None) -> list[float]:
    """Open a page, run it, and close it, many times; gives the megabytes after each tenth of them."""
    address = f"ws://{urlsplit(base).netloc}/_stcore/stream"
    held = []
    for number in range(times):
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=None, proxy=None) as socket:
            await asyncio.wait_for(run_script(socket, "", "q=우울"), PATIENCE_S)
        if pid is not None and number % max(times // 10, 1) == 0:
            held.append(memory_mb(pid)[0])
    return held


def memory_mb(pid: int) -> tuple[float, float]:
    """Give the resident and the private megabytes of a process; what is mapped from files is in the first only."""
    told = psutil.Process(pid).memory_full_info()
    return told.rss / 1e6, told.uss / 1e6


def main() -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8501")
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--officials", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--pid", type=int, default=None, help="Process of the server, for its memory.")
    parser.add_argument("--open", type=int, default=0, help="Pages to open and close at the end.")
    wanted = parser.parse_args()
    if not ip_address(urlsplit(wanted.url).hostname or "").is_loopback:
        parser.error("only this machine is asked: give an address such as http://127.0.0.1:8501")
    before = memory_mb(wanted.pid) if wanted.pid else None
    log = asyncio.run(crowd(wanted.url, wanted.citizens, wanted.officials, wanted.minutes))
    print(f"{wanted.citizens} citizens and {wanted.officials} officials for {wanted.minutes:g} min, "
          f"{THINK_S[0]:g} to {THINK_S[1]:g} s to read; load of the machine {os.getloadavg()[0]:.1f} "
          f"on {os.cpu_count()} cores")  # fmt: skip
    print("\n| Action | Times | Errors | p50, s | p95, s | p99, s |\n|---|---:|---:|---:|---:|---:|")
    for action in sorted(log.seconds.keys() | log.errors.keys()):
        taken = log.seconds.get(action) or [float("nan")]
        p50, p95, p99 = np.percentile(taken, (50, 95, 99))
        print(f"| {action} | {len(log.seconds.get(action, ()))} | {log.errors.get(action, 0)} "
              f"| {p50:.2f} | {p95:.2f} | {p99:.2f} |")  # fmt: skip
    if wanted.pid and before:
        after = memory_mb(wanted.pid)
        told = [f"{resident:.0f} ({private:.0f})" for resident, private in (before, after)]
        print(f"\nMemory, MB resident (private): {told[0]} before, {told[1]} after.")
    if wanted.open:
        held = asyncio.run(open_and_close(wanted.url, wanted.open, wanted.pid))
        print(f"{wanted.open} pages opened and closed, MB resident: {', '.join(f'{one:.0f}' for one in held)}")


if __name__ == "__main__":
    main()
