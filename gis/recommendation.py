"""The recommendation put together: register, openings, rules and vocabulary, for the app and the command line."""

import datetime as dt
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyproj import Geod
from sqlalchemy import Connection

from gis import vocabulary
from gis.care.recommendation.candidates import Candidate, Opening, Wish, with_similarities
from gis.care.recommendation.encoding import Encoder
from gis.care.recommendation.needs import Needs, Phrase, affirmed, needs_in, parse_needs, parse_phrases
from gis.care.recommendation.programmes import FittingProgramme, Programme, parse_programmes, programmes_for
from gis.care.recommendation.ranking import Matching, WhyNot, match, why_not
from gis.care.recommendation.rules import MatchingRules, Part, Window, parse_rules
from gis.care.recommendation.similarity import (
    Case,
    Hits,
    Vocabulary,
    VocabularyItem,
    by_rules,
    by_vectors,
    evaluate,
    hybrid,
    items_of,
    parse_cases,
    vocabulary_of,
)
from gis.care.status import State
from gis.encoders import make_encoder
from gis.errors import InputError, NotFoundError
from gis.opening import OpeningBoard
from gis.queries import matching as matching_queries
from gis.queries.centers import Center, centers_in
from gis.queries.inputs import MAX_ROWS, check_point
from gis.queries.regions import region_at
from gis.reference import reference_file, rule_file
from gis.terms import SEOUL, Mode

logger = logging.getLogger(__name__)

LOG_RESOLUTION = 6
"""H3 resolution of the place in the log of recommendations."""

LOG_CELL_KM2 = 36
"""Mean area of a cell of that resolution, which the page says."""

DAYS_AHEAD = 7
"""Days over which it is looked up whether a center is open when the person can come."""

_GEOD = Geod(ellps="WGS84")


class Took(NamedTuple):
    """How long it takes to a center.

    Attributes
    ----------
    minutes : float
        Infinite when unreachable.
    is_estimate : bool
    is_time_approximate : bool
        See :class:`gis.care.recommendation.ranking.Candidate`.
    """

    minutes: float = float("inf")
    is_estimate: bool = False
    is_time_approximate: bool = False


Times = Callable[[Sequence[Center], Mode], Mapping[str, Took]]
"""Tells how long it takes to centers, by center_id."""


