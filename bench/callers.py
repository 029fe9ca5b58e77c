"""Fifty programs at once over the API, on this machine only: search, place, one center with its state, region figures.

Run: ``python -m bench.callers [--url http://127.0.0.1:8501] [--callers 50] [--seconds 30]`` against a server that is
up. Each caller asks, waits a second, and asks again. The limits of a client would refuse so many from one address, so
start the server with ``MINDCONNECT_API_KEYS_FILE`` and give a key with a large limit as ``--key``.
"""

import argparse
import asyncio
import os
import random
import time
from collections import defaultdict
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
import numpy as np

from bench.search import draw

PAUSE_S = 1.0
PLACES = ("강남역", "수원시", "해운대", "06236", "제주시청", "Seoul Station")
FIGURES = {"measure": "nearest", "hour": "weekday_evening", "level": "sigungu"}


async def call(http: httpx.AsyncClient, number: int, until: float, taken: dict[str, list[float]]) -> int:
    """Ask until a moment; gives the errors."""
    rng, errors = random.Random(number), 0
    points = draw(np.random.default_rng(number), 200).tolist()
    known: list[str] = []
    await asyncio.sleep(rng.uniform(0, PAUSE_S))
    while time.monotonic() < until:
        lat, lon = rng.choice(points)
        asks = [
            ("search", "/centers", {"lat": lat, "lon": lon, "limit": 20}),
            ("place", "/places", {"q": rng.choice(PLACES)}),
            ("region figures", "/access", FIGURES | {"parent": rng.choice(("11", "41", "26", "48"))}),
            *([("center and status", f"/centers/{rng.choice(known)}", {})] * 2 if known else []),
        ]
        name, path, query = rng.choice(asks)
        began = time.perf_counter()
        answer = await http.get(path, params=query)
        taken[name].append(time.perf_counter() - began)
        errors += answer.is_error
        if name == "search" and answer.is_success:
            known = known[-50:] + [center["id"] for center in answer.json()["centers"]]
        await asyncio.sleep(PAUSE_S)
    return errors


async def crowd(url: str, callers: int, seconds: float, key: str | None) -> tuple[dict[str, list[float]], int]:
    """Let programs ask at once; gives seconds by question, and the errors."""
    taken: dict[str, list[float]] = defaultdict(list)
    headers = {"X-API-Key": key} if key else {}
    # The server closes what lies idle for five seconds: a caller must not write to it at that moment.
    limits = httpx.Limits(max_connections=callers, keepalive_expiry=3)
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=60, limits=limits) as http:
        for path, query in (("/access", FIGURES), ("/places", {"q": PLACES[0]})):  # what is computed once
            (await http.get(path, params=query)).raise_for_status()
        until = time.monotonic() + seconds
        errors = await asyncio.gather(*(call(http, number, until, taken) for number in range(callers)))
    return taken, sum(errors)


def main() -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8501")
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--key", default=None)
    wanted = parser.parse_args()
    if not ip_address(urlsplit(wanted.url).hostname or "").is_loopback:
        parser.error("only this machine is asked: give an address such as http://127.0.0.1:8501")
    taken, errors = asyncio.run(crowd(wanted.url, wanted.callers, wanted.seconds, wanted.key))
    machine = f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{wanted.callers} callers for {wanted.seconds:g} s; {errors} errors; {machine}")
    print("\n| Question | Times | p50, s | p95, s |\n|---|---:|---:|---:|")
    for name in sorted(taken):
        p50, p95 = np.percentile(taken[name], (50, 95))
        print(f"| {name} | {len(taken[name])} | {p50:.2f} | {p95:.2f} |")


if __name__ == "__main__":
    main()
