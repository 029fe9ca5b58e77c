"""Libraries: places that people name when asked where they are."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources.place_rows import NamedColumns, clean_named_points

SOURCE = Source(
    name="libraries",
    title="전국도서관표준데이터",
    publisher="지방자치단체, 교육청",
    url="https://www.data.go.kr/data/15013109/standard.do",
    licence="KOGL 1",
    cadence="yearly",
    pattern="places/libraries_*.csv",
    reference_from=date(2019, 1, 1),
    reference_to=date(2026, 3, 31),
    cleaner_version=1,
    columns=("도서관명", "소재지도로명주소", "위도", "경도", "데이터기준일자"),
    after=("region_emd", "code_emd"),
    tables=("core.place",),
)

COLUMNS = NamedColumns(name="도서관명", lat="위도", lon="경도", addresses=("소재지도로명주소",), kind="library")


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Keep the rows whose point can be believed; see :func:`etl.sources.place_rows.clean_named_points`."""
    return clean_named_points(frame, COLUMNS, context.regions)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace this list's places."""
    bulk.replace(conn, cleaned, dataset_id)
