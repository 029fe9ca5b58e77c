"""The private cluster: a PostgreSQL of the project's own, on a unix socket, under ``var/``.

It listens on no port. Everything done to a server here is done to the one whose working folder is our data
folder, so a stale pid file can never lead to somebody else's server.
"""

import fcntl
import hashlib
import json
import logging
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from gis.db import binaries
from gis.db.account import SystemAccount, server_account
from gis.errors import DatabaseError
from gis.settings import ROOT, Settings

logger = logging.getLogger(__name__)

DATABASE = "mindconnect"
"""Name of the database in the private cluster."""

SUPERUSER = "postgres"
"""Database superuser of the private cluster: used for set-up only."""

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107
"""Bytes that the path of a unix socket may have on Linux."""

OUTSIDE_HOME = Path("/var/lib/mindconnect")
"""Where root keeps the cluster of a clone that the account ``postgres`` cannot reach, such as one under /root."""

MARKER = "mindconnect.cluster"
"""File inside a data folder that says that this module made it."""

SERVER_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Durable: what was committed survives a power cut.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # A machine with 1 GB for the database; indexes and tables of the nation are about 100 MB.
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "60",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_min_duration_statement": "2s",
    # Parameters, and the row that an error tells of (DETAIL), can hold what a person typed: they stay out of the log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
"""How the private cluster's server is started."""


@dataclass(frozen=True)
class ClusterPlace:
    """Where a clone's private cluster lives.

    Attributes
    ----------
    home : pathlib.Path
        Folder that holds the data folder, the log and (where its path is short enough) the socket.
    socket_dir : pathlib.Path
        Folder of the unix socket, mode 0700.
    """

    home: Path
    socket_dir: Path

    @property
    def data_dir(self) -> Path:
        """The server's data folder."""
        return self.home / "data"

    @property
    def log_dir(self) -> Path:
        """Folder of the server's log, one file a weekday."""
        return self.home / "log"


@dataclass(frozen=True)
class ClusterStatus:
    """State of the private cluster: its place (None before the first start) and its postmaster (None: stopped)."""

    place: ClusterPlace | None
    pid: int | None


def up(settings: Settings, *, overrides: Mapping[str, str] | None = None) -> ClusterPlace:
    """Start the private cluster, making it first where there is none; do nothing when it runs.

    Parameters
    ----------
    settings : Settings
        ``var_dir`` says where the cluster and its record lie.
    overrides : mapping of str to str, optional
        Server settings other than :data:`SERVER_SETTINGS`; the tests switch fsync off with it.

    Returns
    -------
    ClusterPlace

    Raises
    ------
    DatabaseError
        When PostgreSQL or PostGIS is missing or too old, the folder belongs to somebody else, or the
        server does not start; the message holds the end of its log.
    """
    _require_linux()
    with _locked(settings.var_dir):
        account = server_account()
        place = _choose_place(settings.var_dir, account)
        account.make_folder(place.home)
        account.make_folder(place.socket_dir)
        _write_record(settings.var_dir, place)
        if _postmaster(place, account) is None:
            _start(place, account, {**SERVER_SETTINGS, **(overrides or {})})
        create_database(place, DATABASE)
    return place


def down(settings: Settings) -> bool:
    """Stop the private cluster: running statements are cancelled, everything committed is on disk.

    Returns
    -------
    bool
        False when it was not running.

    Raises
    ------
    DatabaseError
        When the server belongs to another account or does not stop within a minute.
    """
    _require_linux()
    if read_place(settings.var_dir) is None:
        return False
    with _locked(settings.var_dir):
        place = read_place(settings.var_dir)
        if place is None:
            return False
        account = server_account()
        if _postmaster(place, account) is None:
            return False
        pg_ctl = _installation(place, account).bin_dir / "pg_ctl"
        done = account.run([pg_ctl, "stop", "-D", ".", "-m", "fast", "-w", "-t", "60", "-s"], folder=place.data_dir)
        if done.returncode != 0:
            raise DatabaseError(f"the private cluster in {place.data_dir} does not stop: {done.stderr.strip()}")
    return True


def remove(settings: Settings) -> None:
    """Stop the private cluster and delete its data, its log and its record; does nothing where there is none.

    Raises
    ------
    DatabaseError
        When the folder is not one that this module made, or the server does not stop.
    """
    down(settings)
    place = read_place(settings.var_dir)
    if place is None:
        return
    with _locked(settings.var_dir):
        account = server_account()
        _has_data(place, account)  # refuses a foreign folder
        for folder in (place.home, place.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)
        _record_path(settings.var_dir).unlink(missing_ok=True)


def status(settings: Settings) -> ClusterStatus:
    """Look whether the private cluster runs; changes nothing."""
    _require_linux()
    place = read_place(settings.var_dir)
    if place is None:
        return ClusterStatus(None, None)
    return ClusterStatus(place, _postmaster(place, server_account()))


