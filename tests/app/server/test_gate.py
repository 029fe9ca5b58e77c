"""The gate before Streamlit: closed doors, files from administrators only, and how much one client may ask."""

import contextlib
import dataclasses
from urllib.parse import urlsplit

import pytest
import websockets.sync.client
from playwright.sync_api import expect
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.api.limiter import Limiter
from app.data import accounts
from app.server import gate
from app.text import load
from tests.app import patient

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
    answer = patient.get(f"{server}{path}")
    assert answer.status_code == 404
    assert answer.text == "not found"


def test_the_real_server_refuses_a_file_of_anybody(server):
    assert patient.put(f"{server}{UPLOAD}", files={"file": b"x" * 1000}).status_code == 403
    assert patient.get(f"{server}/_stcore/health").status_code == 200


def _with_sockets(crowd: gate.Crowd) -> TestClient:
    async def echo(socket):
        await socket.accept()
        async for said in socket.iter_text():
            await socket.send_text(said)

    async def healthy(_request):
        return PlainTextResponse("ok")

    routes = [WebSocketRoute("/_stcore/stream", echo), Route(gate.HEALTH, healthy)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(gate.Gate, crowd=crowd)]))


def test_a_client_has_so_many_pages_open_and_another_when_one_closes():
    client = _with_sockets(gate.Crowd(most_sockets=2))
    with client.websocket_connect("/_stcore/stream"):
        with client.websocket_connect("/_stcore/stream") as second:
            second.send_text("here")
            assert second.receive_text() == "here"
            assert client.get(gate.HEALTH).status_code == 429
            with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
                pass
        assert client.get(gate.HEALTH).status_code == 200
        with client.websocket_connect("/_stcore/stream") as third:
            third.send_text("there")
            assert third.receive_text() == "there"


def test_a_page_that_loops_waits_its_turn_and_loses_nothing():
    now, slept = [0.0], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    def clock() -> float:
        return now[0]

    crowd = gate.Crowd(
        per_client=Limiter(1000, 1000, clock=clock), per_socket=lambda: Limiter(3, 60, clock=clock), sleep=sleep
    )
    with _with_sockets(crowd).websocket_connect("/_stcore/stream") as socket:
        for number in range(6):
            socket.send_text(str(number))
            assert socket.receive_text() == str(number)
    assert slept == [1.0, 1.0, 1.0], "three at once, then one a second"


def test_many_pages_of_one_client_share_its_pace():
    now, slept = [0.0], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    crowd = gate.Crowd(per_client=Limiter(2, 60, clock=lambda: now[0]), sleep=sleep)
    client = _with_sockets(crowd)
    for _page in range(3):
        with client.websocket_connect("/_stcore/stream") as socket:
            socket.send_text("x")
            assert socket.receive_text() == "x"
    assert slept == [1.0]


def test_who_has_too_many_pages_open_reads_why_and_goes_on_when_they_close(server, tab):
    address = f"ws://{urlsplit(server).netloc}/_stcore/stream"
    with contextlib.ExitStack() as others:
        while patient.get(f"{server}{gate.HEALTH}").status_code == 200:
            others.enter_context(websockets.sync.client.connect(address, subprotocols=["streamlit"]))
        page = tab()
        page.goto(f"{server}/about")  # which only Streamlit fills
        expect(page.locator("#connection")).to_have_text(load("ko")("frame.full"))
    expect(page.locator("#connection")).to_be_empty()
