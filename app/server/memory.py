"""How the C library holds memory: what is freed goes back to the system, and threads share few heaps.

Pages run in threads of their own, and glibc gives nearly each a heap that keeps what was freed in it; a server of many
short runs so holds hundreds of megabytes of nothing. Other C libraries are left as they are.
"""

import ctypes

_ARENA_MAX = -8
"""mallopt's number for the most heaps; malloc.h has it so since glibc 2.10."""

HEAPS = 2


def keep_together() -> bool:
    """Let threads share a few heaps; tell whether the C library knows of it. Called before threads are started."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, HEAPS))


def give_back() -> bool:
    """Give freed memory back to the system; tell whether there was any."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))
