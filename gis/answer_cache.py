"""The latest answers by question, each computed once however many threads ask for it at the same time."""

import math
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from cachetools import TLRUCache, cached

Answer = TypeVar("Answer")


class AnswerCache:
    """Keep the latest answers by key.

    Parameters
    ----------
    most : int
        Answers to keep; the one not asked for longest goes first.
    holds_s : callable, optional
        How many seconds an answer holds; by default it holds until it is pushed out.
    """

    def __init__(self, most: int, *, holds_s: Callable[[Any], float] = lambda _: math.inf) -> None:
        answers: TLRUCache[Hashable, Any] = TLRUCache(
            most, ttu=lambda _, answer, now: now + holds_s(answer), timer=lambda: time.monotonic()
        )
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

    def forget(self) -> None:
        """Forget all answers."""
        self._ask.cache_clear()


def _key(key: Hashable, _: Callable[[], Any]) -> Hashable:
    return key


def _compute(_: Hashable, compute: Callable[[], Any]) -> Any:
    return compute()
