"""Programmes of support with a condition (a score, an age, a need), and which kind of place helps with them. Pure.

The facts are dated data (``data/rules/programmes.yaml``); what is not known stands there as unknown.
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
class ProgrammePlace:
    """A kind of place that issues a paper (or helps); ``services`` must all be offered."""

    paper: str
    kinds: tuple[str, ...]
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProgrammeSource:
    """Where a fact was read, and when."""

    title: str
    url: str
    seen_on: dt.date


@dataclass(frozen=True)
class Programme:
    """One programme of support.

    Attributes
    ----------
    code : str
    needs, ages : tuple of str
        Any of them makes the programme fit.
    only_ages : tuple of str
        Whom it is for; empty is everybody.
    phq9_least : int, optional
        Total of the PHQ-9 that opens it.
    requires_phq9 : bool
        Whether a lower total, where one is known, closes it.
    excludes_crisis : bool
        Whether it is not for a person in acute danger, who needs help at once and not a paper first.
    valid_from, valid_to : datetime.date, optional
        First and last day; None where no source tells it.
    places : tuple of ProgrammePlace
    documents, apply_at, unknown : tuple of str
        Codes named in app/text.
    cost : mapping
        A ``code`` and its numbers.
    numbers, links : tuple of str
        Telephone numbers (of the crisis register) and pages.
    sources : tuple of ProgrammeSource
    """

    code: str
    needs: tuple[str, ...]
    ages: tuple[str, ...]
    only_ages: tuple[str, ...]
    phq9_least: int | None
    requires_phq9: bool
    excludes_crisis: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    places: tuple[ProgrammePlace, ...]
    documents: tuple[str, ...]
    apply_at: tuple[str, ...]
    cost: Mapping[str, str | int]
    numbers: tuple[str, ...]
    links: tuple[str, ...]
    unknown: tuple[str, ...]
    sources: tuple[ProgrammeSource, ...]


@dataclass(frozen=True)
class FittingProgramme:
    """A programme that fits a person: ``is_met`` tells whether its condition is known to be met.

    ``nearest`` gives for each of the programme's places the nearest center of the register, or None where none
    is known.
    """

    programme: Programme
    is_met: bool
    nearest: tuple[tuple[ProgrammePlace, Candidate | None], ...]


def parse_programmes(text: str, *, kinds: Collection[str], services: Collection[str]) -> tuple[Programme, ...]:
    """Read the programmes.

    Parameters
    ----------
    text : str
        YAML as in ``data/rules/programmes.yaml``.
    kinds, services : collection of str
        The vocabularies that it may name.

    Returns
    -------
    tuple of Programme
        In the order of the file.

    Raises
    ------
    SettingsError
        When a value is missing, a term unknown, or a programme has no source.
    """
    try:
        data: Mapping[str, Any] = yaml.safe_load(text)
        programmes = tuple(_programme(row) for row in data["programmes"])
        reviewer = str(data["reviewer"] or "")
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"programmes.yaml cannot be used: {error!r}") from error
    if not reviewer:
        raise SettingsError("programmes.yaml: a reviewer is needed")
    for programme in programmes:
        named = {term for place in programme.places for term in (*place.kinds, *place.services)}
        if unknown := named - {*kinds, *services}:
            raise SettingsError(
                f"programmes.yaml, {programme.code}: {', '.join(sorted(unknown))} stand in no vocabulary"
            )
        if not programme.sources or not programme.places:
            raise SettingsError(f"programmes.yaml, {programme.code}: a place and a source are needed")
    return programmes


@dataclass(frozen=True)
class ProgrammeFigure:
    """A number that texts name, and the addresses where it was read."""

    value: int
    urls: frozenset[str]


def figures(programmes: Sequence[Programme]) -> dict[str, ProgrammeFigure]:
    """Return the numbers of all costs by ``CODE.NAME``, such as ``voucher.sessions``: what articles may name."""
    return {
        f"{programme.code}.{name}": ProgrammeFigure(value, frozenset(source.url for source in programme.sources))
        for programme in programmes
        for name, value in programme.cost.items()
        if isinstance(value, int)
    }


def programmes_for(
    programmes: Sequence[Programme],
    candidates: Sequence[Candidate],
    *,
    needs: Collection[str],
    age_group: AgeGroup | None,
    phq9: int | None,
    home_codes: Collection[str],
    on: dt.date,
    in_crisis: bool = False,
) -> list[FittingProgramme]:
    """Choose the programmes that fit a person, with the nearest place of each.

    Parameters
    ----------
    programmes : sequence of Programme
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
    in_crisis : bool
        Whether anything tells of danger.

    Returns
    -------
    list of FittingProgramme
        Those whose condition is met first; then in the order of the file.
    """
    fitting = []
    for programme in programmes:
        if (programme.valid_from and on < programme.valid_from) or (programme.valid_to and on > programme.valid_to):
            continue
        if in_crisis and programme.excludes_crisis:
            continue
        is_scored = programme.phq9_least is not None and phq9 is not None and phq9 >= programme.phq9_least
        is_asked_for = bool(set(programme.needs) & set(needs)) or age_group in programme.ages
        is_too_low = programme.requires_phq9 and phq9 is not None and not is_scored
        is_for_others = age_group is not None and bool(programme.only_ages) and age_group not in programme.only_ages
        if is_too_low or is_for_others or not (is_scored or is_asked_for):
            continue
        nearest = tuple((place, _nearest(place, candidates, home_codes)) for place in programme.places)
        fitting.append(FittingProgramme(programme, is_scored or not programme.requires_phq9, nearest))
    return sorted(fitting, key=lambda fit: not fit.is_met)


def serves(candidate: Candidate, home_codes: Collection[str]) -> bool:
    """Return whether a center is for the people of a place; unknown counts as yes."""
    return not candidate.serves or not home_codes or bool(set(candidate.serves) & set(home_codes))


def _nearest(place: ProgrammePlace, candidates: Sequence[Candidate], home_codes: Collection[str]) -> Candidate | None:
    fitting = [
        candidate
        for candidate in candidates
        if candidate.kind in place.kinds and set(place.services) <= set(candidate.services)
    ]
    return min(
        fitting, key=lambda choice: (not serves(choice, home_codes), choice.distance_m, choice.center_id), default=None
    )


def _programme(row: Mapping[str, Any]) -> Programme:
    applies = row["applies"]
    return Programme(
        code=str(row["code"]),
        needs=tuple(applies["needs"]),
        ages=tuple(applies["ages"]),
        only_ages=tuple(applies.get("only_ages", ())),
        phq9_least=applies.get("phq9_least"),
        requires_phq9=bool(row.get("requires_phq9", False)),
        excludes_crisis=bool(row.get("excludes_crisis", False)),
        valid_from=_date(row["valid_from"]) if row.get("valid_from") else None,
        valid_to=_date(row["valid_to"]) if row.get("valid_to") else None,
        places=tuple(
            ProgrammePlace(str(place["paper"]), tuple(place["kinds"]), tuple(place.get("services", ())))
            for place in row["places"]
        ),
        documents=tuple(row["documents"]),
        apply_at=tuple(row["apply_at"]),
        cost={str(name): value for name, value in row["cost"].items()},
        numbers=tuple(str(number) for number in row["numbers"]),
        links=tuple(row["links"]),
        unknown=tuple(row["unknown"]),
        sources=tuple(ProgrammeSource(str(s["title"]), str(s["url"]), _date(s["seen_on"])) for s in row["sources"]),
    )


def _date(value: object) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} is no date")
    return value
