"""A database of the measurements' own, in the private cluster; dropped afterwards."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text

from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import Settings

NAME = "mindconnect_bench"


@contextmanager
def database() -> Iterator[Engine]:
    """Return the owner's engine of an empty, migrated database; the cluster is stopped again unless it was running."""
    settings = Settings().model_copy(update={"database_url": None})
    was_running = local.status(settings).pid is not None
    place = local.up(settings)
    try:
        _drop(settings)
        local.create_database(place, NAME)
        engine = create_engine(make_engine(settings, "owner").url.set(database=NAME))
        migrate(engine)
        yield engine
        engine.dispose()
        _drop(settings)
    finally:
        if not was_running:
            local.down(settings)


def add_extension(name: str) -> None:
    """Create an extension in it; only the administrator may."""
    url = make_engine(Settings().model_copy(update={"database_url": None}), "owner").url
    engine = create_engine(url.set(username=local.SUPERUSER, database=NAME))
    with engine.begin() as conn:
        conn.execute(text(f'CREATE EXTENSION IF NOT EXISTS "{name}"'))
    engine.dispose()


def peak_mb() -> float:
    """Return the most memory that this process has held, megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _drop(settings: Settings) -> None:
    engine = create_engine(make_engine(settings, "owner").url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"DROP DATABASE IF EXISTS {NAME}"))
    engine.dispose()
