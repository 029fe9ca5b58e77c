"""All networks at hand, and the answer to "how do I get there" whichever of them speaks for it.

Where no network does, the answer is an estimate and says so. A place that a network speaks for and
that it cannot reach is unreachable; it is never given a straight line.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol

import numpy as np
import shapely

from gis.errors import SourceError
from gis.streets.directions import Step, give_directions
from gis.streets.drawing import Box, DrawnStreets, draw
from gis.streets.estimate import Detour, estimate, setting_between
from gis.streets.files import SUFFIX, NetworkFile, find_networks, load_network
from gis.streets.isochrone import Isochrone, find_isochrone
from gis.streets.land_context import Crossing, LandContext
from gis.streets.metric import distance_m
from gis.streets.network import Floats, StreetNetwork
from gis.streets.route import Position, find_route
from gis.streets.snap import SNAP_M
from gis.streets.times import LIMIT_RANGE_S, Positions, travel_times
from gis.terms import MODES, Mode

_log = logging.getLogger(__name__)

Status = Literal["route", "estimate", "unreachable"]


@dataclass(frozen=True, eq=False)
class Trip:
    """How to get from one place to another.

    Parameters
    ----------
    status : {"route", "estimate", "unreachable"}
        On streets; by distance, detour and speed (추정); or no way is known.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    length_m, duration_s : float
        NaN when unreachable.
    line : ndarray of float, shape (points, 2), or None
        Longitude and latitude along the streets; None unless ``status`` is route.
    steps : tuple of Step
        Directions; empty unless ``status`` is route.
    warnings : tuple of str
        Codes: approximate, stairs, ferry, toll; fallback where another router should have answered and did not.
    network : str
        Name of the network that answered; empty for an estimate.
    error_pct : float
        Error of its seconds that half of the estimates stay below; 0 for a route.
    """

    status: Status
    mode: Mode
    length_m: float
    duration_s: float
    line: Floats | None = None
    steps: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()
    network: str = ""
    error_pct: float = 0.0

    @property
    def time(self) -> "TravelTime":
        """Return the time without the way."""
        return TravelTime(self.status, self.duration_s, "approximate" in self.warnings)


@dataclass(frozen=True)
class TravelTime:
    """How long it takes from one place to another, without the way.

    Parameters
    ----------
    status : {"route", "estimate", "unreachable"}
        As of a :class:`Trip`.
    duration_s : float
        NaN when unreachable.
    is_approximate : bool
        True when the network that answered lacks streets of the mode.
    """

    status: Status
    duration_s: float
    is_approximate: bool = False

    @property
    def is_estimate(self) -> bool:
        """Return whether it comes from the straight distance (추정)."""
        return self.status == "estimate"


class Router(Protocol):
    """Whatever can say how to get there: the networks here, or a routing server."""

    def trips(self, origin: Position, destination: Position, *, modes: Sequence[Mode]) -> dict[Mode, Trip]:
        """Find the ways from one place to another, one a way of travel."""
        ...


class NetworkCatalog:
    """The networks of some folders, each loaded when it is first needed.

    Parameters
    ----------
    folders : sequence of Path
        Where networks lie, the preferred folder first.
    detours : sequence of Detour
        For estimates.
    land_context : LandContext, optional
        Where people live and what hangs together; without it there are no estimates.
    """

    def __init__(
        self, folders: Sequence[Path], *, detours: Sequence[Detour], land_context: LandContext | None = None
    ) -> None:
        self._folders = tuple(folders)
        self._detours = tuple(detours)
        self._land_context = land_context
        self._listed: tuple[tuple[tuple[Path, int], ...], list[NetworkFile]] | None = None
        self._loaded: dict[Path, tuple[int, StreetNetwork]] = {}
        self._broken: dict[Path, int] = {}
        self._lock = Lock()

    def state(self) -> tuple[tuple[Path, int], ...]:
        """Return which files there are and when each was changed: what was made of them before differs by it."""
        return tuple(
            (path, path.stat().st_mtime_ns) for folder in self._folders for path in sorted(folder.glob(f"*{SUFFIX}"))
        )

    def files(self) -> list[NetworkFile]:
        """List the readable networks, read anew when a file has changed; broken ones are told in the log."""
        stamp = self.state()
        if self._listed is None or self._listed[0] != stamp:
            files, errors = find_networks(self._folders)
            for error in errors:
                _log.warning("%s", error)
            self._listed = stamp, files
        return self._listed[1]

    def network(self, file: NetworkFile) -> StreetNetwork:
        """Load a network, or give the one in memory while its file is unchanged or has become unreadable."""
        with self._lock:
            changed = file.path.stat().st_mtime_ns
            held = self._loaded.get(file.path)
            if held is not None and held[0] == changed:
                return held[1]
            try:
                network = load_network(file.path)
            except SourceError as error:
                if held is None:
                    raise
                _log.warning("%s. The network loaded before stays in use", error)
                network = held[1]
            self._loaded[file.path] = changed, network
            return network

    def _is_sound(self, file: NetworkFile) -> bool:
        """Tell whether a network can be loaded; one that cannot is told in the log once for each state of its file."""
        stamp = file.path.stat().st_mtime_ns
        try:
            if self._broken.get(file.path) == stamp:
                return False
            self.network(file)
        except SourceError as error:
            _log.error("%s. What it would answer is estimated until the file is put right", error)
            self._broken[file.path] = stamp
            return False
        return True

    def warm(self) -> None:
        """Load every network and answer one question on each, so that the first person does not wait for it.

        What is compiled, mapped, indexed and joined at the first question of a mode takes a second or two.
        """
        for file in filter(self._is_sound, self.files()):
            network = self.network(file)
            for mode in MODES:
                usable = np.flatnonzero(network.is_usable(mode))
                ends = [network.line(int(street))[0] for street in usable[[len(usable) // 2, 0]]] if len(usable) else []
                places = [Position(float(lat), float(lon)) for lon, lat in ends]
                if places:
                    find_isochrone(network, places[0], mode=mode, minutes=[1])
                    find_route(network, places[0], places[1], mode=mode)
                    self.times(places[0], places[1:], mode=mode)

    def speaking_for(self, places: Sequence[Position], mode: Mode) -> list[NetworkFile]:
        """List the networks that cover all places: those complete for the mode first, the larger before the smaller.

        One whose streets cannot be read speaks for nothing: where it lies, times are estimates.
        """
        points = [shapely.Point(place.lon, place.lat) for place in places]
        covering = [file for file in self.files() if all(file.coverage.covers(point) for point in points)]
        found = [file for file in covering if self._is_sound(file)]
        return sorted(found, key=lambda file: (mode not in file.header.complete, -file.coverage.area))

    def drawn(self, box: Box, *, zoom: int) -> DrawnStreets:
        """Return the streets of a box as a map draws them at a zoom, the largest network first."""
        reaching = [file for file in self.files() if file.coverage.intersects(shapely.box(*box))]
        reaching.sort(key=lambda file: -file.coverage.area)
        return draw([self.network(file) for file in reaching if self._is_sound(file)], box, zoom=zoom)

    def trip(self, origin: Position, destination: Position, *, mode: Mode) -> Trip:
        """Find the way from one place to another.

        Parameters
        ----------
        origin, destination : Position
            From where to where.
        mode : {"walk", "bicycle", "car"}
            How one travels.

        Returns
        -------
        Trip
            A route where a network speaks for both places, an estimate where none does.
        """
        if origin == destination:
            return stay(mode)
        files = self.speaking_for([origin, destination], mode)
        for file in files:
            network = self.network(file)
            route = find_route(network, origin, destination, mode=mode, within_m=SNAP_M)
            if route is not None:
                return Trip(
                    status="route",
                    mode=mode,
                    length_m=route.length_m,
                    duration_s=route.ms / 1000,
                    line=route.line,
                    steps=tuple(give_directions(network, route)),
                    warnings=route.warnings,
                    network=file.header.name,
                )
        if files:
            return _unreachable(mode)
        return self._guess(origin, destination, mode)

    def trips(self, origin: Position, destination: Position, *, modes: Sequence[Mode]) -> dict[Mode, Trip]:
        """Find the ways from one place to another: :meth:`trip` for each way of travel."""
        return {mode: self.trip(origin, destination, mode=mode) for mode in modes}

    def crossing(self, origin: Position, destination: Position) -> Crossing | None:
        """Tell how one crosses the sea between two places; None where there is none, or nothing is known."""
        if self._land_context is None:
            return None
        return self._land_context.crossing((origin.lat, origin.lon), (destination.lat, destination.lon))

    def times(self, origin: Position, destinations: Sequence[Position], *, mode: Mode) -> list[TravelTime]:
        """Return how long it takes from one place to many: what :meth:`trip` says of each, in one search a network.

        Parameters
        ----------
        origin : Position
            From where.
        destinations : sequence of Position
            To where.
        mode : {"walk", "bicycle", "car"}
            How one travels.

        Returns
        -------
        list of TravelTime
            In the order of the destinations.
        """
        times: dict[int, TravelTime] = {}
        start = Positions(np.array([origin.lon]), np.array([origin.lat]))
        lon, lat = (np.array([getattr(place, name) for place in destinations], dtype=float) for name in ("lon", "lat"))
        for file in self.speaking_for([origin], mode):
            is_inside = shapely.intersects_xy(file.coverage, lon, lat)
            open_places = np.array([i for i in np.flatnonzero(is_inside) if i not in times], dtype=int)
            if not len(open_places):
                continue
            ends, is_approximate = Positions(lon[open_places], lat[open_places]), mode not in file.header.complete
            for block in travel_times(self.network(file), start, ends, mode=mode, limit_s=LIMIT_RANGE_S[1]):
                for end, ms in zip(open_places[block.destination], block.ms, strict=True):
                    times[int(end)] = TravelTime("route", int(ms) / 1000, is_approximate)
        times |= {i: TravelTime("route", 0.0) for i, place in enumerate(destinations) if place == origin}
        # What is left has no network, no way, or is farther than any cut-off: one by one, since that is rare or cheap.
        return [
            times[i] if i in times else self.trip(origin, place, mode=mode).time for i, place in enumerate(destinations)
        ]

    def isochrone(self, origin: Position, *, mode: Mode, minutes: Sequence[float]) -> Isochrone | None:
        """Draw what is reached from a place; None where no network can (see :func:`find_isochrone`).

        A network that the area would leave gives way to the next one; when all are too small the largest answers, and
        the answer tells which areas are cut.
        """
        largest: tuple[float, Isochrone] | None = None
        for file in self.speaking_for([origin], mode):
            found = find_isochrone(self.network(file), origin, mode=mode, minutes=minutes)
            if found is None:
                continue
            found = replace(found, cut=tuple(not file.coverage.covers(area) for area in found.areas))
            if not found.is_cut:
                return found
            if largest is None or file.coverage.area > largest[0]:
                largest = file.coverage.area, found
        return largest[1] if largest is not None else None

    def _guess(self, origin: Position, destination: Position, mode: Mode) -> Trip:
        contexts = (
            [self._land_context.at(place.lat, place.lon) for place in (origin, destination)]
            if self._land_context
            else [None]
        )
        start, end = contexts[0], contexts[-1]
        if start is None or end is None or start[1] != end[1]:
            return _unreachable(mode)
        straight = distance_m(origin.lon, origin.lat, destination.lon, destination.lat)
        setting = setting_between(start[0], end[0])
        guess = estimate(straight, mode=mode, setting=setting, detours=self._detours)
        return Trip(
            status="estimate",
            mode=mode,
            length_m=float(guess.length_m[0]),
            duration_s=float(guess.duration_s[0]),
            error_pct=float(guess.error_pct[0]),
        )


def stay(mode: Mode) -> Trip:
    """Return the trip of somebody who is there already: no metres, no seconds, no line."""
    return Trip(status="route", mode=mode, length_m=0.0, duration_s=0.0)


def _unreachable(mode: Mode) -> Trip:
    return Trip(status="unreachable", mode=mode, length_m=float("nan"), duration_s=float("nan"))
