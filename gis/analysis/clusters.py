"""Where high and low values lie together: Moran's I, local Moran and Getis-Ord Gi*, by PySAL's esda.

Neighbours are pairs of positions, both directions listed (:func:`touching` for outlines). A place without a value
(NaN) takes no part; one that then has no neighbour is an island: it is named so, takes no part either, and gets no
statistic, since it has no neighbourhood.

The statistics are esda's. Its permutations compile anew in each process and run on one thread (15 s for the nation's
cells after 20 s of compiling), so those are ours: seeded, two-sided, the share of shuffled maps at least as extreme,
twice (m + 1) / (permutations + 1). A place keeps its value while the others are shuffled, so that the sum over its
neighbours decides for local Moran and Gi* alike. Of many places some look unusual by chance; ``q`` is the false
discovery rate at which a place would still be named (Benjamini and Hochberg 1995), and a label is given only where it
is at most ``rate``.
"""

# numba infers the types at the first call; annotations of compiled functions would only repeat the docstrings.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from numba import njit
from scipy.stats import false_discovery_control

from gis.analysis.blocks import in_blocks
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

PERMUTATIONS = 999
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
        moran = Moran(map_.value, map_.graph(), transformation="r", permutations=0)
    z = map_.value - map_.value.mean()
    scatter, start, rng = float((z * z).sum()), map_.start(), np.random.default_rng(seed)
    above = below = 0
    for _ in range(permutations):
        shuffled = _likeness(start, map_.neighbour, rng.permutation(z)) / scatter
        above, below = above + (shuffled >= moran.I), below + (shuffled <= moran.I)
    p = float(_two_sided(np.array([above]), np.array([below]), permutations)[0])
    return GlobalMoran(float(moran.I), float(moran.EI), p, count, map_.islands, permutations, seed)


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
        moran = Moran_Local(map_.value, map_.graph(), transformation="r", permutations=0)
    lag = map_.around(z)
    p = map_.shuffle(permutations, seed)
    q = false_discovery_control(p)
    here, around = np.where(z > 0, "high", "low"), np.where(lag > 0, "high", "low")
    label = np.where(q <= rate, np.char.add(np.char.add(here, "-"), around), NONE)
    return map_.table({"z": z, "lag": lag, "statistic": moran.Is, "p": p, "q": q}, label)


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
        local = G_Local(map_.value, map_.graph(), transform="B", star=True, permutations=0)
    p = map_.shuffle(permutations, seed)
    q = false_discovery_control(p)
    label = np.where(q <= rate, np.where(local.Zs > 0, "hot", "cold"), NONE)
    return map_.table({"statistic": local.Zs, "p": p, "q": q}, label)


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
        count, start = len(self.value), self.start()
        most = int(np.diff(start).max())
        rng = np.random.default_rng(seed)
        # Places other than one's own, as many as the most neighbours; the same draws serve every place.
        drawn = np.array([rng.choice(count - 1, most, replace=False) for _ in range(permutations)], dtype=np.int32)
        z = (self.value - self.value.mean()) / self.value.std()
        above, below = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        in_blocks(start, lambda _, a, b: _count_extremes(start, self.neighbour, z, drawn, a, b, above, below))
        return _two_sided(above, below, permutations)

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
def _count_extremes(start, neighbour, z, drawn, first, last, above, below):
    """Count for each place the draws whose sum is at least, and at most, that of its neighbours."""
    for place in range(first, last):
        degree = start[place + 1] - start[place]
        total = 0.0
        for pair in range(start[place], start[place + 1]):
            total += z[neighbour[pair]]
        for turn in range(len(drawn)):
            other = 0.0
            for step in range(degree):
                pick = drawn[turn, step]
                other += z[pick + (pick >= place)]
            # The same values in another order may differ in the last digit.
            above[place] += other >= total - 1e-9
            below[place] += other <= total + 1e-9


def _two_sided(above: Positions, below: Positions, permutations: int) -> Floats:
    doubled: Floats = np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (permutations + 1))
    return doubled


def _require_permutations(permutations: int) -> None:
    if permutations < 1:
        raise InputError(f"{permutations} permutations: give 1 or more; 999 is usual")


def _quiet() -> "warnings.catch_warnings[None]":
    """Keep esda's announcements of coming changes to itself: they concern its permutations, which are not used."""
    return warnings.catch_warnings(action="ignore")
