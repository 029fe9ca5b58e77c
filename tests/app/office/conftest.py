"""A county with two municipalities, their centers loaded from a list, and accounts of every role; committed."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from streamlit.testing.v1 import AppTest

from app import data
from app.account import sessions
from app.data import database, offices
from etl import pipeline
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import ROOT, Settings
from tests.app.conftest import serve
from tests.etl import county
from tests.etl.test_preview import GUNWI, PAJANG, SERYU, write_list

NAME = "mindconnect_offices"
TOKENS = {
    "admin": "token-of-the-admin",
    "suwon": "token-of-suwon",
    "gunwi": "token-of-gunwi",
    "citizen": "token-of-someone",
}
"""Whoever acts -> token of their session."""

ROLES = {
    "admin": ("admin", None),
    "suwon": ("staff", "41110"),
    "gunwi": ("staff", "27720"),
    "citizen": ("citizen", None),
}


@pytest.fixture(scope="session")
def county_db(cluster: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Load the county; gives the owner's connections."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, NAME)
    owner = create_engine(make_engine(cluster, "owner").url.set(database=NAME))
    migrate(owner)
    raw = county.write_raw(tmp_path_factory.mktemp("raw"))
    write_list(raw / "centers", "2022", PAJANG, SERYU, GUNWI)
    loader = create_engine(owner.url.set(username="mindconnect_etl"))
    pipeline.run(loader, raw)
    loader.dispose()
    yield owner
    owner.dispose()


@pytest.fixture
def owner(county_db: Engine) -> Iterator[Engine]:
    """Put the accounts there; whatever a test made is gone after it (only the log and claims stay, as they must)."""
    with county_db.begin() as conn:
        for name, (role, code) in ROLES.items():
            conn.execute(
                text("""
                    WITH made AS (
                        INSERT INTO account.account (name, name_key, role, municipality_code)
                        VALUES (:name, :name, :role, :code) RETURNING account_id
                    )
                    INSERT INTO account.session (account_id, kind, token_hash, expires_at)
                    SELECT account_id, 'app', :hash, now() + interval '1 hour' FROM made
                """),
                {"name": name, "role": role, "code": code, "hash": hashlib.sha256(TOKENS[name].encode()).digest()},
            )
    yield county_db
    with county_db.begin() as conn:
        for table in ("account.account", "core.correction"):
            conn.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def app_engine(owner: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Let the app of this process work on the county as mindconnect_app."""
    engine = create_engine(owner.url.set(username="mindconnect_app"), hide_parameters=True)
    monkeypatch.setattr(database, "engine", lambda: engine)
    for kept in (offices.municipality_names, data.center, data.region_names):
        kept.cache_clear()
    yield engine
    for kept in (offices.municipality_names, data.center, data.region_names):
        kept.cache_clear()
    engine.dispose()


@pytest.fixture
def centers(county_db: Engine) -> dict[str, str]:
    """Give the ids of the centers by name."""
    with county_db.connect() as conn:
        return {name: center_id for center_id, name in conn.execute(text("SELECT center_id, name FROM core.center"))}


@pytest.fixture
def visit(app_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Give a function that opens a page as somebody."""

    def open_as(who: str | None, page: str = "admin", **query: str) -> AppTest:
        monkeypatch.setattr(sessions, "token", lambda: TOKENS.get(who) if who else None)
        app = AppTest.from_file(str(ROOT / "app" / "server" / "main.py"), default_timeout=60)
        app.run().switch_page(f"../pages/{page}.py")
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    return open_as


@pytest.fixture(scope="session")
def running_server(county_db: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the real server on the county, with the etl's address in a file of its own."""
    address = tmp_path_factory.mktemp("etl") / "address"
    address.write_text(county_db.url.set(username="mindconnect_etl").render_as_string(hide_password=False))
    app = county_db.url.set(username="mindconnect_app").render_as_string(hide_password=False)
    yield from serve({"APP_DATABASE_URL": app, "ETL_DATABASE_URL_FILE": str(address)})


@pytest.fixture
def county_server(owner: Engine, running_server: str) -> str:
    """Give the address of the server on the county, where the accounts are."""
    return running_server
