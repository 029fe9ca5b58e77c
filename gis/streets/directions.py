"""Turn-by-turn directions as codes and parameters; the sentences stand in app/text.

A step begins where somebody who walks or drives must decide: at a turn, a new street name, stairs, a
crossing. Bending along the only way there is is no decision. Bearings are measured over the 15 m before
and after a junction, since the last metre of a mapped street often points anywhere.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from gis.streets.metric import distance_m, metres_per_degree
from gis.streets.network import FLAGS, Floats, StreetNetwork
from gis.streets.route import Leg, Route
from gis.terms import Mode

Code = Literal[
    "depart", "continue", "onto", "slight_left", "left", "sharp_left", "slight_right", "right", "sharp_right", "u_turn",
    "stairs", "cross", "roundabout", "ferry", "elevator", "arrive", "arrive_left", "arrive_right",
]  # fmt: skip

_ALONG = frozenset(get_args(Code)) - {"stairs", "cross", "ferry", "elevator"}
"""Codes whose sentence tells how far to go along a street."""

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

_LOOK_M = 15.0
_STRAIGHT_DEG, _SLIGHT_DEG, _PLAIN_DEG, _SHARP_DEG = 30.0, 55.0, 130.0, 165.0
_SAME_NAME_DEG = 60.0
"""A street may bend this much at a junction and still be followed without a word."""
_NEW_NAME_M = 30.0
_NEWS_M = 300.0
"""A name that goes on this long is told even where there is no other way to go."""
_AT_THE_DOOR_M = 5.0


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Parameters
    ----------
    code : str
        What to do (:data:`Code`): ``continue`` goes straight on along the street one is on, ``onto`` along another.
    name, name_en : str
        Street to follow; empty where it has no name.
    length_m, duration_s : float
        How far and how long until the next step.
    compass : str
        Direction of travel, one of :data:`COMPASS`.
    exit : int
        Which exit of a roundabout; 0 elsewhere, and where none is taken or known.
    lat, lon : float
        Where to do it, WGS84 degrees.
    """

    code: Code
    name: str
    name_en: str
    length_m: float
    duration_s: float
    compass: str
    exit: int
    lat: float
    lon: float


def give_directions(network: StreetNetwork, route: Route) -> list[Step]:
    """Put a route into steps.

    Parameters
    ----------
    network : StreetNetwork
        The network the route was found on.
    route : Route
        What to describe.

    Returns
    -------
    list of Step
        The first departs, the last arrives; metres and seconds sum to those of the route's streets.
    """
    line = np.concatenate([leg.line if i == 0 else leg.line[1:] for i, leg in enumerate(route.legs)])
    along = np.concatenate([[0.0], np.cumsum(distance_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]))])
    places = np.cumsum([0, *(len(leg.line) - 1 for leg in route.legs)])
    codes: list[Code | None] = ["depart"]
    turns = _turns_deg(line, along, along[places[1:-1]])
    for i, turn in enumerate(turns.tolist(), start=1):
        codes.append(_decide(network, route, i, turn))
    starts = [i for i, code in enumerate(codes) if code is not None]
    steps = []
    for start, end in zip(starts, [*starts[1:], len(route.legs)], strict=True):
        legs = route.legs[start:end]
        name, name_en = _name(network, legs)
        at = float(along[places[start]])
        code = codes[start]
        steps.append(
            Step(
                code=code or "continue",
                name=name,
                name_en=name_en,
                length_m=sum(leg.length_m for leg in legs),
                duration_s=sum(leg.duration_s for leg in legs),
                compass=compass_point(_bearing_deg(_point(line, along, at), _point(line, along, at + _LOOK_M))),
                exit=_exit_number(network, route, start) if code == "roundabout" else 0,
                lon=float(line[places[start], 0]),
                lat=float(line[places[start], 1]),
            )
        )
    return [*tell_new_names(steps), _arrival(route, line, along)]


def tell_new_names(steps: Iterable[Step]) -> list[Step]:
    """Tell going straight on along another street from going on along the same one, which needs no step of its own."""
    told_steps: list[Step] = []
    followed = ""
    for step in steps:
        before = told_steps[-1] if told_steps else None
        if before and step.code == "continue" and step.name and step.name == before.name and before.code in _ALONG:
            told_steps[-1] = replace(
                before, length_m=before.length_m + step.length_m, duration_s=before.duration_s + step.duration_s
            )
            continue
        is_new = step.code == "continue" and step.name not in ("", followed)
        told_steps.append(replace(step, code="onto") if is_new else step)
        followed = step.name or followed
    return told_steps


def compass_point(bearing_deg: float) -> str:
    """Name a bearing (degrees clockwise from north) by the nearest of eight points."""
    return COMPASS[round(bearing_deg % 360 / 45) % 8]


def turn_code(turn_deg: float) -> Code:
    """Name a turn.

    Parameters
    ----------
    turn_deg : float
        Change of bearing, -180..180; positive is to the right.
    """
    size = abs(turn_deg)
    if size < _STRAIGHT_DEG:
        return "continue"
    if size >= _SHARP_DEG:
        return "u_turn"
    codes: tuple[tuple[float, Code, Code], ...] = (
        (_SLIGHT_DEG, "slight_right", "slight_left"),
        (_PLAIN_DEG, "right", "left"),
        (_SHARP_DEG, "sharp_right", "sharp_left"),
    )
    return next(right if turn_deg > 0 else left for limit, right, left in codes if size < limit)


