"""How the tests run a server: whatever it says, and however it ends."""

import os
import sys

import httpx
import pytest

from tests.app.conftest import run_server

SERVER = """
import http.server, signal, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        print("x" * 1_000_000, flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have told its background jobs to ignore it
for number in IGNORED:
    signal.signal(number, signal.SIG_IGN)
server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
print(f"open at http://localhost:{server.server_port}", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(0)
"""


def command(script):
    return [sys.executable, "-c", script]


def test_a_server_that_says_much_is_not_stopped_by_it():
    running = run_server(command(SERVER.replace("IGNORED", "()")), dict(os.environ))
    address = next(running)
    assert [httpx.get(address, timeout=30).status_code for _ in range(3)] == [200] * 3
    assert list(running) == []


def test_a_server_that_does_not_stop_is_killed_and_told():
    running = run_server(command(SERVER.replace("IGNORED", "(signal.SIGINT,)")), dict(os.environ), patience_s=3)
    address = next(running)
    with pytest.raises(pytest.fail.Exception, match="did not stop"):
        next(running)
    with pytest.raises(httpx.TransportError):
        httpx.get(address, timeout=5)


def test_a_server_that_ends_at_once_is_told_with_what_it_said():
    with pytest.raises(AssertionError, match="out of order"):
        next(run_server(command("print('out of order')"), dict(os.environ)))


def test_a_traceback_is_a_failure():
    script = SERVER.replace("IGNORED", "()").replace("sys.exit(0)", "raise")
    running = run_server(command(script), dict(os.environ))
    next(running)
    with pytest.raises(AssertionError, match="KeyboardInterrupt"):
        next(running)
