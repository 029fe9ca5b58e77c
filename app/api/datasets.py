"""Sources in force: who publishes what, under which licence, as of when, and what became of its rows."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app import data
from app.api.answers import TABLES, TableRead, begin, described

router = APIRouter(tags=["data"])


@router.get(
    "/datasets",
    summary="Sources of the data",
    response_class=Response,
    responses=described("datasets", forms=TABLES),
)
def datasets(request: Request, asked: Annotated[TableRead, Query()]) -> Response:
    """Return the sources in force with title, publisher, licence, reference period and counts of rows."""
    return begin(request, asked).table("datasets", data.dataset_frame())


@router.get(
    "/datasets/excluded",
    summary="Rows set aside, by reason",
    response_class=Response,
    responses=described("excluded", forms=TABLES),
)
def excluded(request: Request, asked: Annotated[TableRead, Query()]) -> Response:
    """Return how many rows of each source were set aside, and why."""
    return begin(request, asked).table("excluded", data.quarantine_frame())
