"""What maps are drawn from: tiles, bounds, and the host that an operator may choose."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from functools import lru_cache

from sqlalchemy import Connection

from app.data import database, travel
from gis.queries import tiles

Bounds = tuple[float, float, float, float]
"""West, south, east, north, degrees."""

KOREA: Bounds = (125.9, 33.1, 129.7, 38.6)
"""West, south, east, north of the mainland and Jeju, degrees."""


@dataclass(frozen=True)
class OnlineTiles:
    """Raster tiles of another host, which an operator may choose: their address and whom to name."""

    url: str
    attribution: str


def online_tiles() -> OnlineTiles | None:
    """Return the tiles of another host that the operator chose; by default none, and no other host is asked."""
    url = database.settings().map_tiles_url
    return OnlineTiles(url, database.settings().map_tiles_attribution) if url else None


@database.cached(most=2000)
def map_tile(conn: Connection, z: int, x: int, y: int) -> bytes:
    """Return a tile of the base map; see :func:`gis.queries.tiles.base_map`."""
    return tiles.base_map(conn, z=z, x=x, y=y)


def street_tile(z: int, x: int, y: int) -> bytes:
    """Return a tile of the streets at hand; empty where there are none.

    Raises
    ------
    InputError
        When there is no such tile.
    """
    tiles.check(z, x, y, zooms=tiles.STREET_ZOOMS)
    return _street_tile(z, x, y, travel.atlas().state())


@lru_cache(maxsize=300)
def _street_tile(z: int, x: int, y: int, _networks: Hashable) -> bytes:
    # A road beside the tile reaches into it by half its width.
    streets = travel.atlas().drawn(tiles.bounds(z, x, y, margin=0.02), zoom=z)
    if not streets.lines:
        return b""
    with database.engine().connect() as conn:
        return tiles.street_tile(conn, z, x, y, **asdict(streets))
