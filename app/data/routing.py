"""Which router answers: the operator's Valhalla server where one is set, else the networks at hand."""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from app.data import valhalla
from app.data.valhalla import ValhallaRouter
from gis.errors import FetchError, InputError
from gis.queries.centers import Center, CenterPoint
from gis.reference import reference_file
from gis.search import TravelTimes
from gis.settings import Settings
from gis.streets.files import read_detours
from gis.streets.land_context import LandContext, load_land_context
from gis.streets.network_catalog import NetworkCatalog, Router, TravelTime, Trip
from gis.streets.route import Position
from gis.terms import MODES, Mode

PAUSE_S = 30.0
"""How long a server that was silent is not asked, seconds."""

_log = logging.getLogger(__name__)


def open_atlas(settings: Settings) -> NetworkCatalog:
    """Open the networks that were built here, then those that are shipped.

    Raises
    ------
    SourceError
        When the table of detours is broken.
    """
    shipped = settings.data_dir / "snapshot" / "streets"
    return NetworkCatalog(
        [settings.var_dir / "streets", shipped],
        detours=read_detours(reference_file("detours.csv", data_dir=settings.data_dir)),
        land_context=_land_context(settings),
    )


def times_from(atlas: NetworkCatalog, lat: float | None, lon: float | None, *, mode: Mode) -> TravelTimes:
    """Return a function that tells how long it takes from a point to centers, by center_id.

    Raises
    ------
    InputError
        When there is no point.
    """
    if lat is None or lon is None:
        raise InputError("the time of arrival needs a point to set out from: give lat and lon")
    start = Position(lat, lon)

    def travel_times(centers: Sequence[Center | CenterPoint]) -> dict[str, TravelTime]:
        ends = [Position(center.lat, center.lon) for center in centers]
        times = atlas.times(start, ends, mode=mode)
        return {center.center_id: time for center, time in zip(centers, times, strict=True)}

    return travel_times


def open_router(settings: Settings, atlas: NetworkCatalog) -> Router:
    """Choose who answers for routes."""
    if settings.valhalla_url is None:
        return atlas
    return _WithFallback(ValhallaRouter(settings.valhalla_url), atlas)


class _WithFallback:
    """Asks the server, for all ways of travel at once, and the networks at hand where it does not answer.

    A server that was silent is left alone for a while: every rerun of a page would wait for it anew.
    """

    def __init__(self, server: ValhallaRouter, atlas: NetworkCatalog) -> None:
        self._server, self._atlas = server, atlas
        self._pool = ThreadPoolExecutor(max_workers=4 * len(MODES), thread_name_prefix="valhalla")
        self._silent_until = 0.0

    def trips(self, origin: Position, destination: Position, *, modes: Sequence[Mode]) -> dict[Mode, Trip]:
        answered = self._ask(origin, destination, modes) if time.monotonic() >= self._silent_until else {}
        return {mode: answered.get(mode) or self._instead(origin, destination, mode) for mode in modes}

    def _ask(self, origin: Position, destination: Position, modes: Sequence[Mode]) -> dict[Mode, Trip]:
        """Return what the server answers in time."""
        calls = {mode: self._pool.submit(self._server.trip, origin, destination, mode=mode) for mode in modes}
        done, late = wait(calls.values(), timeout=valhalla.TIMEOUT_S)
        is_silent = bool([call.cancel() for call in late])
        answered = {}
        for mode, call in calls.items():
            error = call.exception() if call in done else None
            if isinstance(error, FetchError):
                is_silent |= error.code == "silent"
                _log.warning("%s. The networks at hand answer instead", error)
            elif call in done:
                answered[mode] = call.result()
        if is_silent:
            _log.warning("Valhalla was silent and is not asked for %g seconds", PAUSE_S)
            self._silent_until = time.monotonic() + PAUSE_S
        return answered

    def _instead(self, origin: Position, destination: Position, mode: Mode) -> Trip:
        trip = self._atlas.trip(origin, destination, mode=mode)
        return replace(trip, warnings=(*trip.warnings, "fallback"))


def _land_context(settings: Settings) -> LandContext | None:
    path = settings.data_dir / "snapshot" / "streets" / "land_context.parquet"
    return load_land_context(path) if path.is_file() else None
