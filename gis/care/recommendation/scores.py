"""The four scores of a center, each 0..1 with the share that is known and the facts behind it. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gis.care.recommendation.candidates import Candidate, Wish
from gis.care.recommendation.needs import Needs
from gis.care.recommendation.rules import MatchingRules, Part

_SUB_KIND = "sub-kind:"

Value = str | int | float | bool


@dataclass(frozen=True)
class Fact:
    """A fact with its numbers: a code of ``match.fact`` (app/text) and its parameters, in a fixed order."""

    code: str
    params: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, **params: Value) -> "Fact":
        """Make a fact."""
        return cls(code, tuple(params.items()))

    def __getitem__(self, name: str) -> Value:
        """Return a parameter."""
        return dict(self.params)[name]


@dataclass(frozen=True)
class Scored:
    """One part: its score and the share of it that is known, both 0..1, and the facts."""

    score: float
    known: float
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class ScoredItem:
    """One thing looked for among a center's programmes; ``is_met`` is None when it is not known."""

    is_met: bool | None
    facts: tuple[Fact, ...] = ()


Fits = Mapping[str, tuple[float, str]]
"""Kind, sub-kind or service -> how well it fits the needs at best, 0..1, and which of them."""


def best_fits(codes: Sequence[str], needs: Needs, *, heard: Sequence[str] = (), share: float = 1.0) -> Fits:
    """Return for each term the need that it fits best; of equal ones the first asked for.

    Parameters
    ----------
    codes : sequence of str
        Needs that were chosen.
    needs : Needs
    heard : sequence of str
        Needs found in words beside them: their fit is multiplied by ``share``.
    share : float
        0..1.

    Returns
    -------
    mapping of str to (float, str)
    """
    fits: dict[str, tuple[float, str]] = {}
    for code, factor in (*((code, 1.0) for code in codes), *((code, share) for code in heard)):
        need = needs.needs[code]
        finer = [(_sub_kind(kind), fit) for kind, fit in need.sub_kinds.items()]
        for term, fit in (*need.terms.items(), *finer):
            if fit * factor > fits.get(term, (0.0, ""))[0]:
                fits[term] = fit * factor, code
    return fits


def _sub_kind(code: str) -> str:
    return f"{_SUB_KIND}{code}"


def score_parts(
    candidate: Candidate, wish: Wish, *, rules: MatchingRules, needs: Needs, fits: Fits, today: dt.date
) -> dict[Part, Scored]:
    """Score all parts of a center for a person.

    Parameters
    ----------
    candidate : Candidate
    wish : Wish
    rules : MatchingRules
    needs : Needs
    fits : mapping
        Of the wish's needs, see :func:`best_fits`.
    today : datetime.date

    Returns
    -------
    dict of str to Scored
    """
    return {
        "distance": score_distance(candidate, rules),
        "open": score_opening(candidate, wish, rules, today),
        "specialty": score_specialty(candidate, wish, rules, fits),
        "programme": score_programme(candidate, wish, rules, needs, today),
    }


def score_distance(candidate: Candidate, rules: MatchingRules) -> Scored:
    """Halve the score every so many kilometres, or minutes where a travel time was asked for."""
    known = rules.approximate_known if candidate.is_approximate else 1.0
    facts = [Fact.of("distance", distance_m=round(candidate.distance_m), is_approximate=candidate.is_approximate)]
    if candidate.minutes is None:
        return Scored(0.5 ** (candidate.distance_m / 1000 / rules.half_km), known, tuple(facts))
    if candidate.minutes == float("inf"):
        return Scored(0.0, known, (*facts, Fact.of("unreachable", mode=str(candidate.travel))))
    doubts = {"is_estimate": candidate.is_estimate, "is_approximate": candidate.is_time_approximate}
    facts.append(Fact.of("travel", mode=str(candidate.travel), minutes=round(candidate.minutes), **doubts))
    return Scored(0.5 ** (candidate.minutes / rules.half_min), known, tuple(facts))


def score_opening(candidate: Candidate, wish: Wish, rules: MatchingRules, today: dt.date) -> Scored:
    """Score whether a center is open now, or on the days when the person can come."""
    opening = candidate.opening
    if not opening.is_known or (wish.when is None and opening.state == "unknown"):
        return Scored(rules.neutral, 0.0, (Fact.of("hours_unknown"),))
    known = 1.0
    facts: tuple[Fact, ...] = ()
    if opening.stated_on and (today - opening.stated_on).days > rules.open_old_after_days:
        known = rules.open_old_known
        facts = (Fact.of("hours_old", stated_on=opening.stated_on.isoformat()),)
    if wish.when is None:
        return Scored(_score_now(candidate, rules), known, (_fact_now(candidate), *facts))
    return _score_then(candidate, wish.when, rules, known, facts)


def score_specialty(candidate: Candidate, wish: Wish, rules: MatchingRules, fits: Fits) -> Scored:
    """Score how well kind and services fit the needs: the best of them, less for the group that fits the band less."""
    kind = Fact.of("kind", kind=candidate.kind)
    if not wish.all_needs:
        return Scored(rules.neutral, 0.0, (kind, Fact.of("need_open")))
    # A sub-kind may be called what a service is (아동청소년): then a center of that kind fits as such, any other by it.
    services = () if candidate.kind in rules.by_kind_only else candidate.services
    own = rules.fits_as.get(candidate.kind, candidate.kind) if candidate.care_level == "gives" else candidate.kind
    terms = (*((_sub_kind(candidate.sub_kind),) if candidate.sub_kind else ()), own, *services)
    term = max(terms, key=lambda term: fits.get(term, (0.0, ""))[0])
    best, need = fits.get(term, (0.0, ""))
    reason = "sub_kind_fits" if term.startswith(_SUB_KIND) else "kind_fits" if term == own else "service_fits"
    specialty = Fact.of(reason, need=need, term=term.removeprefix(_SUB_KIND))
    facts = (kind, specialty) if best > 0 else (kind,)
    return Scored(best * rules.severity[wish.severity].get(candidate.group, 1.0), 1.0, facts)


