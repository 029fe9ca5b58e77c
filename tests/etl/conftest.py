"""A database of its own for tests that commit: the pipeline works in transactions of its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from etl.build.merging import MergedRegister
from etl.contract import Cleaned
from etl.lookup import MemoryLookup
from etl.snapshot_files import SHIPPED
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import Settings
from tests.etl import county, real_lists

_EMPTY = "mindconnect_etl_test"


@pytest.fixture(scope="session")
def _etl_database(cluster: Settings) -> Engine:
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, _EMPTY)
    engine = create_engine(make_engine(cluster, "owner").url.set(database=_EMPTY))
    migrate(engine)
    return engine


@pytest.fixture
def etl_engine(_etl_database: Engine, cluster: Settings) -> Iterator[Engine]:
    """Connect as the etl role to a migrated database that this test may fill; it is emptied afterwards."""
    engine = create_engine(make_engine(cluster, "etl").url.set(database=_EMPTY))
    yield engine
    engine.dispose()
    with _etl_database.begin() as conn:
        for table in ("build", *(shipped.name for shipped in reversed(SHIPPED))):
            conn.exec_driver_sql(f"DELETE FROM core.{table}")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Write the county's raw files."""
    return county.write_raw(tmp_path / "raw")


@pytest.fixture(scope="session")
def real_lists_cleaned(raw_dir: Path) -> tuple[Mapping[str, Cleaned], MemoryLookup]:
    return real_lists.clean_lists(raw_dir)


@pytest.fixture(scope="session")
def centers_cleaned(real_lists_cleaned: tuple[Mapping[str, Cleaned], MemoryLookup]) -> Mapping[str, Cleaned]:
    """Give the real lists of centers and their reference points, cleaned; skips without the raw files."""
    return real_lists_cleaned[0]


@pytest.fixture(scope="session")
def register(real_lists_cleaned: tuple[Mapping[str, Cleaned], MemoryLookup]) -> MergedRegister:
    """Give the register of the real lists; skips without the raw files."""
    return real_lists.register_of(*real_lists_cleaned)
