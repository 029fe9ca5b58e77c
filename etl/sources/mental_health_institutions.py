"""정신건강관련기관정보: every kind of public and medical institution, with addresses but without coordinates."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows

SOURCE = Source(
    name="mental_health_institutions",
    title="정신건강관련기관정보",
    publisher="국립정신건강센터",
    url="https://www.data.go.kr/data/3049990/fileData.do",
    licence="KOGL 1",
    cadence="yearly",
    pattern="centers/mental_health_institutions_*",
    reference_from=date(2024, 6, 30),
    reference_to=date(2024, 6, 30),
    cleaner_version=4,
    columns=("기관명", "기관구분", "주소", "홈페이지"),
    after=(
        "region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies",
        "dementia_centers", "health_promotion_centers", "mental_health_facilities",
    ),
    tables=("core.center_source",),
    needs=("core.address_point", "core.center_source"),
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Addresses are located against reference points and the published points of the other lists.
    """
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": frame["기관구분"],
            "name": frame["기관명"],
            "address": frame["주소"],
            "homepage": frame["홈페이지"],
            "reference_date": SOURCE.reference_to,
        },
        index=frame.index,
    )
    return center_rows.clean_centers(rows, context, raw=frame, has_points=False)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)
