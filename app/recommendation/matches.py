"""A recommendation in words: reasons made of facts, confidence, why not, doors. No Streamlit, no database."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from app.center import cards, opening_words, openings
from app.records import crisis_record
from app.text import Text
from app.travel import directions
from app.ui import words
from gis import vocabulary
from gis.care.recommendation.programmes import FittingProgramme
from gis.care.recommendation.ranking import Match, WhyNot
from gis.care.recommendation.rules import PARTS
from gis.care.recommendation.scores import Fact
from gis.recommendation import Recommendation
from gis.streets.network_catalog import Status, TravelTime
from gis.terms import SEOUL, UNDER_19, Mode

Instant = dt.datetime

_SERVICES = {service.code for service in vocabulary.services()}

_QUIET = {
    "kind",
    "need_open",
    "hours_old",
    "hours_unknown",
    "hours_unknown_then",
    "services_unknown",
    "programmes_unknown",
    "age_unknown",
    "groups_unknown",
    "peers_unknown",
    "online_unknown",
    "phone_unknown",
}
"""Facts that are no reason to go there: what is not known stands with the confidence."""

_UNKNOWN = ("hours_unknown", "hours_unknown_then", "hours_old", "services_unknown", "programmes_unknown", "age_unknown",
            "groups_unknown", "peers_unknown", "phone_unknown", "online_unknown")  # fmt: skip


def reasons(say: Text, match: Match, at: dt.datetime) -> list[str]:
    """Write the reasons for a center, each a sentence of facts: how far, open when, what it offers, as of when.

    Parameters
    ----------
    say : Text
    match : Match
    at : datetime.datetime
        Aware; "now".
    """
    return [sentence(say, fact, at) for fact in match.facts if fact.code not in _QUIET]


def unknowns(say: Text, match: Match, at: dt.datetime) -> list[str]:
    """Write what is not known of a center and counted neither for nor against it."""
    return [sentence(say, fact, at) for code in _UNKNOWN for fact in match.facts if fact.code == code]


def confidence(say: Text, match: Match) -> str:
    """Say how sure a recommendation is."""
    return say(f"match.confidence.{match.confidence}")


def sentence(say: Text, fact: Fact, at: dt.datetime) -> str:
    """Write one fact.

    Raises
    ------
    KeyError
        When the language has no sentence for it.
    """
    values: dict[str, object] = dict(fact.params)
    if "distance_m" in values:
        rough = bool(values.get("is_approximate", False))
        values["distance"] = words.distance(say, float(str(values["distance_m"])), is_rough=rough)
    if fact.code == "travel":
        status: Status = "estimate" if values["is_estimate"] else "route"
        time = TravelTime(status, float(str(values["minutes"])) * 60, bool(values["is_approximate"]))
        return travel(say, cast("Mode", values["mode"]), time)
    if "mode" in values:
        values["mode"] = say(f"directions.mode.{values['mode']}")
    for name in ("until", "at", "first"):
        if values.get(name):
            is_asked_for = fact.code == "open_then"
            moment = dt.datetime.fromisoformat(str(values[name])).astimezone(SEOUL)
            values[name] = _asked(say, moment, name) if is_asked_for else opening_words.moment(say, moment, at)
    for name in ("on", "stated_on"):
        if name in values:
            values[name] = words.day(say, dt.date.fromisoformat(str(values[name])))
    if "services" in values:
        codes = [code for code in str(values["services"]).split("|") if code]
        values["services"] = words.listing([cards.service_name(say, code) for code in codes])
    if "kind" in values:
        values["kind"] = cards.kind_name(say, str(values["kind"]))
    if "term" in values:
        term = str(values["term"])
        values["term"] = (cards.service_name if term in _SERVICES else cards.kind_name)(say, term)
    if "need" in values:
        values["need"] = say(f"match.need.{values['need']}")
    if "age_group" in values:
        values["age_group"] = say(f"check.choice.age_group.{values['age_group']}")
    if "when" in values:
        values["when"] = say(f"match.when.{values['when']}")
    return say(f"match.fact.{_key(fact)}", **values)


def travel(say: Text, mode: Mode, time: TravelTime) -> str:
    """Say how long it takes by a way of travel, marked where that is not exact."""
    if directions.is_too_far(mode, time):
        return directions.travel_time(say, mode, time)
    length_s = directions.rounded(time.duration_s, is_estimate=time.is_estimate)
    way, duration = directions.mode_name(say, mode), directions.duration(say, length_s)
    sentence = say("match.fact.travel", mode=way, duration=duration)
    return words.marked(say, sentence, is_estimate=time.is_estimate, is_approximate=time.is_approximate)


def instant(text: str | None, now: dt.datetime) -> tuple[dt.datetime, bool]:
    """Read the instant that an address names, for a shared or a tested answer; otherwise it is now."""
    return openings.read_at(text, now)


def instant_text(say: Text, at: dt.datetime) -> str:
    """Write an instant in full."""
    return opening_words.instant_text(say, at)


def left_out(say: Text, recommendation: Recommendation) -> str:
    """Say how many centers were left out, and why; empty when none was."""
    counts = recommendation.found.exclusions()
    parts = [say(f"match.left_out.{code}", n=n) for code, n in counts.items() if code != "too_far"]
    return say("match.left_out.sentence", parts=words.listing(parts)) if parts else ""


def why_not(say: Text, recommendation: Recommendation, reason: WhyNot, at: dt.datetime) -> dict[str, Any]:
    """Say why a center does not stand in front.

    Returns
    -------
    dict
        ``title`` and ``lines``.
    """
    name = recommendation.center(reason.center_id).name
    if reason.excluded:
        lines = [sentence(say, fact, at) for fact in reason.excluded]
        return {"title": say("match.why_not.excluded", name=name), "lines": lines}
    title = say("match.why_not.rank", name=name, rank=reason.rank or 0, of=reason.of)
    lines = [say("match.why_not.behind", part=say(f"match.part.{part}")) for part in reason.lost]
    facts = reasons(say, reason.match, at) + unknowns(say, reason.match, at) if reason.match else []
    return {"title": title, "lines": [*lines, *facts]}


def weights_text(say: Text, weights: Mapping[Any, float]) -> str:
    """Say how much each part counted."""
    return words.listing(
        [say("match.weight", part=say(f"match.part.{part}"), percent=round(weights[part] * 100)) for part in PARTS]
    )


def programme_record(fitting: FittingProgramme) -> dict[str, Any]:
    """Return a programme as plain data, for the command line."""
    return {
        "programme": fitting.programme.code,
        "is_met": fitting.is_met,
        "documents": list(fitting.programme.documents),
        "cost": dict(fitting.programme.cost),
        "unknown": list(fitting.programme.unknown),
        "nearest": [
            {"paper": place.paper, "center_id": near.center_id if near else None,
             "distance_m": round(near.distance_m) if near else None}
            for place, near in fitting.nearest
        ],
        "sources": [
            {"title": source.title, "url": source.url, "seen_on": source.seen_on.isoformat()}
            for source in fitting.programme.sources
        ],
    }  # fmt: skip


def _asked(say: Text, instant: dt.datetime, name: str) -> str:
    """Write the first time somebody can come by its weekday, and until when it then stays open by the clock."""
    return say(f"opening.weekday.{instant.weekday()}") if name == "first" else f"{instant:%H:%M}"


def _key(fact: Fact) -> str:
    """Choose the sentence of a fact; when it is open around the clock there is no closing time to name."""
    if fact.code == "open_then" and not dict(fact.params)["until"]:
        return "open_then_always"
    return fact.code


def answer_record(say: Text, recommendation: Recommendation, at: Instant, *, text: str, limit: int) -> dict[str, Any]:
    """Return a recommendation as a JSON object: whom to call first where words sound like danger, then the centers.

    Parameters
    ----------
    say : Text
    recommendation : Recommendation
    at : datetime.datetime
        Aware; "now".
    text : str
        What the person wrote; it does not stand in the answer.
    limit : int
        Most centers to give.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    shown = range(min(limit, len(recommendation.found.matches)))
    return {
        "crisis": crisis_record(text, is_young=recommendation.wish.age_group in UNDER_19),
        "at": at.isoformat(),
        "heard": list(recommendation.heard),
        "needs": list(recommendation.wish.needs),
        "weights": dict(recommendation.found.weights),
        "excluded": recommendation.found.exclusions(),
        "programmes": [programme_record(programme) for programme in recommendation.programmes],
        "centers": [_record(say, recommendation, rank, at) for rank in shown],
    }


def _record(say: Text, recommendation: Recommendation, rank: int, at: Instant) -> dict[str, Any]:
    match = recommendation.found.matches[rank]
    center = recommendation.center(match.center_id)
    return {
        "rank": rank + 1,
        "center_id": match.center_id,
        "name": center.name,
        "kind": center.kind,
        "distance_m": round(center.distance_m or 0.0),
        "phone": center.phone,
        "score": round(match.score, 4),
        "rules_score": round(match.rules_score, 4),
        "similarity": None if match.similarity is None else round(match.similarity, 4),
        "confidence": match.confidence,
        "confidence_text": confidence(say, match),
        "known": round(match.known, 4),
        "parts": {part: round(match.parts[part].score, 4) for part in PARTS},
        "facts": [{"code": fact.code, **dict(fact.params)} for fact in match.facts],
        "reasons": reasons(say, match, at),
    }
