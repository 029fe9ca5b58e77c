"""A limit of time for work that may end with less than the whole proof."""

from time import monotonic


class Deadline:
    """Say when the time given is over.

    Parameters
    ----------
    seconds : float or None
        From now on; None never ends.
    """

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else monotonic() + seconds

    def is_over(self) -> bool:
        """Say whether the time given has passed."""
        return self._end is not None and monotonic() >= self._end

    @property
    def left_s(self) -> float | None:
        """Seconds that are left, 0 when over; None where there is no limit."""
        return None if self._end is None else max(self._end - monotonic(), 0.0)
