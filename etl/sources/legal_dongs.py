"""Legal dong and ri: the names that lots, and people, go by where an administrative dong is called otherwise."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.codes import RegionIndex
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source, quarantined
from etl.sources.place_rows import account, emd_of, place_frame, read_points, tidy

SOURCE = Source(
    name="legal_dongs",
    title="법정동·리 경계의 내부 점",
    publisher="국토지리정보원",
    url="https://www.data.go.kr",
    licence="이용허락범위 제한 없음",
    cadence="yearly",
    pattern="places/legal_dong_ri_points_*.csv",
    reference_from=date(2023, 9, 15),
    reference_to=date(2023, 9, 15),
    cleaner_version=1,
    columns=("level", "code", "sigungu", "emd", "ri", "lon", "lat"),
    after=("region_emd", "code_emd"),
    tables=("core.place",),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the line in the file."""
    return read_table(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Keep the names that no unit of today bears in the same sigungu.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Gives the emd a point lies in, and the names of today's emd.

    Returns
    -------
    Cleaned
        Rows of core.place of kinds ``legal_dong`` and ``ri``. A legal dong, eup or myeon that an emd of its sigungu is
        called after counts as merged into that emd. Quarantined: ``no_name``, ``no_code``, ``no_region``.
    """
    regions = context.regions
    is_ri = frame["level"].eq("ri").fillna(False).to_numpy(bool)
    names = frame["ri"].where(is_ri, frame["emd"]).fillna("").map(tidy)
    lat, lon = read_points(frame["lat"], frame["lon"])
    emd = emd_of(lat, lon, regions)
    kept = np.ones(len(frame), dtype=bool)
    parts = []
    for column, reason, faulty in (
        ("emd", "no_name", (names == "").to_numpy()),
        ("code", "no_code", frame["code"].isna().to_numpy()),
        ("code", "no_region", np.array([code is None for code in emd])),
    ):
        parts.append(quarantined(frame[kept & faulty], column, reason))
        kept &= ~faulty
    rows = place_frame(names, "legal_dong", lat, lon, region_code=emd, trust="emd")
    rows["kind"] = np.where(is_ri, "ri", "legal_dong")
    rows = rows[kept]
    known = np.array(
        [_is_emd(name, code, regions) for name, code in zip(rows["name"], rows["region_code"], strict=True)]
    )
    known &= (rows["kind"] == "legal_dong").to_numpy()
    return account(frame, rows, parts, is_known=known)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace the legal dong and ri."""
    bulk.replace(conn, cleaned, dataset_id)


def _is_emd(name: str, emd_code: str, regions: RegionIndex) -> bool:
    """Return whether an emd of the same sigungu bears the name today."""
    sigungu = regions.sigungu(emd_code)
    codes = regions.emd_candidates([sigungu], name) if sigungu else ()
    return any(regions.name(code) == name for code in codes)
