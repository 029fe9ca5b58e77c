"""The whole matrix of travel times as arrays on disk, read without loading it.

A folder holds ``header.json`` (with a checksum of each array), the ids of cells and centers, and for each
mode three arrays: where each cell's entries begin, the center of each entry and its time. The entries of a
cell stand by time. Four bytes a pair: the nation by car is some tens of millions of them.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gis.errors import NotFoundError, SourceError
from gis.terms import MODES, Mode

FORMAT = "mindconnect-travel-times"
VERSION = 2

ESTIMATE_BIT = np.uint16(1 << 15)
"""Set in a value whose seconds are an estimate (추정); the fifteen bits below are whole seconds."""


@dataclass(frozen=True, eq=False)
class CentersInReach:
    """The centers within reach of a cell.

    Parameters
    ----------
    center : ndarray of str, shape (n,)
        Ids, the nearest first.
    seconds : ndarray of uint16, shape (n,)
        Travel times.
    is_estimate : ndarray of bool, shape (n,)
        True where no network spoke for the pair.
    """

    center: npt.NDArray[np.str_]
    seconds: npt.NDArray[np.uint16]
    is_estimate: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ModeMatrix:
    """Centers within reach by cell, of one mode.

    Parameters
    ----------
    start : ndarray of int64, shape (cells + 1,)
        Entries of cell ``i`` are ``start[i]:start[i + 1]``.
    center : ndarray of uint16, shape (pairs,)
        Place in the list of centers.
    value : ndarray of uint16, shape (pairs,)
        Seconds, with ``ESTIMATE_BIT``.
    """

    start: npt.NDArray[np.int64]
    center: npt.NDArray[np.uint16]
    value: npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class TravelMatrix:
    """Travel times by mode, opened.

    Parameters
    ----------
    version : str
        What it was computed from.
    limit_s : float
        Pairs beyond it are not in the matrix.
    cells : ndarray of int64, shape (cells,)
        H3 cells, ascending.
    centers : ndarray of str, shape (centers,)
        Ids of centers.
    modes : dict
        Entries by mode, mapped from disk.
    """

    version: str
    limit_s: float
    cells: npt.NDArray[np.int64]
    centers: npt.NDArray[np.str_]
    modes: dict[Mode, ModeMatrix]

    def of_cell(self, cell: int, *, mode: Mode) -> CentersInReach:
        """Return the centers within reach of a cell.

        Parameters
        ----------
        cell : int
            H3 cell of resolution 8.
        mode : {"walk", "bicycle", "car"}
            How one travels.

        Raises
        ------
        NotFoundError
            When nobody lives in the cell, so that the matrix has no row for it.
        """
        place = int(np.searchsorted(self.cells, cell))
        if place == len(self.cells) or self.cells[place] != cell:
            raise NotFoundError(f"cell {cell:x} is not in the matrix of travel times: nobody lives there")
        matrix = self.modes[mode]
        pairs = slice(int(matrix.start[place]), int(matrix.start[place + 1]))
        value = matrix.value[pairs]
        is_estimate = (value & ESTIMATE_BIT) > 0
        return CentersInReach(self.centers[matrix.center[pairs]], value & ~ESTIMATE_BIT, is_estimate)


def folder_of(var_dir: Path, version: str) -> Path:
    """Name the folder of a version's matrix."""
    return var_dir / "travel_times" / version


def write_header(folder: Path, *, version: str, limit_s: float, detail: dict[str, object]) -> None:
    """Finish a matrix: a folder without its header is not one."""
    sums = {path.name: _checksum(path) for path in sorted(folder.glob("*.npy"))}
    header = {"format": FORMAT, "version": VERSION, "of": version, "limit_s": limit_s, **detail, "blake2b": sums}
    part = folder / "header.json.part"
    part.write_text(json.dumps(header, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / "header.json")


def read_header(folder: Path) -> dict[str, object]:
    """Read what a matrix says of itself.

    Raises
    ------
    NotFoundError
        When there is no finished matrix in the folder.
    SourceError
        When it is of another format.
    """
    try:
        header: dict[str, object] = json.loads((folder / "header.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{folder} holds no matrix of travel times; {_REMEDY}") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{folder}/header.json cannot be read ({error}); {_REMEDY}") from error
    if (header.get("format"), header.get("version")) != (FORMAT, VERSION):
        raise SourceError(f"{folder} is not a matrix of travel times of format {VERSION}; {_REMEDY}")
    return header


def _checksum(path: Path) -> str:
    # Read, not mapped: pages that were looked at once would count as memory of the process.
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _check_sums(folder: Path, header: dict[str, object]) -> None:
    sums = header.get("blake2b")
    wanted = {"cells.npy", "centers.npy", *(f"{mode}_{name}.npy" for mode in MODES for name in _ARRAYS)}
    if not isinstance(sums, dict) or not wanted <= sums.keys():
        raise SourceError(f"{folder}/header.json lacks checksums; {_REMEDY}")
    for name in sorted(wanted):
        if _checksum(folder / name) != sums[name]:
            raise SourceError(f"{folder}/{name} is not what was written (its checksum differs); {_REMEDY}")


_REMEDY = "run `mindconnect etl build travel_times`"


def open_travel_matrix(folder: Path) -> TravelMatrix:
    """Open a matrix; its pages are read when they are asked for.

    Raises
    ------
    NotFoundError, SourceError
        As :func:`read_header`; also when an array is missing, cut short, of the wrong length, or differs by a byte
        from what was written.
    """
    header = read_header(folder)
    try:
        _check_sums(folder, header)
        cells, centers = np.load(folder / "cells.npy"), np.load(folder / "centers.npy")
        modes = {
            mode: ModeMatrix(*(np.load(folder / f"{mode}_{name}.npy", mmap_mode="r") for name in _ARRAYS))
            for mode in MODES
        }
    except (OSError, ValueError, EOFError) as error:
        raise SourceError(f"{folder}: an array cannot be read ({error}); {_REMEDY}") from error
    for mode, matrix in modes.items():
        is_sound = len(matrix.start) == len(cells) + 1 and int(matrix.start[-1]) == len(matrix.center) == len(
            matrix.value
        )
        if not is_sound:
            raise SourceError(f"{folder}: the arrays for {mode} do not fit each other; {_REMEDY}")
    return TravelMatrix(str(header["of"]), float(str(header["limit_s"])), cells, centers, modes)


_ARRAYS = ("start", "center", "value")
