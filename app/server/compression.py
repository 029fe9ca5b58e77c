"""Compression: what goes out as text goes out small. Files that never change are compressed once and kept.

Sockets and event streams pass as they are; so does what is small already (fonts, pictures, compressed files).
"""

import gzip
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.ui import assets
from gis.answer_cache import AnswerCache

FROZEN = ("/static/", assets.base())
"""Where Streamlit's files and ours stand whose addresses carry a digest of what they hold."""

SMALLEST = 860
"""Bytes below which a packet holds an answer anyway."""

LONGEST_WHOLE = 8 * 1024 * 1024
"""Bytes of an answer that are held to be compressed at once; a longer one passes as it is."""

TEXTS = ("text/html", "text/css", "text/plain", "text/csv", "text/markdown", "application/json", "application/geo+json",
         "application/xml", "application/manifest+json", "image/svg+xml", "application/vnd.mapbox-vector-tile",
         "application/octet-stream", "text/javascript", "application/javascript")  # fmt: skip

QUICK, SMALL = 5, 9
"""How hard an answer is compressed that is written for one person, and a file that is kept."""


class Compression:
    """Middleware: gzip for browsers that take it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._files = AnswerCache(400)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and compress its answer where that helps."""
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(scope, send, self._files).send)


class _Answer:
    """One answer on its way: held until it is whole, then sent compressed; or let through."""

    def __init__(self, scope: Scope, send: Send, files: AnswerCache) -> None:
        self._scope, self._send, self._files = scope, send, files
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Take a message of the answer."""
        if message["type"] == "http.response.start" and self._helps(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()
            elif len(self._body) > LONGEST_WHOLE:
                await self._send(self._start)
                await self._send({**message, "body": bytes(self._body)})
                self._start = None
        else:
            await self._send(message)

    def _helps(self, message: Message) -> bool:
        headers = Headers(raw=message["headers"])
        kind = headers.get("content-type", "").partition(";")[0]
        is_whole = message["status"] not in (HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT)
        return self._scope["method"] == "GET" and is_whole and kind in TEXTS and "content-encoding" not in headers

    async def _finish(self) -> None:
        start, body = self._start, bytes(self._body)
        if start is None:
            return
        headers = MutableHeaders(raw=list(start["headers"]))
        headers.add_vary_header("Accept-Encoding")
        if len(body) >= SMALLEST:
            path = self._scope["path"]
            is_frozen = path.startswith(FROZEN) and start["status"] == HTTPStatus.OK
            key = (path, headers.get("etag")) if is_frozen else None
            body = await run_in_threadpool(self._compressed, body, key)
            headers["Content-Encoding"] = "gzip"
            if "etag" in headers and not headers["etag"].startswith("W/"):
                headers["ETag"] = f"W/{headers['etag']}"
        headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    def _compressed(self, body: bytes, key: tuple[str, str | None] | None) -> bytes:
        if key is None:
            return gzip.compress(body, QUICK, mtime=0)
        kept: bytes = self._files.ask(key, lambda: gzip.compress(body, SMALL, mtime=0))
        return kept
