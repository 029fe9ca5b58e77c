"""Coordinate reference systems in use, and Korea's envelope."""

GEOGRAPHIC = 4326
"""EPSG:4326, WGS84 degrees: how every geometry is stored."""

METRIC = 5179
"""EPSG:5179, Korea 2000 / Unified CS, metres: where areas and planar distances are measured."""

LAT_RANGE = (33.0, 38.7)
"""Degrees of latitude between which every place of the Republic of Korea lies."""

LON_RANGE = (124.5, 132.0)
"""Degrees of longitude between which every place of the Republic of Korea lies."""


def is_in_korea(lat: float, lon: float) -> bool:
    """Return whether a point lies in Korea's envelope.

    Parameters
    ----------
    lat, lon : float
        WGS84 degrees.

    Returns
    -------
    bool
        False for NaN and for points outside the envelope.
    """
    return LAT_RANGE[0] <= lat <= LAT_RANGE[1] and LON_RANGE[0] <= lon <= LON_RANGE[1]
