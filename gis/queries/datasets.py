"""What is loaded: the version of the data, the sources in force, and how good they are."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, text

from gis.queries.frames import read_frame


def data_version(conn: Connection) -> str:
    """Return a short name for the state of the data; caches are keyed by it and receipts carry it.

    It is made of the files' contents, the versions of the methods and what offices corrected, not of when or where they
    were loaded: two machines with the same files, corrections and code give the same version, and so the same figures.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    str
        Twelve hexadecimal digits; another file, other cleaning rules or another method of a build give other ones.
    """
    return str(conn.execute(text("SELECT serve.data_version()")).scalar_one())


@dataclass(frozen=True)
class Freshness:
    """A computed table and the state of the data it holds for; see ``serve.freshness``."""

    name: str
    data_version: str | None
    data_version_now: str
    is_current: bool
    built_at: datetime | None
    command: str


def freshness(conn: Connection) -> list[Freshness]:
    """Tell of each table that is computed by a command of its own whether it holds for the present data."""
    rows = conn.execute(text("SELECT * FROM serve.freshness ORDER BY name DESC"))
    return [Freshness(**row) for row in rows.mappings()]


@dataclass(frozen=True)
class LoadInForce:
    """A source's load in force: which file, and when it was loaded (aware)."""

    source: str
    file_name: str
    loaded_at: datetime


def loads_in_force(conn: Connection) -> list[LoadInForce]:
    """Tell which file of each source is in force, for any role that reads ``serve``."""
    rows = conn.execute(text("SELECT source, file_name, loaded_at FROM serve.dataset ORDER BY source"))
    return [LoadInForce(**row) for row in rows.mappings()]


def dataset_frame(conn: Connection) -> pd.DataFrame:
    """Return the sources in force.

    Returns
    -------
    pandas.DataFrame
        The columns of ``serve.dataset`` (title, publisher, licence, reference period, rows read, kept, merged and
        quarantined ...), by ``source``.
    """
    return read_frame(conn, "SELECT * FROM serve.dataset ORDER BY source")


def quarantine_frame(conn: Connection) -> pd.DataFrame:
    """Return the rows set aside: columns ``source``, ``reason``, ``rows``; most rows first within a source."""
    return read_frame(
        conn, "SELECT source, reason, rows FROM serve.quarantine_summary ORDER BY source, rows DESC, reason"
    )


def trust_frame(conn: Connection) -> pd.DataFrame:
    """Count the centers by how far their position may be trusted.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind``, ``position_trust`` (building, road, emd, sigungu) and ``centers``.
    """
    return pd.read_sql(
        text("""
            SELECT kind, position_trust, count(*) AS centers FROM serve.center
            GROUP BY kind, position_trust ORDER BY kind, position_trust
        """),
        conn,
    )


def center_dates(conn: Connection) -> tuple[date, date] | None:
    """Return the first and the last reference date of the centers in the register, or None without centers."""
    first, last = conn.execute(text("SELECT min(reference_date), max(reference_date) FROM serve.center")).one()
    return None if first is None else (first, last)
