"""OpenStreetMap extracts (PBF or XML), read with pyosmium into the arrays that gis.streets builds from.

Publisher: OpenStreetMap contributors, ODbL 1.0. Streets do not enter the database: what is built from
them are files under var/streets or data/snapshot/streets.
"""

import math
from array import array
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium
from pyproj import Geod

from gis.errors import SourceError
from gis.streets.build import RawStreets
from gis.streets.speeds import SpeedTable
from gis.streets.tags import Feature, WayProfile, feature, is_suspicious_speed, profile, street_class

PUBLISHER = "OpenStreetMap contributors"
LICENCE = "ODbL 1.0"

_GEOD = Geod(ellps="WGS84")
_WAY_KEYS = ("highway", "route")
_NODE_KEYS = ("highway", "barrier", "crossing")


class StreetCollector:
    """Gathers ways and nodes one by one and numbers what is alike.

    Parameters
    ----------
    table : SpeedTable
        Speeds and rules of access.
    """

    def __init__(self, table: SpeedTable) -> None:
        self._table = table
        self._profiles: dict[WayProfile, int] = {}
        self._features: dict[Feature, int] = {}
        self._node_feature: dict[int, int] = {}
        self._way_start = array("q", [0])
        self._way_nodes = array("q")
        self._way_profile = array("l")
        self._lon = array("d")
        self._lat = array("d")
        self._suspicious = 0
        self.missing_nodes = 0
        self.turn_restrictions = 0

    def add_node(self, osm_id: int, tags: Mapping[str, str]) -> None:
        """Keep what stands at a node, such as a signal or a bollard."""
        feature_read = feature(tags, self._table)
        if feature_read is not None:
            self._node_feature[osm_id] = self._features.setdefault(feature_read, len(self._features))

    def add_way(self, tags: Mapping[str, str], nodes: list[tuple[int, float, float]], *, is_whole: bool = True) -> None:
        """Keep a way that anybody may use.

        Parameters
        ----------
        tags : mapping
            The way's tags.
        nodes : list of (int, float, float)
            OSM id, longitude and latitude of each node, in order.
        is_whole : bool
            Whether these are all nodes of the way, so that what is said of the whole (a ferry's duration) holds.
        """
        if street_class(tags, self._table) is not None and is_suspicious_speed(tags):
            self._suspicious += 1
        profile_read = profile(
            tags, self._table, length_m=_length_m(nodes) if is_whole and "duration" in tags else math.nan
        )
        if profile_read is None or len(nodes) < 2:
            return
        self._way_profile.append(self._profiles.setdefault(profile_read, len(self._profiles)))
        for osm_id, lon, lat in nodes:
            self._way_nodes.append(osm_id)
            self._lon.append(lon)
            self._lat.append(lat)
        self._way_start.append(len(self._way_nodes))

    def result(self) -> RawStreets:
        """Return what was gathered, nodes numbered from 0."""
        ids = np.array(self._way_nodes, dtype=np.int64)
        distinct, first, nodes = np.unique(ids, return_index=True, return_inverse=True)
        node_feature = np.full(len(distinct), -1, dtype=np.int32)
        known = np.fromiter(self._node_feature, dtype=np.int64, count=len(self._node_feature))
        kinds = np.fromiter(self._node_feature.values(), dtype=np.int32, count=len(self._node_feature))
        place = np.searchsorted(distinct, known)
        used = (place < len(distinct)) & (distinct[np.minimum(place, len(distinct) - 1)] == known) if len(ids) else []
        node_feature[place[used]] = kinds[used]
        return RawStreets(
            way_start=np.array(self._way_start, dtype=np.int64),
            way_nodes=nodes.astype(np.int64),
            way_profile=np.array(self._way_profile, dtype=np.int32),
            profiles=tuple(self._profiles),
            lon=np.array(self._lon, dtype=float)[first],
            lat=np.array(self._lat, dtype=float)[first],
            node_feature=node_feature,
            features=tuple(self._features),
            suspicious_speeds=self._suspicious,
            missing_nodes=self.missing_nodes,
            turn_restrictions=self.turn_restrictions,
        )


def _length_m(nodes: list[tuple[int, float, float]]) -> float:
    """Measure a way on WGS84, metres."""
    return float(_GEOD.line_length([lon for _, lon, _ in nodes], [lat for _, _, lat in nodes]))


def read_streets(path: Path, table: SpeedTable) -> RawStreets:
    """Read the streets of an extract.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, ``.osm`` or whatever else libosmium reads.
    table : SpeedTable
        Speeds and rules of access.

    Returns
    -------
    RawStreets
        Ways that somebody may use; the pieces of a way on both sides of missing nodes stay apart.

    Raises
    ------
    SourceError
        When the file is not there, is not OpenStreetMap data, or breaks off.
    """
    if not path.is_file():
        raise SourceError(f"{path} does not exist; give the path of an OpenStreetMap extract (.osm.pbf or .osm)")
    collector = StreetCollector(table)
    try:
        _read_nodes(path, collector)
        _read_ways(path, collector)
        collector.turn_restrictions = _count_restrictions(path)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise SourceError(f"{path} cannot be read as OpenStreetMap data ({error}); fetch the extract again") from error
    return collector.result()


def _read_nodes(path: Path, collector: StreetCollector) -> None:
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(osmium.filter.KeyFilter(*_NODE_KEYS))
    for node in nodes:
        collector.add_node(node.id, dict(node.tags))


def _count_restrictions(path: Path) -> int:
    relations = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(osmium.filter.KeyFilter("restriction"))
    return sum(1 for _ in relations)


def _read_ways(path: Path, collector: StreetCollector) -> None:
    only_streets = osmium.filter.KeyFilter(*_WAY_KEYS)
    only_streets.enable_for(osmium.osm.WAY)
    reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for way in reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(only_streets):
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = dict(way.tags)
        run: list[tuple[int, float, float]] = []
        for node in way.nodes:
            if node.location.valid():
                run.append((node.ref, node.lon, node.lat))
                continue
            collector.missing_nodes += 1
            collector.add_way(tags, run, is_whole=False)
            run = []
        collector.add_way(tags, run, is_whole=len(run) == len(way.nodes))
