"""청소년상담복지센터: the youth counselling center of each municipality and sido, with addresses but no coordinates."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean.center_names import is_unique_municipality
from etl.clean.codes import RegionIndex
from etl.clean.kinds import YOUTH_CENTER_OF_SIDO
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows
from gis.vocabulary import SIDO_NAMES, sido_code

SEJONG = "36"
"""The sido without municipalities: its center is the local one."""

KIND = "청소년상담복지센터"
"""Kind of every row."""

SOURCE = Source(
    name="youth_counselling_centers",
    title="전국 청소년상담복지센터 현황",
    publisher="성평등가족부",
    url="https://www.data.go.kr/data/3084537/fileData.do",
    licence="이용허락범위 제한 없음",
    cadence="yearly",
    pattern="centers/youth_counselling_centers_*",
    reference_from=date(2026, 8, 25),
    reference_to=date(2026, 8, 25),
    cleaner_version=1,
    columns=("지역", "센터명", "우편번호", "주소", "전화번호"),
    after=(
        "region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "postcodes", "schools",
        "pharmacies", "dementia_centers", "health_promotion_centers", "mental_health_facilities",
    ),
    tables=("core.center_source",),
    needs=("core.address_point", "core.center_source", "core.postcode"),
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    A center's published name is its municipality's (:func:`center_name`). Addresses are located against reference
    points and the published points of the other lists; where they tell no emd, the postcode does.
    """
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    named = list(zip(frame["지역"].fillna(""), frame["센터명"].fillna(""), strict=True))
    listed = [YOUTH_CENTER_OF_SIDO if is_of_sido(area, name) else KIND for area, name in named]
    own_names = [center_name(area, name, context.regions) for area, name in named]
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": pd.Series(listed, index=frame.index, dtype="string"),
            "name": pd.Series(own_names, index=frame.index, dtype="string"),
            "address": frame["주소"],
            "within": frame["지역"],
            "postcode": frame["우편번호"],
            "phone": frame["전화번호"],
            "reference_date": SOURCE.reference_to,
        },
        index=frame.index,
    )
    return center_rows.clean_centers(rows, context, raw=frame, has_points=False)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)


def is_of_sido(area: str, published: str) -> bool:
    """Return whether a row is the center of a whole sido that has others below it (``서울``, ``서울시``)."""
    sido = sido_code(area)
    return sido is not None and sido != SEJONG and published in SIDO_NAMES[sido]


def center_name(area: str, published: str, regions: RegionIndex) -> str:
    """Name a center after its municipality, as the centers call themselves.

    Parameters
    ----------
    area : str
        Column 지역: the short name of the sido.
    published : str
        Column 센터명: the municipality, or the sido, whose center it is; a second center adds its quarter.
    regions : RegionIndex
        Names of today, and which of them two sido share.

    Returns
    -------
    str
        ``전북`` and ``전라북도`` give ``전북특별자치도청소년상담복지센터``; ``서울`` and ``강서구`` give
        ``서울강서구청소년상담복지센터``, since Busan has a 강서구, too.
    """
    sido = sido_code(area)
    if sido is not None and published in SIDO_NAMES[sido]:
        return f"{regions.name(sido)}{KIND}"
    is_told_apart = is_unique_municipality(published, regions) or (sido is not None and published.startswith(area))
    return f"{'' if is_told_apart else area}{published}{KIND}"
