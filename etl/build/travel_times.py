"""Travel times of the whole nation: every populated cell to every center within an hour, by three modes.

Where a network covers both ends the time is searched on it; elsewhere it is estimated (distance x detour /
speed) and marked. The whole table becomes arrays on disk (:mod:`gis.streets.table`), the nearest few centers
of each kind rows of core.travel_time. When only centers changed, only their searches are run again.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit
from pyproj import Transformer
from sqlalchemy import Connection, Engine, text

from etl.build.travel_inputs import LIMIT_S, SNAP_M, Inputs
from etl.build.travel_rows import nearest_of_each_kind, write_rows
from etl.load import take_lock
from gis import crs
from gis.errors import NotFoundError, SourceError
from gis.hexgrid import centers_of
from gis.streets.estimate import SETTINGS, Detour, estimate
from gis.streets.files import NetworkFile, load_network
from gis.streets.network import MODES, Mode
from gis.streets.table import ESTIMATE_BIT, TravelTable, folder_of, open_table, read_header, write_header
from gis.streets.times import Positions, travel_times

NAME = "travel_times"
_STEP_M = 10.0
_NONE = np.uint16(np.iinfo(np.uint16).max)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a build did.

    Parameters
    ----------
    version : str
        Of the inputs.
    pairs, estimated : dict of str to int
        Pairs by mode, and how many of them are estimates.
    searched, kept : int
        Centers whose searches were run, and those whose old ones still hold.
    rows : int
        Rows of core.travel_time; 0 when nothing had changed.
    """

    version: str
    pairs: dict[Mode, int]
    estimated: dict[Mode, int]
    searched: int
    kept: int
    rows: int


def build(engine: Engine, inputs: Inputs, var_dir: Path, *, progress: Progress, threads: int = 2) -> Outcome:
    """Bring the arrays on disk and core.travel_time to the state of the inputs.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    inputs : Inputs
        What to compute from.
    var_dir : Path
        The arrays go to ``travel_times/<version>`` below it; those of other versions are removed at the end.
    progress : callable
        Called with a step's name, what is done and what there is to do.
    threads : int
        Searches at a time.

    Returns
    -------
    Outcome
        Figures of the run.
    """
    version = inputs.version
    folder = folder_of(var_dir, version)
    with engine.connect() as conn:
        stands = _built_version(conn) == version
    try:
        table = open_table(folder)
    except (NotFoundError, SourceError):
        stands = False
        searched = _write_table(inputs, folder, _previous(inputs, folder.parent), progress, threads)
        table = open_table(folder)
    else:
        searched = 0
    rows = 0
    if not stands:
        with engine.begin() as conn:
            take_lock(conn)
            rows = write_rows(conn, table, nearest_of_each_kind(table, inputs.kind))
            _note(conn, version, rows)
        for other in folder.parent.iterdir():
            if other != folder and other.is_dir():
                shutil.rmtree(other)
    pairs = {mode: len(table.modes[mode].value) for mode in MODES}
    estimated = {mode: int((table.modes[mode].value & ESTIMATE_BIT > 0).sum()) for mode in MODES}
    return Outcome(version, pairs, estimated, searched, len(inputs.center_id) - searched, rows)


def _built_version(conn: Connection) -> str | None:
    found = conn.execute(text("SELECT input_version FROM core.build WHERE name = :name"), {"name": NAME})
    version: str | None = found.scalar_one_or_none()
    return version


def _note(conn: Connection, version: str, rows: int) -> None:
    conn.execute(
        text("""
            INSERT INTO core.build (name, input_version, rows_written) VALUES (:name, :version, :rows)
            ON CONFLICT (name) DO UPDATE
            SET input_version = EXCLUDED.input_version, rows_written = EXCLUDED.rows_written, built_at = now()
        """),
        {"name": NAME, "version": version, "rows": rows},
    )


@dataclass(frozen=True, eq=False)
class _Searched:
    """Pairs that were searched on networks: places of cells and centers, whole seconds."""

    cell: npt.NDArray[np.int32]
    center: npt.NDArray[np.int32]
    seconds: npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class _Previous:
    """A table of the same base, and where its centers stand in the new list (-1: gone or moved)."""

    table: TravelTable
    place: npt.NDArray[np.int64]


def _previous(inputs: Inputs, parent: Path) -> _Previous | None:
    """Find a finished table that differs in its centers only."""
    for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
        try:
            if read_header(folder).get("base") != inputs.base:
                continue
            table = open_table(folder)
            positions = np.load(folder / "positions.npy")
        except (NotFoundError, SourceError, OSError, ValueError):
            continue
        place = np.searchsorted(inputs.center_id, table.centers).clip(max=max(len(inputs.center_id) - 1, 0))
        holds = (inputs.center_id[place] == table.centers) & (inputs.positions[place] == positions).all(axis=1)
        return _Previous(table, np.where(holds, place, -1))
    return None


