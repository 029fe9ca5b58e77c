"""`mindconnect doctor`: how an installation is, and what its operator should do."""

import datetime as dt
import json
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Annotated, Literal

import typer
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.commands.backup import FOLDER
from app.law import operator
from gis.db import backup
from gis.db.engine import make_engine
from gis.db.migrate import SQL_DIR, landed_migrations
from gis.errors import MindConnectError
from gis.queries.datasets import data_version, dataset_frame, freshness
from gis.settings import Settings

State = Literal["well", "look", "ill"]
"""As it should be; to be looked at in daytime; people are not served as they should be."""

OLD_DAYS = 400
"""Days after its reference date from which a source is said to be old: every list used is published once a year."""

FREE_BYTES = 2_000_000_000
"""Free disk below which an operator is told."""

PURGE_DAYS, BACKUP_DAYS = 2, 2
"""Days after which a daily job that has not run is told."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    what : str
        Name of the thing.
    state : {"well", "look", "ill"}
    told : str
        What was found.
    remedy : str
        What to do; empty where nothing is.
    """

    what: str
    state: State
    told: str
    remedy: str = ""


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="JSON instead of lines.")] = False) -> None:
    """Look at versions, data, sizes and daily jobs; exit status 1 when something should be done."""
    findings = list(examine(Settings(), dt.datetime.now(dt.UTC)))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        for one in findings:
            typer.echo(f"{one.state:4}  {one.what}: {one.told}")
            if one.remedy:
                typer.echo(f"      -> {one.remedy}")
    if any(one.state != "well" for one in findings):
        raise typer.Exit(1)


def examine(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Look at an installation.

    Parameters
    ----------
    settings : Settings
    now : datetime.datetime
        Aware.

    Yields
    ------
    Finding
        One a thing, whatever fails on the way.
    """
    yield Finding("version", "well", f"mindconnect {version('mindconnect')}, Python {platform.python_version()}")
    for line in operator.warnings(settings):
        yield Finding("settings", "look", line, "see docs/operations.md, Settings")
    yield _disk(settings)
    yield _backups(settings, now)
    try:
        owner = make_engine(settings, "owner")
        with owner.connect() as conn:
            yield from _database(conn)
            yield from _data(conn, now)
            yield _purge(conn, now)
    except (MindConnectError, SQLAlchemyError) as error:
        told = str(error) if isinstance(error, MindConnectError) else type(error).__name__
        yield Finding("database", "ill", told, "mindconnect db up, then mindconnect db migrate; or check DATABASE_URL")
    else:
        owner.dispose()


def _disk(settings: Settings) -> Finding:
    folder = settings.var_dir if settings.var_dir.exists() else settings.var_dir.parent
    if not folder.exists():
        return Finding("disk", "look", f"{settings.var_dir} does not exist yet", "mindconnect db up makes it")
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free at {folder}"
    if free < FREE_BYTES:
        return Finding("disk", "ill", told, "remove old backups, or make the disk larger")
    return Finding("disk", "well", told)


def _backups(settings: Settings, now: dt.datetime) -> Finding:
    folder = settings.var_dir / FOLDER
    found = backup.backups(folder) if folder.is_dir() else []
    remedy = "run `mindconnect backup` daily and copy the dumps to another machine"
    if not found:
        return Finding("backup", "look", f"none in {folder}", remedy)
    age = now - dt.datetime.fromtimestamp(found[-1].stat().st_mtime, dt.UTC)
    told = f"{len(found)} in {folder}, the newest {age.days} days old"
    return Finding("backup", "well", told) if age.days < BACKUP_DAYS else Finding("backup", "look", told, remedy)


def _database(conn: Connection) -> Iterator[Finding]:
    row = conn.execute(
        text("""
            SELECT current_setting('server_version') AS server, postgis_lib_version() AS postgis,
                   pg_size_pretty(pg_database_size(current_database())) AS size
        """)
    ).one()
    yield Finding("database", "well", f"PostgreSQL {row.server}, PostGIS {row.postgis}, {row.size}")
    landed = set(landed_migrations(conn))
    lacking = sorted(path.name for path in (SQL_DIR / "migrations").glob("*.sql") if path.name not in landed)
    if lacking:
        yield Finding(
            "migrations", "ill", f"{len(lacking)} have not landed: {', '.join(lacking)}", "mindconnect db migrate"
        )
    else:
        yield Finding("migrations", "well", f"all {len(landed)} have landed")


def _data(conn: Connection, now: dt.datetime) -> Iterator[Finding]:
    sources = dataset_frame(conn)
    if sources.empty:
        yield Finding("data", "ill", "nothing is loaded", "mindconnect etl load-snapshot, or mindconnect etl run")
        return
    yield Finding("data", "well", f"{len(sources)} sources, data version {data_version(conn)}")
    for one in sources.to_dict("records"):
        age = (now.date() - one["reference_to"]).days
        if age > OLD_DAYS:
            told = f"speaks of {one['reference_to']}, {age} days ago"
            yield Finding(f"source {one['source']}", "look", told, f"look for a newer file at {one['url']}")
    for behind in (one for one in freshness(conn) if not one.is_current):
        yield Finding(f"table {behind.name}", "look", "holds for another state of the data", f"run `{behind.command}`")


def _purge(conn: Connection, now: dt.datetime) -> Finding:
    last = conn.scalar(
        text("SELECT max(at) FROM account.audit_log WHERE action = 'retention.purge' AND object_id = 'all'")
    )
    remedy = "run `mindconnect purge` daily: what people were promised to be forgotten is kept"
    if last is None:
        has_people = conn.scalar(text("SELECT EXISTS (SELECT FROM account.account)"))
        return Finding("purge", "look" if has_people else "well", "has never run", remedy if has_people else "")
    days = (now - last).days
    told = f"last run {days} days ago"
    return Finding("purge", "well", told) if days < PURGE_DAYS else Finding("purge", "look", told, remedy)
