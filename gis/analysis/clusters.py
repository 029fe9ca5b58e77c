"""Where high and low values lie together: Moran's I, local Moran and Getis-Ord Gi*, by PySAL's esda.

Neighbours are pairs of positions, both directions listed (:func:`touching` for outlines). A place without a value
(NaN) takes no part; one that then has no neighbour is an island: it is named so, takes no part either, and gets no
statistic, since it has no neighbourhood.

The statistics are esda's. Its permutations compile anew in each process and run on one thread (15 s for the nation's
cells after 20 s of compiling), so those are ours: seeded, two-sided, the share of shuffled maps at least as extreme,
twice (m + 1) / (permutations + 1). A place keeps its value while the others are shuffled, so that the sum over its
neighbours decides for local Moran and Gi* alike. One shuffled order serves all places: with a place itself taken out of
it, it is a shuffled order of the others. Of many places some look unusual by chance; ``q`` is the false discovery rate
at which a place would still be named (Benjamini and Hochberg 1995), and a label is given only where it is at most
``rate``. What depends on a seed or on who counts as a neighbour is not named: see :func:`stable_clusters`.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from numba import njit
from scipy.spatial import cKDTree
from scipy.stats import false_discovery_control

from gis.analysis.blocks import BLOCKS, in_blocks
from gis.analysis.mixing import GOLDEN, mix
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
Neighbours = tuple[Positions, Positions]
"""Place and neighbour, both directions."""

PERMUTATIONS = 999
MANY_PERMUTATIONS = 199_999
"""Of a map that is published: with 252 places the smallest p is then far below the false discovery rate's line."""

SEEDS = 20
"""Seeds that must agree before a place is named."""

LEAST_SCHEMES = 2
"""Ways to say who is a neighbour that must agree before a place is named."""

RATE = 0.05
"""Share of the named places that may be named by chance."""

NONE, ISLAND, UNKNOWN = "none", "island", "unknown"
LOCAL_LABELS = ("high-high", "low-low", "high-low", "low-high", NONE, ISLAND, UNKNOWN)
"""The place's own value against the mean, then its neighbours'; UNKNOWN where it has no value."""

SPOT_LABELS = ("hot", "cold", NONE, ISLAND, UNKNOWN)


@dataclass(frozen=True)
class GlobalMoran:
    """Whether values lie together over the whole map (Moran 1950).

    Parameters
    ----------
    i : float
        Moran's I with row-standardised weights: about -1 (neighbours differ) to 1 (neighbours are alike); NaN when all
        values are equal.
    expected : float
        Its mean when values are shuffled: -1 / (places - 1).
    p : float
        Two-sided probability of as extreme an I among shuffled maps.
    places, islands, permutations, seed : int
        How many took part, how many were left out as islands, and how it was shuffled.
    """

    i: float
    expected: float
    p: float
    places: int
    islands: int
    permutations: int
    seed: int


def touching(outlines: npt.NDArray[np.object_], *, within: float = 0.0) -> tuple[Positions, Positions]:
    """List which outlines are neighbours.

    Parameters
    ----------
    outlines : numpy.ndarray of shapely geometry, shape (n,)
        In one coordinate system.
    within : float
        Distance up to which two count as touching, in the unit of the coordinates: simplified outlines leave gaps.

    Returns
    -------
    place, neighbour : numpy.ndarray of int64, shape (pairs,)
        Positions, both directions, by place.
    """
    tree = shapely.STRtree(outlines)
    place, other = tree.query(outlines, predicate="dwithin", distance=within)
    return _sorted_pairs(place.astype(np.int64), other.astype(np.int64))


