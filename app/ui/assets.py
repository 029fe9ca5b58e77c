"""The files a browser loads from us (app/ui/static): one address a release, kept by browsers for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Style, scripts, font and the two vendored libraries; each library keeps its licence beside it."""


@lru_cache
def base() -> str:
    """Return the address below which app/ui/static is served, such as ``/assets/3f9c1a2b``.

    The last part is a digest of every file, so a changed file is never answered from an old cache, and addresses
    inside a style sheet may stay relative.
    """
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode())
            digest.update(path.read_bytes())
    return f"/assets/{digest.hexdigest()[:8]}"
