"""Which telephone calls are worth making: those that close most of the gap between the bounds of a figure.

Centers of unknown hours leave the people without open care between two bounds. The gap between them is a sum over
*moments*: a cell at one of the reading's hours that reaches no center known to be open, and at least one that may be.
A moment weighs the cell's people, divided by the number of hours. A call to a center tells its hours for good.

**What an answer does.** Let a moment be covered by the centers N of unknown hours within its reach. Once some of them
were called, it is settled if one of these is open (somebody is there), or if all of N were called (nobody is). Else
it stays in the gap. With a chance q_j that center j is open at such an hour, each center by itself, a set S of calls
closes

    f(S) = sum of w (1 - prod over j in S and N of (1 - q_j) [N is not within S]).

``expected_gain`` is f: what closes on average. ``least_gain`` is the worst case (each answer is "closed": only
moments called whole are settled), ``most_gain`` the best (each is "open": coverage). The worst case alone would be no
guide: it is 0 until some moment has been called whole.

**What holds of f.** It is monotone, and f(all) is the gap. It is *not* submodular: the last call about a moment
settles it whatever the answer, so that call may be worth more than the one before. But with m(S) = sum over S and N
of -log(1 - q_j) and M = m(N), a moment's share is 1 - exp(-m) for m < M and 1 at m = M; the least concave function
above that curve runs along it up to M - 1 and then straight to 1 (from the origin when M <= 1). A concave function of
a sum of weights is monotone submodular, so is F, the sum of these, and F >= f with F(all) = f(all).

**Method.** Small cases exactly, by branch and bound on F. Beyond: the better, by f, of a lazy greedy on F (Minoux
1978) and a greedy on f, the sandwich of Lu, Chen and Lakshmanan, "From Competition to Complementarity", VLDB 2015,
9(2). Greedy reaches (1 - 1/e) of the best F (Nemhauser, Wolsey and Fisher 1978), so at least (1 - 1/e) f(S)/F(S) of
the best f, S being the greedy set of F; the bound that stands beside an answer is sharper and of the case itself: for
every set A no k calls close more than F(A) and the k largest further gains of F after A, the least of these over the
greedy's steps.
"""

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.analysis.tally import sums
from gis.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_CHANCE, MOST_CHANCE = 0.01, 0.99
"""A call whose answer is certain beforehand would be none; chances are kept within these."""

EXACT_WORK = 20_000_000
"""Entries that branch and bound may look at before the answer is the greedy's; a few seconds."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The moments that make the gap, and the centers of unknown hours that cover them.

    Parameters
    ----------
    weight : ndarray of float64, shape (moments,)
        People of each, as a mean over the hours.
    start : ndarray of int64, shape (moments + 1,)
        Entries of moment ``i`` are ``start[i]:start[i + 1]``; each has at least one.
    center : ndarray of int64, shape (entries,)
        Place of the center that covers it.
    chance : ndarray of float64, shape (centers,)
        Chance that a center is open at such an hour.

    Raises
    ------
    InputError
        When the arrays do not fit, a weight is negative, or a moment is covered by nobody.
    """

    weight: Floats
    start: Ints
    center: Ints
    chance: Floats

    def __post_init__(self) -> None:
        if len(self.start) != len(self.weight) + 1 or (len(self.start) and self.start[-1] != len(self.center)):
            raise InputError(f"{len(self.weight)} moments with {len(self.start)} starts and {len(self.center)} entries")
        if (np.diff(self.start) < 1).any() or (self.weight < 0).any():
            raise InputError("every moment needs a center that covers it, and people of 0 or more")
        if len(self.center) and not 0 <= int(self.center.min()) <= int(self.center.max()) < len(self.chance):
            raise InputError("a moment is covered by a center that is not there")

    @property
    def gap(self) -> float:
        """People between the bounds."""
        return float(self.weight.sum())

    @property
    def moment(self) -> Ints:
        """Moment of each entry, shape (entries,)."""
        return np.repeat(np.arange(len(self.weight)), np.diff(self.start))

    @property
    def candidates(self) -> Ints:
        """Centers that cover some moment, ascending."""
        return np.unique(self.center)

    def hanging(self) -> Floats:
        """Count the people whose answer hangs on each center: those of the moments it covers, shape (centers,)."""
        return sums(self.center, self.weight[self.moment], len(self.chance))


@dataclass(frozen=True)
class Plan:
    """Calls worth making.

    Attributes
    ----------
    calls : tuple of int
        Places of the centers, in the order in which to call.
    gains : tuple of float
        People by whom each call, made after those before it, narrows the gap on average.
    expected, least, most : float
        People by whom all of them narrow it: on average, when all say closed, when all say open.
    at_most : float
        No other calls of this number narrow it by more, on average.
    is_exact : bool
        Whether no other calls are better.
    gap : float
        People between the bounds before.
    """

    calls: tuple[int, ...]
    gains: tuple[float, ...]
    expected: float
    least: float
    most: float
    at_most: float
    is_exact: bool
    gap: float


