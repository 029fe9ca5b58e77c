"""Ways, areas reached and times, within bounds; nothing is kept, since a start may be where a person is."""

from typing import Annotated, Any

import geopandas as gpd
import shapely
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.answers import OBJECT, REFUSALS, LayerRead, begin
from app.api.guards import costly
from app.api.models import Strict
from app.data import centers, travel
from app.records import isochrone_features, trip_record
from app.text import LANGUAGES, load
from app.travel import directions, reaches
from gis.errors import InputError, NotFoundError
from gis.streets.route import Position
from gis.terms import Mode

router = APIRouter(tags=["travel"])

MOST_PLACES = 100
"""Places that one request for times may name on either side."""

MOST_PAIRS = 1000
"""Pairs of them."""

LONGEST_MIN = 60.0


class Point(Strict):
    """A point in Korea, WGS84 degrees."""

    lat: float = Field(ge=-90, le=90, examples=[37.5665])
    lon: float = Field(ge=-180, le=180, examples=[126.978])

    def position(self) -> Position:
        """Return it as the networks take it.

        Raises
        ------
        InputError
            When it lies outside Korea.
        """
        return Position(self.lat, self.lon)


class RouteQuery(Strict):
    """From where to where, and how."""

    from_lat: float = Field(description="Latitude of the start, WGS84 degrees.", examples=[37.4979])
    from_lon: float = Field(description="Longitude of the start.", examples=[127.0276])
    to_lat: float = Field(description="Latitude of the end.", examples=[37.5045])
    to_lon: float = Field(description="Longitude of the end.", examples=[127.0245])
    mode: Mode = Field(default="walk", description="How one travels.")


@router.get(
    "/routes",
    summary="The way from one place to another",
    response_class=Response,
    responses=OBJECT,
)
def route(request: Request, asked: Annotated[RouteQuery, Query()]) -> Response:
    """Return length, duration, line and directions in both languages; `status` tells an estimate from a route."""
    start, end = Position(asked.from_lat, asked.from_lon), Position(asked.to_lat, asked.to_lon)
    reply = begin(request, is_personal=True)
    with costly(request):
        trip = travel.trips_between(start, end, [asked.mode])[asked.mode]
    told = {language: directions.sentences(load(language), trip) for language in LANGUAGES}
    return reply.record({"data_version": reply.data_version, **trip_record(trip, start, end), "directions": told})


class IsochroneQuery(LayerRead):
    """From where, how, and how long."""

    lat: float = Field(description="Latitude of the start, WGS84 degrees.", examples=[37.4979])
    lon: float = Field(description="Longitude of the start.", examples=[127.0276])
    mode: Mode = Field(default="walk", description="How one travels.")
    minutes: list[float] = Field(min_length=1, max_length=6, description="A time; repeat for several.", examples=[[15]])


@router.get(
    "/isochrones",
    summary="The ground reached within given times",
    response_class=Response,
    responses=OBJECT,
)
def isochrones(request: Request, asked: Annotated[IsochroneQuery, Query()]) -> Response:
    """Return areas with the people in them, smallest first; GeoJSON unless another form is named."""
    if any(not 1 <= minutes <= LONGEST_MIN for minutes in asked.minutes):
        raise InputError(f"minutes: give times from 1 to {LONGEST_MIN:g}")
    start = Position(asked.lat, asked.lon)
    reply = begin(request, asked.model_copy(update={"f": asked.f or "geojson"}), is_personal=True)
    with costly(request):
        reach = centers.reach_from(start, asked.mode, asked.minutes)
    if reach is None:
        raise NotFoundError("no street network reaches from there: areas are drawn where streets are known")
    features = isochrone_features(reach.isochrone, reach.people)
    remarks = {language: reaches.doubts(load(language), reach.isochrone) for language in LANGUAGES}
    layer = gpd.GeoDataFrame(
        [one["properties"] for one in features],
        geometry=[shapely.geometry.shape(one["geometry"]) for one in features],
        crs=4326,
    )
    return reply.table("areas", layer, {"remarks": remarks})


class TimesIn(Strict):
    """Places on both sides, in the order in which times are wanted."""

    origins: list[Point] = Field(min_length=1, max_length=MOST_PLACES)
    destinations: list[Point] = Field(min_length=1, max_length=MOST_PLACES)
    mode: Mode = "walk"


@router.post("/times", summary="Travel times between places", responses=REFUSALS)
def times(request: Request, asked: TimesIn) -> dict[str, Any]:
    """Return seconds from each origin to each destination, null where nobody gets there; keeps nothing."""
    if len(asked.origins) * len(asked.destinations) > MOST_PAIRS:
        raise InputError(f"{len(asked.origins)} times {len(asked.destinations)} pairs: give at most {MOST_PAIRS}")
    starts = [one.position() for one in asked.origins]
    ends = [one.position() for one in asked.destinations]
    with costly(request):
        found = [travel.atlas().times(start, ends, mode=asked.mode) for start in starts]
    return {
        "mode": asked.mode,
        "times": [
            {
                "origin": row,
                "destination": column,
                "status": time.status,
                "duration_s": None if time.status == "unreachable" else round(time.duration_s, 1),
                "is_estimate": time.is_estimate,
                "is_approximate": time.is_approximate,
            }
            for row, line in enumerate(found)
            for column, time in enumerate(line)
        ],
    }
