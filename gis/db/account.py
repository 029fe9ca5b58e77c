"""The operating-system account that runs the private cluster: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError

POSTGRES_ACCOUNT = "postgres"
"""Account that Debian's packages create; root drops to it."""


@dataclass(frozen=True)
class SystemAccount:
    """Who runs the server's programs.

    Attributes
    ----------
    name : str
        Name for messages.
    uid, gid : int
        Owner of the data and socket folders.
    prefix : tuple of str
        Words put before a command to run it as this account; empty for one's own account.
    """

    name: str
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def run(
        self, command: Sequence[str | Path], *, folder: Path = Path("/"), timeout_s: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder as this account and return what it printed; the caller judges its exit status.

        Raises
        ------
        DatabaseError
            When the command does not end within ``timeout_s`` seconds or does not exist.
        """
        words = [*self.prefix, *map(str, command)]
        # PG* variables of the caller would send pg_ctl and initdb to a server that is not ours; the folder the
        # caller stands in may be closed to this account.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment |= {"HOME": "/", "LC_ALL": "C.UTF-8"} if self.prefix else {"LC_ALL": "C.UTF-8"}
        try:
            return subprocess.run(  # noqa: S603 - our own commands on our own folders
                words,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DatabaseError(f"{command[0]} did not end within {timeout_s:.0f} s") from error
        except OSError as error:
            raise DatabaseError(f"{words[0]} cannot be run: {error}") from error

    def can_enter(self, folder: Path) -> bool:
        """Return whether this account may pass through a folder (and all above it)."""
        return self.run(["test", "-x", folder]).returncode == 0

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this account (and root) may enter, or check that it is one.

        Raises
        ------
        DatabaseError
            When it cannot be made, or exists and belongs to somebody else.
        """
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
            if self.prefix and status.st_uid == os.getuid():
                os.chown(folder, self.uid, self.gid, follow_symlinks=False)
                status = folder.lstat()
            if folder.is_symlink() or status.st_uid != self.uid:
                raise DatabaseError(
                    f"{folder} belongs to user {status.st_uid}, not to {self.name} ({self.uid}): somebody else "
                    "made it. Run as that user, or set MINDCONNECT_VAR_DIR to a folder of your own"
                )
            folder.chmod(0o700)
        except OSError as error:
            raise DatabaseError(
                f"cannot make {folder}: {error}. Set MINDCONNECT_VAR_DIR to a folder of your own"
            ) from error


def server_account() -> SystemAccount:
    """Return the account that a private cluster of this process runs under.

    Returns
    -------
    SystemAccount
        One's own account; for root the account ``postgres``, entered through setpriv or runuser.

    Raises
    ------
    DatabaseError
        As root, when that account or both programs are missing.
    """
    if os.getuid() != 0:
        return SystemAccount(f"uid {os.getuid()}", os.getuid(), os.getgid())
    try:
        account = pwd.getpwnam(POSTGRES_ACCOUNT)
    except KeyError:
        raise DatabaseError(
            "PostgreSQL does not run as root, and there is no account 'postgres' to drop to. Install PostgreSQL from "
            "your distribution's packages (they create it), or run as an ordinary user"
        ) from None
    prefix: tuple[str, ...]
    if shutil.which("setpriv"):
        prefix = (
            "setpriv",
            f"--reuid={account.pw_uid}",
            f"--regid={account.pw_gid}",
            "--clear-groups",
            "--inh-caps=-all",
            "--",
        )
    elif shutil.which("runuser"):
        prefix = ("runuser", "-u", POSTGRES_ACCOUNT, "--")
    else:
        raise DatabaseError("root needs setpriv or runuser (package util-linux) to start PostgreSQL as 'postgres'")
    return SystemAccount(POSTGRES_ACCOUNT, account.pw_uid, account.pw_gid, prefix)
