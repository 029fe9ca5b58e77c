"""Speeds, delays and rules of access: the table ``data/reference/street_speeds.csv`` as an object.

Slope is left out: the extracts carry no heights. A hilly district takes longer than its answer says.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gis.errors import SourceError
from gis.terms import MODES, Mode

TOPICS = ("speed", "built_up", "designated", "motor_only", "delay_road", "delay_path", "barrier", "access")

_LARGEST = {"speed": 130.0, "designated": 130.0, "built_up": 1.0, "motor_only": 1.0, "barrier": 1.0, "access": 1.0}
_LONGEST_DELAY_S = 600.0

MAXSPEED_RANGE_KMH = (5.0, 130.0)
"""Signs outside this range are mapping errors; they are counted and not used."""


@dataclass(frozen=True)
class ModeValues:
    """One row of the table: a value for each mode; NaN where the row says nothing.

    Parameters
    ----------
    walk, bicycle, car : float
        Speed in km/h, share of a speed, delay in seconds, or 1 and 0 for allowed and barred, by topic.
    maxspeed_share : float
        Share of a signed limit that cars reach on this class (speed rows only).
    """

    walk: float
    bicycle: float
    car: float
    maxspeed_share: float = math.nan

    def of(self, mode: Mode) -> float:
        """Return the value of a mode."""
        return {"walk": self.walk, "bicycle": self.bicycle, "car": self.car}[mode]


@dataclass(frozen=True)
class SpeedTable:
    """The whole table.

    Parameters
    ----------
    speed : dict
        Highway class -> km/h by mode; NaN where the class is closed to the mode.
    built_up : dict
        Highway class -> share of that speed which a mode keeps in built-up areas, daytime traffic included.
    designated : ModeValues
        km/h on a class that is closed (or slower) unless a tag opens it to the mode.
    motor_only : dict
        Name of a street -> 0 for modes to which it is closed, whatever its class, unless a tag opens it.
    delay_road, delay_path : dict
        Feature of a node -> seconds lost at it, on streets and on footways.
    barrier : dict
        Barrier -> 1 where a mode passes, 0 where it does not.
    access : dict
        Value of an access tag -> 1 where it lets a mode through, 0 where it does not.
    """

    speed: Mapping[str, ModeValues]
    built_up: Mapping[str, ModeValues]
    designated: ModeValues
    motor_only: Mapping[str, ModeValues]
    delay_road: Mapping[str, ModeValues]
    delay_path: Mapping[str, ModeValues]
    barrier: Mapping[str, ModeValues]
    access: Mapping[str, ModeValues]

    @property
    def classes(self) -> tuple[str, ...]:
        """Highway classes in the order of the table."""
        return tuple(self.speed)


def parse_speeds(rows: Iterable[Mapping[str, str]]) -> SpeedTable:
    """Read the table from its rows.

    Parameters
    ----------
    rows : iterable of mapping
        Columns topic, key, walk, bicycle, car, maxspeed_share, note; empty is "says nothing".

    Returns
    -------
    SpeedTable
        The checked table.

    Raises
    ------
    SourceError
        When a topic is unknown, a key stands twice, or a value is not a number of its topic's range.
    """
    topics: dict[str, dict[str, ModeValues]] = {topic: {} for topic in TOPICS}
    for line, row in enumerate(rows, start=2):
        topic, key = row["topic"], row["key"]
        if topic not in topics:
            raise SourceError(f"street_speeds.csv line {line}: topic {topic!r} is not one of {', '.join(TOPICS)}")
        if key in topics[topic]:
            raise SourceError(f"street_speeds.csv line {line}: {topic} {key!r} stands twice; remove one")
        topics[topic][key] = _values(row, line)
    if "any" not in topics["designated"] or not topics["speed"]:
        raise SourceError("street_speeds.csv: needs speed rows and the row designated,any")
    return SpeedTable(
        speed=topics["speed"],
        built_up=topics["built_up"],
        designated=topics["designated"]["any"],
        motor_only=topics["motor_only"],
        delay_road=topics["delay_road"],
        delay_path=topics["delay_path"],
        barrier=topics["barrier"],
        access=topics["access"],
    )


def _values(row: Mapping[str, str], line: int) -> ModeValues:
    largest = _LARGEST.get(row["topic"], _LONGEST_DELAY_S)
    values = []
    for column in (*MODES, "maxspeed_share"):
        text = (row.get(column) or "").strip()
        try:
            value = float(text) if text else math.nan
        except ValueError as error:
            raise SourceError(f"street_speeds.csv line {line}: {column} {text!r} is not a number") from error
        top = 1.0 if column == "maxspeed_share" else largest
        if not math.isnan(value) and not 0 <= value <= top:
            raise SourceError(f"street_speeds.csv line {line}: {column} {value} is not within 0..{top:g}")
        if row["topic"] in ("speed", "designated", "built_up") and value == 0:
            raise SourceError(
                f"street_speeds.csv line {line}: {column} is 0; leave it empty where there is nothing to say"
            )
        values.append(value)
    return ModeValues(*values)
