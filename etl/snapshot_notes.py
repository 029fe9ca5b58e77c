"""data/snapshot/README.md: of each table, what it holds, from whom, of which date, under which licence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from etl.contract import Build
from gis.db.tables import METADATA, dataset

_HEAD = """# The snapshot

Written by `mindconnect etl snapshot` from a loaded database, loaded by `mindconnect etl load-snapshot`; do not edit
it by hand. Facts and figures only, no free text of a source: rows as read, usage notes and repaired texts stay in
the database, and of the values set aside only codes and numbers are kept. Points are rounded to 6 decimals of a
degree (0.1 m), corners of outlines to 5 (1 m). `region.parquet` is GeoParquet; the rest is plain Parquet.

| Table | Rows | Holds | From | Reference date | Licence |
|---|---:|---|---|---|---|
"""
_FOOT = """
## Sources

| Source | Title | Publisher | Page | File | Reference period | Licence |
|---|---|---|---|---|---|---|
"""


def write_notes(conn: Connection, folder: Path, rows: Mapping[str, int], builds: Sequence[Build]) -> Path:
    """Write the notes on a snapshot beside its tables.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core.
    folder : pathlib.Path
        Folder of the snapshot.
    rows : Mapping[str, int]
        Rows by table, as :func:`etl.snapshot_files.write_snapshot` gives them.
    builds : Sequence[Build]
        Derived tables, which come from the sources of their builds.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    loads = pd.read_sql_query(
        text("""
            SELECT source, title, publisher, url, file_name, reference_from, reference_to, licence
            FROM core.dataset WHERE superseded_at IS NULL ORDER BY source
        """),
        conn,
    ).set_index("source")
    lines = [_HEAD]
    for table, count in rows.items():
        sources = loads[loads.index.isin(list(_sources_of(conn, table, builds)))]
        dates, licences = sources["reference_to"].astype(str), sources["licence"]
        facts = (_listed(sources.index.to_series()), _listed(dates), _listed(licences))
        lines.append(_line(f"`{table}`", f"{count:,}", _comment(conn, table), *facts))
    lines.append(_FOOT)
    periods = loads["reference_from"].astype(str) + " – " + loads["reference_to"].astype(str)
    columns = loads.assign(period=periods)[["title", "publisher", "url", "file_name", "period", "licence"]]
    lines += [_line(*row) for row in columns.astype("string").fillna("").itertuples()]
    path = folder / "README.md"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _sources_of(conn: Connection, table: str, builds: Sequence[Build]) -> set[str]:
    """Name the sources whose rows, or whose derived rows, a table holds."""
    by_name = {build.name: build for build in builds}
    waiting = [build for build in builds if f"core.{table}" in build.tables]
    sources: set[str] = set()
    while waiting:
        build = waiting.pop()
        sources.update(build.sources)
        waiting += [by_name[name] for name in build.builds]
    if sources or table == "dataset":
        return sources
    rows = METADATA.tables[f"core.{table}"]
    if "dataset_id" not in rows.c:
        return set()
    statement = select(dataset.c.source).distinct().join(rows, rows.c.dataset_id == dataset.c.dataset_id)
    return set(conn.execute(statement).scalars())


def _comment(conn: Connection, table: str) -> str:
    said = conn.scalar(text("SELECT obj_description(to_regclass(:table))"), {"table": f"core.{table}"})
    return str(said or "")


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |\n"


def _listed(values: pd.Series) -> str:
    return ", ".join(sorted(set(values)))
