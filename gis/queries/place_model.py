"""A place as the look-up gives it."""

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "station", "region", "postcode", "address", "center", "campus", "market", "library", "sight", "village"
]

MATCHES = ("exact", "name", "prefix", "part", "similar")
"""How a name may agree, best first: what it is called; without its number or ending, or as it was called before; its
beginning; a part, or the unit around what was typed; one slip of the finger (only when nothing else agrees)."""


@dataclass(frozen=True)
class Place:
    """A candidate for what was typed.

    Attributes
    ----------
    name : str
        What it is called.
    category : str
        What it is: station, region, postcode, address, center, campus, market, library, sight or village.
    level : str
        What the position stands for: building, station, road, emd, sigungu or sido.
    lat, lon : float
        WGS84 degrees; of a region the point where its people live.
    region_code : str or None
        The unit itself, or the emd it lies in; MOIS code.
    region_name : str or None
        Full name of that unit; of a legal dong or ri its own full name.
    detail : str or None
        What tells it from others of the name: lines of a station, an address, a kind of center; the lot or number that
        was typed when only the unit or road around it is known.
    match : {"exact", "name", "prefix", "part", "similar"}
        How the name agrees with what was typed; see :data:`MATCHES`.
    center_id : str or None
        For a center, its id.
    """

    name: str
    category: Category
    level: str
    lat: float
    lon: float
    region_code: str | None
    region_name: str | None
    detail: str | None
    match: str
    center_id: str | None = None
