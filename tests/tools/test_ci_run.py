""".ci/run ends with pytest's line and with the right status, whatever fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gis.settings import ROOT

PASSED = "============== 3 passed in 1.00s =============="
FAILED = "==== 1 failed, 2 passed in 61.00s (0:01:01) ===="


def run(folder: Path, check: str, test: str) -> subprocess.CompletedProcess:
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    (folder / "Makefile").write_text(f"check:\n\t@{check}\ntest:\n\t@{test}\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run([folder / ".ci" / "run"], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize(
    ("check", "test", "status", "last"),
    [
        ("true", f"echo '{PASSED}'", 0, PASSED),
        ("true", f"echo '{FAILED}'; exit 1", 1, FAILED),
        ("false", f"echo '{PASSED}'", 1, PASSED),
    ],
)
def test_status_and_last_line(tmp_path, check, test, status, last):
    done = run(tmp_path, check, test)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (status, last)


def test_a_set_up_that_fails_is_a_failure(tmp_path):
    assert run(tmp_path, "true", "echo no packages; exit 2").returncode == 1


def test_nothing_waits_for_input(tmp_path):
    assert run(tmp_path, "! read answer", f"echo '{PASSED}'").returncode == 0
