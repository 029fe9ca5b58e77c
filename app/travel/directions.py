"""A trip in words: the sentences of a language for the codes of gis.streets."""

from app.text import Text
from app.ui import words
from gis.streets.directions import Step
from gis.streets.network_catalog import TravelTime, Trip
from gis.terms import Mode

_MINUTES_OF_AN_HOUR = 60
_LONGEST_MIN = 120


def mode_name(say: Text, mode: Mode) -> str:
    """Name a way of travel as part of a sentence."""
    return say(f"directions.mode.{mode}")


def duration(say: Text, seconds: float) -> str:
    """Write a duration in whole minutes, never less than one; hours from one hour on."""
    minutes = max(1, round(seconds / 60))
    if minutes < _MINUTES_OF_AN_HOUR:
        return say("directions.minutes", minutes=minutes)
    if minutes % _MINUTES_OF_AN_HOUR == 0:
        return say("directions.whole_hours", hours=minutes // 60)
    return say("directions.hours", hours=minutes // 60, minutes=minutes % 60)


def travel_time(say: Text, mode: Mode, time: TravelTime) -> str:
    """Say how long it takes by a way of travel, marked where that is not exact; or that one is there already."""
    if time.status == "unreachable":
        return say(f"directions.unreachable.{mode}")
    if not time.duration_s:
        return say("directions.here")
    if is_too_far(mode, time):
        return say(f"directions.too_far.{mode}", hours=_LONGEST_MIN // _MINUTES_OF_AN_HOUR)
    length_s = rounded(time.duration_s, is_estimate=time.is_estimate)
    sentence = say("directions.time", mode=mode_name(say, mode), duration=duration(say, length_s))
    return words.marked(say, sentence, is_estimate=time.is_estimate, is_approximate=time.is_approximate)


def is_too_far(mode: Mode, time: TravelTime) -> bool:
    """Return whether nobody would go that way on foot or by bicycle: for longer than two hours."""
    return mode != "car" and time.duration_s > _LONGEST_MIN * 60


def rounded(seconds: float, *, is_estimate: bool) -> float:
    """Round a time of travel to what is known: ten minutes from an hour on, five where half of one is estimated."""
    minutes = seconds / 60
    step = 10 if minutes >= _MINUTES_OF_AN_HOUR else 5 if is_estimate and minutes >= _MINUTES_OF_AN_HOUR / 2 else 1
    return round(minutes / step) * step * 60


def summary(say: Text, trip: Trip) -> str:
    """Say how long and how far in one sentence, the time marked where it is not exact."""
    time = travel_time(say, trip.mode, trip.time)
    if trip.status == "unreachable" or not trip.duration_s or is_too_far(trip.mode, trip.time):
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
