"""What stands before every request: where it comes from, how long it is, how many there are, what may keep answers."""

import hashlib
import hmac
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import data
from app.api.errors import answer
from app.api.keys import KEY_HEADER, Keys
from app.api.limiter import Limiter
from app.center import corrections
from app.data import accounts
from gis.errors import BusyError, SignInError

LONGEST_BODY = 64 * 1024
"""Bytes; nobody's profile, list of favourites or review is longer."""

SAFE = {"GET", "HEAD", "OPTIONS"}

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_from_elsewhere(headers: Headers) -> bool:
    """Return whether a browser says that another site caused a request; a program says nothing of the kind."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, Data-Version, API-Version",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What lets pages of any other site read what is nobody's own; their cookies never come along."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, OPTIONS",
    "Access-Control-Allow-Headers": f"Accept, If-None-Match, {KEY_HEADER}",
    "Access-Control-Max-Age": "86400",
}

VERSION = "1"
"""Version of the API, as in its address."""


class Guard:
    """Middleware of the API.

    Parameters
    ----------
    app : ASGI application
    limiter : Limiter
        Of requests by client without a key.
    keys : Keys, optional
        Keys of offices, each with a limit of its own.
    open_topics : collection of str
        First parts of the addresses (below the version) that pages of other sites may read.
    """

    def __init__(
        self, app: ASGIApp, limiter: Limiter, keys: Keys | None = None, open_topics: Collection[str] = ()
    ) -> None:
        self.app, self.limiter, self.keys = app, limiter, keys or Keys(None)
        self.open_topics = frozenset(open_topics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not pass; see to the headers of what does."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        is_open = scope["method"] in SAFE and _topic(scope) in self.open_topics

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["API-Version"] = VERSION
                if is_open:
                    headers.update(OPEN_HEADERS)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if is_open and scope["method"] == "OPTIONS":
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)(scope, receive, protected)
            return
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
        try:
            limiter, key = self.keys.limit_of(headers.get(KEY_HEADER)) or (self.limiter, client_key(scope))
        except SignInError as error:
            return b"", answer(HTTPStatus.UNAUTHORIZED, "key_unknown", str(error))
        wait = limiter.wait_s(key)
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


COSTLY_PER_MIN = 30

COSTLY = Limiter(burst=COSTLY_PER_MIN, per_min=COSTLY_PER_MIN, name="api-costly")
"""Of answers that take the machine seconds, by client."""

AT_ONCE, PATIENCE_S = 2, 20.0
"""So many of them are worked on at a time; another waits so long for its turn, seconds."""

_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def costly(request: Request, *, is_kept: bool = False) -> Iterator[None]:
    """Let one answer that takes the machine seconds be worked on.

    Parameters
    ----------
    request : Request
        Whose it is.
    is_kept : bool
        Whether the answer is kept already, so that it costs nothing.

    Raises
    ------
    BusyError
        When the client asked for too many, or too many are worked on for others; says when to come back.
    """
    if is_kept:
        yield
        return
    if wait := COSTLY.wait_s(request.headers.get(KEY_HEADER) or client_key(request.scope)):
        raise BusyError("too many answers that take long: wait, and ask for fewer", code="too_many", wait_s=wait)
    if not _turns.acquire(timeout=PATIENCE_S):
        raise BusyError("others are being answered: come back in a moment", code="too_many", wait_s=PATIENCE_S)
    try:
        yield
    finally:
        _turns.release()


def _topic(scope: Scope) -> str:
    """Return the part of an address that follows the version: ``centers`` of ``/api/v1/centers/x``."""
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.strip("/").split("/")[1] if path.strip("/").count("/") else ""


def client_key(scope: Scope) -> str:
    """Return the key of whoever sends: a hash that changes daily, so that no address is kept."""
    client = scope.get("client")
    return corrections.client_key(client[0] if client else None, data.today(), secret=_secret_of_clients())


@lru_cache
def _secret_of_clients() -> bytes | None:
    """Give what all processes with the same account keys hash addresses with; None where there are none."""
    ring = accounts.ring()
    return None if ring is None else hmac.new(next(iter(ring.keys.values())), b"clients", hashlib.sha256).digest()
