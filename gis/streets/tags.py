"""From OpenStreetMap's tags to who may use a street, in which direction and how fast."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gis.streets.network import FLAGS
from gis.streets.speeds import MAXSPEED_RANGE_KMH, ModeValues, SpeedTable
from gis.terms import MODES, Mode

Tags = Mapping[str, str]

_ACCESS_KEYS: dict[Mode, tuple[str, ...]] = {
    "walk": ("foot", "access"),
    "bicycle": ("bicycle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
"""Keys that speak of a mode, the most particular first."""

_OPENING_VALUES = frozenset({"yes", "designated", "permissive", "official", "customers", "destination"})
_FOOTWAYS = frozenset({"footway", "path", "pedestrian", "steps", "cycleway", "corridor", "elevator", "bridleway"})
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_CHANGING = frozenset({"reversible", "alternating"})
"""One-way streets whose direction depends on the hour: nobody can be told which way they may go."""

_SIDEWALK_KEYS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
_SIDEWALK_VALUES = frozenset({"both", "left", "right", "yes"})
_CYCLEWAY_KEYS = ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right")


@dataclass(frozen=True)
class WayProfile:
    """What two pieces of street must share to be one street.

    Parameters
    ----------
    street_class : str
        Highway class of the speed table.
    kmh : tuple of (float, float)
        Speed by mode as drawn and against; 0 where closed.
    built_up : tuple of float
        Share of the speed that each mode keeps in built-up areas.
    flags : int
        Bits of :data:`gis.streets.network.FLAGS`.
    name, name_en : str
        Names; empty where there is none.
    """

    street_class: str
    kmh: tuple[tuple[float, float], ...]
    built_up: tuple[float, ...]
    flags: int
    name: str
    name_en: str


@dataclass(frozen=True)
class Feature:
    """What stands at a node: seconds lost there by mode, and whom it stops.

    Parameters
    ----------
    road_s, path_s : tuple of float
        Seconds by mode on streets and on footways.
    stops : tuple of bool
        By mode, True where the mode cannot pass.
    """

    road_s: tuple[float, ...]
    path_s: tuple[float, ...]
    stops: tuple[bool, ...]


def read_maxspeed(text: str) -> float:
    """Read a speed limit.

    Parameters
    ----------
    text : str
        Such as ``50``, ``30 mph``, ``50;60`` or ``KR:urban``.

    Returns
    -------
    float
        km/h of the first number; NaN where there is none.
    """
    match = re.match(r"\s*(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", text)
    if match is None:
        return math.nan
    return float(match[1]) * (1.609344 if match[2] == "mph" else 1.0)


def read_duration_min(text: str) -> float:
    """Read how long a ferry takes.

    Parameters
    ----------
    text : str
        Such as ``00:20``, ``1:05:00``, ``90`` (minutes) or ``PT1H30M``.

    Returns
    -------
    float
        Minutes; NaN where there is none.
    """
    clock = re.fullmatch(r"\s*(?:(\d{1,3}):(\d{2})(?::(\d{2}))?|(\d{1,4}))\s*", text)
    if clock is not None:
        hours, minutes, seconds, alone = (float(part or 0) for part in clock.groups())
        return hours * 60 + minutes + seconds / 60 + alone or math.nan
    iso = re.fullmatch(r"\s*P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?\s*", text)
    if iso is None:
        return math.nan
    days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
    return (days * 24 + hours) * 60 + minutes + seconds / 60 or math.nan


def is_suspicious_speed(tags: Tags) -> bool:
    """Return whether a limit stands on a street that no sign in Korea shows."""
    limit = read_maxspeed(tags.get("maxspeed", ""))
    return not math.isnan(limit) and not MAXSPEED_RANGE_KMH[0] <= limit <= MAXSPEED_RANGE_KMH[1]


def street_class(tags: Tags, table: SpeedTable) -> str | None:
    """Return the class of a way in the speed table, or None for what is not a street (yet, or any more)."""
    if tags.get("area") == "yes":
        return None
    kind = "ferry" if tags.get("route") == "ferry" else tags.get("highway", "")
    return kind if kind in table.speed else None


def profile(tags: Tags, table: SpeedTable, *, length_m: float = math.nan) -> WayProfile | None:
    """Read a way's tags.

    Parameters
    ----------
    tags : mapping
        OpenStreetMap's keys and values.
    table : SpeedTable
        Speeds and rules of access.
    length_m : float
        Length of the whole way, metres, from which a ferry's duration gives its speed; NaN where it is not known.

    Returns
    -------
    WayProfile or None
        None where no mode may use the way, or it is not a street.
    """
    kind = street_class(tags, table)
    if kind is None:
        return None
    ferry_kmh = length_m * 0.06 / read_duration_min(tags.get("duration", "")) if kind == "ferry" else math.nan
    speeds = [_speed(tags, kind, mode, table) for mode in MODES]
    if not math.isnan(ferry_kmh):
        speeds = [ferry_kmh if speed else 0.0 for speed in speeds]
    kmh = tuple(_directions(mode, speed, tags, kind) for mode, speed in zip(MODES, speeds, strict=True))
    if not any(speed for pair in kmh for speed in pair):
        return None
    shares = table.built_up.get(kind)
    built_up = tuple(1.0 if shares is None or math.isnan(shares.of(mode)) else shares.of(mode) for mode in MODES)
    names = tags.get("name", "").strip(), tags.get("name:en", "").strip()
    return WayProfile(kind, kmh, built_up, _flags(tags, kind), *names)


def _speed(tags: Tags, kind: str, mode: Mode, table: SpeedTable) -> float:
    """Speed of a mode in km/h, 0 where it may not go."""
    usual = _usual(tags, kind, mode, table)
    opened = table.designated.of(mode)
    word = next((tags[key] for key in _ACCESS_KEYS[mode] if key in tags), "")
    if _is_closed(word, mode, table):
        return 0.0
    if mode != "car" and tags.get("motorroad") == "yes":
        return 0.0
    if word == "dismount":
        return table.designated.walk
    particular = next((tags[key] for key in _ACCESS_KEYS[mode][:-1] if key in tags), "")
    says_yes = not _OPENING_VALUES.isdisjoint(_values(particular))
    if mode == "walk" and any(tags.get(key) in _SIDEWALK_VALUES for key in _SIDEWALK_KEYS):
        says_yes = True
    if math.isnan(usual):
        return opened if says_yes else 0.0
    if mode == "bicycle" and says_yes and kind in _FOOTWAYS:
        return max(usual, opened)
    if mode == "car":
        limit = read_maxspeed(tags.get("maxspeed", ""))
        if MAXSPEED_RANGE_KMH[0] <= limit <= MAXSPEED_RANGE_KMH[1]:
            return limit * table.speed[kind].maxspeed_share
    return usual


def _values(word: str) -> list[str]:
    """Part a list of values, such as ``agricultural;forestry``."""
    return [value.strip() for value in word.split(";")]


def _is_closed(word: str, mode: Mode, table: SpeedTable) -> bool:
    """Return whether what a tag says closes the way to a mode: each value that is known must, and none may open it."""
    known = [table.access[value].of(mode) == 0 for value in _values(word) if value in table.access]
    return bool(known) and all(known) and _OPENING_VALUES.isdisjoint(_values(word))


def _usual(tags: Tags, kind: str, mode: Mode, table: SpeedTable) -> float:
    """Speed of a mode on a street of which no tag speaks, in km/h; NaN where it is closed to the mode."""
    named = table.motor_only.get(tags.get("name", "").strip())
    return math.nan if named is not None and named.of(mode) == 0 else table.speed[kind].of(mode)


def _directions(mode: Mode, kmh: float, tags: Tags, kind: str) -> tuple[float, float]:
    """Speeds as drawn and against, by the one-way rules."""
    if mode == "walk":
        return kmh, kmh
    word = tags.get("oneway", "")
    if mode == "bicycle":
        word = tags.get("oneway:bicycle", word)
        if any(tags.get(key, "").startswith("opposite") for key in _CYCLEWAY_KEYS):
            word = "no"
    if word in _CHANGING:
        return 0.0, 0.0
    if word in _BACKWARD:
        return 0.0, kmh
    implied = tags.get("junction") in ("roundabout", "circular") or kind == "motorway"
    if word in _FORWARD or (implied and word != "no"):
        return kmh, 0.0
    return kmh, kmh


def _flags(tags: Tags, kind: str) -> int:
    is_flag = {
        "steps": kind == "steps",
        "bridge": tags.get("bridge", "no") != "no",
        "tunnel": tags.get("tunnel", "no") not in ("no", "building_passage"),
        "ferry": kind == "ferry",
        "roundabout": tags.get("junction") in ("roundabout", "circular"),
        "crossing": tags.get("footway") == "crossing" or tags.get("path") == "crossing",
        "toll": tags.get("toll") == "yes",
        "footway": kind in _FOOTWAYS,
    }
    return sum(FLAGS[name] for name, is_set in is_flag.items() if is_set)


def feature(tags: Tags, table: SpeedTable) -> Feature | None:
    """Read a node's tags.

    Parameters
    ----------
    tags : mapping
        OpenStreetMap's keys and values.
    table : SpeedTable
        Delays and barriers.

    Returns
    -------
    Feature or None
        None where nothing at the node holds anybody up.
    """
    kind = tags.get("highway", "")
    if (kind == "crossing" or "crossing" in tags) and tags.get("crossing") != "no":
        has_signals = "traffic_signals" in tags.get("crossing", "") or tags.get("crossing:signals", "no") != "no"
        kind = "crossing_signals" if has_signals else "crossing"
    words = kind, tags.get("barrier", "")
    road = tuple(max(_delay(table.delay_road.get(word), mode) for word in words) for mode in MODES)
    path = tuple(max(_delay(table.delay_path.get(word), mode) for word in words) for mode in MODES)
    stops = tuple(_is_stopped(tags, mode, table) for mode in MODES)
    if not any(road) and not any(path) and not any(stops):
        return None
    return Feature(road_s=road, path_s=path, stops=stops)


def _delay(values: ModeValues | None, mode: Mode) -> float:
    seconds = math.nan if values is None else values.of(mode)
    return 0.0 if math.isnan(seconds) else seconds


def _is_stopped(tags: Tags, mode: Mode, table: SpeedTable) -> bool:
    """Return whether a barrier stops a mode: a tag that speaks of the mode wins over the kind of barrier."""
    if "barrier" not in tags:
        return False
    word = next((tags[key] for key in _ACCESS_KEYS[mode] if key in tags), "")
    if any(value in table.access for value in _values(word)):
        return _is_closed(word, mode, table)
    barrier = table.barrier.get(tags["barrier"])
    return barrier is not None and barrier.of(mode) == 0
