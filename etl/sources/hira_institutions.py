"""Every medical institution of the nation with departments, doctors, psychiatrists and weekly hours (HIRA).

A directory rather than a list of centers: its rows join the register's centers by rules of their own
(:mod:`etl.build.directories`), and only an institution that lists psychiatry and has a psychiatrist is added. Types
that the register has no kind for (dental, Korean and midwives' clinics, village health posts) are left out on reading.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from etl import checks
from etl.clean.codes import RegionIndex
from etl.clean.daily_hours import PUBLISHED_DAYS, hours_by_day
from etl.clean.kinds import OUT_OF_SCOPE
from etl.clean.phones import read_phone
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source, quarantined
from etl.sources import center_rows
from etl.sources.parquet import read_parquet

HOURS_COLUMNS = (*PUBLISHED_DAYS, "lunch_weekday", "lunch_sat", "closed_sun", "closed_holiday")

SOURCE = Source(
    name="hira_institutions",
    title="전국 병의원 및 약국 현황",
    publisher="건강보험심사평가원",
    url="https://www.data.go.kr/data/15051059/fileData.do",
    licence="KOGL 1",
    cadence="quarterly",
    pattern="institutions/hira_institutions_*",
    reference_from=date(2026, 3, 31),
    reference_to=date(2026, 3, 31),
    cleaner_version=2,
    columns=(
        "name", "type", "sido", "sigungu", "address", "phone", "lon", "lat", "doctors", "psychiatry", "psychiatrists",
        "homepage", "er_night", *HOURS_COLUMNS,
    ),
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)  # fmt: skip

LEFT_OUT = frozenset({"치과의원", "치과병원", "한의원", "조산원", "보건진료소"})
"""Types that are none of the register's kinds."""

KINDS = frozenset(
    {"의원", "병원", "종합병원", "상급종합", "정신병원", "요양병원", "한방병원", "보건소", "보건지소", "보건의료원"}
)
"""Types that are."""

WITHOUT_ER = frozenset({"의원", "보건소", "보건지소"})
"""Types of whom an emergency room at night is not believed: among the seven that say so are clinics of one doctor."""

MOST_DOCTORS = 5_000
"""More doctors than any hospital has are a slip."""

PSYCHIATRIC_CLINIC = "정신건강의학과의원"


def read(path: Path) -> pd.DataFrame:
    """Read the list, Parquet or a table; the index is the record's number or the line in the file."""
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    return read_parquet(path, SOURCE) if is_parquet else read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Quarantined: ``unreadable`` (no name, no address, a number of doctors that is none) and ``out_of_scope`` (a type
    that is not known). The list numbers telephones without marks, which counts as no repair; its repairs go to no
    municipality, for it is not theirs to mend.
    """
    left_out = frame["type"].isin(LEFT_OUT)
    candidates = frame[~left_out]
    numbers = _numbers(candidates)
    faulty = _faults(candidates, numbers)
    sound = candidates[~candidates.index.isin(faulty["line"])]
    numbers = numbers.loc[sound.index]
    cleaned = center_rows.clean_centers(_as_rows(sound, context.regions), context, raw=sound, has_points=True)
    table = cleaned.tables[center_rows.TABLE]
    facts = numbers.loc[table.index]
    has_psychiatrist = (facts["psychiatrists"].fillna(0) > 0) & table["kind"].eq("의원")
    hours = [hours_by_day(row) for row in sound.loc[table.index, list(HOURS_COLUMNS)].to_dict("records")]
    table = table.assign(
        kind=table["kind"].mask(has_psychiatrist, PSYCHIATRIC_CLINIC),
        sub_kind=table["sub_kind"].mask(has_psychiatrist, None),
        psychiatrists=facts["psychiatrists"].astype("Int16"),
        doctors=facts["doctors"].astype("Int16"),
        lists_psychiatry=facts["lists_psychiatry"],
        has_er_at_night=facts["has_er_at_night"],
        hours_by_day=pd.Series([week or None for week in hours], index=table.index, dtype=object),
    )
    return Cleaned(
        tables={center_rows.TABLE: table},
        rows_read=len(frame),
        rows_kept=len(table),
        rows_merged=cleaned.rows_merged,
        rows_left_out=int(left_out.sum()),
        quarantine=checks.join([faulty, cleaned.quarantine]),
        repairs=cleaned.repairs.assign(municipality_code=None),
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)


def unit_name(sido: str, sigungu: str, regions: RegionIndex) -> str:
    """Write out a unit that the list names short and glued.

    Parameters
    ----------
    sido : str
        Such as ``서울`` or ``세종시``.
    sigungu : str
        Such as ``중구``, ``대구군위군``, ``부천오정구``, ``화성동탄구``.
    regions : RegionIndex
        Units by name.

    Returns
    -------
    str
        Words that :meth:`~etl.clean.codes.RegionIndex.find` reads, such as ``경기 부천시 오정구``; the words of the
        list when none of the ways to part them names a unit.
    """
    short = sido.removesuffix("시")
    ways = [f"{short} {sigungu}", f"{short} {sigungu.removeprefix(short)}"]
    ways += [f"{short} {sigungu[:length]}시 {sigungu[length:]}" for length in (2, 3) if len(sigungu) > length + 1]
    for way in ways:
        unit = regions.find(way.split())
        if unit.municipality_code and unit.words_used == len(way.split()):
            return way
    return f"{short} {sigungu}"


def marked_phone(phone: object) -> object:
    """Part a number of bare digits as it is dialled; anything else stays for the house's reading."""
    read = read_phone(phone)
    return read.number if read.rule == "written_alike" else phone


