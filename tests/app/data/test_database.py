"""The version of the data: asked for each time, but once for one answer; and what is kept under it."""

import threading

import pytest

from app.data import database
from gis.answer_cache import AnswerCache
from gis.queries import datasets


@pytest.mark.usefixtures("on_nation")
def test_one_answer_is_of_one_version(monkeypatch):
    told = iter("abcd")
    monkeypatch.setattr(datasets, "data_version", lambda _conn: next(told))
    assert [database.version(), database.version()] == ["a", "b"]
    with database.of_one_version():
        assert [database.version(), database.version()] == ["c", "c"]
        elsewhere = []
        other = threading.Thread(target=lambda: elsewhere.append(database.version()))
        other.start()
        other.join()
        assert elsewhere == ["d"], "what another thread answers has a version of its own"


def test_a_kept_read_tells_what_it_holds_and_forgets_with_the_data():
    state = {"version": "1"}
    asked = []

    def read(_source, number):
        """Double a number."""
        asked.append(number)
        return 2 * number

    kept = database.Kept(
        read,
        AnswerCache(5),
        lambda: (state["version"], lambda number: read(None, number)),
        unless=lambda number: number < 0,
    )
    assert kept.__doc__ == "Double a number."
    assert not kept.holds(3)
    assert [kept(3), kept(3), kept(-1), kept(-1)] == [6, 6, -2, -2]
    assert asked == [3, -1, -1]
    assert kept.holds(3)
    assert not kept.holds(-1), "what is never kept is not held"
    state["version"] = "2"
    assert not kept.holds(3)
    assert kept(3) == 6
    kept.cache_clear()
    assert not kept.holds(3)
