"""Centers: the search that the find page and the command line ask, and where a center is, as JSON."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from app import data
from app.api.models import Strict
from app.data import centers
from app.records import center_record, crisis_record, found_record, place_record, suggestion_record
from gis.errors import InputError, NotFoundError
from gis.opening import read_instant
from gis.queries.inputs import MAX_RADIUS_M, MAX_TEXT
from gis.search import CenterSearch
from gis.streets.route import read_mode

DEFAULT_RADIUS_M = 3000.0
"""How far a search looks unless it is told, metres."""

MOST = 1000
"""Most centers that one answer gives."""

router = APIRouter(tags=["centers"])


class CenterQuery(Strict):
    """What is searched for, as query parameters."""

    lat: float | None = Field(default=None, description="Latitude, WGS84 degrees.")
    lon: float | None = Field(default=None, description="Longitude, WGS84 degrees.")
    radius_m: float = Field(default=DEFAULT_RADIUS_M, gt=0, le=MAX_RADIUS_M, description="Metres around the point.")
    nearest: bool = Field(default=False, description="The nearest ones, however far: no radius.")
    kind: list[str] = Field(default=[], max_length=40, description="Kind (Korean term); repeat for several.")
    service: list[str] = Field(default=[], max_length=40, description="Service offered (Korean term); all must be.")
    region: str | None = Field(default=None, description="MOIS code: centers standing there or serving it.")
    text: str | None = Field(default=None, description="Words in name, operator, kind, address or services.")
    has_psychiatrist: bool = Field(default=False, description="Only centers where a psychiatrist is counted.")
    scope: Literal["care", "listed", "open"] | None = Field(
        default=None,
        description="care: what gives mental-health care; listed: also what may; open: all that anybody may enter. "
        "Unless it is told care, or open where kinds are named.",
    )
    limit: int = Field(default=100, ge=1, le=MOST, description="Most centers to give.")
    open_at: str | None = Field(default=None, description="Only centers open then: 2026-10-05T14:00, or now.")
    open_on_arrival: str | None = Field(default=None, description="Only those open on arrival by this mode.")

    def search(self) -> CenterSearch:
        """Return the search as every face asks it."""
        return CenterSearch(
            lat=self.lat,
            lon=self.lon,
            radius_m=None if self.nearest else self.radius_m,
            kinds=self.kind,
            services=self.service,
            region_code=self.region,
            text=self.text,
            has_psychiatrist=self.has_psychiatrist,
            scope=self.scope,
            limit=self.limit,
        )


@router.get("/centers", summary="Search for centers")
def search_centers(asked: Annotated[CenterQuery, Query()]) -> dict[str, Any]:
    """Find centers around a point, nearest first, or by region, kind, service and keyword."""
    mode = read_mode(asked.open_on_arrival) if asked.open_on_arrival else None
    at = None if asked.open_at is None and mode is None else read_instant(asked.open_at)
    centers_found = centers.search_centers(asked.search(), at=at, mode=mode)
    return {
        "crisis": crisis_record(asked.text or ""),
        "data_version": data.version(),
        "centers": [found_record(center) for center in centers_found],
    }


@router.get("/centers/{center_id}", summary="One center")
def one_center(center_id: str) -> dict[str, Any]:
    """Return one center of the register."""
    detail = data.center(center_id)
    if detail is None:
        raise NotFoundError(f"there is no center {center_id[:20]!r} in the register: search for it by name")
    return {"data_version": data.version(), "center": center_record(detail.center)}


@router.get("/places", summary="Look a place up")
def find_places(
    q: Annotated[str, Query(max_length=60, description="A station, region, postcode, address or center.")],
) -> dict[str, Any]:
    """Find the coordinates of a place, the likeliest candidate first."""
    return {
        "crisis": crisis_record(q),
        "data_version": data.version(),
        "places": [place_record(place) for place in data.find_places(q)],
    }


class Typing(Strict):
    """What stands in the field so far.

    It comes in the body: a person in distress types other things than places, and addresses are kept in more logs.
    """

    q: str = Field(max_length=MAX_TEXT)


@router.post("/places/suggestions", summary="Suggest places while a person types")
def suggest_places(typing: Typing) -> dict[str, Any]:
    """Return the first candidates for what is typed so far, and how each is read in Latin letters; keeps nothing."""
    try:
        places = data.find_places(typing.q)
    except InputError:
        places = ()
    return {"crisis": crisis_record(typing.q), "places": [suggestion_record(place) for place in places]}
