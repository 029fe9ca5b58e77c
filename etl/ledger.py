"""The ledger of builds, ``core.build``: from which state of its inputs each was made, and how many rows it wrote."""

from sqlalchemy import text
from sqlalchemy.engine import Connection


def version_of(conn: Connection, name: str) -> str | None:
    """Return the state of its inputs that a build was made from; None when it was never made."""
    result = conn.execute(text("SELECT input_version FROM core.build WHERE name = :name"), {"name": name})
    version: str | None = result.scalar_one_or_none()
    return version


def note(conn: Connection, name: str, version: str, rows: int, *, data_version: str | None = None) -> None:
    """Note that a build was made now.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        In the transaction that wrote the rows.
    name : str
        Key of the build.
    version : str
        State of its inputs.
    rows : int
        Rows that it wrote.
    data_version : str, optional
        State of the data that it holds for, of a build that no load makes by itself.
    """
    conn.execute(
        text("""
            INSERT INTO core.build (name, input_version, rows_written, data_version)
            VALUES (:name, :version, :rows, :data_version)
            ON CONFLICT (name) DO UPDATE
            SET input_version = EXCLUDED.input_version, rows_written = EXCLUDED.rows_written,
                data_version = EXCLUDED.data_version, built_at = now()
        """),
        {"name": name, "version": version, "rows": rows, "data_version": data_version},
    )


def confirm(conn: Connection, name: str, data_version: str) -> None:
    """Note that what was built holds for another state of the data as well: none of its inputs changed."""
    conn.execute(
        text("UPDATE core.build SET data_version = :data_version WHERE name = :name"),
        {"name": name, "data_version": data_version},
    )