def _write_table(inputs: Inputs, folder: Path, previous: _Previous | None, progress: Progress, threads: int) -> int:
    """Compute the table into its folder; return how many centers were searched."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    is_new = np.ones(len(inputs.center_id), dtype=bool)
    if previous is not None:
        is_new[previous.place[previous.place >= 0]] = False
    for mode in MODES:
        files = sorted(inputs.networks, key=lambda file: (mode not in file.header.complete, -file.coverage.area))
        coverage = _Coverage.of(inputs, files)
        searched = _search(inputs, files, coverage, is_new, mode, progress, threads)
        if previous is not None:
            searched = _with_kept(searched, previous, mode)
        _fill(inputs, coverage, searched, mode, part)
        progress(f"{mode}: table", 1, 1)
    np.save(part / "cells.npy", inputs.cells)
    np.save(part / "centers.npy", inputs.center_id)
    np.save(part / "positions.npy", inputs.positions)
    write_header(part, version=inputs.version, limit_s=LIMIT_S, detail={"base": inputs.base})
    shutil.rmtree(folder, ignore_errors=True)  # a broken one of the same version
    part.replace(folder)
    return int(is_new.sum())


@dataclass(frozen=True, eq=False)
class _Coverage:
    """Which networks (bits, the preferred one lowest) cover each cell and each center."""

    cell: npt.NDArray[np.uint32]
    center: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, inputs: Inputs, files: Sequence[NetworkFile]) -> "_Coverage":
        lat, lon = centers_of(inputs.cells).T
        cell, center = np.zeros(len(lat), dtype=np.uint32), np.zeros(len(inputs.lat), dtype=np.uint32)
        for bit, file in enumerate(files):
            shapely.prepare(file.coverage)
            cell |= shapely.contains_xy(file.coverage, lon, lat).astype(np.uint32) << np.uint32(bit)
            center |= shapely.contains_xy(file.coverage, inputs.lon, inputs.lat).astype(np.uint32) << np.uint32(bit)
        return cls(cell, center)


def _search(
    inputs: Inputs,
    files: Sequence[NetworkFile],
    coverage: _Coverage,
    is_new: npt.NDArray[np.bool_],
    mode: Mode,
    progress: Progress,
    threads: int,
) -> _Searched:
    """Search the pairs that a network covers; a pair belongs to the first network that covers both ends."""
    lat, lon = centers_of(inputs.cells).T
    parts: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.uint16]]] = []
    for bit, file in enumerate(files):
        own = np.uint32(1 << bit)
        cells = np.flatnonzero(coverage.cell & own).astype(np.int32)
        centers = np.flatnonzero((coverage.center & own > 0) & is_new).astype(np.int32)
        if not len(cells) or not len(centers):
            continue
        network = load_network(file.path)
        blocks = travel_times(
            network, Positions(lon[cells], lat[cells]), Positions(inputs.lon[centers], inputs.lat[centers]),
            mode=mode, limit_s=LIMIT_S, within_m=SNAP_M, threads=threads,
            progress=partial(progress, f"{mode}: {file.header.name}"),
        )  # fmt: skip
        for block in blocks:
            cell, center = cells[block.origin], centers[block.destination]
            shared = coverage.cell[cell] & coverage.center[center]
            belongs = (shared & (~shared + np.uint32(1))) == own
            parts.append((cell[belongs], center[belongs], np.round(block.ms[belongs] / 1000).astype(np.uint16)))
    if not parts:
        return _Searched(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint16))
    return _Searched(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _with_kept(searched: _Searched, previous: _Previous, mode: Mode) -> _Searched:
    """Add the searched pairs of centers that stayed where they were."""
    table = previous.table.modes[mode]
    value = np.asarray(table.value)
    found = np.flatnonzero(value & ESTIMATE_BIT == 0)
    center = previous.place[table.center[found]]
    found, center = found[center >= 0], center[center >= 0]
    cell = np.searchsorted(table.start, found, side="right") - 1
    return _Searched(
        np.concatenate([searched.cell, cell.astype(np.int32)]),
        np.concatenate([searched.center, center.astype(np.int32)]),
        np.concatenate([searched.seconds, value[found]]),
    )


def _fill(inputs: Inputs, coverage: _Coverage, searched: _Searched, mode: Mode, folder: Path) -> None:
    """Join searched and estimated pairs, by cell and by time, and write the mode's arrays."""
    project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True).transform
    lat, lon = centers_of(inputs.cells).T
    ends = (np.column_stack(project(lon, lat)), np.column_stack(project(inputs.lon, inputs.lat)))
    grounds = _grounds_of_cells(inputs), _grounds_of_centers(inputs)
    lookup = _lookup(inputs.detours, mode)
    pairs = (*ends, *grounds, coverage.cell, coverage.center, lookup, _STEP_M)
    start = np.zeros(len(inputs.cells) + 1, dtype=np.int64)
    start[1:] = np.bincount(searched.cell, minlength=len(inputs.cells))
    _count(*pairs, start)
    np.cumsum(start, out=start)
    packed = np.empty(int(start[-1]), dtype=np.uint32)
    _place(*pairs, searched.cell, searched.center, searched.seconds, start, packed)
    np.save(folder / f"{mode}_start.npy", start)
    np.save(folder / f"{mode}_center.npy", (packed & np.uint32(0xFFFF)).astype(np.uint16))
    estimated = np.where(packed & _ESTIMATED, ESTIMATE_BIT, np.uint16(0))
    np.save(folder / f"{mode}_value.npy", (packed >> np.uint32(17)).astype(np.uint16) | estimated)


