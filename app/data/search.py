"""A search as its address: what a shared link says, read with mistrust and written back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gis import hexgrid
from gis.crs import is_in_korea
from gis.terms import CareScope

RADII_KM = (1, 3, 5, 10)
"""Radii offered, kilometres."""

DEFAULT_RADIUS_KM = 3

GROUPS = ("all", "public", "medical")
"""Which centers are shown: all, public ones, hospitals and clinics."""

SCOPES: tuple[CareScope, ...] = ("care", "listed", "open")
"""How far mental-health care is meant: what gives it, also what may, all that is open to the public."""

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Origin:
    """Where a search starts from.

    Parameters
    ----------
    source : {"place", "region", "device", "cell"}
        A typed place; a typed region, searched as a whole; the device's point, given on purpose and kept in the
        session only; the coarse cell that the device's point lies in.
    lat, lon : float
        WGS84 degrees; of a region its label point, of a cell its centre.
    name : str
        What it is called; empty for the device.
    cell : str or None
        H3 cell (resolution 8) of the device's position.
    region_code : str or None
        MOIS code when a whole region is searched.
    """

    source: Literal["place", "region", "device", "cell"]
    lat: float
    lon: float
    name: str = ""
    cell: str | None = None
    region_code: str | None = None

    @property
    def is_rough(self) -> bool:
        """Return whether distances from here are off by up to half a cell."""
        return self.source == "cell"


@dataclass(frozen=True)
class Search:
    """Everything that decides an answer; hashable, so that answers can be kept.

    Parameters
    ----------
    origin : Origin
        Where from.
    radius_km : int
        One of :data:`RADII_KM`; not used for a whole region.
    kinds, services : tuple of str
        Codes of the vocabularies; empty for all.
    text : str
        Words that must occur; empty for none.
    scope : CareScope
        One of :data:`SCOPES`.
    """

    origin: Origin
    radius_km: int = DEFAULT_RADIUS_KM
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    text: str = ""
    scope: CareScope = "care"


def origin_of(query: Mapping[str, Any], point: tuple[float, float] | None = None) -> Origin | None:
    """Read where a search starts from.

    Parameters
    ----------
    query : mapping
        Query parameters: ``cell``, or ``lat``, ``lon`` and ``place``, with ``region`` for a whole region.
    point : tuple of float, optional
        The device's point (lat, lon), if the person gave it in this session; used only inside the cell of the
        address, so that an old point never answers a new address.

    Returns
    -------
    Origin or None
        None when the address says nothing, or nothing that can be used.
    """
    if cell := query.get("cell"):
        return _device(str(cell), point)
    try:
        lat, lon = float(query["lat"]), float(query["lon"])
    except (KeyError, TypeError, ValueError):
        return None
    if not is_in_korea(lat, lon):
        return None
    name = " ".join(str(query.get("place", "")).split())[:_LONGEST_NAME]
    code = str(query.get("region", ""))
    if code.isascii() and code.isdigit() and len(code) in (2, 5):
        return Origin("region", lat, lon, name, region_code=code)
    return Origin("place", lat, lon, name)


def address_of(origin: Origin) -> dict[str, str]:
    """Write where a search starts from as query parameters; of the device never more than its cell."""
    if origin.cell:
        return {"cell": origin.cell}
    written = {"place": origin.name, "lat": f"{origin.lat:.5f}", "lon": f"{origin.lon:.5f}"}
    return written | ({"region": origin.region_code} if origin.region_code else {})


def cell_of(lat: float, lon: float) -> str:
    """Return the coarse cell of a point, as it stands in an address."""
    return hexgrid.to_text(int(hexgrid.cells_of(lat, lon, hexgrid.CELL_RESOLUTION)[0]))


def _device(cell: str, point: tuple[float, float] | None) -> Origin | None:
    try:
        index = hexgrid.from_text(cell)
    except (ValueError, OverflowError):
        return None
    lat, lon = hexgrid.centers_of(index)[0]
    if hexgrid.resolution_of(index) != hexgrid.CELL_RESOLUTION or not is_in_korea(lat, lon):
        return None
    text = hexgrid.to_text(index)
    if point is not None and cell_of(*point) == text:
        return Origin("device", *point, cell=text)
    return Origin("cell", float(lat), float(lon), cell=text)
