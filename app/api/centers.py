"""Centers: the search that the find page and the command line ask, and where a center is, as JSON."""

import base64
import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from starlette.datastructures import URL

from app import data
from app.api.answers import LayerRead, begin, described, model_of
from app.api.models import Strict
from app.center import opening_words
from app.data import centers
from app.records import center_record, crisis_record, found_record, place_record, status_record, suggestion_record
from app.text import LANGUAGES, load
from gis.errors import ConflictError, InputError, NotFoundError
from gis.opening import read_instant
from gis.queries.centers import Center
from gis.queries.inputs import MAX_RADIUS_M, MAX_TEXT
from gis.queries.places import Place
from gis.search import CenterSearch, Sort
from gis.streets.route import read_mode

DEFAULT_RADIUS_M = 3000.0
"""How far a search looks unless it is told, metres."""

MOST = 1000
"""Most centers that one answer gives."""

router = APIRouter(tags=["centers"])

CenterOut = model_of("CenterOut", Center, center_id=None, id=str)
PlaceOut = model_of("PlaceOut", Place)


class CenterQuery(LayerRead):
    """What is searched for, as query parameters."""

    lat: float | None = Field(default=None, description="Latitude, WGS84 degrees.", examples=[37.5665])
    lon: float | None = Field(default=None, description="Longitude, WGS84 degrees.", examples=[126.978])
    radius_m: float = Field(default=DEFAULT_RADIUS_M, gt=0, le=MAX_RADIUS_M, description="Metres around the point.")
    nearest: bool = Field(default=False, description="The nearest ones, however far: no radius.")
    box: str | None = Field(
        default=None, max_length=100, description="Only in this box: west,south,east,north in WGS84 degrees."
    )
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
    sort: Sort = Field(
        default="care",
        description="care: what gives care first, and front doors that are near; distance; name. Without a point "
        "care is by kind and name.",
    )
    limit: int = Field(default=100, ge=1, le=MOST, description="Most centers to give.")
    cursor: str | None = Field(default=None, max_length=200, description="Where to go on: `next` of the last answer.")
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
            box=None if self.box is None else read_box(self.box),
            sort=self.sort,
            limit=self.limit,
        )


