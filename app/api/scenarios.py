"""What becomes of reach when centers open, close or change: asked by POST, counted, and kept nowhere."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints

from app.api.answers import REFUSALS
from app.api.guards import costly
from app.api.readings import LEVEL, ReadingParts, needs_times
from app.data import plans
from app.receipts import scenario_record
from gis.analysis.readings import TOLD, Measure
from gis.queries.regions import Level
from gis.scenario_file import USUAL

router = APIRouter(tags=["scenarios"], dependencies=[needs_times])

MOST_CHANGES = 20
"""Changes of one question; more are a plan, which the command reads from a file."""

ChangeText = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class ScenarioQuestion(ReadingParts):
    """Changes, the reading they are told for, and where."""

    measure: Measure = Field(default=USUAL.measure, description=TOLD["measure"])
    hour: str = Field(default=USUAL.hour, max_length=40, description=TOLD["hour"])
    changes: list[ChangeText] = Field(
        min_length=1,
        max_length=MOST_CHANGES,
        description="A line each, as in the address of the page for plans: `close=ID`, "
        "`change=ID also='Tue 18:00-21:00'`, `open=NAME kind=KIND at=LAT,LON hours='Mon-Fri 09:00-18:00'`, "
        "`outreach=` like `open=`.",
        examples=[["open='A new office' kind=기초정신건강복지센터 at=37.094,126.818 hours='Mon-Fri 09:00-18:00'"]],
    )
    name: str = Field(default="", max_length=200, description="Comes back in the answer.")
    region: str | None = Field(default=None, max_length=10, description="MOIS code of a region; the nation otherwise.")
    level: Level = Field(default="sigungu", description=LEVEL)
    rules: bool = Field(default=False, description="Also list the verdicts of rules that differ; takes some seconds.")


@router.post("/scenarios", summary="Who gains and who loses by changes of centers", responses=REFUSALS)
def scenario(request: Request, asked: ScenarioQuestion) -> dict[str, Any]:
    """Return people who gain and lose an open center in reach, by both bounds, in all, by age and by region."""
    texts, reading = tuple(asked.changes), asked.reading()
    with costly(request):
        effect = plans.effect(texts, reading)
        regions = effect.regions(asked.level, asked.region)
        verdicts = plans.verdict_flips(texts, asked.region) if asked.rules else None
        ages = plans.ages(effect, asked.region)
    return scenario_record(
        effect, asked.name, asked.region, changes=plans.costs(effect), ages=ages, verdicts=verdicts, regions=regions
    )
