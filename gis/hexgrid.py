"""H3 cells: indices as signed 64-bit integers, the form in which PostgreSQL and numpy keep them."""

import h3.api.numpy_int as h3int
import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon

CELL_RESOLUTION = 8
"""Resolution of the population grid (about 0.5 km2 a cell in Korea)."""

_MODE_AND_RESOLUTION = 0x88
"""First twelve bits of a cell of resolution 8: mode 1 and the resolution."""

CENTER_RESOLUTIONS = (7, 8, 9, 10)
"""Resolutions kept with every center, for joins without geometry."""


def cells_of(lat: npt.ArrayLike, lon: npt.ArrayLike, resolution: int) -> npt.NDArray[np.int64]:
    """Index points by the H3 cells that hold them.

    Parameters
    ----------
    lat, lon : array_like of float, shape (n,)
        WGS84 degrees.
    resolution : int
        H3 resolution, 0 to 15.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        Cell indices; an index below 2**63 is the same number signed or unsigned.
    """
    lats = np.atleast_1d(np.asarray(lat, dtype=float))
    lons = np.atleast_1d(np.asarray(lon, dtype=float))
    return np.fromiter(
        (h3int.latlng_to_cell(y, x, resolution) for y, x in zip(lats, lons, strict=True)),
        dtype=np.int64,
        count=len(lats),
    )


def to_text(cell: int) -> str:
    """Write a cell index in H3's hexadecimal form, such as ``8830e1d8c1fffff``."""
    return format(int(cell), "x")


def from_text(text: str) -> int:
    """Read a cell index from its hexadecimal form.

    Raises
    ------
    ValueError
        When the text is not the index of a valid cell.
    """
    cell = int(text, 16)
    if not h3int.is_valid_cell(cell):
        raise ValueError(f"{text!r} is not a valid H3 cell")
    return cell


def centers_of(cells: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the centre points of cells.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        Latitude and longitude in degrees.
    """
    indices = np.atleast_1d(np.asarray(cells, dtype=np.int64))
    return np.array([h3int.cell_to_latlng(int(cell)) for cell in indices], dtype=float).reshape(-1, 2)


def areas_km2(cells: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the real area of each cell on the sphere, in square kilometres (not the global mean)."""
    indices = np.atleast_1d(np.asarray(cells, dtype=np.int64))
    return np.array([h3int.cell_area(int(cell), unit="km^2") for cell in indices], dtype=float)


def resolution_of(cell: int) -> int:
    """Return the resolution of a cell, 0 to 15."""
    return int(h3int.get_resolution(int(cell)))


def outline(cell: int) -> Polygon:
    """Draw one cell as a polygon in EPSG:4326 (x is the longitude)."""
    return Polygon([(lon, lat) for lat, lon in h3int.cell_to_boundary(int(cell))])


def short_index(cells: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Write cells of resolution 8 in 31 bits: the base cell and its eight digits.

    What is left out is the same for every such cell: mode and resolution before, unused digits behind.

    Parameters
    ----------
    cells : array_like of int64, shape (n,)
        Cells of resolution 8.

    Returns
    -------
    numpy.ndarray of uint32, shape (n,)
        In the order of the cells; ``(0x88 << 52) | (short << 21) | 0x1fffff`` is the cell again.

    Raises
    ------
    ValueError
        When a cell is of another resolution.
    """
    indices = np.atleast_1d(np.asarray(cells, dtype=np.int64))
    if not np.all(indices >> 52 == _MODE_AND_RESOLUTION):
        raise ValueError(f"short indices are for cells of resolution {CELL_RESOLUTION} only")
    return ((indices >> 21) & 0x7FFFFFFF).astype(np.uint32)


def split_people(
    cells: npt.ArrayLike, people: npt.ArrayLike, *, resolution: int = 10
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Spread the people of cells evenly over their smaller cells.

    Parameters
    ----------
    cells : array_like of int, shape (n,)
        Cells of one resolution.
    people : array_like of float, shape (n,)
        People in each.
    resolution : int
        Of the smaller cells; two steps finer is 49 a cell.

    Returns
    -------
    lat, lon, people : numpy.ndarray of float
        Centre of each smaller cell, WGS84 degrees, and its share of the people.
    """
    counts = np.atleast_1d(np.asarray(people, dtype=float))
    children = [h3int.cell_to_children(int(cell), resolution) for cell in np.atleast_1d(np.asarray(cells))]
    number = np.array([len(some) for some in children], dtype=int)
    centers = centers_of([child for some in children for child in some])
    return centers[:, 0], centers[:, 1], np.repeat(counts / np.maximum(number, 1), number)
