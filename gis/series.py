"""The readings that are followed over time: ``data/rules/series.yaml``, checked when read.

What is followed is how many people have no open center in reach. That depends on how one travels, how far, to which
kind and when, not on the measure; so a reading is followed as its :func:`reach`, and every measure finds it.
"""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis import vocabulary
from gis.analysis.readings import ALL_KINDS, STANDARD, Reading
from gis.errors import InputError, SettingsError
from gis.reference import rule_file

NATION_CODE = "00"
"""Stands for the nation where figures of regions are recorded."""


class Series(BaseModel):
    """What the file says.

    Attributes
    ----------
    name : str
        The file's own.
    source, reviewer : str
        Where the choice comes from, and who checked it.
    readings : tuple of dict
        Parts of each reading under the names of its fields; the measure is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    source: str = Field(min_length=1)
    reviewer: str = Field(min_length=1)
    readings: tuple[dict[str, str | int], ...] = Field(min_length=1)


def reach(reading: Reading) -> Reading:
    """Return the reading that asks for the same reach: whom it leaves without care is all that counts of it.

    Parameters
    ----------
    reading : Reading
        Any.

    Returns
    -------
    Reading
        With the measure ``nearest``; where no hours count, with the standard ways to take them.
    """
    usual = STANDARD.parts()
    hours = {} if reading.hours else {"unknown_hours": usual["unknown_hours"], "margin_min": STANDARD.margin_min}
    return reading.changed(measure="nearest", decay="", **hours)


def load_series(data_dir: Path) -> tuple[Reading, ...]:
    """Read which readings are followed.

    Parameters
    ----------
    data_dir : Path
        The file is ``rules/series.yaml`` below it.

    Returns
    -------
    tuple of Reading
        As :func:`reach` gives them, in the order of the file.

    Raises
    ------
    SettingsError
        When the file is missing or cannot be used, or a reading stands twice.
    """
    path = rule_file("series.yaml", data_dir=data_dir)
    try:
        series = Series.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        if series.name != path.stem:
            raise SettingsError(f"{path}: its name is {path.stem}, not {series.name[:40]}")
        readings = [_read(parts) for parts in series.readings]
        vocabulary.check_kinds(
            [reading.kind for reading in readings if reading.kind not in (ALL_KINDS, *vocabulary.GROUPS)]
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"{path}: {faults}") from error
    except InputError as error:
        raise SettingsError(f"{path}: {error}") from error
    if twice := {str(reading) for reading in readings if readings.count(reading) > 1}:
        raise SettingsError(f"{path}: a reading stands twice: {min(twice)}")
    return tuple(readings)


def _read(parts: dict[str, str | int]) -> Reading:
    if named := parts.keys() & {"measure", "decay"}:
        raise InputError(f"what is followed has no {' and no '.join(sorted(named))}: leave it out")
    return reach(STANDARD.changed(**parts))
