"""Raw files: which one a source reads, and its fingerprint."""

import hashlib
from pathlib import Path

from gis.errors import SourceError

TABLE_ENDINGS = frozenset({".csv", ".tsv", ".psv", ".txt", ".xlsx", ".parquet"})
"""Endings under which a published table is saved; a pattern that ends in ``*`` leaves the choice open."""


def find(raw_dir: Path, pattern: str) -> Path | None:
    """Find the file of a source.

    Parameters
    ----------
    raw_dir : pathlib.Path
        Folder given by ``--raw``.
    pattern : str
        Glob below it, such as ``population/emd_age_sex_*.parquet``.

    Returns
    -------
    pathlib.Path or None
        The last match by name, for names carry their period; None when nothing matches.

    Raises
    ------
    SourceError
        When the folder itself does not exist.
    """
    if not raw_dir.is_dir():
        raise SourceError(f"the raw folder {raw_dir} does not exist: give the folder of published files with --raw")
    is_open = pattern.endswith("*")
    candidates = (
        path
        for path in raw_dir.glob(pattern)
        if path.is_file() and (not is_open or path.suffix.lower() in TABLE_ENDINGS)
    )
    return max(candidates, key=lambda path: path.name, default=None)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
