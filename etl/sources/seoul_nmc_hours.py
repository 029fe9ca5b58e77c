"""Hours of Seoul's institutions with a pediatric department, public holidays included (NMC): a second opinion.

A directory whose rows add nothing but hours, and only where name and point agree with a center of the register: its
compiler joined it on whole addresses and took the first of several rows.
"""

import math
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean.daily_hours import PUBLISHED_DAYS, hours_by_day
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows

_NAMES = {day: f"진료시간({day}요일)" for day in PUBLISHED_DAYS} | {"공휴일": "진료시간(공휴일)"}

SOURCE = Source(
    name="seoul_nmc_hours",
    title="서울시 병의원 위치 정보",
    publisher="국립중앙의료원 (서울 열린데이터광장)",
    url="https://data.seoul.go.kr/dataList/OA-20337/S/1/datasetView.do",
    licence="KOGL 1",
    cadence="irregular",
    pattern="institutions/seoul_nmc_hours_*",
    reference_from=date(2026, 4, 30),
    reference_to=date(2026, 4, 30),
    cleaner_version=1,
    columns=(
        "요양기관명", "소재지", "요양종별", "병원경도", "병원위도",
        *(f"{name}{end}" for name in _NAMES.values() for end in "SC"),
    ),
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Rows without any hours are left out: hours are all that is taken from this list.
    """
    weeks = [_week(row) for row in frame.to_dict("records")]
    given = pd.Series([bool(week) for week in weeks], index=frame.index)
    hours = pd.Series(weeks, index=frame.index, dtype=object)[given]
    kept = frame[given]
    nothing = pd.Series(pd.NA, index=kept.index, dtype="string")
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": kept["요양종별"],
            "name": kept["요양기관명"],
            "address": kept["소재지"],
            "lat": kept["병원위도"],
            "lon": kept["병원경도"],
            "reference_date": SOURCE.reference_to,
        },
        index=kept.index,
    )
    cleaned = center_rows.clean_centers(rows, context, raw=kept, has_points=True)
    table = cleaned.tables[center_rows.TABLE]
    return Cleaned(
        tables={center_rows.TABLE: table.assign(hours_by_day=hours.loc[table.index])},
        rows_read=len(frame),
        rows_kept=len(table),
        rows_merged=cleaned.rows_merged,
        rows_left_out=int((~given).sum()),
        quarantine=cleaned.quarantine,
        repairs=cleaned.repairs.assign(municipality_code=None),
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)


def _week(row: dict[object, object]) -> dict[str, str]:
    spans = {day: f"{_clock(row[f'{name}S'])}-{_clock(row[f'{name}C'])}" for day, name in _NAMES.items()}
    return hours_by_day(spans)


def _clock(value: object) -> str:
    """Write ``1730.0`` as ``17:30``; nothing for what is no time of day."""
    try:
        number = float(str(value))
    except ValueError:
        return ""
    if math.isnan(number) or not 0 <= number <= 2400 or number % 100 >= 60:
        return ""
    return f"{int(number) // 100:02d}:{int(number) % 100:02d}"
