"""Print the Chromium that the browser tests use; exit status 1 when something that they need is missing.

They need a Chromium, a font with Korean letters, and a Playwright whose own driver starts (it wants libatomic).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> Path | None:
    """Return MINDCONNECT_BROWSER, a browser on PATH, or the newest that Playwright downloaded; None without any."""
    if named := os.environ.get("MINDCONNECT_BROWSER"):
        return Path(named)
    for candidate in filter(None, map(shutil.which, NAMES)):
        # Ubuntu's chromium-browser is a script that asks for a snap.
        if _runs(candidate, "--version"):
            return Path(candidate)
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return max(downloads.glob("chromium-*/chrome-linux*/chrome"), default=None)


def has_korean_font() -> bool:
    """Return whether fontconfig knows a font with Korean letters."""
    fc_list = shutil.which("fc-list")
    return fc_list is not None and bool(subprocess.run([fc_list, ":lang=ko"], capture_output=True, check=False).stdout)


def _runs(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


if __name__ == "__main__":
    browser = find_browser()
    if browser is None or not has_korean_font() or not _runs(sys.executable, "-m", "playwright", "--version"):
        sys.exit(1)
    sys.stdout.write(f"{browser}\n")