def joined(neighbours: Neighbours, outlines: npt.NDArray[np.object_], ends: Floats) -> Neighbours:
    """Make neighbours of places that a bridge or a tunnel joins.

    Parameters
    ----------
    neighbours : tuple of numpy.ndarray of int64
        As :func:`touching`.
    outlines : numpy.ndarray of shapely geometry, shape (n,)
        In the coordinates of the ends.
    ends : numpy.ndarray of float, shape (bridges, 2, 2)
        x and y of both ends of each.

    Returns
    -------
    place, neighbour : numpy.ndarray of int64, shape (pairs,)
        The given pairs, and the places nearest to either end of each bridge.
    """
    tree = shapely.STRtree(outlines)
    one, other = (tree.nearest(shapely.points(ends[:, side])).astype(np.int64) for side in (0, 1))
    place, beside = neighbours
    return _sorted_pairs(np.concatenate((place, one, other)), np.concatenate((beside, other, one)))


def nearest_places(points: Floats, count: int) -> Neighbours:
    """Make neighbours of each place and those nearest to it, in both directions.

    Parameters
    ----------
    points : numpy.ndarray of float, shape (n, 2)
        Metres.
    count : int
        How many of the nearest, 1 or more.
    """
    _, near = cKDTree(points).query(points, k=min(count + 1, len(points)))
    place, other = np.repeat(np.arange(len(points)), near.shape[1]), near.ravel().astype(np.int64)
    return _sorted_pairs(np.concatenate((place, other)), np.concatenate((other, place)))


def gabriel(points: Floats) -> Neighbours:
    """Make neighbours of two places when no third lies in the circle over the line between them (Gabriel 1969).

    Parameters
    ----------
    points : numpy.ndarray of float, shape (n, 2)
        Metres.
    """
    square = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    place: list[int] = []
    other: list[int] = []
    for one in range(len(points)):
        # Inside the circle: the squares of both ways are together less than that of the line.
        is_cut = (square[one][None, :] + square < square[one][:, None] - 1e-9).any(axis=1)
        near = np.flatnonzero(~is_cut)
        place += [one] * len(near)
        other += near.tolist()
    return _sorted_pairs(np.array(place, dtype=np.int64), np.array(other, dtype=np.int64))


