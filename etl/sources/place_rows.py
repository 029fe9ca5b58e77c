"""Cleaning shared by the lists of named places: rows of core.place out of a name, a point and an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from etl import checks
from etl.clean import coordinates
from etl.clean.addresses import Address, parse_address
from etl.clean.codes import RegionIndex
from etl.clean.gazetteer import AddressPoint, Gazetteer
from etl.contract import REPAIR_COLUMNS, Cleaned, quarantined
from etl.sources.reference_points import COAST_M, OUTSIDE_M

TABLE = "core.place"

COLUMNS = ["kind", "name", "english_name", "aliases", "line_names", "region_code", "position_trust", "geom"]
"""Columns of core.place that a source fills."""

TRUSTED = ("building", "road")
"""Levels at which an address places a name: the middle of a town says nothing about a campus or a library."""

DECIMALS = 5
"""Decimals of a degree kept, about a metre: a place is no finer."""

PlaceKind = Literal["station", "legal_dong", "ri", "campus", "market", "library", "sight", "village"]

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class NamedColumns:
    """Where a list keeps what a place needs.

    Attributes
    ----------
    name, lat, lon : str
        Columns of the raw file.
    addresses : Sequence[str]
        Columns of addresses; the first that is filled counts.
    kind : PlaceKind
        Kind in core.place.
    dated : str
        Column of the day for which a row speaks.
    """

    name: str
    lat: str
    lon: str
    addresses: Sequence[str]
    kind: PlaceKind
    dated: str = "데이터기준일자"


def clean_named_points(
    frame: pd.DataFrame, columns: NamedColumns, regions: RegionIndex, points: pd.DataFrame
) -> Cleaned:
    """Turn a list of names with points and addresses into places.

    A row without a point in Korea, or whose point lies in another district than its address, stands where its address
    does, trusted as far as that goes.

    Parameters
    ----------
    frame : pandas.DataFrame
        Raw rows indexed by line.
    columns : NamedColumns
        Where they keep name, point and address.
    regions : RegionIndex
        Units by name and by point.
    points : pandas.DataFrame
        Rows of core.address_point, to place addresses by.

    Returns
    -------
    Cleaned
        Rows of core.place. Quarantined, where the address does not help: ``no_name``, ``no_position`` (no point in
        Korea), ``no_region`` (the point lies in no unit) and ``position_outside_address``. A name that stands twice in
        one emd is merged.
    """
    lat, lon = read_points(frame[columns.lat], frame[columns.lon])
    text = frame[list(columns.addresses)].bfill(axis=1).iloc[:, 0].fillna("").astype(str)
    addresses = [parse_address(one, regions) for one in text]
    is_outside = regions.distance_m([address.sigungu_code for address in addresses], lat, lon) > OUTSIDE_M
    is_lost = np.isnan(lat) | is_outside
    trust = np.full(len(frame), "building", dtype=object)
    for at, place in zip(
        np.flatnonzero(is_lost), locate([addresses[at] for at in np.flatnonzero(is_lost)], regions, points), strict=True
    ):
        if place is not None:
            lat[at], lon[at], trust[at], is_outside[at] = place.lat, place.lon, place.trust, False
    emd = emd_of(lat, lon, regions)
    names = frame[columns.name].fillna("").map(tidy)
    faults = {  # the first that holds is the reason
        "no_name": (names == "").to_numpy(),
        "no_position": np.isnan(lat),
        "no_region": np.array([code is None for code in emd]),
        "position_outside_address": is_outside,
    }
    kept = np.ones(len(frame), dtype=bool)
    parts = []
    for reason, faulty in faults.items():
        parts.append(quarantined(frame[kept & faulty], columns.name, reason))
        kept &= ~faulty
    rows = place_frame(names, columns.kind, lat, lon, region_code=emd).assign(position_trust=trust)[kept]
    return account(frame, rows, parts, period=period_of(frame[columns.dated]))


def locate(addresses: Sequence[Address], regions: RegionIndex, points: pd.DataFrame) -> list[AddressPoint | None]:
    """Place addresses by the house's geocoder; None where it knows less than :data:`TRUSTED`.

    Parameters
    ----------
    addresses : Sequence[Address]
        Read addresses.
    regions : RegionIndex
        Units by code.
    points : pandas.DataFrame
        Rows of core.address_point.
    """
    gazetteer = Gazetteer(points.assign(municipality_code=points["sigungu_code"].map(regions.municipality)))
    found = [gazetteer.locate(address) for address in addresses]
    return [place if place is not None and place.trust in TRUSTED else None for place in found]


def place_frame(
    names: pd.Series,
    kind: PlaceKind,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    *,
    region_code: object,
    trust: str = "building",
) -> pd.DataFrame:
    """Lay out rows of core.place; English names, aliases and lines are empty.

    Parameters
    ----------
    names : pandas.Series
        Names, indexed by line.
    kind : PlaceKind
        Kind of them all.
    lat, lon : array_like of float
        WGS84 degrees, in the order of ``names``.
    region_code : array_like of str or None
        The emd of each.
    trust : str
        Level to which the points may be trusted.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`.
    """
    points = gpd.points_from_xy(np.round(np.asarray(lon), DECIMALS), np.round(np.asarray(lat), DECIMALS))
    rows = pd.DataFrame(
        {"kind": kind, "name": names, "region_code": region_code, "position_trust": trust}, index=names.index
    )
    return rows.assign(
        english_name=pd.Series(None, index=rows.index, dtype=object),
        aliases=pd.Series([[] for _ in range(len(rows))], index=rows.index, dtype=object),
        line_names=pd.Series(None, index=rows.index, dtype=object),
        geom=gpd.GeoSeries(points, rows.index),
    )[COLUMNS]


def account(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    parts: Sequence[pd.DataFrame],
    *,
    is_known: npt.ArrayLike | None = None,
    repairs: pd.DataFrame | None = None,
    period: tuple[date, date] | None = None,
) -> Cleaned:
    """Account for every row of a file.

    Parameters
    ----------
    frame : pandas.DataFrame
        The file's rows.
    rows : pandas.DataFrame
        Rows of core.place that can be used.
    parts : Sequence of pandas.DataFrame
        Quarantined rows.
    is_known : array_like of bool, optional
        Which of ``rows`` say nothing that is not known already; they count as merged, as does a name that stands
        twice in one emd.
    repairs : pandas.DataFrame, optional
        Values that were changed.
    period : tuple of datetime.date, optional
        Days for which the rows speak.

    Returns
    -------
    Cleaned
        The rows of core.place.
    """
    merged = rows.duplicated(["kind", "name", "region_code"]).to_numpy()
    if is_known is not None:
        merged = merged | np.asarray(is_known, dtype=bool)
    return Cleaned(
        tables={TABLE: rows[~merged]},
        rows_read=len(frame),
        rows_kept=int((~merged).sum()),
        rows_merged=int(merged.sum()),
        quarantine=checks.join(list(parts)),
        repairs=checks.join([], REPAIR_COLUMNS) if repairs is None else repairs,
        period=period,
    )


def period_of(days: pd.Series) -> tuple[date, date] | None:
    """Return the first and last day for which rows speak; None where none says."""
    read = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").dropna()
    return None if read.empty else (read.min().date(), read.max().date())


def read_points(lat: pd.Series, lon: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Read published degrees; NaN where they are no point in Korea as they stand.

    Nothing is turned or guessed: a list of names can spare a row more easily than say where it has been put right.
    """
    read = [coordinates.read_point(*pair) for pair in zip(lat, lon, strict=True)]
    pairs = [
        (point.lat, point.lon)
        if isinstance(point, coordinates.Point) and point.rule == "as_published"
        else (np.nan, np.nan)
        for point in read
    ]
    points = np.array(pairs, dtype=float).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def emd_of(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], regions: RegionIndex) -> list[str | None]:
    """Return the emd of each point, at the coast the nearest one."""
    codes = list(regions.locate(lat, lon))
    lost = [at for at, code in enumerate(codes) if code is None and np.isfinite(lat[at])]
    if lost:
        near, _ = regions.nearest_emd(lat[lost], lon[lost], max_m=COAST_M)
        for at, code in zip(lost, near, strict=True):
            codes[at] = code
    return codes


def tidy(name: str) -> str:
    """Take needless blanks out of a name."""
    return _BLANKS.sub(" ", name).strip()
