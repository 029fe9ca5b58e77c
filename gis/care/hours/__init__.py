"""Opening hours: a structured week read from words or from OpenStreetMap's syntax, with the words it came from."""

from gis.care.hours.model import (
    DayHours,
    Evidence,
    Hours,
    Interval,
    Remark,
    Repair,
    Rule,
)
from gis.care.hours.reader import read_hours

__all__ = ["DayHours", "Evidence", "Hours", "Interval", "Remark", "Repair", "Rule", "read_hours"]
