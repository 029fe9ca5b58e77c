"""전국건강증진센터표준데이터: health promotion and mental health centers as local governments publish them."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean import encoding
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows, standard_rows
from etl.sources.center_rows import mask

SOURCE = Source(
    name="health_promotion_centers",
    title="전국건강증진센터표준데이터",
    publisher="공공데이터포털 (지방자치단체)",
    url="https://www.data.go.kr/data/15034535/standard.do",
    licence="KOGL 1",
    cadence="monthly",
    pattern="centers/health_promotion_centers_standard_*",
    reference_from=date(2019, 6, 1),
    reference_to=date(2022, 12, 31),
    cleaner_version=4,
    columns=(
        "건강증진센터명", "건강증진센터구분", "소재지도로명주소", "소재지지번주소", "위도", "경도", "건강증진업무내용",
        "운영시작시각", "운영종료시각", "휴무일정보", "건물면적", "의사수", "간호사수", "사회복지사수", "영양사수",
        "기타인력현황", "기타이용안내", "운영기관전화번호", "운영기관명", "관리기관명", "데이터기준일자", "제공기관명",
    ),
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)  # fmt: skip

STAFF_COLUMNS = {"의사수": "의사", "간호사수": "간호사", "사회복지사수": "사회복지사", "영양사수": "영양사"}
"""Column -> profession."""

_NOBODY = frozenset({"직영", "자체운영", "해당사항 없음", "없음"})
_COMMA_COLUMNS = (
    "건강증진업무내용",
    "소재지도로명주소",
    "소재지지번주소",
    "휴무일정보",
    "기타인력현황",
    "기타이용안내",
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    The publisher's ``+`` become commas again, staff of four columns and of free text are counted together, and a row
    that publishes 0 for everybody says nothing about its staff.
    """
    dated, dates, undated = standard_rows.split_dated(frame, context)
    cleaned = _clean_dated(dated, dates, context)
    return standard_rows.with_undated(cleaned, len(frame), undated)


def _clean_dated(frame: pd.DataFrame, dates: pd.Series, context: Context) -> Cleaned:
    plain = frame.assign(**{name: encoding.restore_commas(frame[name]) for name in _COMMA_COLUMNS})
    staff = [
        standard_rows.count_staff(row, STAFF_COLUMNS, free_text="기타인력현황")
        for row in plain[[*STAFF_COLUMNS, "기타인력현황"]].to_dict("records")
    ]
    rows = pd.DataFrame(
        {
            "listed": plain["건강증진센터구분"],
            "name": plain["건강증진센터명"],
            "duties": mask(plain["건강증진업무내용"]),
            "address": plain["소재지도로명주소"],
            "lot": plain["소재지지번주소"],
            "within": plain["제공기관명"],
            "lat": plain["위도"],
            "lon": plain["경도"],
            "phone": plain["운영기관전화번호"],
            "homepage": pd.Series(pd.NA, index=plain.index, dtype="string"),
            "operator": plain["운영기관명"].where(~plain["운영기관명"].isin(_NOBODY)),
            "overseer": plain["관리기관명"],
            "staff": [dict(read.people) for read in staff],
            "building_area_m2": pd.to_numeric(plain["건물면적"], errors="coerce").where(lambda area: area > 0),
            "opens_raw": plain["운영시작시각"],
            "closes_raw": plain["운영종료시각"],
            "closed_days_raw": plain["휴무일정보"],
            "usage_note_raw": mask(plain["기타이용안내"]).where(plain["기타이용안내"] != "0"),
            "reference_date": dates,
        },
        index=plain.index,
    )
    cleaned = center_rows.clean_centers(rows, context, raw=frame, has_points=True)
    return standard_rows.with_staff_repairs(cleaned, frame["기타인력현황"], staff)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)
