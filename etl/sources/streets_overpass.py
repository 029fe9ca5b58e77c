"""Streets of a named place, downloaded from Overpass through osmnx.

osmnx cuts a large place into several requests and keeps each answer in a cache folder, so a download
that broke off goes on where it stopped when the command is run again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import osmnx as ox
import requests
from shapely.geometry import MultiPolygon, Polygon

from etl.sources.streets_osm import StreetCollector
from gis.errors import FetchError
from gis.streets.build import RawStreets
from gis.streets.speeds import SpeedTable

WAY_TAGS = (
    "access", "area", "bicycle", "bridge", "cycleway", "cycleway:both", "cycleway:left", "cycleway:right", "foot",
    "footway", "highway", "junction", "maxspeed", "motor_vehicle", "motorcar", "motorroad", "name", "name:en", "oneway",
    "oneway:bicycle", "path", "route", "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right", "toll", "tunnel",
    "vehicle",
)  # fmt: skip
WAYS = ['["highway"]["area"!~"yes"]', '["route"="ferry"]']
"""What is asked of Overpass; what is no street, or not open, is left to the tags (gis.streets.tags)."""

_LOG = f"{__name__}.osmnx"
_REVERSED = frozenset({"-1", "reverse", "T"})
NODE_TAGS = (
    "highway",
    "barrier",
    "crossing",
    "crossing:signals",
    "access",
    "foot",
    "bicycle",
    "vehicle",
    "motor_vehicle",
    "motorcar",
)


def download_streets(
    place: str,
    table: SpeedTable,
    *,
    cache_dir: Path,
    overpass_url: str | None = None,
    nominatim_url: str | None = None,
    timeout_s: float = 180.0,
) -> tuple[RawStreets, Polygon | MultiPolygon]:
    """Download the streets of a place.

    Parameters
    ----------
    place : str
        As a person would type it, such as ``연천군``.
    table : SpeedTable
        Speeds and rules of access.
    cache_dir : Path
        Where answers are kept.
    overpass_url, nominatim_url : str, optional
        Other servers than osmnx's own, without the last part of the path.
    timeout_s : float
        Seconds to wait for one answer.

    Returns
    -------
    raw : RawStreets
        Streets of every mode.
    area : Polygon or MultiPolygon
        The place's outline, EPSG:4326.

    Raises
    ------
    FetchError
        When the place is not found or a server does not deliver; run again to go on.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (
        _remarks() as remarks,
        _osmnx_settings(
            cache_folder=str(cache_dir),
            use_cache=True,
            useful_tags_way=list(WAY_TAGS),
            useful_tags_node=list(NODE_TAGS),
            all_oneway=True,
            requests_timeout=timeout_s,
            overpass_rate_limit=overpass_url is None,
            **({"overpass_url": overpass_url} if overpass_url else {}),
            **({"nominatim_url": nominatim_url} if nominatim_url else {}),
        ),
    ):
        try:
            area = ox.geocode_to_gdf(place).geometry.iloc[0]
            if not isinstance(area, Polygon | MultiPolygon):
                raise TypeError(f"it is found as a {area.geom_type}, not as an area")
            graph = ox.graph_from_polygon(
                area, custom_filter=WAYS, simplify=False, retain_all=True, truncate_by_edge=True
            )
        except (requests.RequestException, OSError, ValueError, TypeError, KeyError) as error:
            raise FetchError(
                f"streets of {place!r} did not arrive ({error}); what did is kept in {cache_dir}: run the command again"
            ) from error
    if remarks:
        raise FetchError(f"streets of {place!r} arrived in part only ({'; '.join(remarks)}): run the command again")
    return collect(graph, table), area


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """Gather what Overpass remarks in answers that look right, such as a query that ran out of time.

    osmnx takes such an answer for whole, does not keep it, and tells of the remark in its log alone.
    """
    remarks: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if "remarked" in message:
                remarks.append(message)

    logger, handler = logging.getLogger(_LOG), Handler()
    logger.propagate = False
    logger.addHandler(handler)  # osmnx writes a file of its own unless its logger has a handler
    try:
        with _osmnx_settings(log_name=_LOG, log_file=True):
            yield remarks
    finally:
        logger.removeHandler(handler)


@contextmanager
def _osmnx_settings(**wanted: Any) -> Iterator[None]:
    """Set osmnx's global settings for a while."""
    before = {name: getattr(ox.settings, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)


def collect(graph: Any, table: SpeedTable) -> RawStreets:
    """Turn an unsimplified osmnx graph into raw streets.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Made with ``settings.all_oneway``, so that each piece stands once, as drawn, with its own tags.
    table : SpeedTable
        Speeds and rules of access.
    """
    collector = StreetCollector(table)
    for node, data in graph.nodes(data=True):
        collector.add_node(int(node), _texts(data))
    for start, end, data in graph.edges(data=True):
        ends = [(int(node), graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (start, end)]
        tags = _texts(data)
        if tags.get("oneway") in _REVERSED:  # osmnx has turned such a way round, and left the tag
            tags["oneway"] = "yes"
        collector.add_way(tags, ends, is_whole=False)
    return collector.result()


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """Keep what are tags of OpenStreetMap among an element's data."""
    return {key: value for key, value in data.items() if isinstance(value, str)}
