"""Intervals of how evenly access is shared: every draw of times, hours and positions is described as the board itself.

Errors of travel times scatter what neighbours reach, so most draws are a little less even than median times are, and
the interval of an index may lie above its figure.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.access import AccessBoard
from gis.analysis import clusters
from gis.analysis.readings import Reading
from gis.errors import InputError
from gis.fairness import PERMUTATIONS, Evenness, Fairness, Parts, evenness
from gis.fairness import SEED as CLUSTER_SEED
from gis.intervals import SEED, Progress, drawn_boards, holds_of, inner_interval

Floats = npt.NDArray[np.float32]

DRAWS = 50
"""Draws that come with the project, of the reading that the page of equity begins with."""

FIGURES = ("mean", "gini", "palma", "theil", "fgt0")
"""Figures of groups and levels that are drawn; ``fgt0`` is the share below half of the draw's own mean."""

SINGLES = ("lower_half", "theil_between", "moran_i")
"""Single figures that are drawn; the concentration along each rank follows them."""

_HUGE = 1e300

_SPOTS = {"hot": 1, "cold": -1}

STAYS = 0.9
"""A cluster that is found in this share of the draws stays."""


@dataclass(frozen=True, eq=False)
class FairnessDraws:
    """Figures of each draw; rows and their order are those of the board's :class:`~gis.fairness.Fairness`.

    Attributes
    ----------
    groups, levels : ndarray of float32, shape (draws, rows, figures)
        By :data:`FIGURES`.
    singles : ndarray of float32, shape (draws, figures)
        By :data:`SINGLES`, then the concentration along each rank.
    poor_share : ndarray of float32, shape (draws, sigungu)
        0..1, in the order of :attr:`gis.fairness.Parts.codes`.
    spots : ndarray of int8, shape (draws, sigungu)
        1 a hot spot, -1 a cold one, by two of three neighbourhoods, with one seed of
        :data:`gis.fairness.PERMUTATIONS` shuffled orders in each; else 0.
    """

    groups: Floats
    levels: Floats
    singles: Floats
    poor_share: Floats
    spots: npt.NDArray[np.int8]

    def first(self, draws: int) -> "FairnessDraws":
        """Return the first draws."""
        return FairnessDraws(**{field.name: getattr(self, field.name)[:draws] for field in fields(self)})


@dataclass(frozen=True, eq=False)
class FairnessIntervals:
    """Ends between which the middle nine tenths of the draws lie.

    Attributes
    ----------
    groups, levels : pandas.DataFrame
        Rows as of :class:`~gis.fairness.Fairness`; for each of :data:`FIGURES` a column ``_low`` and one ``_high``.
    singles : pandas.DataFrame
        Index :data:`SINGLES` (``lower_half``: what part of all access the worse-off half of the people has) and
        ``concentration_`` with each rank; columns ``low`` and ``high``.
    places : pandas.DataFrame
        ``region_code``, ``poor_people_low`` and ``_high``, ``poor_share_low`` and ``_high`` (0..1); ``hot_draws`` and
        ``cold_draws``: in which share (0..1) of the draws it is a hot spot, and a cold one.
    holds : tuple of str
        Which doubts were drawn, of :data:`gis.intervals.HOLDS`.
    draws : int
        How many were made.
    """

    groups: pd.DataFrame
    levels: pd.DataFrame
    singles: pd.DataFrame
    places: pd.DataFrame
    holds: tuple[str, ...]
    draws: int


