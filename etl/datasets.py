"""core.dataset: which load of each source is in force."""

from sqlalchemy import delete, func, text, update
from sqlalchemy.engine import Connection

from etl.contract import Cleaned, Source
from gis.db.tables import dataset, quarantine, repair


def is_current(conn: Connection, source: Source, sha256: str) -> bool:
    """Return whether a file need not be loaded again.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Open transaction that holds the lock.
    source : Source
        The source; its cleaner's version counts, and so do loads, since then, of the sources it reads.
    sha256 : str
        Of the file at hand.

    Returns
    -------
    bool
        False also when what is in force came from the snapshot, which lacks free text.
    """
    is_loaded = conn.scalar(
        text("""
            SELECT true FROM core.dataset AS mine
            WHERE source = :source AND superseded_at IS NULL AND origin = 'raw'
              AND sha256 = :sha256 AND cleaner_version = :cleaner_version
              AND NOT EXISTS (
                SELECT FROM core.dataset AS input
                WHERE input.source = ANY(:after) AND input.superseded_at IS NULL AND input.dataset_id > mine.dataset_id
              )
        """),
        {
            "source": source.name,
            "sha256": sha256,
            "cleaner_version": source.cleaner_version,
            "after": list(source.after),
        },
    )
    return bool(is_loaded)


def supersede(conn: Connection, source: Source, cleaned: Cleaned, *, file_name: str, sha256: str) -> int:
    """Put a new load of a source in force; the notes on the load before it go.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Open transaction that holds the lock.
    source, cleaned
        What was loaded.
    file_name, sha256 : str
        From which file.

    Returns
    -------
    int
        Its dataset_id.
    """
    retire(conn, source.name)
    period = cleaned.period or (source.reference_from, source.reference_to)
    dataset_id = conn.scalar(
        text("""
            INSERT INTO core.dataset (
                source, file_name, sha256, cleaner_version, title, publisher, url, licence,
                reference_from, reference_to, rows_read, rows_kept, rows_merged, rows_quarantined,
                rows_left_out
            ) VALUES (
                :source, :file_name, :sha256, :cleaner_version, :title, :publisher, :url, :licence,
                :reference_from, :reference_to, :rows_read, :rows_kept, :rows_merged, :rows_quarantined,
                :rows_left_out
            ) RETURNING dataset_id
        """),
        {
            "source": source.name,
            "file_name": file_name,
            "sha256": sha256,
            "cleaner_version": source.cleaner_version,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "licence": source.licence,
            "reference_from": period[0],
            "reference_to": period[1],
            "rows_read": cleaned.rows_read,
            "rows_kept": cleaned.rows_kept,
            "rows_merged": cleaned.rows_merged,
            "rows_quarantined": cleaned.rows_quarantined,
            "rows_left_out": cleaned.rows_left_out,
        },
    )
    return int(dataset_id or 0)


def accounts(conn: Connection) -> dict[str, dict[str, int]]:
    """Return what became of the rows of every load in force.

    Returns
    -------
    dict
        By source: ``rows_read``, ``rows_kept``, ``rows_merged``, ``rows_quarantined``, ``rows_left_out`` and
        ``rows_repaired``.
    """
    rows = conn.execute(
        text("""
            SELECT source, rows_read, rows_kept, rows_merged, rows_quarantined, rows_left_out,
                   (SELECT count(DISTINCT line) FROM core.repair WHERE repair.dataset_id = dataset.dataset_id)
                   AS rows_repaired
            FROM core.dataset WHERE superseded_at IS NULL
        """)
    ).mappings()
    return {str(row["source"]): {name: int(n) for name, n in row.items() if name != "source"} for row in rows}


def retire(conn: Connection, source_name: str) -> None:
    """End the load in force of a source; its row stays as a record, its quarantine and repairs go."""
    of_source = dataset.c.source == source_name
    for table in (quarantine, repair):
        conn.execute(delete(table).where(table.c.dataset_id == dataset.c.dataset_id, of_source))
    conn.execute(update(dataset).where(of_source, dataset.c.superseded_at.is_(None)).values(superseded_at=func.now()))