@dataclass(frozen=True, eq=False)
class MatchingData:
    """Everything that decides a recommendation beside the register; compared by identity."""

    rules: MatchingRules
    needs: Needs
    phrases: tuple[Phrase, ...]
    programmes: tuple[Programme, ...]
    items: tuple[VocabularyItem, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Return the texts that the default encoder is fitted on."""
        return tuple(item.words for item in self.items)


@dataclass(frozen=True, eq=False)
class Register:
    """All centers with a place each, as arrays for distances."""

    centers: Mapping[str, Center]
    lats: np.ndarray
    lons: np.ndarray


@dataclass(frozen=True)
class Ask:
    """A whole question.

    Attributes
    ----------
    lat, lon : float
        WGS84 degrees.
    wish : Wish
        Without ``home_codes`` and ``has_words``, which follow from the place and the words.
    words : str
        What the person wrote; kept nowhere.
    travel : Mode, optional
        How they travel; None scores by distance.
    phq9 : int, optional
        Total of the PHQ-9.
    in_crisis : bool
        Whether a crisis panel stands above the answer: programmes that are not for acute danger are then left out.
    """

    lat: float
    lon: float
    wish: Wish
    words: str = ""
    travel: Mode | None = None
    phq9: int | None = None
    in_crisis: bool = False


@dataclass(frozen=True, eq=False)
class Recommendation:
    """The answer.

    Attributes
    ----------
    found : Matching
    wish : Wish
        As it was understood: with the needs found in the words, the severity of the score, the units of the place.
    heard : tuple of str
        Needs found in the words.
    set_aside : tuple of str
        Needs, chosen or heard, that are not about somebody of the age given.
    candidates : mapping of str to Candidate
        Those near enough.
    register : Register
    place : (float, float)
        Latitude and longitude.
    programmes : tuple of FittingProgramme
    """

    found: Matching
    wish: Wish
    heard: tuple[str, ...]
    candidates: Mapping[str, Candidate]
    register: Register
    place: tuple[float, float]
    programmes: tuple[FittingProgramme, ...] = ()
    set_aside: tuple[str, ...] = ()

    def center(self, center_id: str) -> Center:
        """Return a center with its distance.

        Raises
        ------
        NotFoundError
            When there is no such center.
        """
        if center_id not in self.register.centers:
            raise NotFoundError(f"there is no center {center_id[:20]!r} in the register: search for it by name")
        candidate = self.register.centers[center_id]
        _, _, distance_m = _GEOD.inv(self.place[1], self.place[0], candidate.lon, candidate.lat)
        return replace(candidate, distance_m=distance_m)

    def why_not(self, center_id: str, *, rules: MatchingRules, shown: int = 0) -> WhyNot:
        """Tell why a center does not stand in front; see :func:`gis.care.recommendation.ranking.why_not`.

        Raises
        ------
        NotFoundError
            When there is no such center.
        """
        distance_m = self.center(center_id).distance_m or 0.0
        return why_not(center_id, self.found, rules=rules, shown=shown, distance_m=distance_m)


def load_data(data_dir: Path) -> MatchingData:
    """Read rules, needs, everyday words and programmes; kept until one of the files changes.

    Raises
    ------
    SettingsError
        When a file is missing or cannot be used.
    """
    paths = [
        rule_file("matching.yaml", data_dir=data_dir),
        rule_file("needs.yaml", data_dir=data_dir),
        reference_file("everyday_words.csv", data_dir=data_dir),
        rule_file("programmes.yaml", data_dir=data_dir),
    ]
    return _read_data(*((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _read_data(
    rules: tuple[Path, int], needs: tuple[Path, int], words: tuple[Path, int], programmes: tuple[Path, int]
) -> MatchingData:
    kinds = {kind.code: kind.name_en for kind in vocabulary.kinds()}
    services = {service.code: service.name_en for service in vocabulary.services()}
    read = {name: path.read_text(encoding="utf-8") for name, (path, _) in
            {"rules": rules, "needs": needs, "words": words, "programmes": programmes}.items()}  # fmt: skip
    known = parse_needs(read["needs"], kinds=kinds, services=services)
    phrases = parse_phrases(read["words"], known)
    return MatchingData(
        rules=parse_rules(read["rules"]),
        needs=known,
        phrases=phrases,
        programmes=parse_programmes(read["programmes"], kinds=kinds, services=services),
        items=items_of(kinds, services, phrases),
    )


def load_register(conn: Connection) -> Register:
    """Read all centers, as many pages of them as there are."""
    centers: dict[str, Center] = {}
    while page := centers_in(conn, scope="register", limit=MAX_ROWS, offset=len(centers)):
        centers |= {center.center_id: center for center in page}
    return Register(
        centers,
        np.array([center.lat for center in centers.values()]),
        np.array([center.lon for center in centers.values()]),
    )


def load_vocabulary(conn: Connection, data: MatchingData, encoder: Encoder) -> Vocabulary:
    """Read the stored vectors of the vocabulary; encode it here, and say so, where that version was not built."""
    rows, vectors = matching_queries.vocabulary_vectors(conn, encoder=encoder.name, version=encoder.version)
    items = tuple(VocabularyItem(kind, code, words) for kind, code, words in rows)  # type: ignore[arg-type]
    if items == data.items:
        return Vocabulary(items, vectors, encoder.name, encoder.version)
    logger.warning("the vectors of %s are not those of the vocabulary: mindconnect etl build vocabulary_vectors",
                   encoder.name)  # fmt: skip
    return vocabulary_of(data.items, encoder)


def home_codes(conn: Connection, lat: float, lon: float) -> tuple[str, ...]:
    """Return the sido and sigungu of a point, MOIS codes; none at sea."""
    region = region_at(conn, lat=lat, lon=lon)
    return () if region is None else (region.region_code[:2], region.region_code[:5])


def recommend(
    ask: Ask,
    register: Register,
    board: OpeningBoard,
    *,
    at: dt.datetime,
    data: MatchingData,
    home: tuple[str, ...] = (),
    similarity_of: Callable[[str], Mapping[str, float]] | None = None,
    times: Times | None = None,
    weights: Mapping[Part, float] | None = None,
) -> Recommendation:
    """Recommend centers.

    Parameters
    ----------
    ask : Ask
    register : Register
    board : OpeningBoard
        Of the whole register.
    at : datetime.datetime
        Aware; "now".
    data : MatchingData
    home : tuple of str
        Units that the place lies in (:func:`home_codes`).
    similarity_of : callable, optional
        Text -> term -> similarity, see :func:`similarities`; without it words count by the everyday words only.
    times : callable, optional
        See :data:`Times`; needed when ``ask.travel`` is given.
    weights : mapping, optional
        The person's own.

    Returns
    -------
    Recommendation

    Raises
    ------
    InputError
        When the place, a need or a weight cannot be used.
    """
    lat, lon = check_point(ask.lat, ask.lon)
    heard = tuple(needs_in(ask.words, data.phrases)) if ask.words else ()
    meant = affirmed(ask.words, data.phrases)
    terms = _for_age(similarity_of(meant), ask.wish, data.needs) if meant and similarity_of else {}
    wish = _understood(ask, heard, data=data, home=home, has_words=bool(terms))
    openings = _Openings(board, at, _window(wish, data.rules))
    limit_km = data.rules.limit_remote_km if wish.way == "remote" else data.rules.limit_km
    near = _candidates(register, lat, lon, openings, within_m=limit_km * 1000)
    if terms:
        near = with_similarities(near, terms)
    if ask.travel is not None and times is not None:
        near = _timed(near, ask.travel, times, register)
    today = at.astimezone(SEOUL).date()
    matching = match(near, wish, rules=data.rules, needs=data.needs, today=today, weights=weights)
    programmes = _programmes(ask, wish, near, data, today)
    if any(place is None for programme in programmes for _, place in programme.nearest):
        programmes = _programmes(ask, wish, _candidates(register, lat, lon, openings), data, today)
    by_id = {candidate.center_id: candidate for candidate in near}
    aside = tuple(need for need in dict.fromkeys((*ask.wish.needs, *heard)) if need not in wish.all_needs)
    return Recommendation(matching, wish, heard, by_id, register, (lat, lon), tuple(programmes), aside)


def _understood(
    ask: Ask, heard: tuple[str, ...], *, data: MatchingData, home: tuple[str, ...], has_words: bool
) -> Wish:
    """Add to a wish what the words, the score and the place tell."""
    chosen, needs_told = _needs_for_age(ask.wish.needs, ask.wish, data), _needs_for_age(heard, ask.wish, data)
    return replace(
        ask.wish,
        needs=chosen or needs_told,
        heard=tuple(need for need in needs_told if need not in chosen) if chosen else (),
        severity=ask.wish.severity if ask.phq9 is None else data.rules.severity_of(ask.phq9),
        home_codes=home,
        has_words=has_words,
    )


def _programmes(
    ask: Ask, wish: Wish, candidates: Sequence[Candidate], data: MatchingData, today: dt.date
) -> list[FittingProgramme]:
    """Return the programmes that fit a wish, with the places among the candidates that give their papers."""
    return programmes_for(
        data.programmes,
        candidates,
        needs=wish.all_needs,
        age_group=wish.age_group,
        phq9=ask.phq9,
        in_crisis=ask.in_crisis,
        home_codes=wish.home_codes,
        on=today,
    )


def similarities(data: MatchingData, known: Vocabulary, encoder: Encoder) -> Callable[[str], Mapping[str, float]]:
    """Make the function that compares a text with the vocabulary."""
    return lambda text: by_vectors(text, known, encoder, data.needs)


def evaluation(
    data: MatchingData, data_dir: Path, known: Vocabulary, encoder: Encoder
) -> tuple[list[Case], list[Hits]]:
    """Count how many everyday sentences rules, vectors and both together understand.

    Raises
    ------
    SettingsError
        When ``data/reference/matching_cases.csv`` cannot be used.
    """
    terms = [item.code for item in data.items if item.item != "words"]
    path = reference_file("matching_cases.csv", data_dir=data_dir)
    cases = parse_cases(path.read_text(encoding="utf-8"), terms)
    rankings = {
        "rules": lambda text: by_rules(text, data.phrases, data.needs),
        "vectors": lambda text: by_vectors(text, known, encoder, data.needs),
        "hybrid": lambda text: hybrid(
            by_rules(text, data.phrases, data.needs),
            by_vectors(text, known, encoder, data.needs),
            alpha=data.rules.alpha,
        ),
    }
    return list(cases), evaluate(cases, rankings)


def encoder_of(data: MatchingData, model: str | None) -> Encoder:
    """Return the encoder that the settings name, fitted on the vocabulary where it has to be."""
    return make_encoder(model, data.words)


def _needs_for_age(codes: Sequence[str], wish: Wish, data: MatchingData) -> tuple[str, ...]:
    """Leave out the needs that are not about somebody of the age given."""
    return tuple(code for code in codes if code not in data.needs.needs or data.needs.is_about(code, wish.age_group))


def _for_age(terms: Mapping[str, float], wish: Wish, needs: Needs) -> dict[str, float]:
    """Leave out the services of needs that are not about somebody of the age given."""
    others = needs.services_for_others(wish.age_group)
    return {term: near for term, near in terms.items() if term not in others}


class _Openings:
    """Openings around an instant: now, and at the times when the person can come; details only where they are asked."""

    def __init__(self, board: OpeningBoard, at: dt.datetime, window: Window | None) -> None:
        self.board, self.at = board, at
        self.now = board.states_at(at)
        self.slots = [(slot, board.states_at(slot)) for slot in _slots(at, window)] if window else []

    def of(self, center_id: str) -> Opening:
        week = self.board.weeks.get(center_id)
        state: State = self.now.get(center_id, "unknown")
        is_claimed = center_id in self.board.claimed
        if week is None or (week.week is None and not is_claimed):
            return Opening(state, is_known=False)
        days: dict[dt.date, set[str]] = {}
        first: dt.datetime | None = None
        for slot, states in self.slots:
            then = states.get(center_id, "unknown")
            days.setdefault(slot.date(), set()).add(then)
            first = slot if first is None and then == "open" else first
        status = self.board.status(center_id, self.at)
        until = self.board.status(center_id, first).next_change if first else None
        return Opening(
            state=state,
            is_known=True,
            at=self.at,
            closes_at=status.next_change.at if state == "open" and status.next_change else None,
            opens_at=status.opens_at if state != "open" else None,
            days_open=sum("open" in states for states in days.values()),
            days_asked=len(days),
            days_unknown=sum("open" not in states and "unknown" in states for states in days.values()),
            first_from=first,
            first_until=until.at if until else None,
            stated_on=status.as_of,
        )


def _window(wish: Wish, rules: MatchingRules) -> Window | None:
    if wish.when is None:
        return None
    if wish.when not in rules.windows:
        raise InputError(f"{wish.when!r} is no time to come: give one of {', '.join(rules.windows)}")
    return rules.windows[wish.when]


def _slots(at: dt.datetime, window: Window) -> list[dt.datetime]:
    """Return the instants looked at: those of the window, today and on the six days after, that are still to come."""
    midnight = at.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + dt.timedelta(days=day) for day in range(DAYS_AHEAD)]
    slots = [day + dt.timedelta(minutes=m) for day in days if day.weekday() in window.weekdays for m in window.minutes]
    return [slot for slot in slots if slot >= at]


def _candidates(
    register: Register, lat: float, lon: float, openings: _Openings, *, within_m: float = math.inf
) -> list[Candidate]:
    count = len(register.lats)
    _, _, distances = _GEOD.inv(np.full(count, lon), np.full(count, lat), register.lons, register.lats)
    groups = {kind.code: kind.group for kind in vocabulary.kinds()}
    residential = vocabulary.residential_kinds()
    return [
        Candidate(
            center_id=center.center_id,
            kind=center.kind,
            sub_kind=center.sub_kind,
            group=groups.get(center.kind, "medical"),
            is_public=center.is_public,
            services=center.services,
            serves=center.serves,
            has_phone=bool(center.phone),
            is_approximate=center.is_approximate,
            distance_m=distance_m,
            reference_date=center.reference_date,
            opening=openings.of(center.center_id),
            name=center.name,
            is_residential=center.kind in residential,
            care_level=center.care_level,
            is_open_to_public=center.is_open_to_public,
        )
        for center, distance_m in zip(register.centers.values(), distances.tolist(), strict=True)
        if distance_m <= within_m
    ]


def _timed(near: Sequence[Candidate], travel: Mode, times: Times, register: Register) -> list[Candidate]:
    took = times([register.centers[candidate.center_id] for candidate in near], travel)
    return [replace(candidate, travel=travel, **took.get(candidate.center_id, Took())._asdict()) for candidate in near]
