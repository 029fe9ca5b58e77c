"""The small form of a network's arrays: differences between neighbours, and bytes of equal weight together."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_BY_DIFFERENCE = ("node_lon_e6", "node_lat_e6", "street_from", "point_start")


def pack(arrays: dict[str, Array]) -> dict[str, Array]:
    """Write a network's arrays so that they compress well.

    Parameters
    ----------
    arrays : dict
        The arrays of a :class:`~gis.streets.network.StreetNetwork` by name.

    Returns
    -------
    dict
        Neighbours as differences, which are small along the Hilbert curve and along a street.
    """
    packed = dict(arrays)
    for name in _BY_DIFFERENCE:
        packed[name] = np.diff(arrays[name], prepend=arrays[name].dtype.type(0))
    packed["street_to"] = arrays["street_to"] - arrays["street_from"]
    nodes = {"lon": arrays["node_lon_e6"], "lat": arrays["node_lat_e6"]}
    for axis, values in nodes.items():
        name = f"point_{axis}_e6"
        points = np.diff(arrays[name], prepend=arrays[name].dtype.type(0))
        first, is_street = _first_points(arrays["point_start"])
        points[first] = arrays[name][first] - values[arrays["street_from"][is_street]]
        packed[name] = points
    packed["street_ms"] = np.ascontiguousarray(_by_direction(arrays["street_ms"]))
    return {name: _planes(values) for name, values in packed.items()}


def unpack(packed: dict[str, Array]) -> dict[str, Array]:
    """Undo :func:`pack`.

    Parameters
    ----------
    packed : dict
        What :func:`pack` gave.

    Returns
    -------
    dict
        The arrays, equal to the last bit.
    """
    arrays = {name: _from_planes(values) for name, values in packed.items()}
    for name in _BY_DIFFERENCE:
        arrays[name] = np.cumsum(arrays[name], dtype=arrays[name].dtype)
    arrays["street_to"] = arrays["street_to"] + arrays["street_from"]
    first, is_street = _first_points(arrays["point_start"])
    nodes = {"lon": arrays["node_lon_e6"], "lat": arrays["node_lat_e6"]}
    for axis, values in nodes.items():
        name = f"point_{axis}_e6"
        sums = np.cumsum(arrays[name], dtype=np.int64)
        count = np.diff(arrays["point_start"])[is_street]
        base = values[arrays["street_from"][is_street]] - (sums[first] - arrays[name][first])
        arrays[name] = (sums + np.repeat(base, count)).astype(np.int32)
    forward, backward = arrays["street_ms"]
    arrays["street_ms"] = np.ascontiguousarray(np.stack([forward, backward + forward], axis=-1).transpose(1, 0, 2))
    return arrays


def _by_direction(street_ms: Array) -> Array:
    """Return times by direction, mode and street, those against the street as a difference (mostly 0)."""
    forward, backward = street_ms[:, :, 0].T, street_ms[:, :, 1].T
    return np.stack([forward, backward - forward])


def _first_points(point_start: Array) -> tuple[Array, Array]:
    """Place of the first inner point of each street that has one, and the street."""
    streets = np.flatnonzero(np.diff(point_start))
    return point_start[:-1][streets], streets


def _planes(values: Array) -> Array:
    """Put the bytes of equal weight side by side, as zigzag numbers: what compressors like."""
    if values.dtype != np.int32:
        return values
    zigzag = ((values << 1) ^ (values >> 31)).view(np.uint32)
    return np.stack([(zigzag >> shift).astype(np.uint8) for shift in (0, 8, 16, 24)])


def _from_planes(planes: Array) -> Array:
    if planes.dtype != np.uint8 or planes.ndim == 1:
        return planes
    zigzag = sum((planes[i].astype(np.uint32) << np.uint32(8 * i) for i in range(4)), np.uint32(0))
    return cast("Array", ((zigzag >> 1).view(np.int32) ^ -(zigzag & 1).view(np.int32)))
