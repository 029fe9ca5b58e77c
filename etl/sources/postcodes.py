"""Postcodes that lie in one emd only."""

from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from sqlalchemy.engine import Connection

from etl import checks
from etl import load as bulk
from etl.contract import Cleaned, Context, Source, quarantined

SOURCE = Source(
    name="postcodes",
    title="우편번호별 행정동",
    publisher="행정안전부 도로명주소, 우정사업본부",
    url="https://www.juso.go.kr",
    licence="KOGL 1",
    cadence="monthly",
    pattern="addresses/postcode_emd_*.parquet",
    reference_from=date(2024, 6, 1),
    reference_to=date(2024, 6, 30),
    cleaner_version=1,
    columns=("post_cd", "admi_cd"),
    after=("region_emd",),
    tables=("core.postcode",),
)

_SCHEMA = pa.DataFrameSchema(
    {
        "post_cd": pa.Column(
            checks=[
                pa.Check.str_matches(r"^[0-9]{5}$", error="unreadable"),
                pa.Check(lambda codes: ~codes.duplicated(keep=False), error="ambiguous"),
            ]
        )
    }
)


def read(path: Path) -> pd.DataFrame:
    """Read the table; the index is the record's number from 1."""
    frame = checks.require_columns(pd.read_parquet(path), SOURCE)
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="line"), axis=0)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Bring each postcode to its emd of 2024-06; one that stands in two emd, or in none we know, is quarantined."""
    valid, faults = checks.split(frame, _SCHEMA, SOURCE)
    codes = valid["admi_cd"].map(context.regions.current)
    lost = codes.isna()
    rows = pd.DataFrame({"postcode": valid["post_cd"], "region_code": codes})[~lost]
    return Cleaned(
        tables={"core.postcode": rows},
        rows_read=len(frame),
        rows_kept=len(rows),
        quarantine=checks.join([faults, quarantined(valid[lost], "admi_cd", "no_region")]),
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the postcodes."""
    bulk.replace(conn, cleaned, dataset_id)
