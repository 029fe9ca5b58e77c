"""The ground that is reached within given times.

Every reached street is sampled along its length; each sample gives the points of a grid around it the
time there plus the walk off the street. The areas are the level sets of that one field, so they contain
each other and keep their holes; no hull is drawn over what cannot be reached.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import contourpy
import numpy as np
import numpy.typing as npt
import shapely
from numba import njit
from pyproj import Transformer
from shapely.geometry import MultiPolygon

from gis import crs
from gis.errors import InputError
from gis.streets.kernel import Workspace, collect, lent, make_workspace, spread
from gis.streets.metric import metres_per_degree
from gis.streets.network import Floats, Int32, StreetNetwork
from gis.streets.route import Position, Way, ways_of
from gis.streets.snap import OFF_STREET_KMH, SNAP_M, snap, snap_index
from gis.terms import MODES, Mode

MINUTES_RANGE = (1.0, 120.0)
"""Times for which an area may be asked."""

_GRID_POINTS = 200
_FINEST_M, _COARSEST_M = 25.0, 400.0
_OFF_STREET_M = 75.0
"""How far from a street its ground is counted as reached, beyond the next point of the grid."""
_NEVER_MS = 86_400_000.0


@dataclass(frozen=True, eq=False)
class Isochrone:
    """What is reached.

    Parameters
    ----------
    mode : {"walk", "bicycle", "car"}
        How one travels.
    minutes : tuple of float
        Times, ascending.
    areas : tuple of MultiPolygon
        The ground reached within each time, EPSG:4326; each contains the one before.
    is_approximate : bool
        True when the network lacks streets of this mode.
    cut : tuple of bool
        Which of the areas the network ends before the time does; empty until somebody who knows where it ends tells
        (see :meth:`gis.streets.network_catalog.NetworkCatalog.isochrone`).
    """

    mode: Mode
    minutes: tuple[float, ...]
    areas: tuple[MultiPolygon, ...]
    is_approximate: bool
    cut: tuple[bool, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Return whether any of the areas is cut."""
        return any(self.cut)

    @property
    def km2(self) -> tuple[float, ...]:
        """Measure the areas, square kilometres on the plane of :data:`gis.crs.METRIC`."""
        project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True).transform
        flat = shapely.transform(list(self.areas), lambda points: np.column_stack(project(*points.T)))
        return tuple(float(area) / 1e6 for area in shapely.area(flat))


def find_isochrone(
    network: StreetNetwork, origin: Position, *, mode: Mode, minutes: Sequence[float], within_m: float = SNAP_M
) -> Isochrone | None:
    """Draw the areas that are reached from a place.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origin : Position
        Where one starts.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    minutes : sequence of float
        Times in minutes, within ``MINUTES_RANGE``; sorted in the result.
    within_m : float
        Largest distance between the origin and its street.

    Returns
    -------
    Isochrone or None
        None where the origin has no usable street near it.

    Raises
    ------
    InputError
        When no time is given or one is out of range.
    """
    times = tuple(sorted(set(minutes)))
    if not times or not all(MINUTES_RANGE[0] <= value <= MINUTES_RANGE[1] for value in times):
        raise InputError(f"minutes {list(minutes)}: give times of {MINUTES_RANGE[0]:g} to {MINUTES_RANGE[1]:g} minutes")
    place = snap(network, origin.lon, origin.lat, mode=mode, within_m=within_m)
    if place.street[0] < 0:
        return None
    street, share = int(place.street[0]), float(place.share[0])
    off_street = int(place.off_street_ms[0])
    limits = [max(round(value * 60_000) - off_street, 0) for value in times]
    grid, field = _field(network, street, share, mode, limits[-1])
    areas = tuple(_level(grid, field, limit) for limit in limits)
    return Isochrone(mode, times, areas, is_approximate=mode not in network.header.complete)


def people_inside(
    areas: Sequence[MultiPolygon], lon: npt.ArrayLike, lat: npt.ArrayLike, people: npt.ArrayLike
) -> Floats:
    """Count the people who live within areas.

    Parameters
    ----------
    areas : sequence of MultiPolygon
        EPSG:4326.
    lon, lat : array_like of float, shape (n,)
        Where people live: centres of cells, the smaller the better.
    people : array_like of float, shape (n,)
        People at each place.

    Returns
    -------
    ndarray of float, shape (areas,)
        People whose place lies inside.
    """
    x, y, count = (np.asarray(values, dtype=float) for values in (lon, lat, people))
    return np.array([count[shapely.contains_xy(area, x, y)].sum() for area in areas], dtype=float)


