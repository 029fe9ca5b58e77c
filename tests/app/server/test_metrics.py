"""Figures for monitoring, lines of the log, and what stands in neither: a typed word, a position, a token."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.credentials.vault import new_key
from app.server.metrics import kind_of
from tests.app import patient
from tests.app.conftest import OPERATOR, run_server

ANSWER, POINT, TOKEN = "죽고싶다는말", "37.561234,126.971234", "planted-token-0123456789abcdef"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/gaps", "page"),
        ("/api/v1/centers", "api"),
        ("/assets/x/app.css", "assets"),
        (f"/{ANSWER}", "page"),
    ],
)
def test_an_address_counts_as_one_word_of_a_closed_list(path, kind):
    assert kind_of(path) == kind


@pytest.fixture
def observed(app_url: str, var_dir: Path) -> Iterator[tuple[str, int, Path]]:
    """The real server with its figures at a port of their own and JSON lines in a file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.NamedTemporaryFile(suffix=".log") as said:
        program = str(Path(sys.executable).parent / "mindconnect")
        command = ["sh", "-c", f'exec "$0" serve 2>"{said.name}"', program]
        settings = {
            "APP_DATABASE_URL": app_url, "MINDCONNECT_VAR_DIR": str(var_dir), "MINDCONNECT_PORT": "0",
            "MINDCONNECT_ACCOUNT_KEYS": new_key(), "MINDCONNECT_METRICS_PORT": str(port),
            "MINDCONNECT_LOG_FORM": "json", "MINDCONNECT_LOG_LEVEL": "DEBUG", **OPERATOR,
        }  # fmt: skip
        for address in run_server(command, {**os.environ, **settings}):
            yield address, port, Path(said.name)


def figures(port: int) -> dict[str, float]:
    text = patient.get(f"http://127.0.0.1:{port}/metrics").text
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_count_and_nothing_personal_leaves(observed):
    address, port, log = observed
    before = figures(port)
    assert before["mindconnect_database_up[]"] == 1
    assert before["mindconnect_source_age_days['kontur']"] > 365
    answer = patient.get(f"{address}/?q={ANSWER}&at={POINT}", headers={"Cookie": f"mc_session={TOKEN}"})
    assert answer.headers["x-request-id"]
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    patient.get(f"{address}/api/v1/centers?near={POINT}&text={ANSWER}", headers=bearer)
    patient.post(f"{address}/api/v1/sessions", json={"name": ANSWER, "password": TOKEN})
    patient.put(f"{address}/_stcore/upload_file/x/{ANSWER}", content=TOKEN.encode(), headers=bearer)
    after = figures(port)
    assert after["mindconnect_requests_total['2xx', 'page']"] > before.get(
        "mindconnect_requests_total['2xx', 'page']", 0
    )
    shown = patient.get(f"http://127.0.0.1:{port}/metrics").text + log.read_text()
    for planted in (ANSWER, TOKEN, "37.561", "126.971"):
        assert planted not in shown
    assert patient.get(f"{address}/metrics").status_code == 404, "not where people are"
