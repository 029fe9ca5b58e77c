"""Find a PostgreSQL with PostGIS on this machine that a private cluster can be made with."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError

MIN_MAJOR = 15
"""Oldest major release of PostgreSQL that the SQL of this project runs on."""

MIN_POSTGIS = (3, 3)
"""Oldest PostGIS release (major, minor)."""

HOW_TO_INSTALL = (
    "Debian 12: apt-get install postgresql-15 postgresql-15-postgis-3 "
    "(Debian 13: postgresql-17 postgresql-17-postgis-3; Ubuntu 24.04: postgresql-16 postgresql-16-postgis-3), "
    "or `make postgis`. Elsewhere install PostgreSQL 15 or newer with PostGIS 3.3 or newer and put its bin folder "
    "on PATH, set DATABASE_URL to a server that has them, or use `docker compose up`."
)
"""What to do when nothing suitable is found."""


@dataclass(frozen=True)
class Installation:
    """A PostgreSQL server with PostGIS on this machine.

    Attributes
    ----------
    bin_dir : pathlib.Path
        Folder that holds ``initdb``, ``pg_ctl`` and ``postgres``.
    major : int
        Major release of PostgreSQL.
    postgis : tuple of (int, int) or None
        Release of PostGIS that would be installed into a new database; None when there is none.
    """

    bin_dir: Path
    major: int
    postgis: tuple[int, int] | None

    def is_suitable(self) -> bool:
        """Return whether both releases are new enough."""
        return self.major >= MIN_MAJOR and self.postgis is not None and self.postgis >= MIN_POSTGIS

    def describe(self) -> str:
        """Write the releases for a message."""
        postgis = ".".join(map(str, self.postgis)) if self.postgis else "missing"
        return f"PostgreSQL {self.major} in {self.bin_dir} (PostGIS {postgis})"


def find(*, major: int | None = None) -> Installation:
    """Choose the newest suitable installation.

    Parameters
    ----------
    major : int, optional
        Only this major release: a data folder can be read only by the release that made it.

    Returns
    -------
    Installation

    Raises
    ------
    DatabaseError
        When none is new enough; the message lists what was seen and what to install.
    """
    seen = installations()
    suitable = [server for server in seen if server.is_suitable() and major in (None, server.major)]
    if suitable:
        return max(suitable, key=lambda server: server.major)
    wanted = f"PostgreSQL {major or f'{MIN_MAJOR} or newer'} with PostGIS {MIN_POSTGIS[0]}.{MIN_POSTGIS[1]} or newer"
    listing = "; ".join(server.describe() for server in seen) or "no PostgreSQL server"
    raise DatabaseError(f"{wanted} is needed on this machine; found {listing}. {HOW_TO_INSTALL}")


def installations() -> list[Installation]:
    """List every PostgreSQL server found in the usual folders and on PATH."""
    inspected = (_inspect(bin_dir) for bin_dir in dict.fromkeys(_bin_dirs()))
    return [server for server in inspected if server is not None]


def _bin_dirs() -> Iterator[Path]:
    for pattern in ("lib/postgresql/*/bin", "pgsql-*/bin", "lib64/postgresql*/bin", "local/pgsql/bin"):
        yield from Path("/usr").glob(pattern)
    # pg_config knows its bin folder also where PATH holds only a wrapper of the distribution.
    if (pg_config := shutil.which("pg_config")) and (answer := _answer(pg_config, "--bindir")):
        yield Path(answer)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _inspect(bin_dir: Path) -> Installation | None:
    if not all((bin_dir / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    version = re.search(r"\) (\d+)", _answer(bin_dir / "postgres", "--version"))
    if version is None:
        return None
    major = int(version[1])
    return Installation(bin_dir, major, _postgis(bin_dir, major))


def _postgis(bin_dir: Path, major: int) -> tuple[int, int] | None:
    sharedir = _answer(bin_dir / "pg_config", "--sharedir") or f"/usr/share/postgresql/{major}"
    control = Path(sharedir) / "extension" / "postgis.control"
    try:
        version = re.search(r"default_version\s*=\s*'(\d+)\.(\d+)", control.read_text(encoding="utf-8"))
    except OSError:
        return None
    return (int(version[1]), int(version[2])) if version else None


def _answer(program: Path | str, option: str) -> str:
    """Run ``program option`` and return its line; empty when it cannot be run."""
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