@dataclass(frozen=True)
class _Grid:
    """Points every ``step_m`` metres over a box, degrees."""

    west: float
    south: float
    step_lon: float
    step_lat: float
    step_m: float
    columns: int
    rows: int


def _field(
    network: StreetNetwork, street: int, share: float, mode: Mode, limit: int
) -> tuple[_Grid, npt.NDArray[np.float64]]:
    """Search, and give the points of a grid the least time of the reached streets around them."""
    adjacency, index = network.adjacency(mode), snap_index(network)
    ways = ways_of(network, street, share, mode, arriving=False)
    nodes, labels = _search(network, ways, mode, limit)
    first, last = adjacency.start[nodes], adjacency.start[nodes + 1]
    arcs = np.repeat(last - np.cumsum(last - first), last - first) + np.arange((last - first).sum())
    street_times = network.street_ms[street, MODES.index(mode)]
    origin = [(street * 2 + way.backward, 0, int(street_times[int(way.backward)])) for way in ways]
    legs = np.column_stack([adjacency.streets[arcs], np.repeat(labels, last - first), adjacency.arcs[arcs, 1]])
    steps = np.concatenate([np.array(origin, dtype=np.int64), legs.astype(np.int64)])
    starts = np.where(steps[:, 0] & 1, 1.0, 0.0)
    starts[: len(origin)] = share
    lines = (index.line_start, index.lon, index.lat, index.along_m)
    box = _box(steps, starts, limit, *lines)
    grid = _make_grid(*box)
    field = np.full((grid.rows, grid.columns), np.inf)
    place = (grid.west, grid.south, grid.step_lon, grid.step_lat, grid.step_m)
    _mark(steps, starts, limit, *lines, *place, field)
    _walk_off(field, grid.step_m, OFF_STREET_KMH / 3600, _OFF_STREET_M + grid.step_m)
    return grid, field


def _search(network: StreetNetwork, ways: Sequence[Way], mode: Mode, limit: int) -> tuple[Int32, Int32]:
    """Find the nodes reached within a limit, and their times."""
    adjacency = network.adjacency(mode)
    nodes = np.array([way.node for way in ways], dtype=np.int32)
    ms = np.array([way.ms for way in ways], dtype=np.int32)
    pool: deque[Workspace] = network.keep(("workspaces", mode), deque)
    with lent(pool, lambda: make_workspace(adjacency)) as work:
        count = spread(
            adjacency.start, adjacency.arcs, nodes, ms, limit,
            work.labels, work.touched, work.queue, work.sizes, work.shift,
        )  # fmt: skip
        found, labels = collect(work.labels, work.touched, count)
    return found, labels


def _make_grid(west: float, south: float, east: float, north: float) -> _Grid:
    """Choose a grid over a box: as fine as its size allows, with a rim that is never reached."""
    lon_m, lat_m = (float(value) for value in metres_per_degree((south + north) / 2))
    extent = max((east - west) * lon_m, (north - south) * lat_m)
    step_m = float(np.clip(extent / _GRID_POINTS, _FINEST_M, _COARSEST_M))
    rim = int(_OFF_STREET_M / step_m) + 4
    step_lon, step_lat = step_m / lon_m, step_m / lat_m
    return _Grid(
        west=west - rim * step_lon,
        south=south - rim * step_lat,
        step_lon=step_lon,
        step_lat=step_lat,
        step_m=step_m,
        columns=int((east - west) / step_lon) + 2 * rim + 1,
        rows=int((north - south) / step_lat) + 2 * rim + 1,
    )


@njit(cache=True, nogil=True)
def _reach(step, start_share, limit, line_start, along_m):
    """Return the metres of a street where its use begins and ends within the limit."""
    street = step[0] >> 1
    total = along_m[line_start[street + 1] - 1]
    part = (limit - step[1]) / step[2]
    begin = start_share * total
    if step[0] & 1:
        return max(begin - part * total, 0.0), begin
    return begin, min(begin + part * total, total)