# -- pieces ----------------------------------------------------------------------------------------


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Read what the list counts; NaN where a text is no number."""

    def yes_or_no(column: str) -> pd.Series:
        said = rows[column].astype("string").str.strip().str.lower()
        return said.map({"true": True, "1": True, "y": True, "false": False, "0": False, "n": False}).astype("boolean")

    has_er = yes_or_no("er_night")
    return pd.DataFrame(
        {
            "doctors": pd.to_numeric(rows["doctors"], errors="coerce"),
            "psychiatrists": pd.to_numeric(rows["psychiatrists"], errors="coerce"),
            "lists_psychiatry": yes_or_no("psychiatry"),
            "has_er_at_night": has_er.mask(has_er.fillna(value=False) & rows["type"].isin(WITHOUT_ER)),
        },
        index=rows.index,
    )


def _faults(rows: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Describe the rows that cannot be used, each by its first fault."""
    parts = []
    left = pd.Series(data=True, index=rows.index)

    def set_aside(faulty: pd.Series, column: str, reason: str, detail: str) -> None:
        nonlocal left
        parts.append(quarantined(rows[faulty & left], column, reason, detail))
        left &= ~faulty

    for column in ("name", "address"):
        set_aside(rows[column].fillna("").astype(str).str.strip().eq(""), column, "unreadable", "empty")
    set_aside(~rows["type"].isin(KINDS), "type", OUT_OF_SCOPE, "unknown_word")
    for column in ("doctors", "psychiatrists"):
        given = rows[column].notna() & rows[column].astype("string").fillna("").str.strip().ne("")
        value = numbers[column]
        is_count = value.between(0, MOST_DOCTORS) & np.isclose(value.fillna(0) % 1, 0)
        set_aside(given & ~is_count, column, "unreadable", "no count of people")
    too_many = numbers["psychiatrists"].fillna(0) > numbers["doctors"].fillna(MOST_DOCTORS)
    set_aside(too_many, "psychiatrists", "unreadable", "more psychiatrists than doctors")
    set_aside(numbers["lists_psychiatry"].isna().astype(bool), "psychiatry", "unreadable", "neither yes nor no")
    return checks.join(parts)


def _as_rows(frame: pd.DataFrame, regions: RegionIndex) -> pd.DataFrame:
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    pairs = frame[["sido", "sigungu"]].fillna("").astype(str)
    names = {
        (sido, sigungu): unit_name(sido, sigungu, regions)
        for sido, sigungu in pairs.drop_duplicates().itertuples(index=False)
    }
    within = [names[pair] for pair in pairs.itertuples(index=False, name=None)]
    return pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": frame["type"],
            "name": frame["name"],
            "address": frame["address"],
            "within": pd.Series(within, index=frame.index, dtype="string"),
            "lat": frame["lat"],
            "lon": frame["lon"],
            "phone": frame["phone"].map(marked_phone).astype("string"),
            "homepage": frame["homepage"],
            "reference_date": SOURCE.reference_to,
        },
        index=frame.index,
    )
