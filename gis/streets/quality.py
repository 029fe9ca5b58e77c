"""What to know about a network before trusting it: printed at build, kept nowhere."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.streets.network import CLOSED, StreetNetwork
from gis.streets.snap import snap
from gis.terms import MODES, Mode

EDGE_M = 100.0
"""Dead ends this near to the rim of the coverage are taken for cuts."""

FAR_M = 500.0
"""A place farther than this from any street is far."""

LEAST_SHARE = 0.6
"""A network whose largest part holds less of its streets is not one network."""

SPEED_RANGE_KMH: dict[Mode, tuple[float, float]] = {"walk": (0.3, 12.5), "bicycle": (1.0, 26.0), "car": (2.0, 125.0)}
"""Mean speeds of a street beyond which something is wrong with it; ferries sail within them."""

_SHORT_M = 100.0


@dataclass(frozen=True)
class Part:
    """The largest strongly connected part of a mode.

    Parameters
    ----------
    mode : {"walk", "bicycle", "car"}
        How one travels.
    length_km : float
        Length of all streets open to the mode.
    share : float
        Share of that length within the largest part, 0 to 1.
    parts : int
        Number of parts with a street in them.
    """

    mode: Mode
    length_km: float
    share: float
    parts: int


@dataclass(frozen=True)
class NetworkQuality:
    """Findings.

    Parameters
    ----------
    nodes, streets : int
        Size of the network.
    length_km : float
        Length of all streets.
    parts : tuple of Part
        One a mode.
    dead_ends : int
        Nodes with one street only.
    cut_ends : int
        Those of them where the extract was cut: marked, or within ``EDGE_M`` of its rim.
    places, far_places : int
        Places asked about within the coverage, and those farther than ``FAR_M`` from any street.
    suspicious_streets : int
        Streets of 100 m or more with a mean speed outside ``SPEED_RANGE_KMH``.
    suspicious_limits : int
        Signed limits that were not believed when the extract was read.
    missing_nodes : int
        Nodes that ways refer to and the extract does not hold.
    turn_restrictions : int
        Restrictions of turns in the extract; they are not applied.
    """

    nodes: int
    streets: int
    length_km: float
    parts: tuple[Part, ...]
    dead_ends: int
    cut_ends: int
    places: int
    far_places: int
    suspicious_streets: int
    suspicious_limits: int
    missing_nodes: int
    turn_restrictions: int

    @property
    def problems(self) -> tuple[str, ...]:
        """Reasons not to use the network."""
        return tuple(
            f"only {part.share:.0%} of the {part.length_km:,.0f} km for {part.mode} hang together"
            for part in self.parts
            if part.length_km > 0 and part.share < LEAST_SHARE
        )


def examine(
    network: StreetNetwork,
    *,
    places_lon: npt.ArrayLike = (),
    places_lat: npt.ArrayLike = (),
    suspicious_limits: int = 0,
    missing_nodes: int = 0,
    turn_restrictions: int = 0,
) -> NetworkQuality:
    """Examine a network.

    Parameters
    ----------
    network : StreetNetwork
        What was built.
    places_lon, places_lat : array_like of float, shape (n,)
        Places that should have a street, such as populated cells; those outside the coverage are left out.
    suspicious_limits, missing_nodes, turn_restrictions : int
        Counts from reading the extract.

    Returns
    -------
    NetworkQuality
        The findings.
    """
    lon, lat = np.asarray(places_lon, dtype=float), np.asarray(places_lat, dtype=float)
    shapely.prepare(network.coverage)
    inside = shapely.contains_xy(network.coverage, lon, lat) if len(lon) else np.zeros(0, dtype=bool)
    far = 0
    if inside.any():
        near = np.zeros(int(inside.sum()), dtype=bool)
        for mode in MODES:
            near |= snap(network, lon[inside], lat[inside], mode=mode, within_m=FAR_M).street >= 0
        far = int((~near).sum())
    dead, cut = _dead_ends(network)
    return NetworkQuality(
        nodes=network.node_count,
        streets=network.street_count,
        length_km=float(network.street_length_dm.sum()) / 1e4,
        parts=tuple(_largest_part(network, mode) for mode in MODES),
        dead_ends=dead,
        cut_ends=cut,
        places=int(inside.sum()),
        far_places=far,
        suspicious_streets=_suspicious(network),
        suspicious_limits=suspicious_limits,
        missing_nodes=missing_nodes,
        turn_restrictions=turn_restrictions,
    )


def _largest_part(network: StreetNetwork, mode: Mode) -> Part:
    labels, _ = network.components(mode)
    is_open = (network.street_ms[:, MODES.index(mode), :] != CLOSED).any(axis=1)
    length_m = np.where(is_open, network.street_length_dm / 10, 0.0)
    within = labels[network.street_from] == labels[network.street_to]
    by_part = np.bincount(labels[network.street_from][within], weights=length_m[within], minlength=1)
    total = float(length_m.sum())
    share = float(by_part.max()) / total if total else 0.0
    return Part(mode, total / 1000, share, int((by_part > 0).sum()))


def _dead_ends(network: StreetNetwork) -> tuple[int, int]:
    degree = np.bincount(np.concatenate([network.street_from, network.street_to]), minlength=network.node_count)
    dead = np.flatnonzero(degree == 1)
    lon, lat = network.node_lon_e6[dead] / 1e6, network.node_lat_e6[dead] / 1e6
    rim = shapely.boundary(network.coverage)
    near = shapely.distance(rim, shapely.points(lon, lat)) < EDGE_M / 111_000
    outside = ~shapely.contains_xy(network.coverage, lon, lat)
    return len(dead), int((network.node_is_cut[dead] | near | outside).sum())


def _suspicious(network: StreetNetwork) -> int:
    metres = network.street_length_dm / 10
    wrong = np.zeros(network.street_count, dtype=bool)
    for i, mode in enumerate(MODES):
        ms = network.street_ms[:, i, :]
        kmh = metres[:, None] / np.where(ms == CLOSED, 1, ms) * 3600
        low, high = SPEED_RANGE_KMH[mode]
        wrong |= ((ms != CLOSED) & ((kmh < low) | (kmh > high))).any(axis=1)
    return int((wrong & (metres >= _SHORT_M)).sum())
