"""Bring a database to the state that sql/ describes."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, text

from gis.errors import DatabaseError, MigrationError
from gis.settings import ROOT

SQL_DIR = ROOT / "sql"
"""Where the definitions lie: cluster/, migrations/, functions/, views/ and roles.sql."""

ADVISORY_LOCK = 727001
"""Key of the lock that lets one migration run at a time."""

WAIT_FOR_OTHER = "5min"
WAIT_FOR_TABLES = "10s"
"""How long a migration waits for readers before it gives up, rather than stop everybody behind it."""

SERVE = "serve"
"""Name under which the table keeps the checksum of functions, views and roles."""

ROLES = ("mindconnect_etl", "mindconnect_app", "mindconnect_reader")

_TABLE = """
CREATE TABLE IF NOT EXISTS public.schema_migration (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.schema_migration IS
    'Migrations that landed, each with its SHA-256; the row serve has the checksum of what rebuilt that schema.';
"""


def migrate(engine: Engine, sql_dir: Path = SQL_DIR) -> list[str]:
    """Apply the migrations that have not landed, then rebuild schema serve where its files changed.

    Everything happens in one transaction under an advisory lock: a failure leaves the database as it was, and a
    second process waits, then finds nothing to do.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of the owner.
    sql_dir : pathlib.Path
        Folder with migrations/, functions/, views/ and roles.sql.

    Returns
    -------
    list of str
        Names of the migrations applied, and ``serve`` when it was rebuilt; empty when nothing changed.

    Raises
    ------
    MigrationError
        When a landed migration was edited or removed, or a file fails; nothing is changed.
    DatabaseError
        When the roles are missing and the user may not create them.
    """
    migrations = _checksums((sql_dir / "migrations").glob("*.sql"))
    rebuilt = [
        *sorted((sql_dir / "functions").glob("*.sql")),
        *sorted((sql_dir / "views").glob("*.sql")),
        sql_dir / "roles.sql",
    ]
    with engine.begin() as conn:
        conn.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": WAIT_FOR_OTHER})
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        conn.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": WAIT_FOR_TABLES})
        _run(conn, _TABLE, "public.schema_migration")
        rows = conn.execute(text("SELECT name, sha256 FROM public.schema_migration"))
        landed = {row.name: row.sha256 for row in rows}
        serve = landed.pop(SERVE, None)
        applied = pending(migrations, landed)
        for path in applied:
            _run(conn, path.read_text(encoding="utf-8"), path.name)
            _record(conn, path.name, migrations[path])
        names = [path.name for path in applied]
        fingerprint = _digest(path.name.encode() + path.read_bytes() for path in rebuilt)
        # New tables need their grants, so a migration always brings serve along.
        if names or serve != fingerprint:
            _rebuild_serve(conn, rebuilt, sql_dir)
            _record(conn, SERVE, fingerprint)
            names.append(SERVE)
    return names


def landed_migrations(conn: Connection) -> list[str]:
    """Return the names of the migrations that have landed, in order; empty in a fresh database."""
    if conn.execute(text("SELECT to_regclass('public.schema_migration')")).scalar() is None:
        return []
    rows = conn.execute(
        text("SELECT name FROM public.schema_migration WHERE name <> :serve ORDER BY name"), {"serve": SERVE}
    )
    return [row.name for row in rows]


def pending(migrations: dict[Path, str], landed: dict[str, str]) -> list[Path]:
    """Choose the migrations to apply.

    Parameters
    ----------
    migrations : dict of pathlib.Path to str
        Files in their order, with their checksums.
    landed : dict of str to str
        File names that landed, with the checksums they had.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    MigrationError
        When a landed file was edited or removed, or a new one sorts before one that landed.
    """
    names = [path.name for path in migrations]
    if missing := sorted(set(landed) - set(names)):
        raise MigrationError(
            f"the database has {', '.join(missing)}, which sql/migrations lacks: "
            "it belongs to a newer version of the project. Use that version"
        )
    for path, digest in migrations.items():
        if landed.get(path.name, digest) != digest:
            raise MigrationError(
                f"{path.name} was edited after it had landed in this database. Undo the edit and add the next number "
                "instead (a private cluster without data worth keeping: `make clean-db`)"
            )
    new = [path for path in migrations if path.name not in landed]
    if new and landed and new[0].name < max(landed):
        raise MigrationError(f"{new[0].name} sorts before {max(landed)}, which has landed: give it the next number")
    return new


def _rebuild_serve(conn: Connection, files: Sequence[Path], sql_dir: Path) -> None:
    _ensure_roles(conn, sql_dir)
    _run(conn, "DROP SCHEMA IF EXISTS serve CASCADE; CREATE SCHEMA serve", "schema serve")
    for path in files:
        _run(conn, path.read_text(encoding="utf-8"), path.name)


def _ensure_roles(conn: Connection, sql_dir: Path) -> None:
    """Create the roles where they are missing and the user may; a private cluster has them already."""
    names = conn.execute(
        text("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY(:names)"), {"names": list(ROLES)}
    )
    missing = sorted(set(ROLES) - set(names.scalars()))
    if not missing:
        return
    path = sql_dir / "cluster" / "1_roles.sql"
    try:
        with conn.begin_nested():
            _run(conn, path.read_text(encoding="utf-8"), path.name)
    except (MigrationError, OSError) as error:
        raise DatabaseError(
            f"the database lacks the users {', '.join(missing)} and this one may not create them. Let an administrator "
            f"of the server run sql/cluster/1_roles.sql and 2_database.sql (psql -f), then migrate again. ({error})"
        ) from error


def _run(conn: Connection, statements: str, name: str) -> None:
    """Execute a whole file as it stands: without parameters, so that % and ; mean what they say."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - engine.py makes no other
    try:
        driver.execute(statements.encode())
    except psycopg.Error as error:
        position = error.diag.statement_position
        line = f" line {statements.count(chr(10), 0, int(position) - 1) + 1}" if position else ""
        hint = (
            " This user may not do that: see sql/cluster for what an administrator prepares."
            if isinstance(error, psycopg.errors.InsufficientPrivilege)
            else ""
        )
        raise MigrationError(
            f"{name}{line}: {error.diag.message_primary or error}. "
            f"Nothing was changed; mend it and migrate again.{hint}"
        ) from error


def _record(conn: Connection, name: str, digest: str) -> None:
    conn.execute(
        text(
            "INSERT INTO public.schema_migration (name, sha256) VALUES (:name, :sha256) "
            "ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()"
        ),
        {"name": name, "sha256": digest},
    )


def _checksums(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: _digest([path.read_bytes()]) for path in sorted(paths)}


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
