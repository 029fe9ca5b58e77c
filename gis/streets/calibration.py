"""How fast people's ways are where no network is, learnt from the ways that were searched, and how sure that is.

What is estimated are ways of people from where they live to centers, so it is learnt from such ways: the searched pairs
of cells and centers, each weighing as the people of its cell. Every network has a say of its own (the root of its
people), because an estimate is for a region that is none of them. The logarithm of the seconds at a distance then has
two errors: pairs of one network scatter around its median, and networks scatter around each other. The variance of an
estimate is their sum (random effects, DerSimonian and Laird 1986, by moments), times a factor that makes the middle
nine tenths hold nine tenths of the pairs of a network left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import InputError
from gis.streets.estimate import BANDS_KM, SETTINGS, Detour, Setting
from gis.terms import Mode

Floats = npt.NDArray[np.float64]

Z90 = 1.645
"""The middle nine tenths of a normal distribution lie within so many standard deviations."""

FEWEST_CELLS, FEWEST_PAIRS, FEWEST_IN_BAND = 5, 30, 8
"""A network counts with so many cells and pairs of a mode, and in a band with so many pairs."""

_FACTORS = np.round(np.arange(0.6, 1.61, 0.05), 2)

PAIR_COLUMNS = ("network", "setting", "cell", "km", "seconds", "people", "center_x", "center_y")

APART_M = (0, 300, 1_000, 2_000, 4_000, 8_000, 16_000)
"""Bounds of the distances between two centers for which :func:`alikeness` answers."""


@dataclass(frozen=True)
class Speed:
    """What was learnt of one setting and band of distance.

    Attributes
    ----------
    kmh : float
        Straight kilometres an hour, from door to door.
    log_sd : float
        Standard deviation of the logarithm of true / estimated seconds.
    networks, pairs : int
        On how many it rests.
    """

    kmh: float
    log_sd: float
    networks: int
    pairs: int


Speeds = Mapping[tuple[str, int], Speed]
"""By setting and place of the band in :data:`gis.streets.estimate.BANDS_KM`."""


def learn(pairs: pd.DataFrame) -> Speeds:
    """Learn the speeds of one mode.

    Parameters
    ----------
    pairs : pandas.DataFrame
        :data:`PAIR_COLUMNS`: a row a searched pair; ``setting`` as :func:`gis.streets.estimate.setting_between` says.

    Returns
    -------
    mapping of (str, int) to Speed
        Of the settings and bands that were seen.

    Raises
    ------
    InputError
        When no network has enough pairs.
    """
    own = _counting(pairs)
    factor = _factor(_left_out(own))
    return {key: replace(one, log_sd=one.log_sd * factor) for key, one in _fit(own).items()}


def coverage(pairs: pd.DataFrame) -> pd.DataFrame:
    """Leave out one network after the other, and count how many of its pairs lie in the interval learnt from the rest.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As in :func:`learn`.

    Returns
    -------
    pandas.DataFrame
        A row a network and band: ``network``, ``from_km``, ``to_km``, ``pairs``, ``people``, ``share_inside`` (0..1 of
        people's pairs within the middle nine tenths) and ``ratio`` (estimated / searched, median by people).
    """
    found = _left_out(_counting(pairs))
    factor = _factor(found)
    rows = [
        (
            one.network, *BANDS_KM[one.band], len(one.off), float(one.people.sum()), one.share_inside(factor),
            float(np.exp(-weighted_quantiles(one.off, one.people, (0.5,))[0])),
        )
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["network", "from_km", "to_km", "pairs", "people", "share_inside", "ratio"])


def alikeness(pairs: pd.DataFrame, *, samples: int = 1_000_000, seed: int = 1) -> pd.DataFrame:
    """Tell how alike the errors of the ways from one cell to two centers are, by the distance between the centers.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As in :func:`learn`; ``center_x`` and ``center_y`` are metres.
    samples : int
        How many pairs of ways are looked at, chosen evenly among the ways.
    seed : int
        The same gives the same answer.

    Returns
    -------
    pandas.DataFrame
        A row a band of :data:`APART_M` in which there are at least 100: ``from_m``, ``to_m``, ``pairs``, and
        ``correlation`` of what the ways take beyond the mean of their network, setting and distance.
    """
    own = _counting(pairs)
    own = own.assign(
        off=own["dev"] - own.groupby(["network", "setting", "band"], observed=True)["dev"].transform("mean")
    )
    own = own.sort_values(["network", "cell"], kind="stable")
    _, start, count = np.unique(
        own.groupby(["network", "cell"], observed=True).ngroup().to_numpy(), return_index=True, return_counts=True
    )
    rng = np.random.default_rng(seed)
    group = rng.choice(len(start), samples, p=count / count.sum())
    one, other = (start[group] + (rng.random(samples) * count[group]).astype(np.int64) for _ in range(2))
    off, at = own["off"].to_numpy(), own[["center_x", "center_y"]].to_numpy()
    apart = np.hypot(*(at[one] - at[other]).T)
    rows = []
    for low, high in pairwise(APART_M):
        inside = (one != other) & (apart >= low) & (apart < high)
        if inside.sum() >= FEWEST_ALIKE:
            both = np.corrcoef(off[one[inside]], off[other[inside]])
            rows.append((low, high, int(inside.sum()), float(both[0, 1])))
    return pd.DataFrame(rows, columns=["from_m", "to_m", "pairs", "correlation"])


FEWEST_ALIKE = 100
"""Pairs of ways from which a correlation is told."""


def calibrated(detours: Iterable[Detour], mode: Mode, speeds: Speeds) -> list[Detour]:
    """Give the rows of a table of detours with the speeds of a mode; bands nobody measured take the nearest one's.

    Parameters
    ----------
    detours : iterable of Detour
    mode : {"walk", "bicycle", "car"}
        Rows of other modes stay as they are.
    speeds : mapping
        Of :func:`learn`.
    """
    found = []
    for row in detours:
        bands = sorted(band for setting, band in speeds if setting == row.setting)
        if row.mode == mode and bands:
            band = min(bands, key=lambda one: (abs(one - BANDS_KM.index((row.from_km, row.to_km))), one))
            speed = speeds[row.setting, band]
            row = replace(row, kmh=round(speed.kmh, 2), log_sd=round(speed.log_sd, 3))
        found.append(row)
    return found


def _counting(pairs: pd.DataFrame) -> pd.DataFrame:
    """Take the pairs that count, with band and ``dev``: the logarithm of hours a straight kilometre."""
    ends = [BANDS_KM[0][0], *(high for _, high in BANDS_KM)]
    own = pairs[(pairs["km"] > ends[0]) & (pairs["km"] < ends[-1]) & (pairs["people"] > 0)]
    counts = own.groupby("network", observed=True).agg(pairs=("km", "size"), cells=("cell", "nunique"))
    enough = counts.index[(counts["pairs"] >= FEWEST_PAIRS) & (counts["cells"] >= FEWEST_CELLS)]
    own = own[own["network"].isin(enough)]
    if own.empty:
        raise InputError(
            f"no network has {FEWEST_PAIRS} searched pairs from {FEWEST_CELLS} cells: nothing to learn from"
        )
    dev = np.log(np.maximum(own["seconds"], 30.0)) - np.log(3600.0 * own["km"])
    own = own.astype({"network": "category", "setting": "category"})
    return own.assign(band=np.digitize(own["km"], ends[1:-1]), dev=dev)


def _fit(own: pd.DataFrame) -> dict[tuple[str, int], Speed]:
    within: dict[tuple[str, int], tuple[float, float, int, int]] = {}
    between = []
    for (setting, band), part in own.groupby(["setting", "band"], observed=True):
        nets = [one for _, one in part.groupby("network", observed=True) if len(one) >= FEWEST_IN_BAND]
        if not nets:
            continue
        parts = [weighted_quantiles(one["dev"], one["people"], (0.05, 0.5, 0.95)) for one in nets]
        weight = np.array([np.sqrt(one["people"].sum()) for one in nets])
        low, middle, high = np.array(parts).T
        center = float(np.average(middle, weights=weight))
        spread = float(np.average(((high - low) / (2 * Z90)) ** 2, weights=weight))
        within[str(setting), int(str(band))] = center, spread, len(nets), sum(len(one) for one in nets)
        if len(nets) > 1:
            between.append(float(((middle - center) ** 2).sum() / (len(nets) - 1)))
    tau2 = float(np.mean(between)) if between else _UNSEEN**2
    return {key: Speed(np.exp(-one[0]), np.sqrt(one[1] + tau2), *one[2:]) for key, one in within.items()}


_UNSEEN = 0.3
"""Standard deviation between networks where there is only one to learn from."""

_OTHER_SETTING = 0.2
"""What a setting that was not seen may differ by from the nearest one that was."""


@dataclass(frozen=True, eq=False)
class _LeftOut:
    """Pairs of a network and band, and by how much of their standard deviation the others' speeds miss them."""

    network: str
    band: int
    off: Floats
    sd: Floats
    people: Floats

    def share_inside(self, factor: float) -> float:
        """Give the share of people's pairs within the middle nine tenths, the spread times a factor."""
        return float(self.people[np.abs(self.off) <= Z90 * factor * self.sd].sum() / self.people.sum())


def _left_out(own: pd.DataFrame) -> list[_LeftOut]:
    found = []
    names = sorted(own["network"].unique())
    for name in names if len(names) > 1 else []:
        is_own = own["network"] == name
        speeds = _fit(own[~is_own])
        for band, part in own[is_own].groupby("band"):
            off, sd = np.zeros(len(part)), np.zeros(len(part))
            for setting in part["setting"].unique():
                speed, extra = _nearest(speeds, str(setting), int(str(band)))
                at = (part["setting"] == setting).to_numpy()
                off[at] = part["dev"].to_numpy()[at] + np.log(speed.kmh)
                sd[at] = np.hypot(speed.log_sd, extra)
            found.append(_LeftOut(name, int(str(band)), off, sd, part["people"].to_numpy(dtype=np.float64)))
    return found


def _nearest(speeds: Speeds, setting: str, band: int) -> tuple[Speed, float]:
    """Find the speed for a setting and band, or the nearest band of the nearest setting, and what that adds."""
    place = [str(one) for one in SETTINGS].index(setting)
    _, far, other, own = min(
        (abs(band - known), abs(place - [str(one) for one in SETTINGS].index(name)), name, known)
        for name, known in speeds
    )
    same = [known for name, known in speeds if name == setting]
    if same:
        return speeds[setting, min(same, key=lambda known: (abs(known - band), known))], 0.0
    return speeds[other, own], _OTHER_SETTING * far


def _factor(found: Sequence[_LeftOut]) -> float:
    """Choose the factor of the spread by which nine tenths of the pairs left out lie inside, all networks alike."""
    if not found:
        return 1.0
    held = [np.mean([one.share_inside(float(factor)) for one in found]) for factor in _FACTORS]
    return float(_FACTORS[int(np.argmin(np.abs(np.array(held) - 0.9)))])


def weighted_quantiles(values: npt.ArrayLike, weights: npt.ArrayLike, shares: Sequence[float]) -> Floats:
    """Give quantiles of weighted values, a value standing in the middle of its weight."""
    value, weight = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    order = np.argsort(value, kind="stable")
    upto = np.cumsum(weight[order])
    found: Floats = np.interp(np.asarray(shares) * upto[-1], upto - weight[order] / 2, value[order])
    return found


def settings_of_pairs(cell: npt.NDArray[np.int8], center: npt.NDArray[np.int8]) -> list[Setting]:
    """Give the setting of each pair from the places of those of its ends in :data:`SETTINGS`."""
    return [SETTINGS[place] for place in np.maximum(cell, center)]