def score_programme(candidate: Candidate, wish: Wish, rules: MatchingRules, needs: Needs, today: dt.date) -> Scored:
    """Score what the person wishes beside the need itself: the share of it that the center is known to grant.

    Parameters
    ----------
    candidate : Candidate
    wish : Wish
    rules : MatchingRules
    needs : Needs
    today : datetime.date
        To tell whether what the center states is old.

    Returns
    -------
    Scored
    """
    items = list(_items(candidate, wish, needs))
    known = sum(item.is_met is not None for item in items) / len(items) if items else 0.0
    worth = [rules.neutral if item.is_met is None else float(item.is_met) for item in items]
    score = (sum(worth) / len(worth) if worth else rules.neutral) * (
        rules.programme_elsewhere if is_elsewhere(candidate, wish) else 1.0
    )
    facts = [fact for item in items for fact in item.facts]
    if (today - candidate.reference_date).days > rules.programme_old_after_days:
        known *= rules.programme_old_known
    facts.append(Fact.of("stated", on=candidate.reference_date.isoformat()))
    return Scored(score, known, tuple(facts))


def _score_now(candidate: Candidate, rules: MatchingRules) -> float:
    opening = candidate.opening
    if opening.state in ("open", "break"):
        return rules.open_now if opening.state == "open" else rules.open_break
    is_soon = opening.opens_at and opening.at and opening.opens_at - opening.at <= dt.timedelta(hours=24)
    return rules.opens_within_24h if is_soon else rules.opens_later


def _fact_now(candidate: Candidate) -> Fact:
    opening = candidate.opening
    if opening.state == "open":
        return Fact.of("open_now", until=opening.closes_at.isoformat()) if opening.closes_at else Fact.of("open_always")
    if opening.opens_at:
        return Fact.of("opens", at=opening.opens_at.isoformat())
    return Fact.of("closed_now")


def _score_then(candidate: Candidate, when: str, rules: MatchingRules, known: float, facts: tuple[Fact, ...]) -> Scored:
    opening = candidate.opening
    days = max(opening.days_asked, 1)
    share, unknown = opening.days_open / days, opening.days_unknown / days
    if opening.days_open:
        score = rules.open_some_day + (1 - rules.open_some_day) * (share + rules.neutral * unknown)
        params = {"days": opening.days_open, "asked": opening.days_asked}
        first = opening.first_from.isoformat() if opening.first_from else ""
        until = opening.first_until.isoformat() if opening.first_until else ""
        fact = Fact.of("open_then", when=when, first=first, until=until, **params)
        return Scored(score, known * (1 - unknown), (fact, *facts))
    if opening.days_unknown:
        return Scored(
            rules.neutral * unknown, known * (1 - unknown), (Fact.of("hours_unknown_then", when=when), *facts)
        )
    return Scored(0.0, known, (Fact.of("closed_then", when=when), *facts))


def _items(candidate: Candidate, wish: Wish, needs: Needs) -> Iterator[ScoredItem]:
    # The lists name what a center does, never what it does not: a service that is not named is not known.
    offered = set(candidate.services)
    if wish.all_needs:
        others = needs.services_for_others(wish.age_group)
        wanted = [code for need in wish.all_needs for code in needs.needs[need].programmes if code not in others]
        yield _programme(candidate, list(dict.fromkeys(wanted)))
    if wish.age_group is not None and wish.age_group in needs.audiences:
        fact = Fact.of("for_age", age_group=str(wish.age_group))
        met = bool(offered & set(needs.audiences[wish.age_group])) or None
        yield ScoredItem(met, (fact,) if met else (Fact.of("age_unknown", age_group=str(wish.age_group)),))
    if wish.wants_groups:
        groups = [code for code in needs.groups if code in offered]
        fact = Fact.of("groups", services="|".join(groups)) if groups else Fact.of("groups_unknown")
        yield ScoredItem(bool(groups) or None, (fact, Fact.of("peers_unknown")))
    if wish.is_free:
        yield ScoredItem(candidate.is_public and candidate.group == "public", (_cost(candidate),))
    if wish.way == "remote":
        # A public center counsels by telephone; of a clinic its number says that one can ask for a visit.
        is_met = True if candidate.has_phone and candidate.group == "public" else None
        yield ScoredItem(is_met, (Fact.of("phone" if is_met else "phone_unknown"), Fact.of("online_unknown")))
    if wish.home_codes:
        is_away = is_elsewhere(candidate, wish)
        yield ScoredItem(
            not is_away, (Fact.of("serves_others" if is_away else "serves_here"),) if candidate.serves else ()
        )


def is_elsewhere(candidate: Candidate, wish: Wish) -> bool:
    """Return whether a center serves other districts than the person's by rule; unknown counts as no."""
    return bool(candidate.serves) and bool(wish.home_codes) and not set(candidate.serves) & set(wish.home_codes)


def _programme(candidate: Candidate, wanted: list[str]) -> ScoredItem:
    if not candidate.services:
        return ScoredItem(None, (Fact.of("services_unknown"),))
    offered = [code for code in wanted if code in candidate.services]
    if not offered:
        return ScoredItem(None, (Fact.of("programmes_unknown", services="|".join(wanted)),))
    return ScoredItem(True, (Fact.of("programmes", services="|".join(offered)),))


def _cost(candidate: Candidate) -> Fact:
    if candidate.group == "public" and candidate.is_public:
        return Fact.of("free_mostly")
    return Fact.of("costs")
