"""Public holidays, nation-wide and local."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.answers import TABLES, Row, TableRead, begin, described
from app.data import opening
from app.records import holiday_record

router = APIRouter(tags=["calendar"])


class HolidayQuery(TableRead):
    """Which holidays are asked for."""

    year: int = Field(ge=1, le=9999, description="Year, such as 2027.", examples=[2027])
    region: str | None = Field(
        default=None,
        pattern=r"^([0-9]{2}|[0-9]{5}|[0-9]{10})$",
        description="MOIS code of a region: the local days of its public offices too.",
    )


class HolidayOut(Row):
    """A holiday."""

    date: dt.date
    weekday: str
    name: str
    kind: str
    region_code: str | None
    valid_from: dt.date | None
    source: str


@router.get(
    "/holidays",
    summary="Public holidays of a year",
    response_class=Response,
    responses=described("holidays", HolidayOut, forms=TABLES),
)
def holidays(request: Request, asked: Annotated[HolidayQuery, Query()]) -> Response:
    """Return statutory, substitute, temporary, election and local holidays by date."""
    reply = begin(request, asked)
    days = opening.calendar().between(dt.date(asked.year, 1, 1), dt.date(asked.year, 12, 31), asked.region)
    return reply.table("holidays", [holiday_record(day) for day in days])
