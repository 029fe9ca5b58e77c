"""The grid of readings that find underserved areas: ``data/rules/underserved_grid.yaml``, checked when read."""

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
from gis.terms import Mode

Share = Annotated[float, Field(gt=0, le=1)]

_PARTS = ("measure", "mode", "limit_min", "decay", "kind", "supply", "hour", "unknown_hours", "margin_min", "serves")


class Block(BaseModel):
    """Readings that are all combinations of some parts; a part that is not named is the standard reading's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: Criterion
    factor: Share | None = None
    measure: tuple[str, ...] = Field(min_length=1)
    mode: tuple[str, ...] = Field(min_length=1)
    limit_min: tuple[int, ...] = Field(min_length=1)
    kind: tuple[str, ...] = Field(min_length=1)
    decay: tuple[str, ...] = ("",)
    supply: tuple[str, ...] = ("center",)
    hour: tuple[str, ...] = ("any",)
    unknown_hours: tuple[str, ...] = ("closed",)
    margin_min: tuple[int, ...] = (15,)
    serves: tuple[str, ...] = ("",)

    @model_validator(mode="after")
    def _fits(self) -> "Block":
        if (self.criterion == "below_mean") != (self.factor is not None):
            raise ValueError("below_mean needs a factor, out_of_reach has none")
        if self.criterion == "below_mean" and set(self.measure) & set(LOWER_IS_BETTER):
            raise ValueError("below_mean needs a measure of which more is better")
        return self

    def readings(self) -> list["GridReading"]:
        """List the readings."""
        lists = [getattr(self, part) for part in _PARTS]
        return [
            GridReading(Reading(**dict(zip(_PARTS, values, strict=True))), self.criterion, self.factor)
            for values in itertools.product(*lists)
        ]


@dataclass(frozen=True)
class GridReading:
    """A reading of the grid and when a cell is underserved under it."""

    reading: Reading
    criterion: Criterion
    factor: float | None = None


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
    people_share : float
        A unit with this share of its people in underserved cells is underserved under the reading.
    least_share : float
        Share of readings from which faces speak of an underserved area unless told otherwise.
    pace_min_per_km : dict
        Mode -> minutes a straight kilometre, detour included: how a time changes when a center is moved.
    blocks : tuple of Block
        The readings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str = Field(min_length=1)
    reviewer: str = Field(min_length=1)
    most_hours: Share
    people_share: Share
    least_share: Share
    pace_min_per_km: dict[Mode, Annotated[float, Field(gt=0)]]
    blocks: tuple[Block, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_every_pace(self) -> "UnderservedGrid":
        if lacking := {mode for block in self.blocks for mode in block.mode} - set(self.pace_min_per_km):
            raise ValueError(f"pace_min_per_km lacks {', '.join(sorted(lacking))}")
        return self

    @property
    def readings(self) -> tuple[GridReading, ...]:
        """All readings, in the order of the file."""
        return tuple(reading for block in self.blocks for reading in block.readings())

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
            readings = [(reading.reading, reading.criterion) for reading in grid.readings]
            groups = (ALL_KINDS, *vocabulary.GROUPS)
            vocabulary.check_kinds([reading.kind for reading, _ in readings if reading.kind not in groups])
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
            raise SettingsError(f"{path}: {faults}") from error
        except InputError as error:
            raise SettingsError(f"{path}: {error}") from error
        if twice := {str(reading) for reading, _ in readings if readings.count((reading, _)) > 1}:
            raise SettingsError(f"{path}: a reading stands twice: {min(twice)}")
        grids.append(grid)
    return sorted(grids, key=lambda grid: grid.valid_from)


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
        grid
        for grid in _read(path, path.stat().st_mtime_ns)
        if grid.valid_from <= on and (grid.valid_to is None or on <= grid.valid_to)
    ]
    if not holding:
        raise SettingsError(f"{path}: no version holds on {on}")
    return holding[-1]
