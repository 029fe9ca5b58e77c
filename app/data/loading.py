"""Looking at a new file and loading it, in a process of its own.

The app may neither import the etl nor write the register, and it stays so: `mindconnect etl preview` and `apply` run as
a child with the etl's address, which is read from its own file at that moment and handed to that child alone. The time
and the size are bounded; a child that hangs or eats memory cannot take the pages with it. Which person may do it was
decided, and written down, by the database before (:func:`app.data.offices.preview`).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.db import local
from gis.errors import InputError, SourceError, UnavailableError
from gis.settings import Settings

LARGEST_BYTES = 50_000_000
"""Largest file taken from a page; a larger one is loaded on the command line."""

PREVIEW_S = 180
APPLY_S = 900
"""How long looking and loading may take, seconds."""

MOST_MEMORY = 3 * 1024**3
"""Bytes of memory of its own that the child may hold: a file that unpacks without end fails alone."""

_BOUNDED = """
import os, resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Bounds itself and becomes the command: nothing may be done between fork and exec in a process with threads."""

_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "NUMBA_CACHE_DIR",
    "MINDCONNECT_VAR_DIR",
    "MINDCONNECT_DATA_DIR",
)
"""What a child needs to know of the app's environment; no address and no key of another role."""

_UNSAFE = re.compile(r"[^\w가-힣.() -]")


@dataclass(frozen=True)
class Upload:
    """A file as it came from a browser.

    Parameters
    ----------
    name : str
        As the browser says; not trusted.
    content : bytes
    source : str
        Name of the source it is said to be of.
    """

    name: str
    content: bytes
    source: str

    @property
    def safe_name(self) -> str:
        """Return its name without folders, control characters and leading dots, with its ending."""
        plain = _UNSAFE.sub("_", Path(self.name.replace("\\", "/")).name).strip(". ")
        stem, dot, ending = plain.rpartition(".")
        return f"{stem[-80:]}{dot}{ending[:8]}" or "file"


def is_set_up(settings: Settings) -> bool:
    """Tell whether this server can load files from a page: it knows the etl's address, or runs the private cluster."""
    known = (settings.etl_database_url_file, settings.etl_database_url, settings.database_url)
    if any(part is not None for part in known):
        return True
    return settings.app_database_url is None and local.read_place(settings.var_dir) is not None


def preview(settings: Settings, upload: Upload) -> dict[str, Any]:
    """Return what loading a file would change.

    Returns
    -------
    dict
        What ``mindconnect etl preview --json`` prints; see :class:`etl.preview.Preview`.

    Raises
    ------
    InputError
        When the file is empty or too large.
    SourceError
        When it is not what its source describes, or looking at it takes too long; the message is the etl's.
    UnavailableError
        When this server cannot load from a page.
    """
    output = _run(settings, upload, ["preview", "--json"], timeout_s=PREVIEW_S)
    difference: dict[str, Any] = json.loads(output)
    return difference


def apply(settings: Settings, upload: Upload, *, sha256: str, base: str, is_accepted: bool = False) -> str:
    """Load the file that was looked at; gives what the command printed.

    ``is_accepted`` tells that its losses were seen, and are right.

    Raises
    ------
    SourceError
        When the file or what is loaded are others than those looked at, or it takes too long.
    InputError, UnavailableError
        As for :func:`preview`.
    """
    accept = ["--accept"] if is_accepted else []
    return _run(settings, upload, ["apply", "--sha256", sha256, "--base", base, *accept], timeout_s=APPLY_S)


def environment(settings: Settings, outer: Mapping[str, str]) -> dict[str, str]:
    """Make the child's environment: what it needs to run, and the etl's address and no other.

    Raises
    ------
    UnavailableError
        When this server cannot load from a page.
    """
    if not is_set_up(settings):
        raise UnavailableError("this server loads files on the command line only", code="no_loading")
    kept = {name: outer[name] for name in _KEPT if name in outer}
    if settings.etl_database_url_file is not None:
        try:
            address = settings.etl_database_url_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UnavailableError("the file of ETL_DATABASE_URL_FILE cannot be read", code="no_loading") from error
        return kept | {"ETL_DATABASE_URL": address}
    for name, secret in (("ETL_DATABASE_URL", settings.etl_database_url), ("DATABASE_URL", settings.database_url)):
        if secret is not None:
            return kept | {name: secret.get_secret_value()}
    return kept


def _run(settings: Settings, upload: Upload, words: Sequence[str], *, timeout_s: int) -> str:
    if not upload.content or len(upload.content) > LARGEST_BYTES:
        raise InputError(f"a file has 1 byte to {LARGEST_BYTES // 1_000_000} MB", code="file_size")
    child = environment(settings, os.environ)
    with tempfile.TemporaryDirectory(prefix="mindconnect-upload-") as folder:
        path = Path(folder) / upload.safe_name
        path.write_bytes(upload.content)
        program = str(Path(sys.executable).parent / "mindconnect")
        bounded = [sys.executable, "-I", "-c", _BOUNDED, str(MOST_MEMORY)]
        command = [*bounded, program, "etl", words[0], str(path), "--source", upload.source, *words[1:]]
        try:
            done = subprocess.run(  # noqa: S603 - our own program; the file's name is one word of it
                command,
                env=child,
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SourceError(f"it did not end within {timeout_s} s; load it on the command line") from error
    if done.returncode:
        if done.returncode < 0 or "MemoryError" in done.stderr:
            raise SourceError("the file needs more memory than a page may use; load it on the command line")
        raise SourceError(_reason(done.stderr, folder))
    return done.stdout


def _reason(printed: str, folder: str) -> str:
    """Return the last thing the etl said, without the folder it worked in."""
    lines = [line.strip() for line in printed.replace(f"{folder}/", "").splitlines() if line.strip()]
    return lines[-1].removeprefix("mindconnect: ")[:400] if lines else "the etl failed without a word; see its log"
