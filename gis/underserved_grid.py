"""The readings that vote on underserved areas, by service: ``data/rules/underserved_grid.yaml``, checked when read."""

import datetime as dt
import hashlib
import itertools
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gis import vocabulary
from gis.analysis.readings import ALL_KINDS, LOWER_IS_BETTER, Reading
from gis.analysis.underserved import Criterion
from gis.errors import InputError, SettingsError
from gis.reference import rule_file

Share = Annotated[float, Field(gt=0, le=1)]

_PARTS = ("measure", "mode", "limit_min", "decay", "kind", "supply", "hour", "unknown_hours", "margin_min", "serves")


class Block(BaseModel):
    """Readings that are all combinations of some parts; a part that is not named is the standard reading's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: Criterion
    factor: Annotated[float, Field(gt=0)] | None = None
    measure: tuple[str, ...] = Field(min_length=1)
    mode: tuple[str, ...] = Field(min_length=1)
    limit_min: tuple[int, ...] = Field(min_length=1)
    kind: tuple[str, ...] = Field(min_length=1)
    decay: tuple[str, ...] = ("",)
    supply: tuple[str, ...] = ("center",)
    hour: tuple[str, ...] = ("any",)
    unknown_hours: tuple[str, ...] = ("closed",)
    margin_min: tuple[int, ...] = (15,)
    serves: tuple[str, ...] = ("any",)

    @model_validator(mode="after")
    def _fits(self) -> "Block":
        if (self.criterion == "out_of_reach") != (self.factor is None):
            raise ValueError("below_mean and above_mean need a factor, out_of_reach has none")
        if self.criterion == "below_mean" and not (set(self.measure).isdisjoint(LOWER_IS_BETTER) and self._factor < 1):
            raise ValueError("below_mean needs a measure of which more is better, and a factor below 1")
        if self.criterion == "above_mean" and not (set(self.measure) <= set(LOWER_IS_BETTER) and self._factor > 1):
            raise ValueError("above_mean needs a measure of which less is better, and a factor above 1")
        return self

    @property
    def _factor(self) -> float:
        return 1.0 if self.factor is None else self.factor

    def readings(self, family: str) -> list["GridReading"]:
        """List the readings, which are of a family."""
        lists = [getattr(self, part) for part in _PARTS]
        return [
            GridReading(Reading(**dict(zip(_PARTS, values, strict=True))), self.criterion, self.factor, family)
            for values in itertools.product(*lists)
        ]


@dataclass(frozen=True)
class GridReading:
    """A reading of the grid, when a cell is underserved under it, and the family it votes with."""

    reading: Reading
    criterion: Criterion
    factor: float | None = None
    family: str = ""

    def __str__(self) -> str:
        """Write criterion, factor and reading, as lists of the grid show them."""
        return f"{self.criterion}{'' if self.factor is None else f' {self.factor:g}'}: {self.reading}"


class Family(BaseModel):
    """Readings that ask the same question in different ways, and so share one weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    weight: Annotated[float, Field(gt=0)] = 1.0
    blocks: tuple[Block, ...] = Field(min_length=1)


class ServiceGrid(BaseModel):
    """The readings that vote on one service, such as the public front door or a psychiatrist.

    Attributes
    ----------
    name : str
        Its key in texts, addresses and commands.
    families : tuple of Family
        Each votes with its weight, however many readings it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    families: tuple[Family, ...] = Field(min_length=2)

    @property
    def readings(self) -> tuple[GridReading, ...]:
        """All readings, in the order of the file."""
        return tuple(one for family in self.families for block in family.blocks for one in block.readings(family.name))

    @property
    def need(self) -> str | None:
        """The group whose need it is, as readings name it; None where all its centers are not for one age."""
        groups = {vocabulary.people_of_kind(one.reading.kind) for one in self.readings}
        return groups.pop() if len(groups) == 1 else None


class VotingShares(BaseModel):
    """Shares (0..1) of all people between which a reading tells something apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: Share
    most: Share


class UnderservedGrid(BaseModel):
    """One version of the grid.

    Attributes
    ----------
    version : str
        Which wording.
    valid_from, valid_to : datetime.date
        First and last day it holds; None for no end.
    source, reviewer : str
        Where it comes from, and who checked it.
    most_hours : float
        A cell out of reach at this share of a reading's hours is underserved under it.
    least_share : float
        A cell is underserved when readings of this share of the weight find it so.
    people_share : float
        A unit is named an underserved area when this share of its people live in underserved cells.
    has_vote : VotingShares
        A reading that finds fewer or more of the people underserved is silent.
    services : tuple of ServiceGrid
        The readings of each service, the first one shown first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str = Field(min_length=1)
    reviewer: str = Field(min_length=1)
    most_hours: Share
    least_share: Share
    people_share: Share
    has_vote: VotingShares
    services: tuple[ServiceGrid, ...] = Field(min_length=1)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the services, in the order of the file."""
        return tuple(one.name for one in self.services)

    def service(self, name: str) -> ServiceGrid:
        """Return the readings of a service.

        Raises
        ------
        InputError
            When there is none of the name.
        """
        for one in self.services:
            if one.name == name:
                return one
        raise InputError(f"service {name[:40]!r}: give one of {', '.join(self.names)}")

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits of everything the grid says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


def read_grids(path: Path) -> list[UnderservedGrid]:
    """Read all versions of the grid.

    Raises
    ------
    SettingsError
        When the file cannot be read, a field is wrong, a reading cannot be made, or a reading stands twice.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict) or set(data) != {"name", "versions"} or data["name"] != path.stem:
        raise SettingsError(f"{path}: give name ({path.stem}) and versions, and nothing else")
    grids = []
    for version in data["versions"]:
        try:
            grid = UnderservedGrid.model_validate(version)
            for service in grid.services:
                _check_readings(path, service)
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise SettingsError(f"{path}: {told}") from error
        except InputError as error:
            raise SettingsError(f"{path}: {error}") from error
        grids.append(grid)
    return sorted(grids, key=lambda one: one.valid_from)


def _check_readings(path: Path, service: ServiceGrid) -> None:
    """Refuse a reading that stands twice, and a kind of center that does not exist."""
    readings = [(one.reading, one.criterion) for one in service.readings]
    groups = (ALL_KINDS, *vocabulary.GROUPS)
    vocabulary.check_kinds([one.kind for one, _ in readings if one.kind not in groups])
    if twice := {str(reading) for reading, _ in readings if readings.count((reading, _)) > 1}:
        raise SettingsError(f"{path}: a reading stands twice for {service.name}: {min(twice)}")


@lru_cache(maxsize=4)
def _read(path: Path, _modified_ns: int) -> tuple[UnderservedGrid, ...]:
    return tuple(read_grids(path))


def load_grid(data_dir: Path, *, on: dt.date) -> UnderservedGrid:
    """Read the grid that holds on a day; the file is read again when it changes.

    Raises
    ------
    SettingsError
        When the file is missing or cannot be used, or no version holds.
    """
    path = rule_file("underserved_grid.yaml", data_dir=data_dir)
    holding = [
        one
        for one in _read(path, path.stat().st_mtime_ns)
        if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    ]
    if not holding:
        raise SettingsError(f"{path}: no version holds on {on}")
    return holding[-1]
