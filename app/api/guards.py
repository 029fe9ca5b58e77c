"""What stands before every request: where it comes from, how long it is, how many there are, what may keep answers."""

import hashlib
import hmac
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import data
from app.api import shared_counts
from app.api.errors import answer
from app.center import corrections
from app.data import accounts

LONGEST_BODY = 64 * 1024
"""Bytes; nobody's profile, list of favourites or review is longer."""

SAFE = {"GET", "HEAD", "OPTIONS"}

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Limiter:
    """Lets each key do something so often, by a bucket that fills again; holds a bounded number of keys.

    Parameters
    ----------
    burst : int
        How often at once.
    per_min : float
        How fast it fills again.
    most_keys : int
        Keys to remember; the one not seen for longest goes first. Whoever can send from that many addresses is for
        the proxy to stop.
    clock : callable
        Seconds, increasing.
    name : str, optional
        Under it all processes of the app count together where a store for that is set (``MINDCONNECT_LIMITS_URL``), by
        windows as long as an empty bucket needs to fill.
    """

    def __init__(
        self,
        burst: int,
        per_min: float,
        *,
        most_keys: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
        name: str = "",
    ) -> None:
        self._name, self._window_s = name, math.ceil(burst / per_min * 60)
        self._burst, self._per_s, self._most, self._clock = burst, per_min / 60, most_keys, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Take one from a key's bucket; gives 0, or the seconds to wait when it is empty."""
        if self._name and (shared := shared_counts.in_force()) is not None:
            together = shared.wait_s(f"{self._name}:{key}", burst=self._burst, window_s=self._window_s)
            if together is not None:
                return together
        now = self._clock()
        with self._lock:
            left, at = self._buckets.pop(key, (float(self._burst), now))
            left = min(float(self._burst), left + (now - at) * self._per_s)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_s
            self._buckets[key] = (left if wait else left - 1, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return wait


def is_from_elsewhere(headers: Headers) -> bool:
    """Return whether a browser says that another site caused a request; a program says nothing of the kind."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


class Guard:
    """Middleware of the API.

    Parameters
    ----------
    app : ASGI application
    limiter : Limiter
        Of requests by client.
    """

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self.app, self.limiter = app, limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not pass; see to the headers of what does."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        body, refusal = await self._admit(scope, receive)
        if refusal is not None:
            await refusal(scope, receive, protected)
            return
        is_given = False

        async def given() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, given, protected)

    async def _admit(self, scope: Scope, receive: Receive) -> tuple[bytes, JSONResponse | None]:
        headers = Headers(scope=scope)
        wait = self.limiter.wait_s(client_key(scope))
        if wait:
            return b"", answer(HTTPStatus.TOO_MANY_REQUESTS, "too_many", "too many requests", wait_s=wait)
        if scope["method"] in SAFE:
            return b"", None
        if is_from_elsewhere(headers):
            return b"", answer(HTTPStatus.FORBIDDEN, "csrf", "the request comes from another site")
        body = await read_body(headers, receive)
        if body is None:
            return b"", answer(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"a body has at most {LONGEST_BODY} bytes"
            )
        return body, None


async def read_body(headers: Headers, receive: Receive) -> bytes | None:
    """Read a request's body whole; None as soon as it is too long, whatever its header promised."""
    promised = headers.get("content-length", "0")
    if not promised.isdigit() or int(promised) > LONGEST_BODY:
        return None
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > LONGEST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def client_key(scope: Scope) -> str:
    """Return the key of whoever sends: a hash that changes daily, so that no address is kept."""
    client = scope.get("client")
    return corrections.client_key(client[0] if client else None, data.today(), secret=_secret_of_clients())


@lru_cache
def _secret_of_clients() -> bytes | None:
    """Give what all processes with the same account keys hash addresses with; None where there are none."""
    ring = accounts.ring()
    return None if ring is None else hmac.new(next(iter(ring.keys.values())), b"clients", hashlib.sha256).digest()
