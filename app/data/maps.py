"""What maps are drawn from: tiles, bounds, and the host that an operator may choose."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.data import database
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
