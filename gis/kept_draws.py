"""Draws of underserved cells kept on disk: they take minutes to make, and hold until data, times or readings change.

A file is named after everything that its draws follow from, so that one that no longer holds is not found. What comes
with the project was drawn on the shipped data; others lie where the operator's command put them.
"""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gis.access import AccessBoard
from gis.errors import SourceError
from gis.intervals import SEED
from gis.underserved_grid import UnderservedGrid

logger = logging.getLogger(__name__)

Bools = npt.NDArray[np.bool_]

DRAWS = 40
"""Draws that come with the project, of each service."""

METHOD = 1
"""Raise it when draws are made otherwise: what is kept is made again."""


def file_name(board: AccessBoard, grid: UnderservedGrid, service: str, *, seed: int = SEED) -> str:
    """Name the file of a service's draws."""
    of = repr((METHOD, board.data_version, board.travel_base, grid.service(service).model_dump_json(), seed))
    rules = repr((grid.most_hours, grid.least_share, grid.has_vote.model_dump_json()))
    return f"{service}-{hashlib.sha256((of + rules).encode()).hexdigest()[:12]}.npz"


def folders(var_dir: Path, data_dir: Path) -> tuple[Path, Path]:
    """Name where draws are looked for: what was made here, then what came with the project."""
    return var_dir / "draws", data_dir / "snapshot" / "draws"


def find_draws(
    places: Sequence[Path], board: AccessBoard, grid: UnderservedGrid, service: str, *, seed: int = SEED
) -> Bools | None:
    """Read the draws of a service that hold for a board.

    Parameters
    ----------
    places : sequence of Path
        Of :func:`folders`.
    board : AccessBoard
    grid : UnderservedGrid
    service : str
    seed : int

    Returns
    -------
    ndarray of bool, shape (draws, cells), or None
        Where several files are found, that with the most draws.
    """
    found: Bools | None = None
    for place in places:
        path = place / file_name(board, grid, service, seed=seed)
        if path.is_file():
            try:
                drawn = _read(path, len(board.cells))
            except SourceError as error:
                logger.warning("%s", error)
                continue
            found = drawn if found is None or len(drawn) > len(found) else found
    return found


def _read(path: Path, cells: int) -> Bools:
    try:
        with np.load(path, allow_pickle=False) as file:
            drawn = np.unpackbits(file["changes"], axis=1, count=cells).astype(bool)
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(f"{path} cannot be read ({error}): draw again (mindconnect underserved --draws)") from error
    # Draws differ in few cells: each is kept as what changed from the one before.
    return np.logical_xor.accumulate(drawn, axis=0)


def keep_draws(
    place: Path, drawn: Bools, board: AccessBoard, grid: UnderservedGrid, service: str, *, seed: int = SEED
) -> Path:
    """Keep the draws of a service.

    Parameters
    ----------
    place : Path
        Folder, made where it is not there.
    drawn : ndarray of bool, shape (draws, cells)
        Of :func:`gis.consensus.draw_cells`.
    board : AccessBoard
    grid : UnderservedGrid
    service : str
    seed : int

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    place.mkdir(parents=True, exist_ok=True)
    path = place / file_name(board, grid, service, seed=seed)
    changes = drawn.copy()
    changes[1:] ^= drawn[:-1]
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, changes=np.packbits(changes, axis=1))
    part.replace(path)
    return path
