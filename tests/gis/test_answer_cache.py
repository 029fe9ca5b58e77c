"""Answers that are kept: one computation for all who ask at a time, the oldest forgotten, no failure kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from gis.answer_cache import AnswerCache, size_of


@dataclass(frozen=True)
class Row:
    name: str
    parts: tuple[np.ndarray, ...]


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


def test_answers_are_bounded_in_bytes_as_well_as_in_number():
    cache, computed = AnswerCache(10, most_bytes=10_000), []

    def ask(key: int, size: int) -> None:
        cache.ask(key, lambda: computed.append(key) or np.zeros(size, dtype=np.uint8))

    for key in range(4):
        ask(key, 4_000)
    ask(3, 4_000)
    assert computed == [0, 1, 2, 3], "the last is kept"
    ask(0, 4_000)
    assert computed[-1] == 0, "the first had to go: three are more than the bound"
    ask(9, 20_000)
    ask(9, 20_000)
    assert computed[-2:] == [9, 9], "one larger than all is given and not kept"
    lone = AnswerCache(1, most_bytes=10)
    assert lone.ask("x", lambda: b"more than ten bytes") == lone.ask("x", lambda: b"another")


@pytest.mark.parametrize(
    ("answer", "least"),
    [
        (np.zeros(1000), 8_000),
        (pd.DataFrame({"a": np.arange(1000), "b": ["가나다"] * 1000}), 16_000),
        ({"x": [np.zeros(10), b"1" * 500]}, 580),
        (Row("a" * 300, (np.zeros(100),)), 1_100),
    ],
)
def test_the_size_of_an_answer_is_that_of_its_parts(answer, least):
    assert least <= size_of(answer) < 10 * least