def read_box(text: str) -> tuple[float, float, float, float]:
    """Read a box as it stands in an address.

    Raises
    ------
    InputError
        Unless it is four numbers with commas between.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"box {text[:60]!r}: give west,south,east,north in WGS84 degrees") from None
    return west, south, east, north


@router.get(
    "/centers",
    summary="Search for centers",
    response_class=Response,
    responses=described("centers", CenterOut, crisis=dict[str, Any] | None, next=str | None),
)
def search_centers(request: Request, asked: Annotated[CenterQuery, Query()]) -> Response:
    """Find centers around a point, in a box, or by region, kind, service and keyword; page by page."""
    mode = read_mode(asked.open_on_arrival) if asked.open_on_arrival else None
    at = None if asked.open_at is None and mode is None else read_instant(asked.open_at)
    is_personal = asked.lat is not None or asked.lon is not None or asked.text is not None
    reply = begin(request, asked, is_personal=is_personal, is_now=at is not None)
    search = asked.search()
    offset = _offset(asked.cursor, reply.data_version) if asked.cursor else 0
    found = centers.search_centers(replace(search, limit=search.limit + 1, offset=offset), at=at, mode=mode)
    cursor = _cursor(reply.data_version, offset + search.limit) if len(found) > search.limit else None
    return reply.table(
        "centers",
        [found_record(center) for center in found[: search.limit]],
        {"crisis": crisis_record(asked.text or ""), "next": cursor},
        {"Link": f'<{_next(request, cursor, at)}>; rel="next"'} if cursor else None,
    )


def _next(request: Request, cursor: str, at: dt.datetime | None) -> URL:
    """Write the address of the next page: of the same instant, since what is open now changes."""
    instant = {} if at is None else {"open_at": at.isoformat(timespec="seconds")}
    return URL(f"{request.url.path}?{request.url.query}").include_query_params(cursor=cursor, **instant)


def _cursor(data_version: str, offset: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([data_version, offset]).encode()).decode().rstrip("=")


def _offset(cursor: str, data_version: str) -> int:
    try:
        state, offset = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        is_ours = isinstance(state, str) and type(offset) is int and 0 < offset <= _FARTHEST
    except (TypeError, ValueError):
        is_ours = False
    if not is_ours:
        raise InputError("the cursor is none of ours: give `next` of the last answer, as it is")
    if state != data_version:
        raise ConflictError(
            "the data have changed since the page before: begin again without a cursor", code="cursor_old"
        )
    return int(offset)


_FARTHEST = 1_000_000
"""No search gives more centers."""


class CenterMoment(Strict):
    """When a center is asked about."""

    at: str | None = Field(default=None, description="Instant of the status: 2026-10-05T14:00 (Seoul), or now.")


class CenterDetailOut(Strict):
    """A center with its hours, its status and where its facts come from."""

    data_version: str
    center: CenterOut  # type: ignore[valid-type]
    hours: dict[str, Any] | None
    status: dict[str, Any]
    staff: dict[str, int]
    sources: list[dict[str, Any]]
    field_sources: dict[str, str]
    position_source: str
    position_method: str


@router.get(
    "/centers/{center_id}",
    summary="One center",
    response_class=Response,
    responses={200: {"model": CenterDetailOut}},
)
def one_center(request: Request, center_id: str, asked: Annotated[CenterMoment, Query()]) -> Response:
    """Return one center: its week, whether it is open and why in both languages, staff, and the rows it comes from."""
    at = read_instant(asked.at)
    reply = begin(request, is_now=True)
    detail = data.center(center_id)
    if detail is None:
        raise NotFoundError(f"there is no center {center_id[:20]!r} in the register: search for it by name")
    board = data.openings_with_live(center_id, at, is_set=asked.at not in (None, "now")).board
    status, week = board.status(center_id, at), board.weeks[center_id]
    said = {language: load(language) for language in LANGUAGES}
    told = status_record(
        status,
        at,
        reasons=opening_words.reasons(said["ko"], status),
        outlook=opening_words.outlook(said["ko"], status, at),
    )
    told["text"] = {
        language: {
            "state": opening_words.badge(say, status.state),
            "reasons": opening_words.reasons(say, status),
            "outlook": opening_words.outlook(say, status, at),
        }
        for language, say in said.items()
    }
    hours = None
    if week.week is not None:
        hours = {
            "week": week.week, "osm": week.osm, "source": week.source,
            "reference_date": week.reference_date.isoformat(), "other_source": week.other_source,
            "days_apart": list(week.days_apart),
        }  # fmt: skip
    return reply.record(
        {
            "data_version": reply.data_version,
            "center": center_record(detail.center),
            "hours": hours,
            "status": told,
            "staff": detail.staff,
            "sources": [asdict(source) for source in detail.sources],
            "field_sources": detail.field_sources,
            "position_source": detail.position_source,
            "position_method": detail.position_method,
        }
    )


class PlaceQuery(LayerRead):
    """What is looked up."""

    q: str = Field(max_length=60, description="A station, region, postcode, address or center.", examples=["강남역"])
    limit: int = Field(default=centers.FEW_PLACES, ge=1, le=centers.MANY_PLACES, description="Most candidates to give.")


@router.get(
    "/places",
    summary="Look a place up",
    response_class=Response,
    responses=described("places", PlaceOut, crisis=dict[str, Any] | None),
)
def find_places(request: Request, asked: Annotated[PlaceQuery, Query()]) -> Response:
    """Find the coordinates of a place, the likeliest candidate first."""
    reply = begin(request, asked, is_personal=True)
    found = data.find_places(asked.q, asked.limit)
    return reply.table("places", [place_record(place) for place in found], {"crisis": crisis_record(asked.q)})


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
