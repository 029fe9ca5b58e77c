"""The explanation against a local server that plays a language model: what is sent, and what is thrown away."""

import json
import logging
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.recommendation import explain as explain_module
from app.recommendation.explain import explain
from gis.answer_cache import AnswerCache
from gis.settings import Settings

FACTS = [
    "중구정신건강복지센터",
    "1.3 km, 남서쪽, 걸어서 22분",
    "화요일 20:00까지 운영 (평일 저녁 6시 뒤, 한 주 5일 가운데 1일)",
    "자살예방 사업 운영",
    "정보 기준일 2022년 12월 9일",
]
FAITHFUL = "중구정신건강복지센터는 1.3 km 거리예요. 걸어서 22분이면 가고 화요일에는 20:00까지 열어요."
KEY = "sk-not-a-real-key"


class Model(BaseHTTPRequestHandler):
    """Answers with what the test set."""

    def do_POST(self):
        server = self.server
        server.asked.append(
            (self.path, dict(self.headers), json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        )
        time.sleep(server.delay_s)
        body = server.answer if isinstance(server.answer, bytes) else json.dumps(server.answer).encode()
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture(autouse=True)
def fresh():
    """Let no test read what another was told."""
    explain_module.forget()


@pytest.fixture
def model():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    server.asked, server.answer, server.status, server.delay_s = [], {}, 200, 0.0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def settings(model, api="openai", **more) -> Settings:
    return Settings(
        MINDCONNECT_EXPLAIN_API=api,
        MINDCONNECT_EXPLAIN_URL=f"http://127.0.0.1:{model.server_port}/v1/",
        MINDCONNECT_EXPLAIN_MODEL="small",
        MINDCONNECT_EXPLAIN_KEY=KEY,
        **more,
    )


def openai(text, **more):
    return {"choices": [{"message": {"content": text, **more.pop("message", {})}, "finish_reason": "stop", **more}]}


def anthropic(text, stop="end_turn"):
    return {"content": [{"type": "text", "text": text}], "stop_reason": stop}


def test_by_default_nobody_is_asked(model):
    off = Settings(MINDCONNECT_EXPLAIN_URL=f"http://127.0.0.1:{model.server_port}")
    assert explain(FACTS, settings=off, language="ko") is None
    assert model.asked == []


@pytest.mark.parametrize(
    ("api", "answer", "path", "header"),
    [("openai", openai(FAITHFUL), "/v1/chat/completions", ("Authorization", f"Bearer {KEY}")),
     ("anthropic", anthropic(FAITHFUL), "/v1/messages", ("x-api-key", KEY))],
)  # fmt: skip
def test_a_faithful_answer_is_shown(model, api, answer, path, header):
    model.answer = answer
    assert explain(FACTS, settings=settings(model, api), language="ko") == FAITHFUL
    ((asked_path, headers, body),) = model.asked
    assert (asked_path, headers[header[0]]) == (path, header[1])
    told = json.dumps(body, ensure_ascii=False)
    assert body["messages"][-1]["content"] == "\n".join(f"- {fact}" for fact in FACTS)
    assert KEY not in told


@pytest.mark.parametrize(
    "answer",
    [
        openai("", message={"refusal": "I can't help with that."}),
        openai(None),
        openai("NO."),
        openai(FAITHFUL, finish_reason="length"),
        openai(FAITHFUL, finish_reason="content_filter"),
        openai(FAITHFUL * 20),
        {"choices": []},
        {"error": "overloaded"},
        [],
        b"<html>not json</html>",
    ],
)
def test_refusals_and_broken_answers_fall_back(model, answer):
    model.answer = answer
    assert explain(FACTS, settings=settings(model), language="ko") is None


@pytest.mark.parametrize(
    "answer", [anthropic("I cannot.", stop="refusal"), anthropic(FAITHFUL, stop="max_tokens"), {"content": []}]
)
def test_refusals_of_the_other_api_fall_back(model, answer):
    model.answer = answer
    assert explain(FACTS, settings=settings(model, "anthropic"), language="ko") is None


@pytest.mark.parametrize("status", [401, 429, 500])
def test_errors_fall_back(model, status):
    model.status, model.answer = status, openai(FAITHFUL)
    assert explain(FACTS, settings=settings(model), language="ko") is None


def test_a_slow_service_is_not_waited_for(model):
    model.answer, model.delay_s = openai(FAITHFUL), 5.0
    started = time.perf_counter()
    assert explain(FACTS, settings=settings(model, MINDCONNECT_EXPLAIN_TIMEOUT_S=1), language="ko") is None
    assert time.perf_counter() - started < 4


def test_a_service_that_is_not_there(caplog):
    nowhere = Settings(
        MINDCONNECT_EXPLAIN_API="openai", MINDCONNECT_EXPLAIN_URL="http://127.0.0.1:1", MINDCONNECT_EXPLAIN_KEY=KEY
    )
    with caplog.at_level(logging.DEBUG):
        assert explain(FACTS, settings=nowhere, language="ko") is None
    assert KEY not in caplog.text
    assert "자살예방" not in caplog.text
    assert KEY not in repr(nowhere)


@pytest.mark.parametrize("made_up", ["걸어서 25분이면 가요.", "강남센터가 더 가까워요."])
def test_made_up_answers_fall_back(model, made_up):
    model.answer = openai(f"{FAITHFUL} {made_up}")
    assert explain(FACTS, settings=settings(model), language="ko") is None


def test_an_answer_is_asked_for_once(model):
    model.answer = openai(FAITHFUL)
    for _ in range(3):
        assert explain(FACTS, settings=settings(model), language="ko") == FAITHFUL
    assert len(model.asked) == 1
    explain([*FACTS, "상담은 대부분 무료예요"], settings=settings(model), language="ko")
    explain(FACTS, settings=settings(model), language="en")
    assert len(model.asked) == 3


def test_what_was_thrown_away_is_not_asked_for_again_and_a_failure_only_for_a_while(model, monkeypatch):
    model.answer = openai("걸어서 30 km예요.")
    assert [explain(FACTS, settings=settings(model), language="ko") for _ in range(2)] == [None, None]
    assert len(model.asked) == 1
    explain_module.forget()
    model.status = 500
    assert [explain(FACTS, settings=settings(model), language="ko") for _ in range(2)] == [None, None]
    assert len(model.asked) == 2
    model.status, model.answer = 200, openai(FAITHFUL)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + explain_module.FAILED_FOR_S + 1)
    assert explain(FACTS, settings=settings(model), language="ko") == FAITHFUL


def test_only_so_many_answers_are_kept(model, monkeypatch):
    monkeypatch.setattr(explain_module, "_answers", AnswerCache(2, holds_s=explain_module._holds_s))
    model.answer = openai("NO")
    for number in (1, 2, 3, 3, 1):
        explain([FACTS[0], f"{number} km"], settings=settings(model), language="ko")
    assert len(model.asked) == 4, "the first was forgotten"
