"""What the policy pages let people choose, described once: the server's form and the live widgets draw the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from app import data
from app.data.access import USUAL
from app.data.regions import Level
from app.policy import differences, equities, gap_view, reading_words
from app.policy.gap_view import FIGURES
from app.text import Text
from app.ui.choices import OneOf
from gis.analysis.readings import MEASURES, UNKNOWN_HOURS, Reading
from gis.terms import SERVES

READING = ("kind", "hour", "mode", "limit_min")
"""Parts of a reading that everybody is asked for."""

METHOD = ("measure", "serves", "unknown_hours")
"""Parts that are asked for aside: how it is counted."""


def reading(
    say: Text,
    query: Mapping[str, object],
    kinds: Sequence[str],
    usual: Reading = USUAL,
    *,
    measures: Sequence[str] = MEASURES,
) -> dict[str, OneOf]:
    """Describe what is chosen of a reading, by part; each stands in the address under the reading's own name.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    query : mapping of str to object
        The page's address; an hour or a limit that it names is offered beside the usual ones.
    kinds : sequence of str
        Kinds that may be asked for.
    usual : Reading
        What holds where the address says nothing.
    measures : sequence of str
        Measures that are offered.

    Returns
    -------
    dict of str to OneOf
        By part, in the order of :data:`READING` and :data:`METHOD`.
    """
    shown = gap_view.read_reading(query, kinds, usual=usual)
    hours = tuple(dict.fromkeys((*gap_view.HOURS, shown.hour)))
    limits = tuple(dict.fromkeys((*gap_view.LIMITS_MIN, str(shown.limit_min))))
    of_kind = usual.changed(kind=shown.kind)

    def one(part: str, key: str, options: Sequence[str], name: Callable[[str], str], default: object = "") -> OneOf:
        # Answers of two parts stand side by side, those of others unfold.
        shape: Literal["row", "list"] = "row" if part in ("mode", "limit_min") else "list"
        return OneOf(say(f"gaps.{key}"), options, part, str(default or getattr(usual, part)), name, shape)

    told = (
        one("kind", "kind", kinds, lambda kind: reading_words.kind_of(say, kind)),
        one("hour", "when", hours, lambda hour: reading_words.hour_name(say, hour)),
        one("mode", "mode", gap_view.MODES_OFFERED, lambda mode: say(f"reading.mode.{mode}")),
        one("limit_min", "limit", limits, lambda limit: say("gaps.limit_name", limit=limit)),
        one("measure", "measure", measures, lambda measure: say(f"reading.measure.{measure}")),
        one("serves", "serves", SERVES, lambda whom: say(f"reading.serves_short.{whom}"), of_kind.serves),
        one("unknown_hours", "unknown", UNKNOWN_HOURS, lambda way: say(f"reading.unknown_short.{way}")),
    )
    return {choice.parameter: choice for choice in told}


def level(say: Text, region_code: str | None) -> OneOf:
    """Describe the units that can be shown within a region; there may be but one."""
    levels = levels_of(region_code)
    return OneOf(say("gaps.level"), levels, "level", levels[0], lambda one: say(f"regions.level_name.{one}"))


def levels_of(region_code: str | None) -> tuple[Level, ...]:
    """Give the levels that can be shown within a region, the usual one first."""
    within = data.levels_within(region_code)
    return tuple(one for one in gap_view.levels(region_code) if one in within)


def figure(say: Text, reading: Reading) -> OneOf:
    """Describe the figure on the map."""
    offered = gap_view.mapped(reading)
    return OneOf(say("gaps.figure"), offered, "figure", offered[0], lambda key: FIGURES[key].header(say), "list")


def service(say: Text, names: Sequence[str]) -> OneOf:
    """Describe the service whose underserved areas are shown."""
    return OneOf(say("underserved.choice"), names, "service", names[0], lambda one: say(f"underserved.service.{one}"))


def side(say: Text, prefix: str, query: Mapping[str, object], kinds: Sequence[str]) -> list[OneOf]:
    """Describe one of two readings that are compared; the second one's choices have names of their own.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    prefix : str
        Before the names in the address; empty on the first side.
    query : mapping of str to object
        The page's address.
    kinds : sequence of str
        Kinds that may be asked for.
    """
    first, other = (view.reading for view in differences.read(query, kinds))
    # What the second reading does not say is the first one's, but for the hour.
    usual = first.changed(hour=differences.USUAL_B.hour) if prefix else differences.USUAL_A
    told = reading(say, (other if prefix else first).query(), kinds, usual)
    named = (told[part] for part in ("hour", "kind", "mode", "limit_min"))
    return [replace(choice, parameter=f"{prefix}{choice.parameter}", shape="list") for choice in named]


def cluster_map(say: Text) -> OneOf:
    """Describe what the map of the poorly served shows."""
    return OneOf(say("equity.map_choice"), equities.MAPS, "map", equities.MAPS[0], lambda one: say(f"equity.map.{one}"))
