"""Draws kept on disk: they take minutes to make, and hold until data, times or readings change.

A file is named after everything that its draws follow from, so that one that no longer holds is not found. What comes
with the project was drawn on the shipped data; others lie where the operator's command put them.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.fairness_draws import FairnessDraws
from gis.intervals import SEED
from gis.underserved_grid import UnderservedGrid

logger = logging.getLogger(__name__)

Bools = npt.NDArray[np.bool_]

Drawn = TypeVar("Drawn")

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
    cells = len(board.cells)

    def read(file: Mapping[str, npt.NDArray[Any]]) -> Bools:
        # Draws differ in few cells: each is kept as what changed from the one before.
        return np.logical_xor.accumulate(np.unpackbits(file["changes"], axis=1, count=cells).astype(bool), axis=0)

    return _most(places, file_name(board, grid, service, seed=seed), read, "underserved --draws", count=len)


def _most(
    places: Sequence[Path],
    name: str,
    read: Callable[[Mapping[str, npt.NDArray[Any]]], Drawn],
    command: str,
    *,
    count: Callable[[Drawn], int],
) -> Drawn | None:
    """Read the file of a name that holds the most draws; one that cannot be read is told of, and is as if not there."""
    found = []
    for path in (place / name for place in places):
        if path.is_file():
            try:
                with np.load(path, allow_pickle=False) as file:
                    found.append(read(file))
            except (OSError, ValueError, KeyError) as error:
                logger.warning("%s cannot be read (%s): draw again (mindconnect %s)", path, error, command)
    return max(found, key=count, default=None)


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
    changes = drawn.copy()
    changes[1:] ^= drawn[:-1]
    path = place / file_name(board, grid, service, seed=seed)
    return _write(path, {"changes": np.packbits(changes, axis=1)})


def _write(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type]
    part.replace(path)
    return path


def fairness_file_name(board: AccessBoard, reading: Reading, *, seed: int = SEED) -> str:
    """Name the file of the draws of how evenly a reading's access is shared."""
    of = repr((METHOD, board.data_version, board.travel_base, str(reading), seed))
    return f"equity-{hashlib.sha256(of.encode()).hexdigest()[:12]}.npz"


def find_fairness(
    places: Sequence[Path], board: AccessBoard, reading: Reading, *, seed: int = SEED
) -> FairnessDraws | None:
    """Read the draws of how evenly a reading's access is shared.

    Parameters
    ----------
    places : sequence of Path
        Of :func:`folders`.
    board : AccessBoard
    reading : Reading
    seed : int

    Returns
    -------
    FairnessDraws or None
        Where several files are found, that with the most draws.
    """

    def read(file: Mapping[str, npt.NDArray[Any]]) -> FairnessDraws:
        return FairnessDraws(**{field.name: file[field.name] for field in fields(FairnessDraws)})

    name = fairness_file_name(board, reading, seed=seed)
    return _most(places, name, read, "equity --intervals", count=lambda drawn: len(drawn.singles))


def keep_fairness(place: Path, drawn: FairnessDraws, board: AccessBoard, reading: Reading, *, seed: int = SEED) -> Path:
    """Keep the draws of how evenly a reading's access is shared.

    Parameters
    ----------
    place : Path
        Folder, made where it is not there.
    drawn : FairnessDraws
        Of :func:`gis.fairness_draws.draw_fairness`.
    board : AccessBoard
    reading : Reading
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
    arrays = {field.name: getattr(drawn, field.name) for field in fields(drawn)}
    return _write(place / fairness_file_name(board, reading, seed=seed), arrays)
