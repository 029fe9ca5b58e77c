"""How the C library holds memory: what is freed goes back to the system, and threads share few heaps.

Pages run in threads of their own, and glibc gives nearly each a heap that keeps what was freed in it; a server of many
short runs so holds hundreds of megabytes of nothing. Other C libraries are left as they are.
"""

import ctypes
import gc
import threading

_ARENA_MAX = -8
"""mallopt's number for the most heaps; malloc.h has it so since glibc 2.10."""

HEAPS = 2

TIDY_S = 30.0
"""Seconds between full collections; pages that closed leave circles of objects behind."""


def keep_together() -> bool:
    """Let threads share a few heaps; tell whether the C library knows of it. Called before threads are started."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, HEAPS))


def give_back() -> bool:
    """Give freed memory back to the system; tell whether there was any."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))


def set_aside() -> None:
    """Collect once, and let later collections leave alone what is there: what was read at the start stays."""
    gc.collect()
    gc.freeze()
    give_back()


def tidy_until(ends: threading.Event) -> None:
    """Collect and give back now and then, until the process ends.

    Streamlit would collect after each run of a page: a quarter of a second each time, for everybody.
    """
    while not ends.wait(TIDY_S):
        gc.collect()
        give_back()