def global_moran(
    values: npt.ArrayLike,
    neighbours: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> GlobalMoran:
    """Measure whether values lie together over the whole map: I = z'Wz / z'z (Moran 1950).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        NaN where unknown.
    neighbours : tuple of array_like of int, shape (pairs,)
        Place and neighbour, both directions.
    permutations : int
        Shuffled maps to compare with, 1 or more.
    seed : int
        Of the shuffling; the same seed gives the same p.

    Returns
    -------
    GlobalMoran

    Raises
    ------
    InputError
        When fewer than three places have both a value and a neighbour, or an input is unsound.
    """
    map_ = _Map.of(values, neighbours)
    _require_permutations(permutations)
    count = len(map_.value)
    if not map_.value.std() > 0:
        return GlobalMoran(np.nan, -1 / (count - 1), np.nan, count, map_.islands, permutations, seed)
    from esda.moran import Moran

    with _quiet():
        found = Moran(map_.value, map_.graph(), transformation="r", permutations=0)
    z = map_.value - map_.value.mean()
    start, states = map_.start(), _states(seed)
    observed = _likeness(start, map_.neighbour, z)
    parts = in_blocks(
        np.arange(permutations + 1),
        lambda n, a, b: _count_likenesses(start, map_.neighbour, z.copy(), observed, b - a, states[n]),
    )
    above, below = np.sum(parts, axis=0)
    p = float(_two_sided(np.array([above]), np.array([below]), permutations)[0])
    return GlobalMoran(float(found.I), float(found.EI), p, count, map_.islands, permutations, seed)


def local_moran(
    values: npt.ArrayLike,
    neighbours: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    rate: float = RATE,
) -> pd.DataFrame:
    """Find clusters and outliers: I_i = z_i sum_j w_ij z_j, z standardised, w row-standardised (Anselin 1995).

    Parameters
    ----------
    values, neighbours
        As :func:`global_moran`.
    permutations : int
        Shufflings of the other places for each place. The smallest p is 2 / (permutations + 1): of many places few
        unusual ones are found only with many permutations.
    seed : int
        Of the shuffling.
    rate : float
        False discovery rate up to which a place is named, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row a place, in order: ``z`` and ``lag`` (standardised value, mean of the neighbours'), ``statistic`` (I_i),
        ``p``, ``q`` and ``label`` (:data:`LOCAL_LABELS`); NaN for islands and unknown places, and for all when values
        are equal.
    """
    map_ = _Map.of(values, neighbours)
    _require_permutations(permutations)
    scale = float(map_.value.std())
    if not scale > 0:
        return map_.table({}, np.full(len(map_.value), NONE))
    from esda.moran import Moran_Local

    z = (map_.value - map_.value.mean()) / scale
    with _quiet():
        found = Moran_Local(map_.value, map_.graph(), transformation="r", permutations=0)
    lag = map_.around(z)
    p = map_.shuffle(permutations, seed)
    q = false_discovery_control(p)
    own, around = np.where(z > 0, "high", "low"), np.where(lag > 0, "high", "low")
    label = np.where(q <= rate, np.char.add(np.char.add(own, "-"), around), NONE)
    return map_.table({"z": z, "lag": lag, "statistic": found.Is, "p": p, "q": q}, label)


def hot_spots(
    values: npt.ArrayLike,
    neighbours: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    rate: float = RATE,
) -> pd.DataFrame:
    """Find hot and cold spots by Gi*: the sum over a place and its neighbours against what it would be by chance.

    Standardised as by Ord and Getis 1995, neighbours and the place itself with weight 1.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        At least 0 (Gi* is a share of the whole); NaN where unknown.
    neighbours, permutations, seed, rate
        As :func:`local_moran`.

    Returns
    -------
    pandas.DataFrame
        One row a place, in order: ``statistic`` (standardised Gi*: above 0 hot, below 0 cold), ``p``, ``q`` and
        ``label`` (:data:`SPOT_LABELS`); NaN for islands and unknown places, and for all when values are equal.
    """
    map_ = _Map.of(values, neighbours)
    _require_permutations(permutations)
    if (map_.value < 0).any():
        raise InputError("a value is negative: Gi* compares shares of a whole; use local_moran")
    if not map_.value.std() > 0:
        return map_.table({}, np.full(len(map_.value), NONE))
    from esda.getisord import G_Local

    with _quiet():
        found = G_Local(map_.value, map_.graph(), transform="B", star=True, permutations=0)
    p = map_.shuffle(permutations, seed)
    q = false_discovery_control(p)
    label = np.where(q <= rate, np.where(found.Zs > 0, "hot", "cold"), NONE)
    return map_.table({"statistic": found.Zs, "p": p, "q": q}, label)


STABLE_COLUMNS = (
    "statistic", "local_statistic", "p", "q", "seeds", "spot", "local", "spot_schemes", "local_schemes",
)  # fmt: skip
"""Columns of :func:`stable_clusters`, in order."""


def stable_clusters(
    values: npt.ArrayLike,
    schemes: Mapping[str, Neighbours],
    *,
    permutations: int = MANY_PERMUTATIONS,
    seeds: int = SEEDS,
    seed: int = 0,
    rate: float = RATE,
) -> pd.DataFrame:
    """Find hot and cold spots and local clusters that neither the seed nor one idea of neighbourhood decides.

    A place is named under a scheme when its q is at most ``rate`` for every seed; it gets a label when at least
    :data:`LEAST_SCHEMES` schemes give it the same one.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        At least 0; NaN where unknown.
    schemes : mapping of str to tuple of array_like of int
        Neighbours by the name of the scheme; the statistics and p of the first are given.
    permutations : int
        Shuffled orders for each seed.
    seeds, seed : int
        How many seeds, and the first of them; the others follow it.
    rate : float
        False discovery rate.

    Returns
    -------
    pandas.DataFrame
        A row a place, in order, with :data:`STABLE_COLUMNS`: Gi* and local Moran's I by the first scheme, ``p`` over
        all seeds together (smallest 2 / (seeds x permutations + 1)) and its ``q``; ``seeds`` (of how many the first
        scheme names it), labels as :data:`SPOT_LABELS` and :data:`LOCAL_LABELS`, and how many schemes give them.

    Raises
    ------
    InputError
        As :func:`hot_spots`; also without two schemes or a seed.
    """
    if len(schemes) < LEAST_SCHEMES or seeds < 1:
        raise InputError(f"{len(schemes)} schemes and {seeds} seeds: give {LEAST_SCHEMES} or more, and 1 or more")
    found = [
        _by_scheme(values, neighbours, permutations=permutations, seeds=range(seed, seed + seeds), rate=rate)
        for neighbours in schemes.values()
    ]
    table = found[0].copy()
    for name in ("spot", "local"):
        labels = np.array([one[name].to_numpy(dtype=str) for one in found])
        is_named = ~np.isin(labels, (NONE, ISLAND, UNKNOWN))
        agree = np.array([((labels == own) & is_named).sum(axis=0) for own in labels])
        best = agree.argmax(axis=0)
        most = agree.max(axis=0)
        chosen = labels[best, np.arange(labels.shape[1])]
        first = np.where(np.isin(labels[0], (ISLAND, UNKNOWN)), labels[0], NONE)
        table[name] = np.where(most >= LEAST_SCHEMES, chosen, first).astype(object)
        table[f"{name}_schemes"] = most
    return table[list(STABLE_COLUMNS)]


def _by_scheme(
    values: npt.ArrayLike, neighbours: Neighbours, *, permutations: int, seeds: range, rate: float
) -> pd.DataFrame:
    """Return statistics, pooled p and the labels that hold for every seed, under one scheme."""
    spots = hot_spots(values, neighbours, permutations=1, rate=rate)
    local = local_moran(values, neighbours, permutations=1, rate=rate)
    map_ = _Map.of(values, neighbours)
    table = pd.DataFrame(
        {"statistic": spots["statistic"], "local_statistic": local["statistic"], "p": np.nan, "q": np.nan, "seeds": 0}
    )
    away = np.where(map_.is_known & ~map_.takes_part, ISLAND, np.where(map_.is_known, NONE, UNKNOWN)).astype(object)
    table["spot"], table["local"] = away, away.copy()
    if not map_.value.std() > 0:
        return table
    counts = [map_.extremes(permutations, seed) for seed in seeds]
    each = np.array([false_discovery_control(_two_sided(*one, permutations)) <= rate for one in counts])
    above, below = np.sum(counts, axis=0)
    p = _two_sided(above, below, permutations * len(seeds))
    part = map_.takes_part
    table.loc[part, "p"], table.loc[part, "q"] = p, false_discovery_control(p)
    table.loc[part, "seeds"] = each.sum(axis=0)
    named = np.zeros(len(part), dtype=bool)
    named[part] = each.all(axis=0)
    z, lag = local["z"].to_numpy(), local["lag"].to_numpy()
    quarter = np.char.add(np.char.add(np.where(z > 0, "high", "low"), "-"), np.where(lag > 0, "high", "low"))
    table.loc[named, "spot"] = np.where(table["statistic"] > 0, "hot", "cold")[named]
    table.loc[named, "local"] = quarter[named]
    return table


@dataclass(frozen=True, eq=False)
class _Map:
    """The places that take part, and who their neighbours among each other are."""

    value: Floats
    place: Positions
    neighbour: Positions
    takes_part: npt.NDArray[np.bool_]
    is_known: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, values: npt.ArrayLike, neighbours: tuple[npt.ArrayLike, npt.ArrayLike]) -> "_Map":
        """Check the inputs and leave unknown places and islands out."""
        value = np.asarray(values, dtype=float)
        place, other = (np.asarray(side, dtype=np.int64) for side in neighbours)
        if value.ndim != 1 or place.shape != other.shape or place.ndim != 1:
            raise InputError("give one value a place, and as many places as neighbours in the pairs")
        if np.isinf(value).any():
            raise InputError("a value is infinite: give NaN for what is unknown, or a limit for what is beyond it")
        if len(place) and not (min(place.min(), other.min()) >= 0 and max(place.max(), other.max()) < len(value)):
            raise InputError(f"a neighbour is not one of the {len(value)} places")
        is_known = ~np.isnan(value)
        place, other = _sorted_pairs(place, other)
        both = is_known[place] & is_known[other]
        place, other = place[both], other[both]
        if not np.array_equal(np.sort(place * len(value) + other), np.sort(other * len(value) + place)):
            raise InputError("neighbours must be listed in both directions")
        takes_part = np.zeros(len(value), dtype=bool)
        takes_part[place] = True
        if takes_part.sum() < 3:
            raise InputError(f"{takes_part.sum()} places have a value and a neighbour: too few to compare")
        position = np.cumsum(takes_part) - 1
        return cls(value[takes_part], position[place], position[other], takes_part, is_known)

    @property
    def islands(self) -> int:
        """Places with a value and without a neighbour."""
        return int((self.is_known & ~self.takes_part).sum())

    def graph(self) -> Any:
        """Return the neighbours as esda reads them."""
        from libpysal.graph import Graph

        return Graph.from_arrays(self.place, self.neighbour, np.ones(len(self.place)))

    def start(self) -> Positions:
        """Return where the neighbours of each place begin."""
        counts = np.bincount(self.place, minlength=len(self.value))
        return np.concatenate(([0], np.cumsum(counts)))

    def around(self, z: Floats) -> Floats:
        """Return the mean over the neighbours of each place."""
        sums = np.bincount(self.place, weights=z[self.neighbour], minlength=len(z))
        mean: Floats = sums / np.bincount(self.place, minlength=len(z))
        return mean

    def shuffle(self, permutations: int, seed: int) -> Floats:
        """Return each place's two-sided p of its neighbours' sum, its own value kept, the others shuffled."""
        return _two_sided(*self.extremes(permutations, seed), permutations)

    def extremes(self, permutations: int, seed: int) -> tuple[Positions, Positions]:
        """Count for each place the shuffled sums at least, and at most, as large as that of its neighbours."""
        z = (self.value - self.value.mean()) / self.value.std()
        degree = np.diff(self.start())
        own = np.bincount(self.place, weights=z[self.neighbour], minlength=len(z))
        ranked = np.lexsort((own, degree))
        offset = np.searchsorted(degree[ranked], np.arange(int(degree.max()) + 2))
        states = _states(seed)
        parts = in_blocks(
            np.arange(permutations + 1),
            lambda n, a, b: _count_extremes(z, degree, own, ranked, own[ranked], offset, b - a, states[n]),
        )
        above, below = np.sum(parts, axis=0)
        return above, below

    def table(self, columns: dict[str, Floats], label: npt.NDArray[np.str_]) -> pd.DataFrame:
        """Bring statistics back to all places."""
        names = list(columns) or ["statistic", "p", "q"]
        table = pd.DataFrame(np.nan, index=pd.RangeIndex(len(self.takes_part)), columns=names)
        for name, column in columns.items():
            table.loc[self.takes_part, name] = column
        labels = np.where(self.is_known, ISLAND, UNKNOWN).astype(object)
        labels[self.takes_part] = label
        return table.assign(label=labels)


