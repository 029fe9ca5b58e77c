"""Floating catchments against PySAL access, plain numpy, DuckDB and PostGIS, and a nation's week in one reading.

Run: ``python -m bench.access [small medium large] [--no-postgis]`` (all when none is given; PySAL and PostGIS take some
minutes on the largest). Generated pairs up to an hour, 30 minutes counting; 1x, 10x and 100x as many. Every engine
answers in a process of its own, so that its memory is its own, and all answers are compared.
"""

import argparse
import gc
import multiprocessing
import resource
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench import scratch
from bench.access_cases import Case, draw
from bench.access_engines import (
    ENGINES,
    ENHANCED,
    LIMIT_MIN,
    TWO_STEP,
    Answer,
    Measure,
    fill_postgis,
    in_postgis,
    kept,
    raw,
)
from gis.analysis.catchment.matrix import CatchmentMatrix

SIZES = {"small": (3_500, 300, 54), "medium": (70_000, 6_000, 27), "large": (100_000, 70_000, 190)}
"""Cells, centers, centers within the hour of each cell."""

NATION = (70_000, 5_100, 176)
"""Of the size of the shipped register: 12.3 M pairs by car within the hour."""
HOURS = 168
HEAD = (
    "| Cells x centers | Pairs | Measure | Engine | Seconds | Processor s | PySAL / engine | of processor time | "
    "Memory, MB | Largest difference |"
)
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, eq=False)
class Found:
    """What one engine gave: the best wall time, the processor's time of that run, memory beyond the inputs."""

    seconds: float
    processor_s: float
    memory_mb: float | None
    values: npt.NDArray[np.float64]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.access", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"of {', '.join(SIZES)}")
    parser.add_argument("--no-postgis", action="store_true", help="leave the database out")
    arguments = parser.parse_args()
    warm_up()
    print(HEAD + "\n|---|---:|---|---|---:|---:|---:|---:|---:|---:|", flush=True)
    with ExitStack() as stack:
        engine = None if arguments.no_postgis else stack.enter_context(scratch.database())
        for size in arguments.sizes or list(SIZES):
            case = draw(*SIZES[size])
            if engine is not None:
                with engine.begin() as conn:
                    fill_postgis(conn, case)
            for measure in (TWO_STEP, ENHANCED):
                runs = {name: in_a_child(make, case, measure, times) for name, (make, times) in ENGINES.items()}
                if engine is not None:
                    with engine.connect() as conn:
                        runs["PostGIS"] = timed(in_postgis(conn, measure), 1)
                report(case, measure, runs)
            del case, runs
            gc.collect()
    report_fractions()
    report_week()


def warm_up() -> None:
    """Compile before anything is timed; the processes that answer inherit it."""
    for is_whole_seconds in (True, False):
        case = draw(40, 20, 10, is_whole_seconds=is_whole_seconds)
        for make in (kept, raw):
            make(case, ENHANCED)()
        matrix = CatchmentMatrix.from_pairs(*case.arrays(), cell_count=40, center_count=20)
        matrix.weigh(limit_min=LIMIT_MIN).e2sfca(case.people, np.ones((20, 2)))


def timed(answer: Answer, times: int) -> Found:
    """Ask some times and keep the best: what else the machine does only ever adds."""
    best = (np.inf, np.inf)
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        values = answer()
        best = min(best, (time.perf_counter() - wall, time.process_time() - processor))
    return Found(*best, None, np.asarray(values, dtype=float))


def in_a_child(make: Callable[[Case, Measure], Answer], case: Case, measure: Measure, times: int) -> Found:
    """Prepare and ask in a process of its own; its memory is what it holds beyond what it began with."""
    here, there = FORK.Pipe(duplex=False)

    def work() -> None:
        held_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        run = timed(make(case, measure), times)
        there.send(Found(run.seconds, run.processor_s, scratch.peak_mb() - held_mb, run.values))

    child = FORK.Process(target=work)
    child.start()
    there.close()
    run: Found = here.recv()
    child.join()
    return run


def report(case: Case, measure: Measure, runs: dict[str, Found]) -> None:
    """Print the rows of one size and measure."""
    ours, peer = runs["ours, matrix kept"].values, runs["PySAL access"]
    for name, run in runs.items():
        difference = float(np.max(np.abs(run.values - ours) / np.where(ours > 0, ours, 1.0)))
        is_here = name != "PostGIS"  # the server's processor time is not this process's
        processor, ratio = (
            (f"{run.processor_s:,.4f}", f"{peer.processor_s / run.processor_s:,.1f}") if is_here else ("", "")
        )
        memory = "" if run.memory_mb is None else f"{run.memory_mb:,.0f}"
        print(
            f"| {case.name} | {case.pairs:,} | {measure.name} | {name} | {run.seconds:,.4f} | {processor} | "
            f"{peer.seconds / run.seconds:,.1f} | {ratio} | {memory} | {difference:.0e} |",
            flush=True,
        )
        assert difference <= 1e-12, f"{name} differs by {difference}"


def report_fractions() -> None:
    """Say what times cost that are not whole seconds: their weights stand beside each pair."""
    case = draw(*SIZES["large"], is_whole_seconds=False)
    shares = [in_a_child(make, case, ENHANCED, 5) for make in (kept, raw)]
    print(
        f"\nThe largest with times that are not whole seconds: kept {shares[0].seconds:.3f} s "
        f"({shares[0].memory_mb:,.0f} MB), weighing included; raw {shares[1].seconds:.3f} s."
    )


def report_week() -> None:
    """Say what a nation's 168 hours cost in one reading: a table of its size, supply by hour in columns."""
    case = draw(*NATION)
    open_hours = np.random.default_rng(1).random((len(case.supply), HOURS)) < 0.3
    supply = case.supply.to_numpy()[:, None] * open_hours

    def week(case: Case, measure: Measure) -> Answer:
        matrix = CatchmentMatrix.from_pairs(*case.arrays(), cell_count=len(case.people), center_count=len(case.supply))
        return lambda: matrix.weigh(limit_min=LIMIT_MIN, decay=measure.decay).e2sfca(case.people, supply).values[:, 0]

    run = in_a_child(week, case, ENHANCED, 3)
    print(
        f"\nA nation's week: {case.name}, {case.pairs:,} pairs, E2SFCA in {HOURS} hours at once: {run.seconds:.2f} s "
        f"({run.processor_s:.2f} s of the processor), {run.memory_mb:,.0f} MB beyond the table, of which "
        f"{len(case.people) * HOURS * 8 / 1e6:,.0f} MB are the answers."
    )


if __name__ == "__main__":
    main()
