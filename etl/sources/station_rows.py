"""Cleaning shared by the lists of stations: one row a platform in, one row a station out."""

import re

import geopandas as gpd
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage

from etl import checks
from etl.clean.codes import RegionIndex
from etl.contract import REPAIR_COLUMNS, Cleaned, quarantined
from etl.sources.place_rows import TABLE, emd_of, place_frame, tidy
from gis import crs

SAME_STATION_M = 400.0
"""Platforms of one name nearer than this are one station (서울역 is one, the two 신촌 are not)."""

_LINE = re.compile(r"\d*호선|.*선|분당")
_INSIDE = re.compile(r"\(([^)]*)\)?")


def clean_stations(
    rows: pd.DataFrame, regions: RegionIndex, *, column: str, repairs: pd.DataFrame | None = None
) -> Cleaned:
    """Merge the platforms of each station.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``published`` (name), ``line_name``, ``english``, ``lat`` and ``lon`` (WGS84 degrees, NaN where there is none),
        indexed by line.
    regions : RegionIndex
        Gives the emd a station lies in.
    column : str
        Column of the file that holds the name.
    repairs : pandas.DataFrame, optional
        Values that were changed.

    Returns
    -------
    Cleaned
        Rows of core.place of kind ``station``: name ending with 역, the name in brackets as an alias, lines together,
        the point the mean of the platforms. Quarantined: ``no_name`` and ``no_position``.
    """
    bare = rows["published"].fillna("").map(lambda name: tidy(_INSIDE.sub("", name)))
    no_name = bare == ""
    no_point = ~no_name & rows["lat"].isna()
    named = rows["published"].rename(column).to_frame()
    parts = [quarantined(named[no_name], column, "no_name"), quarantined(named[no_point], column, "no_position")]
    good = rows[~no_name & ~no_point]
    good = good.assign(
        name=bare.reindex(good.index).map(lambda name: name if name.endswith("역") else f"{name}역"),
        alias=good["published"].map(_alias),
    )
    clusters = [_clusters(platforms) for _, platforms in good.groupby("name")[["lon", "lat"]]]
    good["cluster"] = pd.concat(clusters) if clusters else 0
    stations = good.groupby(["name", "cluster"]).agg(
        lines=("line_name", lambda lines: sorted(set(lines.dropna()))),
        english=("english", "first"),
        aliases=("alias", lambda names: sorted(set(names.dropna()))),
        lon=("lon", "mean"),
        lat=("lat", "mean"),
        first=("name", lambda names: names.index[0]),
    )
    stations = stations.reset_index().sort_values("first", ignore_index=True)
    lat, lon = stations["lat"].to_numpy(float), stations["lon"].to_numpy(float)
    kept = place_frame(stations["name"], "station", lat, lon, region_code=emd_of(lat, lon, regions)).assign(
        english_name=stations["english"], aliases=stations["aliases"], line_names=stations["lines"].map(" · ".join)
    )
    return Cleaned(
        tables={TABLE: kept},
        rows_read=len(rows),
        rows_kept=len(kept),
        rows_merged=len(good) - len(kept),
        quarantine=checks.join(parts),
        repairs=checks.join([], REPAIR_COLUMNS) if repairs is None else repairs,
    )


def _alias(published: str) -> str | None:
    """Return the other name that stands in brackets, when it is one: not the line of 서면역(2호선) or 수원(분당)."""
    inside = _INSIDE.search(published)
    name = tidy(inside[1]) if inside else ""
    return name if len(name) > 1 and not _LINE.fullmatch(name) else None


def _clusters(points: pd.DataFrame) -> pd.Series:
    """Label the groups of points that are linked by steps of at most ``SAME_STATION_M``."""
    if len(points) == 1:
        return pd.Series(1, index=points.index)
    metric = gpd.GeoSeries.from_xy(points["lon"], points["lat"], crs=crs.GEOGRAPHIC).to_crs(crs.METRIC)
    labels = fcluster(linkage(metric.get_coordinates().to_numpy(), "single"), SAME_STATION_M, criterion="distance")
    return pd.Series(labels, index=points.index)
