"""A reading in words: what counts as near, as care and as open, said so that two people mean the same."""

from app.center.cards import kind_name
from app.text import Text
from gis import vocabulary
from gis.analysis.readings import ALL_KINDS, ANY, HOUR_SETS, HOURS_PER_DAY, LONGEST_MIN, Reading, hours_of
from gis.cutoffs import FEWEST_LIMITS, MOST_LIMITS

DAYS = 8
"""Monday to Sunday, and a public holiday."""


def kind_of(say: Text, kind: str) -> str:
    """Name a kind of center or a group of kinds, in the language of the page."""
    if kind == ALL_KINDS:
        return say("reading.all_kinds")
    group = vocabulary.GROUPS.get(kind)
    return kind_name(say, kind) if group is None else say(f"regions.group_name.{group}")


def hour_name(say: Text, hour: str) -> str:
    """Name the hours of a reading: ``평일 저녁(18~21시)``, ``화요일 19시``.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    hour : str
        As in :attr:`gis.analysis.readings.Reading.hour`.
    """
    if hour == ANY or hour in HOUR_SETS:
        return say(f"reading.hour.{hour}")
    places = hours_of(hour)
    return clock_name(say, places[0]) if places else say(f"reading.hour.{ANY}")


def clock_name(say: Text, place: int) -> str:
    """Name one of the 192 departures: ``화요일 19시``."""
    day, clock = divmod(place, HOURS_PER_DAY)
    return say("reading.clock", day=say(f"reading.day.{day}"), hour=clock)


def how(say: Text, mode: str) -> str:
    """Say how one travels, as it stands inside a sentence: ``차로``."""
    return say(f"reading.how.{mode}")


def terms(say: Text, reading: Reading) -> dict[str, object]:
    """Return the parts of a reading as fields of a sentence: ``when``, ``how``, ``limit``, ``kind``, ``margin``."""
    return {
        "when": hour_name(say, reading.hour),
        "how": how(say, reading.mode),
        "limit": reading.limit_min,
        "kind": kind_of(say, reading.kind),
        "margin": reading.margin_min,
    }


def short(say: Text, reading: Reading) -> str:
    """Name a reading in a few words: ``평일 저녁(18~21시) · 차로 30분 · 공공 기관``."""
    return say("reading.short", **terms(say, reading))


def sentences(say: Text, reading: Reading) -> list[str]:
    """Say what a reading counts, in plain sentences: the statement that stands on each page and in each file."""
    fields = terms(say, reading)
    whom = [say(f"reading.serves_is.{reading.serves}")]
    if reading.hours is None:
        return [say("reading.states_any", **fields), *whom]
    said = [say("reading.states", **fields), say(f"reading.unknown_is.{reading.unknown_hours}"), *whom]
    if len(reading.hours) > 1:
        said.append(say("reading.mean_over_hours"))
    return said


def limits_refused(say: Text, told: str, code: str) -> str:
    """Say why limits cannot be used; ``code`` is that of the error of :func:`gis.cutoffs.read_limits`."""
    values = {"fewest": FEWEST_LIMITS, "most": MOST_LIMITS, "longest": LONGEST_MIN}
    return say(f"gaps.limits.{code}", told=told[:60], **values)