def expected_gain(moments: Moments, calls: "npt.ArrayLike") -> float:
    """Return the people by whom some calls narrow the gap on average: f."""
    return _Sums(moments).after(calls).closed


def least_gain(moments: Moments, calls: "npt.ArrayLike") -> float:
    """Return the people by whom they do when every center says it is closed at those hours."""
    left = _Sums(moments).after(calls).left
    return float(moments.weight[left == 0].sum())


def most_gain(moments: Moments, calls: "npt.ArrayLike") -> float:
    """Return the people by whom they do when every center says it is open at those hours."""
    left = _Sums(moments).after(calls).left
    return float(moments.weight[left < np.diff(moments.start)].sum())


def plan_calls(
    moments: Moments,
    most_calls: int,
    *,
    can_call: npt.NDArray[np.bool_] | None = None,
    exact_work: int = EXACT_WORK,
) -> Plan:
    """Choose the calls that narrow the gap most.

    Parameters
    ----------
    moments : Moments
    most_calls : int
        How many calls can be made, 1 or more; fewer are named where fewer do something.
    can_call : ndarray of bool, shape (centers,), optional
        Centers that have a number; all when not given. The others stay unknown, and so may what they cover.
    exact_work : int
        Effort for proving the answer the best, entries looked at; 0 leaves it to greedy and its bound.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        When no call may be made.
    """
    if most_calls < 1:
        raise InputError(f"{most_calls} calls: give 1 or more")
    prepared = _Sums(moments, can_call)
    k = min(most_calls, len(prepared.candidates))
    upper, at_most = _greedy_on_majorant(prepared, k)
    best = max((upper, _greedy(prepared, k)), key=lambda calls: prepared.after(calls).closed)
    exact = _Search(prepared, k, exact_work).run(best) if k and exact_work else None
    is_exact = exact is not None
    best = best if exact is None else exact
    ordered, gains = _in_order(prepared, best)
    expected = float(sum(gains))
    return Plan(
        calls=tuple(ordered),
        gains=tuple(gains),
        expected=expected,
        least=least_gain(moments, ordered),
        most=most_gain(moments, ordered),
        at_most=expected if is_exact else max(expected, min(at_most, moments.gap)),
        is_exact=is_exact,
        gap=moments.gap,
    )


# --- sums over moments ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Called:
    """What is known after some calls: m and the uncalled centers of each moment, and the people who are settled."""

    m: Floats
    left: Ints
    closed: float


class _Sums:
    """The moments with what every evaluation needs, entries by moment and by center."""

    def __init__(self, moments: Moments, can_call: npt.NDArray[np.bool_] | None = None) -> None:
        self.moments = moments
        self.candidates = moments.candidates
        if can_call is not None:
            self.candidates = self.candidates[can_call[self.candidates]]
        self.entry_weight = -np.log1p(-np.clip(moments.chance, LEAST_CHANCE, MOST_CHANCE))[moments.center]
        self.moment = moments.moment
        self.whole = sums(self.moment, self.entry_weight, len(moments.weight))
        self.covers = np.diff(moments.start)
        self._order = np.argsort(moments.center, kind="stable")
        ends = np.searchsorted(moments.center[self._order], np.arange(len(moments.chance) + 1))
        self._ends = ends

    def entries(self, center: int) -> Ints:
        """Return the entries of a center."""
        entries: Ints = self._order[self._ends[center] : self._ends[center + 1]]
        return entries

    def after(self, calls: "npt.ArrayLike") -> _Called:
        """Return what is known after some calls."""
        is_called = np.zeros(len(self.moments.chance), dtype=bool)
        is_called[np.asarray(calls, dtype=np.int64)] = True
        called = is_called[self.moments.center]
        count = len(self.moments.weight)
        m = sums(self.moment[called], self.entry_weight[called], count)
        left = self.covers - np.bincount(self.moment[called], minlength=count)
        return _Called(m, left, float((self.moments.weight * _settled(m, left)).sum()))

    def majorant(self, m: Floats, place: "Ints | slice" = slice(None)) -> Floats:
        """Return the least concave share above f's at m, of all moments or those at some places."""
        whole = self.whole[place]
        bend = np.maximum(whole - 1.0, 0.0)
        flat = np.exp(-bend) / np.minimum(whole, 1.0)
        straight = np.where(whole <= 1.0, m / whole, 1.0 - np.exp(-bend) + flat * (m - bend))
        bound: Floats = np.minimum(np.where(m <= bend, -np.expm1(-m), straight), 1.0)
        return bound

    def upper(self, m: Floats) -> float:
        """Return F."""
        return float((self.moments.weight * self.majorant(m)).sum())

    def upper_gains(self, m: Floats) -> Floats:
        """Return what each center would add to F, shape (centers,); of one already called this is no gain."""
        grown = self.majorant(m[self.moment] + self.entry_weight, self.moment) - self.majorant(m)[self.moment]
        weights = self.moments.weight[self.moment] * grown
        return sums(self.moments.center, weights, len(self.moments.chance))

    def upper_gain(self, center: int, m: Floats) -> float:
        """Return what one center would add to F."""
        entries = self.entries(center)
        at = self.moment[entries]
        grown = self.majorant(m[at] + self.entry_weight[entries], at) - self.majorant(m[at], at)
        return float((self.moments.weight[at] * grown).sum())

    def gains(self, called: _Called) -> Floats:
        """Return what each center would add to f, shape (centers,); of one already called this is no gain."""
        before = _settled(called.m, called.left)
        after = _settled(called.m[self.moment] + self.entry_weight, called.left[self.moment] - 1)
        weights = self.moments.weight[self.moment] * (after - before[self.moment])
        return sums(self.moments.center, weights, len(self.moments.chance))


