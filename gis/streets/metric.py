"""Metres on the ellipsoid over short distances, without a projection."""

import math

import numpy as np
import numpy.typing as npt

_A_M = 6378137.0
_E2 = 0.00669437999014


def metres_per_degree(lat: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the length of one degree of longitude and of latitude on WGS84.

    Parameters
    ----------
    lat : array_like of float
        Degrees of latitude.

    Returns
    -------
    lon_m, lat_m : ndarray of float
        Metres; from the radii of curvature in the prime vertical and the meridian.
    """
    phi = np.radians(np.asarray(lat, dtype=float))
    w2 = 1.0 - _E2 * np.sin(phi) ** 2
    degree = math.pi / 180
    return degree * _A_M / np.sqrt(w2) * np.cos(phi), degree * _A_M * (1 - _E2) / w2**1.5


def distance_m(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Measure straight distances on the local plane.

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b : array_like of float
        WGS84 degrees.

    Returns
    -------
    ndarray of float
        Metres; within 1 in 100,000 of the geodesic up to 10 km, 1 in 10,000 up to 100 km in Korea.
    """
    ya, yb = np.asarray(lat_a, dtype=float), np.asarray(lat_b, dtype=float)
    lon_m, lat_m = metres_per_degree((ya + yb) / 2)
    distance: npt.NDArray[np.float64] = np.hypot(
        (np.asarray(lon_b, dtype=float) - np.asarray(lon_a, dtype=float)) * lon_m, (yb - ya) * lat_m
    )
    return distance
