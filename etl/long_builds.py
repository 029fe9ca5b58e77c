"""`mindconnect etl build`: what takes longer than a load may."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from etl import pipeline
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.settings import Settings

Show = Callable[[str, int, int], None]
"""Told a step, what is done of it and what there is to do."""


def build_command(
    name: Annotated[str, typer.Argument(help="What to build: travel_times, access or vocabulary_vectors.")],
    threads: Annotated[int, typer.Option(help="Threads that compute.", min=1, max=64)] = 2,
    ship: Annotated[bool, typer.Option("--ship", help="Write the searched times into data/snapshot as well.")] = False,
) -> None:
    """Build travel times (every cell to every center within an hour), or access by the hour of the week from them.

    ``vocabulary_vectors`` encodes the words of matching anew, after their tables or the encoder changed.
    """
    if name not in _BUILDS:
        raise InputError(f"there is no long build {name!r}: give {' or '.join(_BUILDS)}")
    settings = Settings()
    engine = make_engine(settings, "etl")
    with Progress(
        TextColumn("{task.description:<18}"), BarColumn(bar_width=20), TimeElapsedColumn(), console=Console(stderr=True)
    ) as progress:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total)
            progress.update(tasks[step], completed=done, total=total)

        lines = _BUILDS[name](engine, settings, show, threads, ship)
    for line in lines:
        typer.echo(line)


def _travel_times(engine: Engine, settings: Settings, show: Show, threads: int, ship: bool) -> list[str]:
    from etl.build import travel_inputs, travel_times  # they bring the compiler, which other commands need not wait for
    from gis.streets.travel_matrix.assembly import shipped_pairs_path

    with engine.connect() as conn:
        inputs = travel_inputs.read_inputs(conn, settings)
    path = shipped_pairs_path(settings.data_dir)
    made = travel_times.build(
        engine, inputs, settings.var_dir, progress=show, threads=threads, shipped=None if ship else path
    )
    lines = [
        f"{mode:<8} {pairs:>12,} pairs, {made.estimated[mode] / max(pairs, 1):.1%} of them estimated"
        for mode, pairs in made.pairs.items()
    ]
    lines.append(
        f"Searched {made.searched:,} centers, kept {made.kept:,}; core.travel_time: {made.rows:,} rows written."
    )
    if ship:
        written = travel_times.ship(inputs, settings.var_dir, path)
        lines.append(f"{path.name}: {written:,} searched pairs, {path.stat().st_size / 1e6:.1f} MB")
    return lines


def _access(engine: Engine, settings: Settings, show: Show, threads: int, _ship: bool) -> list[str]:
    from etl.build import access, access_history, access_inputs
    from gis.access import open_board
    from gis.series import load_series

    followed = load_series(settings.data_dir)
    with engine.connect() as conn:
        inputs = access_inputs.read_inputs(open_board(conn, settings))
    made = access.build(engine, inputs, settings.var_dir, show=show, threads=threads)
    date, rows = access_history.record(engine, inputs.board, followed)
    return [
        f"Looked through {made.swept:,} of {made.cells:,} cells by mode, 192 departures each.",
        f"core.access_week: {made.week_rows:,} rows, core.access_cell: {made.cell_rows:,} rows written.",
        f"core.access_history: {rows:,} rows of {len(followed)} readings recorded for {date}.",
        f"{made.duration_s:.1f} s, {made.peak_mb:,.0f} MB at most.",
    ]


def _vocabulary_vectors(engine: Engine, _settings: Settings, _show: Show, _threads: int, _ship: bool) -> list[str]:
    from etl.build import vocabulary_vectors

    return [f"core.vocabulary_vector: {pipeline.build_again(engine, vocabulary_vectors.BUILD):,} rows written."]


_BUILDS: dict[str, Callable[[Engine, Settings, Show, int, bool], list[str]]] = {
    "travel_times": _travel_times,
    "access": _access,
    "vocabulary_vectors": _vocabulary_vectors,
}
