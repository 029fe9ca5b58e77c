"""Locate addresses that have no coordinates, against addresses that have.

Korean building numbers measure distance: along a road they grow by 2 every 20 m, odd on one side and even on the
other, and a branch road is called by the number at which it leaves its parent (``관평로170번길`` leaves 관평로 at
number 170), or by its place in the row of branches (``긴고랑로36길`` between 34길 and 38길). So a known number on the
same road, the parent road or a neighbouring branch says where an unknown one stands. The
radii below were measured by leaving a tenth of the 37,000 reference points out: of those located on a road 96 % lie
within the radius stated, of those located in an emd 87 % (``tests/etl/clean/test_gazetteer.py`` repeats it).
"""

import bisect
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from etl.clean.addresses import Address
from gis import crs

Trust = Literal["building", "road", "emd", "sigungu"]

POINT_COLUMNS = ["municipality_code", "road_name", "building_number", "region_code", "lat", "lon"]
"""Columns of the reference points."""

BUILDING_RADIUS_M = 50.0
"""A point published for the very building: its entrance, its parcel or its roof."""

BUILDING_SPREAD_M = 300.0
"""Points published for one building that lie farther apart contradict each other."""

BETWEEN_RADIUS_M = (180.0, 6.0)
"""Metres, and metres a number to the nearer neighbour, for a number between two known ones."""

BESIDE_RADIUS_M = (200.0, 10.0)
"""The same for a number with known ones on one side only."""

BRANCH_RADIUS_M = 200.0
"""Added for a branch road of which only the beginning is known."""

METRES_A_NUMBER = 10.0
"""Length of road that one building number stands for."""

MAX_ROAD_RADIUS_M = 2_500.0
"""Beyond this a place on the road says no more than the emd."""

UNIT_RADIUS_M = {"emd": (500.0, 5_000.0), "sigungu": (2_000.0, 12_000.0)}
"""Smallest radius of a unit, and the smallest of one in which few points are known."""

UNSEEN_SHARE = 1.25
"""A unit reaches farther than the farthest of its known points."""

FEW_POINTS = 6
"""Fewer known points than this do not show how far a unit reaches."""

SIBLING_RADIUS_M = (800.0, 60.0)
"""Metres for a branch between two known branches of its parent, and metres a branch beyond the last known one."""

_SERIAL = re.compile(r"^(?P<parent>.+(?:로|길))(?P<place>\d+)[가나다라마바사아자차카타파하]?길$")
_BRANCH = re.compile(r"^(?P<parent>.+(?:로|길))(?P<at>\d+)번길$")  # 37길 counts branches: its number is no distance


@dataclass(frozen=True)
class AddressPoint:
    """Where an address stands, and how far that may be trusted.

    Attributes
    ----------
    lat, lon : float
        WGS84 degrees.
    trust : {"building", "road", "emd", "sigungu"}
        Level reached.
    radius_m : float
        Radius within which the place is believed to lie, metres.
    method : str
        ``same_building``, ``between_numbers``, ``beside_number``, ``parent_road``, ``along_road``,
        ``sibling_branches``, ``points_of_emd``, ``points_of_sigungu``.
    """

    lat: float
    lon: float
    trust: Trust
    radius_m: float
    method: str


@dataclass(frozen=True)
class _Spot:
    """A place in EPSG:5179."""

    x: float
    y: float
    radius_m: float
    method: str
    trust: Trust


@dataclass(frozen=True)
class _RoadName:
    """Known numbers of one road in order, each with the median of its points and their spread."""

    numbers: list[int]
    x: list[float]
    y: list[float]


