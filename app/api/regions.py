"""Regions and grid cells with their figures and outlines."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app import data
from app.api.answers import LayerRead, begin, described, row_model
from app.api.readings import LEVEL, PARENT, ReadingQuery, needs_times
from app.data import access
from gis.queries.regions import Level
from gis.reports import DEFAULT_KIND, REGION_COLUMNS

router = APIRouter(tags=["regions"])


class RegionQuery(LayerRead):
    """Which regions, and the kind of center whose distances are told."""

    level: Level = Field(default="sido", description=LEVEL)
    parent: str | None = Field(default=None, max_length=10, description=PARENT)
    kind: str = Field(default=DEFAULT_KIND, max_length=40, description="Kind of center, or 공공 전체, 의료 전체.")


@router.get(
    "/regions",
    summary="People, centers and distances by region",
    response_class=Response,
    responses=described("regions", row_model("RegionOut", REGION_COLUMNS), level=str, parent_code=str | None, kind=str),
)
def regions(request: Request, asked: Annotated[RegionQuery, Query()]) -> Response:
    """Return registered people, centers and straight distances to the nearest by unit, with outlines in GeoJSON."""
    reply = begin(request, asked)
    layer = data.region_layer(asked.level, asked.parent, asked.kind)
    head = {"level": asked.level, "parent_code": asked.parent, "kind": asked.kind}
    return reply.table("regions", layer.sort_values("region_code"), head)


class CellQuery(ReadingQuery):
    """Which cells, and under which reading."""

    region: str = Field(
        max_length=10, description="MOIS code of a sido, sigungu or emd with people in the cells.", examples=["36"]
    )


CELL_COLUMNS = ("h3", "people", "value", "nearest_min", "without_share", "is_estimate_share", "lat", "lon")


@router.get(
    "/cells",
    summary="Grid cells of a region under a reading",
    response_class=Response,
    responses=described("cells", row_model("CellOut", CELL_COLUMNS), region_code=str, reading=dict[str, str]),
    dependencies=[needs_times],
)
def cells(request: Request, asked: Annotated[CellQuery, Query()]) -> Response:
    """Return H3 cells (resolution 8): the people of the region in each, and its scores."""
    reading = asked.reading()
    reply = begin(request, asked)
    head = {"region_code": asked.region, "reading": reading.parts()}
    return reply.table("cells", access.cells_in(reading, asked.region), head)
