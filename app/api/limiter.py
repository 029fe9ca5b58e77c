"""How often somebody may do something."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from app.api import shared_counts


class Limiter:
    """Lets each key do something so often, by a bucket that fills again; holds a bounded number of keys.

    Parameters
    ----------
    burst : int
        How often at once.
    per_min : float
        How fast it fills again.
    most_keys : int
        Keys to remember; the one not seen for longest goes first. Whoever can send from that many addresses is for
        the proxy to stop.
    clock : callable
        Seconds, increasing.
    name : str, optional
        Under it all processes of the app count together where a store for that is set (``MINDCONNECT_LIMITS_URL``), by
        windows as long as an empty bucket needs to fill.
    """

    def __init__(
        self,
        burst: int,
        per_min: float,
        *,
        most_keys: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
        name: str = "",
    ) -> None:
        self._name, self._window_s = name, math.ceil(burst / per_min * 60)
        self._burst, self._per_s, self._most, self._clock = burst, per_min / 60, most_keys, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Take one from a key's bucket; gives 0, or the seconds to wait when it is empty."""
        if self._name and (shared := shared_counts.in_force()) is not None:
            together = shared.wait_s(f"{self._name}:{key}", burst=self._burst, window_s=self._window_s)
            if together is not None:
                return together
        now = self._clock()
        with self._lock:
            left, at = self._buckets.pop(key, (float(self._burst), now))
            left = min(float(self._burst), left + (now - at) * self._per_s)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_s
            self._buckets[key] = (left if wait else left - 1, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return wait
