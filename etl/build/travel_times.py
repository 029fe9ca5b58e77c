"""Travel times of the whole nation: every populated cell to every center within an hour, by three modes.

Where a network covers both ends the time is searched on it; elsewhere it is estimated (distance x detour /
speed) and marked. The whole table becomes arrays on disk (:mod:`gis.streets.travel_matrix.matrix`), the nearest few
centers of each kind rows of core.travel_time. When only centers changed, only their searches are run again.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from etl import ledger
from etl.build.travel_rows import nearest_of_each_kind, write_rows
from etl.load import take_lock
from gis.errors import NotFoundError, SourceError
from gis.queries.datasets import data_version
from gis.streets.travel_matrix.assembly import save_travel_matrix
from gis.streets.travel_matrix.fill import Coverage, SearchedPairs, fill_mode, networks_by_preference
from gis.streets.travel_matrix.inputs import TravelMatrixInputs
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, ModeMatrix, folder_of, open_travel_matrix, read_header
from gis.streets.travel_matrix.search import Progress, search_pairs
from gis.streets.travel_matrix.shipped_pairs import (
    ShippedPairs,
    load_shipped_pairs,
    save_shipped_pairs,
    searched_pairs_of,
)
from gis.terms import MODES, Mode

NAME = "travel_times"


@dataclass(frozen=True)
class TravelTimesOutcome:
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


def build(
    engine: Engine,
    inputs: TravelMatrixInputs,
    var_dir: Path,
    *,
    progress: Progress,
    threads: int = 2,
    shipped: Path | None = None,
) -> TravelTimesOutcome:
    """Bring the arrays on disk and core.travel_time to the state of the inputs.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    inputs : TravelMatrixInputs
        What to compute from.
    var_dir : Path
        The arrays go to ``travel_times/<version>`` below it; those of other versions are removed at the end.
    progress : callable
        Called with a step's name, what is done and what there is to do.
    threads : int
        Searches at a time.
    shipped : Path, optional
        File of pairs that were searched before (:mod:`gis.streets.travel_matrix.shipped_pairs`); those that still
        hold are not searched.

    Returns
    -------
    TravelTimesOutcome
        Figures of the run.
    """
    version = inputs.version
    folder = folder_of(var_dir, version)
    with engine.connect() as conn:
        stands, state = ledger.version_of(conn, NAME) == version, data_version(conn)
    try:
        table = open_travel_matrix(folder)
    except (NotFoundError, SourceError):
        stands = False
        searched = _write_matrix(inputs, folder, _previous(inputs, folder.parent, shipped), progress, threads)
        table = open_travel_matrix(folder)
    else:
        searched = 0
    rows = 0
    if not stands:
        with engine.begin() as conn:
            take_lock(conn)
            rows = write_rows(conn, table, nearest_of_each_kind(table, inputs.kind))
            ledger.note(conn, NAME, version, rows, data_version=state)
        for other in folder.parent.iterdir():
            if other != folder and other.is_dir():
                shutil.rmtree(other)
    else:
        with engine.begin() as conn:
            ledger.confirm(conn, NAME, state)
    pairs = {mode: len(table.modes[mode].value) for mode in MODES}
    estimated = {mode: int((table.modes[mode].value & ESTIMATE_BIT > 0).sum()) for mode in MODES}
    return TravelTimesOutcome(version, pairs, estimated, searched, len(inputs.center_id) - searched, rows)


@dataclass(frozen=True, eq=False)
class _Previous:
    """Pairs searched before on the same base, and where their centers stand in the new list (-1: gone or moved)."""

    pairs: Callable[[Mode], SearchedPairs]
    place: npt.NDArray[np.int64]

    def still_holding(self, mode: Mode) -> SearchedPairs:
        """Return the pairs of centers that stayed where they were."""
        return self.pairs(mode).moved(self.place)


def _previous(inputs: TravelMatrixInputs, parent: Path, shipped: Path | None) -> _Previous | None:
    """Find a finished table that differs in its centers only, else the shipped pairs of the same base."""
    for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
        try:
            if read_header(folder).get("base") != inputs.searched_base:
                continue
            table = open_travel_matrix(folder)
            positions = np.load(folder / "positions.npy")
        except (NotFoundError, SourceError, OSError, ValueError):
            continue
        return _Previous(partial(searched_pairs_of, table), inputs.places_of(table.centers, positions))
    if shipped is None or not shipped.is_file():
        return None
    pairs = load_shipped_pairs(shipped)
    if pairs.base != inputs.searched_base:
        return None
    return _Previous(pairs.modes.__getitem__, inputs.places_of(pairs.center_id, pairs.positions))


def _write_matrix(
    inputs: TravelMatrixInputs, folder: Path, previous: _Previous | None, progress: Progress, threads: int
) -> int:
    """Compute the table into its folder; return how many centers were searched."""
    is_new = np.ones(len(inputs.center_id), dtype=bool)
    if previous is not None:
        is_new[previous.place[previous.place >= 0]] = False

    def tables() -> Iterator[tuple[Mode, ModeMatrix]]:
        for mode in MODES:
            files = networks_by_preference(inputs, mode)
            coverage = Coverage.of(inputs, files)
            searched = search_pairs(inputs, files, coverage, is_new, mode, progress=progress, threads=threads)
            if previous is not None:
                searched = SearchedPairs.joined([searched, previous.still_holding(mode)])
            yield mode, fill_mode(inputs, coverage, searched, mode)
            progress(f"{mode}: table", 1, 1)

    save_travel_matrix(inputs, folder, tables())
    return int(is_new.sum())


def ship(inputs: TravelMatrixInputs, var_dir: Path, path: Path) -> int:
    """Write the searched pairs of the built table into the small file that the project ships; return their number.

    Raises
    ------
    NotFoundError
        When the table of these inputs is not built.
    """
    table = open_travel_matrix(folder_of(var_dir, inputs.version))
    modes = {mode: searched_pairs_of(table, mode) for mode in MODES}
    save_shipped_pairs(ShippedPairs(inputs.searched_base, inputs.center_id, inputs.positions, modes), path)
    return sum(len(pairs.cell) for pairs in modes.values())
