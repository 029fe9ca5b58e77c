"""When a center is open in an ordinary week (no season, no exception) and on public holidays, as spans of minutes."""

from dataclasses import dataclass

from gis.care.hours.model import DayHours, Hours, open_intervals

PUBLIC_HOLIDAY = 7
"""Day number of a public holiday in ``core.center_hours``; 0 to 6 are Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """One row of ``core.center_hours``: open from a minute of a day to another; beyond 1440 is the next day's."""

    day: int
    from_min: int
    to_min: int


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
    return [OpenSpan(day, i.start_min, i.end_min) for day, hours_of_day in days for i in open_intervals(hours_of_day)]
