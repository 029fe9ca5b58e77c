"""A network as tables with geometry: for maps, for QGIS, and for osmnx."""

import geopandas as gpd
import numpy as np
import shapely

from gis import crs
from gis.streets.network import FLAGS, StreetNetwork
from gis.terms import MODES, Mode


def node_frame(network: StreetNetwork) -> gpd.GeoDataFrame:
    """Return the nodes.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``x``, ``y`` (longitude, latitude), ``street_count`` (ends of streets), ``is_cut`` and ``geometry``
        (points, EPSG:4326); the index ``osmid`` is the node's number here, named as osmnx wants it.
    """
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    ends = np.concatenate([network.street_from, network.street_to])
    columns = {
        "x": lon,
        "y": lat,
        "street_count": np.bincount(ends, minlength=network.node_count),
        "is_cut": network.node_is_cut,
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapely.points(lon, lat), crs=crs.GEOGRAPHIC)
    frame.index.name = "osmid"
    return frame


def street_frame(network: StreetNetwork) -> gpd.GeoDataFrame:
    """Return the streets, each once.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``street_class``, ``name``, ``name_en``, ``length_m``, a column ``is_<flag>`` for each flag, for each
        mode ``<mode>_s`` and ``<mode>_back_s`` (seconds as drawn and against; NaN where closed), and ``geometry``
        (lines, EPSG:4326), by the number of the street.
    """
    start, lon, lat = network.lines()
    counts = np.diff(start)
    street = np.repeat(np.arange(network.street_count), counts)
    lines = shapely.linestrings(np.column_stack([lon, lat]) / 1e6, indices=street)
    names = np.array(network.names, dtype=object)[network.street_name]
    columns: dict[str, object] = {
        "street_class": np.array(network.header.classes)[network.street_class],
        "name": names[:, 0],
        "name_en": names[:, 1],
        "length_m": network.street_length_dm / 10,
    }
    columns |= {f"is_{flag}": (network.street_flags & bit) > 0 for flag, bit in FLAGS.items()}
    for number, mode in enumerate(MODES):
        for direction, suffix in ((0, "_s"), (1, "_back_s")):
            ms = network.street_ms[:, number, direction]
            columns[f"{mode}{suffix}"] = np.where(ms >= 0, ms / 1000, np.nan)
    return gpd.GeoDataFrame(columns, geometry=lines, crs=crs.GEOGRAPHIC)


def edge_frame(network: StreetNetwork, mode: Mode) -> gpd.GeoDataFrame:
    """Return the arcs of a mode in the form that ``osmnx.convert.graph_from_gdfs`` takes.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    mode : {"walk", "bicycle", "car"}
        How one travels.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``length`` (metres), ``travel_ms`` (int), ``highway``, ``name``, ``osmid`` (the street's number here)
        and ``geometry`` (in the direction of travel), indexed by ``u``, ``v``, ``key``.
    """
    adjacency = network.adjacency(mode)
    street, backward = adjacency.streets >> 1, (adjacency.streets & 1).astype(bool)
    whole = street_frame(network)
    lines = whole.geometry.to_numpy()[street]
    lines[backward] = shapely.reverse(lines[backward])
    tail = np.repeat(np.arange(network.node_count), np.diff(adjacency.start))
    frame = gpd.GeoDataFrame(
        {
            "u": tail,
            "v": adjacency.arcs[:, 0],
            "length": whole["length_m"].to_numpy()[street],
            "travel_ms": adjacency.arcs[:, 1],
            "highway": whole["street_class"].to_numpy()[street],
            "name": whole["name"].to_numpy()[street],
            "osmid": street,
        },
        geometry=lines,
        crs=crs.GEOGRAPHIC,
    )
    frame["key"] = frame.groupby(["u", "v"]).cumcount()
    return frame.set_index(["u", "v", "key"])
