"""The pairs of a matrix of travel times put together: those searched on networks, and estimates everywhere else.

A pair of which a network covers both ends is never estimated: what the network cannot reach is unreachable.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit
from pyproj import Transformer

from gis import crs
from gis.hexgrid import centers_of
from gis.streets.estimate import SETTINGS, Detour, estimate
from gis.streets.files import NetworkFile
from gis.streets.travel_matrix.inputs import LIMIT_S, TravelMatrixInputs
from gis.streets.travel_matrix.matrix import ESTIMATE_BIT, ModeMatrix
from gis.terms import Mode

_STEP_M = 10.0
_NONE = np.uint16(np.iinfo(np.uint16).max)


@dataclass(frozen=True, eq=False)
class SearchedPairs:
    """Pairs that were searched on networks.

    Parameters
    ----------
    cell, center : ndarray of int32, shape (pairs,)
        Places of cells and centers.
    seconds : ndarray of uint16, shape (pairs,)
        Whole seconds.
    """

    cell: npt.NDArray[np.int32]
    center: npt.NDArray[np.int32]
    seconds: npt.NDArray[np.uint16]

    @classmethod
    def joined(cls, parts: "Sequence[SearchedPairs]") -> "SearchedPairs":
        """Put several together."""
        return cls(
            np.concatenate([np.zeros(0, np.int32), *(part.cell for part in parts)]),
            np.concatenate([np.zeros(0, np.int32), *(part.center for part in parts)]),
            np.concatenate([np.zeros(0, np.uint16), *(part.seconds for part in parts)]),
        )

    def moved(self, place: npt.NDArray[np.int64]) -> "SearchedPairs":
        """Return the pairs with centers at other places; those at -1 are left out."""
        center = place[self.center]
        stays = center >= 0
        return SearchedPairs(self.cell[stays], center[stays].astype(np.int32), self.seconds[stays])


def networks_by_preference(inputs: TravelMatrixInputs, mode: Mode) -> list[NetworkFile]:
    """List the networks, those that know all streets of a mode first, then the larger: the first that covers counts."""
    return sorted(inputs.networks, key=lambda file: (mode not in file.header.complete, -file.coverage.area))


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which networks (bits, the preferred one lowest) cover each cell and each center.

    Parameters
    ----------
    cell : ndarray of uint32, shape (cells,)
    center : ndarray of uint32, shape (centers,)
    """

    cell: npt.NDArray[np.uint32]
    center: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, inputs: TravelMatrixInputs, files: Sequence[NetworkFile]) -> "Coverage":
        """Look which networks cover what, in the order of the files."""
        lat, lon = centers_of(inputs.cells).T
        cell, center = np.zeros(len(lat), dtype=np.uint32), np.zeros(len(inputs.lat), dtype=np.uint32)
        for bit, file in enumerate(files):
            shapely.prepare(file.coverage)
            cell |= shapely.contains_xy(file.coverage, lon, lat).astype(np.uint32) << np.uint32(bit)
            center |= shapely.contains_xy(file.coverage, inputs.lon, inputs.lat).astype(np.uint32) << np.uint32(bit)
        return cls(cell, center)


def fill_mode(inputs: TravelMatrixInputs, coverage: Coverage, searched: SearchedPairs, mode: Mode) -> ModeMatrix:
    """Join searched and estimated pairs, by cell and by time.

    Parameters
    ----------
    inputs : TravelMatrixInputs
    coverage : Coverage
        Pairs that a network covers at both ends are not estimated.
    searched : SearchedPairs
        Of the mode.
    mode : {"walk", "bicycle", "car"}

    Returns
    -------
    ModeMatrix
    """
    project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True).transform
    lat, lon = centers_of(inputs.cells).T
    places = (np.column_stack(project(lon, lat)), np.column_stack(project(inputs.lon, inputs.lat)))
    contexts = contexts_of(inputs)
    lookup = _lookup(inputs.detours, mode)
    pairs = (*places, *contexts, coverage.cell, coverage.center, lookup, _STEP_M)
    start = np.zeros(len(inputs.cells) + 1, dtype=np.int64)
    start[1:] = np.bincount(searched.cell, minlength=len(inputs.cells))
    _count(*pairs, start)
    np.cumsum(start, out=start)
    packed = np.empty(int(start[-1]), dtype=np.uint32)
    _place(*pairs, searched.cell, searched.center, searched.seconds, start, packed)
    estimated = np.where(packed & _ESTIMATED, ESTIMATE_BIT, np.uint16(0))
    value = (packed >> np.uint32(17)).astype(np.uint16) | estimated
    return ModeMatrix(start, (packed & np.uint32(0xFFFF)).astype(np.uint16), value)


_ESTIMATED = np.uint32(1 << 16)

BEYOND_S = 5400.0
"""How far estimates beyond the matrix reach: a way of an hour and a half may yet be one of an hour."""


