"""Loading data/snapshot into a database (writing it: :mod:`etl.snapshot_files`)."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from etl import datasets, ledger
from etl.build.hexes import describe_cells
from etl.contract import Build
from etl.load import copy_frame, driver_connection, refresh_statistics, take_lock, upsert
from etl.pipeline import record_build
from etl.registry import BUILDS
from etl.snapshot_files import SHIPPED, Shipped
from gis.errors import SourceError

BUILD_NAME = "snapshot"
"""Row of core.build that says which snapshot was loaded last."""


def load_snapshot(engine: Engine, folder: Path, *, builds: Sequence[Build] = BUILDS) -> dict[str, int]:
    """Load a snapshot in one transaction, unless it is in force already.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    folder : pathlib.Path
        Folder of the files that :func:`etl.snapshot_files.write_snapshot` wrote.
    builds : Sequence[Build]
        Derived tables; those that the snapshot does not ship are built.

    Returns
    -------
    dict of str to int
        Rows written by table; empty when there was nothing to do, because this snapshot is in force or because
        raw files, which say more, have been loaded.

    Raises
    ------
    SourceError
        When a file is missing or is none of a snapshot; nothing is changed then.
    """
    version = snapshot_version(folder)
    with engine.begin() as conn:
        take_lock(conn)
        if _is_in_force(conn, version, _read_file(folder, "dataset")["source"]):
            return {}
        tables = {shipped.name: _read_file(folder, shipped.name) for shipped in SHIPPED}
        _replace_all(conn, tables)
        rows = {name: len(frame) for name, frame in tables.items()}
        for build in builds:
            record_build(conn, build, _shipped_rows(build, rows) or build.run(conn))
        ledger.note(conn, BUILD_NAME, version, sum(rows.values()))
        refresh_statistics(conn)
    return rows


def snapshot_version(folder: Path) -> str:
    """Return the fingerprint of a snapshot: sixteen hexadecimal digits of a hash over its files.

    Raises
    ------
    SourceError
        When a file is missing.
    """
    digest = hashlib.sha256()
    for shipped in SHIPPED:
        path = folder / f"{shipped.name}.parquet"
        if not path.is_file():
            raise SourceError(f"the snapshot lacks {path}: write it with `mindconnect etl snapshot`")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _is_in_force(conn: Connection, version: str, sources: pd.Series) -> bool:
    is_raw = conn.scalar(
        text("""
            SELECT true FROM core.dataset
            WHERE superseded_at IS NULL AND origin = 'raw' AND source = ANY(:sources) LIMIT 1
        """),
        {"sources": list(sources)},
    )
    loaded = ledger.version_of(conn, BUILD_NAME)
    return bool(is_raw) or loaded == version


def _read_file(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    try:
        frame: pd.DataFrame = pq.read_table(path, page_checksum_verification=True).to_pandas(
            integer_object_nulls=True, ignore_metadata=True
        )
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{path} is not a readable Parquet file ({error}): write the snapshot anew") from error
    if name == "cell":
        return describe_cells(frame)
    for column, prefix in (("geom", ""), ("label_point", "label_")):
        if f"{prefix}lat" in frame:
            places = _points(frame[f"{prefix}lat"], frame[f"{prefix}lon"], frame.index)
            frame = frame.drop(columns=[f"{prefix}lat", f"{prefix}lon"]).assign(**{column: places})
    if name == "region":
        outlines = shapely.from_wkb(frame["geom"].to_numpy())
        multi = [shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]) for shape in outlines]
        frame = frame.assign(geom=gpd.GeoSeries(multi, frame.index))
    return frame


def _points(lat: pd.Series, lon: pd.Series, index: pd.Index) -> gpd.GeoSeries:
    places = gpd.GeoSeries(gpd.points_from_xy(lon.astype(float), lat.astype(float)), index)
    return places.where(lat.notna().to_numpy())


def _replace_all(conn: Connection, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the snapshot's rows in the place of all those there are."""
    numbers = _put_in_force(conn, tables["dataset"])
    leaves = [shipped for shipped in SHIPPED if shipped.name != "dataset" and not shipped.key]
    for shipped in reversed(leaves):
        driver_connection(conn).execute(sql.SQL("DELETE FROM core.{}").format(sql.Identifier(shipped.name)))
    keyed = [shipped for shipped in SHIPPED if shipped.key]
    for shipped in SHIPPED[1:]:
        frame = tables[shipped.name]
        if "dataset_id" in frame:
            frame = frame.assign(dataset_id=frame["dataset_id"].map(numbers))
        if shipped.key:
            upsert(conn, f"core.{shipped.name}", frame, key=shipped.key)
        else:
            copy_frame(conn, f"core.{shipped.name}", frame)
    for shipped in reversed(keyed):
        _delete_others(conn, shipped, tables[shipped.name])


def _put_in_force(conn: Connection, loads: pd.DataFrame) -> dict[int, int]:
    """Write the snapshot's loads; gives the database's number of each number in the snapshot."""
    for source in loads["source"]:
        datasets.retire(conn, source)
    copy_frame(conn, "core.dataset", loads.drop(columns="dataset_id").assign(origin="snapshot"))
    rows = conn.execute(text("SELECT source, dataset_id FROM core.dataset WHERE superseded_at IS NULL"))
    by_source = {str(source): int(dataset_id) for source, dataset_id in rows}
    return {int(number): by_source[source] for source, number in zip(loads["source"], loads["dataset_id"], strict=True)}


def _delete_others(conn: Connection, shipped: Shipped, frame: pd.DataFrame) -> None:
    (key,) = shipped.key
    statement = sql.SQL("DELETE FROM core.{} WHERE {} <> ALL(%s)").format(
        sql.Identifier(shipped.name), sql.Identifier(key)
    )
    driver_connection(conn).execute(statement, (list(frame[key]),))


def _shipped_rows(build: Build, rows: Mapping[str, int]) -> int | None:
    """Count the rows of a derived table that came with the snapshot; None when it has to be built."""
    names = [table.removeprefix("core.") for table in build.tables]
    return sum(rows[name] for name in names) if names and all(name in rows for name in names) else None
