"""What a person looks for, and what is known of each center that may fit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gis.care.status import State
from gis.terms import AgeGroup, CareLevel, Mode, Severity, Way, When


@dataclass(frozen=True)
class Wish:
    """What a person looks for; None or empty wherever it is left open.

    Attributes
    ----------
    needs : tuple of str
        Codes of ``data/rules/needs.yaml``; several count as "any of them, the best fit".
    heard : tuple of str
        Further needs, found in the person's words beside those chosen: they count too, a little less.
    severity : Severity
        Band of the self-check.
    when : When, optional
        When they can come; None is now or any time.
    way : Way, optional
        Face to face, or by telephone and online.
    age_group : AgeGroup, optional
        Of whoever needs help.
    is_free : bool
        Whether it should cost nothing.
    wants_groups : bool
        Whether group programmes are looked for.
    home_codes : tuple of str
        MOIS codes (sido, sigungu) of where they are, for centers that serve a district.
    has_words : bool
        Whether the centers' ``similarity`` to the person's own words counts.
    """

    needs: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    severity: Severity = "unknown"
    when: When | None = None
    way: Way | None = None
    age_group: AgeGroup | None = None
    is_free: bool = False
    wants_groups: bool = False
    home_codes: tuple[str, ...] = ()
    has_words: bool = False

    @property
    def all_needs(self) -> tuple[str, ...]:
        """Return the needs chosen, then those heard."""
        return tuple(dict.fromkeys((*self.needs, *self.heard)))


@dataclass(frozen=True)
class Opening:
    """What is known of a center's opening.

    Attributes
    ----------
    state : State
        At the instant asked about.
    is_known : bool
        Whether any hours are known.
    at : datetime.datetime, optional
        That instant.
    closes_at, opens_at : datetime.datetime, optional
        Next change after it.
    days_open, days_asked : int
        Of the next seven days, on how many of those asked for it is open; 0 of 0 without a wish.
    days_unknown : int
        Of those, on how many it is not known.
    first_from, first_until : datetime.datetime, optional
        The first time asked for at which it is open, and until when it then stays open.
    stated_on : datetime.date, optional
        Date at which the hours are stated.
    """

    state: State = "unknown"
    is_known: bool = False
    at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    days_open: int = 0
    days_asked: int = 0
    days_unknown: int = 0
    first_from: dt.datetime | None = None
    first_until: dt.datetime | None = None
    stated_on: dt.date | None = None


@dataclass(frozen=True)
class Candidate:
    """What is known of a center.

    Attributes
    ----------
    center_id, kind : str
    sub_kind : str, optional
    group : {"public", "medical"}
        Of its kind.
    is_public : bool
    services : tuple of str
        Empty is unknown.
    serves : tuple of str
        MOIS codes of whom it serves by rule; empty is anybody.
    has_phone, is_approximate : bool
        Whether its number is known; whether its place is known roughly only.
    distance_m : float
        Geodesic metres from where the person is.
    reference_date : datetime.date
        Date at which its facts are stated.
    opening : Opening
    minutes : float, optional
        Mode time by ``travel``; None when it was not asked for, infinite when it cannot be reached.
    travel : Mode, optional
    is_estimate : bool
        Whether the travel time is an estimate.
    is_time_approximate : bool
        Whether the map that it was found on lacks streets of the way of travel.
    similarity : float
        Of its kind and services to the person's words, 0..1.
    name : str
        It may say whom the place is for.
    is_residential : bool
        Whether people live there for long: no place to turn to for first help.
    care_level : CareLevel
        Whether it gives mental-health care, may give it, or does something else.
    is_open_to_public : bool
    """

    center_id: str
    kind: str
    sub_kind: str | None
    group: str
    is_public: bool
    services: tuple[str, ...]
    serves: tuple[str, ...]
    has_phone: bool
    is_approximate: bool
    distance_m: float
    reference_date: dt.date
    opening: Opening = field(default_factory=Opening)
    minutes: float | None = None
    travel: Mode | None = None
    is_estimate: bool = False
    is_time_approximate: bool = False
    similarity: float = 0.0
    name: str = ""
    is_residential: bool = False
    care_level: CareLevel = "gives"
    is_open_to_public: bool = True


def with_similarities(candidates: Sequence[Candidate], similarity_of: Mapping[str, float]) -> list[Candidate]:
    """Return the candidates with the similarity of their kind and services to the person's words.

    Parameters
    ----------
    candidates : sequence of Candidate
    similarity_of : mapping of str to float
        By term, 0..1.

    Returns
    -------
    list of Candidate
        The similarity is that of the most similar term, so that a center with many services gains nothing by number.
    """
    return [
        replace(
            candidate, similarity=max(similarity_of.get(term, 0.0) for term in (candidate.kind, *candidate.services))
        )
        for candidate in candidates
    ]
