"""Opening hours: a structured week read from words or from OpenStreetMap's syntax, with the words it came from."""

from gis.care.hours.model import (
    DayHours,
    Evidence,
    Hours,
    HoursRule,
    Interval,
    Remark,
    Repair,
)
from gis.care.hours.reader import read_hours

__all__ = ["DayHours", "Evidence", "Hours", "HoursRule", "Interval", "Remark", "Repair", "read_hours"]
