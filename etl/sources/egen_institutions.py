"""Hours of the nation's medical institutions, public holidays included (E-Gen, 국립중앙의료원): a second opinion.

A directory whose rows add nothing but hours. ``mindconnect etl fetch --source egen_institutions`` writes its file; the
service states no date of its own, so a row speaks of the day in the file's name, the day of the fetch.
"""

import re
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean import egen
from etl.clean.daily_hours import hours_by_day
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources import center_rows
from etl.sources.hira_institutions import KINDS, marked_phone, unit_name
from gis.errors import SourceError

SOURCE = Source(
    name="egen_institutions",
    title="국립중앙의료원 전국 병·의원 찾기",
    publisher="국립중앙의료원 (data.go.kr)",
    url="https://www.data.go.kr/data/15000736/openapi.do",
    licence="이용허락범위 제한 없음",
    cadence="daily",
    pattern="institutions/egen_institutions_*",
    reference_from=date(2026, 1, 1),
    reference_to=date(2026, 1, 1),
    cleaner_version=1,
    columns=egen.COLUMNS,
    after=("region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "schools", "pharmacies"),
    tables=("core.center_source",),
    needs=("core.address_point",),
)

READ_ON = "read_on"
"""Column that ``read`` adds: the day of the fetch."""

_DAY = re.compile(r"egen_institutions_(\d{8})(?!\d)")


def read(path: Path) -> pd.DataFrame:
    """Read the file; the index is the line in it.

    Raises
    ------
    SourceError
        When its name tells no day, or it lacks a column.
    """
    told = _DAY.match(path.name)
    try:
        day = date.fromisoformat(told[1] if told else "")
    except ValueError:
        raise SourceError(
            f"{path.name}: the day of the fetch is expected in the name, such as egen_institutions_20261129.csv"
        ) from None
    return read_table(path, SOURCE).assign(**{READ_ON: day})


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Clean the list; see :func:`etl.sources.center_rows.clean_centers`.

    Rows without any hours and types that are none of the register's kinds are left out: hours are all that is taken
    from this list. Its repairs go to no municipality, for it is not theirs to mend.
    """
    weeks = [hours_by_day(row) for row in frame.to_dict("records")]
    given = pd.Series([bool(week) for week in weeks], index=frame.index) & frame["type"].isin(KINDS)
    hours = pd.Series(weeks, index=frame.index, dtype=object)[given]
    kept = frame[given]
    nothing = pd.Series(pd.NA, index=kept.index, dtype="string")
    units = kept[["sido", "sigungu"]].fillna("").astype(str)
    names = {
        (sido, sigungu): unit_name(sido, sigungu, context.regions)
        for sido, sigungu in units.drop_duplicates().itertuples(index=False)
    }
    rows = pd.DataFrame(
        {
            **dict.fromkeys(center_rows.COLUMNS, nothing),
            "listed": kept["type"],
            "name": kept["name"],
            "address": kept["address"],
            "within": [names[pair] for pair in units.itertuples(index=False, name=None)],
            "lat": kept["lat"],
            "lon": kept["lon"],
            "phone": kept["phone"].map(marked_phone),
            "reference_date": kept[READ_ON],
        },
        index=kept.index,
    )
    cleaned = center_rows.clean_centers(rows, context, raw=kept.drop(columns=READ_ON), has_points=True)
    table = cleaned.tables[center_rows.TABLE]
    return Cleaned(
        tables={center_rows.TABLE: table.assign(hours_by_day=hours.loc[table.index])},
        rows_read=len(frame),
        rows_kept=len(table),
        rows_merged=cleaned.rows_merged,
        rows_left_out=int((~given).sum()),
        quarantine=cleaned.quarantine,
        repairs=cleaned.repairs.assign(municipality_code=None),
        period=cleaned.period,
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the list's rows."""
    center_rows.load(conn, cleaned, dataset_id)
