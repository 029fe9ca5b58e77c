"""The register behind the policy pages: versions in force, what is kept of people, and what browsers keep for us."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app import data
from gis.errors import SourceError

POLICIES = ("privacy", "terms", "location")
GROUNDS = ("contract", "interest", "consent", "sensitive")
"""Why something may be kept; the last is a consent of its own to health data."""

DEVICE_KINDS = ("cookie", "tab", "storage")


@dataclass(frozen=True)
class Policy:
    """One policy: its version, which consents record, and its first day."""

    version: str
    valid_from: date


@dataclass(frozen=True)
class KeptThing:
    """One kind of thing that is kept of people.

    Parameters
    ----------
    code : str
        Its sentences are ``law.kept.<code>``.
    ground : str
        Out of :data:`GROUNDS`.
    consent : str or None
        Purpose of the consent it rests on.
    tables : mapping of str to tuple of str
        Columns by table, schema included.
    """

    code: str
    ground: str
    consent: str | None
    tables: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Device:
    """One thing that a browser keeps: a cookie, something of the tab, or something of its storage."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True)
class Helper:
    """An office that helps when data was misused; its number is empty where no source was found."""

    code: str
    number: str
    url: str
    source: str
    source_url: str
    seen_on: date


@dataclass(frozen=True)
class DataRegister:
    """Everything that the policy pages are written from, but sentences and settings."""

    reviewer: str
    reviewer_en: str
    policies: Mapping[str, Policy]
    kept: tuple[KeptThing, ...]
    without_people: tuple[str, ...]
    devices: tuple[Device, ...]
    helpers: tuple[Helper, ...]
    laws: tuple[tuple[str, str, date], ...]

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of every table that holds something of people."""
        return {table: columns for thing in self.kept for table, columns in thing.tables.items()}


@lru_cache
def in_force() -> DataRegister:
    """Return the register that this installation is told by."""
    return load(data.settings().data_dir / "rules" / "policies.yaml")


def load(path: Path) -> DataRegister:
    """Read the register.

    Raises
    ------
    SourceError
        When it cannot be read, lacks something, or says one thing twice in different ways.
    """
    try:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        register = DataRegister(
            reviewer=content["reviewer"],
            reviewer_en=content["reviewer_en"],
            policies={
                name: Policy(policy["version"], policy["valid_from"]) for name, policy in content["policies"].items()
            },
            kept=tuple(_thing(thing) for thing in content["kept"]),
            without_people=tuple(content["without_people"]),
            devices=tuple(Device(**device) for device in content["devices"]),
            helpers=tuple(Helper(**helper) for helper in content["help"]),
            laws=tuple((law["title"], law["url"], law["seen_on"]) for law in content["laws"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"{path.name}: {error!r}") from error
    if wrong := list(_faults(register)):
        raise SourceError(f"{path.name}: {'; '.join(wrong)}")
    return register


def _thing(thing: Mapping[str, Any]) -> KeptThing:
    tables = {table: tuple(columns) for table, columns in thing["tables"].items()}
    return KeptThing(thing["code"], thing["ground"], thing.get("consent"), tables)


def _faults(register: DataRegister) -> Iterator[str]:
    if tuple(register.policies) != POLICIES:
        yield f"the policies must be {', '.join(POLICIES)}"
    for name, policy in register.policies.items():
        if not isinstance(policy.valid_from, date) or not 1 <= len(str(policy.version)) <= 20:
            yield f"{name} must have a version of at most 20 letters and a date"
    codes = [thing.code for thing in register.kept]
    if len(set(codes)) < len(codes):
        yield "a code stands twice"
    seen: dict[str, tuple[str, ...]] = {}
    for thing in register.kept:
        if thing.ground not in GROUNDS or (thing.ground in ("consent", "sensitive")) != bool(thing.consent):
            yield f"{thing.code} needs a ground out of {', '.join(GROUNDS)}, and a consent where that is the ground"
        for table, columns in thing.tables.items():
            if seen.setdefault(table, columns) != columns:
                yield f"{table} stands twice with other columns"
    if both := seen.keys() & set(register.without_people):
        yield f"{', '.join(sorted(both))} cannot both hold and not hold something of people"
    if any(device.kind not in DEVICE_KINDS for device in register.devices):
        yield f"what a browser keeps is one of {', '.join(DEVICE_KINDS)}"
    if any(
        not isinstance(helper.seen_on, date) or not helper.url.startswith("https://") for helper in register.helpers
    ):
        yield "who helps needs an address and the day it was seen"
