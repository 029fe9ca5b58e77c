"""Access of the whole nation by the hour: 168 hours of a week and 24 of a public holiday, by three modes and all kinds.

What each cell reaches becomes arrays under ``var/access/<version>``; what queries need, rows: shares by region and hour
(core.access_week) and the reach of each cell whatever the hour (core.access_cell). When centers came, went, moved or
changed their hours, only cells that reach one of them, before or now, are looked through again and written; the sums
over regions are made anew from all cells, which takes seconds. Either way the result is the same to the last bit.
"""

import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sqlalchemy import Engine, text

from etl import ledger
from etl.binary_copy import Column, copy_blocks
from etl.build.access_inputs import CELL_KINDS, READING, AccessInputs
from etl.load import take_lock
from gis.analysis.hourly import (
    NOTHING,
    CellWeeks,
    demand_by_center,
    hourly_access,
    reach_marks,
    sweep,
)
from gis.analysis.readings import ALL_KINDS, LONGEST_MIN
from gis.analysis.tally import distinct, sums, unpack
from gis.series import NATION_CODE
from gis.terms import MODES, Mode
from gis.vocabulary import CARE_GROUPS

NAME = "access"

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]
Show = Callable[[str, int, int], None]

_ARRAYS = ("published", "assumed", "possible", "nearest_s", "centers", "access")
_SHARES = ("share_if_closed", "share_if_office", "share_if_open")
"""Shares of people who reach open care: by published hours, with assumed ones, and with the unknown all open."""
_LIMIT_S = READING.limit_min * 60
_WEEK_COLUMNS = (
    "region_code", "mode", "kind", "people", *_SHARES, "access_if_closed", "access_if_office",
)  # fmt: skip
_CELL_COLUMNS = ("h3", "mode", "kind", "nearest_s", "centers", "access_per_100k")


@dataclass(frozen=True)
class AccessOutcome:
    """What a build did.

    Parameters
    ----------
    version : str
        Of the inputs.
    cells, swept : int
        Cells by mode in all, and those looked through again.
    week_rows, cell_rows : int
        Rows written to core.access_week and core.access_cell; 0 when nothing had changed.
    duration_s : float
        Time it took.
    peak_mb : float
        Most memory this process ever took, MB.
    """

    version: str
    cells: int
    swept: int
    week_rows: int
    cell_rows: int
    duration_s: float
    peak_mb: float


@dataclass(frozen=True, eq=False)
class _Nation:
    """One mode of the nation: what cells reach, which of them were looked through, and the sums by region and hour."""

    mode: Mode
    weeks: CellWeeks
    marks: Bits
    swept: npt.NDArray[np.int64]
    access: tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class _Rows:
    """What a mode becomes in the tables."""

    mode: Mode
    weeks: list[Mapping[str, Column]]
    cells: list[Mapping[str, Column]]
    swept: npt.NDArray[np.int64]


_chained = chain.from_iterable


def build(engine: Engine, inputs: AccessInputs, var_dir: Path, *, show: Show, threads: int = 2) -> AccessOutcome:
    """Bring the arrays on disk and both tables to the state of the inputs.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    inputs : AccessInputs
        What to compute from.
    var_dir : Path
        The arrays go to ``access/<version>`` below it; those of other versions are removed at the end.
    show : callable
        Called with a step's name, what is done and what there is to do.
    threads : int
        Blocks of cells looked through at a time.

    Returns
    -------
    AccessOutcome
        Figures of the run.
    """
    started = time.perf_counter()
    version, folder = inputs.version, var_dir / "access" / inputs.version
    cells = len(inputs.board.cells) * len(MODES)
    with engine.connect() as conn:
        stands = ledger.version_of(conn, NAME)
    if stands == version and (folder / "header.json").is_file():
        with engine.begin() as conn:
            ledger.confirm(conn, NAME, inputs.board.data_version)
        return AccessOutcome(version, cells, 0, 0, 0, time.perf_counter() - started, _peak_mb())
    before = _previous(inputs.base, folder.parent)
    is_partial = before is not None and stands == before.name
    modes = []
    for mode in MODES:  # one at a time: a mode of the nation is a hundred megabytes
        nation = _compute(inputs, mode, None if before is None else before / f"{mode}.npz", show, threads)
        _keep(nation, folder.parent / f".{version}")
        weeks = list(_week_blocks(inputs, nation, show))
        modes.append(_Rows(mode, weeks, list(_cell_blocks(inputs, nation, is_partial)), nation.swept))
        del nation
    with engine.begin() as conn:
        take_lock(conn)
        conn.execute(text("TRUNCATE core.access_week"))
        week_rows = copy_blocks(conn, "core.access_week", _WEEK_COLUMNS, _chained(result.weeks for result in modes))
        if is_partial:
            for result in modes:
                conn.execute(
                    text("DELETE FROM core.access_cell WHERE mode = :mode AND h3 = ANY(:cells)"),
                    {"mode": result.mode, "cells": inputs.board.cells["h3_index"].to_numpy()[result.swept].tolist()},
                )
        else:
            conn.execute(text("TRUNCATE core.access_cell"))
        cell_rows = copy_blocks(conn, "core.access_cell", _CELL_COLUMNS, _chained(result.cells for result in modes))
        ledger.note(conn, NAME, version, week_rows, data_version=inputs.board.data_version)
    _finish(folder, inputs)
    swept = sum(len(result.swept) for result in modes)
    return AccessOutcome(version, cells, swept, week_rows, cell_rows, time.perf_counter() - started, _peak_mb())


