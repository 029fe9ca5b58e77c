"""The rules of care as read from ``data/rules/care.yaml``, and the order in which found centers are shown by them."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from gis import vocabulary
from gis.care.care_rules import CareRules, parse_care_rules
from gis.reference import CENTER_LISTS, rule_file
from gis.terms import CARE_LEVELS, CareLevel

RULES = "care.yaml"
"""File of ``data/rules``."""


def care_rules() -> CareRules:
    """Read the rules; kept until the file changes.

    Raises
    ------
    SettingsError
        When the file is missing or cannot be used.
    """
    path = rule_file(RULES)
    return _read(path, path.stat().st_mtime_ns)


class Placed(Protocol):
    """What is put in order: a center, or what was found of it first."""

    @property
    def kind(self) -> str:
        """Return its kind."""
        ...

    @property
    def care_level(self) -> CareLevel:
        """Return whether it gives mental-health care."""
        ...

    @property
    def distance_m(self) -> float | None:
        """Return how far it is, metres; None without a point."""
        ...


T = TypeVar("T", bound=Placed)


def in_care_order(centers: Iterable[T]) -> list[T]:
    """Put what gives care before what may, public front doors that are near first, then by distance."""
    doors = care_rules().front_doors
    return sorted(
        centers,
        key=lambda center: (
            CARE_LEVELS.index(center.care_level),
            doors.rank(center.kind, center.distance_m),
            center.distance_m or 0.0,
        ),
    )


@lru_cache(maxsize=4)
def _read(path: Path, _modified_ns: int) -> CareRules:
    return parse_care_rules(
        path.read_text(encoding="utf-8"),
        kinds=[kind.code for kind in vocabulary.kinds()],
        services=[service.code for service in vocabulary.services()],
        sources=CENTER_LISTS,
    )
