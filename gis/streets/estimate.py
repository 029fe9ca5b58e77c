"""Times where no network is loaded: straight distance by a speed that was calibrated on networks.

Every such time is an estimate and is marked so (추정) wherever it is shown. The table
``data/reference/detours.csv`` states, for each setting, mode and band of distance, what was measured
(:mod:`gis.streets.calibration`) and how far a pair of a region that was not measured may be off. No height
model is used: where land is steep the speed of its setting is all that stands for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import InputError, SourceError
from gis.streets.metric import distance_m
from gis.streets.network import Floats, StreetNetwork
from gis.streets.route import Position, Route, find_route
from gis.terms import MODES, Mode

Setting = Literal["urban", "rural", "island"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)

BANDS_KM = ((0.2, 1.0), (1.0, 3.0), (3.0, 10.0), (10.0, 30.0))
"""Straight distances that are measured apart: detours fall and speeds rise with the distance."""

ALIKE_M: Mapping[Mode, tuple[float, float]] = {
    "walk": (1_500.0, 4_000.0),
    "bicycle": (4_000.0, 12_000.0),
    "car": (5_000.0, 20_000.0),
}
"""Distances between two doors over which the errors of the ways to them from one place part, half of what is not
shared by the region over each: fitted to :func:`gis.streets.calibration.alikeness` by eye."""

URBAN_PEOPLE_PER_KM2 = 1500.0
"""From this density on a place is urban (the OECD's threshold for urban centres)."""


@dataclass(frozen=True)
class Detour:
    """What was measured for one setting, mode and band.

    Parameters
    ----------
    network : str
        Where it was measured.
    setting : {"urban", "rural", "island"}
        What the network stands for.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    from_km, to_km : float
        Band of straight distances.
    pairs : int
        Pairs measured.
    detour : float
        Median of metres along streets / straight metres.
    detour_p90 : float
        90th percentile of the same.
    kmh : float
        Straight kilometres an hour, from door to door.
    log_sd : float
        Standard deviation of the logarithm of true / estimated seconds where no network was measured.
    """

    network: str
    setting: Setting
    mode: Mode
    from_km: float
    to_km: float
    pairs: int
    detour: float
    detour_p90: float
    kmh: float
    log_sd: float


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimated ways between pairs of points.

    Parameters
    ----------
    length_m, duration_s : ndarray of float, shape (n,)
        Along streets that are not known.
    log_sd : ndarray of float, shape (n,)
        Standard deviation of the logarithm of true / estimated seconds.
    """

    length_m: Floats
    duration_s: Floats
    log_sd: Floats

    @property
    def error_pct(self) -> Floats:
        """Error that half of the estimates stay below, per cent, shape (n,)."""
        return np.expm1(_MEDIAN_ERROR * self.log_sd) * 100


_MEDIAN_ERROR = 0.6745
"""Half of a normal distribution lies within so many standard deviations."""


def setting_of(people_per_km2: npt.ArrayLike, *, is_island: npt.ArrayLike = False) -> npt.NDArray[np.str_]:
    """Choose the setting whose measurements fit a place.

    Parameters
    ----------
    people_per_km2 : array_like of float
        Density around the place.
    is_island : array_like of bool
        True on islands without a bridge.

    Returns
    -------
    numpy.ndarray of str
        ``urban``, ``rural`` or ``island``, one a place.
    """
    inland = np.where(np.asarray(people_per_km2) >= URBAN_PEOPLE_PER_KM2, "urban", "rural")
    return np.where(np.asarray(is_island), "island", inland)


def parse_detours(rows: Iterable[Mapping[str, str]]) -> tuple[Detour, ...]:
    """Read the table of detours.

    Parameters
    ----------
    rows : iterable of mapping
        Columns as the fields of :class:`Detour`.

    Raises
    ------
    SourceError
        When a value is missing or out of range, or a setting or mode has no row.
    """
    detours = []
    for line, row in enumerate(rows, start=2):
        try:
            detour = Detour(
                network=row["network"],
                setting=next(setting for setting in SETTINGS if setting == row["setting"]),
                mode=next(mode for mode in MODES if mode == row["mode"]),
                pairs=int(row["pairs"]),
                **{key: float(row[key]) for key in _NUMBERS},
            )
        except (KeyError, ValueError, StopIteration) as error:
            raise SourceError(
                f"detours.csv line {line}: {error!r}; measure again (mindconnect streets detours)"
            ) from error
        if not (detour.detour >= 1 and min(detour.kmh, detour.log_sd) > 0 and 0 < detour.from_km < detour.to_km):
            raise SourceError(f"detours.csv line {line}: a detour is at least 1, speed and log_sd are above 0")
        detours.append(detour)
    missing = {(s, m) for s in SETTINGS for m in MODES} - {(row.setting, row.mode) for row in detours}
    if missing:
        raise SourceError(f"detours.csv: no row for {sorted(missing)}; measure again (mindconnect streets detours)")
    return tuple(detours)


_NUMBERS = ("from_km", "to_km", "detour", "detour_p90", "kmh", "log_sd")


def estimate(straight_m: npt.ArrayLike, *, mode: Mode, setting: Setting, detours: Iterable[Detour]) -> Estimate:
    """Estimate ways from straight distances.

    Detour and speed are read off at the geometric middle of their band and follow the logarithm of the
    distance in between, so that a longer way never takes less time because of a band's edge.

    Parameters
    ----------
    straight_m : array_like of float, shape (n,)
        Straight distances in metres, 0 or more.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    setting : {"urban", "rural", "island"}
        What the place is like (:func:`setting_of`).
    detours : iterable of Detour
        The table.

    Raises
    ------
    InputError
        When a distance is negative or not a number.
    """
    distances = np.atleast_1d(np.asarray(straight_m, dtype=float))
    if not (distances >= 0).all():
        raise InputError("a straight distance is 0 metres or more")
    rows = sorted((row for row in detours if (row.setting, row.mode) == (setting, mode)), key=lambda row: row.from_km)
    middle = np.log([np.sqrt(row.from_km * row.to_km) * 1000 for row in rows])
    at = np.log(np.maximum(distances, 1.0))
    detour, kmh, spread = (
        np.interp(at, middle, [getattr(row, name) for row in rows]) for name in ("detour", "kmh", "log_sd")
    )
    return Estimate(length_m=distances * detour, duration_s=distances * 3.6 / kmh, log_sd=spread)


def setting_between(one: Setting, other: Setting) -> Setting:
    """Give the setting of a way between two places: the later of theirs in :data:`SETTINGS`.

    A way that begins or ends in the country is a country way; that is how pairs were measured.
    """
    return SETTINGS[max(SETTINGS.index(one), SETTINGS.index(other))]


def measure_detours(
    network: StreetNetwork, *, setting: Setting, mode: Mode, pairs: int = 400, seed: int = 20261122
) -> list[Detour]:
    """Measure detours and speeds between random junctions of a network: the lengths that estimates tell.

    Speed and spread are those of junctions; :mod:`gis.streets.calibration` replaces them by those of people's ways.

    Parameters
    ----------
    network : StreetNetwork
        The streets; only junctions within its coverage are drawn.
    setting : {"urban", "rural", "island"}
        What it stands for.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    pairs : int
        Pairs a band; fewer where a small network has no such distances.
    seed : int
        Of the random choice.

    Returns
    -------
    list of Detour
        One a band that holds at least 30 pairs.
    """
    rng = np.random.default_rng(seed)
    labels, sizes = network.components(mode)
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    inside = np.flatnonzero((labels == sizes.argmax()) & shapely.contains_xy(network.coverage, lon, lat))
    measured = []
    for from_km, to_km in BANDS_KM:
        found: list[Route] = []
        for _ in range(pairs * 3):
            if len(found) == pairs:
                break
            route = _random_route(network, rng, inside, (from_km, to_km), mode)
            if route is not None:
                found.append(route)
        if len(found) >= _FEWEST:
            measured.append((from_km, to_km, found))
    return [_summary(network, setting, mode, *band) for band in measured]


_FEWEST = 30


def _random_route(
    network: StreetNetwork,
    rng: np.random.Generator,
    nodes: npt.NDArray[np.int64],
    band_km: tuple[float, float],
    mode: Mode,
) -> Route | None:
    """Route between a random junction and another one at a distance within the band."""
    lon, lat = network.node_lon_e6[nodes] / 1e6, network.node_lat_e6[nodes] / 1e6
    i = int(rng.integers(len(nodes)))
    km = distance_m(lon[i], lat[i], lon, lat) / 1000
    ring = np.flatnonzero((km >= band_km[0]) & (km < band_km[1]))
    if not len(ring):
        return None
    j = int(rng.choice(ring))
    return find_route(
        network, Position(float(lat[i]), float(lon[i])), Position(float(lat[j]), float(lon[j])), mode=mode
    )


def _straight_m(routes: list[Route]) -> Floats:
    ends = np.array([[r.origin.lon, r.origin.lat, r.destination.lon, r.destination.lat] for r in routes])
    return distance_m(*ends.T)


def _summary(
    network: StreetNetwork,
    setting: Setting,
    mode: Mode,
    from_km: float,
    to_km: float,
    routes: list[Route],
) -> Detour:
    straight = _straight_m(routes)
    detour = np.array([route.length_m for route in routes]) / straight
    kmh = straight / np.array([route.ms / 1000 for route in routes]) * 3.6
    return Detour(
        network=network.header.name,
        setting=setting,
        mode=mode,
        from_km=from_km,
        to_km=to_km,
        pairs=len(routes),
        detour=round(max(float(np.median(detour)), 1.0), 3),
        detour_p90=round(float(np.percentile(detour, 90)), 3),
        kmh=round(float(np.median(kmh)), 2),
        log_sd=round(max(float(np.log(kmh).std()), 0.01), 3),
    )
