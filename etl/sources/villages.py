"""Names of villages: the last resort for a name that nothing else bears."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source, quarantined
from etl.sources.place_rows import TABLE, account, emd_of, place_frame, read_points, tidy
from gis import crs

SOURCE = Source(
    name="villages",
    title="Who's On First 지명(대부분 GeoNames)",
    publisher="Who's On First, GeoNames",
    url="https://whosonfirst.org",
    licence="CC BY 4.0",
    cadence="yearly",
    pattern="places/whosonfirst_kr_*.csv",
    reference_from=date(2024, 11, 1),
    reference_to=date(2024, 11, 30),
    cleaner_version=1,
    columns=("name", "placetype", "lon", "lat", "src"),
    after=("region_emd", "code_emd", "legal_dongs", "stations", "stations_national"),
    tables=("core.place",),
    needs=(TABLE,),
)

SAME_VILLAGE_M = 4_000.0
"""A village within this of a place of its name, whatever their endings, says nothing new."""

UNTRUSTED = frozenset({"quattroshapes", "qs_pg", "meso", "unknown", "naturalearth"})
"""Origins whose points stand kilometres off, or cannot be told."""

DECIMALS = 4
"""Decimals of a degree kept, about ten metres: a village is no finer."""

_HANGUL = re.compile(r"^[가-힣]{2,}\d*[가-힣]*$")
_ENDING = re.compile(r"(?:\d*(?:동|리|읍|면|마을|부락)|역)$")


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Keep the villages whose name nothing else nearby bears.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Units, and core.place as far as it is loaded.

    Returns
    -------
    Cleaned
        Rows of core.place of kind ``village``; those within :data:`SAME_VILLAGE_M` of a unit, a legal dong, a ri, a
        station or another village of the name count as merged. Quarantined: ``out_of_scope`` (no village, or an origin
        of :data:`UNTRUSTED`), ``no_name`` (not in Hangul) and ``no_region`` (in no unit, the north included).
    """
    regions = context.regions
    names = frame["name"].fillna("").map(tidy)
    lat, lon = (np.round(axis, DECIMALS) for axis in read_points(frame["lat"], frame["lon"]))
    emd = emd_of(lat, lon, regions)
    is_village = frame["placetype"].isin(["locality", "neighbourhood"]).to_numpy(bool)
    kept = np.ones(len(frame), dtype=bool)
    parts = []
    for column, reason, faulty in (
        ("placetype", "out_of_scope", ~is_village),
        ("src", "out_of_scope", (frame["src"].isna() | frame["src"].isin(UNTRUSTED)).to_numpy(bool)),
        ("name", "no_name", ~names.str.match(_HANGUL).to_numpy(bool)),
        ("name", "no_region", np.array([code is None for code in emd])),
    ):
        parts.append(quarantined(frame[kept & faulty], column, reason))
        kept &= ~faulty
    rows = place_frame(names, "village", lat, lon, region_code=emd, trust="emd")[kept]
    return account(frame, rows, parts, is_known=_is_known(rows, lat[kept], lon[kept], context))


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the villages."""
    bulk.replace(conn, cleaned, dataset_id)


def _is_known(
    rows: pd.DataFrame, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], context: Context
) -> npt.NDArray[np.bool_]:
    """Return which villages stand near a place of their name, or near a village of it that stands before them."""
    places = context.tables[TABLE]
    places = places[places["kind"].isin(["station", "legal_dong", "ri"])]
    points = _metric(places["lat"].to_numpy(float), places["lon"].to_numpy(float))
    taken: dict[str, list[npt.NDArray[np.float64]]] = defaultdict(list)
    for name, point in zip(places["name"], points, strict=True):
        taken[_stem(name)].append(point)
    is_listed = []
    for name, emd_code, point in zip(rows["name"], rows["region_code"], _metric(lat, lon), strict=True):
        stem = _stem(name)
        near = taken[stem]
        is_known = stem == _stem(context.regions.name(emd_code)) or (
            bool(near) and bool((np.hypot(*(np.array(near) - point).T) <= SAME_VILLAGE_M).any())
        )
        is_listed.append(is_known)
        if not is_known:
            near.append(point)
    return np.array(is_listed, dtype=bool)


def _metric(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    return np.column_stack(to_metric.transform(lon, lat))


def _stem(name: str) -> str:
    stem = _ENDING.sub("", name)
    return stem if len(stem) > 1 else name