def _compute(inputs: AccessInputs, mode: Mode, before: Path | None, show: Show, threads: int) -> _Nation:
    """Compute one mode, taking over what cells reach where nothing in their reach changed."""
    board, offer = inputs.board, inputs.offer
    pairs, people = board.pairs(mode), board.cells["people"].to_numpy()
    weights = READING.weight(np.arange(LONGEST_MIN * 60 + 1) / 60.0)
    marks = reach_marks(pairs, limit_s=_LIMIT_S, signature=inputs.signature)
    demand = demand_by_center(pairs, limit_s=_LIMIT_S, weights=weights, people=people, centers=len(offer.kind))
    ratio = np.divide(offer.supply, demand, out=np.zeros_like(demand), where=demand > 0)
    kept = _load(before)
    swept = np.arange(len(marks)) if kept is None else np.flatnonzero(kept["marks"] != marks)
    blocks = np.array_split(swept, max(1, len(swept) // 5_000))
    sums = kept or _empty(len(marks), offer.kinds, offer.published.shape[2])
    with ThreadPoolExecutor(threads) as pool:
        look = partial(sweep, pairs, offer, limit_s=_LIMIT_S, weights=weights, ratio=ratio)
        for done, (block, part) in enumerate(
            zip(blocks, pool.map(lambda cells_of_block: look(cells=cells_of_block), blocks), strict=True)
        ):
            for name in _ARRAYS:
                sums[name][block] = getattr(part, name)
            show(f"{mode}: cells", done + 1, len(blocks))
    _, region = board.region_index("sigungu")
    rows = (board.rows["cell_place"].to_numpy(), region, board.rows["people"].to_numpy())
    access = hourly_access(
        pairs, offer, limit_s=_LIMIT_S, weights=weights, rows=rows, regions=len(board.region_index("sigungu")[0]),
        progress=lambda done, total: show(f"{mode}: access by hour", done, total),
    )  # fmt: skip
    return _Nation(mode, CellWeeks(**{name: sums[name] for name in _ARRAYS}), marks, swept, access)


def _empty(cells: int, kinds: int, words: int) -> dict[str, npt.NDArray[Any]]:
    return {
        "published": np.zeros((cells, kinds, words), dtype=np.uint64),
        "assumed": np.zeros((cells, kinds, words), dtype=np.uint64),
        "possible": np.zeros((cells, kinds, words), dtype=np.uint64),
        "nearest_s": np.full((cells, kinds), NOTHING),
        "centers": np.zeros((cells, kinds), dtype=np.uint16),
        "access": np.zeros((cells, kinds)),
    }


def _week_blocks(inputs: AccessInputs, nation: _Nation, show: Show) -> Iterator[Mapping[str, Column]]:
    """Sum the weeks of cells over regions: sido, sigungu and the nation by every kind, emd by groups."""
    board, groups = inputs.board, inputs.groups
    cell, people = board.rows["cell_place"].to_numpy(), board.rows["people"].to_numpy()
    codes, region = board.region_index("sigungu")
    by_level = {level: _above(codes, length) for level, length in (("sigungu", 5), ("sido", 2), ("nation", 0))}
    emd_codes, emd = board.region_index("emd")
    for done, (kind, numbers) in enumerate(groups.items(), start=1):
        summed = [
            _people_by_region_and_hour(bits, cell, people, region, len(codes))
            for bits in _joined(nation.weeks, numbers)
        ]
        access = [bound[numbers].sum(axis=0) for bound in nation.access]
        whole = sums(region, people, len(codes))
        for own_codes, upper in by_level.values():
            total = upper @ whole
            yield {
                "region_code": own_codes, "mode": nation.mode, "kind": kind, "people": total,
                **{name: _per_person(upper @ amount, total) for name, amount in zip(_SHARES, summed, strict=True)},
                **{
                    name: _per_person(upper @ amount, total) * 100_000
                    for name, amount in zip(("access_if_closed", "access_if_office"), access, strict=True)
                },
            }  # fmt: skip
        if kind in CARE_GROUPS or kind == ALL_KINDS:
            total = sums(emd, people, len(emd_codes))
            shares = [
                _per_person(_people_by_region_and_hour(bits, cell, people, emd, len(emd_codes)), total)
                for bits in _joined(nation.weeks, numbers)
            ]
            yield {
                "region_code": emd_codes.astype("S10"), "mode": nation.mode, "kind": kind, "people": total,
                **dict(zip(_SHARES, shares, strict=True)), "access_if_closed": None, "access_if_office": None,
            }  # fmt: skip
        show(f"{nation.mode}: shares by region", done, len(groups))


def _cell_blocks(inputs: AccessInputs, nation: _Nation, is_partial: bool) -> Iterator[Mapping[str, Column]]:
    """Return the reach of cells whatever the hour; only of those looked through when the others' rows stand."""
    index, weeks = inputs.board.cells["h3_index"].to_numpy(dtype=np.int64), nation.weeks
    chosen = nation.swept if is_partial else np.arange(len(index))
    for kind in CELL_KINDS:
        numbers = inputs.groups[kind]
        nearest = weeks.nearest_s[np.ix_(chosen, numbers)].min(axis=1, initial=NOTHING)
        reached = chosen[nearest != NOTHING]
        if len(reached):
            yield {
                "h3": index[reached],
                "mode": nation.mode,
                "kind": kind,
                "nearest_s": nearest[nearest != NOTHING].astype(np.int16),
                "centers": weeks.centers[np.ix_(reached, numbers)].sum(axis=1, dtype=np.int64).astype(np.int16),
                "access_per_100k": (weeks.access[np.ix_(reached, numbers)].sum(axis=1) * 100_000).astype(np.float32),
            }


def _joined(weeks: CellWeeks, numbers: npt.NDArray[np.int64]) -> list[Bits]:
    """Join the weeks of several kinds, open when any of them is; in the order of :data:`_SHARES`."""
    parts = (weeks.published, weeks.assumed, weeks.possible)
    return [np.bitwise_or.reduce(bits[:, numbers], axis=1) for bits in parts]


def _people_by_region_and_hour(
    bits: Bits, cell: npt.NDArray[np.int64], people: Floats, region: npt.NDArray[np.int64], regions: int
) -> Floats:
    """Sum people with their bit set by region and departure; cells of the same week are many, so by week first."""
    weeks, place = distinct(bits)
    of_week = csr_matrix((people, (region, place[cell])), shape=(regions, len(weeks)))
    summed: Floats = of_week @ unpack(weeks).astype(np.float64)
    return summed


def _above(codes: npt.NDArray[np.str_], length: int) -> tuple[npt.NDArray[np.bytes_], Any]:
    """Return the codes of a level above and the matrix that sums over their units."""
    codes_above = np.array([code[:length] if length else NATION_CODE for code in codes])
    known, place = np.unique(codes_above, return_inverse=True)
    shape = (len(known), len(codes))
    return known.astype("S"), csr_matrix((np.ones(len(codes)), (place, np.arange(len(codes)))), shape=shape)


def _per_person(amount: Floats, people: Floats) -> npt.NDArray[np.float32]:
    share = np.divide(amount, people[:, None], out=np.zeros_like(amount), where=people[:, None] > 0)
    return share.astype(np.float32)


def _previous(base: str, parent: Path) -> Path | None:
    """Find a finished folder that differs in its centers only."""
    for folder in sorted(parent.glob("[!.]*")) if parent.is_dir() else ():
        try:
            if json.loads((folder / "header.json").read_text(encoding="utf-8")).get("base") == base:
                return folder
        except (OSError, ValueError):
            continue
    return None


def _load(path: Path | None) -> dict[str, npt.NDArray[Any]] | None:
    if path is None:
        return None
    try:
        with np.load(path) as file:
            return {name: file[name] for name in ("marks", *_ARRAYS)}
    except (OSError, ValueError, KeyError, EOFError):
        return None  # a broken file is computed anew


def _keep(nation: _Nation, part: Path) -> None:
    part.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(nation.weeks, name) for name in _ARRAYS}
    with tempfile.NamedTemporaryFile(dir=part, suffix=".part", delete=False) as file:
        np.savez_compressed(file, marks=nation.marks, **arrays)
    Path(file.name).replace(part / f"{nation.mode}.npz")


def _finish(folder: Path, inputs: AccessInputs) -> None:
    """Let the folder appear, and remove those of other versions."""
    part = folder.parent / f".{folder.name}"
    header = {"of": inputs.version, "base": inputs.base, "reading": str(READING), "classes": inputs.classes}
    (part / "header.json").write_text(json.dumps(header, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)
    for other in folder.parent.iterdir():
        if other != folder and other.is_dir():
            shutil.rmtree(other)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
