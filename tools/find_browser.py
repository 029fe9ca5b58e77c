"""Print the Chromium that the browser tests use; exit status 1 when there is none or no font has Korean letters."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_browser() -> Path | None:
    """Return MINDCONNECT_BROWSER, a browser on PATH, or the one that Playwright installed; None without any."""
    if named := os.environ.get("MINDCONNECT_BROWSER"):
        return Path(named)
    for found in filter(None, map(shutil.which, NAMES)):
        # Ubuntu's /usr/bin/chromium-browser is a script that asks for a snap.
        if subprocess.run([found, "--version"], capture_output=True, timeout=60, check=False).returncode == 0:
            return Path(found)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        bundled = Path(playwright.chromium.executable_path)
    return bundled if bundled.exists() else None


def has_korean_font() -> bool:
    """Tell whether fontconfig knows a font with Korean letters."""
    fc_list = shutil.which("fc-list")
    return fc_list is not None and bool(subprocess.run([fc_list, ":lang=ko"], capture_output=True, check=False).stdout)


if __name__ == "__main__":
    browser = find_browser()
    if browser is None or not has_korean_font():
        sys.exit(1)
    sys.stdout.write(f"{browser}\n")
