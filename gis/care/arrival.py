"""Whether one who sets out at an hour finds a center open: by its week, the way's time and a margin before it closes.

One leaves at the start of an hour. Care is reached when the center is open at the arrival and stays open for the
margin. 168 hours of an ordinary week and 24 of a public holiday are told apart, as bits of three 64-bit words, so that
a table of a few thousand words answers for every pair of the nation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from gis.care.hours.model import CLOSED, MINUTES_PER_DAY, DayHours, Hours, Interval, open_intervals

HOURS_PER_WEEK = 168
HOURS_PER_DAY = 24

DEPARTURES = HOURS_PER_WEEK + HOURS_PER_DAY
"""168 hours from Monday 00:00, then 24 of a public holiday that falls on a Wednesday."""

WORDS = DEPARTURES // 64
LONGEST_MIN = 60
"""Longest way the table knows, minutes."""

KEYS = 2 * LONGEST_MIN + 1
"""Times that are told apart, by key: twice the whole minutes, and one more for a begun minute."""

OFFICE = DayHours("open", (Interval(9 * 60, 18 * 60),))
"""What is assumed of a weekday whose hours are not known: an office's hours."""

ALL_DAY = DayHours("open", (Interval(0, MINUTES_PER_DAY),))
"""The most that a day of unknown hours can be."""

UnknownAs = Literal["closed", "office", "open"]
"""What a day of unknown hours counts as; what is known of a day, closed or open, counts as it is each time."""

_TABLES: tuple[UnknownAs, ...] = get_args(UnknownAs)
_WORKING_DAYS = range(5)
_WEEK_MIN = 7 * MINUTES_PER_DAY


@dataclass(frozen=True, eq=False)
class Arrivals:
    """When centers can be reached open.

    Attributes
    ----------
    schedule : numpy.ndarray of int16, shape (n,)
        Row of the tables that holds for each center; centers with the same week share it.
    published : numpy.ndarray of uint64, shape (schedules, KEYS, WORDS)
        By schedule and time key, a bit a departure: open on arrival by published hours; unknown days are closed.
    assumed : numpy.ndarray of uint64, the same shape
        The same with what is assumed of weekdays whose hours are not known; weekends and holidays stay closed.
    possible : numpy.ndarray of uint64, the same shape
        The same with :data:`ALL_DAY` on every day whose hours are not known: a bit that is not set is known closed.
    """

    schedule: npt.NDArray[np.int16]
    published: npt.NDArray[np.uint64]
    assumed: npt.NDArray[np.uint64]
    possible: npt.NDArray[np.uint64]

    def table(self, unknown: UnknownAs) -> npt.NDArray[np.uint64]:
        """Return the table in which days of unknown hours count as closed, as an office's, or as open."""
        return {"closed": self.published, "office": self.assumed, "open": self.possible}[unknown]

    def settled(self, is_open: npt.NDArray[np.bool_]) -> "Arrivals":
        """Return the tables with every day of unknown hours settled: open at some centers, closed at the others.

        Parameters
        ----------
        is_open : numpy.ndarray of bool, shape (n,)
            Where such days are open; a center that is known to be closed stays closed.
        """
        both = np.concatenate([self.published, self.possible])
        schedule = (self.schedule + np.where(is_open, len(self.published), 0)).astype(np.int16)
        return Arrivals(schedule, both, both, both)


