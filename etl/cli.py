"""`mindconnect etl`: raw files into the database, the report on them, and the snapshot."""

import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl import pipeline
from etl import preview as previews
from etl.build.hours import reading_account
from etl.feeds import FEEDS
from etl.fetch import fetch
from etl.hira_workbooks import assemble
from etl.long_builds import build_command
from etl.pipeline import StepOutcome
from etl.registry import BUILDS
from etl.report import write_report
from etl.snapshot import load_snapshot
from etl.snapshot_files import write_snapshot
from etl.snapshot_notes import write_notes
from etl.sources import center_rows
from gis.db.engine import make_engine
from gis.errors import FetchError
from gis.queries.datasets import freshness, loads_in_force
from gis.settings import Settings

HIRA = "hira_institutions"

_STOPPED = 130
"""Exit status of a run that was stopped by a signal."""

cli = typer.Typer(help="Load raw public files, report on them, write and load the snapshot.", no_args_is_help=True)

RawOption = Annotated[
    Path | None,
    typer.Option("--raw", help="Folder of raw files; MINDCONNECT_RAW_DIR when not given.", show_default=False),
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", help="Name of a source; may be given several times. All when not given.")
]


@cli.command("run")
def run_command(
    raw: RawOption = None,
    only: OnlyOption = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Source whose file may lose many rows, values or points; several times."),
    ] = None,
) -> None:
    """Load what changed in a folder of raw files, and rebuild what depends on it."""
    settings = Settings()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _progress() as progress:
            outcomes = pipeline.run(
                make_engine(settings, "etl"),
                raw or settings.raw_dir,
                only=only or (),
                accept=accept or (),
                listener=_Bars(progress),
            )
    except KeyboardInterrupt:
        _say_what_is_in_force(settings)
        raise typer.Exit(_STOPPED) from None
    _print(outcome_table(outcomes))
    _say_what_is_behind(settings)


@cli.command("check")
def check_command(raw: RawOption = None, only: OnlyOption = None) -> None:
    """Read and clean raw files without a database; writes nothing."""
    with _progress() as progress:
        results = pipeline.check(raw or Settings().raw_dir, only=only or (), listener=_Bars(progress))
    _print(outcome_table([outcome for outcome, _ in results]))
    for outcome, cleaned in results:
        for word, rows in center_rows.unknown_units(cleaned).items() if cleaned else ():
            typer.echo(f"{outcome.name}: unit that is not known: {word} ({rows:,} rows)")


SourceOption = Annotated[
    str | None, typer.Option("--source", help="Whose file it is; told by its name when not given.")
]


@cli.command("preview")
def preview_command(
    file: Annotated[Path, typer.Argument(help="A file as its publisher gives it out.")],
    source: SourceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for another program.")] = False,
) -> None:
    """Show what loading a file would change: centers added, changed and gone. Writes nothing."""
    result = previews.preview(make_engine(Settings(), "etl"), file, source=source)
    typer.echo(result.to_json() if as_json else "\n".join(_told(result)))


@cli.command("apply")
def apply_command(
    file: Annotated[Path, typer.Argument(help="The file that was looked at.")],
    sha256: Annotated[str, typer.Option(help="Its fingerprint, from the preview.")],
    base: Annotated[str, typer.Option(help="State of the loads that the preview compared it with.")],
    source: SourceOption = None,
    accept: Annotated[bool, typer.Option("--accept", help="Its losses were seen and are right.")] = False,
) -> None:
    """Load the file of a preview, unless it or the loads in force are others by now."""
    settings = Settings()
    engine = make_engine(settings, "etl")
    _print(outcome_table(previews.apply(engine, file, sha256=sha256, base=base, source=source, is_accepted=accept)))
    _say_what_is_behind(settings)


@cli.command("fetch")
def fetch_command(
    source: Annotated[str, typer.Option("--source", help=f"One of: {', '.join([*FEEDS, HIRA])}.", show_default=False)],
    raw: RawOption = None,
    downloaded: Annotated[
        Path | None,
        typer.Option("--from", help=f"For {HIRA}: folder of the workbooks as downloaded.", show_default=False),
    ] = None,
    period: Annotated[str, typer.Option("--period", help=f"For {HIRA}: month of the archive, YYYYMM.")] = "",
) -> None:
    """Download a source from its publisher into the folder of raw files; needs a key in DATA_GO_KR_KEY.

    The workbooks of HIRA have no service: a person downloads the archive, and this puts its workbooks together.
    """
    settings = Settings()
    if source == HIRA:
        if downloaded is None:
            raise FetchError(f"{HIRA} has no service: download the archive, unpack it, and give its folder with --from")
        typer.echo(f"Written: {assemble(downloaded, raw or settings.raw_dir, period=period)}")
        return
    with _progress() as progress:
        task = progress.add_task(source, total=None, note="")
        path = fetch(
            source,
            settings=settings,
            target_dir=raw or settings.raw_dir,
            progress=lambda done, total: progress.update(task, completed=done, total=total, note=f"{done:,} rows"),
        )
    typer.echo(f"Written: {path}")


@cli.command("report")
def report_command(
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; var/report when not given.", show_default=False)
    ] = None,
) -> None:
    """Write the data-quality report (Markdown and HTML) and a correction file for each municipality."""
    settings = Settings()
    target = folder or settings.var_dir / "report"
    with make_engine(settings, "etl").connect() as conn:
        written = write_report(conn, target)
        hours = reading_account(conn)
    for line in hours.to_dict("records"):
        reason = f" ({line['reason']})" if line["reason"] else ""
        typer.echo(f"hours of {line['source']}: {line['outcome']}{reason} {line['rows']:,} rows, {line['share']:.1%}")
    typer.echo(f"{written[0]}, {written[1].name} and {len(written) - 2} correction files in {target / 'corrections'}")


