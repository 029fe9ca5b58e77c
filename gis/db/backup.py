"""Saving a database and bringing it back: dumps that were looked at, sealed for a key, and kept for a while.

A dump is PostgreSQL's custom format. Beside it stands a note (``.json``) with its SHA-256 and the number of rows of
each table, counted in the very snapshot that was dumped, so that a restore can be compared with what was saved.
"""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

from gis.db import binaries
from gis.errors import DatabaseError, InputError, NotFoundError

PREFIX = "mindconnect-"
_NAME = re.compile(rf"{PREFIX}\d{{8}}T\d{{6}}Z\.dump(\.(gpg|age))?")
_EXTENSIONS = re.compile(
    r"^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION|SCHEMA - public|COMMENT - SCHEMA public|.* spatial_ref_sys)\b"
)
"""Lines of a dump's list that are the administrator's to make, not the owner's."""

_HOURS_S = 4 * 3600


@dataclass(frozen=True)
class Backup:
    """A dump on disk.

    Parameters
    ----------
    path : pathlib.Path
        Ends with ``.dump``, or ``.dump.gpg`` or ``.dump.age`` where it is sealed.
    made_at : str
        ISO 8601, UTC.
    sha256 : str
        Of the file, hexadecimal.
    data_version : str
        State of the register in it.
    migrations : int
        Migrations that had landed.
    rows : mapping of str to int
        Rows by table (``schema.table``).
    """

    path: Path
    made_at: str
    sha256: str
    data_version: str
    migrations: int
    rows: Mapping[str, int]


def make_backup(url: URL, folder: Path, *, key: Path | None = None, keep: int = 14) -> Backup:
    """Dump a database, look at the dump, seal it, and remove the oldest beyond those kept.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
        Address of the owner.
    folder : pathlib.Path
        Where dumps lie; made where it is missing (mode 0700).
    key : pathlib.Path, optional
        File with a public key of whoever may read the dump: OpenPGP (gpg), or recipients of age. Without one the dump
        is readable to whoever has the file.
    keep : int
        Dumps to keep, this one included; at least one.

    Returns
    -------
    Backup

    Raises
    ------
    DatabaseError
        When a program fails or the dump cannot be read back; nothing is removed then.
    InputError
        When ``keep`` is none.
    """
    if keep < 1:
        raise InputError("keep at least one backup")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as part:
        dump = Path(part) / f"{PREFIX}{now:%Y%m%dT%H%M%SZ}.dump"
        engine = create_engine(url)
        try:
            with engine.connect() as conn:
                conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                snapshot = str(conn.scalar(text("SELECT pg_export_snapshot()")))
                _run([_program("pg_dump"), "-Fc", "--no-password", f"--snapshot={snapshot}", "-f", dump], url)
                rows, version = count_rows(conn), str(conn.scalar(text("SELECT serve.data_version()")))
                migrations = int(conn.scalar(text("SELECT count(*) FROM public.schema_migration")) or 0)
        finally:
            engine.dispose()
        _look_at(dump, rows)
        sealed = dump if key is None else _seal(dump, key)
        made = Backup(
            folder / sealed.name, now.isoformat(timespec="seconds"), _sha256(sealed), version, migrations, rows
        )
        sealed.chmod(0o600)
        note = Path(part) / f"{sealed.name}.json"
        note.write_text(json.dumps({**asdict(made), "path": sealed.name}, indent=1), encoding="utf-8")
        note.replace(_note(made.path))
        sealed.replace(made.path)
    for old in backups(folder)[:-keep]:
        old.unlink()
        _note(old).unlink(missing_ok=True)
    return made


