"""A part of a network: by polygon, with rules for streets that cross its edge."""

from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from gis.errors import SourceError
from gis.streets.network import Int32, StreetNetwork


def clip(network: StreetNetwork, area: Polygon | MultiPolygon, *, margin_m: float = 0.0) -> StreetNetwork:
    """Keep the streets of an area.

    A street stays when any of its points lies within the area or its margin, so a street that crosses the
    edge stays whole up to its next junction (osmnx: ``truncate_by_edge``). Nodes left outside that have
    lost a street are marked as cut: they are no dead ends.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    area : Polygon or MultiPolygon
        EPSG:4326.
    margin_m : float
        Metres around the area from which streets are kept too: the way between two places inside may
        lead outside.

    Returns
    -------
    StreetNetwork
        Its coverage is the area without the margin.

    Raises
    ------
    SourceError
        When no street lies there.
    """
    reach = area if margin_m == 0 else _widened(area, margin_m)
    shapely.prepare(reach)
    start, lon_e6, lat_e6 = network.lines()
    inside = shapely.contains_xy(reach, lon_e6 / 1e6, lat_e6 / 1e6)
    kept = np.logical_or.reduceat(inside, start[:-1])
    if not kept.any():
        raise SourceError(f"{network.header.name}: no street lies within the area to clip to; check its coordinates")
    smaller = take_streets(network, kept)
    # Beyond the extract nothing is known; an empty mountain in its midst is known to be empty.
    coverage = shapely.intersection(area, shapely.convex_hull(network.coverage))
    return replace(smaller, coverage=cast("Polygon | MultiPolygon", coverage))


def _widened(area: Polygon | MultiPolygon, margin_m: float) -> Polygon | MultiPolygon:
    """Widen an area by metres, to about one part in a hundred."""
    lat = float(shapely.centroid(area).y)
    stretch = float(np.cos(np.radians(lat)))
    flat = shapely.transform(area, lambda points: points * [stretch, 1.0])
    wide = shapely.buffer(flat, margin_m / 111_000, quad_segs=4)
    return cast("Polygon | MultiPolygon", shapely.transform(wide, lambda points: points / [stretch, 1.0]))


def take_streets(network: StreetNetwork, kept: npt.NDArray[np.bool_]) -> StreetNetwork:
    """Keep some streets and the nodes at their ends, in the same order.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    kept : ndarray of bool, shape (streets,)
        Which of them stay.

    Returns
    -------
    StreetNetwork
        ``node_is_cut`` marks the nodes that lost a street.
    """
    used = np.zeros(network.node_count, dtype=bool)
    lost = np.zeros(network.node_count, dtype=bool)
    for ends in (network.street_from, network.street_to):
        used[ends[kept]] = True
        lost[ends[~kept]] = True
    number = np.cumsum(used, dtype=np.int32) - 1
    count = np.diff(network.point_start)
    points = np.repeat(kept, count)
    names, street_name = _names(network, kept)
    return replace(
        network,
        node_lon_e6=network.node_lon_e6[used],
        node_lat_e6=network.node_lat_e6[used],
        node_is_cut=(network.node_is_cut | lost)[used],
        street_from=number[network.street_from[kept]].astype(np.int32),
        street_to=number[network.street_to[kept]].astype(np.int32),
        street_length_dm=network.street_length_dm[kept],
        street_ms=network.street_ms[kept],
        street_class=network.street_class[kept],
        street_flags=network.street_flags[kept],
        street_name=street_name,
        point_start=np.concatenate([[0], np.cumsum(count[kept])]).astype(np.int32),
        point_lon_e6=network.point_lon_e6[points],
        point_lat_e6=network.point_lat_e6[points],
        names=names,
    )


def _names(network: StreetNetwork, kept: npt.NDArray[np.bool_]) -> tuple[tuple[tuple[str, str], ...], Int32]:
    """Drop the names that no kept street bears; 0 stays no name."""
    used = np.unique(np.concatenate([[0], network.street_name[kept]]))
    names = tuple(network.names[i] for i in used)
    return names, np.searchsorted(used, network.street_name[kept]).astype(np.int32)