def read_place(var_dir: Path) -> ClusterPlace | None:
    """Return where the last ``up`` put the cluster of this clone; None before the first one.

    A record that was copied along with its folder from another clone does not count.
    """
    try:
        record = json.loads(_record_path(var_dir).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DatabaseError(
            f"{_record_path(var_dir)} cannot be read: {error}. Run `mindconnect db up` again"
        ) from error
    if record.get("var_dir") != str(var_dir.resolve()):
        return None
    return ClusterPlace(Path(record["home"]), Path(record["socket_dir"]))


def create_database(place: ClusterPlace, name: str) -> None:
    """Make the users and a database of the running cluster from sql/cluster; does nothing where they exist."""
    files = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "sql" / "cluster").glob("*.sql"))]
    with _admin(place, "postgres") as conn:
        row = conn.execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", [name]).fetchone()
        if row and conn.execute(
            "SELECT shobj_description(oid, 'pg_database') = %s FROM pg_catalog.pg_database WHERE datname = %s",
            [_fingerprint(files), name],
        ).fetchone() == (True,):
            return
        if not row:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with _admin(place, name) as conn, conn.transaction():
        for text in files:
            conn.execute(text.encode())
        conn.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(_fingerprint(files)))
        )


def _fingerprint(files: list[str]) -> str:
    """Return what the database's comment says when these set-up files have been run in it."""
    return f"MindConnect, set up by sql/cluster {hashlib.sha256(''.join(files).encode()).hexdigest()[:16]}"


