"""Limits that several processes share."""

import fakeredis

from app.api import shared_counts
from app.api.limiter import Limiter
from app.api.shared_counts import LEFT_ALONE_S, SharedCounts


def test_two_processes_count_together(monkeypatch):
    store = fakeredis.FakeRedis()
    counts = [SharedCounts(store), SharedCounts(store)]
    waits = [counts[number % 2].wait_s("door:x", burst=3, window_s=60) for number in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 60 for wait in waits[3:])
    assert counts[0].wait_s("door:y", burst=3, window_s=60) == 0, "another client has its own count"
    assert 0 < store.ttl("mindconnect:door:x") <= 60, "nothing is kept for longer than its window"


def test_limiters_of_two_processes_with_a_store_let_pass_as_many_as_one(monkeypatch):
    store = fakeredis.FakeRedis()
    monkeypatch.setattr(shared_counts, "in_force", lambda: SharedCounts(store))
    one, other = (Limiter(4, 1, name="door") for _ in range(2))
    assert [limiter.wait_s("x") == 0 for limiter in (one, other) * 3] == [True] * 4 + [False] * 2


def test_a_store_that_does_not_answer_is_left_alone_and_each_counts_for_itself(monkeypatch, caplog):
    now = [0.0]
    server = fakeredis.FakeServer()
    store = fakeredis.FakeRedis(server=server)
    counts = SharedCounts(store, clock=lambda: now[0])
    monkeypatch.setattr(shared_counts, "in_force", lambda: counts)
    limiter = Limiter(2, 1, name="door", clock=lambda: now[0])
    server.connected = False
    assert [limiter.wait_s("x") == 0 for _ in range(3)] == [True, True, False], "bounded all the same"
    assert len([one for one in caplog.records if "do not answer" in one.message]) == 1
    server.connected = True
    now[0] += LEFT_ALONE_S
    assert limiter.wait_s("x") == 0, "asked again after a while"
    assert store.get("mindconnect:door:x") == b"1"


def test_without_a_setting_there_is_no_store():
    shared_counts.in_force.cache_clear()
    assert shared_counts.in_force() is None
