"""Hour-of-week supply: which centers are open in each hour of a week and of a public holiday.

The input of access in time: an ordinary week (no season, no exception) as published.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.care.hours.model import MINUTES_PER_DAY, DayHours, Hours, Interval, open_intervals

HOURS_PER_WEEK = 168
HOURS_PER_DAY = 24
PUBLIC_HOLIDAY = 7
"""Day number of a public holiday in ``core.center_hours``; 0 to 6 are Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """One row of ``core.center_hours``: open from a minute of a day to another; beyond 1440 is the next day's."""

    day: int
    from_min: int
    to_min: int


@dataclass(frozen=True)
class HourlySupply:
    """Minutes of opening in each hour.

    Attributes
    ----------
    week_min : numpy.ndarray of int16, shape (n, 168)
        Minutes open in each hour, from Monday 00:00; breaks count as closed. -1 where the day is unknown.
    holiday_min : numpy.ndarray of int16, shape (n, 24)
        The same for a public holiday that falls on a Wednesday; a night before it is not carried in.
    """

    week_min: npt.NDArray[np.int16]
    holiday_min: npt.NDArray[np.int16]

    def is_open(self, *, least_min: int = 30) -> npt.NDArray[np.bool_]:
        """Tell in which of the 168 hours a center is open for at least so many minutes; unknown counts as not.

        Returns
        -------
        numpy.ndarray of bool, shape (n, 168)
        """
        return self.week_min >= least_min

    def is_open_on_holiday(self, *, least_min: int = 30) -> npt.NDArray[np.bool_]:
        """Tell the same for the 24 hours of a public holiday.

        Returns
        -------
        numpy.ndarray of bool, shape (n, 24)
        """
        return self.holiday_min >= least_min


def open_spans(hours: Hours) -> list[OpenSpan]:
    """List when a center is open in an ordinary week and on public holidays, breaks taken out.

    Parameters
    ----------
    hours : Hours

    Returns
    -------
    list of OpenSpan
        Public holidays stand as day 7 only when the row says what holds on them; one like its weekday has none.
    """
    days: list[tuple[int, DayHours]] = list(enumerate(hours.ordinary_week()))
    holiday = hours.public_holiday()
    if holiday is not None:
        days.append((PUBLIC_HOLIDAY, holiday))
    return [OpenSpan(day, i.start_min, i.end_min) for day, own in days for i in open_intervals(own)]


def hour_of_week_supply(weeks: Sequence[Hours]) -> HourlySupply:
    """Give the minutes of opening of each center in each hour of a week and of a public holiday.

    Parameters
    ----------
    weeks : sequence of Hours, length n

    Returns
    -------
    HourlySupply
    """
    known = {hours: _minutes_of(hours) for hours in dict.fromkeys(weeks)}
    week = np.array([known[hours][0] for hours in weeks], dtype=np.int16).reshape(-1, HOURS_PER_WEEK)
    holiday = np.array([known[hours][1] for hours in weeks], dtype=np.int16).reshape(-1, HOURS_PER_DAY)
    return HourlySupply(week, holiday)


def _minutes_of(hours: Hours) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    ordinary = hours.ordinary_week()
    week = np.zeros(7 * MINUTES_PER_DAY, dtype=bool)
    for weekday, own in enumerate(ordinary):
        for span in open_intervals(own):
            minutes = np.arange(span.start_min, span.end_min) + weekday * MINUTES_PER_DAY
            week[minutes % len(week)] = True
    per_hour = week.reshape(HOURS_PER_WEEK, 60).sum(axis=1, dtype=np.int16)
    for weekday, own in enumerate(ordinary):
        if own.state == "unknown":
            own_hours = slice(weekday * HOURS_PER_DAY, (weekday + 1) * HOURS_PER_DAY)
            per_hour[own_hours] = np.where(per_hour[own_hours] > 0, per_hour[own_hours], -1)
    return per_hour, _minutes_of_holiday(hours.public_holiday() or ordinary[2])


def _minutes_of_holiday(own: DayHours) -> npt.NDArray[np.int16]:
    if own.state == "unknown":
        return np.full(HOURS_PER_DAY, -1, dtype=np.int16)
    day = np.zeros(MINUTES_PER_DAY, dtype=bool)
    for span in open_intervals(own):
        day[_within_day(span)] = True
    per_hour: npt.NDArray[np.int16] = day.reshape(HOURS_PER_DAY, 60).sum(axis=1, dtype=np.int16)
    return per_hour


def _within_day(span: Interval) -> slice:
    return slice(span.start_min, min(span.end_min, MINUTES_PER_DAY))
