"""The nation's table of travel times from what lies in the folders: opened where it was built, else put together.

Putting together takes some seconds, because the pairs that were searched on networks are shipped
(:mod:`gis.streets.travel_matrix.searched_pairs`) and the others are estimates. The result is kept under ``var`` where
that can be written.
"""

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
from gis.streets.land_context import load_ground
from gis.streets.travel_matrix.fill import Coverage, Searched, fill, order_of_networks
from gis.streets.travel_matrix.inputs import LIMIT_S, Ends
from gis.streets.travel_matrix.matrix import ModeTable, TravelTable, folder_of, open_table, write_header
from gis.streets.travel_matrix.searched_pairs import FILE, SearchedPairs, load_searched
from gis.terms import MODES, Mode

logger = logging.getLogger(__name__)

Origin = Literal["table", "estimate"]
"""table: every pair that a network covers was searched; estimate: all are estimated, since searches are missing."""


@dataclass(frozen=True, eq=False)
class Found:
    """A table and where it came from."""

    table: TravelTable
    origin: Origin


def shipped_pairs(data_dir: Path) -> Path:
    """Name the file of searched pairs that comes with the project."""
    return data_dir / "snapshot" / "streets" / FILE


def ends_of(
    var_dir: Path,
    data_dir: Path,
    *,
    cells: npt.NDArray[np.int64],
    center_id: npt.NDArray[np.str_],
    kind: npt.NDArray[np.str_],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
) -> Ends:
    """Join cells and centers with the networks, the ground and the detours that lie in the folders.

    Parameters
    ----------
    var_dir, data_dir : Path
    cells, center_id, kind, lat, lon
        As in :class:`~gis.streets.travel_matrix.inputs.Ends`.

    Raises
    ------
    SourceError
        When a file is missing or broken.
    """
    streets = data_dir / "snapshot" / "streets"
    files, errors = find_networks([var_dir / "streets", streets])
    if errors:
        raise errors[0]
    return Ends(
        cells=cells,
        center_id=center_id,
        kind=kind,
        lat=lat,
        lon=lon,
        networks=files,
        ground=load_ground(streets / "ground.parquet"),
        detours=read_detours(data_dir / "reference" / "detours.csv"),
    )


def save_table(ends: Ends, folder: Path, modes: Iterable[tuple[Mode, ModeTable]]) -> None:
    """Write a table, a mode at a time; the folder appears when it is finished.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for mode, own in modes:
            for name in ("start", "center", "value"):
                np.save(part / f"{mode}_{name}.npy", getattr(own, name))
        np.save(part / "cells.npy", ends.cells)
        np.save(part / "centers.npy", ends.center_id)
        np.save(part / "positions.npy", ends.positions)
        write_header(part, version=ends.version, limit_s=LIMIT_S, detail={"base": ends.base})
        part.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)  # a broken one of the same version
        part.replace(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def find_table(ends: Ends, var_dir: Path, data_dir: Path) -> Found:
    """Open the table of these ends, or put it together from the shipped pairs.

    Parameters
    ----------
    ends : Ends
    var_dir : Path
        Where a built table lies, and where one that was put together is kept.
    data_dir : Path
        Where the shipped pairs lie.

    Returns
    -------
    Found
        Centers that moved since they were searched get estimates. Without fitting shipped pairs all times are
        estimates.
    """
    folder = folder_of(var_dir, ends.version)
    try:
        return Found(open_table(folder), "table")
    except (NotFoundError, SourceError):
        logger.info("no table of travel times in %s: putting it together", folder)
    shipped = _fitting(ends, shipped_pairs(data_dir))
    place = None if shipped is None else ends.places_of(shipped.center_id, shipped.positions)
    modes = {mode: _put_together(ends, mode, shipped, place) for mode in MODES}
    is_whole = place is not None and len(np.unique(place[place >= 0])) == len(ends.center_id)
    if is_whole:
        try:
            save_table(ends, folder, modes.items())
            return Found(open_table(folder), "table")
        except OSError as error:
            logger.info("the table of travel times stays in memory: %s", error)
    table = TravelTable(ends.version, LIMIT_S, ends.cells, ends.center_id, modes)
    return Found(table, "estimate" if shipped is None else "table")


def _fitting(ends: Ends, path: Path) -> SearchedPairs | None:
    try:
        pairs = load_searched(path)
    except SourceError as error:
        logger.info("%s", error)
        return None
    return pairs if pairs.base == ends.base else None


def _put_together(
    ends: Ends, mode: Mode, shipped: SearchedPairs | None, place: npt.NDArray[np.int64] | None
) -> ModeTable:
    coverage = Coverage.of(ends, order_of_networks(ends, mode))
    if shipped is None or place is None:
        nothing = np.zeros(len(ends.center_id), dtype=np.uint32)
        return fill(ends, Coverage(coverage.cell, nothing), Searched.joined([]), mode)
    was_searched = np.zeros(len(ends.center_id), dtype=bool)
    was_searched[place[place >= 0]] = True
    own = Coverage(coverage.cell, np.where(was_searched, coverage.center, np.uint32(0)))
    return fill(ends, own, shipped.modes[mode].moved(place), mode)