def restore_backup(url: URL, path: Path, *, identity: Path | None = None) -> Mapping[str, int]:
    """Put a dump in the place of what a database holds, in one transaction, and compare the rows with its note.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
        Address of the owner; the users and the extensions exist (``mindconnect db up``, or sql/cluster).
    path : pathlib.Path
        From :func:`make_backup`.
    identity : pathlib.Path, optional
        File with age's secret key; gpg asks its own key ring.

    Returns
    -------
    mapping of str to int
        Rows by table, as they now stand.

    Raises
    ------
    NotFoundError
        When there is no such dump.
    DatabaseError
        When it is not what was saved or cannot be restored; the database is unchanged then. Also when the rows differ
        from the note afterwards.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no backup {path}")
    note = read_note(path)
    if note is not None and note.sha256 != _sha256(path):
        raise DatabaseError(
            f"{path} is not what was saved: its SHA-256 differs from {_note(path).name}. Take another one"
        )
    with tempfile.TemporaryDirectory(prefix="mindconnect-restore-") as part:
        dump = path if path.suffix == ".dump" else _open(path, Path(part) / "plain.dump", identity)
        listed = _run([_program("pg_restore"), "--list", dump], None).splitlines()
        wanted = Path(part) / "list"
        wanted.write_text("\n".join(line for line in listed if not _EXTENSIONS.match(line)), encoding="utf-8")
        command: list[str | Path] = [_program("pg_restore"), "--no-password", "--clean", "--if-exists"]
        command += ["--single-transaction", "--exit-on-error", "-L", wanted, "-d", str(url.database), dump]
        _run(command, url)
    engine = create_engine(url)
    try:
        with engine.connect() as conn:
            rows = count_rows(conn)
    finally:
        engine.dispose()
    if note is not None and dict(note.rows) != rows:
        differing = sorted(name for name in rows.keys() | note.rows.keys() if rows.get(name) != note.rows.get(name))
        raise DatabaseError(f"after the restore these tables have other numbers of rows: {', '.join(differing)}")
    return rows


def backups(folder: Path) -> list[Path]:
    """List the dumps in a folder, the oldest first."""
    return sorted((path for path in folder.glob(f"{PREFIX}*") if _NAME.fullmatch(path.name)), key=lambda one: one.name)


def read_note(path: Path) -> Backup | None:
    """Read what is noted of a dump; None where there is no note.

    Raises
    ------
    DatabaseError
        When the note cannot be read.
    """
    try:
        told = json.loads(_note(path).read_text(encoding="utf-8"))
        return Backup(**{**told, "path": path})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise DatabaseError(f"{_note(path)} cannot be read ({error})") from error


def count_rows(conn: Connection) -> dict[str, int]:
    """Count the rows of every table of ours (``schema.table``)."""
    names = conn.execute(
        text("""
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname IN ('core', 'account', 'moderation') ORDER BY 1
        """)
    ).scalars()
    return {name: int(conn.scalar(text(" ".join(("SELECT count(*) FROM", name)))) or 0) for name in names}


def engine_is_empty(engine: Engine) -> bool:
    """Tell whether a database holds nothing that persons or offices entered."""
    with engine.connect() as conn:
        if conn.scalar(text("SELECT to_regclass('account.account') IS NULL")):
            return True
        return not conn.scalar(
            text("SELECT EXISTS (SELECT FROM account.account) OR EXISTS (SELECT FROM core.correction)")
        )


def _look_at(dump: Path, rows: Mapping[str, int]) -> None:
    """Read a dump whole, and see that the data of every table is in it."""
    listed = _run([_program("pg_restore"), "--list", dump], None)
    saved = {f"{schema}.{table}" for schema, table in re.findall(r"TABLE DATA (\w+) (\w+)", listed)}
    if lacking := sorted(rows.keys() - saved):
        raise DatabaseError(f"the dump lacks {', '.join(lacking)}")
    # Unpacks every block: a dump that was cut short fails here.
    _run([_program("pg_restore"), "-f", os.devnull, dump], None)


def _seal(dump: Path, key: Path) -> Path:
    try:
        is_age = key.read_text(encoding="utf-8", errors="replace").lstrip().startswith(("age1", "ssh-", "#"))
    except OSError as error:
        raise DatabaseError(f"the key {key} cannot be read ({error.strerror})") from error
    sealed = dump.with_name(f"{dump.name}.{'age' if is_age else 'gpg'}")
    if is_age:
        _run([_program("age"), "-R", key, "-o", sealed, dump], None)
    else:
        words = ["--batch", "--yes", "--quiet", "--trust-model", "always", "--recipient-file"]
        _run([_program("gpg"), *words, key, "-o", sealed, "--encrypt", dump], None)
    dump.unlink()
    return sealed


def _open(path: Path, plain: Path, identity: Path | None) -> Path:
    if path.suffix == ".age":
        if identity is None:
            raise InputError("a dump sealed with age needs --identity FILE, its secret key")
        _run([_program("age"), "-d", "-i", identity, "-o", plain, path], None)
    else:
        _run([_program("gpg"), "--batch", "--quiet", "-o", plain, "--decrypt", path], None)
    return plain


def _program(name: str) -> Path:
    if name.startswith("pg_"):
        # PATH may hold a wrapper of the distribution that chooses another release.
        found = [one.bin_dir / name for one in sorted(binaries.installations(), key=lambda one: -one.major)]
        if there := [one for one in found if one.is_file()]:
            return there[0]
    if (path := shutil.which(name)) is None:
        raise DatabaseError(f"{name} is not installed on this machine")
    return Path(path)


def _run(command: Sequence[str | Path], url: URL | None) -> str:
    """Run a program; it learns the address from its environment, where no list of processes shows the password."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if url is not None:
        known = {"PGHOST": url.query.get("host", url.host), "PGPORT": url.port, "PGUSER": url.username}
        known |= {"PGPASSWORD": url.password, "PGDATABASE": url.database, "PGOPTIONS": url.query.get("options")}
        environment |= {name: str(value) for name, value in known.items() if value is not None}
    try:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's and GnuPG's own programs, no shell
            list(map(str, command)),
            env={**environment, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_HOURS_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DatabaseError(f"{Path(command[0]).name} cannot be run: {error}") from error
    if done.returncode:
        told = [line for line in done.stderr.strip().splitlines() if line][-3:]
        raise DatabaseError(f"{Path(command[0]).name} failed: {' '.join(told) or done.returncode}")
    return done.stdout


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")
