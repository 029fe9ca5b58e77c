"""The gate before Streamlit: what of its own doors is closed from outside, who may send it a file, how much one asks.

Streamlit takes files from anybody who opens a page, at addresses that no page of ours shows; its metrics tell how many
people are here. Files are for administrators, who load the register with them; metrics are for nobody outside.
A page's socket makes the server work at each message, so one client has so many sockets, and messages beyond a pace
wait their turn: a page that loops is slow for itself alone.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards import client_key
from app.api.limiter import Limiter
from app.data import accounts
from gis.errors import MindConnectError

CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Doors of Streamlit's that no browser needs."""

FILES = "/_stcore/upload_file"
"""Where Streamlit takes files."""

LONGEST_MESSAGE = 4 * 1024 * 1024
"""What a page's socket may say at once, bytes: a browser sends choices and texts there, and files elsewhere."""


HEALTH = "/_stcore/health"
"""What a page asks before it opens its socket; the frame's script tells people what it answers."""

MOST_SOCKETS = 100
"""Pages that one client may have open at once. Behind one address may stand a school or a mobile network."""

SOCKET_BURST, SOCKET_PER_MIN = 60, 60.0
CLIENT_BURST, CLIENT_PER_MIN = 300, 600.0
"""Messages of one page, and of all pages of a client: at once, and each minute for as long as one likes."""


class Crowd:
    """How many pages each client has open, and how fast they may ask.

    Parameters
    ----------
    most_sockets : int
        Pages that one client may have open at once.
    per_client : Limiter, optional
        Of messages by client.
    per_socket : callable, optional
        Makes the limiter of one page.
    sleep : callable, optional
        Waits for some seconds.
    """

    def __init__(
        self,
        most_sockets: int = MOST_SOCKETS,
        *,
        per_client: Limiter | None = None,
        per_socket: Callable[[], Limiter] = lambda: Limiter(SOCKET_BURST, SOCKET_PER_MIN, most_keys=1),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.most_sockets = most_sockets
        self._open: Counter[str] = Counter()
        self._per_client = per_client or Limiter(CLIENT_BURST, CLIENT_PER_MIN)
        self._per_socket, self._sleep = per_socket, sleep

    def is_full(self, client: str) -> bool:
        """Tell whether a client has as many pages open as it may."""
        return self._open[client] >= self.most_sockets

    def enter(self, client: str) -> None:
        """Count a page that opens."""
        self._open[client] += 1

    def leave(self, client: str) -> None:
        """Forget a page that closed."""
        self._open[client] -= 1
        if self._open[client] <= 0:
            del self._open[client]

    def paced(self, client: str, receive: Receive) -> Receive:
        """Give what receives a page's messages, each no sooner than its pace allows."""
        own = self._per_socket()

        async def next_message() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                while wait_s := max(own.wait_s(client), self._per_client.wait_s(client)):
                    await self._sleep(wait_s)
            return message

        return next_message


class Gate:
    """Middleware: refuses what is closed, files of people who are no administrators, and more than one client may ask.

    Parameters
    ----------
    app : ASGI application
    crowd : Crowd, optional
        Who is here.
    """

    def __init__(self, app: ASGIApp, crowd: Crowd | None = None) -> None:
        self.app = app
        self.crowd = crowd or Crowd()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before a byte of its body is read."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] == "http":
            path = scope["path"]
            if path == HEALTH and self.crowd.is_full(client_key(scope)):
                await PlainTextResponse("too many pages are open", status_code=HTTPStatus.TOO_MANY_REQUESTS)(
                    scope, receive, send
                )
                return
            if path.startswith(CLOSED):
                await PlainTextResponse("not found", status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
                return
            token = accounts.session_token(Request(scope).cookies, is_https=scope["scheme"] == "https")
            if path.startswith(FILES) and not await run_in_threadpool(_is_admin, token):
                await PlainTextResponse("files are for administrators", status_code=HTTPStatus.FORBIDDEN)(
                    scope, receive, send
                )
                return
        await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_key(scope)
        if self.crowd.is_full(client):
            await receive()  # "websocket.connect", which has to be taken before it is refused
            await send({"type": "websocket.close", "code": 1013, "reason": "too many pages are open"})
            return
        self.crowd.enter(client)
        try:
            await self.app(scope, self.crowd.paced(client, receive), send)
        finally:
            self.crowd.leave(client)


def _is_admin(token: str | None) -> bool:
    try:
        session = accounts.signed_in(token)
    except (SQLAlchemyError, MindConnectError):
        return False  # who cannot be asked for is nobody
    return session is not None and session.account.role == "admin"
