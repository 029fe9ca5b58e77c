"""tools/demo.sh: everything in its order, and whatever ends it, the database stops."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from gis.settings import ROOT

FAKE = """#!/bin/sh
# Writes down what it was asked, and serves until it is told to stop.
echo "$*" >>calls
case "$*" in
"$FAIL") exit 7 ;;
serve)
    trap 'echo stopped >>calls; exit 0' TERM
    while :; do sleep 0.05; done ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "demo.sh", tmp_path / "tools" / "demo.sh")
    (tmp_path / ".venv" / "bin" / "mindconnect").write_text(FAKE)
    (tmp_path / ".venv" / "bin" / "mindconnect").chmod(0o755)
    return tmp_path


def start(clone: Path, fail: str = "nothing") -> subprocess.Popen:
    # A shell cannot trap a signal that it was started to ignore, as jobs in the background and under nohup are.
    def heed() -> None:
        for sign in (signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, signal.SIG_DFL)

    return subprocess.Popen(
        ["sh", clone / "tools" / "demo.sh"],
        env={**os.environ, "FAIL": fail},
        cwd="/",
        start_new_session=True,
        preexec_fn=heed,
    )


def calls(clone: Path) -> list[str]:
    path = clone / "calls"
    return path.read_text().splitlines() if path.exists() else []


def wait_for(clone: Path, call: str) -> None:
    for _ in range(200):
        if call in calls(clone):
            return
        time.sleep(0.05)
    raise AssertionError(f"{call} was not called: {calls(clone)}")


SET_UP = ["db up", "db migrate", "etl load-snapshot", "serve"]


@pytest.mark.parametrize("whom", ["the terminal's group", "the shell alone"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_app_then_the_database(clone, sign, whom):
    demo = start(clone)
    wait_for(clone, "serve")
    if whom == "the shell alone":
        demo.send_signal(sign)
    else:
        os.killpg(demo.pid, sign)
    assert demo.wait(20) == 0
    assert calls(clone)[:4] == SET_UP
    assert calls(clone)[-1] == "db down"
    # A signal to the group other than TERM ends the fake at once; TERM may reach it twice, from group and script.
    assert set(calls(clone)[4:-1]) <= {"stopped"}


@pytest.mark.parametrize("step", range(4))
def test_a_step_that_fails_ends_it_with_its_status(clone, step):
    demo = start(clone, fail=SET_UP[step])
    assert demo.wait(20) == 7
    assert calls(clone) == [*SET_UP[: step + 1], "db down"]
