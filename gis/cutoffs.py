"""The interval of cut-offs: what a reading says when its limit is another, and whom it then calls worst served.

Where the table of ways is cut off decides more about a reading's order of regions than how fast a longer way loses
weight. So the figure is told at several limits, and of each region where its rank lies over all of them.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.access import AccessBoard
from gis.analysis import equity, underserved
from gis.analysis.readings import LONGEST_MIN, LOWER_IS_BETTER, Reading
from gis.errors import InputError
from gis.queries.regions import Level

Floats = npt.NDArray[np.float64]

FEWEST_LIMITS, MOST_LIMITS = 2, 12
"""So many limits can be compared at once."""

FIGURES = (
    "people", "people_without", "share_without", "people_without_if_open", "people_without_if_closed",
    "people_out_of_reach", "mean_value",
)  # fmt: skip
"""Figures of a region that are told at each limit; see :meth:`gis.access.AccessBoard.regions`."""


@dataclass(frozen=True, eq=False)
class Cutoffs:
    """A reading at several limits.

    Attributes
    ----------
    reading : Reading
        Its own limit does not matter; a decay that it names holds at every limit.
    limits : tuple of int
        Minutes, rising.
    totals : pandas.DataFrame
        A row a limit: ``limit_min``, :data:`FIGURES` and ``gini`` among the people of the region asked for, or of the
        nation; no Gini (missing) of measures of which less is better. The nation's mean of a supply that is shared out
        is supply by head at any limit at which all of it is reached: Gini and ranks tell limits apart, the mean cannot.
    worst : int
        How many units the worst tenth of the level are.
    kept : pandas.DataFrame
        Limit by limit (index and columns): how many of the worst tenth at the one are in it at the other; the diagonal
        holds how many are in it, fewer than ``worst`` where fewer have anybody out of reach.
    units : pandas.DataFrame
        A row a unit: ``region_code``, ``name``, ``full_name``, ``people``; at each limit, say 30,
        ``people_without_30``, ``mean_value_30`` and ``rank_30`` (1 is the worst among all units of the level; missing
        where nobody lives, and by ``nearest`` where nobody is out of reach); ``rank_first`` and ``rank_last`` over the
        limits at which it is ranked, and ``worst_at``: at how many limits it is among the worst tenth. Most limits
        first, then by first rank.
    """

    reading: Reading
    limits: tuple[int, ...]
    totals: pd.DataFrame
    worst: int
    kept: pd.DataFrame
    units: pd.DataFrame

    @property
    def always(self) -> pd.DataFrame:
        """The units among the worst tenth at every limit."""
        return self.units[self.units["worst_at"] == len(self.limits)]

    @property
    def sometimes(self) -> pd.DataFrame:
        """The units among the worst tenth at some limit, but not at every one."""
        return self.units[self.units["worst_at"].between(1, len(self.limits) - 1)]


def read_limits(text: str) -> tuple[int, ...]:
    """Read limits such as ``15,20,30,45,60``.

    Parameters
    ----------
    text : str
        Whole minutes with commas between them.

    Raises
    ------
    InputError
        As :func:`require_limits`; also with the code ``limits_no_numbers`` where one is no whole number.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise InputError(f"limits {text[:60]!r}: give whole minutes such as 15,30,60", code="limits_no_numbers")
    return require_limits([int(part) for part in parts])


def require_limits(limits: Sequence[int]) -> tuple[int, ...]:
    """Return limits that can be compared.

    Parameters
    ----------
    limits : sequence of int
        Minutes.

    Raises
    ------
    InputError
        When there are fewer than :data:`FEWEST_LIMITS` or more than :data:`MOST_LIMITS` (code ``limits_count``), they
        do not rise (``limits_not_rising``), or one lies outside the table of travel times (``limits_outside``).
    """
    told = ",".join(map(str, limits))[:60]
    if not FEWEST_LIMITS <= len(limits) <= MOST_LIMITS:
        raise InputError(
            f"limits {told!r}: give {FEWEST_LIMITS} to {MOST_LIMITS} of them, such as 15,30,60", code="limits_count"
        )
    if not all(1 <= limit <= LONGEST_MIN for limit in limits):
        raise InputError(
            f"limits {told!r}: travel times are known from 1 to {LONGEST_MIN} minutes", code="limits_outside"
        )
    if any(later <= earlier for earlier, later in itertools.pairwise(limits)):
        raise InputError(f"limits {told!r}: give each once, the shortest first", code="limits_not_rising")
    return tuple(limits)


