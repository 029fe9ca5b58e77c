"""Answers that are kept: the latest ones, each computed once however many ask for it at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")


class AnswerCache:
    """Keep the latest answers by key.

    Parameters
    ----------
    most : int
        Answers to keep; the one not asked for longest goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._turns: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def ask(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """Give a kept answer, or compute and keep it; who asks for the same meanwhile waits for that answer.

        Parameters
        ----------
        key : hashable
            Stands for the question.
        compute : callable
            Gives the answer; may ask for other keys. When it fails nothing is kept, and the next in line tries.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("Answer", self._answers[key])
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._answers:
                    return cast("Answer", self._answers[key])
            try:
                answer = compute()
                with self._lock:
                    self._answers[key] = answer
                    while len(self._answers) > self._most:
                        self._answers.popitem(last=False)
            finally:
                with self._lock:
                    self._turns.pop(key, None)
        return answer

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._answers.clear()
