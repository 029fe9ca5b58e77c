"""Universities and colleges, without coordinates in their list: placed by their addresses."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.addresses import parse_address
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source, quarantined
from etl.sources.place_rows import account, emd_of, locate, place_frame, tidy

SOURCE = Source(
    name="universities",
    title="전국대학및전문대학정보표준데이터",
    publisher="한국대학교육협의회",
    url="https://www.data.go.kr/data/15014632/standard.do",
    licence="KOGL 1",
    cadence="yearly",
    pattern="places/universities_standard_*.csv",
    reference_from=date(2025, 1, 8),
    reference_to=date(2025, 1, 8),
    cleaner_version=1,
    columns=("학교명", "학교영문명", "대학구분명", "학교구분명", "소재지도로명주소"),
    after=("region_emd", "code_emd", "schools", "pharmacies"),
    tables=("core.place",),
    needs=("core.address_point",),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Place the campuses by the house's geocoder.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Units, and the table core.address_point.

    Returns
    -------
    Cleaned
        Rows of core.place of kind ``campus``. Quarantined as ``out_of_scope``: graduate schools (they stand on a
        campus that is listed itself) and colleges without one; as ``no_position`` those whose building or road no
        reference point knows.
    """
    regions = context.regions
    graduate = frame["대학구분명"].eq("대학원").fillna(False)
    remote = frame["학교구분명"].fillna("").str.contains("사이버|방송통신")
    listed = frame[~graduate & ~remote]
    addresses = [parse_address(text, regions) for text in listed["소재지도로명주소"].fillna("").astype(str)]
    places = locate(addresses, regions, context.tables["core.address_point"])
    is_placed = np.array([place is not None for place in places], dtype=bool)
    kept = [place for place in places if place is not None]
    lat, lon = np.array([place.lat for place in kept]), np.array([place.lon for place in kept])
    placed = listed[is_placed]
    rows = place_frame(placed["학교명"].map(tidy), "campus", lat, lon, region_code=emd_of(lat, lon, regions)).assign(
        english_name=placed["학교영문명"], position_trust=[place.trust for place in kept]
    )
    parts = [
        quarantined(frame[graduate], "대학구분명", "out_of_scope", "a graduate school stands on a campus of the list"),
        quarantined(frame[~graduate & remote], "학교구분명", "out_of_scope", "a remote college has no campus to go to"),
        quarantined(listed[~is_placed], "소재지도로명주소", "no_position"),
    ]
    return account(frame, rows, parts)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the campuses."""
    bulk.replace(conn, cleaned, dataset_id)
