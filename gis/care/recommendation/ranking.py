"""Which centers fit a person, in what order, and why: rule filter, four scores, weighted sum, reasons.

Pure: what is known of each center is an argument. Every score is in 0..1. A fact that is not known gets the neutral
score of the rules and lowers the confidence instead, and the reasons say so. Reasons carry codes and numbers, never
sentences; ``app`` renders them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gis.care.recommendation.candidates import Candidate, Wish
from gis.care.recommendation.needs import Needs
from gis.care.recommendation.rules import PARTS, Confidence, MatchingRules, Part, normalised
from gis.care.recommendation.scores import Fact, Scored, best_fits, is_elsewhere, score_parts
from gis.errors import InputError


@dataclass(frozen=True)
class Match:
    """A center that fits.

    Attributes
    ----------
    center_id : str
    score : float
        0..1, of rules and, with free text, words.
    rules_score : float
        The weighted sum of the parts, 0..1.
    similarity : float or None
        None without free text.
    known : float
        Share of what decided that is known, weighted as the score is, 0..1.
    confidence : Confidence
    parts : mapping of str to Scored
        Score, share known and facts of each part.
    """

    center_id: str
    score: float
    rules_score: float
    similarity: float | None
    known: float
    confidence: Confidence
    parts: Mapping[Part, Scored]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Give the facts of all parts, in their order."""
        return tuple(fact for part in PARTS for fact in self.parts[part].facts)


@dataclass(frozen=True)
class Matching:
    """The answer: what fits, best first; what was filtered out, with the facts why; the weights that counted."""

    matches: tuple[Match, ...]
    excluded: Mapping[str, tuple[Fact, ...]]
    weights: Mapping[Part, float]

    def exclusions(self) -> dict[str, int]:
        """Count the centers left out by their first reason."""
        counts: dict[str, int] = {}
        for facts in self.excluded.values():
            counts[facts[0].code] = counts.get(facts[0].code, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: -item[1]))


@dataclass(frozen=True)
class WhyNot:
    """Why a center does not stand in front: filtered out (with facts), or its rank and what costs it most.

    ``lost`` gives, by part, how much of the score of the best match it falls short of, weighted; parts in which it is
    not behind are left out.
    """

    center_id: str
    excluded: tuple[Fact, ...]
    rank: int | None = None
    of: int = 0
    match: Match | None = None
    lost: Mapping[Part, float] = field(default_factory=dict)


def weights_for(wish: Wish, rules: MatchingRules, weights: Mapping[Part, float] | None = None) -> dict[Part, float]:
    """Give the weights that count, summing to 1.

    Parameters
    ----------
    wish : Wish
        Help by telephone or online makes the distance matter less.
    rules : MatchingRules
    weights : mapping, optional
        The person's own, each 0 or more; the rules' otherwise.

    Returns
    -------
    dict of str to float

    Raises
    ------
    InputError
        When own weights are incomplete, negative or all 0.
    """
    own = normalised(rules.weights if weights is None else weights)
    if wish.way == "remote":
        scaled = {**own, "distance": own["distance"] * rules.remote_weight}
        if sum(scaled.values()) > 0:
            own = normalised(scaled)
    return own


def match(
    candidates: Iterable[Candidate],
    wish: Wish,
    *,
    rules: MatchingRules,
    needs: Needs,
    today: dt.date,
    weights: Mapping[Part, float] | None = None,
) -> Matching:
    """Filter, score and sort centers for a person.

    Parameters
    ----------
    candidates : iterable of Candidate
    wish : Wish
    rules : MatchingRules
    needs : Needs
    today : datetime.date
        To tell how old facts are.
    weights : mapping, optional
        The person's own; see :func:`weights_for`.

    Returns
    -------
    Matching
        What may give mental-health care last; then by score, confidence, distance and id: the order never depends
        on that of the candidates.

    Raises
    ------
    InputError
        When a need is unknown, or the weights cannot be used.
    """
    for code in wish.all_needs:
        if code not in needs.needs:
            raise InputError(f"{code!r} is no need: give some of {', '.join(needs.needs)}")
    own = weights_for(wish, rules, weights)
    others = needs.services_for_others(wish.age_group)
    fits = best_fits(wish.needs, needs, heard=wish.heard, share=rules.specialty_heard)
    fits = {term: fit for term, fit in fits.items() if term not in others}
    matches: list[tuple[Match, Candidate]] = []
    excluded: dict[str, tuple[Fact, ...]] = {}
    for one in candidates:
        if facts := _too_far(one, wish, rules):  # most of the nation: no need to look further
            excluded[one.center_id] = facts
            continue
        parts = score_parts(one, wish, rules=rules, needs=needs, fits=fits, today=today)
        if facts := exclusions(one, wish, parts, rules, needs):
            excluded[one.center_id] = facts
        else:
            matches.append((_weighed(one, wish, parts, own, rules), one))
    matches.sort(
        key=lambda pair: (
            pair[1].care_level == "may",
            -round(pair[0].score, 9),
            -round(pair[0].known, 9),
            pair[1].distance_m,
            pair[0].center_id,
        )
    )
    return Matching(tuple(found for found, _ in matches), excluded, own)


