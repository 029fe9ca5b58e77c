"""One door to the hand-kept data: the folder that the settings name, each file in it by name, and the center lists."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from gis.errors import SettingsError
from gis.settings import Settings

CenterList = Literal[
    "mental_health_facilities",
    "health_promotion_centers",
    "mental_health_institutions",
    "dementia_centers",
    "youth_counselling_centers",
]
CENTER_LISTS: tuple[CenterList, ...] = get_args(CenterList)
"""Published lists of centers, each a module of ``etl.sources``; of a pair of rows that of the earlier list comes
first."""

DIRECTORIES = ("hira_institutions", "egen_institutions", "seoul_nmc_hours")
"""Published directories of every institution, each a module of ``etl.sources``: their rows join the centers of the
lists by rules of their own, and few of them make a center; of two the earlier one comes first."""

ReferenceFile = Literal[
    "bridges.csv",
    "center_corrections.csv",
    "common_passwords.txt",
    "crisis_numbers.csv",
    "detours.csv",
    "everyday_words.csv",
    "field_precedence.csv",
    "holidays_kr.csv",
    "kinds.csv",
    "matching_cases.csv",
    "place_aliases.csv",
    "quality_codes.csv",
    "service_areas.csv",
    "services.csv",
    "sign_offs.csv",
    "street_speeds.csv",
    "unit_aliases.csv",
    "unit_groups.csv",
]
REFERENCE_FILES: tuple[ReferenceFile, ...] = get_args(ReferenceFile)
"""Files of ``data/reference``; its README says what each holds."""


def reference_file(name: ReferenceFile, *, data_dir: Path | None = None) -> Path:
    """Find a hand-kept file.

    Parameters
    ----------
    name : str
        Out of :data:`REFERENCE_FILES`.
    data_dir : pathlib.Path, optional
        Folder that holds ``reference``; by default that of the settings (``MINDCONNECT_DATA_DIR``).

    Raises
    ------
    SettingsError
        When the file is missing.
    """
    return _existing((data_dir or _data_dir(os.environ.get("MINDCONNECT_DATA_DIR"))) / "reference" / name)


def rule_file(name: str, *, data_dir: Path | None = None) -> Path:
    """Find a file of rules; like :func:`reference_file`, in ``rules``.

    Raises
    ------
    SettingsError
        When the file is missing.
    """
    return _existing((data_dir or _data_dir(os.environ.get("MINDCONNECT_DATA_DIR"))) / "rules" / name)


@lru_cache
def _data_dir(_told: str | None) -> Path:
    """Read the settings once for what the variable says: that takes longer than a search, which asks for its rules."""
    return Settings().data_dir


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise SettingsError(f"{path} is missing: it is part of the repository; look at MINDCONNECT_DATA_DIR")
    return path