def arrivals(weeks: Sequence[Hours], *, margin_min: int, office: Sequence[DayHours | None] | None = None) -> Arrivals:
    """Work out when each of some centers is reached open.

    Parameters
    ----------
    weeks : sequence of Hours, length n
        Opening hours of the centers.
    margin_min : int
        How long a center must stay open after the arrival, minutes.
    office : sequence of (DayHours or None), length n, optional
        What is assumed of a weekday whose hours are not known; None: nothing, it counts as closed in
        :attr:`Arrivals.assumed` too. :data:`OFFICE` for all when not given.

    Returns
    -------
    Arrivals
    """
    own = [OFFICE] * len(weeks) if office is None else list(office)
    places: dict[bytes, int] = {}
    tables: list[list[npt.NDArray[np.uint64]]] = []
    of_hours: dict[tuple[Hours, DayHours | None], int] = {}
    for hours, usual in dict.fromkeys(zip(weeks, own, strict=True)):
        lines = [_lines(hours, unknown, usual) for unknown in _TABLES]
        mark = b"".join(np.packbits(line).tobytes() for pair in lines for line in pair)
        if mark not in places:
            places[mark] = len(tables)
            tables.append([_bits(*pair, margin_min) for pair in lines])
        of_hours[hours, usual] = places[mark]
    schedule = np.array([of_hours[pair] for pair in zip(weeks, own, strict=True)], dtype=np.int16)
    stacked = np.array(tables, dtype=np.uint64).reshape(len(tables), len(_TABLES), KEYS, WORDS)
    published, assumed, possible = (np.ascontiguousarray(stacked[:, place]) for place in range(len(_TABLES)))
    return Arrivals(schedule, published, assumed, possible)


def _lines(
    hours: Hours, unknown: UnknownAs, office: DayHours | None
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Draw the week as open minutes, and a public holiday with the ordinary day after it."""
    days = [
        _known(day, unknown, office if weekday in _WORKING_DAYS else None)
        for weekday, day in enumerate(hours.ordinary_week())
    ]
    week = np.zeros(_WEEK_MIN, dtype=bool)
    for weekday, day in enumerate(days):
        for span in open_intervals(day):
            week[(np.arange(span.start_min, span.end_min) + weekday * MINUTES_PER_DAY) % _WEEK_MIN] = True
    holiday = np.zeros(2 * MINUTES_PER_DAY, dtype=bool)
    for offset, day in ((0, _known(_holiday(hours), unknown, None)), (MINUTES_PER_DAY, days[3])):
        for span in open_intervals(day):
            holiday[span.start_min + offset : span.end_min + offset] = True
    return week, holiday


def _holiday(hours: Hours) -> DayHours:
    """Return a public holiday on a Wednesday; one of which nothing is known is closed where Wednesdays are."""
    wednesday = hours.ordinary_week()[2]
    day = hours.public_holiday() or wednesday
    return wednesday if day.state == "unknown" and wednesday.state == "closed" else day


def _known(day: DayHours, unknown: UnknownAs, office: DayHours | None) -> DayHours:
    if day.state != "unknown":
        return day
    if unknown == "open":
        return ALL_DAY
    return office if unknown == "office" and office is not None else CLOSED


def _bits(week: npt.NDArray[np.bool_], holiday: npt.NDArray[np.bool_], margin_min: int) -> npt.NDArray[np.uint64]:
    """Set the bit of each departure that finds an open door, by time key."""
    around = np.concatenate([week, week[: 2 * MINUTES_PER_DAY]])
    left = np.concatenate([_minutes_left(around)[:_WEEK_MIN], _minutes_left(holiday)])
    at = np.concatenate([np.arange(HOURS_PER_WEEK) * 60, _WEEK_MIN + np.arange(HOURS_PER_DAY) * 60])
    key = np.arange(KEYS)
    minute = at[None, :] + (key // 2)[:, None]
    minute[:, :HOURS_PER_WEEK] %= _WEEK_MIN
    is_open = left[minute] >= np.maximum(margin_min + key % 2, 1)[:, None]
    bits: npt.NDArray[np.uint64] = np.packbits(is_open, axis=1, bitorder="little").view("<u8")
    return bits


def _minutes_left(line: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Count, for each minute, how many open ones follow without a gap, itself included."""
    places = np.arange(len(line))
    closes = np.where(line, len(line), places)
    return np.minimum.accumulate(closes[::-1])[::-1] - places
