"""The latest answers by question, each computed once however many threads ask for it at the same time.

A cache is bounded in number and in bytes, so that a process whose people ask for much does not grow with them.
"""

import dataclasses
import math
import sys
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
from cachetools import TLRUCache, cached

Answer = TypeVar("Answer")


MOST_BYTES = 16_000_000
"""Bytes that the answers of one cache may take unless it says otherwise."""

_DEEPEST = 4


class AnswerCache:
    """Keep the latest answers by key.

    Parameters
    ----------
    most : int
        Answers to keep; the one not asked for longest goes first.
    most_bytes : int
        Bytes of all answers together (see :func:`size_of`); an answer larger than that is given, and not kept. A cache
        of one answer keeps it whatever its size.
    holds_s : callable, optional
        How many seconds an answer holds; by default it holds until it is pushed out.
    """

    def __init__(
        self, most: int, *, most_bytes: int = MOST_BYTES, holds_s: Callable[[Any], float] = lambda _: math.inf
    ) -> None:
        # Each answer weighs its share of the number at least, so that one bound holds both.
        share = most_bytes // most
        answers: TLRUCache[Hashable, Any] = TLRUCache(
            share * most,
            ttu=lambda _, answer, now: now + holds_s(answer),
            timer=lambda: time.monotonic(),
            getsizeof=lambda answer: share if most == 1 else max(share, size_of(answer)),
        )
        self._answers = answers
        # The condition makes threads that ask for the same key wait for the first of them.
        self._ask = cached(answers, key=_key, condition=threading.Condition())(_compute)

    def ask(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """Return a kept answer, or compute and keep it; threads that ask for the same key meanwhile share the answer.

        Parameters
        ----------
        key : hashable
            Stands for the question.
        compute : callable
            Gives the answer; may ask for other keys. When it fails nothing is kept, and the next in line tries.
        """
        return cast("Answer", self._ask(key, compute))

    def holds(self, key: Hashable) -> bool:
        """Return whether there is a kept answer, so that asking costs nothing."""
        return key in self._answers

    def forget(self) -> None:
        """Forget all answers."""
        self._ask.cache_clear()


def _key(key: Hashable, _: Callable[[], Any]) -> Hashable:
    return key


def _compute(_: Hashable, compute: Callable[[], Any]) -> Any:
    return compute()


def size_of(answer: object, _depth: int = 0) -> int:
    """Tell about how many bytes an answer takes: arrays and frames by what they hold, others by their parts."""
    if isinstance(answer, np.ndarray):
        return int(answer.nbytes)
    if isinstance(answer, pd.DataFrame):
        return int(answer.memory_usage(deep=True).sum())
    if isinstance(answer, pd.Series):
        return int(answer.memory_usage(deep=True))
    own = sys.getsizeof(answer)
    if _depth == _DEEPEST:
        return own
    parts: list[object] = []
    if dataclasses.is_dataclass(answer):
        parts = [getattr(answer, field.name) for field in dataclasses.fields(answer)]
    elif isinstance(answer, Mapping):
        parts = [*answer.keys(), *answer.values()]
    elif isinstance(answer, (list, tuple, set, frozenset)):
        parts = list(answer)
    return own + sum(size_of(part, _depth + 1) for part in parts)
