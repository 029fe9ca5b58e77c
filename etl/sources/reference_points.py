"""Cleaning shared by the lists whose addresses carry coordinates: schools and pharmacies."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from etl import checks
from etl.clean import coordinates
from etl.clean.addresses import parse_address, road_text
from etl.clean.codes import RegionIndex
from etl.contract import Cleaned, quarantined

AT_CENTRE_M = 2.0
"""Nearer than this to its emd's centroid a point is the centroid, put where the address was not found."""

OUTSIDE_M = 500.0
"""Farther than this from the sigungu its address names a point is misplaced; outlines are some 160 m off."""

COAST_M = 2_000.0
"""A quay or an islet may lie this far from every generalised outline."""


@dataclass(frozen=True)
class PointColumns:
    """Where a list keeps what a reference point needs.

    Attributes
    ----------
    name, address, lat, lon : str
        Columns of the raw file.
    category : {"school", "pharmacy"}
        Category in core.address_point.
    """

    name: str
    address: str
    lat: str
    lon: str
    category: Literal["school", "pharmacy"]


def clean_points(frame: pd.DataFrame, columns: PointColumns, regions: RegionIndex) -> Cleaned:
    """Turn a list with addresses and coordinates into reference points.

    Parameters
    ----------
    frame : pandas.DataFrame
        Raw rows indexed by line.
    columns : PointColumns
        Where they keep name, address and coordinates.
    regions : RegionIndex
        Units by name and by point.

    Returns
    -------
    Cleaned
        Rows of core.address_point. Quarantined: ``no_position`` (no point in Korea), ``no_region`` (the address names
        no municipality, or the point lies in none), ``position_at_emd_centre`` and ``position_outside_address``.
    """
    addresses = [parse_address(text, regions) for text in frame[columns.address].fillna("").astype(str)]
    read = [coordinates.read_point(*pair) for pair in zip(frame[columns.lat], frame[columns.lon], strict=True)]
    lat = np.array([point.lat if isinstance(point, coordinates.Point) else np.nan for point in read])
    lon = np.array([point.lon if isinstance(point, coordinates.Point) else np.nan for point in read])
    inside = regions.locate(lat, lon)
    near, _ = regions.nearest_emd(lat, lon, max_m=COAST_M)
    emd = [inside_code or other for inside_code, other in zip(inside, near, strict=True)]
    units = [address.sigungu_code or address.municipality_code for address in addresses]
    sigungu = [
        address.sigungu_code or (regions.sigungu(code) if code else None)
        for address, code in zip(addresses, emd, strict=True)
    ]
    away_m = regions.distance_m([address.sigungu_code for address in addresses], lat, lon)
    faults = {  # the first that holds is the reason
        "no_position": np.isnan(lat),
        "no_region": np.array([not (code and unit) for code, unit in zip(emd, units, strict=True)]),
        "position_at_emd_centre": regions.centroid_distance_m(emd, lat, lon) < AT_CENTRE_M,
        "position_outside_address": away_m > OUTSIDE_M,
    }
    kept = np.ones(len(frame), dtype=bool)
    parts = []
    for reason, faulty in faults.items():
        parts.append(quarantined(frame[kept & faulty], columns.address, reason))
        kept &= ~faulty
    rows = pd.DataFrame(
        {
            "name": frame[columns.name].astype(str).str.strip(),
            "category": columns.category,
            "road_address": [road_text(address, regions) for address in addresses],
            "region_code": emd,
            "sigungu_code": sigungu,
            "road_name": [address.road_name for address in addresses],
            "building_number": [None if address.key is None else address.key[2] for address in addresses],
            "geom": gpd.points_from_xy(lon, lat),
        },
        index=frame.index,
    )[kept]
    return Cleaned(
        tables={"core.address_point": rows}, rows_read=len(frame), rows_kept=len(rows), quarantine=checks.join(parts)
    )