class Gazetteer:
    """Reference points by building, road, emd and municipality.

    Parameters
    ----------
    points : pandas.DataFrame
        :data:`POINT_COLUMNS`, one row an address with trusted coordinates (WGS84 degrees).
    """

    def __init__(self, points: pd.DataFrame) -> None:
        known = points.dropna(subset=["lat", "lon", "municipality_code"]).reset_index(drop=True)
        x, y = _to_metric().transform(known["lon"].to_numpy(float), known["lat"].to_numpy(float))
        self._buildings = _buildings(known, x, y)
        self._roads = _roads(self._buildings)
        self._branches = _branches(self._roads)
        self._units = _units(known, x, y)

    def locate(self, address: Address) -> AddressPoint | None:
        """Locate an address as well as the reference points allow.

        Parameters
        ----------
        address : Address
            As read by :func:`etl.clean.addresses.parse_address`.

        Returns
        -------
        AddressPoint or None
            Of all ways to locate it the one with the smallest radius; None when not even its municipality is known.
        """
        spots = sorted(self._spots(address), key=lambda spot: spot.radius_m)
        if not spots:
            return None
        best = spots[0]
        lon, lat = _to_degrees().transform(best.x, best.y)
        return AddressPoint(float(lat), float(lon), best.trust, best.radius_m, best.method)

    def _spots(self, address: Address) -> Iterator[_Spot]:
        key = address.key
        if key is not None:
            same = self._buildings.get(key)
            if same is not None:
                yield same
            if same is None or same.trust != "building":
                yield from self._on_road(key)
        elif address.municipality_code and address.road_name:
            yield from self._along(address.municipality_code, address.road_name)
        if address.municipality_code and address.road_name:
            yield from self._among_siblings(address.municipality_code, address.road_name)
        # A city's middle may lie in another gu than the one that the address names.
        for code in (*address.emd_codes, address.sigungu_code or address.municipality_code):
            unit = self._units.get(code or "")
            if unit is not None:
                # Of several emd that share a legal dong's name the address may lie in each: the radius says so.
                many = len(address.emd_codes) > 1 and unit.trust == "emd"
                yield replace(unit, radius_m=unit.radius_m * 2) if many else unit

    def _on_road(self, key: tuple[str, str, str]) -> Iterator[_Spot]:
        municipality, road_name, number = key
        main = _main_number(number)
        road = self._roads.get((municipality, road_name))
        if road is not None:
            yield from _beside(road, main)
        branch = _BRANCH.match(road_name)
        parent = self._roads.get((municipality, branch["parent"])) if branch else None
        if branch and parent is not None:
            for spot in _beside(parent, int(branch["at"])):
                radius_m = spot.radius_m + BRANCH_RADIUS_M + METRES_A_NUMBER * (main + _sub_number(number))
                if radius_m <= MAX_ROAD_RADIUS_M:
                    yield replace(spot, radius_m=radius_m, method="parent_road")

    def _among_siblings(self, municipality: str, road_name: str) -> Iterator[_Spot]:
        """Place a branch that is called by its place in the row of its parent's branches."""
        serial = _SERIAL.match(road_name)
        siblings = self._branches.get((municipality, serial["parent"])) if serial else None
        if serial is None or siblings is None:
            return
        place = int(serial["place"])
        at = bisect.bisect_left(siblings.numbers, place)
        if at < len(siblings.numbers) and siblings.numbers[at] == place:
            yield _Spot(siblings.x[at], siblings.y[at], SIBLING_RADIUS_M[0], "sibling_branches", "road")
            return
        if 0 < at < len(siblings.numbers):
            low, high = siblings.numbers[at - 1], siblings.numbers[at]
            share = (place - low) / (high - low)
            x = siblings.x[at - 1] + share * (siblings.x[at] - siblings.x[at - 1])
            y = siblings.y[at - 1] + share * (siblings.y[at] - siblings.y[at - 1])
            yield _Spot(x, y, SIBLING_RADIUS_M[0], "sibling_branches", "road")
            return
        last = min(at, len(siblings.numbers) - 1)
        radius_m = SIBLING_RADIUS_M[0] + SIBLING_RADIUS_M[1] * abs(siblings.numbers[last] - place)
        if radius_m <= MAX_ROAD_RADIUS_M:
            yield _Spot(siblings.x[last], siblings.y[last], radius_m, "sibling_branches", "road")

    def _along(self, municipality: str, road_name: str) -> Iterator[_Spot]:
        """Place an address that names its road but no number: the middle of the road, or where it branches off."""
        road = self._roads.get((municipality, road_name))
        if road is not None:
            x, y = np.array(road.x), np.array(road.y)
            cx, cy = float(np.median(x)), float(np.median(y))
            radius_m = max(BESIDE_RADIUS_M[0], float(np.hypot(x - cx, y - cy).max()))
            if radius_m <= MAX_ROAD_RADIUS_M:
                yield _Spot(cx, cy, radius_m, "along_road", "road")
        branch = _BRANCH.match(road_name)
        parent = self._roads.get((municipality, branch["parent"])) if branch else None
        if branch and parent is not None:
            for spot in _beside(parent, int(branch["at"])):
                yield replace(spot, radius_m=spot.radius_m + 2 * BRANCH_RADIUS_M, method="parent_road")


def _beside(road: _RoadName, main: int) -> Iterator[_Spot]:
    """Place a number between its known neighbours, or beside the only one."""
    at = bisect.bisect_left(road.numbers, main)
    if at < len(road.numbers) and road.numbers[at] == main:
        yield _Spot(road.x[at], road.y[at], BESIDE_RADIUS_M[0], "beside_number", "road")
        return
    below, above = at - 1, at
    if below >= 0 and above < len(road.numbers):
        low, high = road.numbers[below], road.numbers[above]
        chord_m = math.hypot(road.x[above] - road.x[below], road.y[above] - road.y[below])
        if chord_m <= METRES_A_NUMBER * (high - low) * 2 + BUILDING_SPREAD_M:  # else one of the two is misplaced
            share = (main - low) / (high - low)
            radius_m = BETWEEN_RADIUS_M[0] + BETWEEN_RADIUS_M[1] * min(main - low, high - main)
            if radius_m <= MAX_ROAD_RADIUS_M:
                x = road.x[below] + share * (road.x[above] - road.x[below])
                y = road.y[below] + share * (road.y[above] - road.y[below])
                yield _Spot(x, y, radius_m, "between_numbers", "road")
            return
    near = min((i for i in (below, above) if 0 <= i < len(road.numbers)), key=lambda i: abs(road.numbers[i] - main))
    radius_m = BESIDE_RADIUS_M[0] + BESIDE_RADIUS_M[1] * abs(road.numbers[near] - main)
    if radius_m <= MAX_ROAD_RADIUS_M:
        yield _Spot(road.x[near], road.y[near], radius_m, "beside_number", "road")