def _kind(network: StreetNetwork, leg: Leg, mode: Mode) -> Code | None:
    """Return what is special about a street that one must be told of; who walks takes no exits of a roundabout."""
    flags = int(network.street_flags[leg.street])
    if network.header.classes[network.street_class[leg.street]] == "elevator":
        return "elevator"
    kinds: tuple[tuple[str, Code], ...] = (
        ("steps", "stairs"), ("ferry", "ferry"), ("crossing", "cross"), ("roundabout", "roundabout"),
    )  # fmt: skip
    kind = next((code for flag, code in kinds if flags & FLAGS[flag]), None)
    return None if kind == "roundabout" and mode == "walk" else kind


def _decide(network: StreetNetwork, route: Route, i: int, turn_deg: float) -> Code | None:
    """Choose the step that begins with leg ``i``; None where nobody needs telling."""
    before, after = route.legs[i - 1], route.legs[i]
    kind, kind_before = _kind(network, after, route.mode), _kind(network, before, route.mode)
    if kind is not None:
        return None if kind == kind_before else kind
    if kind_before == "roundabout":
        return None  # leaving it belongs to the step that entered
    turn = turn_code(turn_deg)
    if kind_before is not None:
        return turn
    names = network.street_name[before.street], network.street_name[after.street]
    if _choices(network, route, before) <= 1:
        if names[0] == names[1] or not names[1]:
            return None
        if abs(turn_deg) >= _SLIGHT_DEG:
            return turn  # nowhere else to go, but the corner and the new name are worth a word
        return "continue" if _metres_of_name(network, route, i) >= _NEWS_M else None
    if names[0] == names[1]:
        limit = _SAME_NAME_DEG if names[0] else _STRAIGHT_DEG
        return turn if abs(turn_deg) >= limit else None
    if turn == "continue" and (not names[1] or _metres_of_name(network, route, i) < _NEW_NAME_M):
        return None
    return turn


def _metres_of_name(network: StreetNetwork, route: Route, i: int) -> float:
    """Metres that the name of leg ``i`` goes on."""
    name = network.street_name[route.legs[i].street]
    metres = 0.0
    for leg in route.legs[i:]:
        if network.street_name[leg.street] != name:
            break
        metres += leg.length_m
    return metres


def _choices(network: StreetNetwork, route: Route, before: Leg) -> int:
    """Count the ways on at the node where a leg ends, the way back left out."""
    adjacency = network.adjacency(route.mode)
    node = network.street_from[before.street] if before.backward else network.street_to[before.street]
    onward = adjacency.streets[adjacency.start[node] : adjacency.start[node + 1]] >> 1
    return int((onward != before.street).sum())


def _name(network: StreetNetwork, legs: tuple[Leg, ...]) -> tuple[str, str]:
    """Take the name that goes on longest."""
    metres: dict[int, float] = {}
    for leg in legs:
        name = int(network.street_name[leg.street])
        metres[name] = metres.get(name, 0.0) + leg.length_m
    metres.pop(0, None)
    return network.names[max(metres, key=lambda name: metres[name])] if metres else ("", "")


def _exit_number(network: StreetNetwork, route: Route, start: int) -> int:
    """Count the exits of a roundabout up to the one that is taken; 0 where the way ends before any is."""
    adjacency = network.adjacency(route.mode)
    bit = FLAGS["roundabout"]
    count = 0
    for leg in route.legs[start:]:
        if not network.street_flags[leg.street] & bit:
            return count
        node = network.street_from[leg.street] if leg.backward else network.street_to[leg.street]
        onward = adjacency.streets[adjacency.start[node] : adjacency.start[node + 1]] >> 1
        count += bool((network.street_flags[onward] & bit == 0).any())
    return 0


def _point(line: Floats, along: Floats, at_m: float) -> tuple[float, float]:
    return float(np.interp(at_m, along, line[:, 0])), float(np.interp(at_m, along, line[:, 1]))


def _bearing_deg(a: tuple[float, float], b: tuple[float, float]) -> float:
    lon_m, lat_m = metres_per_degree((a[1] + b[1]) / 2)
    return math.degrees(math.atan2((b[0] - a[0]) * float(lon_m), (b[1] - a[1]) * float(lat_m)))


def _turns_deg(line: Floats, along: Floats, at_m: Floats) -> Floats:
    """Change of bearing at places of the line, -180..180."""
    steps = at_m[:, None] + np.array([-_LOOK_M, 0.0, _LOOK_M])
    lon, lat = np.interp(steps, along, line[:, 0]), np.interp(steps, along, line[:, 1])
    lon_m, lat_m = metres_per_degree((lat[:, 1:] + lat[:, :-1]) / 2)
    bearings = np.degrees(np.arctan2(np.diff(lon) * lon_m, np.diff(lat) * lat_m))
    turns: Floats = (np.diff(bearings)[:, 0] + 180) % 360 - 180
    return turns


def _arrival(route: Route, line: Floats, along: Floats) -> Step:
    """Say on which side the destination lies when it stands away from the street."""
    end = float(along[-1])
    before, here = _point(line, along, end - _LOOK_M), _point(line, along, end)
    heading = _bearing_deg(before, here)
    code: Code = "arrive"
    if route.to_street_m > _AT_THE_DOOR_M:
        side = (_bearing_deg(here, (route.destination.lon, route.destination.lat)) - heading + 180) % 360 - 180
        code = "arrive_right" if side > 0 else "arrive_left"
    return Step(code, "", "", 0.0, 0.0, compass_point(heading), 0, lat=here[1], lon=here[0])
