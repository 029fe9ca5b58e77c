"""The API on a database of its own, as the app's own user, in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, text

from app.account.consents import NEEDED, WORDING
from app.api import accounts as doors_of_api
from app.api import guards
from app.api.application import create_api
from app.api.limiter import Limiter
from app.credentials.vault import new_key, read_keys
from app.data import accounts as doors
from app.data import database
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import Settings
from tests import town_board

PASSWORD = "비 오는 화요일의 도서관"
JOIN = {"is_14_or_older": True, "consents": {purpose: WORDING[purpose] for purpose in NEEDED}}
"""What somebody says who may have an account."""

APP = {"X-MindConnect": "app", "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
"""What a browser sends from one of our pages."""


@pytest.fixture(scope="session")
def town_files(town: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the town's travel times."""
    folder = tmp_path_factory.mktemp("town")
    with town.connect() as conn:
        town_board.write_times(conn, folder)
    return folder


@pytest.fixture
def on_town(town: Engine, town_files: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let app.data of this process, and commands, read the town."""
    engine = create_engine(town.url.set(username="mindconnect_app"))
    settings = Settings(MINDCONNECT_VAR_DIR=town_files)
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(database, "settings", lambda: settings)
    monkeypatch.setattr(guards, "COSTLY", Limiter(burst=1000, per_min=1000))
    monkeypatch.setenv("DATABASE_URL", town.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(town_files))
    yield
    engine.dispose()


@pytest.fixture(scope="session")
def accounts_db(cluster: Settings) -> Iterator[Engine]:
    """Migrate a database for accounts alone; gives the owner's connections."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, "mindconnect_accounts")
    owner = create_engine(make_engine(cluster, "owner").url.set(database="mindconnect_accounts"))
    migrate(owner)
    yield owner
    owner.dispose()


@pytest.fixture
def owner(accounts_db: Engine) -> Iterator[Engine]:
    """Give the owner's connections; every account is gone after the test."""
    yield accounts_db
    with accounts_db.begin() as conn:
        conn.execute(text("DELETE FROM account.account"))
        conn.execute(text("DELETE FROM account.login_attempt"))


@pytest.fixture
def app_engine(owner: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Let the app of this process work on that database as mindconnect_app, with a key of its own."""
    engine = create_engine(owner.url.set(username="mindconnect_app"), hide_parameters=True)
    ring = read_keys(new_key())
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(doors, "ring", lambda: ring)
    doors.signer.cache_clear()
    for name in ("DOOR", "NEW"):
        monkeypatch.setattr(doors_of_api, name, Limiter(burst=10_000, per_min=10_000))
    yield engine
    engine.dispose()
    doors.signer.cache_clear()


@pytest.fixture
def client(app_engine: Engine) -> Callable[..., TestClient]:
    """Give a function that makes a client: a browser on our pages by default, else a program."""

    def make(*, is_browser: bool = True, base_url: str = "http://testserver") -> TestClient:
        api = create_api(Limiter(burst=10_000, per_min=10_000))
        headers = {**APP, "Origin": base_url} if is_browser else {}
        return TestClient(_mounted(api), base_url=f"{base_url}/api/v1", headers=headers, raise_server_exceptions=False)

    return make


def _mounted(api):
    from starlette.applications import Starlette
    from starlette.routing import Mount

    return Starlette(routes=[Mount("/api", app=api)])


@pytest.fixture
def sign_up(client) -> Callable[..., TestClient]:
    """Give a function that signs somebody up; gives a client that is signed in, the answer in ``client.entry``."""

    def make(name: str = "보리", *, is_browser: bool = True) -> TestClient:
        made = client(is_browser=is_browser)
        answer = made.post("/accounts", json={"name": name, "password": PASSWORD, **JOIN})
        assert answer.status_code == 201, answer.text
        made.entry = answer.json()
        if not is_browser:
            made.headers["Authorization"] = f"Bearer {made.entry['access_token']}"
        return made

    return make