def _settled(m: Floats, left: Ints) -> Floats:
    share: Floats = np.where(left <= 0, 1.0, -np.expm1(-m))
    return share


# --- choosing ------------------------------------------------------------------------------------------------------


def _greedy_on_majorant(prepared: _Sums, k: int) -> tuple[list[int], float]:
    """Choose by F, each gain computed anew only when its center comes up; give the bound on every choice as well.

    The bound holds after any step, so it is taken at the beginning, half way and at the end: each costs a full look.
    """
    m = np.zeros(len(prepared.moments.weight))
    gains = prepared.upper_gains(m)
    at_most = _bound(0.0, gains[prepared.candidates], k)
    queue = [(-gains[center], int(center), 0) for center in prepared.candidates]
    heapq.heapify(queue)
    chosen: list[int] = []
    while len(chosen) < k and queue:
        negative, center, step = heapq.heappop(queue)
        if step < len(chosen):
            heapq.heappush(queue, (-prepared.upper_gain(center, m), center, len(chosen)))
            continue
        if negative >= 0:
            break
        chosen.append(center)
        entries = prepared.entries(center)
        m[prepared.moment[entries]] += prepared.entry_weight[entries]
        if len(chosen) in (k // 2, k):
            gains = prepared.upper_gains(m)
            gains[chosen] = 0.0
            at_most = min(at_most, _bound(prepared.upper(m), gains[prepared.candidates], k))
    return chosen, at_most


def _greedy(prepared: _Sums, k: int) -> list[int]:
    """Choose by f; its gains may grow, so all are computed at each step."""
    chosen: list[int] = []
    while len(chosen) < k:
        gains = prepared.gains(prepared.after(chosen))
        gains[chosen] = 0.0
        place = int(gains[prepared.candidates].argmax())
        center = int(prepared.candidates[place])
        if gains[center] <= 0:
            break
        chosen.append(center)
    return chosen


def _in_order(prepared: _Sums, calls: list[int]) -> tuple[list[int], list[float]]:
    """Put calls in the order in which each next one does most, with what it does."""
    ordered: list[int] = []
    gains: list[float] = []
    rest = sorted(calls)
    while rest:
        own = prepared.gains(prepared.after(ordered))[rest]
        place = int(own.argmax())
        gains.append(float(own[place]))
        ordered.append(rest.pop(place))
    return ordered, gains


def _bound(base: float, gains: Floats, k: int) -> float:
    """Return what no k calls exceed: F so far and the k largest gains."""
    largest = np.sort(gains)[max(len(gains) - k, 0) :]
    return base + float(largest.clip(0.0).sum())


class _Search:
    """Branch and bound over sets of k calls: each either holds the next center or never does."""

    def __init__(self, prepared: _Sums, k: int, work: int) -> None:
        self._sums, self._k, self._work = prepared, k, work
        first = prepared.upper_gains(np.zeros(len(prepared.moments.weight)))
        candidates = prepared.candidates
        self._order = candidates[np.argsort(-first[candidates], kind="stable")]
        self._best: list[int] = []
        self._value = 0.0

    def run(self, start: list[int]) -> list[int] | None:
        """Search from a good answer; None when the work was not enough."""
        self._best, self._value = start, self._sums.after(start).closed
        return self._best if self._descend([], 0) else None

    def _descend(self, chosen: list[int], place: int) -> bool:
        self._work -= max(len(self._sums.moment), 1)
        if self._work < 0:
            return False
        called = self._sums.after(chosen)
        if called.closed > self._value * (1 + 1e-12):
            self._best, self._value = list(chosen), called.closed
        rest = self._order[place:]
        if len(chosen) == self._k or not len(rest):
            return True
        gains = self._sums.upper_gains(called.m)[rest]
        base, wanted = self._sums.upper(called.m), self._k - len(chosen)
        for offset in range(len(rest)):
            # Sets that hold none of the centers passed over: their bound only falls as more are passed over.
            if base + _bound(0.0, gains[offset:], wanted) <= self._value * (1 + 1e-9):
                return True
            if not self._descend([*chosen, int(rest[offset])], place + offset + 1):
                return False
        return True
