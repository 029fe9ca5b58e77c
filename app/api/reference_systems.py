"""Reference systems at ``/ogc``: OGC API Features Part 2 over tipg, which answers in degrees alone.

A collection is read with its geometry transformed in the database; a box is brought back to degrees before that.
Numbers stand in the order of the system's own definition, as the standard wants: latitude first in EPSG:4326, northing
first in EPSG:5179.
"""

from functools import cache
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Query
from pyproj import Transformer
from starlette.types import Scope
from tipg.collections import Column, PgCollection

from gis.errors import InputError

CONFORMANCE = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Degrees with the longitude first: how answers come unless told."""

_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {CRS84: 4326, f"{_EPSG}4326": 4326, f"{_EPSG}5179": 5179}
"""What is offered: the identifier of each system, and its number at EPSG."""

STATED = {"crs": list(SYSTEMS), "storageCrs": CRS84}
"""What the description of a collection says of it."""


class Projected(PgCollection):
    """A collection that answers in a reference system of :data:`SYSTEMS`."""

    out: str = CRS84

    def _geom_expr(self, geometry_column: Column | None, bbox_only: bool | None, simplify: float | None) -> str | None:
        degrees = super()._geom_expr(geometry_column, bbox_only, simplify)
        if degrees is None or self.out == CRS84:
            return degrees
        # Without a number of its own, since GeoJSON would carry one that the header says.
        return f"ST_SetSRID(ST_FlipCoordinates(ST_Transform({degrees}, {SYSTEMS[self.out]})), 0)"


def in_system(collection: Projected, crs: str | None) -> Projected:
    """Give a collection in the system that an address asks for.

    Raises
    ------
    InputError
        When it is not offered.
    """
    return collection.model_copy(update={"out": known("crs", crs)}) if crs else collection


def known(name: str, crs: str) -> str:
    """Return the identifier of a system that a parameter names, also in angle brackets as a header has it.

    Raises
    ------
    InputError
        When it is not offered.
    """
    asked = crs.strip("<>[]")
    if asked not in SYSTEMS:
        raise InputError(f"{name} {crs[:80]!r} is not offered; what is: {', '.join(SYSTEMS)}")
    return asked


def box_in_degrees(box: list[float], crs: str) -> list[float]:
    """Bring a box back to degrees, longitude first.

    Parameters
    ----------
    box : list of float
        Four numbers in the order of the system's axes.
    crs : str
        Identifier of the system.

    Returns
    -------
    list of float
        West, south, east, north: the smallest box around it.
    """
    if crs == CRS84:
        return box
    first_low, second_low, first_high, second_high = box
    west, south, east, north = second_low, first_low, second_high, first_high
    if SYSTEMS[crs] == 4326:
        return [west, south, east, north]
    return list(_to_degrees(SYSTEMS[crs]).transform_bounds(west, south, east, north))


@cache
def _to_degrees(number: int) -> Transformer:
    return Transformer.from_crs(number, 4326, always_xy=True)


def content_crs(scope: Scope) -> str | None:
    """Give the header that says which system the features of an answer are in; None for answers that hold none."""
    if "/items" not in scope["path"]:
        return None
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("crs", [CRS84])[-1]
    return f"<{asked.strip('<>[]')}>"


CrsParameter = Annotated[str | None, Query(description="Identifier of the reference system of the answer.")]
BoxCrsParameter = Annotated[str | None, Query(alias="bbox-crs", description="That of the numbers of bbox.")]
