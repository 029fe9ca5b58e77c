"""The gate before Streamlit: closed doors, and files from administrators only."""

import dataclasses

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.data import accounts
from app.server import gate

UPLOAD = f"{gate.FILES}/a-session/a-file"


@dataclasses.dataclass
class _Session:
    role: str

    @property
    def account(self):
        return self


def _put(path: str, cookies: dict[str, str]) -> int:
    async def passed(_request):
        return PlainTextResponse("passed")

    app = Starlette(routes=[Route("/{rest:path}", passed, methods=["GET", "PUT"])], middleware=[Middleware(gate.Gate)])

    return TestClient(app, cookies=cookies).put(path, content=b"x").status_code


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("staff", 403), ("citizen", 403), (None, 403)], ids=str)
def test_only_an_administrator_sends_a_file(monkeypatch, role, status):
    asked = []
    monkeypatch.setattr(accounts, "signed_in", lambda token: asked.append(token) or (_Session(role) if role else None))
    assert _put(UPLOAD, {accounts.COOKIE: "a-token"}) == status
    assert asked == ["a-token"]


def test_without_a_database_nobody_is_an_administrator(monkeypatch):
    def away(_token):
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(accounts, "signed_in", away)
    assert _put(UPLOAD, {accounts.COOKIE: "a-token"}) == 403


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"])
def test_doors_that_no_browser_needs_are_closed(server, path):
    answer = httpx.get(f"{server}{path}")
    assert answer.status_code == 404
    assert answer.text == "not found"


def test_the_real_server_refuses_a_file_of_anybody(server):
    assert httpx.put(f"{server}{UPLOAD}", files={"file": b"x" * 1000}).status_code == 403
    assert httpx.get(f"{server}/_stcore/health").status_code == 200