def estimates_beyond(
    inputs: TravelMatrixInputs, mode: Mode, is_wanted: npt.NDArray[np.bool_], is_from: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Estimate the ways to some centers that are longer than the matrix holds; for draws of how sure a time is.

    Parameters
    ----------
    inputs : TravelMatrixInputs
    mode : {"walk", "bicycle", "car"}
    is_wanted : ndarray of bool, shape (centers,)
    is_from : ndarray of bool, shape (cells,)
        Cells whose ways are asked for.

    Returns
    -------
    tuple of ndarray of int64, shape (pairs,)
        Place of the cell, place of the center, and seconds with the bit of estimates: longer than an hour, at most
        :data:`BEYOND_S`. Pairs that a network covers at both ends are not among them: it looked, and an hour was not
        enough.
    """
    project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True).transform
    # Nothing is estimated from where no context is known.
    asked = np.flatnonzero(is_from & (_contexts_of_cells(inputs)[:, 0] >= 0))
    wanted, own = np.flatnonzero(is_wanted), replace(inputs, cells=inputs.cells[asked])
    lat, lon = centers_of(own.cells).T
    coverage = Coverage.of(own, networks_by_preference(inputs, mode))
    of_cell, of_center = contexts_of(own)
    lookup = _lookup(inputs.detours, mode, BEYOND_S)
    lookup[lookup <= LIMIT_S] = _NONE
    at_center = np.column_stack(project(inputs.lon[wanted], inputs.lat[wanted]))
    pairs = (
        np.column_stack(project(lon, lat)), at_center, of_cell, of_center[wanted],
        coverage.cell, coverage.center[wanted], lookup, _STEP_M,
    )  # fmt: skip
    start = np.zeros(len(asked) + 1, dtype=np.int64)
    _count(*pairs, start)
    np.cumsum(start, out=start)
    packed, nothing = np.empty(int(start[-1]), dtype=np.uint32), np.zeros(0, dtype=np.int64)
    _place(*pairs, nothing, nothing, nothing, start, packed)
    cell = np.repeat(asked, np.diff(start))
    seconds = (packed >> np.uint32(17)).astype(np.int64) | int(ESTIMATE_BIT)
    return cell, wanted[(packed & np.uint32(0xFFFF)).astype(np.int64)], seconds


def contexts_of(inputs: TravelMatrixInputs) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Look up setting and landmass of each cell and of each center, shape (n, 2); -1 where no context is known."""
    return _contexts_of_cells(inputs), _contexts_of_centers(inputs)


def _contexts_of_cells(inputs: TravelMatrixInputs) -> npt.NDArray[np.int32]:
    """Look up setting and landmass of each cell; -1 where no context is known."""
    place = np.searchsorted(inputs.land_context.cells, inputs.cells).clip(max=len(inputs.land_context.cells) - 1)
    known = inputs.land_context.cells[place] == inputs.cells
    both = np.column_stack([inputs.land_context.setting[place], inputs.land_context.landmass[place]]).astype(np.int32)
    return np.where(known[:, None], both, -1)


def _contexts_of_centers(inputs: TravelMatrixInputs) -> npt.NDArray[np.int32]:
    contexts = [inputs.land_context.at(lat, lon) for lat, lon in zip(inputs.lat, inputs.lon, strict=True)]
    pairs = [(-1, -1) if context is None else (SETTINGS.index(context[0]), context[1]) for context in contexts]
    return np.array(pairs, dtype=np.int32).reshape(-1, 2)


def _lookup(detours: Sequence[Detour], mode: Mode, limit_s: float = LIMIT_S) -> npt.NDArray[np.uint16]:
    """Whole seconds by setting and straight distance in steps; as far as the limit reaches in any setting."""
    metres = np.arange(0.0, limit_s / LIMIT_S * 60_000.0, _STEP_M)
    rows = [estimate(metres, mode=mode, setting=setting, detours=detours).duration_s for setting in SETTINGS]
    seconds = np.round(np.array(rows))
    within = seconds <= limit_s
    reach = int(within.any(axis=0).sum())
    return np.where(within, np.minimum(seconds, _NONE), _NONE)[:, :reach].astype(np.uint16)


@njit(cache=True)
def _guess(i, j, at_cell, at_center, cell_context, center_context, cell_bits, center_bits, lookup, step_m):
    """Estimate one pair by the later of the two settings. ``_NONE`` where there is no estimate."""
    if cell_bits[i] & center_bits[j] or cell_context[i, 1] != center_context[j, 1] or cell_context[i, 0] < 0:
        return _NONE
    dx, dy = at_cell[i, 0] - at_center[j, 0], at_cell[i, 1] - at_center[j, 1]
    k = int(np.sqrt(dx * dx + dy * dy) / step_m + 0.5)
    if k >= lookup.shape[1]:
        return _NONE
    return lookup[max(cell_context[i, 0], center_context[j, 0]), k]


@njit(cache=True)
def _count(
    at_cell, at_center, cell_context, center_context, cell_bits, center_bits, lookup, step_m, start
):  # fmt: skip
    """Add the estimated pairs of each cell to ``start[cell + 1]``."""
    for i in range(len(at_cell)):
        for j in range(len(at_center)):
            if (
                _guess(i, j, at_cell, at_center, cell_context, center_context, cell_bits, center_bits, lookup, step_m)
                != _NONE
            ):
                start[i + 1] += 1


@njit(cache=True)
def _place(
    at_cell, at_center, cell_context, center_context, cell_bits, center_bits, lookup, step_m,
    cell, center, seconds, start, packed,
):  # fmt: skip
    """Write each cell's pairs as seconds, estimate bit and center in one number, and sort them."""
    free = start[:-1].copy()
    for k in range(len(cell)):
        packed[free[cell[k]]] = (np.uint32(seconds[k]) << 17) | np.uint32(center[k])
        free[cell[k]] += 1
    for i in range(len(at_cell)):
        for j in range(len(at_center)):
            value = _guess(
                i, j, at_cell, at_center, cell_context, center_context, cell_bits, center_bits, lookup, step_m
            )
            if value != _NONE:
                packed[free[i]] = (np.uint32(value) << 17) | np.uint32(1 << 16) | np.uint32(j)
                free[i] += 1
        packed[start[i] : start[i + 1]].sort()
