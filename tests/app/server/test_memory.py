"""Memory is collected and given back now and then, not after every run of every page."""

import gc
import weakref

from streamlit import config

from app.server import memory


class Turns:
    """An event that lets so many turns pass before it is set."""

    def __init__(self, turns: int) -> None:
        self.left = turns

    def wait(self, timeout_s: float) -> bool:
        assert timeout_s == memory.TIDY_S
        self.left -= 1
        return self.left < 0


class Circle:
    """Something that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


def test_circles_are_freed_at_each_turn_and_streamlit_frees_none_itself():
    assert config.get_option("runner.postScriptGC") is False
    gc.disable()
    try:
        gone = weakref.ref(Circle())
        assert gone() is not None
        memory.tidy_until(Turns(0))
        assert gone() is not None
        memory.tidy_until(Turns(1))
        assert gone() is None
    finally:
        gc.enable()


def test_what_was_read_at_the_start_is_left_alone_by_later_collections():
    before = gc.get_freeze_count()
    try:
        memory.set_aside()
        assert gc.get_freeze_count() > before
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()
