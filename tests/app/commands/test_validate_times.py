"""Asking a router for the pairs of a form, against one that runs here."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

import pandas as pd
import pytest
from typer.testing import CliRunner

from app.commands import validate_times
from gis import validation
from gis.errors import FetchError, InputError
from tests import access_town


class Router(BaseHTTPRequestHandler):
    """Answers as Kakao Mobility does: a quarter hour for every way, but no way to one place; it wants its key."""

    def do_GET(self):
        asked = parse_qs(urlparse(self.path).query)
        self.server.asked.append(asked)
        is_known = self.headers["Authorization"] == "KakaoAK right"
        self.send_response(200 if is_known else 401)
        self.end_headers()
        is_far = asked["origin"] == asked["destination"] or len(self.server.asked) == 2
        route = {"result_code": 104} if is_far else {"result_code": 0, "summary": {"duration": 900}}
        self.wfile.write(json.dumps({"routes": [route]}).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def router():
    server = HTTPServer(("127.0.0.1", 0), Router)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "form.csv"
    validation.form(access_town.board(log_sd=0.3), pairs=6, seed=2).to_csv(path, index=False)
    return path


def run(*words):
    return CliRunner().invoke(validate_times.cli, [str(word) for word in words])


def test_a_router_fills_the_form_and_the_report_tells_the_bias(router, form, monkeypatch):
    monkeypatch.setenv(validate_times.KEY, "right")
    url = f"http://127.0.0.1:{router.server_port}/v1/directions"
    done = run("ask", form, "--url", url, "--most", 4)
    assert done.exit_code == 0, done.output
    filled = pd.read_csv(form)
    assert filled["measured_s"].tolist()[:4] == pytest.approx([900, float("nan"), 900, 900], nan_ok=True)
    assert filled["note"][1] == "no way (104)"
    first = filled.iloc[0]
    assert router.asked[0]["origin"] == [f"{first['origin_lon']},{first['origin_lat']}"]
    assert "right" not in form.read_text(encoding="utf-8")
    run("ask", form, "--url", url)
    assert len(router.asked) == len(filled)  # what was answered, also by no way, is not asked again
    told = run("report", form)
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[0] == ",".join(validation.BIAS_COLUMNS)


def test_a_wrong_key_and_a_missing_one_are_told(router, form, monkeypatch):
    url = f"http://127.0.0.1:{router.server_port}/v1/directions"
    monkeypatch.delenv(validate_times.KEY, raising=False)
    assert isinstance(run("ask", form, "--url", url).exception, InputError)
    monkeypatch.setenv(validate_times.KEY, "wrong")
    told = run("ask", form, "--url", url).exception
    assert isinstance(told, FetchError)
    assert "answered 401" in str(told)
    assert "wrong" not in str(told)


def test_a_file_that_is_no_form_is_told(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "lacks" in str(run("report", path).exception)
    assert "cannot be read" in str(run("report", tmp_path / "none.csv").exception)
