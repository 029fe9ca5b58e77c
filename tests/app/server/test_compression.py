"""Compression: small for who takes it, the same bytes for everybody, and nothing held back that streams."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.server import compression
from app.server.compression import Compression
from tests.app import patient

LONG = "마음이음 " * 1000


def ask(path, encoding="gzip"):
    """Ask a small application, and give the answer as it went over the line."""

    async def parts():
        for _ in range(4):
            yield LONG.encode()

    routes = [
        Route("/page", lambda _: PlainTextResponse(LONG, headers={"ETag": '"a"'})),
        Route("/short", lambda _: PlainTextResponse("ok")),
        Route("/font", lambda _: Response(LONG, media_type="font/woff2")),
        Route("/events", lambda _: StreamingResponse(parts(), media_type="text/event-stream")),
        Route("/parts", lambda _: StreamingResponse(parts(), media_type="text/plain")),
        Route("/part", lambda _: PlainTextResponse(LONG, status_code=206)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Compression)])

    with TestClient(app).stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/page", "/parts"])
def test_a_text_goes_out_small_and_is_the_same(path):
    answer, sent = ask(path)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(sent) < len(LONG.encode()) / 20
    _, plain = ask(path, "identity")
    assert gzip.decompress(sent) == plain


def test_a_compressed_answer_is_not_byte_for_byte_the_one_of_its_tag():
    assert ask("/page")[0].headers["etag"] == 'W/"a"'


@pytest.mark.parametrize("path", ["/short", "/font", "/events", "/part"])
def test_what_is_small_or_streams_or_is_a_part_passes_as_it_is(path):
    answer, sent = ask(path)
    assert "content-encoding" not in answer.headers
    assert sent == ask(path, "identity")[1]


def test_an_answer_too_long_to_hold_passes_whole(monkeypatch):
    monkeypatch.setattr(compression, "LONGEST_WHOLE", len(LONG.encode()))
    answer, sent = ask("/parts")
    assert "content-encoding" not in answer.headers
    assert sent == LONG.encode() * 4


def test_scripts_of_streamlit_and_ours_go_out_small(lonely_server):
    page = patient.get(f"{lonely_server}/gaps").text
    for address in (
        page.partition('crossorigin src="')[2].partition('"')[0],
        page.partition('<script src="')[2].partition('"')[0],
    ):
        answer = patient.get(f"{lonely_server}{address}", headers={"Accept-Encoding": "gzip"})
        small = answer.headers.get("content-encoding") == "gzip"
        assert small or len(answer.content) < compression.SMALLEST, address
        assert "immutable" in answer.headers["cache-control"]
