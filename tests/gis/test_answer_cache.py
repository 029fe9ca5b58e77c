"""Answers that are kept: one computation for all who ask at a time, the oldest forgotten, no failure kept."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gis.answer_cache import AnswerCache


def test_many_who_ask_at_once_get_one_computation():
    cache, asked, started, may_end = AnswerCache(2), [], threading.Event(), threading.Event()

    def compute() -> object:
        asked.append(threading.get_ident())
        started.set()
        assert may_end.wait(60)
        return object()

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(cache.ask, "x", compute)
        assert started.wait(60)
        others = [pool.submit(cache.ask, "x", compute) for _ in range(4)]
        # Another question is not held up by the one that takes long, nor is one that asks for another itself.
        assert cache.ask("y", lambda: cache.ask("z", lambda: 7)) == 7
        may_end.set()
        answers = {id(one.result()) for one in (first, *others)}
    assert len(asked) == len(answers) == 1


def test_the_one_not_asked_for_longest_goes_first():
    cache, computed = AnswerCache(2), []

    def ask(key: str) -> str:
        return cache.ask(key, lambda: computed.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert computed == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept():
    cache = AnswerCache(1)

    def fail() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            cache.ask("x", fail)
    assert cache.ask("x", lambda: 3) == 3


def test_what_is_forgotten_is_computed_anew():
    cache, computed = AnswerCache(2), []
    for _ in range(2):
        cache.ask("a", lambda: computed.append("a") or "a")
        cache.forget()
    assert computed == ["a", "a"]
