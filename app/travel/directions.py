"""A trip in words: the sentences of a language for the codes of gis.streets."""

from app.text import Text
from app.ui import words
from gis.streets.directions import Step
from gis.streets.network_catalog import TravelTime, Trip
from gis.terms import Mode

_MINUTES_OF_AN_HOUR = 60


def mode_name(say: Text, mode: Mode) -> str:
    """Name a way of travel as part of a sentence."""
    return say(f"directions.mode.{mode}")


def duration(say: Text, seconds: float) -> str:
    """Write a duration in whole minutes, never less than one; hours from one hour on."""
    minutes = max(1, round(seconds / 60))
    if minutes < _MINUTES_OF_AN_HOUR:
        return say("directions.minutes", minutes=minutes)
    return say("directions.hours", hours=minutes // 60, minutes=minutes % 60)


def travel_time(say: Text, mode: Mode, time: TravelTime) -> str:
    """Say how long it takes by a way of travel, marked where that is not exact; or that one is there already."""
    if time.status == "unreachable":
        return say(f"directions.unreachable.{mode}")
    if not time.duration_s:
        return say("directions.here")
    sentence = say("directions.time", mode=mode_name(say, mode), duration=duration(say, time.duration_s))
    return words.marked(say, sentence, is_estimate=time.is_estimate, is_approximate=time.is_approximate)


def summary(say: Text, trip: Trip) -> str:
    """Say how long and how far in one sentence, the time marked where it is not exact."""
    time = travel_time(say, trip.mode, trip.time)
    if trip.status == "unreachable" or not trip.duration_s:
        return time
    return say(f"directions.summary.{trip.status}", time=time, distance=words.distance(say, trip.length_m))


def warnings(say: Text, trip: Trip) -> list[str]:
    """Say what a traveller should know before setting out."""
    lines = [say(f"directions.warning.{code}", mode=mode_name(say, trip.mode)) for code in trip.warnings]
    if trip.status == "estimate":
        lines.append(say("directions.warning.estimate", percent=round(trip.error_pct)))
    return lines


def sentences(say: Text, trip: Trip) -> list[str]:
    """Write the steps, one sentence each, as a person would say them."""
    return [sentence(say, step, trip.mode) for step in trip.steps]


def sentence(say: Text, step: Step, mode: Mode) -> str:
    """Write one step of a way of travel."""
    name = (step.name_en or step.name) if say.language == "en" else step.name
    code: str = step.code
    if code == "roundabout" and not step.exit:
        code = "roundabout_enter"
    if code == "u_turn" and mode == "walk":
        code = "turn_back"
    return say(
        f"directions.step.{code}",
        way=say("directions.way.named", name=name) if name else say("directions.way.unnamed"),
        distance=words.distance(say, step.length_m),
        compass=say(f"words.direction.{step.compass}"),
        exit=say.get(f"directions.exit.{step.exit}", say("directions.exit.any", n=step.exit)),
    )
