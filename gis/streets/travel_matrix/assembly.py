"""The nation's matrix of travel times from what lies in the folders: opened where it was built, else put together.

Putting together takes some seconds, because the pairs that were searched on networks are shipped
(:mod:`gis.streets.travel_matrix.shipped_pairs`) and the others are estimates. The result is kept under ``var`` where
that can be written: beside the built ones when every center was searched, else apart from them, so that the next start
need not put it together again and a build still finds work to do.
"""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from gis.errors import NotFoundError, SourceError
from gis.streets.files import find_networks, read_detours
from gis.streets.land_context import load_land_context
from gis.streets.travel_matrix.fill import Coverage, SearchedPairs, fill_mode, networks_by_preference
from gis.streets.travel_matrix.inputs import LIMIT_S, TravelMatrixInputs
from gis.streets.travel_matrix.matrix import ModeMatrix, TravelMatrix, folder_of, open_travel_matrix, write_header
from gis.streets.travel_matrix.shipped_pairs import FILE, ShippedPairs, load_shipped_pairs
from gis.terms import MODES, Mode

logger = logging.getLogger(__name__)

Origin = Literal["table", "estimate"]
"""table: every pair that a network covers was searched; estimate: all are estimated, since searches are missing."""


@dataclass(frozen=True, eq=False)
class AssembledMatrix:
    """A matrix and where it came from."""

    matrix: TravelMatrix
    origin: Origin


def shipped_pairs_path(data_dir: Path) -> Path:
    """Name the file of searched pairs that comes with the project."""
    return data_dir / "snapshot" / "streets" / FILE


def read_matrix_inputs(
    var_dir: Path,
    data_dir: Path,
    *,
    cells: npt.NDArray[np.int64],
    center_id: npt.NDArray[np.str_],
    kind: npt.NDArray[np.str_],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
) -> TravelMatrixInputs:
    """Join cells and centers with the networks, the land context and the detours that lie in the folders.

    Parameters
    ----------
    var_dir, data_dir : Path
    cells, center_id, kind, lat, lon
        As in :class:`~gis.streets.travel_matrix.inputs.TravelMatrixInputs`.

    Raises
    ------
    SourceError
        When a file is missing or broken.
    """
    streets = data_dir / "snapshot" / "streets"
    files, errors = find_networks([var_dir / "streets", streets])
    if errors:
        raise errors[0]
    return TravelMatrixInputs(
        cells=cells,
        center_id=center_id,
        kind=kind,
        lat=lat,
        lon=lon,
        networks=files,
        land_context=load_land_context(streets / "land_context.parquet"),
        detours=read_detours(data_dir / "reference" / "detours.csv"),
    )


def save_travel_matrix(inputs: TravelMatrixInputs, folder: Path, modes: Iterable[tuple[Mode, ModeMatrix]]) -> None:
    """Write a matrix, a mode at a time; the folder appears when it is finished.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for mode, matrix in modes:
            for name in ("start", "center", "value"):
                np.save(part / f"{mode}_{name}.npy", getattr(matrix, name))
        np.save(part / "cells.npy", inputs.cells)
        np.save(part / "centers.npy", inputs.center_id)
        np.save(part / "positions.npy", inputs.positions)
        write_header(part, version=inputs.version, limit_s=LIMIT_S, detail={"base": inputs.searched_base})
        part.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)  # a broken one of the same version
        part.replace(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def find_travel_matrix(inputs: TravelMatrixInputs, var_dir: Path, data_dir: Path) -> AssembledMatrix:
    """Open the matrix of these inputs, or put it together from the shipped pairs.

    Parameters
    ----------
    inputs : TravelMatrixInputs
    var_dir : Path
        Where a built matrix lies, and where one that was put together is kept.
    data_dir : Path
        Where the shipped pairs lie.

    Returns
    -------
    AssembledMatrix
        Centers that moved since they were searched get estimates. Without fitting shipped pairs all times are
        estimates.
    """
    folder = folder_of(var_dir, inputs.version)
    try:
        return AssembledMatrix(open_travel_matrix(folder), "table")
    except (NotFoundError, SourceError):
        logger.info("no matrix of travel times in %s: putting it together", folder)
    shipped = _fitting(inputs, shipped_pairs_path(data_dir))
    origin: Origin = "estimate" if shipped is None else "table"
    partial = partial_folder(inputs, var_dir, data_dir)
    try:
        return AssembledMatrix(open_travel_matrix(partial), origin)
    except (NotFoundError, SourceError):
        pass
    place = None if shipped is None else inputs.places_of(shipped.center_id, shipped.positions)
    modes = {mode: _put_together(inputs, mode, shipped, place) for mode in MODES}
    is_whole = place is not None and len(np.unique(place[place >= 0])) == len(inputs.center_id)
    kept = folder if is_whole else partial
    try:
        save_travel_matrix(inputs, kept, modes.items())
        if not is_whole:
            _remove_others(partial)
        return AssembledMatrix(open_travel_matrix(kept), origin)
    except OSError as error:
        logger.info("the matrix of travel times stays in memory: %s", error)
    return AssembledMatrix(TravelMatrix(inputs.version, LIMIT_S, inputs.cells, inputs.center_id, modes), origin)


def partial_folder(inputs: TravelMatrixInputs, var_dir: Path, data_dir: Path) -> Path:
    """Name the folder of a matrix that lacks searches: never one that a build takes for its own."""
    path = shipped_pairs_path(data_dir)
    digest = hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()[:8]
    return var_dir / "travel_times_partial" / f"{inputs.version}-{digest}"


def _remove_others(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other != folder and not other.name.startswith("."):
            shutil.rmtree(other, ignore_errors=True)


def _fitting(inputs: TravelMatrixInputs, path: Path) -> ShippedPairs | None:
    try:
        pairs = load_shipped_pairs(path)
    except SourceError as error:
        logger.info("%s", error)
        return None
    return pairs if pairs.base == inputs.searched_base else None


def _put_together(
    inputs: TravelMatrixInputs, mode: Mode, shipped: ShippedPairs | None, place: npt.NDArray[np.int64] | None
) -> ModeMatrix:
    coverage = Coverage.of(inputs, networks_by_preference(inputs, mode))
    if shipped is None or place is None:
        nothing = np.zeros(len(inputs.center_id), dtype=np.uint32)
        return fill_mode(inputs, Coverage(coverage.cell, nothing), SearchedPairs.joined([]), mode)
    was_searched = np.zeros(len(inputs.center_id), dtype=bool)
    was_searched[place[place >= 0]] = True
    coverage_left = Coverage(coverage.cell, np.where(was_searched, coverage.center, np.uint32(0)))
    return fill_mode(inputs, coverage_left, shipped.modes[mode].moved(place), mode)
