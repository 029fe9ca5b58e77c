"""Readings of access, and what is made of them: the week, underserved areas, rules, equity, calls, longer hours."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app import data
from app.api.answers import OBJECT, TABLES, TOLD, TableForm, TableRead, begin, described, row_model
from app.api.guards import costly
from app.api.models import Strict
from app.api.readings import LEVEL, PARENT, ReadingQuery, needs_times
from app.data import access, causes
from app.policy import verdicts as verdict_words
from app.receipts import (
    access_receipt,
    calls_receipt,
    causes_record,
    equity_receipt,
    equity_tables,
    siting_receipt,
    story_record,
    underserved_receipt,
)
from app.records import rows
from app.text import Language, load
from gis.access import REGION_COLUMNS
from gis.analysis.readings import hours_named
from gis.analysis.rules import rule_dump
from gis.calls import MOST_CALLS, USUAL_CALLS
from gis.causes import FIGURES
from gis.consensus import CONSENSUS_COLUMNS, DRAWN_COLUMNS, ConsensusLevel
from gis.errors import NotFoundError
from gis.fairness import PARTS, Part
from gis.hexgrid import to_text
from gis.intervals import SEED
from gis.queries.regions import Level
from gis.series import NATION_CODE, reach
from gis.siting import MOST_SITES, USUAL_SITES

router = APIRouter(tags=["access"], dependencies=[needs_times])

TOLD_OBJECT = "Only JSON: the answer is one object."

LONGEST_S = 10.0
"""Seconds after which the choice of longer hours is given as good as it is, with its bound."""


class AccessQuery(ReadingQuery):
    """A reading, and the units it is told for."""

    level: Level = Field(default="sigungu", description=LEVEL)
    parent: str | None = Field(default=None, max_length=10, description=PARENT, examples=["41"])


@router.get(
    "/access",
    summary="Figures of a reading by region",
    response_class=Response,
    responses=described(
        "rows",
        row_model("AccessRow", REGION_COLUMNS),
        reading=dict[str, str],
        value_unit=str,
        people=float,
        command=str,
    ),
)
def figures(request: Request, asked: Annotated[AccessQuery, Query()]) -> Response:
    """Return people without reachable open care with both bounds, and the measure, by unit; most people first."""
    reading = asked.reading()
    reply = begin(request, asked)
    with costly(request, is_kept=access.is_answered(reading)):
        table = access.figures(reading, asked.level, asked.parent)
        head = access_receipt(access.board_of_people(reading), reading, asked.level, asked.parent)
    if reply.form in ("geojson", "parquet"):
        outlines = access.units(asked.level, asked.parent)[["region_code", "geom"]]
        table = outlines.merge(table, on="region_code", validate="one_to_one").sort_values("rank")
    return reply.table("rows", table, head)


class TableReading(ReadingQuery):
    """A reading whose answer is a table without outlines."""

    f: TableForm | None = Field(default=None, description=TOLD)


class WeekQuery(TableReading):
    """A reading, and the region it is told for."""

    parent: str | None = Field(default=None, max_length=10, description="MOIS code of a region; the nation otherwise.")


@router.get(
    "/access/week",
    summary="Hour by hour: the share of people with reachable open care",
    response_class=Response,
    responses=described("rows", forms=TABLES, reading=dict[str, str], command=str),
)
def week(request: Request, asked: Annotated[WeekQuery, Query()]) -> Response:
    """Return 168 departures of an ordinary week and 24 of a holiday for the nation or a region."""
    reading = asked.reading()
    reply = begin(request, asked)
    with costly(request, is_kept=access.is_answered(reading)):
        table = access.week(reading, asked.parent)
        head = access_receipt(access.board_of_people(reading), reading, "sigungu", asked.parent, is_week=True)
    return reply.table("rows", table, head)


@router.get(
    "/access/history",
    summary="A reading as recorded at each reference date",
    response_class=Response,
    responses=described("rows", forms=TABLES, reading=dict[str, str], region_code=str),
)
def history(request: Request, asked: Annotated[WeekQuery, Query()]) -> Response:
    """Return what was recorded of a reading for the nation or a region; 404 where it is not followed."""
    told = reach(asked.reading())
    reply = begin(request, asked, is_now=True)  # a record follows the load it tells of and leaves the version as it is
    (table,) = access.history([told], asked.parent)
    if table.empty:
        raise NotFoundError("nothing is recorded of this reading: data/rules/series.yaml lists those that are followed")
    plain = table.drop(columns=["reading"])
    return reply.table("rows", plain, {"reading": told.parts(), "region_code": asked.parent or NATION_CODE})


class CausesQuery(WeekQuery):
    """A reading, the region it is told for, and the earlier date."""

    since: dt.date | None = Field(
        default=None, description="A kept reference date or a date of count; the newest when left out."
    )


@router.get(
    "/access/causes",
    summary="What the change since an earlier date comes from",
    response_class=Response,
    responses=described(
        "rows",
        row_model("CauseRow", ("part", *FIGURES)),
        forms=TABLES,
        reading=dict[str, str],
        known=list[str],
        command=str,
    ),
)
def change_causes(request: Request, asked: Annotated[CausesQuery, Query()]) -> Response:
    """Return the earlier figure, the parts of centers, hours, people, records and method, and the present figure.

    Parts are Shapley values and sum to the change; one that is not known is null.
    """
    reading = asked.reading()
    reply = begin(request, asked, is_now=True)  # an earlier state is kept after the load it tells of
    with costly(request):
        change = causes.parted(reading, asked.since)
        table, head = change.total(asked.parent), causes_record(change, parent=asked.parent)
    return reply.table("rows", table, head)


class ObjectReading(ReadingQuery):
    """A reading whose answer is one object."""

    f: Literal["json"] | None = Field(default=None, description=TOLD_OBJECT)


class StoryQuery(ObjectReading):
    """A reading, and the region whose story is told."""

    parent: str = Field(max_length=10, description="MOIS code of a sido or sigungu.", examples=["41800"])


@router.get(
    "/access/story",
    summary="Who is out of reach in a region, when, and what is nearest",
    response_class=Response,
    responses=OBJECT,
)
def story(request: Request, asked: Annotated[StoryQuery, Query()]) -> Response:
    """Return the tables and figures of the story that the page of gaps tells of a region."""
    reading = asked.reading()
    reply = begin(request)
    with costly(request):
        return reply.record(story_record(access.board(), access.story(reading, asked.parent)))


class UnderservedQuery(TableRead):
    """Whose readings vote, and which units are listed."""

    service: str = Field(
        default="front_door", max_length=40, description="A service of the grid, such as psychiatrist."
    )
    level: ConsensusLevel = Field(default="sigungu", description=LEVEL)
    parent: str | None = Field(default=None, max_length=10, description=PARENT)
    least: float | None = Field(
        default=None, ge=0, le=1, description="Only units with at least this share of people in underserved cells."
    )


@router.get(
    "/underserved",
    summary="Underserved areas",
    response_class=Response,
    responses=described(
        "rows",
        row_model("UnderservedRow", (*CONSENSUS_COLUMNS, *DRAWN_COLUMNS)),
        forms=TABLES,
        people_underserved=float,
        command=str,
    ),
)
def underserved(request: Request, asked: Annotated[UnderservedQuery, Query()]) -> Response:
    """Return who lives where the readings of a service agree that care is out of reach, by unit.

    With intervals (`_low`, `_high`, nine tenths of the draws of travel times, unknown hours and positions) as long as
    draws of the data in force are kept.
    """
    grid = access.grid()
    grid.service(asked.service)
    reply = begin(request, asked)
    least = grid.people_share if asked.least is None else asked.least
    with costly(request):
        found = access.underserved(asked.service, asked.level, asked.parent)
    kept = found.units[found.units["people_share"] >= least - 1e-12].reset_index(drop=True)
    if asked.level == "cell":  # JSON's numbers are too short for an index
        kept = kept.assign(h3=[to_text(int(cell)) for cell in kept.pop("h3_index")])
    head = underserved_receipt(
        access.board(), grid, found,
        level=asked.level, parent=asked.parent, least=least, seed=SEED, day=data.today(),
        draws=0 if found.interval is None else found.interval.draws,
    )  # fmt: skip
    if found.interval is not None:
        head["people_underserved_interval"] = asdict(found.interval)
    return reply.table("rows", kept, head | {"readings": rows(found.readings)})


class RuleQuery(Strict):
    """Whose verdicts are asked for."""

    f: Literal["json"] | None = Field(default=None, description=TOLD_OBJECT)
    region: str = Field(max_length=5, description="MOIS code of a sido, sigungu or municipality.", examples=["41800"])
    lang: Language = Field(default="ko", description="Language of the sentences.")


@router.get(
    "/rules",
    summary="Shortage rules and their verdicts",
    response_class=Response,
    responses=OBJECT,
)
def rules(request: Request, asked: Annotated[RuleQuery, Query()]) -> Response:
    """Return what each rule in force says of the units of a region, with every number that led there."""
    reply, say = begin(request), load(asked.lang)
    book = access.rulebook()
    with costly(request):
        decided = access.verdicts(asked.region)
    return reply.record(
        {
            "data_version": reply.data_version,
            "rules_version": book.version,
            "region_code": asked.region,
            "rules": [rule_dump(rule) for rule in book.rules],
            "verdicts": [verdict_words.record(say, book, verdict) for verdict in decided],
        }
    )


class EquityQuery(TableReading):
    """A reading, and which table is asked for."""

    part: Part = Field(default=PARTS[0], description="Which table; what stands beside it is the same.")


@router.get(
    "/equity",
    summary="How evenly access is shared",
    response_class=Response,
    responses=described("rows", forms=TABLES, reading=dict[str, str], command=str),
)
def equity(request: Request, asked: Annotated[EquityQuery, Query()]) -> Response:
    """Return sigungu with their clusters, indices by group or level, or the Lorenz curve; Gini and Moran beside it.

    Where draws of the reading are kept, each figure has its interval.
    """
    reading = asked.reading()
    reply = begin(request, asked)
    with costly(request):
        found, between = access.fairness(reading), access.fairness_between(reading)
    board = access.board()
    return reply.table("rows", equity_tables(board, found, between)[asked.part], equity_receipt(board, found, between))


class HoursQuery(TableRead):
    """What both ways to narrow a gap start from."""

    region: str | None = Field(default=None, max_length=10, description="MOIS code; the nation when left out.")
    kind: str = Field(default=ReadingQuery.model_fields["kind"].default, max_length=40, description="Kind of center.")
    when: str = Field(default="evening", max_length=40, description="evening, weekend, a set of hours, or 'Tue 19'.")
    mode: Literal["walk", "bicycle", "car"] = Field(default="car", description="How one travels.")
    limit_min: int = Field(default=30, ge=1, le=60, description="Farthest that counts as near, minutes.")
    margin_min: int = Field(default=15, ge=0, le=120, description="Minutes before closing that one must arrive.")
    serves: str = Field(default="", max_length=10, description="Whom a center counts for: any, own.")

    def parts(self) -> Mapping[str, Any]:
        """Return the parts of the reading."""
        names = ("kind", "mode", "limit_min", "margin_min", "serves")
        return {name: getattr(self, name) for name in names} | {"measure": "nearest", "hour": hours_named(self.when)}


class CallsQuery(HoursQuery):
    """Which calls are asked for."""

    region: str = Field(max_length=10, description="MOIS code of a sido, sigungu or emd.", examples=["41800"])
    calls: int = Field(default=USUAL_CALLS, ge=1, le=MOST_CALLS, description="How many calls.")


@router.get(
    "/calls",
    summary="Telephone calls that narrow the bounds most",
    response_class=Response,
    responses=described("calls", forms=TABLES, reading=dict[str, str], command=str),
)
def calls(request: Request, asked: Annotated[CallsQuery, Query()]) -> Response:
    """Return the calls to centers of unknown hours that narrow the gap between the bounds most, in order."""
    reading = ReadingQuery().reading(**asked.parts())
    reply = begin(request, asked)
    with costly(request):
        worth = access.worth_calling(reading, asked.region, asked.calls)
    return reply.table("calls", worth.calls, calls_receipt(access.board(), worth, most=asked.calls))


class SitingQuery(HoursQuery):
    """Which choice is asked for."""

    sites: int = Field(default=USUAL_SITES, ge=1, le=MOST_SITES, description="How many centers.")
    sure: bool = Field(default=False, description="Count centers of unknown hours as open already.")
    required: list[str] = Field(default=[], max_length=MOST_SITES, description="Center that is among them in any case.")
    seconds: float = Field(default=5.0, ge=0.1, le=LONGEST_S, description="Give the best so far after these seconds.")


@router.get(
    "/siting",
    summary="Centers whose longer hours reach most people",
    response_class=Response,
    responses=described("sites", forms=TABLES, reading=dict[str, str], status=str, command=str),
)
def siting(request: Request, asked: Annotated[SitingQuery, Query()]) -> Response:
    """Return the centers that should stay open at a set of hours, with proof or with what is proven so far."""
    reading = ReadingQuery().reading(**asked.parts())
    reply = begin(request, asked)
    required = tuple(asked.required)
    with costly(request):
        found = access.longer_hours(
            reading, asked.region, sites=asked.sites, is_sure=asked.sure, required=required, seconds=asked.seconds
        )
    head = siting_receipt(
        access.board(), found, sites=asked.sites, sure=asked.sure, required=required, seconds=asked.seconds
    )
    return reply.table("sites", found.sites, head)


class IntervalQuery(ObjectReading):
    """A reading, and the region whose figure is drawn."""

    parent: str | None = Field(default=None, max_length=10, description="MOIS code of a region; the nation otherwise.")


@router.get(
    "/access/interval",
    summary="Where the figure lies with all doubts drawn",
    response_class=Response,
    responses=OBJECT,
)
def interval(request: Request, asked: Annotated[IntervalQuery, Query()]) -> Response:
    """Return the middle nine tenths of the people without, times, hours and positions drawn together."""
    reading = asked.reading()
    reply = begin(request)
    with costly(request):
        found = access.interval(reading, asked.parent)
    return reply.record(
        {
            "data_version": reply.data_version,
            "reading": reading.parts(),
            "parent_code": asked.parent,
            "people_without_interval": asdict(found),
        }
    )
