"""Pharmacies: reference points for addresses without coordinates."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.contract import Cleaned, Context, Source
from etl.sources.parquet import read_parquet
from etl.sources.reference_points import PointColumns, clean_points

SOURCE = Source(
    name="pharmacies",
    title="전국 병의원 및 약국 현황",
    publisher="건강보험심사평가원",
    url="https://www.data.go.kr/data/15051059/fileData.do",
    licence="KOGL 1",
    cadence="monthly",
    pattern="addresses/pharmacies_*.parquet",
    reference_from=date(2024, 6, 1),
    reference_to=date(2024, 6, 30),
    cleaner_version=1,
    columns=("pharmacy_nm", "address", "lat", "lon"),
    after=("region_emd", "code_emd"),
    tables=("core.address_point",),
)

COLUMNS = PointColumns(name="pharmacy_nm", address="address", lat="lat", lon="lon", category="pharmacy")


def read(path: Path) -> pd.DataFrame:
    """Read the list; the index is the record's number from 1."""
    return read_parquet(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Keep the addresses whose point can be trusted; see :func:`etl.sources.reference_points.clean_points`."""
    return clean_points(frame, COLUMNS, context.regions)


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Replace this list's reference points."""
    bulk.replace(conn, cleaned, dataset_id)