@cli.command("snapshot")
def snapshot_command() -> None:
    """Write data/snapshot from a loaded database: the small Parquet files that the project ships."""
    settings = Settings()
    folder = settings.data_dir / "snapshot"
    with make_engine(settings, "etl").begin() as conn:
        rows = write_snapshot(conn, folder)
        write_notes(conn, folder, rows, BUILDS)
    for name, count in rows.items():
        size_kb = (folder / f"{name}.parquet").stat().st_size / 1000
        typer.echo(f"{name:<14} {count:>9,} rows {size_kb:>9,.0f} kB")


@cli.command("load-snapshot")
def load_snapshot_command() -> None:
    """Load data/snapshot, unless it is loaded already or raw files have been."""
    settings = Settings()
    rows = load_snapshot(make_engine(settings, "etl"), settings.data_dir / "snapshot")
    typer.echo(f"Snapshot loaded: {sum(rows.values()):,} rows." if rows else "Nothing to do: the database is loaded.")
    _say_what_is_behind(settings)


cli.command("build")(build_command)


def _say_what_is_in_force(settings: Settings) -> None:
    """Say, after a run that was stopped, that nothing of it counts, and which loads do."""
    typer.echo("Stopped: nothing of this run was kept. In force are, as before:", err=True)
    with make_engine(settings, "etl").connect() as conn:
        loads = loads_in_force(conn)
    for one in loads:
        typer.echo(f"  {one.source}: {one.file_name}, loaded {one.loaded_at:%Y-%m-%d %H:%M %Z}", err=True)
    if not loads:
        typer.echo("  nothing: no source was ever loaded", err=True)


def _say_what_is_behind(settings: Settings) -> None:
    """Say which computed tables hold for another state of the data, and the commands that bring them up to date."""
    with make_engine(settings, "etl").connect() as conn:
        behind = [build for build in freshness(conn) if not build.is_current]
    for build in behind:
        state = "never built" if build.data_version is None else f"of data version {build.data_version}"
        typer.echo(f"Behind: {build.name} ({state}; now {build.data_version_now}).", err=True)
    for command in dict.fromkeys(build.command for build in behind):
        typer.echo(f"To bring it up to date, run `{command}`.", err=True)


def _told(preview: previews.Preview) -> list[str]:
    """Write a preview for the eye."""
    told = ("read", "kept", "merged", "quarantined")
    counts = ", ".join(f"{getattr(preview, f'rows_{name}'):,} {name}" for name in told)
    lines = [
        f"{preview.title} ({preview.source}), {preview.period[0]} to {preview.period[1]}, {preview.file_name}",
        f"sha256 {preview.sha256}, base {preview.base}" + (", in force already" if preview.is_loaded else ""),
        f"rows: {counts}, {preview.rows_repaired:,} repaired",
    ]
    lines += [f"loses: {loss}; needs --accept" for loss in preview.losses]
    lines += [f"unit that is not known: {word} ({rows:,} rows)" for word, rows in preview.unknown_units.items()]
    lines += [
        f"  line {note['line']}: {note['reason']} {note['column_name'] or ''} {note['value'] or ''}".rstrip()
        for note in preview.quarantine
    ]
    lines += [
        f"{table.table}: {table.rows_before:,} -> {table.rows_after:,} rows, {table.added:,} new, {table.gone:,} gone"
        for table in preview.tables
    ]
    for name in ("added", "changed", "gone"):
        centers: tuple[previews.CenterChange, ...] = getattr(preview, name)
        lines.append(f"centers {name}: {len(centers):,}")
        for center in centers:
            lines.append(f"  {center.center_id}  {center.name} ({center.kind}) {center.address}")
            lines += [f"      {change.field}: {change.before} -> {change.after}" for change in center.fields]
    lines.append(f"centers with a new date only: {preview.redated:,}")
    return lines


def outcome_table(outcomes: list[StepOutcome]) -> Table:
    """Lay out what came of each step, a row a source or derived table."""
    table = Table(
        title="read = kept + merged + quarantined + left out", title_style="dim", box=SIMPLE_HEAD, padding=(0, 1)
    )
    table.add_column("source", no_wrap=True)
    table.add_column("state", no_wrap=True)
    for name in ("read", "kept", "merged", "quarantined", "left out", "repaired", "duration_s"):
        table.add_column(name, justify="right", no_wrap=True)
    for outcome in outcomes:
        account = (
            outcome.rows_read,
            outcome.rows_kept,
            outcome.rows_merged,
            outcome.rows_quarantined,
            outcome.rows_left_out,
        )
        counts = (*account, outcome.rows_repaired)
        table.add_row(
            outcome.name,
            outcome.status,
            *(f"{count:,}" if any(counts) else "" for count in counts),
            f"{outcome.duration_s:.1f}",
        )
    return table


def _print(table: Table) -> None:
    # In a pipe rich assumes 80 columns and would cut figures off.
    console = Console()
    Console(width=max(console.width, 126)).print(table)


class _Bars:
    """Draws one bar a step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, int] = {}

    def __call__(self, name: str, outcome: StepOutcome | None) -> None:
        if outcome is None:
            self._tasks[name] = self._progress.add_task(name, total=None, note="")
            return
        note = outcome.status if not outcome.rows_kept else f"{outcome.status}, {outcome.rows_kept:,} rows"
        task = self._progress.tasks[self._tasks[name]]
        self._progress.update(task.id, total=1, completed=1, note=note)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<18}"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    )
