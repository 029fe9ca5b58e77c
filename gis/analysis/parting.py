"""A change parted into its causes: Shapley's value over the figures of all mixed states.

Between two states several things changed at once, and what one of them did depends on which of the others are taken to
have changed before. The part of a cause is its effect averaged over every order in which the causes can be let in
(Shorrocks 2013, Journal of Economic Inequality 11, 99-126; for products of rates the same as Das Gupta 1993,
Standardization and Decomposition of Rates, U.S. Census Bureau P23-186). Parts add up to the change, do not depend on an
order that somebody chose, and a cause that changes no figure has exactly no part.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def part_change(causes: Sequence[str], figure: Callable[[frozenset[str]], npt.ArrayLike]) -> dict[str, Floats]:
    """Part the change of a figure.

    Parameters
    ----------
    causes : sequence of str
        What changed; 2 to the power of their number states are asked for, each once.
    figure : callable
        The causes that have changed already -> the figure in that state, of any one shape: nothing is the earlier
        state, all of them the later one.

    Returns
    -------
    dict of str to ndarray of float64
        Cause -> its part, in the figure's shape and unit. They sum to the later figure less the earlier one.
    """
    of_state: dict[frozenset[str], Floats] = {}
    for size in range(len(causes) + 1):
        for chosen in combinations(causes, size):
            of_state[frozenset(chosen)] = np.asarray(figure(frozenset(chosen)), dtype=np.float64)
    parts: dict[str, Floats] = {}
    for cause in causes:
        effects = [
            factorial(len(state)) * factorial(len(causes) - len(state) - 1) * (of_state[state | {cause}] - before)
            for state, before in of_state.items()
            if cause not in state
        ]
        parts[cause] = np.sum(effects, axis=0) / factorial(len(causes))
    return parts


def rounded_parts(parts: Sequence[float], whole: int) -> list[int]:
    """Round parts to whole numbers that sum to a rounded whole: the largest remainders are rounded up first.

    Parameters
    ----------
    parts : sequence of float
        Not unknown.
    whole : int
        What they shall sum to; within one a part of their own sum.

    Returns
    -------
    list of int
        A part that is exactly nothing stays nothing.
    """
    floor = [int(np.floor(part)) for part in parts]
    missing = whole - sum(floor)
    order = sorted(range(len(parts)), key=lambda place: (floor[place] - parts[place], place))
    movable = [place for place in order if parts[place] != 0] or order
    for number in range(abs(missing)):
        place = movable[number % len(movable)] if missing > 0 else movable[-1 - number % len(movable)]
        floor[place] += 1 if missing > 0 else -1
    return floor