def _buildings(
    known: pd.DataFrame, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> dict[tuple[str, str, str], _Spot]:
    keyed = known[["municipality_code", "road_name", "building_number"]].assign(x=x, y=y).dropna()
    found: dict[tuple[str, str, str], _Spot] = {}
    grouped = keyed.groupby(["municipality_code", "road_name", "building_number"])
    spots = grouped[["x", "y"]].median()
    extents = grouped[["x", "y"]].max() - grouped[["x", "y"]].min()
    spread = np.hypot(extents["x"], extents["y"])
    for key, cx, cy, wide in zip(spots.index, spots["x"], spots["y"], spread, strict=True):
        if wide <= BUILDING_SPREAD_M:
            found[key] = _Spot(cx, cy, BUILDING_RADIUS_M, "same_building", "building")
        else:
            found[key] = _Spot(cx, cy, float(wide), "same_building", "road")
    return found


def _roads(buildings: dict[tuple[str, str, str], _Spot]) -> dict[tuple[str, str], _RoadName]:
    by_road: dict[tuple[str, str], dict[int, list[_Spot]]] = defaultdict(lambda: defaultdict(list))
    for (municipality, road_name, number), spot in buildings.items():
        if spot.trust == "building":
            by_road[municipality, road_name][_main_number(number)].append(spot)
    roads: dict[tuple[str, str], _RoadName] = {}
    for key, numbers in by_road.items():
        order = sorted(numbers)
        roads[key] = _RoadName(
            numbers=order,
            x=[median([spot.x for spot in numbers[number]]) for number in order],
            y=[median([spot.y for spot in numbers[number]]) for number in order],
        )
    return roads


def _branches(roads: dict[tuple[str, str], _RoadName]) -> dict[tuple[str, str], _RoadName]:
    """Line up the known branches of each parent road: (municipality, parent) -> place in the row and middle."""
    branches: dict[tuple[str, str], dict[int, list[_RoadName]]] = defaultdict(lambda: defaultdict(list))
    for (municipality, road_name), road in roads.items():
        serial = _SERIAL.match(road_name)
        if serial:
            branches[municipality, serial["parent"]][int(serial["place"])].append(road)
    rows: dict[tuple[str, str], _RoadName] = {}
    for key, places in branches.items():
        order = sorted(places)
        rows[key] = _RoadName(
            numbers=order,
            x=[median([x for road in places[place] for x in road.x]) for place in order],
            y=[median([y for road in places[place] for y in road.y]) for place in order],
        )
    return rows


def _units(known: pd.DataFrame, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> dict[str, _Spot]:
    """Return a point in the middle of each emd, sigungu and city, where people are rather than where hills are.

    It is the reference point nearest to the middle: that of a unit with a hole or a bay may itself lie in a neighbour.
    """
    spots: dict[str, _Spot] = {}
    placed = known.assign(x=x, y=y, sigungu_code=known["region_code"].str[:5])
    for column, trust in (("municipality_code", "sigungu"), ("sigungu_code", "sigungu"), ("region_code", "emd")):
        level: Trust = "emd" if trust == "emd" else "sigungu"
        smallest, few = UNIT_RADIUS_M[level]
        groups = placed.groupby(column)
        middle = groups[["x", "y"]].median()
        nearest = _away_m(placed, column, middle).groupby(placed[column]).idxmin().reindex(middle.index)
        chosen = placed.loc[nearest, ["x", "y"]].set_axis(middle.index)
        reach_m = _away_m(placed, column, chosen).groupby(placed[column]).max().reindex(middle.index)
        floor_m = np.where(groups.size().reindex(middle.index) < FEW_POINTS, few, smallest)
        radii = np.maximum(reach_m.to_numpy() * UNSEEN_SHARE, floor_m)
        for code, cx, cy, radius_m in zip(middle.index, chosen["x"], chosen["y"], radii, strict=True):
            spots[str(code)] = _Spot(float(cx), float(cy), float(radius_m), f"points_of_{level}", level)
    return spots


def _away_m(placed: pd.DataFrame, column: str, middle: pd.DataFrame) -> pd.Series:
    """Measure how far each point lies from the middle of its unit."""
    dx, dy = (placed[axis] - placed[column].map(middle[axis]) for axis in ("x", "y"))
    return pd.Series(np.hypot(dx, dy), index=placed.index)


def _main_number(number: str) -> int:
    return int(number.removeprefix("지하").split("-")[0])


def _sub_number(number: str) -> int:
    return int(number.partition("-")[2] or 0)


@cache
def _to_metric() -> Transformer:
    return Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(crs.METRIC, crs.GEOGRAPHIC, always_xy=True)