def _sorted_pairs(place: Positions, other: Positions) -> tuple[Positions, Positions]:
    """Sort pairs by place, each once, none with itself."""
    if not len(place):
        return place, other
    count = int(max(place.max(), other.max())) + 1
    keys = np.unique(place[place != other] * count + other[place != other])
    return keys // count, keys % count


@njit(cache=True, nogil=True)
def _likeness(start, neighbour, z):
    """Sum each value times the mean of its neighbours."""
    total = 0.0
    for place in range(len(z)):
        around = 0.0
        for pair in range(start[place], start[place + 1]):
            around += z[neighbour[pair]]
        total += z[place] * around / (start[place + 1] - start[place])
    return total


@njit(cache=True, nogil=True)
def _count_likenesses(start, neighbour, z, observed, turns, state):
    """Count the shuffled maps at least, and at most, as alike as the observed one."""
    found = np.zeros(2, dtype=np.int64)
    slack = 1e-9 * max(1.0, abs(observed))
    for _ in range(turns):
        for place in range(len(z) - 1, 0, -1):
            state, pick = _draw(state, place + 1)
            z[place], z[pick] = z[pick], z[place]
        one = _likeness(start, neighbour, z)
        found[0] += one >= observed - slack
        found[1] += one <= observed + slack
    return found


