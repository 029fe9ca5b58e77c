"""The searched pairs of a nation in a small file: what cannot be computed in seconds, three megabytes of it.

Estimates follow from positions and are made anew in a few seconds (:mod:`gis.streets.travel_matrix.fill`); only what
was searched on networks is worth shipping. One zip of arrays, as networks are: by mode the cell's place, the center's
place and whole seconds, cells and centers as differences, bytes of equal weight together.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.errors import SourceError
from gis.streets.travel_matrix.fill import SearchedPairs
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, TravelMatrix
from gis.terms import MODES, Mode

FILE = "travel_times.npz"


@dataclass(frozen=True, eq=False)
class ShippedPairs:
    """What the file holds.

    Parameters
    ----------
    base : str
        Version of cells, networks and method:
        :attr:`gis.streets.travel_matrix.inputs.TravelMatrixInputs.searched_base`.
    center_id : ndarray of str, shape (centers,)
    positions : ndarray of float64, shape (centers, 2)
        Latitude and longitude of the centers when they were searched.
    modes : dict
        Pairs by mode.
    """

    base: str
    center_id: npt.NDArray[np.str_]
    positions: npt.NDArray[np.float64]
    modes: dict[Mode, SearchedPairs]


def searched_pairs_of(matrix: TravelMatrix, mode: Mode) -> SearchedPairs:
    """Take the searched pairs out of a matrix; estimates are left."""
    matrix_of_mode = matrix.modes[mode]
    value = np.asarray(matrix_of_mode.value)
    searched = np.flatnonzero(value & ESTIMATE_BIT == 0)
    cell = np.searchsorted(matrix_of_mode.start, searched, side="right") - 1
    return SearchedPairs(cell.astype(np.int32), matrix_of_mode.center[searched].astype(np.int32), value[searched])


def save_shipped_pairs(pairs: ShippedPairs, path: Path) -> None:
    """Write the file, replacing it at once."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "base": np.array(pairs.base),
        "center_id": pairs.center_id,
        "positions": pairs.positions,
    }
    for mode, pairs_of_mode in pairs.modes.items():
        order = np.lexsort((pairs_of_mode.center, pairs_of_mode.cell))
        arrays[f"{mode}_cell"] = np.diff(pairs_of_mode.cell[order], prepend=np.int32(0)).astype(np.int32)
        arrays[f"{mode}_center"] = np.diff(pairs_of_mode.center[order], prepend=np.int32(0)).astype(np.int32)
        arrays[f"{mode}_seconds"] = np.ascontiguousarray(pairs_of_mode.seconds[order].view(np.uint8).reshape(-1, 2).T)
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_LZMA) as file:
        for name, array in arrays.items():
            packed = io.BytesIO()
            np.save(packed, array)
            # A fixed date: the same pairs give the same file.
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), packed.getvalue(), zipfile.ZIP_LZMA)
    part.replace(path)


def load_shipped_pairs(path: Path) -> ShippedPairs:
    """Read the file.

    Raises
    ------
    SourceError
        When it is missing or broken.
    """
    try:
        with np.load(path) as file:
            modes = {
                mode: SearchedPairs(
                    np.cumsum(file[f"{mode}_cell"], dtype=np.int32),
                    np.cumsum(file[f"{mode}_center"], dtype=np.int32),
                    np.ascontiguousarray(file[f"{mode}_seconds"].T).view(np.uint16).reshape(-1),
                )
                for mode in MODES
            }
            return ShippedPairs(str(file["base"]), file["center_id"], file["positions"], modes)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise SourceError(
            f"{path} cannot be read ({error}); write it again (mindconnect etl build travel_times --ship)"
        ) from error
