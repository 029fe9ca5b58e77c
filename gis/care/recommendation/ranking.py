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
        """Return the facts of all parts, in their order."""
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
    """Return the weights that count, summing to 1.

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
    plain = normalised(rules.weights if weights is None else weights)
    if wish.way == "remote":
        scaled = {**plain, "distance": plain["distance"] * rules.remote_weight}
        if sum(scaled.values()) > 0:
            plain = normalised(scaled)
    return plain


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
    weights_used = weights_for(wish, rules, weights)
    others = needs.services_for_others(wish.age_group)
    fits = best_fits(wish.needs, needs, heard=wish.heard, share=rules.specialty_heard)
    fits = {term: fit for term, fit in fits.items() if term not in others}
    matches: list[tuple[Match, Candidate]] = []
    excluded: dict[str, tuple[Fact, ...]] = {}
    for candidate in candidates:
        if facts := _too_far(candidate, wish, rules):  # most of the nation: no need to look further
            excluded[candidate.center_id] = facts
            continue
        parts = score_parts(candidate, wish, rules=rules, needs=needs, fits=fits, today=today)
        if facts := exclusions(candidate, wish, parts, rules, needs):
            excluded[candidate.center_id] = facts
        else:
            matches.append((_weighed(candidate, wish, parts, weights_used, rules), candidate))
    matches.sort(
        key=lambda pair: (
            pair[1].care_level == "may",
            -round(pair[0].score, 9),
            -round(pair[0].known, 9),
            pair[1].distance_m,
            pair[0].center_id,
        )
    )
    return Matching(tuple(match_made for match_made, _ in matches), excluded, weights_used)


def exclusions(
    candidate: Candidate, wish: Wish, parts: Mapping[Part, Scored], rules: MatchingRules, needs: Needs
) -> tuple[Fact, ...]:
    """Return every reason to leave a center out.

    Parameters
    ----------
    candidate : Candidate
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
    facts = list(_too_far(candidate, wish, rules))
    if not candidate.is_open_to_public:
        facts.append(Fact.of("not_open_to_public"))
    # A dementia center is right for who asks about memory, and for nobody else.
    if candidate.care_level == "none" and not any(candidate.kind in needs.needs[need].kinds for need in wish.all_needs):
        facts.append(Fact.of("no_mental_health_care", kind=candidate.kind))
    if candidate.is_residential:
        facts.append(Fact.of("residential", kind=candidate.kind))
    if wish.all_needs and parts["specialty"].score < rules.specialty_least:
        facts.append(Fact.of("not_for_need", kind=candidate.kind))
    ages = set(rules.ages_of(candidate.kind, candidate.sub_kind, candidate.name))
    if ages and wish.age_group and wish.age_group not in ages:
        facts.append(Fact.of("not_for_age", age_group=wish.age_group))
    # Without an age, a place for children alone is for whoever speaks of a child.
    if ages and not wish.age_group and ages <= needs.ages_of(needs.needs) - needs.ages_of(wish.all_needs):
        facts.append(Fact.of("for_children"))
    opening = candidate.opening
    is_closed_then = opening.is_known and not opening.days_open and not opening.days_unknown
    if wish.when and opening.days_asked and is_closed_then:
        facts.append(Fact.of("closed_then", when=wish.when))
    if wish.way == "remote" and not candidate.has_phone:
        facts.append(Fact.of("no_phone"))
    if wish.way == "remote" and is_elsewhere(candidate, wish):
        facts.append(Fact.of("other_area"))
    return tuple(facts)


def why_not(
    center_id: str, ranked: Matching, *, rules: MatchingRules, shown: int = 0, distance_m: float | None = None
) -> WhyNot:
    """Tell why a center does not stand in front.

    Parameters
    ----------
    center_id : str
    ranked : Matching
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
    if center_id in ranked.excluded:
        return WhyNot(center_id, ranked.excluded[center_id])
    rank = next(
        (place for place, match_ranked in enumerate(ranked.matches, start=1) if match_ranked.center_id == center_id),
        None,
    )
    if rank is None:
        if distance_m is None:
            raise InputError(f"{center_id!r} was no candidate")
        return WhyNot(center_id, (Fact.of("too_far", distance_m=round(distance_m), limit_km=rules.limit_km),))
    match_here, best = ranked.matches[rank - 1], ranked.matches[0]
    lost: dict[Part, float] = {}
    if rank > max(shown, 1):
        behind = {
            part: ranked.weights[part] * (best.parts[part].score - match_here.parts[part].score) for part in PARTS
        }
        lost = {part: loss for part, loss in sorted(behind.items(), key=lambda item: -item[1]) if loss > 0.005}
    return WhyNot(center_id, (), rank, len(ranked.matches), match_here, lost)


def _too_far(candidate: Candidate, wish: Wish, rules: MatchingRules) -> tuple[Fact, ...]:
    limit_km = rules.limit_remote_km if wish.way == "remote" else rules.limit_km
    if candidate.distance_m <= limit_km * 1000:
        return ()
    return (Fact.of("too_far", distance_m=round(candidate.distance_m), limit_km=limit_km),)


def _weighed(
    candidate: Candidate, wish: Wish, parts: Mapping[Part, Scored], weights: Mapping[Part, float], rules: MatchingRules
) -> Match:
    rules_score = sum(weights[part] * parts[part].score for part in PARTS)
    known = sum(weights[part] * parts[part].known for part in PARTS)
    similarity = candidate.similarity if wish.has_words else None
    score = rules_score if similarity is None else rules.alpha * similarity + (1 - rules.alpha) * rules_score
    return Match(candidate.center_id, score, rules_score, similarity, known, rules.confidence_of(known), parts)