def cutoffs(
    board: AccessBoard,
    reading: Reading,
    limits: Sequence[int],
    *,
    level: Level = "sigungu",
    parent_code: str | None = None,
) -> Cutoffs:
    """Answer a reading at several limits, and rank the units of a level at each.

    Units are ranked by what the measure says of their mean person: by access, the least first; by crowding and cost,
    the most first, over those who reach a center, a unit in which nobody does before all others. ``nearest`` counts
    minutes only of those who reach a center, so by it units are ranked by the share of people who reach none.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
    limits : sequence of int
        Minutes, rising.
    level : {"sido", "sigungu", "emd"}
        Units that are ranked, always among all of the nation.
    parent_code : str, optional
        Region whose total and units are told; the nation when not given.

    Returns
    -------
    Cutoffs

    Raises
    ------
    InputError
        As :func:`require_limits`; also when level, parent or kind is unknown.
    """
    asked = require_limits(limits)
    is_told = board.units.inside(level, parent_code)
    readings = [reading.changed(limit_min=limit) for limit in asked]
    totals = pd.DataFrame([board.total(one, parent_code)[list(FIGURES)] for one in readings])
    totals = totals.assign(gini=[_gini(board, one, parent_code) for one in readings])
    totals.insert(0, "limit_min", asked)
    tables = [board.regions(one, level).sort_values("region_code", ignore_index=True) for one in readings]
    ranks = np.array([underserved.worst_first(_badness(one, reading)) for one in tables])
    has_people = tables[0]["people"].to_numpy() > 0
    is_worst = underserved.is_worst(ranks, int(has_people.sum()))
    units = tables[0][["region_code", "name", "full_name", "people"]].copy()
    for limit, table, rank in zip(asked, tables, ranks, strict=True):
        units[f"people_without_{limit}"] = table["people_without"]
        units[f"mean_value_{limit}"] = table["mean_value"]
        units[f"rank_{limit}"] = pd.array(rank, dtype="Float64").astype("Int64")
    every = units[[f"rank_{limit}" for limit in asked]]
    units = units.assign(rank_first=every.min(axis=1), rank_last=every.max(axis=1), worst_at=is_worst.sum(axis=0))
    kept = is_worst.astype(np.int64) @ is_worst.T.astype(np.int64)
    return Cutoffs(
        reading,
        asked,
        totals=totals.astype("float64").astype({"limit_min": "int64"}).reset_index(drop=True),
        worst=int(np.ceil(underserved.WORST_PART * has_people.sum())),
        kept=pd.DataFrame(kept, index=pd.Index(asked, name="limit_min"), columns=list(asked)),
        units=units[is_told].sort_values(
            ["worst_at", "rank_first", "region_code"], ascending=[False, True, True], ignore_index=True
        ),
    )


def _gini(board: AccessBoard, reading: Reading, parent_code: str | None) -> float:
    """Tell how unevenly access is shared among the people of a region; NaN where less is better."""
    if reading.measure in LOWER_IS_BETTER:
        return float("nan")
    return equity.gini(board.access_values(reading), board.people_of(parent_code))


def _badness(table: pd.DataFrame, reading: Reading) -> Floats:
    """Say how badly units are served, more is worse; NaN for one that is not ranked."""
    has_people, value = table["people"].to_numpy() > 0, table["mean_value"].to_numpy(dtype=np.float64)
    if reading.measure == "nearest":
        share = table["share_without"].to_numpy(dtype=np.float64)
        return np.where(has_people & (share > 0), share, np.nan)
    if reading.measure in LOWER_IS_BETTER:
        worst = float(np.nanmax(value, initial=0.0))
        value = np.where(np.isnan(value), 2 * worst + 1, value)
    else:
        value = -value
    return np.where(has_people, value, np.nan)
