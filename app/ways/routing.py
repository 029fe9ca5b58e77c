"""Which router answers: the operator's Valhalla server where one is set, else the networks at hand."""

import logging

from app.ways.valhalla import ValhallaRouter
from gis.errors import FetchError
from gis.settings import Settings
from gis.streets.atlas import Atlas, Router, Trip
from gis.streets.files import read_detours
from gis.streets.ground import Ground, load_ground
from gis.streets.network import Mode
from gis.streets.route import Position

_log = logging.getLogger(__name__)


def open_atlas(settings: Settings) -> Atlas:
    """Open the networks that were built here, then those that are shipped.

    Raises
    ------
    SourceError
        When the table of detours is broken.
    """
    shipped = settings.data_dir / "snapshot" / "streets"
    return Atlas(
        [settings.var_dir / "streets", shipped],
        detours=read_detours(settings.data_dir / "reference" / "detours.csv"),
        ground=_ground(settings),
    )


def open_router(settings: Settings, atlas: Atlas) -> Router:
    """Choose who answers for routes."""
    if settings.valhalla_url is None:
        return atlas
    return _WithFallback(ValhallaRouter(settings.valhalla_url), atlas)


class _WithFallback:
    """Asks the server, and the networks at hand while it does not answer."""

    def __init__(self, first: Router, second: Router) -> None:
        self._first, self._second = first, second

    def trip(self, origin: Position, destination: Position, *, mode: Mode) -> Trip:
        try:
            return self._first.trip(origin, destination, mode=mode)
        except FetchError as error:
            _log.warning("%s. The networks at hand answer instead", error)
            return self._second.trip(origin, destination, mode=mode)


def _ground(settings: Settings) -> Ground | None:
    path = settings.data_dir / "snapshot" / "streets" / "ground.parquet"
    return load_ground(path) if path.is_file() else None
