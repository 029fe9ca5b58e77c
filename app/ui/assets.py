"""The files a browser loads from us (app/ui/static): one address a release, kept by browsers for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Style, scripts, font and the two vendored libraries; each library keeps its licence beside it."""


COMPONENTS = Path(__file__).parent / "components"
"""The code of components, which Streamlit registers and the server's pages load by themselves."""

SHEETS = ("app.css", "streamlit.css", "find.css", "center.css")
"""Sheets with what pages share, in the order in which a later rule wins; those of single pages follow."""


@lru_cache
def sheet() -> str:
    """Give all our style sheets as one, which a page waits for."""
    alone = sorted(path.name for path in STATIC.glob("*.css") if path.name not in SHEETS)
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in (*SHEETS, *alone))


@lru_cache
def base() -> str:
    """Return the address below which app/ui/static is served, such as ``/assets/3f9c1a2b``.

    The last part is a digest of every file, so a changed file is never answered from an old cache, and addresses
    inside a style sheet may stay relative.
    """
    digest = hashlib.sha256()
    for folder, pattern in ((STATIC, "*"), (COMPONENTS, "*.js")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return f"/assets/{digest.hexdigest()[:8]}"
