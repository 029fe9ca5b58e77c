"""Mental health facilities of 2025 with coordinates, compiled from public pages."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows

SOURCE = Source(
    name="mental_health_facilities",
    title="정신건강 관련 시설 (위치 포함)",
    publisher="국립정신건강센터, 건강보험심사평가원 (누리집에서 모음)",
    url="https://www.mentalhealth.go.kr",
    licence="KOGL 1",
    cadence="irregular",
    pattern="centers/mental_health_facilities_*",
    reference_from=date(2025, 2, 28),
    reference_to=date(2025, 2, 28),
    cleaner_version=3,
    columns=("시도", "시군구", "주소", "위도", "경도", "기관명", "기관구분", "전화번호", "홈페이지"),
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Private counselling rooms are quarantined without a word of theirs; each point is tested against its address.
    """
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": frame["기관구분"],
            "name": frame["기관명"],
            "address": frame["주소"],
            "within": frame["시도"] + " " + frame["시군구"],
            "lat": frame["위도"],
            "lon": frame["경도"],
            "phone": frame["전화번호"],
            "homepage": frame["홈페이지"],
            "reference_date": SOURCE.reference_to,
        },
        index=frame.index,
    )
    return center_rows.clean_centers(rows, context, raw=frame, has_points=True)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)
