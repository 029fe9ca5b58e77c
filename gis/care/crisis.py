"""Crisis numbers: a dated register, so that a number that is replaced disappears on its day without a release."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gis.errors import SourceError

COLUMNS = (
    "number", "name", "name_en", "for_whom", "hours", "channels", "valid_from", "valid_to",
    "publisher", "source", "source_url", "checked_on", "note",
)  # fmt: skip
"""Columns of data/reference/crisis_numbers.csv."""

CHANNELS = ("phone", "sms")
"""Ways to reach a number."""

_NUMBER = re.compile(r"[0-9]{3,4}(-[0-9]{4})?")
_HOURS = re.compile(r"([01][0-9]|2[0-4]):[0-5][0-9]-([01][0-9]|2[0-4]):[0-5][0-9]")


@dataclass(frozen=True)
class CrisisNumber:
    """One number.

    Parameters
    ----------
    number : str
        As it is printed, such as ``1577-0199``.
    name, name_en : str
        What it is called.
    for_whom : str
        Who it is for, in Korean.
    hours : str or None
        ``HH:MM-HH:MM`` of every day; ``00:00-24:00`` is around the clock, None is unknown.
    channels : tuple of str
        Out of :data:`CHANNELS`.
    valid_from, valid_to : date or None
        First and last day; None is open on that side.
    publisher, source, source_url : str
        Who answers for it, where it was read, and the address of that.
    checked_on : date
        When somebody last read the source.
    note : str
        Why something is not known, and what else to know; empty when there is nothing to say.
    """

    number: str
    name: str
    name_en: str
    for_whom: str
    hours: str | None
    channels: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    publisher: str
    source: str
    source_url: str
    checked_on: date
    note: str

    @property
    def dial(self) -> str:
        """Give the digits to dial, as a ``tel:`` or ``sms:`` link wants them."""
        return self.number.replace("-", "")

    @property
    def is_always_open(self) -> bool:
        """Tell whether it answers around the clock."""
        return self.hours == "00:00-24:00"

    def name_in(self, language: str) -> str:
        """Give the name in Korean (``ko``) or English (``en``)."""
        return self.name_en if language == "en" else self.name


def parse(text: str) -> list[CrisisNumber]:
    """Read the register.

    Parameters
    ----------
    text : str
        Content of the file, CSV with a header of :data:`COLUMNS`.

    Returns
    -------
    list of CrisisNumber
        In the order of the file, which is the order in which they are shown.

    Raises
    ------
    SourceError
        When a column is missing, a value cannot be read, or hours or the first day are missing without a note that says
        why; the message names the line.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise SourceError(f"the crisis register must have the columns {', '.join(COLUMNS)}")
    return [_number(row, reader.line_num) for row in reader]


def in_force(numbers: Iterable[CrisisNumber], on: date) -> list[CrisisNumber]:
    """Keep the numbers that are valid on a day, first and last day included.

    Raises
    ------
    SourceError
        When none is left: no page may be shown without a crisis number.
    """
    valid = [
        one
        for one in numbers
        if (one.valid_from is None or one.valid_from <= on) and (one.valid_to is None or on <= one.valid_to)
    ]
    if not valid:
        raise SourceError(f"the crisis register has no number in force on {on.isoformat()}")
    return valid


def _number(row: dict[str, str], line: int) -> CrisisNumber:
    channels = tuple(row["channels"].split("|"))
    hours = row["hours"] or None
    try:
        valid_from, valid_to = (
            date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")
        )
        checked_on = date.fromisoformat(row["checked_on"])
    except ValueError as error:
        raise SourceError(f"crisis register, line {line}: {error}") from error
    wrong = {
        "number": not _NUMBER.fullmatch(row["number"]),
        "name": not (row["name"] and row["name_en"]),
        "hours": hours is not None and not _HOURS.fullmatch(hours),
        "channels": not set(channels) <= set(CHANNELS),
        "valid_to": valid_from is not None and valid_to is not None and valid_to < valid_from,
        "for_whom": not row["for_whom"],
        "source": not (row["publisher"] and row["source"] and row["source_url"].startswith(("https://", "http://"))),
        "note": not row["note"] and (hours is None or valid_from is None),
    }
    if any(wrong.values()):
        columns = ", ".join(column for column, is_wrong in wrong.items() if is_wrong)
        raise SourceError(f"crisis register, line {line}: cannot use its {columns}")
    return CrisisNumber(
        row["number"], row["name"], row["name_en"], row["for_whom"], hours, channels, valid_from, valid_to,
        row["publisher"], row["source"], row["source_url"], checked_on, row["note"],
    )  # fmt: skip
