"""Counts that several processes of the app share, in Redis or Valkey where one is set."""

import logging
import math
import threading
import time
from collections.abc import Callable
from functools import lru_cache

import redis

from app import data

logger = logging.getLogger(__name__)

PATIENCE_S = 0.2
"""Seconds that the store may take to answer."""

LEFT_ALONE_S = 30.0
"""Seconds that a store which did not answer is left alone; each process counts for itself meanwhile."""


class SharedCounts:
    """Counts by key and window, with one trip to the store.

    Parameters
    ----------
    store : redis.Redis
    clock : callable
        Seconds, increasing.
    """

    def __init__(self, store: redis.Redis, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._not_before = -math.inf
        self._lock = threading.Lock()

    def wait_s(self, key: str, *, burst: int, window_s: int) -> float | None:
        """Count one under a key; gives 0, or the seconds until its window ends; None when the store does not answer.

        Parameters
        ----------
        key : str
        burst : int
            How often in a window.
        window_s : int
            Length of a window, which begins with the first count.
        """
        if self._clock() < self._not_before:
            return None
        try:
            with self._store.pipeline(transaction=True) as steps:
                steps.incr(f"mindconnect:{key}")
                steps.expire(f"mindconnect:{key}", window_s, nx=True)
                steps.pttl(f"mindconnect:{key}")
                count, _, left_ms = steps.execute()
        except redis.RedisError as error:
            with self._lock:
                self._not_before = self._clock() + LEFT_ALONE_S
            logger.warning("the shared limits do not answer (%s): this process counts alone", type(error).__name__)
            return None
        return 0.0 if int(count) <= burst else max(float(left_ms) / 1000, 0.001)


@lru_cache
def in_force() -> SharedCounts | None:
    """Give the shared counts of this installation, or None where each process counts for itself."""
    address = data.settings().limits_url
    if address is None:
        return None
    store = redis.Redis.from_url(
        address.get_secret_value(), socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
    )
    return SharedCounts(store)