def exclusions(
    one: Candidate, wish: Wish, parts: Mapping[Part, Scored], rules: MatchingRules, needs: Needs
) -> tuple[Fact, ...]:
    """Give every reason to leave a center out.

    Parameters
    ----------
    one : Candidate
    wish : Wish
    parts : mapping of str to Scored
        Its scores.
    rules : MatchingRules
    needs : Needs

    Returns
    -------
    tuple of Fact
        Empty when there is none.
    """
    facts = list(_too_far(one, wish, rules))
    if not one.is_open_to_public:
        facts.append(Fact.of("not_open_to_public"))
    # A dementia center is right for who asks about memory, and for nobody else.
    if one.care_level == "none" and not any(one.kind in needs.needs[need].kinds for need in wish.all_needs):
        facts.append(Fact.of("no_mental_health_care", kind=one.kind))
    if one.is_residential:
        facts.append(Fact.of("residential", kind=one.kind))
    if wish.all_needs and parts["specialty"].score < rules.specialty_least:
        facts.append(Fact.of("not_for_need", kind=one.kind))
    ages = set(rules.ages_of(one.kind, one.sub_kind, one.name))
    if ages and wish.age_group and wish.age_group not in ages:
        facts.append(Fact.of("not_for_age", age_group=wish.age_group))
    # Without an age, a place for children alone is for whoever speaks of a child.
    if ages and not wish.age_group and ages <= needs.ages_of(needs.needs) - needs.ages_of(wish.all_needs):
        facts.append(Fact.of("for_children"))
    opening = one.opening
    is_closed_then = opening.is_known and not opening.days_open and not opening.days_unknown
    if wish.when and opening.days_asked and is_closed_then:
        facts.append(Fact.of("closed_then", when=wish.when))
    if wish.way == "remote" and not one.has_phone:
        facts.append(Fact.of("no_phone"))
    if wish.way == "remote" and is_elsewhere(one, wish):
        facts.append(Fact.of("other_area"))
    return tuple(facts)


def why_not(
    center_id: str, found: Matching, *, rules: MatchingRules, shown: int = 0, distance_m: float | None = None
) -> WhyNot:
    """Tell why a center does not stand in front.

    Parameters
    ----------
    center_id : str
    found : Matching
    rules : MatchingRules
    shown : int
        How many matches the person sees; of one among them only its place is told.
    distance_m : float, optional
        To a center that was no candidate: it is then too far.

    Returns
    -------
    WhyNot

    Raises
    ------
    InputError
        When the center was no candidate and its distance is not given.
    """
    if center_id in found.excluded:
        return WhyNot(center_id, found.excluded[center_id])
    rank = next((place for place, one in enumerate(found.matches, start=1) if one.center_id == center_id), None)
    if rank is None:
        if distance_m is None:
            raise InputError(f"{center_id!r} was no candidate")
        return WhyNot(center_id, (Fact.of("too_far", distance_m=round(distance_m), limit_km=rules.limit_km),))
    own, best = found.matches[rank - 1], found.matches[0]
    lost: dict[Part, float] = {}
    if rank > max(shown, 1):
        behind = {part: found.weights[part] * (best.parts[part].score - own.parts[part].score) for part in PARTS}
        lost = {part: loss for part, loss in sorted(behind.items(), key=lambda item: -item[1]) if loss > 0.005}
    return WhyNot(center_id, (), rank, len(found.matches), own, lost)


def _too_far(one: Candidate, wish: Wish, rules: MatchingRules) -> tuple[Fact, ...]:
    limit_km = rules.limit_remote_km if wish.way == "remote" else rules.limit_km
    if one.distance_m <= limit_km * 1000:
        return ()
    return (Fact.of("too_far", distance_m=round(one.distance_m), limit_km=limit_km),)


def _weighed(
    one: Candidate, wish: Wish, parts: Mapping[Part, Scored], weights: Mapping[Part, float], rules: MatchingRules
) -> Match:
    rules_score = sum(weights[part] * parts[part].score for part in PARTS)
    known = sum(weights[part] * parts[part].known for part in PARTS)
    similarity = one.similarity if wish.has_words else None
    score = rules_score if similarity is None else rules.alpha * similarity + (1 - rules.alpha) * rules_score
    return Match(one.center_id, score, rules_score, similarity, known, rules.confidence_of(known), parts)
