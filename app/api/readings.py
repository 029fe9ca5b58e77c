"""How a reading is stated in a question: every part of it, under the names that pages and files use."""

from typing import Any

from fastapi import Depends
from pydantic import Field, field_validator

from app.api.answers import LayerRead
from app.api.models import Strict
from app.data import access
from gis.analysis.readings import LONGEST_MIN, STANDARD, TOLD, Measure, Reading, Supply, UnknownHours
from gis.errors import UnavailableError
from gis.terms import Mode

LEVEL = "Units of the answer."
PARENT = "MOIS code of the unit above, such as 41."


class ReadingParts(Strict):
    """The parts of a reading; what is left out is as on the pages."""

    measure: Measure = Field(default=STANDARD.measure, description=TOLD["measure"])
    mode: Mode = Field(default=STANDARD.mode, description=TOLD["mode"])
    limit_min: int = Field(default=STANDARD.limit_min, ge=1, le=LONGEST_MIN, description=TOLD["limit_min"])
    decay: str = Field(default="", max_length=200, description=TOLD["decay"])
    kind: str = Field(default=STANDARD.kind, max_length=40, description=TOLD["kind"])
    supply: Supply = Field(default=STANDARD.supply, description=TOLD["supply"])
    hour: str = Field(default=STANDARD.hour, max_length=40, description=TOLD["hour"])
    unknown_hours: UnknownHours = Field(default=STANDARD.unknown_hours, description=TOLD["unknown_hours"])
    margin_min: int = Field(default=STANDARD.margin_min, ge=0, le=120, description=TOLD["margin_min"])
    serves: str = Field(default="", max_length=10, description=TOLD["serves"])
    people: str = Field(default=STANDARD.people, max_length=10, description=TOLD["people"])

    @field_validator("people")
    @classmethod
    def _plus(cls, text: str) -> str:
        """Read ``people=65+`` as it is typed: a plus that is not escaped arrives as a blank."""
        return text.replace(" ", "+")

    def reading(self, **instead: Any) -> Reading:
        """Return the reading, with other parts where the question itself says them.

        Raises
        ------
        InputError
            When a part cannot be used.
        """
        return Reading(**{name: getattr(self, name) for name in TOLD} | instead)


class ReadingQuery(ReadingParts, LayerRead):
    """A reading, as query parameters."""


def _needs_times() -> None:
    if not access.is_ready():
        raise UnavailableError(
            "travel times are not computed for the present data: `mindconnect etl build travel_times`", code="no_times"
        )


needs_times = Depends(_needs_times)
"""Refuses where no travel times are, since no reading has an answer then."""
