"""Population groups: whose need a figure counts, registered people by age and sex in bands of five years."""

import re
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from gis.errors import InputError

Sex = Literal["F", "M"]
"""Sex as registered."""

BAND_YEARS = 5
OLDEST_BAND = 100
"""First year of the last band, which has no end."""

EVERYBODY = "all"
"""Text form of the group that leaves nobody out."""

_TEXT = re.compile(r"(?P<sex>[FM])?(?P<from>[0-9]{1,3})(?:\+|-(?P<to>[0-9]{1,3}))")


class PopulationGroup(BaseModel):
    """Registered people of an age and sex; everybody where nothing is said.

    Attributes
    ----------
    age_from : int
        Youngest age, years; the first of a band.
    age_below : int or None
        Age that no longer belongs to it, years; the first of a band. None: no end.
    sex : {"F", "M"} or None
        None: both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    age_from: int = Field(default=0, ge=0, le=OLDEST_BAND, multiple_of=BAND_YEARS)
    age_below: int | None = Field(default=None, ge=BAND_YEARS, le=OLDEST_BAND, multiple_of=BAND_YEARS)
    sex: Sex | None = None

    @model_validator(mode="after")
    def _holds_somebody(self) -> Self:
        if self.age_below is not None and self.age_below <= self.age_from:
            raise ValueError(f"nobody is {self.age_from} or older and younger than {self.age_below}")
        return self

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.age_from == 0 and self.age_below is None and self.sex is None

    @classmethod
    def parse(cls, text: str) -> "PopulationGroup":
        """Read the text form: ``all``, ``65+``, ``10-24`` (both ages belong to it), ``F15-49`` (women) or ``M0-19``.

        Raises
        ------
        InputError
            When it names none, or ages that the register's bands do not tell apart.
        """
        if text == EVERYBODY:
            return cls()
        match = _TEXT.fullmatch(text)
        if match is None:
            raise InputError(f"people {text[:20]!r}: give all, 65+, 10-24, or F15-49 for women (M for men)")
        first, last = int(match["from"]), None if match["to"] is None else int(match["to"])
        below = None if last is None else last + 1
        if first % BAND_YEARS or first > OLDEST_BAND or (below is not None and (below % BAND_YEARS or below > 100)):
            raise InputError(
                f"people {text[:20]!r}: ages are counted in bands of five years, so begin with one of 0, 5 .. 100 "
                "and end with one of 4, 9 .. 99, such as 10-24"
            )
        if below is not None and below <= first:
            raise InputError(f"people {text[:20]!r}: give the younger age first")
        sex: Any = match["sex"]
        return cls(age_from=first, age_below=below, sex=sex)

    def __str__(self) -> str:
        """Write the text form, which :meth:`parse` reads."""
        if self.is_everybody:
            return EVERYBODY
        return f"{self.sex or ''}{self.age_from}" + ("+" if self.age_below is None else f"-{self.age_below - 1}")

    def holds(self, sex: npt.ArrayLike, age_from: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Tell which bands belong to it.

        Parameters
        ----------
        sex : array_like of str
            F or M.
        age_from : array_like of int
            First year of each band.

        Returns
        -------
        ndarray of bool
        """
        ages = np.asarray(age_from)
        found = (ages >= self.age_from) & (ages < (np.inf if self.age_below is None else self.age_below))
        if self.sex is not None:
            found &= np.asarray(sex) == self.sex
        return np.asarray(found, dtype=bool)
