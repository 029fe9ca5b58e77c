"""Databases for the tests: a private cluster of their own, migrated once; every test is rolled back."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as property_settings
from sqlalchemy import Connection, Engine, create_engine, event, text

from etl.build import place_index, region_reach
from etl.snapshot import load_snapshot
from gis.access import AccessBoard, open_board
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import ROOT, Settings
from tests import towns

NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
NATION = "mindconnect_nation"
TOWN = "mindconnect_town"

# No deadline: a busy machine is no fault of the code under test.
property_settings.register_profile("patient", deadline=None)
property_settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _no_address_from_outside() -> Iterator[None]:
    """Keep the tests away from a database (or a key) that the developer's environment names."""
    with pytest.MonkeyPatch.context() as patch:
        for role in ("", "ETL_", "APP_", "READER_"):
            patch.delenv(f"{role}DATABASE_URL", raising=False)
        patch.delenv("DATA_GO_KR_KEY", raising=False)
        yield


@pytest.fixture(scope="session")
def cluster(_no_address_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Run a private cluster in a temp folder for the whole session; gives the settings that lead to it."""
    # Not pytest's tmp_path: the account postgres cannot enter it when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="mc-test-", dir="/tmp"))
    folder.chmod(0o755)
    settings = Settings(MINDCONNECT_VAR_DIR=folder)
    share_travel_times(folder, tmp_path_factory)
    try:
        local.up(settings, overrides=NOT_DURABLE)
        yield settings
    finally:
        local.down(settings)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def engine(cluster: Settings) -> Iterator[Engine]:
    """Connect the owner to a migrated, empty database."""
    engine = make_engine(cluster, "owner")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """Give the owner's connection to the empty database; whatever the test does is rolled back."""
    with engine.connect() as conn:
        yield conn
        conn.rollback()


@pytest.fixture
def app_conn(cluster: Settings, engine: Engine) -> Iterator[Connection]:
    """Give the app's connection to the empty database."""
    app_engine = make_engine(cluster, "app")
    with app_engine.connect() as conn:
        yield conn
        conn.rollback()
    app_engine.dispose()


@pytest.fixture(scope="session")
def nation(cluster: Settings) -> Iterator[Engine]:
    """Load data/snapshot into a database of its own; every transaction on it is read-only."""
    yield from _filled(cluster, NATION, lambda engine: load_snapshot(engine, ROOT / "data" / "snapshot"))


@pytest.fixture(scope="session")
def town(cluster: Settings) -> Iterator[Engine]:
    """Settle the hand-worked town (tests/towns.py) in a database of its own, reach built; read-only."""
    yield from _filled(cluster, TOWN, _settle_town)


@pytest.fixture
def town_conn(town: Engine) -> Iterator[Connection]:
    """Give the app's rights on the town."""
    with town.connect() as conn:
        conn.execute(text("SET LOCAL ROLE mindconnect_app"))
        yield conn
        conn.rollback()


@pytest.fixture
def nation_conn(nation: Engine) -> Iterator[Connection]:
    """Give a read-only connection to the nation."""
    with nation.connect() as conn:
        yield conn
        conn.rollback()


@pytest.fixture(scope="session")
def nation_board(nation: Engine, cluster: Settings) -> AccessBoard:
    """Open the board of access on the nation; its travel times are put together once and kept for the session."""
    with nation.connect() as conn:
        return open_board(conn, cluster)


@pytest.fixture(scope="session")
def raw_dir() -> Path:
    """Give the folder of raw files; they are not part of the project, so tests that need them may skip."""
    folder = Settings().raw_dir
    if not folder.is_dir():
        pytest.skip(f"the raw files are not on this machine ({folder})")
    return folder


def share_travel_times(var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the nation's travel times, which take ten seconds to put together, be kept once a run for all folders."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    for name in ("travel_times", "travel_times_partial"):
        shared = run / "shared" / name
        shared.mkdir(parents=True, exist_ok=True)
        (var_dir / name).symlink_to(shared, target_is_directory=True)


def _filled(cluster: Settings, name: str, fill: Callable[[Engine], None]) -> Iterator[Engine]:
    """Make a database, fill it once, and give the owner's read-only connections to it."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, name)
    loader = create_engine(make_engine(cluster, "owner").url.set(database=name))
    migrate(loader)
    fill(loader)
    with loader.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    loader.dispose()
    engine = create_engine(loader.url)

    @event.listens_for(engine, "connect")
    def _read_only(connection, _record) -> None:
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    yield engine
    engine.dispose()


def _settle_town(engine: Engine) -> None:
    with engine.begin() as conn:
        towns.settle(conn)
        region_reach.build(conn)
        place_index.build(conn)
