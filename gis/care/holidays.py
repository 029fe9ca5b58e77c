"""Public holidays of Korea as a calendar that can be asked for a day and a place.

Pure: the days come in as arguments (:mod:`gis.holiday_calendar` reads them from the pinned ``holidays`` package and
from ``data/reference/holidays_kr.csv``). Where the table speaks of a day it wins over the package, because it is dated
and sourced; a day the table does not mention is the package's.

Law: 공휴일에 관한 법률 (Act 18291) and 관공서의 공휴일에 관한 규정; local days: 지방자치단체의 공휴일에 관한 규정.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from gis.errors import InputError

HolidayKind = Literal["statutory", "substitute", "temporary", "election", "local"]
KINDS: tuple[HolidayKind, ...] = get_args(HolidayKind)

SEOLLAL = ("seollal_eve", "seollal", "seollal_next")
CHUSEOK = ("chuseok_eve", "chuseok", "chuseok_next")
NATIONAL_DAYS = ("independence", "constitution", "liberation", "foundation", "hangul")
"""국경일: the five days of 국경일에 관한 법률, a narrower word than 공휴일."""

NAMES_KO: dict[str, str] = {
    "new_year": "새해 첫날",
    "seollal_eve": "설날 전날",
    "seollal": "설날",
    "seollal_next": "설날 다음 날",
    "independence": "3·1절",
    "labour": "노동절",
    "children": "어린이날",
    "buddha": "부처님 오신 날",
    "memorial": "현충일",
    "constitution": "제헌절",
    "liberation": "광복절",
    "chuseok_eve": "추석 전날",
    "chuseok": "추석",
    "chuseok_next": "추석 다음 날",
    "foundation": "개천절",
    "hangul": "한글날",
    "christmas": "기독탄신일",
    "election": "선거일",
    "temporary": "임시공휴일",
    "local": "지방공휴일",
}
"""Stable key of each holiday and its name in law; the key is what opening-hours rules refer to."""


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """One reason for one day to be a holiday; a day may have two.

    Attributes
    ----------
    date : datetime.date
    name : str
        Korean name as shown to people.
    kind : HolidayKind
    key : str
        What the day is, or for a substitute what it stands in for; a key of :data:`NAMES_KO`.
    region_code : str or None
        Two-digit sido or five-digit sigungu code (MOIS, 2024-06) of a local day; None for the whole nation.
    valid_from : datetime.date or None
        Day from which the announcement or law that makes this a holiday is in force.
    source : str
    """

    date: dt.date
    name: str
    kind: HolidayKind
    key: str
    region_code: str | None = None
    valid_from: dt.date | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"holiday of {self.date}: kind {self.kind!r} is not one of {', '.join(KINDS)}")
        if self.key not in NAMES_KO:
            raise InputError(f"holiday of {self.date}: key {self.key!r} is not one of {', '.join(NAMES_KO)}")
        if (self.kind == "local") != (self.region_code is not None):
            raise InputError(f"holiday of {self.date}: a local day names its region, any other day does not")

    def holds_in(self, region_code: str | None) -> bool:
        """Return whether the day is a holiday in a region (a code of any level, or None for the nation)."""
        if self.region_code is None:
            return True
        return region_code is not None and region_code.startswith(self.region_code)


@dataclass(frozen=True, eq=False)
class HolidayCalendar:
    """All holidays of a span of years, and how far the state has announced them; compared by identity.

    Attributes
    ----------
    by_date : mapping of datetime.date to tuple of Holiday
    first_date, last_date : datetime.date
        The span, both ends included. Outside it nothing is known: not that there is no holiday.
    announced_until : datetime.date
        Last day for which the yearly almanac (월력요항) has been published; later days follow from the law alone
        and may still gain temporary holidays.
    """

    by_date: Mapping[dt.date, tuple[Holiday, ...]]
    first_date: dt.date
    last_date: dt.date
    announced_until: dt.date
    local_regions: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        codes = {day.region_code for days in self.by_date.values() for day in days if day.region_code is not None}
        object.__setattr__(self, "local_regions", tuple(sorted(codes)))

    def knows(self, date: dt.date) -> bool:
        """Return whether the calendar can say anything about a date."""
        return self.first_date <= date <= self.last_date

    def on(self, date: dt.date, region_code: str | None = None) -> tuple[Holiday, ...] | None:
        """List the holidays of a date, local ones included when a region is given.

        Parameters
        ----------
        date : datetime.date
        region_code : str, optional
            MOIS code of any level whose local days count too; None counts national days only.

        Returns
        -------
        tuple of Holiday or None
            Empty when the day is no holiday; None when the calendar does not reach that date.
        """
        if not self.knows(date):
            return None
        days = self.by_date.get(date)
        return tuple(day for day in days if day.holds_in(region_code)) if days else ()

    def between(self, first: dt.date, last: dt.date, region_code: str | None = None) -> list[Holiday]:
        """List the holidays from one date to another, both included, in order of date.

        Raises
        ------
        InputError
            When the span reaches beyond what the calendar knows.
        """
        if not (self.knows(first) and self.knows(last)):
            raise InputError(
                f"holidays are known from {self.first_date} to {self.last_date}, not from {first} to {last}; "
                "renew the holidays package and data/reference/holidays_kr.csv"
            )
        return [
            day
            for date in sorted(self.by_date)
            if first <= date <= last
            for day in self.by_date[date]
            if day.holds_in(region_code)
        ]


def build_calendar(
    package: Iterable[Holiday],
    table: Iterable[Holiday],
    *,
    first_date: dt.date,
    last_date: dt.date,
    announced_until: dt.date,
) -> HolidayCalendar:
    """Join the package's days with the table's; where the table names a nation-wide day, its row is used.

    Parameters
    ----------
    package, table : iterable of Holiday
        The package's answer, and the hand-kept rows.
    first_date, last_date, announced_until : datetime.date
        As in :class:`HolidayCalendar`; days outside the span are left out.

    Returns
    -------
    HolidayCalendar
    """
    from_table: dict[dt.date, list[Holiday]] = {}
    for day in table:
        from_table.setdefault(day.date, []).append(day)
    from_package: dict[dt.date, list[Holiday]] = {}
    for day in package:
        from_package.setdefault(day.date, []).append(day)
    merged: dict[dt.date, tuple[Holiday, ...]] = {}
    for date in from_table.keys() | from_package.keys():
        if not first_date <= date <= last_date:
            continue
        known = {(day.kind, day.key, day.region_code) for day in from_table.get(date, [])}
        rest = [day for day in from_package.get(date, []) if (day.kind, day.key, day.region_code) not in known]
        merged[date] = tuple(sorted([*from_table.get(date, []), *rest], key=lambda day: (day.kind, day.key)))
    return HolidayCalendar(merged, first_date, last_date, announced_until)


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which the package and the table disagree."""

    date: dt.date
    key: str
    only_in: Literal["package", "table"]
    kind: HolidayKind
    region_code: str | None = None


def differences(package: Iterable[Holiday], table: Iterable[Holiday], *, years: Iterable[int]) -> list[Difference]:
    """Compare the package with the table over the years the table covers in full.

    Parameters
    ----------
    package, table : iterable of Holiday
    years : iterable of int
        Years to compare.

    Returns
    -------
    list of Difference
        In order of date; empty when both say the same.
    """
    wanted = set(years)
    left = {(d.date, d.key, d.kind, d.region_code) for d in package if d.date.year in wanted}
    right = {(d.date, d.key, d.kind, d.region_code) for d in table if d.date.year in wanted}
    found_differences = [Difference(date, key, "package", kind, code) for date, key, kind, code in left - right]
    found_differences += [Difference(date, key, "table", kind, code) for date, key, kind, code in right - left]
    return sorted(found_differences, key=lambda item: (item.date, item.only_in, item.key))
