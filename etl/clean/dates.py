"""Reference dates as rows state them: any usual order of year, month and day, or honestly none."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

EARLIEST = date(2000, 1, 1)
"""No list of centers is older."""

_SEPARATED = re.compile(
    r"(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})\s*(?:일|\.)?(?:[ T]\d{1,2}:\d{2}.*)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True)
class UnreadableDate:
    """Why a text is no date of a row: ``missing_date``, ``unreadable_date``, ``impossible_date`` or ``future_date``."""

    reason: str


def read_date(text: object, *, today: date) -> date | UnreadableDate:
    """Read a reference date.

    Parameters
    ----------
    text : object
        Such as ``2026-06-01``, ``20260601``, ``2026.6.1.``, ``2026년 6월 1일`` or ``2026-06-01 00:00:00``.
    today : datetime.date
        Day of the load; a row cannot speak of a later one.

    Returns
    -------
    datetime.date or UnreadableDate
        A day that does not exist (30 February), that lies ahead or before :data:`EARLIEST` is no date: it is not
        moved to one that does.
    """
    raw = "" if pd.isna(text) else str(text).strip()  # type: ignore[call-overload]
    if not raw:
        return UnreadableDate("missing_date")
    match = _SEPARATED.fullmatch(raw) or _COMPACT.fullmatch(raw)
    if match is None:
        return UnreadableDate("unreadable_date")
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return UnreadableDate("impossible_date")
    if day > today:
        return UnreadableDate("future_date")
    return day if day >= EARLIEST else UnreadableDate("impossible_date")
