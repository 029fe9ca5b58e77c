"""Households by size and emd, from the census."""

from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from etl import checks
from etl.contract import Cleaned, Context, Source, quarantined
from etl.load import replace as load
from etl.sources.parquet import read_parquet

__all__ = ["SOURCE", "clean", "load", "read"]

SOURCE = Source(
    name="households",
    title="가구원수별 가구 (읍면동)",
    publisher="통계청 인구총조사",
    url="https://kosis.kr",
    licence="KOGL 1",
    cadence="yearly",
    pattern="indicators/household_size_emd_*.parquet",
    reference_from=date(2025, 11, 1),
    reference_to=date(2025, 11, 1),
    cleaner_version=1,
    columns=("adm2", "adm3", "adm3_code", "class2", "value"),
    after=("region_emd", "code_emd"),
    tables=("core.household",),
)

_SIZES = {
    "total": "total",
    "one person": "1",
    "two persons": "2",
    "three persons": "3",
    "four persons": "4",
    "five persons": "5",
    "six persons or more": "6+",
}
_SCHEMA = pa.DataFrameSchema(
    {
        "class2": pa.Column(checks=pa.Check.isin(list(_SIZES), error="unknown_size")),
        "value": pa.Column(
            checks=[pa.Check.ge(0, error="negative"), pa.Check(lambda value: value % 1 == 0, error="not_a_count")],
            nullable=True,
        ),
    }
)


def read(path: Path) -> pd.DataFrame:
    """Read the counts; the index is the record's number from 1."""
    return read_parquet(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Bring statistical codes of the census to emd of 2024-06.

    Emd that have been split since are added up; a code without a single successor is quarantined, as is a count
    that the census keeps back (blank: too few households).

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Gives the code timeline.

    Returns
    -------
    Cleaned
        Rows of core.household.
    """
    valid, faults = checks.split(frame, _SCHEMA, SOURCE)
    code = valid["adm3_code"].astype("Int64").astype("string")
    region_code = context.regions.current_codes(code, system="sgis")
    is_blank = valid["value"].isna()
    unplaced = region_code.isna() & ~is_blank
    counted = pd.DataFrame(
        {"region_code": region_code, "size": valid["class2"].map(_SIZES), "households": valid["value"]}
    )[~is_blank & ~unplaced]
    rows = counted.groupby(["region_code", "size"], as_index=False)["households"].sum()
    whose = region_code.map(context.regions.municipality)
    names = valid["adm2"] + " " + valid["adm3"].fillna("")
    return Cleaned(
        tables={
            "core.household": rows.assign(
                households=rows["households"].astype("int64"), reference_date=SOURCE.reference_to
            )
        },
        rows_read=len(frame),
        rows_kept=len(rows),
        rows_merged=len(counted) - len(rows),
        quarantine=checks.join(
            [
                faults,
                quarantined(valid[is_blank], "value", "withheld", names, whose),
                quarantined(valid[unplaced], "adm3_code", "no_region", names),
            ]
        ),
    )