@contextmanager
def _admin(place: ClusterPlace, database: str) -> Iterator[psycopg.Connection]:
    try:
        conn = psycopg.connect(host=str(place.socket_dir), user=SUPERUSER, dbname=database, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseError(f"the private cluster at {place.socket_dir} does not answer: {error}") from error
    with conn:
        yield conn


# --- where it lives -------------------------------------------------------------------------------------------


def _choose_place(var_dir: Path, account: SystemAccount) -> ClusterPlace:
    recorded = read_place(var_dir)
    home = recorded.home if recorded is not None and recorded.home.exists() else _choose_home(var_dir, account)
    if not account.can_enter(home.parent):
        raise DatabaseError(
            f"{account.name} cannot enter {home.parent}, where this clone's database lies; allow it again"
        )
    return ClusterPlace(home, _choose_socket_dir(home, recorded, account))


def _choose_home(var_dir: Path, account: SystemAccount) -> Path:
    inside = var_dir.resolve() / "postgres"
    if account.can_enter(var_dir.resolve()):
        return inside
    if inside.exists():
        raise DatabaseError(
            f"{inside} holds a cluster that {account.name} cannot reach: let it pass through the folders above "
            "(chmod a+x), or move the cluster away"
        )
    OUTSIDE_HOME.mkdir(parents=True, exist_ok=True)
    OUTSIDE_HOME.chmod(0o755)  # whatever the umask: the account must pass through
    outside = OUTSIDE_HOME / hashlib.sha256(str(var_dir.resolve()).encode()).hexdigest()[:12]
    logger.warning("%s cannot enter %s: the database of this clone lives in %s", account.name, var_dir, outside)
    return outside


def _choose_socket_dir(home: Path, recorded: ClusterPlace | None, account: SystemAccount) -> Path:
    beside = home / "run"
    # libpq and the server read a comma as the end of a path.
    if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT and "," not in str(beside):
        return beside
    if recorded is not None and recorded.home == home and recorded.socket_dir.is_dir():
        return recorded.socket_dir
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the folder made inside it is private
        if len(parent.encode()) + len("/mindconnect-12345678/") + len(
            SOCKET_NAME
        ) <= SOCKET_PATH_LIMIT and account.can_enter(Path(parent)):
            made = Path(tempfile.mkdtemp(prefix="mindconnect-", dir=parent))
            logger.info("the path of %s is too long for a socket: it lies in %s", home, made)
            return made
    raise DatabaseError(
        f"no folder with a path short enough for a unix socket: {home} and the temp folder are too long"
    )


def _record_path(var_dir: Path) -> Path:
    return var_dir / "postgres.json"


def _write_record(var_dir: Path, place: ClusterPlace) -> None:
    record = {"var_dir": str(var_dir.resolve()), "home": str(place.home), "socket_dir": str(place.socket_dir)}
    partial = var_dir / "postgres.json.partial"
    partial.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(_record_path(var_dir))


@contextmanager
def _locked(var_dir: Path) -> Iterator[None]:
    """Let one process at a time start or stop the cluster of a clone."""
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        lock = (var_dir / "postgres.lock").open("w")
    except OSError as error:
        raise DatabaseError(
            f"{var_dir} cannot be written: {error}. Run as its owner, "
            "or set MINDCONNECT_VAR_DIR to a folder of your own"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- the server -----------------------------------------------------------------------------------------------


def _start(place: ClusterPlace, account: SystemAccount, settings: Mapping[str, str]) -> None:
    has_data = _has_data(place, account)
    installation = _installation(place, account)
    if not has_data:
        _initialise(place, account, installation)
    _clear_stale_pid(place, account)
    options = {**settings, "unix_socket_directories": str(place.socket_dir), "log_directory": "../log"}
    words = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    early_log = place.home / "start.log"
    # pg_ctl puts its paths into a shell line with too few quotes: from inside the folder they are harmless.
    pg_ctl: list[str | Path] = [installation.bin_dir / "pg_ctl", "start", "-D", ".", "-w", "-t", "90", "-s"]
    done = account.run([*pg_ctl, "-l", "../start.log", "-o", words], folder=place.data_dir)
    if done.returncode != 0:
        # The reason stands in the early log, or in today's once the collector runs.
        reason = account.run(["sh", "-c", 'tail -qn 6 "$1" "$2"/*.log', "sh", early_log, place.log_dir]).stdout.strip()
        raise DatabaseError(
            f"the private cluster in {place.data_dir} does not start: {done.stderr.strip()}\n{reason}\n"
            f"(more in {place.log_dir})"
        )


def _initialise(place: ClusterPlace, account: SystemAccount, installation: binaries.Installation) -> None:
    """Make the data folder under another name and rename it: one that was killed half-way is never used."""
    partial = place.home / "data.partial"
    steps: list[list[str | Path]] = [
        ["rm", "-rf", partial],
        [
            installation.bin_dir / "initdb", "-D", partial, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions",
        ],
        ["touch", partial / MARKER],
        ["mv", "-T", partial, place.data_dir],
    ]  # fmt: skip
    logger.info("making a private cluster with %s in %s", installation.describe(), place.home)
    for step in steps:
        done = account.run(step)
        if done.returncode != 0:
            raise DatabaseError(f"cannot make a cluster in {place.home}: {Path(step[0]).name}: {done.stderr.strip()}")


def _has_data(place: ClusterPlace, account: SystemAccount) -> bool:
    """Return whether our data folder exists; a folder there that this module did not make is an error."""
    if account.run(["test", "-e", place.data_dir]).returncode != 0:
        return False
    if account.run(["test", "-f", place.data_dir / MARKER]).returncode != 0:
        raise DatabaseError(f"{place.data_dir} is not a cluster that MindConnect made: it is left alone. Move it away")
    return True


def _installation(place: ClusterPlace, account: SystemAccount) -> binaries.Installation:
    """Choose the programs: those of the release that made the data folder, else the newest."""
    release = account.run(["cat", place.data_dir / "PG_VERSION"])
    return binaries.find(major=int(release.stdout) if release.stdout.strip().isdigit() else None)


def _postmaster(place: ClusterPlace, account: SystemAccount) -> int | None:
    """Return the pid of the server that runs on our data folder, None when there is none.

    The pid in the file counts only when that process stands in our data folder, as a postmaster does: after a
    crash or a reboot the number may have gone to any other process.
    """
    content = account.run(["head", "-n", "1", place.data_dir / "postmaster.pid"]).stdout.strip()
    if not content.isdigit():
        return None
    return int(content) if int(content) in _processes_in(place.data_dir, account) else None


def _processes_in(folder: Path, account: SystemAccount) -> set[int]:
    """Return the processes of this account whose working folder is ``folder``."""
    listing = account.run(["find", "/proc", "-maxdepth", "2", "-name", "cwd", "-printf", "%h\t%l\n"]).stdout
    wanted = str(folder.resolve() if os.access(folder.parent, os.X_OK) else folder)
    rows = (line.split("\t", 1) for line in listing.splitlines() if "\t" in line)
    return {int(Path(process).name) for process, cwd in rows if cwd == wanted and Path(process).name.isdigit()}


def _clear_stale_pid(place: ClusterPlace, account: SystemAccount) -> None:
    """Remove the lock files that a killed server left, once none of its processes is left.

    PostgreSQL clears them by itself, except when the number in them belongs to another process of the same account
    by now, or to a zombie, as in a container whose first process reaps nobody.
    """
    deadline = time.monotonic() + 20
    while _processes_in(place.data_dir, account):
        if time.monotonic() > deadline:
            raise DatabaseError(f"processes of a killed server still work in {place.data_dir}; try again in a minute")
        time.sleep(0.2)
    socket = place.socket_dir / SOCKET_NAME
    account.run(["rm", "-f", place.data_dir / "postmaster.pid", socket, f"{socket}.lock"])


def _require_linux() -> None:
    if sys.platform != "linux":
        raise DatabaseError(
            "the private cluster works on Linux only. Set DATABASE_URL to a PostgreSQL >= 15 with PostGIS >= 3.3, "
            "or use `docker compose up`"
        )
