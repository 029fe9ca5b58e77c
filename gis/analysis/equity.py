"""How evenly something is shared among people.

Conventions, the same for every measure:

- A value (access per person, minutes) belongs to every person of a cell or region alike, so people are the weights and
  measures do not change when a cell is split or everything is counted twice (replication invariance). They see
  differences between cells, not within them.
- Values are at least 0 and finite; times of infinity (nothing within reach) have a share, not a mean: use :func:`fgt`
  with a threshold for them.
- Where nobody lives, or where everybody has 0, there is nothing to share: the measures of inequality are NaN there, not
  0, which would read as perfect equality.
- Gini, Palma, Theil and the concentration index do not change when all values are multiplied by the same factor.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.analysis.conservation import Floats, require_amounts
from gis.errors import InputError

TOP, BOTTOM = 0.1, 0.4
"""Shares of people whose parts the Palma ratio compares."""

FGT_ALPHAS = (0, 1, 2)

EQUITY_COLUMNS = ("people", "mean", "gini", "palma", "theil", *(f"fgt{alpha}" for alpha in FGT_ALPHAS))
"""Columns of :func:`by_group`."""


def lorenz(values: npt.ArrayLike, people: npt.ArrayLike) -> pd.DataFrame:
    """Draw the Lorenz curve: what part of all access the worst-off part of the people has (Lorenz 1905).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Per person, at least 0.
    people : array_like of float, shape (n,)
        At least 0.

    Returns
    -------
    pandas.DataFrame
        ``people_share`` and ``value_share``, both from 0 to 1, rows in growing order of value; the curve is the
        straight line between rows. Equal values are one step. After the first row ``value_share`` is NaN where there
        is nothing to share; where nobody lives there is only the first row.
    """
    value, weight = _inputs(values, people)
    levels, step = np.unique(value, return_inverse=True)
    count = np.bincount(step, weights=weight, minlength=len(levels))
    total = float(count.sum())
    held = levels * count
    with np.errstate(invalid="ignore", divide="ignore"):
        people_share, value_share = np.cumsum(count) / total, np.cumsum(held) / held.sum()
    kept = count > 0
    return pd.DataFrame(
        {
            "people_share": np.concatenate(([0.0], people_share[kept])),
            "value_share": np.concatenate(([0.0], value_share[kept])),
        }
    )


def gini(values: npt.ArrayLike, people: npt.ArrayLike) -> float:
    """Return the Gini index: half the mean difference between two people over the mean (Gini 1912).

    sum_i sum_j p_i p_j |x_i - x_j| / (2 mu) with p the shares of people: twice the area between the Lorenz curve and
    the diagonal.

    Parameters
    ----------
    values, people : array_like of float, shape (n,)
        As :func:`lorenz`.

    Returns
    -------
    float
        0 (all have the same) up to below 1 (one has all); NaN where there is nothing to share.
    """
    curve = lorenz(values, people)
    if len(curve) == 1:
        return float("nan")
    width = np.diff(curve["people_share"])
    height = curve["value_share"].to_numpy()
    return max(0.0, float(1 - (width * (height[1:] + height[:-1])).sum())) if not np.isnan(height[-1]) else float("nan")


def palma(values: npt.ArrayLike, people: npt.ArrayLike, *, top: float = TOP, bottom: float = BOTTOM) -> float:
    """Return the Palma ratio: what the best-off tenth has over what the worst-off four tenths have (Palma 2011).

    People of one value are divided at the boundary (the Lorenz curve is read between its points).

    Parameters
    ----------
    values, people : array_like of float, shape (n,)
        As :func:`lorenz`.
    top, bottom : float
        Shares of the people, above 0, together at most 1.

    Returns
    -------
    float
        ``top / bottom`` (0.25) when all have the same; infinity when the worst-off have nothing; NaN where there is
        nothing to share.
    """
    if not (top > 0 and bottom > 0 and top + bottom <= 1):
        raise InputError(f"shares {top} and {bottom} of the people: both above 0, together at most 1")
    curve = lorenz(values, people)
    if len(curve) == 1 or curve["value_share"].isna().any():
        return float("nan")
    low, high = np.interp([bottom, 1 - top], curve["people_share"], curve["value_share"])
    return float((1 - high) / low) if low > 0 else float("inf")


def theil(values: npt.ArrayLike, people: npt.ArrayLike) -> float:
    """Return Theil's T: sum_i p_i (x_i / mu) ln(x_i / mu), with 0 ln 0 = 0 (Theil 1967).

    Parameters
    ----------
    values, people : array_like of float, shape (n,)
        As :func:`lorenz`.

    Returns
    -------
    float
        0 (all have the same) up to ln(1 / share of people who have all); NaN where there is nothing to share.
    """
    value, weight = _inputs(values, people)
    total, held = float(weight.sum()), float((value * weight).sum())
    if not held > 0:
        return float("nan")
    relative = value * (total / held)
    parts = np.zeros_like(relative)
    np.log(relative, out=parts, where=relative > 0)
    return max(0.0, float((weight * relative * parts).sum() / total))


def theil_parts(values: npt.ArrayLike, people: npt.ArrayLike, groups: Sequence[str]) -> tuple[float, float]:
    """Split Theil's T into what lies between groups and what lies within them; they sum to :func:`theil`.

    Between: sum_g s_g ln(mu_g / mu); within: sum_g s_g T_g, with s_g the group's part of all that is shared.

    Parameters
    ----------
    values, people : array_like of float, shape (n,)
        As :func:`lorenz`.
    groups : sequence, length n
        The group (sigungu, say) of each row; everybody is in one.

    Returns
    -------
    between, within : float
        At least 0; NaN where there is nothing to share.
    """
    value, weight = _inputs(values, people)
    if len(groups) != len(value):
        raise InputError(f"{len(groups)} groups for {len(value)} values")
    held = float((value * weight).sum())
    if not held > 0:
        return float("nan"), float("nan")
    codes, names = pd.factorize(np.asarray(groups))
    own_people = np.bincount(codes, weights=weight, minlength=len(names))
    own_held = np.bincount(codes, weights=weight * value, minlength=len(names))
    has_any = own_held > 0
    relative = own_held[has_any] / own_people[has_any] * (float(weight.sum()) / held)
    between = float((own_held[has_any] / held * np.log(relative)).sum())
    return max(0.0, between), max(0.0, theil(value, weight) - max(0.0, between))


def concentration(values: npt.ArrayLike, people: npt.ArrayLike, rank_by: npt.ArrayLike) -> float:
    """Return the concentration index along another order: 2 cov(x, R) / mu (Kakwani, Wagstaff and van Doorslaer 1997).

    R is a person's relative rank by ``rank_by``; people of the same rank share the middle of theirs.

    Parameters
    ----------
    values, people : array_like of float, shape (n,)
        As :func:`lorenz`.
    rank_by : array_like of float, shape (n,)
        What people are lined up by: income, age, density. Any finite number.

    Returns
    -------
    float
        Above -1, below 1. Positive: those high in ``rank_by`` have more; 0: no relation; NaN where there is nothing to
        share. Lined up by the values themselves it is :func:`gini`.
    """
    value, weight = _inputs(values, people)
    rank = np.asarray(rank_by, dtype=float)
    if rank.shape != value.shape or not np.isfinite(rank).all():
        raise InputError("rank_by: give one finite number for each value")
    held = float((value * weight).sum())
    if not held > 0:
        return float("nan")
    return 2 * float((weight * value * _relative_rank(rank, weight)).sum()) / held - 1


def fgt(
    values: npt.ArrayLike, people: npt.ArrayLike, *, threshold: float, alpha: int = 0, is_more_worse: bool = False
) -> float:
    """Measure how many fall short of a threshold, and how far (Foster, Greer and Thorbecke 1984).

    The mean over all people of (gap / threshold)^alpha, where the gap counts for those strictly below the threshold:
    alpha 0 is their share, 1 weighs them by the gap, 2 by its square.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        At least 0; infinity is allowed where more is worse and alpha is 0.
    people : array_like of float, shape (n,)
        At least 0.
    threshold : float
        Above 0; a value equal to it does not fall short.
    alpha : {0, 1, 2}
        Exponent of the gap.
    is_more_worse : bool
        True for minutes: the gap is what lies above the threshold.

    Returns
    -------
    float
        0 (nobody falls short) to 1 (above it possible only with ``is_more_worse`` and alpha above 0); NaN where nobody
        lives.
    """
    if not 0 < threshold < np.inf or alpha not in FGT_ALPHAS:
        raise InputError(f"threshold {threshold} and alpha {alpha}: give a threshold above 0 and alpha 0, 1 or 2")
    value, weight = np.asarray(values, dtype=float), np.asarray(people, dtype=float)
    weight = require_amounts("people", weight, len(value))
    if not (is_more_worse and alpha == 0):
        value = require_amounts("values", value, len(value))
    elif not (value >= 0).all():
        raise InputError("a value is negative or missing; infinity stands for what nobody reaches")
    total = float(weight.sum())
    if not total > 0:
        return float("nan")
    falls_short = value > threshold if is_more_worse else value < threshold
    if alpha == 0:
        return float(weight[falls_short].sum()) / total
    gap = np.abs(value - threshold) / threshold
    return float((weight * np.where(falls_short, gap**alpha, 0.0)).sum()) / total


def by_group(
    values: npt.ArrayLike, groups: Mapping[str, npt.ArrayLike], *, threshold: float, is_more_worse: bool = False
) -> pd.DataFrame:
    """Describe how values are shared within each group of people.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Per person, by cell or region; infinity (minutes) only with ``is_more_worse``: then a group whose people have
        some has NaN but for ``people`` and ``fgt0``.
    groups : mapping of str to array_like of float, shape (n,)
        Name of a group -> its people in each cell: all, children, 65 and over, living alone. Groups may overlap.
    threshold : float
        Of :func:`fgt`.
    is_more_worse : bool
        True for minutes.

    Returns
    -------
    pandas.DataFrame
        Index: the groups in the order given, name ``group``. Columns :data:`EQUITY_COLUMNS`: ``people``; ``mean``,
        weighted; ``gini``, ``palma``, ``theil``; ``fgt0`` to ``fgt2``.
    """
    value = np.asarray(values, dtype=float)
    rows = {}
    for name, counts in groups.items():
        weight = require_amounts(f"people of {name}", counts, len(value))
        lives = weight > 0
        values_here, some = value[lives], weight[lives]
        row = dict.fromkeys(EQUITY_COLUMNS, float("nan")) | {"people": float(some.sum())}
        row["fgt0"] = fgt(values_here, some, threshold=threshold, is_more_worse=is_more_worse)
        if len(values_here) and np.isfinite(values_here).all():
            row["mean"] = float((values_here * some).sum() / some.sum())
            row |= {
                "gini": gini(values_here, some),
                "palma": palma(values_here, some),
                "theil": theil(values_here, some),
            }
            for alpha in FGT_ALPHAS[1:]:
                row[f"fgt{alpha}"] = fgt(
                    values_here, some, threshold=threshold, alpha=alpha, is_more_worse=is_more_worse
                )
        rows[name] = row
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(EQUITY_COLUMNS))
    return table.rename_axis("group")


def equal_parts(rank_by: npt.ArrayLike, people: npt.ArrayLike, *, count: int = 5) -> npt.NDArray[np.int64]:
    """Cut people into parts of about equal number along an order: fifths by remoteness, say.

    Parameters
    ----------
    rank_by : array_like of float, shape (n,)
        Finite numbers; rows of one number stay together.
    people : array_like of float, shape (n,)
        At least 0.
    count : int
        Number of parts, 1 or more.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        0 (lowest) to ``count - 1``, by where the middle of the people of that number lies.
    """
    rank = np.asarray(rank_by, dtype=float)
    weight = require_amounts("people", people, len(rank))
    if count < 1 or not np.isfinite(rank).all():
        raise InputError(f"{count} parts: give 1 or more, and finite numbers to rank by")
    if not weight.sum() > 0:
        return np.zeros(len(rank), dtype=np.int64)
    return np.minimum((_relative_rank(rank, weight) * count).astype(np.int64), count - 1)


def _relative_rank(rank_by: Floats, people: Floats) -> Floats:
    """Return the share of the people that come before the middle of those of the same rank."""
    levels, step = np.unique(rank_by, return_inverse=True)
    count = np.bincount(step, weights=people, minlength=len(levels))
    middle: Floats = (np.cumsum(count) - count / 2) / people.sum()
    return middle[step]


def _inputs(values: npt.ArrayLike, people: npt.ArrayLike) -> tuple[Floats, Floats]:
    value = np.asarray(values, dtype=float)
    if value.ndim != 1:
        raise InputError(f"values of shape {value.shape}: give one a row")
    return require_amounts("values", value, len(value)), require_amounts("people", people, len(value))
