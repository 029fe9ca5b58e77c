"""Searches on networks: the pairs of cells and centers of which a network covers both ends, and those of one new place.

A pair belongs to the first network that covers both ends; what it cannot reach is unreachable, never estimated.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from gis.errors import InputError
from gis.hexgrid import centers_of
from gis.streets.files import NetworkFile, load_network
from gis.streets.network import StreetNetwork
from gis.streets.times import Positions, travel_times
from gis.streets.travel_matrix.fill import Coverage, SearchedPairs, fill_mode, networks_by_preference
from gis.streets.travel_matrix.inputs import LIMIT_S, SNAP_M, TravelMatrixInputs
from gis.streets.travel_matrix.matrix import ModeMatrix
from gis.terms import MODES, Mode

Progress = Callable[[str, int, int], None]

AROUND_DEGREES = 1.2
"""Cells farther off than this, north or south, are not within an hour of a place (133 km); east and west, 1.5 times."""


def search_pairs(
    inputs: TravelMatrixInputs,
    files: Sequence[NetworkFile],
    coverage: Coverage,
    is_new: npt.NDArray[np.bool_],
    mode: Mode,
    *,
    progress: Progress | None = None,
    threads: int = 2,
    load: Callable[[NetworkFile], StreetNetwork] | None = None,
) -> SearchedPairs:
    """Search the pairs that a network covers.

    Parameters
    ----------
    inputs : TravelMatrixInputs
    files : sequence of NetworkFile
        By preference.
    coverage : Coverage
        Of these files.
    is_new : ndarray of bool, shape (centers,)
        Centers whose pairs are wanted.
    mode : {"walk", "bicycle", "car"}
    progress : callable, optional
        Called with a step's name, what is done and what there is to do.
    threads : int
        Searches at a time.
    load : callable, optional
        Gives a network that may be in memory already; read from its file when not given.
    """
    lat, lon = centers_of(inputs.cells).T
    parts: list[SearchedPairs] = []
    for bit, file in enumerate(files):
        mask = np.uint32(1 << bit)
        cells = np.flatnonzero(coverage.cell & mask).astype(np.int32)
        centers = np.flatnonzero((coverage.center & mask > 0) & is_new).astype(np.int32)
        if not len(cells) or not len(centers):
            continue
        network = load_network(file.path) if load is None else load(file)
        blocks = travel_times(
            network, Positions(lon[cells], lat[cells]), Positions(inputs.lon[centers], inputs.lat[centers]),
            mode=mode, limit_s=LIMIT_S, within_m=SNAP_M, threads=threads,
            progress=None if progress is None else partial(progress, f"{mode}: {file.header.name}"),
        )  # fmt: skip
        for block in blocks:
            cell, center = cells[block.origin], centers[block.destination]
            shared = coverage.cell[cell] & coverage.center[center]
            belongs = (shared & (~shared + np.uint32(1))) == mask
            seconds = np.round(block.ms[belongs] / 1000).astype(np.uint16)
            parts.append(SearchedPairs(cell[belongs], center[belongs], seconds))
    return SearchedPairs.joined(parts)


class PlaceTimes:
    """Travel times of places that are no center yet: searched on networks, estimated and marked elsewhere.

    Parameters
    ----------
    inputs : TravelMatrixInputs
        Of the standing centers; its cells are those that a column of times speaks of.
    load : callable, optional
        As of :func:`search_pairs`.
    """

    def __init__(
        self, inputs: TravelMatrixInputs, *, load: Callable[[NetworkFile], StreetNetwork] | None = None
    ) -> None:
        self._inputs, self._load = inputs, load
        self._position = centers_of(inputs.cells)

    def __call__(self, lat: float, lon: float, mode: Mode) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
        """Give the cells within an hour of a place, ascending, and their values as in a matrix of travel times.

        Parameters
        ----------
        lat, lon : float
            WGS84 degrees.
        mode : {"walk", "bicycle", "car"}

        Returns
        -------
        ndarray of int64, shape (n,)
            Places of the cells.
        ndarray of uint16, shape (n,)
            Whole seconds; the highest bit marks an estimate.

        Raises
        ------
        InputError
            When no mode has the name.
        """
        cell, _, value = self.many(np.array([lat]), np.array([lon]), mode)
        return cell, value

    def many(
        self, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], mode: Mode
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
        """Give the pairs of many places at once.

        Parameters
        ----------
        lat, lon : ndarray of float, shape (places,)
            WGS84 degrees.
        mode : {"walk", "bicycle", "car"}

        Returns
        -------
        tuple of ndarray, shape (pairs,)
            Place of the cell, place among those given, and value as in a matrix of travel times; by cell.

        Raises
        ------
        InputError
            When no mode has the name.
        """
        if mode not in MODES:
            raise InputError(f"mode {str(mode)[:20]!r}: give one of {', '.join(MODES)}")
        low, high = np.array([lat.min(), lon.min()]), np.array([lat.max(), lon.max()])
        off = np.maximum(low - self._position, self._position - high)
        near = np.flatnonzero((off[:, 0] <= AROUND_DEGREES) & (off[:, 1] <= 1.5 * AROUND_DEGREES))
        names = np.array([f"new-{number}" for number in range(len(lat))])
        inputs = replace(
            self._inputs, cells=self._inputs.cells[near], center_id=names, kind=np.full(len(lat), ""),
            lat=lat, lon=lon,
        )  # fmt: skip
        files = networks_by_preference(inputs, mode)
        coverage = Coverage.of(inputs, files)
        everyone = np.ones(len(lat), dtype=bool)
        searched = search_pairs(inputs, files, coverage, everyone, mode, threads=1, load=self._load)
        found: ModeMatrix = fill_mode(inputs, coverage, searched, mode)
        cell = near[np.repeat(np.arange(len(near)), np.diff(found.start))]
        return cell, np.asarray(found.center).astype(np.int64), np.asarray(found.value)
