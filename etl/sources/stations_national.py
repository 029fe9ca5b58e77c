"""Metro stations of the nation with their English names; older than the list of the capital region."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.addresses import parse_address
from etl.clean.codes import RegionIndex
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source, repaired
from etl.sources.place_rows import read_points
from etl.sources.reference_points import OUTSIDE_M
from etl.sources.station_rows import clean_stations
from gis import crs

SOURCE = Source(
    name="stations_national",
    title="전국도시철도역사정보표준데이터",
    publisher="도시철도 운영기관",
    url="https://www.data.go.kr/data/15013205/standard.do",
    licence="KOGL 1",
    cadence="yearly",
    pattern="places/metro_stations_standard_*.csv",
    reference_from=date(2017, 4, 1),
    reference_to=date(2021, 5, 31),
    cleaner_version=1,
    columns=("역사명", "노선명", "영문역사명", "역위도", "역경도", "역사도로명주소"),
    after=("region_emd", "code_emd"),
    tables=("core.place",),
)

DEGREE_RULE = "degree_from_address"
"""Rule of a repair: a whole degree was mistyped (123.7 for 126.7), and only one other lies in the address's sigungu."""


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Merge the rows of a station's lines, and put right a longitude whose whole degree contradicts the address.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Units by name and by point.

    Returns
    -------
    Cleaned
        Rows of core.place of kind ``station``; repairs by :data:`DEGREE_RULE`.
    """
    published = frame["역경도"].astype("string")
    lon_text = _with_degrees(frame, context.regions)
    lat, lon = read_points(frame["역위도"], lon_text)
    rows = pd.DataFrame(
        {
            "published": frame["역사명"],
            "line_name": frame["노선명"],
            "english": frame["영문역사명"],
            "lat": lat,
            "lon": lon,
        },
        index=frame.index,
    )
    return clean_stations(rows, context.regions, column="역사명", repairs=repaired(published, lon_text, DEGREE_RULE))


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the stations of this list."""
    bulk.replace(conn, cleaned, dataset_id)


def _with_degrees(frame: pd.DataFrame, regions: RegionIndex) -> pd.Series:
    """Put another whole degree where the published one lies outside Korea and exactly one fits the address."""
    lat = pd.to_numeric(frame["역위도"], errors="coerce")
    lon = pd.to_numeric(frame["역경도"], errors="coerce")
    mended = frame["역경도"].astype("string").copy()
    for line in frame.index[lat.notna() & lon.notna() & ~lon.between(*crs.LON_RANGE)]:
        named = parse_address(str(frame.loc[line, "역사도로명주소"]), regions).sigungu_code
        degrees = np.arange(int(crs.LON_RANGE[0]), int(crs.LON_RANGE[1]) + 1) + lon[line] % 1
        away_m = regions.distance_m([named] * len(degrees), np.full(len(degrees), lat[line]), degrees)
        fitting = degrees[away_m <= OUTSIDE_M]
        if len(fitting) == 1:
            mended[line] = f"{fitting[0]:.6f}"
    return mended
