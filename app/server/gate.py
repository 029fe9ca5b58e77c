"""The gate before Streamlit: what of its own doors is closed from outside, and who may send it a file.

Streamlit takes files from anybody who opens a page, at addresses that no page of ours shows; its metrics tell how many
people are here. Files are for administrators, who load the register with them; metrics are for nobody outside.
"""

from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.data import accounts
from app.data.accounts import COOKIE
from gis.errors import MindConnectError

CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Doors of Streamlit's that no browser needs."""

FILES = "/_stcore/upload_file"
"""Where Streamlit takes files."""

LONGEST_MESSAGE = 4 * 1024 * 1024
"""What a page's socket may say at once, bytes: a browser sends choices and texts there, and files elsewhere."""


class Gate:
    """Middleware: refuses what is closed, and files of people who are no administrators."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before a byte of its body is read."""
        if scope["type"] == "http":
            path = scope["path"]
            if path.startswith(CLOSED):
                await PlainTextResponse("not found", status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
                return
            token = Request(scope).cookies.get(COOKIE)
            if path.startswith(FILES) and not await run_in_threadpool(_is_admin, token):
                await PlainTextResponse("files are for administrators", status_code=HTTPStatus.FORBIDDEN)(
                    scope, receive, send
                )
                return
        await self.app(scope, receive, send)


def _is_admin(token: str | None) -> bool:
    try:
        session = accounts.signed_in(token)
    except (SQLAlchemyError, MindConnectError):
        return False  # who cannot be asked for is nobody
    return session is not None and session.account.role == "admin"
