"""Metro stations of the capital region, one row a station with its lines together."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources.place_rows import read_points
from etl.sources.station_rows import clean_stations

SOURCE = Source(
    name="stations",
    title="수도권 도시철도 역사 좌표",
    publisher="서울교통공사",
    url="https://www.data.go.kr",
    licence="KOGL 1",
    cadence="yearly",
    pattern="transit/metro_stations*",
    reference_from=date(2024, 1, 1),
    reference_to=date(2024, 12, 31),
    cleaner_version=2,
    columns=("외구간_역_수", "역한글명칭", "호선명칭", "환승역X좌표", "환승역Y좌표"),
    after=("region_emd",),
    tables=("core.place",),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Merge the rows of a station's lines; see :func:`etl.sources.station_rows.clean_stations`.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`: X is the longitude, Y the latitude.
    context : Context
        Gives the emd a station lies in.

    Returns
    -------
    Cleaned
        Rows of core.place; rows of further lines count as merged.
    """
    lat, lon = read_points(frame["환승역Y좌표"], frame["환승역X좌표"])
    rows = pd.DataFrame(
        {"published": frame["역한글명칭"], "line_name": frame["호선명칭"], "english": None, "lat": lat, "lon": lon},
        index=frame.index,
    )
    return clean_stations(rows, context.regions, column="역한글명칭")


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the stations of this list."""
    bulk.replace(conn, cleaned, dataset_id)
