"""전국치매센터표준데이터: dementia relief centers (치매안심센터) as local governments publish them."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl import checks
from etl.clean.center_names import is_unique_municipality
from etl.clean.codes import RegionIndex
from etl.clean.tables import read_table
from etl.contract import REPAIR_COLUMNS, Cleaned, Context, Source, repaired
from etl.sources import center_rows, standard_rows
from etl.sources.center_rows import mask
from gis.vocabulary import SIDO_NAMES, sido_code

SOURCE = Source(
    name="dementia_centers",
    title="전국치매센터표준데이터",
    publisher="공공데이터포털 (지방자치단체)",
    url="https://www.data.go.kr/data/15021138/standard.do",
    licence="KOGL 1",
    cadence="monthly",
    pattern="centers/dementia_centers_standard_*",
    reference_from=date(2019, 4, 1),
    reference_to=date(2022, 6, 30),
    cleaner_version=1,
    columns=(
        "치매센터명", "치매센터유형", "소재지도로명주소", "소재지지번주소", "위도", "경도", "건축물면적", "의사인원수",
        "간호사인원수", "사회복지사인원수", "기타인원현황", "운영기관명", "운영기관전화번호",
        "주요치매관리프로그램소개", "관리기관명", "데이터기준일자", "제공기관명",
    ),
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)  # fmt: skip

KIND = "치매안심센터"
"""Kind of the centers; the law's name for them."""

NOBODY = frozenset({"직영", "x"})
"""What stands for an operator where the municipality runs the center itself."""

STAFF_COLUMNS = {"의사인원수": "의사", "간호사인원수": "간호사", "사회복지사인원수": "사회복지사"}
"""Column -> profession."""

_MUNICIPALITY = re.compile(r"^([가-힣]{1,4}[시군구])\s?(?:보건소\s?)?치매")


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Of rows that repeat each other the newest is kept. A name that says the building or the health office only is
    completed by the kind. The offices of a sido (광역치매센터), which see nobody, are out of scope.
    """
    dated, dates, undated = standard_rows.split_dated(frame, context)
    newest = dates.sort_values(ascending=False, kind="stable").index
    cleaned = _clean_dated(dated.loc[newest], dates.loc[newest], context)
    return standard_rows.with_undated(cleaned, len(frame), undated)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)


def _clean_dated(frame: pd.DataFrame, dates: pd.Series, context: Context) -> Cleaned:
    staff = [
        standard_rows.count_staff(row, STAFF_COLUMNS, free_text="기타인원현황")
        for row in frame[[*STAFF_COLUMNS, "기타인원현황"]].to_dict("records")
    ]
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    whole = frame["치매센터명"].isna() | frame["치매센터명"].str.contains("치매")
    names = frame["치매센터명"].where(whole, frame["치매센터명"] + f" {KIND}")
    told_apart = [
        _told_apart(name, words, context.regions)
        for name, words in zip(names.fillna(""), frame["소재지도로명주소"].fillna("").str.split(), strict=True)
    ]
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": frame["치매센터유형"],
            "name": pd.Series(told_apart, index=frame.index, dtype="string"),
            "duties": mask(frame["주요치매관리프로그램소개"]),
            "address": frame["소재지도로명주소"],
            "lot": frame["소재지지번주소"],
            "within": frame["제공기관명"],
            "lat": frame["위도"],
            "lon": frame["경도"],
            "phone": frame["운영기관전화번호"],
            "operator": frame["운영기관명"].where(~frame["운영기관명"].isin(NOBODY)),
            "overseer": frame["관리기관명"],
            "staff": [dict(read.people) for read in staff],
            "building_area_m2": pd.to_numeric(frame["건축물면적"], errors="coerce").where(lambda area: area > 0),
            "reference_date": dates,
        },
        index=frame.index,
    )
    cleaned = center_rows.clean_centers(rows, context, raw=frame, has_points=True)
    whose = cleaned.tables[center_rows.TABLE].set_index("line")["municipality_code"]
    is_center = frame["치매센터유형"].eq(KIND)
    completed = [
        repaired(frame["치매센터명"][is_center], names[is_center], "kind_added", whose),
        repaired(names[is_center], rows["name"][is_center], "municipality_added", whose),
    ]
    with_names = replace(cleaned, repairs=checks.join([cleaned.repairs, *completed], REPAIR_COLUMNS))
    return standard_rows.with_staff_repairs(with_names, frame["기타인원현황"], staff)


def _told_apart(name: str, address: list[str], regions: RegionIndex) -> str:
    """Put the sido before a name that the municipality alone does not set apart: 서구치매안심센터 is in five cities."""
    match = _MUNICIPALITY.match(name)
    sido = sido_code(address[0]) if address else None
    if match is None or sido is None or is_unique_municipality(match[1], regions):
        return name
    return f"{SIDO_NAMES[sido][-1]}{name}"
