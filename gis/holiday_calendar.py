"""The holiday calendar in use: the pinned ``holidays`` package, corrected by ``data/reference/holidays_kr.csv``."""

import csv
import datetime as dt
import logging
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import holidays as holidays_package

from gis.care.holidays import Holiday, HolidayCalendar, HolidayKind, build_calendar
from gis.errors import SettingsError
from gis.reference import reference_file

logger = logging.getLogger(__name__)

FIRST_YEAR = 2014
"""First year asked of the package: substitute days begin then."""

COLUMNS = ("date", "name", "kind", "key", "region_code", "valid_from", "source")

PACKAGE_KEYS = {
    "신정연휴": "new_year",
    "설날 전날": "seollal_eve",
    "설날": "seollal",
    "설날 다음날": "seollal_next",
    "삼일절": "independence",
    "부처님오신날": "buddha",
    "석가탄신일": "buddha",
    "노동절": "labour",
    "어린이날": "children",
    "현충일": "memorial",
    "제헌절": "constitution",
    "광복절": "liberation",
    "추석 전날": "chuseok_eve",
    "추석": "chuseok",
    "추석 다음날": "chuseok_next",
    "개천절": "foundation",
    "한글날": "hangul",
    "기독탄신일": "christmas",
}
"""The package's Korean names; a name outside this list and the three rules of :func:`_from_package` is an error."""

TEMPORARY_NAMES = ("임시공휴일", "국군의 날")
"""국군의 날 has not been a public holiday of its own since 1991: where the package names it, it was a temporary one."""


def read_table(path: Path) -> list[Holiday]:
    """Read the hand-kept table of holidays.

    Parameters
    ----------
    path : pathlib.Path
        A UTF-8 CSV with the columns of :data:`COLUMNS`; ``valid_from`` and ``region_code`` may be blank.

    Returns
    -------
    list of Holiday
        In the order of the file.

    Raises
    ------
    SettingsError
        When a column is missing, a value cannot be read, or a row stands twice; the message names the line.
    """
    days: list[Holiday] = []
    seen: set[tuple[dt.date, str, str, str | None]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise SettingsError(f"{path}: the columns must be {', '.join(COLUMNS)}")
        for line, row in enumerate(reader, start=2):
            try:
                day = Holiday(
                    date=dt.date.fromisoformat(row["date"]),
                    name=row["name"],
                    kind=_kind(row["kind"]),
                    key=row["key"],
                    region_code=row["region_code"] or None,
                    valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                    source=row["source"],
                )
            except ValueError as error:
                raise SettingsError(f"{path}, line {line}: {error}") from error
            identity = (day.date, day.kind, day.key, day.region_code)
            if not day.name or not day.source or identity in seen:
                raise SettingsError(f"{path}, line {line}: name and source are needed, and a day stands only once")
            seen.add(identity)
            days.append(day)
    return days


def _kind(text: str) -> HolidayKind:
    match text:
        case "statutory" | "substitute" | "temporary" | "election" | "local":
            return text
    raise ValueError(f"kind {text!r} is unknown")


def read_package(first_year: int, last_year: int) -> list[Holiday]:
    """Ask the pinned ``holidays`` package for the national holidays of a span of years.

    Returns
    -------
    list of Holiday
        In order of date; a date with two reasons gives two.

    Raises
    ------
    SettingsError
        When the package uses a name this module does not know (after an update).
    """
    answer = holidays_package.country_holidays("KR", years=range(first_year, last_year + 1), language="ko")
    return [
        _from_package(date, name.strip())
        for date, names in sorted(answer.items())
        for name in names.split(holidays_package.constants.HOLIDAY_NAME_DELIMITER)
    ]


def _from_package(date: dt.date, name: str) -> Holiday:
    source = f"holidays {version('holidays')}"
    if name.endswith(" 대체 휴일"):
        base = name.removesuffix(" 대체 휴일")
        if base in PACKAGE_KEYS:
            return Holiday(date, f"대체공휴일({base})", "substitute", PACKAGE_KEYS[base], source=source)
    elif name.endswith("선거일"):
        return Holiday(date, name, "election", "election", source=source)
    elif name in TEMPORARY_NAMES:
        return Holiday(date, name, "temporary", "temporary", source=source)
    elif name in PACKAGE_KEYS:
        return Holiday(date, name, "statutory", PACKAGE_KEYS[name], source=source)
    raise SettingsError(
        f"the holidays package calls {date} {name!r}, which gis/holiday_calendar.py does not know; "
        "add it to PACKAGE_KEYS"
    )


def complete_years(table: list[Holiday]) -> list[int]:
    """List the years that the table holds in full: those with their New Year's Day."""
    return sorted({day.date.year for day in table if day.key == "new_year"})


@lru_cache(maxsize=4)
def _build(path: Path, _modified_ns: int) -> HolidayCalendar:
    table = read_table(path)
    full = complete_years(table)
    if not full:
        raise SettingsError(f"{path}: no year is complete; the table must hold at least one announced year")
    last_year = max(day.date.year for day in table)
    logger.debug("holidays until %d, announced until %d", last_year, full[-1])
    return build_calendar(
        read_package(FIRST_YEAR, last_year),
        table,
        first_date=dt.date(FIRST_YEAR, 1, 1),
        last_date=dt.date(last_year, 12, 31),
        announced_until=dt.date(full[-1], 12, 31),
    )


def load_calendar(data_dir: Path) -> HolidayCalendar:
    """Build the calendar from the package and from ``reference/holidays_kr.csv`` under the data folder.

    The calendar reaches to the end of the last year named in the table, and counts as announced to the end of the
    last year the table holds in full. It is kept until the file changes.

    Parameters
    ----------
    data_dir : pathlib.Path
        Usually ``Settings().data_dir``.

    Returns
    -------
    HolidayCalendar

    Raises
    ------
    SettingsError
        When the table is missing or cannot be read.
    """
    path = reference_file("holidays_kr.csv", data_dir=data_dir)
    return _build(path, path.stat().st_mtime_ns)