@njit(cache=True, nogil=True)
def _box(steps, starts, limit, line_start, lon, lat, along_m):
    """Bound the points of the reached parts of streets."""
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(steps)):
        low, high = _reach(steps[i], starts[i], limit, line_start, along_m)
        street = steps[i, 0] >> 1
        for p in range(line_start[street], line_start[street + 1] - 1):
            if along_m[p + 1] < low or along_m[p] > high:
                continue
            length = along_m[p + 1] - along_m[p]
            for at in (max(low, along_m[p]), min(high, along_m[p + 1])):
                part = (at - along_m[p]) / length if length > 0 else 0.0
                x = lon[p] + part * (lon[p + 1] - lon[p])
                y = lat[p] + part * (lat[p + 1] - lat[p])
                west, east = min(west, x), max(east, x)
                south, north = min(south, y), max(north, y)
    return west, south, east, north


@njit(cache=True, nogil=True)
def _mark(steps, starts, limit, line_start, lon, lat, along_m, west, south, step_lon, step_lat, step_m, field):
    """Sample the reached parts of streets and lower the time of the grid point next to each sample.

    The way from a street to its next grid point is free, so that the grid's coarseness costs no time.
    """
    for i in range(len(steps)):
        low, high = _reach(steps[i], starts[i], limit, line_start, along_m)
        street = steps[i, 0] >> 1
        total = along_m[line_start[street + 1] - 1]
        begin = starts[i] * total
        for p in range(line_start[street], line_start[street + 1] - 1):
            a, b = max(low, along_m[p]), min(high, along_m[p + 1])
            if a > b:
                continue
            length = along_m[p + 1] - along_m[p]
            samples = int((b - a) / step_m * 1.5) + 2
            for k in range(samples):
                at = a + (b - a) * k / (samples - 1)
                part = (at - along_m[p]) / length if length > 0 else 0.0
                ms = steps[i, 1] + steps[i, 2] * abs(at - begin) / total
                column = int((lon[p] + part * (lon[p + 1] - lon[p]) - west) / step_lon + 0.5)
                row = int((lat[p] + part * (lat[p + 1] - lat[p]) - south) / step_lat + 0.5)
                if ms < field[row, column]:
                    field[row, column] = ms


@njit(cache=True, nogil=True)
def _walk_off(field, step_m, m_per_ms, off_m):
    """Let times spread on foot from marked grid points to the unmarked ones around (Borgefors 1986).

    Two sweeps, each with the four neighbours already visited; nobody walks farther than ``off_m``.
    """
    rows, columns = field.shape
    walked = np.zeros(field.shape)
    for is_back in (False, True):
        for i in range(rows):
            row = rows - 1 - i if is_back else i
            side = 1 if is_back else -1
            for j in range(columns):
                column = columns - 1 - j if is_back else j
                for k in range(4):
                    y = row + (side if k < 3 else 0)
                    x = column + (k - 1 if k < 3 else side)
                    if y < 0 or y >= rows or x < 0 or x >= columns or field[y, x] == np.inf:
                        continue
                    metres = step_m * (1.4142135623730951 if k == 0 or k == 2 else 1.0)
                    ms = field[y, x] + metres / m_per_ms
                    if ms < field[row, column] and walked[y, x] + metres <= off_m:
                        field[row, column] = ms
                        walked[row, column] = walked[y, x] + metres


def _level(grid: _Grid, field: npt.NDArray[np.float64], limit: int) -> MultiPolygon:
    """Draw the ground where the field is within a limit."""
    # Whole milliseconds against a limit in between: no point of the grid lies on the border, so rings never touch.
    # Where nothing was reached the field goes on as if the next limit were hours away.
    values = np.where(np.isfinite(field), np.round(field), _NEVER_MS)
    lon = grid.west + grid.step_lon * np.arange(grid.columns)
    lat = grid.south + grid.step_lat * np.arange(grid.rows)
    contours = contourpy.contour_generator(lon, lat, values, fill_type=contourpy.FillType.OuterOffset)
    points, offsets = cast("tuple[list[Floats], list[Int32]]", contours.filled(-1.0, limit + 0.5))
    polygons = [
        shapely.Polygon(rings[0], rings[1:])
        for rings in (np.split(ring, cuts[1:-1]) for ring, cuts in zip(points, offsets, strict=True))
    ]
    return MultiPolygon(polygons)
