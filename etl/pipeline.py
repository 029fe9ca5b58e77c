"""The run: raw files into core, then the tables derived from them, in one transaction.

A source is loaded when its file's SHA-256, its cleaner's version or a source it reads from has changed since the
load in force; otherwise nothing at all is written. The run holds one advisory lock, so two runs take turns, and a run
that is killed or meets a file it cannot use leaves everything as it was: never new rows beside weeks of old ones.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from etl import checks, datasets, files, intake_guard, ledger
from etl.contract import FAULT, Build, Cleaned, Context, SourceModule, quarantined
from etl.intake_guard import Loss
from etl.load import copy_frame, refresh_statistics, take_lock
from etl.lookup import DatabaseLookup, MemoryLookup
from etl.registry import BUILDS, SOURCES, source_named
from gis.errors import SourceError
from gis.reference import rule_file

Status = Literal["loaded", "unchanged", "absent", "valid", "built"]
"""loaded or built: written; unchanged: nothing to do; absent: no file, so what is loaded stays; valid: checked only."""


@dataclass(frozen=True)
class StepOutcome:
    """What came of one step.

    Attributes
    ----------
    name : str
        Source or build.
    status : str
        See :data:`Status`.
    rows_read, rows_kept, rows_merged, rows_quarantined, rows_repaired, rows_left_out : int
        Account of the file's rows; for a build ``rows_kept`` is the rows written.
    duration_s : float
        Time it took.
    """

    name: str
    status: Status
    rows_read: int = 0
    rows_kept: int = 0
    rows_merged: int = 0
    rows_quarantined: int = 0
    rows_repaired: int = 0
    duration_s: float = 0.0
    rows_left_out: int = 0


Listener = Callable[[str, StepOutcome | None], None]
"""Told the name of each step when it begins (None) and when it ends (its outcome)."""


def _nobody(_name: str, _outcome: StepOutcome | None) -> None:
    """Listen to nothing."""


def run(
    engine: Engine,
    raw_dir: Path,
    *,
    only: Sequence[str] = (),
    accept: Sequence[str] = (),
    listener: Listener = _nobody,
    sources: Sequence[SourceModule] = SOURCES,
    builds: Sequence[Build] = BUILDS,
) -> list[StepOutcome]:
    """Load what changed in a folder of raw files and rebuild what depends on it.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    raw_dir : pathlib.Path
        Folder of raw files.
    only : Sequence[str]
        Names of sources; all when empty. Derived tables are brought up to date in either case.
    accept : Sequence[str]
        Names of sources whose file may lose more than data/rules/intake.yaml allows.
    listener : Callable
        See :data:`Listener`.
    sources, builds : Sequence
        The steps; the registry's by default.

    Returns
    -------
    list of StepOutcome
        One a step, in order; the account of each source as it stands after the builds, which may have merged rows.

    Raises
    ------
    SourceError
        When a file is not what its source describes, or loses more than may be lost; nothing is changed then.
    NotFoundError
        When ``only`` names no source.
    """
    chosen = _choose(sources, only)
    if not any(files.find(raw_dir, module.SOURCE.pattern) for module in chosen):
        wanted = ", ".join(module.SOURCE.pattern for module in chosen)
        raise SourceError(f"nothing to load in {raw_dir}: none of {wanted} is there")
    lookup = DatabaseLookup()
    outcomes = []
    # One transaction: whenever the run is killed, rows and what is derived from them are both old or both new.
    with engine.begin() as conn:
        take_lock(conn)
        for module in chosen:
            listener(module.SOURCE.name, None)
            is_accepted = module.SOURCE.name in accept
            outcomes.append(_timed(partial(_load_source, conn, raw_dir, module, lookup, is_accepted=is_accepted)))
            listener(module.SOURCE.name, outcomes[-1])
        for build in builds:
            listener(build.name, None)
            outcomes.append(_timed(partial(_run_build, conn, build)))
            listener(build.name, outcomes[-1])
        if any(outcome.status in {"loaded", "built"} for outcome in outcomes):
            refresh_statistics(conn)
        accounts = datasets.accounts(conn)
    return [_settled(outcome, accounts[outcome.name]) if outcome.name in accounts else outcome for outcome in outcomes]


def check(
    raw_dir: Path,
    *,
    only: Sequence[str] = (),
    listener: Listener = _nobody,
    sources: Sequence[SourceModule] = SOURCES,
) -> list[tuple[StepOutcome, Cleaned | None]]:
    """Read and clean the files without any database, and write nothing.

    Parameters
    ----------
    raw_dir, only, listener, sources
        As for :func:`run`. Sources that the chosen ones read from are cleaned too, but not reported.

    Returns
    -------
    list of (Outcome, Cleaned or None)
        None for a source without a file.

    Raises
    ------
    SourceError
        When a file is not what its source describes.
    NotFoundError
        When ``only`` names no source.
    """
    chosen = {module.SOURCE.name for module in _choose(sources, only)}
    needed = _with_inputs(sources, chosen)
    lookup = MemoryLookup()
    results = []
    for module in (module for module in sources if module.SOURCE.name in needed):
        name = module.SOURCE.name
        path = files.find(raw_dir, module.SOURCE.pattern)
        listener(name, None)
        started = time.perf_counter()
        cleaned = None if path is None else clean_file(module, path, lookup.context(module.SOURCE))
        outcome = StepOutcome(name, "absent") if cleaned is None else account(name, "valid", cleaned)
        outcome = replace(outcome, duration_s=time.perf_counter() - started)
        if cleaned is not None:
            lookup.add(cleaned)
        listener(name, outcome)
        if name in chosen:
            results.append((outcome, cleaned))
    return results


def account(name: str, status: Status, cleaned: Cleaned) -> StepOutcome:
    """Sum up a cleaned file."""
    return StepOutcome(
        name,
        status,
        cleaned.rows_read,
        cleaned.rows_kept,
        cleaned.rows_merged,
        cleaned.rows_quarantined,
        int(cleaned.repairs["line"].nunique()),
        rows_left_out=cleaned.rows_left_out,
    )


def input_version(conn: Connection, build: Build) -> str:
    """Return the version of what a table is built from: a short hash of loads, earlier builds and rules.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Any role that reads core.
    build : Build
        The derived table.

    Returns
    -------
    str
        The method's version, a dot, sixteen hexadecimal digits.
    """
    loads = conn.execute(
        text("""
            SELECT source, dataset_id FROM core.dataset
            WHERE superseded_at IS NULL AND source = ANY(:sources) ORDER BY source
        """),
        {"sources": list(build.sources)},
    )
    earlier = conn.execute(
        text("SELECT name, input_version FROM core.build WHERE name = ANY(:names) ORDER BY name"),
        {"names": list(build.builds)},
    )
    rules = [hashlib.sha256(rule_file(name).read_bytes()).hexdigest() for name in build.rules]
    state = [[list(row) for row in loads], [list(row) for row in earlier], *([rules] if rules else [])]
    return f"{build.version}.{hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]}"


def build_again(engine: Engine, build: Build) -> int:
    """Build a derived table whether its inputs changed or not; gives the rows written."""
    with engine.begin() as conn:
        take_lock(conn)
        rows_written = build.run(conn)
        record_build(conn, build, rows_written)
    return rows_written


def record_build(conn: Connection, build: Build, rows_written: int) -> None:
    """Note that a derived table now stands on the inputs in force."""
    ledger.note(conn, build.name, input_version(conn, build), rows_written)


def put_in_force(
    conn: Connection, module: SourceModule, path: Path, lookup: DatabaseLookup, *, sha256: str, is_accepted: bool
) -> tuple[Cleaned, tuple[Loss, ...]]:
    """Clean a file and put it in force in the place of its source's earlier load; the caller commits, or does not.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Open transaction that holds the lock.
    module : SourceModule
        The source.
    path : pathlib.Path
        Its file.
    lookup : DatabaseLookup
        What cleaning looks things up in.
    sha256 : str
        Of the file.
    is_accepted : bool
        Whether it may lose more than data/rules/intake.yaml allows.

    Returns
    -------
    Cleaned
        What was loaded.
    tuple of Loss
        What it loses beyond the limits.

    Raises
    ------
    SourceError
        When the file is not what the source describes, or loses too much without being accepted.
    """
    cleaned = clean_file(module, path, lookup.context(conn, module.SOURCE))
    lost = intake_guard.losses(conn, module.SOURCE, cleaned)
    if lost and not is_accepted:
        raise SourceError(
            f"{path.name} loses more than {module.SOURCE.name} may: {'; '.join(map(str, lost))}. Nothing was loaded. "
            f"If this is right, load it with --accept {module.SOURCE.name}"
        )
    dataset_id = datasets.supersede(conn, module.SOURCE, cleaned, file_name=path.name, sha256=sha256)
    module.load(conn, cleaned, dataset_id)
    notes = cleaned.quarantine.assign(file_name=path.name, dataset_id=dataset_id)
    copy_frame(conn, "core.quarantine", notes)
    copy_frame(conn, "core.repair", cleaned.repairs.assign(dataset_id=dataset_id))
    return cleaned, lost


def clean_file(module: SourceModule, path: Path, context: Context) -> Cleaned:
    """Read and clean a file; records that cannot be read are set aside before the source's own cleaning.

    Parameters
    ----------
    module : SourceModule
        The source.
    path : pathlib.Path
        Its file.
    context : Context
        What cleaning looks things up in.

    Returns
    -------
    Cleaned
        Every record of the file accounted for.

    Raises
    ------
    SourceError
        When the file is not what the source describes; the message names the file.
    """
    try:
        frame = module.read(path)
        faulty = frame[FAULT].notna() if FAULT in frame else pd.Series(data=False, index=frame.index)
        if faulty.all():
            raise SourceError(f"no record can be read; the first one: {frame[FAULT].iloc[0]}")
        cleaned = module.clean(frame.loc[~faulty].drop(columns=FAULT, errors="ignore"), context)
    except SourceError as error:
        raise error if path.name in str(error) else SourceError(f"{path.name}: {error}") from error
    except (ValueError, TypeError, LookupError, ArithmeticError, OSError) as error:
        fault = f"{type(error).__name__} {error}"
        raise SourceError(
            f"{path.name} cannot be read as {module.SOURCE.title} ({fault}); nothing was loaded"
        ) from error
    return _with_faults(cleaned, frame[faulty]) if faulty.any() else cleaned


def _with_faults(cleaned: Cleaned, faulty: pd.DataFrame) -> Cleaned:
    """Add the records that could not be read to the account of a file."""
    told = faulty[FAULT].str.split(": ", n=1, expand=True).reindex(columns=[0, 1])
    parts = [
        quarantined(faulty.loc[lines], None, str(reason), told[1])
        for reason, lines in told[0].groupby(told[0]).groups.items()
    ]
    return replace(
        cleaned, rows_read=cleaned.rows_read + len(faulty), quarantine=checks.join([cleaned.quarantine, *parts])
    )


def _load_source(
    conn: Connection, raw_dir: Path, module: SourceModule, lookup: DatabaseLookup, *, is_accepted: bool
) -> StepOutcome:
    source = module.SOURCE
    path = files.find(raw_dir, source.pattern)
    if path is None:
        return StepOutcome(source.name, "absent")
    sha256 = files.sha256_of(path)
    if datasets.is_current(conn, source, sha256):
        return StepOutcome(source.name, "unchanged")
    cleaned, _ = put_in_force(conn, module, path, lookup, sha256=sha256, is_accepted=is_accepted)
    return account(source.name, "loaded", cleaned)


def _run_build(conn: Connection, build: Build) -> StepOutcome:
    if ledger.version_of(conn, build.name) == input_version(conn, build):
        return StepOutcome(build.name, "unchanged")
    rows_written = build.run(conn)
    record_build(conn, build, rows_written)
    return StepOutcome(build.name, "built", rows_kept=rows_written)


def _choose(sources: Sequence[SourceModule], only: Sequence[str]) -> list[SourceModule]:
    for name in only:
        source_named(name)
    return [module for module in sources if not only or module.SOURCE.name in only]


def _with_inputs(sources: Sequence[SourceModule], names: set[str]) -> set[str]:
    """Add to some sources all those that their cleaning reads, directly or not."""
    needed = set(names)
    for module in reversed(sources):
        if module.SOURCE.name in needed:
            needed.update(module.SOURCE.after)
    return needed


def _settled(outcome: StepOutcome, account: Mapping[str, int]) -> StepOutcome:
    return replace(
        outcome,
        rows_read=account["rows_read"],
        rows_kept=account["rows_kept"],
        rows_merged=account["rows_merged"],
        rows_quarantined=account["rows_quarantined"],
        rows_repaired=account["rows_repaired"],
        rows_left_out=account["rows_left_out"],
    )


def _timed(step: Callable[[], StepOutcome]) -> StepOutcome:
    started = time.perf_counter()
    outcome = step()
    return replace(outcome, duration_s=time.perf_counter() - started)