def draw_fairness(
    board: AccessBoard,
    parts: Parts,
    reading: Reading,
    *,
    draws: int,
    seed: int = SEED,
    progress: Progress | None = None,
) -> FairnessDraws:
    """Draw how evenly access is shared.

    Parameters
    ----------
    board : AccessBoard
    parts : Parts
        Of the board.
    reading : Reading
        Of a measure of which more is better.
    draws : int
        1 to 1000; a second each on the nation where hours do not count, some seconds where they do.
    seed : int
        The same gives the same draws, those of :func:`gis.intervals.intervals`, however many.
    progress : callable, optional
        Told draws done and in all.

    Returns
    -------
    FairnessDraws

    Raises
    ------
    InputError
        As :func:`gis.fairness.evenness`; also when draws lie outside their range.
    """
    found: dict[str, list[Any]] = {field.name: [] for field in fields(FairnessDraws)}
    for number, other in enumerate(drawn_boards(board, [reading], draws=draws, seed=seed), start=1):
        one = evenness(other, parts, reading)
        poor = one.places["poor_share"].to_numpy(dtype=np.float64)
        table = clusters.stable_clusters(poor, parts.schemes, permutations=PERMUTATIONS, seeds=1, seed=CLUSTER_SEED)
        found["groups"].append(one.groups[list(FIGURES)].to_numpy())
        found["levels"].append(one.levels[list(FIGURES)].to_numpy())
        found["singles"].append(_singles(one, poor, parts))
        found["poor_share"].append(poor)
        found["spots"].append(table["spot"].map(_SPOTS).fillna(0))
        if progress is not None:
            progress(number, draws)
    spots = np.array(found.pop("spots"), dtype=np.int8)
    return FairnessDraws(**{name: np.array(ones, dtype=np.float32) for name, ones in found.items()}, spots=spots)


def _singles(found: Evenness, poor: npt.NDArray[np.float64], parts: Parts) -> list[float]:
    half = np.interp(0.5, found.lorenz["people_share"], found.lorenz["value_share"])
    moran = clusters.global_moran(poor, next(iter(parts.schemes.values())), permutations=1)
    return [float(half), found.theil_between, moran.i, *found.concentration.values()]


def fairness_intervals(board: AccessBoard, found: Fairness, drawn: FairnessDraws) -> FairnessIntervals:
    """Return the intervals of an answer.

    Parameters
    ----------
    board : AccessBoard
    found : Fairness
        Of the board.
    drawn : FairnessDraws
        Of the same board and reading.

    Returns
    -------
    FairnessIntervals

    Raises
    ------
    InputError
        When the draws have other groups or places than the answer.
    """
    shape = (len(found.groups), len(found.levels), len(found.places))
    if shape != (drawn.groups.shape[1], drawn.levels.shape[1], drawn.poor_share.shape[1]):
        raise InputError("these draws are of other groups or places: draw again")
    share_low, share_high = inner_interval(drawn.poor_share)
    people = found.places["people"].to_numpy(dtype=np.float64)
    low, high = inner_interval(drawn.singles)
    names = [*SINGLES, *(f"concentration_{rank}" for rank in found.concentration)]
    return FairnessIntervals(
        groups=_between(drawn.groups, found.groups.index),
        levels=_between(drawn.levels, found.levels.index),
        singles=pd.DataFrame({"low": low, "high": high}, index=names),
        places=pd.DataFrame(
            {
                "region_code": found.places["region_code"],
                "poor_people_low": share_low * people,
                "poor_people_high": share_high * people,
                "poor_share_low": share_low,
                "poor_share_high": share_high,
                "hot_draws": (drawn.spots == _SPOTS["hot"]).mean(axis=0),
                "cold_draws": (drawn.spots == _SPOTS["cold"]).mean(axis=0),
            }
        ),
        holds=holds_of(board, [found.reading]),
        draws=len(drawn.singles),
    )


def _between(drawn: Floats, index: pd.Index) -> pd.DataFrame:
    # Palma is endless where the worse-off four tenths have nothing; quantiles know no endless numbers.
    finite = np.where(np.isinf(drawn), _HUGE, drawn.astype(np.float64))
    ends = np.stack(inner_interval(finite), axis=-1).reshape(len(index), -1)
    ends[ends > _HUGE / 1e6] = np.inf
    return pd.DataFrame(ends, index=index, columns=[f"{name}_{end}" for name in FIGURES for end in ("low", "high")])
