"""Reads of access: sessions do not wait for one another once the board is open."""

import threading
from concurrent.futures import ThreadPoolExecutor

from app.data import access, database


def test_reads_ask_for_the_data_version_side_by_side(with_times, monkeypatch):
    access.board()
    version = database.datasets.data_version
    both_ask = threading.Barrier(2, timeout=20)

    def ask_together(conn):
        both_ask.wait()
        return version(conn)

    monkeypatch.setattr(database.datasets, "data_version", ask_together)
    with ThreadPoolExecutor(2) as sessions:
        boards = list(sessions.map(lambda _: access.board(), range(2)))
    assert boards[0] is boards[1]


def test_sessions_that_ask_at_once_open_one_board(with_times, monkeypatch):
    opened = []

    def open_slowly(conn, settings):
        opened.append(settings)
        started.wait(20)
        return object()

    started = threading.Event()
    monkeypatch.setattr(access, "open_board", open_slowly)
    access._board.cache_clear()
    try:
        with ThreadPoolExecutor(2) as sessions:
            asked = [sessions.submit(access.board) for _ in range(2)]
            started.set()
            assert asked[0].result() is asked[1].result()
        assert len(opened) == 1
    finally:
        access._board.cache_clear()
