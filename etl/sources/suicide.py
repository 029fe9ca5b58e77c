"""Suicides per 100,000 people by basic municipality."""

import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from openpyxl.utils.exceptions import InvalidFileException

from etl import checks
from etl.contract import Cleaned, Context, Source, quarantined
from etl.load import replace as load
from gis.errors import SourceError

__all__ = ["SOURCE", "clean", "load", "read"]

SOURCE = Source(
    name="suicide_rate",
    title="시군구별 자살률 (사망원인통계, DT_1YL21121E)",
    publisher="통계청 KOSIS",
    url="https://kosis.kr/statHtml/statHtml.do?orgId=101&tblId=DT_1YL21121E",
    licence="KOGL 1",
    cadence="yearly",
    pattern="indicators/suicide_rate_sigungu_*.xlsx",
    reference_from=date(2022, 1, 1),
    reference_to=date(2022, 12, 31),
    cleaner_version=1,
    columns=("시도", "시군구", "자살율"),
    after=("region_emd", "code_sigungu"),
    tables=("core.indicator",),
)

INDICATOR = "suicide_rate_per_100k"
"""Name of the figure in core.indicator."""

_IS_A_RATE = pa.Check(lambda rate: rate.between(0, 1000), error="unreadable", ignore_na=False)
_SCHEMA = pa.DataFrameSchema({"자살율": pa.Column(checks=_IS_A_RATE, nullable=True)})


def read(path: Path) -> pd.DataFrame:
    """Read the first sheet; the index is its row, the header being row 1.

    Raises
    ------
    SourceError
        When it is no workbook, lacks a column or holds no row.
    """
    try:
        frame = pd.read_excel(path, dtype={"시도": "string", "시군구": "string"})
    except (zipfile.BadZipFile, InvalidFileException, ValueError) as error:
        raise SourceError(f"{SOURCE.name}: {path.name} is not a readable workbook ({error})") from error
    frame = checks.require_columns(frame, SOURCE)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    return frame


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Find the municipality of each name; the figure is the municipality's, never its gu's.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`; 세종 has a blank 시군구, 군위군 stands under 경상북도.
    context : Context
        Gives regions by name.

    Returns
    -------
    Cleaned
        Rows of core.indicator at level ``municipality``. A city with gu has one figure, which says nothing about
        any one gu: it is stored at the city, once.
    """
    rates = frame.assign(자살율=pd.to_numeric(frame["자살율"], errors="coerce"))
    valid, faults = checks.split(rates, _SCHEMA, SOURCE)
    pairs = zip(valid["시도"], valid["시군구"].fillna(""), strict=True)
    codes = pd.Series([_municipality(context, sido, name) for sido, name in pairs], valid.index, dtype="string")
    unplaced = codes.isna()
    twice = codes.duplicated() & ~unplaced
    kept = ~unplaced & ~twice
    rows = pd.DataFrame(
        {
            "region_code": codes[kept],
            "level": "municipality",
            "name": INDICATOR,
            "value": valid["자살율"][kept].astype(float),
            "unit": "per_100k",
            "reference_date": SOURCE.reference_to,
        }
    )
    return Cleaned(
        tables={"core.indicator": rows},
        rows_read=len(frame),
        rows_kept=len(rows),
        quarantine=checks.join(
            [
                faults.assign(value=frame["자살율"].astype("string").reindex(faults["line"]).to_numpy()),
                quarantined(valid[unplaced], "시군구", "no_region", valid["시도"]),
                quarantined(valid[twice], "시군구", "repeated", valid["시도"]),
            ]
        ),
    )


def _municipality(context: Context, sido: str, name: str) -> str | None:
    match = context.regions.find_names(sido, name)
    return match.municipality_code
