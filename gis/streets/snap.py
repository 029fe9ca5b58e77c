"""From a point to the nearest usable street, and to the nodes by which one leaves or reaches it.

Distances are metres on the plane that touches the ellipsoid at the point asked about. A point with no
usable street within the stated distance (at sea, on an islet without a road) is unreachable; it never
gets a long straight line.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.streets.metric import distance_m, metres_per_degree
from gis.streets.network import Floats, Int32, StreetNetwork
from gis.terms import Mode

SNAP_M = 500.0
"""Distance within which a point is taken to lie at a street, unless the caller says otherwise."""

OFF_STREET_KMH = 4.0
"""Speed on foot between a point and its street, for every mode."""

_SQUARE_DEG = 0.002


@dataclass(frozen=True, eq=False)
class SnapIndex:
    """Pieces of street by the square of a degree grid that their box touches.

    Parameters
    ----------
    west, south, square_deg : float
        Corner and width of the grid.
    columns, rows : int
        Its size.
    start : ndarray of int32, shape (columns * rows + 1,)
        Pieces of a square are ``start[i]:start[i + 1]`` of ``pieces``.
    pieces : ndarray of int32
        A piece is the line from point ``p`` to point ``p + 1`` of its street.
    line_start : ndarray of int32, shape (streets + 1,)
        Points of each street.
    piece_street : ndarray of int32, shape (points,)
        Street of each point.
    lon, lat : ndarray of float, shape (points,)
        WGS84 degrees.
    along_m : ndarray of float, shape (points,)
        Metres from the start of its street to each point.
    """

    west: float
    south: float
    square_deg: float
    columns: int
    rows: int
    start: Int32
    pieces: Int32
    line_start: Int32
    piece_street: Int32
    lon: Floats
    lat: Floats
    along_m: Floats


@dataclass(frozen=True, eq=False)
class Snapped:
    """Points brought to streets.

    Parameters
    ----------
    street : ndarray of int32, shape (n,)
        Street of each point; -1 where none is near enough.
    share : ndarray of float, shape (n,)
        How far along the street as drawn, 0 to 1.
    distance_m : ndarray of float, shape (n,)
        From the point to the street; NaN where there is none.
    lon, lat : ndarray of float, shape (n,)
        The place on the street, WGS84 degrees; NaN where there is none.
    """

    street: Int32
    share: Floats
    distance_m: Floats
    lon: Floats
    lat: Floats

    @property
    def off_street_ms(self) -> Int32:
        """Milliseconds on foot between each point and its street; 0 where there is none."""
        ms: Int32 = np.round(np.nan_to_num(self.distance_m) * 3600 / OFF_STREET_KMH).astype(np.int32)
        return ms


def make_index(network: StreetNetwork) -> SnapIndex:
    """Sort the pieces of all streets into squares.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    SnapIndex
        Squares of 0.002 degrees (about 200 m), wider on networks whose box is mostly empty.
    """
    line_start, lon_e6, lat_e6 = network.lines()
    lon, lat = lon_e6 / 1e6, lat_e6 / 1e6
    west, south = float(lon.min()), float(lat.min())
    square = _SQUARE_DEG
    while (np.ptp(lon) / square + 1) * (np.ptp(lat) / square + 1) > 4 * len(lon) + 1000:
        square *= 2
    columns, rows = int(np.ptp(lon) / square) + 1, int(np.ptp(lat) / square) + 1
    start, pieces = _fill(line_start, lon, lat, west, south, square, columns, rows)
    street = np.repeat(np.arange(network.street_count, dtype=np.int32), np.diff(line_start))
    steps = np.concatenate([[0.0], distance_m(lon[:-1], lat[:-1], lon[1:], lat[1:])])
    steps[line_start[:-1]] = 0.0
    sums = np.cumsum(steps)
    along_m = sums - sums[line_start[street]]
    along_m[line_start[1:] - 1] = np.maximum(along_m[line_start[1:] - 1], 1e-3)  # a connection of no length
    return SnapIndex(west, south, square, columns, rows, start, pieces, line_start, street, lon, lat, along_m)


def snap_index(network: StreetNetwork) -> SnapIndex:
    """Return the index of a network, made at the first call and kept."""
    return network.keep("snap index", lambda: make_index(network))


@njit(cache=True)
def _fill(line_start, lon, lat, west, south, square, columns, rows):
    """Count, then write, the pieces of each square."""
    start = np.zeros(columns * rows + 1, dtype=np.int32)
    pieces = np.empty(0, dtype=np.int32)
    for is_writing in (False, True):
        if is_writing:
            total = np.int32(0)
            for i in range(columns * rows + 1):
                count = start[i]
                start[i] = total
                total += count
            pieces = np.empty(total, dtype=np.int32)
        for street in range(len(line_start) - 1):
            for p in range(line_start[street], line_start[street + 1] - 1):
                x0 = int((min(lon[p], lon[p + 1]) - west) / square)
                x1 = int((max(lon[p], lon[p + 1]) - west) / square)
                y0 = int((min(lat[p], lat[p + 1]) - south) / square)
                y1 = int((max(lat[p], lat[p + 1]) - south) / square)
                for y in range(y0, y1 + 1):
                    for x in range(x0, x1 + 1):
                        i = y * columns + x
                        if is_writing:
                            pieces[start[i]] = p
                        start[i] += 1
    for i in range(columns * rows, 0, -1):  # writing moved each start to its end
        start[i] = start[i - 1]
    start[0] = 0
    return start, pieces


@njit(cache=True, nogil=True)
def _nearest(
    lon, lat, limit_m, lon_m, lat_m, usable, west, south, square, columns, rows, start, pieces, piece_street,
    line_lon, line_lat, out_piece, out_share, out_m,
):  # fmt: skip
    """Look through squares in growing rings around each point until nothing nearer can follow."""
    for i in range(len(lon)):
        best = limit_m
        out_piece[i] = -1
        column = int(np.floor((lon[i] - west) / square))
        row = int(np.floor((lat[i] - south) / square))
        narrow_m = square * min(lon_m[i], lat_m[i])
        ring = 0
        # Everything in ring r lies at least (r - 1) squares away.
        while (ring - 1) * narrow_m <= best:
            for y in range(row - ring, row + ring + 1):
                if y < 0 or y >= rows:
                    continue
                step = 1 if abs(y - row) == ring else max(2 * ring, 1)
                for x in range(column - ring, column + ring + 1, step):
                    if x < 0 or x >= columns:
                        continue
                    for k in range(start[y * columns + x], start[y * columns + x + 1]):
                        p = pieces[k]
                        if not usable[piece_street[p]]:
                            continue
                        ax = (line_lon[p] - lon[i]) * lon_m[i]
                        ay = (line_lat[p] - lat[i]) * lat_m[i]
                        dx = (line_lon[p + 1] - line_lon[p]) * lon_m[i]
                        dy = (line_lat[p + 1] - line_lat[p]) * lat_m[i]
                        square_m2 = dx * dx + dy * dy
                        share = 0.0
                        if square_m2 > 0:
                            share = min(1.0, max(0.0, -(ax * dx + ay * dy) / square_m2))
                        metres = np.hypot(ax + share * dx, ay + share * dy)
                        # Ties go to the piece of the lowest number, so that the grid does not decide.
                        if metres < best or (metres == best and (out_piece[i] < 0 or p < out_piece[i])):
                            best = metres
                            out_piece[i] = p
                            out_share[i] = share
            ring += 1
        out_m[i] = best


def snap(
    network: StreetNetwork, lon: npt.ArrayLike, lat: npt.ArrayLike, *, mode: Mode, within_m: float = SNAP_M
) -> Snapped:
    """Bring points to their nearest usable street.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    lon, lat : array_like of float, shape (n,)
        WGS84 degrees.
    mode : {"walk", "bicycle", "car"}
        Only streets that this mode may use, and may get away from again, count.
    within_m : float
        Largest distance in metres.

    Returns
    -------
    Snapped
        One entry a point.
    """
    index = snap_index(network)
    usable = network.keep(("usable", mode), lambda: network.is_usable(mode))
    lons, lats = np.atleast_1d(np.asarray(lon, dtype=float)), np.atleast_1d(np.asarray(lat, dtype=float))
    lon_m, lat_m = metres_per_degree(lats)
    piece = np.empty(len(lons), dtype=np.int32)
    within_piece = np.zeros(len(lons))
    metres = np.empty(len(lons))
    _nearest(
        lons, lats, float(within_m), lon_m, lat_m, usable, index.west, index.south, index.square_deg, index.columns,
        index.rows, index.start, index.pieces, index.piece_street, index.lon, index.lat, piece, within_piece, metres,
    )  # fmt: skip
    is_found = piece >= 0
    at = np.maximum(piece, 0)
    street = np.where(is_found, index.piece_street[at], -1).astype(np.int32)
    following = np.minimum(at + 1, len(index.lon) - 1)
    place_lon = index.lon[at] + within_piece * (index.lon[following] - index.lon[at])
    place_lat = index.lat[at] + within_piece * (index.lat[following] - index.lat[at])
    along_m = index.along_m[at] + within_piece * (index.along_m[following] - index.along_m[at])
    share = np.where(is_found, along_m / index.along_m[index.line_start[street + 1] - 1], 0.0)
    blank = np.where(is_found, 0.0, np.nan)
    return Snapped(street, share, metres + blank, place_lon + blank, place_lat + blank)
