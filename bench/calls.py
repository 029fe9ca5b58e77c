"""Calls worth making against calls at random and to the largest first: known hours are hidden, and heard again.

Run: ``python -m bench.calls``. The shipped snapshot in a private cluster of its own. Of the public centers whose hours
are known four in five are hidden, the others and all centers of other kinds count as known; each way chooses its calls
without the truth, then hears it. What counts is how much of the gap between the bounds is closed.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench import scratch
from etl.snapshot import load_snapshot
from gis.access import AccessBoard, open_board
from gis.analysis.calls import plan_calls
from gis.analysis.readings import Reading
from gis.calls import moments_of
from gis.care.hours import Hours, HoursRule
from gis.care.hours.days import EVERY_DAY, Weekdays
from gis.care.hours.model import CLOSED
from gis.settings import ROOT, Settings

READINGS = {
    "weekday daytime": Reading(measure="nearest", hour="weekday_day"),
    "weekend daytime": Reading(measure="nearest", hour="weekend_day"),
}
CALLS, DRAWINGS, HIDDEN_SHARE = (10, 30), 5, 0.8

_UNKNOWN = Hours("unknown", reason="nothing_published")
_NEVER = Hours("read", (HoursRule(Weekdays(EVERY_DAY), CLOSED),))
"""What is truly unknown counts as closed here: the experiment is about what can be checked."""


def gap_of(board: AccessBoard, reading: Reading) -> float:
    """Return the people between the bounds."""
    total = board.total(reading)
    return float(total["people_without_if_closed"] - total["people_without_if_open"])


def main() -> None:
    """Measure and print."""
    rows: list[tuple[str, str]] = []
    with scratch.database() as engine, TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"var_dir": Path(folder)})
        load_snapshot(engine, ROOT / "data" / "snapshot")
        with engine.connect() as conn:
            board = open_board(conn, settings)
        for name, reading in READINGS.items():
            for calls in CALLS:
                rows += [(f"{name}, {calls} calls: {way}", result) for way, result in compare(board, reading, calls)]
    print("\nShare of the gap that is closed, mean of drawings; four in five known hours are hidden.\n")
    print("| | |\n|---|---:|")
    for name, result in rows:
        print(f"| {name} | {result} |")


def compare(board: AccessBoard, reading: Reading, calls: int) -> list[tuple[str, str]]:
    """Compare the ways to choose for one reading and number of calls."""
    rng = np.random.default_rng(20261129)
    truth = [hours if has else _NEVER for hours, has in zip(board.weeks, board.centers["has_hours"], strict=True)]
    able = np.flatnonzero(board.is_of_kind(reading.kind) & board.centers["has_hours"].to_numpy())
    closed: dict[str, list[float]] = {"chosen": [], "largest first": [], "at random": []}
    took = []
    for _ in range(DRAWINGS):
        hidden = rng.choice(able, int(len(able) * HIDDEN_SHARE), replace=False)
        weeks = list(truth)
        for place in hidden:
            weeks[place] = _UNKNOWN
        blind = board.told(weeks)
        began = time.perf_counter()
        moments = moments_of(blind, reading)
        plan = plan_calls(moments, calls, exact_work=0)
        took.append(time.perf_counter() - began)
        largest = np.argsort(-moments.hanging(), kind="stable")[:calls]
        ways: dict[str, Sequence[int]] = {
            "chosen": plan.calls,
            "largest first": largest.tolist(),
            "at random": rng.choice(moments.candidates, min(calls, len(moments.candidates)), replace=False).tolist(),
        }
        for way, places in ways.items():
            heard = [truth[place] if place in places else week for place, week in enumerate(weeks)]
            closed[way].append(1 - gap_of(blind.told(heard), reading) / moments.gap)
    shares_closed = [(way, f"{statistics.mean(shares):.1%}") for way, shares in closed.items()]
    return [*shares_closed, ("time to choose", f"{statistics.median(took):.2f} s")]


if __name__ == "__main__":
    main()
