"""Metro stations of the capital region, one row a station with its lines together."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
from scipy.cluster.hierarchy import fcluster, linkage
from sqlalchemy.engine import Connection

from etl import checks
from etl import load as bulk
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from gis import crs

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
    cleaner_version=1,
    columns=("외구간_역_수", "역한글명칭", "호선명칭", "환승역X좌표", "환승역Y좌표"),
    after=("region_emd",),
    tables=("core.station",),
)

SAME_STATION_M = 400.0
"""Platforms of one name nearer than this are one station (서울역 is one, the two 신촌 are not)."""

_SCHEMA = pa.DataFrameSchema(
    {
        "역한글명칭": pa.Column(checks=pa.Check(lambda names: names.str.strip().str.len() > 0, error="no_name")),
        "lon": pa.Column(float, nullable=False, checks=pa.Check.in_range(*crs.LON_RANGE, error="outside_korea")),
        "lat": pa.Column(float, nullable=False, checks=pa.Check.in_range(*crs.LAT_RANGE, error="outside_korea")),
    }
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Merge the rows of a station's lines; its point is the mean of its platforms.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`: X is the longitude, Y the latitude.
    context : Context
        Gives the emd a station lies in.

    Returns
    -------
    Cleaned
        Rows of core.station; rows of further lines count as merged.
    """
    rows = frame.assign(
        lon=pd.to_numeric(frame["환승역X좌표"], errors="coerce"),
        lat=pd.to_numeric(frame["환승역Y좌표"], errors="coerce"),
    )
    valid, faults = checks.split(rows, _SCHEMA, SOURCE)
    valid = valid.assign(name=valid["역한글명칭"].str.strip())
    valid["cluster"] = valid.groupby("name", group_keys=False)[["lon", "lat"]].apply(_clusters)
    stations = (
        valid.groupby(["name", "cluster"])
        .agg(
            station_id=("외구간_역_수", "min"),
            lines=("호선명칭", lambda lines: sorted(set(lines))),
            lon=("lon", "mean"),
            lat=("lat", "mean"),
        )
        .reset_index()
    )
    stations["geom"] = gpd.points_from_xy(stations["lon"], stations["lat"])
    stations["region_code"] = context.regions.locate(stations["lat"], stations["lon"], level="emd")
    kept = stations[["station_id", "name", "lines", "geom", "region_code"]]
    return Cleaned(
        tables={"core.station": kept},
        rows_read=len(frame),
        rows_kept=len(kept),
        rows_merged=len(valid) - len(kept),
        quarantine=faults,
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the stations."""
    bulk.replace(conn, cleaned, dataset_id)


def _clusters(points: pd.DataFrame) -> pd.Series:
    """Label the groups of points that are linked by steps of at most ``SAME_STATION_M``."""
    if len(points) == 1:
        return pd.Series(1, index=points.index)
    metric = gpd.GeoSeries.from_xy(points["lon"], points["lat"], crs=crs.GEOGRAPHIC).to_crs(crs.METRIC)
    labels = fcluster(linkage(metric.get_coordinates().to_numpy(), "single"), SAME_STATION_M, criterion="distance")
    return pd.Series(labels, index=points.index)