_ESTIMATED = np.uint32(1 << 16)


def _grounds_of_cells(inputs: Inputs) -> npt.NDArray[np.int32]:
    """Look up setting and landmass of each cell; -1 where the ground is not known."""
    place = np.searchsorted(inputs.ground.cells, inputs.cells).clip(max=len(inputs.ground.cells) - 1)
    known = inputs.ground.cells[place] == inputs.cells
    both = np.column_stack([inputs.ground.setting[place], inputs.ground.landmass[place]]).astype(np.int32)
    return np.where(known[:, None], both, -1)


def _grounds_of_centers(inputs: Inputs) -> npt.NDArray[np.int32]:
    found = [inputs.ground.at(lat, lon) for lat, lon in zip(inputs.lat, inputs.lon, strict=True)]
    pairs = [(-1, -1) if ground is None else (SETTINGS.index(ground[0]), ground[1]) for ground in found]
    return np.array(pairs, dtype=np.int32).reshape(-1, 2)


def _lookup(detours: Sequence[Detour], mode: Mode) -> npt.NDArray[np.uint16]:
    """Whole seconds by setting and straight distance in steps; as far as the limit reaches in any setting."""
    metres = np.arange(0.0, 60_000.0, _STEP_M)
    rows = [estimate(metres, mode=mode, setting=setting, detours=detours).seconds for setting in SETTINGS]
    seconds = np.round(np.array(rows))
    within = seconds <= LIMIT_S
    reach = int(within.any(axis=0).sum())
    return np.where(within, np.minimum(seconds, _NONE), _NONE)[:, :reach].astype(np.uint16)


@njit(cache=True)
def _guess(i, j, at_cell, at_center, cell_ground, center_ground, cell_bits, center_bits, lookup, step_m):
    """Estimate one pair; the slower of the two settings counts. ``_NONE`` where there is no estimate."""
    if cell_bits[i] & center_bits[j] or cell_ground[i, 1] != center_ground[j, 1] or cell_ground[i, 0] < 0:
        return _NONE
    dx, dy = at_cell[i, 0] - at_center[j, 0], at_cell[i, 1] - at_center[j, 1]
    k = int(np.sqrt(dx * dx + dy * dy) / step_m + 0.5)
    if k >= lookup.shape[1]:
        return _NONE
    return max(lookup[cell_ground[i, 0], k], lookup[center_ground[j, 0], k])


@njit(cache=True)
def _count(
    at_cell, at_center, cell_ground, center_ground, cell_bits, center_bits, lookup, step_m, start
):  # fmt: skip
    """Add the estimated pairs of each cell to ``start[cell + 1]``."""
    for i in range(len(at_cell)):
        for j in range(len(at_center)):
            if (
                _guess(i, j, at_cell, at_center, cell_ground, center_ground, cell_bits, center_bits, lookup, step_m)
                != _NONE
            ):
                start[i + 1] += 1


@njit(cache=True)
def _place(
    at_cell, at_center, cell_ground, center_ground, cell_bits, center_bits, lookup, step_m,
    cell, center, seconds, start, packed,
):  # fmt: skip
    """Write each cell's pairs as seconds, estimate bit and center in one number, and sort them."""
    free = start[:-1].copy()
    for k in range(len(cell)):
        packed[free[cell[k]]] = (np.uint32(seconds[k]) << 17) | np.uint32(center[k])
        free[cell[k]] += 1
    for i in range(len(at_cell)):
        for j in range(len(at_center)):
            value = _guess(i, j, at_cell, at_center, cell_ground, center_ground, cell_bits, center_bits, lookup, step_m)
            if value != _NONE:
                packed[free[i]] = (np.uint32(value) << 17) | np.uint32(1 << 16) | np.uint32(j)
                free[i] += 1
        packed[start[i] : start[i + 1]].sort()
