"""Doors: programmes with a condition (a score, an age, a need), and which kind of place opens them. Pure.

The facts are dated data (``data/rules/doors.yaml``); what is not known stands there as unknown.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from gis.care.recommendation.candidates import Candidate
from gis.errors import SettingsError
from gis.terms import AgeGroup


@dataclass(frozen=True)
class DoorPlace:
    """A kind of place that issues a paper (or helps); ``services`` must all be offered."""

    paper: str
    kinds: tuple[str, ...]
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class DoorSource:
    """Where a fact was read, and when."""

    title: str
    url: str
    seen_on: dt.date


@dataclass(frozen=True)
class Door:
    """One programme.

    Attributes
    ----------
    code : str
    needs, ages : tuple of str
        Any of them brings the door up.
    only_ages : tuple of str
        Whom it is for; empty is everybody.
    phq9_least : int, optional
        Total of the PHQ-9 that opens it.
    requires_phq9 : bool
        Whether a lower total, where one is known, closes it.
    valid_from, valid_to : datetime.date, optional
        First and last day; None where no source tells it.
    places : tuple of DoorPlace
    documents, apply_at, unknown : tuple of str
        Codes named in app/text.
    cost : mapping
        A ``code`` and its numbers.
    numbers, links : tuple of str
        Telephone numbers (of the crisis register) and pages.
    sources : tuple of DoorSource
    """

    code: str
    needs: tuple[str, ...]
    ages: tuple[str, ...]
    only_ages: tuple[str, ...]
    phq9_least: int | None
    requires_phq9: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    places: tuple[DoorPlace, ...]
    documents: tuple[str, ...]
    apply_at: tuple[str, ...]
    cost: Mapping[str, str | int]
    numbers: tuple[str, ...]
    links: tuple[str, ...]
    unknown: tuple[str, ...]
    sources: tuple[DoorSource, ...]


@dataclass(frozen=True)
class OpenDoor:
    """A door that fits a person: ``is_met`` tells whether its condition is known to be met.

    ``nearest`` gives for each of the door's places the nearest center of the register, or None where none is known.
    """

    door: Door
    is_met: bool
    nearest: tuple[tuple[DoorPlace, Candidate | None], ...]


def parse_doors(text: str, *, kinds: Collection[str], services: Collection[str]) -> tuple[Door, ...]:
    """Read the doors.

    Parameters
    ----------
    text : str
        YAML as in ``data/rules/doors.yaml``.
    kinds, services : collection of str
        The vocabularies that it may name.

    Returns
    -------
    tuple of Door
        In the order of the file.

    Raises
    ------
    SettingsError
        When a value is missing, a term unknown, or a door has no source.
    """
    try:
        data: Mapping[str, Any] = yaml.safe_load(text)
        doors = tuple(_door(row) for row in data["doors"])
        reviewer = str(data["reviewer"] or "")
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"doors.yaml cannot be used: {error!r}") from error
    if not reviewer:
        raise SettingsError("doors.yaml: a reviewer is needed")
    for door in doors:
        named = {term for place in door.places for term in (*place.kinds, *place.services)}
        if unknown := named - {*kinds, *services}:
            raise SettingsError(f"doors.yaml, {door.code}: {', '.join(sorted(unknown))} stand in no vocabulary")
        if not door.sources or not door.places:
            raise SettingsError(f"doors.yaml, {door.code}: a place and a source are needed")
    return doors


@dataclass(frozen=True)
class Figure:
    """A number that texts name, and the addresses where it was read."""

    value: int
    urls: frozenset[str]


def figures(doors: Sequence[Door]) -> dict[str, Figure]:
    """Give the numbers of all costs by ``CODE.NAME``, such as ``voucher.sessions``: what articles may name."""
    return {
        f"{door.code}.{name}": Figure(value, frozenset(source.url for source in door.sources))
        for door in doors
        for name, value in door.cost.items()
        if isinstance(value, int)
    }


def doors_for(
    doors: Sequence[Door],
    candidates: Sequence[Candidate],
    *,
    needs: Collection[str],
    age_group: AgeGroup | None,
    phq9: int | None,
    home_codes: Collection[str],
    on: dt.date,
) -> list[OpenDoor]:
    """Choose the doors that fit a person, with the nearest place of each.

    Parameters
    ----------
    doors : sequence of Door
    candidates : sequence of Candidate
        The register, with distances.
    needs : collection of str
    age_group : AgeGroup, optional
    phq9 : int, optional
        Total of the PHQ-9, 0..27; None when it was not asked.
    home_codes : collection of str
        MOIS codes of where the person is: a center that serves them comes before a nearer one that serves others.
    on : datetime.date
        Doors not valid on that day are left out.

    Returns
    -------
    list of OpenDoor
        Those whose condition is met first; then in the order of the file.
    """
    found = []
    for door in doors:
        if (door.valid_from and on < door.valid_from) or (door.valid_to and on > door.valid_to):
            continue
        is_scored = door.phq9_least is not None and phq9 is not None and phq9 >= door.phq9_least
        is_asked_for = bool(set(door.needs) & set(needs)) or age_group in door.ages
        is_too_low = door.requires_phq9 and phq9 is not None and not is_scored
        is_for_others = age_group is not None and bool(door.only_ages) and age_group not in door.only_ages
        if is_too_low or is_for_others or not (is_scored or is_asked_for):
            continue
        nearest = tuple((place, _nearest(place, candidates, home_codes)) for place in door.places)
        found.append(OpenDoor(door, is_scored or not door.requires_phq9, nearest))
    return sorted(found, key=lambda one: not one.is_met)


def serves(one: Candidate, home_codes: Collection[str]) -> bool:
    """Tell whether a center is for the people of a place; unknown counts as yes."""
    return not one.serves or not home_codes or bool(set(one.serves) & set(home_codes))


def _nearest(place: DoorPlace, candidates: Sequence[Candidate], home_codes: Collection[str]) -> Candidate | None:
    fitting = [one for one in candidates if one.kind in place.kinds and set(place.services) <= set(one.services)]
    return min(fitting, key=lambda one: (not serves(one, home_codes), one.distance_m, one.center_id), default=None)


def _door(row: Mapping[str, Any]) -> Door:
    applies = row["applies"]
    return Door(
        code=str(row["code"]),
        needs=tuple(applies["needs"]),
        ages=tuple(applies["ages"]),
        only_ages=tuple(applies.get("only_ages", ())),
        phq9_least=applies.get("phq9_least"),
        requires_phq9=bool(row.get("requires_phq9", False)),
        valid_from=_date(row["valid_from"]) if row.get("valid_from") else None,
        valid_to=_date(row["valid_to"]) if row.get("valid_to") else None,
        places=tuple(
            DoorPlace(str(one["paper"]), tuple(one["kinds"]), tuple(one.get("services", ()))) for one in row["places"]
        ),
        documents=tuple(row["documents"]),
        apply_at=tuple(row["apply_at"]),
        cost={str(name): value for name, value in row["cost"].items()},
        numbers=tuple(str(number) for number in row["numbers"]),
        links=tuple(row["links"]),
        unknown=tuple(row["unknown"]),
        sources=tuple(DoorSource(str(s["title"]), str(s["url"]), _date(s["seen_on"])) for s in row["sources"]),
    )


def _date(value: object) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} is no date")
    return value
