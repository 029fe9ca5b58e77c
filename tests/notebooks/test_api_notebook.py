"""The recipe of the notebook reads over HTTP what the command line says."""

import json
import shlex
import socket
import threading
import time

import pytest
import uvicorn
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.routing import Mount

from app.api.application import create_api
from app.data import database
from tests.notebooks.test_access_answers import environment, printed, run  # noqa: F401 (a fixture)


@pytest.fixture
def served(nation, cluster, monkeypatch):
    """Serve the API on the nation from a thread; gives its address."""
    engine = create_engine(nation.url.set(username="mindconnect_app"))
    settings = database.settings().model_copy(update={"var_dir": cluster.var_dir})
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(database, "settings", lambda: settings)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Mount("/api", app=create_api())]), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
    server.should_exit = True
    thread.join(30)
    engine.dispose()


def test_the_recipe_reads_what_the_command_says(served, environment, monkeypatch, capsys, tmp_path):  # noqa: F811
    where = environment | {"MINDCONNECT_API": served}
    command, answer = printed("06_api.ipynb", "ANSWER", tmp_path, where, monkeypatch)
    rows = run(shlex.split(command), environment, monkeypatch, capsys)["rows"]
    assert answer == [{key: row[key] for key in ("region_code", "people_without")} for row in rows]
    assert len(json.dumps(answer)) > 100