@njit(cache=True, nogil=True)
def _draw(state, below):
    """Return the next state of SplitMix64 and a number from 0 below ``below``."""
    state = state + GOLDEN
    return state, np.int64(((mix(state) >> np.uint64(32)) * np.uint64(below)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def _below(ordered, first, last, value):
    """Count the values of an ascending stretch that are below a value."""
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low - first


@njit(cache=True, nogil=True)
def _count_extremes(z, degree, own, ranked, ranked_own, offset, turns, state):
    """Count for each place the shuffled sums at least, and at most, that of its neighbours.

    Each turn draws the head of one shuffled order of all places. A place compares the sum of the first ``degree`` in
    it, itself taken out and the next one taken in where it stands there: that is a shuffled order of the others.
    """
    # The same values in another order may differ in the last digit.
    slack = 1e-9
    count, most = len(z), len(offset) - 2
    head = min(most + 1, count)
    order = np.arange(count)
    total = np.zeros(head + 1)
    rising = np.zeros((most + 1, count + 1), dtype=np.int64)
    falling = np.zeros((most + 1, count + 1), dtype=np.int64)
    found = np.zeros((2, count), dtype=np.int64)
    for _ in range(turns):
        for step in range(head):
            state, pick = _draw(state, count - step)
            order[step], order[step + pick] = order[step + pick], order[step]
            total[step + 1] = total[step] + z[order[step]]
        for size in range(1, most + 1):
            first, last = offset[size], offset[size + 1]
            if first == last:
                continue
            rising[size, _below(ranked_own, first, last, total[size] + slack)] += 1
            falling[size, _below(ranked_own, first, last, total[size] - slack)] += 1
        for step in range(min(most, count)):
            place = order[step]
            size = degree[place]
            if step < size and size < count:
                plain, other = total[size], total[size + 1] - z[place]
                found[0, place] += np.int64(other >= own[place] - slack) - np.int64(plain >= own[place] - slack)
                found[1, place] += np.int64(other <= own[place] + slack) - np.int64(plain <= own[place] + slack)
    for size in range(1, most + 1):
        first, last = offset[size], offset[size + 1]
        reached = 0
        for rank in range(last - first - 1, -1, -1):
            reached += rising[size, rank + 1]
            found[0, ranked[first + rank]] += reached
        reached = 0
        for rank in range(last - first):
            reached += falling[size, rank]
            found[1, ranked[first + rank]] += reached
    return found


def _states(seed: int) -> npt.NDArray[np.uint64]:
    """Return a beginning of its own to each block of draws."""
    states: npt.NDArray[np.uint64] = np.random.SeedSequence(seed).generate_state(BLOCKS, np.uint64).astype(np.uint64)
    return states


def _two_sided(above: Positions, below: Positions, permutations: int) -> Floats:
    doubled: Floats = np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (permutations + 1))
    return doubled


def _require_permutations(permutations: int) -> None:
    if permutations < 1:
        raise InputError(f"{permutations} permutations: give 1 or more; 999 is usual")


def _quiet() -> "warnings.catch_warnings[None]":
    """Keep esda's announcements of coming changes to itself: they concern its permutations, which are not used."""
    return warnings.catch_warnings(action="ignore")
